"""Commands that bring lists in and take lists out: import, export."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from casemgr.cli.sign_in import desk_of
from casemgr.cli.terminal import Progress, complain, say
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.records import KINDS
from casemgr.services import tables
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Instructions, Outcome, bring_in, take_out, write_report
from casemgr.services.lists.headers import NO_SUCH_COLUMN, NO_SUCH_FIELD, SEE_KINDS, Headings, plain_header
from casemgr.services.lists.outline import outline

MOST_SHOWN = 10

NO_SUCH_KIND = Words("Type de fiche inconnu : {kind}.", "نوع بطاقة غير معروف: {kind}.", "Unknown kind: {kind}.")
ONE_OF = Words("Choisissez parmi : {kinds}.", "اختاروا من بين: {kinds}.", "Choose one of: {kinds}.")
NOTHING_WRITTEN = Words(
    "Rien n’a été enregistré : {count} ligne(s) à corriger.",
    "لم يسجل شيء: {count} من الأسطر تحتاج إلى تصحيح.",
    "Nothing was brought in: {count} row(s) to correct.",
)
SEE_REPORT = Words(
    "Le détail est dans le rapport (--report).", "التفاصيل في التقرير (‎--report‎).", "See the report (--report)."
)

SHEET_NOT_READ = Words(
    "{sheet} : cette feuille n’a pas été lue (--sheet).",
    "{sheet}: لم تقرأ هذه الورقة (‎--sheet‎).",
    "{sheet}: this sheet was not read (--sheet).",
)


def _check_kind(kind: str) -> None:
    known = [one.key for one in KINDS]
    if kind not in known:
        raise UserError(NO_SUCH_KIND.format(kind=kind), ONE_OF.format(kinds=", ".join(known)))


def bring(options: argparse.Namespace) -> int:
    """Bring a list in."""
    _check_kind(options.kind)
    if options.report:
        tables.check_suffix(Path(options.report))
    progress = Progress(_("Bringing in"))
    said = Instructions(sheet=options.sheet, mapping=options.map, given=_given(options.kind, options.set))
    with desk_of(options) as desk:
        if options.month_first:
            said = replace(said, month_first=_places(desk, options.kind, Path(options.file), said, options.month_first))
        outcome = bring_in(
            desk,
            options.kind,
            Path(options.file),
            instructions=said,
            dry_run=options.dry_run,
            progress=progress,
        )
    progress.end()
    if options.report:
        write_report(Path(options.report), outcome.report())
    _tell(outcome)
    refused = outcome.counts[Fate.REFUSED]
    if refused:
        raise UserError(NOTHING_WRITTEN.format(count=refused), SEE_REPORT)
    return 0


def _places(desk: Desk, kind: str, path: Path, said: Instructions, headers: Sequence[str]) -> frozenset[int]:
    """Which columns --month-first means, by their headers. Raises UserError when there is no such column."""
    places = {plain_header(column.header): column.place for column in outline(desk, kind, path, said).columns}
    for header in headers:
        if plain_header(header) not in places:
            raise UserError(NO_SUCH_COLUMN.format(text=header), SEE_KINDS)
    return frozenset(places[plain_header(header)] for header in headers)


def _given(kind: str, said: Sequence[str]) -> dict[str, str]:
    """What --set says: the path of a field, and what it holds where the list is silent."""
    headings = Headings(next(one for one in KINDS if one.key == kind))
    given: dict[str, str] = {}
    for one in said:
        path, _equals, value = one.partition("=")
        named = headings.at(path.strip())
        if named is None:
            raise UserError(NO_SUCH_FIELD.format(text=path), SEE_KINDS)
        given[named if isinstance(named, str) else named.column] = value.strip()
    return given


def _tell(outcome: Outcome) -> None:
    for dropped in outcome.dropped:
        complain(f"{dropped.header}: {dropped.reason}")
    for doubtful in outcome.doubtful:
        complain(f"{doubtful.header}: {doubtful.reason}")
    for sheet in outcome.sheets_left:
        complain(str(SHEET_NOT_READ.format(sheet=sheet)))
    shown = [line for line in outcome.report() if line.message is not None and line.fate is Fate.REFUSED][:MOST_SHOWN]
    for line in shown:
        row = _("row {number}").format(number=line.row)
        complain(" ".join(filter(None, (f"{row}:", f"{line.field}:" if line.field else "", str(line.message)))))
    said = _("{rows} rows: {brought} {done}, {known} here already, {refused} refused, {warned} with a remark.")
    done = _("brought in") if outcome.is_written else _("ready")
    say(
        said.format(
            rows=outcome.rows,
            brought=outcome.counts[Fate.BROUGHT],
            done=done,
            known=outcome.counts[Fate.KNOWN],
            refused=outcome.counts[Fate.REFUSED],
            warned=outcome.warned,
        )
    )
    if outcome.counts[Fate.LEFT]:
        left = _("Lines left out (totals, titles, headers again): {count}.")
        say(left.format(count=outcome.counts[Fate.LEFT]))


def take(options: argparse.Namespace) -> int:
    """Take the records of a kind out."""
    _check_kind(options.kind)
    progress = Progress(_("Taking out"))
    with desk_of(options) as desk:
        count = take_out(
            desk,
            options.kind,
            Path(options.out),
            purpose=options.purpose,
            recipient=options.recipient,
            since=options.since,
            semicolon=options.semicolon,
            progress=progress,
        )
    progress.end()
    say(_("{count} records written: {path}").format(count=count, path=options.out))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"import": bring, "export": take}
