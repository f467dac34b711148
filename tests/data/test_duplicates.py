"""Everybody's identity read in one go is that of the files loaded one by one; who lives together is not one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.file_refusals import Stopped
from casemgr.data.records import all_of_person, load, load_of_person, of_person
from casemgr.data.scope import Scope
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.likeness import SAME_DISTRICT, SAME_PHONE, Identity
from casemgr.records import KINDS
from casemgr.records.beneficiary.identity import GROUPS, identity_of
from casemgr.services import duplicates, identities, merging, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches

database = open_with_branches(KINDS)
DAY = date(2026, 2, 2)
KNOWN: dict[str, Any] = {
    "family_name": "Diallo",
    "given_names": "Awa",
    "sex": "F",
    "nationality": "GN",
    "population_group": "MIG",
}
HOME = {"address": [{"province": "MA-RAB", "district": "Hay Nahda, rue 12", "since": DAY}]}
BORN = {"birth_date": ApproximateDate.of_year(1990)}


def person(desk: Desk, mark: str = "L1", /, **values: Any) -> str:
    return records.save(desk, "beneficiary", {**KNOWN, **values}, insist=True, confidentiality=mark).id


def somebody(chance: Random) -> dict[str, Any]:
    births = (
        ApproximateDate.of_day(date(1990, 5, 3)),
        ApproximateDate.of_month(1990, 5),
        ApproximateDate.estimated(30, DAY),
        ApproximateDate.unknown(),
        None,
    )
    marked = {"confidentiality": chance.choice(["L0", "L0", "L1", "L4"])}
    return {
        "given_names": chance.choice(["Awa", "Hawa", "Mariam"]),
        "family_name_ar": chance.choice(["ديالو", None]),
        "mother_name": chance.choice(["Fanta", None]),
        "birth_date": chance.choice(births),
        "sex": chance.choice(["F", "M", "U"]),
        "aliases": chance.choice([[], [{"name": "Mimi"}], [{"name": "Mimi"}, {"name": "Fatou"}]]),
        "phones": [{"number": f"+21261234567{n}", **marked} for n in range(chance.randrange(3))],
        "documents": [{"type": "PASS_F", "number": f"KX7712{n}"} for n in range(chance.randrange(3))],
        "address": [
            {
                "district": f"Hay {n}",
                "province": chance.choice(["MA-RAB", "MA-CAS"]),
                "since": date(2026, 1, 1 + n),
                **marked,
            }
            for n in range(chance.randrange(3))
        ],
        "address_protected": chance.random() < 0.2,
    }


def in_no_order(found: list[Identity]) -> list[Identity]:
    plain = [
        replace(
            one,
            households=(),
            other_names=tuple(sorted(one.other_names)),
            documents=tuple(sorted(one.documents)),
            phones=tuple(sorted(one.phones)),
            places=tuple(sorted(one.places)),
        )
        for one in found
    ]
    return sorted(plain, key=lambda one: one.id)


def one_by_one(desk: Desk, people: list[str], scope: Scope | None) -> list[Identity]:
    with desk.database.reading() as connection:
        found = load(connection, desk.database.schema.of("beneficiary"), people, scope, groups=tuple(GROUPS))
    return [
        identity_of(stored.values, stored.id)
        for stored in found.values()
        if stored.void_reason is None and stored.merged_into is None and (scope is None or stored.view == "full")
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_read_in_one_go_is_what_each_file_says_to_this_reader(coordinator: Desk, hire: Hire, seed: int) -> None:
    chance = Random(seed)
    elsewhere = hire("CASE", "COORD", branch="CAS")
    people = []
    for _ in range(14):
        desk, mark = chance.choice([coordinator, elsewhere]), chance.choice(["L1", "L1", "L4"])
        people.append(person(desk, mark, **somebody(chance)))
    void, kept, gone = (person(coordinator, **somebody(chance)) for _ in range(3))
    records.void(coordinator, "beneficiary", void, "essai")
    merging.merge_ids(coordinator, gone, kept, "la même")
    every = [*people, void, kept, gone]
    shown = 0
    for desk in (coordinator, elsewhere, hire("ACCUEIL"), hire("SUPER"), hire("PSY"), hire("MEAL"), hire("LEGAL")):
        with desk.database.reading() as connection:
            read = list(identities.readable(desk, connection))
            here = list(identities.open_to_asking(desk, connection))
            secret = set(
                connection.exec_driver_sql("SELECT id FROM beneficiary WHERE confidentiality = 'L4'").scalars()
            )
        assert in_no_order(read) == in_no_order(one_by_one(desk, every, desk.scope))
        with desk.database.reading() as connection:
            told = identities.told_of(desk, connection, every)
        asked = [
            identity_of(stored.values, id_)
            for id_, (stored, _is_hers) in told.items()
            if stored.void_reason is None and stored.merged_into is None and id_ not in secret
        ]
        assert in_no_order(here) == in_no_order(asked)
        shown += len(read)
    assert shown >= 10


def test_two_who_live_in_one_district_are_likelier_one_and_the_screen_says_so(coordinator: Desk) -> None:
    # A name and a year alone, borne elsewhere too, are little: where she lives makes the difference.
    first = person(coordinator, **BORN, **HOME)
    second = person(coordinator, **BORN, address=[{**HOME["address"][0], "district": "hay nahda 4"}])
    (pair,) = duplicates.pairs(coordinator)
    assert set(pair.ids) == {first, second} and SAME_DISTRICT in pair.reasons
    (card, *_) = duplicates.likely(coordinator, {**KNOWN, **BORN, **HOME})
    assert SAME_DISTRICT in card.reasons


def test_a_protected_address_is_compared_with_nothing(coordinator: Desk) -> None:
    person(coordinator, **BORN, **HOME, address_protected=True)
    second = person(coordinator, **BORN, **HOME)
    assert all(SAME_DISTRICT not in pair.reasons for pair in duplicates.pairs(coordinator))
    found = duplicates.likely(coordinator, {**KNOWN, **BORN, **HOME})
    assert {one.id: SAME_DISTRICT in one.reasons for one in found}[second]
    assert [SAME_DISTRICT in one.reasons for one in found if one.id != second] == [False]


def test_no_reason_tells_what_a_row_hides_from_this_reader(coordinator: Desk, hire: Hire) -> None:
    secret = {**HOME["address"][0], "confidentiality": "L4"}
    phone = {"number": "+212612345678", "confidentiality": "L4"}
    known = person(coordinator, **BORN, address=[secret], phones=[phone])
    draft = {**KNOWN, **BORN, **HOME, "phones": [{"number": "+212612345678"}]}
    reasons = {}
    for desk in (coordinator, hire("CASE")):
        (one,) = duplicates.likely(desk, draft)
        many, _within = duplicates.likely_of_many(desk, [identity_of(draft, "row")])
        assert one.id == known and many["row"][0].reasons == one.reasons
        reasons[desk.person.roles] = one.reasons
    hers, others = reasons[coordinator.person.roles], reasons[("CASE",)]
    assert set(hers) - set(others) == {SAME_DISTRICT, SAME_PHONE} and set(others) < set(hers)


HERS = "+212612345678"
# Somebody who is filed under no key of Awa Diallo's but her telephone.
A_STRANGER: dict[str, Any] = {
    "family_name": "Dlallo",
    "given_names": "Awa",
    "nationality": "GN",
    "phones": [{"number": HERS}],
    "birth_date": ApproximateDate.of_year(1990),
}


def told_to(desk: Desk, draft: dict[str, Any]) -> list[list[tuple[float, Any]]]:
    """What this reader is told of a draft: while it is typed, and as a row of a list."""
    many, _within = duplicates.likely_of_many(desk, [identity_of(draft, "row")])
    return [[(one.score, one.reasons) for one in found] for found in (duplicates.likely(desk, draft), *many.values())]


@pytest.mark.parametrize("mark", ["L0", "L1", "L4"])
@pytest.mark.parametrize("where", ["RAB", "CAS"])
def test_no_score_tells_what_a_row_hides_from_this_reader(hire: Hire, where: str, mark: str) -> None:
    """Two bases that differ only in rows that are closed to her answer her alike, whoever may open the file."""
    author, reader = hire("COORD", "CASE", "ADMIN", branch=where), hire("ACCUEIL")
    lines = [
        {"phones": [{"number": number, "confidentiality": mark}], "aliases": [{"name": alias}]}
        for number, alias in ((HERS, "Salma Benali"), ("+212699999999", "Khadija Alaoui"))
    ]
    same_name = {**KNOWN, **BORN, "phones": [{"number": HERS}]}
    told = []
    for rows in lines:
        known = person(author, "L0", **BORN, **rows)
        told.append((told_to(reader, same_name), told_to(reader, A_STRANGER)))
        records.void(author, "beneficiary", known, "essai")
    (first, by_telephone), (second, nobody) = told
    is_hers_to_know = mark == "L0"
    assert (first == second) is not is_hers_to_know and first[0] and second[0]
    # Nobody comes up of whom the draft has nothing that is hers to know.
    assert nobody == [[]] and (by_telephone == nobody) is not is_hers_to_know


def test_a_telephone_of_whoever_is_protected_brings_nobody_up_elsewhere(hire: Hire) -> None:
    there, here = hire("COORD", "CASE", branch="CAS"), hire("ACCUEIL")
    person(there, "L0", **BORN, phones=[{"number": HERS}], address_protected=True)
    assert told_to(here, A_STRANGER) == [[]]
    assert len(duplicates.likely(here, {**KNOWN, **BORN})) == 1  # her name is told of: a score, a code, whom to ask


def test_two_members_of_one_household_are_two(coordinator: Desk) -> None:
    father, son = person(coordinator, **BORN, **HOME), person(coordinator, **BORN, **HOME)
    assert len(duplicates.pairs(coordinator)) == 1
    members = [
        {"member": father, "relationship": "HEAD"},
        {"member": son, "relationship": "CHILD"},
    ]
    household = records.save(coordinator, "household", {"members": members}, insist=True).id
    assert duplicates.pairs(coordinator) == []
    records.void(coordinator, "household", household, "essai")
    assert len(duplicates.pairs(coordinator)) == 1


def test_the_whole_is_told_in_hundredths_and_may_be_stopped(coordinator: Desk) -> None:
    person(coordinator, **BORN), person(coordinator, **BORN)
    told: list[int] = []
    duplicates.pairs(coordinator, report=told.append)
    assert told == sorted(told) and told[0] == 0 and 25 <= told[-1] <= 100

    def stop(percent: int) -> None:
        if percent >= 25:
            raise Stopped

    with pytest.raises(Stopped):
        duplicates.pairs(coordinator, report=stop)


def plans_of(connection: sa.Connection, asks: Callable[[], object]) -> list[str]:
    """How the encrypted file goes about what is asked of it, each statement's steps."""
    driver = connection.connection.driver_connection
    assert driver is not None
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    asks()
    driver.set_trace_callback(None)
    plans = [row[3] for said in asked for row in driver.execute(f"EXPLAIN QUERY PLAN {said}").fetchall()]
    assert plans
    return plans


def test_a_desk_of_one_branch_seeks_people_and_what_hangs_on_them_never_through_the_whole_branch(hire: Hire) -> None:
    """Without it a receptionist's desk read 9,000 people, four times, to compare a name with a dozen of them, and all
    appointments and consents of the branch, 0.8 s, to open one file.
    """
    desk = hire("ACCUEIL")
    people = [person(desk, "L0", given_names=name * 2) for name in "abcdefghijklmnopqrstuvwxyz"]
    if desk.database.is_server:
        return  # PostgreSQL counts what it holds before it chooses a way
    schema = desk.database.schema
    every = [schema.of(kind) for kind in ("appointment", "consent", "household", "service") if kind in desk.kinds]
    mine = [tables for tables in every if tables.kind.person]
    with desk.database.writing() as connection:  # of two ways that look alike SQLite takes the younger index
        for tables in mine:
            for column in (tables.kind.person, "branch"):
                name = f"ix_{tables.record.name}_{column}"
                connection.exec_driver_sql(f'DROP INDEX IF EXISTS "{name}"')
                connection.exec_driver_sql(f'CREATE INDEX "{name}" ON "{tables.record.name}" ("{column}")')
    with desk.database.reading() as connection:
        plans = plans_of(connection, lambda: identities.told_of(desk, connection, people))
        assert len(plans) > len(GROUPS)
        plans += plans_of(connection, lambda: all_of_person(connection, mine, people[:1], desk.scope))
        for tables in mine:
            plans += plans_of(connection, partial(of_person, connection, tables, people[:1], desk.scope))
            plans += plans_of(connection, partial(load_of_person, connection, tables, people[:1], desk.scope))
    assert [plan for plan in plans if "branch" in plan] == []
