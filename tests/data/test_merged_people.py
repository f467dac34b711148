"""Two files of one person become one: nothing of hers is lost to those who follow her, nothing shows twice."""

from __future__ import annotations

import pytest

from casemgr.domain.errors import NotFound
from casemgr.services import file, merging, records, register, search
from casemgr.services.desk import Desk
from tests.data.conftest import Hire
from tests.data.test_saving import outing, somebody


def merge(desk: Desk, loser: str, survivor: str) -> None:
    codes = [records.read(desk, "beneficiary", one).code for one in (loser, survivor)]
    merging.merge(desk, codes[0], codes[1], "même personne")


def test_the_file_of_the_survivor_shows_what_was_noted_under_the_other_code(coordinator: Desk) -> None:
    loser, survivor = somebody(coordinator), somebody(coordinator)
    kept = outing(coordinator, beneficiary=loser).id
    merge(coordinator, loser, survivor)
    assert [entry.id for entry in file.timeline(coordinator, survivor)] == [kept]
    assert register.ids(coordinator, "outing", beneficiary=survivor) == [kept]
    sections = file.open_file(coordinator, survivor).sections
    assert [one.count for one in sections if one.kind == "outing"] == [1]


def test_the_branch_that_followed_her_under_the_other_code_goes_on_seeing_her(hire: Hire) -> None:
    both = hire("COORD", "CASE", branches=("RAB", "CAS"))
    there = hire("CASE", branch="CAS")
    loser = somebody(there, "Traore")
    survivor = somebody(both, "Traore")
    with pytest.raises(NotFound):
        records.read(there, "beneficiary", survivor)
    merge(both, loser, survivor)
    assert [hit.id for hit in search.find(there, "Traore")] == [survivor]
    assert records.read(there, "beneficiary", survivor).values["family_name"] == "Traore"


def test_the_survivor_is_as_secret_as_both_were(hire: Hire) -> None:
    """Merging takes the union of the marks (access.md)."""
    desk = hire("COORD", "CASE")
    loser = records.save(desk, "beneficiary", {"family_name": "Bah"}, confidentiality="L1").id
    survivor = somebody(desk, "Bah")
    merge(desk, loser, survivor)
    assert records.read(desk, "beneficiary", survivor).confidentiality == "L1"


def test_nobody_is_merged_into_a_file_that_was_voided(coordinator: Desk) -> None:
    loser, survivor = somebody(coordinator), somebody(coordinator)
    codes = [records.read(coordinator, "beneficiary", one).code for one in (loser, survivor)]
    records.void(coordinator, "beneficiary", survivor, "erreur")
    with pytest.raises(NotFound):
        merging.merge(coordinator, codes[0], codes[1], "même personne")


def test_a_file_that_others_were_merged_into_is_voided_and_comes_back_with_them(coordinator: Desk) -> None:
    loser, survivor = somebody(coordinator, "Camara"), somebody(coordinator, "Camara")
    merge(coordinator, loser, survivor)
    records.void(coordinator, "beneficiary", survivor, "erreur")
    assert search.find(coordinator, "Camara") == []
    records.restore(coordinator, "beneficiary", survivor)
    assert [hit.id for hit in search.find(coordinator, "Camara")] == [survivor]
