"""That a secret record stood on somebody's list is kept once a day, not at every look at the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Protocol

import sqlalchemy as sa

from casemgr.domain.clock import MOROCCO
from casemgr.services.desk import Desk


class Listed(Protocol):
    """A line that shows that a record is there."""

    @property
    def kind(self) -> str:
        """The key of its kind."""
        ...

    @property
    def record(self) -> str:
        """Its id."""
        ...

    @property
    def code(self) -> str:
        """Its number."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether it is more secret than the case team's."""
        ...


def note_once_a_day(desk: Desk, connection: sa.Connection, lines: Iterable[Listed], where: str) -> None:
    """Note in the audit the records that are closed until opened and stand on these lines; `where` names the list."""
    secret = {line.record: line for line in lines if line.is_closed}
    if not secret:
        return
    audit = desk.database.schema.house.audit.c
    morning = datetime.combine(desk.today, time.min, tzinfo=MOROCCO)
    noted = sa.select(audit.record).where(
        audit.record.in_(sorted(secret)), audit.by == desk.person.id, audit.action == "list", audit.at >= morning
    )
    already = set(connection.execute(noted).scalars())
    left = [line for record, line in secret.items() if record not in already]
    if left:
        with desk.work() as work:
            for line in left:
                work.audit.write("list", line.kind, line.record, line.code, (where,))
