"""One breakdown or two: the chart and the table at once, of the same figures."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.words import Words
from casemgr.services.counting.grid import Cell, Grid, Report, crossed, reading_note, simple
from casemgr.services.counting.request import DIMENSIONS
from ui.kit.base import Living
from ui.kit.card import Card
from ui.kit.charts import GroupedBarChart, Series
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.pages.figures.bars import crossed_bars, plain_bars
from ui.pages.figures.grid_view import GridView
from ui.theme import GRID, HALF, LARGE, scale
from ui.theme.sizes import DEFAULT
from ui.translation import N_, Text

_BESIDE = 900  # pixels: wide enough for chart and table side by side, in letters of the usual size
_CHART = 220
SHORT: dict[str, Text] = {
    "C01": N_("People reached"),
    "C02": N_("New people"),
    "C03": N_("Already followed"),
    "C06": N_("Services delivered"),
}


class BreakdownCard(Living, Card):
    """The figures by one breakdown or two. `asked(Cell)` when one is clicked, in the chart or in the table."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("By"), parent=parent)
        self._report: Report | None = None
        self._bars: tuple[tuple[Cell, ...], ...] = ()
        self.indicator = Segmented(list(SHORT.items()), "C01", N_("Figure shown in the chart"))
        self.indicator.chosen.connect(lambda _code: self._lay_out())
        if self.header is not None:
            self.header.add_action(self.indicator)
        self.chart = GroupedBarChart([], [], height=_CHART)
        self.chart.picked.connect(self._pick)
        self.view = GridView()
        self.view.asked.connect(self.asked)
        self.cut = Label("", "small", "muted", wrap=True)
        self.note = Label("", "small", "muted", wrap=True)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(LARGE)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(HALF)
        left.addWidget(self.chart)
        left.addWidget(self.cut)
        left.addStretch(1)
        right.addWidget(self.view)
        right.addSpacing(GRID)
        right.addWidget(self.note)
        right.addStretch(1)
        self._halves.addLayout(left)
        self._halves.addLayout(right)
        self.add(self._halves)
        self.live()

    def show_report(self, report: Report) -> None:
        """Other figures."""
        self._report = report
        self._lay_out()

    def grid(self) -> Grid | None:
        """The table that is shown."""
        return self.view.figures.grid

    def row_place(self, place: QRect) -> QRect:
        """Where a part of the table is in this card."""
        return QRect(self.view.mapTo(self, place.topLeft()), place.size())

    # --- laying out ---------------------------------------------------------------------------------------------
    def _lay_out(self) -> None:
        report = self._report
        if report is None:
            return
        indicator = self.indicator.value()
        crosses = len(report.request.by) == 2
        grid = crossed(report, indicator) if crosses else simple(report)
        self.view.show_grid(grid)
        self.note.say(reading_note(report.request) or "")
        self._draw(report, grid, indicator, crosses)
        self._turn()
        self.retranslate()

    def _draw(self, report: Report, grid: Grid, indicator: str, crosses: bool) -> None:
        bars = crossed_bars(grid) if crosses else plain_bars(grid, report.request.indicators.index(indicator))
        self._bars = bars.cells
        names = bars.series if crosses else (SHORT[indicator],)
        series = [Series(name, [float(cells[place].value) for cells in bars.cells]) for place, name in enumerate(names)]
        self.chart.set_data(bars.labels, series)
        self.chart.setVisible(bool(bars.labels))
        self.cut.say(N_("The chart shows the largest; the table has them all.") if bars.is_cut else "")
        self.cut.setVisible(bars.is_cut)

    def _pick(self, place: int, series: int) -> None:
        cell = self._bars[place][series]
        if cell.value > 0:
            self.asked.emit(cell)

    def _turn(self) -> None:
        """Side by side where there is room, the chart first."""
        grid = self.grid()
        few = grid is not None and len(grid.columns) <= 4
        beside = few and self.width() >= _BESIDE * scale().points() / DEFAULT
        # A box layout from left to right turns with the window by itself.
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._halves.direction() != wanted:
            self._halves.setDirection(wanted)
        self._halves.setStretch(0, 2 if beside else 0)
        self._halves.setStretch(1, 3 if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        self._turn()

    def retranslate(self) -> None:
        """The heading: by what."""
        if self._report is None or self.header is None:
            return
        said = [DIMENSIONS[key] for key in self._report.request.by]
        if len(said) == 2:
            self.header.say(Words(*(f"{said[0].say(code)} × {said[1].say(code)}" for code in ("fr", "ar", "en"))))
        elif said:
            self.header.say(said[0])

    def focus_table(self) -> None:
        """The keyboard goes to the table."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
