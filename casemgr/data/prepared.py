"""Questions that are asked thousands of times a day, put into words once and handed straight to the driver.

To open one file takes some thirty small questions. The encrypted file answers each in thirty microseconds; SQLAlchemy
takes two hundred to look up what it compiled, tell its listeners, spell the IN anew and wrap the rows. Here a statement
of SQLAlchemy (with the predicates of scope.py) is compiled once, and its rows are what the driver gives, dates and
moments made of text as SQLAlchemy itself would.

Only what reads, and only on a file: on a server the way there takes longer than all of this, so it is asked as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Given = Mapping[str, Any]
Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]
_REMEMBERED = 4096  # days and moments as text: those of a file repeat
_NOTHING: Given = {}
_MANY = 100  # rows that are made column by column: half the time of one after the other, but more of a handful


@dataclass(frozen=True)
class _Said:
    """The statement as the driver takes it, and where each of its parameters comes from: a value of its own, or the
    given one of a name (the `place`-th of it, where it is a list), through what makes it fit the column.
    """

    text: str
    parameters: tuple[tuple[str, int | None, Any, _Convert | None], ...]
    made: tuple[tuple[int, _Convert], ...]


class Prepared:
    """One SELECT. Values of lists (`bindparam(expanding=True)`) are given as lists; they may be empty."""

    def __init__(self, statement: sa.Select[Any] | sa.CompoundSelect[Any]) -> None:
        self.statement = statement
        self.names = tuple(str(column.key) for column in statement.selected_columns)
        self._said: dict[tuple[int, ...], _Said] = {}

    def rows(self, connection: sa.Connection, given: Given = _NOTHING) -> list[Row]:
        """Every row, its columns in the order of the statement. Raises what SQLAlchemy raises."""
        if connection.dialect.name != "sqlite":
            return [tuple(row) for row in connection.execute(self.statement, dict(given))]
        if not connection.in_transaction():
            connection.begin()  # as SQLAlchemy does at the first statement: each sees the same moment
        key = tuple([_room(len(value)) for value in given.values() if isinstance(value, (list, tuple))])
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = _say(self.statement, connection.dialect, given)
        found = _ask(connection, said, given)
        if not said.made or not found:
            return found
        return _all_made(found, said.made) if len(found) >= _MANY else [_made(row, said.made) for row in found]

    def dicts(self, connection: sa.Connection, given: Given = _NOTHING) -> list[dict[str, Any]]:
        """Every row by the names of its columns."""
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self.rows(connection, given)]

    def first(self, connection: sa.Connection, given: Given = _NOTHING) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self.rows(connection, given)), None)

    def scalar(self, connection: sa.Connection, given: Given = _NOTHING) -> Any:
        """The first column of the first row; None when there is none."""
        row = self.first(connection, given)
        return row[0] if row else None

    def column(self, connection: sa.Connection, given: Given = _NOTHING) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.rows(connection, given)]


def once(kept: dict[Any, Prepared], key: Hashable, made: Callable[[], sa.Select[Any]]) -> Prepared:
    """The statement kept under `key`, made at the first time: with its predicates it takes longer to put together than
    to run.
    """
    found = kept.get(key)
    if found is None:
        found = kept[key] = Prepared(made())
    return found


def _room(length: int) -> int:
    """For how many values a list is spelt: one more than needed is the last one said again, which changes nothing, so
    that a dozen spellings serve every length.
    """
    return 1 << (length - 1).bit_length() if length else 0


def _say(statement: sa.Select[Any] | sa.CompoundSelect[Any], dialect: sa.Dialect, given: Given) -> _Said:
    compiled = statement.compile(dialect=dialect)
    shaped = {
        name: [None] * _room(len(value)) if isinstance(value, (list, tuple)) else value for name, value in given.items()
    }
    state = compiled.construct_expanded_state(shaped)
    origin: dict[str, tuple[str, int | None]] = {name: (name, None) for name in state.parameters}
    for name, spread in state.parameter_expansion.items():
        origin |= {one: (name, place) for place, one in enumerate(spread)}
    parameters = []
    for one in state.positiontup or ():
        name, place = origin[one]
        convert = _on_the_way(compiled.binds[name].type, dialect)
        own = None if name in given else (convert or _as_is)(state.parameters[one])
        parameters.append((name if name in given else "", place, own, convert))
    made = [(place, _on_the_way_back(column.type, dialect)) for place, column in enumerate(statement.selected_columns)]
    known = tuple([(place, convert) for place, convert in made if convert is not None])
    return _Said(state.statement, tuple(parameters), known)


def _as_is(value: Any) -> Any:
    return value


def _on_the_way(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _on_the_way_back(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Convert | None:
    convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return None if convert is None else lru_cache(maxsize=_REMEMBERED)(convert)


def _ask(connection: sa.Connection, said: _Said, given: Given) -> list[Row]:
    values = []
    for name, place, own, convert in said.parameters:
        value = own
        if name:
            value = given[name]
            if place is not None:
                value = value[place] if place < len(value) else value[-1]
            if convert is not None:
                value = convert(value)
        values.append(value)
    driver, module = connection.connection.driver_connection, connection.dialect.dbapi
    assert driver is not None
    assert module is not None
    try:
        found: list[Row] = driver.execute(said.text, values).fetchall()
    except module.Error as error:
        raised = sa.exc.DBAPIError.instance(
            said.text, None, error, module.Error, hide_parameters=True, dialect=connection.dialect
        )
        raise raised from error
    return found


def _made(row: Row, made: tuple[tuple[int, _Convert], ...]) -> Row:
    values = list(row)
    for place, convert in made:
        if values[place] is not None:
            values[place] = convert(values[place])
    return tuple(values)


def _all_made(rows: list[Row], made: tuple[tuple[int, _Convert], ...]) -> list[Row]:
    """As `_made`, of many rows."""
    columns = [*zip(*rows, strict=True)]
    for place, convert in made:
        columns[place] = tuple([None if value is None else convert(value) for value in columns[place]])
    return [*zip(*columns, strict=True)]
