"""The deadlines and hearings of legal files between two days, as far as the reader may see them.

Whoever sees "dates only" (a caseworker, the coordinator) finds the day, the deadline and the person there, and
neither the matter nor the story; who sees the family alone, or counts, finds nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import NotAllowed, UserError
from casemgr.domain.icalendar import CalendarEvent, as_ics
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.records import note_secret
from casemgr.services.register import titles_of

KIND = "legal_file"
DEADLINES, HEARINGS = "deadlines", "hearings"
LATE, RISK, TRACK, DONE = "late", "risk", "track", "done"
AT_RISK = 7  # days (domain.md §8.2: alerts D-30/15/7/3/1)
MOST = 2_000
REMINDERS = (7, 1)  # days before a hearing (forms.md §9)
ALERTS = (30, 15, 7, 3, 1)  # days before a deadline (domain.md §8.2)
HOURLY = tuple(range(24, 0, -1))  # before one that is counted by the hour: every hour of its last day

HEARING = Words("Audience", "جلسة", "Hearing")
STATUS_WORDS = {
    LATE: Words("En retard", "متأخر", "Late"),
    RISK: Words("À risque", "مهدد", "At risk"),
    TRACK: Words("Dans les temps", "في الأجل", "On track"),
    DONE: Words("Fait", "أنجز", "Done"),
}
HEARING_WORDS = {
    LATE: Words("Suite à noter", "ينبغي تسجيل ما تقرر", "To be noted"),
    RISK: Words("Bientôt", "قريبا", "Soon"),
    TRACK: Words("À venir", "مقبلة", "To come"),
    DONE: Words("Tenue", "انعقدت", "Held"),
}
NOT_WRITTEN = Words("Le fichier n’a pas pu être écrit.", "تعذرت كتابة الملف.", "The file could not be written.")
CHECK_PLACE = Words(
    "Choisissez un autre dossier, ou libérez de la place.",
    "اختاروا مجلدا آخر أو وفروا مساحة.",
    "Choose another folder, or make room.",
)
_LEGAL_LIMIT = Words("limite légale {day}", "الحد القانوني {day}", "legal limit {day}")


@dataclass(frozen=True)
class Entry:
    """One deadline or one hearing. `day` is the day that counts; `legal` the last one (deadlines); `time` of Morocco.

    `person_said` is what this reader may see of the person: a name, or a code. `seen_by` is who says that she saw a
    deadline, and `seen_on` since when.
    """

    what: str
    record: str
    line: str
    code: str
    day: date
    time: str
    legal: date | None
    label: Words
    status: str
    needs: tuple[str, ...]
    room: str = dataclasses.field(repr=False)
    person: str = dataclasses.field(repr=False)
    person_said: str = dataclasses.field(repr=False)
    seen_on: date | None = None
    seen_by: str = ""

    @property
    def status_words(self) -> Words:
        """The status in words."""
        return HEARING_WORDS[self.status] if self.what == HEARINGS else STATUS_WORDS[self.status]


def between(desk: Desk, first: date, last: date, *, with_done: bool = False, late: bool = True) -> list[Entry]:
    """What falls from `first` to `last`, both included, in order; with `late`, what is open since before comes first.

    Seeing it is noted in the audit, as for every list of legal matters.
    """
    tables = desk.database.schema.of(KIND)
    with desk.database.reading() as connection:
        rows = [
            *_rows(desk, connection, DEADLINES, "due_on", first, last, late=late),
            *_rows(desk, connection, HEARINGS, "date", first, last, late=late),
        ]
        files = load(connection, tables, sorted({row["record"] for row in rows}), desk.scope, groups=())
        people = sorted(
            {str(one.values[tables.kind.person]) for one in files.values() if tables.kind.person in one.values}
        )
        said = titles_of(desk, connection, "beneficiary", people)
        said |= titles_of(desk, connection, "user", sorted({row["seen_by"] for row in rows if row.get("seen_by")}))
        now = desk.clock.now().astimezone(MOROCCO)
        found = [
            entry
            for row in rows
            if row["record"] in files
            for stored in (files[row["record"]],)
            for person in (str(stored.values.get(tables.kind.person) or ""),)
            for entry in (_entry(row, stored.code, person, said, now),)
            if with_done or entry.status != DONE
        ]
    note_secret(desk, "list", files.values(), (DEADLINES, HEARINGS))
    return sorted(found, key=lambda one: (one.day, one.time or "99", one.code, one.line))


def _rows(
    desk: Desk, connection: sa.Connection, group_key: str, day: str, first: date, last: date, *, late: bool
) -> Sequence[dict[str, Any]]:
    """The lines of a group within these days; with `late`, the open ones of before too."""
    tables = desk.database.schema.of(KIND)
    group = tables.group(group_key)
    line, record = group.table.c, tables.record
    seen = [view for view in ("full", *tables.kind.views) if _shows(desk, view, group_key)]
    within: sa.ColumnElement[bool] = line[day].between(first, last)
    if late:
        if group_key == DEADLINES:
            still: sa.ColumnElement[bool] = line.done_on.is_(None)
        else:  # of a file that is closed nobody notes any more how a hearing went
            still = line.held.is_(None) & (record.c.state != "CLOSED")
        within = sa.or_(within, sa.and_(line[day] < first, still))
    statement = (
        sa.select(group.table)
        .join(record, record.c.id == line.record)
        .where(
            record.c.id.in_(desk.scope.scoped(KIND)),
            desk.scope.view(tables).in_(seen),
            desk.scope.rows_predicate(tables, group),
            line.removed == 0,
            within,
        )
        .order_by(line[day], line.id)
        .limit(MOST)
    )
    return [{**row, "what": group_key, "day": row[day]} for row in connection.execute(statement).mappings()]


def _shows(desk: Desk, view: str, group_key: str) -> bool:
    keys = desk.kinds[KIND].view_keys(view)
    return keys is None or group_key in keys


def _entry(row: dict[str, Any], code: str, person: str, said: Mapping[str, str], now: datetime) -> Entry:
    is_hearing = row["what"] == HEARINGS
    needs = tuple(key for key in ("interpreter", "accompaniment") if is_hearing and row[key])
    return Entry(
        what=row["what"],
        record=row["record"],
        line=row["id"],
        code=code,
        day=row["day"],
        time=(row["time"] if is_hearing else row["due_time"]) or "",
        legal=None if is_hearing else row["legal_on"],
        label=HEARING if is_hearing else vocabulary("legal_deadline").label(row["term"]),
        status=_hearing_status(row, now.date()) if is_hearing else deadline_status(row, now),
        needs=needs,
        room=(row["room"] or "") if is_hearing else "",
        person=person,
        person_said=said.get(person, ""),
        seen_on=None if is_hearing else row["seen_on"],
        seen_by="" if is_hearing else said.get(row["seen_by"] or "", ""),
    )


def deadline_status(row: dict[str, Any], now: datetime) -> str:
    """Late once the day that counts (or its hour) has passed, at risk in its last week, else on track.

    The hour is that of UTC, wherever it is known: the clocks of Morocco show an hour of Ramadan twice.
    """
    if row["done_on"] is not None:
        return DONE
    due = row["due_on"]
    by_the_hour = row.get("ends_at") if row["due_time"] else None
    if due < now.date() or (by_the_hour and by_the_hour <= f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"):
        return LATE
    return RISK if (due - now.date()).days <= AT_RISK else TRACK


def _hearing_status(row: dict[str, Any], today: date) -> str:
    """A hearing that passed and of which nothing was noted is late to be noted."""
    if row["held"] is not None:
        return DONE
    if row["date"] < today:
        return LATE
    return RISK if (row["date"] - today).days <= AT_RISK else TRACK


def may_export(desk: Desk) -> bool:
    """Whether this person may take the dates away (`p` in access.csv)."""
    return desk.person.may("p", KIND, "L3")


def export(desk: Desk, entries: Sequence[Entry], language: str) -> bytes:
    """These days as an .ics file: numbers of files and what is due, no name. It is noted in the audit.

    Raises NotAllowed.
    """
    if not may_export(desk):
        raise NotAllowed(*NOT_YOURS)
    events = [_event(entry, language) for entry in entries]
    tables = desk.database.schema.of(KIND)
    with desk.database.reading() as connection:
        files = load(connection, tables, sorted({entry.record for entry in entries}), desk.scope, groups=())
    note_secret(desk, "export", files.values(), (DEADLINES, HEARINGS))
    return as_ics(events, desk.clock.now(), desk.kinds[KIND].plural.say(language))


def export_to(desk: Desk, entries: Sequence[Entry], language: str, path: Path) -> None:
    """Write these days to a file. Raises NotAllowed, and UserError when the disk refuses."""
    written = export(desk, entries, language)
    try:
        path.write_bytes(written)
    except OSError as refused:
        raise UserError(NOT_WRITTEN, CHECK_PLACE) from refused


def _event(entry: Entry, language: str) -> CalendarEvent:
    title = f"{entry.code} — {entry.label.say(language)}"
    if entry.legal is not None and entry.legal != entry.day:
        title += f" ({_LEGAL_LIMIT.say(language).format(day=f'{entry.legal:%d/%m/%Y}')})"
    return CalendarEvent(
        uid=f"{entry.line}@casemgr",
        day=entry.day,
        title=title,
        clock=entry.time,
        place=entry.room,
        remind=REMINDERS if entry.what == HEARINGS else () if entry.time else ALERTS,
        hours=HOURLY if entry.what == DEADLINES and entry.time else (),
    )
