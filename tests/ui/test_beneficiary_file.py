"""The file of a person: who she is never leaves, what is closed stays closed until opened, each step in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.access import Person
from casemgr.domain.vocabulary import vocabulary
from casemgr.records import KINDS
from casemgr.services import merging, records, register
from casemgr.services.desk import Desk
from casemgr.services.file import Entry
from casemgr.services.memberships import memberships
from tests.ui.test_register_people import TODAY, give, new_desk
from ui.forms.field_box import FieldBox
from ui.kit import Button, ConfirmPanel, StatusPill, Toast
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.beneficiary_file import FilePage, RecordPage
from ui.pages.beneficiary_file.history_view import HistoryView
from ui.pages.beneficiary_file.household_section import HouseholdSection
from ui.pages.beneficiary_file.identity_pane import IdentityPane
from ui.pages.beneficiary_file.records_section import RecordsSection, narrow_columns
from ui.pages.beneficiary_file.shared_section import SharedSection
from ui.pages.beneficiary_file.timeline import Timeline, is_closed, sentence
from ui.theme import Theme, apply_theme
from ui.translation import N_, use_language

WAIT = 8000
Open = Callable[..., FilePage]


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = new_desk(tmp_path, 8)
    yield made
    shut_down()
    made.database.dispose()


def who(desk: Desk, text: str = "Diallo") -> str:
    """The id of one of the people."""
    return register.ids(desk, "beneficiary", text=text)[0]


@pytest.fixture
def open_file(qtbot: QtBot, desk: Desk) -> Open:
    kept: list[QWidget] = []

    def opened(text: str = "Diallo", by: Desk | None = None) -> FilePage:
        reader = by or desk
        page = FilePage(reader, Navigator(reader), beneficiary=who(desk, text))
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(1146, 640)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page.header.head is not None, timeout=WAIT)
        return page

    return opened


def records_of(qtbot: QtBot, page: FilePage, kind: str) -> RecordsSection:
    """The section of a kind, its first record read."""
    page.show_section(kind)
    section = page.section(kind)
    assert isinstance(section, RecordsSection)
    qtbot.waitUntil(lambda: section.pane.seen is not None, timeout=WAIT)
    return section


def test_the_header_says_who_she_is_and_what_must_not_be_missed(open_file: Open) -> None:
    page = open_file()
    head = page.header.head
    assert head is not None
    assert (head.title, head.second) == ("Mariama Diallo", "مرياما ديالو")
    facts = {str(label): str(value) for label, value in head.facts}
    assert facts["Âge"] == "33" and facts["Sexe"] == "Féminin"
    said = {str(alert.words): alert.tone for alert in head.alerts}
    assert said["Sans abri cette nuit"] == "danger" and said["Avec un bébé"] == "warning"
    assert "success" in said.values()
    assert head.restrictions == ("Pas mon mari, pas le consulat.",)
    assert page.header.limits.isVisible()
    assert len(page.header.findChildren(StatusPill)) >= 3


def test_a_possible_minor_and_an_estimated_age_are_seen_at_once(open_file: Open) -> None:
    head = open_file("Traoré").header.head
    assert head is not None
    assert any(alert.icon_name == "triangle-alert" and alert.tone == "danger" for alert in head.alerts)
    head = open_file("Sow").header.head
    assert head is not None
    assert ("~34") in {str(value) for _label, value in head.facts}


def test_a_reader_of_codes_sees_no_name_anywhere(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    auditor = replace(desk, person=Person("x", "x", "X", ("MEAL",), ("RAB",), "RAB"))
    page = open_file(by=auditor)
    head = page.header.head
    assert head is not None and head.title == "" and head.second == ""
    assert page.title().strip("\u2066\u2069") == head.code
    page.show_section("identity")
    pane = page.section("identity")
    assert isinstance(pane, IdentityPane) and pane.seen is not None
    assert not any(key in pane.seen.record.values for key in ("family_name", "given_names_ar", "phones"))
    qtbot.wait(100)
    assert "Diallo" not in page.header.name.text()
    assert not page.new_button.isVisible()


def test_the_timeline_shows_everything_newest_first_and_opens_it(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    give(desk, who(desk), "ACC-INFO", TODAY)
    page = open_file()
    timeline = page.overview.timeline
    qtbot.waitUntil(lambda: len(timeline.entries.entries) == 3, timeout=WAIT)
    days = [entry.date for entry in timeline.entries.entries]
    assert days == sorted(days, key=lambda day: day or TODAY, reverse=True)
    page.overview.chips["case"].click()
    assert [entry.kind for entry in timeline.entries.entries] == ["case"]
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert page.keys[page.tabs.currentIndex()] == "case"


def test_what_is_confidential_is_closed_until_it_is_opened(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    doctor = replace(desk, person=Person("h", "h", "H", ("HEALTH", "CASE"), ("RAB",), "RAB"))
    secret = give(doctor, who(desk), "HEA-HIV", TODAY)
    page = open_file(by=doctor)
    qtbot.waitUntil(lambda: bool(page.overview.timeline.entries.entries), timeout=WAIT)
    entry = next(one for one in page.overview.timeline.entries.entries if one.id == secret)
    assert is_closed(entry) and entry.text not in sentence(entry)
    page.show_section("service", secret)
    section = page.section("service")
    assert isinstance(section, RecordsSection)
    qtbot.waitUntil(lambda: section.pane.record == secret, timeout=WAIT)
    qtbot.wait(300)
    assert section.pane.seen is None
    section.pane._closed.acted.emit()
    qtbot.waitUntil(lambda: section.pane.seen is not None, timeout=WAIT)


def test_what_is_to_complete_leads_to_its_field(qtbot: QtBot, open_file: Open) -> None:
    page = open_file()
    assert page.opened is not None
    assert "interview_language" in {field.key for field in page.opened.file.to_complete}
    page.overview.field_asked.emit("interview_language")
    pane = page.section("identity")
    assert isinstance(pane, IdentityPane)
    qtbot.waitUntil(lambda: pane.editor is not None and pane.editor.form is not None, timeout=WAIT)
    assert pane.editor is not None and pane.editor.form is not None
    box = pane.editor.form.sections.at(("interview_language",))
    assert box is not None and box.stops()


def test_a_case_moves_on_with_what_the_step_asks(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    page = open_file()
    section = records_of(qtbot, page, "case")
    seen = section.pane.seen
    assert seen is not None
    close = next(step for step in seen.steps if step.end == "CLOSED")
    dialog = section.pane.take_step(close)
    assert dialog is not None
    dialog.take()
    assert records.read(desk, "case", seen.record.id).state == "OPEN"
    for key, value in (("closing_reason", "DONE"), ("closing_summary", "Tout est en ordre.")):
        box = dialog.form.sections.at((key,))
        assert isinstance(box, FieldBox)
        known = desk.kinds["case"].field("closing_reason").choices()
        assert known is not None
        box.fill(next(iter(known)).code if value == "DONE" else value)
    with qtbot.waitSignal(dialog.taken, timeout=WAIT):
        dialog.take()
    after = records.read(desk, "case", seen.record.id)
    assert after.state == "CLOSED" and after.values["closing_summary"] == "Tout est en ordre."
    qtbot.waitUntil(lambda: section.pane.seen is not None and section.pane.seen.record.state == "CLOSED", timeout=WAIT)
    assert section.pane.seen is not None and len(section.pane.seen.life) == 2


def test_no_act_of_a_record_is_called_as_the_way_out_of_its_question() -> None:
    """A record is voided and a referral cancelled, both "annulé": a button "Annuler" beside it said nothing."""
    acts = {step.label for kind in KINDS if kind.states for step in kind.states.transitions}
    way_out, voiding = N_("Back"), N_("Void this record")
    assert acts
    for language in ("fr", "ar", "en"):
        use_language(language)
        said = {str(act).split()[0] for act in (*acts, voiding)}
        assert str(way_out) not in said
        panel = ConfirmPanel(N_("Void this record?"), N_("Why"), voiding, N_("Why"))
        assert {button.text() for button in panel.findChildren(Button)} == {str(way_out), str(voiding)}
        panel.deleteLater()


def test_a_void_asks_for_a_reason_and_is_undone_from_the_toast(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    give(desk, who(desk), "ACC-INFO", TODAY)
    page = open_file()
    section = records_of(qtbot, page, "service")
    service = section.pane.record
    section.pane.void("Saisi deux fois")
    qtbot.waitUntil(lambda: bool(page.window().findChildren(Toast)), timeout=WAIT)
    assert records.read(desk, "service", service).void_reason == "Saisi deux fois"
    assert service not in register.ids(desk, "service", beneficiary=who(desk))
    # What is undone is what was voided, though it left the list and something else is in front, or nothing.
    qtbot.waitUntil(lambda: section.pane.record != service, timeout=WAIT)
    page.window().findChildren(Toast)[-1].acted.emit()
    assert finish_commands()
    qtbot.waitUntil(lambda: records.read(desk, "service", service).void_reason is None, timeout=WAIT)
    qtbot.waitUntil(lambda: section.pane.record == service and section.pane.seen is not None, timeout=WAIT)


def test_a_section_is_changed_in_place_and_the_header_follows(qtbot: QtBot, open_file: Open) -> None:
    page = open_file()
    page.show_section("identity")
    pane = page.section("identity")
    assert isinstance(pane, IdentityPane)
    pane.edit("identity")
    qtbot.waitUntil(lambda: pane.editor is not None and pane.editor.form is not None, timeout=WAIT)
    editor = pane.editor
    assert editor is not None and editor.form is not None
    box = editor.form.sections.at(("given_names",))
    assert isinstance(box, FieldBox)
    box.fill("Mariam")
    with qtbot.waitSignal(pane.changed, timeout=WAIT):
        editor.insist()
    qtbot.waitUntil(lambda: page.header.name.text().strip("\u2068\u2069") == "Mariam Diallo", timeout=WAIT)


def test_two_keys_begin_a_record_of_the_file(qtbot: QtBot, open_file: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_file()
    begun: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(page.navigator, "new_record", lambda kind, **given: begun.append((kind, given)))
    use_language("en")
    menu = page.menu()
    menu.show()
    QTest.keyClick(menu, Qt.Key.Key_S)
    assert begun == [("service", {"beneficiary": page.beneficiary})]
    qtbot.wait(10)


def test_the_parts_of_a_file_fit_and_the_rest_is_in_a_menu(qtbot: QtBot, open_file: Open) -> None:
    page = open_file()
    qtbot.waitUntil(lambda: page.parts.hidden() != [], timeout=WAIT)
    bar = page.tabs
    shown = [place for place in range(len(page.keys)) if bar.isTabVisible(place)]
    assert sum(bar.tabRect(place).width() for place in shown) <= page.parts.width()
    seen = {page.keys[place] for place in shown}
    assert {"overview", "identity", "case", "service", "consent"} <= seen, "what holds something is seen first"
    hidden = page.parts.hidden()[0]
    menu = page.parts.menu()
    assert len(menu.actions()) == len(page.parts.hidden())
    menu.actions()[0].trigger()
    assert page.keys[bar.currentIndex()] == hidden
    assert bar.isTabVisible(bar.currentIndex()), "where one is is seen"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_part_that_one_goes_to_has_its_tab_with_its_words(qtbot: QtBot, open_file: Open, language: str) -> None:
    use_language(language)
    page = open_file()
    page.resize(700, 640)
    bar = page.tabs
    qtbot.waitUntil(lambda: page.parts.hidden() != [], timeout=WAIT)
    for key in (*page.keys, *reversed(page.keys)):
        page.show_section(key)
        shown = [place for place in range(len(page.keys)) if bar.isTabVisible(place)]
        for place in shown:
            wide = bar.fontMetrics().horizontalAdvance(bar.tabText(place))
            assert bar.tabRect(place).width() >= wide, (key, page.keys[place])
        for place in range(len(page.keys)):
            count = cast("QWidget | None", bar.tabButton(place, QTabBar.ButtonPosition.RightSide))
            assert count is None or count.isVisible() == (place in shown), "a count goes with its tab"


def test_appointments_follow_ups_and_notes_share_a_part(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    values = records.new_draft(desk, "note", beneficiary=who(desk), type="CALL", text="Rappeler la soeur")
    note = records.save(desk, "note", values, insist=True).id
    page = open_file()
    page.show_section("note", note)
    assert page.keys[page.tabs.currentIndex()] == "follow_up"
    shared = page.section("follow_up")
    assert isinstance(shared, SharedSection)
    qtbot.waitUntil(lambda: shared.section.pane.record == note, timeout=WAIT)
    assert shared.section.kind.key == "note"
    shared.go_to("appointment")
    assert shared.section.kind.key == "appointment"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_new_record_has_a_letter_of_its_own(open_file: Open, language: str) -> None:
    use_language(language)
    page = open_file()
    said = [action.text() for action in page.menu().actions()]
    letters = [text[text.index("&") + 1].casefold() for text in said if "&" in text]
    assert len(letters) == len(said) == len(set(letters))


def test_a_household_is_seen_from_both_ends(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    person = who(desk)
    found = memberships(desk, person)
    assert [member.name for member in found[0].members] == ["Mariama Diallo", "Aïcha Benmoussa"]
    assert found[0].is_now
    page = open_file("Benmoussa")
    page.show_section("household")
    section = page.section("household")
    assert isinstance(section, HouseholdSection)
    qtbot.waitUntil(lambda: bool(section.found), timeout=WAIT)
    assert section.found[0].household.id == found[0].household.id


def test_joining_a_household_puts_her_among_its_members(qtbot: QtBot, desk: Desk) -> None:
    joining = who(desk, "Mbarga") if register.ids(desk, "beneficiary", text="Mbarga") else who(desk, "Sow")
    household = register.ids(desk, "household")[0]
    before = len(records.read(desk, "household", household).values["members"])
    page = RecordPage(desk, Navigator(desk), kind="household", record=household, joining=joining)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.pane.editor is not None and page.pane.editor.form is not None, timeout=WAIT)
    assert page.pane.editor is not None and page.pane.editor.form is not None
    members = page.pane.editor.form.values()["members"]
    assert len(members) == before + 1 and members[-1]["member"] == joining


def test_the_history_tells_who_changed_what(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    person = who(desk)
    found = records.read(desk, "beneficiary", person)
    records.save(desk, "beneficiary", {"used_name": "Mama"}, record_id=person, version=found.version, insist=True)
    page = open_file()
    page.show_section("history")
    history = page.section("history")
    assert isinstance(history, HistoryView)
    qtbot.waitUntil(lambda: len(history.changes) >= 2, timeout=WAIT)
    newest = history.changes[0]
    assert (newest.by, newest.new) == ("Nadia Alaoui", "Mama")


def test_a_merged_file_leads_to_the_one_that_is_left(qtbot: QtBot, desk: Desk) -> None:
    keep, gone = who(desk), who(desk, "Benmoussa")
    codes = [records.read(desk, "beneficiary", one).code for one in (gone, keep)]
    merging.merge(desk, codes[0], codes[1], "La même personne")
    navigator = Navigator(desk)
    page = FilePage(desk, navigator, beneficiary=gone)
    qtbot.addWidget(page)
    page.refresh()
    qtbot.waitUntil(lambda: navigator.current is not None, timeout=WAIT)
    assert isinstance(navigator.current, FilePage) and navigator.current.beneficiary == keep


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_every_section_is_drawn_in_every_language(qtbot: QtBot, open_file: Open, language: str) -> None:
    use_language(language)
    page = open_file()
    for key in page.keys:
        page.show_section(key)
        qtbot.wait(120)
        assert not page.grab().isNull()
    assert page.tabs.tabText(0) != ""


def readings(desk: Desk) -> int:
    """How many readings of the person's file the audit holds."""
    audit = desk.database.schema.house.audit
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(audit.c.place).where(audit.c.action == "read", audit.c.record == who(desk)))
        return len(rows.all())


def test_opening_a_file_is_written_down_once(qtbot: QtBot, open_file: Open, desk: Desk) -> None:
    before = readings(desk)
    page = open_file()
    page.show_section("identity")
    qtbot.waitUntil(lambda: readings(desk) > before)
    qtbot.wait(200)
    assert readings(desk) == before + 1


def test_the_timeline_shows_the_state_of_every_kind_whose_list_stands_with_it(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, Theme())
    timeline = Timeline({kind.key: kind for kind in KINDS})
    qtbot.addWidget(timeline)
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    entries = []
    for kind in (one for one in KINDS if one.states is not None):
        assert kind.states is not None
        for term in vocabulary(kind.states.vocabulary, kind.states.beside).terms.values():
            entries.append(Entry(kind.key, term.code, TODAY, "", "X-1", str(term.label), "L0", "", moment))
    timeline.show_entries(entries)
    timeline.resize(600, 60 * len(entries))
    with qtbot.captureExceptions() as raised:
        timeline.grab()
    assert {entry.kind for entry in entries} >= {"case", "legal_file", "complaint"} and raised == []


def test_the_list_of_a_file_has_no_column_that_would_stay_empty_for_its_reader(desk: Desk) -> None:
    kind = desk.kinds["legal_file"]
    for role, columns in (("LEGAL", ("code", "matter", "state")), ("CASE", ("code", "state"))):
        reader = replace(desk, person=replace(desk.person, roles=(role,)))
        assert narrow_columns(kind, register.columns(reader, "legal_file")) == columns
