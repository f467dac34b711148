"""A complaint that goes from one base to another keeps its days: its clock stands still as long there as here."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.records import Stored, load
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.lists import bring_in, take_out
from tests.data.conftest import MORNING, open_with_branches

database = open_with_branches(KINDS)
HEADER = "external_id,received_on,state,state_since,subject,facts,asks,against_body,missing,complainant\n"


@pytest.fixture
def desk(database: Database) -> Desk:
    person = Person("p" * 32, "p1", "Somebody", ("COORD", "CASE", "MEDIA", "SUPER"), ("RAB",), "RAB")
    return Desk(database, person, fixed_clock(MORNING), Ids(random=Random(7)))


def the_complaint(desk: Desk) -> Stored:
    tables = desk.database.schema.of("complaint")
    with desk.database.reading() as connection:
        ids = list(connection.execute(sa.select(tables.record.c.id)).scalars())
        (only,) = load(connection, tables, ids, None).values()
    return only


def clocks(desk: Desk) -> tuple[Any, ...]:
    values = the_complaint(desk).values
    return values["paused_total"], values["paused_since"], values["answer_by"]


def forget(desk: Desk) -> None:
    made = desk.database.schema.of("complaint")
    assert made.states is not None
    with desk.database.writing() as connection:
        for table in (*(t.table for g in made.groups for t in (*g.inner, g)), made.states, made.record):
            connection.execute(table.delete())


def test_the_pauses_of_a_complaint_go_with_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(HEADER + "C1,2026-01-05,INFO,2026-01-10,Retard,Trois mois,Réponse,Commune,Acte,OTHER", "utf-8")
    outcome = bring_in(desk, "complaint", path)
    assert outcome.is_written, outcome.lines
    assert clocks(desk) == (None, date(2026, 1, 10), date(2026, 3, 6)), "it waits for papers: its clock stands still"

    records.move(desk, "complaint", the_complaint(desk).id, "TRIAGE", date(2026, 1, 22))
    records.move(desk, "complaint", the_complaint(desk).id, "INFO", date(2026, 2, 1))
    here = clocks(desk)
    assert here == (12, date(2026, 2, 1), date(2026, 3, 18))
    take_out(desk, "complaint", tmp_path / "list.xlsx", purpose="another base")
    forget(desk)
    assert bring_in(desk, "complaint", tmp_path / "list.xlsx").is_written
    assert clocks(desk) == here
