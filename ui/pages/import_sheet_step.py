"""Import, step 2: which sheet, and on which lines the headers stand, with the first lines before one's eyes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from casemgr.services.lists.cells import text_of
from casemgr.services.lists.outline import Outline
from ui.formats import isolate_any
from ui.kit import Card, FieldFrame, Label
from ui.kit.base import Living
from ui.kit.spin_box import SpinBox
from ui.theme import GRID, WIDE, colour, font, scale
from ui.translation import N_

_MOST_COLUMNS = 40
_MOST_LINES = 25


class SheetStep(Living, QWidget):
    """`asked()` when a person chose another sheet or other lines; `sheet()`, `first`, `count` hold it."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: Outline | None = None
        self.sheets = QComboBox()
        self.sheets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.first = SpinBox()
        self.first.setRange(1, 1000)
        self.count = SpinBox()
        self.count.setRange(1, 3)
        self._sheet_frame = FieldFrame(N_("Sheet"), self.sheets)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        row.addWidget(self._sheet_frame)
        row.addWidget(FieldFrame(N_("The headers stand on line"), self.first))
        row.addWidget(FieldFrame(N_("Lines of headers"), self.count))
        row.addStretch(1)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(Label(N_("The lines in colour are taken as headers; the rows begin under them."), ink="muted"))
        framed = Card(margin=1)
        framed.add(self.table, 1)
        column.addWidget(framed, 1)
        self.sheets.activated.connect(lambda _row: self.asked.emit())
        self.first.valueChanged.connect(lambda _value: self.asked.emit())
        self.count.valueChanged.connect(lambda _value: self.asked.emit())
        self.setFocusProxy(self.first)
        self.live()

    def sheet(self) -> str:
        """The sheet that is chosen; "" for a file without sheets."""
        return str(self.sheets.currentData() or "")

    def show_outline(self, seen: Outline) -> None:
        """Show what the list seems to be."""
        self._seen = seen
        for widget in (self.sheets, self.first, self.count):
            widget.blockSignals(True)
        self.sheets.clear()
        for one in seen.sheets:
            self.sheets.addItem(one.name, one.name)
        self.sheets.setCurrentIndex(self.sheets.findData(seen.sheet))
        self._sheet_frame.setVisible(len(seen.sheets) > 1)
        self.first.setValue(seen.first[seen.heading.start].number)
        self.count.setValue(seen.heading.count)
        for widget in (self.sheets, self.first, self.count):
            widget.blockSignals(False)
        self._fill(seen)

    def _fill(self, seen: Outline) -> None:
        lines = seen.first[:_MOST_LINES]
        width = min(max(len(line.cells) for line in lines), _MOST_COLUMNS)
        self.table.clear()
        self.table.setRowCount(len(lines))
        self.table.setColumnCount(width)
        self.table.setHorizontalHeaderLabels([_letters(place) for place in range(width)])
        self.table.setVerticalHeaderLabels([str(line.number) for line in lines])
        headers = range(seen.heading.start, seen.heading.after)
        strong = font("body", QFont.Weight.DemiBold)
        for row, line in enumerate(lines):
            first = next((place for place, cell in enumerate(line.cells) if cell not in ("", None)), 0)
            for place in range(min(width, len(line.cells))):
                if line.is_banner and place != first:
                    continue
                item = QTableWidgetItem(isolate_any(text_of(line.cells[place])[:200]))
                if row in headers:
                    item.setFont(strong)
                    item.setBackground(colour("accent.soft"))
                    item.setForeground(colour("accent.text"))
                elif row < seen.heading.start:
                    item.setForeground(colour("faint"))
                self.table.setItem(row, place, item)
        self.table.resizeColumnsToContents()
        for place in range(width):
            self.table.setColumnWidth(place, max(60, min(self.table.columnWidth(place), 220)))
        for row in range(len(lines)):
            self.table.setRowHeight(row, scale().row)

    def retranslate(self) -> None:
        """What a screen reader says of the table."""
        self.table.setAccessibleName(str(N_("The first lines of the list")))
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        self.table.horizontalHeader().setDefaultAlignment(side)

    def restyle(self) -> None:
        """The colours of the headers are painted: take them again from the theme."""
        if self._seen is not None:
            self._fill(self._seen)


def _letters(place: int) -> str:
    """0 is A, 26 is AA: as Excel calls a column."""
    said = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        said = chr(65 + letter) + said
    return said
