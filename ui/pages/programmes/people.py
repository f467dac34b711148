"""Who stands where in one programme: the list, whoever waits too long first, and what is done from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from casemgr.domain.conditions import Context
from casemgr.services import programmes, register
from casemgr.services.desk import Desk
from casemgr.services.programmes import Standing
from casemgr.services.register import ColumnInfo, Sort
from ui.kit import Button, Card, EmptyState, Label, PrimaryButton, Segmented, Skeleton
from ui.kit.base import Living
from ui.kit.flow_layout import FlowLayout, kept_together
from ui.operations import Query
from ui.pages.programmes.said import running_said, stuck_said
from ui.tables import Layout, RecordsTable
from ui.theme import GRID
from ui.translation import N_

COLUMNS = ("person", "stage", "stage_since", "late", "followed_by")
EVERYBODY, STUCK = "all", "stuck"


@dataclass(frozen=True)
class Found:
    """What the list shows: the columns of the register, who stands where, what forms may know."""

    columns: list[ColumnInfo]
    standings: list[Standing]
    context: Context


class People(Living, Card):
    """The list of a programme.

    Signals: `move_asked(ids)`, `leave_asked(id)`, `opened(id)`, `enrol_asked`, `refused(UserError)`, `came`.
    """

    move_asked = Signal(object)
    leave_asked = Signal(str)
    opened = Signal(str)
    enrol_asked = Signal()
    refused = Signal(object)
    came = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(margin=GRID, parent=parent)
        self.desk = desk
        self.programme = self.stage = ""
        self.found: Found | None = None
        self._sort: Sort | None = None
        self.which = Segmented([(EVERYBODY, N_("Everybody")), (STUCK, N_("Waiting too long"))], name=N_("Who is shown"))
        self.which.chosen.connect(lambda _key: self._fill())
        self.count = Label("", ink="muted")
        self.move_on = PrimaryButton(N_("Move on (M)"), "arrow-right")
        self.move_on.clicked.connect(self.ask_move)
        self.end = Button(N_("End…"), "log-out")
        self.end.clicked.connect(self.ask_leave)
        self.table = RecordsTable(desk, desk.kinds["enrolment"])
        self.table.opened.connect(self.opened)
        self.table.chosen_changed.connect(lambda _count: self._enable())
        self.table.sort_asked.connect(self._sorted)
        self.table.records.refused.connect(self.refused)
        self.empty = EmptyState(
            "route",
            N_("Nobody is here now"),
            N_("Whoever is enrolled in this programme and may be seen by you is listed here, with the stage."),
            N_("Enrol somebody") if desk.person.may("c", "enrolment", "L1") else "",
            action_icon="plus",
        )
        self.empty.acted.connect(self.enrol_asked)
        self._stack = QStackedWidget()
        for page in (Skeleton(8), self.table, self.empty):
            self._stack.addWidget(page)
        line = FlowLayout(gap=GRID)
        line.addWidget(kept_together(self.which, self.count))
        line.from_here_at_the_end()
        line.addWidget(kept_together(self.end, self.move_on))
        self.add(line)
        self.add(self._stack, 1)
        if not desk.person.may("u", "enrolment"):
            self.move_on.hide()
            self.end.hide()
        self._enable()
        self.live()

    # --- reading --------------------------------------------------------------------------------------------
    def show_programme(self, programme: str) -> None:
        """The people of another programme."""
        if programme != self.programme:
            self.programme, self.stage, self.found = programme, "", None
            self._sort = None
            self.which.set_value(EVERYBODY)
            self._stack.setCurrentIndex(0)
        self.load()

    def load(self) -> None:
        """Read again; who is chosen stays so."""
        desk, programme = self.desk, self.programme

        def read() -> Found:
            columns = register.columns(desk, "enrolment")
            return Found(columns, programmes.standings(desk, programme), desk.context())

        Query(self, read, self._show, self.refused.emit, key="people").start()

    def keep_stage(self, stage: str) -> None:
        """Those at one stage; "" for everybody."""
        self.stage = stage
        self._fill()

    def _show(self, found: Found) -> None:
        is_first = self.found is None
        self.found = found
        if is_first:
            known = {info.key for info in found.columns}
            self.table.arrange(found.columns, Layout(tuple(key for key in COLUMNS if key in known)))
        self._fill()

    def kept(self) -> list[Standing]:
        """Who is shown now, in the order of waiting."""
        standings = self.found.standings if self.found is not None else []
        return [
            one
            for one in standings
            if (not self.stage or one.stage == self.stage) and (self.which.value() == EVERYBODY or one.is_stuck)
        ]

    def _sorted(self, sort: Sort | None) -> None:
        self._sort = sort
        self._fill()

    def _fill(self) -> None:
        kept = [one.id for one in self.kept()]
        if self._sort is None:
            self._put(kept)
            return
        desk, sort, wanted = self.desk, self._sort, frozenset(kept)
        Query(
            self,
            lambda: [one for one in register.ids(desk, "enrolment", sort=sort) if one in wanted],
            self._put,
            self.refused.emit,
            key="sort",
        ).start()

    def _put(self, ids: Sequence[str]) -> None:
        self.table.show_ids(ids)
        self._stack.setCurrentWidget(self.table if ids else self.empty)
        if ids and not self.table.chosen_ids():
            self.table.go_to_row(max(0, self.table.currentIndex().row()))
        self.retranslate()
        self._enable()
        self.came.emit()

    # --- acting ---------------------------------------------------------------------------------------------
    def chosen(self) -> list[Standing]:
        """Who is selected, in the order of the list."""
        by_id = {one.id: one for one in self.found.standings} if self.found is not None else {}
        return [by_id[one] for one in self.table.chosen_ids() if one in by_id]

    def _enable(self) -> None:
        chosen = self.table.chosen_ids()
        self.move_on.setEnabled(bool(chosen))
        self.end.setEnabled(len(chosen) == 1)

    def ask_move(self) -> None:
        """Move on whoever is selected."""
        ids = tuple(one.id for one in self.chosen())
        if ids and self.move_on.isVisibleTo(self):
            self.move_asked.emit(ids)

    def ask_leave(self) -> None:
        """End the enrolment that is selected."""
        chosen = self.chosen()
        if len(chosen) == 1 and self.end.isVisibleTo(self):
            self.leave_asked.emit(chosen[0].id)

    def focus_first(self) -> None:
        """The keyboard to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """How many are shown, how many of them wait."""
        if self.found is None:
            return
        kept = self.kept()
        stuck = sum(one.is_stuck for one in kept)
        said = running_said(len(kept))
        self.count.say(f"{said} · {stuck_said(stuck)}" if stuck else said)
