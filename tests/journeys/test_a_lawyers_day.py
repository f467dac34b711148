"""A lawyer's day, in French and in Arabic: what the calendar says, a file begun, the terms of a notice, one of them
done, the days on paper; and what a caseworker sees of all that, which is the days alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu

from casemgr.domain.clock import fixed_clock
from casemgr.domain.deadlines import deadline
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import translate
from casemgr.services import demonstration, holidays, records, register
from casemgr.services.desk import Desk
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import CONTROL, Hands, plain, readable, said
from tests.journeys.office import Office
from tests.ui.shell_at_hand import cheap_passwords, copied, signed_in
from ui import formats
from ui.forms.rows_editor import RowsEditor
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_page import RecordPage
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.home import HomePage
from ui.pages.home_due import ENTRY
from ui.pages.legal_calendar import LegalCalendarPage
from ui.pages.legal_calendar_lines import EntryLine
from ui.pages.new_record import NewRecordPage
from ui.pages.paper_preview import PaperPage

PEOPLE, SEED, TODAY = 40, 5, date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
REFUSED, BORN = date(2026, 11, 20), date(2026, 11, 5)
SECRET = "Elle vit cachée rue Oukaïmeden"
TERMS = ("STAY_APPEAL", "STAY_LEAVE", "BIRTH")


@dataclass(frozen=True)
class Tongue:
    """What is typed in one language."""

    code: str
    matter: str
    refused: str
    born: str
    evidence: str


FRENCH = Tongue("fr", "refus ou retrait", "notification d’un refus", "naissance au maroc", "Récépissé 118")
ARABIC = Tongue("ar", "رفض أو سحب", "تبليغ رفض", "ولادة بالمغرب", "وصل رقم 118")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demonstration in which one more file waits (its id): a hearing tomorrow, with facts that are the lawyer's."""
    hearing = ""
    path = tmp_path_factory.mktemp("demonstration") / "demo.casemgr"
    for _cheap in cheap_passwords():
        demonstration.create(path, people=PEOPLE, seed=SEED, today=TODAY).database.dispose()
        desk = at_nine(path, "legal")
        values = {
            "beneficiary": people(desk)[1],
            "matter": "LAB_WAGE",
            "opened_on": date(2026, 11, 2),
            "facts": SECRET,
            "stages": [{"stage": "FILED", "date": date(2026, 11, 2)}],
            "hearings": [{"date": date(2026, 11, 24), "time": "09:30", "room": "3"}],
        }
        hearing = records.save(desk, "legal_file", values, insist=True).id
        desk.database.dispose()
    return path, hearing


def at_nine(database: Path, login: str) -> Desk:
    """Somebody's desk on the morning of the journey."""
    return replace(signed_in(database, login, DEMONSTRATION_PASSWORD), clock=fixed_clock(MORNING))


def people(desk: Desk) -> list[str]:
    return sorted(register.ids(desk, "beneficiary"))


def at_work(office: Office, database: Path, login: str, language: str) -> Hands:
    hands = office.start(language)
    hands.window.enter(at_nine(database, login), str(database))
    hands.wait(lambda: hands.window.shell is not None and hands.shell.isVisible(), f"{login} is in")
    return hands


@pytest.mark.parametrize("tongue", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_a_lawyers_day(office: Office, made: tuple[Path, str], tmp_path: Path, tongue: Tongue) -> None:
    path, hearing = made
    database = copied(path, tmp_path)
    hands = at_work(office, database, "legal", tongue.code)
    open_the_hearing_of_tomorrow(hands, hearing)
    begin_a_file(hands, tongue)
    record = note_what_was_notified(hands, tongue)
    read_the_terms(hands, record)
    print_the_days(hands, tmp_path / "delais.pdf")
    do_the_first_of_my_day(hands, record, tongue)
    hands.window.close()
    see_days_alone(at_work(office, database, "case", tongue.code), record)


# --- the calendar -------------------------------------------------------------------------------------------------


def calendar_of(hands: Hands, of: Callable[[EntryLine], bool]) -> list[EntryLine]:
    """The lines of the calendar, once one such is there."""
    hands.go("legal_calendar")
    page = hands.arrive(LegalCalendarPage)

    def lines() -> list[EntryLine]:
        return [line for card in page.cards for line in card.lines if of(line)]

    hands.wait(lines, "the line in the calendar")
    return lines()


def open_the_hearing_of_tomorrow(hands: Hands, record: str) -> None:
    (line,) = calendar_of(hands, lambda line: line.entry.record == record and line.entry.day == date(2026, 11, 24))
    assert line.entry.time == "09:30"
    hands.click(line.open)
    page = hands.arrive(RecordPage)
    hands.wait(lambda: page.pane.seen is not None, "the file is read")
    hands.wait(lambda: SECRET in readable(page), "the facts, for the lawyer")


# --- a file -------------------------------------------------------------------------------------------------------


def begin_a_file(hands: Hands, tongue: Tongue) -> None:
    """From the file of the person, by the menu of what may be begun and its letter."""
    hands.shell.navigator.open_file(people(hands.shell.desk)[0])
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.opened is not None, "the file of the person")
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    wanted = str(page.desk.kinds["legal_file"].label)
    letters = [one.text() for one in menu.actions() if one.text().replace("&", "") == wanted]
    hands.type(letters[0][letters[0].index("&") + 1])
    hands.wait(lambda: QApplication.activePopupWidget() is None, f"the menu takes {wanted!r}")
    hands.arrive(NewRecordPage)
    hands.fill(matter=tongue.matter)
    hands.save()


def pane_of(hands: Hands) -> RecordPane:
    """The legal file in front, in the file of its person; it is closed until it is opened."""
    page = hands.arrive(FilePage)

    def panes() -> list[RecordPane]:
        found = [one for one in page.findChildren(RecordPane) if one.isVisible() and one.kind.key == "legal_file"]
        return [one for one in found if one.record]

    hands.wait(panes, "the legal file in front")
    pane = panes()[0]
    if pane.seen is None:
        hands.push("Open", pane)
    hands.wait(lambda: pane.seen is not None, "the legal file is read")
    return pane


def note_what_was_notified(hands: Hands, tongue: Tongue) -> str:
    """Two acts: the refusal starts two terms, the birth one, which ends on a Saturday."""
    page = hands.arrive(FilePage)
    page.show_section("legal_file")
    pane = pane_of(hands)
    edit(hands, pane)
    hands.push_add("acts")
    hands.fill(acts__0__act=tongue.refused, acts__0__date="20/11/2026")
    hands.push_add("acts")
    hands.fill(acts__1__act=tongue.born, acts__1__date="5/11/2026")
    save(hands, pane)
    return pane.record


def edit(hands: Hands, pane: RecordPane) -> None:
    """Edit, by the keyboard: the file may be read again just now, and its buttons are new then."""
    hands.button("Edit", pane)
    wanted = plain(translate("Edit"))

    def begun() -> bool:
        for button in pane.findChildren(QAbstractButton):
            if pane.editor is None and button.isVisible() and said(button) == wanted:
                button.setFocus(Qt.FocusReason.TabFocusReason)
                hands.press(Qt.Key.Key_Space)
        return pane.editor is not None

    hands.wait(begun, "the form of the file")


def save(hands: Hands, pane: RecordPane) -> None:
    """Saved, and read again."""
    before = pane.seen.record.version if pane.seen is not None else 0
    hands.save()
    hands.wait(lambda: pane.seen is not None and pane.seen.record.version > before, "the file as it was saved")


def starts(term: str) -> date:
    return BORN if term == "BIRTH" else REFUSED


def day(value: date) -> str:
    return plain(formats.date(value))


def read_the_terms(hands: Hands, record: str) -> None:
    """Both days of each term are those of the law, in the file and on its screen."""
    off = holidays.every_day_off(hands.shell.desk)
    lines = {line["term"]: line for line in records.read(hands.shell.desk, "legal_file", record).values["deadlines"]}
    assert set(lines) == set(TERMS)
    pane = pane_of(hands)
    hands.wait(lambda: all(str(vocabulary("legal_deadline").label(term)) in readable(pane) for term in TERMS))
    seen = readable(pane)
    for term in TERMS:
        ends = deadline(term, starts(term), off)
        assert (lines[term]["safe_on"], lines[term]["legal_on"]) == (ends.safe, ends.legal)
        assert day(ends.safe) in seen and day(ends.legal) in seen, term
    assert (lines["BIRTH"]["safe_on"], lines["BIRTH"]["legal_on"]) == (date(2026, 12, 5), date(2026, 12, 7))


def print_the_days(hands: Hands, path: Path) -> None:
    """Ctrl+P, the days of the file, Ctrl+S."""
    hands.press(Qt.Key.Key_P, CONTROL)
    page = hands.arrive(PaperPage)
    hands.wait(lambda: page.seen is not None and page.save_button.isEnabled(), "the paper is seen")
    template = page.chosen()
    assert template is not None and template.key.endswith("legal_dates")
    hands.press(Qt.Key.Key_S, CONTROL)
    hands.wait(lambda: [one for one in hands.window.findChildren(QFileDialog) if one.isVisible()], "where to save it")
    dialog = hands.find(QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setFocus()
    hands.replace(str(path))
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: path.exists() and path.read_bytes().rstrip().endswith(b"%%EOF"), "the paper is in the file")
    with pypdfium2.PdfDocument(path) as pdf:
        text = "\n".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    for printed in (date(2026, 12, 5), date(2026, 12, 7)):
        assert f"{printed:%d/%m/%Y}" in plain(text)
    hands.press(Qt.Key.Key_Escape)


# --- my day -------------------------------------------------------------------------------------------------------


def due_of(hands: Hands, record: str) -> list[int]:
    """The rows of My day that are of a file."""
    page = hands.arrive(HomePage)
    model = page.due.view.lines
    entries = [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]
    return [row for row, entry in enumerate(entries) if getattr(entry, "record", "") == record]


def do_the_first_of_my_day(hands: Hands, record: str, tongue: Tongue) -> None:
    """Three terms are due; Enter opens the file; one is done, and two are left."""
    hands.go("home")
    hands.wait(lambda: len(due_of(hands, record)) == len(TERMS), "three terms are due")
    view = hands.arrive(HomePage).due.view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(due_of(hands, record)[0], 0))
    hands.press(Qt.Key.Key_Return)
    pane = pane_of(hands)
    assert pane.record == record
    edit(hands, pane)
    rows = hands.form().sections.at_issue("deadlines")
    assert isinstance(rows, RowsEditor)
    place = next(place for place, line in enumerate(rows.values()) if line["term"] == "BIRTH")
    head = rows.rows()[place]
    if not head.is_open:
        hands.click(head._head)
    hands.fill(**{f"deadlines__{place}__done_on": "23/11/2026", f"deadlines__{place}__evidence": tongue.evidence})
    save(hands, pane)
    hands.go("home")
    hands.wait(lambda: len(due_of(hands, record)) == len(TERMS) - 1, "what is done is due no more")
    kept = records.read(hands.shell.desk, "legal_file", record).values["deadlines"]
    done = {line["term"]: (line["done_on"], line["evidence"]) for line in kept if line["done_on"]}
    assert done == {"BIRTH": (TODAY, tongue.evidence)}


# --- who sees days alone ------------------------------------------------------------------------------------------


def see_days_alone(hands: Hands, record: str) -> None:
    """The caseworker finds the days, in the calendar and in the file: neither the matter nor a word of the story."""
    lines = calendar_of(hands, lambda line: line.entry.record == record)
    assert {line.entry.day for line in lines} == {deadline("STAY_APPEAL", REFUSED).safe}
    page = hands.arrive(LegalCalendarPage)
    assert not page.export.isVisible()
    told = [hands.readable()]
    hands.click(lines[0].open)
    opened = hands.arrive(RecordPage)
    hands.wait(lambda: opened.pane.seen is not None, "the days of the file")
    hands.wait(lambda: day(date(2026, 12, 5)) in readable(opened), "the day stands in it")
    told.append(hands.readable())
    assert opened.pane.seen is not None and "matter" not in opened.pane.seen.record.values
    secret = [
        SECRET,
        str(vocabulary("legal_matter").label("STAY_REFUS")),
        str(vocabulary("legal_matter").label("LAB_WAGE")),
    ]
    assert [one for one in secret for text in told if one in without_terms(text)] == []
    assert not opened.pane.may_edit(opened.pane.seen.record)


def without_terms(text: str) -> str:
    """What is left when the names of the terms, which everybody may read, are taken out: one holds a matter's words."""
    for term in vocabulary("legal_deadline"):
        text = text.replace(str(term.label), "")
    return text
