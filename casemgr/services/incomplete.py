"""The files left incomplete: people written down lately, or followed, of whom something is still expected."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.domain import checking
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.due_narrowing import BRANCH, asked_last, of_my_branches
from casemgr.services.records import Absent

LOOKED_AT = 60  # files, the last written first: a list longer than that would be a wall


@dataclass(frozen=True)
class Incomplete:
    """A file, the name or code of its person, and what is still expected of it."""

    person: str
    said: str = dataclasses.field(repr=False)
    missing: tuple[Words, ...]


def incomplete(desk: Desk, reach: str) -> list[Incomplete]:
    """The files that I wrote last (or, for the branch, that were written last in it) and may complete."""
    if not desk.person.may("u", "beneficiary"):
        return []
    tables = desk.database.schema.of("beneficiary")
    record, kind = tables.record.c, tables.kind
    whose = of_my_branches(desk, tables) if reach == BRANCH else record.created_by == desk.person.id
    allowed = asked_last(desk.scope.predicate(tables, "u"))
    latest = sa.select(record.id).where(record.voided_at.is_(None), record.merged_into.is_(None), whose, allowed)
    with desk.database.reading() as connection:
        ordered = latest.order_by(record.updated_at.desc()).limit(LOOKED_AT)
        ids = list(connection.execute(ordered).scalars())
        found = load(connection, tables, ids, desk.scope)
        context = desk.context(connection)
    files = []
    for one in (found[key] for key in ids if key in found):
        missing = checking.to_complete(kind, Absent(one.values), context) if one.view == "full" else ()
        if missing:
            said = kind.title(Absent(one.values)) or one.code
            files.append(Incomplete(one.id, said, tuple(field.label for field in missing)))
    return files
