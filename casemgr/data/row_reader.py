"""Reading the rows that records own, a group at a time, only what the reader's scope lets through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casemgr.data.columns import ID
from casemgr.data.prepared import Prepared, once
from casemgr.data.scope import Scope, looked_at
from casemgr.data.tables import Group, KindTables
from casemgr.domain.fields import Dated, Field

BATCH = 500  # ids in one question
IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)


def loaded(fields: tuple[Field, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of some fields from the columns of a row, in the order of the form."""
    known = _known.get(id(fields))
    if known is None:
        known = _known[id(fields)] = (
            fields,
            tuple(field.key for field in fields if field.columns()),  # what is computed has none
            tuple(field for field in fields if type(field).load is not Field.load),
        )
    _fields, keys, others = known
    values = {key: row[key] for key in keys}
    for field in others:
        values[field.key] = field.load(row)
    return values


# Of some fields, their keys, and those that are more than their column holds; known by being the very same fields,
# which are held meanwhile (as in domain/checking.py).
_known: dict[int, tuple[tuple[Field, ...], tuple[str, ...], tuple[Field, ...]]] = {}


def _rows_read(tables: KindTables, group: Group, outer: Group | None, scope: Scope | None) -> Prepared:
    """The statement that reads the rows of a group by the `ids` of what they belong to, in their order."""

    def made() -> sa.Select[Any]:
        table, record = group.table, tables.record
        statement = sa.select(table)
        if outer is not None:
            statement = statement.join(outer.table, outer.table.c.id == table.c.record)
        parent = table if outer is None else outer.table
        statement = statement.join(record, record.c.id == parent.c.record)
        statement = statement.where(table.c.record.in_(IDS), table.c.removed == 0)
        if scope is not None:
            statement = statement.where(looked_at(scope.rows_predicate(tables, group)))
        return statement.order_by(*order_of(group))

    return once(tables.prepared, ("rows", group.path, scope and scope.person), made)


def order_of(group: Group) -> tuple[sa.ColumnElement[Any], ...]:
    """In what order the rows of a group stand."""
    table = group.table
    since = (table.c[group.rows.since],) if isinstance(group.rows, Dated) else ()
    return (*since, table.c.place, table.c.id)


def rows_of(
    connection: sa.Connection, tables: KindTables, groups: list[Group], ids: list[str], scope: Scope | None
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """For each record, its rows by group."""
    lines: dict[str, dict[str, list[dict[str, Any]]]] = {}
    if not ids:
        return lines
    for group in _with_rows(connection, tables, groups, ids[0]) if len(ids) == 1 and len(groups) > 1 else groups:
        rows = _rows_read(tables, group, None, scope).dicts(connection, {"ids": ids})
        for row in whole_rows(connection, tables, group, rows, scope):
            lines.setdefault(row["record"], {}).setdefault(group.rows.key, []).append(row["values"])
    return lines


def _with_rows(connection: sa.Connection, tables: KindTables, groups: list[Group], record: str) -> list[Group]:
    """Those of some groups in which a record has any row at all, whoever may see it: of fifteen, a person has five."""

    def made() -> sa.Select[Any]:
        own, one = sa.bindparam("record", type_=ID), sa.literal_column("1", sa.Integer())
        held = (sa.select(one).where(group.table.c.record == own) for group in groups)
        columns: list[sa.ColumnElement[Any]] = [asked.exists().label(f"has_{at}") for at, asked in enumerate(held)]
        return sa.select(*columns)

    key = ("with rows", tuple([group.rows.key for group in groups]))
    found = once(tables.prepared, key, made).first(connection, {"record": record}) or ()
    return [group for group, has in zip(groups, found, strict=True) if has]


def whole_rows(
    connection: sa.Connection, tables: KindTables, group: Group, rows: Sequence[dict[str, Any]], scope: Scope | None
) -> list[dict[str, Any]]:
    """Rows as they were read, with what stands within each."""
    parents = [row["id"] for row in rows]
    inner = [(within, _inner(connection, tables, group, within, parents, scope)) for within in group.inner]
    result = []
    for row in rows:
        values = loaded(group.rows.plain_fields(), row)
        for within, lines in inner:
            values[within.rows.key] = lines.get(row["id"], [])
        values["id"] = row["id"]
        values["confidentiality"] = row["confidentiality"]
        result.append({"record": row["record"], "values": values})
    return result


def _inner(
    connection: sa.Connection,
    tables: KindTables,
    outer: Group,
    group: Group,
    parents: list[str],
    scope: Scope | None,
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(parents), BATCH):
        chunk = parents[start : start + BATCH]
        rows = _rows_read(tables, group, outer, scope).dicts(connection, {"ids": chunk})
        for row in whole_rows(connection, tables, group, rows, scope):
            found.setdefault(row["record"], []).append(row["values"])
    return found


def visible_rows(connection: sa.Connection, tables: KindTables, record: str, scope: Scope) -> set[str]:
    """The ids of the rows of one record that this reader may see, those taken away included."""
    seen: set[str] = set()
    for group in tables.groups:
        source = group.table.join(tables.record, tables.record.c.id == group.table.c.record)
        mine = (tables.record.c.id == record, scope.rows_predicate(tables, group))
        seen.update(connection.execute(sa.select(group.table.c.id).select_from(source).where(*mine)).scalars())
        for inner in group.inner:
            within = source.join(inner.table, inner.table.c.record == group.table.c.id)
            both = (*mine, scope.rows_predicate(tables, inner))
            seen.update(connection.execute(sa.select(inner.table.c.id).select_from(within).where(*both)).scalars())
    return seen
