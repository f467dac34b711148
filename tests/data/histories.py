"""Enrolments with a history by chance: walked, corrected, made more secret, brought in, merged, taken out and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from casemgr.data import merging
from casemgr.data.database import Database
from casemgr.data.records import Stored, load
from casemgr.data.unit_of_work import IMPORT, Actor, UnitOfWork
from casemgr.domain import pathway
from casemgr.domain.access import Person
from casemgr.domain.clock import Clock
from casemgr.domain.errors import UserError
from casemgr.domain.ids import Ids

KIND = "enrolment"
# One of them, so that people meet in it twice, and one whose stages have another secrecy.
PROGRAMMES = ("PVI", "ASH", "LNG")


@dataclass
class Histories:
    """Writes by chance; `people` are those who are enrolled, `made` the enrolments so far."""

    database: Database
    clock: Clock
    people: list[str]
    chance: Random
    made: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)

    def work(self) -> UnitOfWork:
        """A transaction of somebody who may bring in lines of any secrecy, and reads but what the team reads."""
        person = Person("all", "all", "All", ("ADMIN", "COORD", "CASE"), ("RAB",), "RAB")
        return UnitOfWork(self.database, Actor(person, self.clock, Ids(random=self.chance), source=IMPORT))

    def day(self) -> date:
        """A day of two years, often the same one."""
        today = self.clock.today()
        return today - timedelta(days=self.chance.choice((0, 1, 1, 30, 90, self.chance.randrange(700))))

    def line(self, programme: str) -> dict[str, Any]:
        """A line of a history: a stage of the programme, or by a slip of another."""
        codes = pathway.path_of(programme if self.chance.random() < 0.9 else self.chance.choice(PROGRAMMES))
        mark = self.chance.choice(("L0", "L0", "L1", "L1", "L2", "L4"))
        return {"stage": self.chance.choice(codes), "entered_on": self.day(), "confidentiality": mark}

    def act(self, how_many: int) -> None:
        """So many writes, some of them together."""
        ways: list[Callable[[UnitOfWork], None]] = [*[self._create] * 4, *[self._rewrite] * 4]
        ways += [self._mark, self._leave, self._void, self._merge, self._unmerge]
        while how_many > 0:
            with self.work() as work:
                for _ in range(self.chance.choice((1, 1, 3))):
                    (self.chance.choice(ways) if len(self.made) > 3 else self._create)(work)
                    how_many -= 1

    def _create(self, work: UnitOfWork) -> None:
        programme, person = self.chance.choice(PROGRAMMES), self.chance.choice(self.people)
        history = [self.line(programme) for _ in range(self.chance.randrange(5))]
        values = {"beneficiary": person, "programme": programme, "enrolled_on": self.day(), "history": history}
        mark = self.chance.choice((None, None, None, "L2"))
        self.made.append(work.create(KIND, values, confidentiality=mark))

    def _some(self, work: UnitOfWork) -> Stored | None:
        try:
            return work.find(KIND, self.chance.choice(self.made), "u")
        except UserError:  # too secret for her by now
            return None

    def _rewrite(self, work: UnitOfWork) -> None:
        """Lines added, changed, taken away and put in another order: of those that she sees."""
        one = self._some(work)
        if one is not None:
            lines = [dict(line) for line in one.values["history"] if self.chance.random() < 0.8]
            self.chance.shuffle(lines)
            for line in lines:
                if self.chance.random() < 0.3:
                    line |= self.line(one.values["programme"]) | {"confidentiality": line["confidentiality"]}
            added = [self.line(one.values["programme"]) for _ in range(self.chance.randrange(3))]
            work.update(KIND, one.id, {"history": lines + added}, one.version)

    def _mark(self, work: UnitOfWork) -> None:
        one = self._some(work)
        if one is not None:
            work.update(KIND, one.id, {}, one.version, confidentiality="L1")

    def _leave(self, work: UnitOfWork) -> None:
        one = self._some(work)
        if one is not None:
            left = None if one.values["exited_on"] else self.day()
            work.update(KIND, one.id, {"exited_on": left}, one.version)

    def _void(self, work: UnitOfWork) -> None:
        one = self._some(work)
        if one is not None and one.void_reason is None:
            work.void(KIND, one.id, "essai")
        elif one is not None and one.merged_into is None:
            work.restore(KIND, one.id)

    def _merge(self, work: UnitOfWork) -> None:
        one, other = self._some(work), self._some(work)
        if one and other and one.id != other.id and not any(x.merged_into or x.void_reason for x in (one, other)):
            self.merges.append(merging.merge(work, KIND, one.id, other.id))

    def _unmerge(self, work: UnitOfWork) -> None:
        if self.merges:
            try:
                merging.undo(work, self.merges.pop())
            except UserError:  # merged again since, or too secret
                return


def every_history(database: Database) -> dict[str, Stored]:
    """Every enrolment whole, the void and the secret too."""
    tables = database.schema.of(KIND)
    with database.reading() as connection:
        ids = list(connection.execute(sa.select(tables.record.c.id)).scalars())
        return load(connection, tables, ids, None)


def kept(database: Database) -> dict[str, tuple[str | None, date | None, set[str]]]:
    """What the database keeps on each: the stage it is at, since when, and the stages it entered."""
    record = database.schema.of(KIND).record.c
    with database.reading() as connection:
        rows = connection.execute(sa.select(record.id, record.stage, record.stage_since, record.stages_entered)).all()
    return {row[0]: (row[1], row[2], set((row[3] or "").split())) for row in rows}
