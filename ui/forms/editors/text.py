"""Free text: a line, a name, a note of several lines. What is typed is always shown literally."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from casemgr.domain.fields import Field
from casemgr.domain.fields import Text as TextField
from ui.forms.contract import Host
from ui.forms.editors.base import Editor, LineEditor, align_by_content
from ui.kit.note_edit import NoteEdit


class TextEditor(LineEditor):
    """One line in the direction of its own script: Arabic in a French window begins on the right."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line.setMaxLength(32_767)
        # Fields in Arabic script are declared so: their line begins on the right even while empty.
        self._empty_side = Qt.LayoutDirection.RightToLeft if field.key.endswith("_ar") else None
        self.line.textChanged.connect(self._align)
        self.live()

    def read(self, text: str) -> Any:
        """What the text means."""
        return text.strip() or None

    def shown(self, value: Any) -> str:
        """The text of a value."""
        return "" if value is None else str(value)

    def restyle(self) -> None:
        """The side of the text."""
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        """The window turned."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "line"):
            self._align()

    def _align(self, _text: str = "") -> None:
        align_by_content(self.line, getattr(self, "_empty_side", None))


class NoteEditor(Editor):
    """A note: each paragraph in the direction of its own first letter."""

    is_wide = True
    is_single_line = False

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        lines = field.lines if isinstance(field, TextField) else 3
        self.note = NoteEdit(lines=max(2, min(lines, 6)))
        self.body.addWidget(self.note)
        self.watch(self.note)
        self.note.edited.connect(self.edited)
        self.live()

    def value(self) -> Any:
        """What is typed."""
        return self.note.text() or None

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.note.set_text("" if value is None else str(value))

    def state(self) -> object:
        """This moment."""
        return self.note.toPlainText()
