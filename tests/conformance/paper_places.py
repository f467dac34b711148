"""Where everything of a paper stands: the pages are laid out and drawn as ever, and what is drawn is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import pytest

from casemgr.domain.document import Align, Document, Letterhead
from casemgr.services.printing import composing
from casemgr.services.printing.look import FORMATS, mm
from casemgr.services.printing.surface import INK, File, Page, Tag
from casemgr.services.printing.text import Line

CUT = "4 3"  # the dashes of the line along which a slip is torn off: it crosses the whole sheet
DOTTED = "0.6 1.8"  # those of a line to write on
PEN = mm(7)  # from one line to write on to the next
UNDER_A_LABEL = mm(4.5)  # from a small label to the line under it
_ABOVE, _BELOW = 0.72, 0.22  # of the body: how far letters reach over and under their line
_TOUCHING = 0.5  # points


@dataclass(frozen=True)
class Text:
    """One line of letters: the room they take, in points from the top left, and what they are read as."""

    page: int
    left: float
    right: float
    top: float
    bottom: float
    said: str
    role: str

    def covers(self, other: Text) -> bool:
        """Whether some of the two stands at one place."""
        return (
            self.left < other.right - _TOUCHING
            and other.left < self.right - _TOUCHING
            and self.top < other.bottom - _TOUCHING
            and other.top < self.bottom - _TOUCHING
        )


@dataclass(frozen=True)
class Stroke:
    """A line across, or a box."""

    page: int
    left: float
    right: float
    top: float
    bottom: float
    dash: str = ""


@dataclass
class Places:
    """Everything that was drawn, page by page, on paper so wide and high with such a margin."""

    width: float
    height: float
    margin: float
    pages: int = 0
    missing: tuple[str, ...] = ()
    texts: list[Text] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    uprights: list[Stroke] = field(default_factory=list)

    def outside(self) -> list[Text | Stroke]:
        """What stands outside the margins: nothing but the line of the scissors may."""
        across = self.margin - _TOUCHING, self.width - self.margin + _TOUCHING
        down = self.margin * 0.5, self.height - mm(4)
        solid = [one for one in self.strokes if one.dash != CUT]
        drawn: list[Text | Stroke] = [*self.texts, *solid, *self.uprights]
        return [
            one
            for one in drawn
            if one.left < across[0] or one.right > across[1] or one.top < down[0] or one.bottom > down[1]
        ]

    def overlapping(self) -> list[tuple[str, str]]:
        """The texts that stand on others."""
        return [pair for _page, texts in groupby(self.texts, lambda one: one.page) for pair in _on_others(list(texts))]

    def alone(self) -> list[str]:
        """The headings that stand over nothing: the last of their page, but for its foot."""
        foot = self.height - mm(15)
        headings = [one for one in self.texts if one.role in ("H1", "H2")]
        others: list[Text | Stroke] = [*self.strokes, *(one for one in self.texts if one not in headings)]
        return [
            heading.said
            for heading in headings
            # The line right under a heading is its own.
            if not any(one.page == heading.page and heading.bottom + 3 < one.bottom < foot for one in others)
        ]

    def cramped(self) -> list[float]:
        """The heights, in millimetres, of lines to write on that a hand cannot use."""
        dotted = [one for one in self.strokes if one.dash == DOTTED]
        found = []
        for line in dotted:
            over = [line.top - one.top for one in dotted if _is_over(one, line)]
            labels = [line.top - one.bottom for one in self.texts if _is_over(one, line)]
            room = min(min(over, default=PEN) - PEN, min(labels, default=UNDER_A_LABEL) - UNDER_A_LABEL)
            if room < -_TOUCHING:
                found.append(round((PEN + room) / mm(1), 1))
        return found


def _is_over(one: Text | Stroke, line: Stroke) -> bool:
    """Whether something stands on the way up from a line."""
    return one.page == line.page and one.top < line.top - 0.01 and one.left < line.right and line.left < one.right


def _on_others(texts: list[Text]) -> Iterator[tuple[str, str]]:
    texts.sort(key=lambda one: one.top)
    for place, one in enumerate(texts):
        for other in texts[place + 1 :]:
            if other.top >= one.bottom:
                break
            if one.covers(other):
                yield one.said, other.said


def places(
    monkeypatch: pytest.MonkeyPatch, document: Document, languages: tuple[str, ...], head: Letterhead
) -> tuple[Places, File]:
    """Draw the paper, and note where everything is."""
    width, height, margin = (mm(length) for length in FORMATS[document.format])
    noted = Places(width, height, margin)
    file = File(document.title.say(languages[0]), languages[0])
    begun: list[Tag | None] = []
    line, rule, upright, box, begin = Page.line, Page.rule, Page.upright, Page.box, Page.begin

    def across(page: Page, x: float, wide: float) -> float:
        return page.width - x - wide if page.mirrored else x

    def note_line(
        page: Page, one: Line, x: float, baseline: float, wide: float, *, align: Align = "start", ink: str = INK
    ) -> None:
        slack = wide - one.width
        left = across(page, x, wide)
        left += slack / 2 if align == "center" else slack if (align == "start") == page.mirrored else 0.0
        said = "".join(glyph.text for piece in one.pieces for glyph in piece.run.glyphs)
        top, bottom = baseline - one.size * _ABOVE, baseline + one.size * _BELOW
        tag = begun[-1] if begun else None
        role = tag.role if tag else ""
        noted.texts.append(Text(len(file.pages), left, left + one.width, top, bottom, said, role))
        line(page, one, x, baseline, wide, align=align, ink=ink)

    def note_rule(
        page: Page, x: float, y: float, wide: float, *, ink: str = INK, weight: float = 0.5, dash: str = ""
    ) -> None:
        left = across(page, x, wide)
        noted.strokes.append(Stroke(len(file.pages), left, left + wide, y, y, dash))
        rule(page, x, y, wide, ink=ink, weight=weight, dash=dash)

    def note_upright(page: Page, x: float, y: float, high: float, *, ink: str = INK, weight: float = 0.5) -> None:
        left = across(page, x, 0)
        noted.uprights.append(Stroke(len(file.pages), left, left, y, y + high))
        upright(page, x, y, high, ink=ink, weight=weight)

    def note_box(
        page: Page, x: float, y: float, wide: float, high: float, *, fill: str = "", ink: str = "", weight: float = 0.5
    ) -> None:
        left = across(page, x, wide)
        noted.strokes.append(Stroke(len(file.pages), left, left + wide, y, y + high))
        box(page, x, y, wide, high, fill=fill, ink=ink, weight=weight)

    def note_begin(page: Page, tag: Tag | None) -> None:
        begun.append(tag)
        begin(page, tag)

    with monkeypatch.context() as patched:
        patched.setattr(Page, "line", note_line)
        patched.setattr(Page, "rule", note_rule)
        patched.setattr(Page, "upright", note_upright)
        patched.setattr(Page, "box", note_box)
        patched.setattr(Page, "begin", note_begin)
        noted.pages, noted.missing = composing.draw(file, document, languages, head, print_id="IMP-2026-RAB-00012")
    return noted, file
