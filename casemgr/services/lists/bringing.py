"""Bringing a list in: every row is checked first; one error, and nothing is written; then all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.file_refusals import Stopped
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain.collecting import nothing_collected
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.domain.words import Words
from casemgr.services import organisation
from casemgr.services.desk import Desk
from casemgr.services.lists import brought_before
from casemgr.services.lists.alike import settle_others
from casemgr.services.lists.beside import Beside
from casemgr.services.lists.checked_rows import Accepted, RowChecker
from casemgr.services.lists.headers import Dropped
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.opened import OpenedList, opened
from casemgr.services.lists.recognised import Recogniser, Stamp, stamp_of
from casemgr.services.lists.repeated import Repeated
from casemgr.services.lists.report import Fate, RowFate
from casemgr.services.lists.sheets import CHECK_SHEET, EMPTY, UnreadableList

__all__ = ["Fate", "Outcome", "RowFate", "bring_in"]

BLOCK = 500
Progress = Callable[[int, int], None]

VOIDED_IN_THE_LIST = Words(
    "Annulé dans la liste importée.", "ملغى في اللائحة المستوردة.", "Void in the list that was brought in."
)


@dataclass
class Outcome:
    """What became of a list: how many rows of each fate, what was said of each, which columns were left out."""

    is_written: bool = False
    counts: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    warned: int = 0
    lines: list[RowFate] = field(default_factory=list)
    dropped: tuple[Dropped, ...] = ()
    sheet: str = ""
    sheets_left: tuple[str, ...] = ()
    doubtful: tuple[Dropped, ...] = ()  # columns of dates that may be month first, and why

    def note_list(self, found: OpenedList) -> None:
        """What is said of the list itself, once every row of it was read."""
        self.sheet, self.sheets_left, self.dropped = found.sheet, found.sheets_left, found.dropped
        self.doubtful = found.doubtful
        if doubts := found.order.of_rows():
            self._doubt(doubts)

    def _doubt(self, doubts: Mapping[int, Sequence[tuple[str, Words]]]) -> None:
        """Say of each row what is to be looked at again, besides what was said of it."""
        wanted = {line.row: line.fate for line in self.lines if line.fate in (Fate.BROUGHT, Fate.REFUSED)}
        silent = {line.row for line in self.lines if line.fate is Fate.BROUGHT and line.message is None}
        more = [RowFate(row, wanted[row], *one) for row, said in doubts.items() if row in wanted for one in said]
        kept = (line for line in self.lines if line.row not in silent or line.row not in doubts)
        self.warned += len(silent & doubts.keys())
        self.lines = sorted((*kept, *more), key=lambda line: line.row)

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return sum(self.counts.values())

    def report(self) -> Iterator[RowFate]:
        """Every row with its fate, the rows that were only ready told as what they became."""
        fate = Fate.BROUGHT if self.is_written else Fate.READY
        return (replace(line, fate=fate) if line.fate is Fate.BROUGHT else line for line in self.lines)


@dataclass
class _Checked:
    """The rows that may be written, and how the database stood when they were checked."""

    seen: Stamp
    accepted: list[Accepted] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    mark: str = ""  # of the list (brought_before.py)


def bring_in(
    desk: Desk,
    kind_key: str,
    path: Path,
    *,
    mapping: Sequence[str] = (),
    instructions: Instructions | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcome:
    """Check a list row by row; if nothing is refused (and unless `dry_run`), write it in one transaction.

    `mapping` are texts FIELD=COLUMN, `instructions` all that a person said of it. Raises NotAllowed, UnreadableList,
    UserError for a mapping that names nothing, Stopped when `cancelled()` says so, and the refusals of the database.
    """
    if not desk.person.may_take_lists(desk.kinds[kind_key].granted_as):
        raise NotAllowed(*NOT_YOURS)
    said = instructions or Instructions(mapping=mapping)
    with nothing_collected(), Beside(path) as beside:
        desk = desk.coming_from("import")
        outcome, checked = _check_all(desk, kind_key, path, said, beside, progress, cancelled)
        if outcome.rows == 0:
            raise UnreadableList(EMPTY, CHECK_SHEET)
        if not dry_run and not outcome.counts[Fate.REFUSED]:
            _write(desk, kind_key, checked, outcome, beside, progress, cancelled)
            outcome.is_written = True
    return outcome


def _check_all(
    desk: Desk,
    kind_key: str,
    path: Path,
    said: Instructions,
    beside: Beside,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Outcome, _Checked]:
    outcome = Outcome()
    with desk.database.reading() as connection:
        checked = _Checked(stamp_of(connection, desk.database.schema.of(kind_key)))
        with opened(desk.kinds[kind_key], path, said, desk.context(connection).switches) as found:
            checked.mark = brought_before.mark_of(path, found.sheet)
            is_same = brought_before.is_noted(connection, desk.database, kind_key, checked.mark)
            checker = RowChecker(desk, connection, kind_key, found.plan, said, is_same_list=is_same)
            for block, done in beside.tried(checker.setup, found.blocks(BLOCK)):
                for row, _line in checker.fates(block, found.heading.headers, done):
                    _note(outcome, row.number, row.fate, row.remarks)
                    if row.accepted is not None:
                        checked.accepted.append(row.accepted)
                _tell(progress, cancelled, outcome.rows, 2 * outcome.rows)
            checked.met = checker.repeated.met
            outcome.note_list(found)
    return outcome, checked


def _note(outcome: Outcome, number: int, fate: Fate, remarks: Sequence[tuple[str, Words]]) -> None:
    outcome.counts[fate] += 1
    outcome.warned += fate is Fate.BROUGHT and bool(remarks)
    outcome.lines += [RowFate(number, fate, path, message) for path, message in remarks] or [RowFate(number, fate)]


def _tell(progress: Progress | None, cancelled: Callable[[], bool] | None, done: int, total: int) -> None:
    if cancelled is not None and cancelled():
        raise Stopped
    if progress is not None:
        progress(done, total)


def _write(
    desk: Desk,
    kind_key: str,
    checked: _Checked,
    outcome: Outcome,
    beside: Beside,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    with desk.work() as work:
        work.database.lock(work.connection, "import")  # two lists at once: the second sees what the first wrote
        accepted = _still_new(desk, work, kind_key, checked, outcome)
        organisation.open_new_branches(work, {row.branch for row in accepted})
        findables = beside.findables(desk.kinds[kind_key], (row.values for row in accepted))
        for done, (row, found) in enumerate(zip(accepted, findables, strict=True)):
            if done % BLOCK == 0:
                _tell(progress, cancelled, len(accepted) + done, 2 * len(accepted))
            steps = (Step(row.state, row.state_since or desk.today),) if row.state else ()
            work.create(
                kind_key,
                row.values,
                branch=row.branch,
                confidentiality=row.confidentiality,
                external_id=row.external_id,
                steps=steps,
                record_id=row.id,
                void_reason=(row.void_reason or str(VOIDED_IN_THE_LIST)) if row.is_void else None,
                found=found,
            )
        _date_intakes(desk, work, kind_key, accepted)
        settle_others(desk, work, kind_key, accepted)
        brought_before.note(work.connection, work.database, kind_key, checked.mark)
        work.audit.write("import", kind_key, "", None, ())


def _still_new(desk: Desk, work: UnitOfWork, kind_key: str, checked: _Checked, outcome: Outcome) -> list[Accepted]:
    """What nobody else wrote since the list was checked; the rest becomes "here already"."""
    tables, accepted = desk.database.schema.of(kind_key), checked.accepted
    if stamp_of(work.connection, tables) == checked.seen:
        return accepted
    met: dict[int, Words] = {}
    recogniser = Recogniser(desk, work.connection, tables)
    is_same = brought_before.is_noted(work.connection, work.database, kind_key, checked.mark)
    repeated = Repeated(work.connection, desk.database.schema.house, tables, met=checked.met, is_same_list=is_same)
    for start in range(0, len(accepted), BLOCK):
        block = accepted[start : start + BLOCK]
        claims = [row.claim for row in block if row.claim is not None]
        recogniser.look(claims)
        repeated.look(row.values for row in block if row.claim is not None and not row.claim.keys)
        for row in block:
            here = recogniser.here(row.claim) if row.claim is not None else None
            if here is None and row.claim is not None and not row.claim.keys and repeated.here(row.values, row.given):
                here = repeated.says
            if here is not None:
                met[row.number] = here
    if met:
        outcome.counts[Fate.BROUGHT] -= len(met)
        outcome.counts[Fate.KNOWN] += len(met)
        kept = [line for line in outcome.lines if line.row not in met]
        outcome.lines = [*kept, *(RowFate(number, Fate.KNOWN, "", here) for number, here in met.items())]
        outcome.lines.sort(key=lambda line: line.row)
    return [row for row in accepted if row.number not in met]


def _date_intakes(desk: Desk, work: UnitOfWork, kind_key: str, accepted: list[Accepted]) -> None:
    """A person brought in without an intake date was received, at the latest, on the day of her first service."""
    facts = desk.kinds[kind_key].facts
    if facts is None or "beneficiary" not in desk.kinds:
        return
    days: dict[str, date] = {}
    for row in accepted:
        person, day = row.values.get(facts.person), row.values.get(facts.date)
        if person and day and not row.is_void:
            days[person] = min(day, days.get(person, day))
    work.flush()
    for person, version, day in list(_undated(desk, work, kind_key, days)):
        try:
            work.update("beneficiary", person, {"intake_date": day}, version)
        except (NotAllowed, NotFound):  # not hers to change: it stays on the list "to complete"
            continue


def _undated(desk: Desk, work: UnitOfWork, kind_key: str, days: dict[str, date]) -> Iterator[tuple[str, int, date]]:
    """Those of these people who have no intake date, with the day of their first service of all."""
    people, served = desk.database.schema.of("beneficiary").record.c, desk.database.schema.of(kind_key).record.c
    facts = desk.kinds[kind_key].facts
    if facts is None or "intake_date" not in people:
        return
    whole = iter(sorted(days))
    while chunk := list(islice(whole, 500)):
        first: sa.Select[Any] = (
            sa.select(served[facts.person], sa.func.min(served[facts.date]))
            .where(served[facts.person].in_(chunk), served.voided_at.is_(None))
            .group_by(served[facts.person])
        )
        earliest = {row[0]: row[1] for row in work.connection.execute(first)}
        rows = sa.select(people.id, people.version).where(
            people.id.in_(chunk), people.intake_date.is_(None), people.merged_into.is_(None)
        )
        for id_, version in work.connection.execute(rows).all():
            yield id_, version, earliest.get(id_, days[id_])
