"""A row without a number of its own is here already when a record says the same: so a list brought twice adds nothing.

Two equal rows of one list are two (two sessions on one day): each is met by one record at most. What hangs on a person
is looked for by the person and the day; a household by whom its rows name, for it has no day and no name of its own. It
is known by a member whose file is linked. First names alone are those of many families: they tell a household only when
the very same list was brought in before; of any other list the row is written, and it is said whom it looks like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.house import House
from casemgr.data.records import load
from casemgr.data.tables import Group, KindTables
from casemgr.domain import checking
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Field, Link, Name
from casemgr.domain.words import Words
from casemgr.services.lists.as_it_came import first_values, was_corrected
from casemgr.services.lists.linked import chunks
from casemgr.services.lists.recognised import WAS_VOIDED

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
LOOKS_LIKE = Words(
    "Un ménage aux mêmes prénoms est déjà là : le même, ou un autre ? À vérifier.",
    "توجد من قبل أسرة بنفس الأسماء الشخصية: نفسها أم غيرها؟ يرجى التحقق.",
    "A household with the same first names is here: the same, or another? To be checked.",
)
Named = tuple[str, str, str]  # whom a row of a record names: the group, the field, the person or the name


@dataclass(frozen=True, slots=True)
class _Kept:
    """A record as it says, or said when it came."""

    id: str
    values: Values
    is_void: bool


class Repeated:
    """The records that a block of rows may repeat: of the people and the days it names, or with the same members."""

    def __init__(
        self,
        connection: sa.Connection,
        house: House,
        tables: KindTables,
        *,
        met: Iterable[str] = (),
        is_same_list: bool = False,
    ) -> None:
        """`met`: the ids that rows met already; `is_same_list`: this very list was brought in before."""
        self._connection = connection
        self._house = house
        self._is_same_list = is_same_list
        self._tables = tables
        kind = tables.kind
        day = kind.timeline.date if kind.timeline else ""
        known = {field.key for field in kind.stored_fields()}
        self._keys = (kind.person, day) if kind.person and kind.person in known and day in known else None
        self._naming = [] if kind.person else [(group, field) for group in tables.groups for field in _naming(group)]
        self._plain = [field.key for field in kind.stored_fields()]
        self.met: set[str] = {*met}  # ids
        self._found: dict[tuple[Any, ...], list[_Kept]] = {}
        self._met_void = False  # the last that was met

    @property
    def is_by_members(self) -> bool:
        """Whether rows are known by whom they name."""
        return bool(self._naming)

    def explains(self, values: Values, errors: Iterable[Issue]) -> bool:
        """Whether nothing is wrong with a row but whom it names, as when it is here already: a person of a household
        that is brought again lives in that household.
        """
        links = {
            f"{group.rows.key}.{place}.{field.key}"
            for group, field in self._naming
            if isinstance(field, Link)
            for place, line in enumerate(values.get(group.rows.key) or ())
            if isinstance(line.get(field.key), str)
        }
        return all(error.field in links for error in errors)

    @property
    def says(self) -> Words:
        """Why the row that `here` was last asked of is here already."""
        why = SAYS_THE_SAME if self._keys else NAMES_THE_SAME
        return WAS_VOIDED.format(why=why) if self._met_void else why

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
            statement = sa.select(record.id).where(record[person].in_(chunk), on_these)
            ids = list(self._connection.execute(statement).scalars())
            for stored in load(self._connection, self._tables, ids, None, groups=()).values():
                self._found[stored.values[person], stored.values[day]].append(
                    _Kept(stored.id, stored.values, stored.void_reason is not None)
                )
            self._look_as_they_came(keys, chunk)

    def _look_as_they_came(self, keys: tuple[str, str], people: list[str]) -> None:
        """Those of these people that were corrected since they came: the same list still says what it said."""
        person, day = keys
        record = self._tables.record.c
        statement = sa.select(record.id).where(record[person].in_(people), was_corrected(record))
        ids = list(self._connection.execute(statement).scalars())
        if not ids:
            return
        fields = [one for one in self._tables.kind.stored_fields() if one.key != person]
        first = first_values(self._connection, self._house, ids, fields)
        for stored in load(self._connection, self._tables, sorted(first), None, groups=()).values():
            values = {**stored.values, **first[stored.id]}
            self._found[values[person], values[day]].append(_Kept(stored.id, values, stored.void_reason is not None))

    def _look_by_members(self, named: set[Named]) -> None:
        record, ids = self._tables.record.c, set()
        for group, field in self._naming:
            line = group.table.c
            said = {who for key, of, who in named if (key, of) == (group.rows.key, field.key)}
            for chunk in chunks(said):
                found = sa.select(record.id).join(group.table, line.record == record.id)
                found = found.where(line[field.key].in_(chunk), line.removed == 0)
                ids |= set(self._connection.execute(found).scalars())
        for stored in load(self._connection, self._tables, sorted(ids), None).values():
            for one in set(self._named(stored.values)):
                self._found[one].append(_Kept(stored.id, stored.values, stored.void_reason is not None))

    def _named(self, values: Values) -> Iterator[Named]:
        for group, field in self._naming:
            for line in values.get(group.rows.key) or ():
                if isinstance(who := line.get(field.key), str) and who:
                    yield group.rows.key, field.key, who

    def here(self, values: Values, given: Collection[str]) -> bool:
        """Whether a record that no row before this one met surely is this row (the list says the keys `given`)."""
        for one in self._candidates(values):
            if (
                one.id not in self.met
                and self._says_all(one.values, values, given)
                and self._is_sure(one.values, values)
            ):
                self.met.add(one.id)
                self._met_void = one.is_void
                return True
        return False

    def is_like(self, values: Values, given: Collection[str]) -> bool:
        """Whether a record that no row met, and that stands, says all that the list says, sure or not."""
        found = (one for one in self._candidates(values) if not one.is_void and one.id not in self.met)
        return any(self._says_all(one.values, values, given) for one in found)

    def _candidates(self, values: Values) -> list[_Kept]:
        """What stands before what is void."""
        if self._keys is not None:
            found = self._found.get((values.get(self._keys[0]), values.get(self._keys[1])), [])
        else:
            found = next((self._found[one] for one in self._named(values) if one in self._found), [])
        return sorted(found, key=lambda one: one.is_void) if any(one.is_void for one in found) else found

    def _says_all(self, kept: Values, values: Values, given: Collection[str]) -> bool:
        if not _says(kept, values, [key for key in self._plain if key in given]):
            return False
        for key in self._groups:
            said = [path.removeprefix(f"{key}.") for path in given if path.startswith(f"{key}.")]
            lines = list(kept.get(key) or ())
            for line in values.get(key) or ():
                same = next((one for one in lines if _says(one, line, said)), None)
                if same is None:
                    return False
                lines.remove(same)
        return True

    def _is_sure(self, kept: Values, values: Values) -> bool:
        """Of two that say the same: whether they are one. A linked file says who it is; first names do not, unless
        this list was brought in before, and nobody else is in the household.
        """
        if self._keys is not None:
            return True
        named = {(group.rows.key, field.key) for group, field in self._naming}
        lines = [(key, line) for key in self._groups for line in values.get(key) or ()]
        if not all(any(line.get(field) for group, field in named if group == key) for key, line in lines):
            return False  # somebody is not named at all
        links = [(group.rows.key, field.key) for group, field in self._naming if isinstance(field, Link)]
        if any(line.get(field) for key, line in lines for group, field in links if group == key):
            return True
        return self._is_same_list and all(
            len(kept.get(key) or ()) == len(values.get(key) or ()) for key in self._groups
        )

    @property
    def _groups(self) -> list[str]:
        return list(dict.fromkeys(group.rows.key for group, _field in self._naming))


def _says(kept: Values, said: Values, keys: Iterable[str]) -> bool:
    """Whether `kept` says each of these that is said at all."""
    return all(kept.get(key) == said[key] for key in keys if not checking.is_empty(said.get(key)))


def _naming(group: Group) -> list[Field]:
    """The fields of a group that say who stands in a row: the first link to a file (the next ones say who answers for
    her, who else), and the names of those without one.
    """
    fields = group.rows.plain_fields()
    links = [field for field in fields if isinstance(field, Link) and field.to == "beneficiary"]
    return [*links[:1], *(field for field in fields if isinstance(field, Name))] if links else []
