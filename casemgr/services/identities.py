"""Everybody's identity, to be compared: a few columns read in one go, not seventy thousand whole files.

Who looks for doubles in the whole base waits for it: to load each file with its rows took longer than all comparisons.
What is read is what `identity_of` asks for, and what the reader may see, as when a file is loaded (data/records.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from casemgr.data.records import Stored, load
from casemgr.data.scope import Scope
from casemgr.data.tables import Group, KindTables
from casemgr.domain.access import CONFIDENTIALITIES, members
from casemgr.domain.fields import Field
from casemgr.domain.likeness import Identity
from casemgr.records.beneficiary.identity import FIELDS, GROUPS, identity_of
from casemgr.services.desk import Desk

PEOPLE, HOUSEHOLD = "beneficiary", "household"
BLOCK = 2_000
IN_CHARGE = frozenset(("own", "team", "branch", "all"))  # scopes that reach people, not a list of names or a request

Rows = Sequence[Mapping[str, Any]]
Tell = Callable[[int], None] | None


def readable(desk: Desk, connection: sa.Connection, tell: Tell = None) -> Iterator[Identity]:
    """Everybody whom this reader sees in full, void and merged files apart; `tell(percent)` may raise."""
    tables, scope = desk.database.schema.of(PEOPLE), desk.scope
    mine = (scope.predicate(tables), scope.view(tables) == sa.literal("full"))
    return _read(desk, connection, scope, mine, tell)


def open_to_asking(desk: Desk, connection: sa.Connection, tell: Tell = None) -> Iterator[Identity]:
    """Who is here, the reader's scope or not, as far as she may be told of each (`told_of`): but for the people who are
    protected, as in name_index.find_alike.
    """
    tables, scope = desk.database.schema.of(PEOPLE), desk.scope
    open_to = tables.record.c.confidentiality.not_like("%L4%")
    hers = sa.and_(scope.predicate(tables), scope.view(tables) == sa.literal("full"))
    yield from _read(desk, connection, scope, (open_to, hers), tell and (lambda done: tell(done // 2)))
    yield from _read(desk, connection, None, (open_to, sa.not_(hers)), tell and (lambda done: tell(50 + done // 2)))


def told_of(desk: Desk, connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Stored, bool]]:
    """What may be told of these people to this reader, and whether their files are hers to open.

    Of a file that she reads: what she reads of it. Of another: its lines as she would read them were the person in her
    charge, so that neither a score nor a reason ever comes from a line that is closed to her roles (access.md).
    """
    tables = desk.database.schema.of(PEOPLE)
    seen = load(connection, tables, ids, desk.scope, groups=tuple(GROUPS))
    hers = {one.id for one in seen.values() if one.view == "full"}
    others = load(connection, tables, [one for one in ids if one not in hers], None, groups=tuple(GROUPS))
    open_marks = {key: _open_marks(desk, tables.group(key)) for key in GROUPS}
    told = {id_: (seen[id_], True) for id_ in ids if id_ in hers}
    for id_, stored in others.items():
        lines = {
            key: [line for line in stored.values[key] if line["confidentiality"] in marks]
            for key, marks in open_marks.items()
        }
        told[id_] = (dataclasses.replace(stored, values={**stored.values, **lines, **_unsaid(stored.values)}), False)
    return told


def _unsaid(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of nobody whose address is protected, but by those who read the file (DP-12)."""
    return {"phones": [], "address": []} if values.get("address_protected") else {}


def _open_marks(desk: Desk, group: Group) -> list[str]:
    """The marks of the lines that this person reads of whoever is in her charge, not because she is named on a list."""
    granted = desk.person.grants("r", group.rows.grants_as or PEOPLE)
    levels = {level for one in granted if one.view == "full" and one.scope in IN_CHARGE for level in one.levels}
    return [mark for mark in CONFIDENTIALITIES if levels.issuperset(members(mark))]


def _read(
    desk: Desk, connection: sa.Connection, scope: Scope | None, mine: Sequence[sa.ColumnElement[bool]], tell: Tell
) -> Iterator[Identity]:
    """Those of whom `mine` is true, with the lines in `scope`; without one, with those of open marks."""
    tables = desk.database.schema.of(PEOPLE)
    record, fields = tables.record, [tables.kind.field(key) for key in FIELDS]
    standing = (record.c.voided_at.is_(None), record.c.merged_into.is_(None), *mine)
    groups = {
        key: _lines(connection, tables, _seen(desk, tables, scope, mine, key), key, told)
        for key, told in GROUPS.items()
    }
    households = _households(desk, connection, desk.scope)
    asked = sa.select(record.c.id, *_columns(record, fields)).where(*standing).order_by(record.c.id)
    people = cast(Rows, connection.execute(asked).mappings().all())
    for done, row in enumerate(people):
        if tell is not None and done % BLOCK == 0:
            tell(100 * done // len(people))
        person = row["id"]
        values = {field.key: field.load(row) for field in fields}
        values |= {key: lines[person] for key, lines in groups.items() if person in lines}
        values |= {} if scope is not None else _unsaid(values)
        yield identity_of(values, person, tuple(households.get(person, ())))


def _columns(table: sa.Table, fields: Sequence[Field]) -> list[sa.Column[Any]]:
    return [table.c[column.name] for field in fields for column in field.columns()]


def _seen(
    desk: Desk, tables: KindTables, scope: Scope | None, mine: Sequence[sa.ColumnElement[bool]], key: str
) -> sa.ColumnElement[bool]:
    """What is true of the lines of a group that may be told."""
    group = tables.group(key)
    if scope is not None:
        return scope.rows_predicate(tables, group)
    return sa.and_(group.table.c.confidentiality.in_(_open_marks(desk, group)), *mine)


def _lines(
    connection: sa.Connection, tables: KindTables, seen: sa.ColumnElement[bool], key: str, told: Sequence[str]
) -> Mapping[str, list[Mapping[str, Any]]]:
    """The rows of one group of everybody, by person."""
    group, record = tables.group(key), tables.record
    fields = [field for field in group.rows.plain_fields() if field.key in told]
    asked = (
        sa.select(group.table.c.record, *_columns(group.table, fields))
        .join(record, record.c.id == group.table.c.record)
        .where(group.table.c.removed == 0, seen)
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in cast(Rows, connection.execute(asked).mappings().all()):
        found.setdefault(row["record"], []).append({field.key: field.load(row) for field in fields})
    return found


def _households(desk: Desk, connection: sa.Connection, scope: Scope) -> dict[str, list[str]]:
    """The ids of the households that name each person, as far as the reader may see their members."""
    if HOUSEHOLD not in desk.kinds:
        return {}
    tables = desk.database.schema.of(HOUSEHOLD)
    group, record = tables.group("members"), tables.record.c
    line = group.table.c
    seen = sa.and_(scope.predicate(tables), scope.rows_predicate(tables, group))
    asked = sa.select(line.member, line.record).join(tables.record, record.id == line.record)
    found: dict[str, list[str]] = {}
    for member, household in connection.execute(
        asked.where(line.removed == 0, line.member.is_not(None), record.voided_at.is_(None), seen)
    ):
        found.setdefault(member, []).append(household)
    return found
