"""What the count looks at, read from the database in a few statements: never a name, never a row's story.

One of the two places that look beyond the reader's scope (trust.md): it gives figures, by the right to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from casemgr.data.tables import KindTables
from casemgr.domain.dates import ApproximateDate
from casemgr.services.counting.request import CountRequest
from casemgr.services.desk import Desk

CHUNK = 500
BIG = 20_000


@dataclass
class Reached:
    """One person reached in the period: her lines (branch, programme, how many), and when she came first."""

    lines: dict[tuple[str, str | None], int] = field(default_factory=dict)
    first_here: date = date.max
    first_ever: date = date.max


@dataclass(frozen=True)
class Traits:
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
    where = [*_counted(service), record.c.date.between(request.start, request.end)]
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


def reached(desk: Desk, connection: sa.Connection, request: CountRequest) -> dict[str, Reached]:
    """Everybody reached in the period and scope, merged people as one (rules 1 to 4)."""
    service = desk.database.schema.of("service")
    record = service.record.c
    merged = aliases(desk, connection)
    found: dict[str, Reached] = {}
    statement = (
        sa.select(record.beneficiary, record.branch, record.programme, sa.func.min(record.date), sa.func.count())
        .where(*_asked(service, request))
        .group_by(record.beneficiary, record.branch, record.programme)
    )
    for raw, branch, programme, first, lines in connection.execute(statement):
        one = found.setdefault(merged.get(raw, raw), Reached())
        key = (branch, programme)
        one.lines[key] = one.lines.get(key, 0) + lines
        one.first_here = min(one.first_here, first)
    for gone in _voided(desk, connection):
        found.pop(gone, None)
    for raw, first in _first_ever(connection, service, request, sorted({*merged, *merged.values()})):
        one_or_none = found.get(merged.get(raw, raw))
        if one_or_none is not None:
            one_or_none.first_ever = min(one_or_none.first_ever, first)
    return found


def _voided(desk: Desk, connection: sa.Connection) -> list[str]:
    record = desk.database.schema.of("beneficiary").record.c
    return [row.id for row in connection.execute(sa.select(record.id).where(record.voided_at.is_not(None)))]


def _first_ever(
    connection: sa.Connection, service: KindTables, request: CountRequest, merged: list[str]
) -> Iterator[tuple[str, date]]:
    """The first countable service ever of whoever was reached, and of everybody who was merged: who is reached under
    one code may have come first under another (rule 4: ever, in the organisation).
    """
    record = service.record
    people = sa.select(record.c.beneficiary).where(*_asked(service, request)).distinct().subquery("people")
    ever = record.alias("ever")
    first = (
        sa.select(sa.func.min(ever.c.date))
        .where(ever.c.beneficiary == people.c.beneficiary, ever.c.countable == 1, ever.c.voided_at.is_(None))
        .scalar_subquery()
    )
    yield from ((row[0], row[1]) for row in connection.execute(sa.select(people.c.beneficiary, first)))
    for start in range(0, len(merged), CHUNK):
        chunk = merged[start : start + CHUNK]
        statement = (
            sa.select(record.c.beneficiary, sa.func.min(record.c.date))
            .where(*_counted(service), record.c.beneficiary.in_(chunk))
            .group_by(record.c.beneficiary)
        )
        yield from ((row[0], row[1]) for row in connection.execute(statement))


def traits(desk: Desk, connection: sa.Connection, people: Iterable[str], wanted: frozenset[str]) -> dict[str, Traits]:
    """The traits of some people, by id; `wanted` (dimensions) says which histories are read."""
    tables = desk.database.schema.of("beneficiary")
    record = tables.record.c
    ids = sorted(people)
    statuses: dict[str, list[tuple[date, str]]] = {}
    provinces: dict[str, list[tuple[date, str]]] = {}
    found: dict[str, Traits] = {}
    for chunk in _chunks(ids):
        where = _those(chunk)
        if "status_group" in wanted:
            _history(connection, tables, "administrative_status", "status", chunk, statuses)
        if "residence_region" in wanted:
            _history(connection, tables, "address", "province", chunk, provinces)
        statement = sa.select(record.id, record.sex, record.nationality, record.birth_date, record.birth_date_precision)
        for row in connection.execute(statement if where is None else statement.where(record.id.in_(where))):
            found[row.id] = Traits(
                row.sex,
                row.nationality,
                ApproximateDate(row.birth_date, row.birth_date_precision or "NONE"),
                tuple(sorted(statuses.get(row.id, ()))),
                tuple(sorted(provinces.get(row.id, ()))),
            )
    return found


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    """All at once when there are many (one pass over the table), a few hundred at a time otherwise."""
    if len(ids) > BIG:
        yield ids
        return
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _those(chunk: list[str]) -> list[str] | None:
    return None if len(chunk) > CHUNK else chunk


def _history(
    connection: sa.Connection,
    tables: KindTables,
    group_key: str,
    key: str,
    chunk: list[str],
    found: dict[str, list[tuple[date, str]]],
) -> None:
    table = tables.group(group_key).table
    statement = sa.select(table.c.record, table.c.since, table.c[key]).where(
        table.c.removed == 0, table.c.since.is_not(None), table.c[key].is_not(None)
    )
    where = _those(chunk)
    rows = connection.execute(statement if where is None else statement.where(table.c.record.in_(where)))
    for person, since, value in rows:
        found.setdefault(person, []).append((since, value))
