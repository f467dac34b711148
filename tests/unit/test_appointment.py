"""Appointments that meet, days on which nobody works, reminders, the card; follow-ups and notes beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pypdfium2
import pytest

from casemgr.domain.checking import Checked, check, with_defaults
from casemgr.domain.conditions import Context
from casemgr.domain.document import Letterhead
from casemgr.domain.fields import NOT_A_TIME, Time
from casemgr.domain.kind import Kind, Transition
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.words import Words, same
from casemgr.records import appointment, follow_up, note
from casemgr.records.appointment import life, papers, rules
from casemgr.records.follow_up import rules as follow_up_rules
from casemgr.services.printing.composing import compose
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)  # a Wednesday
THURSDAY, FRIDAY = date(2026, 5, 21), date(2026, 5, 22)


def at(others: OtherRecords | None = None, record: str = "", days_off: frozenset[date] = frozenset()) -> Context:
    known = others or OtherRecords()
    return Context(today=TODAY, user="amina", branch="RAB", record=record, days_off=days_off, lookup=known)


def checked(kind: Kind, context: Context | None = None, **given: Any) -> Checked:
    context = context or at()
    return check(kind, with_defaults(kind, context, {"beneficiary": "p1", **given}), context)


def meeting(context: Context | None = None, **given: Any) -> Checked:
    return checked(appointment.KIND, context, **{"type": "FOLLOW", "date": THURSDAY, "time": "10:00", **given})


def said(result: Checked) -> set[tuple[str, str, str]]:
    return {(issue.field, str(issue.message), issue.strength) for issue in result.issues}


HOUR = Time(key="hour", label=same("Hour"))


# --- the hour -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9", "09:00"), ("9h", "09:00"), ("14h30", "14:30"), ("14.30", "14:30"), ("14:30:00", "14:30"), ("٩:١٥", "09:15")],
)
def test_a_time_is_typed_as_people_write_it(typed: str, kept: str) -> None:
    assert HOUR.clean(typed, at()) == (kept, [])


@pytest.mark.parametrize("typed", ["25:00", "10:60", "midi", "10:30:15", "1030"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert [issue.message for issue in HOUR.clean(typed, at())[1]] == [NOT_A_TIME]


# --- two at once --------------------------------------------------------------------------------------------
def taken(**other: Any) -> OtherRecords:
    usual = {"date": THURSDAY, "time": "10:15", "duration": 30, "state": "PLANNED", "branch": "RAB"}
    return OtherRecords(appointment={"other": {**usual, **other}})


@pytest.mark.parametrize(
    ("other", "field", "words"),
    [
        ({"staff": "amina"}, "staff", rules.SAME_STAFF),
        ({"beneficiary": "p1"}, "beneficiary", rules.SAME_PERSON),
        ({"place": "salle  2"}, "place", rules.SAME_ROOM),
    ],
)
def test_the_same_colleague_person_or_room_at_once_is_warned_of(other: Any, field: str, words: Words) -> None:
    result = meeting(at(taken(**other)), place="Salle 2")
    assert said(result) == {(field, str(words.format(time="10:15")), "warning")}
    assert not meeting(at(taken(**other), record="other"), place="Salle 2").issues


@pytest.mark.parametrize(
    "other",
    [
        {"staff": "amina", "time": "10:30"},
        {"staff": "amina", "time": "09:30"},
        {"staff": "amina", "state": "CANC_P"},
        {"staff": "amina", "date": FRIDAY},
        {"place": "Salle 2", "branch": "CAS"},
        {"staff": "youssef", "place": "Salle 3", "beneficiary": "p2"},
    ],
    ids=["just after", "just before", "cancelled", "another day", "another branch’s room", "nothing shared"],
)
def test_what_does_not_meet_is_not_warned_of(other: Any) -> None:
    assert not meeting(at(taken(**other)), place="Salle 2").issues


# --- when nobody works --------------------------------------------------------------------------------------
def warned(**given: Any) -> set[tuple[str, str]]:
    days_off = given.pop("days_off", frozenset())
    return {(field, words) for field, words, _ in said(meeting(at(days_off=days_off), **given))}


def test_holidays_and_feasts_are_warned_of() -> None:
    assert warned(date=date(2026, 7, 30)) == {("date", str(rules.HOLIDAY))}
    assert warned(date=date(2026, 6, 16), days_off=frozenset({date(2026, 6, 16)})) == {("date", str(rules.HOLIDAY))}
    assert warned(date=date(2026, 5, 27)) == {("date", str(rules.PERHAPS_HOLIDAY))}  # al-Adha, by arithmetic
    assert warned(date=THURSDAY) == set()


@pytest.mark.parametrize(("time", "is_closed"), [("12:00", False), ("12:15", True), ("13:30", True), ("14:30", False)])
def test_the_friday_prayer_is_left_free(time: str, is_closed: bool) -> None:
    hours = str(rules.CLOSED_THEN.format(why=same("Prière du vendredi"), hours="12:30-14:30"))
    assert warned(date=FRIDAY, time=time) == ({("time", hours)} if is_closed else set())
    assert warned(date=THURSDAY, time=time) == set()


@pytest.mark.parametrize(("time", "is_closed"), [("09:00", False), ("08:45", True), ("14:30", False), ("14:45", True)])
def test_the_hours_of_ramadan_are_kept(time: str, is_closed: bool) -> None:
    day = date(2027, 2, 18)  # Ramadan 1448 by arithmetic, a Thursday
    assert bool(warned(date=day, time=time)) == is_closed


WEEK = {"thursday": "09:00-12:30, 14:00-17:00", "friday": "09:00-17:00", "saturday": "-", "friday_prayer": ""}


@pytest.mark.parametrize(
    ("day", "time", "wrong"),
    [
        (THURSDAY, "09:00", ""),
        (THURSDAY, "12:15", "time"),
        (THURSDAY, "13:00", "time"),
        (THURSDAY, "16:30", ""),
        (THURSDAY, "16:45", "time"),
        (FRIDAY, "13:00", "time"),  # what is not entered stays usual: the prayer
        (FRIDAY + timedelta(days=1), "10:00", "date"),
        (FRIDAY + timedelta(days=2), "22:00", ""),  # nothing is said of Sunday
    ],
)
def test_the_hours_that_the_branch_entered_are_kept(day: date, time: str, wrong: str) -> None:
    context = replace(at(), opening=WEEK)
    found = said(meeting(context, date=day, time=time))
    assert {(field, strength) for field, _words, strength in found} == ({(wrong, "warning")} if wrong else set())


def test_in_ramadan_its_own_hours_stand_on_the_days_that_are_open() -> None:
    thursday = date(2027, 2, 18)
    opening = WEEK | {"ramadan": "10:00-14:00"}

    def warned_of(day: date, time: str) -> set[str]:
        return {field for field, _, _ in said(meeting(replace(at(), opening=opening), date=day, time=time))}

    assert warned_of(thursday, "13:00") == set() and warned_of(thursday, "14:30") == {"time"}
    assert warned_of(thursday + timedelta(days=2), "11:00") == {"date"}
    assert warned_of(date(2027, 4, 1), "14:30") == set()  # after it, the day's own hours again


# --- reminders ----------------------------------------------------------------------------------------------
def consent(**more: Any) -> OtherRecords:
    given = {"beneficiary": "p1", "purpose": "CONTACT", "answer": "GIVEN", "given_on": date(2026, 1, 1), **more}
    return OtherRecords(consent={"c1": given})


def test_a_reminder_needs_agreement_to_be_contacted_and_says_nothing_of_us() -> None:
    assert said(meeting(at(), reminder="SMS")) == {("reminder", str(rules.NOT_TO_BE_CONTACTED), "error")}
    withdrawn = consent(answer="WITHDRAWN", withdrawn_on=date(2026, 4, 1))
    assert meeting(at(withdrawn), reminder="CALL").errors
    assert not meeting(at(consent()), reminder="SMS").issues
    assert said(meeting(at(), beneficiary=None, group="Atelier", reminder="SMS")) == {
        ("reminder", str(rules.NOBODY_TO_REMIND), "error")
    }
    text = rules.reminder_text({"reminder": "SMS", "date": THURSDAY, "time": "10:00", "type": "PSY"})
    assert (
        text
        == "Bonjour, rappel : rendez-vous le 21/05/2026 à 10:00.\nمرحبا، تذكير: موعدكم يوم 21/05/2026 على الساعة 10:00."
    )
    assert rules.reminder_text({"reminder": "NONE", "date": THURSDAY, "time": "10:00"}) is None


def test_an_appointment_is_with_a_person_or_a_group() -> None:
    assert {field for field, _, _ in said(meeting(beneficiary=None))} == {"beneficiary"}
    assert not meeting(beneficiary=None, group="Atelier français").issues


@pytest.mark.parametrize(("type_", "mark"), [("FOLLOW", "L0"), ("MED", "L2"), ("COURT", "L3"), (None, "L0")])
def test_reception_reads_all_but_what_tells_of_health_or_of_a_court(type_: str | None, mark: str) -> None:
    assert appointment.KIND.confidentiality({"type": type_}) == mark


# --- its life -----------------------------------------------------------------------------------------------
def step(start: str, end: str) -> Transition:
    (found,) = [step for step in life.STATES.from_state(start) if step.end == end]
    return found


def test_whether_somebody_came_is_known_on_the_day_and_a_new_day_is_to_come() -> None:
    for end in ("DONE", "NOSHOW"):
        guard = step("CONFIRMED", end).guard
        assert guard is not None
        assert [issue.message for issue in guard({"date": THURSDAY}, at())] == [life.NOT_YET]
        assert list(guard({"date": TODAY}, at())) == []
    moved = step("PLANNED", "RESCHED").guard
    assert moved is not None and [i.field for i in moved({"moved_to": date(2026, 5, 19)}, at())] == ["moved_to"]
    (due,) = appointment.KIND.due
    assert due.while_ is not None and due.done == "DONE"
    assert [due.while_({"state": state}, at()) for state in ("PLANNED", "CONFIRMED", "DONE", "CANC_A")] == [
        True,
        True,
        False,
        False,
    ]


# --- the card -----------------------------------------------------------------------------------------------
def test_the_card_says_a_code_a_day_an_hour_a_place_and_a_number_and_nothing_else() -> None:
    values = {
        "type": "PSY",
        "purpose": "Suivi",
        "date": THURSDAY,
        "time": "10:00",
        "place": "Salle 2",
        "staff": "amina",
    }
    person = Subject(cast(Any, SimpleNamespace(key="beneficiary")), code="7KQ4-X2PM-9", title="Awa Diallo")
    reading = Reading(
        record=Subject(appointment.KIND, code="RV-2026-RAB1-00001", values=values),
        around=cast(Any, None),
        letterhead=Letterhead("Association Atlas", same("Rabat"), address="12, rue X", phone="05 37 00 00 00"),
        context=at(),
        languages=("fr", "ar"),
        person=person,
    )
    made = papers.card(reading)
    assert (made.format, made.header, made.subject) == ("A7", False, "")
    composed = compose(made, reading.languages, reading.letterhead)
    printed = pypdfium2.PdfDocument(composed.pdf)
    shown = printed[0].get_textpage().get_text_bounded().replace("\u00a0", " ")  # what joins a telephone
    millimetres = sorted(round(side / 72 * 25.4) for side in printed[0].get_size())
    printed.close()
    assert composed.pages == 1 and millimetres == [74, 105]
    told = ("7KQ4-X2PM-9", "jeudi", "21/05/2026", "10:00", "Salle 2", "05 37 00 00 00", "Notre adresse", "12, rue X")
    for word in told:
        assert word in shown, word
    assert [word for word in ("Diallo", "Atlas", "PSY", "Psychologue", "Suivi", "RV-2026") if word in shown] == []


# --- follow-ups ---------------------------------------------------------------------------------------------
def contact(context: Context | None = None, **given: Any) -> Checked:
    return checked(follow_up.KIND, context, **{"mode": "PHONE", "result": "REACHED", "date": TODAY, **given})


def test_a_follow_up_says_when_the_next_one_is_unless_it_is_the_last() -> None:
    assert {field for field, _, _ in said(contact())} == {"next_date"}
    assert not contact(last_one=True).issues and not contact(next_date=THURSDAY).issues
    early = {("next_date", str(follow_up_rules.NEXT_IS_LATER), "error")}
    assert said(contact(next_date=date(2026, 5, 19))) == early


def test_the_next_follow_up_is_proposed_by_the_priority_of_the_case() -> None:
    case = {"beneficiary": "p1", "state": "MONITOR", "priority": "P1"}
    proposed = with_defaults(follow_up.KIND, at(OtherRecords(case={"c1": case})), {"beneficiary": "p1"})
    assert proposed["next_date"] == date(2026, 5, 27) and proposed["case"] == "c1"
    closed = {**case, "state": "CLOSED"}
    assert with_defaults(follow_up.KIND, at(OtherRecords(case={"c1": closed})), {"beneficiary": "p1"})["case"] is None


def test_nothing_new_stands_alone_and_what_changed_is_asked_of_whom_was_reached() -> None:
    both = contact(last_one=True, changed=("NONE", "JOB"))
    assert said(both) == {("changed", str(follow_up_rules.NOTHING_OR_SOMETHING), "error")}
    assert contact(last_one=True, result="NOANS", changed=("JOB",)).values["changed"] == ()


def test_no_follow_up_is_noted_in_a_place_of_detention_where_it_would_be_a_legal_matter() -> None:
    choice = follow_up.KIND.field("mode")
    assert "DET" not in {term.code for term in cast(Any, choice).offered(at())}


# --- notes --------------------------------------------------------------------------------------------------
def test_a_note_is_the_teams_and_its_line_does_not_say_what_it_says() -> None:
    values = {"type": "INTERVIEW", "date": TODAY, "text": "Elle dort dans la rue.", "readers": "TEAM"}
    assert note.KIND.confidentiality(values) == "L1"
    told = note.KIND.title(values) + cast(Any, note.KIND.timeline).text(values)
    assert "Entretien" in told and "rue" not in told
    case = OtherRecords(case={"c1": {"beneficiary": "p2", "state": "OPEN"}})
    assert {field for field, _, _ in said(checked(note.KIND, at(case), **values, case="c1"))} == {"case"}


@pytest.mark.parametrize(
    ("roles", "offered", "usual"),
    [
        (("CASE",), {"TEAM": "L1", "PROTECTION": "L4"}, "TEAM"),
        (("PSY",), {"HEALTH": "L2", "PROTECTION": "L4"}, "HEALTH"),
        (("LEGAL",), {"LEGAL": "L3", "PROTECTION": "L4"}, "LEGAL"),
        (("CASE", "PSY"), {"TEAM": "L1", "HEALTH": "L2", "PROTECTION": "L4"}, "TEAM"),
    ],
)
def test_a_note_is_written_for_those_for_whom_its_author_may_write(roles: Any, offered: Any, usual: str) -> None:
    context = replace(at(), roles=roles)
    readers = cast(Any, note.KIND.field("readers"))
    marks = {term.code: note.KIND.confidentiality({"readers": term.code}) for term in readers.offered(context)}
    assert marks == offered and readers.default(context) == usual
