"""The clocks of a complaint: 15 and 60 calendar days, which stand still only while papers are awaited."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.vocabulary import vocabulary
from casemgr.records.complaint import clocks
from tests.unit.command_line import CASES

DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
STATES = st.sampled_from([term.code for term in vocabulary("complaint_status")])
DAY = timedelta(days=1)


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[str, date]]:
    """States one after the other, each from a day on, none before the one before it."""
    life = [("NEW", draw(DAYS))]
    for state in draw(st.lists(STATES, max_size=8)):
        life.append((state, life[-1][1] + timedelta(days=draw(st.integers(0, 90)))))
    return life


def test_the_published_complaints_are_in_time_or_not_as_published() -> None:
    with (CASES / "complaints.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    end, in_time, due = date(2026, 3, 31), 0, 0
    for row in rows:
        last = clocks.answer_by(date.fromisoformat(row["received"]), int(row["paused_days"]))
        answered = date.fromisoformat(row["answered"]) if row["answered"] else None
        due += last <= end
        in_time += last <= end and clocks.standing(end, last, answered, None, None) == clocks.IN_TIME
    assert (in_time, due) == (2, 4)


def test_terms_are_counted_in_calendar_days_from_the_day_of_receipt() -> None:
    received = date(2026, 1, 2)
    assert clocks.complete_by(received) == date(2026, 1, 17)
    assert clocks.answer_by(received, 0) == date(2026, 3, 3)
    assert clocks.answer_by(received, 10) == date(2026, 3, 13)
    assert clocks.triage_by(received, "CRIT") == received
    assert clocks.triage_by(received, None) == clocks.triage_by(received, "NORM") == date(2026, 1, 7)
    assert clocks.internal_by(received, "HIGH", 3) == date(2026, 1, 20)
    assert clocks.reminders(received, 0, date(2026, 2, 10)) == (date(2026, 2, 16), date(2026, 2, 26))
    assert clocks.annulment_by(date(2026, 3, 3), None) == date(2026, 5, 2)
    assert clocks.annulment_by(date(2026, 3, 3), date(2026, 2, 1)) == date(2026, 4, 2)
    assert clocks.annulment_by(None, None) is None


@given(lives())
def test_only_the_days_of_waiting_for_papers_are_left_out(life: list[tuple[str, date]]) -> None:
    found = clocks.pauses(life)
    waited = 0
    day = life[0][1]
    while day < life[-1][1]:  # a second reading: each day, one after the other
        waited += next(state for state, since in reversed(life) if since <= day) == "INFO"
        day += DAY
    assert found.days == waited
    assert found.since == (life[-1][1] if life[-1][0] == "INFO" else None)


@given(lives(), st.integers(0, 60))
def test_a_longer_pause_moves_the_term_by_as_many_days_and_no_more(life: list[tuple[str, date]], more: int) -> None:
    received, last = life[0][1], life[-1][1]
    before = clocks.answer_by(received, clocks.pauses(life).days)
    waited = [*life, ("INFO", last), ("PROC", last + timedelta(days=more))]
    after = clocks.answer_by(received, clocks.pauses(waited).days)
    assert after - before == timedelta(days=more)


@given(DAYS, DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS))
def test_the_standing_is_one_word_that_never_goes_back(
    due: date, today: date, answered: date | None, ended: date | None, paused: date | None
) -> None:
    order = [clocks.ON_TRACK, clocks.AT_RISK, clocks.LATE]
    now, tomorrow = (clocks.standing(day, due, answered, ended, paused) for day in (today, today + DAY))
    assert now in vocabulary("complaint_clock", clocks.__file__) and tomorrow is not None
    if now in order:
        assert order.index(tomorrow) >= order.index(now)
        stopped_late = paused is not None and answered is None and ended is None and paused > due
        assert (now == clocks.LATE) == (today > due or stopped_late)
    else:
        assert now == tomorrow  # once answered, ended or stopped, no day changes it


def test_the_last_day_is_in_time_and_the_next_one_is_late() -> None:
    due = date(2026, 3, 3)
    assert clocks.standing(due, due, None, None, None) == clocks.AT_RISK
    assert clocks.standing(due + DAY, due, None, None, None) == clocks.LATE
    assert clocks.standing(due - 15 * DAY, due, None, None, None) == clocks.AT_RISK
    assert clocks.standing(due - 16 * DAY, due, None, None, None) == clocks.ON_TRACK
    assert clocks.standing(due, due, due, None, None) == clocks.IN_TIME
    assert clocks.standing(due, due, due + DAY, None, None) == clocks.OUT_OF_TIME
    assert clocks.standing(due, None, None, None, None) is None
    # Asking for papers on the last day stops the clock; a day later it hides nothing.
    assert clocks.standing(due + 9 * DAY, due, None, None, due) == clocks.PAUSED
    assert clocks.standing(due + 9 * DAY, due, None, None, due + DAY) == clocks.LATE


# By hand, from the calendar: received, what came after, answer due, waiting since, days of pause that are over.
BY_HAND: list[tuple[str, str, str, str | None, int]] = [
    ("2026-01-01", "", "2026-03-02", None, 0),
    ("2025-12-31", "", "2026-03-01", None, 0),
    ("2024-01-01", "", "2024-03-01", None, 0),  # a leap year
    ("2026-02-28", "", "2026-04-29", None, 0),
    ("2024-02-29", "", "2024-04-29", None, 0),
    ("2026-03-20", "", "2026-05-19", None, 0),  # over Eid al-Fitr and 1 May: calendar days
    ("2026-07-30", "", "2026-09-28", None, 0),  # received on Throne Day
    ("2026-06-30", "", "2026-08-29", None, 0),
    ("2026-01-10", "INFO 2026-01-12 TRIAGE 2026-01-12", "2026-03-11", None, 0),  # asked and brought on one day
    ("2026-01-10", "INFO 2026-01-12 TRIAGE 2026-01-13", "2026-03-12", None, 1),
    ("2026-01-10", "INFO 2026-01-10 TRIAGE 2026-01-20", "2026-03-21", None, 10),  # from the day of receipt
    ("2026-01-10", "INFO 2026-01-31 TRIAGE 2026-02-28", "2026-04-08", None, 28),  # over the end of a month
    ("2024-01-10", "INFO 2024-01-31 TRIAGE 2024-03-01", "2024-04-09", None, 30),  # over 29 February
    ("2026-01-10", "INFO 2026-03-11 PROC 2026-03-31", "2026-03-31", None, 20),  # stopped on the very last day
    ("2026-01-10", "INFO 2026-03-15 PROC 2026-03-31", "2026-03-27", None, 16),  # stopped when it was late already
    ("2026-01-10", "INFO 2026-01-12", "2026-03-11", "2026-01-12", 0),  # not over: nothing is added yet
    ("2026-01-10", "INFO 2026-01-12 INFO 2026-01-20 TRIAGE 2026-01-22", "2026-03-21", None, 10),  # asked twice
    ("2026-01-10", "INFO 2026-01-12 TRIAGE 2026-01-15 INFO 2026-01-15 PROC 2026-01-17", "2026-03-16", None, 5),
    ("2026-01-10", "INFO 2026-01-12 TRIAGE 2026-01-15 INFO 2026-02-01 FWD 2026-02-11", "2026-03-24", None, 13),
    ("2026-01-10", "TRIAGE 2026-01-12 FWD 2026-01-20 PROC 2026-02-20", "2026-03-11", None, 0),  # the body's own time
    ("2026-01-10", "TRIAGE 2026-01-12 INFO 2026-01-14 TRIAGE 2026-01-13", "2026-03-11", None, 0),  # noted backwards
    ("2026-01-10", "INFO 2026-01-12 INADM 2026-01-22", "2026-03-21", None, 10),
    ("2026-01-10", "INFO 2026-01-12 WITHDR 2026-01-14", "2026-03-13", None, 2),
    ("2026-01-10", "PROC 2026-01-11 ANSW 2026-02-01 NOTIF 2026-02-02 APPEAL 2026-02-03", "2026-03-11", None, 0),
    ("2025-10-15", "INFO 2025-10-26 PROC 2025-11-06", "2025-12-25", None, 11),  # the clock changed that night
    ("2026-02-10", "INFO 2026-02-15 PROC 2026-03-22", "2026-05-16", None, 35),  # over Ramadan
    ("2026-08-14", "INFO 2026-08-20 PROC 2026-08-22", "2026-10-15", None, 2),  # over two feasts
    ("2025-11-30", "INFO 2025-12-31 PROC 2026-01-01", "2026-01-30", None, 1),  # over the year
    ("2026-05-31", "INFO 2026-06-30 PROC 2026-07-31", "2026-08-30", None, 31),
    ("2026-01-10", "INFO 2026-01-11 PROC 2026-01-21 INFO 2026-02-01", "2026-03-21", "2026-02-01", 10),
]


@pytest.mark.parametrize(("received", "life", "due", "waiting", "paused"), BY_HAND)
def test_thirty_lives_counted_by_hand(received: str, life: str, due: str, waiting: str | None, paused: int) -> None:
    words = life.split()
    steps = [(state, date.fromisoformat(day)) for state, day in zip(words[::2], words[1::2], strict=True)]
    start = date.fromisoformat(received)
    found = clocks.pauses([("NEW", start), *steps])
    assert found == clocks.Pauses(paused, date.fromisoformat(waiting) if waiting else None)
    assert clocks.answer_by(start, found.days) == date.fromisoformat(due)
