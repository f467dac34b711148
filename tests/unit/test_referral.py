"""What is asked of a referral, every step of its life, and what must hold at the moment of sending."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casemgr.domain.checking import Checked, check, computed, proposals, with_defaults
from casemgr.domain.conditions import Context, Lookup, NoLookup
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.kind import Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.referral import KIND, life, reasons, rules, sending
from casemgr.services import strokes
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)
PERSON, BODY = "p1", "b1"
CLINIC = {"name": "Clinique Les Oliviers", "name_ar": "مصحة الزيتون", "country": "MA", "type": "HOSP"}
READY = {"beneficiary": PERSON, "partner": BODY, "reason": "JOB", "channel": "BEARER", "step_day": TODAY}
STATES = {term.code for term in vocabulary("referral_status")}
OPEN = {term.code for term in vocabulary("referral_status") if term.meta["open"] == "1"}
# forms.md §7, word for word
NEXT = {
    ("DRAFT", "CONSENT"),
    ("CONSENT", "SENT"),
    ("SENT", "RECEIVED"),
    ("SENT", "NORESP"),
    ("RECEIVED", "ACCEPTED"),
    ("RECEIVED", "WAITLIST"),
    ("RECEIVED", "REFUSED"),
    ("ACCEPTED", "IN_PROG"),
    ("WAITLIST", "IN_PROG"),
    ("IN_PROG", "DONE"),
}
assert KIND.states is not None
LIFE = KIND.states


def consent(purpose: str = "REFER", **more: Any) -> dict[str, Any]:
    given = {"answer": "GIVEN", "mode": "SIGN", "given_on": date(2026, 1, 5), "expires_on": date(2027, 1, 5)}
    to = CLINIC["name"] if purpose in ("REFER", "ABROAD") else None
    return {"beneficiary": PERSON, "purpose": purpose, "recipient": to, **given, **more}


def others(*answers: dict[str, Any], partner: dict[str, Any] | None = None, **person: Any) -> OtherRecords:
    return OtherRecords(
        consent={f"c{place}": one for place, one in enumerate(answers)},
        partner={BODY: {**CLINIC, **(partner or {})}},
        beneficiary={PERSON: person},
    )


def at(lookup: Lookup | None = None, switches: frozenset[str] = frozenset(), record: str = "") -> Context:
    return Context(today=TODAY, user="amina", switches=switches, record=record, lookup=lookup or NoLookup())


def checked(context: Context | None = None, **given: Any) -> Checked:
    draft = with_defaults(KIND, at(), {"beneficiary": PERSON, "partner": BODY, **given})
    return check(KIND, draft, context or at())


def step(start: str, end: str) -> Transition:
    (found,) = [one for one in LIFE.from_state(start) if one.end == end]
    return found


def refused(lookup: Lookup, context: Context | None = None, **values: Any) -> list[tuple[str, str]]:
    """What the guard of the sending refuses: field and English sentence."""
    issues = sending.may_leave({**READY, **values}, context or at(lookup))
    return [(issue.field, issue.message.en) for issue in issues if issue.strength == "error"]


def warned(lookup: Lookup, **values: Any) -> list[str]:
    issues = sending.may_leave({**READY, **values}, at(lookup))
    return [issue.message.en for issue in issues if issue.strength == "warning"]


NOT_ALLOWED = ("partner", sending.NO_CONSENT.format(partner=CLINIC["name"]).en)


# --- a new referral -----------------------------------------------------------------------------------------
def test_a_person_is_enough_for_an_old_list_and_what_is_missing_is_waited_for() -> None:
    assert check(KIND, {"beneficiary": PERSON, "sent_on": date(2025, 1, 2)}, at()).errors == ()
    assert {issue.field for issue in check(KIND, {}, at()).errors} == {"beneficiary"}


def test_a_new_referral_goes_out_is_normal_and_followed_by_whoever_writes_it() -> None:
    values = checked(reason="JOB").values
    assert (values["direction"], values["urgency"], values["sent_by"]) == ("OUT", "NORMAL", "amina")


def test_whoever_came_to_us_was_sent_already_and_waits_for_our_acknowledgement() -> None:
    assert LIFE.opening({"direction": "IN"}) == "SENT"
    assert LIFE.opening({"direction": "OUT"}) == LIFE.opening({}) == "DRAFT"
    assert rules.TO_ACKNOWLEDGE({"direction": "IN", "state": "SENT"}, at())
    assert not rules.TO_ACKNOWLEDGE({"direction": "IN", "state": "RECEIVED"}, at())


def test_a_referral_that_left_does_not_change_its_direction() -> None:
    lookup = OtherRecords(referral={"r1": {"direction": "IN", "state": "SENT"}, "r2": {"direction": "OUT"}})
    context = at(lookup, record="r1")
    assert ("direction", rules.SAME_WAY) in {(i.field, i.message) for i in checked(context, direction="OUT").errors}
    assert not checked(context, direction="IN").errors
    assert not checked(at(lookup, record="r2"), direction="IN").errors, "a draft may"


@pytest.mark.parametrize(
    ("reason", "mark"),
    [
        (None, "L1"),
        ("JOB", "L1"),
        ("SCHOOL", "L1"),
        ("MED", "L2"),
        ("PSY", "L2"),
        ("LEGAL", "L3"),
        ("GBV", "L4"),
        ("TRAF", "L4"),
        ("CHILD", "L4"),
    ],
)
def test_it_is_as_secret_as_its_reason(reason: str | None, mark: str) -> None:
    assert KIND.confidentiality({"reason": reason}) == mark


def test_the_minimum_for_the_reason_is_ticked_and_more_is_said() -> None:
    """DP-31: for a school the name, the age, the level, the parent; no status, no health."""
    assert set(reasons.minimum("SCHOOL")) == {"NAME", "AGE", "SCHOOL", "GUARDIAN"}
    for reason in ("GBV", "TRAF", "CHILD"):
        assert "NAME" not in reasons.minimum(reason) and "CODE" in reasons.minimum(reason)
    assert all(reasons.minimum(term.code) for term in vocabulary("referral_reason"))
    assert proposals(KIND, {"reason": "SCHOOL"}, at())["shared"] == reasons.minimum("SCHOOL")
    said = checked(reason="SCHOOL", shared=(*reasons.minimum("SCHOOL"), "STATUS")).issues
    assert [(issue.field, issue.strength) for issue in said] == [("shared", "warning")]


@pytest.mark.parametrize("text", ["Suivi VIH depuis 2020", "a une dépression", "مصاب بداء السكري", "known hepatitis B"])
def test_a_diagnosis_is_never_in_the_letter(text: str) -> None:
    assert [i.message for i in checked(reason="MED", detail=text).issues] == [rules.NO_DIAGNOSIS]


@pytest.mark.parametrize(
    "text", ["A besoin de soins, détails sous pli fermé.", "Cherche un poste de vigile", "يحتاج علاجا"]
)
def test_a_need_is_told_without_a_word(text: str) -> None:
    assert checked(reason="MED", detail=text).issues == ()


def test_facts_are_not_written_for_violence_and_are_no_matter_elsewhere() -> None:
    told = "Elle a été violée par son logeur"
    assert [i.message for i in checked(reason="GBV", detail=told).issues] == [rules.NO_FACTS]
    assert checked(reason="JOB", detail="Coups de main ponctuels : batterie de cuisine").issues == ()


def test_the_detail_is_at_most_600_characters() -> None:
    assert [i.field for i in checked(reason="JOB", detail="x" * 601).errors] == ["detail"]


def test_nothing_is_heard_before_it_was_sent() -> None:
    wrong = checked(sent_on=date(2026, 5, 10), received_on=date(2026, 5, 9))
    assert [i.field for i in wrong.errors] == ["received_on"]


def test_whoever_answers_for_this_reason_is_proposed() -> None:
    contacts = [{"name": "Pour tout", "reasons": ()}, {"name": "Pour l’emploi", "reasons": ("JOB",)}]
    lookup = OtherRecords(partner={BODY: {"contacts": contacts}})
    assert rules.propose_contact({"partner": BODY, "reason": "JOB"}, at(lookup)) == "Pour l’emploi"
    assert rules.propose_contact({"partner": BODY, "reason": "MED"}, at(lookup)) == "Pour tout"
    assert rules.propose_contact({"reason": "MED"}, at(lookup)) is None


# --- steps --------------------------------------------------------------------------------------------------
def test_the_steps_are_those_of_the_form_and_no_others() -> None:
    ends = {(state, end) for state in OPEN for end in ("CANCELLED", "WITHDRAWN", "NOSHOW")}
    assert {(one.start, one.end) for one in LIFE.transitions} == NEXT | ends
    assert {one.start for one in LIFE.transitions} == OPEN


@pytest.mark.parametrize("start", sorted(STATES))
def test_whatever_is_not_a_way_cannot_be_taken(start: str) -> None:
    """In one stroke too: an answer passes by the receipt, nothing passes over a consent or comes back from an end."""
    reached = {end for end in STATES - {start} if strokes.path(LIFE, start, end)}
    ends = {"CANCELLED", "WITHDRAWN", "NOSHOW"} if start in OPEN else set()
    answers = {"ACCEPTED", "WAITLIST", "REFUSED", "IN_PROG", "DONE"}
    ways = {
        "DRAFT": {"CONSENT", "SENT"},
        "CONSENT": {"SENT"},
        "SENT": {"RECEIVED", "NORESP", *answers},
        "RECEIVED": answers,
        "ACCEPTED": {"IN_PROG", "DONE"},
        "WAITLIST": {"IN_PROG", "DONE"},
        "IN_PROG": {"DONE"},
    }
    assert reached == ways.get(start, set()) | ends


def test_attended_passes_by_received_and_accepted() -> None:
    assert [one.end for one in strokes.path(LIFE, "SENT", "IN_PROG")] == ["RECEIVED", "ACCEPTED", "IN_PROG"]


def test_an_outcome_is_needed_to_end_and_a_reason_to_give_up() -> None:
    assert step("IN_PROG", "DONE").needs == step("RECEIVED", "REFUSED").needs == ("outcome",)
    for state in OPEN:
        assert step(state, "CANCELLED").reason and step(state, "WITHDRAWN").reason
    assert all(one.day_in == "closed_on" for one in LIFE.transitions if one.end not in OPEN)


def test_a_refusal_has_its_reason() -> None:
    guard = step("RECEIVED", "REFUSED").guard
    assert guard is not None
    assert [i.field for i in guard({"outcome": "FULL"}, at())] == ["outcome"]
    assert list(guard({"outcome": "NOCAP"}, at())) == []


def reminders(*days: int) -> list[dict[str, Any]]:
    return [{"reminded_on": date(2026, 5, day)} for day in days]


@pytest.mark.parametrize(
    ("lines", "is_over"),
    [
        (reminders(), False),
        (reminders(3, 8), False),
        (reminders(3, 3, 3), False),
        (reminders(1, 3, 8), False),
        (reminders(3, 8, 16), True),
        (reminders(3, 8, 16, 17), True),
    ],
)
def test_no_answer_is_concluded_after_three_reminders(lines: list[dict[str, Any]], is_over: bool) -> None:
    guard = step("SENT", "NORESP").guard
    assert guard is not None
    issues = list(guard({"sent_on": date(2026, 5, 2), "reminders": lines}, at()))
    assert (issues == []) is is_over


@pytest.mark.parametrize(
    ("urgency", "made", "days"),
    [
        ("IMMEDIATE", 0, 2),
        ("IMMEDIATE", 1, 7),
        ("IMMEDIATE", 2, 15),
        ("IMMEDIATE", 3, 30),
        ("H48", 0, 2),
        ("NORMAL", 0, 7),
        ("NORMAL", 1, 15),
        ("NORMAL", 2, 30),
        ("NORMAL", 3, 45),
    ],
)
def test_it_is_looked_at_again_at_two_seven_and_fifteen_days(urgency: str, made: int, days: int) -> None:
    values = {"urgency": urgency, "sent_on": date(2026, 5, 1), "reminders": reminders(*range(3, 3 + made))}
    assert rules.check_day(values, TODAY) == date(2026, 5, 1) + timedelta(days=days)


def test_after_an_answer_attendance_is_asked_about_then_the_outcome() -> None:
    known: dict[str, Any] = {"urgency": "NORMAL", "sent_on": date(2026, 5, 1), "received_on": date(2026, 5, 4)}
    assert rules.check_day(known, TODAY) == date(2026, 5, 19)
    assert rules.check_day({**known, "answered_on": date(2026, 5, 6)}, TODAY) == date(2026, 5, 21)
    assert rules.check_day({**known, "attended_on": date(2026, 5, 8)}, TODAY) == date(2026, 6, 7)
    assert rules.check_day({}, TODAY) == TODAY + timedelta(days=7), "a draft is not forgotten either"


def test_what_is_late_is_what_is_open_and_was_to_be_checked_before_today() -> None:
    def late(**values: Any) -> Any:
        return computed(KIND, {"next_check_on": TODAY - timedelta(days=1), "closed_on": None, **values}, at())[
            "is_late"
        ]

    assert late()
    assert not late(next_check_on=TODAY)
    assert not late(closed_on=TODAY)
    assert KIND.first_sort == "to_check"


# --- the moment of sending ----------------------------------------------------------------------------------
def test_a_consent_towards_this_partner_lets_it_leave() -> None:
    lookup = others(consent())
    assert refused(lookup) == []
    assert sending.consent_used(READY, at(lookup), TODAY) == "c0"


def test_without_a_consent_nothing_leaves() -> None:
    assert refused(others()) == [NOT_ALLOWED]
    assert refused(others(consent("FILE"))) == [NOT_ALLOWED]


@pytest.mark.parametrize(
    "answer",
    [
        consent(answer="REFUSED"),
        consent(answer="PENDING"),
        consent(answer="WITHDRAWN", withdrawn_on=TODAY),
        consent(expires_on=TODAY - timedelta(days=1)),
        consent(given_on=TODAY + timedelta(days=1)),
        consent(recipient="Clinique Atlas"),
    ],
    ids=["refused", "not asked", "withdrawn", "expired", "given later", "for another partner"],
)
def test_what_does_not_hold_that_day_lets_nothing_leave(answer: dict[str, Any]) -> None:
    assert refused(others(answer)) == [NOT_ALLOWED]
    assert sending.consent_used(READY, at(others(answer)), TODAY) is None


def test_it_holds_on_its_last_day_and_to_the_eve_of_its_withdrawal() -> None:
    assert refused(others(consent(expires_on=TODAY))) == []
    withdrawn = others(consent(answer="WITHDRAWN", withdrawn_on=TODAY))
    assert refused(withdrawn, step_day=TODAY - timedelta(days=1)) == []


def test_a_refusal_wins_over_an_older_consent_under_any_name_of_the_partner() -> None:
    no = consent(answer="REFUSED", given_on=date(2026, 5, 1), recipient=CLINIC["name_ar"])
    assert refused(others(consent(), no)) == [NOT_ALLOWED]
    again = consent(given_on=date(2026, 5, 2), recipient="  clinique les OLIVIERS ")
    assert refused(others(consent(), no, again)) == []


def test_a_refusal_under_the_code_that_was_merged_counts_too() -> None:
    lookup = OtherRecords(
        consent={"c0": consent(), "c1": consent(answer="REFUSED", given_on=TODAY, beneficiary="p0")},
        partner={BODY: CLINIC},
        beneficiary={PERSON: {}, "p0": {"merged_into": PERSON}},
    )
    assert refused(lookup) == [NOT_ALLOWED]


@pytest.mark.parametrize("said", ["REFUSED", "WITHDRAWN"])
def test_whoever_allows_no_file_has_nothing_shared_whatever_was_allowed_before(said: str) -> None:
    no = consent("FILE", answer=said, withdrawn_on=date(2026, 3, 1) if said == "WITHDRAWN" else None)
    file_refused = [("partner", sending.FILE_REFUSED.en)]
    assert refused(others(consent(), no)) == file_refused
    assert refused(others(consent(), no), vital_reason="Inconsciente.") == []
    again = consent("FILE", given_on=date(2026, 4, 1), expires_on=TODAY - timedelta(days=1))
    assert refused(others(consent(), no, again)) == [], "what only ran out is no refusal"
    if said == "WITHDRAWN":
        assert refused(others(consent(), no), step_day=date(2026, 2, 28)) == [], "it left before that day"


def test_the_consent_that_is_named_is_one_that_covers_the_sending() -> None:
    lookup = others(consent(), consent("FILE"), consent(expires_on=TODAY - timedelta(days=1)))
    assert refused(lookup, consent="c0") == []
    for other in ("c1", "c2", "c9"):
        assert refused(lookup, consent=other) == [("consent", sending.ANOTHER_CONSENT.en)], other


def test_a_childs_consent_is_represented_and_heard_and_an_adults_is_their_own() -> None:
    def of_age(years: int, **answer: Any) -> list[str]:
        birth = ApproximateDate.of_day(TODAY.replace(year=TODAY.year - years))
        return warned(others(consent(**answer), birth_date=birth))

    guardian = {"representative_quality": "GUARD", "representative": "Awa"}
    assert of_age(17) == of_age(17, representative_quality="SELF") == [sending.MINOR_ALONE.en]
    assert of_age(17, **guardian, child_assent=True) == of_age(18) == []
    assert of_age(13, **guardian, child_assent=False) == [sending.CHILD_SAID_NO.en]
    assert of_age(18, **guardian) == [sending.OF_AGE_SINCE.en]
    assert of_age(40, representative_quality="PROXY") == []


def test_vital_interests_noted_among_the_consents_are_the_referrals_own() -> None:
    line = consent(answer="NA", mode="VITAL", ground="VITAL", justification="Inconsciente.", given_on=TODAY)
    told = {**READY, "sent_on": TODAY}
    assert life.leaves(told, at(others(line)))["vital_reason"] == "Inconsciente."
    assert "vital_reason" not in life.leaves(told, at(others(consent())))


def test_vital_interests_stand_for_a_consent_once_their_reason_is_written() -> None:
    assert refused(others(), vital_reason="Inconsciente, hémorragie : hôpital prévenu.") == []
    line = consent(answer="NA", mode="VITAL", ground="VITAL", justification="Inconsciente.", given_on=TODAY)
    assert refused(others({**line, "expires_on": TODAY})) == []
    assert refused(others({**line, "given_on": TODAY - timedelta(days=1)})) == [NOT_ALLOWED], "one act only"
    said = [i.message for i in checked(reason="MED_URG", vital_reason="Inconsciente").issues]
    assert said == [rules.VITAL]
    assert rules.WITHOUT_CONSENT({"state": "SENT", "vital_reason": "x", "told_on": None}, at())
    assert not rules.WITHOUT_CONSENT({"state": "SENT", "vital_reason": "x", "told_on": TODAY}, at())


def test_nothing_is_sent_tomorrow() -> None:
    assert refused(others(consent()), step_day=TODAY + timedelta(days=1)) == [("step_day", sending.NOT_TODAY.en)]


def test_a_partner_abroad_needs_consent_to_a_transfer_or_an_authorisation() -> None:
    abroad = {"country": "FR"}
    no = [("partner", sending.NO_TRANSFER.format(partner=CLINIC["name"]).en)]
    assert refused(others(consent(), partner=abroad)) == no
    assert refused(others(consent(), consent("ABROAD"), partner=abroad)) == []
    lookup = others(consent(), partner=abroad)
    assert refused(lookup, at(lookup, switches=frozenset({"allow_transfer_abroad"}))) == []


def test_whoever_refused_that_health_be_noted_is_not_referred_for_it() -> None:
    no = consent("SENS", answer="REFUSED")
    assert refused(others(consent(), no), reason="MED") == [("reason", sending.SENSITIVE_REFUSED.en)]
    assert refused(others(consent(), no), reason="JOB") == []


def test_an_immediate_urgency_is_telephoned_first() -> None:
    lookup = others(consent())
    assert refused(lookup, urgency="IMMEDIATE") == [("called_on", sending.CALL_FIRST.en)]
    assert refused(lookup, urgency="IMMEDIATE", called_on=TODAY) == []


def test_nobody_is_sent_to_a_body_that_closed_and_an_agreement_that_ran_out_is_said() -> None:
    assert refused(others(consent(), partner={"is_active": False})) == [("partner", sending.NOT_ACTIVE.en)]
    over = others(consent(), partner={"agreement_until": TODAY - timedelta(days=1)})
    assert refused(over) == [] and warned(over) == [sending.AGREEMENT_OVER.format(day="19/05/2026").en]


def test_a_foreign_consulate_hears_nothing_of_who_seeks_protection() -> None:
    status = [{"since": date(2025, 1, 1), "status": "DA_HCR"}]
    group = vocabulary("administrative_status")
    code = next(term.code for term in group if term.meta.get("group") == "ASYLUM")
    lookup = others(consent(), partner={"type": "CONS_F"}, administrative_status=[{**status[0], "status": code}])
    assert refused(lookup) == [("partner", sending.NOT_THEIR_CONSULATE.en)]
    assert refused(others(consent(), partner={"type": "CONS_F"})) == []


def test_the_limits_of_the_person_are_recalled() -> None:
    assert warned(others(consent(restrictions="Pas mon mari"))) == [sending.LIMITS.en]


def test_health_does_not_travel_by_open_mail() -> None:
    assert warned(others(consent()), reason="MED", channel="EMAIL") == [sending.OPEN_CHANNEL.en]
    assert proposals(KIND, {"reason": "MED"}, at())["channel"] == "SEALED"
    assert proposals(KIND, {"reason": "JOB"}, at())["channel"] == "BEARER"


def test_the_sending_notes_the_consent_who_sent_and_the_next_check() -> None:
    told = {**READY, "urgency": "H48", "sent_on": TODAY}
    assert life.leaves(told, at(others(consent()))) == {
        "next_check_on": TODAY + timedelta(days=2),
        "sent_by": "amina",
        "consent": "c0",
    }
