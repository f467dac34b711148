"""The field one searches with: it asks when the typing pauses, so that each letter does not cost a search."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.words import translate as _
from ui.kit.base import Living
from ui.theme import icon
from ui.translation import N_, Text


class SearchField(Living, QLineEdit):
    """A line with a magnifier and a cross. `searched(text)` comes `delay_ms` after the last letter, or at
    Enter.

    Esc empties it; on an empty field Esc goes on to the window. `moved_down()` comes at the Down key, for
    the list below to take the focus.
    """

    searched = Signal(str)
    moved_down = Signal()

    def __init__(self, placeholder: Text = "", delay_ms: int = 120, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placeholder: Text = placeholder or N_("Search")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(delay_ms)
        self._pause.timeout.connect(self._ask)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icon("x"), "", self)
        self._clear.triggered.connect(self.empty)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._asked = ""
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._ask)
        self.live()

    def retranslate(self) -> None:
        """Placeholder, name, and the words of the cross."""
        self.setPlaceholderText(str(self._placeholder))
        self.setAccessibleName(str(self._placeholder))
        self._clear.setText(_("Clear the search"))
        self._clear.setToolTip(_("Clear the search"))

    def empty(self) -> None:
        """Take everything out, and search at once."""
        self.clear()
        self._ask()

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        if self.text() != self._asked:
            self._asked = self.text()
            self.searched.emit(self._asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties, Down goes to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
        elif event.key() == Qt.Key.Key_Down:
            self.moved_down.emit()
        else:
            super().keyPressEvent(event)
