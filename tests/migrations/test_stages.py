"""Step 3: what enrolments of before keep of their history is what it says, and no older program writes beside it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from casemgr.data.database import Database
from casemgr.data.migrations import STEPS, bring_up_to_date, is_due, standing
from casemgr.data.refusals import NewerDatabase
from casemgr.records import KINDS
from tests.data.histories import Histories, every_history, kept
from tests.migrations.conftest import Reopen, contents, desk_at, forget_stages, shape, somebody
from tests.migrations.test_migrations import OLDER, assert_head_is_the_declarations

BEFORE = STEPS[:2]
_FORMER_INDEXES = {
    "ix_enrolment_stands": "enrolment (programme, beneficiary)",
    "ix_enrolment_history_latest": "enrolment_history (record, entered_on, place)",
    "ix_service_charged": "service (programme, beneficiary, date)",
}


@pytest.fixture
def former(reopen: Reopen) -> Database:
    """Histories of every kind, as a program of before this step left them."""
    database = reopen(KINDS)
    bring_up_to_date(database)
    people = [somebody(database, name).id for name in ("Diallo", "Camara", "Bah")]
    Histories(database, desk_at(database).clock, people, Random(4)).act(60)
    return database


def as_it_was_before(database: Database) -> None:
    with database.writing() as connection:
        forget_stages(connection)
        for name, columns in _FORMER_INDEXES.items():
            connection.exec_driver_sql(f"CREATE INDEX {name} ON {columns}")
        about = database.schema.house.about
        connection.execute(about.update().where(about.c.key == "steps").values(value=str(len(BEFORE))))


def test_what_enrolments_of_before_keep_is_what_their_writer_would_have_kept(former: Database) -> None:
    before, rows, histories = kept(former), contents(former), every_history(former)
    assert any(stages for _stage, _since, stages in before.values()) and (None, None, set()) in before.values()
    as_it_was_before(former)
    assert is_due(former) and bring_up_to_date(former) == len(STEPS) - len(BEFORE)
    assert kept(former) == before
    after = contents(former)
    assert {name: rows[name] for name in rows if name != "about"} == {
        name: after[name] for name in after if name != "about"
    }
    assert every_history(former) == histories
    assert_head_is_the_declarations(former)
    assert not set(_FORMER_INDEXES) & {name for _columns, indexes in shape(former).values() for name in indexes}


def test_a_program_of_before_refuses_what_it_would_leave_behind(former: Database) -> None:
    with pytest.raises(NewerDatabase):
        is_due(former, BEFORE)
    if former.is_server:
        with former.reading() as connection:
            assert replace(former, steps=len(BEFORE)).is_newer(connection)


def test_a_database_of_before_there_were_enrolments_gets_them_whole(reopen: Reopen) -> None:
    database = reopen(OLDER)
    bring_up_to_date(database, BEFORE)
    database = reopen(KINDS)
    bring_up_to_date(database)
    assert_head_is_the_declarations(database)
    assert standing(database).steps == len(STEPS)
    Histories(database, desk_at(database).clock, [somebody(database, "Bah").id], Random(1)).act(10)
    assert any(stages for _stage, _since, stages in kept(database).values())
