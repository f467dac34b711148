"""The last day of a legal term, and the day to work to: a day too late may cost a person her right.

Each term of `resources/vocabularies/legal_deadline.csv` says how long it is and how it is counted (domain.md §8.2;
decisions.md, 10). Two dates come out. The safe one is the plain count and never later: one works to it. The legal
one is the last day after the counting rule. A feast of the moon that nobody handed in makes the legal day earlier
than it is, never later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import UserError
from casemgr.domain.holidays import working_day_from
from casemgr.domain.months import add_months
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

VOCABULARY = "legal_deadline"
FIRST_YEAR = 1900
LAST_YEAR = 2199
_ONE_DAY = timedelta(days=1)


class UnknownDeadline(UserError):
    """No legal term has this code; `do` lists those there are."""

    def __init__(self) -> None:
        codes = ", ".join(term.code for term in vocabulary(VOCABULARY).active())
        super().__init__(
            Words("Ce code de délai n’existe pas.", "رمز الأجل هذا غير موجود.", "There is no deadline with this code."),
            Words("Choisissez parmi : {codes}.", "اختاروا من بين: {codes}.", "Choose among: {codes}.").format(
                codes=codes
            ),
        )


class TimeNeeded(UserError):
    """A term in hours is counted from a time, and only a day was given."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Ce délai se compte en heures : il faut l’heure de départ.",
                "هذا الأجل يحتسب بالساعات: تلزم ساعة البداية.",
                "This deadline is counted in hours: the time it starts is needed.",
            ),
            Words(
                "Écrivez le jour et l’heure du Maroc, par exemple 2026-04-06T12:24.",
                "اكتبوا اليوم والساعة بتوقيت المغرب، مثلا \u200e2026-04-06T12:24\u200e.",
                "Write the day and the time in Morocco, such as 2026-04-06T12:24.",
            ),
        )


class StartNotPossible(UserError):
    """The start is in a year that cannot be meant (before 1900, after 2199): a slip of the finger."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "L’année de départ n’est pas possible.",
                "سنة البداية غير ممكنة.",
                "The year of the start is not possible.",
            ),
            Words(
                "Vérifiez l’année : de {first} à {last}.",
                "تحققوا من السنة: من {first} إلى {last}.",
                "Check the year: from {first} to {last}.",
            ).format(first=FIRST_YEAR, last=LAST_YEAR),
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a term ends: civil days, or moments with the clock of Morocco for a term in hours.

    `safe` is the one to work to; `legal` the last one after the counting rule, never before `safe`.
    """

    safe: date | datetime
    legal: date | datetime


@dataclass(frozen=True, slots=True)
class Term:
    """How long a legal term is (`value` in `unit`: days, months, years, hours) and by which `rule` it is counted.

    Rules: calendar, wd, franc, working, hours. Raises ValueError for a rule and a unit that do not go together: an
    error of our own list.
    """

    value: int
    unit: str
    rule: str

    def __post_init__(self) -> None:
        units = {"hours": {"hours"}, "working": {"days"}}.get(self.rule, {"days", "months", "years"})
        if self.rule not in {*_DAY_RULES, "hours"} or self.unit not in units or self.value < 0:
            raise ValueError(f"not a legal term: {self}")

    @classmethod
    def of_meta(cls, meta: Mapping[str, str]) -> Term:
        """The term that a line of the list declares."""
        return cls(int(meta["value"]), meta["unit"], meta["rule"])

    def plain_end(self, start: date) -> date:
        """`start` and the length of the term; the end of a month stays one (30 November and 3 months: 28 February)."""
        if self.unit == "days":
            return start + timedelta(days=self.value)
        return add_months(start, self.value * (12 if self.unit == "years" else 1))


def deadline(code: str, start: date | datetime, movable: Collection[date] = ()) -> Deadline:
    """When the legal term `code` ends, if it starts on `start` (the event that the list names: notification, birth…).

    A time without a zone is the clock of Morocco. For a term in days, months or years only the civil day counts, and
    a time is left aside. `movable` are the days off of the feasts that follow the moon.
    Raises UnknownDeadline, TimeNeeded (a term in hours, and no time), StartNotPossible.
    """
    terms = vocabulary(VOCABULARY)
    if code not in terms:
        raise UnknownDeadline
    return count(Term.of_meta(terms[code].meta), start, movable)


def count(term: Term, start: date | datetime, movable: Collection[date] = ()) -> Deadline:
    """When `term` ends; see `deadline`. Raises TimeNeeded, StartNotPossible."""
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise StartNotPossible
    if term.rule == "hours":
        if not isinstance(start, datetime):
            raise TimeNeeded
        return _hours(term, start)
    return _DAY_RULES[term.rule](term, _civil_day(start), frozenset(movable))


def _civil_day(start: date | datetime) -> date:
    if not isinstance(start, datetime):
        return start
    return start.date() if start.tzinfo is None else start.astimezone(MOROCCO).date()


def _calendar(term: Term, start: date, _movable: Collection[date]) -> Deadline:
    """Calendar days; no carry-over is assumed."""
    end = term.plain_end(start)
    return Deadline(end, end)


def _carried(term: Term, start: date, movable: Collection[date]) -> Deadline:
    """Day 1 is the day after; a last day off is carried to the next working day (law 36-21, decree art. 40)."""
    end = term.plain_end(start)
    return Deadline(end, working_day_from(end, movable))


def _franc(term: Term, start: date, movable: Collection[date]) -> Deadline:
    """Clear days: neither the first nor the last counts, then carried over (CPC art. 512, CPP art. 750)."""
    end = term.plain_end(start)
    return Deadline(end, working_day_from(end + _ONE_DAY, movable))


def _working(term: Term, start: date, movable: Collection[date]) -> Deadline:
    """Only working days count, from the day after the start (decree 2-09-165 art. 49)."""
    end = start
    for _day in range(term.value):
        end = working_day_from(end + _ONE_DAY, movable)
    return Deadline(end, end)


_DAY_RULES: Mapping[str, Callable[[Term, date, Collection[date]], Deadline]] = {
    "calendar": _calendar,
    "wd": _carried,
    "franc": _franc,
    "working": _working,
}


def _hours(term: Term, start: datetime) -> Deadline:
    """Elapsed hours: counted in UTC, since the clocks of Morocco go back an hour for Ramadan; shown as they show it."""
    end = (_moment(start) + timedelta(hours=term.value)).astimezone(MOROCCO)
    return Deadline(end, end)


def _moment(start: datetime) -> datetime:
    """The moment in UTC. A time that the clocks showed twice, or jumped over, is read as the earlier moment."""
    if start.tzinfo is not None:
        return start.astimezone(UTC)
    return min(start.replace(tzinfo=MOROCCO, fold=fold).astimezone(UTC) for fold in (0, 1))
