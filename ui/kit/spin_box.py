"""A small whole number, with arrows."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.theme import GRID


class SpinBox(QSpinBox):
    """A QSpinBox whose figure keeps off its edge: the style sheet's padding does not reach into a spin box."""

    def __init__(self, lowest: int = 0, highest: int = 99, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.lineEdit().setTextMargins(GRID, 0, GRID, 0)
