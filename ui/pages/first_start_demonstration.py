"""The demonstration: an invented association, made on this computer, or opened again if it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from casemgr.domain.errors import UserError
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.field_frame import FieldFrame
from ui.kit.progress_panel import ProgressPanel
from ui.kit.segmented import Segmented
from ui.operations import Command
from ui.pages.panel_parts import column_of, foot
from ui.preferences import databases_folder
from ui.theme import GRID
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk

LOGIN = PASSWORD = "demo"
SEED = 1
_SIZES = ("300", "1000", "5000")


def demonstration_path() -> Path:
    """Where the demonstration of this person is."""
    return databases_folder() / "demonstration.casemgr"


class DemonstrationPanel(Living, QWidget):
    """`opened(desk, where)` when it is open; `left()` for Back."""

    opened = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = demonstration_path()
        self.people = Segmented([(size, size) for size in _SIZES], _SIZES[0], N_("Invented people"))
        self._size_field = FieldFrame(
            N_("Invented people"), self.people, help_text=N_("More people take longer to make.")
        )
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.progress = ProgressPanel(N_("Inventing people and their stories…"))
        self.make_anew = Button(N_("Make it anew"), "refresh-cw")
        self.go_on = PrimaryButton(N_("Open the demonstration"))
        self._there = Banner(N_("It was made before on this computer, and opens as you left it."), "info")
        column = column_of(
            self,
            N_("The demonstration"),
            N_(
                "Nobody in it exists. Every screen says so. It is signed in as “demo”, who sees the whole;"
                " other roles have logins of their own, all with the password “demo”."
            ),
        )
        column.addWidget(self._there)
        column.addWidget(self._size_field)
        column.addWidget(self.refusal)
        column.addSpacing(GRID)
        column.addWidget(self.progress)
        column.addLayout(foot(self.left.emit, self.make_anew, self.go_on))
        self.go_on.clicked.connect(lambda: self.begin(anew=False))
        self.make_anew.clicked.connect(lambda: self.begin(anew=True))
        self.setFocusProxy(self.go_on)
        self._show_whether_there()
        self.live()

    def _show_whether_there(self) -> None:
        there = self._path.exists()
        self._there.setVisible(there)
        self.make_anew.setVisible(there)
        self._size_field.setVisible(True)

    def begin(self, anew: bool) -> None:
        """Open the demonstration; make it first when it is not there, or `anew` when asked."""
        self.refusal.hide()
        self._set_busy(True)
        people, path = int(self.people.value()), self._path
        command: Command[Desk] = Command(
            self,
            lambda: _open(path, people, anew, command.report, command.cancelled.is_set),
            lambda desk: self.opened.emit(desk, str(path)),
            self._refused,
        )
        command.ended.connect(lambda: self._set_busy(False))
        self.progress.follow(command)
        command.start()

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.people, self.go_on, self.make_anew):
            widget.setEnabled(not busy)
        self._show_whether_there()

    def _refused(self, error: UserError) -> None:
        self.refusal.say(error.do, error.what)
        self.refusal.show()

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _open(
    path: Path,
    people: int,
    anew: bool,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Desk:
    """In the worker's thread: make the file when it must be, and sign in."""
    from casemgr.domain.clock import Clock
    from casemgr.services import demonstration
    from casemgr.services.opening import open_database

    if anew:
        _delete(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return demonstration.create(
            path, people=people, seed=SEED, clock=Clock(), progress=progress, cancelled=cancelled
        )
    return open_database(path, LOGIN, PASSWORD)


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".keys", ".keys.lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
