"""Reading records: from columns to values, with their rows, only what the reader's scope lets through."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data.prepared import Prepared, once
from casemgr.data.row_reader import BATCH, IDS, loaded, order_of, rows_of, whole_rows
from casemgr.data.scope import Scope, looked_at
from casemgr.data.tables import Group, KindTables
from casemgr.domain.clock import MOROCCO


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
        rows = _records_read(tables, scope, operation).dicts(connection, {"ids": chunk})
        found |= _with_rows(connection, tables, rows, scope, groups)
    return found


_ONE: sa.ColumnElement[Any] = sa.literal_column("1")
_PEOPLE: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)


def _records_read(tables: KindTables, scope: Scope | None, operation: str) -> Prepared:
    """The statement that reads the records `ids`, with the reader's view of each."""

    def made() -> sa.Select[Any]:
        statement = sa.select(tables.record).where(tables.record.c.id.in_(IDS))
        if scope is None:
            return statement
        return statement.where(looked_at(scope.predicate(tables, operation))).add_columns(
            scope.view(tables).label("view")
        )

    return once(tables.prepared, ("records", scope and scope.person, operation), made)


def _hers(tables: KindTables, scope: Scope) -> sa.Select[Any]:
    """As `scope.scoped`, of records that are sought through their person (scope.looked_at)."""
    record = tables.record.c
    return sa.select(record.id).where(looked_at(scope.predicate(tables)), record.voided_at.is_(None))


def of_person(connection: sa.Connection, tables: KindTables, people: Sequence[str], scope: Scope) -> list[str]:
    """The ids of a kind's records that hang on a person, as far as the reader may see them, the newest first.

    `people` are the person and those who were merged into her: what was noted under another code is hers.
    """

    def made() -> sa.Select[Any]:
        record = tables.record.c
        mine = _hers(tables, scope).where(record[tables.kind.person].in_(_PEOPLE))
        return mine.order_by(record.created_at.desc(), record.id.desc())

    statement = once(tables.prepared, ("of person", scope.person), made)
    return statement.column(connection, {"people": people})


def kinds_at_hand(
    connection: sa.Connection, every: Sequence[KindTables], people: Sequence[str]
) -> tuple[KindTables, ...]:
    """Those of some kinds that have a record of a person at all, whoever may see it: a dozen kinds hang on her, most
    have nothing of hers. To look into each by the reader's scope takes five times as long as to find that out.
    """
    if not every:
        return ()

    def made() -> sa.Select[Any]:
        hers = (sa.select(_ONE).where(one.record.c[one.kind.person].in_(_PEOPLE)) for one in every)
        columns: list[sa.ColumnElement[Any]] = [asked.exists().label(f"has_{at}") for at, asked in enumerate(hers)]
        return sa.select(*columns)

    key = ("at hand", tuple([tables.kind.key for tables in every]))
    found = once(every[0].prepared, key, made).first(connection, {"people": people}) or ()
    return tuple([tables for tables, has in zip(every, found, strict=True) if has])


def load_of_person(
    connection: sa.Connection,
    tables: KindTables,
    people: Sequence[str],
    scope: Scope,
    *,
    groups: Collection[str] | None = None,
) -> dict[str, Stored]:
    """The records of `of_person` themselves, with the rows of `groups` as in `load`: found and read at one go, each
    page of the file once (to look each up again by its id takes one page more of each, and pages are what a large file
    is slow to give).
    """

    def made() -> sa.Select[Any]:
        record = tables.record.c
        mine = sa.select(tables.record, scope.view(tables).label("view")).where(looked_at(scope.predicate(tables)))
        mine = mine.where(record.voided_at.is_(None), record[tables.kind.person].in_(_PEOPLE))
        return mine.order_by(record.created_at.desc(), record.id.desc())

    rows = once(tables.prepared, ("whole of person", scope.person), made).dicts(connection, {"people": people})
    return _with_rows(connection, tables, rows, scope, groups)


def _with_rows(
    connection: sa.Connection,
    tables: KindTables,
    rows: list[dict[str, Any]],
    scope: Scope | None,
    groups: Collection[str] | None,
) -> dict[str, Stored]:
    wanted = [group for group in tables.groups if groups is None or group.rows.key in groups]
    lines = rows_of(connection, tables, wanted, [row["id"] for row in rows], scope)
    return {row["id"]: _stored(tables, row, lines.get(row["id"], {}), row.get("view", "full")) for row in rows}


def all_of_person(
    connection: sa.Connection, every: Sequence[KindTables], people: Sequence[str], scope: Scope
) -> dict[str, list[str]]:
    """As `of_person` for several kinds at once, by kind: one question to the database instead of a dozen."""
    if not every:
        return {}

    def made() -> sa.Select[Any]:
        parts = [
            _hers(tables, scope)
            .add_columns(tables.record.c.created_at, sa.literal(tables.kind.key).label("kind"))
            .where(tables.record.c[tables.kind.person].in_(_PEOPLE))
            for tables in every
        ]
        found = sa.union_all(*parts).subquery("found").c
        return sa.select(found.id, found.kind).order_by(found.created_at.desc(), found.id.desc())

    statement = once(
        every[0].prepared, ("all of person", scope.person, tuple(tables.kind.key for tables in every)), made
    )
    ids: dict[str, list[str]] = {tables.kind.key: [] for tables in every}
    for record, kind in statement.rows(connection, {"people": people}):
        ids[kind].append(record)
    return ids


def one_person(connection: sa.Connection, people: KindTables, person: str) -> list[str]:
    """The id of a person and of everybody who turned out to be her (merged files)."""

    def made() -> sa.Select[Any]:
        record = people.record.c
        return sa.select(record.id).where(record.merged_into == sa.bindparam("person")).order_by(record.id)

    return [person, *once(people.prepared, ("one person",), made).column(connection, {"person": person})]


def _stored(tables: KindTables, row: dict[str, Any], lines: dict[str, list[dict[str, Any]]], view: str) -> Stored:
    kind = tables.kind
    values = loaded(kind.stored_fields(), row)
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
                    read[key] |= rows_of(self._connection, tables, [group], chunk, None)
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

        asked = once(people.prepared, ("survivor",), made)
        survivor = asked.scalar(self._connection, {"person": person}) or person
        return one_person(self._connection, people, survivor)

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Mapping[str, Any]]:
        """The rows of every record of `kind` whose columns equal `equal`, each with its "record".

        A person is looked for under every code of hers: a refusal that was noted in a file merged since still holds;
        what comes from such a file has the day of the merge as "joined_on".
        Whole records are read once: three figures of a page tell of the same five thousand referrals.
        """
        tables = self._schema.of(kind)
        if not rows:
            asked = (kind, *equal.items())
            if asked not in self._found:
                self._found[asked] = self._records_with(tables, equal)
            return self._found[asked]
        group = tables.group(rows)

        def made() -> sa.Select[Any]:
            line, record = group.table.c, tables.record.c
            where = [
                line[key].is_(None) if value is None else line[key] == sa.bindparam(f"is_{key}", type_=line[key].type)
                for key, value in equal.items()
            ]
            joined = sa.select(group.table).join(tables.record, record.id == line.record)
            stands = joined.where(line.removed == 0, record.voided_at.is_(None), *where)
            return stands.order_by(*order_of(group))

        said = {f"is_{key}": value for key, value in equal.items() if value is not None}
        found = once(tables.prepared, ("rows with", group.path, *equal, *said), made).dicts(self._connection, said)
        return [
            {**row["values"], "record": row["record"]}
            for row in whole_rows(self._connection, tables, group, found, None)
        ]

    def _records_with(self, tables: KindTables, equal: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        record = tables.record.c

        def made() -> sa.Select[Any]:
            where = [record[key].in_(sa.bindparam(key, expanding=True)) for key in equal]
            return sa.select(record.id).where(record.voided_at.is_(None), *where)

        said = {key: self._everyone_who_is(of) if key == tables.kind.person else [of] for key, of in equal.items()}
        ids = once(tables.prepared, ("found by", *equal), made).column(self._connection, said)
        stored = load(self._connection, tables, ids, None, groups=())
        people = said.get(tables.kind.person, ())
        joined = self._joined(people[0]) if len(people) > 1 else {}
        return self._looked(
            tables,
            {
                one.id: {**one.values, "record": one.id, "state": one.state, "branch": one.branch}
                | ({"joined_on": joined[whose]} if (whose := one.values.get(tables.kind.person)) in joined else {})
                for one in stored.values()
            },
        )

    def _joined(self, survivor: str) -> dict[Any, date]:
        """On which day each file that was merged into this one became one with it."""
        merge = self._schema.house.merge.c
        stands = sa.select(merge.loser, merge.followed, merge.at).where(
            merge.survivor == survivor, merge.undone_at.is_(None)
        )
        rows = self._connection.execute(stands.order_by(merge.at)).all()
        return {one: row.at.astimezone(MOROCCO).date() for row in rows for one in (row.loser, *row.followed.split())}
