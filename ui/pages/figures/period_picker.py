"""Which period: its kind, the one before and the one after, or any of them from a list; or two days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.pages.figures.day_line import DayLine
from ui.pages.figures.period import Period
from ui.pages.figures.period_popover import PeriodPopover
from ui.theme import GRID, HALF
from ui.translation import N_


class PeriodPicker(Living, QWidget):
    """The period that is counted; `changed(Period)`. It begins with the month of `today`."""

    changed = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._period = Period.around("month", today)
        self.kind = Segmented(
            [("month", N_("Month")), ("quarter", N_("Quarter")), ("year", N_("Year")), ("free", N_("From – to"))],
            "month",
            N_("Kind of period"),
        )
        self.kind.chosen.connect(self._set_kind)
        self.earlier = IconButton("chevron-left", N_("Period before"))
        self.later = IconButton("chevron-right", N_("Period after"))
        self.earlier.clicked.connect(lambda: self.step(-1))
        self.later.clicked.connect(lambda: self.step(1))
        self.name = Button("", "calendar", "ghost", N_("Choose another period"))
        self.name.clicked.connect(self._open)
        self.first, self.last = DayLine(N_("From"), today), DayLine(N_("To"), today)
        self.first.changed.connect(lambda _day: self._set_days())
        self.last.changed.connect(lambda _day: self._set_days())
        self._to = Label(N_("to"), ink="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HALF)
        row.addWidget(self.kind)
        row.addSpacing(GRID)
        for widget in (self.earlier, self.name, self.first, self._to, self.last, self.later):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.live()

    def period(self) -> Period:
        """The period chosen."""
        return self._period

    def set_period(self, period: Period) -> None:
        """Choose a period, without a signal."""
        self._period = period
        self.kind.set_value(period.kind)
        self.first.set_day(period.start)
        self.last.set_day(period.end)
        self.retranslate()

    def step(self, steps: int) -> None:
        """Go to a period before or after; one that has not begun is not gone to."""
        wanted = self._period.moved(steps)
        if wanted != self._period and wanted.start <= self._today:
            self._take(wanted)

    def _take(self, period: Period) -> None:
        self.set_period(period)
        self.changed.emit(period)

    def _set_kind(self, kind: str) -> None:
        if kind == "free":
            self._take(Period.between(self._period.start, self._period.end))
            self.first.setFocus()
        else:
            self._take(Period.around(kind, min(self._period.end, self._today)))

    def _set_days(self) -> None:
        """Two days in either order are a period."""
        start, end = sorted((self.first.day(), self.last.day()))
        self._take(Period.between(start, end))

    def _open(self) -> None:
        popover = PeriodPopover(self.name, self._period, self._today)
        popover.picked.connect(self._take)
        popover.open_at(self.name)

    def retranslate(self) -> None:
        """The name of the period, and which of the two ways to choose is shown."""
        free = self._period.kind == "free"
        for widget in (self.first, self._to, self.last):
            widget.setVisible(free)
        self.name.setVisible(not free)
        self.name.say(str(self._period))
        self.later.setEnabled(self._period.moved(1).start <= self._today)
