"""Moving, ending, and taking back: the same acts on the page of programmes and in a person's file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.words import translate_plural
from casemgr.services import programmes
from casemgr.services.desk import Desk
from casemgr.services.programmes import Moved, Place
from ui import formats
from ui.kit import toast
from ui.operations import Command, Query
from ui.pages.programmes.dialogs import Chosen, LeaveDialog, MoveDialog
from ui.translation import N_


class Moves(QObject):
    """What may be done to enrolments, near a widget. `changed` after each, undone ones too; `refused(UserError)`."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, near: QWidget) -> None:
        super().__init__(near)
        self.desk = desk
        self.last: Moved | None = None

    def near(self) -> QWidget:
        """The widget beside which things are said."""
        parent = self.parent()
        if not isinstance(parent, QWidget):
            raise TypeError("moves are made near a widget")
        return parent

    def ask_move(self, enrolments: Sequence[str]) -> None:
        """Ask for the stage of one or several of one programme, and move them."""
        desk = self.desk

        def read() -> tuple[list[Place], Context]:
            return [programmes.standing_of(desk, one) for one in enrolments], desk.context()

        Query(self.near(), read, lambda found: self._move(*found), self.refused.emit, key="places").start()

    def _move(self, places: list[Place], context: Context) -> None:
        nexts = {place.next for place in places}
        first = places[0].standing
        chosen = Chosen(
            tuple(place.standing.id for place in places), first.programme, nexts.pop() if len(nexts) == 1 else None
        )
        dialog = MoveDialog(self.desk, self.near(), context, chosen)
        dialog.moved.connect(self._tell)
        dialog.open()
        dialog.act.setFocus()

    def ask_leave(self, enrolment: str) -> None:
        """Ask how one ends, and end it."""
        desk = self.desk

        def read() -> tuple[Place, Context]:
            return programmes.standing_of(desk, enrolment), desk.context()

        Query(self.near(), read, lambda found: self._leave(*found), self.refused.emit, key="places").start()

    def _leave(self, place: Place, context: Context) -> None:
        dialog = LeaveDialog(self.desk, self.near(), context, place.standing.id, place.standing.programme)
        dialog.moved.connect(self._tell)
        dialog.open()
        dialog.form.focus_first()

    def _tell(self, moved: Moved) -> None:
        self.last = moved
        said = translate_plural("{number} enrolment moved", "{number} enrolments moved", len(moved.changed))
        words = said.format(number=formats.number(len(moved.changed)))
        if moved.left_out:
            more = translate_plural("{number} left as it was", "{number} left as they were", moved.left_out)
            words = f"{words}, {more.format(number=formats.number(moved.left_out))}"
        toast(self.near(), words, N_("Undo"), partial(self.undo, moved))
        self.changed.emit()

    def undo(self, moved: Moved | None = None) -> None:
        """Take a move back: the one given, or the last."""
        wanted = moved or self.last
        if wanted is None:
            return
        self.last = None
        desk = self.desk
        Command(
            self.near(), lambda: programmes.undo(desk, wanted), lambda _none: self.changed.emit(), self.refused.emit
        ).start()
