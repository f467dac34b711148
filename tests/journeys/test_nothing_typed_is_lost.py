"""Whatever happens while one types, what was typed is there again: the program killed, the screen locked or hidden,
another language or look, going elsewhere, a wrong answer, somebody else saving the same file first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from casemgr.services import drafts, records, search
from tests.conftest import PATIENCE, PatientBot
from tests.journeys.hands import CONTROL, Hands, readable
from tests.journeys.office import Office
from tests.local_file import ROOT
from tests.ui.shell_at_hand import (
    LOGIN,
    OTHER_LOGIN,
    OTHER_PASSWORD,
    PASSWORD,
    cheap_passwords,
    copied,
    found,
    signed_in,
    unlock,
)
from ui.main_window import MainWindow
from ui.pages.beneficiary_file import FilePage
from ui.pages.home import HomePage
from ui.pages.home_lines import DraftLine
from ui.pages.new_record import NewRecordPage
from ui.pages.new_record_conflict import ConflictPanel
from ui.pages.new_record_editor import RecordEditor

TYPED = {"family_name": "Traoré", "given_names": "Aminata", "birth_date": "un jour de marché", "sex": "fém"}


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
def hands(office: Office, database: Path) -> Hands:
    """Somebody in the middle of typing a new beneficiary."""
    hands = office.enter(database, LOGIN, PASSWORD)
    begin(hands)
    return hands


def begin(hands: Hands) -> NewRecordPage:
    hands.press(Qt.Key.Key_N, CONTROL)
    page = hands.arrive(NewRecordPage)
    hands.fill(**TYPED)
    hands.fill(answer="donn")
    return page


def typed(hands: Hands) -> dict[str, str]:
    """What the lines of the form show now."""
    shown = {}
    for key in (*TYPED, "answer"):
        line = hands.box(key).editor.stops()[0]
        assert isinstance(line, QLineEdit)
        shown[key] = line.text()
    return shown


EXPECTED = {**TYPED, "sex": "Féminin", "answer": "Donné"}


# --- the program dies ---------------------------------------------------------------------------------------------


def test_a_form_comes_back_whole_after_the_program_was_killed(office: Office, database: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    program = subprocess.Popen(
        [sys.executable, __file__, str(database), str(tmp_path), str(kept)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: kept.exists() or program.poll() is not None)
        was_running = program.poll() is None
    finally:
        program.kill()
        _out, said = program.communicate()
    assert was_running, said
    assert program.returncode == -signal.SIGKILL, said
    hands = office.enter(database, LOGIN, PASSWORD)
    home = hands.arrive(HomePage)
    hands.wait(lambda: len(home.findChildren(DraftLine)) == 1, "the form is offered at Home")
    hands.click(home.findChildren(DraftLine)[0].open_button)
    hands.arrive(NewRecordPage)
    assert typed(hands) == EXPECTED


def wait_for(until: Callable[[], bool]) -> None:
    """Until something is so in another process."""
    deadline = time.monotonic() + 3 * PATIENCE / 1000
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def type_and_wait_to_be_killed(database: Path, folder: Path, kept: Path) -> None:
    """In a process of its own: type, and say when the pause after typing has kept the draft. Then do nothing."""
    from PySide6.QtWidgets import QApplication
    from pytestqt.qt_compat import qt_api

    from ui.preferences import Preferences
    from ui.window_settings import WindowSettings

    class Alone:
        """What a bot asks of the test it works for."""

        def __init__(self) -> None:
            self.node = self

    qt_api.set_qt_api("pyside6")  # type: ignore[no-untyped-call]  # what pytest does at its start
    app = QApplication([])
    settings = WindowSettings(Preferences(language="fr", path=folder / "other.json"))
    settings.apply_all()
    window = MainWindow(settings)
    window.show()
    window.activateWindow()
    hands = Hands(PatientBot(Alone()), window, folder)  # type: ignore[arg-type]  # no test is running here
    hands.wait(window.isActiveWindow)
    window.enter(signed_in(database), str(database))
    hands.wait(lambda: window.shell is not None)
    page = begin(hands)
    assert page.editor is not None
    form = page.editor.form
    assert form is not None
    form.draft_kept.connect(lambda: kept.touch())
    app.exec()


# --- in the middle of typing --------------------------------------------------------------------------------------


def lock(hands: Hands) -> None:
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.wait(hands.window.unlock.isVisible)
    unlock(hands.qtbot, hands.window)


def hide(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F9)
    hands.wait(hands.window.cover.isVisible)
    hands.press(Qt.Key.Key_A)
    hands.wait(hands.window.unlock.isVisible)
    unlock(hands.qtbot, hands.window)


def change_look(hands: Hands) -> None:
    for mode in ("dark", "contrast", "light"):
        hands.window.settings.set_mode(mode)
    hands.press(Qt.Key.Key_Plus, CONTROL)


def go_and_return(hands: Hands) -> None:
    hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    hands.wait(lambda: not isinstance(hands.page, NewRecordPage))
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: isinstance(hands.page, NewRecordPage), "Esc comes back to the form")


def show_all_fields(hands: Hands) -> None:
    hands.push("Show all fields")


@pytest.mark.parametrize("disturb", [lock, hide, change_look, go_and_return, show_all_fields])
def test_what_is_typed_survives(hands: Hands, disturb: Callable[[Hands], None]) -> None:
    disturb(hands)
    assert typed(hands) == EXPECTED
    hands.fill(given_names="Aminata Fanta")
    assert typed(hands) == {**EXPECTED, "given_names": "Aminata Fanta"}


def test_what_is_typed_survives_another_language(hands: Hands) -> None:
    for name in ("العربية", "English", "Français"):
        hands.call(name)
        shown = typed(hands)
        assert {key: shown[key] for key in ("family_name", "given_names", "birth_date")} == {
            key: TYPED[key] for key in ("family_name", "given_names", "birth_date")
        }
    assert typed(hands) == EXPECTED


def test_going_back_leaves_a_draft_that_the_next_form_offers(hands: Hands) -> None:
    hands.press(Qt.Key.Key_Escape)
    home = hands.arrive(HomePage)
    hands.wait(lambda: len(home.findChildren(DraftLine)) == 1, "the form is at Home")
    hands.press(Qt.Key.Key_N, CONTROL)
    page = hands.arrive(NewRecordPage)
    hands.form()
    assert page.editor is not None
    hands.wait(page.editor.waiting.isVisible, "what was begun is offered")
    hands.push("Take it up again", page.editor.waiting)
    assert typed(hands) == EXPECTED


def test_home_shows_the_form_just_left_though_its_draft_is_written_slowly(
    office: Office, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()
    keep = drafts.keep
    monkeypatch.setattr(
        drafts, "keep", lambda *given, **named: (written.wait(PATIENCE / 1000), keep(*given, **named))[1]
    )
    hands = office.enter(database, LOGIN, PASSWORD)
    begin(hands)
    (home,) = (page for page in hands.shell.navigator.pages() if isinstance(page, HomePage))
    before = home._day
    hands.press(Qt.Key.Key_Escape)
    hands.arrive(HomePage)
    hands.wait(lambda: home._day is not before, "Home was read before the draft was written")
    assert not home.findChildren(DraftLine)
    written.set()
    hands.wait(lambda: len(home.findChildren(DraftLine)) == 1, "the form is at Home")


def test_a_wrong_answer_stays_and_is_said_beside_its_field(hands: Hands) -> None:
    hands.fill(nationality="martienne")
    hands.press(Qt.Key.Key_S, CONTROL)
    hands.wait(lambda: hands.box("nationality").message(), "the remark on the nationality")
    assert hands.box("birth_date").message()
    line = hands.box("nationality").editor.stops()[0]
    assert isinstance(line, QLineEdit) and line.text() == "martienne"
    assert typed(hands) == EXPECTED
    assert search.find(hands.shell.desk, "Traoré") == []


def test_undo_gives_back_what_was_deleted(hands: Hands) -> None:
    hands.fill(family_name="")
    hands.press(Qt.Key.Key_Z, CONTROL)
    hands.wait(lambda: typed(hands) == EXPECTED, "the name is back")


def test_closing_the_window_keeps_the_form_for_the_next_day(office: Office, hands: Hands, database: Path) -> None:
    hands.fill(given_names="Aminata B")
    hands.window.close()
    desk = signed_in(database)
    (draft,) = drafts.mine(desk)
    desk.database.dispose()
    assert draft.values["given_names"] == "Aminata B"
    assert getattr(draft.values["birth_date"], "text", None) == TYPED["birth_date"]
    assert office.bugs == []


# --- two people, one file -----------------------------------------------------------------------------------------


def test_two_people_on_one_file_both_keep_what_they_typed(office: Office, database: Path) -> None:
    one, two = office.enter(database, LOGIN, PASSWORD), office.enter(database, OTHER_LOGIN, OTHER_PASSWORD)
    person = search.find(one.shell.desk, "Diallo")[0].id
    for hands in (one, two):
        begin_to_change(hands, person, "used_name")
    in_front(two)
    two.fill(used_name="Mama", mother_name="Binta")
    two.save()
    in_front(one)
    one.fill(used_name="Mari", birth_place="Conakry")
    press_save_through_doubts(one)
    panel = one.find(ConflictPanel)
    assert set(panel.choices) == {"used_name"}
    said = readable(panel)
    assert "Mama" in said and "Mari" in said and "Karim Tazi" in said
    panel.choose("used_name", theirs=True)
    one.click(panel.keep)
    one.wait(
        lambda: records.read(one.shell.desk, "beneficiary", person).values.get("birth_place") == "Conakry",
        "both are saved",
    )
    kept = records.read(one.shell.desk, "beneficiary", person).values
    assert (kept["used_name"], kept["mother_name"], kept["birth_place"]) == ("Mama", "Binta", "Conakry")


def begin_to_change(hands: Hands, person: str, field: str) -> None:
    """Open the form of a file at one field, as from the list of what is to complete: it is in sight."""
    hands.shell.navigator.open_file(person)
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.opened is not None)
    page.complete(field)
    line = hands.box(field).editor.stops()[0]
    hands.wait(lambda: hands.is_in_sight(line), "the field that was asked for is in sight")


def in_front(hands: Hands) -> None:
    hands.window.raise_()
    hands.window.activateWindow()
    hands.wait(hands.window.isActiveWindow)


def press_save_through_doubts(hands: Hands) -> None:
    hands.press(Qt.Key.Key_S, CONTROL)
    editor = hands.find(RecordEditor, hands.page)
    hands.wait(lambda: editor.doubts.isVisible() or hands.page.findChildren(ConflictPanel), "two versions or doubts")
    if editor.doubts.isVisible():
        hands.push("Save anyway", editor.doubts)
    hands.wait(lambda: hands.page.findChildren(ConflictPanel), "the two versions side by side")


if __name__ == "__main__":
    type_and_wait_to_be_killed(*(Path(argument) for argument in sys.argv[1:]))
