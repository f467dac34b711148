"""One figure, as it is counted, shown and written: a number, or a rate with its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LEAST_FOR_A_RATE = 5


@dataclass(frozen=True)
class Figure:
    """One figure; a rate has its parts, and no value where it would rest on fewer than five (rule 15).

    `by` is the line it stands on, empty for the total. `still_open` are those of a cohort that are not settled yet.
    `hidden` is what is told outside in its place (rule 18): then nothing else of it is. `people` are those whose
    amounts it is made of: 200 dirhams do not say of how many they are (None: a count or a rate, that says it itself).
    """

    indicator: str
    by: dict[str, str]
    value: float | int | None
    numerator: int | None = None
    denominator: int | None = None
    still_open: int | None = None
    hidden: str = ""
    people: frozenset[str] | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        told: dict[str, Any] = {"indicator": self.indicator, "by": self.by, "value": self.value}
        if self.denominator is not None:
            told |= {"numerator": self.numerator, "denominator": self.denominator, "still_open": self.still_open}
        return {**told, "hidden": self.hidden} if self.hidden else told
