"""What is right for a complaint, told without a database: registers, secrecy, consent, reminders, what is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain.checking import check
from casemgr.domain.conditions import Context
from casemgr.domain.fields import Anonymise
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.complaint import KIND, life, rules
from casemgr.services.lists.linked import code_meant
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 3, 20)
RECEIVED = date(2026, 3, 2)
PEOPLE = OtherRecords(beneficiary={"abroad": {"population_group": "MRE"}, "here": {"population_group": "MIG"}})
CONTEXT = Context(today=TODAY, lookup=PEOPLE)


def remarks(**values: Any) -> dict[str, str]:
    whole = {"received_on": RECEIVED, "complainant": "ANON", **values}
    return {issue.field: issue.strength for issue in check(KIND, whole, CONTEXT).issues}


def refused(guard: Any, **values: Any) -> set[str]:
    return {issue.field for issue in guard(values, CONTEXT)}


def test_only_the_day_of_receipt_is_needed_to_keep_one() -> None:
    assert remarks() == {}
    assert check(KIND, {}, CONTEXT).errors[0].field == "received_on"
    assert remarks(complainant="PERSON") == {"beneficiary": "error"}
    assert remarks(complainant=None) == {}  # an old register


@pytest.mark.parametrize(
    ("values", "register"),
    [
        ({"beneficiary": "here"}, "PUBLIC"),
        ({"beneficiary": "abroad"}, "ABROAD"),
        ({"category": "CONS_DOC", "beneficiary": "here"}, "ABROAD"),
        ({"category": "NGO_SERV", "beneficiary": "abroad"}, "US"),
        ({"nature": "SAFEG"}, "US"),
        ({"nature": "FEEDBACK"}, "US"),
        ({"category": "PUB_DOC"}, "PUBLIC"),
        ({}, None),
    ],
)
def test_the_register_is_proposed_and_another_one_is_remarked(values: dict[str, Any], register: str | None) -> None:
    assert rules.propose_register(values, CONTEXT) == register
    if register == "US":
        assert remarks(**{**values, "beneficiary": None}, register="PUBLIC")["register"] == "warning"


def test_what_names_abuse_or_the_staff_is_restricted_and_critical() -> None:
    restricted = {
        code for code in vocabulary("complaint_category").terms if rules.confidentiality_of({"category": code}) == "L4"
    }
    assert restricted == {"NGO_PSEA", "NGO_FRAUD", "NGO_STAFF"}
    assert rules.confidentiality_of({"nature": "SAFEG", "category": "PUB_DELAY"}) == "L4"
    assert rules.confidentiality_of({"category": "NGO_DATA"}) == "L1"
    assert rules.confidentiality_of({}) == "L0"
    assert rules.propose_priority({"category": "NGO_PSEA"}, CONTEXT) == "CRIT"
    assert rules.propose_priority({"nature": "SUGG"}, CONTEXT) == "LOW"


def test_nobody_concerned_handles_it_and_an_answer_never_comes_before_the_receipt() -> None:
    both = {"concerned": [{"member": "a"}], "entrusted": [{"member": "b"}, {"member": "a"}], "register": "US"}
    assert remarks(**both) == {"entrusted.1.member": "error"}
    assert remarks(concerned=[{"member": "a"}], register="PUBLIC") == {"register": "warning"}
    assert remarks(answered_on=date(2026, 3, 1)) == {"answered_on": "error"}
    assert remarks(facts_on=date(2026, 3, 3)) == {"facts_on": "warning"}
    assert remarks(answered_on=date(2026, 3, 9), restituted_on=date(2026, 3, 8)) == {"restituted_on": "warning"}
    assert remarks(court_pending=True, admissible=True, register="PUBLIC") == {"admissible": "warning"}


def test_nothing_leaves_the_house_without_agreement_or_before_a_court() -> None:
    ready = {"admissible": True, "forward_to": "UNIT", "consent_to_forward": True, "complainant": "PERSON"}
    assert refused(life.it_may_be_forwarded, **ready) == set()
    assert refused(life.it_may_be_forwarded, **ready | {"consent_to_forward": False}) == {"consent_to_forward"}
    nobodys = ready | {"consent_to_forward": None, "complainant": "ANON"}
    assert refused(life.it_may_be_forwarded, **nobodys) == set()
    assert refused(life.it_may_be_forwarded, **ready | {"court_pending": True}) == {"forward_to"}
    assert refused(life.it_may_be_forwarded, **ready | {"admissible": None}) == {"admissible"}
    assert refused(life.it_may_be_forwarded, **ready | {"forward_to": "INTERNAL"}) == {"forward_to"}
    assert refused(life.it_is_inadmissible, admissible=True, inadmissible_reason="FORM") == {"inadmissible_reason"}
    assert refused(life.it_is_inadmissible, inadmissible_reason="ANON", complainant="OTHER") == {"inadmissible_reason"}


def test_a_refusal_that_names_the_body_wins_over_the_tick() -> None:
    answer = {"beneficiary": "here", "purpose": "REFER", "recipient": "Centre X", "given_on": RECEIVED}
    ready = {"admissible": True, "forward_to": "UNIT", "forward_body": "centre x", "consent_to_forward": True}
    ready |= {"beneficiary": "here", "complainant": "PERSON"}

    def said(**consent: Any) -> set[str]:
        known = Context(today=TODAY, lookup=OtherRecords(consent={"c": {**answer, **consent}}))
        return {issue.field for issue in life.it_may_be_forwarded(ready, known)}

    assert said(answer="REFUSED") == {"forward_to"}
    assert said(answer="WITHDRAWN", withdrawn_on=date(2026, 3, 10)) == {"forward_to"}
    assert said(answer="GIVEN") == set()
    assert said(answer="REFUSED", recipient="Un autre") == set()


def test_the_time_for_an_annulment_is_said_and_is_no_refusal() -> None:
    (said,) = life.annulment_keeps_running({"register": "PUBLIC", "answer_by": date(2026, 3, 1)}, CONTEXT)
    assert said.strength == "warning" and "30/04/2026" in said.message.fr
    (over,) = life.annulment_keeps_running({"register": "ABROAD", "answered_on": date(2026, 1, 2)}, CONTEXT)
    assert "03/03/2026" in over.message.en and "passed" in over.message.en
    assert not list(life.annulment_keeps_running({"register": "US", "answer_by": RECEIVED}, CONTEXT))


def test_reminders_that_were_made_stay_and_the_others_follow_the_clock() -> None:
    values = {"received_on": RECEIVED, "forwarded_on": RECEIVED, "forward_to": "UNIT"}
    lines = rules.with_reminders(values, (), CONTEXT)
    assert [line["due_on"] for line in lines] == [date(2026, 4, 1), date(2026, 4, 16), date(2026, 4, 26)]
    made = [{"due_on": date(2026, 4, 1), "sent_on": date(2026, 4, 2)}, *lines[1:]]
    moved = rules.with_reminders(values | {"paused_total": 10}, made, CONTEXT)
    assert [line["due_on"] for line in moved] == [date(2026, 4, 1), date(2026, 4, 26), date(2026, 5, 6)]
    assert rules.with_reminders(values | {"paused_total": 10}, moved, CONTEXT) == moved
    assert rules.with_reminders(values | {"forward_to": "INTERNAL"}, (), CONTEXT) == ()
    assert rules.with_reminders(values | {"answered_on": TODAY}, made, CONTEXT) == made[:1]


def test_pauses_are_counted_from_the_life_and_never_typed_again() -> None:
    def known(_kind: str, _record: str) -> tuple[tuple[str, date], ...]:
        return (("NEW", RECEIVED), ("INFO", date(2026, 3, 5)), ("TRIAGE", date(2026, 3, 9)))

    there = OtherRecords(complaint={"one": {"paused_days": 3}})
    context = Context(today=TODAY, record="one", lookup=there, life=known)
    draft = {"received_on": RECEIVED, "complainant": "ANON", "paused_days": 3, "answer_by": date(2030, 1, 1)}
    checked = check(KIND, draft, context)
    assert checked.values["paused_total"] == 7 and checked.values["answer_by"] == date(2026, 5, 8)
    assert not checked.errors
    assert [issue.field for issue in check(KIND, draft | {"paused_days": 30}, context).errors] == ["paused_days"]


def test_a_list_names_a_complaint_by_its_number_as_its_register_writes_it() -> None:
    assert code_meant(" REC-2026-RAB1-00042 ") == "REC-2026-RAB1-00042"
    assert code_meant("rec 2026 rab1 00042") == "REC-2026-RAB1-00042"
    assert code_meant("r-2026-rab1-42") == "R-2026-RAB1-0042"
    assert code_meant("Registre 2019, page 4") == "Registre 2019, page 4"


def test_the_numbers_under_which_it_is_known_elsewhere_say_whose_it_is() -> None:
    """A code reader does not see them, and they go when it is anonymised (DP-40: identifiers)."""
    for key in ("external_number", "escalation_number", "lodged_where", "against_reference"):
        field = KIND.field(key)
        assert field.identifying and field.anonymise is Anonymise.CLEAR, key
