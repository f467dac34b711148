"""What the count looks at, read from the database in a few statements: never a name, never a row's story.

One of the two places that look beyond the reader's scope (trust.md): it gives figures, by the right to count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from casemgr.data.tables import KindTables
from casemgr.domain.dates import ApproximateDate
from casemgr.services.counting.request import OF_A_LINE, OF_A_PERSON, CountRequest
from casemgr.services.desk import Desk

CHUNK = 500


@dataclass(slots=True)
class Reached:
    """One person reached in the period: her lines (branch, programme, how many), and when she came first."""

    lines: dict[tuple[str, str | None], int] = field(default_factory=dict)
    first_here: date = date.max
    first_ever: date = date.max


class Traits(NamedTuple):
    """What is known of a person for the count; the statuses are (since, code), in order."""

    sex: str | None
    nationality: str | None
    birth: ApproximateDate | None
    statuses: tuple[tuple[date, str], ...] = ()
    provinces: tuple[tuple[date, str], ...] = ()


def _counted(service: KindTables) -> tuple[sa.ColumnElement[bool], ...]:
    """Rule 2: a countable service that is not void."""
    facts, record = service.kind.facts, service.record
    if facts is None:
        raise ValueError("services give no facts")
    return record.c[facts.countable] == 1, record.c.voided_at.is_(None)


def _asked(service: KindTables, request: CountRequest) -> tuple[sa.ColumnElement[bool], ...]:
    record = service.record
    where = [*_counted(service), record.c.date.between(request.start, request.end), record.c.beneficiary.is_not(None)]
    if request.programme is not None:
        where.append(record.c.programme == request.programme)
    if request.branch is not None:
        where.append(record.c.branch == request.branch)
    return tuple(where)


def aliases(desk: Desk, connection: sa.Connection) -> dict[str, str]:
    """Merged people and who they turned out to be (rule 1)."""
    record = desk.database.schema.of("beneficiary").record.c
    rows = connection.execute(sa.select(record.id, record.merged_into).where(record.merged_into.is_not(None)))
    return {row.id: row.merged_into for row in rows}


def _void(people: KindTables, connection: sa.Connection) -> set[str]:
    """The people whose record is void: few, found by an index of their own."""
    record = people.record.c
    return set(connection.execute(sa.select(record.id).where(record.voided_at.is_not(None))).scalars())


def read(
    desk: Desk, connection: sa.Connection, request: CountRequest, wanted: frozenset[str]
) -> tuple[dict[str, Reached], dict[str, Traits]]:
    """Everybody reached in the period and scope, merged people as one (rules 1 to 4), and their traits.

    `wanted` (dimensions) says what is read of them: no more than is asked. Everything of the many comes in one
    statement a table: one by one, or a few hundred at a time, they take longer than the count.
    """
    service, people = desk.database.schema.of("service"), desk.database.schema.of("beneficiary")
    found: dict[str, Reached] = {}
    traits: dict[str, Traits] = {}
    merged, void = aliases(desk, connection), _void(people, connection)
    histories = _histories(connection, people, wanted, _asked_people(service, request))
    has_traits = not wanted.isdisjoint(OF_A_PERSON)
    rows = connection.execute(_lines(service, people, request, wanted)).all()
    for raw, branch, programme, first, lines, ever, sex, nationality, birth, precision in rows:
        person = merged.get(raw, raw)
        if person in void:
            continue
        one = found.get(person)
        if one is None:
            found[person] = Reached({(branch, programme): lines}, first, ever)
            if has_traits and person is raw:
                traits[person] = _traits(person, sex, nationality, birth, precision, histories)
            continue
        key = (branch, programme)
        one.lines[key] = one.lines.get(key, 0) + lines
        one.first_here = min(one.first_here, first)
        one.first_ever = min(one.first_ever, ever)
    _resolve(desk, connection, found, traits, wanted, merged)
    return found, traits


def _asked_people(service: KindTables, request: CountRequest) -> sa.Select[tuple[str]]:
    return sa.select(service.record.c.beneficiary).where(*_asked(service, request))


def _lines(service: KindTables, people: KindTables, request: CountRequest, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row for each person of the period (and branch and programme, where they are asked for), with when she first
    came under this code, and those of her traits that are asked for.
    """
    record, person = service.record.c, people.record.c
    apart = () if wanted.isdisjoint(OF_A_LINE) else (record.branch, record.programme)
    lines = (
        sa.select(
            record.beneficiary,
            *(apart or (sa.literal("").label("branch"), sa.null().label("programme"))),
            sa.func.min(record.date).label("first"),
            sa.func.count().label("lines"),
        )
        .where(*_asked(service, request))
        .group_by(record.beneficiary, *apart)
        .subquery("lines")
    )
    ever = service.record.alias("ever")
    first_ever = (
        sa.select(sa.func.min(ever.c.date))
        .where(ever.c.beneficiary == lines.c.beneficiary, ever.c.countable == 1, ever.c.voided_at.is_(None))
        .scalar_subquery()
    )
    known = {
        "sex": (person.sex,),
        "nationality": (person.nationality,),
        "age_band": (person.birth_date, person.birth_date_precision),
    }
    traits = [column if key in wanted else sa.null() for key, columns in known.items() for column in columns]
    asked = sa.select(*lines.c, first_ever, *traits)
    return asked.join_from(lines, people.record, person.id == lines.c.beneficiary) if wanted & {*known} else asked


History = dict[str, list[tuple[date, str]]]
_KEPT_IN = {"status_group": ("administrative_status", "status"), "residence_region": ("address", "province")}


def _histories(connection: sa.Connection, people: KindTables, wanted: frozenset[str], whose: Any) -> dict[str, History]:
    """For each dimension that has a history: of each person, (since, code), in order."""
    found: dict[str, History] = {}
    for dimension, (group, key) in _KEPT_IN.items():
        if dimension in wanted:
            table = people.group(group).table
            known = (table.c.removed == 0, table.c.since.is_not(None), table.c[key].is_not(None))
            statement = sa.select(table.c.record, table.c.since, table.c[key]).where(*known, table.c.record.in_(whose))
            history = found[dimension] = defaultdict(list)
            for person, since, value in connection.execute(statement).all():
                history[person].append((since, value))
    return found


def _traits(
    person: str, sex: Any, nationality: Any, birth: Any, precision: Any, histories: Mapping[str, History]
) -> Traits:
    known = ApproximateDate(birth, precision or "NONE") if birth is not None else None
    if not histories:
        return Traits(sex, nationality, known)
    statuses, provinces = (_in_order(histories, dimension, person) for dimension in _KEPT_IN)
    return Traits(sex, nationality, known, statuses, provinces)


def _in_order(histories: Mapping[str, History], dimension: str, person: str) -> tuple[tuple[date, str], ...]:
    lines = histories[dimension].get(person) if dimension in histories else None
    return tuple(sorted(lines)) if lines else ()


def _resolve(
    desk: Desk,
    connection: sa.Connection,
    found: dict[str, Reached],
    traits: dict[str, Traits],
    wanted: frozenset[str],
    known: Mapping[str, str],
) -> None:
    """Of the few who were merged: the traits of the survivor, and the first time under any of her codes (rule 4:
    ever, in the organisation). Who is reached under one code may have come first under another.
    """
    service, people = desk.database.schema.of("service"), desk.database.schema.of("beneficiary")
    hers = {survivor for survivor in known.values() if survivor in found}
    codes = sorted({*hers, *(raw for raw, survivor in known.items() if survivor in hers)})
    record = people.record.c
    for start in range(0, len(codes), CHUNK):
        chunk = codes[start : start + CHUNK]
        first = sa.select(service.record.c.beneficiary, sa.func.min(service.record.c.date)).where(
            *_counted(service), service.record.c.beneficiary.in_(chunk)
        )
        for raw, day in connection.execute(first.group_by(service.record.c.beneficiary)):
            one = found[known.get(raw, raw)]
            one.first_ever = min(one.first_ever, day)
        histories = _histories(connection, people, wanted, chunk)
        columns = (record.id, record.sex, record.nationality, record.birth_date, record.birth_date_precision)
        asked = sa.select(*columns).where(record.id.in_(sorted(hers & set(chunk))))
        for person, sex, nationality, birth, precision in connection.execute(asked):
            traits[person] = _traits(person, sex, nationality, birth, precision, histories)
