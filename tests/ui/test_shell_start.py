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
import os, sys
from PySide6.QtCore import QEvent, QObject
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme.apply import new_application
from ui.window_settings import WindowSettings
class Painter(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            order.append("painted")
            found.update(name.split(".")[0] for name in sys.modules)
            found.update(name for name in sys.modules if name == "casemgr.services")
        return False
order, found = [], set()
app = new_application("casemgr")
settings = WindowSettings(Preferences())
settings.apply_all()
window = MainWindow(settings)
painter = Painter()
window.installEventFilter(painter)
window.painted.connect(lambda: order.append("begun"))
window.show()
while "begun" not in order:
    app.processEvents()
app.setStyleSheet("")
print(order[0], app.style().objectName(), sorted(found & {"sqlalchemy", "sqlcipher3", "psycopg", "cryptography",
    "argon2", "babel", "pikepdf", "uharfbuzz", "rapidfuzz", "casemgr.services"}), flush=True)
os._exit(0)
"""


def test_nothing_of_the_database_is_imported_before_the_first_picture() -> None:
    done = subprocess.run([sys.executable, "-c", _PAINT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "painted fusion []"


# An error that C code raises, in what Qt calls while Python calls Qt: twice, as in a window full of widgets.
_FAILING = """
import sys
from ui.overrides import guard_overrides
guard_overrides()
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from ui.theme import Theme, apply_theme
from ui.theme.apply import new_application
class Mixed:
    def changeEvent(self, event):
        if event.type() == QEvent.Type.StyleChange and changing:
            int("x")
class Failing(Mixed, QLabel):
    pass
app = new_application("casemgr")
apply_theme(app, Theme())
told, changing = [], []
sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)
window = QWidget()
column = QVBoxLayout(window)
for _ in range(5):
    column.addWidget(Failing("words"))
window.show()
def change():
    changing.append(True)
    apply_theme(app, Theme("dark"))
QTimer.singleShot(0, change)
QTimer.singleShot(0, app.quit)
app.exec()
print(set(told))
"""


def test_what_fails_while_the_look_changes_is_told_and_the_program_lives() -> None:
    done = subprocess.run([sys.executable, "-c", _FAILING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "{'ValueError'}")


def test_no_class_of_the_window_is_made_before_what_qt_calls_is_guarded() -> None:
    program = (
        "import sys; import ui.overrides; import ui.app\n"
        "def seen(): print(sorted(m for m in sys.modules if m.startswith('ui'))); raise SystemExit\n"
        "ui.overrides.guard_overrides = seen; ui.app.main([])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['ui', 'ui.app', 'ui.overrides']"


def test_a_line_of_the_journal_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "casemgr.log").mkdir()  # a folder in the place of the file
    keep_journal(tmp_path)
    log = logging.getLogger("casemgr")
    try:
        log.error("it broke")
    finally:
        for handler in log.handlers[:]:
            log.removeHandler(handler)
            handler.close()
        log.propagate = True


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
