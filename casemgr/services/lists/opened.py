"""One list, opened as a person said it is to be read: its sheet, its headers, what each column gives, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from casemgr.domain.kind import Kind
from casemgr.services.lists import heading_lines
from casemgr.services.lists.headers import Headings, Plan
from casemgr.services.lists.heading_lines import HeadingLines
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.passed_over import reason
from casemgr.services.lists.sheets import CHECK_SHEET, EMPTY, WORKBOOKS, Line, UnreadableList, open_list, sheets_of
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

    def blocks(self, size: int) -> Iterator[list[Line]]:
        """The rows, some at a time."""
        while block := list(islice(self.lines, size)):
            yield block


@contextmanager
def opened(kind: Kind, path: Path, said: Instructions, switches: frozenset[str]) -> Iterator[OpenedList]:
    """A list of `kind`. Raises UnreadableList, UserError when no column is known, the refusals of the disk."""
    headings = Headings(kind)
    sheet = said.sheet or best_sheet(path, headings)
    with open_list(path, sheet) as lines:
        first = list(islice(lines, FIRST))
        if not first:
            raise UnreadableList(EMPTY, CHECK_SHEET)
        heading = heading_of(first, headings, said)
        plan = headings.plan(heading.headers, said.mapping, switches, said.columns)
        given = _given_at(plan, len(heading.headers), said)
        if new := {place: path for place, (path, _text) in given.items() if place >= len(heading.headers)}:
            columns = {place: target.column for place, target in plan.fields} | dict(said.columns) | new
            columns |= {place: name for name, place in plan.extras.items()}
            heading = replace(heading, headers=(*heading.headers, *new.values()))
            dropped = plan.dropped
            plan = replace(headings.plan(heading.headers, (), switches, columns), dropped=dropped)
        rest = chain(first[heading.after :], lines)
        texts = {place: text for place, (_path, text) in given.items()}

        def whole(line: Line) -> Line:
            is_nobody = bool(texts) and reason(line, heading.headers, said.left) is not None
            return _mended(line, said, {} if is_nobody else texts)

        yield OpenedList(sheet, heading, plan, map(whole, rest))


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
    if path.suffix.lower() not in WORKBOOKS or len(sheet_names(path)) < 2:
        return ""
    for one in sheets_of(path):
        if one.is_hidden:
            continue
        with open_list(path, one.name) as lines:
            first = list(islice(lines, FIRST))
        if first:
            heading = heading_lines.find(first, headings)
            if headings.how_many(heading.headers) >= _ENOUGH:
                return one.name
    return ""


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
