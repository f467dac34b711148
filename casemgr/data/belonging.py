"""What belongs to another record is as secret as it: the papers of a complaint, of a legal file (`Kind.belongs_to`).

Who reads them is said in data/scope.py; here, what mark they carry, and that it follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from casemgr.data.tables import Schema
from casemgr.domain.access import strictest
from casemgr.domain.kind import Kind

Values = Mapping[str, Any]


def owners(schema: Schema, kind: Kind, values: Values) -> Iterator[tuple[str, str, str]]:
    """The records to which one with these values belongs: the key of the link, the kind, the id."""
    for link in kind.owners():
        if values.get(link.key) and link.to in schema.kinds:
            yield link.key, link.to, str(values[link.key])


def least_mark(connection: sa.Connection, schema: Schema, kind: Kind, values: Values) -> str:
    """The least that a record carries: by its own answers, and as much as all to which it belongs."""
    marks = [kind.confidentiality(values)]
    for _key, owner, record in owners(schema, kind, values):
        column = schema.of(owner).record.c
        # On a server nobody makes the owner more secret while what belongs to it is being written.
        held = sa.select(column.confidentiality).where(column.id == record).with_for_update(read=True)
        found = connection.execute(held).scalar()
        marks.append(found or "L0")
    return strictest(*marks)


def belongings(connection: sa.Connection, schema: Schema, kind: str, record: str) -> dict[str, list[str]]:
    """The records that belong to one, voided included, by their kind."""
    found: dict[str, list[str]] = {}
    for tables in schema:
        links = [link.key for link in tables.kind.owners() if link.to == kind]
        if links:
            held = tables.record.c
            mine = sa.select(held.id).where(sa.or_(*(held[key] == record for key in links))).order_by(held.id)
            ids = list(connection.execute(mine).scalars())
            if ids:
                found[tables.kind.key] = ids
    return found
