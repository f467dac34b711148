"""Where the days off of the feasts that follow the moon are kept: one setting a year, `holidays.2026`.

They are announced days before. Rules find them in their context, the administration enters them
(services/holidays.py), and the command line reads them when a database is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

PREFIX = "holidays."


def key_of(year: int) -> str:
    """The setting that holds the feasts of a year."""
    return f"{PREFIX}{year}"


def as_kept(feasts: Iterable[tuple[str, date, int]]) -> str:
    """The feasts of a year (code of the feast, its first day, how many days off) as the setting holds them."""
    return json.dumps([[code, first.isoformat(), days] for code, first, days in feasts])


def as_entered(kept: str | None) -> list[tuple[str, date, int]]:
    """The feasts of a year from their setting, in the order in which they were entered."""
    entered: list[list[Any]] = json.loads(kept) if kept else []
    return [(str(code), date.fromisoformat(first), int(days)) for code, first, days in entered]


def days_of(kept: Iterable[str | None]) -> frozenset[date]:
    """Every day off of these settings."""
    return _days_of(tuple(kept))


@lru_cache(maxsize=16)
def _days_of(kept: tuple[str | None, ...]) -> frozenset[date]:
    """Asked before each save and at each look at a file, of the same few texts."""
    return frozenset(
        first + timedelta(days=place) for one in kept for _code, first, days in as_entered(one) for place in range(days)
    )
