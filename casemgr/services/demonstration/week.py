"""What awaits each of the first logins these days: who looks at a small demonstration in a role finds work in it.

The rest of the world falls on whoever chance names; in a world of a hundred people a lawyer may well have nothing to
do. So a few appointments, a contact to renew and a legal term are given by hand to the logins that have one role and
stand where "demo" stands. Nothing here is drawn: the same people give the same week.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from casemgr.data.unit_of_work import Step
from casemgr.domain.clock import MOROCCO
from casemgr.domain.holidays import is_working_day
from casemgr.domain.islamic_calendar import is_feast
from casemgr.services.demonstration.diary import Story
from casemgr.services.demonstration.hands import Team
from casemgr.services.demonstration.portrait import Person
from casemgr.services.demonstration.staff import DEMO

# For each role: of which type, in how many days, at what time. Two roles never share an hour.
MEETINGS = {
    "CASE": (("FOLLOW", 0, "09:15"), ("ADMIN", 2, "10:15")),
    "PSY": (("PSY", 0, "10:15"), ("PSY", 3, "11:15")),
    "HEALTH": (("MED", 0, "11:15"), ("MED", 1, "09:15")),
    "LEGAL": (("LEGAL", 0, "09:45"), ("LEGAL", 2, "11:45")),
    "EMPLOI": (("EMPLOI", 0, "10:45"), ("EMPLOI", 4, "09:45")),
}
# Who telephones again: the contact of a week ago asked for another, by so many days from today.
CONTACTS = {"CASE": (-1, 2), "EMPLOI": (0,)}
MADE_BEFORE = 6  # days between taking an appointment and the day on which the week begins
KNOWN = 40  # people among whom it is shared: the last who came


@dataclass(frozen=True)
class Awaited:
    """Somebody with an open case: her record, her case, and when it was opened."""

    person: Person
    record: str
    case: str
    opened: datetime


@dataclass(frozen=True)
class Work:
    """What awaits a login."""

    login: str
    page: Story


class Week:
    """Give it those who have a case with `may_be`, then ask what awaits each."""

    def __init__(self, today: date, team: Team) -> None:
        self._today, self._team = today, team
        self._home = team.by_login[DEMO].branch
        self._known: deque[Awaited] = deque(maxlen=KNOWN)
        self._next = 0

    def may_be(self, person: Person, record: str, case: str, opened: datetime) -> None:
        """Somebody who may be awaited, if she is followed there now."""
        is_open = person.case is not None and person.case.closed is None
        if is_open and person.branch == self._home:
            self._known.append(Awaited(person, record, case, opened))

    def of_each(self) -> Iterator[tuple[Awaited, Work]]:
        """Who is awaited, by whom, for what; nothing when nobody is followed there."""
        for role, meetings in MEETINGS.items():
            login = self._login(role)
            for kind, days, hour in meetings:
                yield from self._one(login, partial(self._meeting, login, kind, days, hour))
            for days in CONTACTS.get(role, ()):
                yield from self._one(login, partial(self._contact, login, days))

    def of_the_lawyer(self) -> Iterator[tuple[Awaited, str]]:
        """Whose legal term presses, and the lawyer who follows it."""
        login = self._login("LEGAL")
        if login and self._known:
            yield self._known[self._next % len(self._known)], login

    def _login(self, role: str) -> str:
        there = (one for one in self._team.by_login.values() if one.branch == self._home)
        return next((one.login for one in there if tuple(one.roles) == (role,)), "")

    def _one(self, login: str, tell: Callable[[Awaited], Story]) -> Iterator[tuple[Awaited, Work]]:
        """The next of those who are known, the last come first; each in her turn."""
        if login and self._known:
            who = self._known[-1 - self._next % len(self._known)]
            self._next += 1
            yield who, Work(login, tell(who))

    def _day(self, days: int) -> date:
        """A day on which the doors are open: that one or the next."""
        day = self._today + timedelta(days=days)
        while not is_working_day(day) or is_feast(day):
            day += timedelta(days=1)
        return day

    def _meeting(self, login: str, kind: str, days: int, hour: str, who: Awaited) -> Story:
        by = self._team.id_of(login)
        made = _morning(self._today - timedelta(days=MADE_BEFORE), who)
        values = {
            "beneficiary": who.record,
            "case": who.case,
            "type": kind,
            "date": self._day(days),
            "time": hour,
            "duration": 30,
            "staff": by,
            "reminder": "NONE",
        }
        steps = [Step(state, made.date(), None, made, by) for state in ("PLANNED", "CONFIRMED")]
        return Story("appointment", values, made, tuple(steps[: 1 + (days == 0)]))

    def _contact(self, login: str, days: int, who: Awaited) -> Story:
        made = _morning(self._today - timedelta(days=MADE_BEFORE), who)
        values = {
            "beneficiary": who.record,
            "case": who.case,
            "date": made.date(),
            "mode": "PHONE",
            "result": "RESCHED",
            "by": self._team.id_of(login),
            "duration": 5,
            "next_date": max(self._today + timedelta(days=days), made.date()),
        }
        return Story("follow_up", values, made)


def _morning(day: date, who: Awaited) -> datetime:
    """A morning of that day; of the day on which her case was opened, when she came later."""
    opened = who.opened.astimezone(MOROCCO).date()
    return datetime.combine(max(day, opened), time(8, 45), MOROCCO)
