"""The states that a record went through, as rules look at them: a clock that stands still in one of them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from casemgr.data.tables import Schema


def life_of(connection: sa.Connection, schema: Schema, kind: str, record: str) -> tuple[tuple[str, date], ...]:
    """Each state of a record and the day from which it stood in it, the first one first."""
    states = schema.of(kind).states
    if states is None:
        return ()
    statement = sa.select(states.c.state, states.c.day).where(states.c.record == record).order_by(states.c.place)
    return tuple((row.state, row.day) for row in connection.execute(statement))
