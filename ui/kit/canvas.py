"""What scrolls in an area, with free room beside the bar: at the end of the line, whichever way one writes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import GRID


class Canvas(QWidget):
    """A ground with a `column` on it. Qt mirrors what a layout holds, not the room around it: it is done here.

    `start`, `top`, `end`, `bottom` are pixels; `start` is the left when one writes to the right.
    """

    def __init__(self, start: int = 0, top: int = 0, end: int = GRID, bottom: int = 0) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._room = (start, top, end, bottom)
        self.column = QVBoxLayout(self)
        self._leave_room()

    def _leave_room(self) -> None:
        start, top, end, bottom = self._room
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        self.column.setContentsMargins(start, top, end, bottom)

    def changeEvent(self, event: QEvent) -> None:
        """Another direction of writing."""
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._leave_room()
        super().changeEvent(event)
