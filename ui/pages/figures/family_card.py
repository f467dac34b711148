"""The figures of a family: a line an indicator, its own breakdown under it, the breakdown that is chosen beside it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casemgr.services.counting.indicators import FAMILIES
from casemgr.services.counting.indicators.family import FamilyReport, grid_of
from casemgr.services.counting.request import CountRequest
from ui.kit.base import Living
from ui.kit.card import Card
from ui.kit.labels import Label
from ui.pages.figures.grid_view import GridView
from ui.theme import HALF
from ui.translation import N_


class FamilyCard(Living, Card):
    """A table of one family. `asked(Cell)` when a figure is clicked."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Figures"), parent=parent)
        self.report: FamilyReport | None = None
        self.view = GridView()
        self.view.asked.connect(self.asked)
        self.rates = Label(N_("A rate stands with its parts; below five there is none."), "small", "muted", wrap=True)
        self.holes = Label(N_("An empty cell: the figure has no such breakdown."), "small", "muted", wrap=True)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(HALF)
        self._said: list[Label] = []
        self.add(self.view)
        for label in (self.rates, self.holes):
            self.add(label)
        self.add(self.notes)
        self.live()

    def show_report(self, report: FamilyReport) -> None:
        """Other figures."""
        self.report = report
        grid = grid_of(report)
        self.view.show_grid(grid)
        cells = [cell for line in grid.lines for cell in line.cells if line.role == "figure"]
        self.rates.setVisible(
            any(cell is not None and cell.shown is not None and cell.shown.denominator is not None for cell in cells)
        )
        self.holes.setVisible(None in cells)
        for label in self._said:
            self.notes.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._said = [Label(note, "small", "muted", wrap=True) for note in report.notes]
        for label in self._said:
            self.notes.addWidget(label)
        self.retranslate()

    def is_of(self, family: str, request: CountRequest) -> bool:
        """Whether the figures shown are those of this question."""
        asked = replace(request, by=request.by[:1])
        return self.report is not None and self.report.family == family and self.report.request == asked

    def retranslate(self) -> None:
        """The heading: which family."""
        if self.report is not None and self.header is not None:
            is_of_people = self.report.family == "people"
            self.header.say(N_("Other figures of people") if is_of_people else FAMILIES[self.report.family])

    def focus_table(self) -> None:
        """The keyboard goes to the table."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
