"""Which bars a chart shows of a table: at most a dozen groups of six, the largest, in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casemgr.domain.words import Words
from casemgr.services.counting.grid import Cell, Grid

MOST_GROUPS, MOST_SERIES = 12, 6

Rows = Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Bars:
    """The groups of bars: a label and a cell a series for each. `is_cut` when the table has more than is shown."""

    labels: tuple[Words, ...]
    series: tuple[Words, ...]
    cells: tuple[tuple[Cell, ...], ...]
    is_cut: bool


def plain_bars(grid: Grid, place: int) -> Bars:
    """A bar a line, of one column."""
    lines = [line for line in grid.lines if line.role == "figure"]
    rows = [(cell,) for line in lines if (cell := line.cells[place]) is not None]
    return _chosen([line.label for line in lines], [grid.columns[place].label], rows)


def crossed_bars(grid: Grid) -> Bars:
    """A group a line and a bar a column, or the other way round where there are more columns than lines."""
    lines = [line for line in grid.lines if line.role == "figure"]
    places = [place for place, column in enumerate(grid.columns) if column.role == "figure"]
    rows: Rows = [tuple(cell for place in places if (cell := line.cells[place]) is not None) for line in lines]
    down, across = [line.label for line in lines], [grid.columns[place].label for place in places]
    if len(across) > len(down):
        return _chosen(across, down, list(zip(*rows, strict=True)))
    return _chosen(down, across, rows)


def _chosen(labels: Sequence[Words], series: Sequence[Words], rows: Rows) -> Bars:
    columns: Rows = list(zip(*rows, strict=True))
    kept, shown = _largest(rows, MOST_GROUPS), _largest(columns, MOST_SERIES)
    return Bars(
        tuple(labels[at] for at in kept),
        tuple(series[at] for at in shown),
        tuple(tuple(rows[at][place] for place in shown) for at in kept),
        len(kept) < len(rows) or len(shown) < len(columns),
    )


def _largest(rows: Rows, most: int) -> list[int]:
    """The places of the largest; what they add up to decides only that, and is never shown."""
    by_size = sorted(range(len(rows)), key=lambda at: -sum(cell.value for cell in rows[at]))
    return sorted(by_size[:most])
