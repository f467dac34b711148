"""Opening hours as people write them, and what is no hour at all."""

from __future__ import annotations

from datetime import date

import pytest

from casemgr.domain.opening_hours import ALL_DAY, LABELS, LINES, closed_ranges, ranges, written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" - ", "-"),
        ("9h-17h30", "09:00-17:30"),
        ("09:00 – 12:30 ; 14-17", "09:00-12:30, 14:00-17:00"),
        ("8:30-24:00", "08:30-24:00"),
        ("09:00-12:00، 13:00-16:00", "09:00-12:00, 13:00-16:00"),
    ],
)
def test_hours_are_kept_one_way_however_they_are_written(typed: str, kept: str) -> None:
    assert written(typed) == kept and written(kept) == kept


@pytest.mark.parametrize(
    "typed", ["le matin", "17:00-09:00", "9:00-9:00", "09:70-10:00", "9-25", "9-12, 11-14", "9-12,"]
)
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        ranges(typed)


def test_each_line_has_its_name() -> None:
    assert set(LABELS) == set(LINES)


MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
PRAYER = {"friday_prayer": "12:30-14:30"}


@pytest.mark.parametrize(
    ("hours", "day", "closed"),
    [
        ({}, MONDAY, ()),
        ({"monday": "-"}, MONDAY, (ALL_DAY,)),
        ({"monday": "09:00-12:30, 14:00-17:00"}, MONDAY, ((0, 540), (750, 840), (1020, 1440))),
        ({"monday": "00:00-24:00"}, MONDAY, ()),
        (PRAYER, FRIDAY, ((750, 870),)),
        (PRAYER | {"friday": "09:00-17:00"}, FRIDAY, ((0, 540), (750, 870), (1020, 1440))),
        (PRAYER | {"friday": "09:00-13:00"}, FRIDAY, ((0, 540), (750, 1440))),
    ],
)
def test_what_is_closed_is_what_is_not_open_and_the_friday_prayer(
    hours: dict[str, str], day: date, closed: tuple[tuple[int, int], ...]
) -> None:
    assert closed_ranges(hours, day) == closed
