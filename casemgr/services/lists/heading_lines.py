"""Which lines of a list are its headers: one line, or lines of titles over several columns and the line under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from casemgr.services.lists.headers import GROUPED, Headings
from casemgr.services.lists.sheets import Broken, Cell, Line, Row

MOST_LINES = 3
FEWEST = 2  # headers that make a line of headers
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
    """The headers among the first lines: those by which most fields are understood, the first of equals.

    Several lines are taken together when that says more than any of them alone, or as much when those above are headers
    as well: cells merged from one line to the next say the same in both.
    """
    first = lines[:WITHIN]
    alone = [headings.how_many(_columns([line])) for line in first]
    best = max(range(len(first)), key=lambda place: (alone[place], -place))
    start, count, most = best, 1, alone[best]
    for height in range(2, MOST_LINES + 1):
        for place in range(max(0, best - height + 1), min(best, len(first) - height) + 1):
            said = headings.how_many(_columns(first[place : place + height]))
            above = min(alone[place:best], default=0)
            if said > most or (said == most and above >= FEWEST):
                start, count, most = place, height, said
    return at(lines, start, count)


def at(lines: Sequence[Line], start: int, count: int) -> HeadingLines:
    """The headers that `count` lines from `start` say."""
    return HeadingLines(start, count, tuple(_joined(lines[start : start + count])))


def _joined(lines: Sequence[Line]) -> list[str]:
    """The header of each column: its titles and its own, "Contact / téléphone"; once when both say the same."""
    return [GROUPED.join(column) for column in _columns(lines)]


def _columns(lines: Sequence[Line]) -> list[list[str]]:
    """What stands over each column, from top to bottom, each word once.

    A title stands over the columns to its right until the next one, as people draw it without merging cells.
    """
    width = max((len(line.cells) for line in lines), default=0)
    rows = [_filled(line.cells, width) for line in lines]
    for upper, lower in pairwise(rows):
        for place in range(1, width):
            if not upper[place] and lower[place] and upper[place - 1] and lower[place - 1]:
                upper[place] = upper[place - 1]
    return [list(dict.fromkeys(filter(None, (row[place] for row in rows)))) for place in range(width)]


def _filled(cells: Row, width: int) -> list[str]:
    return [_said(cells[place]) if place < len(cells) else "" for place in range(width)]


def _said(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, Broken) else " ".join(str(cell).split())
