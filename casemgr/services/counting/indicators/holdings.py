"""What the indicators read: plain rows of the records that stand, each with whom its person turned out to be.

Beyond the reader's scope, by the right to count (decisions.md 12): no name and no story is read. Void records are in
nothing, nor are those of void people; merged people are one (indicators-rules.md 1, 21).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from casemgr.data.prepared import Prepared
from casemgr.domain.dates import ApproximateDate
from casemgr.services.counting.enrolled import started_on
from casemgr.services.counting.facts import CHUNK, Traits
from casemgr.services.desk import Desk

Row = Mapping[str, Any]
History = tuple[tuple[date, str], ...]
_NO_HISTORY: History = ()


class Holdings:
    """The records of one database, read once each for all the indicators of one question."""

    def __init__(self, desk: Desk, connection: sa.Connection, *, is_placed: bool = True) -> None:
        self.is_placed = is_placed  # whether it matters in which branch
        self.schema = desk.database.schema
        self.connection = connection
        self.today = desk.today
        self._services: dict[tuple[date, date], list[dict[str, Any]]] = {}
        self._read: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        self._found: dict[object, list[Any]] = {}

    def once(self, key: object, find: Callable[[], Iterable[Any]]) -> list[Any]:
        """What `find` finds, looked for once under `key` (an indicator in a period)."""
        if key not in self._found:
            self._found[key] = list(find())
        return self._found[key]

    # --- people -----------------------------------------------------------------------------------------------
    @cached_property
    def _everybody(self) -> dict[str, Any]:
        person = self.schema.of("beneficiary").record.c
        keys = (person.id, person.merged_into, person.voided_at, person.branch, person.sex, person.nationality)
        more = (person.birth_date, person.birth_date_precision, person.population_group)
        return {row.id: row for row in self.connection.execute(sa.select(*keys, *more)).all()}

    @cached_property
    def survivors(self) -> dict[str, str]:
        """Each known id and whom it turned out to be; those who are void are not there."""
        found = {}
        for known, row in self._everybody.items():
            last = row.merged_into or known
            if last in self._everybody and self._everybody[last].voided_at is None:
                found[known] = last
        return found

    def person(self, who: str) -> Any:
        """What is known of a person: branch, sex, nationality, population_group, birth_date."""
        return self._everybody[who]

    @cached_property
    def _statuses(self) -> dict[str, History]:
        return self._history("administrative_status", "status")

    @cached_property
    def _provinces(self) -> dict[str, History]:
        return self._history("address", "province")

    def _history(self, group: str, key: str) -> dict[str, History]:
        lines: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for row in self.rows("beneficiary", group, "since", key):
            if row["since"] is not None and row[key] is not None:
                lines[row["record"]].append((row["since"], row[key]))
        # Of two on one day the lower line holds: the sort keeps their order.
        return {person: tuple(sorted(kept, key=lambda one: one[0])) for person, kept in lines.items()}

    def statuses(self, person: str) -> History:
        """Her administrative statuses, each with the day from which it held, the oldest first."""
        return self._statuses.get(person, _NO_HISTORY)

    def birth(self, person: str) -> ApproximateDate:
        """What is known of her birth."""
        row = self._everybody[person]
        return ApproximateDate(row.birth_date, row.birth_date_precision or "NONE")

    def traits(self, person: str, wanted: frozenset[str]) -> Traits:
        """What breakdowns look at; `wanted` says which histories are needed."""
        row = self._everybody[person]
        statuses = self.statuses(person) if "status_group" in wanted else _NO_HISTORY
        provinces = self._provinces.get(person, _NO_HISTORY) if "residence_region" in wanted else _NO_HISTORY
        return Traits(row.sex, row.nationality, self.birth(person), statuses, provinces)

    @cached_property
    def branches(self) -> dict[str, str | None]:
        """The province of each branch."""
        branch = self.schema.house.branch.c
        rows = self.connection.execute(sa.select(branch.code, branch.province))
        return {row.code: row.province for row in rows}

    # --- records ----------------------------------------------------------------------------------------------
    def records(self, kind: str, *keys: str, where: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """The records that stand, with id, branch, state and `keys`; `person` is whom they turned out to be about.

        Those of void people are left out, but for complaints: they stand without whoever made them, as those of
        nobody named do (None).
        """
        if not where and (kind, *keys) in self._read:
            return self._read[kind, *keys]
        record = self.schema.of(kind).record.c
        columns = [record.id, record.branch, record.state, record.beneficiary.label("raw"), *(record[k] for k in keys)]
        asked = sa.select(*columns).where(record.voided_at.is_(None), *where).order_by(record.id)
        found = []
        names = ("id", "branch", "state", "raw", *keys)
        survivors = self.survivors
        for row in Prepared(asked).rows(self.connection):
            raw = row[3]
            person = survivors.get(raw or "")
            if person is not None or raw is None or kind == "complaint":
                found.append({**dict(zip(names, row, strict=True)), "person": person})
        if not where:
            self._read[kind, *keys] = found
        return found

    def rows(self, kind: str, group: str, *keys: str) -> list[dict[str, Any]]:
        """The rows of a group that stand (of records that stand), with `record` and `keys`, in their order."""
        name = (kind, group, "rows", *keys)
        if name in self._read:
            return self._read[name]
        tables = self.schema.of(kind)
        table, record = tables.group(group).table.c, tables.record.c
        asked = (
            sa.select(table.id, table.record, *(table[key] for key in keys))
            .join_from(tables.group(group).table, tables.record, record.id == table.record)
            .where(table.removed == 0, record.voided_at.is_(None))
            .order_by(table.record, table.place, table.id)
        )
        names = ("id", "record", *keys)
        found = [dict(zip(names, row, strict=True)) for row in Prepared(asked).rows(self.connection)]
        self._read[name] = found
        return found

    def states(self, kind: str) -> dict[str, list[tuple[date, str]]]:
        """The steps of each record: the day and the state, in order."""
        table = self.schema.of(kind).states
        assert table is not None
        asked = sa.select(table.c.record, table.c.day, table.c.state).order_by(table.c.record, table.c.place)
        found: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for record, day, state in self.connection.execute(asked):
            found[record].append((day, state))
        return found

    def partners(self) -> list[Row]:
        """The bodies of the directory, with their type."""
        record = self.schema.of("partner").record.c
        return [dict(row) for row in self.connection.execute(sa.select(record.id, record.type)).mappings()]

    # --- services ---------------------------------------------------------------------------------------------
    @property
    def counted(self) -> tuple[Any, ...]:
        """Rule 2: a countable service (that is not void: `records` sees to it)."""
        return (self.schema.of("service").record.c.countable == 1,)

    def services(self, start: date, end: date, types: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
        """The countable services dated in these days, bounds included; of some types only where they are given."""
        if (start, end) not in self._services:
            service = self.schema.of("service").record.c
            where = (*self.counted, service.date.between(start, end))
            found = self.records("service", "date", "type", "programme", "quantity", "amount", where=where)
            self._services[start, end] = [row for row in found if row["person"] is not None]
        every = self._services[start, end]
        return every if types is None else [row for row in every if row["type"] in types]

    def first_charged(
        self, end: date, programmes: Collection[str], types: tuple[str, ...] | None = None
    ) -> Iterator[tuple[str, str | None, str, date]]:
        """Person, branch, programme, and the first countable service charged to it since it began, to `end`.

        The branch is None where no place is asked: then the index answers alone.
        """
        service = self.schema.of("service").record.c
        begun = [sa.and_(service.programme == code, service.date >= started_on(code)) for code in sorted(programmes)]
        where = [*self.counted, service.voided_at.is_(None), service.date <= end, sa.or_(*begun)]
        if types is not None:
            where.append(service.type.in_(types))
        place = [service.branch] if self.is_placed else []
        key = (service.programme, service.beneficiary, *place)
        asked = sa.select(*key, sa.func.min(service.date)).where(*where).group_by(*key)
        for programme, raw, *branch, day in self.connection.execute(asked) if begun else ():
            if raw in self.survivors:
                yield self.survivors[raw], branch[0] if branch else None, programme, day

    def first_given(self, people: Collection[str], types: tuple[str, ...]) -> dict[str, date]:
        """Of these people, the day of the first countable service of these types, under any of their codes."""
        service = self.schema.of("service").record.c
        codes = sorted(raw for raw, survivor in self.survivors.items() if survivor in people)
        found: dict[str, date] = {}
        for start in range(0, len(codes), CHUNK):
            where = (*self.counted, service.type.in_(types), service.beneficiary.in_(codes[start : start + CHUNK]))
            for row in self.records("service", "date", where=where):
                found[row["person"]] = min(row["date"], found.get(row["person"], date.max))
        return found
