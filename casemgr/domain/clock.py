"""Time is handed in, never taken from the air: so that a test, an import and a late entry can say what day it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MOROCCO = ZoneInfo("Africa/Casablanca")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time as the program sees it; `moment` gives it in UTC."""

    moment: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """This moment, in UTC, with its zone."""
        return self.moment()

    def today(self) -> date:
        """The civil date in Morocco at this moment (the date that counts for every rule)."""
        return self.now().astimezone(MOROCCO).date()


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always shows `moment` (with its zone)."""
    return Clock(lambda: moment)
