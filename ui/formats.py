"""Dates, numbers and months as Moroccan offices write them, in the three languages, digits always Western.

Babel and Qt disagree on the numbers of fr_MA (1 250,50 and 1.250,50): everything on screen comes from here,
so that the screen, the paper and the exports say the same.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from casemgr.domain.words import BABEL_LOCALES, current_language, is_right_to_left

if TYPE_CHECKING:
    from babel import Locale

Number = int | float | Decimal

# What is between one of these and the end keeps its own direction, whatever surrounds it: left to right
# (U+2066), right to left (U+2067), or that of its first letter (U+2068).
_ISOLATE, _ISOLATE_RIGHT, _ISOLATE_ANY, _END = "\u2066", "\u2067", "\u2068", "\u2069"


def isolate(text: str) -> str:
    """`text` (a phone, a code, a date) kept left to right inside an Arabic sentence; an empty text stays
    empty.
    """
    return f"{_ISOLATE}{text}{_END}" if text else ""


def isolate_any(text: str) -> str:
    """`text` somebody typed (a name, an address) kept in its own direction; an empty text stays empty.

    What the window put together of such parts is read in the direction of the window: Unicode looks for a first letter
    outside of the parts, finds none, and in Arabic the last part would stand first.
    """
    if not text:
        return ""
    if _END not in text:
        return f"{_ISOLATE_ANY}{text}{_END}"
    return f"{_ISOLATE_RIGHT if is_right_to_left(current_language()) else _ISOLATE}{text}{_END}"


@lru_cache(maxsize=8)
def _locale_of(language: str) -> Locale:
    # Babel is imported at the first use, so that the window paints first.
    from babel import Locale

    return Locale.parse(BABEL_LOCALES[language])


def _locale() -> Locale:
    return _locale_of(current_language())


def date(day: datetime.date | None) -> str:
    """JJ/MM/AAAA, or nothing for no date."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def date_time(moment: datetime.datetime | None) -> str:
    """JJ/MM/AAAA HH:MM, of the moment as given (turn it to local time before), or nothing."""
    return f"{date(moment)} {time(moment.time())}" if moment else ""


def time(moment: datetime.time | None) -> str:
    """HH:MM, or nothing."""
    return f"{moment.hour:02}:{moment.minute:02}" if moment else ""


def long_date(day: datetime.date) -> str:
    """ "mardi 3 mars 2026", for headings."""
    from babel.dates import format_date

    return format_date(day, f"EEEE {_day_shape(day)} MMMM y", locale=_locale())


def short_date(day: datetime.date) -> str:
    """ "3 mars", for lists within a year."""
    from babel.dates import format_date

    return format_date(day, f"{_day_shape(day)} MMMM", locale=_locale())


def _day_shape(day: datetime.date) -> str:
    """The first of a month is an ordinal in French: 1er mars, 2 mars."""
    return "d'er'" if day.day == 1 and current_language() == "fr" else "d"


def day_of_month(day: datetime.date) -> str:
    """ "3", and "1er" in French, where the month follows further on."""
    return "1er" if _day_shape(day) != "d" else str(day.day)


def month(day: datetime.date) -> str:
    """ "mars 2026", the month in Moroccan words (in Arabic: مارس، يوليوز، غشت…)."""
    from babel.dates import format_date

    return format_date(day, "LLLL y", locale=_locale())


def short_month(day: datetime.date) -> str:
    """The month alone in a few letters, for the axis of a chart."""
    from babel.dates import format_date

    return format_date(day, "LLL", locale=_locale())


def week_day(day: datetime.date) -> str:
    """The name of the day of the week."""
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=_locale())


def _shape(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def number(value: Number, decimals: int | None = None) -> str:
    """A number with its separators ("1 250,5"); `decimals` fixes how many stand after the comma."""
    from babel.numbers import format_decimal

    shape = None if decimals is None else _shape(decimals)
    return format_decimal(value, format=shape, locale=_locale(), numbering_system="latn")


def percent(part: Number, decimals: int = 0) -> str:
    """A share of one as a percentage: 0.25 gives "25 %"."""
    from babel.numbers import format_decimal

    value = format_decimal(
        Decimal(str(part)) * 100,
        format=_shape(decimals),
        locale=_locale(),
        numbering_system="latn",
    )
    gap = "" if current_language() == "en" else "\u00a0"
    return f"{value}{gap}%"


def share(part: Number) -> str:
    """A share of one as it is read at a glance: one decimal under ten percent, none from there on."""
    return percent(part, 1 if 0 < part < 0.0995 else 0)


def money(dirhams: Number) -> str:
    """An amount in dirhams ("1 250,50 DH", "1 250,50 درهم", "MAD 1,250.50")."""
    amount = number(dirhams, 2)
    language = current_language()
    if language == "en":
        return f"MAD\u00a0{amount}"
    return f"{isolate(amount)}\u00a0درهم" if language == "ar" else f"{amount}\u00a0DH"
