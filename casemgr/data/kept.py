"""What the database keeps on a record of its rows (`Kind.kept`): worked out by itself, in the transaction that wrote
them, from all of them, whatever whoever wrote may read.
"""

from __future__ import annotations

import sqlalchemy as sa

from casemgr.data.row_reader import BATCH
from casemgr.data.tables import Schema


def settle(connection: sa.Connection, schema: Schema, written: set[tuple[str, str]]) -> None:
    """Keep what now holds of these records (kind, id), whose rows are written; then there are none."""
    for kind in sorted({kind for kind, _record in written}):
        table, ids = schema.of(kind).record, sorted(record for of, record in written if of == kind)
        worked_out = table.update().values({one.key: one.sql(table.c) for one in schema.kinds[kind].kept})
        for start in range(0, len(ids), BATCH):
            connection.execute(worked_out.where(table.c.id.in_(ids[start : start + BATCH])))
    written.clear()
