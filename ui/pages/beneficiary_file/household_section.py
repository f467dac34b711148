"""The household of a person, from her end: with whom she lives; one made with her, or one that she joins."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from casemgr.domain.errors import UserError
from casemgr.services import links
from casemgr.services.desk import Desk
from casemgr.services.memberships import HOUSEHOLD, Member, Membership, memberships
from ui import formats
from ui.formats import isolate, isolate_any
from ui.kit import Button, Card, DirectionalLabel, EmptyState, Label, Popover, SearchField, Skeleton, StatusPill
from ui.kit.canvas import Canvas
from ui.operations import Query
from ui.theme import GRID, LARGE
from ui.translation import N_

LOWEST = 300


class HouseholdSection(QWidget):
    """`opened(kind, id)`, `create_asked(member)` a new household with her (and a member, or ""), `join_asked(id)`."""

    opened = Signal(str, str)
    create_asked = Signal(str)
    join_asked = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: Desk, person: str, may_create: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.person, self.may_create = desk, person, may_create
        self.found: list[Membership] = []
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "house",
            N_("No household yet"),
            N_("Say with whom the person lives: make a household, or join that of somebody you know."),
            N_("New household") if may_create else "",
            N_("Join a household") if may_create else "",
            "house-plus",
        )
        self._empty.acted.connect(lambda: self.create_asked.emit(""))
        self._empty.acted_second.connect(lambda: self.ask_whose())
        self._list = Canvas()
        self._column = self._list.column
        self._column.setSpacing(GRID + 4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._list)
        self._area = area
        for page in (Skeleton(6), area, self._empty):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def load(self) -> None:
        """Read her households."""
        desk, person = self.desk, self.person
        Query(self, lambda: memberships(desk, person), self._show, self._refuse, key="households").start()

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)

    def _show(self, found: list[Membership]) -> None:
        self.found = found
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in found:
            self._column.addWidget(self._card(one))
        self._column.addStretch(1)
        self._stack.setCurrentWidget(self._area if found else self._empty)

    def _card(self, one: Membership) -> Card:
        record = one.household
        card = Card(record.title or N_("Household"), isolate(record.code))
        if card.header is not None:
            state = StatusPill(N_("Now"), "success") if one.is_now else StatusPill(N_("Before"), "neutral", "history")
            card.header.add_action(state)
            button = Button(N_("Open the household"), "house")
            button.clicked.connect(lambda: self.opened.emit(HOUSEHOLD, record.id))
            card.header.add_action(button)
        card.add(self._members(one.members))
        return card

    def _members(self, members: Sequence[Member]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(3, 1)
        for line, member in enumerate(members):
            grid.addWidget(self._name(member), line, 0, Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(Label(member.relationship, ink="muted"), line, 1)
            grid.addWidget(DirectionalLabel(_days(member), ink="muted"), line, 2)
        return grid

    def _name(self, member: Member) -> QWidget:
        if member.id and member.id != self.person:
            button = Button(isolate_any(member.name), "user", "link")
            button.clicked.connect(lambda: self.opened.emit("beneficiary", member.id))
            return button
        return DirectionalLabel(member.name or "—", weight="medium")

    # --- joining --------------------------------------------------------------------------------------------
    def ask_whose(self, anchor: QWidget | None = None) -> Popover:
        """Whose household she joins: somebody is searched; whoever has none starts one with her."""
        popover = Popover(self, N_("Join the household of…"), 380)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        search = SearchField(N_("Name, code or phone"))
        people = QListWidget()
        people.setFixedHeight(LOWEST // 2)
        desk = self.desk

        def offer(found: list[tuple[str, str]]) -> None:
            people.clear()
            for one, label in found:
                if one != self.person:
                    item = QListWidgetItem(isolate_any(label), people)
                    item.setData(Qt.ItemDataRole.UserRole, one)

        def ask(text: str) -> None:
            Query(people, lambda: links.options(desk, "beneficiary", text), offer, key="people").start()

        def take(item: QListWidgetItem) -> None:
            popover.close()
            self.join_with(str(item.data(Qt.ItemDataRole.UserRole)))

        search.searched.connect(ask)
        search.moved_down.connect(people.setFocus)
        people.itemActivated.connect(take)
        people.itemClicked.connect(take)
        popover.add(search)
        popover.add(people)
        popover.setFocusProxy(search)
        popover.open_at(anchor or self._empty.button or self)
        return popover

    def join_with(self, other: str) -> None:
        """Join the present household of `other`, or make one for the two."""
        desk = self.desk

        def go(found: list[Membership]) -> None:
            now = next((one for one in found if one.is_now), None)
            if now is None:
                self.create_asked.emit(other)
            else:
                self.join_asked.emit(now.household.id)

        Query(self, lambda: memberships(desk, other), go, self._refuse, key="join").start()


def _days(member: Member) -> str:
    since = formats.isolate(formats.date(member.since)) if member.since else ""
    until = formats.isolate(formats.date(member.until)) if member.until else ""
    if since and until:
        return str(N_("{low} to {high}").format(low=since, high=until))
    return str(N_("since {day}").format(day=since)) if since else ""
