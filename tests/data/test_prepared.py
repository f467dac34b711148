"""Statements handed straight to the driver answer as SQLAlchemy does, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import bulk
from casemgr.data.columns import ID, Moment
from casemgr.data.database import Database
from casemgr.data.prepared import Prepared, once

_METADATA = sa.MetaData()
_TABLE = sa.Table(
    "proof",
    _METADATA,
    sa.Column("id", ID, primary_key=True),
    sa.Column("said", sa.Text()),
    sa.Column("day", sa.Date()),
    sa.Column("at", Moment()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("chain", sa.LargeBinary()),
)
IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)


@pytest.fixture
def filled(database: Database) -> Iterator[Database]:
    """Rows of every type that is kept, each column empty now and then."""
    chance = Random(8)
    start = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)

    def or_nothing(value: Any) -> Any:
        return None if chance.random() < 0.2 else value

    rows = [
        {
            "id": f"{number:04}",
            "said": or_nothing(chance.choice(["", "Zineb", "زينب", "l’été : 100 %", "?", ":ids"])),
            "day": or_nothing(date(1900, 1, 1) + timedelta(days=chance.randrange(60_000))),
            "at": or_nothing(start + timedelta(microseconds=chance.randrange(10**14))),
            "count": or_nothing(chance.randrange(-(2**40), 2**40)),
            "chain": or_nothing(chance.randbytes(8)),
        }
        for number in range(200)
    ]
    with database.writing() as connection:
        _METADATA.create_all(connection)
        connection.execute(_TABLE.insert(), rows)
    yield database
    with database.writing() as connection:
        _METADATA.drop_all(connection)


def statements() -> Iterator[tuple[sa.Select[Any], dict[str, Any]]]:
    """Questions with lists of every length, days, moments, values of their own, unions, and nothing found."""
    chance, table = Random(9), _TABLE.c
    whole = sa.select(_TABLE).where(table.id.in_(IDS)).order_by(table.id)
    listed = sa.select(table.id).where(table.day.in_(sa.bindparam("days", expanding=True))).order_by(table.id)
    since = sa.select(table.id, table.at).where(table.at > sa.bindparam("since", type_=Moment())).order_by(table.id)
    parts = [
        sa.select(table.id, sa.literal(name).label("part")).where(table.id.in_(IDS), table.said == said)
        for name, said in (("one", "Zineb"), ("other", "?"))
    ]
    both = sa.union_all(*parts).subquery("both").c
    joined = sa.select(both.id, both.part).order_by(both.id)
    columns: list[sa.ColumnElement[Any]] = [sa.func.max(table.at).label("last"), sa.func.count().label("how_many")]
    counted = sa.select(*columns).limit(1)
    yield counted, {}
    yield sa.select(_TABLE).order_by(table.id), {}  # many: made column by column
    yield since, {"since": datetime(2026, 1, 1, 3, tzinfo=UTC)}
    yield since, {"since": datetime(2030, 1, 1, tzinfo=UTC)}
    yield listed, {"days": [date(1900, 1, 1) + timedelta(days=number) for number in range(0, 60_000, 60)]}
    for length in (0, 1, 2, 3, 4, 5, 8, 9, 31, 200):
        ids = chance.choices([f"{number:04}" for number in range(220)], k=length)
        yield whole, {"ids": ids}
        yield joined, {"ids": ids}


def _just(statement: sa.Select[Any]) -> sa.Select[Any]:
    return statement


def test_the_rows_are_those_that_sqlalchemy_gives(filled: Database) -> None:
    kept: dict[Any, Prepared] = {}
    with filled.reading() as connection:
        for _again in range(2):
            for number, (statement, given) in enumerate(statements()):
                plain = connection.execute(statement, given)
                names, expected = tuple(plain.keys()), [tuple(row) for row in plain]
                asked = once(kept, number, partial(_just, statement))
                assert asked.names == names
                assert asked.rows(connection, given) == expected
                assert asked.dicts(connection, given) == [dict(zip(names, row, strict=True)) for row in expected]
                assert asked.column(connection, given) == [row[0] for row in expected]
                assert asked.first(connection, given) == (expected[0] if expected else None)
                assert asked.scalar(connection, given) == (expected[0][0] if expected else None)


def test_one_statement_serves_lists_of_every_length(filled: Database) -> None:
    asked = Prepared(sa.select(_TABLE.c.id).where(_TABLE.c.id.in_(IDS)).order_by(_TABLE.c.id))
    with filled.reading() as connection:
        for length in [*range(70), 5, 64, 0]:
            ids = [f"{number:04}" for number in range(length)]
            assert asked.column(connection, {"ids": ids}) == ids


def test_whoever_asks_first_begins_a_transaction_that_sees_one_moment(filled: Database) -> None:
    asked = Prepared(sa.select(_TABLE.c.said).where(_TABLE.c.id == sa.bindparam("one")))
    with filled.reader.connect() as connection:
        before = asked.scalar(connection, {"one": "0001"})
        assert connection.in_transaction()
        if not filled.is_server:  # PostgreSQL reads what is committed at each statement
            with filled.writing() as writing:
                bulk.update(writing, _TABLE, {"id": "0001"}, {"said": "changed meanwhile"})
            assert asked.scalar(connection, {"one": "0001"}) == before


def test_what_the_database_refuses_is_said_as_sqlalchemy_says_it_and_without_the_values(filled: Database) -> None:
    asked = Prepared(
        sa.select(sa.table("nowhere", sa.column("name")).c.name).where(sa.column("name") == "Zineb Naciri")
    )
    with filled.reader.connect() as connection, pytest.raises(sa.exc.DBAPIError) as refused:
        asked.rows(connection)
    assert "nowhere" in str(refused.value)
    assert "Zineb" not in str(refused.value)


def test_a_row_is_changed_as_sqlalchemy_changes_it(filled: Database) -> None:
    moment = datetime(2026, 3, 2, 9, 0, 0, 5, tzinfo=UTC)
    changes: list[dict[str, Any]] = [
        {"said": "ض", "day": date(2026, 3, 2)},
        {"at": moment, "count": None},
        {"chain": b"\x00\xff", "said": None},
        {"count": 12},
    ]
    with filled.writing() as connection:
        for number, values in enumerate(changes):
            ours, theirs = f"{number:04}", f"{number + 100:04}"
            assert bulk.update(connection, _TABLE, {"id": ours}, values) == 1
            connection.execute(_TABLE.update().where(_TABLE.c.id == theirs).values(**values))
            one, other = (
                connection.execute(sa.select(*(_TABLE.c[key] for key in values)).where(_TABLE.c.id == name)).one()
                for name in (ours, theirs)
            )
            assert tuple(one) == tuple(other) == tuple(values.values())
        assert bulk.update(connection, _TABLE, {"id": "0001", "count": -1}, {"said": "other"}) == 0
        assert bulk.update(connection, _TABLE, {"id": "nobody"}, {"said": "other"}) == 0
