"""What stands around the record that is printed, as far as the reader may see: read once, when a layout asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from casemgr.data.records import RecordLookup, Stored, load, load_of_person, one_person
from casemgr.data.tables import KindTables
from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.kind import Due, Kind
from casemgr.domain.paper import DueLine, Subject, TimelineLine, Values
from casemgr.services.desk import Desk
from casemgr.services.file import kinds_of_a_file
from casemgr.services.records import Absent
from casemgr.services.register import titles_of


def subject_of(desk: Desk, stored: Stored, context: Context) -> Subject:
    """A stored record as its reader sees it, its computed fields among the others."""
    kind = desk.kinds[stored.kind]
    seen = kind.view_keys(stored.view)
    computed = checking.computed(kind, Absent(stored.values), context)
    shown = {key: value for key, value in computed.items() if seen is None or key in seen}
    values = Absent({**stored.values, **shown})
    return Subject(
        kind=kind,
        id=stored.id,
        code=stored.code or "",
        title=kind.title(values) if stored.view == "full" else "",
        state=stored.state or "",
        branch=stored.branch,
        confidentiality=stored.confidentiality,
        created_on=stored.created_at.date(),
        values=values,
    )


class Surroundings:
    """The records around one, through one connection. `secret` gathers what was read that is more secret than L1."""

    def __init__(self, desk: Desk, connection: sa.Connection, person: str) -> None:
        self._desk = desk
        self._connection = connection
        self._person = person
        self._context = desk.context(connection)
        self._kinds = {tables.kind.key: tables for tables in kinds_of_a_file(desk)}
        self._read: dict[str, tuple[Subject, ...]] = {}
        self._people: list[str] | None = None
        self._timeline: list[TimelineLine] | None = None
        self._waiting: list[DueLine] | None = None
        self.secret: dict[str, Stored] = {}

    def of_person(self, kind: str) -> Sequence[Subject]:
        """The person's records of a kind, the newest first."""
        if kind not in self._read:
            tables = self._kinds.get(kind)
            self._read[kind] = self._of_person(tables) if tables is not None and self._person else ()
        return self._read[kind]

    def _of_person(self, tables: KindTables) -> tuple[Subject, ...]:
        if self._people is None:
            people = self._desk.database.schema.of("beneficiary")
            self._people = one_person(self._connection, people, self._person)
        found = load_of_person(self._connection, tables, self._people, self._desk.scope)
        return tuple([self._subject(one) for one in found.values()])

    def _subject(self, stored: Stored) -> Subject:
        if stored.confidentiality not in ("L0", "L1"):
            self.secret[stored.id] = stored
        return subject_of(self._desk, stored, self._context)

    def get(self, kind: str, record: str) -> Subject | None:
        """One record by its id; None for what this reader may not see."""
        if kind not in self._desk.kinds or not record:
            return None
        tables = self._desk.database.schema.of(kind)
        stored = load(self._connection, tables, [record], self._desk.scope).get(record)
        return None if stored is None else self._subject(stored)

    def name(self, to: str, linked: str) -> str:
        """What a link points at, in one line."""
        return titles_of(self._desk, self._connection, to, [linked]).get(linked, "")

    def timeline(self) -> Sequence[TimelineLine]:
        """Everything dated of the person, the newest first."""
        if self._timeline is None:
            self._timeline = self._in_time()
        return self._timeline

    def _in_time(self) -> list[TimelineLine]:
        lines = []
        for tables in self._kinds.values():
            line = tables.kind.timeline
            if line is None:
                continue
            for subject in self.of_person(tables.kind.key):
                lines.append(TimelineLine(subject.values.get(line.date), line.text(subject.values), subject))
        return sorted(lines, key=lambda one: one.on or date.min, reverse=True)

    def household(self) -> Subject | None:
        """The household in which the person lives today, if this reader may see it."""
        if "household" not in self._desk.kinds or not self._person:
            return None
        rows = RecordLookup(self._connection, self._desk.database.schema).find(
            "household", "members", member=self._person
        )
        today = self._desk.today
        now = (
            str(row["record"])
            for row in rows
            if (row.get("from_date") is None or row["from_date"] <= today)
            and (row.get("to_date") is None or row["to_date"] > today)
        )
        return next((found for one in now if (found := self.get("household", one)) is not None), None)

    def due(self) -> Sequence[DueLine]:
        """Everything of the person that is due, the most pressing first."""
        if self._waiting is None:
            self._waiting = self._by_day()
        return self._waiting

    def _by_day(self) -> list[DueLine]:
        lines = []
        for tables in self._kinds.values():
            for one in tables.kind.due:
                for subject in self.of_person(tables.kind.key):
                    lines += self._due(tables.kind, one, subject)
        return sorted(lines, key=lambda line: line.on)

    def _due(self, kind: Kind, one: Due, subject: Subject) -> list[DueLine]:
        carriers: Sequence[Values] = subject.values.get(one.rows) or () if one.rows else (subject.values,)
        fields = {f.key: f for f in (kind.group(one.rows).plain_fields() if one.rows else kind.fields())}
        lines = []
        for values in carriers:
            day = values.get(one.date)
            asked = Absent({"state": subject.state, **values})
            if day is None or (one.while_ is not None and not one.while_(asked, self._context)):
                continue
            what = fields[one.what].show(values.get(one.what)) if one.what in fields else subject.title
            lines.append(DueLine(day, one.label, what, subject))
        return lines
