"""The page that is drawn on, and the file that is made of pages: text with its letters, lines, boxes; nothing else.

Everything is placed from the start of the line (left in French, right in Arabic) and from the top of the page, in
points: the same drawing mirrors by itself. The file is made in memory, whole; nothing is written to a folder.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from casemgr.domain.document import Align
from casemgr.services.printing.copying import parted, parting, scripts_of
from casemgr.services.printing.fonts import EmbeddedFont, Glyph, Run, face_called, packed
from casemgr.services.printing.text import Line, Placed

MILLIMETRE = 72 / 25.4
INK = "#1d2523"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


@lru_cache(maxsize=64)
def _colour(value: str, operator: str) -> str:
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return f"{_number(red)} {_number(green)} {_number(blue)} {operator}"


@dataclass(frozen=True, eq=False, slots=True)
class Tag:
    """Something that is read aloud as one thing, over as many lines and pages as it takes: H1, H2, P, TD…"""

    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a PDF holds it: its size in pixels, and its red, green and blue, packed."""

    width: int
    height: int
    packed: bytes = field(repr=False)


@lru_cache(maxsize=8)
def picture_of(png: bytes) -> Picture:
    """The picture of a PNG that we made ourselves (letterhead.py)."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        plain = image.convert("RGB")
        return Picture(plain.width, plain.height, zlib.compress(plain.tobytes(), 9))


class Page:
    """One page, in points; `mirrored` when the start of the line is at the right."""

    def __init__(self, file: File, width: float, height: float, *, mirrored: bool) -> None:
        self.width, self.height, self.mirrored = width, height, mirrored
        self.marked: list[Tag] = []
        self._file = file
        self._drawn: list[str] = []
        self._told = 0.0, False, False  # the height of the last line, and which ways its letters run

    def content(self) -> bytes:
        """The operators of the page."""
        return "\n".join(self._drawn).encode("ascii")

    def _across(self, x: float, width: float) -> float:
        return self.width - x - width if self.mirrored else x

    def rule(self, x: float, y: float, width: float, *, ink: str = INK, weight: float = 0.5, dash: str = "") -> None:
        """A line across, `width` long."""
        left, down = self._across(x, width), self.height - y
        self._stroke(f"{_number(left)} {_number(down)} m {_number(left + width)} {_number(down)} l", ink, weight, dash)

    def upright(self, x: float, y: float, height: float, *, ink: str = INK, weight: float = 0.5) -> None:
        """A line down, `height` long."""
        left, down = self._across(x, 0), self.height - y
        self._stroke(f"{_number(left)} {_number(down)} m {_number(left)} {_number(down - height)} l", ink, weight, "")

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "", ink: str = "", weight: float = 0.5
    ) -> None:
        """A rectangle, filled, outlined, or both."""
        shape = " ".join(map(_number, (self._across(x, width), self.height - y - height, width, height))) + " re"
        if fill:
            self._drawn.append(f"/Artifact BMC q {_colour(fill, 'rg')} {shape} f Q EMC")
        if ink:
            self._stroke(shape, ink, weight, "")

    def picture(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        """A picture, in a room of that size."""
        place = " ".join(map(_number, (width, 0.0, 0.0, height, self._across(x, width), self.height - y - height)))
        self._drawn.append(f"/Artifact BMC q {place} cm /{self._file.name_of_picture(picture)} Do Q EMC")

    def squares(self, dark: Sequence[Sequence[bool]], x: float, y: float, side: float) -> None:
        """A code of dark squares; it is never mirrored."""
        left, top = self._across(x, side), self.height - y
        one = side / max(1, len(dark))
        shapes = [
            f"{left + one * across:.3f} {top - one * (down + 1):.3f} {one:.3f} {one:.3f} re"
            for down, row in enumerate(dark)
            for across, is_dark in enumerate(row)
            if is_dark
        ]
        self._drawn.append(f"/Artifact BMC q 0 0 0 rg {' '.join(shapes)} f Q EMC")

    def tick(self, x: float, y: float, side: float) -> None:
        """The mark inside a ticked box."""
        left, top = self._across(x, side), self.height - y
        points = ((0.2, 0.55), (0.42, 0.8), (0.82, 0.22))
        path = " ".join(
            f"{_number(left + side * across)} {_number(top - side * down)} {'l' if place else 'm'}"
            for place, (across, down) in enumerate(points)
        )
        self._stroke(path, INK, 1.2, "")

    def _stroke(self, path: str, ink: str, weight: float, dash: str) -> None:
        dashes = f"[{dash}] 0 d " if dash else ""
        self._drawn.append(f"/Artifact BMC q {_colour(ink, 'RG')} {_number(weight)} w {dashes}{path} S Q EMC")

    def line(
        self, line: Line, x: float, baseline: float, width: float, *, align: Align = "start", ink: str = INK
    ) -> None:
        """One line of text in a room of `width`; `align` start is where the lines of the page begin."""
        slack = width - line.width
        left = self._across(x, width)
        if align == "center":
            left += slack / 2
        elif (align == "start") == self.mirrored:
            left += slack
        down = self.height - baseline
        parts = ["q", _colour(ink, "rg"), "BT"]
        begins = self._begins(line, down)
        for place, piece in enumerate(line.pieces):
            if place in begins:  # seen by nobody, and another line to who copies
                parts.append("3 Tr")
                self._piece(parts, Placed(piece.x, parting()), left, down + line.size * 1.4, line.size)
                parts.append("0 Tr")
            self._piece(parts, piece, left, down, line.size)
        parts.append("ET Q")
        self._drawn.append(" ".join(parts))

    def _begins(self, line: Line, down: float) -> frozenset[int]:
        """The pieces of a line that a reader must not order as one with what stands before them at this height."""
        runs = [piece.run for piece in line.pieces]
        rightwards, leftwards = scripts_of(runs)
        height, *before = self._told
        found = parted(runs, line.rightwards)
        if abs(height - down) >= line.size / 2:
            self._told = down, rightwards, leftwards
        elif (rightwards or before[0]) and (leftwards or before[1]):
            found |= {0}
            self._told = down, rightwards, leftwards
        else:
            self._told = down, rightwards or before[0], leftwards or before[1]
        return found

    def begin(self, tag: Tag | None) -> None:
        """Begin what a screen reader reads as part of `tag`; of no tag, what it leaves out (head and foot)."""
        if tag is None:
            self._drawn.append("/Artifact BMC")
            return
        self.marked.append(tag)
        self._drawn.append(f"/{tag.role} <</MCID {len(self.marked) - 1}>> BDC")

    def end(self) -> None:
        """End it."""
        self._drawn.append("EMC")

    def _piece(self, parts: list[str], piece: Placed, left: float, down: float, size: float) -> None:
        x, run = piece
        operators = self._file.operators(run, size)
        parts.append(self._file.letters(run.font, size))
        pen = left + x
        for across, up, shown in operators:
            parts.append(f"1 0 0 1 {pen + across:.3f} {down + up:.3f} Tm {shown}")


@dataclass
class File:
    """The PDF being made."""

    title: str
    language: str
    pages: list[Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fonts: dict[str, EmbeddedFont] = {}
        self._names: dict[str, str] = {}
        self._letters: dict[tuple[str, float], str] = {}
        self._pictures: dict[Picture, str] = {}
        self._operators: dict[tuple[int, float], tuple[tuple[Glyph, ...], list[tuple[float, float, str]]]] = {}

    def new_page(self, width: float, height: float, *, mirrored: bool) -> Page:
        """An empty page at the end."""
        page = Page(self, width, height, mirrored=mirrored)
        self.pages.append(page)
        return page

    def font(self, name: str) -> EmbeddedFont:
        """The font as this file uses it."""
        if name not in self._fonts:
            self._fonts[name] = EmbeddedFont(face_called(name))
            self._names[name] = f"F{len(self._names)}"
        return self._fonts[name]

    def operators(self, run: Run, size: float) -> list[tuple[float, float, str]]:
        """What shows the glyphs of a run: for each height of the pen where it begins, and the codes."""
        key = id(run.glyphs), size  # the glyphs are held beside, so nothing else takes their place in memory
        if key not in self._operators:
            self._operators[key] = run.glyphs, list(_operators(self.font(run.font), run.glyphs, size))
        return self._operators[key][1]

    def letters(self, font: str, size: float) -> str:
        """What begins letters of a font, of this size."""
        key = font, size
        if key not in self._letters:
            body = _number(size * self.font(font).face.scale)
            self._letters[key] = f"/{self._names[font]} {body} Tf"
        return self._letters[key]

    def name_of_picture(self, picture: Picture) -> str:
        """How the pages call a picture, which stands once in the file."""
        return self._pictures.setdefault(picture, f"P{len(self._pictures)}")

    def save(self, *, password: str = "", about: Mapping[str, str] | None = None) -> bytes:
        """The bytes of the file; with a password it is encrypted (AES-256). `about` are its own properties."""
        pdf = pikepdf.new()
        fonts = Dictionary({f"/{self._names[name]}": font.embed(pdf) for name, font in self._fonts.items()})
        drawn = Dictionary({f"/{name}": _picture(pdf, one) for one, name in self._pictures.items()})
        resources = pdf.make_indirect(Dictionary(Font=fonts, XObject=drawn))
        made = [pdf.make_indirect(_page(pdf, page, place, resources)) for place, page in enumerate(self.pages)]
        for one in made:
            pdf.pages.append(pikepdf.Page(one))
        pdf.Root.StructTreeRoot = _structure(pdf, self.pages, made)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = self.language
        # No reading direction here: PDFium then turns each line round, numbers and codes too.
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.docinfo[Name.Title] = self.title
        for key, said in (about or {}).items():
            pdf.docinfo[Name(f"/{key}")] = said
        encryption = pikepdf.Encryption(user=password, owner=password, R=6, aes=True) if password else False
        written = io.BytesIO()
        pdf.save(
            written,
            encryption=encryption,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=not password,
        )
        return written.getvalue()


def _operators(font: EmbeddedFont, glyphs: Sequence[Glyph], size: float) -> Iterator[tuple[float, float, str]]:
    body, thousandth = size * font.face.scale, size / 1000
    own_width = font.face.own_width
    pen = reached = start = height = 0.0
    codes: list[str] = []
    for glyph in glyphs:
        number, _text, advance, aside, above = glyph
        across, up = pen + aside * thousandth, above * thousandth
        if codes and height != up:
            yield start, height, "[" + "".join(codes) + "] TJ"
            codes = []
        if not codes:
            start, height = across, up
        elif abs(across - reached) > 0.005:
            codes.append(_number(-(across - reached) * 1000 / body))
        codes.append(f"<{font.code(glyph):04X}>")
        reached = across + own_width(number) * body / 1000
        pen += advance * thousandth
    if codes:
        yield start, height, "[" + "".join(codes) + "] TJ"


def _page(pdf: pikepdf.Pdf, page: Page, place: int, resources: pikepdf.Object) -> Dictionary:
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(page.width, 2), round(page.height, 2)]),
        Resources=resources,
        Contents=packed(pdf, page.content()),
        StructParents=place,
        Tabs=Name.S,
    )


def _picture(pdf: pikepdf.Pdf, picture: Picture) -> pikepdf.Object:
    return pdf.make_stream(
        picture.packed,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )


def _structure(pdf: pikepdf.Pdf, pages: list[Page], made: Sequence[pikepdf.Object]) -> pikepdf.Object:
    """The tree that a screen reader follows: what is a heading, a paragraph, a cell, and in which language."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    elements: dict[Tag, pikepdf.Object] = {}
    held: dict[Tag, list[Any]] = {}
    begun: dict[Tag, int] = {}
    parents: list[Any] = []
    for place, page in enumerate(pages):
        for number, tag in enumerate(page.marked):
            if tag not in elements:
                named = Dictionary(Type=Name.StructElem, S=Name(f"/{tag.role}"), P=whole, Lang=tag.language)
                elements[tag] = pdf.make_indirect(named)
                elements[tag].Pg = made[place]
                held[tag], begun[tag] = [], place
            is_there = begun[tag] == place  # on the page on which it begins its number says enough
            held[tag].append(number if is_there else Dictionary(Type=Name.MCR, Pg=made[place], MCID=number))
        parents += (place, pdf.make_indirect(Array([elements[tag] for tag in page.marked])))
    for tag, element in elements.items():
        element.K = Array(held[tag])
    whole.K = Array(elements.values())
    root.K = whole
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(parents)))
    return root
