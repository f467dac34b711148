"""A day, typed as people write it or taken from the month."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.dates import parse_date
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui import formats
from ui.forms.editors.calendar_popup import CalendarPopup
from ui.kit.base import Living, set_look
from ui.theme import icon
from ui.translation import Text, is_mirrored

_PLACEHOLDER = Words("jj/mm/aaaa", "يوم/شهر/سنة", "dd/mm/yyyy")


class DayLine(Living, QLineEdit):
    """One day; `changed(date)` when another is understood. F4 opens the month."""

    changed = Signal(object)

    def __init__(self, name: Text, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name: Text = name
        self._today = today
        self._day = today
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._open = QAction("", self)
        self._open.setShortcut("F4")
        self._open.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._open.triggered.connect(self._open_calendar)
        self._end: QLineEdit.ActionPosition | None = None
        self._place_calendar()
        self.editingFinished.connect(self._settle)
        self.textEdited.connect(lambda _text: set_look(self, bad=False))
        self.setFixedWidth(132)
        self.live()

    def day(self) -> date:
        """The day that was last understood."""
        return self._day

    def set_day(self, day: date) -> None:
        """Show a day, without a signal."""
        self._day = day
        self.setText(formats.date(day))
        set_look(self, bad=False)
        self.setToolTip("")

    def _settle(self) -> None:
        try:
            day = parse_date(self.text(), self._today, future=True)
        except UserError as error:
            set_look(self, bad=True)
            self.setToolTip(str(error))
            return
        self._take(day)

    def _take(self, day: date) -> None:
        changed = day != self._day
        self.set_day(day)
        if changed:
            self.changed.emit(day)

    def _open_calendar(self) -> None:
        popup = CalendarPopup(self, self._today, self._day, None)
        popup.picked.connect(self._take)
        popup.open_at(self)

    def retranslate(self) -> None:
        """Name, placeholder, and the calendar at the end of the line of writing."""
        self.setAccessibleName(str(self._name))
        self.setPlaceholderText(str(_PLACEHOLDER))
        self._open.setToolTip(_("Calendar (F4)"))
        self.restyle()

    def restyle(self) -> None:
        """The icon in the colour of the theme."""
        self._open.setIcon(icon("calendar"))
        if self._end is not self._wanted_end():
            # Later: moving the icon destroys its button, and Qt is walking through all widgets just now.
            QTimer.singleShot(0, self, self._place_calendar)

    def _wanted_end(self) -> QLineEdit.ActionPosition:
        """The line stays left to right, for its digits: its own idea of its end is wrong in Arabic."""
        return QLineEdit.ActionPosition.LeadingPosition if is_mirrored() else QLineEdit.ActionPosition.TrailingPosition

    def _place_calendar(self) -> None:
        if self._end is not self._wanted_end():
            self._end = self._wanted_end()
            self.removeAction(self._open)
            self.addAction(self._open, self._end)
