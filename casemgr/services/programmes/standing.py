"""Who stands where in a programme and since when, as far as this reader may see; whoever waits too long comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.refusals import NOT_FOUND
from casemgr.domain import pathway
from casemgr.domain.errors import NotFound
from casemgr.records.enrolment import path, rules
from casemgr.records.enrolment.rules import Judged
from casemgr.services import records
from casemgr.services.desk import Desk

KIND = "enrolment"


@dataclass(frozen=True)
class Standing:
    """An enrolment that runs: the stage it is at (None: none yet), since when, and for how many days more than the
    reminder of the stage allows (`late`, 0 or less: none).
    """

    id: str
    programme: str
    stage: str | None
    since: date | None
    late: int
    may_move: bool = False

    @property
    def is_stuck(self) -> bool:
        """Whether it has been at its stage for longer than the reminder of the stage."""
        return self.late > 0


def standings(desk: Desk, programme: str | None = None, stages: Sequence[str] = ()) -> list[Standing]:
    """The running enrolments this reader may see, of one programme or all, at some stages or all: those that wait too
    long first, the longest first; then by the day they entered their stage.
    """
    asked = _running(desk)
    if programme is not None:
        asked = asked.where(asked.selected_columns.programme == programme)
    today = desk.today
    with desk.database.reading() as connection:
        rows = connection.execute(asked).all()
    found = [Standing(record, of, stage, since, path.late_by(stage, since, today)) for record, of, stage, since in rows]
    kept = [one for one in found if not stages or one.stage in stages]
    return sorted(kept, key=lambda one: (-one.late, one.since or date.min, one.id))


def stuck(desk: Desk) -> Counter[str]:
    """How many of the enrolments of each programme that this reader may see wait too long: counted in the database."""
    reminded = {one.code: one.remind_days for one in pathway.every_stage().values() if one.remind_days}
    asked = _running(desk).subquery("running").c
    before = {code: sa.literal(desk.today - timedelta(days=days), sa.Date()) for code, days in reminded.items()}
    is_late = asked.since < sa.case(before, value=asked.now)
    counted = sa.select(asked.programme, sa.func.count()).where(is_late).group_by(asked.programme)
    with desk.database.reading() as connection:
        return Counter({row[0]: row[1] for row in connection.execute(counted).all()})


def _running(desk: Desk) -> sa.Select[Any]:
    """The running enrolments this reader may see: id, programme, stage and since when, as far as her view goes."""
    tables = desk.database.schema.of(KIND)
    record, today = tables.record.c, desk.today
    now = desk.scope.as_seen(tables, "stage", path.stage_in_sql(record, today))
    since = desk.scope.as_seen(tables, "stage_since", path.since_in_sql(record, today))
    asked = desk.scope.scoped(KIND).add_columns(record.programme, now.label("now"), since.label("since"))
    return asked.where(record.exited_on.is_(None), record.merged_into.is_(None))


@dataclass(frozen=True)
class Place:
    """One enrolment on its path: its stages in order with the day each was entered (None: not yet), what comes next,
    those ahead, and whether this reader may move it.
    """

    standing: Standing
    stages: tuple[tuple[str, date | None], ...]
    next: str | None
    ahead: tuple[str, ...]
    is_running: bool
    version: int


def standing_of(desk: Desk, enrolment: str) -> Place:
    """Where one enrolment stands. Raises NotFound."""
    tables = desk.database.schema.of(KIND)
    with desk.database.reading() as connection:
        stored = load(connection, tables, [enrolment], desk.scope).get(enrolment)
    if stored is None:
        raise NotFound(*NOT_FOUND)
    values = {"history": (), "path": (), **stored.values}
    entered: dict[str, date | None] = {}
    for line in values["history"] or ():
        entered[line["stage"]] = line["entered_on"]
    codes = dict.fromkeys((*path.path_of(values), *entered))
    running = path.is_running(values)
    stage, since = path.stage_of(values), path.since_of(values)
    may_move = (
        running
        and stored.view == "full"
        and stored.void_reason is None
        and desk.person.may("u", KIND, stored.confidentiality)
    )
    late = path.late_by(stage, since, desk.today) if running else 0
    return Place(
        Standing(enrolment, str(values.get("programme")), stage, since, late, may_move),
        tuple((code, entered.get(code)) for code in codes),
        path.next_of(values) if running else None,
        path.ahead_of(values) if running else (),
        running,
        stored.version,
    )


def criteria(
    desk: Desk, beneficiary: str, programme: str, day: date, answers: Mapping[str, str] | None = None
) -> tuple[Judged, ...]:
    """What is known of each criterion of a programme for a person this reader may see. Raises NotFound."""
    people = desk.database.schema.of("beneficiary")
    with desk.database.reading() as connection:
        if not load(connection, people, [beneficiary], desk.scope, groups=()):
            raise NotFound(*NOT_FOUND)
        person = load(connection, people, [beneficiary], None)[beneficiary]
        asked = rules.consents_asked(programme, beneficiary, records.lookup(desk, connection))
    return rules.judge(programme, person.values, day, answers, asked)
