"""A paper as strips: what is as wide as its room, has a height, and is never cut. Pages are filled with them.

A paragraph is a strip for each line, a row of a table a strip for each line of its highest cell: so anything long
breaks across pages at a line, and what belongs together is told by `keep`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from casemgr.domain.document import Align
from casemgr.services.printing.surface import INK, Page, Picture, Tag
from casemgr.services.printing.text import Line


class Paint(Protocol):
    """Something drawn on a strip, whose top is at `top`."""

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        ...


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line of text; `down` is its baseline under the top of the strip."""

    line: Line
    x: float
    width: float
    down: float
    tag: Tag | None
    align: Align = "start"
    ink: str = INK

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.begin(self.tag)
        page.line(self.line, self.x, top + self.down, self.width, align=self.align, ink=self.ink)
        page.end()


@dataclass(frozen=True, slots=True)
class Across:
    """A line across."""

    x: float
    width: float
    down: float
    ink: str = INK
    weight: float = 0.5
    dash: str = ""

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.rule(self.x, top + self.down, self.width, ink=self.ink, weight=self.weight, dash=self.dash)


@dataclass(frozen=True, slots=True)
class Down:
    """A line down, as high as the strip."""

    x: float
    height: float
    ink: str = INK
    weight: float = 0.5

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.upright(self.x, top, self.height, ink=self.ink, weight=self.weight)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle; `ticked` draws the mark in it."""

    x: float
    down: float
    width: float
    height: float
    fill: str = ""
    ink: str = ""
    ticked: bool = False

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.box(self.x, top + self.down, self.width, self.height, fill=self.fill, ink=self.ink, weight=0.7)
        if self.ticked:
            page.tick(self.x, top + self.down, self.width)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture."""

    picture: Picture
    x: float
    down: float
    width: float
    height: float

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.picture(self.picture, self.x, top + self.down, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Squares:
    """A code of dark squares, each side of it `side` long."""

    dark: tuple[tuple[bool, ...], ...]
    x: float
    down: float
    side: float

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        page.squares(self.dark, self.x, top + self.down, self.side)


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip.

    `keep`: it is never the last on a page while another follows. `loose`: empty room, left out at the head of a page.
    `head`: strips that stand again above this one when it begins a page. `foot`: with what it keeps, it goes to the
    foot of the page. `fresh`: it begins a page.
    """

    height: float
    paints: tuple[Paint, ...] = ()
    keep: bool = False
    loose: bool = False
    head: tuple[Strip, ...] = ()
    foot: bool = False
    fresh: bool = False


def gap(height: float) -> Strip:
    """Empty room, in points."""
    return Strip(height, loose=True)


def kept(strips: list[Strip]) -> list[Strip]:
    """The strips, bound to each other as long as a page can hold them; the empty room under the last binds nothing."""
    last = max((place for place, strip in enumerate(strips) if not strip.loose), default=0)
    return [strip if strip.keep else replace(strip, keep=True) for strip in strips[:last]] + strips[last:]


@dataclass(frozen=True, slots=True)
class Lowered:
    """Something drawn further down."""

    paint: Paint
    by: float

    def draw(self, page: Page, top: float) -> None:
        """Draw it."""
        self.paint.draw(page, top + self.by)


def as_one(strips: list[Strip]) -> Strip:
    """The strips as a single one, which is never cut."""
    paints: list[Paint] = []
    down = 0.0
    for strip in strips:
        paints += (Lowered(paint, down) for paint in strip.paints) if down else strip.paints
        down += strip.height
    return Strip(down, tuple(paints))


def beside(first: list[Strip], second: list[Strip]) -> list[Strip]:
    """Two columns as one: line by line when their strips are of the same heights, never cut otherwise."""
    if any(abs(one.height - other.height) > 0.01 for one, other in zip(first, second, strict=False)):
        whole = as_one(first), as_one(second)
        return [Strip(max(one.height for one in whole), tuple(paint for one in whole for paint in one.paints))]
    together = []
    for place in range(max(len(first), len(second))):
        pair = [column[place] for column in (first, second) if place < len(column)]
        together.append(
            Strip(
                pair[0].height,
                tuple(paint for strip in pair for paint in strip.paints),
                keep=any(strip.keep for strip in pair),
                loose=all(strip.loose for strip in pair),
            )
        )
    return together


def framed(strips: list[Strip], x: float, width: float, ink: str) -> list[Strip]:
    """The strips in a box; over a page's end its sides go on."""
    boxed = []
    for place, strip in enumerate(strips):
        sides: tuple[Paint, ...] = (Down(x, strip.height, ink), Down(x + width, strip.height, ink))
        if place == 0:
            sides += (Across(x, width, 0, ink),)
        if place == len(strips) - 1:
            sides += (Across(x, width, strip.height, ink),)
        boxed.append(replace(strip, paints=sides + strip.paints, loose=False))
    return boxed
