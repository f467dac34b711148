"""The list of what is due: today's hours first, then what is late, then the days that come; Enter opens a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from casemgr.domain.kind import Kind
from casemgr.services.due import COMING, LATE, TODAY
from casemgr.services.one_stroke import Item
from ui import formats
from ui.formats import isolate, isolate_any
from ui.forms import confidentiality
from ui.kit import paint_disc
from ui.kit.base import Living
from ui.theme import GRID, HALF, colour, density, font, icon_pixmap, scale
from ui.translation import N_, Phrase

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_STROKE = 40
FAR = 180  # days: beyond, a day without its year misleads
GROUPS: tuple[tuple[str, Phrase, str], ...] = (
    (TODAY, N_("Today"), "accent"),
    (LATE, N_("Late"), "danger"),
    (COMING, N_("To come"), "neutral"),
)


@dataclass(frozen=True)
class Heading:
    """The head of a group: its words, how many lines it has."""

    words: Phrase
    count: int


Entry = Heading | Item


def arranged(items: Sequence[Item]) -> list[Entry]:
    """The lines under their headings: today in the order of its hours, what is late, the days that come."""
    entries: list[Entry] = []
    for when, words, _tone in GROUPS:
        group = [item for item in items if item.when == when]
        if group:
            entries += [Heading(words, len(group)), *group]
    return entries


def sentence(item: Item) -> str:
    """What is due, in one line; what is secret is told when it is opened."""
    if item.is_closed:
        return f"{item.label} — {confidentiality.said(item.confidentiality)}"
    return f"{item.label} — {isolate_any(item.what)}" if item.what else str(item.label)


def moment(item: Item) -> str:
    """Its hour if it is of today, else its day; with the year when it is that of another."""
    return item.time if item.when == TODAY else f"{day_of(item)} {item.time}".strip()


def day_of(item: Item) -> str:
    """Its day, in words while its year goes without saying."""
    return formats.date(item.day) if abs(item.days) > FAR else formats.short_date(item.day)


class _Model(QAbstractListModel):
    def __init__(self, kinds: Mapping[str, Kind], parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.entries: list[Entry] = []

    def put(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is passed over."""
        if isinstance(self.entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            if isinstance(entry, Heading):
                return f"{entry.words}, {formats.number(entry.count)}"
            group = next(words for when, words, _tone in GROUPS if when == entry.when)
            told = (str(group), moment(entry), sentence(entry), entry.person_said)
            return ", ".join(part for part in told if part)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and isinstance(entry, Item) and entry.stroke:
            return str(N_("Space: {done}").format(done=entry.stroke.label))
        return None


class _Painter(QStyledItemDelegate):
    """Paints a heading, or a line: its moment, a disc for its kind, what it is and whom it is about."""

    def __init__(self, kinds: Mapping[str, Kind], view: DueView) -> None:
        super().__init__(view)
        self._kinds = kinds
        self.moment_width = 0  # told by the view: a child that holds its parent outlives it badly

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines, or a heading."""
        heading = isinstance(index.data(ENTRY), Heading)
        return QSize(200, scale().line + GRID + HALF if heading else 2 * scale().line + GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The one or the other."""
        entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        if isinstance(entry, Heading):
            self._paint_heading(painter, QRect(option.rect), entry)
        else:
            self._paint_item(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, entry: Heading) -> None:
        painter.setFont(font("small", QFont.Weight.DemiBold))
        painter.setPen(colour("danger.text" if entry.words == GROUPS[1][1] else "muted"))
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
        told = f"{entry.words}  {isolate(formats.number(entry.count))}"
        painter.drawText(rect.adjusted(GRID, 0, -GRID, -HALF), flags, told)

    def _paint_item(self, painter: QPainter, option: QStyleOptionViewItem, item: Item) -> None:
        rect = QRect(option.rect)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        selected = bool(state & QStyle.StateFlag.State_Selected)
        when = self.moment_width
        self._paint_moment(painter, self._placed(option, GRID, when), item, selected)
        disc = self._placed(option, GRID + when + GRID, (scale().icon + 12))
        tone = next(tone for one, _words, tone in GROUPS if one == item.when)
        top = disc.y() + (disc.height() - (scale().icon + 12)) / 2
        shape = "lock" if item.is_closed else self._kinds[item.kind].icon
        paint_disc(painter, QRectF(disc.x(), top, (scale().icon + 12), (scale().icon + 12)), shape, tone)
        end = _STROKE if item.stroke else GRID
        start = GRID + when + GRID + (scale().icon + 12) + GRID + HALF
        self._paint_words(painter, self._placed(option, start, rect.width() - start - end), item, selected)
        if item.stroke:
            self._paint_stroke(painter, self.stroke_rect(option), selected, state)

    @staticmethod
    def _placed(option: QStyleOptionViewItem, start: int, width: int) -> QRect:
        """A part of the line, counted from its start."""
        rect: QRect = option.rect
        return QStyle.visualRect(option.direction, rect, QRect(rect.x() + start, rect.y(), width, rect.height()))

    def stroke_rect(self, option: QStyleOptionViewItem) -> QRect:
        """Where a click does it."""
        return self._placed(option, option.rect.width() - _STROKE, _STROKE)

    def _paint_moment(self, painter: QPainter, area: QRect, item: Item, selected: bool) -> None:
        painter.setFont(font("body", QFont.Weight.DemiBold if item.when == TODAY else QFont.Weight.Normal))
        ink = "on_selection" if selected else {LATE: "danger.text", TODAY: "text"}.get(item.when, "muted")
        painter.setPen(colour(ink))
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if item.when == TODAY or not item.time:
            said = isolate(item.time) if item.when == TODAY else isolate_any(day_of(item))
            painter.drawText(area, flags, said)
            return
        half = area.height() // 2
        painter.drawText(area.adjusted(0, HALF, 0, -half), flags, isolate_any(day_of(item)))
        painter.setFont(font("small"))
        painter.drawText(area.adjusted(0, half, 0, -HALF), flags, isolate(item.time))

    def _paint_words(self, painter: QPainter, area: QRect, item: Item, selected: bool) -> None:
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        half = area.height() // 2
        whom = " · ".join(part for part in (isolate_any(item.person_said), isolate(item.code)) if part)
        upper, lower = area.adjusted(0, HALF, 0, -half), area.adjusted(0, half, 0, -HALF)
        if not whom:  # a reader who is told neither the person nor a number: one line, in the middle
            upper = area
        painter.setFont(font("body", QFont.Weight.Medium))
        painter.setPen(colour("on_selection" if selected else "text"))
        whole = sentence(item)
        painter.drawText(
            upper, flags, painter.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, upper.width())
        )
        painter.setFont(font("small"))
        painter.setPen(colour("on_selection" if selected else "muted"))
        painter.drawText(
            lower, flags, painter.fontMetrics().elidedText(whom, Qt.TextElideMode.ElideRight, lower.width())
        )

    def _paint_stroke(self, painter: QPainter, area: QRect, selected: bool, state: QStyle.StateFlag) -> None:
        side = scale().icon + 4
        at = QPoint(area.center().x() - side // 2, area.center().y() - side // 2)
        lit = bool(state & QStyle.StateFlag.State_MouseOver) or selected
        ink = "on_selection" if selected else "accent.text" if lit else "muted"
        ratio = density(painter)
        painter.drawPixmap(at, icon_pixmap("circle-check" if lit else "circle", ink, side, ratio))


class DueView(Living, QListView):
    """`opened(Item)` at Enter, a click or a double click; `done(Item)` at Space or the ring at the end of a line."""

    opened = QtSignal(object)
    done = QtSignal(object)

    def __init__(self, kinds: Mapping[str, Kind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = _Model(kinds, self)
        self.setModel(self.lines)
        self._painter = _Painter(kinds, self)
        self.setItemDelegate(self._painter)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.live()

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these; the line where one was stays current, or the one that takes its place."""
        row = self.currentIndex().row()
        entries = arranged(items)
        self._measure(items)
        self.lines.put(entries)
        rows = [place for place, entry in enumerate(entries) if isinstance(entry, Item)]
        if rows:
            self.setCurrentIndex(self.lines.index(min(rows, key=lambda one: (one < row, abs(one - row))), 0))

    def _measure(self, items: Sequence[Item]) -> None:
        """The room of the widest hour or day."""
        told = ["00:00", *(day_of(item) for item in items if item.when != TODAY)]
        self._painter.moment_width = max(self.fontMetrics().horizontalAdvance(one) for one in told) + GRID

    def item(self) -> Item | None:
        """The line where one is."""
        entry = self.currentIndex().data(ENTRY) if self.currentIndex().isValid() else None
        return entry if isinstance(entry, Item) else None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads; Home and Page Up, which would stop at a heading, to the line under it."""
        found = super().moveCursor(action, modifiers)
        return found.siblingAtRow(found.row() + 1) if isinstance(found.data(ENTRY), Heading) else found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space does."""
        item = self.item()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.opened.emit(item)
        elif event.key() == Qt.Key.Key_Space and item is not None and item.stroke is not None:
            self.done.emit(item)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the ring does it, elsewhere on a line it opens."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        entry = self.indexAt(place).data(ENTRY) if self.indexAt(place).isValid() else None
        if event.button() != Qt.MouseButton.LeftButton or not isinstance(entry, Item):
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(self.indexAt(place))
        if entry.stroke is not None and self._painter.stroke_rect(option).contains(place):
            self.done.emit(entry)
        else:
            self.opened.emit(entry)

    def keyboardSearch(self, search: str) -> None:
        """Letters are for the page."""

    def retranslate(self) -> None:
        """What a screen reader says, and the room of the days."""
        self.setAccessibleName(str(N_("What is due")))
        self._measure([entry for entry in self.lines.entries if isinstance(entry, Item)])
        self.viewport().update()
