"""The life of a case: which steps exist, what each needs, and what refuses it in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casemgr.domain.checking import Checked, check, computed, with_defaults
from casemgr.domain.conditions import Context, Lookup, NoLookup
from casemgr.domain.fields import Link
from casemgr.domain.kind import Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.case import KIND, life, rules
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)
ACTIVE = {term.code for term in vocabulary("case_status") if term.meta.get("active") == "1"}


def at(lookup: Lookup | None = None, branch: str = "RAB", record: str = "") -> Context:
    return Context(today=TODAY, user="amina", branch=branch, record=record, lookup=lookup or NoLookup())


def checked(context: Context | None = None, **given: Any) -> Checked:
    draft = with_defaults(KIND, at(), {"beneficiary": "p1", **given})
    return check(KIND, draft, context or at())


def said(result: Checked) -> set[tuple[str, str, str]]:
    return {(issue.field, str(issue.message), issue.strength) for issue in result.issues}


def step(start: str, end: str) -> Transition:
    assert KIND.states is not None
    (found,) = [step for step in KIND.states.from_state(start) if step.end == end]
    return found


def refusals(start: str, end: str, context: Context | None = None, **values: Any) -> list[str]:
    guard = step(start, end).guard
    return [] if guard is None else [str(issue.message) for issue in guard(values, context or at())]


# --- a new case ---------------------------------------------------------------------------------------------
def test_a_new_case_is_opened_today_by_whoever_opens_it() -> None:
    result = checked()
    assert result.issues == ()
    assert (result.values["opened_on"], result.values["caseworker"]) == (TODAY, "amina")


def test_a_case_is_about_someone() -> None:
    assert {issue.field for issue in checked(beneficiary=None).errors} == {"beneficiary"}


def test_a_case_is_known_to_its_team() -> None:
    assert KIND.confidentiality({}) == "L1"


def test_the_team_is_where_the_rights_look_for_it() -> None:
    member = next(field for field in KIND.group("team").plain_fields() if field.key == "member")
    assert isinstance(member, Link)
    assert member.to == "user"


def test_a_line_of_the_team_names_someone() -> None:
    result = checked(team=[{"role": "Interprète"}])
    assert [issue.field for issue in result.errors] == ["team.0.member"]


def test_a_second_open_case_is_said_and_kept() -> None:
    others = OtherRecords(case={"c1": {"beneficiary": "p1", "state": "PLAN"}})
    result = checked(at(others))
    assert said(result) == {("beneficiary", str(rules.ANOTHER_IS_OPEN), "warning")}


@pytest.mark.parametrize(
    "other",
    [
        {"beneficiary": "p1", "state": "CLOSED"},
        {"beneficiary": "p2", "state": "OPEN"},
    ],
)
def test_a_closed_case_or_that_of_another_person_is_no_second_case(other: dict[str, Any]) -> None:
    assert not checked(at(OtherRecords(case={"c1": other}))).issues


def test_a_case_is_not_its_own_second_case() -> None:
    others = OtherRecords(case={"c1": {"beneficiary": "p1", "state": "OPEN"}})
    assert not checked(at(others, record="c1")).issues


def test_an_old_closed_case_may_join_an_open_one() -> None:
    others = OtherRecords(case={"c1": {"beneficiary": "p1", "state": "OPEN"}})
    assert not checked(at(others), opened_on=date(2024, 1, 1), closed_on=date(2024, 6, 1)).issues


# --- priority and review ------------------------------------------------------------------------------------
def test_a_high_priority_is_explained() -> None:
    for priority in ("P1", "P2"):
        assert said(checked(priority=priority)) == {("priority_reason", str(rules.SAY_WHY), "warning")}
        assert not checked(priority=priority, priority_reason="Dort dehors ce soir").issues
    assert not checked(priority="P3").issues


@pytest.mark.parametrize(
    ("priority", "contact", "review"), [("P1", 0, 7), ("P2", 2, 14), ("P3", 7, 30), ("P4", 15, 90)]
)
def test_the_priority_says_when_to_meet_and_when_to_review(priority: str, contact: int, review: int) -> None:
    values = {"priority": priority, "opened_on": TODAY}
    assert rules.first_contact_by(values) == TODAY + timedelta(days=contact)
    assert rules.propose_review(values, TODAY) == TODAY + timedelta(days=review)
    assert computed(KIND, values, at())["contact_by"] == TODAY + timedelta(days=contact)


def test_without_a_priority_nothing_is_proposed() -> None:
    assert rules.first_contact_by({"opened_on": TODAY}) is None
    assert rules.propose_review({}, TODAY) is None


def test_a_review_put_off_beyond_the_priority_is_said() -> None:
    late = checked(priority="P3", review_on=TODAY + timedelta(days=31))
    assert [(issue.field, issue.strength) for issue in late.issues] == [("review_on", "warning")]
    assert "19/06/2026" in str(late.issues[0].message)
    assert not checked(priority="P3", review_on=TODAY + timedelta(days=30)).issues


def test_the_review_is_due_while_the_case_is_open() -> None:
    (due,) = KIND.due
    assert due.date == "review_on"
    assert due.while_ is not None
    assert due.while_({"state": "OPEN"}, at())
    assert not due.while_({"state": "CLOSED"}, at())
    assert not due.while_({"closed_on": TODAY}, at())
    assert due.while_({"closed_on": date(2026, 1, 1), "reopened_on": date(2026, 1, 1)}, at())


def test_a_case_does_not_end_before_it_starts() -> None:
    for key in ("closed_on", "reopened_on"):
        late: dict[str, Any] = {key: date(2026, 4, 30)}
        result = checked(opened_on=date(2026, 5, 1), **late)
        assert [issue.field for issue in result.errors] == [key]


# --- the steps ----------------------------------------------------------------------------------------------
def test_every_step_joins_two_states_of_the_list_and_no_step_is_said_twice() -> None:
    assert KIND.states is not None
    states = {term.code for term in vocabulary("case_status")}
    steps = [(step.start, step.end) for step in KIND.states.transitions]
    assert {state for pair in steps for state in pair} == states
    assert len(steps) == len(set(steps))
    assert KIND.states.first in states


def test_the_way_of_a_case_goes_from_opening_to_closing() -> None:
    for start, end in [
        ("PRE", "OPEN"),
        ("OPEN", "ASSESS"),
        ("ASSESS", "PLAN"),
        ("PLAN", "MONITOR"),
        ("MONITOR", "PLAN"),
    ]:
        assert step(start, end).guard is None
    assert step("MONITOR", "CLOSED").guard is life.closing_is_right


def attempts(*noted: tuple[int, str, str]) -> Context:
    """A person whose follow-ups, by day of May, mode and result, are these."""
    kept = {
        str(n): {"beneficiary": "p1", "date": date(2026, 5, day), "mode": mode, "result": result}
        for n, (day, mode, result) in enumerate(noted)
    }
    return at(OtherRecords(follow_up=kept))


ENOUGH = ((4, "PHONE", "NOANS"), (9, "WHATSAPP", "NOANS"), (12, "HOME", "NOSHOW"))


@pytest.mark.parametrize(
    "noted",
    [
        (),
        ENOUGH[:2],
        ((4, "PHONE", "NOANS"), (9, "PHONE", "NOANS"), (12, "HOME", "NOANS")),
        ((4, "PHONE", "NOANS"), (4, "WHATSAPP", "NOANS"), (12, "HOME", "NOANS")),
        (*ENOUGH, (13, "PHONE", "REACHED")),
        ((4, "PHONE", "NOANS"), (9, "WHATSAPP", "REFUSED"), (12, "HOME", "LEFT")),
    ],
    ids=["none", "two", "the same means", "the same day", "she answered since", "she answered, and left"],
)
def test_lost_contact_needs_three_attempts_on_different_days_by_different_means(noted: Any) -> None:
    lost = {"beneficiary": "p1", "closing_reason": "LOST"}
    found = list(life.lost_only_after_three_attempts(lost, attempts(*noted)))
    assert [(issue.field, issue.message) for issue in found] == [("closing_reason", life.LOST_NEEDS_ATTEMPTS)]


def test_after_three_such_attempts_a_case_closes_as_lost_and_other_reasons_need_none() -> None:
    lost = {"beneficiary": "p1", "closing_reason": "LOST"}
    assert list(life.closing_is_right(lost, attempts(*ENOUGH))) == []
    assert list(life.closing_is_right(lost, attempts((2, "PHONE", "MET"), *ENOUGH, (13, "PHONE", "NOANS")))) == []
    assert list(life.closing_is_right({**lost, "closing_reason": "GOALS"}, attempts())) == []


def test_no_step_skips_the_assessment() -> None:
    assert KIND.states is not None
    ends = {step.end for step in KIND.states.from_state("OPEN")}
    assert ends == {"ASSESS", "HOLD", "TRANSF", "CLOSED"}


def test_what_a_step_needs_is_on_the_form() -> None:
    assert KIND.states is not None
    for transition in KIND.states.transitions:
        for key in transition.needs:
            assert KIND.field(key).visible is None, transition


@pytest.mark.parametrize("start", sorted(ACTIVE - {"HOLD"}))
def test_every_active_case_may_be_put_on_hold_with_a_reason_and_a_review(start: str) -> None:
    assert step(start, "HOLD").needs == ("hold_reason", "review_on")


def test_a_hold_is_reviewed_within_sixty_days() -> None:
    assert refusals("PLAN", "HOLD", review_on=TODAY + timedelta(days=60)) == []
    (too_long,) = refusals("PLAN", "HOLD", review_on=TODAY + timedelta(days=61))
    assert "19/07/2026" in too_long
    past = refusals("PLAN", "HOLD", review_on=TODAY - timedelta(days=1))
    assert past == [str(life.REVIEW_IN_THE_PAST)]


def test_a_case_on_hold_resumes_where_it_is_needed() -> None:
    assert KIND.states is not None
    assert {step.end for step in KIND.states.from_state("HOLD")} == {*life.STAGES, "TRANSF", "CLOSED"}


@pytest.mark.parametrize("start", sorted(ACTIVE))
def test_every_active_case_may_be_transferred_with_a_reason(start: str) -> None:
    assert step(start, "TRANSF").needs == ("transfer_to",)
    assert step(start, "TRANSF").reason


def test_a_transfer_leaves_the_branch() -> None:
    assert refusals("OPEN", "TRANSF", at(branch="RAB"), transfer_to="RAB") == [str(life.ANOTHER_BRANCH)]
    assert refusals("OPEN", "TRANSF", at(branch="RAB"), transfer_to="CAS") == []


def test_only_the_receiving_branch_accepts_a_transfer() -> None:
    assert refusals("TRANSF", "OPEN", at(branch="CAS"), transfer_to="CAS") == []
    assert refusals("TRANSF", "OPEN", at(branch="RAB"), transfer_to="CAS") == [str(life.THEIRS_TO_ACCEPT)]


def test_a_transfer_that_nobody_accepts_comes_back_to_its_sender() -> None:
    assert step("TRANSF", "ASSESS").reason
    assert refusals("TRANSF", "ASSESS", at(branch="RAB"), transfer_to="CAS") == []
    assert refusals("TRANSF", "ASSESS", at(branch="CAS"), transfer_to="CAS") == [str(life.YOURS_TO_ACCEPT)]


def test_a_transferred_case_does_nothing_else_until_it_is_accepted() -> None:
    assert KIND.states is not None
    assert {step.end for step in KIND.states.from_state("TRANSF")} == {"OPEN", "ASSESS"}


@pytest.mark.parametrize("start", sorted(ACTIVE | {"PRE"}))
def test_a_person_may_leave_at_any_moment_and_the_closing_says_when_why_and_what(start: str) -> None:
    closing = step(start, "CLOSED")
    assert (closing.day_in, closing.needs) == ("closed_on", ("closing_reason", "closing_summary"))


def test_a_closing_comes_after_the_opening() -> None:
    before = refusals("PLAN", "CLOSED", opened_on=TODAY, closed_on=TODAY - timedelta(days=1))
    assert before == [str(life.CLOSED_BEFORE_OPENED)]
    assert refusals("PLAN", "CLOSED", opened_on=TODAY, closed_on=TODAY) == []


def test_a_reopened_case_is_not_closed_with_its_old_date() -> None:
    dates: dict[str, Any] = {"opened_on": date(2025, 1, 1), "reopened_on": date(2026, 3, 1)}
    assert refusals("REOPEN", "CLOSED", **dates, closed_on=date(2025, 9, 1)) == [str(life.CLOSE_AGAIN)]
    assert refusals("REOPEN", "CLOSED", **dates, closed_on=date(2026, 3, 1)) == []


def test_a_case_is_reopened_within_twelve_months_only() -> None:
    closed = date(2025, 2, 28)
    assert step("CLOSED", "REOPEN").reason
    assert refusals("CLOSED", "REOPEN", closed_on=closed, reopened_on=date(2026, 2, 28)) == []
    late = refusals("CLOSED", "REOPEN", closed_on=closed, reopened_on=date(2026, 3, 1))
    assert late == [str(life.TOO_OLD_TO_REOPEN)]
    assert "nouveau dossier" in late[0]


def test_a_reopening_comes_after_the_closing() -> None:
    early = refusals("CLOSED", "REOPEN", closed_on=TODAY, reopened_on=TODAY - timedelta(days=1))
    assert early == [str(life.REOPENED_BEFORE_CLOSED)]


def test_a_closed_case_only_reopens() -> None:
    assert KIND.states is not None
    assert [step.end for step in KIND.states.from_state("CLOSED")] == ["REOPEN"]


def test_a_reopened_case_goes_on_where_it_is_needed() -> None:
    assert KIND.states is not None
    ends = {step.end for step in KIND.states.from_state("REOPEN")}
    assert ends == {"ASSESS", "PLAN", "MONITOR", "HOLD", "TRANSF", "CLOSED"}


# --- how it is told -----------------------------------------------------------------------------------------
def test_a_case_is_told_by_the_day_it_was_opened_and_its_priority() -> None:
    values = {"opened_on": date(2026, 5, 3), "priority": "P2"}
    assert KIND.title(values) == "Dossier ouvert le 03/05/2026"
    assert KIND.timeline is not None
    assert KIND.timeline.text(values) == "Ouverture du dossier — Élevée"


def test_the_view_by_code_has_no_free_text_of_the_case() -> None:
    seen = KIND.view_keys("code")
    assert seen is not None
    assert not seen & {"summary", "priority_reason", "hold_reason", "closing_summary", "kept_by_person"}
    assert {"priority", "closing_reason", "opened_on"} <= seen


def test_free_text_of_a_case_is_cleared_when_the_person_is_anonymised() -> None:
    texts = {field.key: field.anonymise.value for field in KIND.stored_fields() if field.type == "text"}
    assert set(texts.values()) == {"clear"}
