"""The count as a paper to hand on: the same tables as the Excel file, laid out on pages with the letterhead."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from casemgr.domain.document import (
    Block,
    Column,
    Document,
    Field,
    Fields,
    Gap,
    Heading,
    Said,
    Strong,
    Table,
    Together,
    fill,
)
from casemgr.domain.words import Words
from casemgr.services.counting.tables import FIGURES, Sheet
from casemgr.services.desk import Desk
from casemgr.services.printing.composing import Composed, compose
from casemgr.services.printing.letterhead import letterhead

# So many columns of figures a page holds beside the names of the lines; a wider table goes on under itself.
MOST_COLUMNS = 8
_LABEL_SHARE = 2.6
_FEWEST = 3
_LINES_TOGETHER = 18
# Points: what a page leaves for figures beside the names of the lines, a letter of a title, the room around it.
_ROOM, _LETTER, _AROUND = 390.0, 4.4, 8.0
CONTINUED = Words("{title} (suite)", "{title} (تابع)", "{title} (continued)")
DATED = Words("Édité le {day}", "حرر بتاريخ {day}", "Made on {day}")


def as_pdf(desk: Desk, about: Sheet, found: Sequence[Sheet], language: str) -> Composed:
    """The tables of a count on paper, in `language`; `about` says of what they are, and what must be known of them."""
    facts = tuple(Field(str(item), str(said)) for item, said in about.rows)
    paper = Document(
        title=FIGURES,
        subject=fill(DATED, day=f"{desk.today:%d/%m/%Y}"),
        blocks=(Fields(facts), Gap(), *(block for sheet in found for block in _table(sheet))),
        handed=True,
    )
    return compose(paper, (language,), letterhead(desk, desk.person.branch))


def _table(sheet: Sheet) -> Iterator[Block]:
    """One table, in as many parts as its columns need; each part has the names of the lines.

    Parts that a page holds stay together under one title; a larger table says its title again at each part.
    """
    figures = len(sheet.columns) - 1
    parts = max(1, math.ceil(figures / _columns_beside(sheet.columns[1:])))
    wide = math.ceil(figures / parts)  # parts of one width: seven and two would look like a mistake
    laid = [_part(sheet, range(1 + part * wide, 1 + min((part + 1) * wide, figures))) for part in range(parts)]
    title = sheet.name[:1].upper() + sheet.name[1:]
    if (len(sheet.rows) + 2) * parts <= _LINES_TOGETHER:
        yield Together((Heading(title), *laid))
        return
    for part, table in enumerate(laid):
        yield Together((Heading(fill(CONTINUED, title=title), 2) if part else Heading(title), table))


def _columns_beside(titles: Sequence[str]) -> int:
    """How many columns stand beside the names of the lines: as many as leave each word of their titles whole."""
    longest = max((len(word) for title in titles for word in title.split()), default=1)
    return max(_FEWEST, min(MOST_COLUMNS, int(_ROOM / (longest * _LETTER + _AROUND))))


def _part(sheet: Sheet, places: range) -> Table:
    columns = (
        Column(sheet.columns[0], _LABEL_SHARE),
        *(Column(sheet.columns[place], align="start" if _is_text(sheet, place) else "end") for place in places),
    )
    rows = tuple(
        tuple(_cell(row[place], strong=line in sheet.strong) for place in (0, *places))
        for line, row in enumerate(sheet.rows)
    )
    return Table(columns, rows)


def _is_text(sheet: Sheet, place: int) -> bool:
    return any(isinstance(row[place], str) and str(row[place])[:1].isalpha() for row in sheet.rows)


def _cell(value: str | float | None, *, strong: bool) -> Said:
    said = "" if value is None else str(value)
    return Strong(said) if strong and said else said
