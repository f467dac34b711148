"""Parcours vers l'Insertion and Tamkine migrants, each walked on screen from end to end: who may enter, every stage
with its evidence, a slip taken back, the way out with its outcome, and one more person reached of those owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from casemgr.domain import pathway
from casemgr.services import records, register
from tests.journeys.hands import CONTROL, Hands, plain
from tests.journeys.office import Office
from tests.ui.shell_at_hand import LOGIN, PASSWORD, cheap_passwords, copied, found
from ui.forms.editors.pick_line import PickLine
from ui.forms.field_box import FieldBox
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_page import RecordPage
from ui.pages.new_record import NewRecordPage
from ui.pages.programmes import ProgrammesPage
from ui.pages.programmes.dialogs import LeaveDialog, MoveDialog, _Ask
from ui.pages.programmes.eligibility import CriterionLine
from ui.pages.programmes.stage_bar import StageBar


@dataclass(frozen=True)
class Journey:
    """A programme, walked in one language: what is typed, and what is read."""

    language: str
    programme: str
    first: str  # the criterion that only she can answer
    reached: tuple[str, str]  # of the target, before and after
    service: dict[str, str]
    found: str  # the situation found at a follow-up
    reason: str
    outcome: str


PVI = Journey(
    language="fr",
    programme="PVI",
    first="PVI-AGE",
    reached=("0 sur 1 500", "1 sur 1 500"),
    service={"type": "bilan de comp", "programme": "insertion"},
    found="durée déterminée",
    reason="achev",
    outcome="durée déterminée",
)
TAM = Journey(
    language="ar",
    programme="TAM",
    first="TAM-VULN",
    reached=("عدد النساء: 0 من 1.500", "عدد النساء: 1 من 1.500"),
    service={"type": "مجموعة لوازم غير", "programme": "تمكين"},
    found="",
    reason="إتمام المسار",
    outcome="",
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: list[Path] = []
    for _cheap in cheap_passwords():
        made.append(found(tmp_path_factory.mktemp("founded")))
    return made[0]


@pytest.mark.parametrize("journey", [PVI, TAM], ids=lambda one: one.programme)
def test_a_programme_is_walked_from_its_door_to_its_outcome(
    office: Office, founded: Path, tmp_path: Path, journey: Journey
) -> None:
    hands = office.enter(copied(founded, tmp_path), LOGIN, PASSWORD, journey.language)
    page = open_programme(hands, journey)
    assert read_reached(page) == journey.reached[0]
    enrol(hands, journey)
    page = hands.arrive(ProgrammesPage)
    hands.wait(lambda: len(page.people.table.records.ids) == 1, "she is listed")
    path = pathway.path_of(journey.programme)
    move_by_two_keys_and_take_it_back(hands, page, path[:2])
    for code in path[1:-1]:
        move(hands, page, code, journey)
    serve(hands, journey)
    move_in_the_file(hands, path[-1], journey)
    end(hands, journey)
    hands.go("programmes")
    page = hands.arrive(ProgrammesPage)
    hands.wait(lambda: read_reached(page) == journey.reached[1], f"reached, not {read_reached(page)!r}")
    hands.wait(lambda: page.people.empty.isVisible(), "nobody is in it any more")
    read_back(hands, journey, path)


def open_programme(hands: Hands, journey: Journey) -> ProgrammesPage:
    """From the side to the cards, and by a click into one."""
    hands.go("programmes")
    page = hands.arrive(ProgrammesPage)
    hands.wait(lambda: page.cards, "the cards of programmes")
    card = next(one for one in page.cards if one.figures.programme == journey.programme)
    hands.click(card.name)
    hands.wait(lambda: page.people.empty.isVisible(), "nobody is in it yet")
    return page


def read_reached(page: ProgrammesPage) -> str:
    """The figure over the stages."""
    assert page.target is not None
    return plain(page.target.figure.text()).replace("\u202f", " ").replace("\u00a0", " ")


def enrol(hands: Hands, journey: Journey) -> None:
    """Who may enter is seen beside the form; what the file does not tell is asked of her."""
    hands.press(Qt.Key.Key_N, CONTROL)
    page = hands.arrive(NewRecordPage)
    pick_her(hands)
    hands.wait(lambda: lines_of(page), "the criteria of the programme")
    line = next(one for one in lines_of(page) if one.one.code == journey.first)
    assert line.one.answer.value == "unknown"
    hands.click(line.yes)
    hands.wait(
        lambda: any(one.one.code == journey.first and one.one.answer.value == "meets" for one in lines_of(page)),
        "what she answered is noted",
    )
    hands.save()


def pick_her(hands: Hands) -> None:
    """Her name in part, and the first of the list."""
    box = hands.box("beneficiary")
    line = box.editor.stops()[0]
    assert isinstance(line, PickLine)
    line.setFocus(Qt.FocusReason.MouseFocusReason)
    hands.type("diallo")
    hands.wait(lambda: line.is_open() and line.entries(), "she is found")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: box.editor.value() == line.entries()[0][0], "she is chosen")


def come_forward(hands: Hands) -> None:
    """The window gets the keyboard back when a question closes, as a desktop gives it."""
    hands.window.activateWindow()
    hands.wait(hands.window.isActiveWindow, "the window is in front")


def lines_of(page: NewRecordPage) -> list[CriterionLine]:
    return [one for one in page.findChildren(CriterionLine) if one.isVisible()]


def dialog(hands: Hands, kind: type[_Ask]) -> _Ask:
    """The question in front."""
    hands.wait(lambda: isinstance(QApplication.activeModalWidget(), kind), f"{kind.__name__} is asked")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, _Ask)
    hands.wait(asked.form.sections.is_complete)
    return asked


def answer(hands: Hands, asked: _Ask, key: str, text: str) -> None:
    """Type into a field of a question, and leave it by Tab."""
    box = asked.form.sections.at_issue(key)
    assert isinstance(box, FieldBox) and box.is_shown, key
    stop = box.editor.stops()[0]
    stop.setFocus(Qt.FocusReason.MouseFocusReason)
    hands.replace(text)
    hands.press(Qt.Key.Key_Tab)


def stage_now(page: ProgrammesPage) -> str | None:
    """The stage of the only one listed."""
    return page.people.found.standings[0].stage if page.people.found and page.people.found.standings else None


def move_by_two_keys_and_take_it_back(hands: Hands, page: ProgrammesPage, path: tuple[str, ...]) -> None:
    """M and Enter; then Ctrl+Z."""
    hands.wait(lambda: stage_now(page) == path[0])
    page.people.focus_first()
    hands.press(Qt.Key.Key_M)
    dialog(hands, MoveDialog)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: stage_now(page) == path[1], "two keys moved her on")
    come_forward(hands)
    hands.press(Qt.Key.Key_Z, CONTROL)
    hands.wait(lambda: stage_now(page) == path[0], "Ctrl+Z took it back")


def move(hands: Hands, page: ProgrammesPage, code: str, journey: Journey) -> None:
    """The next stage from the list, with what proves it."""
    hands.click(page.people.move_on)
    asked = dialog(hands, MoveDialog)
    tell(hands, asked, code, journey)
    hands.wait(lambda: stage_now(page) == code, f"she is at {code}")


def proof_of(code: str) -> str:
    """What the programme asks to see, in the language of the moment."""
    return str(pathway.stage(code).evidence) or "vu"


def tell(hands: Hands, asked: _Ask, code: str, journey: Journey) -> None:
    """The evidence that the programme asks for, the situation where a result is noted; then the act."""
    assert isinstance(asked, MoveDialog) and asked.chosen.next == code
    answer(hands, asked, "evidence", proof_of(code))
    if pathway.stage(code).is_outcome and journey.found:
        answer(hands, asked, "outcome", journey.found)
    hands.click(asked.act)
    hands.wait(lambda: QApplication.activeModalWidget() is None, f"{code} is entered")


def serve(hands: Hands, journey: Journey) -> None:
    """Enter on her line opens the enrolment; her file is a click away; she is given something charged to it."""
    page = hands.arrive(ProgrammesPage)
    come_forward(hands)
    page.people.focus_first()
    hands.press(Qt.Key.Key_Return)
    record = hands.arrive(RecordPage)
    hands.wait(lambda: [one for one in record.findChildren(StageBar) if one.isVisible()], "her path")
    person = records.read(page.desk, "enrolment", register.ids(page.desk, "enrolment")[0]).values["beneficiary"]
    hands.shell.navigator.open_file(str(person))
    file = hands.arrive(FilePage)
    hands.wait(lambda: file.opened is not None)
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.take("&Service")
    hands.arrive(NewRecordPage)
    hands.fill(**journey.service)
    hands.save()
    hands.arrive(FilePage)


def bar_of(hands: Hands) -> StageBar:
    """Her path, in her file."""
    file = hands.arrive(FilePage)
    file.show_section("enrolment")

    def ready() -> list[StageBar]:
        bars = [one for one in file.findChildren(StageBar) if one.isVisible() and one.place is not None]
        return bars[-1:]

    hands.wait(ready, "her path in her file")
    return ready()[0]


def move_in_the_file(hands: Hands, code: str, journey: Journey) -> None:
    """The last stage, from her file."""
    hands.settle()
    hands.click(bar_of(hands).next)
    tell(hands, dialog(hands, MoveDialog), code, journey)

    def there() -> bool:
        now = bar_of(hands)
        return now.place is not None and now.place.standing.stage == code

    hands.wait(there, "her file says so")


def end(hands: Hands, journey: Journey) -> None:
    """The way out, with its reason, and what was reached where the programme asks."""
    hands.settle()  # the bar is drawn again when a step was noted
    hands.click(bar_of(hands).end)
    asked = dialog(hands, LeaveDialog)
    answer(hands, asked, "exit_reason", journey.reason)
    outcome = asked.form.sections.at_issue("outcome")
    assert isinstance(outcome, FieldBox) and outcome.is_shown == bool(journey.outcome)
    if journey.outcome:
        answer(hands, asked, "outcome", journey.outcome)
    hands.click(asked.act)
    hands.wait(lambda: QApplication.activeModalWidget() is None, "the enrolment is ended")


def read_back(hands: Hands, journey: Journey, path: tuple[str, ...]) -> None:
    """What is kept: every stage in order with its evidence, and the end."""
    desk = hands.shell.desk
    (enrolment,) = register.ids(desk, "enrolment")
    kept = records.read(desk, "enrolment", enrolment).values
    assert [line["stage"] for line in kept["history"]] == list(path)
    assert [line["evidence"] for line in kept["history"][1:]] == [proof_of(code) for code in path[1:]]
    assert kept["exit_reason"] == "COMPLETED" and kept["exited_on"] == desk.today
    assert kept["outcome"] == ("CDD" if journey.outcome else None)
    assert {line["criterion"]: line["answer"] for line in kept["criteria"]} == {journey.first: "MEETS"}
    if journey.found:
        assert [line["outcome"] for line in kept["history"]][-3:] == ["CDD"] * 3
