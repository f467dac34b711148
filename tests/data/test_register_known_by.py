"""A household hangs on no one person: in its register it is known by its head, as far as the reader may know her."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain.access import all_grants
from casemgr.records import KINDS
from casemgr.services import links, records, register
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches

database = open_with_branches(KINDS)
DAY = date(2026, 2, 2)
PERSON: dict[str, Any] = {"family_name": "Keïta", "given_names": "Mariam", "sex": "F"}
PERSON |= {"birth_date": None, "nationality": "GN", "population_group": "MIG"}


@pytest.fixture
def caseworker(hire: Hire) -> Desk:
    return hire("CASE", "COORD", branch="RAB")


def head(**given: Any) -> dict[str, Any]:
    return {"relationship": "HEAD", "from_date": DAY, "lives_here": True, **given}


def household(desk: Desk, *members: dict[str, Any]) -> str:
    return records.save(desk, "household", {"declared_size": 5, "members": list(members)}, insist=True).id


def person(desk: Desk, **given: Any) -> str:
    values = {key: value for key, value in {**PERSON, **given}.items() if value is not None}
    return records.save(desk, "beneficiary", values, insist=True).id


def called(desk: Desk, record: str) -> str:
    """What the column says, which the panel beside the list must say too."""
    (line,) = register.lines(desk, "household", [record], ["code", register.KNOWN_BY])
    assert line.cells[1] == register.known_by(desk, "household", record)
    return line.cells[1]


def test_a_household_is_known_by_its_head_of_today(caseworker: Desk) -> None:
    mariam, awa = person(caseworker), person(caseworker, given_names="Awa")
    left = head(member=mariam, to_date=date(2026, 2, 20))
    assert called(caseworker, household(caseworker, left)) == "Mariam Keïta"  # it is over: by whom it was
    before = head(first_name="Fanta", to_date=date(2026, 2, 20))
    followed = household(caseworker, before, head(member=mariam, from_date=date(2026, 2, 20)))
    assert called(caseworker, followed) == "Mariam Keïta"
    assert called(caseworker, household(caseworker, head(member=awa))) == "Awa Keïta"


def test_who_has_no_file_is_called_by_her_first_name_and_a_household_without_a_head_by_nothing(
    caseworker: Desk,
) -> None:
    assert called(caseworker, household(caseworker, head(first_name="Fanta"))) == "Fanta"
    mariam = person(caseworker)
    assert called(caseworker, household(caseworker, head(member=mariam, relationship="OTHER"))) == ""
    assert called(caseworker, household(caseworker)) == ""


@pytest.mark.parametrize("branch", ["RAB", "CAS"])
def test_the_head_is_named_to_whom_she_may_be_named_alone(hire: Hire, caseworker: Desk, branch: str) -> None:
    mariam = person(caseworker)
    record = household(caseworker, head(member=mariam))
    named = set()
    for role in sorted({grant.role for grant in all_grants()}):
        reader = hire(role, branch=branch)
        if record not in register.ids(reader, "household"):
            assert register.lines(reader, "household", [record], [register.KNOWN_BY]) == []
            assert register.known_by(reader, "household", record) == ""
            continue
        assert called(reader, record) == links.label_of(reader, "beneficiary", mariam)
        assert ("Mariam" in called(reader, record)) <= (reader.person.view("beneficiary") == "full")
        named |= {role} if "Mariam" in called(reader, record) else set()
    assert named >= ({"ACCUEIL", "CASE", "COORD"} if branch == "RAB" else set())


def test_a_head_whose_file_is_closed_to_the_reader_is_not_named(hire: Hire, caseworker: Desk) -> None:
    elsewhere = person(hire("CASE", "COORD", branch="CAS"))
    reader = hire("ACCUEIL", branch="RAB")
    record = household(caseworker, head(member=elsewhere))
    assert record in register.ids(reader, "household")
    assert links.label_of(reader, "beneficiary", elsewhere) == ""
    assert called(reader, record) == ""


def test_a_household_is_found_by_each_of_its_members_for_whom_they_may_be_named_to(
    hire: Hire, caseworker: Desk
) -> None:
    mariam, awa = person(caseworker), person(caseworker, given_names="Awa", family_name="Bah")
    child = {"relationship": "CHILD", "from_date": DAY, "lives_here": True, "member": awa}
    hers = household(caseworker, head(member=mariam), child)
    other = household(caseworker, head(first_name="Fanta"))
    for typed in ("Keita", "mariam", "Bah", records.read(caseworker, "beneficiary", awa).code):
        assert register.ids(caseworker, "household", text=typed) == [hers]
    assert register.ids(caseworker, "household", text="Fanta") == [other]
    assert register.ids(caseworker, "household", text="Diop") == []
    elsewhere = hire("CASE", "COORD", branch="CAS")
    assert register.ids(elsewhere, "household", text="Keita") == []
    hidden = household(caseworker, head(member=person(elsewhere, family_name="Diop")))
    assert hidden in register.ids(hire("ACCUEIL", branch="RAB"), "household")
    assert register.ids(hire("ACCUEIL", branch="RAB"), "household", text="Diop") == []


def test_the_column_stands_after_the_code_for_whoever_sees_the_members(hire: Hire) -> None:
    for role in ("ACCUEIL", "CASE", "COORD", "LEGAL"):
        first = [column.key for column in register.columns(hire(role), "household")][:2]
        assert first == ["code", register.KNOWN_BY]
    assert register.KNOWN_BY not in {column.key for column in register.columns(hire("CASE"), "case")}
