"""A supervisor's day, in French and in Arabic: what is late in the house, the answer to a complaint noted, the month
read, crossed and taken along, the programmes held against what they owe. She reads codes: never a name, nor a number,
and what is late with a caseworker is seen and left to her.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from python_calamine import CalamineWorkbook

from casemgr.services import counting, records, register, strokes
from casemgr.services.counting import CountRequest, targets
from casemgr.services.one_stroke import Item
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import CONTROL, Hands, plain, said
from tests.journeys.office import Office
from tests.journeys.one_morning import (
    GIVEN,
    NAMES,
    PERSON,
    TODAY,
    a_demonstration,
    add,
    desk_of,
    mornings,
    nothing_is_told,
    sections_of,
)
from tests.journeys.test_what_each_person_sees import words
from tests.ui.figures_at_hand import table_of
from tests.ui.shell_at_hand import copied
from ui import formats
from ui.forms.field_box import FieldBox
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.figures import FiguresPage
from ui.pages.home import HomePage
from ui.pages.home_due import ENTRY
from ui.pages.programmes import ProgrammesPage
from ui.pages.programmes.said import reached_said
from ui.pages.register import RegisterPage
from ui.pages.step_dialog import StepDialog

NOTE = "Ce qui s’est dit dans l’équipe"  # free words of a caseworker: names are written there
SCHOOL = "École Ibn Tofail (démonstration)"


@dataclass(frozen=True)
class Told:
    """The person, her code, what is late about her."""

    person: str
    code: str
    complaint: str
    referral: str


@dataclass(frozen=True)
class Tongue:
    """What is typed in one language."""

    answer: str
    result: str


TONGUES = {
    "fr": Tongue("La carte est prête, à retirer au guichet 4", "demande satisfaite"),
    "ar": Tongue("البطاقة جاهزة ويمكن سحبها من الشباك 4", "تمت الاستجابة"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A demonstration in which a complaint and a referral of somebody known are late."""
    path = a_demonstration(tmp_path_factory.mktemp("demonstration"))
    desk = desk_of(path, "case")
    person = records.save(desk, "beneficiary", records.new_draft(desk, "beneficiary", **PERSON), insist=True)
    hers = {"beneficiary": person.id}
    add(desk, "note", **hers, type="TEAM", text=NOTE)
    add(desk, "service", **hers, type="ACC-INFO", date=date(2026, 11, 20))
    about = {"received_on": date(2026, 9, 1), "register": "PUBLIC", "complainant": "PERSON", "channel": "OFFICE"}
    complaint = add(desk, "complaint", **hers, **about, subject="Carte non délivrée")
    triaged = {"nature": "COMPLAINT", "category": "PUB_STAY", "priority": "NORM", "admissible": True}
    records.move(desk, "complaint", complaint, "TRIAGE", date(2026, 9, 2))
    records.move(desk, "complaint", complaint, "PROC", date(2026, 9, 3), values=triaged, insist=True)
    (school,) = register.ids(desk, "partner", text=SCHOOL)[:1]
    agreed = {"purpose": "REFER", "recipient": SCHOOL, "answer": "GIVEN", "mode": "SIGN", "language": "fr"}
    add(desk, "consent", **hers, **agreed, given_on=date(2026, 11, 2))
    referral = add(desk, "referral", **hers, partner=school, reason="SCHOOL", channel="BEARER")
    strokes.take(desk, "referral", referral, "SENT", date(2026, 11, 2), values={"channel": "BEARER"}, insist=True)
    desk.database.dispose()
    return path, Told(person.id, person.code, complaint, referral)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    yield from mornings()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_supervisors_day(office: Office, made: tuple[Path, Told], tmp_path: Path, language: str) -> None:
    path, told = made
    hands = office.enter(copied(path, tmp_path), "super", DEMONSTRATION_PASSWORD, language)
    assert QApplication.isRightToLeft() == (language == "ar")
    what_is_late_in_the_house(hands, told)
    the_month_so_far(hands)
    the_answer_to_the_complaint(hands, told, TONGUES[language])
    what_is_late_with_a_partner_is_read(hands, told)
    the_figures_of_the_month(hands, tmp_path / "chiffres.xlsx")
    what_the_programmes_owe(hands)


def nobody_is_named(hands: Hands) -> None:
    """She reads codes, and not what was written about anybody in free words."""
    nothing_is_told(hands, NAMES | GIVEN, (NOTE,))


# --- what is late -------------------------------------------------------------------------------------------------


def item_of(hands: Hands, record: str) -> Item:
    """The line of My day of a record."""
    home = hands.arrive(HomePage)
    found = [one for one in home.due.view.lines.entries if isinstance(one, Item) and one.record == record]
    return found[0]


def is_due(hands: Hands, record: str) -> bool:
    home = hands.arrive(HomePage)
    return any(isinstance(one, Item) and one.record == record for one in home.due.view.lines.entries)


def what_is_late_in_the_house(hands: Hands, told: Told) -> None:
    """Everybody's, at once; what a caseworker has to do is not hers to tick off."""
    home = hands.arrive(HomePage)
    assert not home.begin.isVisible()
    for screen in ("duplicates", "administration", "legal_calendar", "household", "consent", "legal_file"):
        assert not hands.shell.navigator.may_open(screen), "names stand there, or what is closed to her"
    hands.wait(lambda: is_due(hands, told.complaint) and is_due(hands, told.referral), "what is late")
    for record in (told.complaint, told.referral):
        item = item_of(hands, record)
        assert (item.when, item.person_said) == ("late", told.code)
    assert item_of(hands, told.referral).stroke is None
    nobody_is_named(hands)


def the_month_so_far(hands: Hands) -> None:
    """The figures at her side are those of the count."""
    home = hands.arrive(HomePage)
    month = home.month
    assert month is not None
    start, end = counting.month(TODAY.year, TODAY.month)
    table = counting.count(hands.shell.desk, CountRequest(start, end, tuple(month.tiles)))
    wanted = {key: plain(formats.number(table.value(key))) for key in month.tiles}
    assert int(wanted["C06"]) > 0
    hands.wait(lambda: {key: said(tile.figure) for key, tile in month.tiles.items()} == wanted, f"{wanted} at her side")
    hands.wait(lambda: month.targets, "how far the programmes have come")
    assert {line.found.programme: line.found.value for line in month.targets}.items() <= owed(hands).items()


def owed(hands: Hands) -> dict[str, int]:
    """How many are reached by each programme that owes a number."""
    desk = hands.shell.desk
    return {one: targets.reach(desk, one, TODAY).value for one in targets.with_target(TODAY)}


# --- the complaint ------------------------------------------------------------------------------------------------


def pane_of(hands: Hands, kind: str) -> RecordPane:
    """The record of a kind in front, read."""

    def panes() -> list[RecordPane]:
        found = [one for one in hands.page.findChildren(RecordPane) if one.isVisible() and one.kind.key == kind]
        return [one for one in found if one.seen is not None]

    hands.wait(panes, f"a {kind} in front")
    return panes()[0]


def state_of(hands: Hands, kind: str) -> str:
    seen = pane_of(hands, kind).seen
    return (seen.record.state or "") if seen is not None else ""


def the_answer_to_the_complaint(hands: Hands, told: Told, tongue: Tongue) -> None:
    """Opened from My day in the file of a code; what was answered is noted, and it is late no more."""
    home = hands.arrive(HomePage)
    view = home.due.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    entries = [view.lines.index(row, 0) for row in range(view.lines.rowCount())]
    view.setCurrentIndex(next(one for one in entries if one.data(ENTRY) == item_of(hands, told.complaint)))
    hands.press(Qt.Key.Key_Return)
    page = hands.arrive(FilePage)
    pane = pane_of(hands, "complaint")
    assert pane.record == told.complaint
    hands.wait(lambda: said(page.header.name) == told.code, "the head of the file says the code")
    nobody_is_named(hands)
    note_the_answer(hands, tongue)
    kept = records.read(hands.shell.desk, "complaint", told.complaint)
    assert (kept.values["answer"], kept.values["result"], kept.values["answered_on"]) == (
        tongue.answer,
        "GRANTED",
        TODAY,
    )
    seen = set()
    for key in sections_of(hands, page):
        seen.add(key)
        nobody_is_named(hands)
    assert {"overview", "identity", "service", "referral", "complaint"} <= seen
    hands.go("home")
    hands.wait(lambda: is_due(hands, told.complaint) and item_of(hands, told.complaint).when == "today", "due: to tell")


def note_the_answer(hands: Hands, tongue: Tongue) -> None:
    def begun() -> bool:
        pane = pane_of(hands, "complaint")
        hands.settle()
        if pane.seen is None or pane.step_buttons is None:
            return False
        hands.take_way(pane.step_buttons, "ANSW")
        return isinstance(QApplication.activeModalWidget(), StepDialog)

    hands.wait(begun, "what is needed is asked")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, StepDialog)
    hands.wait(asked.form.sections.is_complete)
    for path, text in (("answer", tongue.answer), ("result", tongue.result)):
        box = asked.form.sections.at_issue(path)
        assert isinstance(box, FieldBox)
        box.editor.stops()[0].setFocus(Qt.FocusReason.MouseFocusReason)
        hands.replace(text)
        hands.press(Qt.Key.Key_Tab)
    hands.click(asked.act)
    hands.wait(lambda: QApplication.activeModalWidget() is None, "it is noted")
    hands.window.activateWindow()
    hands.wait(hands.window.isActiveWindow, "the window is in front")
    hands.wait(lambda: state_of(hands, "complaint") == "ANSW", "the answer is noted")


# --- the referral -------------------------------------------------------------------------------------------------


def what_is_late_with_a_partner_is_read(hands: Hands, told: Told) -> None:
    """The register of referrals begins with what is late; the supervisor reads where it stands, and changes nothing."""
    hands.go("referral")
    page = hands.arrive(RegisterPage)
    hands.wait(lambda: told.referral in page.table.records.ids, "the referrals")
    place = page.table.records.ids.index(told.referral)
    page.table.go_to_row(place)
    hands.wait(lambda: page.preview.shown is not None and page.preview.shown.record.id == told.referral, "beside it")
    nobody_is_named(hands)
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Qt.Key.Key_Return)
    pane = pane_of(hands, "referral")
    assert pane.record == told.referral and pane.seen is not None
    assert pane.seen.steps == () and not pane.may_edit(pane.seen.record)
    nobody_is_named(hands)


# --- the month ----------------------------------------------------------------------------------------------------


def the_figures_of_the_month(hands: Hands, path: Path) -> None:
    """Crossed by two breakdowns, each figure that of the count; who is behind one, by code; the file for the funder."""
    hands.go("figures")
    page = hands.arrive(FiguresPage)
    hands.wait(lambda: page.figures is not None and page.breakdown.isVisible(), "the figures of the month")
    hands.choose(page.choices.second, str(counting.DIMENSIONS["nationality"]))
    by = ("sex", "nationality")
    hands.wait(lambda: page.figures is not None and page.figures.report.request.by == by, "crossed")
    assert page.figures is not None
    start, end = counting.month(TODAY.year, TODAY.month)
    asked = page.figures.report.request
    assert (asked.start, asked.end) == (start, end)
    total = counting.count(hands.shell.desk, CountRequest(start, end, ("C01",))).value("C01")
    head, *rows = table_of(page)
    assert head[0] and rows[-1][-2:] and str(total) in rows[-1]
    nobody_is_named(hands)
    who_is_behind(hands, page, total)
    take_along(hands, page, path)
    sheets = [CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
    text = "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row)
    assert str(counting.DIMENSIONS["sex"]) in text and not words(text) & (NAMES | GIVEN)


def who_is_behind(hands: Hands, page: FiguresPage, total: int) -> None:
    hands.click(page.cards.cards["C01"])
    hands.wait(lambda: page.stack.currentWidget() is page.who and page.who.is_answered(), "who is behind")
    assert len(page.who.table.records.ids) == total
    hands.wait(lambda: page.who.table.records.line(0) is not None, "their lines")
    nobody_is_named(hands)
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: page.stack.currentWidget() is not page.who, "back at the figures")


def take_along(hands: Hands, page: FiguresPage, path: Path) -> None:
    """Ctrl+E, where, Enter."""
    written: list[str] = []
    page.export.written.connect(written.append)
    hands.press(Qt.Key.Key_E, CONTROL)
    hands.wait(lambda: [one for one in hands.window.findChildren(QFileDialog) if one.isVisible()], "where to save it")
    dialog = hands.find(QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setFocus()
    hands.replace(str(path))
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: written == [str(path)], "the figures are written")
    hands.window.activateWindow()
    hands.wait(hands.window.isActiveWindow, "the window is in front")


def what_the_programmes_owe(hands: Hands) -> None:
    """Each card says what was reached, and of how many where a number is owed."""
    hands.go("programmes")
    page = hands.arrive(ProgrammesPage)
    hands.wait(lambda: page.cards, "the cards of programmes")
    told = {one.figures.programme: (plain(said(one.target.figure)), one.figures.reached) for one in page.cards}
    assert all(text == plain(str(reached_said(reached))) for text, reached in told.values())
    figures = {code: reached.value for code, (_text, reached) in told.items() if reached.target is not None}
    assert figures and figures == owed(hands)
    nobody_is_named(hands)
