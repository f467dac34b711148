"""The tables, made from the declarations: one for each kind, one for each group of rows, one for states.

Nobody writes a table by hand but those of the house itself (`house.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from casemgr.data.columns import ID, KEY, Moment
from casemgr.data.house import house_tables
from casemgr.data.prepared import Prepared
from casemgr.domain.fields import Dated, Rows
from casemgr.domain.kind import Kind

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
    # Statements put together once: with its predicates one takes longer to build than to run (records.py).
    statements: dict[tuple[object, ...], sa.Select[Any]] = field(default_factory=dict, compare=False, repr=False)
    prepared: dict[tuple[object, ...], Prepared] = field(default_factory=dict, compare=False, repr=False)

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
        # What each person may see, as expressions on these tables (scope.py).
        self.predicates: dict[tuple[object, ...], sa.ColumnElement[Any]] = {}
        # Statements on the tables of the house, put together once (as KindTables.prepared).
        self.prepared: dict[tuple[object, ...], Prepared] = {}

    @cached_property
    def fingerprint(self) -> str:
        """What the declarations ask for, as one short text: tables, columns, types, indexes."""
        said: list[str] = []
        for table in self.metadata.tables.values():
            said += [f"{table.name}.{column.name}:{column.type!r}" for column in table.columns]
            said += [str(index.name) for index in table.indexes]
        return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()[:16]

    def of(self, kind: Kind | str) -> KindTables:
        """The tables of a kind, by the kind or its key. Raises KeyError for a kind this database does not keep."""
        return self._of[kind if isinstance(kind, str) else kind.key]

    @cached_property
    def in_order(self) -> tuple[sa.Table, ...]:
        """Every table, each after those it refers to (sorted anew at each call by SQLAlchemy)."""
        return tuple(self.metadata.sorted_tables)

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
            *(sa.Column(kept.key, TYPES[kept.type]) for kept in kind.kept),
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
        for day in sorted({due.date for due in kind.due if due.rows == ".".join(path)}):
            sa.Index(f"ix_{table.name}_{day}", table.c[day])
        held = [table.c[rows.since]] if isinstance(rows, Dated) else []
        covering = [one for one in kind.covering if one.rows == ".".join(path)]
        if not any(one.columns[0] == "record" for one in covering):
            sa.Index(f"ix_{table.name}_record", table.c.record, *held)
        for wide in covering:
            sa.Index(f"ix_{table.name}_{wide.name}", *(table.c[key] for key in wide.columns))
        for one in rows.plain_fields():
            if one.type == "link":
                sa.Index(f"ix_{table.name}_{one.key}", table.c[one.key])
        inner = tuple(self._group(kind, within, (*path, within.key), table) for within in rows.inner_rows())
        return Group(rows, path, table, inner)

    def _states(self, kind: Kind, record: sa.Table) -> sa.Table | None:
        if kind.states is None:
            return None
        return sa.Table(
            table_name(kind, "state_history"),
            self.metadata,
            sa.Column("id", ID, primary_key=True),
            sa.Column("record", ID, sa.ForeignKey(record.c.id), nullable=False),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("reason", sa.Text()),
            sa.Column("at", Moment(), nullable=False),
            sa.Column("by", ID, nullable=False),
            sa.UniqueConstraint("record", "place"),
        )


def _index_record(kind: Kind, record: sa.Table) -> None:
    # a file is asked who holds it before each look at it (stored_files.py)
    indexed = {field.key for field in kind.stored_fields() if field.type in ("link", "file")}
    if kind.timeline:
        indexed.add(kind.timeline.date)
    if kind.facts:  # an index of those below begins with each of them
        indexed -= {kind.facts.person, kind.facts.date}
    for key in sorted(indexed & set(record.c.keys())):
        sa.Index(f"ix_{record.name}_{key}", record.c[key])
    for key in sorted({due.date for due in kind.due if not due.rows}):  # what is over is left out on the way
        sa.Index(f"ix_{record.name}_due_{key}", record.c[key], record.c.state, record.c.branch, record.c.voided_at)
    if kind.search:
        one = record.c.merged_into.is_not(None)  # nearly nobody: who was merged into whom costs next to nothing
        sa.Index(f"ix_{record.name}_merged", record.c.merged_into, sqlite_where=one, postgresql_where=one)
        void = record.c.voided_at.is_not(None)
        sa.Index(f"ix_{record.name}_void", record.c.voided_at, sqlite_where=void, postgresql_where=void)
        # The whole list in its usual order, with what decides who sees each line: read without the records themselves.
        decides = (record.c.confidentiality, record.c.branch, record.c.created_by, record.c.voided_at)
        sa.Index(f"ix_{record.name}_in_order", record.c.sort_name, record.c.id, *decides, record.c.merged_into)
    sa.Index(f"ix_{record.name}_branch", record.c.branch)
    sa.Index(f"ix_{record.name}_created_by", record.c.created_by)
    sa.Index(f"ix_{record.name}_updated_at", record.c.updated_at)
    for wide in kind.covering:
        if not wide.rows:
            sa.Index(f"ix_{record.name}_{wide.name}", *(record.c[key] for key in wide.columns))
    facts = kind.facts
    if facts:
        charged = (record.c.branch, record.c[facts.programme], record.c[facts.countable], record.c.voided_at)
        sa.Index(f"ix_{record.name}_counted", record.c[facts.date], record.c[facts.person], *charged)
        sa.Index(
            f"ix_{record.name}_charged_to",
            record.c[facts.programme],
            record.c[facts.person],
            record.c[facts.date],
            record.c[facts.countable],
            record.c.voided_at,
            *([record.c[facts.what]] if facts.what else []),
        )
        sa.Index(
            f"ix_{record.name}_first",
            record.c[facts.person],
            record.c[facts.date],
            record.c[facts.countable],
            record.c.voided_at,
        )
