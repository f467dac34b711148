"""The table of a register: keyboard first, sorted by its headers, arranged and copied by the person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from casemgr.domain.kind import Kind
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.register import ColumnInfo, Line, Sort
from ui.kit.base import Living
from ui.operations import Query
from ui.tables.delegate import CellPainter
from ui.tables.fitting import MEASURED, asked, fitted, has_pills
from ui.tables.layout import MOST_OF_HEADER, Layout, usual_letters, widest_code
from ui.tables.model import Index, RecordsModel
from ui.tables.tsv import as_tsv
from ui.theme import GRID, font, scale

SETTLE_MS = 25  # a scroll under way asks for nothing; where it stops, lines come
KEEP_MS = 900
MOST_COPIED = 5_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HERE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RecordsTable(Living, QTableView):
    """Records of one kind. Give it columns with `arrange`, then ids with `show_ids`.

    Signals: `opened(id)` Enter or a double click; `current_changed(id)` where the keyboard is ("" for nowhere);
    `chosen_changed(int)` how many are selected; `preview_asked` Space; `sort_asked(Sort | None)` a click on a header;
    `arranged(Layout)` columns were moved or drawn wider; `copied(int)` lines went to the clipboard.
    """

    opened = Signal(str)
    current_changed = Signal(str)
    chosen_changed = Signal(int)
    preview_asked = Signal()
    sort_asked = Signal(object)
    arranged = Signal(object)
    copied = Signal(int)

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind = desk, kind
        self.arrangement = Layout()
        self._infos: dict[str, ColumnInfo] = {}
        self._is_arranging = False
        self._needed: list[int] = []  # what each column asks for, once the first lines are here
        self._wanted_row = ""
        self.records = RecordsModel(desk, kind, self)
        self.setModel(self.records)
        self.setItemDelegate(CellPainter(kind, self))
        self._behave()
        self._settle = self._timer(SETTLE_MS, self._ask)
        self._keep = self._timer(KEEP_MS, lambda: self.arranged.emit(self.arrangement))
        self.verticalScrollBar().valueChanged.connect(self._settle.start)
        self.records.modelReset.connect(self._settle.start)
        self.records.dataChanged.connect(self._settle.start)
        self.records.came.connect(self._measure)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.live()

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._sort_by)
        header.sectionMoved.connect(lambda *_: self._note_columns())
        header.sectionResized.connect(lambda column, _old, new: self._note_width(column, new))

    def _timer(self, pause: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(then)
        return timer

    # --- what is shown --------------------------------------------------------------------------------------
    def arrange(self, infos: Sequence[ColumnInfo], layout: Layout) -> None:
        """The columns a kind has, and how this person wants them."""
        self._infos = {info.key: info for info in infos}
        self.arrangement = layout
        self._is_arranging = True
        self._needed = []
        header = self.horizontalHeader()
        for place in range(header.count()):
            header.moveSection(header.visualIndex(place), place)
        self.records.set_columns([self._infos[key] for key in layout.columns])
        for place, info in enumerate(self.records.columns):
            self.setColumnWidth(place, layout.widths.get(info.key) or self._usual_width(info))
        self._is_arranging = False
        self._show_arrow()

    def _usual_width(self, info: ColumnInfo) -> int:
        metrics = QFontMetrics(font())
        if info.key == "code":
            room = metrics.horizontalAdvance(widest_code(self.kind.key))
        else:
            room = usual_letters(info) * (metrics.averageCharWidth() + 1)
        return max(room + 2 * GRID, self._header_width(info))

    def _header_width(self, info: ColumnInfo) -> int:
        header = QFontMetrics(self.horizontalHeader().font()).horizontalAdvance(str(info.label)) + GRID
        return min(header, MOST_OF_HEADER) + 2 * GRID

    def _measure(self) -> None:
        """The first lines are here: what they say tells how wide each column should be."""
        if self._needed:
            return
        lines = [line for row in range(min(MEASURED, len(self.records.ids))) if (line := self.records.line(row))]
        columns = self.records.columns
        if lines:
            needed = asked(self.kind, columns, lines)
            self._needed = [max(wide, self._header_width(info)) for wide, info in zip(needed, columns, strict=True)]
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Share the room among the columns; those that the person drew stay as she drew them."""
        columns, drawn = self.records.columns, self.arrangement.widths
        if len(self._needed) != len(columns):
            return
        kept = {place: drawn[info.key] for place, info in enumerate(columns) if info.key in drawn}
        usual = [
            wide if info.key == "code" or has_pills(self.kind, info) else self._usual_width(info)
            for info, wide in zip(columns, self._needed, strict=True)
        ]
        self._is_arranging = True
        for place, wide in enumerate(fitted(self.viewport().width(), self._needed, usual, kept)):
            self.setColumnWidth(place, wide)
        self._is_arranging = False

    def show_ids(self, ids: Sequence[str]) -> None:
        """Other records, or another order: who was current stays so while she is among them."""
        before, self._wanted_row = self._wanted_row or self.current_id(), ""
        chosen = set(self.chosen_ids()) if len(self.selectionModel().selectedRows(0)) > 1 else set()
        self.records.set_ids(ids)
        row = self.records.row_of(before) if before else -1
        if row >= 0:
            self.go_to_row(row)
            self._choose_again(chosen)
        else:
            self.scrollToTop()
            self.current_changed.emit("")
        self.chosen_changed.emit(len(self.chosen_ids()))

    def _choose_again(self, chosen: set[str]) -> None:
        picked = QItemSelection()
        for row, record in enumerate(self.records.ids if chosen else ()):
            if record in chosen:
                picked.select(self.records.index(row, 0), self.records.index(row, len(self.records.columns) - 1))
        if not picked.isEmpty():
            self.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.Select)

    def go_to_row(self, row: int) -> None:
        """Make a row current and seen. (`selectRow` selects nothing in a mirrored window.)"""
        index = self.records.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _HERE)
        self.scrollTo(index)

    def go_to(self, record: str) -> bool:
        """Make a record current; whether it is in the list. One that is not there yet is waited for."""
        row = self.records.row_of(record)
        if row >= 0:
            self.go_to_row(row)
        else:
            self._wanted_row = record
        return row >= 0

    def current_id(self) -> str:
        """The record where the keyboard is, or nothing."""
        row = self.currentIndex().row()
        return self.records.ids[row] if 0 <= row < len(self.records.ids) else ""

    def chosen_ids(self) -> list[str]:
        """The records that are selected, in the order of the list."""
        rows = sorted({row for part in self._parts() for row in range(part.top(), part.bottom() + 1)})
        return [self.records.ids[row] for row in rows if row < len(self.records.ids)]

    def _parts(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    # --- Qt -------------------------------------------------------------------------------------------------
    def currentChanged(self, current: Index, previous: Index) -> None:
        """The keyboard went to another row."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_changed.emit(self.current_id())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """More or fewer rows are selected."""
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit(sum(part.height() for part in self._parts()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More rows are seen, and there is another room for the columns."""
        super().resizeEvent(event)
        self._settle.start()
        if event.oldSize().width() != event.size().width():
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space previews, Home and End go to the ends, Ctrl+C copies."""
        last = len(self.records.ids) - 1
        if event.key() in _ENTER:
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space:
            self.preview_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and last >= 0:
            self.go_to_row(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are for the field of search: Qt would look through 73,000 lines that are not here."""

    def retranslate(self) -> None:
        """Headers and cells in the language of the moment."""
        self.setAccessibleName(str(self.kind.plural))
        self._needed = []
        self.records.reload()

    def restyle(self) -> None:
        """Rows as high as the face asks, Arabic included."""
        self.verticalHeader().setDefaultSectionSize(scale().row)
        self._needed = []
        self._measure()

    # --- lines ----------------------------------------------------------------------------------------------
    def _ask(self) -> None:
        count = len(self.records.ids)
        if count:
            first = max(0, self.rowAt(0))
            last = self.rowAt(self.viewport().height() - 1)
            self.records.want(first, last if last >= 0 else count - 1)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.records.ids):
            self.opened.emit(self.records.ids[row])

    # --- sorting and arranging ------------------------------------------------------------------------------
    def _sort_by(self, place: int) -> None:
        info = self.records.columns[place]
        if not info.sortable:
            return
        now = self.arrangement.sort
        if now is None or now.key != info.key:
            sort: Sort | None = Sort(info.key)
        else:
            sort = None if now.descending else Sort(info.key, descending=True)
        self.arrangement = Layout(self.arrangement.columns, self.arrangement.widths, sort)
        self._show_arrow()
        self._keep.start()
        self.sort_asked.emit(sort)

    def _show_arrow(self) -> None:
        header, sort = self.horizontalHeader(), self.arrangement.sort
        keys = [info.key for info in self.records.columns]
        header.setSortIndicatorShown(sort is not None and sort.key in keys)
        if sort is not None and sort.key in keys:
            order = Qt.SortOrder.DescendingOrder if sort.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(keys.index(sort.key), order)

    def _note_columns(self) -> None:
        if self._is_arranging:
            return
        header = self.horizontalHeader()
        order = sorted(range(header.count()), key=header.visualIndex)
        keys = tuple(self.records.columns[place].key for place in order)
        self.arrangement = Layout(keys, self.arrangement.widths, self.arrangement.sort)
        self._keep.start()

    def _note_width(self, place: int, width: int) -> None:
        last = self.horizontalHeader().visualIndex(place) == self.horizontalHeader().count() - 1
        if self._is_arranging or last or width <= 0 or not self.isVisible() or place >= len(self.records.columns):
            return
        self.arrangement = self.arrangement.resized(self.records.columns[place].key, width)
        self._keep.start()

    # --- copying --------------------------------------------------------------------------------------------
    def copy(self) -> None:
        """The selected lines to the clipboard, for a spreadsheet; those that are not here are fetched first."""
        chosen = self.chosen_ids()[:MOST_COPIED]
        header = self.horizontalHeader()
        order = sorted(range(header.count()), key=header.visualIndex)
        infos = [self.records.columns[place] for place in order]
        desk, kind, shown = self.desk, self.kind.key, [info.key for info in infos]
        titles = [str(info.label) for info in infos]
        if not chosen:
            return

        def fetch() -> list[Line]:
            blocks = (chosen[start : start + 200] for start in range(0, len(chosen), 200))
            return [line for block in blocks for line in register.lines(desk, kind, block, shown)]

        def put(lines: list[Line]) -> None:
            QGuiApplication.clipboard().setText(as_tsv(titles, (line.cells for line in lines)))
            self.copied.emit(len(lines))

        Query(self, fetch, put, key="copy").start()
