"""What follows from a follow-up: the one that was due is no longer due once it was made (My day)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load, one_person
from casemgr.data.unit_of_work import UnitOfWork

Values = Mapping[str, Any]
FOLLOW_UP = "follow_up"


def the_one_that_was_due_is_made(work: UnitOfWork, record: str, before: Values, values: Values) -> None:
    """A new follow-up settles the earlier ones of its author with the same person whose planned day has come: it says
    itself when the next one is. One planned for a later day, or by a colleague, still stands.
    """
    person, by, day = (values.get(key) for key in ("beneficiary", "by", "date"))
    if before or not (person and by and day):
        return
    schema = work.database.schema
    tables = schema.of(FOLLOW_UP)
    kept = tables.record.c
    people = one_person(work.connection, schema.of("beneficiary"), str(person))
    due: sa.Select[Any] = work.scope.scoped(FOLLOW_UP, "u").where(
        kept[tables.kind.person].in_(people),
        kept.by == by,
        kept.id != record,
        kept.date <= day,
        kept.next_date <= day,
        sa.or_(kept.next_done.is_(None), kept.next_done == 0),
    )
    ids = list(work.connection.execute(due).scalars())
    for id_, stored in load(work.connection, tables, ids, work.scope, "u", groups=()).items():
        work.update(FOLLOW_UP, id_, {"next_done": True}, stored.version)
