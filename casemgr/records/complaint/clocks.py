"""The clocks of a complaint, as pure functions of days (decree 2-17-265; domain.md §9).

Everything is counted in calendar days from the day of receipt, which is day 0. A clock stands still only while the
complaint waits for papers (the states marked `clock=paused` in complaint_status): from the day on which it began to
wait to the day on which it went on. The 15 days in which an incomplete complaint gets its reasoned reply do not stand
still: that reply is what starts the waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from casemgr.domain import deadlines
from casemgr.domain.vocabulary import vocabulary

INCOMPLETE_DAYS = 15  # decree 2-17-265: a reasoned reply when the complaint is unclear or without documents
ANSWER_DAYS = 60  # decree art. 8: the answer, by any means
REMINDER_DAYS = (30, 45, 55)  # domain.md §9
NEAR_DAYS = 15  # from the second reminder on, the answer is at risk
USUAL_PRIORITY = "NORM"  # what a complaint is taken for until it is triaged

Life = Sequence[tuple[str, date]]

ON_TRACK, AT_RISK, LATE, PAUSED = "ON_TRACK", "AT_RISK", "LATE", "PAUSED"
IN_TIME, OUT_OF_TIME, ENDED = "IN_TIME", "OUT_OF_TIME", "ENDED"


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long the clock has stood still: the days of the pauses that are over, and since when it stands now."""

    days: int = 0
    since: date | None = None


def is_pause(state: str) -> bool:
    """Whether the clock stands still in this state."""
    term = vocabulary("complaint_status").terms.get(state)
    return term is not None and term.meta.get("clock") == "paused"


def pauses(life: Life) -> Pauses:
    """The pauses in a life: each state with the day from which it stood. A step noted backwards pauses nothing."""
    over = sum(max((until - since).days, 0) for (state, since), (_next, until) in pairwise(life) if is_pause(state))
    waiting = bool(life) and is_pause(life[-1][0])
    return Pauses(over, life[-1][1] if waiting else None)


def _days_of(priority: str | None, what: str) -> int:
    terms = vocabulary("complaint_priority")
    known = priority if priority and priority in terms else USUAL_PRIORITY
    return int(terms[known].meta[what])


def triage_by(received: date, priority: str | None = None) -> date:
    """The day by which it is triaged, as its priority asks (complaint_priority)."""
    return received + timedelta(days=_days_of(priority, "triage_days"))


def complete_by(received: date) -> date:
    """The day by which the complainant is told that it is incomplete."""
    return received + timedelta(days=INCOMPLETE_DAYS)


def internal_by(received: date, priority: str | None, paused: int) -> date:
    """The day by which we promise ourselves an answer, as its priority asks; never after the lawful one."""
    return received + timedelta(days=min(_days_of(priority, "answer_days"), ANSWER_DAYS) + paused)


def answer_by(received: date, paused: int) -> date:
    """The last day of the 60 days for the answer, `paused` being the days of the pauses that are over."""
    return received + timedelta(days=ANSWER_DAYS + paused)


def reminders(received: date, paused: int, forwarded: date) -> tuple[date, ...]:
    """The days on which whoever must answer is reminded (D+30, D+45, D+55), those before it was forwarded left out."""
    days = (received + timedelta(days=after + paused) for after in REMINDER_DAYS)
    return tuple(day for day in days if day > forwarded)


def standing(
    today: date, due: date | None, answered: date | None, ended: date | None, paused_since: date | None
) -> str | None:
    """How it stands against its term `due`: on track, at risk, late, paused; once answered, in time or not; ended
    without an answer. A pause that begins after the term makes nothing good: late it stays. None when the day of
    receipt is not known.
    """
    if due is None:
        return None
    if answered is not None:
        return IN_TIME if answered <= due else OUT_OF_TIME
    if ended is not None:
        return ENDED
    if paused_since is not None:
        return PAUSED if paused_since <= due else LATE
    if today > due:
        return LATE
    return AT_RISK if today >= due - timedelta(days=NEAR_DAYS) else ON_TRACK


def annulment_by(due: date | None, answered: date | None) -> date | None:
    """The last safe day for an action for annulment (law 41-90, art. 23): 60 days from the answer, or from the end of
    the 60 days in which the administration stayed silent. No review and no ombudsman stops it.
    """
    start = answered or due
    if start is None:
        return None
    safe = deadlines.deadline("ANNUL", start).safe
    return safe if type(safe) is date else None
