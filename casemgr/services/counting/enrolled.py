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
        self._person = schema.of("beneficiary").record
        self.survivor = self._person.alias("survivor")
        self.who = self.survivor.c.id

    def _people(self) -> sa.FromClause:
        """Each enrolment with whom its person turned out to be."""
        person = self._person.c
        return self.enrolment.join(self._person, person.id == self.enrolment.c.beneficiary).join(
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

    def served(self, programme: str, start: date, end: date) -> sa.Select[Any]:
        """The people with a countable service charged to the programme."""
        service = self.service.c
        other = self._person.alias("served")
        return (
            sa.select(sa.func.coalesce(other.c.merged_into, other.c.id))
            .select_from(self.service.join(other, other.c.id == service.beneficiary))
            .where(service.programme == programme, service.countable == 1, service.voided_at.is_(None))
            .where(service.date.between(start, end))
        )


def _may_count(desk: Desk) -> None:
    if not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)


def reached(desk: Desk, programme: str, until: date) -> Reached:
    """How far a programme has come since its start (rule 6). Raises NotAllowed."""
    _may_count(desk)
    meta = vocabulary("programme")[programme].meta
    indicator = OWED.get(programme, "C05")
    target = int(meta["target"]) if meta.get("target") else None
    with desk.database.reading() as connection:
        value = _value(connection, _Tables(desk), indicator, programme, until)
    return Reached(programme, indicator, value, target, meta.get("unit") or "persons")


def _value(connection: sa.Connection, tables: _Tables, indicator: str, programme: str, until: date) -> int:
    start = started_on(programme)
    of_it = [tables.enrolment.c.programme == programme, tables.enrolment.c.enrolled_on <= until]
    if indicator == "P01":
        codes = pathway.path_of(programme)
        far = codes[codes.index(ASSESSED) :]
        found = tables.entered(tables.who).where(
            *of_it, tables.history.c.stage.in_(far), tables.history.c.entered_on.between(start, until)
        )
    else:
        served = tables.served(programme, start, until)
        if indicator == "T01":
            kinds = [term.code for term in vocabulary("service_type") if term.parent in CARE]
            served = served.where(tables.service.c.type.in_(kinds))
            of_it.append(tables.survivor.c.sex == "F")
        found = tables.enrolled(tables.who).where(*of_it, tables.who.in_(served))
    return int(connection.execute(sa.select(sa.func.count()).select_from(found.distinct().subquery())).scalar_one())


def assessed(desk: Desk, start: date, end: date) -> int:
    """P02: the people whose skills assessment was reached in the period. Raises NotAllowed."""
    _may_count(desk)
    tables = _Tables(desk)
    lines = tables.history.c
    found = tables.entered(tables.who).where(lines.stage == ASSESSED, lines.entered_on.between(start, end))
    with desk.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(found.distinct().subquery())).scalar_one())


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
