"""The grid that fields stand in: as many equal columns as the width allows, labels and editors on common lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QGridLayout, QWidget

from ui.forms.field_box import FieldBox
from ui.theme import GRID, HALF, LARGE, scale

# Pixels at the usual size of text: "Nom de famille en caractères arabes" and a date with its words still fit in it.
NARROWEST = 290

Cell = FieldBox | QWidget


class FieldGrid(QWidget):
    """Cells in reading order, from the right in Arabic. A FieldBox takes a column, or the line when it is wide; any
    other widget takes the line.
    """

    def __init__(self, most: int = 2, narrowest: int = NARROWEST, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._narrowest = most, narrowest
        self._cells: list[Cell] = []
        self._columns = most
        self._has_labels = True
        self.gap = GRID + HALF if most <= 2 else HALF  # pixels under a field
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LARGE if most <= 2 else GRID + HALF)
        self._grid.setVerticalSpacing(0)
        # A column that holds nothing has no gap before it: a field alone would be wider than those of other sections.
        self._empty = QWidget(self)
        self._empty.setFixedHeight(0)

    @property
    def columns(self) -> int:
        """How many columns there are now."""
        return self._columns

    def label_lines(self, always: bool) -> None:
        """Whether labels stand above the fields even when these fit in one line (the first line of several)."""
        self._has_labels = always

    def set_cells(self, cells: Sequence[Cell]) -> None:
        """The cells to show, in order."""
        self._cells = list(cells)
        self.lay()

    def lay(self) -> None:
        """Lay everything again."""
        while self._grid.count():
            self._grid.takeAt(0)
        for line in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, 0)
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        labelled = self._has_labels or self._columns < self._most
        if self._columns == self._most == 2:
            self._grid.addWidget(self._empty, 4 * len(self._cells), 1)
        line, column = 0, 0
        for cell in self._cells:
            wide = not isinstance(cell, FieldBox) or cell.editor.is_wide
            if wide and column:
                line, column = line + 1, 0
            span = self._columns if wide else 1
            self._put(cell, line, column, span, labelled)
            column += span
            if column >= self._columns:
                line, column = line + 1, 0

    def _put(self, cell: Cell, line: int, column: int, span: int, labelled: bool) -> None:
        top = 4 * line
        if not isinstance(cell, FieldBox):
            self._grid.addWidget(cell, top, column, 3, span)
            self._grid.setRowMinimumHeight(top + 3, GRID + HALF)
            return
        bottom, above = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop
        if labelled:
            self._grid.addWidget(cell.label, top, column, 1, span, bottom)
        if cell.label.isHidden() == (labelled and cell.is_shown):
            cell.label.setVisible(labelled and cell.is_shown)
        self._grid.addWidget(cell.editor, top + 1, column, 1, span, above)
        self._grid.addWidget(cell.below, top + 2, column, 1, span, above)
        self._grid.setRowMinimumHeight(top + 3, self.gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More columns or fewer."""
        super().resizeEvent(event)
        room = event.size().width() + self._grid.horizontalSpacing()
        fit = max(1, min(self._most, room // (scale().grown(self._narrowest) + self._grid.horizontalSpacing())))
        if fit != self._columns:
            self._columns = fit
            self.lay()
            QTimer.singleShot(0, self, self._tell_height)

    def _tell_height(self) -> None:
        """Whoever laid this grid worked with the height of the other columns, and Qt keeps heights: fields were cut."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QAbstractScrollArea):
            layout = around.layout()
            if layout is not None:
                layout.invalidate()
            around.updateGeometry()
            around = around.parentWidget()
