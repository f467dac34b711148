"""The table of figures: as high as its lines, walked with the arrows, each figure open to Enter or a click."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from casemgr.services.counting.grid import Cell, Grid
from ui.kit.base import Living
from ui.pages.figures.grid_model import APART, GridModel, Index
from ui.tables.tsv import as_tsv
from ui.theme import WIDE, colour, font, scale

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NARROWEST, _WIDEST = 80, 150  # pixels of a column of figures
_WORDS = (150, 300)


class FigurePainter(QStyledItemDelegate):
    """Puts totals, and those who stand in several rows, on a ground of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground first (the style sheet takes none from the model), then the cell."""
        if index.data(APART):
            painter.fillRect(option.rect, colour("sunken"))
        super().paint(painter, option, index)


class GridView(Living, QTableView):
    """A Grid. `asked(Cell)` when a figure above zero is clicked or entered; `moved_to(QRect)` where the keyboard
    is, so that the page scrolls there; `copied` when the table went to the clipboard.
    """

    asked = Signal(object)
    moved_to = Signal(QRect)
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = GridModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(FigurePainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.live()

    def show_grid(self, grid: Grid) -> None:
        """Another table; the keyboard stays where it was, if there is such a place."""
        at = self.currentIndex()
        self.figures.set_grid(grid)
        if at.isValid():
            row = min(at.row(), self.figures.rowCount() - 1)
            self.setCurrentIndex(self.figures.index(row, min(at.column(), self.figures.columnCount() - 1)))
        self._fit()

    def copy(self) -> None:
        """The whole table to the clipboard, for a spreadsheet: figures without separators."""
        grid = self.figures.grid
        if grid is None:
            return
        titles = [str(grid.corner), *(str(column.label) for column in grid.columns)]
        lines = [
            [str(line.label), *("" if cell is None else _plain(cell) for cell in line.cells)] for line in grid.lines
        ]
        QGuiApplication.clipboard().setText(as_tsv(titles, lines))
        self.copied.emit()

    # --- size ---------------------------------------------------------------------------------------------------
    def _fit(self) -> None:
        """The columns share the width; a table of many scrolls sideways. The view is as high as its lines."""
        columns = self.figures.columnCount()
        if not columns:
            return
        metrics = QFontMetrics(font("small", font().weight()))
        wanted = [self._width_of(place, metrics) for place in range(columns)]
        spare = self.viewport().width() - sum(wanted)
        if spare > 0:
            share = min(spare // columns, 60)
            wanted = [width + share for width in wanted]
            wanted[0] += max(0, self.viewport().width() - sum(wanted))
        elif spare < 0:  # the words give way first: they are whole in a tooltip, a figure would be hidden
            wanted[0] = max(_WORDS[0], wanted[0] + spare)
        for place, width in enumerate(wanted):
            self.setColumnWidth(place, width)
        self.horizontalHeader().setFixedHeight(self._header_height(wanted, metrics))
        self.updateGeometry()

    def _width_of(self, place: int, metrics: QFontMetrics) -> int:
        """From the longest word of the heading, which may take two lines, and the figures below."""
        words = str(self.figures.headerData(place, Qt.Orientation.Horizontal)).split()
        heading = max((metrics.horizontalAdvance(word) for word in words), default=0)
        cells = (str(self.figures.index(row, place).data() or "") for row in range(self.figures.rowCount()))
        widest = max((QFontMetrics(font()).horizontalAdvance(text) for text in cells), default=0)
        least, most = _WORDS if place == 0 else (_NARROWEST, _WIDEST)
        return min(max(least, heading + 2 * WIDE, widest + 2 * WIDE), most)

    def _header_height(self, widths: list[int], metrics: QFontMetrics) -> int:
        tallest = 1
        for place, width in enumerate(widths):
            said = str(self.figures.headerData(place, Qt.Orientation.Horizontal))
            room = QRect(0, 0, width - WIDE, 1000)
            lines = round(metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), said).height() / metrics.height())
            tallest = max(tallest, min(4, lines))
        return tallest * metrics.lineSpacing() + WIDE

    def sizeHint(self) -> QSize:
        """As high as its lines: the page scrolls, not the table."""
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        rows = self.figures.rowCount() * self.verticalHeader().defaultSectionSize()
        return QSize(400, self.horizontalHeader().height() + rows + below + 2)

    def minimumSizeHint(self) -> QSize:
        """Never less than its lines."""
        return QSize(240, self.sizeHint().height())

    # --- Qt -----------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the new width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The keyboard went to another cell."""
        super().currentChanged(current, previous)
        if self.hasFocus():
            place = self.visualRect(QModelIndex(current) if isinstance(current, QModelIndex) else current)
            self.moved_to.emit(place.translated(0, self.horizontalHeader().height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks who is behind the figure; Ctrl+C copies the table."""
        if event.key() in (*_ENTER, Qt.Key.Key_Space):
            self._ask(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what may be opened."""
        super().mouseMoveEvent(event)
        cell = self.figures.cell(self.indexAt(event.position().toPoint()))
        open_to = cell is not None and cell.value > 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if open_to else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks who is behind the figure."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(self.indexAt(event.position().toPoint()))

    def _ask(self, index: Index) -> None:
        cell = self.figures.cell(index)
        if cell is not None and cell.value > 0:
            self.asked.emit(cell)

    def retranslate(self) -> None:
        """Words and figures in the language of the moment, and the room they take."""
        self.figures.say_again()
        grid = self.figures.grid
        self.setAccessibleName("" if grid is None else str(grid.name))
        self._fit()

    def restyle(self) -> None:
        """Lines as high as the face asks, Arabic included."""
        self.verticalHeader().setDefaultSectionSize(scale().row)
        self._fit()


def _plain(cell: Cell) -> str:
    """A figure for a spreadsheet: without separators; nothing where no rate is told."""
    value = cell.value if cell.shown is None else cell.shown.value
    return "" if value is None else str(value)
