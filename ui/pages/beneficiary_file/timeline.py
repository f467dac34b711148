"""Everything that happened with a person, the newest first: a list that Enter opens, filtered by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from casemgr.domain.kind import Kind
from casemgr.services.file import Entry
from ui import formats
from ui.formats import isolate, isolate_any
from ui.forms import confidentiality
from ui.kit import paint_disc, paint_pill, pill_size
from ui.kit.base import Living
from ui.tables.tones import code_said, icon_of, tone_of
from ui.theme import GRID, HALF, WIDE, colour, font, scale
from ui.translation import N_

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


def is_closed(entry: Entry) -> bool:
    """Whether what it says waits to be opened: who reads it is kept."""
    return confidentiality.shown_on_rows(entry.confidentiality)


def sentence(entry: Entry) -> str:
    """What is said of an entry before it is opened."""
    if is_closed(entry):
        return str(N_("Closed ({mark}). Enter opens it.").format(mark=confidentiality.said(entry.confidentiality)))
    return entry.text


class _Model(QAbstractListModel):
    def __init__(self, kinds: Mapping[str, Kind], parent: QWidget) -> None:
        super().__init__(parent)
        self.kinds = kinds
        self.entries: list[Entry] = []

    def put(self, entries: Sequence[Entry]) -> None:
        """Other entries."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry, and what a screen reader says of it."""
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            kind = self.kinds[entry.kind].label
            return " · ".join(filter(None, (formats.date(entry.date), str(kind), sentence(entry), entry.state)))
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, kinds: Mapping[str, Kind], parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds = kinds

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(200, 2 * scale().line + WIDE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A disc for the kind, what it is, when, by whom, and its state."""
        entry: Entry = index.data(ENTRY)
        painter.save()
        rect = QRect(option.rect)
        self._paint_ground(painter, option, rect)
        from_right = option.direction == Qt.LayoutDirection.RightToLeft
        kind = self._kinds[entry.kind]
        side = scale().icon + 12
        area = rect.adjusted(GRID + HALF, 0, -GRID - HALF, 0)
        left = area.right() + 1 - side if from_right else area.x()
        tone = "warning" if is_closed(entry) else "neutral"
        disc = QRectF(left, area.y() + (area.height() - side) / 2, side, side)
        paint_disc(painter, disc, "lock" if is_closed(entry) else kind.icon, tone)
        taken = side + GRID + HALF
        area = area.adjusted(0, GRID - 1, -taken, -GRID) if from_right else area.adjusted(taken, GRID - 1, 0, -GRID)
        area = self._paint_state(painter, option, area, entry, kind)
        self._paint_words(painter, option, area, entry, kind)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_state(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, entry: Entry, kind: Kind
    ) -> QRect:
        if not entry.state or kind.states is None:
            return area
        width = min(pill_size(entry.state).width(), area.width() // 3)
        from_right = option.direction == Qt.LayoutDirection.RightToLeft
        left = area.x() if from_right else area.right() + 1 - width
        code = code_said(kind.states.vocabulary, entry.state, kind.states.beside)
        tone = tone_of(kind.states.vocabulary, code)
        box = QRect(left, area.y(), width, area.height())
        paint_pill(painter, box, entry.state, tone, icon_of(code), option.direction)
        gap = width + GRID
        return area.adjusted(gap, 0, 0, 0) if from_right else area.adjusted(0, 0, -gap, 0)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, entry: Entry, kind: Kind
    ) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setLayoutDirection(option.direction)
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        half = area.height() // 2
        upper, lower = area.adjusted(0, 0, 0, -half), area.adjusted(0, half, 0, 0)
        painter.setFont(font("body", QFont.Weight.Medium))
        painter.setPen(colour("on_selection" if selected else "muted" if is_closed(entry) else "text"))
        shown = painter.fontMetrics().elidedText(
            sentence(entry) or str(kind.label), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(upper, side, isolate_any(shown))
        painter.setFont(font("small"))
        painter.setPen(colour("on_selection" if selected else "muted"))
        told = (isolate(formats.date(entry.date)), str(kind.label), isolate(entry.code), isolate_any(entry.by))
        painter.drawText(lower, side, " · ".join(part for part in told if part))


class Timeline(Living, QListView):
    """`opened(Entry)` at Enter or a double click."""

    opened = Signal(object)

    def __init__(self, kinds: Mapping[str, Kind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = _Model(kinds, self)
        self.setModel(self.entries)
        self.setItemDelegate(_Painter(kinds, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ENTRY)))
        self.live()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, the newest first, as they come; the line where one was stays current."""
        row = self.currentIndex().row()
        self.entries.put(entries)
        if entries:
            self.setCurrentIndex(self.entries.index(min(max(row, 0), len(entries) - 1), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ENTRY))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are for the page (N begins a record)."""

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(N_("Timeline")))
        self.viewport().update()
