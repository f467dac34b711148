"""The window of somebody signed in: finding, going, hiding, locking, and what it looks like in another language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QVBoxLayout
from pytestqt.qtbot import QtBot

from casemgr.domain.access import Person
from casemgr.records import KINDS
from casemgr.services import drafts, records, register, search
from tests.ui.shell_at_hand import (
    ORGANISATION,
    OTHER_LOGIN,
    OTHER_PASSWORD,
    Make,
    NotePage,
    at_work,
    cheap_passwords,
    copied,
    found,
    only_notes,
    press,
    press_in_window,
    signed_in,
    unlock,
    windows_shown,
)
from ui.acts import LEFT_OVER
from ui.kit import Toast, toast
from ui.main_window import MainWindow
from ui.pages.home import HomePage
from ui.pages.home_lines import DraftLine
from ui.registry import HOME, OTHERS, SHELVES, entries_for
from ui.shell.rarer_registers import MORE, menu_of_registers, rarer_registers
from ui.shell.shell import Shell

CONTROL = Qt.KeyboardModifier.ControlModifier


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
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    only_notes(monkeypatch)
    yield from windows_shown(qtbot, tmp_path)


def shell_of(window: MainWindow) -> Shell:
    assert window.shell is not None
    return window.shell


def note_in(window: MainWindow, text: str = "ce que je tapais") -> NotePage:
    page = shell_of(window).navigator.open_page("beneficiary")
    assert isinstance(page, NotePage)
    page.note.setText(text)
    return page


# --- finding and going -----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["diallo", "ديالو", "Mariama Dia"])
def test_anyone_is_found_by_name_in_either_script_and_opened_by_enter(
    qtbot: QtBot, window: MainWindow, typed: str
) -> None:
    shell = shell_of(window)
    press(window, Qt.Key.Key_K, CONTROL)
    assert shell.palette_view.isVisible()
    qtbot.waitUntil(shell.palette_view.field.hasFocus)
    shell.palette_view.field.setText(typed)
    line = Qt.ItemDataRole.UserRole
    qtbot.waitUntil(
        lambda: (
            shell.palette_view.results.count() > 0
            and shell.palette_view.results.item(0).data(line).name == "Mariama Diallo"
        ),
        timeout=5000,
    )
    press(window, Qt.Key.Key_Return)
    assert shell.navigator.current_key == "file"
    assert shell.navigator.recent_files == [search.find(shell.desk, "diallo")[0].id]
    assert not shell.palette_view.isVisible()


def test_an_act_is_called_by_its_name(qtbot: QtBot, window: MainWindow) -> None:
    shell = shell_of(window)
    window.settings.set_language("en")
    press(window, Qt.Key.Key_K, CONTROL)
    shell.palette_view.field.setText("admini")
    qtbot.waitUntil(lambda: shell.palette_view.results.count() == 1)
    press(window, Qt.Key.Key_Return)
    assert shell.navigator.current_key == "administration"


def test_a_name_that_nobody_has_says_so(qtbot: QtBot, window: MainWindow) -> None:
    shell = shell_of(window)
    press(window, Qt.Key.Key_K, CONTROL)
    shell.palette_view.field.setText("zzzzqqq")
    qtbot.waitUntil(shell.palette_view.note.isVisible)
    press(window, Qt.Key.Key_Escape)
    assert not shell.palette_view.isVisible()


def test_escape_goes_back_and_a_page_of_the_side_is_found_as_it_was(window: MainWindow) -> None:
    go = shell_of(window).navigator
    page = note_in(window)
    go.open_file("some id")
    press(window, Qt.Key.Key_Escape)
    assert go.current is page
    press(window, Qt.Key.Key_Escape)
    assert go.current_key == "home"
    press(window, Qt.Key.Key_Escape)
    assert go.current_key == "home"
    again = go.open_page("beneficiary")
    assert again is page
    assert page.note.text() == "ce que je tapais"


def test_the_side_and_the_head_follow_the_screen_in_front(window: MainWindow) -> None:
    shell = shell_of(window)
    place = list(shell.side._entries).index("beneficiary") + 1
    press(window, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.AltModifier)
    assert shell.side.current() == "beneficiary"
    assert shell.head.name.accessibleName() == "Note"
    assert shell.head.back_button.isVisible()


def test_a_caseworker_has_no_administration(qtbot: QtBot, make: Make, database: Path) -> None:
    shell = shell_of(at_work(qtbot, make, database, OTHER_LOGIN, OTHER_PASSWORD))
    assert not shell.navigator.may_open("administration")
    with pytest.raises(KeyError):
        shell.navigator.open_page("administration")
    with pytest.raises(KeyError):
        shell.side.set_current("administration")


def test_the_window_is_called_casemgr_and_nothing_else(window: MainWindow) -> None:
    note_in(window)
    assert window.windowTitle() == "casemgr"


def test_the_foot_says_who_works_where(qtbot: QtBot, window: MainWindow) -> None:
    foot = shell_of(window).foot
    qtbot.waitUntil(lambda: foot.organisation.accessibleName() == ORGANISATION)
    assert foot.person.accessibleName() == "Salma Idrissi"
    assert foot.branch.accessibleName() == "Rabat"
    assert not shell_of(window).band.isVisible()


# --- keys ------------------------------------------------------------------------------------------


def test_the_sheet_of_keys_prints_exactly_what_the_window_obeys(window: MainWindow) -> None:
    shell = shell_of(window)
    window.settings.set_language("en")  # French writes Échap and Maj
    page = note_in(window)
    printed = {keys for keys, _words in shell.show_sheet().lines}
    native = QKeySequence.SequenceFormat.NativeText
    bound = {
        sequence.toString(native)
        for action in (*shell.actions(), *page.actions())
        if action.isEnabled()
        for sequence in action.shortcuts()[:1]
    }
    others = {QKeySequence(act.keys).toString(native) for act in shell.table if act.way == LEFT_OVER}
    assert printed == bound | others
    assert {"Ctrl+K", "Ctrl+N", "Ctrl+P", "Ctrl+L", "F9", "F1", "Esc"} <= printed


def test_a_screen_takes_a_key_from_the_window_while_it_is_in_front(window: MainWindow) -> None:
    shell = shell_of(window)
    page = note_in(window)
    page.add_act("Ctrl+N", "Une note", page.note.clear)
    shell.navigator.open_page("home")
    shell.navigator.open_page("beneficiary")
    press(window, Qt.Key.Key_N, CONTROL)
    assert page.note.text() == ""
    assert shell.navigator.current is page
    shell.navigator.open_page("home")
    press(window, Qt.Key.Key_N, CONTROL)
    assert shell.navigator.current_key == "new"


def test_ctrl_p_prints_on_the_screen_that_can_print(window: MainWindow) -> None:
    page = note_in(window)
    press(window, Qt.Key.Key_P, CONTROL)
    assert page.printed == 1
    shell_of(window).navigator.open_page("home")
    press(window, Qt.Key.Key_P, CONTROL)
    assert page.printed == 1


def test_text_grows_and_shrinks_by_the_keyboard(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Plus, CONTROL)
    assert window.settings.preferences.size == 11
    press(window, Qt.Key.Key_0, CONTROL)
    assert window.settings.preferences.size == 10


# --- hiding and locking ----------------------------------------------------------------------------


def test_f9_hides_every_window_and_message_and_empties_the_clipboard(qtbot: QtBot, window: MainWindow) -> None:
    page = note_in(window)
    dialog = QDialog(window)
    secret = QLineEdit("un nom", dialog)
    dialog.open()
    menu = QMenu(window)
    menu.addAction("un autre nom")
    menu.popup(window.pos())
    toast(page, "Enregistré : Mariama")
    QGuiApplication.clipboard().setText("Mariama Diallo")
    press(window, Qt.Key.Key_F9)
    assert window.is_locked
    assert window.views.currentWidget() is window.cover
    assert not page.isVisible()
    assert not dialog.isVisible()
    assert not menu.isVisible()
    assert not [message for message in window.findChildren(Toast) if message.isVisible()]
    assert QGuiApplication.clipboard().text() == ""
    visible = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert visible == [window]
    qtbot.waitUntil(lambda: bool(page.kept))
    qtbot.waitUntil(window.cover.hasFocus)
    press(window, Qt.Key.Key_A)
    assert window.unlock.isVisible()
    unlock(qtbot, window)
    assert dialog.isVisible()
    assert secret.text() == "un nom"
    dialog.close()


def test_f9_is_heard_in_a_dialog_too(qtbot: QtBot, window: MainWindow) -> None:
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(QLineEdit())
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    press_in_window(dialog, Qt.Key.Key_F9)
    assert window.views.currentWidget() is window.cover
    assert not dialog.isVisible()


def test_locking_keeps_the_draft_and_the_same_person_finds_her_screen(qtbot: QtBot, window: MainWindow) -> None:
    shell, page = shell_of(window), note_in(window)
    page.kept.clear()
    press(window, Qt.Key.Key_L, CONTROL)
    assert window.is_locked
    assert window.unlock.login.text() == "salma"
    qtbot.waitUntil(lambda: page.kept == ["ce que je tapais"])
    unlock(qtbot, window)
    assert window.shell is shell
    assert not window.is_locked
    assert page.isVisible()
    assert page.note.text() == "ce que je tapais"


def test_another_person_finds_an_empty_desk(qtbot: QtBot, window: MainWindow) -> None:
    shell, page = shell_of(window), note_in(window)
    dialog = QDialog(window)
    dialog.open()
    window.lock()
    gone: list[bool] = []
    page.destroyed.connect(lambda: gone.append(True))
    unlock_as_another(qtbot, window)
    qtbot.waitUntil(lambda: gone == [True])
    assert window.shell is not shell
    assert shell_of(window).desk.person.login == OTHER_LOGIN
    assert shell_of(window).navigator.current_key == "home"
    assert not any(isinstance(one, QDialog) and one.isVisible() for one in QApplication.topLevelWidgets())


def unlock_as_another(qtbot: QtBot, window: MainWindow) -> None:
    window.unlock.login.setText(OTHER_LOGIN)
    window.unlock.password.edit.setText(OTHER_PASSWORD)
    window.unlock.try_to_open()
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.shell, timeout=10_000)


def test_locked_nothing_answers_to_the_keys_of_the_shell(window: MainWindow) -> None:
    shell = shell_of(window)
    window.lock()
    press(window, Qt.Key.Key_K, CONTROL)
    press(window, Qt.Key.Key_F1)
    assert not shell.palette_view.isVisible()
    assert window.unlock.isVisible()
    assert window.is_locked


def test_silence_locks_after_the_minutes_set(window: MainWindow) -> None:
    assert window.watch.is_waiting
    window.settings.set_idle_minutes(99)
    assert window.settings.preferences.idle_minutes == 15
    assert window.watch._timer.interval() == 15 * 60_000
    window.watch._timer.timeout.emit()
    assert window.is_locked
    assert not window.watch.is_waiting


def test_signing_out_keeps_the_drafts_and_waits_for_the_next(qtbot: QtBot, window: MainWindow) -> None:
    page = note_in(window)
    page.kept.clear()
    window.sign_out()
    assert page.kept == ["ce que je tapais"]
    assert window.shell is None
    assert window.unlock.isVisible()
    assert window.unlock.login.text() == ""
    qtbot.waitUntil(window.unlock.login.hasFocus)


# --- language and look -----------------------------------------------------------------------------


def test_arabic_turns_the_whole_window_and_says_the_date_again(qtbot: QtBot, window: MainWindow) -> None:
    shell = shell_of(window)
    home = shell.navigator.current
    assert isinstance(home, HomePage)
    qtbot.waitUntil(lambda: bool(home.today.text()))
    french = home.today.text()
    assert shell.side.mapTo(window, shell.side.rect().topLeft()).x() == 0
    window.settings.set_language("ar")
    qtbot.waitUntil(lambda: shell.side.mapTo(window, shell.side.rect().topRight()).x() == window.width() - 1)
    assert home.today.text() != french
    window.settings.set_language("fr")
    qtbot.waitUntil(lambda: home.today.text() == french)


def test_what_the_screen_read_in_one_language_is_read_again_in_the_other(qtbot: QtBot, window: MainWindow) -> None:
    shell = shell_of(window)
    person = register.ids(shell.desk, "beneficiary")[0]
    given = {"beneficiary": person, "date": shell.desk.today, "time": "15:00", "staff": shell.desk.person.id}
    kinds_of_meeting = shell.desk.kinds["appointment"].field("type").choices()
    assert kinds_of_meeting is not None
    given["type"] = next(iter(kinds_of_meeting)).code
    records.save(shell.desk, "appointment", records.new_draft(shell.desk, "appointment", **given), insist=True)
    home = shell.navigator.current
    assert isinstance(home, HomePage)

    def what() -> set[str]:
        return {item.what for item in home.due.found.items} if home.due.found else set()

    home.refresh()
    qtbot.waitUntil(lambda: any(what()), timeout=10_000)
    french = what()
    window.settings.set_language("en")
    qtbot.waitUntil(lambda: bool(what()) and what() != french, timeout=10_000)


def test_the_side_groups_the_registers_and_the_rarer_ones_are_in_a_menu(qtbot: QtBot, window: MainWindow) -> None:
    shell = shell_of(window)
    aside = [key for key, entry in shell.navigator.entries.items() if entry.aside]
    assert list(shell.side._entries)[:1] == ["home"] and set(aside) | {MORE} == set(shell.side._entries)
    shelves = [SHELVES.index(shell.navigator.entries[key].shelf) for key in aside]
    assert shelves == sorted(shelves)
    window.resize(1366, 700)
    last = list(shell.side._entries.values())[-1]
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect() == last.rect())
    menu = menu_of_registers(shell.navigator, shell.side)
    assert [action.text() for action in menu.actions()] == [str(one.name) for one in rarer_registers(shell.navigator)]
    menu.actions()[0].trigger()
    assert shell.navigator.current_key == rarer_registers(shell.navigator)[0].key
    QTest.mouseClick(shell.side._entries[MORE], Qt.MouseButton.LeftButton)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
    assert shell.side.current() != MORE


def test_what_waits_is_counted_at_its_place(window: MainWindow) -> None:
    shell = shell_of(window)
    shell.navigator.waiting.emit("home", 7)
    assert "7" in shell.side._entries["home"].accessibleName()
    shell.navigator.waiting.emit("nowhere", 7)


def test_every_screen_of_the_registry_is_there() -> None:
    missing = []
    person = Person("1", "all", "All", ("ADMIN", "COORD", "CASE"), ("RAB",), "RAB")
    every = entries_for(person, KINDS)
    assert all(one in every for one in (HOME, *OTHERS))
    assert {one.key for one in every if one.given} == {kind.key for kind in KINDS}
    for one in every:
        try:
            one.page_class()
        except (ImportError, AttributeError):
            missing.append(one.key)
    assert missing == []


# --- Home ------------------------------------------------------------------------------------------


def test_a_form_left_unfinished_opens_from_home_with_what_was_typed(qtbot: QtBot, make: Make, database: Path) -> None:
    desk = signed_in(database)
    drafts.keep(desk, desk.kinds["beneficiary"], {"family_name": "Bâ"})
    desk.database.dispose()
    window = at_work(qtbot, make, database)
    go = shell_of(window).navigator
    home = go.current
    assert isinstance(home, HomePage)
    qtbot.waitUntil(lambda: len(home.findChildren(DraftLine)) == 1)
    opened: list[dict[str, object]] = []
    go.moved.connect(lambda _page: opened.append(dict(go._way[-1].given)))
    home.findChildren(DraftLine)[0].open_button.click()
    assert go.current_key == "new"
    draft = opened[0]["draft"]
    assert isinstance(draft, drafts.Draft)
    assert draft.values["family_name"] == "Bâ"
    go.back()
    qtbot.waitUntil(lambda: len(home.findChildren(DraftLine)) == 1)
    home.findChildren(DraftLine)[0].discard_button.click()
    qtbot.waitUntil(lambda: drafts.mine(shell_of(window).desk) == [])


def test_home_shows_the_files_opened_today_and_only_what_the_reader_may_see(qtbot: QtBot, window: MainWindow) -> None:
    go = shell_of(window).navigator
    person = search.find(shell_of(window).desk, "diallo")[0].id
    go.open_file(person)
    go.open_file("somebody this reader may not see")
    go.open_page("home")
    home = go.current
    assert isinstance(home, HomePage)
    qtbot.waitUntil(lambda: home._day is not None and len(home._day.files) == 1)
    assert home._day is not None
    assert home._day.files[0][0] == person


def test_who_answers_for_a_branch_sees_the_month_and_a_caseworker_does_not(
    qtbot: QtBot, make: Make, database: Path
) -> None:
    window = at_work(qtbot, make, database)
    home = shell_of(window).navigator.current
    assert isinstance(home, HomePage)
    assert home.month is not None
    month = home.month
    qtbot.waitUntil(lambda: month.tiles["C01"].figure.text() == "0", timeout=10_000)
    window.lock()
    unlock_as_another(qtbot, window)
    home = shell_of(window).navigator.current
    assert isinstance(home, HomePage)
    assert home.month is None
