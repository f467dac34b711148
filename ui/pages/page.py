"""What every screen of the shell is: it has a title, refreshes, speaks the language of the moment, keeps what
is typed, and says which keys do what here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.kit.base import Living
from ui.translation import Text

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator


class Page(Living, QWidget):
    """One screen. A subclass builds its widgets in `__init__`, which ends with `self.live()`.

    It is made with the desk (who is signed in), the navigator (the ways to other screens) and the parameters
    it was opened with. Building must be quick (the shell paints at once); whatever asks the database
    starts in `refresh`, through `ui.operations.Query`.
    """

    icon_name = "file-text"
    renamed = Signal()  # emit it when title() gives something else

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.navigator = navigator
        self._acts: list[tuple[QAction, Text]] = []

    def title(self) -> str:
        """What the head of the window calls this screen (never the title of the window itself)."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again what is shown: called each time the screen comes to the front, and when a record was
        saved while it is there. It must not lose what is typed, nor the selection, nor the scroll.
        """

    def focus_first(self) -> None:
        """Put the keyboard where work begins: called after the screen came to the front."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_draft(self) -> None:
        """Keep what is typed now: called before leaving, locking and closing. Must not ask anything."""

    def can_leave(self) -> bool:
        """Whether the screen may be left now (what is typed is in a draft by then, so nearly always)."""
        return True

    def add_act(self, keys: str, words: Text, do: Callable[[], object]) -> QAction:
        """Something the keys `keys` ("Ctrl+S") do while this screen is in front; the F1 sheet lists it.

        Ctrl+N, Ctrl+S and Ctrl+P mean new, save and print everywhere; a page that offers them adds them here,
        and they win over those of the shell. The action returned can be put on a button or disabled.
        """
        act = QAction(str(words), self)
        act.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))
        act.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        act.triggered.connect(lambda _on=False: do())
        self.addAction(act)
        self._acts.append((act, words))
        return act

    def acts(self) -> list[tuple[QAction, Text]]:
        """What keys do here, with the words for it."""
        return list(self._acts)

    def retranslate(self) -> None:
        """The words of the acts; a subclass that says more calls this too."""
        for act, words in self._acts:
            act.setText(str(words))
        self.renamed.emit()
