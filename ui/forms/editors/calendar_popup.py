"""A month to pick a day from, with the names of months and days as Moroccans say them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from casemgr.domain.words import BABEL_LOCALES, current_language
from ui import formats
from ui.kit.base import Living, mirrored
from ui.kit.buttons import IconButton
from ui.kit.labels import Label
from ui.kit.popover import Popover
from ui.theme import HALF, RADIUS, colour, font, scale
from ui.translation import N_


def month_moved(day: date, months: int) -> date:
    """The same day some months on, or the last of that month; unchanged at the ends of the calendar."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    if not 1900 <= year <= 2200:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_names() -> list[str]:
    """Monday to Sunday, short: by their letter in Arabic, where the first ones are all alike ("الا…")."""
    from babel.dates import get_day_names

    width: Literal["narrow", "abbreviated"] = "narrow" if current_language() == "ar" else "abbreviated"
    names = get_day_names(width, locale=BABEL_LOCALES[current_language()])
    return [names[day].rstrip(".") for day in range(7)]


class MonthGrid(Living, QWidget):
    """The days of one month, Monday first. Arrows move by a day or a week, PageUp/PageDown by a month (with Shift:
    a year), Home goes to today. `moved` and `picked` give the day.
    """

    moved = Signal(object)
    picked = Signal(object)

    def __init__(self, today: date, last: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._last = today, last
        self._day = today
        self._hovered: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.live()

    def day(self) -> date:
        """The day that is lit."""
        return self._day

    def set_day(self, day: date) -> None:
        """Light `day`, and show its month."""
        self._day = day
        self.retranslate()
        self.update()
        self.moved.emit(day)

    def retranslate(self) -> None:
        """A screen reader says the day in full."""
        self.setAccessibleName(formats.long_date(self._day))

    def sizeHint(self) -> QSize:
        """Seven days across, a line of names and six weeks."""
        side = scale().control + HALF
        return QSize(7 * side, 7 * side)

    def _first(self) -> date:
        first = self._day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def cell(self, place: int) -> QRect:
        """Where the day number `place` of the grid is (0 to 41)."""
        across, down = self.width() // 7, self.height() // 7
        rect = QRect(place % 7 * across, (place // 7 + 1) * down, across, down)
        return mirrored(self, rect)

    def _may_be(self, day: date) -> bool:
        return self._last is None or day <= self._last

    def _at(self, event: QMouseEvent) -> date | None:
        point = event.position().toPoint()
        places = (place for place in range(42) if self.cell(place).contains(point))
        place = next(places, None)
        day = None if place is None else self._first() + timedelta(days=place)
        return day if day is not None and self._may_be(day) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the mouse."""
        self._hovered = self._at(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the day."""
        day = self._at(event)
        if day is not None:
            self.set_day(day)
            self.picked.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A month back or on."""
        self.set_day(month_moved(self._day, -1 if event.angleDelta().y() > 0 else 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the keys; Enter or Space takes the day."""
        onward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        days = {
            Qt.Key.Key_Left: -onward,
            Qt.Key.Key_Right: onward,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        key = Qt.Key(event.key())
        months = 12 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if key in days:
            self.set_day(self._day + timedelta(days=days[key]))
        elif key == Qt.Key.Key_PageUp:
            self.set_day(month_moved(self._day, -months))
        elif key == Qt.Key.Key_PageDown:
            self.set_day(month_moved(self._day, months))
        elif key == Qt.Key.Key_Home:
            self.set_day(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._may_be(self._day):
            self.picked.emit(self._day)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of days, then the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self._first()
        painter.setFont(font("small"))
        painter.setPen(colour("muted"))
        for place, name in enumerate(day_names()):
            where = self.cell(place).translated(0, -(self.height() // 7))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, name)
        for place in range(42):
            self._paint_day(painter, self.cell(place), first + timedelta(days=place))
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        is_lit = day == self._day
        box = QRectF(cell.adjusted(2, 2, -2, -2))
        painter.setPen(QPen(colour("accent"), 1.5) if day == self._today else Qt.PenStyle.NoPen)
        ground = "accent" if is_lit else ("hover" if day == self._hovered else "")
        painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setFont(font("body", QFont.Weight.DemiBold if is_lit else QFont.Weight.Normal))
        quiet = day.month != self._day.month or not self._may_be(day)
        painter.setPen(colour("on_accent" if is_lit else ("faint" if quiet else "text")))
        if not self._may_be(day):
            painter.setOpacity(0.45)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        painter.setOpacity(1.0)


class CalendarPopup(Popover):
    """The month in a popover, with arrows to go a month or a year back and on. `picked(day)`, then it closes."""

    picked = Signal(object)

    def __init__(self, anchor: QWidget, today: date, day: date | None, last: date | None) -> None:
        side = scale().control + HALF
        super().__init__(anchor, width=7 * side + 32)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.grid = MonthGrid(today, last)
        self._title = Label(weight="strong")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        top = QHBoxLayout()
        top.setSpacing(0)  # the longest month stands whole between the arrows
        for name, months, said in (
            ("chevrons-left", -12, N_("Previous year")),
            ("chevron-left", -1, N_("Previous month")),
        ):
            top.addWidget(self._arrow(name, months, said))
        top.addWidget(self._title, 1)
        for name, months, said in (
            ("chevron-right", 1, N_("Next month")),
            ("chevrons-right", 12, N_("Next year")),
        ):
            top.addWidget(self._arrow(name, months, said))
        self.body.addLayout(top)
        self.add(self.grid)
        self.grid.setMinimumSize(self.grid.sizeHint())
        self.grid.moved.connect(self._say_month)
        self.grid.picked.connect(self._pick)
        self.grid.set_day(day or today)
        self.setFocusProxy(self.grid)

    def _arrow(self, name: str, months: int, said: object) -> IconButton:
        button = IconButton(name, str(said))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.grid.set_day(month_moved(self.grid.day(), months)))
        return button

    def _say_month(self, day: date) -> None:
        self._title.say(formats.month(day))

    def _pick(self, day: date) -> None:
        self.picked.emit(day)
        self.close()
