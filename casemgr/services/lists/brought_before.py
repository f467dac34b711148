"""Which lists were brought in already: a household of first names alone is recognised in the very same list only.

A list is known by the hash of its file and the sheet that was read; nothing of what it says is kept.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa

from casemgr.data.database import Database


def mark_of(path: Path, sheet: str) -> str:
    """By what a sheet of a file is known: the same bytes give the same mark. Raises OSError."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256")
    digest.update(f"\0{sheet}".encode())
    return digest.hexdigest()


def is_noted(connection: sa.Connection, database: Database, kind: str, mark: str) -> bool:
    """Whether this list was brought in before, as records of `kind`."""
    table = database.schema.house.brought_list
    found = sa.select(table.c.mark).where(table.c.kind == kind, table.c.mark == mark)
    return connection.execute(found).first() is not None


def note(connection: sa.Connection, database: Database, kind: str, mark: str) -> None:
    """Note that every row of this list is here now."""
    table = database.schema.house.brought_list
    connection.execute(database.insert_or_ignore(table), [{"kind": kind, "mark": mark}])
