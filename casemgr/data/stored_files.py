"""Scans and photos lie in the database itself: encrypted with it, in every backup of it, gone with what is erased.

A file beside the database would need a key, a backup and an erasure of its own, and could be lost or left behind by
each of them. The content stands in a table of its own, so that nothing but opening a file ever reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain.kind import Kind


def keep(
    connection: sa.Connection, database: Database, identity: str, content: bytes, moment: datetime, by: str
) -> str:
    """Keep a content under `identity`; returns its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    row = {"id": identity, "digest": digest, "content": content, "kept_at": moment, "kept_by": by}
    connection.execute(database.schema.house.stored_file.insert(), [row])
    return digest


def content(connection: sa.Connection, database: Database, identity: str) -> bytes | None:
    """The content kept under `identity`; None when it was erased, or is not what was kept (a damaged file)."""
    table = database.schema.house.stored_file
    row = connection.execute(sa.select(table.c.content, table.c.digest).where(table.c.id == identity)).first()
    if row is None or hashlib.sha256(row.content).hexdigest() != row.digest:
        return None
    return bytes(row.content)


def is_held(connection: sa.Connection, database: Database, identity: str) -> bool:
    """Whether a record, voided or not, holds this file."""
    for kind, keys in _keys_of_files(database):
        record = database.schema.of(kind).record.c
        found = sa.select(record.id).where(sa.or_(*(record[key] == identity for key in keys))).limit(1)
        if connection.execute(found).first() is not None:
            return True
    return False


def erase(connection: sa.Connection, database: Database, identities: Iterable[str]) -> None:
    """Erase contents for good."""
    table = database.schema.house.stored_file
    connection.execute(table.delete().where(table.c.id.in_(list(identities))))


def forget_unused(connection: sa.Connection, database: Database, by: str, before: datetime) -> None:
    """Erase what this person took in before a moment and neither a record nor a draft holds (a form given up)."""
    house = database.schema.house
    table = house.stored_file
    mine = sa.select(table.c.id).where(table.c.kept_by == by, table.c.kept_at < before)
    for kind, keys in _keys_of_files(database):
        record = database.schema.of(kind).record
        mine = mine.where(*(~sa.exists().where(record.c[key] == table.c.id) for key in keys))
    unused = list(connection.execute(mine).scalars())
    if unused:
        drafts = list(connection.execute(sa.select(house.draft.c["values"])).scalars())
        erase(connection, database, [one for one in unused if not any(one in draft for draft in drafts)])


def _keys_of_files(database: Database) -> list[tuple[Kind, list[str]]]:
    """Each kind that carries files, with the keys of its fields of that type."""
    found = [(k, [f.key for f in k.stored_fields() if f.type == "file"]) for k in database.schema.kinds.values()]
    return [(kind, keys) for kind, keys in found if keys]


def unsound(connection: sa.Connection, database: Database) -> dict[str, int]:
    """By kind, how many records have a file whose content is gone without having been erased, or is another."""
    wrong: dict[str, int] = {}
    table = database.schema.house.stored_file
    for kind, keys in _keys_of_files(database):
        record = database.schema.of(kind).record
        erased = record.c["erased_on"].is_(None) if "erased_on" in record.c else sa.true()
        for key in keys:
            held = sa.select(record.c[key], record.c[f"{key}_digest"].label("digest")).where(record.c[key].is_not(None))
            for one in connection.execute(held.where(erased)).all():
                found = connection.execute(sa.select(table.c.content).where(table.c.id == one[0])).scalar()
                if found is None or hashlib.sha256(found).hexdigest() != one.digest:
                    wrong[kind.key] = wrong.get(kind.key, 0) + 1
    return wrong
