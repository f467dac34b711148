"""When a legal term ends: every case that was worked out by hand, and what holds whatever the day."""

from __future__ import annotations

import csv
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.clock import MOROCCO
from casemgr.domain.deadlines import (
    VOCABULARY,
    Deadline,
    StartNotPossible,
    Term,
    TimeNeeded,
    UnknownDeadline,
    count,
    deadline,
)
from casemgr.domain.errors import UserError
from casemgr.domain.holidays import is_fixed_holiday, is_working_day, working_day_from
from casemgr.domain.vocabulary import vocabulary


def moment(text: str) -> datetime:
    """A moment as the clock on the wall says it, without a zone."""
    return datetime.fromisoformat(text)


CASES = Path(__file__).parents[1] / "cases" / "deadlines.csv"
CODES = tuple(vocabulary(VOCABULARY).terms)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(moment("2020-01-01T00:00"), moment("2080-01-01T00:00"))
FEASTS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8)
ONE_DAY = timedelta(days=1)


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day_or_moment(text: str) -> date | datetime:
    return moment(text) if "T" in text else date.fromisoformat(text)


def wall_clock(end: date | datetime) -> date | datetime:
    """What the clock on the wall shows."""
    return end.replace(tzinfo=None) if isinstance(end, datetime) else end


def days_between(first: date, last: date) -> int:
    return last.toordinal() - first.toordinal()


def days_of(unit: str = "days", least: int = 0, most: int = 120) -> st.SearchStrategy[tuple[int, str]]:
    return st.tuples(st.integers(least, most), st.just(unit))


LENGTHS = st.one_of(days_of(), days_of("months", most=36), days_of("years", most=5))


# --- the cases worked out by hand -----------------------------------------------------------------------------------
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['code']} {case['start']}")
def test_every_case_worked_out_by_hand_is_met(case: dict[str, str]) -> None:
    ends = deadline(case["code"], day_or_moment(case["start"]))
    expected = day_or_moment(case["safe_due"]), day_or_moment(case["legal_due"])
    assert (wall_clock(ends.safe), wall_clock(ends.legal)) == expected
    assert isinstance(ends.safe, datetime) is isinstance(expected[0], datetime)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['code']} {case['start']}")
def test_the_list_declares_the_terms_of_the_cases(case: dict[str, str]) -> None:
    assert Term.of_meta(vocabulary(VOCABULARY)[case["code"]].meta) == Term(
        int(case["value"]), case["unit"], case["rule"]
    )


def test_the_cases_meet_every_rule() -> None:
    assert {case["rule"] for case in cases()} == {"calendar", "wd", "franc", "working", "hours"}


@pytest.mark.parametrize("code", CODES)
def test_every_term_of_the_list_is_counted(code: str) -> None:
    ends = deadline(code, moment("2026-03-02T09:00"))
    assert wall_clock(ends.safe) <= wall_clock(ends.legal)
    in_hours = vocabulary(VOCABULARY)[code].meta["rule"] == "hours"
    assert isinstance(ends.safe, datetime) is isinstance(ends.legal, datetime) is in_hours


# --- what holds whatever the day ------------------------------------------------------------------------------------
@given(rule=st.sampled_from(["calendar", "wd", "franc"]), length=LENGTHS, start=DAYS, feasts=FEASTS)
def test_the_safe_date_is_never_after_the_legal_one(
    rule: str, length: tuple[int, str], start: date, feasts: frozenset[date]
) -> None:
    ends = count(Term(*length, rule), start, feasts)
    assert start <= ends.safe <= ends.legal
    assert ends.safe == count(Term(*length, "calendar"), start).safe


@given(rule=st.sampled_from(["wd", "franc", "working"]), days=st.integers(1, 90), start=DAYS, feasts=FEASTS)
def test_a_term_that_is_carried_over_ends_on_a_working_day(
    rule: str, days: int, start: date, feasts: frozenset[date]
) -> None:
    end = count(Term(days, "days", rule), start, feasts).legal
    assert end.isoweekday() < 6 and not is_fixed_holiday(end) and end not in feasts


@given(length=LENGTHS, start=DAYS)
def test_a_term_is_carried_no_further_than_the_next_working_day(length: tuple[int, str], start: date) -> None:
    ends = count(Term(*length, "wd"), start)
    between = [ends.safe + n * ONE_DAY for n in range(days_between(ends.safe, ends.legal))]
    assert not [day for day in between if is_working_day(day)]


@given(days=st.integers(0, 120), start=DAYS)
def test_of_a_clear_term_neither_the_first_nor_the_last_day_counts(days: int, start: date) -> None:
    ends = count(Term(days, "days", "franc"), start)
    assert ends.legal == working_day_from(start + timedelta(days=days + 1))
    assert days_between(start, ends.legal) - 1 >= days


@given(days=st.integers(1, 60), start=DAYS, feasts=FEASTS)
def test_as_many_working_days_pass_as_the_term_has(days: int, start: date, feasts: frozenset[date]) -> None:
    ends = count(Term(days, "days", "working"), start, feasts)
    passed = [start + timedelta(days=n) for n in range(1, days_between(start, ends.legal) + 1)]
    assert sum(is_working_day(day, feasts) for day in passed) == days
    assert ends.safe == ends.legal


@given(code=st.sampled_from(CODES), start=DAYS, feast=DAYS)
def test_a_feast_nobody_handed_in_makes_no_legal_day_later(code: str, start: date, feast: date) -> None:
    morning = datetime.combine(start, time(9), MOROCCO)
    assert deadline(code, morning).legal <= deadline(code, morning, {feast}).legal


# --- the same count, made another way --------------------------------------------------------------------------------
# Written down here a second time on purpose: the decree on paid holidays, as it stood in each year.
EVERY_YEAR = {(1, 1), (1, 11), (5, 1), (7, 30), (8, 14), (8, 20), (8, 21), (11, 6), (11, 18)}
SINCE = {(1, 14): 2024, (10, 31): 2025}


def is_off(day: date, feasts: Collection[date]) -> bool:
    named = (day.month, day.day)
    return day.isoweekday() > 5 or named in EVERY_YEAR or day.year >= SINCE.get(named, 9999) or day in feasts


def same_day_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    first = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    return min(first + timedelta(days=start.day - 1), last)


def walked(code: str, start: date, feasts: Collection[date]) -> tuple[date, date]:
    """The safe day and the limit, by going from day to day as a clerk does on a wall calendar."""
    meta = vocabulary(VOCABULARY)[code].meta
    length, day = int(meta["value"]), start
    if meta["rule"] == "working":
        while length:
            day += ONE_DAY
            length -= not is_off(day, feasts)
        return day, day
    day = same_day_later(start, length) if meta["unit"] == "months" else start + length * ONE_DAY
    limit = day + ONE_DAY if meta["rule"] == "franc" else day
    while meta["rule"] in ("wd", "franc") and is_off(limit, feasts):
        limit += ONE_DAY
    return day, limit


@pytest.mark.parametrize("code", [code for code in CODES if vocabulary(VOCABULARY)[code].meta["rule"] != "hours"])
def test_every_term_from_every_day_of_three_years_ends_where_a_wall_calendar_says(code: str) -> None:
    """Each day of the week, each end of a month, a leap year, holidays and an Aïd on either end."""
    feasts = {date(2024, 4, 10), date(2024, 4, 11), date(2025, 3, 31), date(2025, 4, 1), date(2026, 5, 27)}
    for place in range(3 * 366):
        start = date(2024, 1, 1) + place * ONE_DAY
        ends = deadline(code, start, feasts)
        assert (ends.safe, ends.legal) == walked(code, start, feasts), start


@pytest.mark.parametrize("code", [code for code in CODES if vocabulary(VOCABULARY)[code].meta["rule"] == "hours"])
def test_hours_pass_truly_around_every_change_of_the_clock(code: str) -> None:
    hours = int(vocabulary(VOCABULARY)[code].meta["value"])
    for change in (moment("2026-02-15T02:00"), moment("2026-03-22T01:00"), moment("2027-02-07T02:00")):
        for minutes in range(-72 * 60, 24 * 60, 30):
            begun = (change + timedelta(minutes=minutes)).replace(tzinfo=UTC)
            ends = deadline(code, begun.astimezone(MOROCCO))
            assert isinstance(ends.legal, datetime) and isinstance(ends.safe, datetime)
            assert ends.legal.astimezone(UTC) - begun == timedelta(hours=hours) and ends.safe == ends.legal


# --- the clock ------------------------------------------------------------------------------------------------------
@given(start=MOMENTS, hours=st.integers(0, 240))
def test_hours_are_those_that_truly_pass(start: datetime, hours: int) -> None:
    begun = start.replace(tzinfo=UTC)
    ends = count(Term(hours, "hours", "hours"), begun)
    assert isinstance(ends.legal, datetime) and ends.safe == ends.legal
    assert ends.legal.astimezone(UTC) - begun == timedelta(hours=hours)
    assert ends.legal.tzinfo is MOROCCO


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (moment("2026-02-14T23:30"), moment("2026-02-16T22:30")),  # the clocks go back on the 15th
        (moment("2026-03-21T12:00"), moment("2026-03-23T13:00")),  # and forward on 22 March
        (moment("2026-02-20T08:00"), moment("2026-02-22T08:00")),  # within Ramadan
        (moment("2026-02-15T02:30"), moment("2026-02-17T01:30")),  # 02:30 came twice: the first counts
        (moment("2026-03-22T02:30"), moment("2026-03-24T02:30")),  # 02:30 never came: the moment an hour before
    ],
)
def test_the_clocks_of_ramadan_take_no_hour_from_a_term(start: datetime, end: datetime) -> None:
    assert wall_clock(deadline("CUSTODY", start).legal) == end


def test_a_moment_of_another_zone_is_counted_from_its_day_in_morocco() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    ramadan_is_over = datetime(2026, 4, 1, 23, 30, tzinfo=UTC)
    assert deadline("STAY_APPEAL", late).legal == date(2026, 3, 16)
    assert deadline("STAY_APPEAL", ramadan_is_over).legal == date(2026, 4, 17)


def test_the_time_of_day_changes_nothing_for_a_term_in_days() -> None:
    for notified in (moment("2026-10-06T00:00"), moment("2026-10-06T23:59")):
        assert deadline("APPEAL_CIV", notified) == Deadline(date(2026, 11, 5), date(2026, 11, 9))


# --- months, years, leap days ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        (Term(3, "months", "calendar"), date(2027, 11, 30), date(2028, 2, 29)),
        (Term(1, "months", "calendar"), date(2026, 1, 31), date(2026, 2, 28)),
        (Term(24, "months", "calendar"), date(2024, 2, 29), date(2026, 2, 28)),
        (Term(1, "years", "calendar"), date(2024, 2, 29), date(2025, 2, 28)),
        (Term(4, "years", "calendar"), date(2024, 2, 29), date(2028, 2, 29)),
        (Term(30, "days", "calendar"), date(2028, 2, 1), date(2028, 3, 2)),
        (Term(30, "days", "calendar"), date(2026, 2, 1), date(2026, 3, 3)),
        (Term(0, "days", "calendar"), date(2026, 8, 1), date(2026, 8, 1)),
    ],
)
def test_the_end_of_a_month_stays_the_end_of_a_month(term: Term, start: date, end: date) -> None:
    assert count(term, start) == Deadline(end, end)


# --- days off -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (date(2026, 11, 6), True),
        (date(2023, 1, 14), False),  # the Amazigh new year is a holiday since 2024
        (date(2024, 1, 14), True),
        (date(2024, 10, 31), False),  # Unity Day since 2025
        (date(2025, 10, 31), True),
        (date(2026, 8, 10), False),  # the day of migrants is a working day
    ],
)
def test_a_holiday_is_one_from_its_first_year_on(day: date, is_off: bool) -> None:
    assert is_fixed_holiday(day) is is_off


def test_offices_work_from_monday_to_friday_and_on_10_august() -> None:
    week = [date(2026, 8, 10) + n * ONE_DAY for n in range(7)]
    # Friday 14 August is the day of Oued Ed-Dahab.
    assert [is_working_day(day) for day in week] == [True, True, True, True, False, False, False]


def test_a_feast_of_the_moon_is_a_day_off_once_it_is_handed_in() -> None:
    start = date(2026, 2, 18)  # 30 days later: Friday 20 March 2026
    assert deadline("BIRTH", start).legal == date(2026, 3, 20)
    feast = [date(2026, 3, 20), date(2026, 3, 21)]
    assert deadline("BIRTH", start, feast) == Deadline(date(2026, 3, 20), date(2026, 3, 23))


# --- what cannot be counted -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "start", "error"),
    [
        ("NONE_SUCH", date(2026, 1, 1), UnknownDeadline),
        ("birth", date(2026, 1, 1), UnknownDeadline),
        ("CUSTODY", date(2026, 1, 1), TimeNeeded),
        ("BIRTH", date(26, 1, 1), StartNotPossible),
        ("BIRTH", date(9999, 12, 31), StartNotPossible),
        ("CUSTODY", moment("9999-12-31T23:59"), StartNotPossible),
    ],
)
def test_what_cannot_be_counted_is_said_in_three_languages(
    code: str, start: date | datetime, error: type[UserError]
) -> None:
    with pytest.raises(error) as refused:
        deadline(code, start)
    for sentence in (refused.value.what, refused.value.do):
        assert len({sentence.fr, sentence.ar, sentence.en}) == 3
        assert "{" not in sentence.fr + sentence.ar + sentence.en
        assert any("\u0621" <= letter <= "\u064a" for letter in sentence.ar)


def test_an_unknown_code_is_answered_with_the_codes_there_are() -> None:
    told = UnknownDeadline().do.en
    assert all(code in told for code in CODES)


@pytest.mark.parametrize(
    "wrong",
    [(1, "hours", "calendar"), (1, "days", "hours"), (1, "months", "working"), (1, "weeks", "wd"), (-1, "days", "wd")],
)
def test_a_rule_and_a_unit_that_do_not_go_together_are_no_term(wrong: tuple[int, str, str]) -> None:
    with pytest.raises(ValueError, match="not a legal term"):
        Term(*wrong)


def test_a_rule_nobody_knows_is_no_term() -> None:
    with pytest.raises(ValueError, match="not a legal term"):
        Term(1, "days", "guess")
