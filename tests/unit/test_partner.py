"""The directory: what is asked of a body, whether its agreement holds, and how it really answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casemgr.domain.checking import Checked, check, computed, with_defaults
from casemgr.domain.conditions import Context, Lookup, NoLookup
from casemgr.domain.words import use_language
from casemgr.records.partner import KIND, answers, rules
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)


def at(lookup: Lookup | None = None, record: str = "") -> Context:
    return Context(today=TODAY, user="amina", record=record, lookup=lookup or NoLookup())


def checked(context: Context | None = None, **given: Any) -> Checked:
    return check(KIND, with_defaults(KIND, at(), given), context or at())


def test_a_body_with_a_name_in_one_script_is_enough() -> None:
    assert checked(name="Clinique Les Oliviers").issues == ()
    assert checked(name_ar="مصحة الزيتون").issues == ()
    assert [issue.field for issue in checked(acronym="CLO").errors] == ["name"]


def test_it_is_in_morocco_and_active_unless_said_otherwise() -> None:
    values = checked(name="OFPPT").values
    assert (values["country"], values["is_active"], values["followed_by"]) == ("MA", True, "amina")
    assert [issue.strength for issue in checked(name="Caritas Paris", country="FR").issues] == ["warning"]


def test_the_same_name_in_the_same_province_is_said_and_kept() -> None:
    others = OtherRecords(partner={"b1": {"name": "Entraide Nationale", "province": "MA-RAB"}})
    twice = checked(at(others), name="Entraide Nationale", province="MA-RAB")
    assert [(issue.field, issue.strength) for issue in twice.issues] == [("name", "warning")]
    assert checked(at(others), name="Entraide Nationale", province="MA-CAS").issues == ()
    assert checked(at(others, record="b1"), name="Entraide Nationale", province="MA-RAB").issues == ()


@pytest.mark.parametrize(
    ("signed", "until", "said"),
    [
        (None, None, "NONE"),
        (date(2025, 1, 1), None, "VALID"),
        (date(2025, 1, 1), TODAY, "ENDING"),
        (date(2025, 1, 1), TODAY + timedelta(days=60), "ENDING"),
        (date(2025, 1, 1), TODAY + timedelta(days=61), "VALID"),
        (date(2025, 1, 1), TODAY - timedelta(days=1), "EXPIRED"),
        (TODAY + timedelta(days=1), None, "NONE"),
    ],
)
def test_an_agreement_holds_to_its_last_day(signed: date | None, until: date | None, said: str) -> None:
    assert rules.agreement_on({"agreement_on": signed, "agreement_until": until}, TODAY) == said


def test_an_agreement_does_not_end_before_it_begins() -> None:
    wrong = checked(name="OIM", agreement_on=date(2026, 1, 2), agreement_until=date(2026, 1, 1))
    assert [issue.field for issue in wrong.errors] == ["agreement_until"]


def test_it_is_called_by_its_name_in_the_language_of_the_reader() -> None:
    both = {"name": "Médiateur du Royaume", "name_ar": "وسيط المملكة"}
    assert rules.title_of(both) == "Médiateur du Royaume"
    use_language("ar")
    assert rules.title_of(both) == "وسيط المملكة"
    assert rules.title_of({"acronym": "OIM"}) == "OIM"


# --- how it answers -----------------------------------------------------------------------------------------
def sent(day: int, **more: Any) -> dict[str, Any]:
    return {"direction": "OUT", "sent_on": date(2026, 3, day), "state": "SENT", "partner": "b1", **more}


REFERRALS = [
    sent(1, state="DONE", received_on=date(2026, 3, 3), closed_on=date(2026, 4, 1), outcome="FULL"),
    sent(2, state="REFUSED", answered_on=date(2026, 3, 12), closed_on=date(2026, 3, 12), outcome="NOCAP"),
    sent(3, state="NORESP", closed_on=date(2026, 4, 1), outcome="UNKNOWN"),
    sent(4),
    sent(5, state="ACCEPTED", answered_on=date(2026, 3, 9)),
    # what says nothing of how the body answers: taken back before an answer, never sent, or sent by it
    sent(6, state="CANCELLED", closed_on=date(2026, 3, 7)),
    sent(7, sent_on=None, state="DRAFT"),
    sent(8, direction="IN", state="ACCEPTED", received_on=date(2026, 3, 8)),
]


def test_what_was_sent_answered_refused_and_left_without_answer_is_counted() -> None:
    found = answers.of_referrals(REFERRALS)
    assert (found.sent, found.answered, found.refused, found.silent, found.effective) == (5, 3, 1, 1, 1)
    assert found.days == 4  # 2, 10 and 4 days


def test_what_was_answered_before_it_was_taken_back_counts() -> None:
    back = sent(6, state="WITHDRAWN", received_on=date(2026, 3, 7), closed_on=date(2026, 3, 8))
    assert answers.of_referrals([back]) == answers.Answers(sent=1, answered=1, days=1)


def test_the_page_of_a_body_says_how_it_answers_in_one_line() -> None:
    others = OtherRecords(referral={f"r{place}": one for place, one in enumerate(REFERRALS)})
    said = computed(KIND, {}, at(others, record="b1"))["answers"]
    figures = ("Envoyés : 5", "avec réponse : 3 (60 %)", "refus : 1", "sans réponse : 1")
    assert said == " · ".join((*figures, "besoin satisfait : 1"))
    assert computed(KIND, {}, at(others, record="b2"))["answers"] == str(answers.NOTHING_SENT)
    body = computed(KIND, {}, at(others, record="b1"))
    assert (body["answers_within"], body["waiting_there"]) == (4, 1)
    assert computed(KIND, {}, at(others))["answers"] is None, "a list would ask for each of its lines"
