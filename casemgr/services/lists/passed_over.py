"""The lines of a list that are nobody: totals, titles between the rows, the headers printed again on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from casemgr.domain.words import Words
from casemgr.services.lists.headers import plain_header
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


def reason(line: Line, headers: Sequence[str], left: frozenset[int]) -> Words | None:
    """Why a line is left out; None for a row of the list."""
    if line.number in left:
        return LEFT_BY_HAND
    if line.is_banner:
        return A_TITLE
    said = [cell for cell in line.cells if cell not in ("", None)]
    texts = [cell for cell in said if isinstance(cell, str) and not _is_number(cell)]
    if texts and len(texts) <= 2 and all(_TOTAL.fullmatch(plain_header(text)) for text in texts):
        return A_TOTAL
    if len(texts) >= _FEWEST_HEADERS and len(texts) == len(said) and _are_headers(line.cells, headers):
        return HEADERS_AGAIN
    return None


def _is_number(text: str) -> bool:
    return isinstance(text, Broken) or bool(re.fullmatch(r"[\d\s.,%+\-]*", text))


def _are_headers(cells: Sequence[Cell], headers: Sequence[str]) -> bool:
    for cell, header in zip(cells, headers, strict=False):
        if isinstance(cell, int | float | date | datetime | time | timedelta):
            return False
        if cell and plain_header(cell) not in (plain_header(header), *map(plain_header, header.split(" / "))):
            return False
    return True
