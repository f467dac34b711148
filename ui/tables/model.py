"""A list of any length as a Qt model: every id is known, lines come by block when they are seen.

It never filters nor sorts: `services.register` does, in the database (a proxy model took 26 s to sort 73,000 rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from casemgr.domain.kind import Kind
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.register import ColumnInfo, Line
from ui.formats import isolate, isolate_any
from ui.operations import Query
from ui.tables.blocks import Blocks

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole  # the register.Line of a row, None while it is on its way
COLUMN = Qt.ItemDataRole.UserRole + 1  # the ColumnInfo of a cell
_LEFT_TO_RIGHT = frozenset({"date", "phone", "integer"})
_CODES = frozenset({"code", "branch", "created_at", "updated_at", "age", "quantity"})
_NOWHERE = QModelIndex()


def is_code(column: ColumnInfo) -> bool:
    """Whether the values of a column keep their order from left to right in an Arabic window."""
    return column.key in _CODES or column.type in _LEFT_TO_RIGHT


class RecordsModel(QAbstractTableModel):
    """The records `ids` of a kind, with some of its columns. `came` when lines arrived; `refused(UserError)`."""

    came = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind = desk, kind
        self.columns: list[ColumnInfo] = []
        self._blocks = Blocks()

    # --- what is listed -------------------------------------------------------------------------------------
    def set_columns(self, columns: Sequence[ColumnInfo]) -> None:
        """Other columns, in order; the lines are asked again."""
        self.beginResetModel()
        self.columns = list(columns)
        self._blocks.forget_lines()
        self.endResetModel()

    def set_ids(self, ids: Sequence[str]) -> None:
        """Other records, or the same in another order."""
        self.beginResetModel()
        self._blocks = Blocks(ids)
        self.endResetModel()

    def reload(self) -> None:
        """The same records, every line asked again (another language, a record was saved)."""
        self._blocks.forget_lines()
        if self.ids and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    @property
    def ids(self) -> list[str]:
        """Every record, in order."""
        return self._blocks.ids

    def row_of(self, record: str) -> int:
        """The row of a record, or -1."""
        try:
            return self.ids.index(record)
        except ValueError:
            return -1

    def line(self, row: int) -> Line | None:
        """The line of a row, if it has come."""
        return self._blocks.line(row) if 0 <= row < len(self.ids) else None

    # --- lines ----------------------------------------------------------------------------------------------
    def want(self, first: int, last: int) -> None:
        """Rows `first` to `last` are seen: ask for those that are not here; what was asked before is given up."""
        rows = self._blocks.missing(first, last)
        if not rows or not self.columns:
            return
        desk, kind, blocks = self.desk, self.kind.key, self._blocks
        block = blocks.ids[rows.start : rows.stop]
        shown = [column.key for column in self.columns]

        def put(lines: list[Line]) -> None:
            if blocks is self._blocks and shown == [column.key for column in self.columns]:
                blocks.put(rows, lines)
                self.dataChanged.emit(self.index(rows.start, 0), self.index(rows.stop - 1, len(shown) - 1))
                self.came.emit()

        Query(self, lambda: register.lines(desk, kind, block, shown), put, self.refused.emit, key="lines").start()

    # --- Qt -------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many records."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its line, its column."""
        if role == COLUMN:
            return self.columns[index.column()]
        line = self._blocks.line(index.row())
        if role == LINE:
            return line
        if line is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        text = line.cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].label}: {text}" if text else str(self.columns[index.column()].label)
        return isolate(text) if is_code(self.columns[index.column()]) else isolate_any(text)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return str(self.columns[section].label)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None
