"""What is counted of enrolments: who entered a programme, who got how far in it, who was reached by it.

As in the rest of the count: people once each, merged ones as one, void records nowhere, by the right to count and
never by the reader's scope (indicators-rules.md 1 to 3, 6, 10; decisions.md 12). Indicators C04, C05, P01, P02, T01.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.data.row_reader import BATCH
from casemgr.domain import pathway
from casemgr.domain.errors import NotAllowed
from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting.facts import apart
from casemgr.services.desk import Desk

# "Medical, social or psychological" (T01), the social line being shelter, kits and documents (stages.csv, TAM/SOC).
CARE = ("HEA", "MHP", "SOC", "HOU", "DOC")
ASSESSED = "PVI-BILAN"
# What each programme owes its funder (indicators.csv, targets); the others are measured by C05.
OWED = {"PVI": "P01", "TAM": "T01"}
EVER = date(1900, 1, 1)


@dataclass(frozen=True)
class Reached:
    """How many people a programme reached by a day: by which indicator, of which target (None: none is set)."""

    programme: str
    indicator: str
    value: int
    target: int | None
    unit: str

    @property
    def share(self) -> float | None:
        """The part of the target that is reached: 1.0 is all of it."""
        return self.value / self.target if self.target else None


@dataclass(frozen=True)
class StageCount:
    """How many people entered a stage, ever, and how many are at it now."""

    stage: str
    entered: int
    here: int


def started_on(programme: str) -> date:
    """The start of a programme; one that has none has always been there."""
    start = vocabulary("programme")[programme].meta.get("start")
    return date.fromisoformat(start) if start else EVER


class _Tables:
    """The tables that every statement here looks at."""

    def __init__(self, desk: Desk) -> None:
        schema = desk.database.schema
        self.enrolment = schema.of("enrolment").record
        self.history = schema.of("enrolment").group("history").table
        self.service = schema.of("service").record
        self.people = schema.of("beneficiary")
        self.person = self.people.record

    def enrolled(self, *columns: Any) -> sa.Select[Any]:
        """Of enrolments that stand: whose each is, and these columns."""
        enrolment = self.enrolment.c
        return sa.select(enrolment.beneficiary, *columns).where(enrolment.voided_at.is_(None))

    def at_stage(self, stages: Sequence[str], start: date, end: date) -> sa.Select[Any]:
        """Of enrolments that stand, those that entered one of these stages between two days: whose each is."""
        lines = self.history.c
        entered = lines.stage.in_(stages), lines.entered_on.between(start, end), lines.removed == 0
        return self.enrolled().where(self.enrolment.c.id.in_(sa.select(lines.record).where(*entered)))

    def served_by(self, programme: str, until: date) -> sa.Select[Any]:
        """Whom a countable service was given, charged to one programme since it began."""
        service = self.service.c
        return sa.select(service.beneficiary).where(
            service.countable == 1,
            service.voided_at.is_(None),
            service.programme == programme,
            service.date.between(started_on(programme), until),
        )

    def served(self, until: date, programme: sa.ColumnElement[str] | None = None) -> sa.Select[Any]:
        """Whom a countable service was given, charged to a programme since that programme began; and to which. Of an
        enrolment, `programme` is its own: then the days are sought by the index too.
        """
        service = self.service.c
        programme = service.programme if programme is None else programme
        starts = {term.code: started_on(term.code) for term in vocabulary("programme")}
        begun = {code: sa.literal(day) for code, day in starts.items() if day != EVER}
        since = sa.case(begun, value=programme, else_=EVER)
        return sa.select(service.beneficiary, service.programme).where(
            service.countable == 1, service.voided_at.is_(None), service.date.between(since, until)
        )


class _People:
    """Who a person turned out to be, and who is void: the few of whom that is so."""

    def __init__(self, connection: sa.Connection, tables: _Tables) -> None:
        person = tables.person.c
        merged = sa.select(person.id, person.merged_into).where(person.merged_into.is_not(None))
        self._merged: dict[str, str] = {row.id: row.merged_into for row in connection.execute(merged).all()}
        void = sa.select(person.id).where(person.voided_at.is_not(None))
        self._void = set(connection.execute(void).scalars().all())
        self._connection = connection
        self._apart = apart(tables.people)

    def survivor(self, person: str) -> str | None:
        """Whom a person is counted as (rule 1); None when that record is void."""
        survivor = self._merged.get(person, person)
        return None if survivor in self._void else survivor

    def who(self, asked: sa.Select[Any]) -> set[str]:
        """The people whose ids the statement gives, each as whom she turned out to be, the void left out."""
        found = {self.survivor(person) for person in self._connection.execute(asked.distinct()).scalars().all()}
        return {who for who in found if who is not None}

    def few(self, asked: sa.Select[Any]) -> set[tuple[Any, ...]]:
        """Of those who are counted one by one, what the statement gives (a person first): who she turned out to be,
        and the rest of the line.
        """
        person, *_rest = asked.selected_columns
        rows = self._connection.execute(asked.where(person.in_(self._apart)).distinct()).all()
        found = ((self.survivor(row[0]), *row[1:]) for row in rows)
        return {line for line in found if line[0] is not None}

    def counted(self, asked: sa.Select[Any]) -> Counter[tuple[Any, ...]]:
        """How many people, once each, by the columns that the statement gives beside the person (its first).

        The many are counted in the database, the few who were merged or are void here.
        """
        return self.counted_many(asked) + Counter(line[1:] for line in self.few(asked))

    def counted_many(self, asked: sa.Select[Any]) -> Counter[tuple[Any, ...]]:
        """The same of everybody else."""
        person, *by = self.many(asked).subquery("many").c
        counted = sa.select(*by, sa.func.count(sa.distinct(person))).group_by(*by)
        return Counter({tuple(row[:-1]): row[-1] for row in self._connection.execute(counted).all()})

    def many(self, asked: sa.Select[Any]) -> sa.Select[Any]:
        """Of everybody else, what the statement gives (a person first)."""
        person, *_rest = asked.selected_columns
        return asked.where(person.not_in(self._apart))

    def first_days(self, asked: sa.Select[Any], start: date, end: date) -> Counter[tuple[Any, ...]]:
        """How many people came first on which day of the period, by programme; the statement gives (person, programme,
        day).
        """
        person, programme, day = asked.selected_columns
        many = self.many(asked).with_only_columns(programme, sa.func.min(day).label("first"))
        first = many.group_by(programme, person).subquery("first_days").c
        days = sa.select(first.programme, first.first, sa.func.count()).where(first.first.between(start, end))
        counted = self._connection.execute(days.group_by(first.programme, first.first)).all()
        found = Counter({(row[0], row[1]): row[2] for row in counted})
        earliest: dict[tuple[str, str], date] = {}
        for who, charged, when in self.few(asked):
            earliest[charged, who] = min(when, earliest.get((charged, who), when))
        found.update((charged, when) for (charged, _who), when in earliest.items() if start <= when <= end)
        return found


def _may_count(desk: Desk) -> None:
    if not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)


def reached(desk: Desk, until: date) -> dict[str, Reached]:
    """How far every programme has come since its start (rule 6), by what it owes. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    with desk.database.reading() as connection:
        people = _People(connection, tables)
        owed = {programme: len(_owed(connection, tables, programme, until)) for programme in OWED}
        counted = {**_cumulative(people, tables, until), **owed}
    found = {}
    for term in vocabulary("programme"):
        target = int(term.meta["target"]) if term.meta.get("target") else None
        indicator = OWED.get(term.code, "C05")
        unit = term.meta.get("unit") or "persons"
        found[term.code] = Reached(term.code, indicator, counted.get(term.code, 0), target, unit)
    return found


def people_reached(desk: Desk, programme: str, until: date) -> set[str]:
    """Who is counted towards what a programme owes, by id: the people behind the figure of `reached`. By the right to
    count; whoever lists them looks at each by the right to read. Raises NotAllowed.
    """
    _may_count(desk)
    tables = _Tables(desk)
    with desk.database.reading() as connection:
        if programme in OWED:
            return _owed(connection, tables, programme, until)
        people = _People(connection, tables)
        enrolled = tables.enrolled().where(
            tables.enrolment.c.enrolled_on <= until, tables.enrolment.c.programme == programme
        )
        served = tables.served_by(programme, until)
        return people.who(enrolled) & people.who(served)


def _owed(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    who = _assessed_or_later if OWED[programme] == "P01" else _cared_for
    return who(connection, tables, programme, until)


def _cumulative(people: _People, tables: _Tables, until: date) -> Counter[str]:
    """C05 of every programme that is measured by it: enrolled in it, and given a countable service charged to it since
    it began.
    """
    enrolment, service = tables.enrolment.c, tables.service.c
    served = tables.served(until)
    enrolled = tables.enrolled(enrolment.programme).where(
        enrolment.enrolled_on <= until, enrolment.programme.not_in(tuple(OWED))
    )
    hers = tables.served(until, enrolment.programme).where(
        service.beneficiary == enrolment.beneficiary, service.programme == enrolment.programme
    )
    both = people.counted_many(enrolled.where(hers.correlate(tables.enrolment).exists()))
    found = Counter({programme: count for (programme,), count in both.items()})
    found.update(programme for _who, programme in people.few(enrolled) & people.few(served))
    return found


def _assessed_or_later(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    """P01: enrolled, with the skills assessment or a later stage reached since the programme began."""
    codes = pathway.path_of(programme)
    far = codes[codes.index(ASSESSED) :]
    found = tables.at_stage(far, started_on(programme), until)
    return _People(connection, tables).who(found.where(tables.enrolment.c.programme == programme))


def _cared_for(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    """T01: women enrolled, with a medical, social or psychological service charged to the programme (rule 10)."""
    kinds = [term.code for term in vocabulary("service_type") if term.parent in CARE]
    enrolment, person, people = tables.enrolment.c, tables.person.c, _People(connection, tables)
    given = tables.served_by(programme, until).where(tables.service.c.type.in_(kinds))
    asked = tables.enrolled().where(enrolment.programme == programme, enrolment.enrolled_on <= until)
    hers = given.where(tables.service.c.beneficiary == enrolment.beneficiary).correlate(tables.enrolment)
    both = set(connection.execute(people.many(asked).where(hers.exists())).scalars())  # the first of her services does
    both |= {who for (who,) in people.few(asked) & people.few(given)}
    women = sa.select(person.id).where(person.sex == "F")
    found: set[str] = set()
    everybody = sorted(both)
    for start in range(0, len(everybody), BATCH):
        chunk = everybody[start : start + BATCH]
        found.update(connection.execute(women.where(person.id.in_(chunk))).scalars())
    return found


def assessed(desk: Desk, start: date, end: date) -> int:
    """P02: the people whose skills assessment was reached in the period. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    with desk.database.reading() as connection:
        return len(_People(connection, tables).who(tables.at_stage((ASSESSED,), start, end)))


def newly_enrolled(desk: Desk, start: date, end: date) -> dict[str, Counter[tuple[int, int]]]:
    """C04 by programme and month: the people whose first enrolment in it falls there; a second one never counts."""
    _may_count(desk)
    tables = _Tables(desk)
    enrolment = tables.enrolment.c
    asked = tables.enrolled(enrolment.programme, enrolment.enrolled_on)
    with desk.database.reading() as connection:
        people = _People(connection, tables)
        many = people.first_days(asked, start, end)
    found: dict[str, Counter[tuple[int, int]]] = {}
    for (programme, day), count in many.items():
        found.setdefault(programme, Counter())[day.year, day.month] += count
    return found


def running(desk: Desk) -> Counter[str]:
    """How many people are in each programme now. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    enrolment = tables.enrolment.c
    asked = tables.enrolled(enrolment.programme).where(enrolment.exited_on.is_(None))
    with desk.database.reading() as connection:
        counted = _People(connection, tables).counted(asked)
    return Counter({programme: count for (programme,), count in counted.items()})


def by_stage(desk: Desk) -> dict[str, dict[str, StageCount]]:
    """For each programme, how many people ever entered each stage, and how many are at it now. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    enrolment = tables.enrolment.c
    now = tables.enrolled(enrolment.programme, enrolment.stage).where(enrolment.exited_on.is_(None))
    with desk.database.reading() as connection:
        people = _People(connection, tables)
        here = people.counted(now)
        entered = _entered(connection, people, tables)
    found: dict[str, dict[str, StageCount]] = {}
    for (programme, stage_code), count in entered.items():
        found.setdefault(programme, {})[stage_code] = StageCount(stage_code, count, here[programme, stage_code])
    return found


def _entered(connection: sa.Connection, people: _People, tables: _Tables) -> Counter[tuple[str, str]]:
    """By programme and stage, how many ever entered it. The database tells together those who passed by the same
    stages, which it keeps on each enrolment (`path.KEPT`): there are as many lines as paths.
    """
    enrolment = tables.enrolment.c
    passed = sa.func.aggregate_strings(enrolment.stages_entered, " ").label("passed")
    each = people.many(tables.enrolled()).with_only_columns(enrolment.programme, passed)
    path_of = each.group_by(enrolment.programme, enrolment.beneficiary).subquery("path_of").c
    paths = sa.select(path_of.programme, path_of.passed, sa.func.count()).group_by(path_of.programme, path_of.passed)
    found: Counter[tuple[str, str]] = Counter()
    for programme, stages, count in connection.execute(paths).all():
        for stage in _each_once(stages):
            found[programme, stage] += count
    few = people.few(tables.enrolled(enrolment.programme, enrolment.stages_entered))
    hers = {(who, programme, stage) for who, programme, stages in few for stage in _each_once(stages)}
    found.update((programme, stage) for _who, programme, stage in hers)
    return found


def _each_once(stages: str | None) -> set[str]:
    return set((stages or "").split())
