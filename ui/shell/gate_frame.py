"""What stands around signing in: the name of the program, the language, the look, and one column."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain.words import current_language
from ui.kit.avatar import Avatar
from ui.kit.base import Living
from ui.kit.buttons import IconButton
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.theme import GRID, HUGE, LARGE, WIDE, current_theme
from ui.translation import N_
from ui.window_settings import LANGUAGE_NAMES

_NEXT_MODE = {"light": "dark", "dark": "contrast", "contrast": "light"}
_MODE_ICONS = {"light": "sun", "dark": "moon", "contrast": "contrast"}
COLUMN = 560


class GateFrame(Living, QWidget):
    """Puts one widget at a time in a column of 560 pixels. `language_chosen(code)`, `mode_chosen(mode)`.

    A widget made with `holder` as its parent need not be moved there.
    """

    language_chosen = Signal(str)
    mode_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.languages = Segmented(LANGUAGE_NAMES, current_language(), N_("Language"), parent=self)
        self.languages.chosen.connect(self.language_chosen)
        self._mode = IconButton("sun", N_("Light, dark or high contrast"), parent=self)
        self._mode.clicked.connect(lambda: self.mode_chosen.emit(_NEXT_MODE[current_theme().mode]))
        self._scroll = QScrollArea(self)
        self.holder = QWidget(self._scroll)
        self.holder.setObjectName("canvas")
        self.holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self.holder)
        self._column.setContentsMargins(WIDE, GRID, WIDE, HUGE)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._scroll, 1)
        self._shown: QWidget | None = None
        self.live()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, WIDE, LARGE, WIDE)
        head.setSpacing(GRID + 2)
        head.addWidget(Avatar("heart-handshake", "accent", 36, N_("casemgr"), parent=self))
        head.addWidget(Label("casemgr", "title", parent=self))
        head.addStretch(1)
        head.addWidget(self.languages)
        head.addWidget(self._mode)
        return head

    def show_widget(self, widget: QWidget) -> None:
        """Put `widget` in the column; the one before is hidden, and stays its owner's."""
        if self._shown is not None and self._shown is not widget:
            self._shown.hide()
            self._column.removeWidget(self._shown)
            while self._column.count():
                self._column.takeAt(0)
        if self._shown is not widget:
            self._shown = widget
            if widget.parentWidget() is not self.holder:
                widget.setParent(self.holder)
            self._column.addStretch(2)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget)
            row.addStretch(1)
            widget.setFixedWidth(COLUMN)
            self._column.addLayout(row)
            self._column.addStretch(3)
        widget.show()
        self._scroll.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """The language that is on."""
        self.languages.set_value(current_language())

    def restyle(self) -> None:
        """The look that is on."""
        self._mode.set_icon(_MODE_ICONS[current_theme().mode])
