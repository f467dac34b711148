"""The agenda: whatever has a day and an hour (appointments, hearings), as far as its reader may see; and as .ics.

It is read from the declarations: every `Due` of a kind that names an hour stands here, done or still to come.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.durable import write_atomically
from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.tables import KindTables
from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import NotAllowed
from casemgr.domain.kind import Due
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.listed import note_once_a_day
from casemgr.services.register import titles_of

Values = Mapping[str, Any]

USUAL_LENGTH = 30  # minutes
MOST = 2000  # lines of one reading: a branch has a few hundred a month
OPEN_MARKS = ("L0", "L1")
APPOINTMENT = "appointment"


@dataclass(frozen=True)
class Entry:
    """Something with a day and an hour. `line` is the row that carries it ("" for the record itself).

    `start` and `length` are in minutes (`start` is None while the hour is not known); what is more secret than L1
    says neither what it is nor its place. `is_awaited`: it is still to happen, and takes its hour.
    """

    kind: str
    record: str
    line: str
    day: date
    start: int | None
    length: int
    label: Words
    what: str = dataclasses.field(repr=False)
    person: str = dataclasses.field(repr=False)
    person_said: str = dataclasses.field(repr=False)
    person_code: str
    staff: str
    staff_said: str = dataclasses.field(repr=False)
    place: str = dataclasses.field(repr=False)
    branch: str
    code: str
    state: str
    state_said: Words
    confidentiality: str
    is_awaited: bool

    @property
    def is_closed(self) -> bool:
        """Whether it is more secret than the case team's: opening it is noted."""
        return self.confidentiality not in OPEN_MARKS

    @property
    def time(self) -> str:
        """The hour as 14:30; empty while it is not known."""
        return "" if self.start is None else f"{self.start // 60:02d}:{self.start % 60:02d}"


def entries(desk: Desk, first: date, last: date, *, staff: str = "", branch: str = "") -> list[Entry]:
    """What stands from `first` to `last`, both included, in order; of one colleague, of one branch."""
    told: list[Entry] = []
    with desk.database.reading() as connection:
        for tables in desk.database.schema:
            for due in tables.kind.due if any(desk.person.grants("r", tables.kind.granted_as)) else ():
                if due.time:
                    told += _of(desk, connection, tables, due, (first, last), branch)
        told = _named(desk, connection, [one for one in told if not staff or one.staff == staff])
        note_once_a_day(desk, connection, told, "agenda")
    return sorted(_once(told), key=lambda one: (one.day, one.time or "~", one.staff_said, one.code))


def _once(told: Iterable[Entry]) -> Iterable[Entry]:
    """Each thing once: a kind may declare a hearing twice (to go to, to prepare); it is awaited if either is."""
    found: dict[tuple[str, str, date, int | None], Entry] = {}
    for one in told:
        key = (one.record, one.line, one.day, one.start)
        if key not in found or one.is_awaited:
            found[key] = one
    return found.values()


def _of(
    desk: Desk,
    connection: sa.Connection,
    tables: KindTables,
    due: Due,
    days: tuple[date, date],
    branch: str,
) -> Iterator[Entry]:
    """The entries of one declaration."""
    group = tables.group(due.rows) if due.rows else None
    day = (group.table if group else tables.record).c[due.date]
    asked = desk.scope.scoped(tables.kind.key).where(day >= days[0], day <= days[1])
    if group:
        asked = asked.join(group.table, group.table.c.record == tables.record.c.id).where(group.table.c.removed == 0)
        asked = asked.where(desk.scope.rows_predicate(tables, group))
    if branch:
        asked = asked.where(tables.record.c.branch == branch)
    ids = list(dict.fromkeys(row.id for row in connection.execute(asked.order_by(day).limit(MOST))))
    found = load(connection, tables, ids, desk.scope, groups=(due.rows,) if due.rows else ())
    context = desk.context(connection)
    for stored in found.values():
        for carrier in stored.values.get(due.rows) or () if due.rows else (stored.values,):
            on = carrier.get(due.date)
            if on is not None and days[0] <= on <= days[1]:
                awaited = due.while_ is None or due.while_(records.Absent({"state": stored.state, **carrier}), context)
                yield _entry(tables, due, stored, carrier, bool(awaited))


def _entry(tables: KindTables, due: Due, stored: Stored, carrier: Values, is_awaited: bool) -> Entry:
    kind = tables.kind
    mark = carrier.get("confidentiality", stored.confidentiality) if due.rows else stored.confidentiality
    is_open = mark in OPEN_MARKS
    items = kind.group(due.rows).plain_fields() if due.rows else kind.fields()
    shown = {item.key: item for item in items}.get(due.what)
    what = shown.show(carrier.get(due.what)) if is_open and shown is not None else ""
    staff = carrier.get(due.by) or stored.values.get(due.by) if due.by else None
    group = stored.values.get("group") if is_open else None
    states = kind.states
    is_its_own = states is not None and bool(stored.state) and not due.rows  # a line has no life of its own
    said = vocabulary(states.vocabulary, states.beside).label(stored.state or "") if states and is_its_own else None
    return Entry(
        kind=kind.key,
        record=stored.id,
        line=str(carrier.get("id") or "") if due.rows else "",
        day=carrier[due.date],
        start=_minutes(carrier.get(due.time)),
        length=int(carrier.get("duration") or USUAL_LENGTH),
        label=due.label,
        what=what,
        person=str(stored.values.get(kind.person) or ""),
        person_said=str(group or ""),
        person_code="",
        staff=str(staff or ""),
        staff_said="",
        place=str(carrier.get("place") or "") if is_open else "",
        branch=stored.branch,
        code=stored.code,
        state=stored.state or "" if is_its_own else "",
        state_said=said or Words("", "", ""),
        confidentiality=mark,
        is_awaited=is_awaited,
    )


def _minutes(hour: str | None) -> int | None:
    hours, _, rest = (hour or "").partition(":")
    return int(hours) * 60 + int(rest) if hours.isdecimal() and rest.isdecimal() else None


def _named(desk: Desk, connection: sa.Connection, told: Sequence[Entry]) -> list[Entry]:
    """The same with the names of people and colleagues, as far as this reader sees them."""
    people = sorted({one.person for one in told if one.person})
    titles = titles_of(desk, connection, "beneficiary", people)
    table = desk.database.schema.of("beneficiary").record.c
    asked = sa.select(table.id, table.code).where(table.id.in_(list(titles)))
    codes = {row.id: row.code or "" for row in connection.execute(asked)}
    staff = titles_of(desk, connection, "user", sorted({one.staff for one in told if one.staff}))
    return [
        dataclasses.replace(
            one,
            person_said=titles.get(one.person, one.person_said),
            person_code=codes.get(one.person, ""),
            staff_said=staff.get(one.staff, ""),
        )
        for one in told
    ]


def colleagues(desk: Desk, branch: str = "") -> list[tuple[str, str]]:
    """(id, name) of those who may stand in the agenda of the reader's branches, or of one, by name."""
    table = desk.database.schema.house.staff.c
    with desk.database.reading() as connection:
        asked = sa.select(table.id, table.name, table.branches).where(table.disabled_at.is_(None)).order_by(table.name)
        wanted = {branch} if branch else set(desk.person.branches)
        return [(row.id, row.name) for row in connection.execute(asked) if wanted & set(row.branches.split())]


def branches(desk: Desk) -> list[str]:
    """The codes of the branches whose agenda the reader may ask for: her own, or all where she reads all."""
    if any(grant.scope == "all" for grant in desk.person.grants("r", APPOINTMENT)):
        table = desk.database.schema.house.branch.c
        with desk.database.reading() as connection:
            return list(connection.execute(sa.select(table.code).order_by(table.code)).scalars())
    return sorted(desk.person.branches)


# --- taking it along ----------------------------------------------------------------------------------------
NEUTRAL = Words("Rendez-vous {code}", "موعد {code}", "Appointment {code}")


def may_take_along(desk: Desk) -> bool:
    """Whether this person may save an agenda outside: who may print or export appointments."""
    return any(desk.person.may(operation, APPOINTMENT) for operation in "xp")


def save_calendar(desk: Desk, told: Iterable[Entry], path: Path, *, with_names: bool = False) -> int:
    """Save the awaited entries as an .ics file; returns how many. Raises NotAllowed and the refusals of the disk.

    A calendar ends in telephones and clouds: it says a code and an hour, and a name only when that is asked for,
    which the audit keeps (DP-10).
    """
    if not may_take_along(desk):
        raise NotAllowed(*NOT_YOURS)
    kept = [one for one in told if one.is_awaited and one.start is not None]
    with desk.work() as work:  # first: what left and was noted nowhere would be known to nobody
        work.audit.write("export", APPOINTMENT, "", None, ("agenda", *(["with_name"] if with_names else [])))
    write_atomically(path, as_calendar(kept, desk.clock.now(), with_names=with_names).encode())
    return len(kept)


def as_calendar(told: Iterable[Entry], now: datetime, *, with_names: bool = False) -> str:
    """The entries as iCalendar (RFC 5545), in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//casemgr//agenda//EN", "CALSCALE:GREGORIAN"]
    for one in told:
        start = datetime.combine(one.day, time(*divmod(one.start or 0, 60)), MOROCCO).astimezone(UTC)
        said = str(NEUTRAL.format(code=one.person_code or one.code))
        if with_names and not one.is_closed and one.person_said:
            said = f"{said} — {one.person_said}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.line or one.record}@casemgr",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(minutes=one.length):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{_escaped(said)}",
            "CLASS:CONFIDENTIAL",
            "END:VEVENT",
        ]
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 bytes, the later ones begun by a space (RFC 5545, 3.1)."""
    part, room = "", 75
    for letter in line:
        if len((part + letter).encode()) > room:
            yield part
            part, room = " ", 75
        part += letter
    yield part
