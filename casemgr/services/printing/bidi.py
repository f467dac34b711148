"""In which order mixed text is written: the Unicode bidirectional algorithm (UAX #9), with isolates.

Arabic runs from right to left, a name in Latin letters or a telephone inside it from left to right. Printed text
holds no embeddings or overrides: those that somebody typed are shown as what they are (text.py), so only the
isolates that we put ourselves, and the marks LRM, RLM and ALM, are followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
INVISIBLE = frozenset(f"{LRI}{RLI}{FSI}{PDI}\u200e\u200f\u061c")
_OPENERS = frozenset((LRI, RLI, FSI))
_STRONG = {"L": 0, "R": 1, "AL": 1}
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"))
_BRACKETS = {"(": ")", "[": "]", "{": "}", "⟦": "⟧", "⟨": "⟩", "⁽": "⁾", "₍": "₎", "〈": "〉"}
_CLOSERS = frozenset(_BRACKETS.values())
_DEEPEST = 125
# Whatever may run from right to left: Hebrew to Arabic, N’Ko, Adlam, their marks.
_LEFTWARD = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f\u061c\u2067\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def direction_of(text: str, otherwise: int = 0) -> int:
    """0 for a text that begins from left to right, 1 for right to left: its first strong character decides (P2, P3)."""
    inside = 0
    for character in text:
        if character in _OPENERS:
            inside += 1
        elif character == PDI:
            inside = max(0, inside - 1)
        elif not inside and (kind := unicodedata.bidirectional(character)) in _STRONG:
            return _STRONG[kind]
    return otherwise


def levels_of(text: str, base: int) -> tuple[int, ...]:
    """The embedding level of each character of one paragraph; an odd level runs from right to left."""
    if base == 0 and not _LEFTWARD.search(text):
        return (0,) * len(text)  # all of it runs one way, isolates too
    pieces = _STRETCHES.findall(text.translate(_STANDING_FOR))
    levels: list[int] = []
    order = "".join([piece[0] for piece, _one in pieces])
    for level, (piece, _one) in zip(_remembered(order, base), pieces, strict=True):
        levels += (level,) * len(piece)
    return tuple(levels)


class _StandingFor(dict[int, str]):
    """For each character, one that stands for all of its class: brackets and what isolates stand for themselves."""

    def __missing__(self, code: int) -> str:
        own = chr(code)
        is_itself = own in _BRACKETS or own in _CLOSERS or own in INVISIBLE
        self[code] = own if is_itself else _OF_CLASS.get(unicodedata.bidirectional(own), own)
        return self[code]


# The levels of a text follow from the classes of its characters alone, and nearly always from their order without how
# many of each follow each other: "12/05/2026" and "30/11/2026", all names of two Arabic words. So the algorithm, most
# of the time of an Arabic page, is run once for each such order. Signs that touch a number are counted (W4).
_OF_CLASS = {"L": "a", "R": "\u05d0", "AL": "\u0628", "EN": "0", "AN": "\u0660", "WS": " ", "ON": "!", "NSM": "\u064b"}
_STANDING_FOR = _StandingFor()
_STRETCHES = re.compile("(([a\u05d0\u06280\u0660 !\u064b])\\2*|.)", re.DOTALL)


def worked_out(text: str, base: int) -> tuple[int, ...]:
    """The levels of these very characters: the algorithm itself."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    levels = [base] * len(text)
    for sequence, level in _sequences(text, kinds, base, levels):
        _resolve(sequence, level, text, kinds, levels)
    return tuple(levels)


_remembered = lru_cache(maxsize=4096)(worked_out)


def _sequences(text: str, kinds: list[str], base: int, levels: list[int]) -> list[tuple[list[int], int]]:
    """The characters of the paragraph and of each isolate, apart (X1 to X10; without embeddings a run is a scope).

    `levels` is given the level of what belongs to none (a boundary neutral).
    """
    scopes: list[tuple[list[int], int]] = [([], base)]
    open_scopes = [0]
    overflow = 0
    ends = _matching_ends(text)
    for place, character in enumerate(text):
        members, level = scopes[open_scopes[-1]]
        levels[place] = level
        if character in _OPENERS:
            members.append(place)
            inner = _inner_level(text, place, ends[place], level)
            if inner > _DEEPEST or overflow:
                overflow += 1
            else:
                scopes.append(([], inner))
                open_scopes.append(len(scopes) - 1)
        elif character == PDI:
            if overflow:
                overflow -= 1
            elif len(open_scopes) > 1:
                open_scopes.pop()
            members, level = scopes[open_scopes[-1]]
            levels[place] = level
            members.append(place)
        elif kinds[place] != "BN":
            members.append(place)
    return [scope for scope in scopes if scope[0]]


def _matching_ends(text: str) -> dict[int, int]:
    """Where each isolate ends (BD9): its PDI, or the end of the text."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for place, character in enumerate(text):
        if character in _OPENERS:
            waiting.append(place)
            ends[place] = len(text)
        elif character == PDI and waiting:
            ends[waiting.pop()] = place
    return ends


def _inner_level(text: str, start: int, end: int, level: int) -> int:
    rightwards = direction_of(text[start + 1 : end]) == 0 if text[start] == FSI else text[start] == LRI
    return (level + 2) & ~1 if rightwards else (level + 1) | 1


def _resolve(sequence: Sequence[int], level: int, text: str, kinds: Sequence[str], levels: list[int]) -> None:
    own = "R" if level & 1 else "L"
    found = _weak([kinds[place] for place in sequence], own)
    _brackets([text[place] for place in sequence], found, own)
    _neutrals(found, own)
    for place, kind in zip(sequence, found, strict=True):
        if level & 1:
            levels[place] = level + (kind != "R")
        else:
            levels[place] = level + {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds: list[str], own: str) -> list[str]:
    """Rules W1 to W7: numbers and what stands around them."""
    found = list(kinds)
    previous = strong = own
    for place, kind in enumerate(kinds):  # W1, W2, W3
        if kind == "NSM":
            kind = "ON" if previous in ("LRI", "RLI", "FSI", "PDI") else previous
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        previous = found[place] = kind
        if kind in _STRONG:
            strong = kind
    found = ["R" if kind == "AL" else kind for kind in found]
    for place in range(1, len(found) - 1):  # W4
        around = found[place - 1], found[place + 1]
        if found[place] in ("ES", "CS") and around == ("EN", "EN"):
            found[place] = "EN"
        elif found[place] == "CS" and around == ("AN", "AN"):
            found[place] = "AN"
    _terminators(found)
    strong = own
    for place, kind in enumerate(found):  # W6, W7
        if kind in ("ES", "CS", "ET"):
            found[place] = "ON"
        elif kind == "EN" and strong == "L":
            found[place] = "L"
        elif kind in ("L", "R"):
            strong = kind
    return found


def _terminators(found: list[str]) -> None:
    """Rule W5: signs such as % and € belong to the number they touch."""
    place = 0
    while place < len(found):
        if found[place] != "ET":
            place += 1
            continue
        end = place
        while end < len(found) and found[end] == "ET":
            end += 1
        if (place and found[place - 1] == "EN") or (end < len(found) and found[end] == "EN"):
            found[place:end] = ["EN"] * (end - place)
        place = end


def _as_strong(kind: str) -> str:
    return "R" if kind in ("EN", "AN", "R") else kind


def _brackets(characters: list[str], found: list[str], own: str) -> None:
    """Rule N0: both brackets of a pair go the same way."""
    for start, end in _pairs(characters, found):
        inside = {_as_strong(kind) for kind in found[start + 1 : end]} & {"L", "R"}
        if not inside:
            continue
        if own in inside:
            way = own
        else:
            before = next((s for kind in reversed(found[:start]) if (s := _as_strong(kind)) in ("L", "R")), own)
            way = before if before in inside else own
        found[start] = found[end] = way


def _pairs(characters: list[str], found: list[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs = []
    for place, character in enumerate(characters):
        if found[place] != "ON":
            continue
        if character in _BRACKETS:
            if len(waiting) == 63:  # BD16: a text with more is left as it is
                break
            waiting.append((_BRACKETS[character], place))
        elif character in _CLOSERS:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    pairs.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _neutrals(found: list[str], own: str) -> None:
    """Rules N1 and N2: spaces and signs go with both neighbours when these agree, with the paragraph otherwise."""
    place = 0
    before = own
    while place < len(found):
        if found[place] not in _NEUTRAL:
            before = _as_strong(found[place])
            place += 1
            continue
        end = place
        while end < len(found) and found[end] in _NEUTRAL:
            end += 1
        after = _as_strong(found[end]) if end < len(found) else own
        found[place:end] = [before if before == after else own] * (end - place)
        place = end
