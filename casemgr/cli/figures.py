"""The command `count`: the figures of a period, on the terminal, as JSON, or in a file."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from casemgr.cli.sign_in import desk_of
from casemgr.cli.terminal import WrongUsage, complain, say, say_json, say_table
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words, current_language
from casemgr.domain.words import translate as _
from casemgr.services import organisation, tables
from casemgr.services.counting import DIMENSIONS, INDICATORS, CountRequest, CountTable, count, month
from casemgr.services.counting.request import label_of
from casemgr.services.desk import Desk

NO_SUCH_BRANCH = Words("Antenne inconnue : {code}.", "فرع غير معروف: {code}.", "Unknown branch: {code}.")
CHECK_CODE = Words("Vérifiez le code.", "تحققوا من الرمز.", "Check the code.")


def show_count(options: argparse.Namespace) -> int:
    """Count and answer."""
    start, end = _period(options)
    if options.out:
        tables.check_suffix(Path(options.out))
    request = CountRequest(
        start,
        end,
        indicators=options.indicator or tuple(INDICATORS),
        by=options.by,
        age_set=options.age_set,
        programme=options.programme,
        branch=options.branch,
    )
    with desk_of(options) as desk:
        names = {branch.code: branch.name for branch in organisation.branches(desk)}
        if request.branch is not None and request.branch not in names:
            raise UserError(NO_SUCH_BRANCH.format(code=request.branch), CHECK_CODE)
        table = count(desk, request)
        if options.out:
            _write(desk, table, names, options)
    if options.json:
        say_json(table.as_json())
    elif not options.out:
        say(_("From {start} to {end}").format(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}"))
        say_table(_lines(table, names))
    for note in table.notes:
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


def _label(dimension: str, value: str, table: CountTable, names: dict[str, Words]) -> str:
    if dimension == "branch" and value in names:
        return str(names[value])
    return str(label_of(dimension, value, table.request.age_set))


def _lines(table: CountTable, names: dict[str, Words]) -> list[tuple[str, ...]]:
    """What a person reads: wording of the indicator and of each dimension, and the figure."""
    lines = []
    for row in table.rows:
        cells = [_label(key, row.by[key], table, names) if row.by else "" for key in table.request.by]
        lines.append((row.indicator, str(INDICATORS[row.indicator]), *cells, str(row.value)))
    return lines


def _write(desk: Desk, table: CountTable, names: dict[str, Words], options: argparse.Namespace) -> None:
    request = table.request
    columns = [tables.Column("indicator", _("Indicator")), tables.Column("label", _("Wording"))]
    for key in request.by:
        said = str(DIMENSIONS[key])
        columns += [tables.Column(key, f"{said} (code)"), tables.Column(f"{key}_label", said)]
    columns.append(tables.Column("value", _("Figure")))
    rows = []
    for row in table.rows:
        cells: list[object] = [row.indicator, str(INDICATORS[row.indicator])]
        for key in request.by:
            value = row.by.get(key, "")
            cells += [value, _label(key, value, table, names) if value else ""]
        rows.append([*cells, row.value])
    out = Path(options.out)
    title = f"{request.start.isoformat()} – {request.end.isoformat()}"
    if out.suffix.lower() == ".json":
        tables.write_json(out, table.as_json())
    else:
        tables.write_table(out, columns, rows, title=title, semicolon=options.semicolon, language=current_language())
    with desk.work() as work:
        work.audit.write("export", "report", title, None, request.by)
    say(_("Written: {path}").format(path=out))
