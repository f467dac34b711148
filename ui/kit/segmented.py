"""A few ways to see the same thing, of which one is on: day, week, list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.kit.base import Living, WalksWithParent
from ui.translation import Text


class _Segment(WalksWithParent, QPushButton):
    """One option; the arrows go to the row."""


class Segmented(Living, QFrame):
    """Options as (key, words); `chosen(key)` comes when the person takes another. Arrow keys move along the
    line.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, Text]],
        value: str = "",
        name: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kit", "segments")
        self._name: Text = name
        self._options = list(options)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for key, _words in self._options:
            button = _Segment()
            button.setProperty("kit", "segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _on=False, key=key: self._take(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        self._value = value or self._options[0][0]
        self._buttons[self._value].setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.live()

    def value(self) -> str:
        """The key of the option that is on."""
        return self._value

    def set_value(self, key: str) -> None:
        """Turn an option on, without a signal. Raises KeyError for another key."""
        self._buttons[key].setChecked(True)
        self._value = key

    def say(self, words: Mapping[str, Text]) -> None:
        """Other words for some of the options (a count that changed)."""
        self._options = [(key, words.get(key, said)) for key, said in self._options]
        self.retranslate()

    def _take(self, key: str) -> None:
        if key != self._value:
            self._value = key
            self.chosen.emit(key)

    def retranslate(self) -> None:
        """The words."""
        self.setAccessibleName(str(self._name))
        for key, words in self._options:
            self._buttons[key].setText(str(words))
            self._buttons[key].setAccessibleName(str(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the option that the eye sees there."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, _Segment):
            focused.click()
            return
        if step is None:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        keys = list(self._buttons)
        at = keys.index(self._value) + step
        if 0 <= at < len(keys):
            self._buttons[keys[at]].setFocus()
            self._buttons[keys[at]].click()
