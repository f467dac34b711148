"""How a cell is painted: text in its own direction, states as pills, a lock before what is confidential, and a
quiet bar in place of a line that is on its way.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from casemgr.domain.kind import Kind
from casemgr.services.register import ColumnInfo, Line
from ui.formats import isolate, isolate_any
from ui.forms import confidentiality
from ui.kit import paint_pill
from ui.tables.fitting import NAMES, width_of
from ui.tables.model import COLUMN, LINE, is_code
from ui.tables.tones import code_said, icon_of, tone_of, toned_list
from ui.theme import GRID, HALF, RADIUS_SMALL, colour, density, font, icon_pixmap, scale

Index = QModelIndex | QPersistentModelIndex
_BARS = (0.7, 0.45, 0.6, 0.8, 0.5)


class CellPainter(QStyledItemDelegate):
    """Paints the cells of the records of one kind."""

    def __init__(self, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._lists: dict[str, tuple[str, str]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line, high enough for Arabic."""
        return QSize(120, scale().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then what the cell says."""
        painter.save()
        self._paint_ground(painter, option)
        line: Line | None = index.data(LINE)
        column: ColumnInfo = index.data(COLUMN)
        area = QRect(option.rect).adjusted(GRID, 0, -GRID, 0)
        if line is None:
            self._paint_bar(painter, area, index)
        elif line.cells[index.column()] or index.column() == 0:
            self._paint_cell(painter, option, area, column, line, line.cells[index.column()], index.column() == 0)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole of what is cut, under the pointer."""
        line: Line | None = index.data(LINE)
        if event.type() != QEvent.Type.ToolTip or line is None:
            return super().helpEvent(event, view, option, index)
        text = line.cells[index.column()]
        is_cut = width_of(self._kind, index.data(COLUMN), text) > option.rect.width() - 2 * GRID
        QToolTip.showText(event.globalPos(), isolate_any(text) if is_cut else "", view, option.rect)
        return is_cut

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_bar(self, painter: QPainter, area: QRect, index: Index) -> None:
        share = _BARS[(index.row() + 2 * index.column()) % len(_BARS)]
        high = scale().pixels() - 2
        width = max(HALF, round(min(area.width(), 160) * share))
        from_right = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = area.right() + 1 - width if from_right else area.x()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken"))
        top = area.y() + (area.height() - high) / 2
        painter.drawRoundedRect(QRectF(left, top, width, high), RADIUS_SMALL, RADIUS_SMALL)

    def _paint_cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        column: ColumnInfo,
        line: Line,
        text: str,
        is_first: bool,
    ) -> None:
        if is_first and confidentiality.shown_on_rows(line.confidentiality):
            area = self._paint_lock(painter, option, area)
        list_name, beside = self._list_of(column.key)
        if list_name and text:
            code = line.state if column.key == "state" else code_said(list_name, text, beside)
            tone, shape = tone_of(list_name, code), icon_of(code)
            paint_pill(painter, area, text, tone, shape, option.direction)
            return
        strong = column.key in NAMES
        painter.setFont(font("body", QFont.Weight.Medium if strong else QFont.Weight.Normal))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(colour("on_selection" if selected else "text" if strong or not is_first else "muted"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setLayoutDirection(option.direction)
        painter.drawText(area, side, isolate(shown) if is_code(column) else isolate_any(shown))

    def _paint_lock(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> QRect:
        side = scale().icon - 2
        from_right = option.direction == Qt.LayoutDirection.RightToLeft
        at = area.right() + 1 - side if from_right else area.x()
        drawn = icon_pixmap("lock", "warning.text", side, density(painter))
        painter.drawPixmap(at, area.y() + (area.height() - side) // 2, drawn)
        taken = side + HALF + 2
        return area.adjusted(0, 0, -taken, 0) if from_right else area.adjusted(taken, 0, 0, 0)

    def _list_of(self, column: str) -> tuple[str, str]:
        if column not in self._lists:
            self._lists[column] = toned_list(self._kind, column)
        return self._lists[column]

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Whatever asks for the option (size, tooltips) gets the same colours."""
        super().initStyleOption(option, index)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour("on_selection"))
