"""The first day: a database in three steps, the demonstration, joining what exists. Everything is written for real."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from casemgr.domain.words import use_language
from casemgr.services import opening
from tests.ui.shell_at_hand import PASSWORD, Make, cheap_passwords, windows_shown
from ui.main_window import MainWindow
from ui.pages import first_start_demonstration
from ui.pages.first_start_administrator import AdministratorStep, login_from
from ui.pages.first_start_connect import ConnectPanel
from ui.pages.first_start_demonstration import DemonstrationPanel
from ui.pages.first_start_wizard import CreationWizard
from ui.pages.recovery_sheet import save_sheet

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    yield from cheap_passwords()


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    yield from windows_shown(qtbot, tmp_path)


def wizard_of(window: MainWindow) -> CreationWizard:
    assert window.first_start is not None
    made = window.first_start.go_to("new")
    assert isinstance(made, CreationWizard)
    return made


def fill_step_one(wizard: CreationWizard, path: Path) -> None:
    step = wizard.organisation
    step.organisation.setText("Association Amal")
    step.province.set_value("MA-RAB")
    step.province.picked.emit("MA-RAB")
    step.path.setText(str(path))
    step.path.setModified(True)


def go_to_step_two(qtbot: QtBot, wizard: CreationWizard, path: Path) -> None:
    fill_step_one(wizard, path)
    wizard.advance()
    qtbot.waitUntil(lambda: wizard.step == 1)


def fill_step_two(wizard: CreationWizard, password: str = PASSWORD, again: str = PASSWORD) -> None:
    step = wizard.administrator
    step.name.setText("Salma Idrissi")
    step.login.setText("salma")
    step.new_password.password.edit.setText(password)
    step.new_password.again.edit.setText(again)


def test_nothing_of_the_sign_in_is_seen_behind_the_first_start(make: Make) -> None:
    window = make()
    assert window.first_start is not None and window.first_start.isVisible()
    assert not window.unlock.isVisible()
    window.first_start.unlock_wanted.emit("")
    assert window.unlock.isVisible() and not window.first_start.isVisible()


def test_three_steps_make_a_database_that_opens_by_the_password_and_by_the_recovery_key(
    qtbot: QtBot, make: Make, tmp_path: Path
) -> None:
    window, path = make(), tmp_path / "rabat.casemgr"
    wizard = wizard_of(window)
    go_to_step_two(qtbot, wizard, path)
    fill_step_two(wizard)
    wizard.advance()
    qtbot.waitUntil(lambda: wizard.step == 2, timeout=20_000)
    assert wizard.recovery is not None
    groups = [label.text() for label in wizard.recovery.findChildren(QLabel) if len(label.text()) == 4]
    wizard.recovery.tick.setChecked(True)
    wizard.advance()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=10_000)
    assert window.settings.preferences.databases == [str(path)]
    window.close()
    opening.open_database(path, "salma", PASSWORD).database.dispose()
    desk = opening.open_with_recovery(path, "-".join(groups), "salma", "encore une longue phrase")
    assert opening.about(desk)["organisation"] == "Association Amal"
    desk.database.dispose()


def test_the_wizard_does_not_end_before_the_key_is_put_away(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make()
    wizard = wizard_of(window)
    go_to_step_two(qtbot, wizard, tmp_path / "rabat.casemgr")
    fill_step_two(wizard)
    wizard.advance()
    qtbot.waitUntil(lambda: wizard.step == 2, timeout=20_000)
    assert not wizard.go_on.isEnabled()
    wizard.advance()
    assert window.shell is None
    assert not wizard.back.isVisible()
    assert wizard.administrator.new_password.text() == ""


def test_back_keeps_what_was_typed(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make()
    wizard = wizard_of(window)
    go_to_step_two(qtbot, wizard, tmp_path / "rabat.casemgr")
    fill_step_two(wizard)
    wizard.go_back()
    assert wizard.organisation.organisation.text() == "Association Amal"
    wizard.go_back()
    assert window.first_start is not None
    assert window.first_start.current() is window.first_start.welcome
    assert wizard_of(window) is wizard
    wizard.advance()
    qtbot.waitUntil(lambda: wizard.step == 1)
    assert wizard.administrator.new_password.text() == PASSWORD


def test_what_is_missing_is_said_beside_each_field(make: Make) -> None:
    wizard = wizard_of(make(language="en"))
    wizard.organisation.path.clear()
    wizard.advance()
    fields = wizard.organisation.fields
    assert {key for key, frame in fields.frames.items() if frame.message()} == {
        "organisation",
        "province",
        "code",
        "name_fr",
        "path",
    }
    assert wizard.step == 0
    assert wizard.organisation.organisation.hasFocus()


def test_a_branch_takes_the_name_of_its_town_unless_one_was_typed(make: Make) -> None:
    step = wizard_of(make()).organisation
    step.name_fr.setText("Centre")
    step.name_fr.setModified(True)
    step.province.set_value("MA-TNG")
    step.province.picked.emit("MA-TNG")
    assert (step.name_fr.text(), step.code.text()) == ("Centre", "TNG")
    assert "طنجة" in step.name_ar.text()


def test_a_province_is_found_by_its_name_in_any_language(make: Make) -> None:
    step = wizard_of(make()).organisation
    edit = step.province.lineEdit()
    assert edit is not None
    for typed in ("الرباط", "rabat", "RABAT"):
        edit.setText(typed)
        edit.textEdited.emit(typed)
        assert step.province.value() == "MA-RAB"
    edit.textEdited.emit("Raba")
    assert step.province.value() == ""


def test_a_file_that_is_already_there_is_never_written_over(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    path = tmp_path / "rabat.casemgr"
    path.write_text("something dear", encoding="utf-8")
    wizard = wizard_of(make())
    fill_step_one(wizard, path)
    wizard.advance()
    qtbot.waitUntil(lambda: bool(wizard.organisation.fields["path"].message()))
    assert wizard.step == 0
    assert path.read_text(encoding="utf-8") == "something dear"


def test_a_network_share_is_refused_in_words(
    qtbot: QtBot, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casemgr.data.network_share.is_on_network_share", lambda _path: True)
    wizard = wizard_of(make(language="en"))
    fill_step_one(wizard, tmp_path / "rabat.casemgr")
    wizard.advance()
    qtbot.waitUntil(lambda: bool(wizard.organisation.fields["path"].message()))
    assert "network" in wizard.organisation.fields["path"].message().lower()


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("", "", "password"), ("abc", "abc", "password"), (PASSWORD, "autre", "again")],
)
def test_a_password_that_will_not_do_is_said_beside_it(
    qtbot: QtBot, make: Make, tmp_path: Path, password: str, again: str, field: str
) -> None:
    wizard = wizard_of(make())
    go_to_step_two(qtbot, wizard, tmp_path / "rabat.casemgr")
    fill_step_two(wizard, password, again)
    wizard.advance()
    assert wizard.administrator.fields[field].message()
    assert wizard.step == 1
    assert not (tmp_path / "rabat.casemgr").exists()


def test_a_login_the_service_refuses_is_said_beside_it(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    wizard = wizard_of(make())
    go_to_step_two(qtbot, wizard, tmp_path / "rabat.casemgr")
    fill_step_two(wizard)
    wizard.administrator.login.setText("Été 1")
    wizard.advance()
    qtbot.waitUntil(lambda: bool(wizard.administrator.fields["login"].message()), timeout=10_000)
    assert wizard.step == 1
    assert wizard.go_on.isEnabled()


@pytest.mark.parametrize(
    ("name", "login"), [("Salma El Idrissi", "salma.idrissi"), ("Hélène", "helene"), ("محمد علي", "mhmd.ly"), ("7", "")]
)
def test_a_login_is_proposed_for_any_name(name: str, login: str) -> None:
    assert login_from(name) == login


def test_the_language_chosen_on_the_first_screen_turns_the_window(make: Make, qapp: QApplication) -> None:
    window = make(language="fr")
    assert not qapp.isRightToLeft()
    window.gate.language_chosen.emit("ar")
    assert qapp.isRightToLeft()
    assert window.gate.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert window.settings.preferences.language == "ar"
    wizard = wizard_of(window)
    assert wizard.organisation.code.layoutDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_sheet_holds_every_group_of_the_key(tmp_path: Path, qapp: QApplication, language: str) -> None:
    assert qapp is not None
    use_language(language)
    path = tmp_path / "sheet.pdf"
    key = "XKP6-TWXW-2QY0-JZ4G-WW36-WA3P-DK7S-Y45C"
    assert save_sheet(str(path), "Association Amal", key)
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    assert [group for group in key.split("-") if group not in text] == []
    assert text.count("\f") == 1


def test_a_sheet_that_cannot_be_written_says_so(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    assert not save_sheet(str(tmp_path / "no folder" / "sheet.pdf"), "Association Amal", "AAAA-BBBB")


def test_the_demonstration_opens_as_demo_and_every_screen_says_what_it_is(
    qtbot: QtBot, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, panel = demonstration(make, tmp_path, monkeypatch)
    panel.begin(anew=False)
    qtbot.waitUntil(lambda: window.shell is not None, timeout=60_000)
    assert window.shell is not None
    band = window.shell.band
    qtbot.waitUntil(band.isVisible)
    assert window.shell.desk.person.login == "demo"
    window.shell.navigator.open_page("appearance")
    assert band.isVisible()


def test_a_demonstration_that_is_stopped_leaves_nothing(
    qtbot: QtBot, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, panel = demonstration(make, tmp_path, monkeypatch, "400")
    panel.begin(anew=False)
    qtbot.waitUntil(panel.progress.isVisible, timeout=30_000)
    panel.progress._cancel()
    qtbot.waitUntil(panel.go_on.isEnabled, timeout=60_000)
    assert window.shell is None
    assert list((tmp_path / "data").glob("*")) == []


def demonstration(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch, people: str = "12"
) -> tuple[MainWindow, DemonstrationPanel]:
    monkeypatch.setattr(first_start_demonstration, "databases_folder", lambda: folder / "data")
    monkeypatch.setattr(first_start_demonstration, "_SIZES", (people,))
    window = make()
    assert window.first_start is not None
    panel = window.first_start.go_to("demonstration")
    assert isinstance(panel, DemonstrationPanel)
    return window, panel


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("serveur.local", "postgresql://serveur.local:5432/casemgr"),
        ("fe80::1", "postgresql://[fe80::1]:5432/casemgr"),
    ],
)
def test_a_shared_server_is_joined_by_its_address(make: Make, host: str, address: str) -> None:
    window = make()
    assert window.first_start is not None
    panel = window.first_start.go_to("join")
    assert isinstance(panel, ConnectPanel)
    panel.way.set_value("server")
    panel.advance()
    assert panel.fields["host"].message()
    panel.host.setText(host)
    panel.advance()
    assert window.unlock.where() == address
    assert window.unlock.isVisible()


def test_a_login_that_is_proposed_is_no_longer_asked_for(qtbot: QtBot) -> None:
    step = AdministratorStep()
    qtbot.addWidget(step)
    assert not step.check() and step.fields["login"].message()
    QTest.keyClicks(step.name, "Amina El Fassi")
    assert step.login.text() and not step.fields["login"].message()
