"""What a record that a list brought in said when it came: so the list is known again after the record was corrected.

A correction takes nothing away: the change log keeps, of each field, what stood there before its first change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from casemgr.data.change_log import revive_field
from casemgr.data.house import House
from casemgr.domain.fields import Field
from casemgr.services.lists.linked import chunks


def was_corrected(record: sa.ColumnCollection[str, sa.Column[Any]]) -> sa.ColumnElement[bool]:
    """Of a list, and changed since: which records may have said something else when they came."""
    return sa.and_(record.source == "import", record.version > 1)


def first_values(
    connection: sa.Connection, house: House, ids: Iterable[str], fields: Collection[Field]
) -> dict[str, dict[str, Any]]:
    """By record, the first value of each of these fields of its own that was changed; others are absent."""
    by_key = {field.key: field for field in fields}
    change = house.change.c
    found: dict[str, dict[str, Any]] = {}
    for chunk in chunks(set(ids)):
        statement = sa.select(change.record, change.field, change.old).where(
            change.record.in_(chunk), change.row.is_(None), change.path == "", change.field.in_(sorted(by_key))
        )
        for record, key, old in connection.execute(statement.order_by(change.seq)):
            found.setdefault(record, {}).setdefault(key, revive_field(by_key[key], old))
    return found
