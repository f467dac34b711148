"""A row without a number of its own is here already when a record says the same: so a list brought twice adds nothing.

Two equal rows of one list are two (two sessions on one day): each is met by one record at most. What hangs on a person
is looked for by the person and the day; a household by whom its rows name, for it has no day and no name of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.tables import Group, KindTables
from casemgr.domain import checking
from casemgr.domain.fields import Field, Link, Name
from casemgr.domain.words import Words
from casemgr.services.lists.linked import chunks

Values = Mapping[str, Any]

SAYS_THE_SAME = Words(
    "Déjà dans la base : même personne, même jour, même contenu.",
    "موجود من قبل: نفس الشخص ونفس اليوم ونفس المضمون.",
    "Here already: same person, same day, same content.",
)


NAMES_THE_SAME = Words(
    "Déjà dans la base : mêmes membres, même contenu.",
    "موجود من قبل: نفس الأفراد ونفس المضمون.",
    "Here already: same members, same content.",
)
Named = tuple[str, str, str]  # whom a row of a record names: the group, the field, the person or the name


class Repeated:
    """The records that a block of rows may repeat: of the people and the days it names, or with the same members."""

    def __init__(self, connection: sa.Connection, tables: KindTables, met: Iterable[str] = ()) -> None:
        self._connection = connection
        self._tables = tables
        kind = tables.kind
        day = kind.timeline.date if kind.timeline else ""
        known = {field.key for field in kind.stored_fields()}
        self._keys = (kind.person, day) if kind.person and kind.person in known and day in known else None
        self._naming = [] if kind.person else [(group, field) for group in tables.groups for field in _naming(group)]
        self._plain = [field.key for field in kind.stored_fields()]
        self.met: set[str] = {*met}  # ids
        self._found: dict[tuple[Any, ...], list[tuple[str, Values]]] = {}

    @property
    def is_by_members(self) -> bool:
        """Whether rows are known by whom they name. Such a row, brought again, breaks a rule by being here: its people
        live in that household already.
        """
        return bool(self._naming)

    @property
    def says(self) -> Words:
        """Why a row is here already."""
        return SAYS_THE_SAME if self._keys else NAMES_THE_SAME

    def look(self, rows: Iterable[Values]) -> None:
        """Read what is here of the people and the days of these rows, or of those they name."""
        self._found = defaultdict(list)
        if self._keys is not None:
            self._look_by_day(self._keys, rows)
        elif self._naming:
            self._look_by_members({one for row in rows for one in self._named(row)})

    def _look_by_day(self, keys: tuple[str, str], rows: Iterable[Values]) -> None:
        person, day = keys
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

    def _look_by_members(self, named: set[Named]) -> None:
        record, ids = self._tables.record.c, set()
        for group, field in self._naming:
            line = group.table.c
            said = {who for key, of, who in named if (key, of) == (group.rows.key, field.key)}
            for chunk in chunks(said):
                found = sa.select(record.id).join(group.table, line.record == record.id)
                found = found.where(line[field.key].in_(chunk), line.removed == 0, record.voided_at.is_(None))
                ids |= set(self._connection.execute(found).scalars())
        for stored in load(self._connection, self._tables, sorted(ids), None).values():
            for one in set(self._named(stored.values)):
                self._found[one].append((stored.id, stored.values))

    def _named(self, values: Values) -> Iterator[Named]:
        for group, field in self._naming:
            for line in values.get(group.rows.key) or ():
                if isinstance(who := line.get(field.key), str) and who:
                    yield group.rows.key, field.key, who

    def here(self, values: Values, given: Collection[str]) -> bool:
        """Whether a record that no row before this one met says all that the list says (the keys `given`)."""
        if self._keys is not None:
            candidates = self._found.get((values.get(self._keys[0]), values.get(self._keys[1])), [])
        else:
            candidates = next((self._found[one] for one in self._named(values) if one in self._found), [])
        for id_, kept in candidates:
            if id_ not in self.met and self._says_all(kept, values, given):
                self.met.add(id_)
                return True
        return False

    def _says_all(self, kept: Values, values: Values, given: Collection[str]) -> bool:
        if not _says(kept, values, [key for key in self._plain if key in given]):
            return False
        for key in {group.rows.key for group, _field in self._naming}:
            said = [path.removeprefix(f"{key}.") for path in given if path.startswith(f"{key}.")]
            lines = list(kept.get(key) or ())
            for line in values.get(key) or ():
                same = next((one for one in lines if _says(one, line, said)), None)
                if same is None:
                    return False
                lines.remove(same)
        return True


def _says(kept: Values, said: Values, keys: Iterable[str]) -> bool:
    """Whether `kept` says each of these that is said at all."""
    return all(kept.get(key) == said[key] for key in keys if not checking.is_empty(said.get(key)))


def _naming(group: Group) -> list[Field]:
    """The fields of a group by which it names people: links to their files, names of those without one."""
    fields = group.rows.plain_fields()
    if not any(isinstance(field, Link) and field.to == "beneficiary" for field in fields):
        return []
    return [field for field in fields if isinstance(field, Link | Name)]
