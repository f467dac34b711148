"""What keys do everywhere in the window, in one table: the shell obeys it and the F1 sheet prints it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.translation import N_, Text

SHORTCUT, ANYWHERE, LEFT_OVER = "shortcut", "anywhere", "left over"


@dataclass(frozen=True)
class Act:
    """Keys, what they do in words, and the doing.

    `way`: SHORTCUT, while the window is in front; ANYWHERE, in dialogs and menus too; LEFT_OVER, when nothing that
    has the keyboard took the key for itself (Esc empties a search field before it goes back).
    """

    keys: str
    words: Text
    do: Callable[[], object]
    way: str = SHORTCUT


def action_of(act: Act, owner: QObject | None = None) -> QAction:
    """The Qt action of an act. In a modal dialog Qt lets none through: there `Watch` hears those of ANYWHERE."""
    action = QAction(str(act.words), owner)
    action.setShortcut(sequence_of(act.keys))
    # A menu that is open takes the keys of its window, and leaves those of the application.
    everywhere = Qt.ShortcutContext.ApplicationShortcut
    action.setShortcutContext(everywhere if act.way == ANYWHERE else Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _on=False: act.do())
    return action


def keys_of(page: QWidget | None) -> set[str]:
    """The keys that a page takes for itself."""
    if page is None:
        return set()
    return {sequence.toString() for action in page.actions() for sequence in action.shortcuts()}


def sequence_of(keys: str) -> QKeySequence:
    """Keys as written in the code ("Ctrl+K"), whatever the language calls them on the screen."""
    return QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)


NAMES = {
    "search": N_("Find anyone or anything"),
    "new": N_("New beneficiary"),
    "lock": N_("Lock"),
    "hide": N_("Hide the screen at once"),
    "back": N_("Back"),
    "sheet": N_("Keyboard shortcuts"),
    "refresh": N_("Read again"),
    "larger": N_("Larger text"),
    "smaller": N_("Smaller text"),
    "usual": N_("Usual size of text"),
}
