"""A month of deadlines and hearings: each day with its counts, days off named by their shade; one day is chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain.holidays import is_working_day
from casemgr.services.legal_calendar import DONE, LATE, RISK, TRACK, Entry
from ui import formats
from ui.kit.base import Living
from ui.kit.labels import Label
from ui.pages.legal_calendar_lines import SHAPES, TONES, monday_of
from ui.theme import GRID, HALF, icon_pixmap
from ui.translation import N_

_WEEKS, _DAYS = 6, 7
_ORDER = (LATE, RISK, TRACK, DONE)
_HIGH = 58  # pixels


class DayCell(QPushButton):
    """One day: its number, and for each status its shape and how many."""

    def __init__(self, day: date, month: int) -> None:
        super().__init__()
        self.day = day
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kit", "day")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, HALF, GRID, HALF)
        self._column.setSpacing(HALF)
        self.number = Label(str(day.day), weight="medium", ink="" if day.month == month else "faint")
        self._top = QHBoxLayout()
        self._top.setSpacing(GRID)
        self._top.addWidget(self.number)
        self._column.addLayout(self._top)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(HALF)
        self._column.addLayout(self._counts)
        self._column.addStretch(1)
        self.number.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_entries(self, entries: Sequence[Entry], is_off: bool, is_today: bool) -> None:
        """How many of each status; what is said aloud names the day and the counts."""
        said = [formats.long_date(self.day)]
        if is_today:
            said.append(str(N_("today")))
        if is_off:
            said.append(str(N_("day off")))
        for status in _ORDER:
            found = [entry for entry in entries if entry.status == status]
            if found:
                shape = QLabel()
                shape.setPixmap(icon_pixmap(SHAPES[status], f"{TONES[status]}.text", 14))
                shape.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                self._counts.addWidget(shape)
                count = Label(str(len(found)), "small", weight="medium")
                count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                self._counts.addWidget(count)
                said.append(f"{found[0].status_words}: {len(found)}")
        self._counts.addStretch(1)
        for is_so, words in ((is_today, N_("today")), (is_off, N_("day off"))):
            if is_so:
                told = Label(words, "small", "muted")
                told.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                self._top.addWidget(told)
        self._top.addStretch(1)
        self.setAccessibleName(", ".join(said))
        self.setToolTip("\n".join(said))


class MonthGrid(Living, QFrame):
    """The weeks of a month, Monday first; `picked(date)` when a day is chosen."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self.cells: dict[date, DayCell] = {}
        self._grid = QGridLayout(self)
        self._grid.setSpacing(HALF)
        for place in range(_DAYS):
            self._grid.setColumnStretch(place, 1)
        self.live()

    def show_month(
        self, month: date, entries: Sequence[Entry], days_off: Collection[date], today: date, chosen: date
    ) -> None:
        """The month of `month`, whose day `chosen` is marked."""
        while (item := self._grid.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.cells = {}
        self._grid.setRowMinimumHeight(_WEEKS, 0)  # a month of five weeks after one of six
        first = monday_of(month.replace(day=1))
        for place in range(_DAYS):
            name = formats.week_day(first + timedelta(days=place))
            self._grid.addWidget(Label(name, "small", "muted"), 0, place)
        for place in range(_WEEKS * _DAYS):
            day = first + timedelta(days=place)
            if place and place % _DAYS == 0 and day.month != month.month and day > month:
                break
            cell = DayCell(day, month.month)
            mine = [entry for entry in entries if entry.day == day]
            cell.show_entries(mine, not is_working_day(day, days_off) and day.weekday() < 5, day == today)
            cell.setChecked(day == chosen)
            cell.clicked.connect(lambda _on=False, day=day: self.choose(day))
            self.cells[day] = cell
            self._grid.setRowMinimumHeight(1 + place // _DAYS, _HIGH)
            self._grid.addWidget(cell, 1 + place // _DAYS, place % _DAYS)

    def choose(self, day: date) -> None:
        """Mark a day and tell it."""
        for other, cell in self.cells.items():
            cell.setChecked(other == day)
        self.picked.emit(day)

    def retranslate(self) -> None:
        """The page shows the month again."""
