"""A community mediator's day, in French and in Arabic: whom she goes along with, by first name, when and where; the
agenda, the register, the search, the directory of those to whom she leads people. Never why, never a family name, a
number or a story: what she may read is written in resources/access.csv, and she may write nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from casemgr.domain.words import translate
from casemgr.services import records, register
from casemgr.services.one_stroke import Item
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import CONTROL, Hands, plain, readable, said
from tests.journeys.office import Office
from tests.journeys.one_morning import (
    NAMES,
    NUMBER,
    PERSON,
    TODAY,
    a_demonstration,
    add,
    desk_of,
    mornings,
    nothing_is_told,
    sections_of,
)
from tests.journeys.test_what_each_person_sees import search, words
from tests.ui.shell_at_hand import copied
from ui.forms import RecordForm
from ui.pages.agenda import LIST, AgendaPage
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.home import HomePage
from ui.pages.register import RegisterPage

PLACE = "Devant le tribunal"
# What she must not find: why, and what was said in confidence or written for the case team.
STORY = ("Secret de la visite", "Note de l’équipe", "Entretien psychologique du matin")
CLOSED = ("household", "consent", "case", "service", "referral", "enrolment", "legal_file", "complaint", "follow_up")


@dataclass(frozen=True)
class Told:
    """The person, her code, the visit."""

    person: str
    code: str
    visit: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A demonstration in which the mediator goes along with somebody whose every name and number is known here."""
    path = a_demonstration(tmp_path_factory.mktemp("demonstration"))
    return path, the_morning_before(path)


def the_morning_before(path: Path) -> Told:
    mediator, case, nurse = (desk_of(path, login) for login in ("media", "case", "psy"))
    her = mediator.person.id
    draft = records.new_draft(case, "beneficiary", **PERSON)
    person = records.save(case, "beneficiary", draft, insist=True)
    hour = {"beneficiary": person.id, "type": "VISIT", "date": TODAY, "time": "11:00", "place": PLACE, "staff": her}
    visit = add(case, "appointment", **hour, purpose=STORY[0])
    add(case, "note", beneficiary=person.id, type="TEAM", text=STORY[1])
    care = {"beneficiary": person.id, "type": "MED", "date": TODAY, "time": "15:00", "staff": her}
    add(nurse, "appointment", **care, purpose=STORY[2])
    for desk in (mediator, case, nurse):
        desk.database.dispose()
    return Told(person.id, person.code, visit)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    yield from mornings()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_mediators_day(office: Office, made: tuple[Path, Told], tmp_path: Path, language: str) -> None:
    path, told = made
    hands = office.enter(copied(path, tmp_path), "media", DEMONSTRATION_PASSWORD, language)
    assert QApplication.isRightToLeft() == (language == "ar")
    she_is_offered_what_is_hers_alone(hands)
    her_day_begins_with_the_visit(hands, told)
    she_reads_whom_when_and_where(hands, told)
    there_is_nothing_for_her_to_write(hands)
    she_reads_people_by_first_name(hands, told)
    she_finds_by_the_code_alone(hands, told)
    her_hours_stand_in_the_agenda(hands, told)
    she_looks_up_where_to_go(hands)


def nothing_more_is_read(hands: Hands) -> None:
    """Neither a family name, nor a number, nor why; and all in her language."""
    nothing_is_told(hands, NAMES, STORY)


def she_is_offered_what_is_hers_alone(hands: Hands) -> None:
    """People, hours and the directory of partners: no other register, no figure, nothing to begin or to import."""
    navigator, desk = hands.shell.navigator, hands.shell.desk
    assert {key for key, entry in navigator.entries.items() if entry.aside} == {
        "home",
        "agenda",
        "beneficiary",
        "partner",
    }
    assert [kind for kind in CLOSED if navigator.may_open(kind) or register.ids(desk, kind)] == []
    for screen in ("administration", "figures", "import", "duplicates", "programmes", "legal_calendar"):
        assert not navigator.may_open(screen)


# --- the visit ----------------------------------------------------------------------------------------------------


def her_day_begins_with_the_visit(hands: Hands, told: Told) -> None:
    """The hour of eleven alone: of what the psychologist set at three she learns nothing."""
    home = hands.arrive(HomePage)
    assert not home.begin.isVisible()
    hands.wait(lambda: home.due.view.item() is not None, "what is due")
    assert home.due.found is not None
    hers = [item for item in home.due.found.items if item.person == told.person]
    assert [(one.record, one.time, one.what, one.stroke) for one in hers] == [(told.visit, "11:00", "", None)]
    assert {item.kind for item in home.due.found.items} == {"appointment"}, "the upkeep of the directory is not hers"
    assert hers[0].person_said == f"Abenazo · {told.code}"
    nothing_more_is_read(hands)
    home.due.view.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Qt.Key.Key_Home)
    hands.press(
        Qt.Key.Key_Down, times=[one for one in home.due.view.lines.entries if isinstance(one, Item)].index(hers[0])
    )
    assert home.due.view.item() == hers[0]
    hands.press(Qt.Key.Key_Return)


def she_reads_whom_when_and_where(hands: Hands, told: Told) -> None:
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.opened is not None and page.beneficiary == told.person, "the file is read")

    def panes() -> list[RecordPane]:
        found = [one for one in page.findChildren(RecordPane) if one.kind.key == "appointment" and one.isVisible()]
        return [one for one in found if one.seen is not None]

    hands.wait(panes, "the visit in front")
    (pane,) = panes()
    assert pane.record == told.visit and pane.seen is not None
    assert not {"type", "purpose"} & set(pane.seen.record.values) and not pane.seen.steps
    hands.wait(lambda: PLACE in readable(pane) and "11:00" in readable(pane), "when and where")
    head = (page.header.name, page.header.second, page.header.code)
    assert [said(one) for one in head] == ["Abenazo", "أبينازو", told.code]
    nothing_more_is_read(hands)
    seen = []
    for key in sections_of(hands, page):
        seen.append(key)
        nothing_more_is_read(hands)
    assert seen == ["overview", "identity", "follow_up", "history"]


def there_is_nothing_for_her_to_write(hands: Hands) -> None:
    """No button to change, to void or to begin; Ctrl+N offers nothing."""
    page = hands.arrive(FilePage)
    hands.settle()
    for act in ("Edit", "Void this record", "New", "&New", "Print…"):
        wanted = plain(translate(act)).replace("&", "")
        buttons = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert not [one for one in buttons if wanted in (said(one), plain(one.accessibleName()))], act
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.settle()
    assert not isinstance(QApplication.activePopupWidget(), QMenu) and hands.page is page
    assert not page.findChildren(RecordForm) and page.opened is not None and not page.opened.file.to_complete
    page.show_section("identity")
    hands.settle()
    label = str(hands.shell.desk.kinds["beneficiary"].field("possible_minor").label)
    assert label not in readable(page), "who sees no birth date is not told of an age"


# --- people -------------------------------------------------------------------------------------------------------


def she_reads_people_by_first_name(hands: Hands, told: Told) -> None:
    hands.go("beneficiary")
    page = hands.arrive(RegisterPage)
    hands.wait(lambda: told.person in page.table.records.ids, "the people of her branch")
    place = page.table.records.ids.index(told.person)
    page.table.go_to_row(place)
    hands.wait(lambda: page.table.records.line(place) is not None, "her line")
    line = page.table.records.line(place)
    assert line is not None and {"Abenazo", "أبينازو", told.code} <= {plain(cell) for cell in line.cells}
    hands.wait(lambda: page.preview.shown is not None, "what stands beside the list")
    nothing_more_is_read(hands)


def she_finds_by_the_code_alone(hands: Hands, told: Told) -> None:
    """The code that stands on the card leads to the person; a name that she heard elsewhere leads to nobody."""
    for typed in (PERSON["family_name"], PERSON["family_name_ar"], "Ouedraogozine Abenazo", f"0{NUMBER}"):
        assert told.code not in search(hands, str(typed))
    found = search(hands, told.code)
    assert told.code in found and "Abenazo" in found and not words(found) & NAMES


def her_hours_stand_in_the_agenda(hands: Hands, told: Told) -> None:
    hands.go("agenda")
    page = hands.arrive(AgendaPage)
    assert not page.new.isVisible() and not page.export.isVisible()
    hands.push("List", page.view)
    hands.wait(lambda: page.view.value() == LIST and page.list.lines, "her hours, day by day")
    hands.choose(page.staff, translate("My appointments"))
    her = hands.shell.desk.person.id
    hands.wait(lambda: page.shown.entries and {one.staff for one in page.shown.entries} == {her}, "hers alone")
    hands.wait(lambda: len(page.list.lines) == len(page.shown.entries), "a line each")
    (place,) = [place for place, one in enumerate(page.shown.entries) if one.person == told.person]
    entry = page.shown.entries[place]
    assert (entry.record, entry.day, entry.time, entry.what, entry.place) == (told.visit, TODAY, "11:00", "", PLACE)
    assert entry.person_said == f"Abenazo · {told.code}"
    assert plain(said(page.list.lines[place].open_button)) == entry.person_said
    nothing_more_is_read(hands)


def she_looks_up_where_to_go(hands: Hands) -> None:
    """The directory is everybody's to read, and not hers to keep."""
    hands.go("partner")
    page = hands.arrive(RegisterPage)
    hands.wait(lambda: page.table.records.ids and page.table.records.line(0) is not None, "the bodies")
    line = page.table.records.line(0)
    assert line is not None and any(line.cells)
    page.table.go_to_row(0)
    hands.wait(lambda: page.preview.shown is not None, "what stands beside the list")
    nothing_more_is_read(hands)
