"""The tables, made from the declarations: one for each kind, one for each group of rows, one for states.

Nobody writes a table by hand but those of the house itself (`house_tables`): who works here, branches, settings,
the audit, the change log, drafts, numbers, and the indexes of search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

from casemgr.domain.fields import Dated, Rows
from casemgr.domain.kind import Kind


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on both databases (SQLite keeps no zone of its own)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Keep UTC; SQLite without a zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ID = sa.String(36)
# Keys that are compared and sorted symbol by symbol, the same on both databases.
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
TYPES: dict[str, Any] = {"text": sa.Text(), "integer": sa.BigInteger(), "date": sa.Date(), "link": ID}


def table_name(kind: Kind, *groups: str) -> str:
    """The name of a kind's table, or of its rows'."""
    return "_".join((kind.key, *groups))


@dataclass(frozen=True)
class Group:
    """A group of rows with its table; `path` is its keys from the record down; `inner` the rows within."""

    rows: Rows
    path: tuple[str, ...]
    table: sa.Table
    inner: tuple[Group, ...]


@dataclass(frozen=True)
class KindTables:
    """The tables of one kind."""

    kind: Kind
    record: sa.Table
    groups: tuple[Group, ...]
    states: sa.Table | None

    def group(self, key: str) -> Group:
        """The group of rows called `key`. Raises KeyError."""
        for group in self.groups:
            if group.rows.key == key:
                return group
        raise KeyError(key)

    def all_groups(self) -> Iterator[Group]:
        """Every group, the inner ones after theirs."""
        for group in self.groups:
            yield group
            yield from group.inner


class Schema:
    """Every table of a database that keeps these kinds."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self.metadata = sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        )
        self.kinds = {kind.key: kind for kind in kinds}
        self._of = {kind.key: self._tables_of(kind) for kind in kinds}
        self.house = house_tables(self.metadata)

    def of(self, kind: Kind | str) -> KindTables:
        """The tables of a kind, by the kind or its key. Raises KeyError for a kind this database does not keep."""
        return self._of[kind if isinstance(kind, str) else kind.key]

    def __iter__(self) -> Iterator[KindTables]:
        return iter(self._of.values())

    def _tables_of(self, kind: Kind) -> KindTables:
        record = sa.Table(
            table_name(kind),
            self.metadata,
            sa.Column("id", ID, primary_key=True),
            sa.Column("code", sa.Text(), unique=True),
            sa.Column("external_id", sa.Text(), index=True),
            sa.Column("branch", sa.Text(), nullable=False),
            sa.Column("confidentiality", sa.Text(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("state", sa.Text()),
            sa.Column("sort_name", KEY),
            sa.Column("merged_into", ID),
            sa.Column("created_at", Moment(), nullable=False),
            sa.Column("created_by", ID, nullable=False),
            sa.Column("updated_at", Moment(), nullable=False),
            sa.Column("updated_by", ID, nullable=False),
            sa.Column("voided_at", Moment()),
            sa.Column("void_reason", sa.Text()),
            sa.Column("source", sa.Text(), nullable=False),
            *(
                sa.Column(column.name, TYPES[column.type])
                for field in kind.stored_fields()
                for column in field.columns()
            ),
        )
        _index_record(kind, record)
        groups = tuple(self._group(kind, rows, (rows.key,), record) for rows in kind.rows())
        return KindTables(kind, record, groups, self._states(kind, record))

    def _group(self, kind: Kind, rows: Rows, path: tuple[str, ...], parent: sa.Table) -> Group:
        table = sa.Table(
            table_name(kind, *path),
            self.metadata,
            sa.Column("id", ID, primary_key=True),
            sa.Column("record", ID, sa.ForeignKey(parent.c.id), nullable=False),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("confidentiality", sa.Text(), nullable=False),
            sa.Column("removed", sa.Integer(), nullable=False, server_default="0"),
            *(
                sa.Column(column.name, TYPES[column.type])
                for field in rows.plain_fields()
                for column in field.columns()
            ),
        )
        held = [table.c[rows.since]] if isinstance(rows, Dated) else []
        sa.Index(f"ix_{table.name}_record", table.c.record, *held)
        for field in rows.plain_fields():
            if field.type == "link":
                sa.Index(f"ix_{table.name}_{field.key}", table.c[field.key])
        inner = tuple(self._group(kind, within, (*path, within.key), table) for within in rows.inner_rows())
        return Group(rows, path, table, inner)

    def _states(self, kind: Kind, record: sa.Table) -> sa.Table | None:
        if kind.states is None:
            return None
        return sa.Table(
            table_name(kind, "state_history"),
            self.metadata,
            sa.Column("id", ID, primary_key=True),
            sa.Column("record", ID, sa.ForeignKey(record.c.id), nullable=False, index=True),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("reason", sa.Text()),
            sa.Column("at", Moment(), nullable=False),
            sa.Column("by", ID, nullable=False),
            sa.UniqueConstraint("record", "place"),
        )


def _index_record(kind: Kind, record: sa.Table) -> None:
    indexed = {field.key for field in kind.stored_fields() if field.type == "link"}
    if kind.timeline:
        indexed.add(kind.timeline.date)
    indexed |= {due.date for due in kind.due}
    for key in sorted(indexed & set(record.c.keys())):
        sa.Index(f"ix_{record.name}_{key}", record.c[key])
    if kind.search:
        sa.Index(f"ix_{record.name}_sort_name", record.c.sort_name, record.c.id)
    sa.Index(f"ix_{record.name}_branch", record.c.branch)
    sa.Index(f"ix_{record.name}_created_by", record.c.created_by)
    sa.Index(f"ix_{record.name}_updated_at", record.c.updated_at)
    facts = kind.facts
    if facts:
        charged = (record.c.branch, record.c[facts.programme], record.c[facts.countable], record.c.voided_at)
        sa.Index(f"ix_{record.name}_counted", record.c[facts.date], record.c[facts.person], *charged)
        sa.Index(
            f"ix_{record.name}_first", record.c[facts.person], record.c[facts.date], record.c[facts.countable],
            record.c.voided_at,
        )


@dataclass(frozen=True)
class House:
    """The tables that belong to no kind."""

    about: sa.Table
    staff: sa.Table
    branch: sa.Table
    setting: sa.Table
    number: sa.Table
    audit: sa.Table
    change: sa.Table
    draft: sa.Table
    reach: sa.Table
    named_reader: sa.Table
    name_index: sa.Table
    number_index: sa.Table
    settled: sa.Table


def house_tables(metadata: sa.MetaData) -> House:
    """Declare the tables of the house."""
    table = sa.Table
    column = sa.Column
    return House(
        about=table("about", metadata, column("key", sa.Text(), primary_key=True), column("value", sa.Text())),
        staff=table(
            "staff",
            metadata,
            column("id", ID, primary_key=True),
            column("login", sa.Text(), unique=True, nullable=False),
            column("name", sa.Text(), nullable=False),
            column("roles", sa.Text(), nullable=False),
            column("branch", sa.Text(), nullable=False),
            column("branches", sa.Text(), nullable=False),
            column("language", sa.Text()),
            column("preferences", sa.Text()),
            column("disabled_at", Moment()),
        ),
        branch=table(
            "branch",
            metadata,
            column("code", sa.Text(), primary_key=True),
            column("name_fr", sa.Text(), nullable=False),
            column("name_ar", sa.Text(), nullable=False),
            column("name_en", sa.Text(), nullable=False),
            column("province", sa.Text(), nullable=False),
            column("closed_at", Moment()),
        ),
        setting=table(
            "setting",
            metadata,
            column("key", sa.Text(), primary_key=True),
            column("value", sa.Text()),
            column("at", Moment()),
            column("by", ID),
        ),
        number=table("number", metadata, column("register", sa.Text(), primary_key=True), column("last", sa.Integer())),
        audit=table(
            "audit",
            metadata,
            column("id", ID, primary_key=True),
            column("node", sa.Text(), nullable=False),
            column("year", sa.Integer(), nullable=False),
            column("place", sa.Integer(), nullable=False),
            column("at", Moment(), nullable=False),
            column("by", sa.Text(), nullable=False),
            column("device", sa.Text(), nullable=False),
            column("action", sa.Text(), nullable=False),
            column("kind", sa.Text(), nullable=False),
            column("record", sa.Text(), nullable=False),
            column("code", sa.Text()),
            column("fields", sa.Text(), nullable=False),
            column("reason", sa.Text()),
            column("chain", sa.Text(), nullable=False),
            sa.UniqueConstraint("node", "year", "place"),
            sa.Index("ix_audit_record", "record"),
        ),
        change=table(
            "change",
            metadata,
            column("id", ID, primary_key=True),
            column("stamp", KEY, nullable=False),
            column("at", Moment(), nullable=False),
            column("by", ID, nullable=False),
            column("kind", sa.Text(), nullable=False),
            column("record", ID, nullable=False),
            column("row", ID, nullable=False),
            column("path", sa.Text(), nullable=False),
            column("field", sa.Text(), nullable=False),
            column("old", sa.Text()),
            column("new", sa.Text()),
            column("replaces", sa.Text()),
            column("confidentiality", sa.Text(), nullable=False),
            sa.Index("ix_change_record", "record"),
            sa.Index("ix_change_stamp", "stamp"),
        ),
        draft=table(
            "draft",
            metadata,
            column("id", ID, primary_key=True),
            column("user", ID, nullable=False),
            column("kind", sa.Text(), nullable=False),
            column("record", ID),
            column("version", sa.Integer()),
            column("beneficiary", ID),
            column("values", sa.Text(), nullable=False),
            column("at", Moment(), nullable=False),
            sa.Index("ix_draft_user", "user"),
        ),
        reach=table(
            "reach",
            metadata,
            column("branch", sa.Text(), primary_key=True),
            column("beneficiary", ID, primary_key=True),
            sa.Index("ix_reach_beneficiary", "beneficiary"),
        ),
        named_reader=table(
            "named_reader",
            metadata,
            column("record", ID, primary_key=True),
            column("user", ID, primary_key=True),
            column("kind", sa.Text(), nullable=False),
            sa.Index("ix_named_reader_user", "user"),
        ),
        name_index=table(
            "name_key",
            metadata,
            column("seq", sa.Integer(), primary_key=True),
            column("record", ID, unique=True, nullable=False),
            column("kind", sa.Text(), nullable=False),
            column("folded", sa.Text(), nullable=False),
            column("keys", sa.Text(), nullable=False),
        ),
        number_index=table(
            "number_key",
            metadata,
            column("kind", sa.Text(), primary_key=True),
            column("number", KEY, primary_key=True),
            column("record", ID, primary_key=True),
            sa.Index("ix_number_key_record", "record"),
        ),
        settled=table(
            "settled_pair",
            metadata,
            column("one", ID, primary_key=True),
            column("other", ID, primary_key=True),
            column("by", ID, nullable=False),
            column("at", Moment(), nullable=False),
        ),
    )
