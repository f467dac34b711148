"""What is added is added by itself and nothing is lost; what changes is a numbered step, taken once or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.encrypted_file import open_encrypted
from casemgr.data.migrations import STEPS, bring_up_to_date, fingerprint, is_due, standing
from casemgr.data.refusals import NewerDatabase
from casemgr.data.tables import Schema
from casemgr.domain.clock import Clock
from casemgr.domain.kind import Kind
from casemgr.domain.words import LANGUAGES
from casemgr.records import KINDS
from casemgr.services import opening, records, register, search
from casemgr.services.opening import BranchDraft
from casemgr.services.staff import StaffDraft
from tests.migrations.conftest import Reopen, contents, desk_at, shape, without
from tests.sample import OUTING

TODAY: tuple[Kind, ...] = (*KINDS, OUTING)
KIND = {kind.key: kind for kind in KINDS}
# As an older program had it: no consents, no households; people without aliases; outings without lines or search.
OLDER: tuple[Kind, ...] = (
    without(KIND["beneficiary"], "aliases", "housing", "mother_name", "birth_date", "age", "possible_minor"),
    KIND["case"],
    KIND["service"],
    without(OUTING, "goals", "weather", "known_since", "cost", "languages", "phone", rules=(), search=None),
)
PEOPLE = ("Diallo", "Keïta", "بنعلي", "Nguyen", "Traoré")
DAY = date(2026, 2, 2)


def fill(database: Database) -> list[str]:
    """People, services and outings, some changed, one voided; the ids of the people."""
    desk = desk_at(database)
    found = []
    for name in PEOPLE:
        key = "family_name_ar" if name == "بنعلي" else "family_name"
        values = {key: name, "sex": "F", "nationality": "GN", "population_group": "MIG", "single_name": True}
        person = records.save(desk, "beneficiary", values, insist=True).id
        found.append(person)
        records.save(desk, "service", {"beneficiary": person, "type": "ACC-INFO", "date": DAY}, insist=True)
        outing = {"beneficiary": person, "guide": f"Guide {name}", "starts_on": DAY, "people": 3}
        records.save(desk, "outing", outing, insist=True)
    records.save(desk, "beneficiary", {"used_name": "Awa"}, record_id=found[0], version=1, insist=True)
    records.void(desk, "beneficiary", found[-1], "essai")
    return found


@pytest.fixture
def older(reopen: Reopen) -> Reopen:
    """A filled database of an older program, to be opened again."""
    database = reopen(OLDER)
    bring_up_to_date(database)
    fill(database)
    return reopen


def assert_head_is_the_declarations(database: Database) -> None:
    """Each table, column, type, key and index that the declarations ask for is there as they ask for it."""
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        for table in database.schema.metadata.sorted_tables:
            there = {column["name"]: column for column in inspector.get_columns(table.name)}
            for column in table.columns:
                kept = there[column.name]
                asked = column.type.compile(connection.dialect).split(" COLLATE")[0]
                assert kept["type"].compile(connection.dialect).split(" COLLATE")[0] == asked, (table.name, column.name)
                assert kept["nullable"] == column.nullable, (table.name, column.name)
            keys = inspector.get_pk_constraint(table.name)["constrained_columns"]
            assert set(keys) == {column.name for column in table.primary_key}, table.name
            indexes = {index["name"]: index["column_names"] for index in inspector.get_indexes(table.name)}
            for index in table.indexes:
                assert indexes[str(index.name)] == [column.name for column in index.columns], index.name


def test_a_new_database_is_what_the_declarations_say(reopen: Reopen) -> None:
    database = reopen(TODAY)
    assert standing(database).steps is None and is_due(database)
    bring_up_to_date(database)
    assert_head_is_the_declarations(database)
    assert set(shape(database)) >= {table.name for table in database.schema.metadata.sorted_tables}
    assert not is_due(database)


def test_an_older_database_becomes_what_the_declarations_say(older: Reopen) -> None:
    database = older(TODAY)
    assert is_due(database)
    before = shape(database)
    bring_up_to_date(database)
    assert_head_is_the_declarations(database)
    after = shape(database)
    for name, (columns, indexes) in before.items():
        assert columns <= after[name][0] and indexes <= after[name][1], name
    assert {"consent", "household_members", "beneficiary_housing", "outing_goals_actions"} <= set(after) - set(before)
    assert {"mother_name", "birth_date", "birth_date_age"} <= after["beneficiary"][0] - before["beneficiary"][0]
    assert not is_due(database)


def test_an_index_that_another_replaces_is_dropped_without_a_step(reopen: Reopen) -> None:
    database = reopen(TODAY)
    bring_up_to_date(database)
    people = fill(database)
    with database.writing() as connection:
        connection.exec_driver_sql("DROP INDEX ix_beneficiary_in_order")
        connection.exec_driver_sql("CREATE INDEX ix_beneficiary_sort_name ON beneficiary (sort_name, id)")
        about = database.schema.house.about
        connection.execute(about.update().where(about.c.key == "fingerprint").values(value="before"))
    listed = register.ids(desk_at(database), "beneficiary")
    assert is_due(database) and bring_up_to_date(database) == 0
    assert_head_is_the_declarations(database)
    assert "ix_beneficiary_sort_name" not in shape(database)["beneficiary"][1]
    assert register.ids(desk_at(database), "beneficiary") == listed and set(listed) == set(people[:-1])


def test_every_row_is_there_as_it_was(older: Reopen) -> None:
    database = older(TODAY)
    before = contents(database)
    assert len(before["beneficiary"]) == len(PEOPLE) and len(before["outing"]) == len(PEOPLE)
    bring_up_to_date(database)
    after = contents(database)
    added = {"sort_name"}  # outings are searched from now on
    for name, rows in before.items():
        if name.startswith(("name_", "number_key", "about", "sqlite_")):
            continue
        known = {key for row in rows for key in row} - (added if name == "outing" else set())
        kept = [{key: value for key, value in row.items() if key in known} for row in after[name]]
        was = [{key: value for key, value in row.items() if key in known} for row in rows]
        assert sorted(kept, key=repr) == sorted(was, key=repr), name
        assert all(row[key] is None for row in after[name] for key in set(row) - known - added), name


def test_the_older_records_are_read_changed_and_found_by_todays_program(older: Reopen) -> None:
    database = older(TODAY)
    bring_up_to_date(database)
    desk = desk_at(database)
    for name in PEOPLE[:-1]:
        (hit,) = search.find(desk, name)
        record = records.read(desk, "beneficiary", hit.id)
        assert record.values["aliases"] == [] and record.values["birth_date"] is None
        new = {"mother_name": "Fanta", "aliases": [{"name": "Sangaré Binta"}]}
        records.save(desk, "beneficiary", new, record_id=hit.id, version=record.version, insist=True)
        assert records.read(desk, "beneficiary", hit.id).values["aliases"][0]["name"] == "Sangaré Binta"
        assert hit.id in {one.id for one in search.find(desk, "Sangare")}  # the index of words goes on
        members = [{"member": hit.id, "relationship": "HEAD", "from_date": DAY}]
        home = records.save(desk, "household", {"declared_size": 1, "members": members}, insist=True)
        assert records.read(desk, "household", home.id).values["members"][0]["member"] == hit.id
    assert search.find(desk, PEOPLE[-1]) == []
    changed = {"family_name": "Camara"}
    (hit,) = search.find(desk, "Keita")
    version = records.read(desk, "beneficiary", hit.id).version
    records.save(desk, "beneficiary", changed, record_id=hit.id, version=version, insist=True)
    assert [one.id for one in search.find(desk, "Camara")] == [hit.id] and search.find(desk, "Keita") == []


def test_a_kind_that_is_searched_from_now_on_finds_what_it_kept_before(older: Reopen) -> None:
    database = older(TODAY)
    bring_up_to_date(database)
    desk = desk_at(database)
    for name in PEOPLE:
        (found,) = register.ids(desk, "outing", text=f"Guide {name}")
        assert records.read(desk, "outing", found).values["guide"] == f"Guide {name}"
    ordered = [records.read(desk, "outing", one).values["guide"] for one in register.ids(desk, "outing")]
    assert ordered[0] == "Guide Diallo" and len(ordered) == len(PEOPLE)


def test_opening_twice_changes_nothing_more(older: Reopen) -> None:
    bring_up_to_date(older(TODAY))
    before = contents(older(TODAY))
    again = older(TODAY)
    assert not is_due(again)
    bring_up_to_date(again)
    assert contents(again) == before


def test_an_older_program_loses_nothing_of_what_it_does_not_know(older: Reopen) -> None:
    """Additions alone make no newer database: a colleague not yet up to date goes on working."""
    bring_up_to_date(older(TODAY))
    desk = desk_at(older(TODAY))
    (hit,) = search.find(desk, "Nguyen")
    records.save(desk, "beneficiary", {"mother_name": "Fanta"}, record_id=hit.id, version=1, insist=True)
    old_desk = desk_at(older(OLDER))
    bring_up_to_date(old_desk.database)
    records.save(old_desk, "beneficiary", {"used_name": "Awa"}, record_id=hit.id, version=2, insist=True)
    values = records.read(desk_at(older(TODAY)), "beneficiary", hit.id).values
    assert values["mother_name"] == "Fanta" and values["used_name"] == "Awa"


# --- numbered steps ------------------------------------------------------------------------------------------
class Steps:
    """Steps that note that they were taken."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def capitals(self, connection: sa.Connection, database: Database) -> None:
        """Write every guide in capitals."""
        self.taken.append("capitals")
        table = database.schema.of("outing").record
        connection.execute(table.update().values(guide=sa.func.upper(table.c.guide)))

    def rename(self, connection: sa.Connection, _database: Database) -> None:
        """A column changes its name, as a declaration cannot."""
        self.taken.append("rename")
        connection.exec_driver_sql("ALTER TABLE outing RENAME COLUMN why_health TO why_care")

    def stumble(self, connection: sa.Connection, _database: Database) -> None:
        """Do something, then fail."""
        self.taken.append("stumble")
        connection.exec_driver_sql("DELETE FROM service")
        connection.exec_driver_sql("ALTER TABLE outing ADD COLUMN half_done TEXT")
        raise RuntimeError("the disk is full")


def test_a_step_is_taken_once(older: Reopen) -> None:
    steps = Steps()
    database = older(TODAY)
    bring_up_to_date(database, (*STEPS, steps.capitals))
    assert steps.taken == ["capitals"] and standing(database).steps == len(STEPS) + 1
    guides = {row["guide"] for row in contents(database)["outing"]}
    assert "GUIDE DIALLO" in guides and not is_due(database, (*STEPS, steps.capitals))
    bring_up_to_date(database, (*STEPS, steps.capitals))
    assert steps.taken == ["capitals"]
    bring_up_to_date(database, (*STEPS, steps.capitals, steps.rename))
    assert steps.taken == ["capitals", "rename"] and standing(database).steps == len(STEPS) + 2
    assert "why_care" in shape(database)["outing"][0]


def test_a_new_database_takes_no_step(reopen: Reopen) -> None:
    """It is made as the steps would leave it."""
    steps = Steps()
    database = reopen(TODAY)
    bring_up_to_date(database, (*STEPS, steps.capitals, steps.stumble))
    assert steps.taken == [] and standing(database).steps == len(STEPS) + 2


def test_a_step_that_fails_leaves_the_database_as_it_was(older: Reopen) -> None:
    steps = Steps()
    database = older(TODAY)
    before, looked = contents(database), shape(database)
    with pytest.raises(RuntimeError, match="disk"):
        bring_up_to_date(database, (*STEPS, steps.capitals, steps.stumble))
    assert steps.taken == ["capitals", "stumble"]
    assert contents(database) == before and shape(database) == looked
    assert standing(database).steps == len(STEPS) and is_due(database, (*STEPS, steps.capitals, steps.stumble))
    old = older(OLDER)
    assert not is_due(old) and len(search.find(desk_at(old), "Diallo")) == 1
    bring_up_to_date(older(TODAY), (*STEPS, steps.capitals))
    assert len(contents(older(TODAY))["service"]) == len(PEOPLE)


def test_a_declaration_that_cannot_be_added_leaves_the_database_as_it_was(
    older: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = older(TODAY)
    before, looked = contents(database), shape(database)

    def cut(*_given: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("casemgr.data.migrations.name_index.create", cut)
    with pytest.raises(RuntimeError, match="power cut"):
        bring_up_to_date(database)
    assert contents(database) == before and shape(database) == looked


def test_a_newer_database_is_refused_in_words_and_left_alone(older: Reopen) -> None:
    steps = Steps()
    database = older(TODAY)
    bring_up_to_date(database, (*STEPS, steps.capitals, steps.capitals, steps.capitals))
    before = contents(database)
    for act in (is_due, bring_up_to_date):
        with pytest.raises(NewerDatabase) as refused:
            act(database, (*STEPS, steps.capitals))
        assert all(refused.value.what.say(one) and refused.value.do.say(one) for one in LANGUAGES)
    assert contents(database) == before and standing(database).steps == len(STEPS) + 3


def test_two_computers_that_open_at_once_take_a_step_once(older: Reopen) -> None:
    """Both find that a step is due; the second, once the first is done, finds that it is not."""
    steps, together = Steps(), Barrier(2)
    database = older(TODAY)

    def open_now(_computer: int) -> None:
        assert is_due(database, (*STEPS, steps.capitals))
        together.wait()
        bring_up_to_date(database, (*STEPS, steps.capitals))

    with ThreadPoolExecutor(2) as computers:
        list(computers.map(open_now, range(2)))
    assert steps.taken == ["capitals"] and standing(database).steps == len(STEPS) + 1


def test_a_fingerprint_changes_with_every_kind_and_stays_for_the_same(reopen: Reopen) -> None:
    database = reopen(TODAY)
    prints = {fingerprint(Database(database.reader, database.writer, Schema(kinds))) for kinds in (TODAY, OLDER, KINDS)}
    assert len(prints) == 3
    assert fingerprint(database) == fingerprint(Database(database.reader, database.writer, Schema(TODAY)))


# --- the way in ----------------------------------------------------------------------------------------------
PASSWORD = "une phrase que je retiens"


def made_by_an_older_program(folder: Path) -> Path:
    path = folder / "base.casemgr"
    made = opening.create_file(
        path,
        organisation="Association",
        branch=BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("salma", "Salma", ("ADMIN", "COORD", "CASE")),
        password=PASSWORD,
        kinds=OLDER,
    )
    fill(made.desk.database)
    made.desk.database.dispose()
    return path


def test_the_copy_is_asked_for_before_anything_changes_and_not_again(tmp_path: Path) -> None:
    path = made_by_an_older_program(tmp_path)
    asked: list[tuple[Path, bool]] = []

    def copy(file: Path, key: bytes, _clock: Clock) -> None:
        engine = open_encrypted(file, key)
        asked.append((file, "mother_name" in shape(Database(engine, engine, Schema(OLDER)))["beneficiary"][0]))
        engine.dispose()

    for _ in range(2):
        desk = opening.open_database(path, "salma", PASSWORD, kinds=TODAY, before_changes=copy)
        assert "mother_name" in shape(desk.database)["beneficiary"][0]
        assert len(search.find(desk, "Diallo")) == 1
        desk.database.dispose()
    assert asked == [(path, False)]


def test_without_its_copy_nothing_changes(tmp_path: Path) -> None:
    path = made_by_an_older_program(tmp_path)

    def no_room(_file: Path, _key: bytes, _clock: Clock) -> None:
        raise OSError("no room for the copy")

    with pytest.raises(OSError, match="no room"):
        opening.open_database(path, "salma", PASSWORD, kinds=TODAY, before_changes=no_room)
    desk = opening.open_database(path, "salma", PASSWORD, kinds=OLDER)
    assert "mother_name" not in shape(desk.database)["beneficiary"][0]
    desk.database.dispose()


def test_a_newer_file_is_refused_at_the_door_without_a_copy(tmp_path: Path) -> None:
    path = made_by_an_older_program(tmp_path)
    desk = opening.open_database(path, "salma", PASSWORD, kinds=OLDER)
    steps = Steps()
    bring_up_to_date(desk.database, (*STEPS, *(steps.capitals,) * 9))
    desk.database.dispose()
    before = sorted(tmp_path.iterdir())

    def copy(_file: Path, _key: bytes, _clock: Clock) -> None:
        raise AssertionError("a file that is left alone needs no copy")

    with pytest.raises(NewerDatabase):
        opening.open_database(path, "salma", PASSWORD, before_changes=copy)
    assert sorted(tmp_path.iterdir()) == before
