"""Nothing typed is lost: a form keeps its draft in the encrypted database as it is typed, and gives it back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casemgr.data import belonging
from casemgr.domain import checking
from casemgr.domain.checking import NotUnderstood
from casemgr.domain.fields import Field, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.desk import Desk

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A form that was not saved: of a new record, or of `record` as it stood at `version`."""

    id: str
    kind: str
    record: str | None
    version: int | None
    beneficiary: str | None
    values: dict[str, Any] = dataclasses.field(repr=False)
    at: datetime


def _plain(items: tuple[Field | Rows, ...], values: Values) -> dict[str, Any]:
    kept: dict[str, Any] = {key: values[key] for key in ("id", "confidentiality") if values.get(key)}
    for item in items:
        if item.key not in values:
            continue
        value = values[item.key]
        if isinstance(item, Rows):
            kept[item.key] = [_plain(item.fields, line) for line in value or ()]
        elif isinstance(value, NotUnderstood):
            said = value.message
            kept[item.key] = {"typed": value.text, "message": [said.fr, said.ar, said.en]}
        else:
            kept[item.key] = item.plain(value)
    return kept


def _revived(items: tuple[Field | Rows, ...], kept: Values) -> dict[str, Any]:
    values: dict[str, Any] = {key: kept[key] for key in ("id", "confidentiality") if key in kept}
    for item in items:
        if item.key not in kept:
            continue
        value = kept[item.key]
        if isinstance(item, Rows):
            values[item.key] = [_revived(item.fields, line) for line in value]
        elif isinstance(value, dict) and "typed" in value:
            values[item.key] = NotUnderstood(value["typed"], Words(*value["message"]))
        else:
            values[item.key] = item.revive(value)
    return values


def keep(
    desk: Desk,
    kind: Kind,
    values: Values,
    *,
    draft: str | None = None,
    record: str | None = None,
    version: int | None = None,
    beneficiary: str | None = None,
) -> str:
    """Keep a draft (a new one, or `draft` again); returns its id. Only its author gets it back.

    What a switch forbids is not kept, however half-typed the rest (data-protection.md §2.4).
    """
    table = desk.database.schema.house.draft
    with desk.database.reading() as connection:
        lawful = checking.lawful(kind, values, desk.context(connection, record or ""))
    row = {
        "user": desk.person.id,
        "kind": kind.key,
        "record": record,
        "version": version,
        "beneficiary": beneficiary,
        "values": json.dumps(_plain(tuple(kind.items()), lawful)),
        "at": desk.clock.now(),
    }
    draft_id = draft or desk.ids.new()
    with desk.work() as work:
        done = work.connection.execute(
            table.update().where(table.c.id == draft_id, table.c.user == desk.person.id).values(**row)
        )
        if done.rowcount == 0:
            work.connection.execute(table.insert().values(id=draft_id, **row))
    return draft_id


def mine(desk: Desk) -> list[Draft]:
    """This person's drafts, the newest first; none of a record that is closed to her since (data/scope.py)."""
    table = desk.database.schema.house.draft
    statement = sa.select(table).where(table.c.user == desk.person.id).order_by(table.c.at.desc())
    with desk.database.reading() as connection:
        rows = [row for row in connection.execute(statement).mappings().all() if _is_open_to(desk, connection, row)]
    return [
        Draft(
            id=row["id"],
            kind=row["kind"],
            record=row["record"],
            version=row["version"],
            beneficiary=row["beneficiary"],
            values=_revived(tuple(desk.kinds[row["kind"]].items()), json.loads(row["values"])),
            at=row["at"],
        )
        for row in rows
        if row["kind"] in desk.kinds
    ]


def _is_open_to(desk: Desk, connection: sa.Connection, row: sa.RowMapping) -> bool:
    kind = desk.kinds.get(row["kind"])
    if kind is None:
        return True
    if row["record"] is None or not (kind.closed_to or kind.belongs_to):
        return _owners_are_open(desk, connection, kind, json.loads(row["values"]))
    tables = desk.database.schema.of(kind)
    mine = desk.scope.scoped(kind.key, voided=True).where(tables.record.c.id == row["record"])
    return connection.execute(mine).first() is not None


def _owners_are_open(desk: Desk, connection: sa.Connection, kind: Kind, values: Mapping[str, Any]) -> bool:
    """A paper that is being put with a record (a complaint) is hidden with it."""
    return all(
        connection.execute(
            desk.scope.scoped(owner, voided=True).where(desk.database.schema.of(owner).record.c.id == record)
        ).first()
        is not None
        for _key, owner, record in belonging.owners(desk.database.schema, kind, values)
    )


def discard(desk: Desk, draft: str) -> None:
    """Throw a draft away (it was saved, or given up)."""
    table = desk.database.schema.house.draft
    with desk.work() as work:
        work.connection.execute(table.delete().where(table.c.id == draft, table.c.user == desk.person.id))
