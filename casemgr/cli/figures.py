"""The command `count`: the figures of a period, on the terminal, as JSON, or in a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casemgr.cli import figure_lines
from casemgr.cli.sign_in import desk_of
from casemgr.cli.terminal import WrongUsage, complain, say, say_json, say_table
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words, current_language
from casemgr.domain.words import translate as _
from casemgr.services import organisation
from casemgr.services.counting import INDICATORS, CountRequest, count, indicators, leaving, month
from casemgr.services.counting.grid import Report, report
from casemgr.services.counting.indicators import CATALOGUE, Figure
from casemgr.services.counting.suppression import for_outside
from casemgr.services.counting.tables import HIDDEN, NOT_FOR_PUBLICATION, about
from casemgr.services.desk import Desk

NO_SUCH_BRANCH = Words("Antenne inconnue : {code}.", "فرع غير معروف: {code}.", "Unknown branch: {code}.")
CHECK_CODE = Words("Vérifiez le code.", "تحققوا من الرمز.", "Check the code.")
NEVER_IN_A_FILE = Words(
    "Le chiffre {codes} ne sort jamais dans un fichier.",
    "لا يصدر الرقم {codes} أبدا في ملف.",
    "The figure {codes} never leaves in a file.",
)
LEAVE_OUT = Words("Demandez les autres sans lui.", "اطلبوا الأرقام الأخرى دونه.", "Ask for the others without it.")
# Beside the four, without being asked: complaints and referrals, that are reported every month.
USUAL = ("complaints", "referrals")


def show_count(options: argparse.Namespace) -> int:
    """Count and answer."""
    start, end = _period(options)
    if options.out:
        leaving.check_name(Path(options.out))
    asked: tuple[str, ...] = tuple(options.indicator or ())
    others = tuple(code for code in asked if code in CATALOGUE)
    _check_file(others, is_file=bool(options.out or options.external))
    request = CountRequest(
        start,
        end,
        indicators=tuple(code for code in asked if code not in CATALOGUE) if asked else tuple(INDICATORS),
        by=options.by,
        age_set=options.age_set,
        programme=options.programme,
        branch=options.branch,
    )
    with desk_of(options) as desk:
        names = {branch.code: branch.name for branch in organisation.branches(desk)}
        if request.branch is not None and request.branch not in names:
            raise UserError(NO_SUCH_BRANCH.format(code=request.branch), CHECK_CODE)
        if not asked and not (options.by or options.programme or options.out or options.external):
            others = tuple(code for code in indicators.codes(desk) if CATALOGUE[code].family in USUAL)
        known = indicators.count(desk, request, others) if others else []
        if options.out and not others and not options.external:
            return _write(desk, report(desk, request, names), Path(options.out))
        figures = Report(count(desk, request), branches=names)
        if options.external or (options.out and others):
            return _answer_alike(desk, figures, known, options)
    _say(figures, known, is_json=options.json)
    return 0


def _check_file(others: Sequence[str], *, is_file: bool) -> None:
    """Raises UserError for a figure that never leaves."""
    kept = [code for code in others if CATALOGUE[code].outside == "never"]
    if is_file and kept:
        raise UserError(NEVER_IN_A_FILE.format(codes=", ".join(kept)), LEAVE_OUT)


def _answer_alike(desk: Desk, figures: Report, known: Sequence[Figure], options: argparse.Namespace) -> int:
    """All the figures in one form, a line each; with small ones hidden where they go outside (rule 18)."""
    request = figures.request
    told = [*(Figure(row.indicator, row.by, row.value) for row in figures.table.rows), *known]
    if options.external:
        told = for_outside(told, {code: one.outside for code, one in CATALOGUE.items()})
    if options.out:
        path, names = Path(options.out), figures.branches
        if path.suffix.lower() == leaving.PAPER:
            last = HIDDEN if options.external else NOT_FOR_PUBLICATION
            sheets = [about(figures, current_language(), last), figure_lines.sheet(told, request, names)]
            leaving.print_to(desk, sheets, path, current_language())
        else:
            figure_lines.write(told, path, request, names)
        leaving.note(desk, request, (figure.indicator for figure in told))
        say(_("Written: {path}").format(path=path))
    elif options.json:
        dates = {"from": request.start.isoformat(), "to": request.end.isoformat()}
        say_json({**dates, "rows": [figure.as_json() for figure in told]})
    else:
        say_table(figure_lines.lines(told, request, figures.branches))
    return 0


def _say(figures: Report, known: Sequence[Figure], *, is_json: bool) -> None:
    if is_json:
        told = figures.table.as_json()
        say_json({**told, "rows": [*told["rows"], *(figure.as_json() for figure in known)]})
    else:
        request = figures.request
        say(_("From {start} to {end}").format(start=f"{request.start:%d/%m/%Y}", end=f"{request.end:%d/%m/%Y}"))
        say_table(_lines(figures))
        say_table(figure_lines.lines(known, request, figures.branches))
    for note in (*figures.notes, *_notes(known)):
        complain(str(note))


def _notes(known: Sequence[Figure]) -> list[Words]:
    """What must be known of how these are counted."""
    codes = dict.fromkeys(figure.indicator for figure in known)
    return [note for code in codes if (note := CATALOGUE[code].note) is not None]


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


def _write(desk: Desk, figures: Report, path: Path) -> int:
    leaving.write(desk, figures, path)
    for note in figures.notes:
        complain(str(note))
    say(_("Written: {path}").format(path=path))
    return 0
