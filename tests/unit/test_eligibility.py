"""What a file can tell of the criteria of a programme: met, not met, or unknown, and never more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.eligibility import Answer, Criterion, all_criteria, answer, criteria_of, facts_of, not_met
from casemgr.domain.months import add_months
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.enrolment import rules as enrolment
from casemgr.records.enrolment.rules import judge

DAY = date(2026, 5, 20)


def criterion(programme: str, code: str) -> Criterion:
    (found,) = [one for one in criteria_of(programme) if one.code == code]
    return found


def told(programme: str, code: str, day: date = DAY, **facts: Any) -> str:
    return answer(criterion(programme, code), facts, day).value


def test_every_criterion_belongs_to_a_programme() -> None:
    assert {one.programme for one in all_criteria()} <= {term.code for term in vocabulary("programme")}


@pytest.mark.parametrize(
    ("sex", "expected"), [("F", "meets"), ("M", "does not meet"), ("U", "unknown"), (None, "unknown")]
)
def test_tamkine_is_for_women_and_girls(sex: str | None, expected: str) -> None:
    assert told("TAM", "SEX", sex=sex) == expected


@pytest.mark.parametrize(
    ("group", "expected"), [("REF", "meets"), ("HOST", "does not meet"), ("UNK", "unknown"), ("", "unknown")]
)
def test_a_group_of_population_is_among_those_asked_or_not(group: str, expected: str) -> None:
    assert told("PVI", "MIG", population_group=group) == expected


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (ApproximateDate.of_day(date(2011, 5, 20)), "meets"),
        (ApproximateDate.of_day(date(2011, 5, 21)), "does not meet"),
        (ApproximateDate.of_year(2011), "unknown"),
        (ApproximateDate.of_year(2010), "meets"),  # on the last day of 2010 at the latest: 15 all the same
        (ApproximateDate.of_month(2011, 5), "unknown"),
        (ApproximateDate.of_month(2011, 4), "meets"),
        (ApproximateDate.of_month(2011, 6), "does not meet"),
        (ApproximateDate.of_year(2005), "meets"),
        (ApproximateDate.of_year(2014), "does not meet"),
        (ApproximateDate.estimated(15, DAY), "unknown"),
        (ApproximateDate.unknown(), "unknown"),
        (None, "unknown"),
    ],
)
def test_an_age_that_is_not_known_well_enough_is_unknown(birth: ApproximateDate | None, expected: str) -> None:
    assert told("PVI", "AGE", birth_date=birth) == expected


@pytest.mark.parametrize(
    ("born", "day", "expected"),
    [
        (date(2008, 6, 1), date(2026, 3, 1), "meets"),  # 17 on 31 December 2025, the school year under way
        (date(2008, 6, 1), date(2026, 10, 1), "does not meet"),  # 18 on 31 December 2026
        (date(2022, 11, 1), date(2026, 6, 1), "meets"),  # 4 on 31 December 2026, the next school year
        (date(2023, 11, 1), date(2026, 6, 1), "does not meet"),
    ],
)
def test_the_age_for_school_is_that_of_the_thirty_first_of_december(born: date, day: date, expected: str) -> None:
    assert told("EDU", "AGE", day, birth_date=ApproximateDate.of_day(born)) == expected


def test_the_year_of_birth_is_enough_for_school() -> None:
    assert told("EDU", "AGE", date(2026, 10, 1), birth_date=ApproximateDate.of_year(2009)) == "meets"
    assert told("EDU", "AGE", date(2026, 10, 1), birth_date=ApproximateDate.of_year(2008)) == "does not meet"


def test_one_condition_of_two_that_fails_is_enough_to_fail() -> None:
    assert told("RET", "MA", population_group="MIG") == "does not meet"
    assert told("RET", "MA", population_group="RET") == "unknown"


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (ApproximateDate.of_day(date(2024, 5, 20)), "meets"),  # 24 months to the day
        (ApproximateDate.of_day(date(2024, 5, 19)), "does not meet"),
        (ApproximateDate.of_month(2024, 6), "meets"),
        (ApproximateDate.of_month(2024, 5), "unknown"),
        (ApproximateDate.of_year(2024), "unknown"),
        (ApproximateDate.of_year(2023), "does not meet"),
        (ApproximateDate.of_day(date(2026, 6, 1)), "unknown"),  # not back yet
        (ApproximateDate.unknown(), "unknown"),
        (None, "unknown"),
    ],
)
def test_whoever_came_back_too_long_ago_is_told_by_the_day_of_the_return(
    back: ApproximateDate | None, expected: str
) -> None:
    assert told("RET", "MA", population_group="RET", return_date=back) == expected


def test_who_invests_lives_abroad_or_came_back_within_the_year() -> None:
    year_ago = ApproximateDate.of_day(date(2025, 5, 20))
    assert told("INV", "MRE", population_group="MRE") == "meets"
    assert told("INV", "MRE", population_group="RET", return_date=year_ago) == "meets"
    too_long = ApproximateDate.of_day(date(2025, 5, 19))
    assert told("INV", "MRE", population_group="RET", return_date=too_long) == "does not meet"
    assert told("INV", "MRE", population_group="MIG") == "unknown"


@pytest.mark.parametrize(
    ("needs", "expected"),
    [({"MA-BABY"}, "meets"), ({"SV-VA"}, "meets"), ({"DS-BD", "MA-PREG"}, "meets"), ({"MA-EVICT"}, "unknown")],
)
def test_a_need_that_was_noted_opens_tamkine_and_one_that_was_not_closes_nothing(
    needs: set[str], expected: str
) -> None:
    assert told("TAM", "VULN", vulnerabilities=frozenset(needs)) == expected


def test_a_threatened_home_opens_housing_as_the_street_does() -> None:
    assert told("LOG", "SHELT", housing_type="RENT", vulnerabilities=frozenset({"MA-EVICT"})) == "meets"


def test_the_register_of_competences_asks_what_the_person_allowed() -> None:
    yes = {"purpose": "ALUMNI", "answer": "GIVEN", "given_on": date(2026, 1, 5), "expires_on": None}
    assert told("COM", "CONS", consents=(yes,)) == "meets"
    assert told("COM", "CONS", consents=({**yes, "purpose": "FILE"},)) == "unknown"
    assert told("COM", "CONS", consents=({**yes, "expires_on": date(2026, 5, 19)},)) == "unknown"
    no = {**yes, "answer": "REFUSED", "given_on": date(2026, 2, 1)}
    assert told("COM", "CONS", consents=(yes, no)) == "does not meet"


def test_the_categories_of_a_campaign_are_ways_in_and_one_is_enough() -> None:
    category = {f"REG-{one.code}": "NOT" for one in criteria_of("REG")}
    assert all(one.hinders for one in judge("REG", {}, DAY, category))
    one_is_met = judge("REG", {}, DAY, {**category, "REG-2014-D": "MEETS"})
    assert not any(one.hinders for one in one_is_met)
    assert not any(one.hinders for one in judge("REG", {}, DAY, {"REG-2014-A": "NOT"})), "the others may be hers"


def test_what_the_file_tells_of_needs_holds_on_that_day_and_is_the_teams_to_know() -> None:
    def needs(**line: Any) -> object:
        told = {"vulnerability": "MA-BABY", "from_date": DAY, "to_date": DAY, "confidentiality": "L1", **line}
        return enrolment.facts_of({"specific_needs": [told]}, DAY)["vulnerabilities"]

    assert needs() == {"MA-BABY"}
    assert needs(from_date=None, to_date=None) == {"MA-BABY"}
    assert needs(from_date=date(2026, 5, 21)) == needs(to_date=date(2026, 5, 19)) == frozenset()
    assert needs(vulnerability="MA-VIOL", confidentiality="L4") == frozenset()


def test_one_way_of_two_that_a_machine_cannot_read_leaves_it_unknown() -> None:
    assert told("LOG", "SHELT", housing_type="STREET") == "meets"
    assert told("LOG", "SHELT", housing_type="RENT") == "unknown"


@pytest.mark.parametrize("code", ["MA", "NEEDY"])
def test_what_is_asked_of_the_deceased_is_not_asked_of_the_family(code: str) -> None:
    assert told("DEP", code, nationality="SN", insurance="Y") == "unknown"


def test_what_a_machine_cannot_read_is_unknown() -> None:
    for programme, code in [("TAM", "VULN"), ("ASH", "NEED"), ("ASH", "CEIL"), ("REG", "2014-A"), ("COM", "CONS")]:
        assert told(programme, code) == "unknown", (programme, code)


def test_someone_of_whom_nothing_is_known_fails_no_criterion() -> None:
    for one in all_criteria():
        assert answer(one, {}, DAY) is Answer.UNKNOWN, one


def test_only_hard_criteria_that_clearly_fail_are_named() -> None:
    facts: dict[str, Any] = {"sex": "M", "population_group": "HOST", "status_group": "IRREGULAR"}
    assert [one.code for one in not_met("TAM", facts, DAY)] == ["SEX", "FOR"]
    assert [one.code for one in not_met("PVI", facts, DAY)] == ["MIG"]
    assert told("PVI", "STAY", **facts) == "does not meet"
    assert not not_met("CUL", facts, DAY)


def test_the_facts_of_a_person_are_those_of_her_own_fields() -> None:
    birth = ApproximateDate.of_year(1990)
    person = {"sex": "F", "birth_date": birth, "family_name": "Diop"}
    assert facts_of(person) == {"sex": "F", "birth_date": birth, "population_group": None, "nationality": None}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 20), 24, date(2028, 5, 20)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
