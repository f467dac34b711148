"""The records of one kind in a person's file: the list, and the one chosen beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.kind import Kind
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.register import ColumnInfo
from ui.kit import Card, EmptyState, Skeleton
from ui.operations import Query
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.tables import Layout, RecordsTable
from ui.theme import GRID, HALF, scale
from ui.translation import N_

LIST_WIDTH = 430
# What tells the records of one person apart, in a narrow list.
_COLUMNS = {
    "service": ("date", "type"),
    "case": ("code", "state", "opened_on"),
    "consent": ("answer", "purpose"),
    "enrolment": ("programme", "stage"),
    "legal_file": ("code", "matter", "state"),  # of a closed one, its code and its state are known
}


def narrow_columns(kind: Kind, infos: Sequence[ColumnInfo]) -> tuple[str, ...]:
    """What tells the records of one person apart: those named above, else a day, what it is, and its state."""
    known = {info.key: info for info in infos}
    if kind.key in _COLUMNS:
        # What the kind lists and this reader's register leaves out would be empty: the matter, for who sees days alone.
        listed_here = {info.key for info in infos if info.default}
        empty = {field.key for field in kind.fields() if field.listed} - listed_here
        return tuple(key for key in _COLUMNS[kind.key] if key in known and key not in empty)
    listed = [info for info in infos if info.default and info.key not in ("code", "person", "state", kind.person)]
    day = next((info.key for info in listed if info.type == "date"), "")
    what = next((info.key for info in listed if info.type not in ("date", "yes_no")), "")
    return tuple(key for key in (day, what, "state" if kind.states else "") if key)


class RecordsSection(QWidget):
    """`changed(kind, id)`, `begin_asked(kind)`, `record_asked(kind, id)`, `refused(UserError)`, `said(text)`,
    `paper_asked(values)`: a scan is to be put with a record.
    """

    changed = Signal(str, str)
    begin_asked = Signal(str)
    record_asked = Signal(str, str)
    refused = Signal(object)
    said = Signal(object)
    paper_asked = Signal(object)

    def __init__(self, desk: Desk, kind: Kind, person: str, may_create: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind, self.person = desk, kind, person
        self._wanted = ""
        self._infos: list[ColumnInfo] = []
        self.pane = RecordPane(desk, kind)
        self.table = RecordsTable(desk, kind)
        self.table.current_changed.connect(self._look_at)
        self.table.opened.connect(lambda _record: self.pane.setFocus())
        self.table.sort_asked.connect(lambda _sort: self.load())
        self.table.records.came.connect(self._line_came)
        self.table.records.refused.connect(self.refused)
        self.pane.changed.connect(self._written)
        self.pane.record_asked.connect(self.record_asked)
        self.pane.said.connect(self.said)
        self.pane.paper_asked.connect(self.paper_asked)
        act = kind.new if may_create else ""
        sentence = N_("What you add here stands in the file of this person.") if may_create else ""
        self._empty = EmptyState(kind.icon, kind.empty, sentence, act, action_icon="plus")
        self._empty.acted.connect(lambda: self.begin_asked.emit(kind.key))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + HALF)
        card = Card(margin=1)
        card.add(self.table, 1)
        self._list = card
        beside = QVBoxLayout()
        beside.addWidget(card, 1000)
        beside.addStretch(1)
        row.addLayout(beside)
        row.addWidget(self.pane, 1)
        self._both = both
        self._stack = QStackedWidget()
        for page in (Skeleton(8), both, self._empty):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list is narrower in a narrow window: what is chosen keeps the larger part."""
        super().resizeEvent(event)
        self._list.setFixedWidth(min(LIST_WIDTH, round(self.width() * 0.4)))

    def load(self) -> None:
        """Read the list; the record that was chosen stays so."""
        desk, kind, person, sort = self.desk, self.kind.key, self.person, self.table.arrangement.sort

        def read() -> tuple[list[ColumnInfo], list[str]]:
            return register.columns(desk, kind), register.ids(desk, kind, beneficiary=person, sort=sort)

        Query(self, read, lambda found: self._show(*found), self._refuse, key="ids").start()

    def go_to(self, record: str) -> None:
        """Choose a record, now or when the list comes."""
        self._wanted = record
        if record and self.table.records.row_of(record) >= 0:
            self._choose()

    def _written(self, kind: str, record: str) -> None:
        self._wanted = record  # a void leaves the list; undone, it is in front again
        self.changed.emit(kind, record)

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)

    def _show(self, infos: list[ColumnInfo], ids: list[str]) -> None:
        if not self._infos:
            self._infos = infos
            columns = narrow_columns(self.kind, infos)
            self.table.arrange(infos, Layout(columns) if columns else Layout.usual(infos))
        self.table.show_ids(ids)
        self._fit_list(len(ids))
        self._stack.setCurrentWidget(self._both if ids else self._empty)
        if ids:
            self._choose()

    def _fit_list(self, count: int) -> None:
        """As high as its lines: no frame around nothing."""
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self._list.setMaximumHeight(self.table.horizontalHeader().sizeHint().height() + count * scale().row + bar)

    def _choose(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted and self.table.records.row_of(wanted) >= 0:
            self.table.go_to(wanted)
        elif not self.table.current_id():
            self.table.go_to_row(0)
        self.pane.look_again()

    def _look_at(self, record: str) -> None:
        line = self.table.records.line(self.table.currentIndex().row())
        if not record:
            self.pane.show_record("")
        elif line is not None and record != self.pane.record:
            self.pane.show_record(record, line.confidentiality)

    def _line_came(self) -> None:
        self._look_at(self.table.current_id())

    def focus_first(self) -> None:
        """The keyboard to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
