"""The window: how soon it is painted, and how much memory it takes with a base open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.base import LOGIN, PASSWORD, Base
from tests.benchmarks.measured import Line

TIMES = 5

_PAINTED = """
import json, resource, sys, time
from PySide6.QtCore import QEvent, QObject
def most_memory():
    "In KiB. What the starting process held before it became this one must not count (ru_maxrss counts it)."
    try:
        with open("/proc/self/status") as told:
            return next(int(line.split()[1]) for line in told if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
class Painter(QObject):
    painted = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return False
def until_painted(app, window):
    "At the window alone: to look at every event of every widget would cost ours more than the bare one."
    painter = Painter()
    window.installEventFilter(painter)
    while not painter.painted:
        app.processEvents()
    at = time.time()
    window.removeEventFilter(painter)
    return at
"""
_BARE = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["bare"])
window = QWidget()
window.show()
at = until_painted(app, window)
print(json.dumps({"at": at, "memory": most_memory()}))
"""
)
_OURS = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication
found = {}
def stay(*_words):
    app = QApplication.instance()
    found["at"] = until_painted(app, next(one for one in app.topLevelWidgets() if one.isVisible()))
    return 0
QApplication.exec = stay
from ui.app import main
main([])
if len(sys.argv) > 1:
    from casemgr.services import opening, register
    desk = opening.open_database(*sys.argv[1:4])
    ids = register.ids(desk, "beneficiary")
    shown = tuple(column.key for column in register.columns(desk, "beneficiary") if column.default)
    for at in range(0, len(ids), 2000):
        register.lines(desk, "beneficiary", ids[at : at + 50], shown)
found["memory"] = most_memory()
print(json.dumps(found), flush=True)
import os
os._exit(0)
"""
)


def window_lines(base: Base) -> Iterator[Line]:
    """The lines on the window."""
    with tempfile.TemporaryDirectory(prefix="casemgr-benchmarks-") as home:
        _run(_OURS, home)  # once for the file system's memory
        first = median(_run(_OURS, home)["waited"] for _ in range(TIMES))
        _remember_database(Path(home), base)
        floor, ours = [], []
        for _ in range(TIMES):  # in turn: what else the machine does falls on both
            floor.append(_run(_BARE, home))
            ours.append(_run(_OURS, home))
        heavy = _run(_OURS, home, str(base.path), LOGIN, PASSWORD)
    bare = median(one["waited"] for one in floor)
    yield Line(
        "process → first window painted (signing in)",
        "≤ 2 × the bare window",
        bare,
        median(one["waited"] for one in ours),
        2 * bare,
        floor_is="a bare Qt window",
        also=f"on the first day, without a database: {first:.0f} ms",
    )
    yield Line(
        "memory: the window, a base open, its list scrolled to the end",
        "≤ 250 MB",
        median(one["memory"] for one in floor) / 1024,
        heavy["memory"] / 1024,
        250,
        unit="MB",
        floor_is="a bare Qt window",
    )


def _remember_database(home: Path, base: Base) -> None:
    """As on any day but the first: a database was opened before, and the window asks for the password."""
    kept = home / "casemgr" / "window.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"language": "fr", "databases": [str(base.path)]}), encoding="utf-8")


def _run(program: str, home: str, *words: str) -> dict[str, Any]:
    names = ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR")
    own = {f"XDG_{name}": home for name in names} | {"APPDATA": home, "LOCALAPPDATA": home}
    # An installed program is not compiled anew at each start, whatever the surroundings of a measurement say.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(home) / "compiled")}
    surroundings = {**os.environ, **own, **compiled, "QT_QPA_PLATFORM": "offscreen"}
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=surroundings, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "waited": (found["at"] - started) * 1000}
