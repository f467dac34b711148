"""The rows of a list with their fate: a cell is mended in its place, with the terms of its coded list beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from casemgr.domain.fields import Choice
from casemgr.domain.kind import Kind
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import Words, introduced, same
from casemgr.services.lists.headers import Headings, Target
from casemgr.services.lists.outline import OF_EXTRAS
from casemgr.services.lists.rehearsal import Rehearsal, RehearsedRow
from casemgr.services.lists.report import FATES, Fate
from ui.formats import isolate, isolate_any
from ui.kit import paint_pill
from ui.pages.searchable_choice import SearchableChoice
from ui.theme import GRID, colour, font, scale
from ui.translation import N_, Text

Index = QModelIndex | QPersistentModelIndex
NUMBER, FATE, REMARK = 0, 1, 2
_FIRST_CELL = 3
ROW = Qt.ItemDataRole.UserRole + 1
BAD = Qt.ItemDataRole.UserRole + 2
TONES = {
    Fate.BROUGHT: ("success", "plus"),
    Fate.ALIKE: ("warning", "users"),
    Fate.REFUSED: ("danger", "octagon-alert"),
    Fate.KNOWN: ("neutral", "check"),
    Fate.LEFT: ("neutral", "minus"),
    Fate.READY: ("success", "plus"),
}
SAID: dict[Fate, Text] = {**FATES, Fate.BROUGHT: N_("new")}
_HEADS = (N_("Row"), N_("Fate"), N_("Remark"))


class RowsModel(QAbstractTableModel):
    """The rows of some fates. `typed(row, place, text)` when a person mended a cell."""

    typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.made: Rehearsal | None = None
        self.numbers: list[int] = []
        self.places: list[int] = []
        self._targets: dict[int, Target | str] = {}
        self.kind: Kind | None = None  # whose fields the remarks name

    def show_rehearsal(self, made: Rehearsal, fates: Sequence[Fate]) -> None:
        """Show the rows of these fates."""
        self.beginResetModel()
        self.made = made
        self._targets = dict(made.plan.fields)
        self._targets |= {place: name for name, place in made.plan.extras.items()}
        self.places = sorted(self._targets)
        self.numbers = [row.number for row in made.of(*fates)]
        self.endResetModel()

    def row_at(self, place: int) -> RehearsedRow | None:
        """The row in a line of the table."""
        return self.made.rows[self.numbers[place]] if self.made and 0 <= place < len(self.numbers) else None

    def target_at(self, column: int) -> Target | str | None:
        """What a column of the table holds."""
        return self._targets.get(self.places[column - _FIRST_CELL]) if column >= _FIRST_CELL else None

    def look_again(self, number: int) -> None:
        """A row was tried again."""
        if number in self.numbers:
            line = self.numbers.index(number)
            self.dataChanged.emit(self.index(line, 0), self.index(line, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # an invalid index is Qt's own default
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # an invalid index is Qt's own default
        """Number, fate, remark, then the cells that are brought in."""
        return 0 if parent.isValid() else _FIRST_CELL + len(self.places)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headers of the list itself."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            if section < _FIRST_CELL:
                return str(_HEADS[section])
            if self.made is not None:
                place = self.places[section - _FIRST_CELL]
                headers = self.made.headers
                target = self._targets[place]
                said = headers[place] if place < len(headers) and headers[place] else ""
                is_given = isinstance(target, Target) and said == target.column
                return str(target.field.label) if isinstance(target, Target) and (is_given or not said) else said
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says, the row it is of, and whether something is wrong with it."""
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        if role == BAD:
            return self._is_remarked(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == REMARK:
            return "\n".join(_remark(self.kind, path, words) for path, words in row.remarks)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(row, index.column())
        return None

    def _text(self, row: RehearsedRow, column: int) -> str:
        if column == NUMBER:
            return str(row.number)
        if column == FATE:
            return str(SAID[row.fate])
        if column == REMARK:
            return _remark(self.kind, *row.remarks[0]) if row.remarks else ""
        return row.text(self.places[column - _FIRST_CELL])

    def _is_remarked(self, row: RehearsedRow, column: int) -> bool:
        target = self.target_at(column)
        path = target.path if isinstance(target, Target) else target
        return path is not None and any(_same_place(where, path) for where, _words in row.remarks)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The cells of the list may be mended."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= _FIRST_CELL else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A cell was mended."""
        row = self.row_at(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole or str(value) == self._text(row, index.column()):
            return False
        self.typed.emit(row.number, self.places[index.column() - _FIRST_CELL], str(value))
        return True


def said_of(kind: Kind | None, path: str) -> str:
    """A field by its words: "Téléphones – Numéro"."""
    named = Headings(kind).at(path) if kind is not None else None
    if isinstance(named, str):
        return str(OF_EXTRAS[named])
    if named is None or kind is None:
        return isolate(path)
    groups = [kind.group(group).label for group, _place in named.steps[:1]]
    return " – ".join(str(words) for words in (*groups, named.field.label))


def _remark(kind: Kind | None, path: str, words: Words) -> str:
    """What is wrong, after the field in which it is."""
    return introduced(same(said_of(kind, path)), str(words)) if path else str(words)


def _same_place(where: str, path: str) -> bool:
    """A remark says `phones.1.number`; a column may say the first row without its number."""
    return where == path or where.replace(".1.", ".") == path.replace(".1.", ".")


class RowsPainter(QStyledItemDelegate):
    """Paints fates as pills and remarked cells on the ground of danger; edits coded cells from their list."""

    def __init__(self, model: RowsModel, offered: Callable[[Choice], list[Term]], parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self._table = parent
        self._offered = offered

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line, high enough for Arabic."""
        return QSize(120, scale().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then text or pill."""
        painter.save()
        rect = QRect(option.rect)
        row: RehearsedRow | None = index.data(ROW)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        tone = TONES[row.fate][0] if row is not None else "neutral"
        is_bad = bool(index.data(BAD))
        if is_selected:
            painter.fillRect(rect, colour("selection"))
        elif self._table.currentIndex().row() == index.row() and not is_bad:
            painter.fillRect(rect, colour("hover"))
        elif is_bad:
            painter.fillRect(rect, colour("danger.soft" if tone == "danger" else "warning.soft"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(GRID, 0, -GRID, 0)
        text = str(index.data() or "")
        if index.column() == FATE and row is not None:
            paint_pill(painter, area, text, tone, TONES[row.fate][1], painter.layoutDirection())
        else:
            painter.setFont(font())
            ink = "muted" if index.column() in (NUMBER, REMARK) else "text"
            painter.setPen(colour("on_selection" if is_selected else ink))
            shown = painter.fontMetrics().elidedText(isolate_any(text), Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The list of terms for a coded cell, a line for the others."""
        target = self._model.target_at(index.column())
        if isinstance(target, Target) and type(target.field) is Choice:
            choice = SearchableChoice([(term.code, term.label) for term in self._offered(target.field)], parent)
            choice.picked.connect(lambda code: self._take(choice, code))
            return choice
        return super().createEditor(parent, option, index)

    def _take(self, choice: SearchableChoice, code: str) -> None:
        if code:
            self.commitData.emit(choice)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What stands there."""
        if isinstance(editor, SearchableChoice):
            target = self._model.target_at(index.column())
            found = target.field.choices() if isinstance(target, Target) else None
            editor.set_value((found.find(str(index.data() or "")) or "") if found is not None else "")
            if not editor.value():
                editor.setEditText(str(index.data() or ""))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What was typed, or the term that was chosen."""
        if isinstance(editor, SearchableChoice):
            model.setData(index, editor.value() or editor.currentText())
        else:
            super().setModelData(editor, model, index)
