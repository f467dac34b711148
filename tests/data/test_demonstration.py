"""The demonstration is a database like any other, right in every record, that says what it is and holds nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.audit import broken_links
from casemgr.data.file_refusals import FileAlreadyThere, Stopped
from casemgr.data.records import Stored, load
from casemgr.domain import checking
from casemgr.domain.access import Grant, all_grants, members
from casemgr.domain.clock import Clock, fixed_clock
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind
from casemgr.services import counting, demonstration, due, opening, register
from casemgr.services.demonstration.world import World
from casemgr.services.desk import Desk
from casemgr.services.printing.letterhead import letterhead
from casemgr.services.staff import DEMONSTRATION_PASSWORD as PASSWORD
from casemgr.services.staff import StaffDraft
from tests.data.demonstration_server import server_of_demo

PEOPLE = 60
SEED = 5
AFTERNOON = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)
CLOCK = fixed_clock(AFTERNOON)
ROLES = (
    "accueil",
    "case",
    "psy",
    "health",
    "legal",
    "media",
    "emploi",
    "coord",
    "super",
    "meal",
    "fin",
    "dpo",
    "audit",
)
LOGINS = (*ROLES, "demo", "admin", "psy.cas", "case.ouj1")
KINDS = ("beneficiary", "household", "consent", "case", "service", "enrolment")


@pytest.fixture(scope="module", params=["file", "server"])
def where(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration on each database, made once for this module."""
    if request.param == "file":
        places = iter([str(tmp_path_factory.mktemp("demonstration") / "d.casemgr")])
    else:
        places = server_of_demo(request.getfixturevalue("postgresql_server"))
    for place in places:
        made = demonstration.create(place, people=PEOPLE, seed=SEED, clock=CLOCK)
        made.database.dispose()
        yield place


@pytest.fixture
def demo(where: str) -> Iterator[Desk]:
    yield from signed_in(where, "demo")


def signed_in(where: str, login: str) -> Iterator[Desk]:
    desk = opening.open_database(where, login, PASSWORD, clock=CLOCK)
    yield desk
    desk.database.dispose()


def everything(desk: Desk, connection: sa.Connection, kind: str) -> dict[str, Stored]:
    tables = desk.database.schema.of(kind)
    return load(connection, tables, list(connection.execute(sa.select(tables.record.c.id)).scalars()), None)


# --- right in every record ----------------------------------------------------------------------------------
def test_every_record_is_kept_as_the_form_would_keep_it(demo: Desk) -> None:
    seen = Counter[str]()
    with demo.database.reading() as connection:
        for kind_key in KINDS:
            kind = demo.kinds[kind_key]
            for stored in everything(demo, connection, kind_key).values():
                checked = checking.check(kind, stored.values, demo.context(connection, stored.id))
                assert [(issue.field, str(issue.message)) for issue in checked.errors] == [], stored.id
                absent = {key for key, value in stored.values.items() if key not in checked.values and value}
                assert absent == set(), "nothing stands where the form has no field"
                assert checked.values == {key: stored.values[key] for key in checked.values}
                seen[kind_key] += 1
    assert seen["beneficiary"] == PEOPLE
    assert min(seen.values()) > 5


def test_everybody_of_the_world_is_there_and_whoever_came_twice_has_two_files(demo: Desk) -> None:
    told = list(World(SEED, AFTERNOON.date(), PEOPLE))
    with demo.database.reading() as connection:
        people = everything(demo, connection, "beneficiary")
        services = everything(demo, connection, "service")
        cases = everything(demo, connection, "case")
        households = everything(demo, connection, "household")
    assert Counter(one.intake for one in told) == Counter(one.values["intake_date"] for one in people.values())
    assert len(services) == sum(len(one.services) for one in told)
    assert len(cases) == sum(one.case is not None for one in told)
    assert not any(one.merged_into for one in people.values())
    members_known = [row["member"] for one in households.values() for row in one.values["members"]]
    assert len(members_known) == len(set(members_known)) == sum(one.household is not None for one in told)
    assert set(members_known) <= set(people)


def test_a_voided_service_says_why_and_leaves_the_lists(demo: Desk) -> None:
    told = [one for person in World(SEED, AFTERNOON.date(), PEOPLE) for one in person.services if one.void_reason]
    with demo.database.reading() as connection:
        voided = [one for one in everything(demo, connection, "service").values() if one.void_reason]
    assert Counter(one.void_reason for one in told) == Counter(one.void_reason for one in voided)
    assert not {one.id for one in voided} & set(register.ids(demo, "service"))


def test_each_thing_was_written_by_its_author_at_its_hour_and_nothing_is_to_come(demo: Desk) -> None:
    house = demo.database.schema.house
    with demo.database.reading() as connection:
        services = everything(demo, connection, "service")
        people = everything(demo, connection, "beneficiary")
        audit = connection.execute(sa.select(house.audit.c.at).order_by(house.audit.c.year, house.audit.c.place))
        moments = list(audit.scalars())
        assert list(broken_links(connection, demo.database)) == []
    assert moments == sorted(moments)
    assert moments[-1] <= AFTERNOON
    assert len({one.created_by for one in services.values()}) > 10
    delays = [(one.created_at.date() - one.values["date"]).days for one in services.values()]
    assert min(delays) >= -1
    assert max(delays) > 0, "some were typed days after the act"
    assert all(one.created_at > people[one.values["beneficiary"]].created_at for one in services.values())


def test_those_reached_are_new_or_continuing(demo: Desk) -> None:
    request = counting.CountRequest(date(2026, 1, 1), date(2026, 10, 31), ("C01", "C02", "C03", "C06"))
    table = counting.count(demo, request)
    total = {row.indicator: row.value for row in table.rows if not row.by}
    assert total["C02"] + total["C03"] == total["C01"] > 10
    assert total["C06"] > total["C01"]


# --- who sees what ------------------------------------------------------------------------------------------
class Oracle:
    """access.csv read once more, record by record, without a database: what a person may see."""

    def __init__(self, desk: Desk, connection: sa.Connection) -> None:
        house, schema = desk.database.schema.house, desk.database.schema
        self.person, self.reach = desk.person, set[tuple[str, str]]()
        self.reach = {(row.branch, row.beneficiary) for row in connection.execute(sa.select(house.reach))}
        self.named = {row.record for row in connection.execute(
            sa.select(house.named_reader).where(house.named_reader.c.user == self.person.id)
        )}  # fmt: skip
        case = schema.of("case")
        team = case.group("team").table
        joined = sa.select(case.record.c.beneficiary).join(team, team.c.record == case.record.c.id)
        self.mine = set(connection.execute(joined.where(team.c.member == self.person.id)).scalars())

    def sees(self, kind: Kind, one: Stored) -> bool:
        grants = [
            grant for grant in all_grants()
            if grant.role in self.person.roles and "r" in grant.operations and grant.view not in ("hidden", "count")
            and grant.kind in (kind.key, "*")
        ]  # fmt: skip
        return all(
            any(member in grant.levels and self._reaches(grant, kind, one) for grant in grants)
            for member in members(one.confidentiality)
        )

    def _reaches(self, grant: Grant, kind: Kind, one: Stored) -> bool:
        own, here = one.created_by == self.person.id, one.branch in self.person.branches
        whose = one.id if kind.key == "beneficiary" else one.values.get(kind.person or "")
        known = whose in self.mine or any((branch, whose) in self.reach for branch in self.person.branches)
        by_scope = {
            "all": True,
            "own": own,
            "branch": here,
            "team": own or here or known,
            "named": one.id in self.named,
        }
        return by_scope.get(grant.scope, False)


@pytest.mark.parametrize("login", LOGINS)
def test_each_role_signs_in_and_sees_what_the_table_of_rights_says(where: str, login: str) -> None:
    for desk in signed_in(where, login):
        with desk.database.reading() as connection:
            oracle = Oracle(desk, connection)
            for kind_key in KINDS:
                stored = everything(desk, connection, kind_key)
                tables = desk.database.schema.of(kind_key)
                seen = {str(one) for one in connection.execute(desk.scope.scoped(kind_key, voided=True)).scalars()}
                assert seen == {one.id for one in stored.values() if oracle.sees(tables.kind, one)}, kind_key


@pytest.mark.parametrize("login", ["case", "psy", "health", "legal", "emploi"])
def test_whoever_looks_in_a_role_finds_her_day_filled(where: str, login: str) -> None:
    for desk in signed_in(where, login):
        mine = due.due(desk, due.ME).items
        assert [item.person for item in mine if (item.when, item.kind) == (due.TODAY, "appointment")]
        assert login != "legal" or any(item.kind == "legal_file" for item in mine)


def marks_of_services(where: str, login: str) -> set[str]:
    marks: set[str] = set()
    for desk in signed_in(where, login):
        lines = register.lines(desk, "service", register.ids(desk, "service"), ("type",))
        marks |= {line.confidentiality for line in lines}
    return marks


def test_the_psychologist_reads_health_and_the_caseworker_does_not(where: str) -> None:
    assert "L2" in marks_of_services(where, "psy")
    assert marks_of_services(where, "case") <= {"L0", "L1", "L4"}
    assert marks_of_services(where, "coord") <= {"L0", "L1"}


def test_who_only_administers_sees_nobody(where: str) -> None:
    for desk in signed_in(where, "admin"):
        assert [register.ids(desk, kind) for kind in KINDS] == [[]] * len(KINDS)


def test_demo_works_in_every_branch(demo: Desk) -> None:
    assert set(demo.person.roles) == {"ADMIN", "COORD", "CASE"}
    assert len(register.ids(demo, "beneficiary")) == PEOPLE
    assert len(demo.person.branches) == 8


# --- a demonstration and nothing else -----------------------------------------------------------------------
def test_each_branch_prints_its_town_and_an_address_that_is_an_example(demo: Desk) -> None:
    heads = [letterhead(demo, branch) for branch in demo.person.branches]
    assert all("rue de l’Exemple" in head.reached_at and head.called_at.startswith("05 ") for head in heads)
    assert len({head.reached_at for head in heads}) == len(heads) > 1
    assert all(head.town is not None and head.town.fr in head.reached_at and head.town.ar for head in heads)


def test_it_says_that_it_is_a_demonstration(demo: Desk) -> None:
    assert opening.is_demonstration(demo)
    with demo.database.reading() as connection:
        for kind in KINDS:
            sources = sa.select(demo.database.schema.of(kind).record.c.source).distinct()
            assert list(connection.execute(sources).scalars()) == ["demonstration"]


def ordinary(path: Path) -> None:
    opened = opening.create_file(
        path,
        organisation="Une vraie association",
        branch=opening.BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("salma", "Salma"),
        password="un figuier, deux puits",
        clock=CLOCK,
    )
    assert not opening.is_demonstration(opened.desk)
    opened.desk.database.dispose()


def test_a_real_database_is_never_made_into_one(tmp_path: Path) -> None:
    path = tmp_path / "a.casemgr"
    ordinary(path)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    with pytest.raises(FileAlreadyThere):
        demonstration.create(path, people=3, clock=CLOCK)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_what_is_there_is_left_alone(where: str) -> None:
    with pytest.raises(FileAlreadyThere):
        demonstration.create(where, people=3, clock=CLOCK)
    for desk in signed_in(where, "demo"):
        assert len(register.ids(desk, "beneficiary")) == PEOPLE


def test_stopping_leaves_no_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        demonstration.create(
            tmp_path / "d.casemgr",
            people=40,
            clock=CLOCK,
            progress=lambda done, of: told.append((done, of)),
            cancelled=lambda: len(told) == 20,
        )
    assert told == [(done, 40) for done in range(1, 21)]
    assert list(tmp_path.iterdir()) == []


# --- the same again -----------------------------------------------------------------------------------------
def content(path: Path, clock: Clock, seed: int) -> dict[str, list[tuple[Any, ...]]]:
    desk = demonstration.create(path, people=12, seed=seed, clock=clock)
    with desk.database.reading() as connection:
        rows = {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in desk.database.schema.metadata.sorted_tables
        }
    desk.database.dispose()
    return rows


def test_the_same_seed_on_the_same_day_makes_the_same_database(tmp_path: Path) -> None:
    first, again = (content(tmp_path / f"{name}.casemgr", CLOCK, 9) for name in ("one", "two"))
    assert first == again
    assert content(tmp_path / "three.casemgr", CLOCK, 10)["beneficiary"] != first["beneficiary"]


def test_what_is_added_later_has_identities_of_its_own(tmp_path: Path) -> None:
    desk = demonstration.create(tmp_path / "d.casemgr", people=2, clock=CLOCK)
    assert isinstance(desk.ids, Ids)
    assert desk.clock is CLOCK
    assert len({desk.ids.new() for _ in range(50)}) == 50
    desk.database.dispose()
