"""Import, step 5: every row's fate before anything is written; mended, decided or left out here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Choice
from casemgr.domain.kind import Kind
from casemgr.domain.vocabulary import Term
from casemgr.services.lists.rehearsal import Rehearsal, RehearsedRow
from casemgr.services.lists.report import Fate
from ui.formats import isolate, number
from ui.kit import Button, Card, Segmented
from ui.kit.base import Living
from ui.pages.import_row_panel import RowPanel
from ui.pages.import_rows_table import FATE, NUMBER, REMARK, RowsModel, RowsPainter
from ui.theme import GRID, scale
from ui.translation import N_, Phrase

_SHOWN: dict[str, tuple[Phrase, tuple[Fate, ...]]] = {
    "all": (N_("All {count}"), tuple(Fate)),
    "new": (N_("New {count}"), (Fate.BROUGHT,)),
    "alike": (N_("To decide {count}"), (Fate.ALIKE,)),
    "refused": (N_("Refused {count}"), (Fate.REFUSED,)),
    "known": (N_("Here already {count}"), (Fate.KNOWN,)),
    "left": (N_("Left out {count}"), (Fate.LEFT,)),
}
_WIDEST = 240


class RowsStep(Living, QWidget):
    """Signals: `typed(row, place, text)`; `same(row)`, `other(row)`; `left(rows, out)`; `changed()` of the rows."""

    typed = Signal(int, int, str)
    same = Signal(int)
    other = Signal(int)
    left = Signal(object, bool)
    open_asked = Signal(str)
    report_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.made: Rehearsal | None = None
        self._context: Context | None = None
        self.filter = Segmented([(key, "") for key in _SHOWN], name=N_("Which rows"))
        self.filter.chosen.connect(lambda _key: self.show_rows())
        self.leave_all = Button("", "minus")
        self.leave_all.clicked.connect(self._leave_refused)
        self.report = Button(N_("Save the report…"), "download", "ghost")
        self.report.clicked.connect(self.report_asked)
        self.model = RowsModel(self)
        self.model.typed.connect(self.typed)
        self.table = self._table()
        self.panel = RowPanel()
        self.panel.same.connect(self.same)
        self.panel.other.connect(self.other)
        self.panel.open_asked.connect(self.open_asked)
        self.panel.left.connect(lambda row, out: self.left.emit(frozenset([row]), out))
        self._lay()
        self.setFocusProxy(self.table)
        self.live()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setItemDelegate(RowsPainter(self.model, self._offered, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.selectionModel().currentChanged.connect(lambda now, _before: self._go_to(now))
        return table

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.filter)
        top.addStretch(1)
        top.addWidget(self.leave_all)
        top.addWidget(self.report)
        beside = QHBoxLayout()
        beside.setSpacing(GRID * 2)
        framed = Card(margin=1)
        framed.add(self.table, 1)
        beside.addWidget(framed, 1)
        beside.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addLayout(beside, 1)

    def _offered(self, field: Choice) -> list[Term]:
        return list(field.offered(self._context)) if self._context is not None else []

    # --- showing --------------------------------------------------------------------------------------------
    def show_rehearsal(self, made: Rehearsal, kind: Kind, context: Context) -> None:
        """Show a list that was tried; first what waits for a person."""
        self.made, self._context = made, context
        self.panel.kind = self.model.kind = kind
        counts = made.counts()
        waiting = [key for key in ("refused", "alike") if counts[_SHOWN[key][1][0]]]
        self.filter.set_value(waiting[0] if waiting else "all")
        self.show_rows()
        self._fit()

    def show_rows(self) -> None:
        """The rows of the fates that are chosen."""
        if self.made is None:
            return
        at = self.model.row_at(self.table.currentIndex().row())
        column = max(self.table.currentIndex().column(), 0)
        self.model.show_rehearsal(self.made, _SHOWN[self.filter.value()][1])
        numbers = self.model.numbers
        line = numbers.index(at.number) if at is not None and at.number in numbers else 0
        if numbers:
            self.table.setCurrentIndex(self.model.index(line, column))
        else:
            self.panel.show_row(None)
        self.retranslate()

    def look_again(self, rows: list[RehearsedRow]) -> None:
        """Some rows were tried again: they stay in front of who mended them, with their new fate."""
        for row in rows:
            self.model.look_again(row.number)
        self._go_to(self.table.currentIndex())
        self.retranslate()

    def _go_to(self, index: QModelIndex) -> None:
        self.table.viewport().update()  # the whole line of the current cell is marked
        self.panel.show_row(self.model.row_at(index.row()))

    def _leave_refused(self) -> None:
        if self.made is not None:
            self.left.emit(frozenset(row.number for row in self.made.of(Fate.REFUSED)), True)

    def _fit(self) -> None:
        self.table.resizeColumnsToContents()
        header = self.table.horizontalHeader()
        for column in range(self.model.columnCount()):
            metrics, longest = self.table.fontMetrics(), 60
            for line in range(min(self.model.rowCount(), 60)):
                said = str(self.model.index(line, column).data() or "")
                longest = max(longest, metrics.horizontalAdvance(said) + 3 * GRID)
            head = str(self.model.headerData(column, _ACROSS) or "")
            longest = max(longest, metrics.horizontalAdvance(head) + 3 * GRID)
            self.table.setColumnWidth(column, min(longest, _WIDEST))
        self.table.setColumnWidth(NUMBER, 64)
        self.table.setColumnWidth(FATE, 150)
        self.table.setColumnWidth(REMARK, 260)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(scale().row)

    def retranslate(self) -> None:
        """The counts in the words of the moment."""
        counts = self.made.counts() if self.made is not None else dict.fromkeys(Fate, 0)
        sums = {key: sum(counts[one] for one in fates) for key, (_words, fates) in _SHOWN.items()}
        self.filter.say({key: _SHOWN[key][0].format(count=isolate(number(count))) for key, count in sums.items()})
        refused = counts[Fate.REFUSED]
        self.leave_all.setVisible(refused > 0)
        self.leave_all.say(N_("Leave out the refused: {count}").format(count=isolate(number(refused))))
        self.table.setAccessibleName(str(N_("Rows of the list")))


_ACROSS = Qt.Orientation.Horizontal
