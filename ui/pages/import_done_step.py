"""Import, the end: how many rows were written, what became of the others, and the report for whoever sent the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.domain.words import current_language
from casemgr.services.lists.bringing import Outcome
from casemgr.services.lists.report import Fate
from ui.formats import isolate, isolate_any, number
from ui.kit import Button, EmptyState
from ui.theme import GRID
from ui.translation import N_, Phrase

_TOLD: tuple[tuple[Fate, Phrase], ...] = (
    (Fate.KNOWN, N_("Here already: {count}.")),
    (Fate.LEFT, N_("Left out: {count}.")),
)


class DoneStep(QWidget):
    """`register_asked()`, `report_asked()`, `again()`."""

    register_asked = Signal()
    report_asked = Signal()
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = EmptyState("circle-check", "", "", N_("Open the register"), N_("Another list"))
        self.said.acted.connect(self.register_asked)
        self.said.acted_second.connect(self.again)
        self.report = Button(N_("Save the report…"), "download", "ghost")
        self.report.clicked.connect(self.report_asked)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.report)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.said)
        column.addLayout(row)
        column.addStretch(1)
        if self.said.button is not None:
            self.setFocusProxy(self.said.button)

    def show_outcome(self, kind: Kind, outcome: Outcome) -> None:
        """What became of the list."""
        brought = isolate(number(outcome.counts[Fate.BROUGHT]))
        title = N_("{kind}: {count} brought in").format(kind=kind.plural, count=brought)
        told = [
            str(words.format(count=isolate(number(outcome.counts[fate]))))
            for fate, words in _TOLD
            if outcome.counts[fate]
        ]
        if outcome.sheets_left:
            comma = "، " if current_language() == "ar" else ", "
            sheets = comma.join(isolate_any(name) for name in outcome.sheets_left)
            told.append(str(N_("Other sheets of the workbook, not read: {sheets}.").format(sheets=sheets)))
        told.append(str(N_("All is in one piece: had one row failed, nothing would be written.")))
        self.said.say(title, " ".join(told))
