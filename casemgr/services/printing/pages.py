"""Strips put on pages: what must stay together does, headers of tables stand again, slips go to the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casemgr.services.printing.strips import Strip


@dataclass
class Filled:
    """One page: its strips, each with the place of its top under the top of the room."""

    placed: list[tuple[float, Strip]] = field(default_factory=list)
    used: float = 0.0

    def add(self, strip: Strip) -> None:
        """Put a strip under the others."""
        self.placed.append((self.used, strip))
        self.used += strip.height


def fill(strips: Sequence[Strip], first: float, others: float) -> list[Filled]:
    """The strips on pages: the first has room for `first` points, the others for `others`."""
    pages = [Filled()]
    for chain in _chains(strips):
        room = first if len(pages) == 1 else others
        page = pages[-1]
        if chain[0].fresh and page.placed:
            pages.append(Filled())
            page, room = pages[-1], others
        needed = sum(strip.height for strip in chain)
        if page.used + needed > room + 0.01 and page.placed and needed <= others:
            pages.append(Filled())
            page, room = pages[-1], others
        if chain[0].foot and page.used + needed <= room:
            page.used = room - needed
        for strip in chain:
            room = first if len(pages) == 1 else others
            if page.used + strip.height > room + 0.01 and page.placed:
                pages.append(Filled())
                page = pages[-1]
            if not page.placed:
                if strip.loose:
                    continue
                for again in strip.head if len(pages) > 1 else ():
                    page.add(again)
            page.add(strip)
    if not pages[-1].placed and len(pages) > 1:
        pages.pop()
    return pages


def _chains(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    chain: list[Strip] = []
    for strip in strips:
        chain.append(strip)
        # Empty room parts nothing: a heading is kept with what follows the gap under it.
        if not strip.keep and not (strip.loose and len(chain) > 1):
            yield chain
            chain = []
    if chain:
        yield chain
