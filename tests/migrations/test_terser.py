"""Step 2 keeps the logs in less room: what is read from them is the same, and so is what does not hold."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.audit import broken_links
from casemgr.data.database import Database
from casemgr.data.migrations import STEPS, bring_up_to_date, standing
from casemgr.services import history, merging, records, search
from tests.migrations.conftest import contents, desk_at, forget_stages, know_plain, somebody
from tests.migrations.test_migrations import assert_head_is_the_declarations

LOGS = ("audit", "change")
_PLAIN = (
    'UPDATE audit SET "by" = plain_id("by"), record = plain_id(record), fields = plain_names(fields)',
    'UPDATE change SET "by" = plain_id("by"), record = plain_id(record), "row" = plain_id("row")',
)


def as_it_was_before(database: Database) -> None:
    """Give a database of today the logs, and an index, that step 2 finds."""
    with database.writing() as connection:
        forget_stages(connection)
        if not database.is_server:
            know_plain(connection)
            for statement in _PLAIN:
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql("CREATE INDEX ix_case_state_history_record ON case_state_history (record)")
        about = database.schema.house.about
        connection.execute(about.update().where(about.c.key == "steps").values(value="1"))


@pytest.fixture
def former(lived_in: Database) -> Database:
    """Two files merged, one of them changed, with a line added and a line taken away, in logs of before."""
    as_it_was_before(lived_in)
    return lived_in


def read(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The two logs as the program reads them."""
    house = database.schema.house
    with database.reading() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in (house.audit, house.change)
        }


def room(found: dict[str, list[dict[str, Any]]]) -> int:
    """How much the logs hold."""
    values = [value for name in LOGS for row in found[name] for value in row.values()]
    return sum(len(value) for value in values if isinstance(value, (str, bytes)))


def test_what_is_read_from_the_logs_is_the_same_and_the_rest_is_left_alone(former: Database) -> None:
    before, was = read(former), contents(former)
    assert all(len(before[name]) > 3 for name in LOGS)
    assert bring_up_to_date(former) == len(STEPS) - 1
    assert read(former) == before
    now = contents(former)
    assert {name: rows for name, rows in now.items() if name not in (*LOGS, "about")} == {
        name: rows for name, rows in was.items() if name not in (*LOGS, "about")
    }
    assert_head_is_the_declarations(former)
    if former.is_server:
        assert [now[name] for name in LOGS] == [was[name] for name in LOGS]
    else:
        assert room(now) < room(was)
        assert all(isinstance(row["record"], bytes) for row in now["change"])
        assert all(isinstance(row["fields"], bytes) for row in now["audit"] if row["action"] == "create")


def test_the_chain_of_before_holds_and_what_somebody_changed_is_told(former: Database) -> None:
    audit = former.schema.house.audit
    with former.writing() as connection:
        connection.exec_driver_sql("UPDATE audit SET fields = 'others' WHERE place = 3")
    bring_up_to_date(former)
    somebody(former, "Camara")
    with former.reading() as connection:
        assert [place for _node, _year, place in broken_links(connection, former)] == [3]
    for changed in ({"record": "other"}, {"by": "other"}, {"fields": "others"}):
        with former.writing() as connection:
            connection.execute(audit.update().where(audit.c.place == 2).values(changed))
        with former.reading() as connection:
            assert [place for _node, _year, place in broken_links(connection, former)][:1] == [2]


def test_lines_of_before_and_of_after_are_found_by_their_record(former: Database) -> None:
    bring_up_to_date(former)
    desk = desk_at(former)
    (hit,) = search.find(desk, "Diallo")
    held = records.read(desk, "beneficiary", hit.id)
    records.save(desk, "beneficiary", {"used_name": "Hawa"}, record_id=hit.id, version=held.version, insist=True)
    told = [change.what.say("en") for change in history.history(desk, "beneficiary", hit.id)]
    assert told[-1] == "Record created" and "Telephones: line taken away" in told
    house = former.schema.house
    with former.reading() as connection:
        for table in (house.audit, house.change):
            every = [row for row in read(former)[table.name] if row["record"] == hit.id]
            found = connection.execute(sa.select(table).where(table.c.record == hit.id)).mappings().all()
            assert len(found) == len(every) > 3
            either = sa.select(sa.func.count()).where(table.c.record.in_([hit.id, "nobody"]))
            assert connection.execute(either).scalar_one() == len(every)
        mine = sa.select(sa.func.count()).where(house.change.c.by == desk.person.id)
        assert connection.execute(mine).scalar_one() == len(read(former)["change"])
    (merge,) = merging.recent(desk)
    merging.undo(desk, merge.id)
    assert len(search.find(desk, "Diallo")) == 2


def test_a_change_names_the_stamp_of_before_that_it_replaces(former: Database) -> None:
    """What the exchange goes by: found over the step, in the record itself and in a row of it."""
    bring_up_to_date(former)
    desk = desk_at(former)
    (hit,) = search.find(desk, "Diallo")
    held = records.read(desk, "beneficiary", hit.id)
    records.save(desk, "beneficiary", {"used_name": "Hawa"}, record_id=hit.id, version=held.version, insist=True)
    named = [row for row in read(former)["change"] if row["record"] == hit.id and row["field"] == "used_name"]
    assert len(named) > 1
    assert named[-1]["replaces"] == named[-2]["stamp"]


def test_an_index_that_another_makes_superfluous_is_gone(former: Database) -> None:
    bring_up_to_date(former)
    assert standing(former).steps == len(STEPS)
    with former.reading() as connection:
        names = {index["name"] for index in sa.inspect(connection).get_indexes("case_state_history")}
    assert "ix_case_state_history_record" not in names
