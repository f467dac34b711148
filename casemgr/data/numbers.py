"""How a record gets its human number: a random code for a person, the next number of a register for the rest."""

from __future__ import annotations

from random import Random

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain import codes
from casemgr.domain.kind import Kind, RandomCode


class Numbers:
    """The numbers one transaction gives. A register's counter is kept by year and node, so two nodes never meet."""

    def __init__(self, connection: sa.Connection, database: Database) -> None:
        self._connection = connection
        self._database = database
        self._last: dict[str, int] = {}

    def give(self, kind: Kind, year: int, random: Random) -> str | None:
        """The number of a new record of `kind`; None for a kind without numbers."""
        number = kind.number
        if number is None:
            return None
        if isinstance(number, RandomCode):
            return codes.make_code(random, number.prefix)
        register = f"{number.prefix}-{year}-{self._database.node}"
        if register not in self._last:
            self._last[register] = self._read(register)
        self._last[register] += 1
        return f"{register}-{self._last[register]:0{number.digits}d}"

    def _read(self, register: str) -> int:
        self._database.lock(self._connection, "numbers")
        table = self._database.schema.house.number
        last = self._connection.execute(sa.select(table.c.last).where(table.c.register == register)).scalar()
        if last is None:
            self._connection.execute(table.insert().values(register=register, last=0))
        return last or 0

    def flush(self) -> None:
        """Remember the last numbers given."""
        table = self._database.schema.house.number
        for register, last in self._last.items():
            self._connection.execute(table.update().where(table.c.register == register).values(last=last))
