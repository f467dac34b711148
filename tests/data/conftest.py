"""An association with two branches and its staff, on each of the two databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.encrypted_file import create_encrypted, reading, refusals_in_words
from casemgr.data.migrations import bring_up_to_date
from casemgr.data.tables import Schema
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind
from casemgr.services.desk import Desk
from tests.sample import KINDS

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = bytes(range(32))


def open_empty(where: str, kinds: tuple[Kind, ...], tmp_path: Path, url: str) -> Database:
    if where == "file":
        engine = create_encrypted(tmp_path / "test.casemgr", KEY)
        database = Database(reading(engine), engine, Schema(kinds), "RAB1", refusals_in_words)
    else:
        engine = sa.create_engine(url, hide_parameters=True)
        database = Database(engine, engine, Schema(kinds), "RAB1")
    bring_up_to_date(database)
    return database


def open_with_branches(kinds: tuple[Kind, ...]) -> Any:
    """A fixture: an empty database that keeps these kinds, with two branches, on each of the two databases."""

    @pytest.fixture(params=["file", "server"])
    def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
        url = request.getfixturevalue("postgresql_url") if request.param == "server" else ""
        opened = open_empty(request.param, kinds, tmp_path, url)
        with opened.writing() as connection:
            connection.execute(
                opened.schema.house.branch.insert(),
                [
                    {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
                    for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
                ],
            )
        yield opened
        opened.dispose()

    return database


database = open_with_branches(KINDS)


Hire = Callable[..., Desk]


@pytest.fixture
def hire(database: Database) -> Hire:
    """Somebody with these roles in this branch, at her desk on the morning of 2 March 2026."""
    ids = Ids(random=Random(7))

    def hired(*roles: str, branch: str = "RAB", branches: tuple[str, ...] = (), at: datetime = MORNING) -> Desk:
        person = Person(ids.new(), f"p{len(roles)}", "Somebody", roles, branches or (branch,), branch)
        return Desk(database, person, fixed_clock(at), ids)

    return hired


@pytest.fixture
def coordinator(hire: Hire) -> Desk:
    return hire("COORD", "CASE")


def later(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, clock=fixed_clock(moment))
