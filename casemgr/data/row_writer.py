"""Writing the rows that a record owns: added, changed, taken away, each logged, each by its own grant and mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casemgr.data.change_log import ChangeLog, as_json
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.tables import Group
from casemgr.domain.access import Person, at_least
from casemgr.domain.errors import NotAllowed
from casemgr.domain.fields import Field
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind

Values = Mapping[str, Any]


def columns_of(fields: Sequence[Field], values: Values) -> dict[str, Any]:
    """What each column keeps of some fields."""
    row: dict[str, Any] = {}
    for one in fields:
        row |= one.store(values.get(one.key))
    return row


def answered_columns(fields: Mapping[str, Field], values: Values) -> dict[str, Any]:
    """What the columns of a new record or row keep; those of what is not answered are left to be empty."""
    row: dict[str, Any] = {}
    for key, value in values.items():
        if value is not None and key in fields:
            row |= fields[key].store(value)
    return row


def as_secret(group: Group, lines: Sequence[Values], mark: str) -> list[dict[str, Any]]:
    """The rows of a record that carries `mark`, each at least as secret: what a psychologist notes on a session is
    hers to write, and the case team does not read it.
    """
    return [
        {
            **line,
            **{
                inner.rows.key: as_secret(inner, line[inner.rows.key] or (), mark)
                for inner in group.inner
                if inner.rows.key in line
            },
            "confidentiality": at_least(mark, line.get("confidentiality")),
        }
        for line in lines
    ]


@dataclass(frozen=True)
class RowWriter:
    """The rows of the records that one transaction writes.

    `wait` keeps a new row of a table aside until the transaction flushes; `name_reader(kind, row)` puts the writer on
    the list of those who may read a protected row; `brings_in(kind)` says that an old list is being brought in.
    `written` are the records (kind, id) with rows from which the database keeps something (`Kind.kept`), for kept.py.
    """

    connection: sa.Connection
    changes: ChangeLog
    person: Person
    ids: Ids
    wait: Callable[[sa.Table, dict[str, Any]], None]
    name_reader: Callable[[str, str], None]
    brings_in: Callable[[Kind], bool]
    written: set[tuple[str, str]] = field(default_factory=set)

    def add(self, kind: Kind, group: Group, parent: str, place: int, line: Values) -> str:
        """Add a row and those within it; returns its id. Raises NotAllowed."""
        row_id = line.get("id") or self.ids.new()
        self._check_right(kind, group, line.get("confidentiality") or "L0")
        row: dict[str, Any] = {
            "id": row_id,
            "record": parent,
            "place": place,
            "version": 1,
            "confidentiality": line.get("confidentiality") or "L0",
            "removed": 0,
        }
        self.wait(group.table, row | answered_columns(group.rows.plain_by_key, line))
        self._note(kind, group, parent)
        if "L4" in row["confidentiality"] and not self.brings_in(kind):
            self.name_reader(kind.key, str(row_id))
        for inner in group.inner:
            for inner_place, inner_line in enumerate(line.get(inner.rows.key) or ()):
                self.add(kind, inner, row_id, inner_place, inner_line)
        return str(row_id)

    def _note(self, kind: Kind, group: Group, record: str) -> None:
        if kind.kept_from and ".".join(group.path) in kind.kept_from:
            self.written.add((kind.key, record))

    def _check_right(self, kind: Kind, group: Group, mark: str) -> None:
        """Rows are governed by their own line of access.csv where they have one, and by their mark."""
        governed = group.rows.grants_as or kind.granted_as
        person = self.person
        if self.brings_in(kind):
            return
        if not (person.may("c", governed, mark) or person.may("u", governed, mark)):
            raise NotAllowed(*NOT_YOURS)

    def change(
        self,
        kind: Kind,
        group: Group,
        record: str,
        parent: str,
        before: Sequence[Values],
        after: Sequence[Values],
    ) -> bool:
        """Make the rows `before` (those this person sees) into `after`; whether anything changed. Raises NotAllowed."""
        old = {line["id"]: line for line in before}
        kept: set[str] = set()
        touched = False
        for place, line in enumerate(after):
            row_id = str(line.get("id") or "")
            if row_id in old:
                kept.add(row_id)
                touched |= self._update_row(kind, group, record, old[row_id], line, place)
            else:
                new_id = self.add(kind, group, parent, place, line)
                logged = as_json(group.rows, line)
                self.changes.row_added(kind.key, record, new_id, ".".join(group.path), logged, line["confidentiality"])
                touched = True
        for row_id in old.keys() - kept:
            self._check_right(kind, group, old[row_id]["confidentiality"])
            table = group.table
            self.connection.execute(
                table.update().where(table.c.id == row_id).values(removed=1, version=table.c.version + 1)
            )
            mark = old[row_id]["confidentiality"]
            self.changes.row_removed(kind.key, record, row_id, ".".join(group.path), mark)
            touched = True
        if touched:
            self._note(kind, group, record)
        return touched

    def _update_row(self, kind: Kind, group: Group, record: str, before: Values, after: Values, place: int) -> bool:
        """Keys that are absent from `after` (their switch is off) are left as they stand."""
        fields = [f for f in group.rows.plain_fields() if f.key in after and after[f.key] != before.get(f.key)]
        mark = after.get("confidentiality") or before["confidentiality"]
        touched = bool(fields) or mark != before["confidentiality"]
        if touched:
            self._check_right(kind, group, before["confidentiality"])
            self._check_right(kind, group, mark)
            if "L4" in mark and "L4" not in before["confidentiality"] and not self.brings_in(kind):
                self.name_reader(kind.key, before["id"])
            table = group.table
            self.connection.execute(
                table.update()
                .where(table.c.id == before["id"])
                .values(
                    **columns_of(tuple(fields), after),
                    place=place,
                    confidentiality=mark,
                    version=table.c.version + 1,
                )
            )
            path = ".".join(group.path)
            for f in fields:
                old, new = f.plain(before.get(f.key)), f.plain(after.get(f.key))
                self.changes.changed(kind.key, record, before["id"], path, f.key, old, new, mark)
        for inner in group.inner:
            if inner.rows.key not in after:
                continue
            old_lines, new_lines = before.get(inner.rows.key) or [], after[inner.rows.key] or []
            touched |= self.change(kind, inner, record, before["id"], old_lines, new_lines)
        return touched
