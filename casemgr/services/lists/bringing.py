"""Bringing a list in: every row is checked first; one error, and nothing is written; then all in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.file_refusals import Stopped
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.domain.words import Words
from casemgr.services import organisation
from casemgr.services.desk import Desk
from casemgr.services.lists.checked_rows import Accepted, RowChecker
from casemgr.services.lists.headers import Dropped, Headings
from casemgr.services.lists.report import Fate, RowFate
from casemgr.services.lists.sheets import CHECK_SHEET, EMPTY, Line, UnreadableList, open_list

__all__ = ["Fate", "Outcome", "RowFate", "bring_in"]

BLOCK = 2_000
_HEADER_WITHIN = 20  # rows: a list may start with a title
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

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return sum(self.counts.values())

    def report(self) -> Iterator[RowFate]:
        """Every row with its fate, the rows that were only ready told as what they became."""
        fate = Fate.BROUGHT if self.is_written else Fate.READY
        return (replace(line, fate=fate) if line.fate is Fate.BROUGHT else line for line in self.lines)


def bring_in(
    desk: Desk,
    kind_key: str,
    path: Path,
    *,
    mapping: Sequence[str] = (),
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcome:
    """Check a list row by row; if nothing is refused (and unless `dry_run`), write it in one transaction.

    `mapping` are texts FIELD=COLUMN. Raises NotAllowed, UnreadableList, UserError for a mapping that names
    nothing, Stopped when `cancelled()` says so, and the refusals of the database.
    """
    if not desk.person.may("c", desk.kinds[kind_key].granted_as):
        raise NotAllowed(*NOT_YOURS)
    with _without_collecting():
        desk = desk.coming_from("import")
        outcome, accepted = _check_all(desk, kind_key, path, mapping, progress, cancelled)
        if outcome.rows == 0:
            raise UnreadableList(EMPTY, CHECK_SHEET)
        if not dry_run and not outcome.counts[Fate.REFUSED]:
            _write(desk, kind_key, accepted, progress, cancelled)
            outcome.is_written = True
    return outcome


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Plain values wait here by the hundred thousand, none in a circle: to look for circles takes a third longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check_all(
    desk: Desk,
    kind_key: str,
    path: Path,
    mapping: Sequence[str],
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Outcome, list[Accepted]]:
    outcome = Outcome()
    accepted: list[Accepted] = []
    checker: RowChecker | None = None
    with desk.database.reading() as connection, open_list(path) as lines:
        for block in _blocks(lines):
            if checker is None:
                header, block = _split_header(desk, kind_key, block)
                plan = Headings(desk.kinds[kind_key]).plan(header.cells, mapping, desk.context(connection).switches)
                outcome.dropped = plan.dropped
                checker = RowChecker(desk, connection, kind_key, plan)
            for row in checker.check(block):
                _note(outcome, row.number, row.fate, row.remarks)
                if row.accepted is not None:
                    accepted.append(row.accepted)
            _tell(progress, cancelled, outcome.rows, 2 * outcome.rows)
    return outcome, accepted


def _blocks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while block := list(islice(lines, BLOCK)):
        yield block


def _split_header(desk: Desk, kind_key: str, block: list[Line]) -> tuple[Line, list[Line]]:
    """The row of headers (the one among the first that says most), and what comes after it."""
    headings = Headings(desk.kinds[kind_key])
    first = block[:_HEADER_WITHIN]
    best = max(range(len(first)), key=lambda place: (headings.how_many(first[place].cells), -place))
    return block[best], block[best + 1 :]


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
    accepted: list[Accepted],
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    with desk.work() as work:
        organisation.open_new_branches(work, {row.branch for row in accepted})
        for done, row in enumerate(accepted):
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
            )
        _date_intakes(desk, work, kind_key, accepted)
        work.audit.write("import", kind_key, "", None, ())


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
