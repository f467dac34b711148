"""The audit: who, when, on what device, did what, to which record, which fields. Never a value, never a name (DP-07).

Append-only, chained by hash for each node and year: an entry that is changed or taken away breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casemgr.data import bulk
from casemgr.data.database import Database
from casemgr.data.prepared import once

_CHAINED = (
    "node",
    "year",
    "place",
    "at",
    "by",
    "device",
    "action",
    "kind",
    "record",
    "code",
    "fields",
    "reason",
)


_IN_ORDER = tuple(sorted(_CHAINED))
_as_text = json.JSONEncoder(ensure_ascii=False).encode


def _link(previous: bytes, row: dict[str, Any]) -> bytes:
    said = {key: row[key] for key in _IN_ORDER}
    said["at"] = row["at"].isoformat()
    return hashlib.sha256((previous.hex() + _as_text(said)).encode()).digest()


class AuditTrail:
    """What one transaction adds to the audit."""

    def __init__(self, connection: sa.Connection, database: Database, now: datetime, by: str, device: str) -> None:
        self._connection = connection
        self._database = database
        self._now = now
        self._by = by
        self._device = device
        self._waiting: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def continue_as(self, now: datetime, by: str) -> None:
        """Note what follows at another moment, by somebody else (unit_of_work.py)."""
        self._now, self._by = now, by

    def write(
        self,
        action: str,
        kind: str,
        record: str,
        code: str | None,
        fields: Iterable[str],
        reason: str | None = None,
    ) -> None:
        """Note one act. `fields` are names of fields; `reason` is what a person typed when a reason is asked."""
        self._waiting.append(
            {
                "node": self._database.node,
                "year": self._now.year,
                "at": self._now,
                "by": self._by,
                "device": self._device,
                "action": action,
                "kind": kind,
                "record": record,
                "code": code,
                "fields": " ".join(fields),
                "reason": reason,
            }
        )

    def flush(self) -> None:
        """Chain and write what waits."""
        if not self._waiting:
            return
        self._database.lock(self._connection, "audit")
        tails: dict[int, tuple[int, bytes]] = {}
        for row in self._waiting:
            year = row["year"]
            place, chain = tails[year] if year in tails else self._tail(year)
            row["place"] = place + 1
            row["chain"] = _link(chain, row)
            tails[year] = (row["place"], row["chain"])
        bulk.insert(self._connection, self._database.schema.house.audit, self._waiting)
        self._waiting = []

    def _tail(self, year: int) -> tuple[int, bytes]:
        """The place and the hash of the last entry of a year."""
        asked = once(self._database.schema.prepared, ("last of the audit",), self._tail_read)
        last = asked.first(self._connection, {"of": self._database.node, "in": year})
        return (last[0], last[1]) if last else (0, b"")

    def _tail_read(self) -> sa.Select[Any]:
        audit = self._database.schema.house.audit.c
        mine = sa.and_(audit.node == sa.bindparam("of"), audit.year == sa.bindparam("in"))
        return sa.select(audit.place, audit.chain).where(mine).order_by(audit.place.desc()).limit(1)


def broken_links(connection: sa.Connection, database: Database) -> Iterator[tuple[str, int, int]]:
    """Where the chain does not hold: (node, year, place) of each entry that was changed or follows a gap."""
    audit = database.schema.house.audit
    expected: dict[tuple[str, int], tuple[int, bytes]] = {}
    rows = connection.execute(sa.select(audit).order_by(audit.c.node, audit.c.year, audit.c.place)).mappings()
    for row in rows:
        place, chain = expected.get((row["node"], row["year"]), (0, b""))
        if row["place"] != place + 1 or row["chain"] != _link(chain, dict(row)):
            yield row["node"], row["year"], row["place"]
        expected[row["node"], row["year"]] = (row["place"], row["chain"])
