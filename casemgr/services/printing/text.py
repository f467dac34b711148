"""From what a block says to lines of placed glyphs: order of writing, shaping, breaking, and what no font has.

A typed text is never mark-up and never changes the direction of what stands around it: it is isolated, its own
direction controls are shown as what they are, and codes and telephones inside an Arabic note stay in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from casemgr.domain.document import Said, Sentence, Strong
from casemgr.domain.names import show_controls
from casemgr.domain.words import RIGHT_TO_LEFT, Words
from casemgr.services.printing import bidi
from casemgr.services.printing.copying import mark_directions
from casemgr.services.printing.fonts import REPLACEMENT, Run, Shaped, face_called, face_for

# "06 12 34 56 78", "+212 612-345678", "12/05/2026", "7KD-M3X-9QF-T": pieces that must not be turned round.
_CODE = re.compile(r"\+?[0-9A-Za-z]+(?:[-/.:+_@][0-9A-Za-z]+)+|\+?\d+(?:[ \u00a0\u202f.,\-/]\d+)+|\+\d+")
_SPACES = re.compile(r"[ \t\u2000-\u2006\u2008-\u200a\u3000]+")
_FRENCH_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")
_BREAKS = re.compile(r"\r\n|[\r\n\u2028\u2029\v\f\x85]")
_LONGEST_WORD = 60  # characters shaped at once: what is longer may be broken there
_PARTING = "/-"  # "diplomatique/consulaire" is cut there rather than inside a word
_UNBOUND = 1e9
_GLUED = -1
_JOINED = "\u00a0"  # between the groups of a telephone: never parted by a line's end, nor turned by who copies it
_ENDURED = frozenset("\n\t\u200c\u200d")
_UNBROKEN = re.compile(r"[^ \u200b]+")
_BARE = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))  # taken out by str.translate
_UNSEEN = "".join(bidi.INVISIBLE)


Source = tuple[str, tuple[int, ...], tuple[bool, ...]]


class Word(NamedTuple):
    """What is not broken: its runs in the order of reading, as wide as on a body of 1,000 points. `gap` is the level
    of the space after it, -1 for none.
    """

    runs: tuple[Run, ...]
    width: float
    missing: tuple[str, ...]
    gap: int
    source: Source


class Placed(NamedTuple):
    """A run at its place on a line, in points from the line's left end; a run without glyphs is a space."""

    x: float
    run: Run


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, its pieces in the order of reading. `rightwards` is the direction of its paragraph."""

    pieces: tuple[Placed, ...]
    width: float
    rightwards: bool
    size: float


class _Paragraph(NamedTuple):
    """The words of one paragraph, and whether it runs from right to left (1) or not (0)."""

    words: tuple[Word, ...]
    base: int


class Setter:
    """Sets text in lines for one document, and remembers each character that no font has.

    What was shaped is kept for the life of a document: its widths are asked for before it is set, and a page that is
    nearly empty has all of it set again, smaller.
    """

    def __init__(self) -> None:
        self.missing: dict[str, None] = {}
        self._paragraphs: dict[tuple[Said, str, bool], tuple[_Paragraph, ...]] = {}
        self._whole: dict[tuple[Said, str, float, bool], list[Line]] = {}  # what was set without a bound

    def lines(self, said: Said, language: str, width: float, size: float, *, bold: bool = False) -> list[Line]:
        """The lines of `said` in `language`, none wider than `width` points."""
        if _is_wording(said):
            lines, missing = _lines_of_wording(said, language, round(width, 2), size, bold)
            self.missing.update(missing)
            return list(lines)
        if self.width(said, language, size, bold=bold) > width:
            return self._set(said, language, width, size, bold)
        key = said, language, size, bold
        if key not in self._whole:
            self._whole[key] = self._set(said, language, _UNBOUND, size, bold)
        return self._whole[key]

    def width(self, said: Said, language: str, size: float, *, bold: bool = False) -> float:
        """The width of `said` on one line, in points."""
        if _is_wording(said):
            return _width_of_wording(said, language, bold) * size / 1000
        widths = (_natural_width(one.words) for one in self._shaped(said, language, bold))
        return max(widths, default=0.0) * size / 1000

    def _set(self, said: Said, language: str, width: float, size: float, bold: bool) -> list[Line]:
        paragraphs = self._shaped(said, language, bold)
        return [line for one in paragraphs for line in _broken(one, width * 1000 / size, size)]

    def _shaped(self, said: Said, language: str, bold: bool) -> tuple[_Paragraph, ...]:
        key = said, language, bold
        if key not in self._paragraphs:
            self._paragraphs[key] = tuple(self._paragraphs_of(said, language, bold))
        return self._paragraphs[key]

    def _paragraphs_of(self, said: Said, language: str, bold: bool) -> Iterator[_Paragraph]:
        house = int(language in RIGHT_TO_LEFT)
        follows = _is_typed(said)
        pieces = list(_pieces(said, language, bold))
        whole = "".join([text for text, _bold in pieces])
        bolds: tuple[bool, ...] = ()
        for text, is_bold in pieces:
            bolds += (is_bold,) * len(text)
        start = 0
        for text in whole.split("\n"):
            base = bidi.direction_of(text.translate(_BARE), house) if follows else house
            words = tuple(_words(text, bolds[start : start + len(text)], base))
            for word in words:
                if word.missing:
                    self.missing.update(dict.fromkeys(word.missing))
            yield _Paragraph(words, base)
            start += len(text) + 1


def _words(text: str, bolds: tuple[bool, ...], base: int) -> Iterator[Word]:
    levels = bidi.levels_of(text, base)
    for found in _UNBROKEN.finditer(text):
        start, end = found.span()
        for piece in range(start, end, _LONGEST_WORD):
            until = min(piece + _LONGEST_WORD, end)
            gap = levels[end] if end < len(text) else base
            if until < end or not text[piece:until].strip(_UNSEEN):
                gap = _GLUED
            yield _word((text[piece:until], levels[piece:until], bolds[piece:until]), gap)


@lru_cache(maxsize=10_000)
def _word(source: Source, gap: int) -> Word:
    """One word shaped, on a body of 1,000 points: a run for each stretch of one level and one font. Words are kept as
    the faces keep them (fonts.py): days, names of places and terms come again on every paper.
    """
    text, levels, bolds = source
    missing: dict[str, None] = {}
    stretches: list[tuple[int, str, list[str]]] = []
    for character, level, bold in zip(text, levels, bolds, strict=True):
        if character in bidi.INVISIBLE:  # without a glyph, and yet what parts two pieces of one level
            stretches.append((level, "", []))
            continue
        font, shown = _font(character, bold, stretches[-1][1] if stretches else "", missing)
        if stretches and stretches[-1][:2] == (level, font):
            stretches[-1][2].append(shown)
        else:
            stretches.append((level, font, [shown]))
    runs = []
    for level, font, characters in stretches:
        if characters:
            runs.append(Run(level, font, *face_called(font).shape("".join(characters), not level & 1)))
        else:
            runs.append(Run(level, "", (), 0.0))
    return Word(tuple(runs), sum(run.width for run in runs), tuple(missing), gap, source)


def _font(character: str, bold: bool, current: str, missing: dict[str, None]) -> tuple[str, str]:
    """The font of a character; marks and signs stay with the letters they follow where that font has them."""
    kept = bool(current) and not character.isalnum() and ("Bold" in current) == bold
    if kept and (ord(character) in face_called(current).characters or character in "\u200c\u200d"):
        return current, character
    name = face_for(character, bold)
    if name:
        return name, character
    if character in "\u200c\u200d":  # joins or parts letters, and is drawn by no font
        return current or face_for(" ", bold), ""
    if character == "\u202f" or character == "\u00a0":
        return face_for(" ", bold), " "
    missing[character] = None
    return face_for(REPLACEMENT, bold), REPLACEMENT


@lru_cache(maxsize=2048)
def _lines_of_wording(
    said: Said, language: str, width: float, size: float, bold: bool
) -> tuple[tuple[Line, ...], dict[str, None]]:
    """Labels, titles and the notice are the same on every paper: set once. Nothing that was typed is kept here."""
    setter = Setter()
    return tuple(setter._set(said, language, width, size, bold)), setter.missing


@lru_cache(maxsize=2048)
def _width_of_wording(said: Said, language: str, bold: bool) -> float:
    widths = (_natural_width(one.words) for one in Setter()._shaped(said, language, bold))
    return max(widths, default=0.0)


def _natural_width(words: Sequence[Word]) -> float:
    """How wide the words are on one line, on a body of 1,000 points."""
    spaces = sum(1 for word in words[:-1] if word.gap != _GLUED)
    return sum(word.width for word in words) + spaces * _space()[1]


def _is_wording(said: Said) -> bool:
    """Whether all of it is house wording."""
    if isinstance(said, Words):
        return True
    if isinstance(said, Strong):
        return _is_wording(said.said)
    if isinstance(said, Sentence):
        return all(_is_wording(blank) for _name, blank in said.blanks)
    return isinstance(said, tuple) and all(_is_wording(one) for one in said)


def _is_typed(said: Said) -> bool:
    """Whether nothing of it is house wording: the text then goes its own way."""
    if isinstance(said, Strong):
        return _is_typed(said.said)
    return isinstance(said, str)


def _pieces(said: Said, language: str, bold: bool) -> Iterator[tuple[str, bool]]:
    """What is said, piece by piece, each bold or not."""
    if isinstance(said, str):
        yield _isolated(said, language), bold
    elif isinstance(said, Words):
        yield _house(said.say(language), language), bold
    elif isinstance(said, Strong):
        yield from _pieces(said.said, language, True)
    elif isinstance(said, Sentence):
        blanks = dict(said.blanks)
        for literal, blank, _how, _conversion in Formatter().parse(said.words.say(language)):
            yield _house(literal, language), bold
            if blank is not None:
                yield from _pieces(blanks[blank], language, bold)
    else:
        for one in said:
            # The same sentence said in the other language: it runs its own way, a name at its end stays at its end.
            if _is_apart(one):
                yield bidi.FSI, bold
            yield from _pieces(one, language, bold)
            if _is_apart(one):
                yield bidi.PDI, bold


def _is_apart(said: Said) -> bool:
    return isinstance(said.said if isinstance(said, Strong) else said, tuple)


def _shown(text: str) -> str:
    """The text as it is printed: NUL and the like shown, spaces made plain, direction controls as what they are."""
    plain = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    if plain.isprintable():
        return plain
    return "".join(
        character
        if character.isprintable() or character in _ENDURED or character in "\u200e\u200f\u061c\u00a0\u202f\u200b"
        else show_controls(character).replace("⟦", "[").replace("⟧", "]")
        for character in plain
    )


def _house(text: str, language: str) -> str:
    """House wording: in French, the signs that take a space before them never begin a line.

    In Arabic its numbers keep their order: law 09-08 would stand there as law 08-09.
    """
    shown = _shown(text)
    if language in RIGHT_TO_LEFT:
        return _CODE.sub(_kept_whole, shown)
    return _FRENCH_SPACE.sub("\u00a0", shown) if language == "fr" else shown


def _isolated(text: str, language: str) -> str:
    """A typed text between isolates, its codes and telephones between their own, line by line."""
    lines = _FRENCH_SPACE.sub("\u00a0", _shown(text)).split("\n")
    mixes = language in RIGHT_TO_LEFT
    return "\n".join(
        f"{bidi.FSI}{_CODE.sub(_kept_whole if mixes or not line.isascii() else _joined, line)}{bidi.PDI}"
        for line in lines
    )


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(" ", _JOINED)


def _kept_whole(found: re.Match[str]) -> str:
    return f"{bidi.LRI}{_joined(found)}{bidi.PDI}"


def _broken(paragraph: _Paragraph, width: float, size: float) -> list[Line]:
    """The lines of a paragraph; `width` is what they may take on a body of 1,000 points."""
    _glyphs, space = _space()
    slack = 10 / size  # a hundredth of a point
    lines: list[Line] = []
    current: list[Word] = []
    used = 0.0
    waiting = list(reversed(paragraph.words))
    while waiting:
        word = waiting.pop()
        before = space if current and current[-1].gap != _GLUED else 0.0
        if current and used + before + word.width > width + slack:
            lines.append(_line(current, paragraph.base, size))
            current, used, before = [], 0.0, 0.0
        if word.width > width + slack and len(word.source[0]) > 1:
            word, rest = _cut(word, width)
            waiting.append(rest)
        current.append(word)
        used += before + word.width
    lines.append(_line(current, paragraph.base, size))
    return lines


def _cut(word: Word, room: float) -> tuple[Word, Word]:
    """A word that is wider than a whole line, cut after a slash or a hyphen, else where the line ends."""
    text, levels, bolds = word.source
    fits = max(1, min(len(text) - 1, int(len(text) * room / word.width)))
    head = _word((text[:fits], levels[:fits], bolds[:fits]), _GLUED)
    while fits > 1 and head.width > room:
        fits = max(1, min(fits - 1, int(fits * room / head.width)))
        head = _word((text[:fits], levels[:fits], bolds[:fits]), _GLUED)
    parted = max(text.rfind(sign, 0, fits) for sign in _PARTING) + 1
    if 1 < parted < fits:
        fits = parted
        head = _word((text[:fits], levels[:fits], bolds[:fits]), _GLUED)
    return head, _word((text[fits:], levels[fits:], bolds[fits:]), word.gap)


def _space() -> Shaped:
    return face_called("NotoSans-Regular").shape(" ", True)


def _line(words: Sequence[Word], base: int, size: float) -> Line:
    """The words of one line put in order of sight (L2), each piece kept in the order of reading."""
    glyphs, space = _space()
    items: list[Run] = []
    for place, word in enumerate(words):
        items += word.runs
        if place < len(words) - 1 and word.gap != _GLUED:
            items.append(Run(word.gap, "NotoSans-Regular", glyphs, space))
    seen = _in_order_of_sight([run.level for run in items])
    places = [0.0] * len(items)
    x = 0.0
    for place in seen:
        places[place] = x
        x += items[place].width * size / 1000
    mark_directions(items, seen, base)
    return Line(tuple(Placed(places[i], run) for i, run in enumerate(items) if run.glyphs), x, not base & 1, size)


def _in_order_of_sight(levels: list[int]) -> list[int]:
    order = list(range(len(levels)))
    if not levels or max(levels) == 0:
        return order
    lowest = min((level for level in levels if level & 1), default=max(levels) + 1)
    for level in range(max(levels), lowest - 1, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return order
