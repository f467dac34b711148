"""Choosing a month, a quarter or a year from all those of a year at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from ui import formats
from ui.kit.base import WalksWithParent
from ui.kit.buttons import IconButton
from ui.kit.labels import Label
from ui.kit.popover import Popover
from ui.pages.figures.period import Period
from ui.theme import HALF
from ui.translation import N_, Text

_COLUMNS = 3
_YEARS = 12


class _Choice(WalksWithParent, QPushButton):
    """One period; the arrows go to the popover."""


class PeriodPopover(Popover):
    """The periods of a year (or a dozen years), with arrows to the year before and after. `picked(Period)`.

    Arrow keys walk, PageUp and PageDown change the year, Enter picks.
    """

    picked = Signal(object)

    def __init__(self, anchor: QWidget, period: Period, today: date) -> None:
        super().__init__(anchor, width=300)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._period, self._today = period, today
        self._year = period.start.year
        self._said = Label(weight="strong")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        top = QHBoxLayout()
        top.addWidget(self._arrow("chevron-left", -1, N_("Earlier")))
        top.addWidget(self._said, 1)
        top.addWidget(self._arrow("chevron-right", 1, N_("Later")))
        self.body.addLayout(top)
        self._grid = QGridLayout()
        self._grid.setSpacing(HALF)
        self.body.addLayout(self._grid)
        self.buttons: list[_Choice] = []
        self._show()

    def _arrow(self, icon_name: str, step: int, name: Text) -> IconButton:
        button = IconButton(icon_name, name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._turn(step))
        return button

    def _turn(self, step: int) -> None:
        wanted = self._year + step * (_YEARS if self._period.kind == "year" else 1)
        if 1990 <= wanted <= 2199:
            self._year = wanted
            self._show()

    def _offered(self) -> list[tuple[Period, Text]]:
        kind = self._period.kind
        if kind == "year":
            years = range(self._year - _YEARS + 2, self._year + 2)
            return [(Period.around(kind, date(year, 1, 1)), str(year)) for year in years]
        if kind == "quarter":
            quarters = [Period.around(kind, date(self._year, month, 1)) for month in (1, 4, 7, 10)]
            return [(one, N_("Quarter {number}").format(number=place)) for place, one in enumerate(quarters, 1)]
        months = (Period.around(kind, date(self._year, place, 1)) for place in range(1, 13))
        return [(month, formats.month(month.start).rpartition(" ")[0]) for month in months]

    def _show(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        offered = self._offered()
        self._said.say("" if self._period.kind == "year" else str(self._year))
        columns = 2 if self._period.kind == "quarter" else _COLUMNS
        for place, (period, words) in enumerate(offered):
            button = _Choice(str(words))
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.setChecked(period == self._period)
            button.setEnabled(period.start <= self._today)
            button.setAccessibleName(str(period))
            button.clicked.connect(lambda _on=False, period=period: self._pick(period))
            self._grid.addWidget(button, place // columns, place % columns)
            self.buttons.append(button)
        self._focus(offered)

    def _focus(self, offered: Sequence[tuple[Period, Text]]) -> None:
        at = next((place for place, (period, _words) in enumerate(offered) if period == self._period), 0)
        self.buttons[at].setFocus()

    def _pick(self, period: Period) -> None:
        self.picked.emit(period)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the periods as the eye sees them."""
        onward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        columns = 2 if self._period.kind == "quarter" else _COLUMNS
        steps = {
            Qt.Key.Key_Left: -onward,
            Qt.Key.Key_Right: onward,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        key = Qt.Key(event.key())
        focused = self.focusWidget()
        if key in steps and isinstance(focused, _Choice):
            at = self.buttons.index(focused) + steps[key]
            if 0 <= at < len(self.buttons) and self.buttons[at].isEnabled():
                self.buttons[at].setFocus()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, _Choice):
            focused.click()
        else:
            super().keyPressEvent(event)
