"""The code with which somebody without a name comes back to what was recorded: said once, kept as a hash.

Whoever reads the database later learns no code, so nobody can pretend to be who came: it stands on the receipt alone.
"""

from __future__ import annotations

import hashlib
from random import Random

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain import codes

PREFIX = "A"  # "anonyme": never valid as the code of a person or of a household
_SALT = b"casemgr follow-up"  # one for all: a code is looked up, never checked against one record


def make(random: Random) -> str:
    """A new code, such as "A-7KD-M3X-9QF-T"."""
    return codes.make_code(random, PREFIX)


def hashed(code: str) -> str:
    """What is kept of a code. Slow on purpose (some milliseconds): a stolen copy is not searched through."""
    return hashlib.scrypt(code.encode(), salt=_SALT, n=2**12, r=8, p=1, dklen=24).hex()


def find(connection: sa.Connection, database: Database, kind: str, typed: str) -> list[str]:
    """The record of this kind that a typed code leads to: one id or none, whoever asks (the scope comes after)."""
    code = codes.read_code(typed, PREFIX)
    if code is None:
        return []
    keys = database.schema.house.follow_up.c
    statement = sa.select(keys.record).where(keys.kind == kind, keys.hashed == hashed(code))
    return list(connection.execute(statement).scalars())
