"""A row without a number of its own is here already when a record says the same: so a list brought twice adds nothing.

Two equal rows of one list are two (two sessions on one day): each is met by one record at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.tables import KindTables
from casemgr.domain import checking
from casemgr.domain.words import Words
from casemgr.services.lists.linked import chunks

Values = Mapping[str, Any]

SAYS_THE_SAME = Words(
    "Déjà dans la base : même personne, même jour, même contenu.",
    "موجود من قبل: نفس الشخص ونفس اليوم ونفس المضمون.",
    "Here already: same person, same day, same content.",
)


class Repeated:
    """The records of the people and the days that a block of rows names."""

    def __init__(self, connection: sa.Connection, tables: KindTables, met: Iterable[str] = ()) -> None:
        self._connection = connection
        self._tables = tables
        kind = tables.kind
        day = kind.timeline.date if kind.timeline else ""
        known = {field.key for field in kind.stored_fields()}
        self._keys = (kind.person, day) if kind.person and kind.person in known and day in known else None
        self._plain = [field.key for field in kind.stored_fields()]
        self.met: set[str] = {*met}  # ids
        self._found: dict[tuple[Any, Any], list[tuple[str, Values]]] = {}

    def look(self, rows: Iterable[Values]) -> None:
        """Read what is here of the people and the days of these rows."""
        self._found = defaultdict(list)
        if self._keys is None:
            return
        person, day = self._keys
        asked = {(row.get(person), row.get(day)) for row in rows}
        people = {one for one, _on in asked if isinstance(one, str)}
        days = {on for _one, on in asked if isinstance(on, date)}
        if not people:
            return
        record = self._tables.record.c
        on_these = sa.or_(record[day].is_(None), *([record[day].between(min(days), max(days))] if days else []))
        for chunk in chunks(people):
            statement = sa.select(record.id).where(record[person].in_(chunk), on_these, record.voided_at.is_(None))
            ids = list(self._connection.execute(statement).scalars())
            for stored in load(self._connection, self._tables, ids, None, groups=()).values():
                self._found[stored.values[person], stored.values[day]].append((stored.id, stored.values))

    def here(self, values: Values, given: Collection[str]) -> bool:
        """Whether a record that no row before this one met says all that the list says (the keys `given`)."""
        if self._keys is None:
            return False
        for id_, kept in self._found.get((values.get(self._keys[0]), values.get(self._keys[1])), ()):
            if id_ not in self.met and all(
                kept.get(key) == values[key]
                for key in self._plain
                if key in given and not checking.is_empty(values.get(key))
            ):
                self.met.add(id_)
                return True
        return False
