"""Starting: what is imported before the first picture, what is remembered, and what is told of an error of ours."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from ui.preferences import Preferences
from ui.shell.crash_dialog import tell_bug
from ui.shell.journal import keep_journal

_PAINT = """
import sys
from PySide6.QtWidgets import QApplication
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.window_settings import WindowSettings
app = QApplication(["casemgr"])
settings = WindowSettings(Preferences())
settings.apply_all()
window = MainWindow(settings)
window.show()
window.grab()
print(sorted({name.split(".")[0] for name in sys.modules} & {"sqlalchemy", "sqlcipher3", "psycopg", "cryptography",
    "argon2", "babel", "pikepdf", "uharfbuzz", "rapidfuzz"}))
"""


def test_nothing_of_the_database_is_imported_before_the_first_picture() -> None:
    done = subprocess.run([sys.executable, "-c", _PAINT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_does_not_need_a_window() -> None:
    program = "import sys; import ui.app; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_settings_that_make_no_sense_are_as_on_the_first_day(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    for damaged in ("", "[]", '{"language": "xx", "size": 99, "idle_minutes": 0, "databases": [1, 2]}'):
        path.write_text(damaged, encoding="utf-8")
        assert Preferences.load(path) == Preferences(path=path)


def test_settings_are_found_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "window.json"
    Preferences(language="ar", mode="dark", size=14, idle_minutes=3, path=path).remember_database("/a/b.casemgr")
    kept = Preferences.load(path)
    assert (kept.language, kept.mode, kept.size, kept.idle_minutes) == ("ar", "dark", 14, 3)
    assert kept.databases == ["/a/b.casemgr"]
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {
        "language",
        "mode",
        "size",
        "idle_minutes",
        "databases",
        "geometry",
        "narrow_side",
    }


def test_the_last_database_comes_first_and_once(tmp_path: Path) -> None:
    preferences = Preferences(path=tmp_path / "window.json")
    for where in ("a", "b", "a", *"cdefghij"):
        preferences.remember_database(where)
    assert preferences.databases == list("jihgfedc")


def broken() -> None:
    name = "Mariama Diallo"
    raise ValueError(f"no such person: {name}")


def test_an_error_of_ours_is_told_without_what_it_was_about(qtbot: QtBot, tmp_path: Path) -> None:
    path = keep_journal(tmp_path)
    log = logging.getLogger("casemgr")
    try:
        with pytest.raises(ValueError, match="Mariama") as raised:
            broken()
        logging.getLogger("casemgr.test").error("it broke", exc_info=raised.value)
        dialog = tell_bug(raised.value)
        assert dialog is not None
        assert tell_bug(raised.value) is None
        written = path.read_text(encoding="utf-8")
        for told in (written, dialog.details):
            assert "ValueError" in told
            assert "in broken" in told
            assert "Mariama" not in told
        dialog.accept()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))
    finally:
        for handler in log.handlers[:]:
            log.removeHandler(handler)
            handler.close()
        log.propagate = True
