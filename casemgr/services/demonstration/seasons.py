"""The calendar of the work: working days, and the seasons of domain.md §3 (school, winter, Ramadan,
Marhaba).

Feasts that follow the moon are placed by the arithmetical Islamic calendar: a day off at worst, which is
near enough for an invented year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from casemgr.domain.islamic_calendar import FEASTS, RAMADAN, islamic_day
from casemgr.services.demonstration.material import rows, vocabulary_meta

_BEYOND = 1000  # days after the last one, so that what goes on today has a place to go on to


class Seasons:
    """The working days from `first` to `last` and beyond, each with the weight of its season.

    `lived` is how many of `days` are not after `last`.
    """

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._factors: dict[tuple[str, int], float] = {
            (row["season"], int(row["month"])): float(row["factor"]) for row in rows("seasons")
        }
        fixed = _fixed_holidays()
        self.days: list[date] = []
        self.weights: list[float] = []
        self._until: list[float] = [0.0]
        for ordinal in range(first.toordinal(), last.toordinal() + _BEYOND):
            day = date.fromordinal(ordinal)
            moon = islamic_day(day)
            if day.weekday() > 4 or moon in FEASTS or fixed.get((day.month, day.day), 9999) <= day.year:
                continue
            weight = self._factors["*", day.month] * (0.8 if moon[0] == RAMADAN else 1.0)
            self.days.append(day)
            self.weights.append(weight * (0.75 if day.weekday() == 4 else 1.0))
            self._until.append(self._until[-1] + self.weights[-1])
        self._ordinals = [day.toordinal() for day in self.days]
        self._working = set(self.days)
        self.lived = bisect_right(self._ordinals, last.toordinal())

    def is_working(self, day: date) -> bool:
        """Whether the branches are open on `day`."""
        return day in self._working

    def place(self, day: date) -> int:
        """The place in `days` of `day`, or of the next working day."""
        return bisect_left(self._ordinals, day.toordinal())

    def weight_between(self, low: int, high: int) -> float:
        """How much work the working days from place `low` to place `high` (excluded) carry."""
        return self._until[high] - self._until[low]

    def draw(self, chance: float, low: int, high: int) -> date:
        """A working day from place `low` to place `high` (excluded), at `chance` (0 to 1) of their work."""
        goal = self._until[low] + chance * (self._until[high] - self._until[low])
        return self.days[min(max(bisect_right(self._until, goal) - 1, low), high - 1)]

    def factor(self, season: str, month: int, in_ramadan: bool) -> float:
        """How many times as frequent a service of that season is in a month (1 when it has none)."""
        if season == "RAMADAN":
            return 2.5 if in_ramadan else 1.0
        return self._factors[season, month] if season else 1.0


def _fixed_holidays() -> dict[tuple[int, int], int]:
    """(month, day) of each fixed day off → the first year in which it is one."""
    found: dict[tuple[int, int], int] = {}
    for meta in vocabulary_meta("holiday").values():
        if "date" in meta and meta.get("off") != "0":
            month, day = meta["date"].split("-")
            found[int(month), int(day)] = int(meta.get("since", "0"))
    return found
