"""The period that is counted: a month, a quarter, a year, or any days; and the one to compare it with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casemgr.domain.words import is_right_to_left
from casemgr.domain.words import translate as _
from ui import formats

KINDS = ("month", "quarter", "year", "free")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_RIGHT_TO_LEFT = "\u200f"
_EARLIEST, _LATEST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included; `kind` is "month", "quarter", "year" or "free"."""

    kind: str
    start: date
    end: date

    @classmethod
    def around(cls, kind: str, day: date) -> Period:
        """The month, quarter or year in which a day falls."""
        months = _MONTHS[kind]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(kind, first, _after(first, months) - timedelta(days=1))

    @classmethod
    def between(cls, start: date, end: date) -> Period:
        """Any days."""
        return cls("free", start, end)

    def moved(self, steps: int) -> Period:
        """As many periods of this length on (or back); unchanged at the ends of the calendar."""
        if self.kind == "free":
            days = ((self.end - self.start).days + 1) * steps
            if not _EARLIEST.toordinal() <= self.start.toordinal() + days <= _LATEST.toordinal() - 10_000:
                return self
            return Period("free", self.start + timedelta(days=days), self.end + timedelta(days=days))
        first = _after(self.start, _MONTHS[self.kind] * steps)
        return Period.around(self.kind, first) if _EARLIEST <= first <= _LATEST else self

    @property
    def before(self) -> Period:
        """The period just before, of the same kind and length."""
        return self.moved(-1)

    def is_over(self, today: date) -> bool:
        """Whether nothing can happen in it any more."""
        return self.end < today

    def __str__(self) -> str:
        """How people call it: "mars 2026", "1er trimestre 2026", "2026", "01/02/2026 – 15/02/2026"."""
        if self.kind == "month":
            return formats.month(self.start)
        if self.kind == "quarter":
            return _("Quarter {number} of {year}").format(number=(self.start.month + 2) // 3, year=self.start.year)
        if self.kind == "year":
            return str(self.start.year)
        days = f"{formats.isolate(formats.date(self.start))} – {formats.isolate(formats.date(self.end))}"
        # Two dates alone have no direction: in Arabic the first one stands at the right.
        return f"{_RIGHT_TO_LEFT}{days}" if is_right_to_left() else days


def _after(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(min(max(year, 1), 9998), month + 1, 1)
