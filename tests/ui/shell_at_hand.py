"""A real association in an encrypted file, a window on it, and a person's hands, for the tests of the shell."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casemgr.data.key_wrapping import Cost
from casemgr.data.keyslots import keys_path
from casemgr.services import opening, records, staff
from casemgr.services.desk import Desk
from casemgr.services.staff import FIRST_ROLES, StaffDraft
from ui import operations, registry
from ui.main_window import MainWindow
from ui.navigation import Navigator
from ui.operations import finish_commands
from ui.pages.page import Page
from ui.preferences import Preferences
from ui.translation import N_
from ui.window_settings import WindowSettings

LOGIN, PASSWORD = "salma", "le the est sur la table"
OTHER_LOGIN, OTHER_PASSWORD = "karim", "un autre mot de passe long"
ORGANISATION = "Association Amal"


def _cost(passes: int = 1, memory_kib: int = 1024, lanes: int = 1) -> Cost:
    return Cost(passes, memory_kib, lanes)


def cheap_passwords() -> Iterator[None]:
    """For a fixture: new passwords cost a thousandth of what they cost at work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casemgr.data.keyslots.Cost", _cost)
        yield


def found(folder: Path) -> Path:
    """A database with an administrator, a caseworker and one person helped; closed again."""
    path = folder / "amal.casemgr"
    opened = opening.create_file(
        path,
        organisation=ORGANISATION,
        branch=opening.BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft(LOGIN, "Salma Idrissi", FIRST_ROLES, "RAB", ("RAB",)),
        password=PASSWORD,
    )
    desk = opened.desk
    staff.add(desk, StaffDraft(OTHER_LOGIN, "Karim Tazi", ("CASE",), "RAB", ("RAB",)), OTHER_PASSWORD)
    person = {
        "intake_date": date(2026, 11, 2),
        "family_name": "Diallo",
        "given_names": "Mariama",
        "family_name_ar": "ديالو",
        "given_names_ar": "مرياما",
        "sex": "F",
        "nationality": "GN",
        "population_group": "MIG",
    }
    records.save(desk, "beneficiary", person, insist=True)
    desk.database.dispose()
    return path


def copied(path: Path, folder: Path) -> Path:
    """The same database in another folder: founding one costs more than copying it."""
    there = folder / path.name
    shutil.copy(path, there)
    shutil.copy(keys_path(path), keys_path(there))
    return there


def signed_in(path: Path, login: str = LOGIN, password: str = PASSWORD) -> Desk:
    """The desk of somebody, as `UnlockPage` gives it."""
    return opening.open_database(path, login, password)


class NotePage(Page):
    """A screen with one line to type in, that tells when it was asked to keep it."""

    icon_name = "sticky-note"

    def __init__(self, desk: Desk, navigator: Navigator, **_given: object) -> None:
        super().__init__(desk, navigator)
        self.note = QLineEdit()
        self.kept: list[str] = []
        QVBoxLayout(self).addWidget(self.note)
        self.printed = 0
        self.add_act("Ctrl+P", N_("Print"), self._print)
        self.live()

    def _print(self) -> None:
        self.printed += 1

    def title(self) -> str:
        return "Note"

    def focus_first(self) -> None:
        self.note.setFocus()

    def keep_draft(self) -> None:
        self.kept.append(self.note.text())


def only_notes(patch: pytest.MonkeyPatch) -> None:
    """Every screen but Home, Administration and My settings is a `NotePage`: the shell alone is looked at."""
    own = {"home", "administration", "appearance"}
    place = f"{NotePage.__module__}:NotePage"
    others = tuple(one if one.key in own else replace(one, place=place) for one in registry.OTHERS)
    patch.setattr(registry, "OTHERS", others)
    patch.setattr(registry, "REGISTER", place)


Make = Callable[..., MainWindow]


def windows_shown(qtbot: QtBot, folder: Path) -> Iterator[Make]:
    """For a fixture: shows a window in French with its settings in `folder`; a bug of ours fails the test."""
    bugs: list[BaseException] = []
    operations.on_bug(bugs.append)
    made: list[MainWindow] = []

    def show(databases: tuple[Path, ...] = (), language: str = "fr") -> MainWindow:
        names = [str(path) for path in databases]
        preferences = Preferences(language=language, databases=names, path=folder / "window.json")
        settings = WindowSettings(preferences)
        settings.apply_all()
        window = MainWindow(settings)
        qtbot.addWidget(window)
        made.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield show
    for window in made:
        window.close()
    finish_commands()
    operations.on_bug(None)
    WindowSettings(Preferences(language="fr", path=folder / "none.json")).apply_all()
    assert bugs == []


def at_work(qtbot: QtBot, make: Make, path: Path, login: str = LOGIN, password: str = PASSWORD) -> MainWindow:
    """A window in which somebody is signed in, at Home."""
    window = make((path,))
    window.enter(signed_in(path, login, password), str(path))
    qtbot.waitUntil(lambda: window.shell is not None)
    return window


def press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, given to the menu that is open, or to what has the keyboard in `window`; shortcuts answer first."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget() or window
    QTest.keyClick(target, key, modifiers)
    QApplication.processEvents()


def press_in_window(widget: QWidget, key: Qt.Key) -> None:
    """A key that no shortcut takes, given to the window of `widget` as the system gives it."""
    handle = widget.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)
    QApplication.processEvents()


def unlock(qtbot: QtBot, window: MainWindow, login: str = LOGIN, password: str = PASSWORD) -> None:
    """Type name and password on the locked window, and Enter."""
    window.unlock.login.setText(login)
    window.unlock.password.edit.setText(password)
    press(window.unlock.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.shell, timeout=10_000)
