"""Chance that falls the same way everywhere: every draw of the demonstration comes from one seeded
generator.

Only `random.Random.random()` is used, whose sequence for a whole-number seed does not change between
versions and platforms of Python; `choice`, `sample` and `shuffle` make no such promise.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Weighted(Generic[Thing]):
    """A choice of things with unequal chances, drawn in the time of one binary search."""

    __slots__ = ("_bounds", "_total", "things")

    def __init__(self, pairs: Iterable[tuple[Thing, float]]) -> None:
        things: list[Thing] = []
        bounds: list[float] = []
        total = 0.0
        for thing, weight in pairs:
            if weight > 0:
                total += weight
                things.append(thing)
                bounds.append(total)
        self.things: tuple[Thing, ...] = tuple(things)
        self._bounds = bounds
        self._total = total

    def __bool__(self) -> bool:
        return bool(self.things)

    def at(self, chance: float) -> Thing:
        """The thing at `chance` (0 ≤ chance < 1) of the way through the weights."""
        place = bisect_right(self._bounds, chance * self._total)
        return self.things[min(place, len(self.things) - 1)]


class Dice:
    """The one source of chance of a world."""

    __slots__ = ("random",)

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        """True with `probability` (0 to 1)."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of `things`, all equally likely."""
        return things[int(self.random() * len(things))]

    def draw(self, weighted: Weighted[Thing]) -> Thing:
        """One of the weighted things."""
        return weighted.at(self.random())
