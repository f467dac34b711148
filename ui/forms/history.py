"""What was done in a form, one step a field, so that it can be undone and done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.forms.contract import Path

_LONGEST = 200


@dataclass
class Step:
    """One change: where, and the states of that editor before and after."""

    path: Path
    before: Any
    after: Any


class History:
    """The steps done and undone. Typing on in one field is one step, until the field is left."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._is_open = False

    def push(self, path: Path, before: object, after: object) -> None:
        """A change was made; what had been undone cannot be done again."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if self._is_open and last is not None and last.path == path:
            last.after = after
        else:
            self._done.append(Step(path, before, after))
            del self._done[:-_LONGEST]
        self._is_open = True

    def seal(self) -> None:
        """The field was left: the next change is another step."""
        self._is_open = False

    def undo(self) -> Step | None:
        """The step to take back, or None."""
        return self._pass(self._done, self._undone)

    def redo(self) -> Step | None:
        """The step to do again, or None."""
        return self._pass(self._undone, self._done)

    def _pass(self, source: list[Step], target: list[Step]) -> Step | None:
        self._is_open = False
        if not source:
            return None
        step = source.pop()
        target.append(step)
        return step

    def clear(self) -> None:
        """Forget everything: another record is shown."""
        self._done.clear()
        self._undone.clear()
        self._is_open = False

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._undone)
