"""What a form asks of the rest of the program, and what it gives back of a text it could not read.

The form knows no database: the page gives it a `FormServices`, which asks `casemgr.services` (a test gives it one
with a few lists). Every call may block, so the form makes them off the window's thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.words import Words

Values = Mapping[str, Any]
Path = tuple[str | int, ...]
"""Where an editor stands: ("birth",), or ("phones", 3, "number") where 3 names the row for the life of the form."""


class NotUnderstood(str):
    """What was typed in a field and could not be read, kept as typed, with the sentence that says why.

    It is a text, so that a draft keeps it and a form given it again shows it again.
    """

    message: Words

    def __new__(cls, text: str, message: Words) -> Self:
        """Keep `text` with its `message`."""
        made = super().__new__(cls, text)
        made.message = message
        return made

    def __getnewargs__(self) -> tuple[str, Words]:  # type: ignore[override]  # a copy needs the message too
        return str(self), self.message


class FormServices(Protocol):
    """What a form asks of the program. All may block; `check` and `options` are called from other threads."""

    def check(self, values: Values) -> Checked:
        """The draft as it would be kept, with every remark on it."""
        ...

    def options(self, link_kind: str, text: str) -> Sequence[tuple[str, str]]:
        """The records of `link_kind` that answer to `text`, as (id, label); the usual ones for no text."""
        ...

    def label_of(self, kind: str, record: str) -> str:
        """The title of a linked record as this reader may see it; empty when she may not."""
        ...

    def keep_draft(self, values: Values) -> None:
        """Keep what is being typed, texts that were not understood included."""
        ...

    def may_see(self, rows_key: str) -> bool:
        """Whether this reader may see a group of rows at all (its line of access.csv)."""
        ...


class Host(Protocol):
    """The form, as its editors know it."""

    @property
    def context(self) -> Context:
        """The day, the switches that are on, who types."""
        ...

    @property
    def services(self) -> FormServices:
        """Whom to ask."""
        ...

    @property
    def is_quick(self) -> bool:
        """Whether only the short form (★) is shown."""
        ...

    @property
    def mark(self) -> str:
        """The least that the record carries, as it was opened: its rows do not say it again."""
        ...

    def values(self) -> Mapping[str, Any]:
        """The draft as it is typed now: what some lists to choose from depend on."""
        ...

    def note_change(self, path: Path, before: object, after: object) -> None:
        """The person changed the editor at `path`: its states before and after."""
        ...

    def note_enter(self, path: Path, widget: QWidget) -> None:
        """The focus came into the editor at `path`."""
        ...

    def note_leave(self, path: Path) -> None:
        """The focus left the editor at `path`."""
        ...

    def note_shape(self) -> None:
        """Fields appeared or went: the order of Tab is to be made again."""
        ...

    def press(self, event: QKeyEvent, single_line: bool) -> bool:
        """A key pressed in an editor; whether the form took it for itself."""
        ...
