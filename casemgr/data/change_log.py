"""The change log: values before and after, scoped like their record and erasable with it; what the exchange carries.

A new record is one entry without a value: what it held from its first moment stands in the record itself, and in
`old` of the first change of what changed since. A new row of a record is one entry that holds it whole, a change one
entry for each field. Each entry has a stamp of its own (time, counter, node: a hybrid logical clock) and names the
stamp it replaces (sync.md, the rules).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data import bulk
from casemgr.data.database import Database
from casemgr.data.prepared import once
from casemgr.domain.fields import Field, Rows

Values = Mapping[str, Any]
_as_text = json.JSONEncoder(ensure_ascii=False).encode


def as_json(declared: Rows, values: Values) -> dict[str, Any]:
    """The values of a row, and of those within it, as plain text, numbers and lists; what is empty is left out."""
    fields = declared.plain_by_key
    kept: dict[str, Any] = {}
    for key, value in values.items():
        if value is not None and key in fields and (plain := fields[key].plain(value)) not in (None, "", []):
            kept[key] = plain
    for rows in declared.inner_rows():
        if lines := values.get(rows.key):
            kept[rows.key] = [as_json(rows, line) for line in lines]
    if mark := values.get("confidentiality"):
        kept["confidentiality"] = mark
    return kept


def revive_field(field: Field, text: str | None) -> Any:
    """The value that an entry kept."""
    return None if text is None else field.revive(json.loads(text))


class ChangeLog:
    """What one transaction adds to the change log."""

    def __init__(self, connection: sa.Connection, database: Database, now: datetime, by: str) -> None:
        self._connection = connection
        self._database = database
        self._now = now
        self._by = by
        self._waiting: list[dict[str, Any]] = []
        self._millis = int(now.timestamp() * 1000)
        self._counter: int | None = None

    def continue_as(self, now: datetime, by: str) -> None:
        """Log what follows at another moment, by somebody else (unit_of_work.py); stamps never go back."""
        self._now, self._by = now, by
        millis = int(now.timestamp() * 1000)
        if self._counter is None:
            self._millis = millis
        elif millis > self._millis:
            self._millis, self._counter = millis, 0

    def _stamp(self) -> str:
        if self._counter is None:
            asked = once(self._database.schema.prepared, ("last stamp",), self._last_read)
            last = asked.scalar(self._connection)
            self._counter = 0
            if last and int(last[:12], 16) >= self._millis:
                self._millis, self._counter = int(last[:12], 16), int(last[12:18], 16)
        self._counter += 1
        return f"{self._millis:012x}{self._counter:06x}-{self._database.node}"

    def mark(self) -> str:
        """A stamp of its own between what was logged before it and what will be after it."""
        return self._stamp()

    def _write(self, kind: str, record: str, row: str, path: str, field: str, mark: str, **values: Any) -> None:
        kept = {name: None if value is None else _as_text(value) for name, value in values.items()}
        self._waiting.append(
            {
                "stamp": self._stamp(),
                "at": self._now,
                "by": self._by,
                "kind": kind,
                "record": record,
                "row": None if row == record else row,
                "path": path,
                "field": field,
                "old": kept.get("old"),
                "new": kept.get("new"),
                "replaces": None,
                "confidentiality": mark,
            }
        )

    def created(self, kind: str, record: str, mark: str) -> None:
        """A new record, which says itself what it holds."""
        self._write(kind, record, record, "", "*", mark)

    def changed(self, kind: str, record: str, row: str, path: str, field: str, old: Any, new: Any, mark: str) -> None:
        """One field of a record, or of one of its rows (`path` is the group), from `old` to `new`."""
        self._write(kind, record, row, path, field, mark, old=old, new=new)
        asked = once(
            self._database.schema.prepared, ("replaced", row == record), partial(self._before_read, row == record)
        )
        said = {"of": record, "names": (field, "*")} | ({} if row == record else {"line": row})
        self._waiting[-1]["replaces"] = asked.scalar(self._connection, said)

    def _last_read(self) -> sa.Select[Any]:
        return sa.select(sa.func.max(self._database.schema.house.change.c.stamp))

    def _before_read(self, is_record: bool) -> sa.Select[Any]:
        """The last entry on a field of a record, or of a row of it."""
        change = self._database.schema.house.change.c
        same = change.row.is_(None) if is_record else change.row == sa.bindparam("line")
        named = change.field.in_(sa.bindparam("names", expanding=True))
        asked = sa.select(change.stamp).where(change.record == sa.bindparam("of"), same, named)
        return asked.order_by(change.stamp.desc()).limit(1)

    def row_added(self, kind: str, record: str, row: str, path: str, values: Values, mark: str) -> None:
        """A new row, whole."""
        self._write(kind, record, row, path, "*", mark, new=values)

    def row_removed(self, kind: str, record: str, row: str, path: str, mark: str) -> None:
        """A row taken away."""
        self._write(kind, record, row, path, "removed", mark, old=False, new=True)

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            bulk.insert(self._connection, self._database.schema.house.change, self._waiting)
            self._waiting = []
