"""The few of the count who were merged: whom a person is counted as, and when she came first under any of her codes.

Rule 1: merged people are one person; rule 4: new is whoever came first ever, in the organisation. Whoever is reached
under one code may have come first under another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from casemgr.data.tables import KindTables, Schema
from casemgr.domain.dates import ApproximateDate
from casemgr.services.counting import facts
from casemgr.services.counting.facts import CHUNK, HISTORIES, NOBODY, Everybody, Reached, Traits
from casemgr.services.counting.request import CountRequest
from casemgr.services.desk import Desk


def add(
    desk: Desk, connection: sa.Connection, request: CountRequest, wanted: frozenset[str], everybody: Everybody
) -> None:
    """Add to `everybody` those reached whom `facts.read` left out: the merged as whom they turned out to be, the void
    as nobody. `wanted` (dimensions) says what is read of them.
    """
    schema = desk.database.schema
    known = facts.aliases(desk, connection)
    people = _reached(connection, schema, request, known)
    if not people:
        return
    codes = sorted({*people, *(raw for raw, survivor in known.items() if survivor in people)})
    service = schema.of("service")
    for chunk in _chunks(codes):
        record = service.record.c
        first = sa.select(record.beneficiary, sa.func.min(record.date)).where(
            *facts.counted(service), record.beneficiary.in_(chunk)
        )
        for raw, day in connection.execute(first.group_by(record.beneficiary)):
            one = people[known.get(raw, raw)]
            one.first_ever = min(one.first_ever, day)
    traits = _traits(connection, schema.of("beneficiary"), sorted(people), wanted)
    for person, one in people.items():
        everybody.add(person, one, traits.get(person, NOBODY), request.start <= one.first_ever <= request.end)


def _reached(
    connection: sa.Connection, schema: Schema, request: CountRequest, known: dict[str, str]
) -> dict[str, Reached]:
    """Each of the few, as whom she is counted, and her services of the period."""
    people, service = schema.of("beneficiary"), schema.of("service")
    person, record = people.record.c, service.record.c
    void = set(connection.execute(sa.select(person.id).where(person.voided_at.is_not(None))).scalars())
    by = (record.beneficiary, record.branch, record.programme)
    few = (*facts.asked(service, request), record.beneficiary.in_(facts.apart(people)))
    found: dict[str, Reached] = {}
    statement = sa.select(*by, sa.func.min(record.date), sa.func.count()).where(*few).group_by(*by)
    for raw, branch, programme, first, many in connection.execute(statement):
        survivor = known.get(raw, raw)
        if survivor in void:
            continue
        one = found.setdefault(survivor, Reached())
        one.lines[branch, programme] = one.lines.get((branch, programme), 0) + many
        one.first_here = min(one.first_here, first)
    return found


def _traits(
    connection: sa.Connection, people: KindTables, survivors: Sequence[str], wanted: Collection[str]
) -> dict[str, Traits]:
    record = people.record.c
    columns = (record.id, record.sex, record.nationality, record.birth_date, record.birth_date_precision)
    found: dict[str, Traits] = {}
    for chunk in _chunks(survivors):
        held = {key: _lines_of(connection, people, key, chunk) if key in wanted else {} for key in HISTORIES}
        for person, sex, nationality, birth, precision in connection.execute(
            sa.select(*columns).where(record.id.in_(chunk))
        ):
            known = ApproximateDate(birth, precision or "NONE") if birth is not None else None
            statuses, provinces = (tuple(sorted(held[key].get(person, ()))) for key in HISTORIES)
            found[person] = Traits(sex, nationality, known, statuses, provinces)
    return found


def _lines_of(
    connection: sa.Connection, people: KindTables, dimension: str, whose: Sequence[str]
) -> dict[str, list[tuple[date, str]]]:
    found: dict[str, list[tuple[date, str]]] = {}
    for person, since, value in facts.history(connection, people, dimension, whose):
        found.setdefault(person, []).append((since, value))
    return found


def _chunks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK))
