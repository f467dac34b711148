"""Dates as people say them: to the day, the month, the year, by an age, or not at all (forms.md, V-DOB).

Many people who come do not know the day they were born, and a passport that says 1 January often means "that
year". So a birth date is kept with its precision, and what is typed may be "3/5/90", "mai 1990", "vers 1990",
"34 ans", in French, Arabic or English, with the digits of either script. Between day and month, the day
always comes first. The reading of typed text is in `date_words`; here are the meaning, the limits and the
ages.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casemgr.domain.clock import MOROCCO
from casemgr.domain.date_words import WESTERN_DIGITS, Said, read
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words

__all__ = [
    "WESTERN_DIGITS",
    "ApproximateDate",
    "DateNotPossible",
    "DateNotUnderstood",
    "age_on",
    "as_plain",
    "checked",
    "civil_day",
    "format_approximate",
    "from_plain",
    "is_possible_minor",
    "needs_confirming",
    "parse_approximate",
    "parse_date",
    "shown",
]

EARLIEST_YEAR = 1900
OLDEST_AGE = 110
PRECISIONS = ("DAY", "MONTH", "YEAR", "EST", "NONE")

_EXAMPLES = Words(
    "Écrivez par exemple 03/05/1990, 1990 ou vers 1990.",
    "اكتبوا مثلا 03/05/1990 أو 1990 أو حوالي 1990.",
    "Write for instance 03/05/1990, 1990 or about 1990.",
)
_EXAMPLE_OF_A_DAY = Words(
    "Écrivez par exemple 03/05/1990.", "اكتبوا مثلا 03/05/1990.", "Write for instance 03/05/1990."
)
_NOT_UNDERSTOOD = Words("Cette date n’est pas comprise.", "هذا التاريخ غير مفهوم.", "This date is not understood.")
_NO_SUCH_DAY = Words(
    "Ce jour n’existe pas dans le calendrier.", "هذا اليوم غير موجود في التقويم.", "There is no such day."
)
_IN_THE_FUTURE = Words("Cette date est à venir.", "هذا التاريخ لم يحل بعد.", "This date is in the future.")
_TOO_EARLY = Words("Cette date est avant 1900.", "هذا التاريخ قبل سنة 1900.", "This date is before 1900.")
_TOO_OLD = Words(
    "Cela ferait plus de 110 ans.", "هذا يعني عمرا يفوق 110 سنوات.", "That would be more than 110 years ago."
)


class DateNotUnderstood(UserError):
    """The typed text is not a date that can be read; `do` gives examples."""

    def __init__(self, what: Words = _NOT_UNDERSTOOD, do: Words = _EXAMPLES) -> None:
        super().__init__(what, do)


class DateNotPossible(DateNotUnderstood):
    """The text is read, but cannot be meant: to come, before 1900, 31 February, more than 110 years ago."""


@dataclass(frozen=True, slots=True)
class ApproximateDate:
    """A day with what is truly known of it.

    `day` is the day it is counted as; `precision` is "DAY", "MONTH" (counted as the 15th), "YEAR" (1 July),
    "EST" (an estimated `age` in completed years, given `on` a day) or "NONE" (asked, and not known).
    """

    day: date | None
    precision: str
    age: int | None = None
    on: date | None = None

    @classmethod
    def of_day(cls, day: date) -> ApproximateDate:
        """Known to the day."""
        return cls(day, "DAY")

    @classmethod
    def of_month(cls, year: int, month: int) -> ApproximateDate:
        """Known to the month: counted as the 15th."""
        return cls(date(year, month, 15), "MONTH")

    @classmethod
    def of_year(cls, year: int) -> ApproximateDate:
        """Known to the year: counted as 1 July."""
        return cls(date(year, 7, 1), "YEAR")

    @classmethod
    def estimated(cls, age: int, on: date) -> ApproximateDate:
        """An age in completed years, estimated on a day: counted as that day, `age` years before."""
        return cls(_years_before(on, age), "EST", age, on)

    @classmethod
    def unknown(cls) -> ApproximateDate:
        """Asked, and not known."""
        return cls(None, "NONE")


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    if not 1 <= year <= 9999:
        raise DateNotPossible(_TOO_OLD)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def civil_day(moment: datetime, zone: ZoneInfo = MOROCCO) -> date:
    """The civil date of a moment in `zone` (Morocco). Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment.astimezone(zone).date()


def parse_date(text: str, today: date, future: bool = False) -> date:
    """The day that is typed: 3/5/90, 03.05.1990, 3 mai 1990, 1990-05-03, 03051990, ٣ ماي ١٩٩٠.

    A fact is not after `today` nor before 1900 (V-DATE); `future` allows days to come (appointments, expiry).
    A year of two digits is the nearest one that is possible: for a fact the last one, else within fifty
    years. Raises DateNotUnderstood, or DateNotPossible when the day cannot be meant.
    """
    said = read(text)
    if said is not None and said.is_partly:
        raise DateNotPossible(_NO_SUCH_DAY, _EXAMPLE_OF_A_DAY)
    if said is None or said.about or said.unknown or None in (said.year, said.month, said.day):
        raise DateNotUnderstood(do=_EXAMPLE_OF_A_DAY)
    day = _day_of(said, today, future)
    _within(day, today, future)
    return day


def parse_approximate(text: str, today: date) -> ApproximateDate:
    """A date or an age as people say it: "3/5/90", "05/1990", "1990", "vers 1990", "34 ans", "34",
    "inconnue".

    "vers 1990" is an estimate made `today`, kept as the age it gives. Empty text is a date that is not known.
    Raises DateNotUnderstood, or DateNotPossible when it cannot be meant.
    """
    if not text.strip():
        return ApproximateDate.unknown()
    said = read(text)
    if said is None:
        raise DateNotUnderstood
    if said.unknown:
        return ApproximateDate.unknown()
    if said.age is not None:
        on = today if said.on is None else _day_of(said.on, today, future=False)
        if said.age > OLDEST_AGE:
            raise DateNotPossible(_TOO_OLD)
        return checked(ApproximateDate.estimated(said.age, on), today)
    return checked(_approximate(said, today), today)


def _approximate(said: Said, today: date) -> ApproximateDate:
    year = _year_of(said, today, future=False)
    if not EARLIEST_YEAR <= year <= 9999:
        raise DateNotPossible(_TOO_EARLY)
    if said.about:
        if year > today.year:
            raise DateNotPossible(_IN_THE_FUTURE)
        return ApproximateDate.estimated(today.year - year, today)
    if said.month is None:
        return ApproximateDate.of_year(year)
    if not 1 <= said.month <= 12:
        raise DateNotPossible(_NO_SUCH_DAY)
    if said.day is None:
        return ApproximateDate.of_month(year, said.month)
    return ApproximateDate.of_day(_day_of(said, today, future=False))


def _year_of(said: Said, today: date, future: bool) -> int:
    assert said.year is not None
    if not said.short_year:
        return said.year
    if future:
        return _nearest_year(said.year, today)
    year = today.year - today.year % 100 + said.year
    # Tomorrow, mistyped as a fact, is refused: it does not become a day of a hundred years ago.
    return year - 100 if year > today.year else year


def _nearest_year(short: int, today: date) -> int:
    first = today.year - 50
    return first + (short - first) % 100


def _day_of(said: Said, today: date, future: bool) -> date:
    try:
        return date(_year_of(said, today, future), said.month or 0, said.day or 0)
    except ValueError:
        raise DateNotPossible(_NO_SUCH_DAY, _EXAMPLE_OF_A_DAY) from None


def _within(day: date, today: date, future: bool) -> None:
    if day.year < EARLIEST_YEAR:
        raise DateNotPossible(_TOO_EARLY, _EXAMPLE_OF_A_DAY)
    if day > today and not future:
        raise DateNotPossible(_IN_THE_FUTURE, _EXAMPLE_OF_A_DAY)


def checked(value: ApproximateDate, today: date) -> ApproximateDate:
    """The same date, counted as the day that its precision says (V-DOB).

    Raises DateNotPossible for a day to come, before 1900, or more than 110 years ago, and DateNotUnderstood
    when the parts do not make a date (an estimate without its age).
    """
    if value.precision == "NONE":
        return ApproximateDate.unknown()
    if value.precision not in PRECISIONS:
        raise DateNotUnderstood
    if value.precision == "EST":
        return _checked_estimate(value, today)
    if value.day is None:
        raise DateNotUnderstood
    if value.day.year < EARLIEST_YEAR:
        raise DateNotPossible(_TOO_EARLY)
    settled = _settled(value.precision, value.day)
    if _first_possible_day(settled) > today:
        raise DateNotPossible(_IN_THE_FUTURE)
    if (age_on(settled, today) or 0) > OLDEST_AGE:
        raise DateNotPossible(_TOO_OLD)
    return settled


def _checked_estimate(value: ApproximateDate, today: date) -> ApproximateDate:
    if value.age is None or value.on is None or value.age < 0:
        raise DateNotUnderstood
    if value.age > OLDEST_AGE:
        raise DateNotPossible(_TOO_OLD)
    _within(value.on, today, future=False)
    return ApproximateDate.estimated(value.age, value.on)


def _settled(precision: str, day: date) -> ApproximateDate:
    if precision == "YEAR":
        return ApproximateDate.of_year(day.year)
    if precision == "MONTH":
        return ApproximateDate.of_month(day.year, day.month)
    return ApproximateDate.of_day(day)


def _first_possible_day(value: ApproximateDate) -> date:
    assert value.day is not None
    if value.precision == "YEAR":
        return value.day.replace(month=1, day=1)
    return value.day.replace(day=1) if value.precision == "MONTH" else value.day


def age_on(birth: ApproximateDate, day: date) -> int | None:
    """Completed years on `day` (indicators-rules.md, rule 7); None when not known, or before the birth.

    Someone born on 29 February is a year older on 1 March of a common year. A baby known only by the year or
    the month of birth is 0 from the first day of it.
    """
    if birth.day is None:
        return None
    if day < birth.day:
        return 0 if _first_possible_day(birth) <= day else None
    return day.year - birth.day.year - ((day.month, day.day) < (birth.day.month, birth.day.day))


def is_possible_minor(birth: ApproximateDate, day: date) -> bool:
    """Whether the person may be a child without the file being able to tell: 16 to 19, not known to the day.

    The benefit of the doubt goes to the child (domain.md, §5).
    """
    age = age_on(birth, day)
    return birth.precision != "DAY" and age is not None and 16 <= age <= 19


def needs_confirming(birth: ApproximateDate) -> bool:
    """Whether this is an exact 1 January: on papers it often means "that year" (domain.md, §5)."""
    return birth.precision == "DAY" and birth.day is not None and (birth.day.month, birth.day.day) == (1, 1)


_UNKNOWN = Words("inconnue", "غير معروف", "unknown")
_ABOUT = Words(
    "vers {year} ({age} {years} au {on})",
    "حوالي {year} ({age} {years} في {on})",
    "about {year} ({age} {years} on {on})",
)


def shown(value: ApproximateDate, language: str = "fr") -> str:
    """The date as it is shown and may be typed again: `parse_approximate` reads back the same value."""
    if value.day is None:
        return _UNKNOWN.say(language)
    if value.precision == "EST" and value.age is not None and value.on is not None:
        said = _ABOUT.format(year=value.day.year, age=value.age, years=_years(value.age), on=_slashed(value.on))
        return said.say(language)
    if value.precision == "YEAR":
        return f"{value.day.year:04}"
    if value.precision == "MONTH":
        return f"{value.day.month:02}/{value.day.year:04}"
    return _slashed(value.day)


def format_approximate(value: ApproximateDate, language: str = "fr") -> str:
    """The canonical text that a person would type for this date; the same as `shown`."""
    return shown(value, language)


def _slashed(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _years(age: int) -> Words:
    arabic = "سنوات" if 3 <= age % 100 <= 10 else "سنة"
    return Words("an" if age < 2 else "ans", arabic, "year" if age == 1 else "years")


def as_plain(value: ApproximateDate) -> str:
    """The date for exports, exchange and the change log: 1990-05-03, 1990-05, 1990, ~34@2025-06-01, or ?."""
    if value.day is None:
        return "?"
    if value.precision == "EST" and value.age is not None and value.on is not None:
        return f"~{value.age}@{value.on.isoformat()}"
    return value.day.isoformat()[: {"YEAR": 4, "MONTH": 7}.get(value.precision, 10)]


def from_plain(plain: object) -> ApproximateDate:
    """The date written by `as_plain`. Raises DateNotUnderstood for anything else."""
    said = read(plain) if isinstance(plain, str) else None
    if said is None:
        raise DateNotUnderstood
    if said.unknown:
        return ApproximateDate.unknown()
    try:
        if said.age is not None and said.on is not None:
            on = date(said.on.year or 0, said.on.month or 0, said.on.day or 0)
            return ApproximateDate.estimated(said.age, on)
        if said.year is None or said.short_year or said.about:
            raise DateNotUnderstood
        if said.month is None:
            return ApproximateDate.of_year(said.year)
        if said.day is None:
            return ApproximateDate.of_month(said.year, said.month)
        return ApproximateDate.of_day(date(said.year, said.month, said.day))
    except ValueError:
        raise DateNotUnderstood from None
