"""My day: what is due for me, my team or my branch, filtered by kind, opened and done in one stroke."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.services import due, one_stroke, strokes
from casemgr.services.due import DueList
from casemgr.services.one_stroke import Item
from casemgr.services.strokes import Done
from ui import formats
from ui.kit.base import Living
from ui.kit.card import Card
from ui.kit.chip_row import ChipRow
from ui.kit.chips import Chip
from ui.kit.empty_state import EmptyState
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.kit.skeleton import Skeleton
from ui.kit.toast import toast
from ui.operations import Command, Survey
from ui.pages.home_due import DueView
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator


_WORK_ELSEWHERE = ("figures", "administration")  # where who follows no record has her work: the first she may open


class NothingFallsDue(EmptyState):
    """For who follows no record: that it is so, and where her work is."""

    def __init__(self, navigator: Navigator) -> None:
        entries = (navigator.entries.get(key) for key in _WORK_ELSEWHERE)
        place = next((entry for entry in entries if entry is not None), None)
        super().__init__(
            "circle-check",
            N_("Nothing falls due in your work"),
            N_("The records you may open have no day to keep."),
            place.name if place is not None else "",
            action_icon=place.icon_name if place is not None else "",
        )
        if place is not None:
            self.acted.connect(lambda: navigator.open_page(place.key))


class DueCard(Living, Card):
    """The list, whose it is, and what of it is shown."""

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(N_("What is due"), margin=WIDE - HALF, parent=parent)
        self._desk, self._navigator = desk, navigator
        self.found: DueList | None = None
        self._under_way: set[tuple[str, str]] = set()  # what is being done now: kind and record
        self.reach = Segmented(
            ((due.ME, N_("Me")), (due.TEAM, N_("My team")), (due.BRANCH, N_("My branch"))),
            due.usual_reach(desk),
            N_("Whose work"),
        )
        self.reach.chosen.connect(lambda _key: self.refresh())
        self.chips: dict[str, Chip] = {}
        self.chip_row = ChipRow(HALF + 2)
        self.view = DueView(desk.kinds)
        self.view.opened.connect(self.open_item)
        self.view.done.connect(self.do_item)
        self._empty = EmptyState(
            "circle-check",
            N_("Nothing is due"),
            N_("Appointments, follow-ups, answers awaited, legal deadlines and reviews come here by themselves."),
            N_("See my branch"),
        )
        self._empty.acted.connect(self._see_branch)
        self._nothing_falls_due = NothingFallsDue(navigator)
        self._more = Label(N_("Only the nearest are shown: the registers hold the rest."), "small", "muted", wrap=True)
        self._stack = QStackedWidget()
        for page in (Skeleton(8), self.view, self._empty, self._nothing_falls_due):
            self._stack.addWidget(page)
        self._lay()
        self._is_for_her = due.falls_due(desk)
        self.reach.setVisible(self._is_for_her)
        self.live()

    def _lay(self) -> None:
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(GRID)
        if self.header is not None:
            head.addWidget(self.header, 1)
        head.addWidget(self.reach)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.chip_row)
        column.addWidget(self._stack, 1)
        column.addWidget(self._more)
        self.add(column, 1)
        self.chip_row.hide()
        self._more.hide()

    def event(self, event: QEvent) -> bool:
        """Another room, or other words in it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_head()
        return super().event(event)

    def _fit_head(self) -> None:
        """Whose work it is stands under the heading where large letters leave no room for both on one line."""
        if self.header is None:
            return
        needed = self.header.sizeHint().width() + GRID + self.reach.sizeHint().width()
        above = QBoxLayout.Direction.TopToBottom if needed > self._room() else QBoxLayout.Direction.LeftToRight
        if self._head.direction() != above:
            self._head.setDirection(above)

    def _room(self) -> int:
        return self.contentsRect().width() - 2 * (WIDE - HALF)

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again; what is shown stays until the answer comes."""
        desk, reach = self._desk, self.reach.value()
        if not self._is_for_her:
            self._stack.setCurrentWidget(self._nothing_falls_due)
            return
        Survey(self, lambda: due.due(desk, reach), self._show, self._refuse, key="due").start()

    def _refuse(self, error: UserError) -> None:
        toast(self, str(error.what), tone="danger")

    def _show(self, found: DueList) -> None:
        self.found = found
        self._more.setVisible(found.more)
        if self.header is not None:
            self.header.set_count(len(found.items) or None)
        self._navigator.waiting.emit("home", sum(item.when != due.COMING for item in found.items))
        self._show_chips(found)
        self._filter()

    def _show_chips(self, found: DueList) -> None:
        counts = Counter(item.kind for item in found.items)
        for key in self._desk.kinds:
            if key in counts and key not in self.chips:
                chip = Chip("", self._desk.kinds[key].icon)
                chip.toggled.connect(lambda _on: self._filter())
                self.chips[key] = chip
        for key, chip in self.chips.items():
            chip.say(f"{self._desk.kinds[key].plural}  {formats.isolate(formats.number(counts[key]))}")
            if not counts[key]:
                chip.setChecked(False)
        # What presses most comes first; what there is no room for is in the menu at the end.
        self.chip_row.stand([self.chips[key] for key, _count in counts.most_common()])
        self.chip_row.setVisible(len(counts) > 1)

    def _filter(self) -> None:
        if self.found is None:
            return
        wanted = {key for key, chip in self.chips.items() if chip.isChecked()}
        shown = [item for item in self.found.items if not wanted or item.kind in wanted]
        self.view.show_items(shown)
        if self._empty.button is not None:
            self._empty.button.setVisible(self.reach.value() != due.BRANCH)
        self._stack.setCurrentWidget(self.view if shown else self._empty)

    def _see_branch(self) -> None:
        self.reach.set_value(due.BRANCH)
        self.refresh()

    def focus_first(self) -> bool:
        """The keyboard to the list; False when it has no line."""
        if self.view.item() is None or self._stack.currentWidget() is not self.view:
            return False
        self.view.setFocus()
        return True

    # --- doing ------------------------------------------------------------------------------------

    def open_item(self, item: Item) -> None:
        """The record, in the file of its person when there is one that this reader may open."""
        if item.person and self._navigator.may_open("file"):
            self._navigator.open_file(item.person, item.kind, item.record)
        else:
            self._navigator.open_record(item.kind, item.record)

    def do_item(self, item: Item) -> None:
        """Do it now; the toast undoes it. Where a rule refuses, the record is opened at once."""
        if item.stroke is None or (item.kind, item.record) in self._under_way:
            return  # a double click is one stroke
        self._under_way.add((item.kind, item.record))
        desk, label = self._desk, item.stroke.label

        def done(what: Done) -> None:
            self._under_way.discard((item.kind, item.record))
            toast(self, label, N_("Undo"), partial(self.undo, what))
            self._navigator.tell_saved(item.kind, item.record)

        def refused(error: UserError) -> None:
            self._under_way.discard((item.kind, item.record))
            toast(self, str(error.what), N_("Open"), partial(self.open_item, item), tone="danger")
            self.refresh()

        Command(self, lambda: one_stroke.do(desk, item), done, refused).start()

    def undo(self, what: Done) -> None:
        """Take it back."""
        desk = self._desk

        def back(_none: None) -> None:
            toast(self, N_("Undone"))
            self._navigator.tell_saved(what.kind, what.record)

        Command(self, lambda: strokes.undo(desk, what), back, self._refuse).start()

    def retranslate(self) -> None:
        """The chips and the lines."""
        if self.found is not None:
            self._show(self.found)
