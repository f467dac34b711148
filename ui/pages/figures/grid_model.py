"""A table of figures as a Qt model: words in the language of the moment, numbers as Moroccan offices write them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from casemgr.services.counting.figure import LEAST_FOR_A_RATE, Figure
from casemgr.services.counting.grid import Cell, Grid
from casemgr.services.counting.indicators import CATALOGUE
from ui import formats
from ui.theme import colour, font
from ui.translation import N_

Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole
CENTIMES = 100  # an amount is said in dirhams
APART = Roles.UserRole  # whether a cell is a total or an overlap, on its own ground
_NOWHERE = QModelIndex()
_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class GridModel(QAbstractTableModel):
    """The lines and columns of a Grid; the first column says what the line is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid: Grid | None = None

    def set_grid(self, grid: Grid) -> None:
        """Another table."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def say_again(self) -> None:
        """The language changed."""
        if self.grid is not None:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many lines."""
        return 0 if self.grid is None or parent.isValid() else len(self.grid.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The words, then the figures."""
        return 0 if self.grid is None or parent.isValid() else len(self.grid.columns) + 1

    def cell(self, index: Index) -> Cell | None:
        """The figure at a place, None where there is none."""
        if self.grid is None or not index.isValid() or index.column() == 0:
            return None
        return self.grid.lines[index.row()].cells[index.column() - 1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The keyboard walks over every cell."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Roles.DisplayRole) -> Any:
        """The words or the figure; totals stronger, those in several rows set apart."""
        if self.grid is None:
            return None
        if role == Roles.DisplayRole:
            return self._said(index)
        if role == Roles.AccessibleTextRole:
            return self._read_out(index)
        if role == Roles.TextAlignmentRole:
            return _START if index.column() == 0 else _END
        if role == Roles.ToolTipRole and index.column() == 0:
            return self._said(index)
        if role == Roles.ToolTipRole:
            cell = self.cell(index)
            return self._hint(cell) if cell is not None else None
        return self._look(index, role)

    def _look(self, index: Index, role: int) -> Any:
        if self.grid is None:
            return None
        column = self.grid.columns[index.column() - 1].role if index.column() else "figure"
        roles = {self.grid.lines[index.row()].role, column}
        if role == Roles.FontRole:
            return font("body", font_weight(roles))
        if role == APART:
            return "total" in roles or "several" in roles
        if role == Roles.ForegroundRole:
            cell = self.cell(index)
            quiet = bool({"several", "part"} & roles) or (cell is not None and is_nought(cell))
            return colour("muted" if quiet else "text")
        return None

    def _hint(self, cell: Cell) -> str | None:
        """What a cell says under the pointer: how a rate is made, and that it opens."""
        parts = parts_of(cell.shown) if cell.shown is not None else ""
        opens = str(N_("See who is behind this figure")) if cell.value else ""
        return "\n".join(filter(None, (parts, opens))) or None

    def _said(self, index: Index) -> str:
        if self.grid is None:
            return ""
        if index.column() == 0:
            return formats.isolate_any(str(self.grid.lines[index.row()].label))
        cell = self.cell(index)
        return "" if cell is None else said_of(cell)

    def _read_out(self, index: Index) -> str:
        if self.grid is None:
            return ""
        line = str(self.grid.lines[index.row()].label)
        if index.column() == 0:
            return line
        return f"{line}, {self.grid.columns[index.column() - 1].label}: {self._said(index)}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole) -> Any:
        """The names of the columns."""
        if self.grid is None or orientation != Qt.Orientation.Horizontal:
            return None
        words = self.grid.corner if section == 0 else self.grid.columns[section - 1].label
        if role in (Roles.DisplayRole, Roles.ToolTipRole):
            return str(words)
        if role == Roles.TextAlignmentRole:
            # An int: the header also looks there whether it may take several lines.
            return int(_START if section == 0 else _END) | int(Qt.TextFlag.TextWordWrap)
        return None


def is_nought(cell: Cell) -> bool:
    """Whether there is nothing: no count, or a rate that is not told."""
    return cell.value == 0 if cell.shown is None else not cell.shown.value


def said_of(cell: Cell) -> str:
    """A figure as it is read: a rate with its parts, and without a value where it would rest on fewer than five."""
    shown = cell.shown
    if shown is None:
        return formats.number(cell.value)
    if shown.denominator is None:
        decimals = 2 if shown.indicator in CATALOGUE and CATALOGUE[shown.indicator].scale == CENTIMES else None
        return "–" if shown.value is None else formats.number(shown.value, decimals)
    if not shown.denominator:
        return "–"
    parts = f"({formats.number(shown.numerator or 0)}/{formats.number(shown.denominator)})"
    return formats.isolate(f"{'–' if shown.value is None else formats.number(shown.value)} {parts}")


def parts_of(shown: Figure) -> str:
    """ "5 of 8, 2 not due yet or open", of a rate."""
    if shown.denominator is None:
        return ""
    parts = [N_("{reached} of {target}").format(reached=shown.numerator or 0, target=shown.denominator)]
    if shown.denominator < LEAST_FOR_A_RATE:
        parts.append(N_("no rate below {number}").format(number=LEAST_FOR_A_RATE))
    if shown.still_open:
        parts.append(N_("{number} not due yet, or open").format(number=shown.still_open))
    return " · ".join(str(part) for part in parts)


def font_weight(roles: set[str]) -> Any:
    """Totals are stronger than what they are of."""
    from PySide6.QtGui import QFont

    return QFont.Weight.DemiBold if "total" in roles else QFont.Weight.Normal
