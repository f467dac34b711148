#!/usr/bin/env python3
"""Take the pictures of the README from the running program: `python packaging/pictures.py`.

A demonstration is made in a temporary folder, the real window is opened on it without a screen, each place is visited
in its language and its look, and the window is drawn into packaging/pictures/. The same seed and the same day give the
same pictures, so that a change in one of them is a change of the program.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "packaging" / "pictures"
SIZE = (1366, 740)  # a 1366×768 screen without its bar
PEOPLE, SEED = 240, 1
MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Picture:
    """One picture: its file, the language and the look, who is signed in, and where the window stands."""

    name: str
    language: str
    mode: str
    login: str
    place: str


WANTED: Sequence[Picture] = (
    Picture("my-day-fr", "fr", "light", "demo", "home"),
    Picture("file-fr", "fr", "light", "demo", "file"),
    Picture("figures-fr", "fr", "light", "demo", "figures"),
    Picture("legal-fr-dark", "fr", "dark", "legal", "legal_calendar"),
    Picture("register-ar", "ar", "light", "demo", "beneficiary"),
    Picture("referrals-ar", "ar", "light", "demo", "referral"),
    Picture("programmes-ar", "ar", "light", "demo", "programmes"),
    Picture("file-ar-dark", "ar", "dark", "demo", "file"),
)


def main() -> None:
    """Take every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for key in ("DATA", "CONFIG", "CACHE", "STATE"):
            os.environ[f"XDG_{key}_HOME"] = folder
        path = Path(folder) / "demo.casemgr"
        _make(path)
        _take_all(path)


def _make(path: Path) -> None:
    from casemgr.domain.clock import fixed_clock
    from casemgr.services import demonstration

    demonstration.create(
        path, people=PEOPLE, seed=SEED, today=date(2026, 11, 23), clock=fixed_clock(MOMENT)
    ).database.dispose()


def _take_all(path: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from ui import operations
    from ui.main_window import MainWindow
    from ui.preferences import Preferences
    from ui.window_settings import WindowSettings

    app = QApplication(["casemgr"])
    settings = WindowSettings(Preferences.load())
    settings.apply_all()
    for picture in WANTED:
        settings.set_language(picture.language)
        settings.set_mode(picture.mode)
        window = MainWindow(settings)
        window.resize(*SIZE)
        window.show()
        desk = _sign_in(path, picture.login)
        window.enter(desk, str(path))
        _rest()
        _go(window, desk, picture.place)
        _rest(2500)
        window.grab().save(str(PICTURES / f"{picture.name}.png"), "PNG", 0)
        print(picture.name)
        window.close()
        window.deleteLater()
        _rest(200)
        desk.database.dispose()
    operations.shut_down()
    app.quit()


def _sign_in(path: Path, login: str) -> Desk:
    from casemgr.domain.clock import fixed_clock
    from casemgr.services.opening import open_database
    from casemgr.services.staff import DEMONSTRATION_PASSWORD

    return open_database(path, login, DEMONSTRATION_PASSWORD, clock=fixed_clock(MOMENT))


def _go(window: MainWindow, desk: Desk, place: str) -> None:
    if window.shell is None:
        raise RuntimeError("nobody is signed in")
    navigator = window.shell.navigator
    if place != "file":
        navigator.open_page(place)
        return
    navigator.open_file(_somebody(desk))


def _somebody(desk: Desk) -> str:
    """Of the first people of the register, the one with most in her file."""
    from casemgr.services import file, register

    def records(person: str) -> int:
        return len(file.timeline(desk, person))

    return max(register.ids(desk, "beneficiary")[:40], key=records)


def _rest(most_ms: int = 1500) -> None:
    """Let the window work for a while: what was asked of the database comes meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    stop: Callable[[], None] = loop.quit
    QTimer.singleShot(most_ms, stop)
    loop.exec()


if __name__ == "__main__":
    main()
