"""A count laid out as people read it: lines and columns, the total, and those in several rows set apart.

The screen and the files show the same grid, so that what is printed is what was seen. A total here is always a
figure that was counted, never one that was added up: where it is not known, the cell stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from casemgr.domain.words import Words
from casemgr.services.counting.counting import counts
from casemgr.services.counting.figure import Figure
from casemgr.services.counting.request import (
    DIMENSIONS,
    IN_SEVERAL,
    INDICATORS,
    OF_A_LINE,
    UNKNOWN,
    CountRequest,
    CountTable,
    label_of,
)
from casemgr.services.desk import Desk

OVERALL = Words("Ensemble", "الإجمال", "Overall")
TOTAL = Words("Total", "المجموع", "Total")
SEVERAL_ROWS = Words("dont dans plusieurs lignes", "منهم في عدة أسطر", "of whom in several rows")
SEVERAL_COLUMNS = Words("dont dans plusieurs colonnes", "منهم في عدة أعمدة", "of whom in several columns")
SEVERAL_CELLS = Words("dont dans plusieurs cases", "منهم في عدة خانات", "of whom in several cells")
NOT_THE_SUM = Words(
    "Qui est dans plusieurs lignes ou colonnes compte dans chacune, et une seule fois dans le total : "
    "le total n’est pas la somme.",
    "من يوجد في عدة أسطر أو أعمدة يُحتسب في كل منها، ومرة واحدة في المجموع: المجموع ليس حاصل الجمع.",
    "Whoever stands in several rows or columns counts in each of them, and once in the total: "
    "the total is not the sum.",
)
ONE_ROW_EACH = Words(
    "Chaque personne est dans une seule ligne : celle de sa situation au jour de son premier service de la période.",
    "كل شخص في سطر واحد: حسب وضعيته يوم أول خدمة له خلال الفترة.",
    "Each person stands in one row: by what held on the day of her first service in the period.",
)


@dataclass(frozen=True)
class Cell:
    """One figure, and what it is the figure of: whoever asks who is behind it gives `indicator` and `by` back.

    `shown` is what stands in the cell where that is more than how many (a rate with its parts, an amount).
    """

    indicator: str
    by: Mapping[str, str]
    value: int
    shown: Figure | None = None


@dataclass(frozen=True)
class Column:
    """A column of figures. `role`: "figure", "total" or "several" (those who stand in several columns)."""

    label: Words
    role: str = "figure"


@dataclass(frozen=True)
class Line:
    """A line of figures, None where there is none to give. `role`: "figure", "total" or "several"."""

    label: Words
    cells: tuple[Cell | None, ...]
    role: str = "figure"


@dataclass(frozen=True)
class Grid:
    """A table to be shown: its name, what its lines are (`corner`), its columns and its lines."""

    name: Words
    corner: Words
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Report:
    """A count with what its margins need: for two breakdowns, the counts by each of them alone.

    `branches` are the names of the branches, by code; a branch that is not there is shown by its code.
    """

    table: CountTable
    margins: tuple[CountTable, ...] = ()
    branches: Mapping[str, Words] = field(default_factory=dict)

    @property
    def request(self) -> CountRequest:
        """What was asked."""
        return self.table.request

    @property
    def notes(self) -> tuple[Words, ...]:
        """What a reader must know of the figures, once each."""
        return tuple(dict.fromkeys(note for table in (*self.margins, self.table) for note in table.notes))

    def label(self, dimension: str, value: str) -> Words:
        """The wording of a value of a breakdown."""
        if dimension == "branch" and value in self.branches:
            return self.branches[value]
        return label_of(dimension, value, self.request.age_set)


def margin_requests(request: CountRequest) -> tuple[CountRequest, ...]:
    """What else must be counted so that a table of two breakdowns has true totals."""
    return tuple(replace(request, by=(key,)) for key in request.by) if len(request.by) == 2 else ()


def report(desk: Desk, request: CountRequest, branches: Mapping[str, Words] | None = None) -> Report:
    """The figures asked for, with their margins. Raises NotAllowed."""
    table, *margins = counts(desk, (request, *margin_requests(request)))
    return Report(table, tuple(margins), branches or {})


def reading_note(request: CountRequest) -> Words | None:
    """The sentence that says how rows and total belong together; None where there are no rows."""
    if not request.by:
        return None
    return NOT_THE_SUM if any(key in OF_A_LINE for key in request.by) else ONE_ROW_EACH


def grids(report: Report) -> tuple[Grid, ...]:
    """The tables of a report: one with a column an indicator, or with two breakdowns one an indicator."""
    if len(report.request.by) == 2:
        return tuple(crossed(report, indicator) for indicator in report.request.indicators)
    return (simple(report),)


def simple(report: Report) -> Grid:
    """Lines by one breakdown (or the total alone), a column an indicator."""
    table, request = report.table, report.request
    corner = DIMENSIONS[request.by[0]] if request.by else OVERALL
    columns = tuple(Column(INDICATORS[code]) for code in request.indicators)
    lines = []
    for value in _values(table, request.by[0]) if request.by else ():
        by = {request.by[0]: value}
        label = report.label(request.by[0], value)
        lines.append(Line(label, tuple(_cell(table, code, by) for code in request.indicators)))
    lines.append(Line(TOTAL, tuple(_cell(table, code, {}) for code in request.indicators), "total"))
    if request.by and request.by[0] in OF_A_LINE:
        by = {request.by[0]: IN_SEVERAL}
        lines.append(Line(SEVERAL_ROWS, tuple(_known(table, code, by) for code in request.indicators), "several"))
    return Grid(corner, corner, columns, tuple(lines))


def crossed(report: Report, indicator: str) -> Grid:
    """Lines by the first breakdown, columns by the second, for one indicator."""
    first, second = report.request.by
    by_first, by_second = _margin(report, first), _margin(report, second)
    down, across = _values(by_first or report.table, first), _values(by_second or report.table, second)
    columns = [Column(report.label(second, value)) for value in across] + [Column(TOTAL, "total")]
    overlaps = indicator != "C06"
    aside = overlaps and second in OF_A_LINE and first not in OF_A_LINE
    if aside:
        columns.append(Column(SEVERAL_COLUMNS, "several"))
    lines = []
    for value in down:
        cells: list[Cell | None] = [_cell(report.table, indicator, {first: value, second: other}) for other in across]
        cells.append(_known(by_first, indicator, {first: value}))
        if aside:
            cells.append(_cell(report.table, indicator, {first: value, second: IN_SEVERAL}))
        lines.append(Line(report.label(first, value), tuple(cells)))
    last: list[Cell | None] = [_known(by_second, indicator, {second: other}) for other in across]
    last.append(_cell(report.table, indicator, {}))
    if aside:
        last.append(_known(by_second, indicator, {second: IN_SEVERAL}))
    lines.append(Line(TOTAL, tuple(last), "total"))
    if overlaps and first in OF_A_LINE:
        lines.append(_several_lines(report, indicator, across, by_first))
    return Grid(INDICATORS[indicator], DIMENSIONS[first], tuple(columns), tuple(lines))


def _several_lines(report: Report, indicator: str, across: list[str], by_first: CountTable | None) -> Line:
    """Those who stand in several lines; where both breakdowns are of services, in several cells."""
    first, second = report.request.by
    if second in OF_A_LINE:
        nowhere: tuple[Cell | None, ...] = (None,) * len(across)
        by = {first: IN_SEVERAL, second: IN_SEVERAL}
        return Line(SEVERAL_CELLS, (*nowhere, _cell(report.table, indicator, by)), "several")
    cells = [_cell(report.table, indicator, {first: IN_SEVERAL, second: other}) for other in across]
    return Line(SEVERAL_ROWS, (*cells, _known(by_first, indicator, {first: IN_SEVERAL})), "several")


def _margin(report: Report, dimension: str) -> CountTable | None:
    return next((table for table in report.margins if table.request.by == (dimension,)), None)


def _values(table: CountTable, dimension: str) -> list[str]:
    """The values of a breakdown that have a line, in the order of the count: the unknown last.

    A hundred nationalities are read from the largest down.
    """
    found = dict.fromkeys(row.by[dimension] for row in table.rows if row.by)
    found.pop(IN_SEVERAL, None)
    if dimension == "nationality":
        return sorted(found, key=lambda value: (value == UNKNOWN, -_weight(table, dimension, value)))
    return list(found)


def _weight(table: CountTable, dimension: str, value: str) -> int:
    """How much a value weighs, for the order alone (of two breakdowns it adds up, and is never shown)."""
    first = table.request.indicators[0]
    return sum(row.value for row in table.rows if row.indicator == first and row.by.get(dimension) == value)


def _cell(table: CountTable, indicator: str, by: Mapping[str, str]) -> Cell:
    """A figure of the table; a line that nobody stands on counts none."""
    return Cell(indicator, by, table.value(indicator, **by))


def _known(table: CountTable | None, indicator: str, by: Mapping[str, str]) -> Cell | None:
    """A figure that is shown only where it was counted."""
    if table is None or not any(row.indicator == indicator and row.by == by for row in table.rows):
        return None
    return _cell(table, indicator, by)
