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

- PDFium orders whatever stands at one height as one line: an Arabic name beside a French label had its words turned,
  and so had a French name inside an Arabic sentence. Between the two, something at another height that nobody sees,
  told as a space, makes two lines of them; Poppler passes over it.

What stays: MuPDF gives Arabic letters in the order of sight.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from casemgr.services.printing.fonts import Glyph, Run, face_called

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
            glyphs = _bracketed(run.glyphs)
            if not base & 1 and after is not None and not after.level & 1:
                glyphs = (*glyphs[:-1], glyphs[-1]._replace(text=glyphs[-1].text + _LEFT_TO_RIGHT))
        elif base & 1 and before is not None and before.level & 1:
            glyphs = (run.glyphs[0]._replace(text=_RIGHT_TO_LEFT + run.glyphs[0].text), *run.glyphs[1:])
        else:
            continue
        if glyphs is not run.glyphs:  # the very same ones are drawn as before (surface.py)
            items[place] = run._replace(glyphs=glyphs)


@lru_cache(maxsize=1)
def parting() -> Run:
    """What is drawn unseen, at another height, between two stretches that a reader must not order as one line."""
    glyphs, _width = face_called("NotoSans-Regular").shape("x", rightwards=True)
    return Run(0, "NotoSans-Regular", tuple(glyph._replace(text=" ") for glyph in glyphs), 0.0)


def scripts_of(runs: Sequence[Run]) -> tuple[bool, bool]:
    """Whether letters run from left to right in a line, and whether any run from right to left."""
    leftwards = any(run.level & 1 for run in runs)
    return any(not run.level & 1 and any(glyph.text.isalpha() for glyph in run.glyphs) for run in runs), leftwards


def parted(runs: Sequence[Run], rightwards: bool) -> frozenset[int]:
    """Before which runs of a line a stretch begins or ends that PDFium would turn: words, or a code, the other way."""
    if len({run.level & 1 for run in runs}) < 2:
        return frozenset()
    places: set[int] = set()
    start = 0
    for place in range(1, len(runs) + 1):
        if place < len(runs) and runs[place].level & 1 == runs[start].level & 1:
            continue
        told = "".join(glyph.text for run in runs[start:place] for glyph in run.glyphs).strip()
        if bool(runs[start].level & 1) == rightwards and _is_of_pieces(told):
            places |= {start, place}
        start = place
    return frozenset(places - {0, len(runs)})


def _is_of_pieces(told: str) -> bool:
    """Whether PDFium sees more than one piece in it: letters, and spaces, digits or signs among them."""
    bare = told.strip(_LEFT_TO_RIGHT + _RIGHT_TO_LEFT + " .,:،؛·—")
    letters = [one.isalpha() or unicodedata.category(one) == "Mn" for one in bare]
    return any(letters) and not all(letters)


def _bracketed(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    if _MIRRORED.isdisjoint([glyph.text for glyph in glyphs]):
        return glyphs
    return tuple(
        glyph._replace(text=f"{_RIGHT_TO_LEFT}{glyph.text}{_LEFT_TO_RIGHT}") if glyph.text in _MIRRORED else glyph
        for glyph in glyphs
    )
