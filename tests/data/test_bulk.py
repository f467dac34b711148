"""Many rows handed straight to the driver are the rows that SQLAlchemy would have written, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import bulk
from casemgr.data.columns import ID, Moment
from casemgr.data.database import Database

_METADATA = sa.MetaData()
_COLUMNS: list[tuple[str, Any]] = [
    ("said", sa.Text()),
    ("keys", sa.Text()),  # a word of SQL
    ("day", sa.Date()),
    ("at", Moment()),
    ("count", sa.BigInteger()),
    ("chain", sa.LargeBinary()),
]
_OURS, _THEIRS = (
    sa.Table(name, _METADATA, sa.Column("id", ID, primary_key=True), *(sa.Column(*one) for one in _COLUMNS))
    for name in ("ours", "theirs")
)


def some_rows(chance: Random, count: int) -> list[dict[str, Any]]:
    """Rows of every type: a column is full, empty, or not named at all."""
    start = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    rows = []
    for number in range(count):
        row: dict[str, Any] = {
            "id": f"{number:05}",
            "said": chance.choice(["", "Zineb", "زينب", "l’été : 100 %", "?, VALUES (?)", ":ids"]),
            "keys": chance.choice(["a b", " VALUES "]),
            "day": date(1900, 1, 1) + timedelta(days=chance.randrange(60_000)),
            "at": start + timedelta(microseconds=chance.randrange(10**14)),
            "count": chance.randrange(-(2**40), 2**40),
            "chain": chance.randbytes(8),
        }
        for key in chance.sample(sorted(row.keys() - {"id"}), chance.choice([0, 0, 0, 2, 5])):
            if chance.random() < 0.5:
                row[key] = None
            else:
                del row[key]
        rows.append(dict(chance.sample(sorted(row.items()), len(row))) if chance.random() < 0.1 else row)
    return rows


@pytest.mark.parametrize("at_once", [1, 2, 100, 5_000])
@pytest.mark.parametrize("count", [1, 7, 1_000])
def test_rows_are_written_as_sqlalchemy_writes_them(database: Database, count: int, at_once: int) -> None:
    rows = some_rows(Random(count + at_once), count)
    names = [column.name for column in _OURS.columns]
    with database.writing() as connection:
        _METADATA.create_all(connection)
    try:
        with database.writing() as connection:
            bulk.insert(connection, _OURS, rows, at_once=at_once)
            connection.execute(_THEIRS.insert(), [{name: row.get(name) for name in names} for row in rows])
            ours, theirs = (
                [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))]
                for table in (_OURS, _THEIRS)
            )
        assert ours == theirs and len(ours) == count
        assert ours == [tuple(row.get(name) for name in names) for row in rows]
    finally:
        with database.writing() as connection:
            _METADATA.drop_all(connection)
