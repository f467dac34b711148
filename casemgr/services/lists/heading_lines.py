"""Which lines of a list are its headers: one line, or a line of titles over several columns and a line under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from casemgr.services.lists.headers import GROUPED, Headings
from casemgr.services.lists.sheets import Broken, Cell, Line, Row

WITHIN = 20  # rows: a list may start with a title, an address, a date


@dataclass(frozen=True)
class HeadingLines:
    """Where the headers stand among the first lines (from 0), how many lines they are, and what they say."""

    start: int
    count: int
    headers: tuple[str, ...]

    @property
    def after(self) -> int:
        """The place of the first row of the list."""
        return self.start + self.count


def find(lines: Sequence[Line], headings: Headings) -> HeadingLines:
    """The headers among the first lines: those of which most are understood, the first of equals.

    Two lines are taken together only when that says more than either alone.
    """
    first = lines[:WITHIN]
    alone = [headings.how_many(line.cells) for line in first]
    best = max(range(len(first)), key=lambda place: (alone[place], -place))
    pairs = [place for place in (best - 1, best) if 0 <= place < len(first) - 1]
    joined = {place: headings.how_many(_joined(first[place : place + 2])) for place in pairs}
    for place in pairs:
        if joined[place] > alone[best] and joined[place] == max(joined.values()):
            return at(lines, place, 2)
    return at(lines, best, 1)


def at(lines: Sequence[Line], start: int, count: int) -> HeadingLines:
    """The headers that `count` lines from `start` say."""
    return HeadingLines(start, count, tuple(_joined(lines[start : start + count])))


def _joined(lines: Sequence[Line]) -> list[str]:
    """The header of each column: its title and its own, "Contact / téléphone"; once when both say the same.

    A title stands over the columns to its right until the next one, as people draw it without merging cells.
    """
    width = max((len(line.cells) for line in lines), default=0)
    rows = [_filled(line.cells, width) for line in lines]
    for upper, lower in pairwise(rows):
        for place in range(1, width):
            if not upper[place] and lower[place] and upper[place - 1] and lower[place - 1]:
                upper[place] = upper[place - 1]
    return [GROUPED.join(dict.fromkeys(filter(None, (row[place] for row in rows)))) for place in range(width)]


def _filled(cells: Row, width: int) -> list[str]:
    return [_said(cells[place]) if place < len(cells) else "" for place in range(width)]


def _said(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, Broken) else " ".join(str(cell).split())
