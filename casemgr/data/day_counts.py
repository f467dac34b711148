"""How many days lie between two days, as an expression that both databases understand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class days_between(sa.sql.functions.GenericFunction[int]):  # noqa: N801  it reads as a function of SQL
    """The days from the first day to the second; negative when it comes before."""

    type = sa.Integer()
    inherit_cache = True


@compiles(days_between, "postgresql")
def _on_server(element: days_between, compiler: SQLCompiler, **how: Any) -> str:
    first, second = (compiler.process(day, **how) for day in element.clauses)
    return f"(({second}) - ({first}))"


@compiles(days_between, "sqlite")
def _on_file(element: days_between, compiler: SQLCompiler, **how: Any) -> str:
    first, second = (compiler.process(day, **how) for day in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"
