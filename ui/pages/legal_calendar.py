"""Deadlines and hearings: week after week or by month, late first, with the safe day and the legal limit.

Whoever sees dates only finds the same days here without the matter; a file for another calendar goes out with the
numbers of the files and no name.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from casemgr.domain.months import add_months
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from casemgr.services import holidays, legal_calendar
from casemgr.services.legal_calendar import LATE, RISK, Entry
from ui import formats
from ui.kit.banner import Banner
from ui.kit.buttons import Button, IconButton
from ui.kit.empty_state import EmptyState
from ui.kit.flow_layout import FlowLayout, kept_together
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.kit.skeleton import Skeleton
from ui.operations import Command, Query
from ui.pages.administration_section import fill
from ui.pages.legal_calendar_lines import LinesCard, monday_of, week_cards
from ui.pages.legal_calendar_month import MonthGrid
from ui.pages.page import Page
from ui.pages.panel_parts import scrolled
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.domain.errors import UserError
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

WEEKS, MONTH = "weeks", "month"
_SPAN = 4  # weeks


@dataclass(frozen=True)
class Shown:
    """What was read: the days, the days off, and the feasts of the last year that nobody entered yet."""

    entries: list[Entry]
    days_off: frozenset[date]
    missing: tuple[str, ...]
    year: int


class LegalCalendarPage(Page):
    """The deadlines and hearings of legal files."""

    icon_name = "calendar-clock"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.anchor = desk.today
        self.chosen = desk.today
        self.shown: Shown | None = None
        self.way = Segmented([(WEEKS, N_("Weeks")), (MONTH, N_("Month"))], name=N_("How to see the days"))
        self.way.chosen.connect(lambda _way: self._start_again())
        self.before = IconButton("chevron-left", N_("Earlier"))
        self.before.clicked.connect(lambda: self.step(-1))
        self.after = IconButton("chevron-right", N_("Later"))
        self.after.clicked.connect(lambda: self.step(1))
        self.now = Button(N_("Today"))
        self.now.clicked.connect(self._start_again)
        self.period = Label("", "title")
        self.summary = Label("", ink="muted")
        self.export = Button(N_("To a calendar (.ics)"), "calendar-plus")
        self.export.clicked.connect(self.ask_where)
        if not legal_calendar.may_export(desk):
            self.export.hide()
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.feasts = Banner("", "info", slim=True)
        self.feasts.hide()
        self.grid = MonthGrid()
        self.grid.picked.connect(self._pick)
        self.grid.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID + HALF)
        self.cards: list[LinesCard] = []
        self._lay()
        fill(self.body, [Skeleton(5)])
        self.live()

    def _lay(self) -> None:
        bar = FlowLayout(gap=GRID)
        bar.addWidget(kept_together(self.before, self.now, self.after, self.period))
        bar.from_here_at_the_end()
        bar.addWidget(kept_together(self.summary, self.way, self.export))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(WIDE, GRID, WIDE, LARGE)
        column.setSpacing(GRID + HALF)
        column.addWidget(self.feasts)
        column.addWidget(self.grid)
        column.addLayout(self.body)
        column.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(WIDE, WIDE, WIDE, HALF)
        top.addLayout(bar)
        top.addWidget(self.refusal)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(top)
        whole.addWidget(scrolled(inside), 1)

    def title(self) -> str:
        """The name of the screen."""
        return _("Deadlines and hearings")

    # --- which days -------------------------------------------------------------------------------

    def days(self) -> tuple[date, date]:
        """The first and the last day that are shown."""
        if self.way.value() == MONTH:
            last = calendar.monthrange(self.anchor.year, self.anchor.month)[1]
            first = monday_of(self.anchor.replace(day=1))
            end = self.anchor.replace(day=last)
            return first, end + timedelta(days=6 - end.weekday())
        first = monday_of(self.anchor)
        return first, first + timedelta(days=7 * _SPAN - 1)

    def step(self, way: int) -> None:
        """Some weeks, or a month, earlier or later."""
        if self.way.value() == MONTH:
            self.anchor = add_months(self.anchor.replace(day=1), way)
            self.chosen = self.anchor
        else:
            self.anchor += timedelta(days=7 * _SPAN * way)
        self.refresh()

    def _start_again(self) -> None:
        self.anchor = self.chosen = self.desk.today
        self.refresh()

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the days that are shown."""
        first, last = self.days()
        late = self.way.value() == WEEKS and first <= self.desk.today <= last
        Query(self, lambda: _read(self.desk, first, last, late), self._show, self._refuse, key="days").start()

    def _refuse(self, error: UserError) -> None:
        self.refusal.say(str(error))
        self.refusal.show()

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.refusal.hide()
        self._say_period(shown)
        is_month = self.way.value() == MONTH
        self.grid.setVisible(is_month)
        if is_month:
            self.grid.show_month(self.anchor, shown.entries, shown.days_off, self.desk.today, self.chosen)
            self._pick(self.chosen)
            return
        first, last = self.days()
        self.cards = week_cards(shown.entries, first, last, self.desk.today, self._open)
        fill(self.body, list(self.cards) if shown.entries else [self._nothing()])

    def _say_period(self, shown: Shown) -> None:
        first, last = self.days()
        said = N_("From {first} to {last}").format(first=formats.short_date(first), last=formats.short_date(last))
        self.period.say(formats.month(self.anchor) if self.way.value() == MONTH else said)
        late = sum(1 for entry in shown.entries if entry.status == LATE)
        risk = sum(1 for entry in shown.entries if entry.status == RISK)
        self.summary.say(N_("{late} late, {risk} within a week").format(late=late, risk=risk))
        self.export.setEnabled(bool(shown.entries))
        self.feasts.setVisible(bool(shown.missing))
        if shown.missing:
            comma = "، " if current_language() == "ar" else ", "
            self.feasts.say(
                N_(
                    "Not entered for {year}: {feasts}. A limit that falls on one of them is later than is shown."
                ).format(year=shown.year, feasts=comma.join(shown.missing))
            )

    def _nothing(self) -> QWidget:
        return EmptyState(
            "calendar-clock",
            N_("No deadline and no hearing in these weeks"),
            N_("Note the acts in the legal files, a notification or a birth: their deadlines come here by themselves."),
        )

    def _pick(self, day: date) -> None:
        """The lines of one day of the month."""
        self.chosen = day
        mine = [entry for entry in self.shown.entries if entry.day == day] if self.shown is not None else []
        card = LinesCard(formats.long_date(day), "", mine, self._open, N_("Neither a deadline nor a hearing this day."))
        self.cards = [card]
        fill(self.body, [card])

    def _open(self, entry: Entry, *_clicked: object) -> None:
        self.navigator.open_record(legal_calendar.KIND, entry.record)

    def focus_first(self) -> None:
        """To the choice of weeks or month."""
        self.way.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """The days in the language of the moment."""
        super().retranslate()
        if self.shown is not None:
            self._show(self.shown)

    # --- taking away ------------------------------------------------------------------------------

    def ask_where(self) -> QFileDialog | None:
        """Ask for a place and a name, then write what is shown."""
        if self.shown is None:
            return None
        first, last = self.days()
        dialog = QFileDialog(self, _("Save the calendar"), QDir.homePath(), "iCalendar (*.ics)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(f"casemgr_{first.isoformat()}_{last.isoformat()}.ics")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()
        return dialog

    def save_to(self, path: str) -> None:
        """Write the file, in the language of the window."""
        entries = self.shown.entries if self.shown is not None else []
        language = current_language()

        def write() -> None:
            legal_calendar.export_to(self.desk, entries, language, Path(path))

        Command(self, write, lambda _done: self.navigator.tell(N_("The calendar is written.")), self._refuse).start()


def _read(desk: Desk, first: date, last: date, late: bool) -> Shown:
    """In a reader's thread."""
    entries = legal_calendar.between(desk, first, last, late=late)
    missing = tuple(str(term.label) for term in holidays.not_entered(holidays.of_year(desk, last.year)))
    return Shown(entries, holidays.every_day_off(desk), missing, last.year)
