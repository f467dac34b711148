"""Who answers for a branch, in French and in Arabic: two files that are one woman, looked at side by side, merged and
taken back, then told apart and asked again; and a case given to a colleague, who finds its work in her day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from casemgr.domain.words import translate
from casemgr.services import due, records, search
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import Hands, plain, readable, said
from tests.journeys.office import Office
from tests.journeys.one_morning import PERSON, a_demonstration, add, desk_of, mornings
from tests.journeys.tongues import in_another_language
from tests.ui.shell_at_hand import copied
from ui.forms.editors.pick_line import PickLine
from ui.kit import Button, Toast
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.duplicates import DuplicatesPage
from ui.pages.duplicates_comparison import ComparisonPanel

REASON = {"fr": "Vue avec sa sœur, même passeport", "ar": "شوهدت مع أختها، نفس جواز السفر"}
REVIEW = date(2026, 11, 30)


@dataclass(frozen=True)
class Told:
    """The two files of one woman, her case, and who is to follow it."""

    one: str
    other: str
    codes: frozenset[str]
    case: str
    after: str
    colleague: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A demonstration in which a woman was registered twice, and her case is followed by somebody."""
    path = a_demonstration(tmp_path_factory.mktemp("demonstration"))
    desk, colleague = desk_of(path, "case"), desk_of(path, "emploi")
    twins = [
        records.save(desk, "beneficiary", records.new_draft(desk, "beneficiary", **PERSON, **more), insist=True)
        for more in ({"used_name": "Benazo"}, {"used_name": None})
    ]
    case = add(desk, "case", beneficiary=twins[0].id, review_on=REVIEW)
    codes = frozenset(one.code for one in twins)
    told = Told(twins[0].id, twins[1].id, codes, case, colleague.person.id, colleague.person.name)
    for one in (desk, colleague):
        one.database.dispose()
    return path, told


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    yield from mornings()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_coordinators_day(office: Office, made: tuple[Path, Told], tmp_path: Path, language: str) -> None:
    path, told = made
    database = copied(path, tmp_path)
    hands = office.enter(database, "coord", DEMONSTRATION_PASSWORD, language)
    assert QApplication.isRightToLeft() == (language == "ar")
    the_two_files_are_merged_and_taken_back(hands, told, REASON[language])
    they_are_two_people_after_all(hands, told)
    the_case_is_given_to_a_colleague(hands, told, database)


# --- two files that look alike ------------------------------------------------------------------------------------


def queue(hands: Hands, told: Told) -> ComparisonPanel:
    """The pair in front, side by side."""
    page = hands.arrive(DuplicatesPage)

    def ids() -> list[set[str]]:
        return [set(one.ids) for one in page.pairs or ()]

    hands.wait(lambda: {told.one, told.other} in ids(), "the pair waits")
    page.list.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Down, times=ids().index({told.one, told.other}))

    def in_front() -> bool:
        panel = page.comparison
        if panel is None or not panel.isVisible():
            return False
        return {panel.compared.first.record.id, panel.compared.second.record.id} == {told.one, told.other}

    hands.wait(in_front, "the two files side by side")
    assert page.comparison is not None
    return page.comparison


def is_asked(hands: Hands, told: Told) -> bool:
    page = hands.arrive(DuplicatesPage)
    return any({told.one, told.other} == set(one.ids) for one in page.pairs or ())


def undo(hands: Hands) -> None:
    """The button of the message at the foot."""

    def offered() -> list[Button]:
        messages = [one for one in hands.window.findChildren(Toast) if one.isVisible()]
        return [one.button for one in messages if one.button is not None]

    hands.wait(offered, "it can be taken back")
    hands.click(offered()[-1])


def the_two_files_are_merged_and_taken_back(hands: Hands, told: Told, reason: str) -> None:
    """Nothing is merged without a reason; both codes lead to the one that stays; taken back, they are as they were."""
    desk = hands.shell.desk
    before = [records.read(desk, "beneficiary", one).values for one in (told.one, told.other)]
    hands.go("duplicates")
    panel = queue(hands, told)
    seen = readable(panel)
    assert all(code in seen for code in told.codes)
    assert in_another_language(hands.readable()) == set()
    assert not panel.merge_button.isEnabled()
    hands.put(panel.reason, reason)
    hands.click(panel.merge_button)
    hands.wait(lambda: not is_asked(hands, told), "one file now")
    found = {hit.id for code in told.codes for hit in search.find(desk, code)}
    assert len(found) == 1 and found <= {told.one, told.other}
    undo(hands)
    hands.wait(lambda: is_asked(hands, told), "two files again")
    assert [records.read(desk, "beneficiary", one).values for one in (told.one, told.other)] == before
    assert {hit.id for code in told.codes for hit in search.find(desk, code)} == {told.one, told.other}


def they_are_two_people_after_all(hands: Hands, told: Told) -> None:
    """Told apart they are asked no more, until that is taken back."""
    panel = queue(hands, told)
    hands.click(panel.two_button)
    hands.wait(lambda: not is_asked(hands, told), "told apart")
    undo(hands)
    hands.wait(lambda: is_asked(hands, told), "asked again")


# --- a case for a colleague ---------------------------------------------------------------------------------------


def pane_of(hands: Hands) -> RecordPane:
    page = hands.arrive(FilePage)

    def panes() -> list[RecordPane]:
        found = [one for one in page.findChildren(RecordPane) if one.isVisible() and one.kind.key == "case"]
        return [one for one in found if one.seen is not None]

    hands.wait(panes, "the case in front")
    return panes()[0]


def the_case_is_given_to_a_colleague(hands: Hands, told: Told, database: Path) -> None:
    """The caseworker of a case is changed in its form; what is due in it leaves one day for the other."""
    desk = hands.shell.desk
    hands.shell.navigator.open_file(told.one, "case", told.case)
    pane = pane_of(hands)
    assert pane.record == told.case
    hands.settle()
    edit(hands, pane)
    box = hands.box("caseworker")
    line = box.editor.stops()[0]
    assert isinstance(line, PickLine)
    line.setFocus(Qt.FocusReason.MouseFocusReason)
    hands.reach(line)
    hands.replace(told.colleague)
    hands.wait(lambda: line.is_open() and [one for one, _ in line.entries()][:1] == [told.after], "she is found")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: box.editor.value() == told.after, "the colleague is chosen")
    version = pane.seen.record.version if pane.seen is not None else 0
    hands.save()
    hands.wait(lambda: pane.seen is not None and pane.seen.record.version > version, "the case as it was saved")
    hands.wait(lambda: told.colleague in readable(pane), "who follows it now")
    assert records.read(desk, "case", told.case).values["caseworker"] == told.after
    assert in_another_language(hands.readable()) == set()
    assert told.case not in due_for(database, "case") and told.case in due_for(database, "emploi")


def due_for(database: Path, login: str) -> set[str]:
    """The cases due in a colleague's day."""
    desk = desk_of(database, login)
    found = {item.record for item in due.due(desk, due.ME).items if item.kind == "case"}
    desk.database.dispose()
    return found


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

    hands.wait(begun, "the form of the case")
