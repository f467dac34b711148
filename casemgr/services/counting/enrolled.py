"""What is counted of enrolments: who entered a programme, who got how far in it, who was reached by it.

As in the rest of the count: people once each, merged ones as one, void records nowhere, by the right to count and
never by the reader's scope (indicators-rules.md 1 to 3, 6, 10; decisions.md 12). Indicators C04, C05, P01, P02, T01.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain import pathway
from casemgr.domain.errors import NotAllowed
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.enrolment import path
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
    """The columns that every statement here looks at, and who a person is after merges."""

    def __init__(self, desk: Desk) -> None:
        schema = desk.database.schema
        self.enrolment = schema.of("enrolment").record
        self.history = schema.of("enrolment").group("history").table
        self.service = schema.of("service").record
        self.person = schema.of("beneficiary").record
        self.survivor = self.person.alias("survivor")
        self.who = self.survivor.c.id

    def _people(self) -> sa.FromClause:
        """Each enrolment with whom its person turned out to be."""
        person = self.person.c
        return self.enrolment.join(self.person, person.id == self.enrolment.c.beneficiary).join(
            self.survivor, self.survivor.c.id == sa.func.coalesce(person.merged_into, person.id)
        )

    def enrolled(self, *columns: Any) -> sa.Select[Any]:
        """Of enrolments that stand, of people who are not void."""
        return (
            sa.select(*columns)
            .select_from(self._people())
            .where(self.enrolment.c.voided_at.is_(None), self.survivor.c.voided_at.is_(None))
        )

    def entered(self, *columns: Any) -> sa.Select[Any]:
        """The same, with the stages that each entered."""
        lines = self.history.c
        return (
            sa.select(*columns)
            .select_from(self._people().join(self.history, lines.record == self.enrolment.c.id))
            .where(self.enrolment.c.voided_at.is_(None), self.survivor.c.voided_at.is_(None), lines.removed == 0)
        )

    def charged(self, programme: str | None, until: date) -> sa.Select[Any]:
        """Who was given a countable service charged to which programme since that programme began."""
        service = self.service.c
        starts = {code: started_on(code) for code in _begun()}
        since = [sa.and_(service.programme == code, service.date >= start) for code, start in starts.items()]
        asked = (
            sa.select(service.programme, service.beneficiary)
            .where(service.countable == 1, service.voided_at.is_(None), service.programme.is_not(None))
            .where(service.date <= until, sa.or_(service.programme.not_in(sorted(starts)), *since))
            .distinct()
        )
        return asked if programme is None else asked.where(service.programme == programme)


def _begun() -> list[str]:
    """The programmes whose start is known."""
    return [term.code for term in vocabulary("programme") if term.meta.get("start")]


def _may_count(desk: Desk) -> None:
    if not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)


def reached(desk: Desk, until: date) -> dict[str, Reached]:
    """How far every programme has come since its start (rule 6), by what it owes. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    with desk.database.reading() as connection:
        people = _cumulative(connection, tables, until)
        people |= {programme: _owed(connection, tables, programme, until) for programme in OWED}
    found = {}
    for term in vocabulary("programme"):
        target = int(term.meta["target"]) if term.meta.get("target") else None
        indicator = OWED.get(term.code, "C05")
        unit = term.meta.get("unit") or "persons"
        found[term.code] = Reached(term.code, indicator, len(people.get(term.code, ())), target, unit)
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
        return _cumulative(connection, tables, until).get(programme, set())


def _owed(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    who = _assessed_or_later if OWED[programme] == "P01" else _cared_for
    return who(connection, tables, programme, until)


def _survivors(connection: sa.Connection, tables: _Tables) -> dict[str, str]:
    """Merged people, and who they turned out to be (rule 1)."""
    person = tables.person.c
    asked = sa.select(person.id, person.merged_into).where(person.merged_into.is_not(None))
    return {row.id: row.merged_into for row in connection.execute(asked)}


def _cumulative(connection: sa.Connection, tables: _Tables, until: date) -> dict[str, set[str]]:
    """C05 of every programme: enrolled in it, and given a countable service charged to it since it began."""
    enrolment = tables.enrolment.c
    asked = tables.enrolled(enrolment.programme, tables.who).where(enrolment.enrolled_on <= until).distinct()
    enrolled = {(row[0], row[1]) for row in connection.execute(asked)}
    merged = _survivors(connection, tables)
    served = {
        (programme, merged.get(person, person)) for programme, person in connection.execute(tables.charged(None, until))
    }
    found: dict[str, set[str]] = {}
    for programme, person in enrolled & served:
        found.setdefault(programme, set()).add(person)
    return found


def _assessed_or_later(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    """P01: enrolled, with the skills assessment or a later stage reached since the programme began."""
    codes = pathway.path_of(programme)
    far = codes[codes.index(ASSESSED) :]
    lines = tables.history.c
    found = tables.entered(tables.who).where(
        tables.enrolment.c.programme == programme,
        lines.stage.in_(far),
        lines.entered_on.between(started_on(programme), until),
    )
    return set(connection.execute(found).scalars())


def _cared_for(connection: sa.Connection, tables: _Tables, programme: str, until: date) -> set[str]:
    """T01: women enrolled, with a medical, social or psychological service charged to the programme (rule 10)."""
    kinds = [term.code for term in vocabulary("service_type") if term.parent in CARE]
    merged = _survivors(connection, tables)
    charged = tables.charged(programme, until).where(tables.service.c.type.in_(kinds))
    served = {merged.get(person, person) for _programme, person in connection.execute(charged)}
    asked = tables.enrolled(tables.who).where(
        tables.enrolment.c.programme == programme,
        tables.enrolment.c.enrolled_on <= until,
        tables.survivor.c.sex == "F",
    )
    return served & set(connection.execute(asked).scalars())


def _how_many(connection: sa.Connection, people: sa.Select[Any]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(people.distinct().subquery())).scalar_one())


def assessed(desk: Desk, start: date, end: date) -> int:
    """P02: the people whose skills assessment was reached in the period. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    lines = tables.history.c
    found = tables.entered(tables.who).where(lines.stage == ASSESSED, lines.entered_on.between(start, end))
    with desk.database.reading() as connection:
        return _how_many(connection, found)


def newly_enrolled(desk: Desk, start: date, end: date) -> dict[str, Counter[tuple[int, int]]]:
    """C04 by programme and month: the people whose first enrolment in it falls there; a second one never counts."""
    _may_count(desk)
    tables = _Tables(desk)
    first = sa.func.min(tables.enrolment.c.enrolled_on)
    asked = tables.enrolled(tables.enrolment.c.programme, tables.who, first).group_by(
        tables.enrolment.c.programme, tables.who
    )
    found: dict[str, Counter[tuple[int, int]]] = {}
    with desk.database.reading() as connection:
        for programme, _who, day in connection.execute(asked.having(first.between(start, end))):
            found.setdefault(programme, Counter())[day.year, day.month] += 1
    return found


def running(desk: Desk) -> Counter[str]:
    """How many people are in each programme now. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    programme = tables.enrolment.c.programme
    asked = tables.enrolled(programme, sa.func.count(sa.distinct(tables.who))).where(
        tables.enrolment.c.exited_on.is_(None)
    )
    with desk.database.reading() as connection:
        return Counter({row[0]: row[1] for row in connection.execute(asked.group_by(programme))})


def by_stage(desk: Desk) -> dict[str, dict[str, StageCount]]:
    """For each programme, how many people ever entered each stage, and how many are at it now. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    programme, stage, people = tables.enrolment.c.programme, tables.history.c.stage, sa.func.count
    entered = tables.entered(programme, stage, people(sa.distinct(tables.who))).group_by(programme, stage)
    now = path.stage_in_sql(tables.enrolment.c, desk.today).label("now")
    standing = tables.enrolled(programme, tables.who.label("who"), now).where(tables.enrolment.c.exited_on.is_(None))
    stands = standing.subquery()
    here = sa.select(stands.c.programme, stands.c.now, people(sa.distinct(stands.c.who))).group_by(
        stands.c.programme, stands.c.now
    )
    found: dict[str, dict[str, StageCount]] = {}
    with desk.database.reading() as connection:
        at_now = {(row[0], row[1]): row[2] for row in connection.execute(here)}
        for code, passed, count in connection.execute(entered):
            found.setdefault(code, {})[passed] = StageCount(passed, count, at_now.get((code, passed), 0))
    return found
