"""Everybody's identity, to be compared: a few columns read in one go, not seventy thousand whole files.

Who looks for doubles in the whole base waits for it: to load each file with its rows took longer than all comparisons.
What is read is what `identity_of` asks for, and what the reader may see, as when a file is loaded (data/records.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from casemgr.data.scope import Scope
from casemgr.data.tables import KindTables
from casemgr.domain.fields import Field
from casemgr.domain.likeness import Identity
from casemgr.records.beneficiary.identity import FIELDS, GROUPS, identity_of
from casemgr.services.desk import Desk

PEOPLE, HOUSEHOLD = "beneficiary", "household"
BLOCK = 2_000

Rows = Sequence[Mapping[str, Any]]
Tell = Callable[[int], None] | None


def readable(desk: Desk, connection: sa.Connection, tell: Tell = None) -> Iterator[Identity]:
    """Everybody whom this reader sees in full, void and merged files apart; `tell(percent)` may raise."""
    tables, scope = desk.database.schema.of(PEOPLE), desk.scope
    mine = (scope.predicate(tables), scope.view(tables) == sa.literal("full"))
    return _read(desk, connection, scope, mine, tell)


def open_to_asking(desk: Desk, connection: sa.Connection, tell: Tell = None) -> Iterator[Identity]:
    """Who is here, the reader's scope or not: but for what is protected, as in name_index.find_alike."""
    record = desk.database.schema.of(PEOPLE).record.c
    return _read(desk, connection, None, (record.confidentiality.not_like("%L4%"),), tell)


def _read(
    desk: Desk, connection: sa.Connection, scope: Scope | None, mine: Sequence[sa.ColumnElement[bool]], tell: Tell
) -> Iterator[Identity]:
    tables = desk.database.schema.of(PEOPLE)
    record, fields = tables.record, [tables.kind.field(key) for key in FIELDS]
    standing = (record.c.voided_at.is_(None), record.c.merged_into.is_(None), *mine)
    groups = {key: _lines(connection, tables, scope, key, told) for key, told in GROUPS.items()}
    households = _households(desk, connection, scope)
    asked = sa.select(record.c.id, *_columns(record, fields)).where(*standing).order_by(record.c.id)
    people = cast(Rows, connection.execute(asked).mappings().all())
    for done, row in enumerate(people):
        if tell is not None and done % BLOCK == 0:
            tell(100 * done // len(people))
        person = row["id"]
        values = {field.key: field.load(row) for field in fields}
        values |= {key: lines[person] for key, lines in groups.items() if person in lines}
        yield identity_of(values, person, tuple(households.get(person, ())))


def _columns(table: sa.Table, fields: Sequence[Field]) -> list[sa.Column[Any]]:
    return [table.c[column.name] for field in fields for column in field.columns()]


def _lines(
    connection: sa.Connection, tables: KindTables, scope: Scope | None, key: str, told: Sequence[str]
) -> Mapping[str, list[Mapping[str, Any]]]:
    """The rows of one group of everybody, by person."""
    group, record = tables.group(key), tables.record
    fields = [field for field in group.rows.plain_fields() if field.key in told]
    seen = sa.true() if scope is None else scope.rows_predicate(tables, group)
    asked = (
        sa.select(group.table.c.record, *_columns(group.table, fields))
        .join(record, record.c.id == group.table.c.record)
        .where(group.table.c.removed == 0, seen)
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in cast(Rows, connection.execute(asked).mappings().all()):
        found.setdefault(row["record"], []).append({field.key: field.load(row) for field in fields})
    return found


def _households(desk: Desk, connection: sa.Connection, scope: Scope | None) -> dict[str, list[str]]:
    """The ids of the households that name each person, as far as the reader may see their members."""
    if HOUSEHOLD not in desk.kinds:
        return {}
    tables = desk.database.schema.of(HOUSEHOLD)
    group, record = tables.group("members"), tables.record.c
    line = group.table.c
    seen = sa.true() if scope is None else sa.and_(scope.predicate(tables), scope.rows_predicate(tables, group))
    asked = sa.select(line.member, line.record).join(tables.record, record.id == line.record)
    found: dict[str, list[str]] = {}
    for member, household in connection.execute(
        asked.where(line.removed == 0, line.member.is_not(None), record.voided_at.is_(None), seen)
    ):
        found.setdefault(member, []).append(household)
    return found
