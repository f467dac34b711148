"""What a line says to who selects, searches and copies it, where two directions of writing meet.

A PDF holds glyphs at their places; each reader puts the letters back in order by rules of its own, and none follows
the whole bidirectional algorithm. Measured with PDFium 7 (Chrome, Edge), Poppler 22 (Evince, Okular) and MuPDF 1.21:

- Poppler gives the spaces and signs beside a Latin word or a number to the wrong side of it. A mark of direction
  where the two meet, told with the glyph, keeps them: right-to-left mark in an Arabic line, left-to-right in a Latin.
- PDFium turns the brackets of an Arabic phrase, since it mirrors what is already in the order of reading. Told between
  a mark of each direction they are left alone, and Poppler still reads them right.
- PDFium turns the groups of a telephone when spaces part them: text.py joins them with no-break spaces.
- An /ActualText for a run or a line makes all of them worse (PDFium and Poppler reverse it once more); letters in the
  order of reading please MuPDF alone. Neither is used.

What stays: PDFium turns several Latin words, and codes of letters and digits, inside an Arabic sentence; MuPDF gives
Arabic letters in the order of sight. Alone in their cell or line, as codes stand on our papers, all read them right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casemgr.services.printing.fonts import Glyph, Run

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"
_MIRRORED = frozenset("()[]{}«»<>")


def mark_directions(items: list[Run], seen: Sequence[int], base: int) -> None:
    """Tell, in the glyphs of a line (its runs, and their order of sight), where its directions of writing meet."""
    drawn = [place for place in seen if items[place].glyphs]
    if not any(items[place].level & 1 for place in drawn):
        return
    for order, place in enumerate(drawn):
        run = items[place]
        before = items[drawn[order - 1]] if order else None
        after = items[drawn[order + 1]] if order + 1 < len(drawn) else None
        if run.level & 1:
            glyphs = tuple(_bracket(glyph) for glyph in run.glyphs)
            if not base & 1 and after is not None and not after.level & 1:
                glyphs = (*glyphs[:-1], replace(glyphs[-1], text=glyphs[-1].text + _LEFT_TO_RIGHT))
        elif base & 1 and before is not None and before.level & 1:
            glyphs = (replace(run.glyphs[0], text=_RIGHT_TO_LEFT + run.glyphs[0].text), *run.glyphs[1:])
        else:
            continue
        items[place] = replace(run, glyphs=glyphs)


def _bracket(glyph: Glyph) -> Glyph:
    if glyph.text not in _MIRRORED:
        return glyph
    return replace(glyph, text=f"{_RIGHT_TO_LEFT}{glyph.text}{_LEFT_TO_RIGHT}")
