"""Which days nobody works, so that a legal term that ends on one is carried to the right day.

The fixed public holidays stand in `resources/vocabularies/holiday.csv`, each with the first year in which it is one.
The feasts that follow the moon are announced days before: whoever asks hands in their dates.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

from casemgr.domain.vocabulary import vocabulary

_SATURDAY = 5


@lru_cache(maxsize=1)
def _first_years() -> dict[tuple[int, int], int]:
    """(month, day) of each fixed holiday, and the first year in which it is one (0: always).

    A national day on which people work (10 August, marked off=0) is none.
    """
    found: dict[tuple[int, int], int] = {}
    for term in vocabulary("holiday").active():
        if "date" in term.meta and term.meta.get("off") != "0":
            month, day = term.meta["date"].split("-")
            found[int(month), int(day)] = int(term.meta.get("since", "0"))
    return found


def is_fixed_holiday(day: date) -> bool:
    """Whether `day` is a public holiday that falls on the same date every year."""
    since = _first_years().get((day.month, day.day))
    return since is not None and day.year >= since


def is_working_day(day: date, movable: Collection[date] = ()) -> bool:
    """Whether offices work on `day`: no Saturday, no Sunday, no public holiday (decisions.md, 10).

    `movable` are the days off of the feasts that follow the moon, as announced.
    """
    return day.weekday() < _SATURDAY and not is_fixed_holiday(day) and day not in movable


def working_day_from(day: date, movable: Collection[date] = ()) -> date:
    """`day` if offices work on it, else the next day on which they do."""
    while not is_working_day(day, movable):
        day += timedelta(days=1)
    return day
