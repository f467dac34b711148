"""What became of a record: every change with its author, as this reader may see it; and the life of its states."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.refusals import NOT_FOUND
from casemgr.data.row_reader import visible_rows
from casemgr.domain.access import members
from casemgr.domain.errors import NotFound
from casemgr.domain.fields import Choice, Field, Link, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.records import note_secret
from casemgr.services.register import titles_of

CREATED = Words("Fiche créée", "إنشاء البطاقة", "Record created")
ADDED = Words("{what} : ligne ajoutée", "{what}: أضيف سطر", "{what}: line added")
REMOVED = Words("{what} : ligne retirée", "{what}: حذف سطر", "{what}: line taken away")
STATE = Words("État", "الحالة", "State")
VOID = Words("Annulation", "إلغاء", "Void")
MERGED = Words("Fusion", "دمج", "Merge")


@dataclass(frozen=True)
class Change:
    """One change: when, by whom, of what, from what to what (as shown to people)."""

    at: datetime
    by: str
    what: Words
    old: str = dataclasses.field(repr=False)
    new: str = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Stage:
    """One state in the life of a record."""

    state: str
    day: date
    reason: str = dataclasses.field(repr=False)
    by: str


def history(desk: Desk, kind_key: str, record_id: str) -> list[Change]:
    """Every change of a record, the newest first; only those whose confidentiality this reader may read.

    Raises NotFound when the record is not hers to see.
    """
    kind, tables = desk.kinds[kind_key], desk.database.schema.of(kind_key)
    change = desk.database.schema.house.change
    with desk.database.reading() as connection:
        stored = load(connection, tables, [record_id], desk.scope, groups=()).get(record_id)
        if stored is None:
            raise NotFound(*NOT_FOUND)
        rows = connection.execute(
            sa.select(change).where(change.c.record == record_id).order_by(change.c.stamp.desc())
        ).mappings()
        shown = visible_rows(connection, tables, record_id, desk.scope) if stored.view == "full" else set()
        kept = [
            dict(row)
            for row in rows
            if row["row"] in shown
            or (stored.view == "full" and row["row"] is None and _readable(desk, kind, row["confidentiality"]))
        ]
        authors = titles_of(desk, connection, "user", sorted({row["by"] for row in kept}))
    note_secret(desk, "read", [stored])
    return [_change(kind, row, authors) for row in kept]


def _readable(desk: Desk, kind: Kind, mark: str) -> bool:
    granted = list(desk.person.grants("r", kind.granted_as))
    return all(any(member in grant.levels for grant in granted) for member in members(mark))


def _change(kind: Kind, row: dict[str, Any], authors: dict[str, str]) -> Change:
    what, field = _what(kind, row["path"], row["field"])
    return Change(
        at=row["at"],
        by=authors.get(row["by"], ""),
        what=what,
        old=_shown(field, row["old"]),
        new=_shown(field, row["new"]),
    )


def _what(kind: Kind, path: str, key: str) -> tuple[Words, Field | None]:
    items: tuple[Field | Rows, ...] = tuple(kind.items())
    group: Rows | None = None
    for part in filter(None, path.split(".")):
        group = next((item for item in items if isinstance(item, Rows) and item.key == part), None)
        items = group.fields if group else ()
    if key == "*":
        return (ADDED.format(what=group.label) if group else CREATED), None
    if key == "removed" and group:
        return REMOVED.format(what=group.label), None
    if key == "state" and kind.states:
        return STATE, Choice(key=key, label=STATE, vocabulary=kind.states.vocabulary, beside=kind.states.beside)
    if key in ("void_reason", "merged_into"):
        return (VOID if key == "void_reason" else MERGED), None
    field = next((item for item in items if isinstance(item, Field) and item.key == key), None)
    return (field.label if field else Words(key, key, key)), field


def _shown(field: Field | None, kept: str | None) -> str:
    if kept is None or field is None or isinstance(field, Link):
        return ""
    return field.show(field.revive(json.loads(kept)))


def life(desk: Desk, kind_key: str, record_id: str) -> list[Stage]:
    """The states of a record, the first one first. Raises NotFound."""
    tables = desk.database.schema.of(kind_key)
    states, declared = tables.states, tables.kind.states
    if states is None or declared is None:
        return []
    field = Choice(key="state", label=STATE, vocabulary=declared.vocabulary, beside=declared.beside)
    with desk.database.reading() as connection:
        if record_id not in load(connection, tables, [record_id], desk.scope, groups=()):
            raise NotFound(*NOT_FOUND)
        rows = connection.execute(sa.select(states).where(states.c.record == record_id).order_by(states.c.place)).all()
        authors = titles_of(desk, connection, "user", sorted({row.by for row in rows}))
    return [Stage(field.show(row.state), row.day, row.reason or "", authors.get(row.by, "")) for row in rows]
