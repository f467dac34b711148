"""Step 1 keeps each thing once: the chain of the audit holds, histories read as before, a merge can still be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from casemgr.data import backup
from casemgr.data.audit import broken_links
from casemgr.data.database import Database
from casemgr.data.migrations import STEPS, bring_up_to_date, is_due, standing
from casemgr.services import history, merging, opening, search
from casemgr.services.opening import BranchDraft
from casemgr.services.staff import StaffDraft
from tests.migrations.conftest import contents, desk_at, forget_stages, know_plain, somebody
from tests.migrations.test_migrations import assert_head_is_the_declarations

# What step 1 found, written down here as it was: the step is never changed to fit a later program.
_KEYS = {
    "alike_key": ('"key" BIGINT NOT NULL, record VARCHAR(36) NOT NULL', '"key", record'),
    "number_key": ("kind TEXT NOT NULL, number TEXT NOT NULL, record VARCHAR(36) NOT NULL", "kind, number, record"),
    "reach": ("branch TEXT NOT NULL, beneficiary VARCHAR(36) NOT NULL", "branch, beneficiary"),
}
_FORMER = {
    "audit": (
        "id VARCHAR(36) NOT NULL PRIMARY KEY, node TEXT NOT NULL, year INTEGER NOT NULL, place INTEGER NOT NULL,"
        ' at DATETIME NOT NULL, "by" TEXT NOT NULL, device TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL,'
        " record TEXT NOT NULL, code TEXT, fields TEXT NOT NULL, reason TEXT, chain TEXT NOT NULL,"
        " UNIQUE (node, year, place)",
        'lower(hex(randomblob(16))), node, year, place, at, plain_id("by"), device, action, kind, plain_id(record),'
        " code, plain_names(fields), reason, lower(hex(chain))",
    ),
    "change": (
        'id VARCHAR(36) NOT NULL PRIMARY KEY, stamp TEXT NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(36) NOT NULL,'
        ' kind TEXT NOT NULL, record VARCHAR(36) NOT NULL, "row" VARCHAR(36) NOT NULL, path TEXT NOT NULL,'
        " field TEXT NOT NULL, old TEXT, new TEXT, replaces TEXT, confidentiality TEXT NOT NULL",
        'lower(hex(randomblob(16))), stamp, at, plain_id("by"), kind, plain_id(record),'
        ' plain_id(coalesce("row", record)), path, field, old,'
        " CASE WHEN field = '*' AND path = '' THEN '{\"guide\": \"Awa\"}' ELSE new END, replaces, confidentiality",
    ),
    **{name: (f"{columns}, PRIMARY KEY ({keys})", keys) for name, (columns, keys) in _KEYS.items()},
}
_FORMER_ON_SERVER = (
    "ALTER TABLE audit DROP CONSTRAINT pk_audit, ALTER COLUMN chain TYPE TEXT USING encode(chain, 'hex'),"
    " ADD COLUMN id VARCHAR(36) CONSTRAINT pk_audit PRIMARY KEY DEFAULT gen_random_uuid()::text,"
    " ADD CONSTRAINT uq_audit_node_year_place UNIQUE (node, year, place)",
    'UPDATE change SET "row" = coalesce("row", record),'
    " new = CASE WHEN field = '*' AND path = '' THEN '{\"guide\": \"Awa\"}' ELSE new END",
    'ALTER TABLE change DROP COLUMN seq, ALTER COLUMN "row" SET NOT NULL,'
    " ADD COLUMN id VARCHAR(36) CONSTRAINT pk_change PRIMARY KEY DEFAULT gen_random_uuid()::text",
)


def as_it_was_before(database: Database) -> None:
    """Give a database of today the tables that step 1 finds."""
    with database.writing() as connection:
        forget_stages(connection)
        if not database.is_server:
            know_plain(connection)
        for statement in _FORMER_ON_SERVER if database.is_server else ():
            connection.exec_driver_sql(statement)
        for name, (columns, filled) in {} if database.is_server else _FORMER.items():
            connection.exec_driver_sql(f'ALTER TABLE "{name}" RENAME TO now')
            connection.exec_driver_sql(f'CREATE TABLE "{name}" ({columns})')
            connection.exec_driver_sql(f'INSERT INTO "{name}" SELECT {filled} FROM now')
            connection.exec_driver_sql("DROP TABLE now")
        about = database.schema.house.about
        connection.execute(about.update().where(about.c.key == "steps").values(value="0"))


@pytest.fixture
def former(lived_in: Database) -> Database:
    """Two files merged, one of them changed, with a line added and a line taken away, in tables of before."""
    as_it_was_before(lived_in)
    return lived_in


def test_a_file_of_before_becomes_what_the_declarations_say_and_loses_nothing(former: Database) -> None:
    before = contents(former)
    assert is_due(former) and standing(former).steps == 0
    assert bring_up_to_date(former, STEPS[:1]) == 1
    assert_head_is_the_declarations(former)
    after = contents(former)
    assert set(after) == set(before)
    for name in ("audit", "change", "alike_key", "number_key", "reach"):
        said = {"id", "seq", "chain", "row", "new"}
        kept, was = (
            sorted(repr({key: row[key] for key in sorted(row.keys() - said)}) for row in rows)
            for rows in (after[name], before[name])
        )
        assert kept == was and kept, name
    assert [row["new"] for row in after["change"] if row["field"] == "*" and row["path"] == ""] == [None, None]
    assert any(row["new"] and row["row"] for row in after["change"] if row["field"] == "*" and row["path"])


def test_the_chain_of_before_holds_and_goes_on(former: Database) -> None:
    bring_up_to_date(former)
    somebody(former, "Camara")
    with former.reading() as connection:
        assert list(broken_links(connection, former)) == []
    audit = former.schema.house.audit
    with former.writing() as connection:
        connection.execute(audit.update().where(audit.c.place == 2).values(fields="others"))
    with former.reading() as connection:
        assert [place for _node, _year, place in broken_links(connection, former)] == [2]


def test_a_chain_that_somebody_spoiled_is_told_after_the_step_too(former: Database) -> None:
    audit = former.schema.house.audit
    with former.writing() as connection:
        connection.exec_driver_sql("UPDATE audit SET chain = 'no hash' WHERE place = 2")
    bring_up_to_date(former)
    with former.reading() as connection:
        assert 2 in [place for _node, _year, place in broken_links(connection, former)]
        assert connection.execute(sa.select(audit.c.chain).where(audit.c.place == 2)).scalar_one() == b""


def test_what_new_tables_need_besides_is_done_with_the_step_or_not_at_all(former: Database) -> None:
    def cut(_connection: sa.Connection) -> None:
        raise OSError("the line was cut")

    with pytest.raises(OSError, match="cut"):
        bring_up_to_date(former, then=cut)
    assert standing(former).steps == 0
    done: list[sa.Connection] = []
    bring_up_to_date(former, then=done.append)
    assert len(done) == 1 and not is_due(former)


def test_histories_read_on_and_a_merge_of_before_is_undone(former: Database) -> None:
    bring_up_to_date(former)
    desk = desk_at(former)
    (hit,) = search.find(desk, "Diallo")
    told = [change.what.say("en") for change in history.history(desk, "beneficiary", hit.id)]
    assert told[-1] == "Record created" and "Telephones: line added" in told and "Telephones: line taken away" in told
    (merge,) = merging.recent(desk)
    merging.undo(desk, merge.id)
    assert len(search.find(desk, "Diallo")) == 2


def test_the_file_is_smaller_afterwards_and_so_is_its_backup(tmp_path: Path) -> None:
    path, password = tmp_path / "base.casemgr", "une phrase que je retiens"
    roles = ("ADMIN", "COORD", "CASE")
    made = opening.create_file(
        path,
        organisation="Association",
        branch=BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("salma", "Salma", roles),
        password=password,
    )
    for _ in range(20):
        somebody(made.desk.database, "Diallo")
    as_it_was_before(made.desk.database)
    with made.desk.database.writing() as connection:
        whole = "x" * 20_000
        connection.exec_driver_sql(f"UPDATE change SET new = '\"{whole}\"' WHERE field = '*'")
    made.desk.database.dispose()
    before = path.stat().st_size
    desk = opening.open_database(path, "salma", password)
    people = desk.database.schema.of("beneficiary").record
    for _connection in range(3):  # the one that wrote the file anew too: a reading refuses to write again
        with desk.database.reading() as connection, pytest.raises(sa.exc.OperationalError):
            connection.execute(people.update().values(sort_name="x"))
    desk.database.dispose()
    assert path.stat().st_size < before - 20 * 20_000
    (kept,) = tmp_path.glob(f"*{backup.SUFFIX}")  # going back is restoring it
    assert kept.stat().st_size > before - 20 * 20_000
