"""The register of any kind: search as one types, filters, the list, and the record beside it on a wide window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.services import organisation, register
from casemgr.services.desk import Desk
from casemgr.services.register import ColumnInfo, Sort
from ui.formats import isolate, number
from ui.kit import Banner, Card, EmptyState, IconButton, Label, Popover, PrimaryButton, ProgressPanel, Skeleton, toast
from ui.operations import Command, Query
from ui.pages.by_hand import prepare_register
from ui.pages.page import Page
from ui.pages.register_conditions import Condition, conditions_of, read_saved
from ui.pages.register_export import ListExport
from ui.pages.register_filter_bar import FilterBar, said_count
from ui.pages.register_preview import PreviewPanel
from ui.pages.register_tick_list import TickList
from ui.tables import Layout, RecordsTable
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from ui.navigation import Navigator

WIDE_WINDOW = 1200  # pixels from which the record stands beside the list
TEACHING = {
    "beneficiary": N_("The people you receive are listed here: find them by name in either script, code or phone."),
    "household": N_("Those who live together are listed here, with who answers for each child."),
    "case": N_("The cases you follow are listed here, with their state, priority and caseworker."),
    "service": N_("Every service given is listed here: what, to whom, when, and on which programme."),
    "consent": N_("What people allow or refuse is listed here, by purpose and recipient."),
    "referral": N_("Whom you send to a partner is listed here, what is late first: note each answer in one stroke."),
    "partner": N_("The bodies you work with are listed here: what they accept, whom to ask, and how they answer."),
}


@dataclass(frozen=True)
class Setting:
    """What a register needs before its first list: columns, what it is filtered by, and this person's habits."""

    columns: list[ColumnInfo]
    conditions: list[Condition]
    kept: dict[str, Any]


class RegisterPage(Page):
    """The records of `kind`."""

    def __init__(self, desk: Desk, navigator: Navigator, *, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.kind = desk.kinds[kind]
        self.icon_name = self.kind.icon
        self.infos: list[ColumnInfo] = []
        self.may_create = desk.person.may_create_some(self.kind.granted_as, desk.person.branch)
        self.filters = FilterBar(self.kind, desk.today)
        self.table = RecordsTable(desk, self.kind)
        self.preview = PreviewPanel(desk, self.kind)
        self.count = Label("", ink="muted")
        self._trouble = Banner("", "danger")
        self._trouble.hide()
        self.progress = ProgressPanel()
        self.export = ListExport(desk, self.kind, self.progress, self._trouble, self)
        self._wants_preview: bool | None = None
        self._is_ready = False
        self._lay()
        self._connect()
        if self.may_create:
            self.add_act("Ctrl+N", self.kind.new, self.begin)
        self.add_act("Ctrl+F", N_("Search in this list"), self.focus_first)
        self.add_act("F8", N_("Preview beside the list"), self.turn_preview)
        self.add_act("Ctrl+P", N_("Print…"), self.print_paper)
        self.add_act("F5", N_("Read again"), self.refresh)
        prepare_register(self.kind, self)
        self.live()

    # --- how it stands --------------------------------------------------------------------------------------
    def _lay(self) -> None:
        self.columns_button = IconButton("columns-3", N_("Columns"))
        self.columns_button.clicked.connect(self.choose_columns)
        self.preview_button = IconButton("panel-left", N_("Preview beside the list (F8)"))
        self.preview_button.setCheckable(True)
        self.preview_button.clicked.connect(self.turn_preview)
        self.filters.line.addWidget(self.count)
        self.filters.line.addSpacing(GRID)
        self.filters.line.addWidget(self.columns_button)
        self.filters.line.addWidget(self.preview_button)
        if self.desk.person.may_some("p", self.kind.granted_as):
            self.print_button = IconButton("printer", N_("Print…"))
            self.print_button.clicked.connect(self.print_paper)
            self.filters.line.addWidget(self.print_button)
        if self.desk.person.may_some("x", self.kind.granted_as):
            self.export_button = IconButton("download", N_("Export to a file…"))
            self.export_button.clicked.connect(self.ask_export)
            self.filters.line.addWidget(self.export_button)
        if self.desk.person.may_some("c", self.kind.granted_as) and self.navigator.may_open("import"):
            self.import_button = IconButton("upload", N_("Import a list…"))
            self.import_button.clicked.connect(lambda: self.navigator.open_page("import", kind=self.kind.key))
            self.filters.line.addWidget(self.import_button)
        if self.may_create:
            self.new_button = PrimaryButton(self.kind.new, "plus")
            self.new_button.clicked.connect(self.begin)
            self.filters.line.addWidget(self.new_button)
        card = Card(margin=1)
        self._stack = QStackedWidget()
        self._skeleton = Skeleton(10)
        self._first = self._empty_state()
        self._no_match = EmptyState(
            "search",
            N_("Nothing found"),
            N_("Try fewer letters, another spelling, or fewer filters."),
            N_("Clear all"),
        )
        self._no_match.acted.connect(self.filters.clear)
        for page in (self._skeleton, self.table, self._first, self._no_match):
            self._stack.addWidget(page)
        card.add(self._stack, 1)
        beside = QHBoxLayout()
        beside.setSpacing(GRID + 4)
        beside.addWidget(card, 1)
        beside.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID + 4)
        column.addWidget(self.filters)
        column.addWidget(self._trouble)
        column.addWidget(self.progress)
        column.addLayout(beside, 1)
        self._fit_preview()

    def _empty_state(self) -> EmptyState:
        sentence = TEACHING.get(self.kind.key, self.kind.empty)
        act = self.kind.new if self.may_create else ""
        made = EmptyState(self.kind.icon, N_("Nothing here yet"), sentence, act, action_icon="plus")
        made.acted.connect(self.begin)
        return made

    def _connect(self) -> None:
        self.filters.asked.connect(self.search)
        self.filters.kept.connect(
            lambda saved: self._keep(f"filters.{self.kind.key}", [one.as_json() for one in saved])
        )
        self.filters.moved_down.connect(self._go_down)
        self.table.opened.connect(self.open_record)
        self.table.sort_asked.connect(lambda _sort: self.search())
        self.table.arranged.connect(lambda layout: self._keep(f"register.{self.kind.key}", layout.as_json()))
        self.table.current_changed.connect(self._go_to_line)
        self.table.chosen_changed.connect(lambda _count: self._say_count())
        self.table.preview_asked.connect(self.turn_preview)
        self.table.copied.connect(
            lambda count: toast(self, N_("Lines copied: {count}").format(count=isolate(number(count))))
        )
        self.table.records.refused.connect(self._refuse)
        self.table.records.came.connect(self._line_came)
        self.preview.opened.connect(self.open_record)
        self.preview.changed.connect(lambda record: self.navigator.tell_saved(self.kind.key, record))

    # --- what the shell asks --------------------------------------------------------------------------------
    def title(self) -> str:
        """The name of the kind, in the plural."""
        return str(self.kind.plural)

    def refresh(self) -> None:
        """The list again, with what was searched, chosen and scrolled left as it is."""
        if self._is_ready:
            self.search()
            self.preview.look_again()
            return
        desk, kind = self.desk, self.kind.key

        def read() -> Setting:
            return Setting(register.columns(desk, kind), conditions_of(desk, kind), organisation.preferences(desk))

        Query(self, read, self._settle, self._refuse, key="setting").start()

    def focus_first(self) -> None:
        """The field of search."""
        self.filters.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filters.search.selectAll()

    def _settle(self, setting: Setting) -> None:
        self._is_ready = True
        self.infos = setting.columns
        self.table.arrange(setting.columns, Layout.read(setting.kept.get(f"register.{self.kind.key}"), setting.columns))
        self.filters.set_conditions(setting.conditions)
        self.filters.set_saved(read_saved(setting.kept.get(f"filters.{self.kind.key}")))
        self.search()

    # --- the list -------------------------------------------------------------------------------------------
    def search(self) -> None:
        """Ask for the ids of what is searched and filtered; an older question is forgotten."""
        if not self._is_ready:
            return
        desk, kind, filters, text = self.desk, self.kind.key, tuple(self.filters.filters), self.filters.text()
        sort: Sort | None = self.table.arrangement.sort
        Query(
            self,
            lambda: register.ids(desk, kind, filters=filters, sort=sort, text=text),
            self._show,
            self._refuse,
            key="ids",
        ).start()

    def _show(self, ids: list[str]) -> None:
        self._trouble.hide()
        self.table.show_ids(ids)
        page: QWidget = self.table
        if not ids:
            page = self._no_match if self.filters.is_narrowing() else self._first
        self._stack.setCurrentWidget(page)
        self._say_count()

    def _say_count(self) -> None:
        chosen = sum(part.height() for part in self.table.selectionModel().selection().toList())
        self.count.say(said_count(self.kind, len(self.table.records.ids), chosen))
        self._fit_line()

    def _refuse(self, error: UserError) -> None:
        self._trouble.say(error.do, error.what)
        self._trouble.show()

    def _go_down(self) -> None:
        if self.table.records.ids:
            if not self.table.chosen_ids():
                self.table.go_to_row(max(0, self.table.currentIndex().row()))
            self.table.setFocus()

    def open_record(self, record: str) -> None:
        """Open the file of a person, or the record."""
        self.navigator.open_record(self.kind.key, record)

    def begin(self) -> None:
        """A new record."""
        if self.may_create:
            self.navigator.new_record(self.kind.key)

    def print_paper(self) -> None:
        """The papers of what is chosen in the list, or of the line it stands on; the blank form when on none."""
        chosen = tuple(self.table.chosen_ids())
        among = chosen if len(chosen) > 1 else ()
        self.navigator.open_page("paper", kind=self.kind.key, record=self.table.current_id(), among=among)

    def ask_export(self) -> None:
        """What is selected, or filtered, or all, to a file."""
        self.export.ask(self.table.chosen_ids(), self.table.records.ids, self.filters.is_narrowing())

    # --- columns and preview --------------------------------------------------------------------------------
    def choose_columns(self) -> Popover:
        """The columns, to tick."""
        popover = Popover(self, N_("Columns"), 340)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self.table.arrangement.columns
        options = [(info.key, info.label) for info in self.infos]
        ticks = TickList(sorted(options, key=lambda option: option[0] not in shown), shown, N_("Columns"))
        popover.add(ticks)
        apply = PrimaryButton(N_("Apply"))

        def take() -> None:
            self.show_columns(ticks.ticked())
            popover.close()

        apply.clicked.connect(take)
        popover.add(apply)
        popover.setFocusProxy(ticks)
        popover.open_at(self.columns_button)
        return popover

    def show_columns(self, wanted: list[str]) -> None:
        """Show these columns: those that were there keep their place, the others come at the end."""
        now = self.table.arrangement
        kept = [key for key in now.columns if key in wanted]
        columns = (*kept, *(key for key in wanted if key not in kept))
        layout = Layout(columns, now.widths, now.sort) if columns else Layout.usual(self.infos)
        self.table.arrange(self.infos, layout)
        self._keep(f"register.{self.kind.key}", layout.as_json())

    def turn_preview(self) -> None:
        """Show the record beside the list, or give the room back to it."""
        self._wants_preview = not self.preview.isVisibleTo(self)
        self._fit_preview()

    def _fit_preview(self) -> None:
        is_wide = self.window().width() >= WIDE_WINDOW
        anything = bool(self.table.current_id())  # an empty panel would take its room from the list
        shown = is_wide and anything if self._wants_preview is None else self._wants_preview
        was_shown = self.preview.isVisibleTo(self)
        self.preview.setVisible(shown)
        self.preview_button.setChecked(shown)
        if shown and not was_shown:
            self._look_at(self.table.current_id())

    def _go_to_line(self, record: str) -> None:
        self._fit_preview()
        self._look_at(record)

    def _look_at(self, record: str) -> None:
        if self.preview.isVisibleTo(self):
            self.preview.look_at(record, self.table.records.line(self.table.currentIndex().row()))

    def _line_came(self) -> None:
        """The line of the current record came: now its mark is known."""
        if self.preview.shown is None and self.table.current_id():
            self._look_at(self.table.current_id())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the list when there is room."""
        super().resizeEvent(event)
        self._fit_preview()
        self._fit_line()

    def _fit_line(self) -> None:
        """Where the line has no room for all: how many there are gives way first, then the words of the new record."""
        room, line = self.width() - 2 * WIDE, self.filters.line
        self.count.show()
        if self.may_create:
            self.new_button.show_words(True)
        line.invalidate()  # a layout within another keeps the room of what was hidden
        self.count.setVisible(line.minimumSize().width() <= room)
        line.invalidate()
        if self.may_create:
            self.new_button.show_words(line.minimumSize().width() <= room)

    def _keep(self, key: str, value: object) -> None:
        desk = self.desk
        Command(self, lambda: organisation.set_preference(desk, key, value), None, self._refuse).start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed on the list go to the field of search."""
        text = event.text()
        if text and text.isprintable() and text.strip() and self.table.hasFocus() and not event.modifiers():
            self.filters.search.setFocus()
            self.filters.search.insert(text)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Words and counts in the language of the moment."""
        super().retranslate()
        self._say_count()
        self.preview.setAccessibleName(str(N_("Preview")))
