"""One line of what Ctrl+K finds: an icon, the name in both scripts, and the code and branch at the end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.formats import isolate, isolate_any
from ui.theme import GRID, RADIUS, WIDE, colour, density, font, icon_pixmap, scale


@dataclass(frozen=True)
class Line:
    """What is shown: the name, the same in Arabic, and short facts (code, birth, branch; or keys)."""

    icon_name: str
    name: str
    name_ar: str
    facts: tuple[str, ...]
    is_command: bool = False

    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.name, self.name_ar, *self.facts) if part)


class LineDelegate(QStyledItemDelegate):
    """Paints a `Line`, in the direction of the window."""

    @staticmethod
    def height() -> int:
        """Of one line, in pixels."""
        return scale().row + GRID

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(0, self.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, icon, names, facts."""
        line = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        if not isinstance(line, Line):
            return
        is_on = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(direction)
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("selection"))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
        self._paint_words(painter, line, area, direction, is_on)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, line: Line, area: QRect, direction: Qt.LayoutDirection, is_on: bool
    ) -> None:
        def placed(rect: QRect) -> QRect:
            return QStyle.visualRect(direction, area, rect)

        side = scale().icon
        at = QRect(area.x() + GRID, area.y() + (area.height() - side) // 2, side, side)
        ratio = density(painter)
        ink = "on_selection" if is_on else "muted"
        painter.drawPixmap(placed(at), icon_pixmap(line.icon_name, ink, side, ratio))
        start, end = at.right() + GRID + 2, area.right() - GRID
        face = font("body", QFont.Weight.Normal if line.is_command else QFont.Weight.Medium)
        both = isolate_any(line.name) + (f"   {isolate_any(line.name_ar)}" if line.name_ar else "")
        small = font("small")
        needed = QFontMetrics(face).horizontalAdvance(both) + WIDE
        facts, width = _facts_within(line.facts, QFontMetrics(small), end - start - needed)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(small)
        painter.setPen(colour(ink))
        painter.drawText(
            placed(QRect(end - width, area.y(), width, area.height())),
            flags | Qt.AlignmentFlag.AlignTrailing,
            facts,
        )
        room = QRect(start, area.y(), end - width - WIDE - start, area.height())
        painter.setFont(face)
        painter.setPen(colour("on_selection" if is_on else "text"))
        said = QFontMetrics(face).elidedText(both, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(placed(room), flags | Qt.AlignmentFlag.AlignLeading, said)


def _facts_within(facts: tuple[str, ...], metrics: QFontMetrics, room: int) -> tuple[str, int]:
    """The facts on one line and how wide it is; where the name needs the room, the longest go first, all but one."""
    kept = list(facts)
    while True:
        said = "   ".join(isolate(fact) for fact in kept)
        width = metrics.horizontalAdvance(said) + 2
        if width <= room or len(kept) < 2:
            return said, width
        kept.remove(max(kept[1:], key=len))  # the first is the code: by it she is known
