"""One list, opened as a person said it is to be read: its sheet, its headers, what each column gives, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from casemgr.domain.fields import ApproximateDate, Date
from casemgr.domain.kind import Kind
from casemgr.services.lists import heading_lines
from casemgr.services.lists.day_order import IN_DOUBT, DayOrder
from casemgr.services.lists.headers import GROUPED, NO_HEADER, Dropped, Headings, Plan
from casemgr.services.lists.heading_lines import HeadingLines
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.passed_over import reason
from casemgr.services.lists.sheets import (
    CHECK_SHEET,
    EMPTY,
    WORKBOOKS,
    Cell,
    Line,
    SheetInfo,
    UnreadableList,
    open_list,
    sheets_of,
)
from casemgr.services.lists.wordings import MEANING
from casemgr.services.lists.workbook_bounds import letters_of
from casemgr.services.lists.workbook_marks import sheet_names

FIRST = 40  # rows that are looked at for the headers, and shown before anything is decided
_ENOUGH = 2  # headers that are understood: then it is this sheet


@dataclass(frozen=True)
class OpenedList:
    """A list as it is read: the sheet, where its headers stand and what they say, what each column gives, its rows."""

    sheet: str
    heading: HeadingLines
    plan: Plan
    lines: Iterator[Line]
    order: DayOrder
    sheets_left: tuple[str, ...] = ()  # of a workbook of which nobody chose a sheet: those that are not read
    unnamed: set[int] = field(default_factory=set)  # columns without a header in which something was read

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What is not brought in, columns without a header among them: known for sure once every row was read."""
        return (*self.plan.dropped, *(Dropped(letters_of(place), NO_HEADER) for place in sorted(self.unnamed)))

    @property
    def doubtful(self) -> tuple[Dropped, ...]:
        """The columns of dates in which day and month may stand the other way round: known once every row was read."""
        return tuple(
            Dropped(self.heading.headers[place], IN_DOUBT.format(count=count, why=why))
            for place, count, why in self.order.of_columns()
        )

    def blocks(self, size: int) -> Iterator[list[Line]]:
        """The rows, some at a time."""
        while block := list(islice(self.lines, size)):
            yield block


@contextmanager
def opened(kind: Kind, path: Path, said: Instructions, switches: frozenset[str]) -> Iterator[OpenedList]:
    """A list of `kind`. Raises UnreadableList, UserError when no column is known, the refusals of the disk."""
    headings = Headings(kind)
    sheet, sheets = (said.sheet, []) if said.sheet else _choose_sheet(path, headings)
    with open_list(path, sheet) as lines:
        first = list(islice(lines, FIRST))
        if not first:
            raise UnreadableList(EMPTY, CHECK_SHEET)
        heading = _wide(heading_of(first, headings, said), first, said)
        plan = headings.plan(heading.headers, said.mapping, switches, said.columns)
        width = len(heading.headers)
        given = _given_at(plan, width, said)
        if new := {place: path for place, (path, _text) in given.items() if place >= width}:
            columns = {place: target.column for place, target in plan.fields} | dict(said.columns) | new
            columns |= {place: name for name, place in plan.extras.items()}
            heading = replace(heading, headers=(*heading.headers, *new.values()))
            dropped = plan.dropped
            plan = replace(headings.plan(heading.headers, (), switches, columns), dropped=dropped)
        texts = {place: text for place, (_path, text) in given.items()}
        read = sheet or next((one.name for one in sheets if not one.is_hidden), "")
        found = OpenedList(
            sheet,
            heading,
            plan,
            iter(()),
            DayOrder(_day_columns(plan, said)),
            tuple(one.name for one in sheets if one.name != read and one.name not in _ABOUT_COLUMNS),
        )
        whole = partial(_whole, found, said=said, width=width, texts=texts, bare=_bare(found, width, said))
        yield replace(found, lines=map(whole, chain(first[heading.after :], lines)))


def _whole(
    found: OpenedList, line: Line, *, said: Instructions, width: int, texts: Mapping[int, str], bare: list[int]
) -> Line:
    """A row as it is brought in: what was mended and what holds for every row in it; what is under no header noted."""
    cells = line.cells
    is_bare = len(cells) > width or any(place < len(cells) and cells[place] not in _EMPTY for place in bare)
    is_nobody = (is_bare or bool(texts)) and reason(line, found.heading.headers, said.left) is not None
    if is_bare and not is_nobody:
        under_none = (*bare, *range(width, len(cells)))
        found.unnamed.update(place for place in under_none if place < len(cells) and cells[place] not in _EMPTY)
        bare[:] = [place for place in bare if place not in found.unnamed]
    if len(cells) > width:
        line = replace(line, cells=cells[:width])
    line = _mended(line, said, {} if is_nobody else texts)
    found.order.look(line)
    return line


_EMPTY: tuple[Cell, ...] = ("", None)
_ABOUT_COLUMNS = frozenset((MEANING.fr, MEANING.ar, MEANING.en))  # the second sheet of what goes out of here


def _bare(found: OpenedList, width: int, said: Instructions) -> list[int]:
    """The columns without a header of which nothing was said."""
    used = {place for place, _target in found.plan.fields} | {*found.plan.extras.values(), *said.columns}
    return [place for place in range(width) if not found.heading.headers[place] and place not in used]


def _day_columns(plan: Plan, said: Instructions) -> dict[int, str]:
    """The columns of dates of which nobody said that the month comes first."""
    days = {place: target for place, target in plan.fields if isinstance(target.field, Date | ApproximateDate)}
    return {place: one.path for place, one in days.items() if place not in said.month_first}


def _wide(heading: HeadingLines, first: Sequence[Line], said: Instructions) -> HeadingLines:
    """With the columns to the right of the last header that hold something, or of which something was said."""
    held = [len(line.cells) for line in first[heading.after :]]
    width = max([*held, *(place + 1 for place in said.columns)], default=0)
    return replace(heading, headers=(*heading.headers, *[""] * (width - len(heading.headers))))


def _given_at(plan: Plan, width: int, said: Instructions) -> dict[int, tuple[str, str]]:
    """In which column what holds for every row is put: that of its field, else one after the last."""
    places = {target.column: place for place, target in plan.fields} | dict(plan.extras)
    found: dict[int, tuple[str, str]] = {}
    for path, text in said.given.items():
        place = places.get(path)
        found[width + sum(one >= width for one in found) if place is None else place] = (path, text)
    return found


def heading_of(first: list[Line], headings: Headings, said: Instructions) -> HeadingLines:
    """Where the headers stand: where a person said, else where most of them are understood."""
    if not said.header:
        return heading_lines.find(first, headings)
    start = next((place for place, line in enumerate(first) if line.number >= said.header), 0)
    return heading_lines.at(first, start, max(1, min(said.header_lines, 3, len(first) - start)))


def best_sheet(path: Path, headings: Headings) -> str:
    """The first sheet whose headers are understood; "" (the first that holds anything) when none are."""
    return _choose_sheet(path, headings)[0]


def _choose_sheet(path: Path, headings: Headings) -> tuple[str, list[SheetInfo]]:
    """The sheet that is read when nobody chose one, and all the sheets there are; of one sheet nothing is asked."""
    if path.suffix.lower() not in WORKBOOKS or len(sheet_names(path)) < 2:
        return "", []
    sheets = sheets_of(path)
    for one in sheets:
        if one.is_hidden:
            continue
        with open_list(path, one.name) as lines:
            first = list(islice(lines, FIRST))
        if first:
            heading = heading_lines.find(first, headings)
            if headings.how_many(header.split(GROUPED) for header in heading.headers) >= _ENOUGH:
                return one.name, sheets
    return "", sheets


def _mended(line: Line, said: Instructions, given: Mapping[int, str]) -> Line:
    typed = said.cells.get(line.number)
    if not typed and not given:
        return line
    last = max([*(typed or ()), *given])
    cells = [*line.cells, *[None] * (last + 1 - len(line.cells))]
    for place, text in (typed or {}).items():
        cells[place] = text
    for place, text in given.items():
        if cells[place] in ("", None):
            cells[place] = text
    return replace(line, cells=cells)
