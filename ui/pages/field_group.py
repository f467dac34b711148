"""The few hand-made forms of the shell (a new database, a colleague) and what a service says of them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.words import Words
from ui.kit.field_frame import FieldFrame
from ui.translation import N_, Text

NEEDED = N_("This is needed.")


class FieldGroup:
    """Fields by the key the service knows them by, so that each remark lands beside its field."""

    def __init__(self, frames: dict[str, FieldFrame]) -> None:
        self.frames = frames

    def __getitem__(self, key: str) -> FieldFrame:
        return self.frames[key]

    def clear(self) -> None:
        """Nothing wrong any more."""
        for frame in self.frames.values():
            frame.clear_message()

    def refuse(self, key: str, message: Text) -> None:
        """Say what is wrong with one field."""
        self.frames[key].set_error(message)

    def require(self, keys: Iterable[str]) -> bool:
        """Mark those of `keys` (lines of text) that are empty; whether none was."""
        empty = []
        for key in keys:
            edited = getattr(self.frames[key].editor, "edit", self.frames[key].editor)
            if isinstance(edited, QLineEdit) and not edited.text().strip():
                self.refuse(key, NEEDED)
                empty.append(key)
        self.focus_first_wrong()
        return not empty

    def show(self, error: UserError) -> list[Words]:
        """Put each remark of `error` beside its field, the focus on the first; gives those without a field."""
        if not isinstance(error, InvalidDraft):
            return [error.what, error.do]
        elsewhere = []
        for issue in error.issues:
            key = issue.field if issue.field in self.frames else issue.field.partition(".")[0]
            if key in self.frames:
                self.refuse(key, issue.message)
            else:
                elsewhere.append(issue.message)
        self.focus_first_wrong()
        return elsewhere

    def focus_first_wrong(self) -> None:
        """Put the keyboard on the first field with a remark."""
        for frame in self.frames.values():
            if frame.message():
                frame.editor.setFocus()
                return

    @property
    def has_errors(self) -> bool:
        """Whether a remark is shown."""
        return any(frame.message() for frame in self.frames.values())


def line(max_length: int = 200, left_to_right: bool = False, parent: QWidget | None = None) -> QLineEdit:
    """A line to type in; codes, logins and paths stay left to right in Arabic."""
    made = QLineEdit(parent)
    made.setMaxLength(max_length)
    if left_to_right:
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return made
