"""One line of the table: what was asked, what it could cost, what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Line:
    """One operation. `floor` and `ours` are in `unit`; `limit` is the budget in the same unit; `also` says what else
    was found, and `is_right` whether that is as it must be (recall, equality with the floor).
    """

    operation: str
    budget: str
    floor: float | None
    ours: float
    limit: float
    unit: str = "ms"
    floor_is: str = ""
    also: str = ""
    is_right: bool = True
    more_is_better: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the budget is kept."""
        kept = self.ours >= self.limit if self.more_is_better else self.ours <= self.limit
        return kept and self.is_right

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        if not self.floor or not self.ours:
            return None
        return self.floor / self.ours if self.more_is_better else self.ours / self.floor

    def as_json(self) -> dict[str, Any]:
        """For a program that reads it."""
        return {**self.__dict__, "ratio": self.ratio, "is_met": self.is_met}


def took(act: Callable[[], Any]) -> float:
    """How long it takes once, in milliseconds."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def each(acts: Iterable[Callable[[], Any]]) -> list[float]:
    """How long each takes, in milliseconds."""
    return [took(act) for act in acts]


def typical(act: Callable[[], Any], times: int = 5) -> float:
    """The median of some times."""
    return median(each([act] * times))


def p50(found: list[float]) -> float:
    """The middle one."""
    return median(found)


def p95(found: list[float]) -> float:
    """What 95 of a hundred stay within."""
    return sorted(found)[min(len(found) - 1, int(len(found) * 0.95))]
