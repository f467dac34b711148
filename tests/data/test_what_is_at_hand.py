"""A file is read without the kinds and the lines of which it has none: what is read is what is read of each in turn."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from casemgr.data.records import kinds_at_hand, load, of_person
from casemgr.records import KINDS
from casemgr.services import file, merging, records
from casemgr.services.desk import Desk
from tests.data.conftest import MORNING, Hire, open_with_branches

database = open_with_branches(KINDS)

NEEDS = {"family_name": "Bah", "sex": "F", "nationality": "GN", "population_group": "MIG", "single_name": True}
LINES: dict[str, list[dict[str, Any]]] = {
    "phones": [{"number": "+212611111111", "owner": "SELF"}, {"number": "+212622222222", "owner": "SELF"}],
    "aliases": [{"name": "Awa"}],
    "languages": [{"language": "FR"}],
    "housing": [{"since": MORNING.date(), "housing": "STREET"}],
}


def somebody(desk: Desk, chance: Random) -> str:
    """A person with some lines, some of them taken away again, and some records."""
    given = {key: lines for key, lines in LINES.items() if chance.random() < 0.5}
    with desk.work() as work:
        person = work.create("beneficiary", {**NEEDS, **given})
        gone: dict[str, list[Any]] = {key: [] for key in given if chance.random() < 0.3}
        if gone:
            work.update("beneficiary", person, gone, 1)
    hers = {"beneficiary": person}
    drafts: dict[str, dict[str, Any]] = {
        "service": {**hers, "type": "ACC-INFO", "date": desk.today, "quantity": 1},
        "consent": {**hers, "purpose": "FILE", "answer": "YES", "obtained_on": desk.today},
        "note": {**hers, "text": "vue ce matin"},
    }
    with desk.work() as work:
        for kind in sorted(drafts):
            for _ in range(chance.choice((0, 0, 1, 2))):
                made = work.create(kind, drafts[kind])
                if chance.random() < 0.3:
                    work.void(kind, made, "essai")
    return person


@pytest.mark.parametrize("seed", range(2))
def test_one_person_reads_as_she_does_among_others(coordinator: Desk, hire: Hire, seed: int) -> None:
    chance = Random(seed)
    people = [somebody(coordinator, chance) for _ in range(8)]
    codes = [records.read(coordinator, "beneficiary", one).code for one in people]
    merging.merge(coordinator, codes[0], codes[1], "la même")
    tables = coordinator.database.schema.of("beneficiary")
    readers = (coordinator, hire("ACCUEIL"), hire("SUPER"), hire("CASE", branch="CAS"))
    asked, found = 0, 0
    for desk in readers:
        told = [one for one in file.kinds_of_a_file(desk) if one.kind.timeline]
        with desk.database.reading() as connection:
            among = load(connection, tables, people, desk.scope)  # of many, each group is asked for all
            for person in people:
                assert load(connection, tables, [person], desk.scope) == {
                    key: one for key, one in among.items() if key == person
                }
                hers = [person, *(people[:1] if person == people[1] else [])]
                each = [one for kind in told for one in of_person(connection, kind, hers, desk.scope)]
                at_hand = kinds_at_hand(connection, told, hers)
                asked, found = asked + len(told), found + len(at_hand)
                assert sorted(entry.id for entry in file.timeline(desk, person)) == sorted(each)
    assert 0 < found < asked / 2  # most kinds had nothing of hers, and were not looked into
    with coordinator.database.reading() as connection:
        every = load(connection, tables, people, None).values()
    assert {bool(one.values[key]) for one in every for key in LINES} == {True, False}


def test_a_reader_of_no_kind_is_told_of_none(coordinator: Desk) -> None:
    with coordinator.database.reading() as connection:
        assert kinds_at_hand(connection, (), ["nobody"]) == ()
