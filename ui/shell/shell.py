"""The window of somebody signed in: the side, the head, the screens, the foot; no business of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.words import Words, same
from ui.acts import ANYWHERE, LEFT_OVER, NAMES, Act, action_of, keys_of, sequence_of
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.side_navigation import Place, SideNavigation
from ui.kit.toast import toast
from ui.navigation import Navigator
from ui.operations import Query
from ui.pages.page import Page
from ui.pages.shortcuts import ShortcutSheet, lines_everywhere, lines_here
from ui.registry import HEADINGS
from ui.shell.foot import Foot
from ui.shell.head import Head
from ui.shell.palette import Palette, PaletteCommand
from ui.shell.palette_commands import commands_for
from ui.shell.rarer_registers import MORE, menu_of_registers, rarer_registers
from ui.translation import N_, Text
from ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.search import Hit


@dataclass(frozen=True)
class _Place:
    """What the foot and the band say of the database."""

    branch: Words
    organisation: str
    is_demonstration: bool


class Shell(Living, QWidget):
    """Made anew for each person who signs in. `lock_wanted`, `hide_wanted`, `sign_out_wanted` go to the window."""

    lock_wanted = Signal()
    hide_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, desk: Desk, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.settings = desk, settings
        self.navigator = Navigator(desk, settings, self)
        self.head = Head(desk.person.name, settings)
        self.foot = Foot(desk.person.name)
        self.foot.say_place(same(desk.person.branch), "")
        said = N_("Demonstration: everybody here is invented. Nothing you do has consequences.")
        self.band = Banner(said, "demo", slim=True)
        self.band.hide()
        self.side = SideNavigation(self._places())
        self.side.set_collapsed(settings.preferences.narrow_side)
        self.pages = QStackedWidget()
        self.palette_view = Palette(self._find, self._commands(), self)
        self.table: tuple[Act, ...] = self._table()
        self._actions = {act.keys: self._bind(act) for act in self.table if act.way != LEFT_OVER}
        self._lay()
        self._connect()
        self._read_place()
        self.live()
        self.navigator.open_page("home")

    # --- building ---------------------------------------------------------------------------------

    def _places(self) -> list[Place]:
        """The side, shelf by shelf: the first of each opens a group; rarer registers wait in a menu."""
        places: list[Place] = []
        shelf = "home"
        rare = bool(rarer_registers(self.navigator))
        for entry in (one for one in self.navigator.entries.values() if one.aside):
            starts = entry.shelf != shelf and (entry.shelf, shelf) != ("day", "home")
            if rare and starts and entry.shelf in ("directory", ""):
                places.append(Place(MORE, "ellipsis", N_("More registers"), is_menu=True))
                rare = False
            heading = HEADINGS.get(entry.shelf, "") if starts else ""
            places.append(Place(entry.key, entry.icon_name, entry.name, starts, heading))
            shelf = entry.shelf
        if rare:
            places.append(Place(MORE, "ellipsis", N_("More registers"), is_menu=True))
        return places

    def _commands(self) -> list[PaletteCommand]:
        own = (
            PaletteCommand(N_("Keyboard shortcuts"), "keyboard", self.show_sheet, "F1"),
            PaletteCommand(N_("Lock"), "lock", self.lock_wanted.emit, "Ctrl+L"),
            PaletteCommand(N_("Hide the screen at once"), "eye-off", self.hide_wanted.emit, "F9"),
            PaletteCommand(N_("Sign out"), "log-out", self.sign_out_wanted.emit),
        )
        return commands_for(self.desk.person, self.navigator, self.settings, own)

    def _lay(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.head)
        right.addWidget(self.pages, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        go = self.navigator
        self.side.chosen.connect(self._go_aside)
        self.side.collapsed_changed.connect(self._keep_side)
        self.head.back.connect(go.back)
        self.head.search.connect(self.palette_view.open)
        self.head.settings_wanted.connect(lambda: go.open_page("appearance"))
        self.head.sheet_wanted.connect(self.show_sheet)
        self.head.lock_wanted.connect(self.lock_wanted)
        self.head.hide_wanted.connect(self.hide_wanted)
        self.head.sign_out_wanted.connect(self.sign_out_wanted)
        self.palette_view.taken.connect(go.open_file)
        go.moved.connect(self._show_page)
        go.closed.connect(self._drop_page)
        go.said.connect(self._say)
        go.waiting.connect(self._show_waiting)
        go.hinted.connect(self.foot.say_state)

    def _table(self) -> tuple[Act, ...]:
        new = self.navigator.desk.person.may("c", "beneficiary")
        acts = [
            Act("Ctrl+K", NAMES["search"], self.palette_view.open),
            Act("Ctrl+L", NAMES["lock"], self.lock_wanted.emit, ANYWHERE),
            Act("F9", NAMES["hide"], self.hide_wanted.emit, ANYWHERE),
            Act("Esc", NAMES["back"], self.navigator.back, LEFT_OVER),
            Act("F1", NAMES["sheet"], self.show_sheet),
            Act("F5", NAMES["refresh"], self._refresh),
            Act("Ctrl++", NAMES["larger"], lambda: self._resize_text(1)),
            Act("Ctrl+-", NAMES["smaller"], lambda: self._resize_text(-1)),
            Act("Ctrl+0", NAMES["usual"], self.settings.set_usual_size),
        ]
        if new:
            acts.insert(1, Act("Ctrl+N", NAMES["new"], lambda: self.navigator.new_record("beneficiary")))
        aside = [place for place in self._places() if not place.is_menu]
        for place, entry in enumerate(aside[:9], start=1):  # there is no tenth digit: Ctrl+K finds the others
            act = Act(f"Alt+{place}", entry.words, partial(self.navigator.open_page, entry.key))
            acts.append(act)
        return tuple(acts)

    def _bind(self, act: Act) -> QAction:
        action = action_of(act, self)
        if act.keys == "Ctrl++":  # the plus of many keyboards is typed as Ctrl+=
            action.setShortcuts([sequence_of("Ctrl++"), sequence_of("Ctrl+=")])
        self.addAction(action)
        return action

    # --- screens ----------------------------------------------------------------------------------

    def _go_aside(self, key: str) -> None:
        if key == MORE:
            menu_of_registers(self.navigator, self.side).popup(self.side.place_of(MORE))
        elif self.navigator.open_page(key) is None:
            self._mark_side()

    def _show_page(self, page: Page) -> None:
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
            page.renamed.connect(self._show_name)
        self.pages.setCurrentWidget(page)
        self.foot.say_state("")
        self._show_name()
        self._mark_side()
        taken = keys_of(page)
        for keys, action in self._actions.items():
            action.setEnabled(keys not in taken)

    def _mark_side(self) -> None:
        self.side.set_current(self.navigator.current_side)

    def _show_name(self) -> None:
        page = self.navigator.current
        if page is not None:
            self.head.show_page(page.title(), self.navigator.can_go_back)

    def _drop_page(self, page: Page) -> None:
        self.pages.removeWidget(page)
        page.setParent(None)
        page.deleteLater()

    def _show_waiting(self, key: str, count: int) -> None:
        if any(place.key == key for place in self._places()):
            self.side.set_count(key, count)

    def _refresh(self) -> None:
        page = self.navigator.current
        if page is not None:
            page.refresh()

    # --- acts -------------------------------------------------------------------------------------

    def show_sheet(self) -> ShortcutSheet:
        """F1: what keys do here and everywhere."""
        front = self.navigator.current
        page = front if isinstance(front, Page) else None
        sheet = ShortcutSheet(lines_here(page), lines_everywhere(self.table, page), self.window())
        sheet.open()
        return sheet

    def acts_anywhere(self) -> Sequence[Act]:
        """What must be heard in dialogs and menus too."""
        return [act for act in self.table if act.way == ANYWHERE]

    def _resize_text(self, by: int) -> None:
        self.settings.set_size(self.settings.preferences.size + by)

    def _keep_side(self, narrow: bool) -> None:
        self.settings.preferences.narrow_side = narrow
        self.settings.preferences.save()

    def _say(self, text: Text) -> None:
        toast(self, text)

    def _find(self, text: str) -> list[Hit]:
        from casemgr.services import search

        return search.find(self.desk, text)

    # --- what the database says of itself ---------------------------------------------------------

    def _read_place(self) -> None:
        Query(self, lambda: _place_of(self.desk), self._show_place).start()

    def _show_place(self, place: _Place) -> None:
        self.foot.say_place(place.branch, place.organisation)
        self.band.setVisible(place.is_demonstration)

    # --- Qt ---------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """The words of the actions and the name of the screen; what was read in another language is read again."""
        for act in self.table:
            if act.keys in self._actions:
                self._actions[act.keys].setText(str(act.words))
        self._show_name()
        # Not now: Qt is walking through every widget, and a screen that is read again may take some of its own away.
        QTimer.singleShot(0, self, self._refresh)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that nothing took for itself: Esc goes back."""
        pressed = QKeySequence(event.keyCombination())
        for act in self.table:
            if act.way == LEFT_OVER and sequence_of(act.keys) == pressed:
                act.do()
                return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What Ctrl+K shows covers the whole."""
        super().resizeEvent(event)
        self.palette_view.resize(self.size())

    def focusNextPrevChild(self, next_one: bool) -> bool:
        """While Ctrl+K is open, Tab stays in it."""
        if self.palette_view.isVisible():
            self.palette_view.field.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(next_one)


def _place_of(desk: Desk) -> _Place:
    """In a reader's thread: the branch by its name, the association, whether all is invented."""
    from casemgr.domain.identifiers import show_phone
    from casemgr.services import opening, organisation

    show_phone("+212600000000")  # its plans of numbers take a fifth of a second to load: here, not in a form
    names = {branch.code: branch.name for branch in organisation.branches(desk)}
    about = opening.about(desk)
    code = desk.person.branch
    return _Place(names.get(code, same(code)), about.get("organisation", ""), about.get("demonstration") == "1")
