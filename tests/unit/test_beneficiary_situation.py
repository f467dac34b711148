"""What is known of a person: her status, her papers, how to reach her, what she needs; and what is kept nowhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain.checking import computed
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Choice, Dated, Merge, Phone
from casemgr.records.beneficiary import KIND, derived
from tests.unit.persons import (
    AUTHORISED,
    HERE,
    TODAY,
    checked,
    every_field,
    everything_in,
    paper,
    person,
    remarks,
    status,
)


def test_the_status_in_force_is_the_last_that_has_begun() -> None:
    history = status("ASY_REJ", date(2025, 6, 1)) + status("CI", date(2026, 2, 1)) + status("CR", date(2027, 1, 1))
    assert derived.status_in_force({"administrative_status": history}, TODAY) == "CI"
    assert derived.status_in_force({"administrative_status": history}, date(2026, 1, 31)) == "ASY_REJ"
    assert derived.status_in_force({"administrative_status": history}, date(2025, 5, 31)) is None
    group = KIND.group("administrative_status")
    assert isinstance(group, Dated)
    row = group.at(history, TODAY)
    assert row is not None
    assert row["status"] == "CI"


def test_the_group_of_the_status_is_that_of_the_vocabulary() -> None:
    found = computed(KIND, {"administrative_status": status("CI")}, HERE)
    assert found["status_group"] == "REGULAR"
    assert computed(KIND, {}, HERE)["status_group"] is None


def test_a_removal_measure_is_read_by_lawyers_only_and_other_statuses_by_the_branch() -> None:
    rows = status("REMOVAL") + status("CI", date(2024, 1, 1))
    kept = checked(administrative_status=rows).values["administrative_status"]
    assert [row["confidentiality"] for row in kept] == ["L3", "L0"]


def test_the_ground_of_a_permit_is_asked_with_a_permit_only() -> None:
    kept = checked(administrative_status=status("CI", ground="WORK")).values["administrative_status"][0]
    assert kept["ground"] == "WORK"
    kept = checked(administrative_status=status("IRR", ground="WORK")).values["administrative_status"][0]
    assert kept["ground"] is None


def test_a_status_has_its_first_day_and_only_one_starts_on_a_day() -> None:
    assert remarks(checked(administrative_status=[{"status": "CI"}])) == [("administrative_status.0.since", "error")]
    assert remarks(checked(administrative_status=status("CI") + status("CR"))) == [
        ("administrative_status.1.since", "error")
    ]


def test_a_card_number_is_kept_nowhere_without_its_authorisation() -> None:
    found = paper(type="CNIE", number="AB123456", expires_on=date(2030, 1, 1))
    assert "AB123456" not in everything_in(found)
    assert found.values["documents"][0]["expires_on"] == date(2030, 1, 1)
    assert remarks(found) == []


def test_a_card_number_is_kept_and_checked_with_its_authorisation() -> None:
    found = paper(type="CNIE", number="ab123456", context=AUTHORISED)
    assert found.values["documents"][0]["number"] == "AB123456"
    assert remarks(found) == []
    assert remarks(paper(type="CNIE", number="123", context=AUTHORISED)) == [("documents.0.number", "error")]


def test_a_number_without_the_type_of_its_paper_is_kept_nowhere() -> None:
    assert "AB123456" not in everything_in(paper(number="AB123456"))
    assert "AB123456" not in everything_in(paper(type="AUCUN", number="AB123456"))


def test_a_card_number_under_another_name_is_refused_without_its_authorisation() -> None:
    assert remarks(paper(type="AUTRE", number="AB123456")) == [("documents.0.number", "error")]
    assert remarks(paper(type="AUTRE", number="AB123456", context=AUTHORISED)) == []


def test_a_criminal_record_is_refused_and_kept_nowhere_without_its_authorisation() -> None:
    found = paper(type="CASIER", number="2024/77")
    assert ("documents.0.type", "error") in remarks(found)
    assert "CASIER" not in everything_in(found)
    assert "2024/77" not in everything_in(found)
    allowed = paper(type="CASIER", context=AUTHORISED)
    assert remarks(allowed) == []
    assert allowed.values["documents"][0]["confidentiality"] == "L3"


@pytest.mark.parametrize(
    ("kind", "right", "odd"),
    [
        ("PASS_MA", "AB1234567", "1"),
        ("PASS_F", "A12345678", "A1"),
        ("CARTE_RESID", "AB12345C", "A1"),
        ("HCR_CARD", "MAR-12345678", "12"),
    ],
)
def test_a_number_of_unusual_form_is_said_by_the_type_of_its_paper(kind: str, right: str, odd: str) -> None:
    assert remarks(paper(type=kind, number=right)) == []
    assert remarks(paper(type=kind, number=odd)) == [("documents.0.number", "warning")]


@pytest.mark.parametrize(
    ("issued", "expires", "strength"),
    [
        (date(2025, 1, 1), date(2024, 12, 31), "error"),
        (date(2020, 1, 1), date(2030, 1, 1), None),
        (date(2020, 1, 1), date(2030, 1, 2), "warning"),
        (None, date(2026, 2, 28), "warning"),
        (None, date(2026, 4, 30), "warning"),
        (None, date(2026, 5, 1), None),
    ],
)
def test_the_dates_of_a_paper_follow_each_other(issued: date | None, expires: date, strength: str | None) -> None:
    found = paper(type="PASS_F", issued_on=issued, expires_on=expires)
    assert remarks(found) == ([("documents.0.expires_on", strength)] if strength else [])


def test_a_paper_known_to_be_expired_is_not_said_again() -> None:
    assert remarks(paper(type="PASS_F", state="EXPIRED", expires_on=date(2026, 1, 1))) == []


def test_medical_papers_are_read_by_health_staff_only() -> None:
    assert paper(type="CERT_MED").values["documents"][0]["confidentiality"] == "L2"


@pytest.mark.parametrize("group", ["ASY", "REF"])
def test_the_number_of_unhcr_is_asked_of_those_under_its_protection(group: str) -> None:
    assert remarks(checked(population_group=group)) == [("unhcr_number", "warning")]
    assert remarks(checked(population_group=group, unhcr_number="MAR-12345678")) == []
    assert remarks(checked(population_group=group, unhcr_registered=False)) == []


def test_what_concerns_foreigners_does_not_exist_for_a_moroccan() -> None:
    found = checked(nationality="MA", population_group="HOST", unhcr_number="MAR-12345678", unhcr_registered=True)
    assert found.values["unhcr_number"] is None
    assert found.values["unhcr_registered"] is None


def test_the_civil_and_social_identifier_has_ten_digits() -> None:
    assert remarks(checked(idcs="1234567890")) == []
    assert remarks(checked(idcs="123")) == [("idcs", "error")]


ABROAD = {"residence_country": "FR", "residence_city": "Lyon", "consulate": "Lyon"}
RETURN = {"return_date": ApproximateDate.of_year(2020), "return_reason": "FAMILY"}


def test_residence_abroad_is_asked_of_moroccans_abroad_and_return_of_those_who_returned() -> None:
    of_a_migrant = checked(**ABROAD, **RETURN).values
    abroad = checked(nationality="MA", population_group="MRE", **ABROAD, **RETURN).values
    back = checked(nationality="MA", population_group="RET", **ABROAD, **RETURN).values
    assert [of_a_migrant[key] for key in (*ABROAD, *RETURN)] == [None] * 5
    assert [abroad[key] for key in (*ABROAD, *RETURN)] == ["FR", "Lyon", "Lyon", None, None]
    assert [back[key] for key in (*ABROAD, *RETURN)] == [*ABROAD.values(), *RETURN.values()]


@pytest.mark.parametrize(
    ("key", "value", "cause", "with_it", "without"),
    [
        ("referring_body", "Croissant", "entry_channel", "NGO", "SELF"),
        ("interpreter_consent", True, "interpreter", "Awa", None),
        ("objection_answer", "Non", "objection_asked", True, False),
        ("orientation_reason", "Autre ville", "orientation", ("NOT_US",), ("INFO",)),
    ],
)
def test_a_question_is_put_only_when_its_cause_is_there(
    key: str, value: Any, cause: str, with_it: Any, without: Any
) -> None:
    assert checked(**{key: value, cause: with_it}).values[key] == value
    assert checked(**{key: value, cause: without}).values[key] is None


def test_when_it_is_not_safe_to_talk_one_stops_here() -> None:
    assert remarks(checked(safe_to_talk=False)) == [("safe_to_talk", "warning")]


def test_a_telephone_is_kept_in_its_international_form_and_shown_as_people_write_it() -> None:
    row = checked(phones=[{"number": "06 12 34 56 78"}]).values["phones"][0]
    assert row["number"] == "+212612345678"
    field = KIND.group("phones").plain_fields()[0]
    assert isinstance(field, Phone)
    assert field.show(row["number"]).replace(" ", "").replace("-", "").endswith("612345678")


def test_what_is_no_telephone_and_what_is_no_mail_is_refused() -> None:
    assert remarks(checked(phones=[{"number": "bonjour"}])) == [("phones.0.number", "error")]
    assert remarks(checked(email="awa@")) == [("email", "error")]
    assert remarks(checked(email="awa@exemple.org")) == []


def test_the_province_is_that_of_the_address_in_force() -> None:
    moves = [
        {"since": date(2024, 1, 1), "province": "MA-CHE"},
        {"since": date(2025, 1, 1), "province": "MA-HOC"},
    ]
    assert computed(KIND, person(address=moves), HERE)["province"] == "MA-HOC"
    assert computed(KIND, person(), HERE)["province"] is None


def test_of_two_concurrent_answers_the_one_that_protects_wins() -> None:
    assert KIND.field("address_protected").merge is Merge.UNION
    phones = {field.key: field for field in KIND.group("phones").plain_fields()}
    assert phones["safe_to_call"].merge is Merge.REFUSAL_WINS
    assert phones["whatsapp"].merge is Merge.REFUSAL_WINS
    assert KIND.field("interpreter_consent").merge is Merge.REFUSAL_WINS


@pytest.mark.parametrize(
    ("key", "secret", "kept"),
    [
        ("marital_status", "COH", None),
        ("employment_status", "BEG", None),
        ("income_source", "BEG", None),
        ("needs", ("MED", "GBV"), ("MED",)),
    ],
)
def test_what_only_some_may_read_is_kept_in_no_column_that_the_branch_reads(key: str, secret: Any, kept: Any) -> None:
    found = checked(**{key: secret})
    assert found.values[key] == kept
    assert remarks(found) == [(key, "warning")]


def test_such_terms_are_not_even_offered() -> None:
    for _path, field in every_field():
        if isinstance(field, Choice) and field.key in ("marital_status", "needs", "income_source"):
            assert field.only is not None
            offered = {term.code for term in field.choices().active() if field.only(term)}
            assert offered
            assert not offered & {"COH", "GBV", "TRAF", "CHILD", "BEG"}


def test_sleeping_in_the_street_is_for_the_team_and_detention_for_lawyers() -> None:
    rows = [{"housing": "STREET", "since": TODAY}, {"housing": "DET", "since": date(2025, 1, 1)}]
    assert [row["confidentiality"] for row in checked(housing=rows).values["housing"]] == ["L1", "L3"]


@pytest.mark.parametrize(
    ("flags", "priority"),
    [
        ((), None),
        (("NONE",), None),
        (("PREGNANT",), "P2"),
        (("HEARING", "BABY", "BIRTH"), "P2"),
        (("BABY", "DANGER"), "P1"),
        (("NO_SHELTER",), "P1"),
        (("MEDICAL",), "P1"),
        (("UAM",), "P1"),
    ],
)
def test_urgency_proposes_a_priority(flags: tuple[str, ...], priority: str | None) -> None:
    assert derived.proposed_priority(flags) == priority


def test_nothing_urgent_is_the_only_answer_or_none() -> None:
    assert remarks(checked(urgency=("NONE",))) == []
    assert remarks(checked(urgency=("NONE", "DANGER"))) == [("urgency", "error")]


@pytest.mark.parametrize(
    ("code", "mark"), [("SV", "L4"), ("CR-TP", "L2+L4"), ("SM-CI", "L2"), ("WR-SF", "L1"), ("LP-RR", "L3")]
)
def test_a_specific_need_carries_the_mark_of_its_term(code: str, mark: str) -> None:
    assert checked(specific_needs=[{"vulnerability": code}]).values["specific_needs"][0]["confidentiality"] == mark


@pytest.mark.parametrize("code", ["LP-CR", "LP-AP", "LP-VP"])
def test_a_suspicion_is_refused_and_kept_nowhere_without_its_authorisation(code: str) -> None:
    rows = [{"vulnerability": code, "from_date": TODAY}]
    found = checked(specific_needs=rows)
    assert ("specific_needs.0.vulnerability", "error") in remarks(found)
    assert code not in everything_in(found)
    assert remarks(checked(AUTHORISED, specific_needs=rows)) == []


def test_a_specific_need_ends_after_it_starts() -> None:
    rows = [{"vulnerability": "WR-SF", "from_date": TODAY, "to_date": date(2026, 2, 1)}]
    assert remarks(checked(specific_needs=rows)) == [("specific_needs.0.to_date", "error")]


def test_a_note_that_holds_a_card_number_is_asked_about() -> None:
    assert remarks(checked(needs_words="sa carte est AB123456")) == [("needs_words", "warning")]
