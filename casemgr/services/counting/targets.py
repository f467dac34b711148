"""How far a programme has come towards the number of people it owes its funder (rule 6: since its start)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting.counting import count
from casemgr.services.counting.request import CountRequest
from casemgr.services.desk import Desk

WOMEN = "women"


@dataclass(frozen=True)
class Reach:
    """A programme on a day: `value` of `target` reached since its start; `people` are all, `value` those of `unit`.

    `request` and `by` say what `value` is the figure of, for whoever asks who is behind it.
    """

    programme: str
    target: int
    unit: str
    request: CountRequest
    by: dict[str, str]
    value: int
    people: int

    @property
    def share(self) -> float:
        """The part of the target that is reached: 1.0 is all of it."""
        return self.value / self.target


def with_target(until: date) -> tuple[str, ...]:
    """The programmes that owe a number of people and had begun on that day."""
    return tuple(
        term.code
        for term in vocabulary("programme")
        if term.meta.get("target") and term.meta.get("start") and date.fromisoformat(term.meta["start"]) <= until
    )


def reach(desk: Desk, programme: str, until: date) -> Reach:
    """The unique people with a countable service charged to the programme, from its start to `until`, everywhere.

    A target in women counts women; the others of the programme are in `people`. Raises NotAllowed; KeyError for a
    programme without a target.
    """
    meta = vocabulary("programme")[programme].meta
    start, unit = date.fromisoformat(meta["start"]), meta["unit"]
    by: dict[str, str] = {"sex": "F"} if unit == WOMEN else {}
    request = CountRequest(start, until, ("C01",), by=tuple(by), programme=programme)
    table = count(desk, request)
    return Reach(programme, int(meta["target"]), unit, request, by, table.value("C01", **by), table.value("C01"))
