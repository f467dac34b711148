"""The command `count`: the figures of a period, on the terminal, as JSON, or in a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casemgr.cli import complaint_figures
from casemgr.cli.sign_in import desk_of
from casemgr.cli.terminal import WrongUsage, complain, say, say_json, say_table
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services import organisation, tables
from casemgr.services.counting import INDICATORS, CountRequest, count, month
from casemgr.services.counting.complaints import Figure
from casemgr.services.counting.grid import Report, report
from casemgr.services.counting.tables import export
from casemgr.services.desk import Desk

NO_SUCH_BRANCH = Words("Antenne inconnue : {code}.", "فرع غير معروف: {code}.", "Unknown branch: {code}.")
CHECK_CODE = Words("Vérifiez le code.", "تحققوا من الرمز.", "Check the code.")


def show_count(options: argparse.Namespace) -> int:
    """Count and answer."""
    start, end = _period(options)
    if options.out:
        tables.check_suffix(Path(options.out))
    asked = options.indicator or ()
    is_broken_down = bool(options.by or options.programme)
    complaint_figures.check_request(asked, is_broken_down=is_broken_down, to_file=bool(options.out))
    of_complaints = complaint_figures.asked_for(asked)
    request = CountRequest(
        start,
        end,
        indicators=tuple(code for code in asked if code not in of_complaints) if asked else tuple(INDICATORS),
        by=options.by,
        age_set=options.age_set,
        programme=options.programme,
        branch=options.branch,
    )
    with desk_of(options) as desk:
        names = {branch.code: branch.name for branch in organisation.branches(desk)}
        if request.branch is not None and request.branch not in names:
            raise UserError(NO_SUCH_BRANCH.format(code=request.branch), CHECK_CODE)
        if not asked and not is_broken_down and not options.out:
            of_complaints = complaint_figures.may_count(desk)
        known = complaint_figures.counted(desk, start, end, of_complaints, options.branch)
        if options.out and of_complaints:
            return _write_complaints(desk, known, request, Path(options.out))
        figures = report(desk, request, names) if options.out else Report(count(desk, request), branches=names)
        if options.out:
            _write(desk, figures, Path(options.out))
    if options.json:
        told = figures.table.as_json()
        say_json({**told, "rows": [*told["rows"], *(figure.as_json() for figure in known)]})
    elif not options.out:
        say(_("From {start} to {end}").format(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}"))
        say_table(_lines(figures))
        say_table(complaint_figures.lines(known))
    for note in figures.notes:
        complain(str(note))
    return 0


def _period(options: argparse.Namespace) -> tuple[date, date]:
    if options.month is not None:
        if options.start or options.end:
            raise WrongUsage(_("Give either --month, or --from and --to."))
        return month(*options.month)
    if options.start is None or options.end is None:
        raise WrongUsage(_("Give either --month, or --from and --to."))
    return options.start, options.end


def _lines(figures: Report) -> list[tuple[str, ...]]:
    """What a person reads: wording of the indicator and of each dimension, and the figure."""
    by = figures.request.by
    return [
        (
            row.indicator,
            str(INDICATORS[row.indicator]),
            *(str(figures.label(key, row.by[key])) if row.by else "" for key in by),
            str(row.value),
        )
        for row in figures.table.rows
    ]


def _write(desk: Desk, figures: Report, path: Path) -> None:
    export(figures, path)
    _note(desk, figures.request, (*figures.request.indicators, *figures.request.by), path)


def _write_complaints(desk: Desk, known: Sequence[Figure], request: CountRequest, path: Path) -> int:
    complaint_figures.write(known, path)
    _note(desk, request, tuple(dict.fromkeys(figure.indicator for figure in known)), path)
    return 0


def _note(desk: Desk, request: CountRequest, what: Sequence[str], path: Path) -> None:
    with desk.work() as work:
        asked = f"{request.start.isoformat()} {request.end.isoformat()}"
        work.audit.write("export", "report", asked, None, what)
    say(_("Written: {path}").format(path=path))
