"""Many new rows of one table at once, straight to the driver.

SQLAlchemy prepares each row of an INSERT anew, which takes longer than the insert itself. Here the statement and
the conversion of each column are worked out once for a table; the rows then go to the driver as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class _Plan:
    """The statement of a table for some columns, and what each value passes through (None: nothing)."""

    statement: str
    is_positional: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, which all name the same columns."""
    plan = _plan(table, connection.dialect, tuple(rows[0]))
    prepared: list[Any]
    if plan.is_positional:
        prepared = [
            tuple([row[name] if through is None else through(row[name]) for name, through in plan.columns])
            for row in rows
        ]
    else:
        prepared = [
            {name: row[name] if through is None else through(row[name]) for name, through in plan.columns}
            for row in rows
        ]
    connection.exec_driver_sql(plan.statement, prepared)


@lru_cache(maxsize=512)
def _plan(table: sa.Table, dialect: sa.Dialect, names: tuple[str, ...]) -> _Plan:
    compiled = table.insert().compile(dialect=dialect, column_keys=list(names))
    through = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
    order = compiled.positiontup if compiled.positional else None
    return _Plan(
        statement=str(compiled),
        is_positional=order is not None,
        columns=tuple((name, through[name]) for name in order or names),
    )
