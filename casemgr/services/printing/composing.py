"""A document laid out on pages and made a PDF: head, stripe of confidentiality, blocks, foot with page x of y."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from casemgr.domain.access import members
from casemgr.domain.document import Document, Letterhead, Said, Strong, fill
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import RIGHT_TO_LEFT, Words, same
from casemgr.services.printing import pages
from casemgr.services.printing.blocks import in_every_language, lettering, strips_of
from casemgr.services.printing.look import ACCENT, FORMATS, LINE, QUIET, STRIPES, Room, mm
from casemgr.services.printing.said import in_one_line
from casemgr.services.printing.strips import Across, Area, Strip, beside
from casemgr.services.printing.surface import File, Page
from casemgr.services.printing.text import Setter

CONFIDENTIAL = Words("Confidentiel — ne pas reproduire", "سري — لا يستنسخ", "Confidential — do not copy")
PAGE_OF = Words("page {page}", "صفحة {page}", "page {page}")
PRINT_ID = Words("Impression {id}", "طباعة {id}", "Print {id}")
CNDP = Words("CNDP n° {number}", "اللجنة الوطنية رقم {number}", "CNDP no. {number}")
_FOOT = 15.0  # millimetres kept for the foot


@dataclass(frozen=True)
class Composed:
    """A paper made: the bytes of the PDF, how many pages, and the characters that no font has."""

    pdf: bytes = field(repr=False)
    pages: int
    missing: tuple[str, ...] = field(repr=False)


def compose(
    document: Document,
    languages: tuple[str, ...],
    letterhead: Letterhead,
    *,
    print_id: str = "",
    password: str = "",
    about: Mapping[str, str] | None = None,
) -> Composed:
    """The paper in `languages` (the first leads the page), as a PDF made in memory.

    `about` are the file's own properties besides its title; they are never encrypted by some readers' rules, so no
    name belongs there.
    """
    setter = Setter()
    width, height, margin = (mm(length) for length in FORMATS[document.format])
    mirrored = languages[0] in RIGHT_TO_LEFT
    room = Room(setter, languages, letterhead, margin, width - 2 * margin, mirrored)
    foot = mm(_FOOT) if document.header else margin
    head = _head(document, room) if document.header else []
    top = margin * 0.8 if document.header else margin
    next_head = _running_head(document, room) if document.header else []
    space = height - top - foot
    filled = pages.fill(strips_of(document.blocks, room), space - _height(head), space - _height(next_head))
    file = File(document.title.say(languages[0]), languages[0])
    for number, one in enumerate(filled, 1):
        page = file.new_page(width, height, mirrored=mirrored)
        _draw(page, head if number == 1 else next_head, top)
        start = top + _height(head if number == 1 else next_head)
        for down, strip in one.placed:
            for paint in strip.paints:
                paint.draw(page, start + down)
        if document.header:
            _draw(page, _foot(room, print_id, number, len(filled), handed=document.handed), height - foot + mm(2))
    return Composed(file.save(password=password, about=about), len(filled), tuple(setter.missing))


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _draw(page: Page, strips: Sequence[Strip], top: float) -> None:
    for strip in strips:
        for paint in strip.paints:
            paint.draw(page, top)
        top += strip.height


def _head(document: Document, room: Room) -> list[Strip]:
    """Letterhead and stripe, then the title and what it is about."""
    wide = room.width * 0.62
    who = _letterhead(room.within(room.x, wide), room.letterhead)
    strips = who
    if not document.handed:
        strips = beside(who, _stripe(document.confidentiality, room.within(room.x + wide, room.width - wide)))
    strips += [Strip(mm(4), (Across(room.x, room.width, mm(1.6), ACCENT, 1.1),))]

    def title(within: Room, language: str) -> list[Strip]:
        return lettering(document.title, within, language=language, size="title", bold=True, role="H1")

    strips += in_every_language(document.title, room, title)
    beneath: list[Said] = [said for said in (document.subject, document.number) if said]
    if beneath:
        strips += lettering(_with_dots([Strong(in_one_line(said, room)) for said in beneath]), room, size="large")
    for said in document.about:
        strips += lettering(in_one_line(said, room), room, size="small", ink=QUIET)
    return [*(replace(strip, loose=False) for strip in strips), Strip(mm(2.4))]


def _with_dots(said: Sequence[Said]) -> Said:
    told: list[Said] = []
    for one in said:
        told += [same("  ·  "), one] if told else [one]
    return tuple(told)


def _letterhead(room: Room, letterhead: Letterhead) -> list[Strip]:
    strips = lettering(letterhead.association, room, size="large", bold=True, ink=ACCENT)
    reached: list[Said] = [one for one in (letterhead.address, letterhead.phone, letterhead.hours) if one]
    branch: list[Said] = [in_one_line(letterhead.branch, room)] if letterhead.branch.fr else []
    if branch or reached:
        strips += lettering(_with_dots([*branch, *reached]), room, size="small", ink=QUIET)
    return strips


def _stripe(confidentiality: str, room: Room) -> list[Strip]:
    """The level as a colour and a word, at the end of the line."""
    levels = vocabulary("confidentiality_level")
    named = [levels.label(member) for member in members(confidentiality)]
    said = Words(*(" + ".join(one.say(language) for one in named) for language in ("fr", "ar", "en")))
    body, leading = room.size("small")
    told = in_one_line(said, room)
    fill_colour = STRIPES.get(confidentiality, STRIPES[""])
    wide = min(room.width, room.setter.width(told, room.languages[0], body, bold=True) + mm(5))
    inner = room.within(room.x + room.width - wide + mm(2.5), wide - mm(5))
    strips = lettering(told, inner, size="small", bold=True, ink="#ffffff", align="center")
    area = Area(room.x + room.width - wide, mm(0.6), wide, len(strips) * leading + mm(1.6), fill=fill_colour)
    head = Strip(mm(1.4), (area,))
    return [head, *strips]


def _running_head(document: Document, room: Room) -> list[Strip]:
    """The small head of the pages after the first."""
    half = room.width / 2
    said = _with_dots([one for one in (document.title, document.subject, document.number) if one])
    first = lettering(in_one_line(said, room), room.within(room.x, half + mm(30)), size="small", ink=QUIET)
    second = lettering(
        room.letterhead.association,
        room.within(room.x + half + mm(30), half - mm(30)),
        size="small",
        ink=QUIET,
        align="end",
    )
    return [*beside(first[:1], second[:1]), Strip(mm(3), (Across(room.x, room.width, mm(1), LINE, 0.7),))]


def _foot(room: Room, print_id: str, page: int, total: int, *, handed: bool) -> list[Strip]:
    third = room.width / 3
    pages_said = fill(PAGE_OF, page=f"{page}/{total}")
    said: Said = room.letterhead.association if handed else in_one_line(CONFIDENTIAL, room)
    first = lettering(said, room.within(room.x, third * 1.4), size="small", ink=QUIET)
    told: list[Said] = []
    if print_id:
        told.append(fill(PRINT_ID, id=print_id))
    if room.letterhead.cndp:
        told.append(fill(CNDP, number=room.letterhead.cndp))
    middle = lettering(
        _with_dots(told), room.within(room.x + third * 1.1, third * 1.2), size="small", ink=QUIET, align="center"
    )
    last = lettering(pages_said, room.within(room.x + 2 * third, third), size="small", ink=QUIET, align="end")
    rule = Strip(mm(1.4), (Across(room.x, room.width, 0, LINE, 0.7),))
    return [rule, *beside(beside(first[:1], middle[:1]), last[:1])]
