"""The lines of a list that are nobody: totals, titles between the rows, the headers printed again on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from casemgr.domain.words import Words
from casemgr.services.lists.headers import GROUPED, plain_header
from casemgr.services.lists.sheets import Broken, Cell, Line

A_TOTAL = Words("Ligne de total : laissée de côté.", "سطر المجموع: ترك جانبا.", "A line of totals: left out.")
A_TITLE = Words("Titre entre les lignes : laissé de côté.", "عنوان بين الأسطر: ترك جانبا.", "A title: left out.")
HEADERS_AGAIN = Words(
    "Titres des colonnes répétés : laissés de côté.",
    "عناوين الأعمدة مكررة: تركت جانبا.",
    "The headers again: left out.",
)
LEFT_BY_HAND = Words("Laissée de côté.", "ترك جانبا.", "Left out.")

_TOTAL = re.compile(
    r"(?:grand |sous[- ]?)?tota(?:l|ux)(?: g[ée]n[ée]ral| general)?\s*[:=]?\s*\d*|somme\s*[:=]?\s*\d*|sum"
    r"|(?:ال)?مجموع(?: العام)?\s*:?\s*\d*"
)
_FEWEST_HEADERS = 2
_MOST_WORDS = 2


def reason(line: Line, headers: Sequence[str], left: frozenset[int]) -> Words | None:
    """Why a line is left out; None for a row of the list."""
    if line.number in left:
        return LEFT_BY_HAND
    if line.is_banner:
        return A_TITLE
    place, first = next(((at, cell) for at, cell in enumerate(line.cells) if cell not in ("", None)), (0, None))
    if not isinstance(first, str):
        return None
    plain = plain_header(first)
    if _TOTAL.fullmatch(plain) and _says_little(line.cells):
        return A_TOTAL
    if place < len(headers) and plain and plain in _said_by(headers[place]) and _are_headers(line.cells, headers):
        return HEADERS_AGAIN
    return None


def _says_little(cells: Sequence[Cell]) -> bool:
    """Whether all the texts of a line are words of totals; the rest are its numbers."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell and not _is_number(cell)]
    return len(texts) <= _MOST_WORDS and all(_TOTAL.fullmatch(plain_header(text)) for text in texts)


@lru_cache(maxsize=1_000)
def _said_by(header: str) -> tuple[str, ...]:
    return (plain_header(header), *map(plain_header, header.split(GROUPED)))


def _is_number(text: str) -> bool:
    return isinstance(text, Broken) or bool(re.fullmatch(r"[\d\s.,%+\-]*", text))


def _are_headers(cells: Sequence[Cell], headers: Sequence[str]) -> bool:
    """Whether a line says nothing but headers, two of them at least, each in its column."""
    said = [(place, cell) for place, cell in enumerate(cells) if cell not in ("", None)]
    return len(said) >= _FEWEST_HEADERS and all(
        isinstance(cell, str) and place < len(headers) and plain_header(cell) in _said_by(headers[place])
        for place, cell in said
    )
