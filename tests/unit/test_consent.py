"""What is asked of a consent, and whether it holds: on which day, for which purpose, towards whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain import consents
from casemgr.domain.checking import Checked, check, computed, with_defaults
from casemgr.domain.conditions import Context, Lookup, NoLookup
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Merge
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.consent import KIND, rules
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)


def at(lookup: Lookup | None = None) -> Context:
    return Context(today=TODAY, user="amina", lookup=lookup or NoLookup())


def filled_in(**given: Any) -> dict[str, Any]:
    usual = {"beneficiary": "p1", "purpose": "FILE", "answer": "GIVEN", "mode": "SIGN"}
    return with_defaults(KIND, at(), {**usual, **given})


def checked(context: Context | None = None, **given: Any) -> Checked:
    return check(KIND, filled_in(**given), context or at())


def errors(result: Checked) -> set[str]:
    return {issue.field for issue in result.errors}


def warnings(result: Checked) -> set[str]:
    return {str(issue.message) for issue in result.warnings}


# --- what is asked ------------------------------------------------------------------------------------------
def test_a_signed_consent_to_the_file_is_enough() -> None:
    result = checked()
    assert result.issues == ()
    assert result.values["given_on"] == TODAY
    assert result.values["representative_quality"] == "SELF"


@pytest.mark.parametrize("key", ["beneficiary", "purpose", "answer"])
def test_a_consent_says_who_what_and_the_answer(key: str) -> None:
    assert key in errors(checked(**{key: None}))


def test_a_consent_that_was_given_says_how() -> None:
    assert errors(checked(mode=None)) == {"mode"}
    assert not checked(mode=None, answer="REFUSED").errors
    assert not checked(mode=None, answer="PENDING").errors


@pytest.mark.parametrize("purpose", ["REFER", "FUNDER", "ABROAD"])
def test_a_sharing_names_its_recipient(purpose: str) -> None:
    assert errors(checked(purpose=purpose)) == {"recipient"}
    assert not checked(purpose=purpose, recipient="AMPF Rabat").errors


def test_a_purpose_without_recipients_keeps_none() -> None:
    assert checked(purpose="FILE", recipient="AMPF Rabat").values["recipient"] is None


@pytest.mark.parametrize("mode", ["ORAL", "THUMB"])
def test_an_oral_answer_or_a_thumbprint_needs_a_witness(mode: str) -> None:
    assert errors(checked(mode=mode)) == {"witness"}
    assert not checked(mode=mode, witness="Karim Alaoui").errors


def test_a_signature_needs_no_witness() -> None:
    assert checked(mode="SIGN", witness="Karim Alaoui").values["witness"] is None


@pytest.mark.parametrize("quality", ["GUARD", "PROXY"])
def test_whoever_answers_for_someone_is_named(quality: str) -> None:
    assert errors(checked(representative_quality=quality)) == {"representative"}
    assert not checked(representative_quality=quality, representative="Fatou Diop").errors


def test_another_ground_is_named_and_justified() -> None:
    assert errors(checked(answer="NA", mode=None)) == {"ground", "justification"}
    assert not checked(answer="NA", mode=None, ground="LEGAL", justification="Réquisition du juge").errors


def test_a_consent_keeps_no_other_ground() -> None:
    result = checked(answer="GIVEN", ground="LEGAL", justification="x")
    assert (result.values["ground"], result.values["justification"]) == (None, None)


def test_vital_interests_need_a_reason_and_are_no_consent() -> None:
    assert {"ground", "justification"} <= errors(checked(answer="NA", mode="VITAL"))
    result = checked(answer="GIVEN", mode="VITAL", justification="Inconsciente")
    assert str(rules.NOBODY_ANSWERED) in {str(issue.message) for issue in result.errors}
    assert not checked(answer="NA", mode="VITAL", ground="VITAL", justification="Inconsciente").errors


def test_vital_interests_are_not_another_ground() -> None:
    result = checked(answer="NA", mode="VITAL", ground="LEGIT", justification="Inconsciente")
    assert errors(result) == {"answer"}


def test_vital_interests_cover_one_act() -> None:
    line: dict[str, Any] = {"answer": "NA", "mode": "VITAL", "ground": "VITAL", "justification": "Inconsciente"}
    assert errors(checked(**line, expires_on=date(2026, 6, 1))) == {"expires_on"}
    assert not checked(**line, expires_on=TODAY).errors


def test_a_withdrawal_is_dated_and_said_as_one() -> None:
    assert errors(checked(answer="WITHDRAWN")) == {"withdrawn_on"}
    assert not checked(answer="WITHDRAWN", withdrawn_on=TODAY).errors
    assert errors(checked(answer="GIVEN", withdrawn_on=TODAY)) == {"answer"}


def test_nothing_ends_before_it_was_given() -> None:
    given: dict[str, Any] = {"given_on": date(2026, 5, 1)}
    assert errors(checked(**given, expires_on=date(2026, 4, 30))) == {"expires_on"}
    assert errors(checked(**given, answer="WITHDRAWN", withdrawn_on=date(2026, 4, 30))) == {"withdrawn_on"}


def test_refusals_win_when_two_answers_meet() -> None:
    assert KIND.field("answer").merge is Merge.REFUSAL_WINS


# --- children -----------------------------------------------------------------------------------------------
def child(age: int) -> Context:
    birth = ApproximateDate.of_day(date(TODAY.year - age, 1, 1))
    return at(OtherRecords(beneficiary={"p1": {"birth_date": birth}}))


def test_from_twelve_on_the_child_is_asked_too() -> None:
    line: dict[str, Any] = {"representative_quality": "GUARD", "representative": "Fatou Diop", "mode": "GUARD"}
    assert errors(checked(child(12), **line)) == {"child_assent"}
    assert not checked(child(12), **line, child_assent=True).issues
    assert not checked(child(11), **line).issues
    assert not checked(child(18)).issues


def test_a_child_who_says_no_is_heard() -> None:
    line: dict[str, Any] = {"representative_quality": "GUARD", "representative": "Fatou Diop", "mode": "GUARD"}
    assert warnings(checked(child(15), **line, child_assent=False)) == {str(rules.CHILD_SAYS_NO)}


def test_a_refusal_asks_no_assent() -> None:
    assert not checked(child(15), purpose="PHOTO", answer="REFUSED", mode=None).errors


def test_a_minor_who_answers_alone_is_said() -> None:
    result = checked(child(15), child_assent=True)
    assert warnings(result) == {str(rules.MINOR_ALONE)}
    alone = checked(child(15), child_assent=True, representative_quality="BIA", justification="Note BIA n° 3")
    assert not alone.issues
    assert alone.values["justification"] == "Note BIA n° 3"


# --- the file first -----------------------------------------------------------------------------------------
def with_file(**answer: Any) -> Context:
    kept = {"k1": {"beneficiary": "p1", "purpose": "FILE", "given_on": date(2026, 1, 1), **answer}} if answer else {}
    return at(OtherRecords(beneficiary={"p1": {}}, consent=kept))


def test_the_file_is_asked_about_first() -> None:
    assert warnings(checked(with_file(), purpose="PHOTO")) == {str(rules.FILE_FIRST)}
    assert warnings(checked(with_file(answer="PENDING"), purpose="PHOTO")) == {str(rules.FILE_FIRST)}
    assert not checked(with_file(answer="GIVEN"), purpose="PHOTO").issues
    assert not checked(with_file(), purpose="FILE").issues


def test_while_other_records_are_out_of_reach_nothing_is_said_of_them() -> None:
    assert not checked(at(), purpose="PHOTO").issues


def test_a_refused_file_leaves_only_anonymous_advice() -> None:
    assert warnings(checked(answer="REFUSED", mode=None)) == {str(rules.FILE_REFUSED)}
    assert warnings(checked(with_file(answer="REFUSED"), purpose="PHOTO")) == {str(rules.FILE_REFUSED)}
    withdrawn = with_file(answer="WITHDRAWN", withdrawn_on=date(2026, 3, 1))
    assert warnings(checked(withdrawn, purpose="PHOTO")) == {str(rules.FILE_REFUSED)}
    assert "anonyme" in rules.FILE_REFUSED.fr


def test_a_file_consent_that_ran_out_is_no_refusal() -> None:
    assert not checked(with_file(answer="GIVEN", expires_on=date(2026, 2, 1)), purpose="PHOTO").issues


# --- until when ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({"purpose": "FILE"}, date(2028, 2, 28)),
        ({"purpose": "REFER"}, date(2027, 2, 28)),
        ({"purpose": "REFER", "mode": "VITAL"}, date(2026, 2, 28)),
        ({"purpose": "REFER", "answer": "NA", "ground": "VITAL"}, date(2026, 2, 28)),
        ({"purpose": "PHOTO"}, None),
    ],
)
def test_the_usual_term_is_proposed(values: dict[str, Any], end: date | None) -> None:
    assert consents.propose_expiry({"given_on": date(2026, 2, 28), **values}) == end


def test_no_term_is_proposed_before_an_answer() -> None:
    assert consents.propose_expiry({"purpose": "FILE"}) is None


GIVEN: dict[str, Any] = {
    "purpose": "FILE",
    "answer": "GIVEN",
    "given_on": date(2026, 1, 10),
    "expires_on": date(2026, 12, 31),
}


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 1, 9), False),
        (date(2026, 1, 10), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last_day(day: date, holds: bool) -> None:
    assert consents.is_in_force(GIVEN, day) is holds


def test_a_withdrawn_consent_held_before_and_holds_no_more_on_the_day() -> None:
    withdrawn = {**GIVEN, "answer": "WITHDRAWN", "withdrawn_on": date(2026, 3, 1)}
    assert consents.is_in_force(withdrawn, date(2026, 2, 28))
    assert not consents.is_in_force(withdrawn, date(2026, 3, 1))


@pytest.mark.parametrize("answer", ["REFUSED", "PENDING", "WITHDRAWN", None])
def test_what_is_not_given_holds_never(answer: str | None) -> None:
    assert not consents.is_in_force({**GIVEN, "answer": answer}, date(2026, 3, 1))


def test_an_expired_consent_held_until_its_last_day_if_it_is_known() -> None:
    expired = {**GIVEN, "answer": "EXPIRED"}
    assert consents.is_in_force(expired, date(2026, 12, 31))
    assert not consents.is_in_force(expired, date(2027, 1, 1))
    assert not consents.is_in_force({**expired, "expires_on": None}, date(2026, 3, 1))


def test_a_consent_without_a_day_holds_never() -> None:
    assert not consents.is_in_force({**GIVEN, "given_on": None}, TODAY)


def test_another_ground_holds_when_it_is_justified() -> None:
    ground = {**GIVEN, "answer": "NA", "ground": "LEGAL", "justification": "Réquisition"}
    assert consents.is_in_force(ground, TODAY)
    assert not consents.is_in_force({**ground, "justification": None}, TODAY)
    assert not consents.is_in_force({**ground, "ground": None}, TODAY)


def test_vital_interests_hold_on_the_day_of_the_act_only() -> None:
    vital: dict[str, Any] = {"purpose": "REFER", "recipient": "CHU", "answer": "NA", "mode": "VITAL", "ground": "VITAL"}
    vital |= {"given_on": TODAY, "justification": "Inconsciente"}
    assert consents.is_in_force(vital, TODAY)
    assert not consents.is_in_force(vital, date(2026, 5, 21))
    assert not consents.is_in_force({**vital, "justification": None}, TODAY)
    assert not consents.is_in_force({**vital, "answer": "GIVEN"}, TODAY)


def test_the_form_shows_whether_it_holds_today() -> None:
    assert computed(KIND, GIVEN, at())["in_force"] is True
    assert computed(KIND, {**GIVEN, "expires_on": date(2026, 5, 19)}, at())["in_force"] is False


# --- for what, towards whom ---------------------------------------------------------------------------------
SHARED = {**GIVEN, "purpose": "REFER", "recipient": "AMPF Rabat"}


def test_a_sharing_is_for_the_named_partner_and_no_other() -> None:
    assert consents.covers(SHARED, "REFER", " ampf  rabat ", TODAY)
    assert not consents.covers(SHARED, "REFER", "AMPF Tanger", TODAY)
    assert not consents.covers(SHARED, "REFER", None, TODAY)
    assert not consents.covers({**SHARED, "recipient": None}, "REFER", "AMPF Rabat", TODAY)


def test_a_consent_is_for_its_purpose_and_no_other() -> None:
    assert not consents.covers(SHARED, "ABROAD", "AMPF Rabat", TODAY)
    assert consents.covers(GIVEN, "FILE", None, TODAY)
    assert not consents.covers(GIVEN, "SENS", None, TODAY)


def test_a_consent_that_ran_out_covers_nothing() -> None:
    assert not consents.covers(SHARED, "REFER", "AMPF Rabat", date(2027, 1, 1))


def refusal(day: date) -> dict[str, Any]:
    return {**SHARED, "answer": "REFUSED", "given_on": day, "expires_on": None}


def test_a_later_refusal_wins_over_an_earlier_consent() -> None:
    assert consents.is_allowed([SHARED], "REFER", "AMPF Rabat", TODAY)
    assert not consents.is_allowed([SHARED, refusal(date(2026, 2, 1))], "REFER", "AMPF Rabat", TODAY)
    assert not consents.is_allowed([SHARED, refusal(SHARED["given_on"])], "REFER", "AMPF Rabat", TODAY)


def test_a_later_consent_lifts_an_earlier_refusal() -> None:
    assert consents.is_allowed([refusal(date(2026, 1, 9)), SHARED], "REFER", "AMPF Rabat", TODAY)


def test_a_refusal_to_come_or_towards_another_changes_nothing() -> None:
    assert consents.is_allowed([SHARED, refusal(date(2026, 5, 21))], "REFER", "AMPF Rabat", TODAY)
    elsewhere = {**refusal(TODAY), "recipient": "AMPF Tanger"}
    assert consents.is_allowed([SHARED, elsewhere], "REFER", "AMPF Rabat", TODAY)


def test_a_withdrawal_on_one_sheet_ends_what_another_sheet_gave_before() -> None:
    withdrawn = {**SHARED, "answer": "WITHDRAWN", "withdrawn_on": date(2026, 4, 1)}
    again = {**SHARED, "given_on": date(2026, 2, 1)}
    assert not consents.is_allowed([withdrawn, again], "REFER", "AMPF Rabat", TODAY)
    assert consents.is_allowed([withdrawn, again], "REFER", "AMPF Rabat", date(2026, 3, 1))


def test_a_refusal_without_a_day_wins() -> None:
    undated: dict[str, Any] = {**SHARED, "answer": "REFUSED", "given_on": None}
    assert not consents.is_allowed([SHARED, undated], "REFER", "AMPF Rabat", TODAY)


def test_without_any_record_nothing_is_allowed() -> None:
    assert not consents.is_allowed([], "FILE", None, TODAY)


# --- how it is told, and kept -------------------------------------------------------------------------------
def test_a_consent_is_told_by_its_purpose_its_recipient_and_its_answer() -> None:
    assert KIND.title(SHARED) == "Transmission à un partenaire désigné — AMPF Rabat"
    assert KIND.timeline is not None
    assert KIND.timeline.text(GIVEN) == "Ouverture et tenue du dossier — Donné"
    assert KIND.title({}) == ""


def test_reception_reads_consents_but_not_a_mandate_for_a_victim() -> None:
    for term in vocabulary("consent_purpose"):
        expected = "L4" if term.code == "CIVPARTY" else "L0"
        assert KIND.confidentiality({"purpose": term.code}) == expected


def test_a_consent_to_renew_is_due_while_it_stands() -> None:
    (due,) = KIND.due
    assert due.while_ is not None
    assert due.while_(GIVEN, at())
    assert not due.while_({**GIVEN, "answer": "WITHDRAWN"}, at())
