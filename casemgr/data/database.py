"""One open database: an encrypted file or a PostgreSQL server, with its tables and its label (node).

The rest of `data/` speaks to this object only; what differs between the two databases stands here and in
`name_index.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casemgr.data.tables import Schema

# Advisory locks on PostgreSQL: any fixed numbers, one a purpose, held until the transaction ends.
_LOCKS = {"audit": 4_207_001, "numbers": 4_207_002, "schema": 4_207_003, "staff": 4_207_004, "import": 4_207_005}


@dataclass(frozen=True)
class Database:
    """An engine that reads, one that writes (on a file: BEGIN IMMEDIATE, one writer), and the schema."""

    reader: sa.Engine = field(repr=False)
    writer: sa.Engine = field(repr=False)
    schema: Schema = field(repr=False)
    node: str = "N1"
    refusals: Callable[[], AbstractContextManager[None]] = nullcontext
    steps: int | None = None  # the changes of the schema that this program knows; None: nobody asks

    @property
    def is_server(self) -> bool:
        """Whether this is a shared PostgreSQL server."""
        return self.writer.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one consistent state and writes nothing."""
        with self.refusals(), self.reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction of writes: committed when the block ends well, undone otherwise."""
        with self.refusals(), self.writer.connect() as connection, connection.begin():
            yield connection

    def is_newer(self, connection: sa.Connection) -> bool:
        """Whether a newer program changed a shared server while this one was open."""
        if not self.is_server or self.steps is None:
            return False
        about = self.schema.house.about.c
        taken = connection.execute(sa.select(about.value).where(about.key == "steps")).scalar()
        return taken is not None and int(taken) > self.steps

    def lock(self, connection: sa.Connection, what: str) -> None:
        """Hold `what` until the transaction ends (on a file the transaction itself is the only writer)."""
        if self.is_server:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCKS[what])))

    def insert_or_ignore(self, table: sa.Table) -> Any:
        """An INSERT that leaves rows that are there already."""
        make = postgresql.insert if self.is_server else sqlite.insert
        return make(table).on_conflict_do_nothing()

    def dispose(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()
