"""The file of one person: what its header says, how many records stand in each section, and the timeline of all."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from casemgr.data.records import Stored, all_of_person, kinds_at_hand, load_of_person, one_person
from casemgr.data.tables import KindTables
from casemgr.domain import checking
from casemgr.domain.fields import Field
from casemgr.domain.kind import Kind
from casemgr.domain.vocabulary import vocabulary
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.records import Record


@dataclass(frozen=True)
class Section:
    """The records of one kind in a person's file: how many this reader sees."""

    kind: str
    count: int


@dataclass(frozen=True)
class PersonFile:
    """What the header of a file shows; `to_complete` is what is still expected of the person's record, for who may
    type it.
    """

    record: Record
    sections: tuple[Section, ...]
    to_complete: tuple[Field, ...]
    caseworker: str
    file_consent: str
    restrictions: tuple[str, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `date` may be missing when nobody knows when it was."""

    kind: str
    id: str
    date: date | None
    text: str = dataclasses.field(repr=False)
    code: str
    state: str
    confidentiality: str
    by: str
    created_at: datetime


def kinds_of_a_file(desk: Desk) -> tuple[KindTables, ...]:
    """The kinds whose records hang on a person and that this reader may read."""
    return tuple(
        tables
        for tables in desk.database.schema
        if tables.kind.person and any(True for _ in desk.person.grants("r", tables.kind.granted_as))
    )


def open_file(desk: Desk, beneficiary: str) -> PersonFile:
    """The header of a person's file. Raises NotFound. Opening it is noted in the audit."""
    with desk.database.reading() as connection:
        context = desk.context(connection, beneficiary)
        record = records.read_in(desk, connection, "beneficiary", beneficiary, context)
        people = one_person(connection, desk.database.schema.of("beneficiary"), beneficiary)
        ids = all_of_person(connection, kinds_of_a_file(desk), people, desk.scope)
        sections = tuple(Section(kind, len(found)) for kind, found in ids.items())
        missing = checking.to_complete(desk.kinds["beneficiary"], record.values, context)
        caseworker = _caseworker(desk, connection, people) if ids.get("case") else ""
        consent, restrictions = _consent(desk, connection, people) if ids.get("consent") else ("", ())
    records.note_read(desk, record)
    may_type = record.view == "full" and desk.person.may("u", "beneficiary", record.confidentiality)
    return PersonFile(
        record,
        sections,
        missing if may_type else (),
        caseworker,
        consent,
        restrictions,
    )


def _of_person(desk: Desk, connection: sa.Connection, kind: str, people: Sequence[str]) -> list[Stored]:
    """The person's records of a kind, the newest first, without their rows."""
    tables = desk.database.schema.of(kind)
    return list(load_of_person(connection, tables, people, desk.scope, groups=()).values())


def _caseworker(desk: Desk, connection: sa.Connection, people: Sequence[str]) -> str:
    for case in _of_person(desk, connection, "case", people):
        worker = case.values.get("caseworker")
        if worker:
            return desk.names_of_staff(connection, [worker]).get(worker, "")
    return ""


def _consent(desk: Desk, connection: sa.Connection, people: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The answer on keeping the file, and every restriction in the person's own words (shown in red)."""
    found = _of_person(desk, connection, "consent", people)
    answer = next((one.values.get("answer") or "" for one in found if one.values.get("purpose") == "FILE"), "")
    return answer, tuple(one.values["restrictions"] for one in found if one.values.get("restrictions"))


def timeline(desk: Desk, beneficiary: str, kinds: Collection[str] = ()) -> list[Entry]:
    """Everything of a person that this reader may see, the newest first; `kinds` keeps some."""
    seen: list[Stored] = []
    with desk.database.reading() as connection:
        people = one_person(connection, desk.database.schema.of("beneficiary"), beneficiary)
        told = [
            tables
            for tables in kinds_of_a_file(desk)
            if tables.kind.timeline and (not kinds or tables.kind.key in kinds)
        ]
        for tables in kinds_at_hand(connection, told, people):
            seen += _of_person(desk, connection, tables.kind.key, people)
        authors = desk.names_of_staff(connection, sorted({one.created_by for one in seen}))
    records.note_secret(desk, "list", seen)
    entries = [_entry(desk.kinds[one.kind], one, authors) for one in seen]
    return sorted(entries, key=lambda entry: (entry.date or date.min, entry.created_at), reverse=True)


def _entry(kind: Kind, one: Stored, authors: Mapping[str, str]) -> Entry:
    line, states = kind.timeline, kind.states
    assert line is not None
    terms = vocabulary(states.vocabulary, states.beside) if states else None
    return Entry(
        kind=kind.key,
        id=one.id,
        date=one.values.get(line.date),
        text=line.text(records.Absent(one.values)),
        code=one.code,
        state=str(terms.label(one.state)) if terms and one.state else "",
        confidentiality=one.confidentiality,
        by=authors.get(one.created_by, ""),
        created_at=one.created_at,
    )
