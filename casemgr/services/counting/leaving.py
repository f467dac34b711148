"""The figures leave: to a file in the form that its name says, and a line of the audit says that they did."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from casemgr.data.durable import write_atomically
from casemgr.domain.words import current_language
from casemgr.services import tables as files
from casemgr.services.counting import tables
from casemgr.services.counting.grid import Report
from casemgr.services.counting.indicators import family
from casemgr.services.counting.indicators.family import FamilyReport
from casemgr.services.counting.request import CountRequest
from casemgr.services.counting.tables import Sheet
from casemgr.services.desk import Desk

PAPER = ".pdf"


def check_name(path: Path) -> None:
    """Raises UserError when the file's name says no form in which figures are written."""
    if path.suffix.lower() != PAPER:
        files.check_suffix(path)


def write(desk: Desk, report: Report | FamilyReport, path: Path, language: str = "", *, outside: bool = False) -> None:
    """Write figures to `path` (.xlsx, .csv, .json, .pdf), for `outside` with small counts hidden, and note it.

    Raises UserError for another ending, and the refusals of the disk.
    """
    language = language or current_language()
    if path.suffix.lower() == PAPER:
        print_to(
            desk,
            tables.as_read(report, language, outside=outside)
            if isinstance(report, Report)
            else family.as_printed(report, language, outside=outside),
            path,
            language,
        )
    elif isinstance(report, Report):
        tables.export(report, path, language, outside=outside)
    else:
        family.export(report, path, language, outside=outside)
    told = report.request.indicators if isinstance(report, Report) else (one.indicator for one in report.figures)
    note(desk, report.request, told)


def print_to(desk: Desk, sheets: list[Sheet], path: Path, language: str) -> None:
    """Write sheets as a paper: the first says what the others are of."""
    from casemgr.services.counting import paper  # with the engine of paper: only when there is a paper to make

    write_atomically(path, paper.as_pdf(desk, sheets[0], sheets[1:], language).pdf)


def note(desk: Desk, request: CountRequest, indicators: Iterable[str]) -> None:
    """Say in the audit which figures left, of which days, by what."""
    with desk.work() as work:
        asked = f"{request.start.isoformat()} {request.end.isoformat()}"
        work.audit.write("export", "report", asked, None, tuple(dict.fromkeys((*indicators, *request.by))))
