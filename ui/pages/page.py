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
from ui.navigation import Navigator, Screen
from ui.translation import Text

if TYPE_CHECKING:
    from casemgr.services.desk import Desk


class Page(Living, Screen):
    """One screen. A subclass builds its widgets in `__init__`, which ends with `self.live()`.

    It is made with the desk (who is signed in), the navigator (the ways to other screens) and the parameters
    it was opened with. Building must be quick (the shell paints at once); whatever asks the database
    starts in `refresh`, through `ui.operations.Query`. `ui.navigation.Screen` says what the navigator calls and when.
    """

    icon_name = "file-text"
    renamed = Signal()  # emit it when title() gives something else

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.navigator = navigator
        self._acts: list[tuple[QAction, Text]] = []

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
