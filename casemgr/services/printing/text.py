"""From what a block says to lines of placed glyphs: order of writing, shaping, breaking, and what no font has.

A typed text is never mark-up and never changes the direction of what stands around it: it is isolated, its own
direction controls are shown as what they are, and codes and telephones inside an Arabic note stay in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter

from casemgr.domain.document import Said, Sentence, Strong
from casemgr.domain.names import show_controls
from casemgr.domain.words import RIGHT_TO_LEFT, Words
from casemgr.services.printing import bidi
from casemgr.services.printing.copying import mark_directions
from casemgr.services.printing.fonts import REPLACEMENT, Run, face_called, face_for

# "06 12 34 56 78", "+212 612-345678", "12/05/2026", "7KD-M3X-9QF-T": pieces that must not be turned round.
_CODE = re.compile(r"\+?[0-9A-Za-z]+(?:[-/.:+_@][0-9A-Za-z]+)+|\+?\d+(?:[ \u00a0\u202f.,\-/]\d+)+|\+\d+")
_SPACES = re.compile(r"[ \t\u2000-\u2006\u2008-\u200a\u3000]+")
_FRENCH_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")
_BREAKS = re.compile(r"\r\n|[\r\n\u2028\u2029\v\f\x85]")
_LONGEST_WORD = 60  # characters shaped at once: what is longer may be broken there
_SHORT = 48  # characters: dates, names, terms, which a paper often says more than once
_UNBOUND = 1e9
_GLUED = -1
_JOINED = "\u00a0"  # between the groups of a telephone: never parted by a line's end, nor turned by who copies it
_ENDURED = frozenset("\n\t\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Word:
    """What is not broken: its runs in the order of reading. `gap` is the level of the space after it, -1 for none."""

    runs: tuple[Run, ...]
    width: float
    gap: int
    source: tuple[str, tuple[int, ...], tuple[bool, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Placed:
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


@dataclass(frozen=True, slots=True)
class _Letter:
    character: str
    bold: bool


class Setter:
    """Sets text in lines for one document, and remembers each character that no font has."""

    def __init__(self) -> None:
        self.missing: dict[str, None] = {}
        self._whole: dict[tuple[str, str, float, bool], list[Line]] = {}  # short texts, set without a bound

    def lines(self, said: Said, language: str, width: float, size: float, *, bold: bool = False) -> list[Line]:
        """The lines of `said` in `language`, none wider than `width` points."""
        if _is_wording(said):
            lines, missing = _lines_of_wording(said, language, round(width, 2), size, bold)
            self.missing.update(missing)
            return list(lines)
        if isinstance(said, str) and len(said) < _SHORT:
            key = said, language, size, bold
            if key not in self._whole:
                self._whole[key] = self._lines(said, language, _UNBOUND, size, bold)
            if all(line.width <= width for line in self._whole[key]):
                return self._whole[key]
        return self._lines(said, language, width, size, bold)

    def _lines(self, said: Said, language: str, width: float, size: float, bold: bool) -> list[Line]:
        house = language in RIGHT_TO_LEFT
        follows = _is_typed(said)
        lines: list[Line] = []
        for paragraph in _paragraphs(list(_letters(said, language, bold))):
            text = "".join(letter.character for letter in paragraph)
            base = bidi.direction_of(_bare(text), int(house)) if follows else int(house)
            lines += _broken(self, self._words(paragraph, text, base, size), base, width, size)
        return lines

    def width(self, said: Said, language: str, size: float, *, bold: bool = False) -> float:
        """The width of `said` on one line, in points."""
        return max((line.width for line in self.lines(said, language, _UNBOUND, size, bold=bold)), default=0.0)

    def _words(self, paragraph: Sequence[_Letter], text: str, base: int, size: float) -> list[Word]:
        levels = bidi.levels_of(text, base)
        words = []
        for found in re.finditer(r"[^ \u200b]+", text):
            start, end = found.span()
            for piece in range(start, end, _LONGEST_WORD):
                until = min(piece + _LONGEST_WORD, end)
                gap = levels[end] if end < len(text) else base
                if until < end or all(character in bidi.INVISIBLE for character in text[piece:until]):
                    gap = _GLUED
                bolds = tuple(letter.bold for letter in paragraph[piece:until])
                words.append(self.word(text[piece:until], tuple(levels[piece:until]), bolds, gap, size))
        return words

    def word(self, text: str, levels: tuple[int, ...], bolds: tuple[bool, ...], gap: int, size: float) -> Word:
        """One word shaped: a run for each stretch of one level and one font."""
        stretches: list[tuple[int, str, list[str]]] = []
        for character, level, bold in zip(text, levels, bolds, strict=True):
            if character in bidi.INVISIBLE:  # without a glyph, and yet what parts two pieces of one level
                stretches.append((level, "", []))
                continue
            font, shown = self._font(character, bold, stretches[-1][1] if stretches else "")
            if stretches and stretches[-1][:2] == (level, font):
                stretches[-1][2].append(shown)
            else:
                stretches.append((level, font, [shown]))
        runs = []
        for level, font, characters in stretches:
            if not characters:
                runs.append(Run(level, "", (), 0.0))
                continue
            glyphs, width = face_called(font).shape("".join(characters), not level & 1)
            runs.append(Run(level, font, glyphs, width * size / 1000))
        return Word(tuple(runs), sum(run.width for run in runs), gap, (text, levels, bolds))

    def _font(self, character: str, bold: bool, current: str) -> tuple[str, str]:
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
        self.missing[character] = None
        return face_for(REPLACEMENT, bold), REPLACEMENT


@lru_cache(maxsize=2048)
def _lines_of_wording(
    said: Said, language: str, width: float, size: float, bold: bool
) -> tuple[tuple[Line, ...], dict[str, None]]:
    """Labels, titles and the notice are the same on every paper: set once. Nothing that was typed is kept here."""
    setter = Setter()
    return tuple(setter._lines(said, language, width, size, bold)), setter.missing


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


def _bare(text: str) -> str:
    return "".join(character for character in text if character not in "\u2066\u2067\u2068\u2069")


def _letters(said: Said, language: str, bold: bool) -> Iterator[_Letter]:
    if isinstance(said, str):
        for character in _isolated(said, language):
            yield _Letter(character, bold)
    elif isinstance(said, Words):
        for character in _house(said.say(language), language):
            yield _Letter(character, bold)
    elif isinstance(said, Strong):
        yield from _letters(said.said, language, True)
    elif isinstance(said, Sentence):
        blanks = dict(said.blanks)
        for literal, blank, _how, _conversion in Formatter().parse(said.words.say(language)):
            yield from (_Letter(character, bold) for character in _house(literal, language))
            if blank is not None:
                yield from _letters(blanks[blank], language, bold)
    else:
        for one in said:
            # The same sentence said in the other language: it runs its own way, a name at its end stays at its end.
            if _is_apart(one):
                yield _Letter(bidi.FSI, bold)
            yield from _letters(one, language, bold)
            if _is_apart(one):
                yield _Letter(bidi.PDI, bold)


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
    lines = _shown(text).split("\n")
    mixes = language in RIGHT_TO_LEFT
    return "\n".join(
        f"{bidi.FSI}{_CODE.sub(_kept_whole if mixes or not line.isascii() else _joined, line)}{bidi.PDI}"
        for line in lines
    )


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(" ", _JOINED)


def _kept_whole(found: re.Match[str]) -> str:
    return f"{bidi.LRI}{_joined(found)}{bidi.PDI}"


def _paragraphs(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    start = 0
    for place, letter in enumerate(letters):
        if letter.character == "\n":
            yield letters[start:place]
            start = place + 1
    yield letters[start:]


def _broken(setter: Setter, words: list[Word], base: int, width: float, size: float) -> list[Line]:
    space = _space(size)
    lines: list[Line] = []
    current: list[Word] = []
    used = 0.0
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        before = space if current and current[-1].gap != _GLUED else 0.0
        if current and used + before + word.width > width + 0.01:
            lines.append(_line(current, base, space, size))
            current, used, before = [], 0.0, 0.0
        if word.width > width + 0.01 and len(word.source[0]) > 1:
            word, rest = _cut(setter, word, width, size)
            waiting.append(rest)
        current.append(word)
        used += before + word.width
    lines.append(_line(current, base, space, size))
    return lines


def _cut(setter: Setter, word: Word, room: float, size: float) -> tuple[Word, Word]:
    """A word that is wider than a whole line, cut where the line ends."""
    text, levels, bolds = word.source
    fits = max(1, min(len(text) - 1, int(len(text) * room / word.width)))
    head = setter.word(text[:fits], levels[:fits], bolds[:fits], _GLUED, size)
    while fits > 1 and head.width > room:
        fits = max(1, min(fits - 1, int(fits * room / head.width)))
        head = setter.word(text[:fits], levels[:fits], bolds[:fits], _GLUED, size)
    return head, setter.word(text[fits:], levels[fits:], bolds[fits:], word.gap, size)


def _space(size: float) -> float:
    return face_called("NotoSans-Regular").shape(" ", True)[1] * size / 1000


def _line(words: Sequence[Word], base: int, space: float, size: float) -> Line:
    """The words of one line put in order of sight (L2), each piece kept in the order of reading."""
    items: list[Run] = []
    for place, word in enumerate(words):
        items += word.runs
        if place < len(words) - 1 and word.gap != _GLUED:
            glyphs, _width = face_called("NotoSans-Regular").shape(" ", True)
            items.append(Run(word.gap, "NotoSans-Regular", glyphs, space))
    seen = _in_order_of_sight([run.level for run in items])
    places = [0.0] * len(items)
    x = 0.0
    for place in seen:
        places[place] = x
        x += items[place].width
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
