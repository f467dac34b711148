"""Figures on the terminal and in a file, a line each: what is counted, on which line, the figure and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services import tables
from casemgr.services.counting import CountRequest
from casemgr.services.counting.indicators import WORDING, Figure, line_label
from casemgr.services.counting.tables import Sheet

OF = Words("{numerator} sur {denominator}", "{numerator} من أصل {denominator}", "{numerator} of {denominator}")
Names = Mapping[str, Words]


def lines(figures: Sequence[Figure], request: CountRequest, branches: Names) -> list[tuple[str, ...]]:
    """What a person reads: the indicator, its wording and what the line is of, the figure and its parts."""
    return [
        (
            figure.indicator,
            " — ".join(filter(None, (str(WORDING[figure.indicator]), _line(figure, request, branches)))),
            _value(figure),
            _parts(figure),
        )
        for figure in figures
    ]


def _line(figure: Figure, request: CountRequest, branches: Names) -> str:
    labels = (line_label(figure.indicator, key, value, request.age_set, branches) for key, value in figure.by.items())
    return ", ".join(str(label) for label in labels)


def _value(figure: Figure) -> str:
    if figure.hidden:
        return figure.hidden
    return "—" if figure.value is None else str(figure.value)


def _parts(figure: Figure) -> str:
    if figure.denominator is None:
        return ""
    return str(OF.format(numerator=figure.numerator, denominator=figure.denominator))


def write(figures: Sequence[Figure], path: Path, request: CountRequest, branches: Names) -> None:
    """A line a figure, in the format that the name of the file says. Raises UserError."""
    told = sheet(figures, request, branches)
    columns = [tables.Column(str(place), heading) for place, heading in enumerate((_("Indicator"), *told.columns))]
    rows = [(figure.indicator, *row) for figure, row in zip(figures, told.rows, strict=True)]
    tables.write_table(path, columns, rows, title=told.name)


def sheet(figures: Sequence[Figure], request: CountRequest, branches: Names) -> Sheet:
    """The same lines as a table, for a page."""
    rows = tuple(
        (
            str(WORDING[figure.indicator]),
            _line(figure, request, branches),
            figure.hidden or (None if figure.value is None else str(figure.value)),
            figure.numerator,
            figure.denominator,
            figure.still_open,
        )
        for figure in figures
    )
    headings = (_("Wording"), _("Line"), _("Value"), _("Numerator"), _("Denominator"), _("Not due yet"))
    return Sheet(_("Figures"), headings, rows, frozenset(place for place, one in enumerate(figures) if not one.by))
