"""Values that hold from a day on: the newest on top, and what changed since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casemgr.domain.fields import Dated
from ui.forms.contract import Values
from ui.forms.rows_editor import RowsEditor
from ui.translation import N_, Phrase


class DatedEditor(RowsEditor):
    """Values with the day from which they hold: the newest on top; adding one says what changed, and since when."""

    def _words_of_add(self) -> Phrase:
        return N_("It changed: add a new value of “{what}”").format(what=self.rows_of.one)

    def _ordered(self, lines: Sequence[Values]) -> Sequence[Values]:
        since = self._dated.since
        known = [line for line in lines if line.get(since) is not None and not isinstance(line[since], str)]
        unknown = [line for line in lines if line not in known]
        return [*unknown, *sorted(known, key=lambda line: line[since], reverse=True)]

    @property
    def _dated(self) -> Dated:
        if not isinstance(self.rows_of, Dated):
            raise TypeError(self.rows_of.key)
        return self.rows_of

    def _place_of_new(self) -> int:
        return 0

    def _new_values(self) -> dict[str, Any]:
        values = super()._new_values()
        if values.get(self._dated.since) is None:
            values[self._dated.since] = self._host.context.today
        return values

    def _may_reorder(self) -> bool:
        return False

    def refresh(self) -> None:
        """Say which row is in force today."""
        super().refresh()
        since, today = self._dated.since, self._host.context.today
        begun = [
            (day, -place, row)
            for place, row in enumerate(self.rows())
            if (day := row.values().get(since)) is not None and not isinstance(day, str) and day <= today
        ]
        newest = max(begun, key=lambda found: found[:2])[2] if begun and len(self.rows()) > 1 else None
        for row in self.rows():
            row.set_in_force(row is newest)
        self.align_acts()
