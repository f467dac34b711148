"""Who writes the demonstration, and at what moment: every record has an author of its own and a time of its own.

Identities are made from those moments and from the seed, so that the same world gives the same database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from casemgr.data.unit_of_work import Actor
from casemgr.domain.access import Person
from casemgr.domain.clock import MOROCCO, Clock
from casemgr.domain.ids import Ids

SOURCE = "demonstration"
_DOORS_OPEN = time(8, 30)
_TYPISTS = ("CASE", "HEALTH", "PSY", "LEGAL")
_WORKED = 8 * 3600  # seconds of a working day


class Timekeeper:
    """The time of the world while it is written. `now` is when it must all have happened."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed = seed
        self.now = now
        self.moment = now
        self._random = Random(seed)
        self._sequence = 0
        self.clock = Clock(lambda: self.moment)
        self.ids = Ids(self._new_id, Random(seed + 1))

    def during(self, day: date) -> datetime:
        """Some moment of a working day; never one that is still to come."""
        opening = datetime.combine(day, _DOORS_OPEN, MOROCCO).astimezone(UTC)
        return min(opening + timedelta(seconds=int(self._random.random() * _WORKED)), self.now)

    def evening(self, day: date) -> datetime:
        """The end of a working day."""
        closing = datetime.combine(day, time(17, 45), MOROCCO).astimezone(UTC)
        return min(closing, self.now)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in `share` of the cases."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self._random.random() * (high - low + 1))

    def id_at(self, moment: datetime) -> str:
        """A UUIDv7 (RFC 9562) of that moment: its milliseconds, a sequence, 62 random bits."""
        self._sequence = (self._sequence + 1) & 0xFFF
        millis = int(moment.timestamp() * 1000)
        low = self._random.getrandbits(62)
        text = f"{millis << 80 | 7 << 76 | self._sequence << 64 | 2 << 62 | low:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _new_id(self) -> str:
        return self.id_at(self.moment)


class Team:
    """The people of the staff as authors: who may write what."""

    def __init__(self, people: Iterable[Person], keeper: Timekeeper) -> None:
        self.by_login = {person.login: person for person in people}
        self._actors = {
            login: Actor(person, keeper.clock, keeper.ids, source=SOURCE) for login, person in self.by_login.items()
        }
        self._in: dict[tuple[str, str], str] = {}
        for person in self.by_login.values():
            for role in person.roles:
                self._in.setdefault((person.branch, role), person.login)

    def actor(self, login: str) -> Actor:
        """The author with this login."""
        return self._actors[login]

    def id_of(self, login: str) -> str:
        """Her identity on the staff."""
        return self.by_login[login].id

    def name_of(self, login: str) -> str:
        """Her name."""
        return self.by_login[login].name

    def login_in(self, branch: str, role: str) -> str:
        """Somebody of a branch with this role. Raises KeyError when there is nobody."""
        return self._in[branch, role]

    def who_may_create(self, kind: str, mark: str, branch: str, *logins: str) -> str:
        """The first of these logins who may add such a record, else somebody of the branch who may.

        A colleague types what a mediator did, as it is in life. Raises LookupError when nobody may.
        """
        team = (self._in[branch, role] for role in _TYPISTS if (branch, role) in self._in)
        for login in (*logins, *team):
            if self.by_login[login].may_create(kind, mark, branch):
                return login
        raise LookupError(f"nobody in {branch} may add a {kind} marked {mark}")
