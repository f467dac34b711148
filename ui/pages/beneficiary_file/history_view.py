"""What became of a record: every change with its author, what it was and what it became; and the life of its states."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QWidget

from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import UserError
from casemgr.services import history
from casemgr.services.desk import Desk
from casemgr.services.history import Change, Stage
from ui import formats
from ui.kit import Card, DirectionalLabel, EmptyState, Label, Skeleton, rule
from ui.kit.canvas import Canvas
from ui.operations import Query
from ui.theme import GRID, LARGE, WIDE
from ui.translation import N_

MOST = 300  # changes drawn at once; a record rarely has a tenth of it


class HistoryView(QStackedWidget):
    """The changes of one record, read when `load` is called."""

    def __init__(self, desk: Desk, kind: str, record: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind, self.record = desk, kind, record
        self.changes: list[Change] = []
        self._none = EmptyState("history", N_("Nothing to show"), N_("Changes that you may read appear here."))
        self._shown: QWidget | None = None
        self.addWidget(Skeleton(8))
        self.addWidget(self._none)

    def load(self) -> None:
        """Read the changes."""
        desk, kind, record = self.desk, self.kind, self.record
        Query(self, lambda: history.history(desk, kind, record), self._show, self._refuse, key="history").start()

    def _refuse(self, error: UserError) -> None:
        self._none.say(error.what, error.do)
        self.setCurrentWidget(self._none)

    def _show(self, changes: list[Change]) -> None:
        self.changes = changes
        if self._shown is not None:
            self.removeWidget(self._shown)
            self._shown.deleteLater()
            self._shown = None
        if not changes:
            self.setCurrentWidget(self._none)
            return
        self._shown = _scrolling(_table(changes[:MOST]))
        self.addWidget(self._shown)
        self.setCurrentWidget(self._shown)


def _table(changes: Sequence[Change]) -> Card:
    card = Card(margin=WIDE)
    grid = QGridLayout()
    grid.setHorizontalSpacing(LARGE)
    grid.setVerticalSpacing(GRID - 2)
    for column, stretch in enumerate((0, 2, 3, 3, 3)):
        grid.setColumnStretch(column, stretch)
    for column, words in enumerate((N_("When"), N_("Who"), N_("What"), N_("Before"), N_("After"))):
        grid.addWidget(Label(words, "small", "muted", "medium"), 0, column)
    for place, one in enumerate(changes):
        line = 2 * place + 1
        grid.addWidget(rule(), line, 0, 1, 5)
        when = DirectionalLabel(formats.date_time(one.at.astimezone(MOROCCO)), ink="muted", code=True)
        cells: tuple[QWidget, ...] = (
            when,
            DirectionalLabel(one.by or "—", wrap=True),
            Label(one.what, wrap=True),
            DirectionalLabel(one.old, ink="muted", wrap=True),
            DirectionalLabel(one.new, wrap=True),
        )
        for column, cell in enumerate(cells):
            grid.addWidget(cell, line + 1, column, Qt.AlignmentFlag.AlignTop)
    card.add(grid)
    card.body.addStretch(1)
    return card


def life_card(stages: Sequence[Stage]) -> Card:
    """The states of a record, the last one first."""
    card = Card(N_("Life of the record"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(LARGE)
    grid.setVerticalSpacing(GRID - 2)
    grid.setColumnStretch(3, 1)
    for line, stage in enumerate(reversed(stages)):
        grid.addWidget(DirectionalLabel(formats.date(stage.day), ink="muted", code=True), line, 0)
        grid.addWidget(Label(stage.state, weight="medium"), line, 1)
        grid.addWidget(DirectionalLabel(stage.by, ink="muted"), line, 2)
        grid.addWidget(DirectionalLabel(stage.reason, wrap=True), line, 3)
    card.add(grid)
    return card


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(str(N_("History")))  # it takes the keyboard, to read on with the arrows
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = Canvas()
    holder.column.addWidget(inside)
    holder.column.addStretch(1)
    area.setWidget(holder)
    return area
