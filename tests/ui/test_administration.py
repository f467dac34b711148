"""Administration on a real file: people sign in and no longer do, switches, backups put back, keys renewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from casemgr.data.key_refusals import WrongPassword, WrongRecoveryKey
from casemgr.data.keyslots import KeySlots, keys_path
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services import integrity, opening, organisation, staff
from casemgr.services.organisation import Branch
from casemgr.services.printing.letterhead import Place, letterhead
from tests.ui.shell_at_hand import (
    LOGIN,
    OTHER_LOGIN,
    OTHER_PASSWORD,
    PASSWORD,
    Make,
    at_work,
    cheap_passwords,
    copied,
    found,
    only_notes,
    signed_in,
    windows_shown,
)
from ui.kit import Banner, ConfirmPanel, StatusPill
from ui.main_window import MainWindow
from ui.pages.administration import AdministrationPage
from ui.pages.administration_branches import BranchesSection
from ui.pages.administration_hours import HoursSection
from ui.pages.administration_people import PeopleSection
from ui.pages.administration_person_form import PersonForm
from ui.pages.administration_safety import SafetySection
from ui.pages.administration_switches import SwitchesSection
from ui.pages.appearance import AppearancePage
from ui.shell.restore_panel import RestorePanel
from ui.translation import use_language

NEW_PASSWORD = "encore une longue phrase"


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    yield from cheap_passwords()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: list[Path] = []
    for _cheap in cheap_passwords():
        made.append(found(tmp_path_factory.mktemp("founded")))
    return made[0]


@pytest.fixture
def database(founded: Path, tmp_path: Path) -> Path:
    return copied(founded, tmp_path)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    only_notes(monkeypatch)
    for make in windows_shown(qtbot, tmp_path):
        yield at_work(qtbot, make, database)


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    yield from windows_shown(qtbot, tmp_path)


def administration(window: MainWindow) -> AdministrationPage:
    assert window.shell is not None
    page = window.shell.navigator.open_page("administration")
    assert isinstance(page, AdministrationPage)
    return page


def people(qtbot: QtBot, window: MainWindow) -> PeopleSection:
    section = administration(window).show_part("people")
    assert isinstance(section, PeopleSection)
    qtbot.waitUntil(lambda: len(section.members) == 2)
    return section


def safety(window: MainWindow) -> SafetySection:
    section = administration(window).show_part("safety")
    assert isinstance(section, SafetySection)
    return section


def refused(call: Callable[[], Any]) -> bool:
    try:
        call().database.dispose()
    except UserError:
        return True
    return False


def type_new_password(form: Any, text: str = NEW_PASSWORD) -> None:
    form.new_password.password.edit.setText(text)
    form.new_password.again.edit.setText(text)


# --- people ----------------------------------------------------------------------------------------


def test_the_branches_of_a_form_change_their_names_with_the_language(qtbot: QtBot) -> None:
    form = PersonForm()
    qtbot.addWidget(form)
    form.begin(None, [Branch("RAB", Words("Rabat", "الرباط", "Rabat city"), "MA-RAB")], "RAB")
    use_language("en")
    qtbot.waitUntil(lambda: form.branch.currentText() == "RAB · Rabat city")  # Qt posts the news
    assert [box.toolTip() for box in form.findChildren(QCheckBox) if box.text() == "RAB"] == ["Rabat city"]
    use_language("fr")
    qtbot.waitUntil(lambda: form.branch.currentText() == "RAB · Rabat")


def test_a_person_who_is_added_can_sign_in(qtbot: QtBot, window: MainWindow, database: Path) -> None:
    section = people(qtbot, window)
    section.add_button.click()
    form = section.form
    form.name.setText("Hélène Martin")
    form.name.textEdited.emit("Hélène Martin")
    assert form.login.text() == "helene.martin"
    form.roles.set_value(("LEGAL",))
    type_new_password(form)
    form.keep.click()
    qtbot.waitUntil(lambda: len(section.members) == 3, timeout=10_000)
    assert section.list.isVisible()
    assert form.new_password.text() == ""
    desk = signed_in(database, "helene.martin", NEW_PASSWORD)
    assert desk.person.roles == ("LEGAL",)
    desk.database.dispose()


@pytest.mark.parametrize(
    ("login", "roles", "field"), [(OTHER_LOGIN, ("CASE",), "login"), ("Été", ("CASE",), "login"), ("ok", (), "roles")]
)
def test_what_the_service_refuses_of_a_person_stands_beside_its_field(
    qtbot: QtBot, window: MainWindow, login: str, roles: tuple[str, ...], field: str
) -> None:
    section = people(qtbot, window)
    section.add_button.click()
    section.form.name.setText("Hélène Martin")
    section.form.login.setText(login)
    section.form.roles.set_value(roles)
    type_new_password(section.form)
    section.form.keep.click()
    qtbot.waitUntil(lambda: bool(section.form.fields[field].message()), timeout=10_000)
    assert section.form.isVisible()
    assert section.form.name.text() == "Hélène Martin"
    assert window.desk is not None
    assert len(staff.staff(window.desk)) == 2


def test_a_forgotten_password_is_replaced(qtbot: QtBot, window: MainWindow, database: Path) -> None:
    section = people(qtbot, window)
    member = next(one for one in section.members if one.login == OTHER_LOGIN)
    section.edit(member)
    assert not section.form.login.isEnabled()
    type_new_password(section.form)
    section.form.keep.click()
    qtbot.waitUntil(section.list.isVisible, timeout=10_000)
    assert refused(lambda: signed_in(database, OTHER_LOGIN, OTHER_PASSWORD))
    signed_in(database, OTHER_LOGIN, NEW_PASSWORD).database.dispose()


def test_roles_change_and_the_password_stays(qtbot: QtBot, window: MainWindow, database: Path) -> None:
    section = people(qtbot, window)
    section.edit(next(one for one in section.members if one.login == OTHER_LOGIN))
    section.form.roles.boxes["LEGAL"].setChecked(True)
    section.form.keep.click()
    qtbot.waitUntil(section.list.isVisible, timeout=10_000)
    desk = signed_in(database, OTHER_LOGIN, OTHER_PASSWORD)
    assert set(desk.person.roles) == {"CASE", "LEGAL"}
    desk.database.dispose()


def test_somebody_must_remain_to_administer(qtbot: QtBot, window: MainWindow) -> None:
    section = people(qtbot, window)
    section.edit(next(one for one in section.members if one.login == LOGIN))
    section.form.roles.set_value(("CASE",))
    section.form.keep.click()
    qtbot.waitUntil(lambda: bool(section.form.fields["roles"].message()), timeout=10_000)


def test_closing_an_access_takes_a_confirmation_and_then_holds(
    qtbot: QtBot, window: MainWindow, database: Path
) -> None:
    section = people(qtbot, window)
    section.ask_to_close(next(one for one in section.members if one.login == OTHER_LOGIN))
    confirm(window)
    qtbot.waitUntil(lambda: any(one.disabled for one in section.members), timeout=10_000)
    assert refused(lambda: signed_in(database, OTHER_LOGIN, OTHER_PASSWORD))
    assert len(section.list.findChildren(StatusPill)) >= 1


def confirm(window: MainWindow) -> None:
    panels = [one for one in window.findChildren(ConfirmPanel) if one.isVisible()]
    assert len(panels) == 1
    panels[0]._act.click()


def test_every_role_has_its_sentence(qtbot: QtBot, window: MainWindow) -> None:
    roles = people(qtbot, window).form.roles
    assert [code for code, box in roles.boxes.items() if not box.accessibleDescription()] == []


# --- branches and switches -------------------------------------------------------------------------


def branches(qtbot: QtBot, window: MainWindow) -> BranchesSection:
    section = administration(window).show_part("branches")
    assert isinstance(section, BranchesSection)
    qtbot.waitUntil(lambda: len(section.branches) >= 1)
    return section


def test_a_branch_is_added(qtbot: QtBot, window: MainWindow) -> None:
    section = branches(qtbot, window)
    section.add_button.click()
    section.code.setText("TNG")
    section.name_fr.setText("Tanger")
    section.name_ar.setText("طنجة")
    section.province.set_value("MA-TNG")
    section.keep.click()
    qtbot.waitUntil(lambda: len(section.branches) == 2, timeout=10_000)
    assert window.desk is not None
    made = next(one for one in organisation.branches(window.desk) if one.code == "TNG")
    assert (made.name.ar, made.province, made.closed) == ("طنجة", "MA-TNG", False)


def test_where_a_branch_is_reached_stands_at_the_head_of_its_papers(qtbot: QtBot, window: MainWindow) -> None:
    section = branches(qtbot, window)
    section.edit(section.branches[0])
    for key, text in {"town_fr": "Salé", "town_ar": "سلا", "address": "3, rue X", "phone": "05 37 00 00 00"}.items():
        section.place[key].setText(text)
    section.keep.click()
    qtbot.waitUntil(lambda: section.places.get("RAB", Place()).town_fr == "Salé", timeout=10_000)
    assert window.desk is not None
    head = letterhead(window.desk, "RAB")
    assert (str(head.town), head.reached_at, head.called_at) == ("Salé", "3, rue X", "05 37 00 00 00")
    section.edit(section.branches[0])
    assert section.place["town_ar"].text() == "سلا"
    section.edit(None)
    assert not any(typed.text() for typed in section.place.values())


def test_a_new_branch_never_takes_the_code_of_another(qtbot: QtBot, window: MainWindow) -> None:
    section = branches(qtbot, window)
    section.add_button.click()
    section.code.setText("RAB")
    section.name_fr.setText("Une autre")
    section.province.set_value("MA-TNG")
    section.keep.click()
    assert section.fields["code"].message()
    assert window.desk is not None
    assert organisation.branches(window.desk)[0].name.fr == "Rabat"


def test_what_is_missing_of_a_branch_is_said_beside_it(qtbot: QtBot, window: MainWindow) -> None:
    section = branches(qtbot, window)
    section.add_button.click()
    section.keep.click()
    qtbot.waitUntil(lambda: bool(section.fields["code"].message()), timeout=10_000)
    assert section.fields["name_fr"].message()
    assert section.fields["province"].message()


def test_a_switch_asks_for_the_reference_of_its_authorisation(qtbot: QtBot, window: MainWindow) -> None:
    section = administration(window).show_part("switches")
    assert isinstance(section, SwitchesSection)
    card = section.cards["allow_health"]
    qtbot.waitUntil(card.act.isVisible)
    card.act.click()
    assert card.fields["allow_health"].message()
    card.reference.setText("A-1")
    card.act.click()
    qtbot.waitUntil(lambda: bool(card.fields["allow_health"].message()) and card.act.isEnabled(), timeout=10_000)
    card.reference.setText("D-MR-128/2026")
    card.act.click()
    qtbot.waitUntil(card.off.isVisible, timeout=10_000)
    assert window.desk is not None
    assert organisation.switches(window.desk)["allow_health"] == "D-MR-128/2026"
    card.off.click()
    qtbot.waitUntil(card.act.isVisible, timeout=10_000)
    assert organisation.switches(window.desk)["allow_health"] == ""


# --- safety ----------------------------------------------------------------------------------------


def back_up(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    section = safety(window)
    section.back_up(str(path))
    qtbot.waitUntil(section.backup_result.isVisible, timeout=30_000)


def test_a_backup_is_put_back_and_opens_with_the_password_of_its_day(
    qtbot: QtBot, window: MainWindow, database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copie.casemgr-backup"
    back_up(qtbot, window, copy)
    assert window.desk is not None
    organisation.set_switch(window.desk, "allow_health", "D-MR-128/2026")
    safety(window).ask_to_restore(str(copy))
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(ConfirmPanel)), timeout=10_000)
    confirm(window)
    qtbot.waitUntil(lambda: window.shell is None, timeout=10_000)
    (panel,) = [one for one in window.findChildren(RestorePanel) if one.isVisible()]
    panel.login.setText(LOGIN)
    panel.password.edit.setText("pas celui-ci")
    panel.begin()
    qtbot.waitUntil(panel.refusal.isVisible, timeout=30_000)
    panel.password.edit.setText(PASSWORD)
    panel.begin()
    qtbot.waitUntil(panel.sign_in_button.isVisible, timeout=30_000)
    panel.sign_in_button.click()
    assert window.unlock.where() == str(database)
    desk = signed_in(database)
    assert organisation.switches(desk)["allow_health"] == ""
    desk.database.dispose()
    assert len(list(database.parent.glob("amal-*.casemgr"))) == 1


def test_a_backup_never_replaces_another_file(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    there = tmp_path / "copie.casemgr-backup"
    there.write_text("something dear", encoding="utf-8")
    section = safety(window)
    section.back_up(str(there))
    qtbot.waitUntil(section.refusal.isVisible, timeout=10_000)
    assert there.read_text(encoding="utf-8") == "something dear"
    assert section.backup_button.isEnabled()


def test_a_new_recovery_key_opens_and_leaves_the_screen_with_it(
    qtbot: QtBot, window: MainWindow, database: Path
) -> None:
    assert window.desk is not None
    before = opening.new_recovery_key(window.desk)
    section = safety(window)
    section.make_key()
    qtbot.waitUntil(lambda: section.recovery is not None, timeout=10_000)
    assert section.recovery is not None
    groups = [label.text() for label in section.recovery.findChildren(QLabel) if len(label.text()) == 4]
    slots = KeySlots(keys_path(database))
    assert window.desk.vault is not None
    assert slots.open_with_recovery("-".join(groups)) == window.desk.vault.key
    with pytest.raises(WrongRecoveryKey):
        slots.open_with_recovery(before)
    window.lock()
    qtbot.waitUntil(lambda: section.recovery is None)
    QApplication.processEvents()
    shown = [label.text() for label in section.findChildren(QLabel) if label.isVisibleTo(section)]
    assert not set(groups) & set(shown)


def test_a_sound_database_says_so_and_a_broken_one_says_what(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = safety(window)
    window.settings.set_language("en")
    section.check()
    qtbot.waitUntil(section.check_button.isEnabled, timeout=30_000)
    assert "Everything is sound." in [label.text() for label in section.findChildren(QLabel)]
    found_wrong = [integrity.Finding("schema", integrity.OTHER_SCHEMA, 1)]
    monkeypatch.setattr(integrity, "check", lambda *_args, **_more: found_wrong)
    section.check()
    qtbot.waitUntil(section.check_button.isEnabled, timeout=30_000)
    said = [banner.accessibleName() for banner in section.findChildren(Banner)]
    assert str(integrity.OTHER_SCHEMA) in said


# --- my settings -----------------------------------------------------------------------------------


def my_settings(window: MainWindow) -> AppearancePage:
    assert window.shell is not None
    page = window.shell.navigator.open_page("appearance")
    assert isinstance(page, AppearancePage)
    return page


def test_one_changes_ones_own_password(qtbot: QtBot, window: MainWindow, database: Path) -> None:
    page = my_settings(window)
    page.old.edit.setText("pas celui-ci")
    type_new_password(page)
    page.keep.click()
    qtbot.waitUntil(page.refusal.isVisible, timeout=10_000)
    page.old.edit.setText(PASSWORD)
    page.keep.click()
    qtbot.waitUntil(lambda: not page.old.text(), timeout=10_000)
    with pytest.raises(WrongPassword):
        signed_in(database)
    signed_in(database, LOGIN, NEW_PASSWORD).database.dispose()


def test_a_password_being_typed_is_forgotten_when_the_window_locks(qtbot: QtBot, window: MainWindow) -> None:
    page = my_settings(window)
    page.old.edit.setText(PASSWORD)
    type_new_password(page)
    window.lock()
    qtbot.waitUntil(lambda: not page.old.text() and not page.new_password.text())


def test_look_and_language_change_from_the_screen_and_are_remembered(window: MainWindow) -> None:
    page = my_settings(window)
    page.mode.chosen.emit("dark")
    page.text_size.setValue(13)
    page.idle.setValue(2)
    page.language.chosen.emit("ar")
    kept = window.settings.preferences
    assert (kept.mode, kept.size, kept.idle_minutes, kept.language) == ("dark", 13, 2, "ar")
    assert page.language.value() == "ar"
    assert QApplication.isRightToLeft()


# --- opening hours ---------------------------------------------------------------------------------


def test_opening_hours_are_entered_and_what_is_no_hour_is_said_beside_its_day(qtbot: QtBot, window: MainWindow) -> None:
    section = administration(window).show_part("hours")
    assert isinstance(section, HoursSection)
    qtbot.waitUntil(lambda: section.hours["friday_prayer"].text() == "12:30-14:30", timeout=15_000)
    section.hours["monday"].setText("le matin")
    section.keep.click()
    qtbot.waitUntil(lambda: bool(section.fields["monday"].message()), timeout=15_000)
    assert not section.fields["tuesday"].message()
    section.hours["monday"].setText("9h-17h")
    qtbot.waitUntil(section.keep.isEnabled, timeout=15_000)
    section.keep.click()
    qtbot.waitUntil(lambda: section.hours["monday"].text() == "09:00-17:00", timeout=15_000)
    assert window.shell is not None
    assert window.shell.desk.context().opening["monday"] == "09:00-17:00"


# --- where there is little room -----------------------------------------------------------------------------------
def test_a_narrow_window_offers_the_sections_as_a_list(qtbot: QtBot, window: MainWindow) -> None:
    page = administration(window)
    window.resize(1366, 740)
    qtbot.waitUntil(page.choice.isVisible)
    assert page.short.isHidden()
    window.resize(960, 640)
    qtbot.waitUntil(page.short.isVisible)
    assert page.choice.isHidden()
    page.short.setCurrentIndex(page.short.findData("branches"))
    page.short.activated.emit(page.short.currentIndex())
    assert page.choice.value() == "branches" and page.sections["branches"].isVisible()
    page.show_part("safety")
    assert page.short.currentData() == "safety"
    holder = page.sections["safety"].parentWidget()
    assert holder is not None and holder.mapTo(page, QPoint(holder.width(), 0)).x() <= page.width()
    window.settings.set_language("en")
    qtbot.waitUntil(lambda: page.short.itemText(0) == "People and roles")
