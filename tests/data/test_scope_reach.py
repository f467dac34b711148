"""Who reaches a person changes with what is recorded of her: a service, a team, a transfer, a mark, a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain.access import Person
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.records import KINDS
from casemgr.services import history, records
from casemgr.services.desk import Desk
from casemgr.services.register import Filter, ids
from tests.data.conftest import Hire, open_with_branches

DAY = date(2026, 2, 2)
database = open_with_branches(KINDS)


@pytest.fixture
def rabat(hire: Hire) -> Desk:
    return hire("CASE", branch="RAB")


@pytest.fixture
def casablanca(hire: Hire) -> Desk:
    return hire("CASE", branch="CAS")


def somebody(desk: Desk, **more: Any) -> str:
    values = {"family_name": "Diallo", "given_names": "Aminata", "sex": "F", "nationality": "GN"}
    return records.save(desk, "beneficiary", {**values, "population_group": "MIG", **more}, insist=True).id


def service(desk: Desk, person: str, **more: Any) -> str:
    values = {"beneficiary": person, "type": "ACC-INFO", "date": DAY, "delivered_by": desk.person.id}
    return records.save(desk, "service", {**values, **more}, insist=True).id


def by_everybody(desk: Desk) -> Desk:
    """The other branch's desk with a right over the whole country, to bring a person there."""
    return replace(desk, person=replace(desk.person, branches=("RAB", "CAS")))


def sees(desk: Desk, kind: str, record: str) -> bool:
    try:
        return records.read(desk, kind, record).id == record
    except NotFound:
        return False


def test_a_service_in_my_branch_lets_me_reach_the_person_and_a_voided_one_does_not(
    rabat: Desk, casablanca: Desk
) -> None:
    person = somebody(rabat)
    assert not sees(casablanca, "beneficiary", person)
    given = service(by_everybody(casablanca), person)
    assert sees(casablanca, "beneficiary", person)
    records.void(casablanca, "service", given, "une erreur de personne")
    assert not sees(casablanca, "beneficiary", person) and sees(rabat, "beneficiary", person)
    records.restore(by_everybody(casablanca), "service", given)
    assert sees(casablanca, "beneficiary", person)


def test_of_two_services_one_is_enough(rabat: Desk, casablanca: Desk) -> None:
    person = somebody(rabat)
    first, second = (service(by_everybody(casablanca), person) for _ in range(2))
    records.void(casablanca, "service", first, "doublon")
    assert sees(casablanca, "beneficiary", person)
    records.void(casablanca, "service", second, "doublon")
    assert not sees(casablanca, "beneficiary", person)


def test_a_service_given_to_the_wrong_person_takes_its_reach_with_it(rabat: Desk, casablanca: Desk) -> None:
    wrong, right = somebody(rabat), somebody(rabat)
    both = by_everybody(casablanca)
    given = service(both, wrong)
    records.save(both, "service", {"beneficiary": right}, record_id=given, version=1, insist=True)
    assert sees(casablanca, "beneficiary", right) and not sees(casablanca, "beneficiary", wrong)


def test_a_record_given_to_another_branch_is_no_longer_of_the_first(rabat: Desk, casablanca: Desk, hire: Hire) -> None:
    both = by_everybody(rabat)
    person = somebody(both)
    colleague = hire("CASE", branch="RAB")
    assert sees(colleague, "beneficiary", person)
    records.save(both, "beneficiary", {}, record_id=person, version=1, branch="CAS", insist=True)
    assert sees(casablanca, "beneficiary", person) and not sees(colleague, "beneficiary", person)


def test_a_transfer_on_its_way_is_not_forgotten_when_a_service_is_voided(rabat: Desk, casablanca: Desk) -> None:
    person = somebody(rabat)
    given = service(rabat, person)
    case = records.save(rabat, "case", {"beneficiary": person, "opened_on": DAY}, insist=True).id
    going = {"transfer_to": "CAS"}
    records.move(rabat, "case", case, "TRANSF", DAY, reason="elle déménage", values=going, insist=True)
    assert sees(casablanca, "case", case) and sees(casablanca, "beneficiary", person)
    records.void(rabat, "service", given, "doublon")
    assert sees(casablanca, "case", case)
    records.move(casablanca, "case", case, "OPEN", DAY, insist=True)
    assert records.read(casablanca, "case", case).branch == "CAS"


def test_a_colleague_of_another_branch_on_the_team_of_the_case_reaches_the_file(rabat: Desk, casablanca: Desk) -> None:
    person = somebody(rabat)
    given = service(rabat, person)
    values = {"beneficiary": person, "opened_on": DAY, "team": [{"member": casablanca.person.id}]}
    case = records.save(rabat, "case", values, insist=True).id
    for kind, record in (("beneficiary", person), ("case", case), ("service", given)):
        assert sees(casablanca, kind, record)
    opened = records.read(rabat, "case", case)
    records.save(rabat, "case", {"team": []}, record_id=case, version=opened.version, insist=True)
    for kind, record in (("beneficiary", person), ("case", case), ("service", given)):
        assert not sees(casablanca, kind, record)


def test_the_team_of_a_voided_case_reaches_nothing(rabat: Desk, casablanca: Desk) -> None:
    person = somebody(rabat)
    values = {"beneficiary": person, "opened_on": DAY, "team": [{"member": casablanca.person.id}]}
    case = records.save(rabat, "case", values, insist=True).id
    records.void(rabat, "case", case, "ouvert deux fois")
    assert not sees(casablanca, "beneficiary", person) and not sees(casablanca, "case", case)


def test_a_record_that_becomes_protected_stays_with_its_author_and_leaves_the_others(rabat: Desk, hire: Hire) -> None:
    colleague = hire("CASE", "COORD", branch="RAB")
    case = records.save(rabat, "case", {"beneficiary": somebody(rabat), "opened_on": DAY}, insist=True).id
    assert sees(colleague, "case", case)
    records.save(rabat, "case", {}, record_id=case, version=1, confidentiality="L4", insist=True)
    assert records.read(rabat, "case", case).confidentiality == "L4"
    assert not sees(colleague, "case", case)


def test_nobody_makes_a_record_so_secret_that_she_could_not_have_written_it(rabat: Desk, hire: Hire) -> None:
    case = records.save(rabat, "case", {"beneficiary": somebody(rabat), "opened_on": DAY}, insist=True).id
    for mark, desk in (("L2", rabat), ("L3", rabat), ("L4", hire("COORD", branch="RAB"))):
        with pytest.raises(NotAllowed):
            records.save(desk, "case", {}, record_id=case, version=1, confidentiality=mark, insist=True)
    assert records.read(rabat, "case", case).confidentiality == "L1"


def test_a_line_that_becomes_protected_stays_with_its_author(rabat: Desk, hire: Hire) -> None:
    colleague = hire("CASE", branch="RAB")
    person = somebody(rabat, specific_needs=[{"vulnerability": "CR-SE"}])
    need = dict(records.read(rabat, "beneficiary", person).values["specific_needs"][0])
    need |= {"vulnerability": "CR-LW"}
    records.save(rabat, "beneficiary", {"specific_needs": [need]}, record_id=person, version=1, insist=True)
    (kept,) = records.read(rabat, "beneficiary", person).values["specific_needs"]
    assert kept["vulnerability"] == "CR-LW" and kept["confidentiality"] == "L4"
    assert records.read(colleague, "beneficiary", person).values["specific_needs"] == []


def test_what_became_of_a_protected_line_is_told_to_those_named_on_it_alone(rabat: Desk, hire: Hire) -> None:
    colleague = hire("CASE", branch="RAB")
    person = somebody(rabat, specific_needs=[{"vulnerability": "CR-LW"}])
    need = dict(records.read(rabat, "beneficiary", person).values["specific_needs"][0])
    records.save(
        rabat,
        "beneficiary",
        {"specific_needs": [need | {"vulnerability": "SC-UC"}]},
        record_id=person,
        version=1,
        insist=True,
    )
    told = {change.new for change in history.history(rabat, "beneficiary", person)}
    assert "Enfant non accompagné(e)" in told
    for change in history.history(colleague, "beneficiary", person):
        assert "accompagn" not in change.new and "travail" not in change.old and change.what.en != "Need"


def test_the_history_of_a_line_follows_the_grant_of_that_line(rabat: Desk, hire: Hire) -> None:
    """A reception desk reads the record and not the specific needs: nothing of them in the history either."""
    person = somebody(rabat, specific_needs=[{"vulnerability": "CR-SE"}])
    need = dict(records.read(rabat, "beneficiary", person).values["specific_needs"][0])
    changed = {"specific_needs": [need | {"vulnerability": "WR-SF"}], "family_name": "Diallo Bah"}
    records.save(rabat, "beneficiary", changed, record_id=person, version=1, insist=True)
    seen = [change.what.en for change in history.history(hire("ACCUEIL", branch="RAB"), "beneficiary", person)]
    assert seen == ["Family name (Latin)", "Record created"]


def test_a_filter_on_a_line_that_the_reader_may_not_see_finds_nothing(rabat: Desk, hire: Hire) -> None:
    """Where somebody sleeps may tell why: the line is protected, and so is what one could ask of it."""
    person = somebody(rabat, housing=[{"housing": "SHELTER", "since": DAY, "confidentiality": "L4"}])
    asked = [Filter("housing.housing", "any_of", ("SHELTER",))]
    assert ids(rabat, "beneficiary", filters=asked) == [person]
    assert ids(hire("COORD", branch="RAB"), "beneficiary", filters=asked) == []


def test_a_lawyer_changes_the_papers_of_somebody_she_follows_and_nothing_else(rabat: Desk, hire: Hire) -> None:
    person = somebody(rabat)
    lawyer = hire("LEGAL", branch="RAB")
    papers = [{"type": "PASS_F", "number": "A1234567"}]
    records.save(lawyer, "beneficiary", {"documents": papers}, record_id=person, version=1, insist=True)
    assert records.read(rabat, "beneficiary", person).values["documents"][0]["number"] == "A1234567"
    with pytest.raises(NotAllowed):
        records.save(lawyer, "beneficiary", {"family_name": "Bah"}, record_id=person, version=2, insist=True)
    whole = {"documents": [], "family_name": "Bah"}
    with pytest.raises(NotAllowed):
        records.save(lawyer, "beneficiary", whole, record_id=person, version=2, insist=True)
    assert records.read(rabat, "beneficiary", person).values["family_name"] == "Diallo"


def test_reading_codes_everywhere_does_not_let_a_lawyer_write_papers_everywhere(rabat: Desk, hire: Hire) -> None:
    person = somebody(rabat)
    elsewhere = hire("LEGAL", "SUPER", branch="CAS")
    assert records.read(elsewhere, "beneficiary", person).view == "code"
    papers = [{"type": "PASS_F", "number": "A1234567"}]
    with pytest.raises(NotAllowed):
        records.save(elsewhere, "beneficiary", {"documents": papers}, record_id=person, version=1, insist=True)


def test_nobody_is_named_on_a_record_that_is_not_protected(rabat: Desk) -> None:
    service(rabat, somebody(rabat))
    readers = rabat.database.schema.house.named_reader
    with rabat.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(readers)).scalar() == 0


def test_a_person_of_no_branch_and_no_role_reaches_nothing(rabat: Desk) -> None:
    person = somebody(rabat)
    nobody = replace(rabat, person=Person("x", "x", "x", (), (), ""))
    assert not sees(nobody, "beneficiary", person)
    with pytest.raises(NotAllowed):
        somebody(nobody)
