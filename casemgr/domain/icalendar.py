"""Days and hours as an .ics file (RFC 5545), for the calendar of a telephone or of a mail program.

Such a file leaves the house: whoever writes it puts codes in it, never a name nor a story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from casemgr.domain.clock import MOROCCO

_LONGEST = 75  # octets of a line, its break not counted (RFC 5545, 3.1)


@dataclass(frozen=True)
class CalendarEvent:
    """One line of a calendar: a whole day, or an hour of Morocco on it. `remind` are days before it, `hours` hours."""

    uid: str
    day: date
    title: str
    clock: str = ""
    place: str = ""
    remind: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: int = 60


def as_ics(events: Iterable[CalendarEvent], made_at: datetime, name: str) -> bytes:
    """The file; `made_at` is the moment with its zone, `name` what the calendar is called."""
    stamp = _moment(made_at)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//casemgr//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: CalendarEvent, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    if event.clock:
        start = datetime.combine(event.day, time.fromisoformat(event.clock), MOROCCO)
        yield f"DTSTART:{_moment(start)}"
        yield f"DTEND:{_moment(start.astimezone(UTC) + timedelta(minutes=event.minutes))}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    yield "CLASS:PRIVATE"
    for before in (*(f"P{days}D" for days in event.remind), *(f"PT{hours}H" for hours in event.hours)):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(event.title)}"
        yield f"TRIGGER:-{before}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of 75 octets at most, never cut within a letter; each part but the first begins with a space."""
    part, room = "", _LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", _LONGEST - 1
        part += letter
        room -= size
    yield part
