"""Where it starts: without words the window, with words the command line.

Nothing of Qt is imported for the command line, and nothing of the database before the window is painted.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def main(argv: Sequence[str] | None = None) -> int:
    """Run casemgr; `argv` are the words after the program's name. Gives the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words:
        from casemgr.cli import main as command_line

        return command_line(words)
    return open_window()


def open_window() -> int:
    """Open the window and stay until it is closed."""
    from casemgr.domain.collecting import nothing_collected

    with nothing_collected():  # all that is made until the window stands stays: to look through it was a sixth of it
        app = _window_shown()
    gc.freeze()  # nor later, at each collection
    return app.exec()


def _window_shown() -> QApplication:
    from ui.overrides import guard_overrides

    guard_overrides()  # before the first class of ours
    from ui import operations
    from ui.main_window import MainWindow
    from ui.preferences import Preferences
    from ui.shell.journal import catch_bugs, keep_journal
    from ui.theme.apply import new_application
    from ui.window_settings import WindowSettings

    keep_journal()
    app = new_application("casemgr")
    app.setApplicationName("casemgr")
    app.setApplicationDisplayName("casemgr")
    app.setDesktopFileName("casemgr")
    settings = WindowSettings(Preferences.load())
    settings.apply_all()
    window = MainWindow(settings)

    def tell(error: BaseException) -> None:
        from ui.shell.crash_dialog import tell_bug

        tell_bug(error, window)

    catch_bugs(tell)
    operations.on_bug(tell)
    window.show()
    return app


if __name__ == "__main__":
    sys.exit(main())
