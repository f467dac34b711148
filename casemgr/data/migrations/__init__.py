"""How a database that an older program made becomes one of this program.

What is only added (a kind of record, a field, an index) is added from the declarations, so that a new kind is one
folder and one line. What changes or moves values is a numbered step, a function in a module of this folder, listed
in `STEPS`. A copy is made first (services/opening.py); going back is restoring it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn

from casemgr.data import name_index
from casemgr.data.database import Database
from casemgr.data.migrations.slimmer import keep_once
from casemgr.data.migrations.stages import keep_stages
from casemgr.data.migrations.terser import keep_logs_short
from casemgr.data.records import load
from casemgr.data.refusals import NewerDatabase

Step = Callable[[sa.Connection, Database], None]
STEPS: tuple[Step, ...] = (keep_once, keep_logs_short, keep_stages)
# Ends of names of indexes in whose place the declarations put another. They hold nothing that the records do not.
_SUPERSEDED = ("sort_name", "record", "standing", "stands", "latest", "charged")


@dataclass(frozen=True)
class Standing:
    """Where a database stands: the steps it has taken, and the fingerprint of its declarations."""

    steps: int | None
    fingerprint: str | None


def fingerprint(database: Database) -> str:
    """What the declarations ask for (see `Schema.fingerprint`)."""
    return database.schema.fingerprint


def standing(database: Database) -> Standing:
    """Where the database stands now; both None in an empty one."""
    with database.reading() as connection:
        return _standing(connection, database)


def _standing(connection: sa.Connection, database: Database) -> Standing:
    about = database.schema.house.about
    if not sa.inspect(connection).has_table(about.name):
        return Standing(None, None)
    kept = {row.key: row.value for row in connection.execute(sa.select(about.c.key, about.c.value))}
    return Standing(int(kept.get("steps") or 0), kept.get("fingerprint"))


def is_due(database: Database, steps: tuple[Step, ...] = STEPS) -> bool:
    """Whether opening this database with this program changes it. Raises NewerDatabase."""
    now = standing(database)
    if now.steps is not None and now.steps > len(steps):
        raise NewerDatabase
    return now.steps != len(steps) or now.fingerprint != fingerprint(database)


def bring_up_to_date(
    database: Database, steps: tuple[Step, ...] = STEPS, then: Callable[[sa.Connection], None] | None = None
) -> int:
    """Take the steps that are due, add what the declarations add, in one transaction; gives how many were taken.

    `then` is done within it: what new tables need besides. Raises NewerDatabase.
    """
    with database.writing() as connection:
        database.lock(connection, "schema")
        now = _standing(connection, database)  # read under the lock: another computer may just have done it
        if now.steps is not None and now.steps > len(steps):
            raise NewerDatabase
        due = steps[now.steps :] if now.steps is not None else ()
        for step in due:
            step(connection, database)
        added = _add_what_is_missing(connection, database)
        name_index.create(connection, database)
        _index_what_is_not(connection, database, added)
        about = database.schema.house.about
        connection.execute(about.delete().where(about.c.key.in_(("steps", "fingerprint"))))
        connection.execute(
            about.insert(),
            [
                {"key": "steps", "value": str(len(steps))},
                {"key": "fingerprint", "value": fingerprint(database)},
            ],
        )
        if then is not None:
            then(connection)
    return len(due)


def _add_what_is_missing(connection: sa.Connection, database: Database) -> set[str]:
    """Add tables, columns and indexes, drop indexes that others replace; returns the names of the tables that were not
    there.
    """
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    metadata = database.schema.metadata
    metadata.create_all(connection, tables=[t for t in metadata.sorted_tables if t.name not in there])
    for table in metadata.sorted_tables:
        if table.name not in there:
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                clause = CreateColumn(column).compile(dialect=connection.dialect)
                name = connection.dialect.identifier_preparer.format_table(table)
                connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {clause}")
        indexes = {index["name"] for index in inspector.get_indexes(table.name)}
        former_names = {f"ix_{table.name}_{end}" for end in _SUPERSEDED} - {index.name for index in table.indexes}
        for former in indexes & former_names:  # first: what comes in their place takes their room in the file
            connection.exec_driver_sql(f'DROP INDEX "{former}"')
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)
    return {table.name for table in metadata.sorted_tables} - there


def _index_what_is_not(connection: sa.Connection, database: Database, added: set[str]) -> None:
    """What was kept before is found as well: of a kind that is searched from now on, of an index that is new."""
    house = database.schema.house
    anew = bool(added & {house.name_index.name, house.number_index.name, house.alike_index.name})
    for tables in database.schema:
        if tables.kind.search is None:
            continue
        record, entry = tables.record, house.name_index
        indexed = sa.exists().where(entry.c.record == record.c.id)
        unknown = sa.select(record.c.id).where(record.c.voided_at.is_(None), sa.true() if anew else ~indexed)
        for one in load(connection, tables, list(connection.execute(unknown).scalars()), None).values():
            found = name_index.findable(tables.kind, one.values)
            if found is None:
                continue
            name_index.remove(connection, database, one.id)
            for table, rows in name_index.entries(house, tables.kind.key, one.id, (one.code, one.external_id), found):
                if rows:
                    connection.execute(table.insert(), rows)
            connection.execute(record.update().where(record.c.id == one.id).values(sort_name=found.sort_name))
