"""The only commit(). Whatever is written on a record passes here: rights, versions, numbers, audit, change log,
indexes.

    with UnitOfWork(database, actor) as work:
        record = work.create("beneficiary", values, branch="RAB")

New records are kept aside and written together (an import of 73,000 people is one transaction of a few large
inserts); anything that reads or changes what is stored writes them first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from casemgr.data import name_index
from casemgr.data.audit import AuditTrail
from casemgr.data.change_log import ChangeLog, as_json
from casemgr.data.database import Database
from casemgr.data.numbers import Numbers
from casemgr.data.records import RecordLookup, Stored, load
from casemgr.data.refusals import CHANGED_MEANWHILE, NOT_FOUND, NOT_YOURS
from casemgr.data.scope import Scope
from casemgr.data.tables import Group, KindTables
from casemgr.domain.access import Person, at_least
from casemgr.domain.clock import Clock
from casemgr.domain.errors import ChangedMeanwhile, NotAllowed, NotFound
from casemgr.domain.fields import Field
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind

Values = Mapping[str, Any]
FLUSH_AT = 20_000
REACHING = ("beneficiary", "case", "service")


@dataclass(frozen=True)
class Actor:
    """Who writes, when, and from what: the staff member, the clock, the source of identities, the device's label."""

    person: Person
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    device: str = ""
    source: str = "direct"


@dataclass(frozen=True)
class Step:
    """One state in the life of a record: since which day, and why."""

    state: str
    day: date
    reason: str | None = None


class UnitOfWork:
    """One transaction of writes. Commits when its block ends well; leaves nothing behind when it does not."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self.database = database
        self.actor = actor
        self.scope = Scope(database.schema, actor.person)
        self._waiting: dict[sa.Table, list[dict[str, Any]]] = {}
        self._waiting_count = 0
        self._reached: set[tuple[str, str]] = set()
        self._open: Any = None

    def __enter__(self) -> Self:
        self._open = self.database.writing()
        self.connection: sa.Connection = self._open.__enter__()
        now = self.actor.clock.now()
        self.audit = AuditTrail(self.connection, self.database, now, self.actor.person.id, self.actor.device)
        self.changes = ChangeLog(self.connection, self.database, now, self.actor.person.id)
        self.numbers = Numbers(self.connection, self.database)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self.flush()
            except BaseException as failure:
                self._open.__exit__(type(failure), failure, failure.__traceback__)
                raise
        self._open.__exit__(kind, error, trace)

    # --- adding ---------------------------------------------------------------------------------------------
    def create(
        self,
        kind_key: str,
        values: Values,
        *,
        branch: str | None = None,
        confidentiality: str | None = None,
        external_id: str | None = None,
        steps: Sequence[Step] = (),
        record_id: str | None = None,
    ) -> str:
        """Add a record from clean values (domain/checking.py); returns its id.

        Raises NotAllowed when no grant lets this person add such a record in this branch.
        """
        tables = self.database.schema.of(kind_key)
        kind, person = tables.kind, self.actor.person
        home = branch or person.branch
        mark = at_least(kind.confidentiality(values), confidentiality)
        if not person.may_create(kind.granted_as, mark, home):
            raise NotAllowed(*NOT_YOURS)
        now = self.actor.clock.now()
        record = record_id or self.actor.ids.new()
        life = self._life(kind, steps)
        code = self.numbers.give(kind, self.actor.clock.today().year, self.actor.ids.random)
        row: dict[str, Any] = {
            "id": record,
            "code": code,
            "external_id": external_id,
            "branch": home,
            "confidentiality": mark,
            "version": 1,
            "state": life[-1].state if life else None,
            "sort_name": name_index.sort_name(kind, values),
            "merged_into": None,
            "created_at": now,
            "created_by": person.id,
            "updated_at": now,
            "updated_by": person.id,
            "voided_at": None,
            "void_reason": None,
            "source": self.actor.source,
        }
        self._wait(tables.record, row | _columns(kind.stored_fields(), values))
        for group in tables.groups:
            for place, line in enumerate(values.get(group.rows.key) or ()):
                self._add_row(group, record, place, line)
        for place, step in enumerate(life):
            self._wait(self._states_table(tables), self._step_row(record, place, step))
        self._remember_where(tables, record, values, home)
        self._name_readers(kind, record, mark)
        self._index(kind, record, code, external_id, values)
        logged = as_json(kind, values) | ({"state": row["state"]} if life else {})
        self.changes.created(kind.key, record, logged, mark)
        self.audit.write("create", kind.key, record, code, _answered(kind, values))
        if self._waiting_count > FLUSH_AT:
            self.flush()
        return record

    def _life(self, kind: Kind, steps: Sequence[Step]) -> list[Step]:
        if kind.states is None:
            return []
        return list(steps) or [Step(kind.states.first, self.actor.clock.today())]

    def _step_row(self, record: str, place: int, step: Step) -> dict[str, Any]:
        return {
            "id": self.actor.ids.new(),
            "record": record,
            "place": place,
            "state": step.state,
            "day": step.day,
            "reason": step.reason,
            "at": self.actor.clock.now(),
            "by": self.actor.person.id,
        }

    @staticmethod
    def _states_table(tables: KindTables) -> sa.Table:
        if tables.states is None:
            raise ValueError(f"{tables.kind.key} has no states")
        return tables.states

    def _add_row(self, group: Group, parent: str, place: int, line: Values) -> str:
        row_id = line.get("id") or self.actor.ids.new()
        row = {
            "id": row_id,
            "record": parent,
            "place": place,
            "version": 1,
            "confidentiality": line.get("confidentiality") or "L0",
            "removed": 0,
        }
        self._wait(group.table, row | _columns(group.rows.plain_fields(), line))
        for inner in group.inner:
            for inner_place, inner_line in enumerate(line.get(inner.rows.key) or ()):
                self._add_row(inner, row_id, inner_place, inner_line)
        return str(row_id)

    # --- changing -------------------------------------------------------------------------------------------
    def find(self, kind_key: str, record: str, operation: str) -> Stored:
        """The record as this person sees it, if she may do `operation` on it.

        Raises NotFound when she may not see it, NotAllowed when she may see it and no more.
        """
        self.flush()
        tables = self.database.schema.of(kind_key)
        stored = load(self.connection, tables, [record], self.scope, operation).get(record)
        if stored is not None:
            return stored
        seen = operation != "r" and load(self.connection, tables, [record], self.scope, "r")
        if seen:
            raise NotAllowed(*NOT_YOURS)
        raise NotFound(*NOT_FOUND)

    def update(
        self,
        kind_key: str,
        record: str,
        values: Values,
        version: int,
        *,
        confidentiality: str | None = None,
        branch: str | None = None,
    ) -> Stored:
        """Change a record to these clean values, if nobody changed it since `version`; returns what it was.

        Keys that are absent are left as they are; rows that this person may not see are not touched. Raises
        ChangedMeanwhile, NotFound, NotAllowed.
        """
        before = self.find(kind_key, record, "u")
        if before.version != version:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)
        tables = self.database.schema.of(kind_key)
        kind = tables.kind
        changed = [f for f in kind.stored_fields() if f.key in values and values[f.key] != before.values.get(f.key)]
        mark = at_least(kind.confidentiality({**before.values, **values}), confidentiality or before.confidentiality)
        row = _columns(tuple(changed), values) | {"confidentiality": mark}
        if branch and branch != before.branch:
            if branch not in self.actor.person.branches:
                raise NotAllowed(*NOT_YOURS)
            row["branch"] = branch
        touched = [field.key for field in changed]
        for field_ in changed:
            old, new = field_.plain(before.values.get(field_.key)), field_.plain(values[field_.key])
            self.changes.changed(kind.key, record, record, "", field_.key, old, new, mark)
        for group in tables.groups:
            if group.rows.key in values:
                old_lines = before.values.get(group.rows.key, [])
                if self._update_rows(kind, group, record, record, old_lines, values[group.rows.key]):
                    touched.append(group.rows.key)
        if not touched and mark == before.confidentiality and "branch" not in row:
            return before
        self._bump(tables, record, version, row)
        self._reindex(kind, record)
        self._remember_where(tables, record, {**before.values, **values}, branch or before.branch)
        self.audit.write("update", kind.key, record, before.code, touched)
        return before

    def _bump(self, tables: KindTables, record: str, version: int, row: Mapping[str, Any]) -> None:
        table = tables.record
        done = self.connection.execute(
            table.update()
            .where(table.c.id == record, table.c.version == version)
            .values(
                **row,
                version=version + 1,
                updated_at=self.actor.clock.now(),
                updated_by=self.actor.person.id,
            )
        )
        if done.rowcount != 1:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)

    def _update_rows(
        self,
        kind: Kind,
        group: Group,
        record: str,
        parent: str,
        before: Sequence[Values],
        after: Sequence[Values],
    ) -> bool:
        old = {line["id"]: line for line in before}
        kept: set[str] = set()
        touched = False
        for place, line in enumerate(after):
            row_id = str(line.get("id") or "")
            if row_id in old:
                kept.add(row_id)
                touched |= self._update_row(kind, group, record, old[row_id], line, place)
            else:
                new_id = self._add_row(group, parent, place, line)
                logged = as_json(group.rows, line)
                self.changes.row_added(kind.key, record, new_id, ".".join(group.path), logged, line["confidentiality"])
                touched = True
        for row_id in old.keys() - kept:
            table = group.table
            self.connection.execute(
                table.update().where(table.c.id == row_id).values(removed=1, version=table.c.version + 1)
            )
            mark = old[row_id]["confidentiality"]
            self.changes.row_removed(kind.key, record, row_id, ".".join(group.path), mark)
            touched = True
        return touched

    def _update_row(self, kind: Kind, group: Group, record: str, before: Values, after: Values, place: int) -> bool:
        fields = [f for f in group.rows.plain_fields() if after.get(f.key) != before.get(f.key)]
        mark = after.get("confidentiality") or before["confidentiality"]
        touched = bool(fields) or mark != before["confidentiality"]
        if touched:
            table = group.table
            self.connection.execute(
                table.update()
                .where(table.c.id == before["id"])
                .values(
                    **_columns(tuple(fields), after),
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
            old_lines, new_lines = before.get(inner.rows.key) or [], after.get(inner.rows.key) or []
            touched |= self._update_rows(kind, inner, record, before["id"], old_lines, new_lines)
        return touched

    def void(self, kind_key: str, record: str, reason: str) -> None:
        """Take a record out of every list and count, with a reason; it is kept. Raises NotFound, NotAllowed."""
        before = self.find(kind_key, record, "u")
        tables = self.database.schema.of(kind_key)
        self._bump(tables, record, before.version, {"voided_at": self.actor.clock.now(), "void_reason": reason})
        self.changes.changed(kind_key, record, record, "", "void_reason", None, reason, before.confidentiality)
        self._forget(tables, record, before)
        self.audit.write("void", kind_key, record, before.code, ())

    def restore(self, kind_key: str, record: str) -> None:
        """Undo a void. Raises NotFound, NotAllowed."""
        before = self.find(kind_key, record, "u")
        tables = self.database.schema.of(kind_key)
        self._bump(tables, record, before.version, {"voided_at": None, "void_reason": None})
        self.changes.changed(
            kind_key, record, record, "", "void_reason", before.void_reason, None, before.confidentiality
        )
        self._reindex(tables.kind, record)
        self._remember_where(tables, record, before.values, before.branch)
        self.audit.write("restore", kind_key, record, before.code, ())

    def move(self, kind_key: str, record: str, step: Step) -> None:
        """Add a state to the record's life (the step itself is checked in services). Raises NotFound, NotAllowed."""
        before = self.find(kind_key, record, "t")
        tables = self.database.schema.of(kind_key)
        states = self._states_table(tables)
        last = sa.select(sa.func.coalesce(sa.func.max(states.c.place), -1)).where(states.c.record == record)
        place = self.connection.execute(last).scalar_one() + 1
        self.connection.execute(states.insert(), [self._step_row(record, place, step)])
        self._bump(tables, record, before.version, {"state": step.state})
        self.changes.changed(kind_key, record, record, "", "state", before.state, step.state, before.confidentiality)
        self.audit.write("state", kind_key, record, before.code, ("state",))

    def merge(self, kind_key: str, loser: str, survivor: str, reason: str = "") -> None:
        """Make `loser` an alias of `survivor`: both codes are found, counts resolve to the survivor."""
        before, into = self.find(kind_key, loser, "u"), self.find(kind_key, survivor, "u")
        tables = self.database.schema.of(kind_key)
        if into.merged_into or before.merged_into or loser == survivor:
            raise NotFound(*NOT_FOUND)
        self._bump(tables, loser, before.version, {"merged_into": survivor})
        table = tables.record
        self.connection.execute(table.update().where(table.c.merged_into == loser).values(merged_into=survivor))
        self.changes.changed(kind_key, loser, loser, "", "merged_into", None, survivor, before.confidentiality)
        self.audit.write("merge", kind_key, loser, before.code, (), reason or None)

    # --- what goes with every write -------------------------------------------------------------------------
    def lookup(self) -> RecordLookup:
        """What rules may look at, inside this transaction."""
        self.flush()
        return RecordLookup(self.connection, self.database.schema)

    def _wait(self, table: sa.Table, row: dict[str, Any]) -> None:
        self._waiting.setdefault(table, []).append(row)
        self._waiting_count += 1

    def flush(self) -> None:
        """Write what waits, parents before their rows."""
        for table in self.database.schema.metadata.sorted_tables:
            rows = self._waiting.pop(table, None)
            if rows:
                self.connection.execute(table.insert(), rows)
        self._waiting_count = 0
        if self._reached:
            reach = self.database.schema.house.reach
            rows = [{"branch": branch, "beneficiary": person} for branch, person in sorted(self._reached)]
            self.connection.execute(self.database.insert_or_ignore(reach), rows)
            self._reached.clear()
        self.numbers.flush()
        self.changes.flush()
        self.audit.flush()

    def _remember_where(self, tables: KindTables, record: str, values: Values, branch: str) -> None:
        """Which branches have something of a person: her record, a case, a service (access.md, "team")."""
        if tables.kind.key in REACHING:
            person = record if tables.kind.key == "beneficiary" else values.get(tables.kind.person)
            if person:
                self._reached.add((branch, str(person)))

    def _forget(self, tables: KindTables, record: str, before: Stored) -> None:
        name_index.remove(self.connection, self.database, record)
        person = record if tables.kind.key == "beneficiary" else before.values.get(tables.kind.person)
        if tables.kind.key not in REACHING or not person:
            return
        reach = self.database.schema.house.reach
        self.connection.execute(reach.delete().where(reach.c.beneficiary == person))
        for key in REACHING:
            if key in self.database.schema.kinds:
                other = self.database.schema.of(key)
                link = other.record.c.id if key == "beneficiary" else other.record.c[other.kind.person]
                still = sa.select(other.record.c.branch).where(link == person, other.record.c.voided_at.is_(None))
                self._reached |= {(branch, person) for branch in self.connection.execute(still).scalars()}

    def _name_readers(self, kind: Kind, record: str, mark: str) -> None:
        """Whoever records a protected file is on its list of named persons; nobody else is by rank."""
        if "L4" in mark:
            readers = self.database.schema.house.named_reader
            self._wait(readers, {"record": record, "user": self.actor.person.id, "kind": kind.key})

    def _index(self, kind: Kind, record: str, code: str | None, external_id: str | None, values: Values) -> None:
        if kind.search is None:
            return
        entry, numbers = name_index.entries(kind, record, code, external_id, values)
        self._wait(self.database.schema.house.name_index, entry)
        for number in numbers:
            self._wait(self.database.schema.house.number_index, number)

    def _reindex(self, kind: Kind, record: str) -> None:
        if kind.search is None:
            return
        self.flush()
        tables = self.database.schema.of(kind)
        whole = load(self.connection, tables, [record], None)[record]
        name_index.remove(self.connection, self.database, record)
        self._index(kind, record, whole.code, whole.external_id, whole.values)
        sort_name = name_index.sort_name(kind, whole.values)
        table = tables.record
        self.connection.execute(table.update().where(table.c.id == record).values(sort_name=sort_name))


def _columns(fields: Sequence[Field], values: Values) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field_ in fields:
        row |= field_.store(values.get(field_.key))
    return row


def _answered(kind: Kind, values: Values) -> list[str]:
    """The names of what was filled: the audit keeps names of fields, never values."""
    return [item.key for item in kind.items() if values.get(item.key) not in (None, "", (), [])]
