"""Fields that are days: a civil date, and a date that is only known about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from casemgr.domain import dates
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.fields.field import Column, Field, Values
from casemgr.domain.words import Words, current_language


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A civil date. `future` allows days to come (appointments, expiry); facts are not after today (V-DATE)."""

    future: bool = False

    type: ClassVar[str] = "date"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "date"),)

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        if value > context.today and not self.future:
            late = Words("Cette date est à venir.", "هذا التاريخ لم يحل بعد.", "This date is in the future.")
            return value, [Issue(self.key, late)]
        if value.year < 1900:
            early = Words("Cette date est avant 1900.", "هذا التاريخ قبل سنة 1900.", "This date is before 1900.")
            return value, [Issue(self.key, early)]
        return value, []

    def read(self, text: str, context: Context) -> Any:
        return dates.parse_date(text, context.today, future=self.future) if text.strip() else None

    def show(self, value: Any, language: str | None = None) -> str:
        return "" if value is None else f"{value:%d/%m/%Y}"

    def plain(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def revive(self, plain: Any) -> Any:
        return date.fromisoformat(plain) if plain else None


@dataclass(frozen=True, kw_only=True)
class ApproximateDate(Field):
    """A date known to the day, the month, the year, by an estimated age, or not at all (V-DOB).

    Kept in four columns: the day it is counted as (`key`), `_precision`, and for an estimate `_age` and `_on`.
    """

    type: ClassVar[str] = "approximate_date"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.key, "date"),
            Column(f"{self.key}_precision", "text"),
            Column(f"{self.key}_age", "integer"),
            Column(f"{self.key}_on", "date"),
        )

    def says_nothing(self, value: Any) -> bool:
        return value is None or value.precision == "NONE"

    def store(self, value: Any) -> dict[str, Any]:
        known = value or dates.ApproximateDate(None, "NONE", None, None)
        return {
            self.key: known.day,
            f"{self.key}_precision": None if value is None else known.precision,
            f"{self.key}_age": known.age,
            f"{self.key}_on": known.on,
        }

    def load(self, row: Values) -> Any:
        precision = row[f"{self.key}_precision"]
        if precision is None:
            return None
        return dates.ApproximateDate(row[self.key], precision, row[f"{self.key}_age"], row[f"{self.key}_on"])

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        try:
            return dates.checked(value, context.today), []
        except UserError as error:
            return value, [Issue(self.key, error.what)]

    def read(self, text: str, context: Context) -> Any:
        return dates.parse_approximate(text, context.today) if text.strip() else None

    def show(self, value: Any, language: str | None = None) -> str:
        return "" if value is None else dates.shown(value, language or current_language())

    def plain(self, value: Any) -> Any:
        return None if value is None else dates.as_plain(value)

    def revive(self, plain: Any) -> Any:
        return None if not plain else dates.from_plain(plain)
