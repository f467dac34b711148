"""The access matrix proven on data: what each role reaches, mark by mark, against a second reading of access.csv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.data.database import Database
from casemgr.data.records import load, load_of_person, of_person
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.access import CONFIDENTIALITIES, DIRECTORIES, NOT_ABOUT_PEOPLE, Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import search
from casemgr.services.desk import Desk
from tests.data.access_oracle import MATRIX, ROLES, Fact, Facts, may, may_create, widest_view
from tests.data.conftest import MORNING, open_empty
from tests.postgresql import PostgresqlServer

BRANCHES = ("RAB", "CAS", "TNG")
AUTHORS = ("author in RAB", "author in CAS")
MARKS = ("L0", "L1", "L2", "L3", "L4", "L2+L4")
COLLEAGUE = "colleague in TNG"
DAY = date(2026, 2, 2)
OPERATIONS = "rutpx"


@dataclass(frozen=True)
class Country:
    """A database with records of every kind and mark in two branches, and what decides who reaches them."""

    database: Database
    facts: Facts
    records: tuple[Fact, ...]


def writer(who: str, branch: str) -> Person:
    """Somebody with every role, under this id: she may record anything."""
    return Person(who, who[:20], "Somebody", ROLES, (branch,), branch)


def desk_of(database: Database, person: Person) -> Desk:
    return Desk(database, person, fixed_clock(MORNING), Ids())


def values_of(kind: str, person: str) -> dict[str, Any]:
    about: dict[str, dict[str, Any]] = {
        "beneficiary": {"family_name": "Diallo", "sex": "F", "nationality": "GN", "population_group": "MIG"},
        "household": {"declared_size": 3},
        "consent": {"beneficiary": person, "purpose": "FILE", "answer": "GIVEN", "given_on": DAY},
        "case": {"beneficiary": person, "opened_on": DAY},
        "service": {"beneficiary": person, "type": "ACC-INFO", "date": DAY, "quantity": 1},
    }
    return about[kind]


def fill(database: Database) -> Country:
    """In each branch, two people with a record of every kind and mark; one person followed by both branches."""
    facts, found = Facts(), []

    def add(work: UnitOfWork, kind: str, author: str, branch: str, mark: str, person: str, **more: Any) -> str:
        record = work.create(kind, values_of(kind, person) | more, branch=branch)
        work.flush()
        table, readers = database.schema.of(kind).record, database.schema.house.named_reader
        # By hand: of some kinds nobody records a copy so marked, and it must be kept from people all the same.
        work.connection.execute(table.update().where(table.c.id == record).values(confidentiality=mark))
        if "L4" in mark:
            work.connection.execute(readers.insert().values(record=record, user=author, kind=kind))
        named = frozenset({author}) if "L4" in mark else frozenset()
        about = record if kind == "beneficiary" else person
        found.append(Fact(record, kind, mark, branch, author, about, named))
        if kind in ("beneficiary", "case", "service"):
            facts.branches.setdefault(about, set()).add(branch)
        return record

    for author, branch in zip(AUTHORS, BRANCHES, strict=False):
        with desk_of(database, writer(author, branch)).work() as work:
            for mark in MARKS:
                person = add(work, "beneficiary", author, branch, mark, "")
                for kind in ("consent", "case", "service"):
                    add(work, kind, author, branch, mark, person)
                add(work, "household", author, branch, mark, "")
            alone = add(work, "beneficiary", author, branch, "L0", "")
            add(work, "consent", author, branch, "L0", alone)
            shared = add(work, "beneficiary", author, branch, "L0", "")
            add(work, "consent", author, branch, "L0", shared)
    first, second = [one.id for one in found if one.kind == "beneficiary" and one.branch == "RAB"][-2:]
    with desk_of(database, writer(AUTHORS[1], "CAS")).work() as work:  # somebody of RAB comes to CAS for a service
        add(work, "service", AUTHORS[1], "CAS", "L0", first)
    with desk_of(database, writer(AUTHORS[0], "RAB")).work() as work:  # a colleague of TNG is on the team of a case
        add(work, "case", AUTHORS[0], "RAB", "L1", second, team=[{"member": COLLEAGUE}])
        facts.teams[second] = {COLLEAGUE}
    return Country(database, facts, tuple(found))


@pytest.fixture(scope="module", params=["file", "server"])
def country(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    where = tmp_path_factory.mktemp("scope")
    if request.param == "file":
        database = open_empty("file", KINDS, where, "")
        yield fill(database)
        database.dispose()
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            database = open_empty("server", KINDS, where, url)
            yield fill(database)
            database.dispose()


def reached(country: Country, who: Person, kind: str, operation: str) -> set[str]:
    desk = desk_of(country.database, who)
    with country.database.reading() as connection:
        return {row.id for row in connection.execute(desk.scope.scoped(kind, operation))}


def differences(country: Country, who: Person) -> list[tuple[str, str, str, str, bool]]:
    """Where the program and the matrix disagree: (operation, kind, mark, branch, what the matrix says)."""
    found: list[tuple[str, str, str, str, bool]] = []
    for kind in ("beneficiary", "household", "consent", "case", "service"):
        for operation in OPERATIONS:
            mine = reached(country, who, kind, operation)
            for fact in country.records:
                if fact.kind == kind and may(who, operation, fact, country.facts) != (fact.id in mine):
                    found.append((operation, kind, fact.mark, fact.branch, fact.id not in mine))
    return found


@pytest.mark.parametrize("branch", ["RAB", "CAS"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_exactly_what_the_matrix_grants(country: Country, role: str, branch: str) -> None:
    assert differences(country, Person("nobody known", "p", "Somebody", (role,), (branch,), branch)) == []


@pytest.mark.parametrize("role", ROLES)
def test_whoever_recorded_something_reaches_it_as_far_as_her_role_goes(country: Country, role: str) -> None:
    assert differences(country, Person(AUTHORS[0], "p", "Somebody", (role,), ("TNG",), "TNG")) == []
    assert differences(country, Person(COLLEAGUE, "p", "Somebody", (role,), ("TNG",), "TNG")) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_records_of_a_person_read_at_one_go_are_those_found_first_and_read_then(
    country: Country, role: str
) -> None:
    for who in ("nobody known", AUTHORS[0], COLLEAGUE):
        scope = desk_of(country.database, Person(who, "p", "Somebody", (role,), ("RAB",), "RAB")).scope
        people = sorted({fact.person for fact in country.records if fact.kind == "beneficiary"})
        with country.database.reading() as connection:
            for kind in ("consent", "case", "service"):
                tables = country.database.schema.of(kind)
                for some in (people[:1], people[1:4], people, ["nobody"]):
                    ids = of_person(connection, tables, some, scope)
                    whole = load_of_person(connection, tables, some, scope)
                    assert list(whole) == ids
                    assert whole == load(connection, tables, ids, scope)
                    bare = load_of_person(connection, tables, some, scope, groups=())
                    assert bare == load(connection, tables, ids, scope, groups=())


@given(
    roles=st.lists(st.sampled_from(ROLES), unique=True, max_size=5),
    branches=st.lists(st.sampled_from(BRANCHES), unique=True, min_size=1),
    who=st.sampled_from([*AUTHORS, COLLEAGUE, "nobody known"]),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_several_roles_add_up_and_never_more(country: Country, roles: list[str], branches: list[str], who: str) -> None:
    assert differences(country, Person(who, "p", "Somebody", tuple(roles), tuple(branches), branches[0])) == []


@given(
    roles=st.lists(st.sampled_from(ROLES), unique=True, min_size=1, max_size=4),
    branches=st.lists(st.sampled_from(BRANCHES), unique=True, min_size=1),
    who=st.sampled_from([*AUTHORS, COLLEAGUE, "nobody known"]),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_view_is_the_widest_that_reaches_the_record(
    country: Country, roles: list[str], branches: list[str], who: str
) -> None:
    person = Person(who, "p", "Somebody", tuple(roles), tuple(branches), branches[0])
    desk = desk_of(country.database, person)
    with country.database.reading() as connection:
        for kind in ("beneficiary", "case", "service"):
            facts = [fact for fact in country.records if fact.kind == kind]
            found = load(connection, country.database.schema.of(kind), [fact.id for fact in facts], desk.scope)
            seen = {fact.id: found[fact.id].view if fact.id in found else "" for fact in facts}
            assert seen == {fact.id: widest_view(person, "r", fact, country.facts) for fact in facts}


def test_who_may_create_what_where_is_what_the_matrix_says() -> None:
    kinds = sorted({row["kind"] for row in MATRIX} - {"*"})
    for roles in [*combinations(ROLES, 1), *combinations(ROLES, 2)]:
        person = Person("me", "p", "Somebody", roles, ("RAB",), "RAB")
        for kind in kinds:
            for mark in CONFIDENTIALITIES:
                for branch in ("RAB", "CAS"):
                    said = person.may_create(kind, mark, branch)
                    assert said == may_create(person, kind, mark, branch), (roles, kind, mark, branch)


def test_what_may_not_be_created_is_refused_and_leaves_nothing(country: Country) -> None:
    before = {kind: reached(country, writer("anybody", "RAB"), kind, "r") for kind in ("service", "case")}
    for roles, kind, mark in (
        (("CASE",), "service", "L2"),
        (("CASE",), "service", "L3"),
        (("CASE", "HEALTH"), "service", "L2+L3"),
        (("SUPER",), "case", "L1"),
        (("ADMIN",), "case", "L1"),
    ):
        desk = desk_of(country.database, Person("me", "p", "Somebody", roles, ("RAB",), "RAB"))
        person = country.records[0].id
        with pytest.raises(NotAllowed), desk.work() as work:
            work.create(kind, values_of(kind, person), confidentiality=mark)
    assert before == {kind: reached(country, writer("anybody", "RAB"), kind, "r") for kind in ("service", "case")}


def test_every_member_of_a_mark_is_needed(country: Country) -> None:
    nurse = Person(AUTHORS[0], "p", "Somebody", ("HEALTH",), ("RAB",), "RAB")
    marks = {fact.id: fact.mark for fact in country.records}
    assert {marks[one] for one in reached(country, nurse, "service", "r")} == {"L0", "L1", "L2", "L4", "L2+L4"}
    # Named on it, and still not of those who read health: the mark has two members.
    lawyer = replace(nurse, roles=("LEGAL",))
    assert {marks[one] for one in reached(country, lawyer, "service", "r")} == {"L0", "L1", "L3", "L4"}


def test_a_protected_record_is_for_those_named_on_it_whatever_the_rank(country: Country) -> None:
    protected = {fact.id for fact in country.records if "L4" in fact.mark and fact.branch == "RAB"}
    everybody = Person("somebody else", "p", "Somebody", ROLES, BRANCHES, "RAB")
    for kind in ("beneficiary", "case", "service", "consent", "household"):
        assert reached(country, everybody, kind, "r") & protected == set()
    named = writer(AUTHORS[0], "RAB")
    assert {
        one for kind in ("beneficiary", "case", "service") for one in reached(country, named, kind, "r")
    } & protected


def test_a_star_never_opens_the_tools_of_the_house() -> None:
    stars = {row["role"] for row in MATRIX if row["kind"] == "*"}
    own = {(row["role"], row["kind"]) for row in MATRIX if row["operations"] and row["scope"] != "none"}
    for role in stars:
        person = Person("me", "p", "Somebody", (role,), ("RAB",), "RAB")
        for tool in NOT_ABOUT_PEOPLE:
            if (role, tool) not in own:
                for mark in CONFIDENTIALITIES:
                    letters = "cutpxk" if tool in DIRECTORIES else "rcutpxk"  # the directory is read by all staff
                    assert not any(person.may(letter, tool, mark) for letter in letters), (role, tool)


def test_who_only_administers_sees_nobody(country: Country) -> None:
    admin = Person(AUTHORS[0], "p", "Somebody", ("ADMIN",), BRANCHES, "RAB")
    desk = desk_of(country.database, admin)
    for kind in country.database.schema.kinds:
        assert reached(country, admin, kind, "r") == set()
        with country.database.reading() as connection:
            everything = [fact.id for fact in country.records]
            assert load(connection, country.database.schema.of(kind), everything, desk.scope) == {}
    assert search.find(desk, "Diallo") == []


@pytest.mark.parametrize("operation", ["u", "t"])
def test_what_may_be_seen_and_no_more_is_refused_in_words_and_what_may_not_be_seen_is_absent(
    country: Country, operation: str
) -> None:
    for roles in (("SUPER",), ("PSY",), ("CASE",), ("ADMIN",), ("COORD",), ("MEAL",)):
        person = Person("nobody known", "p", "Somebody", roles, ("RAB",), "RAB")
        with desk_of(country.database, person).work() as work:
            for fact in country.records:
                if may(person, operation, fact, country.facts):
                    assert work.find(fact.kind, fact.id, operation).id == fact.id
                else:
                    refusal = NotAllowed if may(person, "r", fact, country.facts) else NotFound
                    with pytest.raises(refusal):
                        work.find(fact.kind, fact.id, operation)
