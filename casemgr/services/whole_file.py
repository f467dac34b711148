"""One file, whole: the person and every record that hangs on her, as far as this reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_FOUND
from casemgr.domain import codes
from casemgr.domain.errors import NotFound
from casemgr.domain.fields import Choice, Field, Link, Rows, storable
from casemgr.domain.kind import Kind, Register
from casemgr.domain.words import Words
from casemgr.services import links, records, staff
from casemgr.services.desk import Desk
from casemgr.services.file import kinds_of_a_file
from casemgr.services.records import Record

_STATE = Words("État", "الحالة", "State")


@dataclass(frozen=True)
class Leaf:
    """One record as it is read: its heading, and its filled fields as (label, value)."""

    title: str
    code: str
    state: str
    branch: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WholeFile:
    """The record asked for, and those that hang on it by kind; what they link to by title and by code (or login)."""

    kinds: Mapping[str, Kind]
    record: Record
    hanging: Mapping[str, tuple[Record, ...]]
    names: Mapping[tuple[str, str], str]
    codes: Mapping[tuple[str, str], str]

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it: plain values by key."""
        told = self._record_json(self.record)
        told["records"] = {
            kind: [self._record_json(record) for record in found] for kind, found in self.hanging.items() if found
        }
        return told

    def sheets(self) -> Iterator[Leaf]:
        """The same for people to read: the record first."""
        yield self._leaf(self.record)
        for found in self.hanging.values():
            yield from (self._leaf(record) for record in found)

    def _record_json(self, record: Record) -> dict[str, Any]:
        kind = self.kinds[record.kind]
        return {
            "kind": record.kind,
            "code": record.code,
            "title": record.title,
            "branch": record.branch,
            "confidentiality": record.confidentiality,
            "state": record.state,
            "external_id": record.external_id,
            "version": record.version,
            "created_at": record.created_at.isoformat(),
            "updated_at": record.updated_at.isoformat(),
            "values": self._values_json(kind.fields(), kind.rows(), record.values),
        }

    def _values_json(
        self, fields: tuple[Field, ...], groups: tuple[Rows, ...], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for field in fields:
            if field.key in values:
                told[field.key] = self._plain(field, values[field.key])
        for rows in groups:
            if rows.key in values:
                told[rows.key] = [
                    self._values_json(rows.plain_fields(), rows.inner_rows(), line)
                    | {"confidentiality": line.get("confidentiality")}
                    for line in values[rows.key]
                ]
        return told

    def _plain(self, field: Field, value: Any) -> Any:
        if isinstance(field, Link) and value:
            return self.codes.get((field.to, str(value)), "")
        return field.plain(value)

    def _leaf(self, record: Record) -> Leaf:
        kind = self.kinds[record.kind]
        states = kind.states
        shown = (
            Choice(key="state", label=_STATE, vocabulary=states.vocabulary, beside=states.beside) if states else None
        )
        return Leaf(
            title=": ".join(filter(None, (str(kind.label), record.title))),
            code=record.code,
            state=shown.show(record.state) if shown else "",
            branch=record.branch,
            lines=tuple(self._lines(kind, record.values)),
        )

    def _lines(self, kind: Kind, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for item in kind.items():
            if isinstance(item, Field):
                said = self._shown(item, values.get(item.key))
                if said:
                    yield str(item.label), said
            else:
                for line in values.get(item.key) or ():
                    yield str(item.one), " · ".join(filter(None, self._told(item, line)))

    def _told(self, rows: Rows, line: Mapping[str, Any]) -> Iterator[str]:
        """The answers of a row; where some are worked out from the others, each day says which it is."""
        are_named = any(field.worked_out is not None for field in rows.plain_fields())
        for field in rows.plain_fields():
            said = self._shown(field, line.get(field.key))
            yield f"{field.label} {said}" if said and are_named and field.type == "date" else said

    def _shown(self, field: Field, value: Any) -> str:
        if isinstance(field, Link):
            return self.names.get((field.to, str(value)), "") if value else ""
        return " ".join(field.show(value).split())


def find_code(desk: Desk, typed: str) -> tuple[str, str]:
    """The kind and the id of the record of this code or number, for this reader; a merged person leads on.

    Raises NotFound.
    """
    typed = storable(typed)
    wanted = {typed.strip(), codes.read_code(typed), codes.read_household_code(typed)}
    number = codes.read_register_number(typed)
    with desk.database.reading() as connection:
        for tables in desk.database.schema:
            record, kept = tables.record.c, tables.kind.number
            if number is not None and isinstance(kept, Register):  # as this register writes it
                wanted.add(f"{number.register}-{number.year}-{number.branch}-{number.sequence:0{kept.digits}d}")
            statement = (
                desk.scope.scoped(tables.kind.key, voided=True)
                .add_columns(record.merged_into)
                .where(record.code.in_(sorted(filter(None, wanted))))
            )
            found = connection.execute(statement).first()
            if found is not None:
                return tables.kind.key, str(found.merged_into or found.id)
    raise NotFound(*NOT_FOUND)


def whole_file(desk: Desk, code: str) -> WholeFile:
    """Everything this reader may see of the record of `code`; each reading is noted as when a file is opened.

    Raises NotFound.
    """
    kind_key, record_id = find_code(desk, code)
    record = records.read(desk, kind_key, record_id)
    hanging = {
        tables.kind.key: tuple(records.read(desk, tables.kind.key, one) for one in _of_person(desk, tables, record_id))
        for tables in (kinds_of_a_file(desk) if kind_key == "beneficiary" else ())
    }
    everything = [record, *(one for found in hanging.values() for one in found)]
    linked = _linked(desk, everything)
    names = {(to, one): links.label_of(desk, to, one) for to, one in sorted(linked)}
    return WholeFile(desk.kinds, record, hanging, names, _codes(desk, linked))


def _of_person(desk: Desk, tables: Any, person: str) -> list[str]:
    """Her records of one kind, those of people merged into her too, in order of their making."""
    people = desk.database.schema.of("beneficiary").record.c
    merged = sa.select(people.id).where(people.merged_into == person)
    link = tables.record.c[tables.kind.person]
    statement = desk.scope.scoped(tables.kind.key).where(sa.or_(link == person, link.in_(merged)))
    with desk.database.reading() as connection:
        ordered = statement.order_by(tables.record.c.created_at, tables.record.c.id)
        return [row.id for row in connection.execute(ordered)]


def _linked(desk: Desk, found: list[Record]) -> set[tuple[str, str]]:
    wanted: set[tuple[str, str]] = set()
    for record in found:
        kind = desk.kinds[record.kind]
        wanted |= {(f.to, str(record.values[f.key])) for f in _links(kind.fields()) if record.values.get(f.key)}
        for rows in kind.rows():
            for line in record.values.get(rows.key) or ():
                wanted |= {(f.to, str(line[f.key])) for f in _links(rows.plain_fields()) if line.get(f.key)}
    return wanted


def _codes(desk: Desk, linked: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The code of each linked record that this reader may see, the login of a colleague."""
    logins = {("user", member.id): member.login for member in staff.staff(desk)}
    found = {key: logins.get(key, key[1] if key[0] not in desk.kinds else "") for key in linked}
    with desk.database.reading() as connection:
        for to in {to for to, _one in linked if to in desk.kinds}:
            record = desk.database.schema.of(to).record.c
            ids = sorted(one for kind, one in linked if kind == to)
            statement = desk.scope.scoped(to, voided=True).add_columns(record.code).where(record.id.in_(ids))
            found.update({(to, row[0]): row[1] or "" for row in connection.execute(statement)})
    return found


def _links(fields: tuple[Field, ...]) -> tuple[Link, ...]:
    return tuple(field for field in fields if isinstance(field, Link))
