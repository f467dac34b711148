"""How papers look: sizes, colours, the words they always say. One place, so that every paper is of one house."""

from __future__ import annotations

from dataclasses import dataclass

from casemgr.domain.document import Letterhead, Size, Tone
from casemgr.domain.words import Words
from casemgr.services.printing.surface import INK, MILLIMETRE
from casemgr.services.printing.text import Setter

SIZES: dict[Size, tuple[float, float]] = {
    "small": (7.4, 10.6),
    "normal": (9.4, 13.8),
    "large": (11.4, 16.4),
    "title": (16.0, 22.0),
}
QUIET = "#5c6864"
LINE = "#9ba8a3"  # a frame is still seen on a copy of a copy
DOTS = "#6d7b76"
HEAD = "#eef3f1"
ACCENT = "#0f5e5a"
INKS: dict[Tone, str] = {"plain": INK, "quiet": QUIET, "alert": "#a4161a", "good": "#1c6b37"}
STRIPES = {"L0": "#4d7c78", "L1": "#1f5fa8", "": "#a4161a"}
FORMATS = {"A4": (210.0, 297.0, 17.0), "A5": (148.0, 210.0, 12.0), "A7": (74.0, 105.0, 6.0)}

CUT_HERE = Words("À détacher ici", "يقطع من هنا", "Tear off here")
NOTHING = Words("Rien à signaler.", "لا شيء.", "Nothing.")


@dataclass(frozen=True)
class Room:
    """Where blocks are laid out: from `x`, `width` wide, in points; in which languages, with whose letterhead."""

    setter: Setter
    languages: tuple[str, ...]
    letterhead: Letterhead
    x: float
    width: float
    mirrored: bool = False
    scale: float = 1.0

    def within(self, x: float, width: float, languages: tuple[str, ...] = ()) -> Room:
        """A smaller room."""
        return Room(self.setter, languages or self.languages, self.letterhead, x, width, self.mirrored, self.scale)

    def size(self, size: Size) -> tuple[float, float]:
        """The body and the height of a line, in points."""
        body, leading = SIZES[size]
        return body * self.scale, leading * self.scale

    def down(self, length: float) -> float:
        """Millimetres of height, in points: a paper that is tightened has less of them too."""
        return mm(length) * self.scale


def mm(length: float) -> float:
    """Millimetres in points."""
    return length * MILLIMETRE
