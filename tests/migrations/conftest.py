"""One database, opened again and again by programs that declare other kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.encrypted_file import create_encrypted, open_encrypted, reading, refusals_in_words
from casemgr.data.log_columns import unpack_id, unpack_names
from casemgr.data.migrations import bring_up_to_date
from casemgr.data.tables import Schema
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.kind import Kind
from casemgr.records import KINDS
from casemgr.services import merging, records
from casemgr.services.desk import Desk

KEY = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Reopen = Callable[[tuple[Kind, ...]], Database]


@pytest.fixture(params=["file", "server"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopen]:
    """Open the database of this test with these kinds, as it stands (nothing in it the first time)."""
    opened: list[Database] = []
    url = request.getfixturevalue("postgresql_url") if request.param == "server" else ""

    def open_with(kinds: tuple[Kind, ...]) -> Database:
        for one in opened:
            one.dispose()
        if url:
            engine = sa.create_engine(url, hide_parameters=True)
            opened.append(Database(engine, engine, Schema(kinds), "RAB1", nullcontext))
        else:
            path = tmp_path / "base.casemgr"
            engine = open_encrypted(path, KEY) if path.exists() else create_encrypted(path, KEY)
            opened.append(Database(reading(engine), engine, Schema(kinds), "RAB1", refusals_in_words))
        return opened[-1]

    yield open_with
    for one in opened:
        one.dispose()


def desk_at(database: Database) -> Desk:
    """A caseworker and coordinator of RAB."""
    roles = ("CASE", "COORD", "HEALTH", "LEGAL")
    return Desk(database, Person("somebody", "somebody", "Somebody", roles, ("RAB",), "RAB"), fixed_clock(NOON))


def somebody(database: Database, name: str) -> records.Saved:
    values = {"family_name": name, "sex": "F", "nationality": "GN", "population_group": "MIG", "single_name": True}
    return records.save(desk_at(database), "beneficiary", values, insist=True)


@pytest.fixture
def lived_in(reopen: Reopen) -> Database:
    """A base of today: two files merged, one of them changed, with a line added and a line taken away."""
    database = reopen(KINDS)
    bring_up_to_date(database)
    desk = desk_at(database)
    one, other = somebody(database, "Diallo"), somebody(database, "Diallo")
    phones = [{"number": "+212611111111", "owner": "SELF"}]
    records.save(desk, "beneficiary", {"phones": phones}, record_id=one.id, version=1, insist=True)
    records.save(desk, "beneficiary", {"phones": [], "used_name": "Awa"}, record_id=one.id, version=2, insist=True)
    merging.merge(desk, other.code, one.code, "la même")
    return database


def know_plain(connection: sa.Connection) -> None:
    """Let this connection to a file make plain text of what its logs keep in short (since step 2)."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.create_function("plain_id", 1, lambda kept: None if kept is None else unpack_id(kept))
    driver.create_function("plain_names", 1, unpack_names)


def forget_stages(connection: sa.Connection) -> None:
    """Take from the enrolments of today what they keep of their history since step 3."""
    connection.exec_driver_sql("DROP INDEX ix_enrolment_counted_by_stage")
    for column in ("stage", "stage_since", "stages_entered"):
        connection.exec_driver_sql(f"ALTER TABLE enrolment DROP COLUMN {column}")


def without(kind: Kind, *keys: str, **changed: Any) -> Kind:
    """The kind as an older program declared it: without these fields and groups."""
    sections = tuple(
        replace(section, items=tuple(item for item in section.items if item.key not in keys))
        for section in kind.sections
    )
    return replace(kind, sections=tuple(section for section in sections if section.items), **changed)


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by name, in an order of its own."""
    with database.reading() as connection:
        found = {}
        for name in sorted(sa.inspect(connection).get_table_names()):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings().all()
            found[name] = sorted((dict(row) for row in rows), key=repr)
        return found


def shape(database: Database) -> dict[str, tuple[set[str], set[str]]]:
    """The columns and the indexes of every table."""
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        return {
            name: (
                {column["name"] for column in inspector.get_columns(name)},
                {str(index["name"]) for index in inspector.get_indexes(name)},
            )
            for name in inspector.get_table_names()
        }
