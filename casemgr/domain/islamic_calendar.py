"""The Islamic calendar by arithmetic: near enough to warn of a feast or of the hours of Ramadan, never to promise one.

The true months begin when the moon is seen, and are announced the day before: one day off at worst.
"""

from __future__ import annotations

from datetime import date

RAMADAN = 9
# (month, day): al-Fitr, al-Adha, 1 Muharram, al-Mawlid, each with the days off of the list of holidays.
FEASTS = frozenset({(10, 1), (10, 2), (12, 10), (12, 11), (1, 1), (3, 12), (3, 13)})
_EPOCH = date(622, 7, 19).toordinal()


def islamic_day(day: date) -> tuple[int, int]:
    """(month, day of the month) in the arithmetical Islamic calendar."""
    elapsed = day.toordinal() - _EPOCH
    year = (30 * elapsed + 10646) // 10631
    within = elapsed - ((year - 1) * 354 + (3 + 11 * year) // 30)
    month = min(12, within * 2 // 59 + 1)
    return month, within - (59 * (month - 1) + 1) // 2 + 1


def in_ramadan(day: date) -> bool:
    """Whether `day` is in Ramadan."""
    return islamic_day(day)[0] == RAMADAN


def is_feast(day: date) -> bool:
    """Whether `day` is one of the feasts that follow the moon, as far as arithmetic tells."""
    return islamic_day(day) in FEASTS
