"""The opening hours of each branch, entered by the administration: an appointment outside them is warned of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain import opening_hours
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed
from casemgr.domain.holidays import is_fixed_holiday, is_working_day
from casemgr.domain.opening_hours import CLOSED, WEEK
from casemgr.domain.words import Words
from casemgr.records.appointment.rules import usual_hours
from casemgr.services import organisation
from casemgr.services.desk import Desk, opening_key

NOT_HOURS = Words(
    "Écrivez les heures ainsi : 09:00-12:30, 14:00-17:00 ; un tiret si c’est fermé.",
    "اكتبوا الساعات هكذا: \u206609:00-12:30, 14:00-17:00\u2069؛ وشرطة إذا كان مغلقا.",
    "Write the hours like this: 09:00-12:30, 14:00-17:00; a dash when it is closed.",
)


def of_branch(desk: Desk, branch: str) -> dict[str, str]:
    """The hours of a branch by line (domain/opening_hours.py), those that are usual where nothing was entered."""
    setting = desk.database.schema.house.setting.c
    with desk.database.reading() as connection:
        kept = connection.execute(sa.select(setting.value).where(setting.key == opening_key(branch))).scalar()
    entered = {line: hours for line, hours in json.loads(kept or "{}").items() if hours}
    return {**dict.fromkeys(opening_hours.LINES, ""), **usual_hours(), **entered}


def closed_hours(desk: Desk, branch: str, days: Iterable[date]) -> dict[date, tuple[opening_hours.Range, ...]]:
    """When a branch receives nobody, day by day, in minutes since midnight: public holidays and the days off that
    were entered, then what its hours say; Saturday and Sunday where they say nothing.
    """
    hours, off = of_branch(desk, branch), desk.context().days_off
    closed: dict[date, tuple[opening_hours.Range, ...]] = {}
    for day in days:
        is_off = is_fixed_holiday(day) or day in off or not (hours[WEEK[day.weekday()]] or is_working_day(day))
        closed[day] = opening_hours.closed_ranges({**hours, WEEK[day.weekday()]: CLOSED} if is_off else hours, day)
    return closed


def save(desk: Desk, branch: str, hours: Mapping[str, str]) -> None:
    """Enter the hours of a branch, which the audit tells. Raises NotAllowed; InvalidDraft beside what is wrong."""
    if not desk.person.may("u", "settings"):
        raise NotAllowed(*NOT_YOURS)
    if branch not in {one.code for one in organisation.branches(desk)}:
        raise ValueError(f"no such branch: {branch}")
    kept: dict[str, str] = {}
    issues: list[Issue] = []
    for line in opening_hours.LINES:
        try:
            kept[line] = opening_hours.written(hours.get(line, ""))
        except ValueError:
            issues.append(Issue(line, NOT_HOURS))
    if issues:
        raise InvalidDraft(issues)
    setting, key = desk.database.schema.house.setting, opening_key(branch)
    row = {"value": json.dumps(kept), "at": desk.clock.now(), "by": desk.person.id}
    with desk.work() as work:
        if work.connection.execute(setting.update().where(setting.c.key == key).values(**row)).rowcount == 0:
            work.connection.execute(setting.insert().values(key=key, **row))
        work.audit.write("update", "settings", key, None, (key,))
