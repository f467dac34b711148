"""The agenda as a list: day by day, one line each, for the keyboard, a screen reader, and long names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from casemgr.domain.words import translate as _
from casemgr.services.agenda import Entry
from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.canvas import Canvas
from ui.kit.card import Card
from ui.kit.empty_state import EmptyState
from ui.kit.labels import DirectionalLabel, Label
from ui.kit.pill import StatusPill
from ui.pages.agenda_said import tone_of, what_of, who_of
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

_HOUR = 96  # pixels of the column of hours


class AgendaLine(QWidget):
    """One entry: its hour, whom it is with, what it is, where and with whom of us, how it stands. `opened()`."""

    opened = Signal()

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        end = (entry.start or 0) + entry.length
        hours = f"{entry.time}-{end // 60 % 24:02d}:{end % 60:02d}" if entry.time else "—"
        hour = Label(formats.isolate(hours), weight="medium")
        hour.setMinimumWidth(_HOUR)
        self.open_button = Button(who_of(entry), variant="link")
        self.open_button.clicked.connect(self.opened)
        beside = " · ".join(part for part in (what_of(entry), entry.place, entry.staff_said) if part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, HALF // 2, 0, HALF // 2)
        row.setSpacing(GRID)
        row.addWidget(hour)
        row.addWidget(self.open_button)
        row.addWidget(DirectionalLabel(beside, ink="muted", elided=True), 1)
        if entry.is_closed:
            row.addWidget(StatusPill(N_("Confidential"), "warning", "lock"))
        if str(entry.state_said):
            row.addWidget(StatusPill(entry.state_said, tone_of(entry)))


class AgendaList(Living, QScrollArea):
    """Every entry, under its day. `entry_asked(Entry)`; `new_asked()` from the empty list."""

    entry_asked = Signal(object)
    new_asked = Signal()

    def __init__(self, may_add: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_add = may_add
        self._entries: list[Entry] = []
        self.lines: list[AgendaLine] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.live()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; the scroll stays where it was."""
        self._entries = list(entries)
        place = self.verticalScrollBar().value()
        self.lines = []
        inside = Canvas()
        column = inside.column
        column.setSpacing(GRID)
        for day, found in groupby(self._entries, key=lambda one: one.day):
            card = Card(formats.long_date(day), margin=WIDE - HALF)
            for entry in found:
                line = AgendaLine(entry)
                line.opened.connect(lambda entry=entry: self.entry_asked.emit(entry))
                card.add(line)
                self.lines.append(line)
            column.addWidget(card)
        if not self._entries:
            column.addWidget(self._empty())
        column.addStretch(1)
        self.setWidget(inside)
        self.verticalScrollBar().setValue(place)

    def _empty(self) -> EmptyState:
        sentence = N_("Appointments, home visits and hearings stand here.")
        act = N_("New appointment") if self._may_add else ""
        empty = EmptyState("calendar", N_("Nothing in these days"), sentence, act)
        empty.acted.connect(self.new_asked)
        return empty

    def retranslate(self) -> None:
        """Every line in the language of the moment."""
        self.setAccessibleName(_("Agenda"))
        self.show_entries(self._entries)
