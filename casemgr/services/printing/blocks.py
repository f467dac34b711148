"""Blocks of a paper (domain/document.py) laid out as strips, the same for both directions of writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from casemgr.domain import document
from casemgr.domain.document import Align, Block, Said, Size
from casemgr.domain.words import RIGHT_TO_LEFT
from casemgr.services.printing import grid
from casemgr.services.printing.look import ACCENT, CUT_HERE, DOTS, INKS, LINE, QUIET, Room, mm
from casemgr.services.printing.notice import notice_text
from casemgr.services.printing.said import in_one_line, versions
from casemgr.services.printing.strips import Across, Lettering, Strip, as_one, beside, framed, gap, kept
from casemgr.services.printing.surface import INK, Tag

_OTHER_SIDE: dict[Align, Align] = {"start": "end", "center": "center", "end": "start"}


def strips_of(blocks: Sequence[Block], room: Room) -> list[Strip]:
    """The blocks under each other."""
    strips: list[Strip] = []
    for block in blocks:
        strips += _LAYOUTS[type(block)](block, room)
    return strips


def lettering(
    said: Said,
    room: Room,
    *,
    language: str = "",
    size: Size = "normal",
    align: Align = "start",
    ink: str = INK,
    bold: bool = False,
    role: str = "P",
) -> list[Strip]:
    """A text in one language as one strip a line; a long one is never left with a single line on a page."""
    spoken = language or room.languages[0]
    body, leading = room.size(size)
    lines = room.setter.lines(said, spoken, room.width, body, bold=bold)
    tag = Tag(role, spoken)
    # A language begins on its own side of the page, and so does a typed text of several lines in another script.
    leftwards = spoken in RIGHT_TO_LEFT
    if len(lines) > 1 and align == "start":
        ways = {line.rightwards for line in lines if line.pieces}
        leftwards = not ways.pop() if len(ways) == 1 else leftwards
    side = align if leftwards == room.mirrored else _OTHER_SIDE[align]
    last = len(lines) - 1
    return [
        Strip(
            leading,
            (Lettering(line, room.x, room.width, leading * 0.74, tag, side, ink),) if line.pieces else (),
            keep=place < last and (place == 0 or place == last - 1),
        )
        for place, line in enumerate(lines)
    ]


def in_every_language(said: Said, room: Room, lay: Callable[[Room, str], list[Strip]]) -> list[Strip]:
    """House wording of a bilingual paper in two columns, each in its language; anything else across the room."""
    spoken = versions(said, room)
    if len(spoken) == 1:
        return lay(room, spoken[0])
    half = (room.width - mm(6)) / 2
    first = room.within(room.x, half)
    second = room.within(room.x + half + mm(6), half)
    # Each column begins on its own side: Arabic at the right edge, whatever the page.
    return beside(lay(first, spoken[0]), lay(second, spoken[1]))


def _heading(block: document.Heading, room: Room) -> list[Strip]:
    size: Size = "large" if block.level == 1 else "normal"
    role = "H1" if block.level == 1 else "H2"
    ink = ACCENT if block.level == 1 else INK

    def lay(within: Room, language: str) -> list[Strip]:
        return lettering(block.text, within, language=language, size=size, ink=ink, bold=True, role=role)

    strips = in_every_language(block.text, room, lay)
    if block.level == 1:
        rule = Strip(mm(1.2), (Across(room.x, room.width, mm(0.2), LINE, 0.7),))
        return [gap(room.down(3.2)), *(replace(strip, keep=True) for strip in [*strips, rule])]
    return [gap(room.down(1.8)), *(replace(strip, keep=True) for strip in strips)]


def _paragraph(block: document.Paragraph, room: Room) -> list[Strip]:
    # In two columns each language stands on its own side already.
    align = block.align if len(versions(block.text, room)) == 1 else "start"

    def lay(within: Room, language: str) -> list[Strip]:
        return lettering(block.text, within, language=language, size=block.size, ink=INKS[block.tone], align=align)

    if not block.text:
        return []
    return [*in_every_language(block.text, room, lay), gap(room.down(1.4))]


def _timeline(block: document.Timeline, room: Room) -> list[Strip]:
    if not block.moments:
        return _nothing(block.empty, room)
    day, what = mm(21), mm(34)
    strips: list[Strip] = []
    for moment in block.moments:
        cells = [
            lettering(moment.day, room.within(room.x, day), ink=QUIET),
            lettering(in_one_line(moment.what, room), room.within(room.x + day, what - mm(2)), bold=True),
            lettering(
                in_one_line(moment.text, room),
                room.within(room.x + day + what, room.width - day - what),
                ink=INKS[moment.tone],
            ),
        ]
        strips += beside(beside(cells[0], cells[1]), cells[2])
    return [*strips, gap(mm(1))]


def _nothing(said: Said, room: Room) -> list[Strip]:
    return lettering(in_one_line(said, room), room, ink=QUIET) if said else []


def _blank(block: document.Blank, room: Room) -> list[Strip]:
    strips = [replace(strip, keep=True) for strip in grid.label(block.label, room, lettering)]
    high = grid.written(room)
    dotted = Across(room.x, room.width, high - room.down(1.0), DOTS, 0.6, "0.6 1.8")
    written = [Strip(high, (dotted,)) for _line in range(block.lines)]
    whole = kept([*strips, *written]) if block.lines <= 8 else [*strips, *written]
    return [*whole, gap(room.down(1.2))]


def _notice(block: document.Notice, room: Room) -> list[Strip]:
    said = notice_text(block, room.letterhead)
    pad = mm(2.2)
    inner = room.within(room.x + pad, room.width - 2 * pad)

    def lay(within: Room, language: str) -> list[Strip]:
        return [strip for one in said for strip in lettering(one, within, language=language, size="small", ink=QUIET)]

    strips = [Strip(room.down(1.2)), *in_every_language(said, inner, lay), Strip(room.down(1.4))]
    return [gap(room.down(2)), *kept(framed(strips, room.x, room.width, LINE)), gap(room.down(2))]


def _signatures(block: document.Signatures, room: Room) -> list[Strip]:
    space = mm(5)
    width = (room.width - space * (len(block.boxes) - 1)) / max(1, len(block.boxes))
    rooms = [room.within(room.x + place * (width + space) + mm(2), width - mm(4)) for place in range(len(block.boxes))]
    titles = [grid.label(title, inner, lettering) for title, inner in zip(block.boxes, rooms, strict=True)]
    high = max((len(named) for named in titles), default=0)
    _body, leading = room.size("small")
    strips: list[Strip] = []
    for named, inner in zip(titles, rooms, strict=True):
        empty = Strip(room.down(block.height) + (high - len(named)) * leading)  # all boxes end on one line
        strips = beside(strips, framed([as_one([Strip(mm(0.8)), *named, empty])], inner.x - mm(2), width, LINE))
    return [gap(room.down(2)), *kept(strips), gap(room.down(1))]


def _gap(block: document.Gap, room: Room) -> list[Strip]:
    return [gap(room.down(block.height))]


def _rule(_block: document.Rule, room: Room) -> list[Strip]:
    return [Strip(mm(3), (Across(room.x, room.width, mm(1.5), LINE, 0.7),))]


def _page_break(_block: document.PageBreak, _room: Room) -> list[Strip]:
    return [Strip(0.0, fresh=True)]


def _together(block: document.Together, room: Room) -> list[Strip]:
    if not block.framed:
        return kept(strips_of(block.blocks, room))
    pad = mm(3)
    inside = strips_of(block.blocks, room.within(room.x + pad, room.width - 2 * pad))
    boxed = framed([Strip(mm(2)), *inside, Strip(mm(1))], room.x, room.width, LINE)
    return [*kept(boxed), gap(mm(2))]


def _slip(block: document.Slip, room: Room) -> list[Strip]:
    words = lettering(in_one_line(CUT_HERE, room), room, size="small", ink=QUIET, align="center")
    cut = Strip(mm(2.4), (Across(room.x - mm(30), room.width + mm(60), mm(0.6), QUIET, 0.8, "4 3"),))
    whole = kept([gap(mm(2)), *words, cut, *strips_of(block.blocks, room)])
    return [replace(whole[0], foot=True, loose=False), *whole[1:]]


def _sides(block: document.Sides, room: Room) -> list[Strip]:
    half = (room.width - mm(6)) / 2
    languages = [(language,) for language in block.languages] if block.languages else [room.languages] * 2
    first = strips_of(block.first, room.within(room.x, half, languages[0]))
    second = strips_of(block.second, room.within(room.x + half + mm(6), half, languages[1]))
    return beside(first, second)


def _fields(block: document.Fields, room: Room) -> list[Strip]:
    return grid.fields(block, room, lettering)


def _table(block: document.Table, room: Room) -> list[Strip]:
    return grid.table(block, room, lettering) or _nothing(block.empty, room)


def _ticks(block: document.Ticks, room: Room) -> list[Strip]:
    return grid.ticks(block, room, lettering)


_Layout = Callable[[Any, Room], list[Strip]]
_LAYOUTS: dict[type, _Layout] = {
    document.Heading: _heading,
    document.Paragraph: _paragraph,
    document.Fields: _fields,
    document.Table: _table,
    document.Timeline: _timeline,
    document.Ticks: _ticks,
    document.Blank: _blank,
    document.Notice: _notice,
    document.Signatures: _signatures,
    document.Gap: _gap,
    document.Rule: _rule,
    document.PageBreak: _page_break,
    document.Together: _together,
    document.Slip: _slip,
    document.Sides: _sides,
}
