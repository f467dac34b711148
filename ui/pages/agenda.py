"""The agenda: who is awaited, when, where, by whom; by day, by week, as a list; an empty hour takes an appointment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.opening_hours import Range
from casemgr.domain.words import Words, same
from casemgr.domain.words import translate as _
from casemgr.services import agenda, opening_hours, organisation
from casemgr.services.agenda import APPOINTMENT, Entry
from ui import formats
from ui.kit.banner import Banner
from ui.kit.buttons import Button, IconButton, PrimaryButton
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.kit.toast import toast
from ui.operations import Command, Query
from ui.pages.agenda_grid import AgendaGrid
from ui.pages.agenda_list import AgendaList
from ui.pages.page import Page
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

DAY, WEEK, LIST = "day", "week", "list"
_LENGTHS = {DAY: 1, WEEK: 7, LIST: 28}  # days shown at once
EVERYBODY = ""
_WIDEST = 320  # pixels of a choice: a long name is cut there


@dataclass(frozen=True)
class Shown:
    """What the page shows, read in one go."""

    entries: tuple[Entry, ...]
    colleagues: tuple[tuple[str, str], ...]
    branches: tuple[tuple[str, Words], ...]
    closed: Mapping[date, tuple[Range, ...]] = field(default_factory=dict)


class AgendaPage(Page):
    """Days and hours of the reader's branches; begins with this week, of whoever is signed in."""

    icon_name = "calendar"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.day = desk.today
        self.shown = Shown((), (), ())
        may_add = bool(desk.person.grants("c", APPOINTMENT)) and navigator.may_open("new")
        self.view = Segmented([(DAY, N_("Day")), (WEEK, N_("Week")), (LIST, N_("List"))], WEEK, N_("How it is shown"))
        self.earlier = IconButton("chevron-left", N_("Earlier"))
        self.later = IconButton("chevron-right", N_("Later"))
        self.now = Button(N_("Today"))
        self.when = Label("", "lead", weight="medium")
        self.staff = QComboBox()
        self.branch = QComboBox()
        for choice in (self.staff, self.branch):  # as wide as its words are now: they change with the language
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.setMaximumWidth(_WIDEST)
        self.export = IconButton("download", N_("Save what is shown as an .ics file"))
        self.new = PrimaryButton(N_("New appointment"), "calendar-plus")
        self.trouble = Banner("", "danger", closable=True)
        self.grid = AgendaGrid()
        self.list = AgendaList(may_add)
        # Hidden before they stand in the page, never shown: they would be windows of their own for an instant.
        if not may_add:
            self.new.hide()
        if not agenda.may_take_along(desk):
            self.export.hide()
        self._may_add = may_add
        self._lay()
        self._connect()
        self._fill_choices()
        self.staff.setCurrentIndex(max(self.staff.findData(desk.person.id), 0) if may_add else 0)
        self.live()

    def _lay(self) -> None:
        top, under = QHBoxLayout(), QHBoxLayout()
        moving: tuple[QWidget, ...] = (self.view, self.earlier, self.now, self.later)
        for widget in moving:
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.export)
        top.addWidget(self.new)
        under.addWidget(self.when, 1)
        under.addWidget(self.staff)
        under.addWidget(self.branch)
        for row in (top, under):
            row.setSpacing(GRID)
        self.trouble.hide()
        self._body = QStackedWidget()
        self._body.addWidget(self.grid)
        self._body.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, GRID + HALF)
        column.setSpacing(GRID + HALF)
        column.addLayout(top)
        column.addLayout(under)
        column.addWidget(self.trouble)
        column.addWidget(self._body, 1)

    def _connect(self) -> None:
        self.view.chosen.connect(lambda _key: self.refresh())
        self.earlier.clicked.connect(lambda: self.step(-1))
        self.later.clicked.connect(lambda: self.step(1))
        self.now.clicked.connect(lambda: self.go_to(self.desk.today))
        self.staff.activated.connect(lambda _row: self.refresh())
        self.branch.activated.connect(lambda _row: self.refresh())
        self.export.clicked.connect(self._offer_calendar)
        self.new.clicked.connect(lambda: self.begin())
        self.grid.slot_asked.connect(self.begin)
        self.grid.entry_asked.connect(self.open_entry)
        self.list.entry_asked.connect(self.open_entry)
        self.list.new_asked.connect(lambda: self.begin())
        if self._may_add:
            self.add_act("Ctrl+N", N_("New appointment"), self.begin)

    # --- which days -----------------------------------------------------------------------------------------
    def days(self) -> list[date]:
        """The days that are shown."""
        view = self.view.value()
        first = self.day - timedelta(days=self.day.weekday()) if view == WEEK else self.day
        return [first + timedelta(days=n) for n in range(_LENGTHS[view])]

    def go_to(self, day: date) -> None:
        """Show the days around `day`."""
        self.day = day
        self.refresh()

    def step(self, onward: int) -> None:
        """The days before or after."""
        self.go_to(self.day + timedelta(days=onward * _LENGTHS[self.view.value()]))

    # --- reading --------------------------------------------------------------------------------------------
    def title(self) -> str:
        """The name of the screen."""
        return _("Agenda")

    def refresh(self) -> None:
        """Read the days again."""
        desk, days = self.desk, self.days()
        staff, branch = self.staff.currentData() or EVERYBODY, self.branch.currentData() or ""

        def read() -> Shown:
            found = agenda.entries(desk, days[0], days[-1], staff=staff, branch=branch)
            closed = opening_hours.closed_hours(desk, branch or desk.person.branch, days)
            names = {one.code: one.name for one in organisation.branches(desk)}
            hers = tuple((code, names.get(code, same(code))) for code in agenda.branches(desk))
            return Shown(tuple(found), tuple(agenda.colleagues(desk, branch)), hers, closed)

        self._say_when()
        self._body.setCurrentWidget(self.list if self.view.value() == LIST else self.grid)
        Query(self, read, self._show, self._refuse, key="agenda").start()

    def _show(self, shown: Shown) -> None:
        is_new = (shown.colleagues, shown.branches) != (self.shown.colleagues, self.shown.branches)
        self.shown = shown
        if is_new:
            self._fill_choices()
        if self.view.value() == LIST:
            self.list.show_entries(shown.entries)
        else:
            self.grid.show_days(self.days(), shown.entries, self.desk.today, shown.closed)

    def _fill_choices(self) -> None:
        """The colleagues and the branches one may look at; what was chosen stays chosen."""
        me = self.desk.person
        others = [(one, name) for one, name in self.shown.colleagues if one != me.id]
        _offer(self.staff, [(EVERYBODY, _("Everybody")), (me.id, _("My appointments")), *others])
        _offer(self.branch, [("", _("Every branch")), *((code, str(name)) for code, name in self.shown.branches)])
        self.branch.setVisible(len(self.shown.branches) > 1)

    def _refuse(self, error: UserError) -> None:
        self.trouble.say(error.do, error.what)
        self.trouble.show()

    def _say_when(self) -> None:
        days = self.days()
        if len(days) == 1:
            self.when.say(formats.long_date(days[0]))
        else:
            first, last = days[0], days[-1]
            begins = formats.day_of_month(first) if first.month == last.month else formats.short_date(first)
            ends = f"{formats.short_date(last)} {last.year}"
            self.when.say(_("{first} to {last}").format(first=begins, last=ends))

    # --- acting ---------------------------------------------------------------------------------------------
    def begin(self, day: date | None = None, minute: int | None = None) -> None:
        """Begin an appointment, at the hour that was chosen, with the colleague whose agenda is shown."""
        if not self._may_add:
            return
        given: dict[str, object] = {"date": day or max(self.day, self.desk.today)}
        if minute is not None:
            given["time"] = f"{minute // 60:02d}:{minute % 60:02d}"
        if self.staff.currentData():
            given["staff"] = self.staff.currentData()
        self.navigator.new_record(APPOINTMENT, **given)

    def open_entry(self, entry: Entry) -> None:
        """Open what stands there."""
        self.navigator.open_record(entry.kind, entry.record)

    def _offer_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Codes and hours"), lambda: self.ask_where(with_names=False))
        menu.addAction(_("With names (noted)"), lambda: self.ask_where(with_names=True))
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def ask_where(self, *, with_names: bool) -> QFileDialog:
        """Ask where the calendar is to be saved."""
        dialog = QFileDialog(self, _("Save the calendar"), QDir.homePath(), "iCalendar (*.ics)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.selectFile("agenda.ics")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_calendar(Path(chosen), with_names=with_names))
        dialog.open()
        return dialog

    def save_calendar(self, path: Path, *, with_names: bool) -> None:
        """Save what is shown and still awaited."""
        desk, shown = self.desk, self.shown.entries

        def done(count: int) -> None:
            toast(self, N_("Appointments saved: {count}").format(count=formats.isolate(str(count))))

        Command(
            self, lambda: agenda.save_calendar(desk, shown, path, with_names=with_names), done, self._refuse
        ).start()

    def focus_first(self) -> None:
        """To the hours."""
        (self.list if self.view.value() == LIST else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """What the page itself says."""
        super().retranslate()
        self.staff.setAccessibleName(_("Whose agenda"))
        self.branch.setAccessibleName(_("Branch"))
        self._fill_choices()
        self._say_when()


def _offer(choice: QComboBox, options: Sequence[tuple[str, str]]) -> None:
    """Fill a list of choices; what was chosen stays, if it is still there."""
    chosen = choice.currentData()
    choice.clear()
    for key, words in options:
        choice.addItem(formats.isolate_any(words), key)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
