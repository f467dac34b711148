"""The periods of the figures: whole months, quarters and years, any days, and the one before each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.words import use_language
from ui.pages.figures.period import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WHOLE = st.sampled_from(["month", "quarter", "year"])


@pytest.mark.parametrize(
    ("kind", "day", "start", "end"),
    [
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31)),
        ("quarter", date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30)),
        ("year", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_whole_period_goes_from_its_first_to_its_last_day(kind: str, day: date, start: date, end: date) -> None:
    assert Period.around(kind, day) == Period(kind, start, end)


@given(WHOLE, DAYS)
def test_the_period_before_ends_on_the_eve_and_leads_back(kind: str, day: date) -> None:
    period = Period.around(kind, day)
    assert period.before.end == period.start - timedelta(days=1)
    assert period.before.moved(1) == period
    assert period.start <= day <= period.end


@given(DAYS, st.integers(0, 400))
def test_before_any_days_are_as_many_days(start: date, more: int) -> None:
    period = Period.between(start, start + timedelta(days=more))
    assert period.before.end == start - timedelta(days=1)
    assert period.before.end - period.before.start == timedelta(days=more)


def test_a_period_is_called_as_people_call_it() -> None:
    use_language("fr")
    assert str(Period.around("month", date(2026, 3, 2))) == "mars 2026"
    assert "2026" in str(Period.around("quarter", date(2026, 3, 2)))
    assert str(Period.around("year", date(2026, 3, 2))) == "2026"
    use_language("ar")
    assert str(Period.around("month", date(2026, 8, 2))) == "غشت 2026"
    assert str(Period.between(date(2026, 3, 2), date(2026, 3, 9))).startswith("\u200f")
