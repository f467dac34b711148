"""The office of a journey: windows opened and closed on one computer, whose settings stay between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.hands import Hands
from tests.ui.shell_at_hand import signed_in
from ui import operations
from ui.main_window import MainWindow
from ui.operations import finish_commands
from ui.preferences import Preferences
from ui.window_settings import WindowSettings

SIZE = (1366, 768)  # the screen of the office


class Stray(QObject):
    """Notes every window that comes up and is neither the window, nor a dialog, nor something that pops up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt calls it so
        """Look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            kind = watched.windowFlags() & Qt.WindowType.WindowType_Mask
            expected = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Tool)
            if not isinstance(watched, (MainWindow, QDialog)) and kind not in expected:
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName()!r}")
        return False


class Office:
    """A computer with a settings folder. A bug of ours in any of its windows fails the journey."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.bugs: list[BaseException] = []
        self.windows: list[MainWindow] = []
        self.stray = Stray()
        self.strangers = QApplication.topLevelWidgets()

    def start(self, language: str = "") -> Hands:
        """Start the program: its window as the settings say, the first time in `language`."""
        preferences = Preferences.load(self.folder / "window.json")
        if language:
            preferences.language = language
        settings = WindowSettings(preferences)
        settings.apply_all()
        window = MainWindow(settings)
        self.qtbot.addWidget(window)
        self.windows.append(window)
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        return Hands(self.qtbot, window, self.folder, self.strangers)

    def enter(self, database: Path, login: str, password: str, language: str = "fr") -> Hands:
        """A window in which somebody is signed in already, at Home."""
        hands = self.start(language)
        hands.window.enter(signed_in(database, login, password), str(database))
        hands.wait(lambda: hands.window.shell is not None)
        return hands

    def close(self) -> None:
        """Close every window and look for bugs."""
        for window in self.windows:
            window.close()
        finish_commands()


def offices(qtbot: QtBot, folder: Path) -> Iterator[Office]:
    """For a fixture."""
    office = Office(qtbot, folder)
    operations.on_bug(office.bugs.append)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(office.stray)
    yield office
    office.close()
    app.removeEventFilter(office.stray)
    operations.on_bug(None)
    WindowSettings(Preferences(language="fr", path=folder / "none.json")).apply_all()
    assert office.bugs == []
    flickered = office.stray.seen
    assert flickered == [], f"windows of their own for an instant, and they took the keyboard: {flickered}"
