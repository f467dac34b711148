"""A document laid out on pages and made a PDF: head, stripe of confidentiality, blocks, foot with page x of y."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from casemgr.domain.access import members
from casemgr.domain.document import Document, Field, Letterhead, Said, Strong, fill
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import RIGHT_TO_LEFT, Words, same
from casemgr.services.printing import grid
from casemgr.services.printing.blocks import in_every_language, lettering, strips_of
from casemgr.services.printing.look import ACCENT, FORMATS, LINE, QUIET, STRIPES, Room, mm
from casemgr.services.printing.pages import Filled
from casemgr.services.printing.pages import fill as fill_pages
from casemgr.services.printing.said import in_one_line
from casemgr.services.printing.squares import squares
from casemgr.services.printing.strips import Across, Area, Drawing, Squares, Strip, beside
from casemgr.services.printing.surface import File, Page, picture_of
from casemgr.services.printing.text import Setter

CONFIDENTIAL = Words("Confidentiel — ne pas reproduire", "سري — لا يستنسخ", "Confidential — do not copy")
PAGE_OF = Words("page {page}", "صفحة {page}", "page {page}")
PRINT_ID = Words("Impression {id}", "طباعة {id}", "Print {id}")
ONCE_FILLED = Words("Confidentiel une fois rempli", "سري بعد ملئه", "Confidential once filled in")
CNDP = Words("CNDP n° {number}", "مرجع اللجنة الوطنية: {number}", "CNDP no. {number}")
_COLON = Words(" : ", ": ", ": ")
_FOOT = 15.0  # millimetres kept for the foot
_LOGO = (38.0, 15.0)  # millimetres, at most
_LINES_OF_A_NAME = 2  # in large letters
_CODE = 16.0  # millimetres, each side of a QR code
# A last page that holds less than this share is spared, when letters a little smaller are enough for it.
_NEARLY_EMPTY = 0.32
_TIGHTER = (0.96, 0.92, 0.88, 0.84)
_TO_WRITE_ON = 0.88  # lines for a pen are no closer
_MARGIN = 0.03  # smaller letters also need fewer lines
_MOST_TRIED = 2
_ON_ONE_PAGE = (0.8, 0.76)


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
    file = File(document.title.say(languages[0]), languages[0])
    pages_made, missing = draw(file, document, languages, letterhead, print_id=print_id)
    return Composed(file.save(password=password, about=about), pages_made, missing)


def draw(
    file: File, document: Document, languages: tuple[str, ...], letterhead: Letterhead, *, print_id: str = ""
) -> tuple[int, tuple[str, ...]]:
    """Put the paper at the end of `file`: how many pages it takes, and the characters that no font has."""
    setter = Setter()
    laid = _laid(document, setter, languages, letterhead, print_id, 1.0)
    for scale in laid.smaller():
        tighter = _laid(document, setter, languages, letterhead, print_id, scale)
        if len(tighter.pages) < len(laid.pages):
            laid = tighter
            break
    for number, page in enumerate(laid.pages, 1):
        laid.draw(file.new_page(laid.width, laid.height, mirrored=laid.room.mirrored), number, page)
    return len(laid.pages), tuple(laid.room.setter.missing)


@dataclass(frozen=True)
class _Laid:
    """A document on its pages, before anything is drawn."""

    document: Document
    room: Room
    width: float
    height: float
    space: float
    heads: tuple[list[Strip], list[Strip]]
    pages: list[Filled]
    print_id: str

    def smaller(self) -> tuple[float, ...]:
        """The scales that may spare the last page: those at which what stands on it would fit on the others.

        None when the page is used well, unless the paper asks for a single one.
        """
        over = sum(strip.height for _top, strip in self.pages[-1].placed)
        if len(self.pages) == 1 or (over > self.space * _NEARLY_EMPTY and not self.document.one_page):
            return ()
        full = sum(_height(self.heads[place > 0]) for place in range(len(self.pages) - 1))
        room = self.space * (len(self.pages) - 1) - full
        needed = room / (over + sum(page.used for page in self.pages[:-1]))
        if self.document.one_page:
            return _TIGHTER + _ON_ONE_PAGE
        least = _TO_WRITE_ON if self.document.empty else 0.0
        return tuple(scale for scale in _TIGHTER if least <= scale <= needed + _MARGIN)[:_MOST_TRIED]

    def draw(self, page: Page, number: int, filled: Filled) -> None:
        """One page: its head, its strips, its foot."""
        document = self.document
        head = self.heads[number > 1]
        top = self.room.x * (0.8 if document.header else 1.0)
        _draw(page, head, top)
        start = top + _height(head)
        for down, strip in filled.placed:
            for paint in strip.paints:
                paint.draw(page, start + down)
        if document.header:
            foot = _foot(self.room, document, self.print_id, number, len(self.pages))
            _draw(page, foot, self.height - mm(_FOOT) + mm(2))


def _laid(
    document: Document,
    setter: Setter,
    languages: tuple[str, ...],
    letterhead: Letterhead,
    print_id: str,
    scale: float,
) -> _Laid:
    width, height, margin = (mm(length) for length in FORMATS[document.format])
    mirrored = languages[0] in RIGHT_TO_LEFT
    room = Room(setter, languages, letterhead, margin, width - 2 * margin, mirrored, scale)
    heads: tuple[list[Strip], list[Strip]] = ([], [])
    space = height - 2 * margin
    if document.header:
        heads = _head(document, room, print_id), _running_head(document, room)
        space = height - margin * 0.8 - mm(_FOOT)
    strips = strips_of(document.blocks, room)
    filled = fill_pages(strips, space - _height(heads[0]), space - _height(heads[1]))
    return _Laid(document, room, width, height, space, heads, filled, print_id)


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _draw(page: Page, strips: Sequence[Strip], top: float) -> None:
    for strip in strips:
        for paint in strip.paints:
            paint.draw(page, top)
        top += strip.height


def _head(document: Document, room: Room, print_id: str) -> list[Strip]:
    """Letterhead and stripe, then the title and what it is about."""
    dark = squares(print_id) if document.handed and document.traced else ()
    wide = room.width - (0 if document.handed else room.width * 0.28) - (mm(_CODE + 4) if dark else 0)
    strips = who = _letterhead(room.within(room.x, wide), room.letterhead)
    end = room.within(room.x + wide + mm(4), room.width - wide - mm(4))
    if not document.handed:
        strips = beside(who, _stripe(document.confidentiality, end))
    elif dark:
        strips = beside(
            who, [Strip(mm(_CODE) + mm(1), (Squares(dark, end.x + end.width - mm(_CODE), 0.0, mm(_CODE)),))]
        )
    strips += [Strip(mm(4), (Across(room.x, room.width, mm(1.6), ACCENT, 1.1),))]

    def title(within: Room, language: str) -> list[Strip]:
        return lettering(document.title, within, language=language, size="title", bold=True, role="H1")

    strips += in_every_language(document.title, room, title)
    beneath: list[Said] = [said for said in (document.subject, document.number) if said]
    if beneath:
        strips += lettering(_with_dots([Strong(in_one_line(said, room)) for said in beneath]), room, size="large")
    for said in document.about:
        strips += lettering(_in_one_line(said, room), room, size="small", ink=QUIET)
    return [*(replace(strip, loose=False) for strip in strips), Strip(mm(2.4))]


def _in_one_line(said: Said | Field, room: Room) -> Said:
    """What was typed stands once, after its label in each language."""
    return (in_one_line(said.label, room), _COLON, said.value) if isinstance(said, Field) else in_one_line(said, room)


def _with_dots(said: Sequence[Said]) -> Said:
    told: list[Said] = []
    for one in said:
        told += [same("  ·  "), one] if told else [one]
    return tuple(told)


def _letterhead(room: Room, letterhead: Letterhead) -> list[Strip]:
    """The logo, when there is one, then who writes and where they are reached."""
    logo = picture_of(letterhead.logo) if letterhead.logo else None
    if logo is None:
        return _who_writes(room, letterhead)
    scale = min(mm(_LOGO[0]) / logo.width, mm(_LOGO[1]) / logo.height)
    across, down = logo.width * scale, logo.height * scale
    shown = Strip(down + mm(1.4), (Drawing(logo, room.x, 0.0, across, down),))
    beyond = across + mm(4)
    return beside([shown], _who_writes(room.within(room.x + beyond, room.width - beyond), letterhead))


def _who_writes(room: Room, letterhead: Letterhead) -> list[Strip]:
    name = lettering(letterhead.association, room, size="large", bold=True, ink=ACCENT)
    if len(name) > _LINES_OF_A_NAME:
        name = lettering(letterhead.association, room, bold=True, ink=ACCENT)
    strips = grid.on_its_side(name, "start")  # over its address, in whatever script and on however many lines
    reached = _with_dots([one for one in (letterhead.called_at, letterhead.hours) if one])
    branch = in_one_line(letterhead.branch, room) if letterhead.branch.fr else ""
    for said in (branch, letterhead.reached_at, reached):
        if said:
            strips += lettering(said, room, size="small", ink=QUIET)
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
    """The small head of the pages after the first: on one line, the number before a name that may be long."""
    half = room.width / 2
    told = [in_one_line(one, room) for one in (document.title, document.number, document.subject) if one]
    first = lettering(_with_dots(told), room.within(room.x, half + mm(30)), size="small", ink=QUIET)
    aside = room.within(room.x + half + mm(30), half - mm(30))
    who = _shortened(room.letterhead.association, aside, 1)
    second = lettering(who, aside, size="small", ink=QUIET, align="end")
    return [*beside(first[:1], second[:1]), Strip(mm(3), (Across(room.x, room.width, mm(1), LINE, 0.7),))]


def _shortened(name: str, room: Room, most: int) -> str:
    """As many words of a long name as so many small lines hold; what is left out is shown by dots."""
    body, _leading = room.size("small")

    def fits(text: str) -> bool:
        return len(room.setter.lines(text, room.languages[0], room.width, body)) <= most

    words = name.split()
    if fits(name):
        return name
    while len(words) > 1 and not fits(" ".join(words) + "…"):
        words.pop()
    return " ".join(words).rstrip(",;") + "…"


def _foot(room: Room, document: Document, print_id: str, page: int, total: int) -> list[Strip]:
    start, end = room.width * 0.37, room.width * 0.16
    pages_said = fill(PAGE_OF, page=f"{page}/{total}")
    said: Said = in_one_line(ONCE_FILLED if document.empty else CONFIDENTIAL, room)
    aside = room.within(room.x, start - mm(2))
    if document.handed:
        said = _shortened(room.letterhead.association, aside, 2)
    first = lettering(said, aside, size="small", ink=QUIET)
    told: list[Said] = []
    if print_id:
        told.append(fill(PRINT_ID, id=print_id))
    if room.letterhead.cndp:
        told.append(fill(CNDP, number=room.letterhead.cndp))
    middle = lettering(
        _with_dots(told), room.within(room.x + start, room.width - start - end), size="small", ink=QUIET, align="center"
    )
    last = lettering(pages_said, room.within(room.x + room.width - end, end), size="small", ink=QUIET, align="end")
    rule = Strip(mm(1.4), (Across(room.x, room.width, 0, LINE, 0.7),))
    return [rule, *beside(beside(first[:2], middle[:2]), last[:1])]
