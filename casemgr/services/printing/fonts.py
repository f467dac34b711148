"""The letters of printed papers: which font has which character, how HarfBuzz shapes them, how they are embedded.

Each glyph is embedded with the text it stands for, so that what is selected, searched and copied is what was typed,
in its order; only the glyphs in use are embedded. A character that no font has gives the replacement mark and is
told (`Letters.missing`).
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any, NamedTuple

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name

from casemgr.domain.resources import folder

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# The first that has the character writes it. Naskh is drawn smaller than Noto Sans on the same body.
REGULAR = (
    "NotoSans-Regular",
    "NotoNaskhArabic-Regular",
    "NotoSansTifinagh-Regular",
    "NotoSansEthiopic-Regular",
    "NotoSansSymbols2-Signs",  # ✓ ✗ ☐ ★ ⚠ …: some thirty signs of Noto Sans Symbols 2
    "NotoSansMath-Signs",  # → ≤ ≥ √ …
)
BOLD = ("NotoSans-Bold", "NotoNaskhArabic-Bold", *REGULAR[2:])
SCALE = {"NotoNaskhArabic-Regular": 1.16, "NotoNaskhArabic-Bold": 1.16}
# No optional ligature in Arabic: one glyph for several letters is copied from a PDF in the wrong order.
_FEATURES = {True: {"kern": True, "liga": True}, False: {"kern": True, "liga": False, "dlig": False}}


class Glyph(NamedTuple):
    """One shaped glyph, in thousandths of the body: its number, the text it stands for, where the pen goes."""

    id: int
    text: str
    advance: float
    across: float
    up: float


class Run(NamedTuple):
    """Glyphs of one font going one way, at their places from the start of the run; its width on a body of 1,000."""

    level: int
    font: str
    glyphs: tuple[Glyph, ...]
    width: float


Shaped = tuple[tuple[Glyph, ...], float]


class Face:
    """One font file, read once for the life of the program."""

    def __init__(self, name: str) -> None:
        self.name = name
        blob = hb.Blob.from_file_path(str(folder("resources") / "fonts" / f"{name}.ttf"))
        self.face = hb.Face(blob)
        self.font = hb.Font(self.face)
        self.characters = frozenset(self.face.unicodes)
        self.prepared = hb.subset_preprocess(self.face)
        self.unit = 1000 / self.face.upem * SCALE.get(name, 1.0)
        self.plain_unit: float = 1000 / self.face.upem
        self.scale = SCALE.get(name, 1.0)
        self._widths: dict[int, float] = {}
        self._shaped = lru_cache(maxsize=10_000)(self._shape)  # the cache of this face, which goes with it

    def shape(self, text: str, rightwards: bool) -> Shaped:
        """The glyphs of a run from left to right, and its width, in thousandths of the body."""
        return self._shaped(text, rightwards)

    def _shape(self, text: str, rightwards: bool) -> Shaped:
        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr" if rightwards else "rtl"
        hb.shape(self.font, buffer, _FEATURES[rightwards])
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        starts = sorted({info.cluster for info in infos})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        told: set[int] = set()
        glyphs = []
        for info, position in zip(infos, positions, strict=True):
            # The first glyph of a cluster stands for its whole text, the others for none.
            said = "" if info.cluster in told else text[info.cluster : ends[info.cluster]]
            told.add(info.cluster)
            advance, across, up = (
                amount * self.unit for amount in (position.x_advance, position.x_offset, position.y_offset)
            )
            glyphs.append(Glyph(info.codepoint, said, advance, across, up))
        return tuple(glyphs), sum(glyph.advance for glyph in glyphs)

    def own_width(self, glyph: int) -> float:
        """How far the glyph itself moves the pen, in thousandths of the unscaled body."""
        if glyph not in self._widths:
            self._widths[glyph] = float(self.font.get_glyph_h_advance(glyph)) * self.plain_unit
        return self._widths[glyph]


@lru_cache(maxsize=16)
def face_called(name: str) -> Face:
    """The font of this name. Read once."""
    return Face(name)


@lru_cache(maxsize=8192)
def face_for(character: str, bold: bool) -> str:
    """The font that has this character; empty when none has."""
    for name in BOLD if bold else REGULAR:
        if ord(character) in face_called(name).characters:
            return name
    return ""


def packed(pdf: pikepdf.Pdf, content: bytes, **entries: Any) -> pikepdf.Object:
    """A stream of the file, deflated lightly: more takes twice the time and spares a tenth of a small file."""
    return pdf.make_stream(zlib.compress(content, 1), Filter=Name.FlateDecode, **entries)


class EmbeddedFont:
    """The glyphs of one face that one document uses."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._codes: dict[tuple[int, str], int] = {}

    def code(self, glyph: Glyph) -> int:
        """The code of a glyph in this document: one for each glyph and text it stands for."""
        key = glyph.id, glyph.text
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = len(self._codes) + 1
        return found

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as an object of the file: its subset, its widths, and which text each code stands for."""
        program, places = _subset(self.face, {glyph for glyph, _text in self._codes})
        base = Name(f"/CASEMG+{self.face.name}")
        to_glyph = bytearray(2 * (len(self._codes) + 1))
        for (glyph, _text), code in self._codes.items():
            to_glyph[2 * code : 2 * code + 2] = places[glyph].to_bytes(2, "big")
        widths = [round(self.face.own_width(glyph)) for glyph, _text in self._codes]  # the codes follow each other
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, base, program)),
            DW=0,
            W=Array([1, Array(widths)]),
            CIDToGIDMap=packed(pdf, bytes(to_glyph)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=packed(pdf, self._to_unicode()),
            )
        )

    def _descriptor(self, pdf: pikepdf.Pdf, base: Name, program: bytes) -> Dictionary:
        extents = self.face.font.get_font_extents("ltr")
        ascent, descent = (round(size * self.face.plain_unit) for size in (extents.ascender, extents.descender))
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array([-1000, descent, 2000, ascent]),
            ItalicAngle=0,
            Ascent=ascent,
            Descent=descent,
            CapHeight=714,
            StemV=80,
            FontFile2=packed(pdf, program, Length1=len(program)),
        )

    def _to_unicode(self) -> bytes:
        said = [(code, text) for (_glyph, text), code in self._codes.items() if text]
        parts = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        ]
        for start in range(0, len(said), 100):
            block = said[start : start + 100]
            parts.append(f"{len(block)} beginbfchar")
            parts += [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in block]
            parts.append("endbfchar")
        parts.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(parts).encode("ascii")


def _subset(face: Face, glyphs: set[int]) -> tuple[bytes, dict[int, int]]:
    """The font with these glyphs alone, and where each of them stands in it."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag.encode(), "big") for tag in ("GSUB", "GPOS", "GDEF", "name", "OS/2", "post", "cmap")
    )
    plan = hb.SubsetPlan(face.prepared, wanted)
    places = plan.old_to_new_glyph_mapping
    return bytes(plan.execute().blob.data), {glyph: places[glyph] for glyph in glyphs}
