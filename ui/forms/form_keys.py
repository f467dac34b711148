"""The keys of a form: what each does, in one place (the shortcut sheet lists them from here)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget

from ui.forms.rows_editor import RowsEditor
from ui.forms.section_list import SectionList
from ui.forms.sections import Sections
from ui.translation import N_

KEYS = (
    ("Enter", N_("Next field")),
    ("Ctrl+Enter", N_("One more line (phone, paper…)")),
    ("Alt+Down", N_("Next section")),
    ("Alt+Up", N_("Previous section")),
    ("Ctrl+Z", N_("Undo in the form")),
    ("Ctrl+Y", N_("Redo in the form")),
    ("F4", N_("Calendar of a date field")),
)

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAD = Qt.KeyboardModifier.KeypadModifier


class Form(Protocol):
    """What keys act on."""

    sections: Sections
    side: SectionList

    def undo(self) -> None:
        """Take back."""
        ...

    def redo(self) -> None:
        """Do again."""
        ...

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        ...

    def go_to_section(self, key: str) -> None:
        """Show a section."""
        ...


def act_on_key(form: Form, event: QKeyEvent, single_line: bool) -> bool:
    """Do what the key asks of the form; whether it asked anything."""
    modifiers = event.modifiers() & ~_PAD
    if event.matches(QKeySequence.StandardKey.Undo):
        form.undo()
    elif event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Qt.Key.Key_Y and modifiers == Qt.KeyboardModifier.ControlModifier
    ):
        form.redo()
    elif event.key() in _ENTER and modifiers == Qt.KeyboardModifier.ControlModifier:
        return add_row(form)
    elif event.key() in _ENTER and modifiers == Qt.KeyboardModifier.NoModifier and single_line:
        go_on(form)
    elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == Qt.KeyboardModifier.AltModifier:
        step_section(form, 1 if event.key() == Qt.Key.Key_Down else -1)
    else:
        return False
    return True


def add_row(form: Form) -> bool:
    """One more row in the group where the focus is, or in the first one of its section."""
    focused = QApplication.focusWidget()
    if focused is None:
        return False
    around: QWidget | None = focused
    while around is not None and not isinstance(around, RowsEditor):
        around = around.parentWidget()
    if around is None:
        card = form.sections.cards.get(form.sections.section_of(focused))
        shown = [] if card is None else [rows for rows in card.group.rows.values() if not rows.isHidden()]
        around = shown[0] if shown else None
    if around is None:
        return False
    around.add_row()
    return True


def go_on(form: Form) -> None:
    """The focus to the next field; buttons beside rows are passed over."""
    focused = QApplication.focusWidget()
    stops = form.stops()
    if focused is None or focused not in stops:
        return
    for stop in stops[stops.index(focused) + 1 :]:
        reachable = stop.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stop.isVisible() and reachable and not isinstance(stop, QToolButton):
            stop.setFocus(Qt.FocusReason.TabFocusReason)
            return


def step_section(form: Form, step: int) -> None:
    """The section after or before the one where the focus is."""
    focused = QApplication.focusWidget()
    here = (form.sections.section_of(focused) if focused is not None else "") or form.side.current()
    keys = [key for key, card in form.sections.cards.items() if not card.isHidden()]
    if here in keys and 0 <= keys.index(here) + step < len(keys):
        form.go_to_section(keys[keys.index(here) + step])


def _takes_tab(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def follower(form: QWidget, every_stop: Sequence[QWidget]) -> QWidget | None:
    """Where Tab goes from the last stop of a form: the nearest thing outside it; None from any other stop.

    Qt itself would go on along its chain, in which an editor may stand after its own line: it comes back to that line.
    """
    focused = form.focusWidget()
    stops = [stop for stop in every_stop if _takes_tab(stop)]
    if focused not in stops:
        return None
    rest = stops[stops.index(focused) + 1 :]
    if any(stop.parentWidget() is not focused.parentWidget() or isinstance(stop, QLineEdit) for stop in rest):
        return None  # the options of one choice are a single stop
    beyond = []
    passed = focused.nextInFocusChain()
    while passed is not None and passed is not focused:
        if _takes_tab(passed) and not form.isAncestorOf(passed):
            beyond.append(passed)
        passed = passed.nextInFocusChain()
    around = form.parentWidget()
    while around is not None:
        near = next((one for one in beyond if around.isAncestorOf(one)), None)
        if near is not None:
            return near
        around = around.parentWidget()
    return None
