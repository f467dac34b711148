"""Dates: typed as people write them, with what was understood said under the line; or taken from a calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Date, Field
from casemgr.domain.words import Words, current_language
from casemgr.domain.words import translate as _
from ui import formats
from ui.forms.contract import Host, NotUnderstood
from ui.forms.editors.calendar_popup import CalendarPopup
from ui.forms.editors.number import IntegerEditor
from ui.theme import icon
from ui.translation import is_mirrored

_PLACEHOLDER = Words("jj/mm/aaaa", "يوم/شهر/سنة", "dd/mm/yyyy")
_APPROXIMATE = Words(
    "3/5/1990, 1990, vers 1990, 34 ans", "3/5/1990، 1990، حوالي 1990، 34 سنة", "3/5/1990, 1990, about 1990, 34 years"
)
_ESTIMATED = Words(
    "vers {year} ({age} ans estimés le {on})",
    "حوالي {year} (العمر المقدر {age} في {on})",
    "about {year} (aged {age}, estimated on {on})",
)
_YEAR_ONLY = Words(
    "{year}, jour et mois inconnus", "سنة {year}، اليوم والشهر غير معروفين", "{year}, day and month not known"
)
_MONTH_ONLY = Words("{month}, jour inconnu", "{month}، اليوم غير معروف", "{month}, day not known")
_NOT_KNOWN = Words("Demandée, pas connue", "سُئل عنه، غير معروف", "Asked, not known")


class DateEditor(IntegerEditor):
    """A day. Down with Alt pressed, or the small calendar, opens the month."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._open = QAction(icon("calendar"), "", self)
        self._open.setShortcut("F4")
        self._open.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._open.triggered.connect(self.open_calendar)
        self._end: QLineEdit.ActionPosition | None = None
        self._place_calendar()
        self.retranslate()

    def restyle(self) -> None:
        """The side of the digits, and of the calendar."""
        super().restyle()
        if hasattr(self, "_end") and self._end is not self._wanted_end():
            # Later: moving the icon destroys its button, and Qt is walking through all widgets just now.
            QTimer.singleShot(0, self, self._place_calendar)

    def _wanted_end(self) -> QLineEdit.ActionPosition:
        """The line stays left to right, for its digits: its own idea of its end is wrong in Arabic."""
        return QLineEdit.ActionPosition.LeadingPosition if is_mirrored() else QLineEdit.ActionPosition.TrailingPosition

    def _place_calendar(self) -> None:
        if self._end is not self._wanted_end():
            self._end = self._wanted_end()
            self.line.removeAction(self._open)
            self.line.addAction(self._open, self._end)

    def shown(self, value: Any) -> str:
        """JJ/MM/AAAA."""
        return formats.date(value)

    def understood(self) -> str:
        """The day in full, with its name: a slip between day and month shows."""
        value = self.value()
        return formats.long_date(value) if isinstance(value, date) else ""

    def retranslate(self) -> None:
        """The placeholder and the calendar's name."""
        self.line.setPlaceholderText(str(_PLACEHOLDER))
        if hasattr(self, "_open"):
            self._open.setToolTip(_("Calendar (F4)"))

    def open_calendar(self) -> None:
        """Show the month of the day that is typed, or of today."""
        value = self.value()
        today = self.host.context.today
        may_be_later = isinstance(self.field, Date) and self.field.future
        day = value if isinstance(value, date) else None
        popup = CalendarPopup(self.line, today, day, None if may_be_later else today)
        popup.picked.connect(self._pick)
        popup.open_at(self.line)

    def _pick(self, day: date) -> None:
        self.line.setText(self.shown(day))
        self._typed(self.line.text())
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)


class ApproximateDateEditor(IntegerEditor):
    """A date known to the day, the month, the year, by an age, or not at all."""

    def read(self, text: str) -> Any:
        """A date, a year, an age; None while nothing is typed."""
        return self.field.read(text, self.host.context)

    def shown(self, value: Any) -> str:
        """As it may be typed again."""
        return self.field.show(value)

    def retranslate(self) -> None:
        """The examples, and the words of what is shown."""
        self.line.setPlaceholderText(str(_APPROXIMATE))
        self.settle()

    def understood(self) -> str:
        """What is known, in words."""
        value = self.value()
        if not isinstance(value, ApproximateDate) or isinstance(value, NotUnderstood):
            return ""
        return said_of(value)


def said_of(value: ApproximateDate) -> str:
    """What is known of a date, in words of the current language."""
    if value.day is None:
        return str(_NOT_KNOWN)
    if value.precision == "EST":
        on = formats.date(value.on)
        shown = formats.isolate(on) if current_language() == "ar" else on
        return str(_ESTIMATED.format(year=value.day.year, age=value.age, on=shown))
    if value.precision == "YEAR":
        return str(_YEAR_ONLY.format(year=value.day.year))
    if value.precision == "MONTH":
        return str(_MONTH_ONLY.format(month=formats.month(value.day)))
    return formats.long_date(value.day)
