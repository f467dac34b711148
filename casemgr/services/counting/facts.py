"""What the count looks at, read from the database in a few statements: never a name, never a row's story.

One of the two places that look beyond the reader's scope (trust.md): it gives figures, by the right to count.

Where nothing is asked but what stands in a column of the person (her sex, her nationality), the database counts those
who are alike, and a month is a hundred lines; else everybody comes as one line of plain columns. The few who were
merged are worked out one by one (`merged`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from casemgr.data.prepared import Prepared
from casemgr.data.tables import KindTables, Schema
from casemgr.domain.dates import ApproximateDate
from casemgr.services.counting.request import OF_A_LINE, CountRequest
from casemgr.services.desk import Desk

CHUNK = 500
Lines = tuple[tuple[tuple[str, str | None], int], ...]
IN_A_COLUMN = frozenset(("sex", "nationality"))


@dataclass(slots=True)
class Reached:
    """One person reached in the period: her lines (branch, programme, how many), and when she came first."""

    lines: dict[tuple[str, str | None], int] = field(default_factory=dict)
    first_here: date = date.max
    first_ever: date = date.max


class Traits(NamedTuple):
    """What is known of a person for the count; the statuses are (since, code), in order."""

    sex: str | None
    nationality: str | None
    birth: ApproximateDate | None
    statuses: tuple[tuple[date, str], ...] = ()
    provinces: tuple[tuple[date, str], ...] = ()


NOBODY = Traits(None, None, None)


def held_on(history: Iterable[tuple[date, str]], day: date) -> str | None:
    """The value in force on `day` (rule 8) of a history in order: none when it began later."""
    held = None
    for since, value in history:
        if since > day:
            break
        held = value
    return held


@dataclass(slots=True)
class Everybody:
    """Whom the count is of: a list for each fact, all in one order, so that a crossing is one pass over some of them.

    `times` is how many people an entry speaks of: one, or all who are alike; `lines` are then the services of all. Of
    the traits, what held on the day of the first service of the period (rules 7 and 8). `is_new` is rule 4: her first
    countable service ever falls in the period. `ids` and `first` are empty where they were not asked for.
    """

    times: list[int] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    is_new: list[bool] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    first: list[date] = field(default_factory=list)
    sex: list[str | None] = field(default_factory=list)
    nationality: list[str | None] = field(default_factory=list)
    birth: list[ApproximateDate | None] = field(default_factory=list)
    status: list[str | None] = field(default_factory=list)
    province: list[str | None] = field(default_factory=list)

    @classmethod
    def of(cls, people: Mapping[str, Reached], traits: Mapping[str, Traits], start: date, end: date) -> Everybody:
        """The same of people given one by one."""
        found = cls()
        for person, one in people.items():
            found.add(person, one, traits.get(person, NOBODY), start <= one.first_ever <= end)
        return found

    def add(self, person: str, one: Reached, known: Traits, is_new: bool) -> None:
        """One more person."""
        self.times.append(1)
        self.lines.append(tuple(sorted(one.lines.items(), key=repr)))
        self.is_new.append(is_new)
        self.ids.append(person)
        self.first.append(one.first_here)
        self.sex.append(known.sex)
        self.nationality.append(known.nationality)
        self.birth.append(known.birth)
        self.status.append(held_on(known.statuses, one.first_here))
        self.province.append(held_on(known.provinces, one.first_here))


def counted(service: KindTables) -> tuple[sa.ColumnElement[bool], ...]:
    """Rule 2: a countable service that is not void."""
    facts, record = service.kind.facts, service.record
    if facts is None:
        raise ValueError("services give no facts")
    return record.c[facts.countable] == 1, record.c.voided_at.is_(None)


def asked(service: KindTables, request: CountRequest) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the services of the period and the scope."""
    record = service.record
    where = [*counted(service), record.c.date.between(request.start, request.end), record.c.beneficiary.is_not(None)]
    if request.programme is not None:
        where.append(record.c.programme == request.programme)
    if request.branch is not None:
        where.append(record.c.branch == request.branch)
    return tuple(where)


def aliases(desk: Desk, connection: sa.Connection) -> dict[str, str]:
    """Merged people and who they turned out to be (rule 1)."""
    record = desk.database.schema.of("beneficiary").record.c
    rows = connection.execute(sa.select(record.id, record.merged_into).where(record.merged_into.is_not(None)))
    return {row.id: row.merged_into for row in rows}


def apart(people: KindTables) -> sa.CompoundSelect[Any]:
    """Those who were merged, those they turned out to be, and the void: few, and counted one by one."""
    record = people.record.c
    merged = record.merged_into.is_not(None)
    return sa.union_all(
        sa.select(record.id).where(merged),
        sa.select(record.merged_into).where(merged),
        sa.select(record.id).where(record.voided_at.is_not(None)),
    )


def read(
    desk: Desk, connection: sa.Connection, request: CountRequest, wanted: frozenset[str], *, one_by_one: bool = False
) -> Everybody:
    """Everybody reached in the period and scope (rules 1 to 4), those who were merged left to `merged.read`.

    `wanted` (dimensions) says what is read of them: no more than is asked. `one_by_one`: never those who are alike as
    one, because it is asked who they are.
    """
    many = _Many(desk.database.schema, request, wanted)
    if not one_by_one and wanted <= IN_A_COLUMN:
        return many.alike(connection)
    return many.each(connection)


HISTORIES = {"status_group": ("administrative_status", "status"), "residence_region": ("address", "province")}


class _Many:
    """The statements on everybody but the few."""

    def __init__(self, schema: Schema, request: CountRequest, wanted: frozenset[str]) -> None:
        self._service, self._people = schema.of("service"), schema.of("beneficiary")
        self._request, self._wanted = request, wanted
        record = self._service.record.c
        self._asked = (*asked(self._service, request), record.beneficiary.not_in(apart(self._people)))

    def alike(self, connection: sa.Connection) -> Everybody:
        """Those of one sex and nationality, as far as asked, and as new, as one entry."""
        person, record = self._people_reached(), self._people.record.c
        known = [key for key in ("sex", "nationality") if key in self._wanted]
        by = [self._is_new(person).label("is_new"), *(record[key] for key in known)]
        statement = sa.select(sa.func.count(), sa.func.sum(person.c.many), *by)
        everybody = Everybody()
        for people, services, is_new, *codes in connection.execute(self._joined(statement, person).group_by(*by)):
            everybody.times.append(people)
            everybody.lines.append(((("", None), int(services)),))
            everybody.is_new.append(bool(is_new))
            for key, code in zip(known, codes, strict=True):
                getattr(everybody, key).append(code)
        return everybody

    def each(self, connection: sa.Connection) -> Everybody:
        """An entry for each person."""
        person, record = self._people_reached(), self._people.record.c
        traits = (
            ("sex", "sex"),
            ("nationality", "nationality"),
            ("age_band", "birth_date"),
            ("age_band", "birth_date_precision"),
        )
        known = [record[key] if dimension in self._wanted else sa.null() for dimension, key in traits]
        columns = (person.c.who, person.c.first_here, person.c.many, self._is_new(person), *known)
        rows = Prepared(self._joined(sa.select(*columns), person)).rows(connection)
        if not rows:
            return Everybody()
        ids, first, many, is_new, sex, nationality, birth, precision = map(list, zip(*rows, strict=True))
        lines = self._lines(connection)
        held = {key: self._held(connection, key, dict(zip(ids, first, strict=True))) for key in HISTORIES}
        return Everybody(
            times=[1] * len(ids),
            lines=[lines[who] for who in ids] if lines else [((("", None), n),) for n in many],
            is_new=list(map(bool, is_new)),
            ids=ids,
            first=first,
            sex=sex,
            nationality=nationality,
            birth=[day and ApproximateDate(day, how or "NONE") for day, how in zip(birth, precision, strict=True)],
            status=[held["status_group"].get(who) for who in ids],
            province=[held["residence_region"].get(who) for who in ids],
        )

    def _people_reached(self) -> sa.Subquery:
        """Each person of the period once, before anything is asked of her: taking distinct people first is what makes
        the rest cheap.
        """
        record = self._service.record.c
        many, first = sa.func.count().label("many"), sa.func.min(record.date).label("first_here")
        found = sa.select(record.beneficiary.label("who"), many, first).where(*self._asked)
        return found.group_by(record.beneficiary).subquery("person")

    def _is_new(self, person: sa.Subquery) -> sa.ColumnElement[bool]:
        """Rule 4: nothing was given her before the period, anywhere (what was given in it, was given: she is here)."""
        before = self._service.record.alias("before").c
        earlier: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
            before.beneficiary == person.c.who,
            before.countable == 1,
            before.voided_at.is_(None),
            before.date < self._request.start,
        )
        return ~earlier.exists()

    def _joined(self, statement: sa.Select[Any], person: sa.Subquery) -> sa.Select[Any]:
        if self._wanted.isdisjoint((*IN_A_COLUMN, "age_band")):
            return statement.select_from(person)
        people = self._people.record
        return statement.select_from(person.outerjoin(people, people.c.id == person.c.who))

    def _lines(self, connection: sa.Connection) -> dict[str, Lines]:
        """Where and for which programme each person's services were given; nothing, where that is not asked for."""
        if self._wanted.isdisjoint(OF_A_LINE):
            return {}
        record = self._service.record.c
        by = (record.beneficiary, record.branch, record.programme)
        found: dict[str, Lines] = {}
        statement = sa.select(*by, sa.func.count()).where(*self._asked).group_by(*by)
        for who, branch, programme, many in Prepared(statement).rows(connection):
            line = (((branch, programme), many),)
            found[who] = found[who] + line if who in found else line
        return found

    def _held(self, connection: sa.Connection, dimension: str, days: Mapping[str, date]) -> dict[str, str]:
        """What of a history held for each person on her day; nothing, where that is not asked for."""
        if dimension not in self._wanted:
            return {}
        whose = sa.select(self._service.record.c.beneficiary).where(*asked(self._service, self._request))
        best: dict[str, tuple[date, str]] = {}
        for who, since, value in history(connection, self._people, dimension, whose):
            day = days.get(who)
            if day is not None and since <= day and (who not in best or (since, value) > best[who]):
                best[who] = (since, value)
        return {who: value for who, (_since, value) in best.items()}


def history(
    connection: sa.Connection, people: KindTables, dimension: str, whose: sa.Select[Any] | Collection[str]
) -> Sequence[Any]:
    """(person, since, code) of each line of what a dimension looks at, in no order."""
    group, key = HISTORIES[dimension]
    table = people.group(group).table
    stands = (table.c.removed == 0, table.c.since.is_not(None), table.c[key].is_not(None), table.c.record.in_(whose))
    return Prepared(sa.select(table.c.record, table.c.since, table.c[key]).where(*stands)).rows(connection)
