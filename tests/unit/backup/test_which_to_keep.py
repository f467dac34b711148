"""Which backups stay, and which go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casemgr.data.backup import (
    which_to_delete,
)
from tests.unit.backup.made import NOW


def days_left(days: list[int], now: datetime = NOW) -> list[int]:
    """Which of the backups made so many days ago stay."""
    gone = which_to_delete([(day, now - timedelta(days=day)) for day in days], now)
    return [day for day in days if day not in gone]


def test_one_backup_a_day_for_months_leaves_seven_days_four_weeks_and_two_months() -> None:
    """Monday 2 March 2026: the last of each week is Sunday (1, 8, 15 days ago), of February is 1 March's
    eve.
    """
    assert days_left(list(range(200))) == [0, 1, 2, 3, 4, 5, 6, 8, 15]


def test_in_the_middle_of_a_month_the_former_months_last_day_stays() -> None:
    middle = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # a Wednesday
    assert days_left(list(range(200)), middle) == [0, 1, 2, 3, 4, 5, 6, 10, 17, 18]


def test_several_backups_of_a_day_leave_its_last() -> None:
    hours = [NOW - timedelta(hours=hour) for hour in range(8)]
    assert which_to_delete([(when.hour, when) for when in hours], NOW) == [8, 7, 6, 5, 4, 3, 2]


def test_a_holiday_uses_up_no_place() -> None:
    assert days_left([20, 21, 22, 23, 24, 25, 26, 27]) == [20, 21, 22, 23, 24, 25, 26]


def test_nothing_over_ninety_days_stays_but_the_newest_always_does() -> None:
    assert days_left([1, 89, 91, 200]) == [1, 89]
    assert days_left([200, 300]) == [200]
    assert which_to_delete([], NOW) == []


@given(st.lists(st.integers(min_value=0, max_value=24 * 200), unique=True))
def test_whatever_there_is_at_most_thirteen_stay_and_the_newest_among_them(hours: list[int]) -> None:
    backups = [(hour, NOW - timedelta(hours=hour)) for hour in hours]
    gone = which_to_delete(backups, NOW)
    left = [one for one in backups if one[0] not in gone]
    assert len(gone) == len(set(gone))
    assert len(left) <= 13
    assert all(when >= NOW - timedelta(days=90) for _, when in left[1:]) or len(left) <= 1 or min(hours) > 90 * 24
    if hours:
        assert min(hours) in [hour for hour, _ in left]
    assert which_to_delete(left, NOW) == []
