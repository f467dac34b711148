"""How many days lie between two days, as an expression that both databases understand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class DaysBetween(sa.sql.functions.GenericFunction[int]):
    """The days from the first day to the second; negative when it comes before."""

    name = "days_between"
    type = sa.Integer()
    inherit_cache = True


@compiles(DaysBetween, "postgresql")
def _on_server(element: DaysBetween, compiler: SQLCompiler, **how: Any) -> str:
    first, second = (compiler.process(day, **how) for day in element.clauses)
    return f"(({second}) - ({first}))"


@compiles(DaysBetween, "sqlite")
def _on_file(element: DaysBetween, compiler: SQLCompiler, **how: Any) -> str:
    first, second = (compiler.process(day, **how) for day in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"
