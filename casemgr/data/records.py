"""Reading records: from columns to values, with their rows, only what the reader's scope lets through."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data.scope import Scope
from casemgr.data.tables import Group, KindTables
from casemgr.domain.fields import Dated

BATCH = 500


@dataclass(frozen=True)
class Stored:
    """One record as it stands in the database; `values` holds its fields and rows."""

    kind: str
    id: str
    code: str
    branch: str
    confidentiality: str
    version: int
    state: str | None
    view: str
    external_id: str | None = dataclasses.field(repr=False)
    merged_into: str | None
    void_reason: str | None = dataclasses.field(repr=False)
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    values: Mapping[str, Any] = dataclasses.field(repr=False)


def load(
    connection: sa.Connection,
    tables: KindTables,
    ids: Sequence[str],
    scope: Scope | None,
    operation: str = "r",
    *,
    groups: Collection[str] | None = None,
) -> dict[str, Stored]:
    """The records of `ids` that the scope reaches (every one when scope is None: rules, merges), voided included.

    What the reader's view leaves out is left out: a key that she may not see is absent from `values`. `groups` limits
    the rows that are read with them (a list shows few); None reads all.
    """
    found: dict[str, Stored] = {}
    for start in range(0, len(ids), BATCH):
        chunk = list(ids[start : start + BATCH])
        rows = connection.execute(_records_read(tables, scope, operation), {"ids": chunk}).mappings().all()
        wanted = [group for group in tables.groups if groups is None or group.rows.key in groups]
        lines = _rows_of(connection, tables, wanted, [row["id"] for row in rows], scope)
        for row in map(dict, rows):
            found[row["id"]] = _stored(tables, row, lines.get(row["id"], {}), row.get("view", "full"))
    return found


_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_PEOPLE: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)


def _once(tables: KindTables, key: tuple[object, ...], made: Callable[[], sa.Select[Any]]) -> sa.Select[Any]:
    if key not in tables.statements:
        tables.statements[key] = made()
    return tables.statements[key]


def _records_read(tables: KindTables, scope: Scope | None, operation: str) -> sa.Select[Any]:
    """The statement that reads the records `ids`, with the reader's view of each."""

    def made() -> sa.Select[Any]:
        statement = sa.select(tables.record).where(tables.record.c.id.in_(_IDS))
        if scope is None:
            return statement
        return statement.where(scope.predicate(tables, operation)).add_columns(scope.view(tables).label("view"))

    return _once(tables, ("records", scope and scope.person, operation), made)


def of_person(connection: sa.Connection, tables: KindTables, people: Sequence[str], scope: Scope) -> list[str]:
    """The ids of a kind's records that hang on a person, as far as the reader may see them, the newest first.

    `people` are the person and those who were merged into her: what was noted under another code is hers.
    """

    def made() -> sa.Select[Any]:
        record = tables.record.c
        mine = scope.scoped(tables.kind.key).where(record[tables.kind.person].in_(_PEOPLE))
        return mine.order_by(record.created_at.desc(), record.id.desc())

    statement = _once(tables, ("of person", scope.person), made)
    return list(connection.execute(statement, {"people": people}).scalars())


def all_of_person(
    connection: sa.Connection, every: Sequence[KindTables], people: Sequence[str], scope: Scope
) -> dict[str, list[str]]:
    """As `of_person` for several kinds at once, by kind: one question to the database instead of a dozen."""
    if not every:
        return {}

    def made() -> sa.Select[Any]:
        parts = [
            scope.scoped(tables.kind.key)
            .add_columns(tables.record.c.created_at, sa.literal(tables.kind.key).label("kind"))
            .where(tables.record.c[tables.kind.person].in_(_PEOPLE))
            for tables in every
        ]
        found = sa.union_all(*parts).subquery("found").c
        return sa.select(found.id, found.kind).order_by(found.created_at.desc(), found.id.desc())

    statement = _once(every[0], ("all of person", scope.person, tuple(tables.kind.key for tables in every)), made)
    ids: dict[str, list[str]] = {tables.kind.key: [] for tables in every}
    for row in connection.execute(statement, {"people": people}):
        ids[row.kind].append(row.id)
    return ids


def one_person(connection: sa.Connection, people: KindTables, person: str) -> list[str]:
    """The id of a person and of everybody who turned out to be her (merged files)."""

    def made() -> sa.Select[Any]:
        record = people.record.c
        return sa.select(record.id).where(record.merged_into == sa.bindparam("person")).order_by(record.id)

    return [person, *connection.execute(_once(people, ("one person",), made), {"person": person}).scalars()]


def _rows_read(tables: KindTables, group: Group, outer: Group | None, scope: Scope | None) -> sa.Select[Any]:
    """The statement that reads the rows of a group by the `ids` of what they belong to, in their order."""

    def made() -> sa.Select[Any]:
        table, record = group.table, tables.record
        statement = sa.select(table)
        if outer is not None:
            statement = statement.join(outer.table, outer.table.c.id == table.c.record)
        parent = table if outer is None else outer.table
        statement = statement.join(record, record.c.id == parent.c.record)
        statement = statement.where(table.c.record.in_(_IDS), table.c.removed == 0)
        if scope is not None:
            statement = statement.where(scope.rows_predicate(tables, group))
        return statement.order_by(*_order_of(group))

    return _once(tables, ("rows", group.path, scope and scope.person), made)


def _order_of(group: Group) -> tuple[sa.ColumnElement[Any], ...]:
    table = group.table
    since = (table.c[group.rows.since],) if isinstance(group.rows, Dated) else ()
    return (*since, table.c.place, table.c.id)


def _stored(tables: KindTables, row: Any, lines: dict[str, list[dict[str, Any]]], view: str) -> Stored:
    kind = tables.kind
    values: dict[str, Any] = {field.key: field.load(row) for field in kind.stored_fields()}
    for group in tables.groups:
        values[group.rows.key] = lines.get(group.rows.key, [])
    values = kind.seen(view, values)
    return Stored(
        kind=kind.key,
        id=row["id"],
        code=row["code"] or "",
        branch=row["branch"],
        confidentiality=row["confidentiality"],
        version=row["version"],
        state=row["state"],
        view=view,
        external_id=row["external_id"],
        merged_into=row["merged_into"],
        void_reason=row["void_reason"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
        values=values,
    )


def _rows_of(
    connection: sa.Connection, tables: KindTables, groups: list[Group], ids: list[str], scope: Scope | None
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """For each record, its rows by group."""
    lines: dict[str, dict[str, list[dict[str, Any]]]] = {}
    if not ids:
        return lines
    for group in groups:
        rows = connection.execute(_rows_read(tables, group, None, scope), {"ids": ids}).mappings().all()
        for row in _whole(connection, tables, group, rows, scope):
            lines.setdefault(row["record"], {}).setdefault(group.rows.key, []).append(row["values"])
    return lines


def _whole(
    connection: sa.Connection, tables: KindTables, group: Group, rows: Sequence[Any], scope: Scope | None
) -> list[dict[str, Any]]:
    """Rows as they were read, with what stands within each."""
    parents = [row["id"] for row in rows]
    inner = [(within, _inner(connection, tables, group, within, parents, scope)) for within in group.inner]
    result = []
    for row in map(dict, rows):
        values: dict[str, Any] = {field.key: field.load(row) for field in group.rows.plain_fields()}
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
        rows = connection.execute(_rows_read(tables, group, outer, scope), {"ids": chunk}).mappings().all()
        for row in _whole(connection, tables, group, rows, scope):
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


class _Looked(Mapping[str, Any]):
    """The values of a record that a rule looks at: a group of rows is read when it is first asked for. A rule asks for
    a date or two of a person who has fifteen groups.
    """

    def __init__(self, values: dict[str, Any], groups: dict[str, Callable[[], Any]]) -> None:
        self._values = values
        self._groups = groups

    def __getitem__(self, key: str) -> Any:
        if key in self._groups:
            self._values[key] = self._groups.pop(key)()
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{len(self)} values>"


class RecordLookup:
    """How rules look at other records (domain/conditions.py, Lookup): inside one transaction, never shown."""

    def __init__(self, connection: sa.Connection, schema: Any) -> None:
        self._connection = connection
        self._schema = schema
        self._seen: dict[tuple[str, str], Mapping[str, Any] | None] = {}
        self._found: dict[tuple[object, ...], list[Mapping[str, Any]]] = {}

    def get(self, kind: str, record: str) -> Mapping[str, Any] | None:
        """The values of one record, or None; read once, as several rules of one check look at the same person."""
        if (kind, record) not in self._seen:
            tables = self._schema.of(kind)
            stored = load(self._connection, tables, [record], None, groups=()).get(record)
            if stored is None:
                self._seen[kind, record] = None
            else:
                values = {**stored.values, "state": stored.state, "code": stored.code}
                (self._seen[kind, record],) = self._looked(tables, {record: values})
        return self._seen[kind, record]

    def _looked(self, tables: KindTables, found: Mapping[str, dict[str, Any]]) -> list[Mapping[str, Any]]:
        """Records as rules look at them: a group of rows is read, of all of them at once, when one is asked for it."""
        read: dict[str, dict[str, Any]] = {}

        def rows(group: Group, record: str) -> list[dict[str, Any]]:
            key = group.rows.key
            if key not in read:
                ids = list(found)
                read[key] = {}
                for start in range(0, len(ids), BATCH):
                    chunk = ids[start : start + BATCH]
                    read[key] |= _rows_of(self._connection, tables, [group], chunk, None)
            lines: list[dict[str, Any]] = read[key].get(record, {}).get(key, [])
            return lines

        return [
            _Looked(values, {group.rows.key: partial(rows, group, record) for group in tables.groups})
            for record, values in found.items()
        ]

    def _everyone_who_is(self, person: str) -> list[str]:
        people = self._schema.of("beneficiary")

        def made() -> sa.Select[Any]:
            return sa.select(people.record.c.merged_into).where(people.record.c.id == sa.bindparam("person"))

        asked = _once(people, ("survivor",), made)
        survivor = self._connection.execute(asked, {"person": person}).scalar() or person
        return one_person(self._connection, people, survivor)

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Mapping[str, Any]]:
        """The rows of every record of `kind` whose columns equal `equal`, each with its "record".

        A person is looked for under every code of hers: a refusal that was noted in a file merged since still holds.
        Whole records are read once: three figures of a page tell of the same five thousand referrals.
        """
        tables = self._schema.of(kind)
        if not rows:
            asked = (kind, *equal.items())
            if asked not in self._found:
                self._found[asked] = self._records_with(tables, equal)
            return self._found[asked]
        group = tables.group(rows)
        where = [group.table.c[key] == value for key, value in equal.items()]
        statement = (
            sa.select(group.table)
            .join(tables.record, tables.record.c.id == group.table.c.record)
            .where(group.table.c.removed == 0, tables.record.c.voided_at.is_(None), *where)
            .order_by(*_order_of(group))
        )
        found = self._connection.execute(statement).mappings().all()
        return [
            {**row["values"], "record": row["record"]} for row in _whole(self._connection, tables, group, found, None)
        ]

    def _records_with(self, tables: KindTables, equal: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        record = tables.record.c

        def made() -> sa.Select[Any]:
            where = [record[key].in_(sa.bindparam(key, expanding=True)) for key in equal]
            return sa.select(record.id).where(record.voided_at.is_(None), *where)

        said = {key: self._everyone_who_is(of) if key == tables.kind.person else [of] for key, of in equal.items()}
        ids = self._connection.execute(_once(tables, ("found by", *equal), made), said)
        stored = load(self._connection, tables, list(ids.scalars()), None, groups=())
        return self._looked(
            tables,
            {
                one.id: {**one.values, "record": one.id, "state": one.state, "branch": one.branch}
                for one in stored.values()
            },
        )
