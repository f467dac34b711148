"""Yes, no, or not asked: three words side by side, so that "no" is never taken for "nobody asked"."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from casemgr.domain.fields import Field
from casemgr.domain.words import Words
from ui.forms.contract import Host
from ui.forms.editors.base import Editor
from ui.kit.segmented import Segmented
from ui.translation import N_

_KEYS = {True: "yes", False: "no", None: "unasked"}
_VALUES = {"yes": True, "no": False, "unasked": None}
# The first letter answers, in the three languages and on both keyboards.
_LETTERS = {"o": True, "y": True, "ن": True, "n": False, "ل": False}


class YesNoEditor(Editor):
    """Three segments; arrows move, O/Y answers yes, N no, Delete takes the answer back."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.segments = Segmented(
            (
                ("yes", Words("Oui", "نعم", "Yes")),
                ("no", Words("Non", "لا", "No")),
                ("unasked", N_("Not asked")),
            ),
            "unasked",
            field.label,
        )
        line = QHBoxLayout()
        line.addWidget(self.segments)
        line.addStretch(1)
        self.body.addLayout(line)
        for button in self.segments.findChildren(QPushButton):
            self.watch(button)
        self.segments.chosen.connect(self.edited)
        self.live()

    def value(self) -> Any:
        """What is typed."""
        return _VALUES[self.segments.value()]

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.segments.set_value(_KEYS[None if value is None else bool(value)])
        self.setFocusProxy(self._chosen_button())

    def _chosen_button(self) -> QWidget:
        return next(
            (stop for stop in self._stops if isinstance(stop, QPushButton) and stop.isChecked()),
            self._stops[0],
        )

    def name(self, said: str, description: str) -> None:
        """The segments say their own words; their frame says the question."""
        self.segments.setAccessibleName(said)
        self.segments.setAccessibleDescription(description)

    def mark(self, strength: str) -> None:
        """Segments have no edge of their own to colour: the sentence beside them says it."""

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() == Qt.KeyboardModifier.NoModifier:
            letter = event.text().casefold()
            if letter in _LETTERS:
                return self._answer(_LETTERS[letter])
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                return self._answer(None)
        return super()._take_key(event)

    def _answer(self, answer: bool | None) -> bool:
        if answer != self.value():
            self.set_value(answer)
            self._chosen_button().setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()
        return True
