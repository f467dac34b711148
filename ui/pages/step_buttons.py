"""What may be said now of a record, a button each or a line of a menu: an answer is noted at once and taken back, the
rest is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.kind import Kind, Transition
from casemgr.services import strokes
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from casemgr.services.strokes import Done
from ui.kit import Button, FlowLayout, toast
from ui.kit.base import Living
from ui.kit.menus import open_under
from ui.operations import Command
from ui.pages.by_hand import Stroke, strokes_of
from ui.pages.step_dialog import StepDialog
from ui.tables.tones import icon_of
from ui.theme import icon
from ui.translation import N_, Text

_ALL_SHOWN = 3  # so many ways have a button each, whatever they are
_AT_MOST = 5  # of more, so many: what ends it all (a reason is asked) and what follows later are in a menu


@dataclass(frozen=True)
class Way:
    """One thing that may be said now: its words, its icon, what follows, and the state that it ends in, if it is a
    step.
    """

    words: Text
    icon: str
    do: Callable[[], object]
    end: str = ""


class StepButtons(Living, QWidget):
    """The ways from where `record` stands: those that its kind declares first, and what is done by hand, as buttons;
    the others, and what asks for a reason, behind "More". Answers of one question stand side by side: of "satisfied"
    and "not satisfied" none is further away.

    `holder` is the panel that shows the record: the buttons go when it is read again, so it is she who says what was
    noted, and who `reads_again(id)`. `only_short` leaves out what asks for a typed reason, and shows all the rest:
    beside a list, answers are noted one after the other.
    """

    def __init__(
        self,
        holder: QWidget,
        reads_again: Callable[[str], None],
        desk: Desk,
        kind: Kind,
        record: Record,
        steps: Sequence[Transition],
        context: Context,
        *,
        only_short: bool = False,
    ) -> None:
        super().__init__()
        self._holder, self._reads_again = holder, reads_again
        self.desk, self.kind, self.record, self.context = desk, kind, record, context
        self.buttons: list[Button] = []
        flow = FlowLayout(self)
        self.shown, self.others = self._sorted(steps, only_short=only_short)
        by_hand = [Way(one.label, one.icon, partial(self._do, one)) for one in strokes_of(desk, kind, record)]
        for way in (*self.shown, *by_hand):
            self._add(flow, way)
        self.more = Button(N_("More"), "chevron-down", "ghost", N_("What else may be noted"))
        self.more.clicked.connect(self.open_menu)
        if self.others:
            flow.addWidget(self.more)
        else:
            self.more.setParent(self)
            self.more.hide()
        self.live()

    def _sorted(self, steps: Sequence[Transition], *, only_short: bool) -> tuple[list[Way], list[Way]]:
        """What has a button, and what is in the menu."""
        if only_short:
            return [self._way(step) for step in steps if not step.reason], []
        if len(steps) <= _ALL_SHOWN:
            return [self._way(step) for step in steps], []
        first = [step for step in steps if not step.reason][:_AT_MOST]
        return [self._way(step) for step in first], [self._way(step) for step in steps if step not in first]

    def _way(self, step: Transition) -> Way:
        return Way(_said(step), icon_of(step.end) or "arrow-right", partial(self.take, step), step.end)

    def _add(self, flow: FlowLayout, way: Way) -> None:
        button = Button(way.words, way.icon)
        button.clicked.connect(lambda _on=False: way.do())
        self.buttons.append(button)
        flow.addWidget(button)

    def menu(self) -> QMenu:
        """The ways that have no button, in their order."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for way in self.others:
            action = menu.addAction(icon(way.icon), str(way.words).replace("&", "&&"))
            action.triggered.connect(lambda _on=False, way=way: way.do())
        return menu

    def open_menu(self) -> None:
        """Open it under its button."""
        open_under(self.more, self.menu())

    def take(self, step: Transition) -> StepDialog | None:
        """Note an answer at once, or ask what the step needs."""
        if step.at_once:
            desk, kind, record, end = self.desk, self.kind.key, self.record.id, step.end
            self._run(step.label, lambda: strokes.take(desk, kind, record, end, desk.today), end)
            return None
        noted = self._noted(step.label, step.end)
        dialog = StepDialog(self.desk, self.kind, self.record, step, self.context, self._holder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken.connect(noted)
        dialog.rejected.connect(lambda: self._look_again(dialog))
        dialog.open()
        dialog.form.focus_first()
        return dialog

    def _look_again(self, dialog: StepDialog) -> None:
        """The dialog is left after a refusal: somebody else may have moved the record."""
        if dialog.was_refused and isValid(self):
            self._reads_again(self.record.id)

    def _do(self, stroke: Stroke) -> None:
        desk, record = self.desk, self.record
        self._run(stroke.label, lambda: stroke.do(desk, record))

    def _run(self, label: Text, act: Callable[[], Done], end: str = "") -> None:
        self.setEnabled(False)
        Command(self._holder, act, self._noted(label, end), self._refuse).start()

    def _noted(self, label: Text, end: str) -> Callable[[Done], None]:
        """What follows when it is noted; it stands without these buttons, which may be gone by then."""
        holder, desk, reads_again = self._holder, self.desk, self._reads_again

        def noted(done: Done) -> None:
            tell(holder, desk, str(label), done, end, lambda: reads_again(done.record))

        return noted

    def _refuse(self, error: UserError) -> None:
        if isValid(self):
            self.setEnabled(True)
            self._reads_again(self.record.id)  # somebody else may have moved it: what is offered is what is so now
        say_refusal(self._holder, error)

    def retranslate(self) -> None:
        """The name of the group."""
        self.setAccessibleName(str(N_("What is next")))


def tell(holder: QWidget, desk: Desk, words: Text, done: Done, end: str, read_again: Callable[[], None]) -> None:
    """Say at the foot of the window what was noted (the state `end`, or "" for none), with its undo; `read_again`
    follows one and the other.
    """
    window = holder.window()

    def again(_none: object = None) -> None:
        if isValid(holder):
            read_again()

    def take_back() -> None:
        Command(window, lambda: strokes.undo(desk, done), again, lambda error: say_refusal(window, error)).start()

    toast(holder, str(words), N_("Undo") if strokes.can_be_taken_back(done, end) else "", take_back)
    again()


def say_refusal(near: QWidget, error: UserError) -> None:
    """Why something was not noted, at the foot of the window."""
    said = " ".join(str(issue.message) for issue in error.issues) if isinstance(error, InvalidDraft) else str(error)
    toast(near, said, tone="danger", lasts_ms=9000)


def _said(step: Transition) -> Text:
    """What asks for more says so."""
    return step.label if step.at_once else N_("{act}…").format(act=step.label)
