"""The hours at which a branch is open, as its administration enters them: day by day, with Friday and Ramadan apart.

Each line is a text: "09:00-12:30, 14:00-17:00"; "-" when it is closed all day; empty when nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from casemgr.domain.islamic_calendar import in_ramadan
from casemgr.domain.words import Words

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PRAYER, RAMADAN = "friday_prayer", "ramadan"  # closed then; open then, in place of the hours of the day
LINES = (*WEEK, PRAYER, RAMADAN)
LABELS = {
    "monday": Words("Lundi", "الاثنين", "Monday"),
    "tuesday": Words("Mardi", "الثلاثاء", "Tuesday"),
    "wednesday": Words("Mercredi", "الأربعاء", "Wednesday"),
    "thursday": Words("Jeudi", "الخميس", "Thursday"),
    "friday": Words("Vendredi", "الجمعة", "Friday"),
    "saturday": Words("Samedi", "السبت", "Saturday"),
    "sunday": Words("Dimanche", "الأحد", "Sunday"),
    PRAYER: Words("Prière du vendredi : fermé", "صلاة الجمعة: مغلق", "Friday prayer: closed"),
    RAMADAN: Words("Ramadan, les jours ouverts", "رمضان، في أيام العمل", "Ramadan, on the days that are open"),
}
CLOSED = "-"

Hours = Mapping[str, str]
Range = tuple[int, int]  # minutes since midnight

_RANGE = re.compile(r"^(\d{1,2})(?:[:hH](\d{2})?)?\s*[-–—]\s*(\d{1,2})(?:[:hH](\d{2})?)?$")
_A_DAY = 24 * 60
ALL_DAY: Range = (0, _A_DAY)


def ranges(text: str) -> tuple[Range, ...]:
    """The hours that a line says; none when it is empty or closed. Raises ValueError when it says something else."""
    if not text.strip() or text.strip() == CLOSED:
        return ()
    found = tuple(_range(part.strip()) for part in re.split(r"[,،;]", text))
    if any(after[0] < before[1] for before, after in pairwise(found)):
        raise ValueError("hours that follow one another")
    return found


def _range(text: str) -> Range:
    match = _RANGE.match(text)
    if match is None:
        raise ValueError("hours are written 09:00-17:00")
    first, first_rest, last, last_rest = match.groups()
    start, end = int(first) * 60 + int(first_rest or 0), int(last) * 60 + int(last_rest or 0)
    if int(first_rest or 0) > 59 or int(last_rest or 0) > 59 or not 0 <= start < end <= _A_DAY:
        raise ValueError("hours of a day, the first before the last")
    return start, end


def written(text: str) -> str:
    """A line as it is kept: "9h-17h30" is 09:00-17:30. Raises ValueError."""
    if text.strip() in ("", CLOSED):
        return text.strip()
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in ranges(text))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def open_on(hours: Hours, day: date) -> str:
    """What is said of the opening on a day: that of Ramadan while it lasts, where one is said, else the day's own."""
    of_ramadan = hours.get(RAMADAN, "")
    if of_ramadan and of_ramadan != CLOSED and in_ramadan(day) and hours.get(WEEK[day.weekday()]) != CLOSED:
        return of_ramadan
    return hours.get(WEEK[day.weekday()], "")


def closed_on(hours: Hours, day: date) -> str:
    """The hours of the day at which it is closed: the Friday prayer."""
    return hours.get(PRAYER, "") if day.weekday() == WEEK.index("friday") else ""


def closed_ranges(hours: Hours, day: date) -> tuple[Range, ...]:
    """The minutes of `day` that are not for receiving people, in order: before, between and after what `hours` say,
    and the Friday prayer. Where nothing is said of the day, nothing else is closed.
    """
    opens = open_on(hours, day)
    if opens == CLOSED:
        return (ALL_DAY,)
    edges = [0, *(minute for one in ranges(opens) for minute in one), _A_DAY]
    closed = list(zip(edges[::2], edges[1::2], strict=True)) if ranges(opens) else []
    merged: list[Range] = []
    for start, end in sorted((*closed, *ranges(closed_on(hours, day)))):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)
