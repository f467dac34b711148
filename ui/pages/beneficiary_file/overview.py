"""The first view of a file: all that happened, and what is still missing, each a click from its field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.fields import Field
from casemgr.services import file
from casemgr.services.desk import Desk
from casemgr.services.file import Entry
from ui.kit import Button, Card, Chip, ChipRow, EmptyState, Skeleton
from ui.operations import Query
from ui.pages.beneficiary_file.timeline import Timeline
from ui.theme import GRID, HALF
from ui.translation import N_

BESIDE = 320  # pixels of the column of what is to complete


class Overview(QWidget):
    """`opened(kind, id)` an entry; `field_asked(key)` something to complete; `refused(UserError)`."""

    opened = Signal(str, str)
    field_asked = Signal(str)
    refused = Signal(object)
    begin_asked = Signal()

    def __init__(self, desk: Desk, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.person = desk, person
        self._all: list[Entry] = []
        self.chips: dict[str, Chip] = {}
        self.chip_row = ChipRow()
        self.chip_row.hide()
        self.timeline = Timeline(desk.kinds)
        self.timeline.opened.connect(lambda entry: self.opened.emit(entry.kind, entry.id))
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "history", N_("Nothing yet"), N_("What is done with the person appears here, the newest first.")
        )
        for page in (Skeleton(8), self.timeline, self._empty):
            self._stack.addWidget(page)
        self._missing = Card(N_("To complete"), margin=GRID + HALF)
        self._missing.setFixedWidth(BESIDE)
        self._lines: list[QWidget] = []
        self._lay()

    def _lay(self) -> None:
        card = Card(margin=1)
        card.add(self._stack, 1)
        start = QVBoxLayout()
        start.setSpacing(GRID)
        start.addWidget(self.chip_row)
        start.addWidget(card, 1)
        inside = QWidget()
        inside.setObjectName("canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._missing)
        column.addStretch(1)
        self._beside = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(BESIDE + GRID + HALF)
        area.setWidget(inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + HALF)
        row.addLayout(start, 1)
        row.addWidget(area)

    def show_missing(self, fields: Sequence[Field]) -> None:
        """What is still expected of the person's record."""
        for line in self._lines:
            self._missing.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for field in fields:
            button = Button(field.label, "circle-dashed", "link", N_("Go to this field"))
            button.clicked.connect(lambda _on=False, key=field.key: self.field_asked.emit(key))
            self._missing.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            self._lines.append(button)
        self._beside.setVisible(bool(fields))  # what happened takes the room when nothing is missing
        if self._missing.header is not None:
            self._missing.header.set_count(len(fields) or None)

    def load(self) -> None:
        """Read the timeline."""
        desk, person = self.desk, self.person
        Query(self, lambda: file.timeline(desk, person), self._show, self._refuse, key="timeline").start()

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)

    def _show(self, entries: list[Entry]) -> None:
        self._all = entries
        kinds = {entry.kind for entry in entries}
        for kind in (one for one in self.desk.kinds if one in kinds and one not in self.chips):
            chip = Chip(self.desk.kinds[kind].plural, self.desk.kinds[kind].icon)
            chip.toggled.connect(lambda _on: self._filter())
            self.chips[kind] = chip
        self.chip_row.stand([self.chips[kind] for kind in self.desk.kinds if kind in self.chips])
        self.chip_row.setVisible(len(self.chips) > 1)
        self._filter()

    def _filter(self) -> None:
        wanted = {kind for kind, chip in self.chips.items() if chip.isChecked()}
        shown = [entry for entry in self._all if not wanted or entry.kind in wanted]
        self.timeline.show_entries(shown)
        self._stack.setCurrentWidget(self.timeline if shown else self._empty)

    def focus_first(self) -> None:
        """The keyboard to the timeline."""
        self.timeline.setFocus()
