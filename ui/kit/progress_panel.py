"""Work that takes more than half a second: how far it is, and a way to stop it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.operations import Operation
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_, Text


class ProgressPanel(Living, QFrame):
    """A title, a bar, Cancel. Hidden until the operation it follows is slow; `cancelled` when the person
    stops it.
    """

    cancelled = Signal()

    def __init__(self, title: Text = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self._operation: Operation[Any] | None = None
        self._title = Label(title or N_("Working…"), weight="medium")
        self._share = Label("", ink="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._button = Button(N_("Cancel"))
        self._button.clicked.connect(self._cancel)
        words = QHBoxLayout()
        words.addWidget(self._title, 1)
        words.addWidget(self._share)
        left = QVBoxLayout()
        left.setSpacing(GRID - 2)
        left.addLayout(words)
        left.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, GRID + HALF, GRID + HALF, GRID + HALF)
        row.setSpacing(WIDE)
        row.addLayout(left, 1)
        row.addWidget(self._button)
        self.hide()
        self.live()

    def follow(self, operation: Operation[Any], title: Text = "") -> None:
        """Show itself when `operation` gets slow, tell its progress, and go when it ends."""
        self._operation = operation
        if str(title):
            self._title.say(title)
        self._bar.setRange(0, 0)
        self._share.say("")
        self._button.setEnabled(True)
        self._button.say(N_("Cancel"))
        operation.slow.connect(self.show)
        operation.progressed.connect(self.set_progress)
        operation.ended.connect(self._end)

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; a total of 0 means that nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._share.say(formats.percent(done / total) if total else "")

    def retranslate(self) -> None:
        """What a screen reader says."""
        self._bar.setAccessibleName(self._title.said())

    def _cancel(self) -> None:
        self._button.setEnabled(False)
        self._button.say(N_("Stopping…"))
        if self._operation is not None:
            self._operation.cancel()
        self.cancelled.emit()

    def _end(self) -> None:
        if self.sender() is self._operation or self.sender() is None:
            self._operation = None
            self.hide()
