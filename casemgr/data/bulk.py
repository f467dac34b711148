"""Many new rows of one table at once, or one row changed, straight to the driver.

SQLAlchemy prepares each row of an INSERT, and the whole of an UPDATE, anew: that takes longer than the writing itself.
Here the statement and the conversion of each column are worked out once for a table; the rows then go to the driver as
they are.

Empty columns are left out: the driver of the encrypted file takes longer over a None than over a text, and most
columns of most records are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

Row = Mapping[str, Any]
# Fewer rows than this for each way of being filled, and one statement with every column is quicker.
_WORTH_A_STATEMENT = 8
_REMEMBERED = 10_000  # moments and days: a day's work repeats them
_AS_IT_IS = "where__"  # before the name of a column that is compared, not set


@dataclass(frozen=True)
class _Plan:
    """The statement of a table for some columns, and what each value passes through (None: nothing)."""

    statement: str
    is_positional: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, at_once: int = 1) -> None:
    """Insert `rows`; a column that a row does not name is empty in it.

    `at_once`: how many rows one statement of the encrypted file carries, where a trigger follows each statement.
    """
    if rows and len(rows[0]) == len(table.columns) and _is_always_whole(table):
        _insert(connection, table, tuple(rows[0]), rows, at_once)
        return
    filled: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        names = tuple(row)
        if None in row.values():
            names = tuple([name for name in names if row[name] is not None])
        filled.setdefault(names, []).append(row)
    if len(filled) * _WORTH_A_STATEMENT > len(rows):
        every = dict.fromkeys(name for row in rows for name in row)
        _insert(connection, table, tuple(every), [{**every, **row} for row in rows], at_once)
        return
    for names, alike in filled.items():
        _insert(connection, table, names, alike, at_once)


@lru_cache(maxsize=256)
def _is_always_whole(table: sa.Table) -> bool:
    """Whether no column may be empty: every row names them all."""
    return not any(column.nullable for column in table.columns)


def update(connection: sa.Connection, table: sa.Table, where: Row, values: Row) -> int:
    """Set `values` in the rows whose columns are as `where` says; how many there were."""
    plan = _change_plan(table, connection.dialect, tuple(where), tuple(values))
    said = _prepared(plan, {**values, **{_AS_IT_IS + name: value for name, value in where.items()}})
    return connection.exec_driver_sql(plan.statement, said).rowcount


def _insert(
    connection: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: Sequence[Row], at_once: int
) -> None:
    """Insert rows that all have these columns."""
    plan = _plan(table, connection.dialect, names)
    if not plan.is_positional or len(plan.columns) == 1:
        connection.exec_driver_sql(plan.statement, [_prepared(plan, row) for row in rows])
        return
    prepared = _all_prepared(plan, rows)
    if at_once == 1:
        connection.exec_driver_sql(plan.statement, prepared)
        return
    head, one = plan.statement.split(" VALUES ")
    for start in range(0, len(prepared), at_once):
        block = prepared[start : start + at_once]
        statement = f"{head} VALUES {', '.join([one] * len(block))}"
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(block)))


def _all_prepared(plan: _Plan, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Many rows as the driver takes them, column by column: half the time of one after the other."""
    prepared = [*map(itemgetter(*[name for name, _through in plan.columns]), rows)]
    if all(through is None for _name, through in plan.columns):
        return prepared
    columns: list[Iterable[Any]] = [*zip(*prepared, strict=True)]
    for place, (_name, through) in enumerate(plan.columns):
        if through is not None:
            columns[place] = map(through, columns[place])
    return [*zip(*columns, strict=True)]


def _prepared(plan: _Plan, row: Row) -> Any:
    """A row as the driver takes it."""
    if plan.is_positional:
        return tuple([row.get(name) if through is None else through(row.get(name)) for name, through in plan.columns])
    return {name: row.get(name) if through is None else through(row.get(name)) for name, through in plan.columns}


@lru_cache(maxsize=4096)
def _plan(table: sa.Table, dialect: sa.Dialect, names: tuple[str, ...]) -> _Plan:
    compiled = table.insert().compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if compiled.positional else None
    return _Plan(
        statement=str(compiled),
        is_positional=order is not None,
        columns=tuple((name, _through(table.c[name].type, dialect)) for name in order or names),
    )


@lru_cache(maxsize=4096)
def _change_plan(table: sa.Table, dialect: sa.Dialect, where: tuple[str, ...], names: tuple[str, ...]) -> _Plan:
    found = [table.c[name] == sa.bindparam(_AS_IT_IS + name, type_=table.c[name].type) for name in where]
    compiled = table.update().where(*found).compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if compiled.positional else None
    given = order or [*names, *(_AS_IT_IS + name for name in where)]
    return _Plan(
        statement=str(compiled),
        is_positional=order is not None,
        columns=tuple((name, _through(table.c[name.removeprefix(_AS_IT_IS)].type, dialect)) for name in given),
    )


def _through(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    """What a value of this type becomes for the driver."""
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    return None if convert is None else lru_cache(maxsize=_REMEMBERED)(convert)
