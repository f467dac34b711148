"""A caseworker's day, in French and in Arabic: what is due, a woman who comes for the first time, the school to which
she is not sent before she agreed, then with a letter, its answer noted and taken back, what was said and when she comes
again; then the lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from casemgr.domain.clock import Clock, fixed_clock
from casemgr.records.referral.sending import NO_CONSENT
from casemgr.services import demonstration, opening, records, register
from casemgr.services.due import TODAY as TODAY_GROUP
from casemgr.services.one_stroke import Item
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import CONTROL, Hands, plain, readable
from tests.journeys.office import Office
from tests.ui.shell_at_hand import cheap_passwords, copied
from ui.forms.editors.pick_line import PickLine
from ui.forms.field_box import FieldBox
from ui.kit import Button, Toast
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.beneficiary_file.records_section import RecordsSection
from ui.pages.beneficiary_file.shared_section import SharedSection
from ui.pages.home import HomePage
from ui.pages.new_record import NewRecordPage
from ui.pages.paper_preview import PaperPage
from ui.pages.step_dialog import StepDialog

PEOPLE, SEED, TODAY = 30, 3, date(2026, 11, 23)
MORNING = fixed_clock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
SCHOOL = "École Ibn Tofail (démonstration)"


@dataclass(frozen=True)
class Tongue:
    """What is typed in one language."""

    person: dict[str, str]
    given: str  # the answer to a consent
    signed: str
    yes: str
    schooling: str
    school: str
    share: str
    bearer: str
    office: str
    met: str
    follow: str


TONGUES = {
    "fr": Tongue(
        person={
            "family_name": "Camara",
            "given_names": "Hawa",
            "sex": "fem",
            "birth_date": "12/4/92",
            "nationality": "guinéenne",
        },
        given="donn",
        signed="signat",
        yes="o",
        schooling="scolarisation",
        school="école ibn tofail",
        share="partenaire désigné",
        bearer="lettre portée",
        office="au bureau",
        met="rencontr",
        follow="suivi",
    ),
    "ar": Tongue(
        person={
            "family_name_ar": "كامارا",
            "given_names_ar": "حواء",
            "sex": "أنث",
            "birth_date": "12/4/92",
            "nationality": "سودانية",
        },
        given="ممنوح",
        signed="توقيع",
        yes="ن",
        schooling="تمدرس",
        school="مدرسة ابن طفيل",
        share="شريك معين",
        bearer="رسالة يحملها",
        office="بالمقر",
        met="تم اللقاء",
        follow="تتبع",
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demonstration in which the desk gave somebody an hour of the caseworker's day: the appointment."""
    hour = ""
    path = tmp_path_factory.mktemp("demonstration") / "demo.casemgr"
    for _cheap in cheap_passwords():
        demonstration.create(path, people=PEOPLE, seed=SEED, today=TODAY, clock=MORNING).database.dispose()
        desk = opening.open_database(path, "case", DEMONSTRATION_PASSWORD, clock=MORNING)
        given = {"beneficiary": register.ids(desk, "beneficiary")[0], "type": "FOLLOW", "date": TODAY, "time": "11:00"}
        hour = records.save(desk, "appointment", records.new_draft(desk, "appointment", **given), insist=True).id
        desk.database.dispose()
    return path, hour


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Whoever signs in does so that morning."""

    def clock() -> Clock:
        return MORNING

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "Clock", clock)
        yield


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_caseworkers_day(office: Office, made: tuple[Path, str], tmp_path: Path, language: str) -> None:
    tongue = TONGUES[language]
    path, hour = made
    hands = office.enter(copied(path, tmp_path), "case", DEMONSTRATION_PASSWORD, language)
    assert QApplication.isRightToLeft() == (language == "ar")
    open_what_is_due(hands, hour)
    person = welcome(hands, tongue)
    prepare_the_referral(hands, tongue)
    nothing_leaves_before_she_agreed(hands, tongue)
    she_agrees(hands, tongue)
    send(hands, tongue)
    print_the_letter(hands, tmp_path / "lettre.pdf")
    note_the_answer_and_take_it_back(hands)
    write_what_was_said(hands, tongue)
    give_her_an_hour(hands, tongue)
    read_the_timeline(hands)
    lock_and_come_back(hands)
    read_back(hands, person)


# --- the morning --------------------------------------------------------------------------------------------------


def open_what_is_due(hands: Hands, hour: str) -> None:
    """The hours of today come first; the arrows lead to that of eleven, Enter opens it in the file of its person."""
    due = hands.arrive(HomePage).due

    def of_today() -> list[Item]:
        return [one for one in due.found.items if one.when == TODAY_GROUP] if due.found is not None else []

    hands.wait(lambda: any(one.record == hour for one in of_today()), "what is due")
    (item,) = [one for one in of_today() if one.record == hour]
    assert (item.kind, item.day, item.time) == ("appointment", TODAY, "11:00")
    due.view.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Down, times=of_today().index(item))
    assert due.view.item() == item
    hands.press(Qt.Key.Key_Return)
    assert pane_of(hands, "appointment").record == hour


def welcome(hands: Hands, tongue: Tongue) -> str:
    """She comes for the first time: her name, her answer, her case. Her id."""
    hands.go("home")
    hands.push("New beneficiary")
    hands.arrive(NewRecordPage)
    hands.fill(**tongue.person)
    hands.fill(answer=tongue.given)
    hands.fill(mode=tongue.signed, open_case=tongue.yes)
    hands.save()
    return file_of(hands).beneficiary


def file_of(hands: Hands) -> FilePage:
    """Her file, read."""
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.opened is not None, "the file is read")
    return page


def new(hands: Hands, kind: str) -> NewRecordPage:
    file_of(hands)
    hands.begin_in_the_file(kind)
    return hands.arrive(NewRecordPage)


def pane_of(hands: Hands, kind: str) -> RecordPane:
    """The record of a kind that is in front in the file, read."""
    page = file_of(hands)
    page.show_section(kind)

    def pane() -> RecordPane | None:
        shown = page.stack.currentWidget()
        section = shown.section if isinstance(shown, SharedSection) else shown
        is_there = isinstance(section, RecordsSection) and section.kind.key == kind and section.pane.seen is not None
        return section.pane if is_there and isinstance(section, RecordsSection) else None

    hands.wait(lambda: pane() is not None, f"a {kind} in front")
    found = pane()
    assert found is not None
    return found


def state_of(hands: Hands) -> str:
    """Where her referral stands, as it is shown."""
    seen = pane_of(hands, "referral").seen
    return (seen.record.state or "") if seen is not None else ""


# --- the school ---------------------------------------------------------------------------------------------------


def prepare_the_referral(hands: Hands, tongue: Tongue) -> None:
    """Why, to whom, by what means; what is shared is proposed."""
    new(hands, "referral")
    hands.fill(reason=tongue.schooling)
    line = hands.box("partner").editor.stops()[0]
    assert isinstance(line, PickLine)
    line.setFocus(Qt.FocusReason.MouseFocusReason)
    hands.reach(line)
    hands.type(tongue.school)
    hands.wait(lambda: line.is_open() and line.entries(), "the school is found")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.box("partner").editor.value() == line.entries()[0][0], "the school is chosen")
    hands.save()
    assert state_of(hands) == "DRAFT"


def nothing_leaves_before_she_agreed(hands: Hands, tongue: Tongue) -> None:
    """Sending is refused with a sentence; what was typed stays, in the question and in the referral."""
    before = kept_of(hands)
    asked = ask_to_send(hands)
    choose_the_means(hands, asked, tongue)
    hands.click(asked.act)
    refusal = plain(str(NO_CONSENT.format(partner=SCHOOL)))
    hands.wait(lambda: refusal in readable(asked) and asked.act.isEnabled(), f"refused: {refusal!r}")
    box = asked.form.sections.at_issue("channel")
    assert isinstance(box, FieldBox) and box.editor.value() == "BEARER"
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: QApplication.activeModalWidget() is None, "the question is put away")
    come_forward(hands)
    assert state_of(hands) == "DRAFT" and kept_of(hands) == before


def kept_of(hands: Hands) -> dict[str, object]:
    """What is kept of the referral in front."""
    return dict(records.read(hands.shell.desk, "referral", pane_of(hands, "referral").record).values)


def she_agrees(hands: Hands, tongue: Tongue) -> None:
    """She is asked, and signs: the consent is to this school."""
    step(hands, "CONSENT")
    hands.wait(lambda: state_of(hands) == "CONSENT", "the consent is asked for")
    new(hands, "consent")
    hands.fill(purpose=tongue.share)
    hands.fill(recipient=SCHOOL, answer=tongue.given)
    hands.fill(mode=tongue.signed)
    hands.save()


def step(hands: Hands, end: str) -> None:
    """The way to a state: by its button, or from the menu of the others, with the keyboard."""
    pane_of(hands, "referral")
    hands.settle()
    pane = pane_of(hands, "referral")
    assert pane.step_buttons is not None
    hands.take_way(pane.step_buttons, end)


def ask_to_send(hands: Hands) -> StepDialog:
    """The question before sending, with the means."""
    step(hands, "SENT")
    hands.wait(lambda: isinstance(QApplication.activeModalWidget(), StepDialog), "what is needed is asked")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, StepDialog)
    hands.wait(asked.form.sections.is_complete)
    return asked


def come_forward(hands: Hands) -> None:
    """The window gets the keyboard back when a question closes, as a desktop gives it."""
    hands.window.activateWindow()
    hands.wait(hands.window.isActiveWindow, "the window is in front")


def choose_the_means(hands: Hands, asked: StepDialog, tongue: Tongue) -> None:
    box = asked.form.sections.at_issue("channel")
    assert isinstance(box, FieldBox)
    box.editor.stops()[0].setFocus(Qt.FocusReason.MouseFocusReason)
    hands.replace(tongue.bearer)
    hands.press(Qt.Key.Key_Tab)
    assert box.editor.value() == "BEARER"


def send(hands: Hands, tongue: Tongue) -> None:
    asked = ask_to_send(hands)
    choose_the_means(hands, asked, tongue)
    hands.click(asked.act)
    hands.wait(lambda: QApplication.activeModalWidget() is None, "it is sent")
    come_forward(hands)
    hands.wait(lambda: state_of(hands) == "SENT", "the referral is sent")


def print_the_letter(hands: Hands, letter: Path) -> None:
    """Ctrl+P on the referral: its letter, saved with a number."""
    pane = pane_of(hands, "referral")
    assert pane.seen is not None
    code = pane.seen.record.code
    hands.press(Qt.Key.Key_P, CONTROL)
    page = hands.arrive(PaperPage)
    chosen = page.chosen()
    assert chosen is not None and chosen.key == "referral_letter"
    hands.wait(lambda: page.seen is not None and page.save_button.isEnabled(), "the letter is shown")
    hands.push("Save as PDF…", page)
    hands.wait(lambda: hands.window.findChildren(QFileDialog), "where to save it")
    dialog = hands.window.findChildren(QFileDialog)[0]
    hands.wait(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setFocus()
    hands.replace(str(letter))
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: [one for one in hands.window.findChildren(Toast) if "IMP-2026-" in said_by(one)], "its number")
    hands.wait(lambda: not hands.window.findChildren(QFileDialog), "the dialog is gone")
    with pypdfium2.PdfDocument(letter) as pdf:
        text = "".join(pdf[place].get_textpage().get_text_range() for place in range(len(pdf)))
    assert code in text and "IMP-2026-" in text
    come_forward(hands)
    hands.press(Qt.Key.Key_Escape)
    file_of(hands)


def said_by(message: Toast) -> str:
    return plain(message._text.text())


def note_the_answer_and_take_it_back(hands: Hands) -> None:
    """She came to the school: three steps in one stroke; it was another woman, and all three are taken back."""
    step(hands, "IN_PROG")
    hands.wait(lambda: state_of(hands) == "IN_PROG", "she attended")

    def undo() -> list[Button]:
        messages = [one for one in hands.window.findChildren(Toast) if one.isVisible()]
        return [one.button for one in messages if one.button is not None]

    hands.wait(undo, "it can be taken back")
    hands.click(undo()[-1])
    hands.wait(lambda: state_of(hands) == "SENT", "it is taken back")


# --- what was said, and when she comes again ----------------------------------------------------------------------


def write_what_was_said(hands: Hands, tongue: Tongue) -> None:
    new(hands, "follow_up")
    hands.fill(mode=tongue.office, result=tongue.met)
    hands.fill(next_date="7/12/2026")
    hands.save()
    file_of(hands)


def give_her_an_hour(hands: Hands, tongue: Tongue) -> None:
    new(hands, "appointment")
    hands.fill(type=tongue.follow, date="7/12/2026", time="10:30")
    hands.save()
    file_of(hands)


def read_the_timeline(hands: Hands) -> None:
    """Everything of the day, in one list."""
    page = file_of(hands)
    hands.tab(page.tabs, page.keys.index("overview"))
    lines = page.overview.timeline.entries
    wanted = {"consent", "case", "referral", "follow_up", "appointment"}
    hands.wait(lambda: wanted <= {one.kind for one in lines.entries}, "her day in her timeline")
    assert sum(one.kind == "consent" for one in lines.entries) == 2


def lock_and_come_back(hands: Hands) -> None:
    page = file_of(hands)
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.wait(hands.window.unlock.isVisible, "the window is locked")
    assert not page.isVisible()
    hands.type(DEMONSTRATION_PASSWORD)
    hands.press(Qt.Key.Key_Return)
    hands.wait(page.isVisible, "her screen is back")


def read_back(hands: Hands, person: str) -> None:
    """What is kept: the sharing rests on her consent to this school, and nothing is left of the stroke."""
    desk = hands.shell.desk
    found = [records.read(desk, "referral", one) for one in register.ids(desk, "referral")]
    (referral,) = [one for one in found if one.values["beneficiary"] == person]
    assert referral.state == "SENT" and referral.values["sent_on"] == TODAY
    assert not referral.values.get("attended_on") and not referral.values.get("received_on")
    consent = records.read(desk, "consent", str(referral.values["consent"])).values
    assert (consent["purpose"], consent["recipient"]) == ("REFER", SCHOOL)
    follow_ups = [records.read(desk, "follow_up", one).values for one in register.ids(desk, "follow_up")]
    (kept,) = [one for one in follow_ups if one["beneficiary"] == person]
    assert (kept["date"], kept["next_date"]) == (TODAY, date(2026, 12, 7))
