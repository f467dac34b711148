"""A small whole number, with arrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.kit.base import Living
from ui.theme import GRID, scale


class SpinBox(Living, QSpinBox):
    """A QSpinBox as high as a line, whose figure stands where the window begins to read and keeps off its edge: the
    style sheet's padding does not reach into a spin box, and figures alone have no side of their own.
    """

    def __init__(self, lowest: int = 0, highest: int = 99, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.lineEdit().setTextMargins(GRID, 0, GRID, 0)
        self.live()

    def sizeHint(self) -> QSize:
        """As high as any other field."""
        return QSize(super().sizeHint().width(), scale().control)

    def minimumSizeHint(self) -> QSize:
        """The same height: never lower."""
        return QSize(super().minimumSizeHint().width(), scale().control)

    def restyle(self) -> None:
        """The side of the figure."""
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if from_right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def changeEvent(self, event: QEvent) -> None:
        """The window turned."""
        super().changeEvent(event)
        if self._is_alive and event.type() == QEvent.Type.LayoutDirectionChange:
            self.restyle()
