"""The only commit(). Whatever is written on a record passes here: rights, versions, numbers, audit, change log,
indexes.

    with UnitOfWork(database, actor) as work:
        record = work.create("beneficiary", values, branch="RAB")

New records are kept aside and written together (an import of 73,000 people is one transaction of a few large
inserts); anything that reads or changes what is stored writes them first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from casemgr.data import belonging, bulk, follow_up, kept, name_index
from casemgr.data.audit import AuditTrail
from casemgr.data.change_log import ChangeLog
from casemgr.data.database import Database
from casemgr.data.name_index import Findable
from casemgr.data.numbers import Numbers
from casemgr.data.prepared import once
from casemgr.data.records import RecordLookup, Stored, load
from casemgr.data.refusals import CHANGED_MEANWHILE, NO_LONGER_HERS, NOT_FOUND, NOT_YOURS, NewerDatabase
from casemgr.data.row_writer import RowWriter, answered_columns, as_secret, columns_of
from casemgr.data.scope import Scope
from casemgr.data.tables import KindTables
from casemgr.domain.access import Person, at_least
from casemgr.domain.clock import Clock
from casemgr.domain.errors import ChangedMeanwhile, NotAllowed, NotFound
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind, Register

Values = Mapping[str, Any]
FLUSH_AT = 20_000
IMPORT = "import"
DIRECT = "direct"
REACHING = ("beneficiary", "case", "service")


@dataclass(frozen=True)
class Actor:
    """Who writes, when, and from what: the staff member, the clock, the source of identities, the device's label."""

    person: Person
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    device: str = ""
    source: str = DIRECT


@dataclass(frozen=True)
class Step:
    """One state in the life of a record: since which day, and why.

    `at` and `by` (a staff id) say when and by whom it was noted, for a life that is brought in whole; now, and by
    whoever writes, when they are empty.
    """

    state: str
    day: date
    reason: str | None = field(default=None, repr=False)
    at: datetime | None = None
    by: str = ""


class UnitOfWork:
    """One transaction of writes. Commits when its block ends well; leaves nothing behind when it does not.

    `signed_in`: the writer sits at a window, perhaps for hours, and is looked up again: whoever left, or lost a role
    or a branch meanwhile, writes nothing more. Raises NotAllowed.
    """

    def __init__(self, database: Database, actor: Actor, *, signed_in: bool = False) -> None:
        self._signed_in = signed_in
        self.database = database
        self.actor = actor
        self.scope = Scope(database.schema, actor.person)
        self._waiting: dict[sa.Table, list[dict[str, Any]]] = {}
        self._waiting_count = 0
        self._reached: set[tuple[str, str]] = set()
        self._open: Any = None
        # The codes given in this transaction, by record: to be told once.
        self.follow_ups: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._open = self.database.writing()
        self.connection: sa.Connection = self._open.__enter__()
        try:
            self._look_again()
        except BaseException as refused:
            self._open.__exit__(type(refused), refused, refused.__traceback__)
            raise
        now = self.actor.clock.now()
        self.audit = AuditTrail(self.connection, self.database, now, self.actor.person.id, self.actor.device)
        self.changes = ChangeLog(self.connection, self.database, now, self.actor.person.id)
        self.numbers = Numbers(self.connection, self.database)
        person, ids = self.actor.person, self.actor.ids
        self.rows = RowWriter(self.connection, self.changes, person, ids, self.wait, self.name_reader, self.brings_in)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self.flush()
                self.audit.flush()
            except BaseException as failure:
                self._open.__exit__(type(failure), failure, failure.__traceback__)
                raise
        self._open.__exit__(kind, error, trace)

    def _look_again(self) -> None:
        if self.database.is_newer(self.connection):  # what this program writes might no longer be true there
            raise NewerDatabase
        person = self.actor.person
        asked = once(self.database.schema.prepared, ("held",), self._held_read)
        held = asked.first(self.connection, {"staff": person.id}) if self._signed_in else None
        if held is None:
            return
        roles, branches, disabled_at = held
        lost = {*person.roles} - {*roles.split()} or {*person.branches} - {*branches.split()}
        if disabled_at is not None or lost:
            raise NotAllowed(*NO_LONGER_HERS)

    def _held_read(self) -> sa.Select[Any]:
        staff = self.database.schema.house.staff.c
        return sa.select(staff.roles, staff.branches, staff.disabled_at).where(staff.id == sa.bindparam("staff"))

    def continue_as(self, actor: Actor) -> None:
        """Write what follows in the name of `actor`, at the moment of the actor's clock, in the same transaction.

        For what was written by many and is brought in whole (the demonstration): time must not run backwards.
        """
        if actor.person != self.actor.person:
            self.scope = Scope(self.database.schema, actor.person)
            self.rows = replace(self.rows, person=actor.person, ids=actor.ids)
        self.actor = actor
        now = actor.clock.now()
        self.audit.continue_as(now, actor.person.id)
        self.changes.continue_as(now, actor.person.id)

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
        void_reason: str | None = None,
        found: Findable | None = None,
    ) -> str:
        """Add a record from clean values (domain/checking.py); returns its id. With `void_reason` it is void at once.

        `found`: by what it is found, if that is worked out. Raises NotAllowed when no grant lets this person add it.
        """
        tables = self.database.schema.of(kind_key)
        kind, person = tables.kind, self.actor.person
        home = branch or person.branch
        mark = at_least(self._least_mark(kind, values), confidentiality)
        is_hers = person.may_create(kind.granted_as, mark, home)
        if not is_hers and not self.brings_in(kind):
            raise NotAllowed(*NOT_YOURS)
        record = record_id or self.actor.ids.new()
        life = self._life(kind, steps, values)
        year = self.actor.clock.today().year if isinstance(kind.number, Register) else 0  # no random code has a year
        code = self.numbers.give(kind, year, self.actor.ids.random)
        found = found or name_index.findable(kind, values)
        row = self._first_row(life) | {
            "id": record,
            "sort_name": found.sort_name if found else None,
            "code": code,
            "external_id": external_id,
            "branch": home,
            "confidentiality": mark,
            "voided_at": self.actor.clock.now() if void_reason else None,
            "void_reason": void_reason,
        }
        self.wait(tables.record, row | answered_columns(kind.stored_by_key, values))
        for group in tables.groups:
            if lines := values.get(group.rows.key):
                for place, line in enumerate(as_secret(group, lines, mark)):
                    self.rows.add(kind, group, record, place, line)
        for place, step in enumerate(life):
            self.wait(self._states_table(tables), self._step_row(record, place, step))
        if not void_reason:
            self._remember_where(tables, record, values, home)
        if is_hers:
            self._name_readers(kind, record, mark)
        self._index(kind, record, (code, external_id), found)
        self._give_follow_up(kind, record, values)
        self.changes.created(kind.key, record, mark)
        self.audit.write("create", kind.key, record, code, _answered(kind, values))
        if self._waiting_count > FLUSH_AT:
            self.flush()
        return record

    def _give_follow_up(self, kind: Kind, record: str, values: Values) -> None:
        """A code to come back with, told once by whoever receives: an old list that is brought in gives none."""
        if kind.follow_up is None or self.actor.source != DIRECT or not kind.follow_up(values):
            return
        self.follow_ups[record] = follow_up.make(self.actor.ids.random)
        row = {"record": record, "kind": kind.key, "hashed": follow_up.hashed(self.follow_ups[record])}
        self.wait(self.database.schema.house.follow_up, row)

    def _first_row(self, life: Sequence[Step]) -> dict[str, Any]:
        """What every new record starts with: its first version, by whom and when, its state."""
        now, author = self.actor.clock.now(), self.actor.person.id
        last = life[-1] if life else None
        return {
            "version": 1,
            "state": last.state if last else None,
            "merged_into": None,
            "created_at": now,
            "created_by": author,
            "updated_at": (last.at if last else None) or now,
            "updated_by": (last.by if last else "") or author,
            "source": self.actor.source,
        }

    def brings_in(self, kind: Kind) -> bool:
        """Whether this is the import of an old list by somebody who may bring this kind in (access.py)."""
        return self.actor.source == IMPORT and self.actor.person.may_bring_in(kind.granted_as)

    def _life(self, kind: Kind, steps: Sequence[Step], values: Values) -> list[Step]:
        if kind.states is None:
            return []
        return list(steps) or [Step(kind.states.opening(values), self.actor.clock.today())]

    def _step_row(self, record: str, place: int, step: Step) -> dict[str, Any]:
        return {
            "id": self.actor.ids.new(),
            "record": record,
            "place": place,
            "state": step.state,
            "day": step.day,
            "reason": step.reason,
            "at": step.at or self.actor.clock.now(),
            "by": step.by or self.actor.person.id,
        }

    @staticmethod
    def _states_table(tables: KindTables) -> sa.Table:
        if tables.states is None:
            raise ValueError(f"{tables.kind.key} has no states")
        return tables.states

    # --- changing -------------------------------------------------------------------------------------------
    def find(self, kind_key: str, record: str, operation: str) -> Stored:
        """The record as this person sees it, if she may do `operation` on it.

        Raises NotFound when she may not see it, NotAllowed when she may see it and no more.
        """
        self.flush()
        tables = self.database.schema.of(kind_key)
        if operation != "r":
            self._hold(tables, record)
        stored = load(self.connection, tables, [record], self.scope, operation).get(record)
        if stored is not None:
            return stored
        seen = operation != "r" and load(self.connection, tables, [record], self.scope, "r")
        if seen:
            raise NotAllowed(*NOT_YOURS)
        raise NotFound(*NOT_FOUND)

    def _hold(self, tables: KindTables, record: str) -> None:
        """Keep a record from every other writer until this transaction ends: what is read of it next still stands when
        it is written (a step from a state, a merge). On a file the transaction is the only writer already.
        """
        if self.database.is_server:
            column = tables.record.c.id
            self.connection.execute(sa.select(column).where(column == record).with_for_update())

    def open_to_change(self, kind_key: str, record: str) -> tuple[Stored, bool]:
        """The record, and whether all of it is this person's to change; else only rows that are hers by a grant of
        their own (a lawyer, the identity documents). Raises NotFound, NotAllowed when nothing is.
        """
        try:
            return self.find(kind_key, record, "u"), True
        except NotAllowed:
            if not self.own_rows(kind_key, record):
                raise
            return self.find(kind_key, record, "r"), False

    def _check_own_rows(self, seen: Stored, values: Values) -> None:
        """Of a record that is not hers to change, nothing but her own rows changes. Raises NotAllowed."""
        own = self.own_rows(seen.kind, seen.id)
        if not all(key in own or value == seen.values.get(key) for key, value in values.items()):
            raise NotAllowed(*NOT_YOURS)

    def own_rows(self, kind_key: str, record: str) -> set[str]:
        """The groups of this record whose rows the person may change by a grant of their own that reaches it."""
        tables = self.database.schema.of(kind_key)
        mine = {
            group.rows.key: self.scope.rows_reached(tables, group, "u")
            for group in tables.groups
            if group.rows.grants_as and self.actor.person.grants("u", group.rows.grants_as)
        }
        if not mine:
            return set()
        self.flush()
        columns = [sa.case((reached, 1), else_=0).label(key) for key, reached in mine.items()]
        found = self.connection.execute(sa.select(*columns).where(tables.record.c.id == record)).mappings().first()
        return {key for key, reached in found.items() if reached} if found else set()

    def update(
        self,
        kind_key: str,
        record: str,
        values: Values,
        version: int,
        *,
        confidentiality: str | None = None,
        branch: str | None = None,
        opened: tuple[Stored, bool] | None = None,
    ) -> Stored:
        """Change a record to these clean values, if nobody changed it since `version`; returns what it was.

        Keys that are absent are left as they are; rows that this person may not see are not touched. `opened` is what
        `open_to_change` gave in this transaction, if nothing was written since. Raises ChangedMeanwhile, NotFound,
        NotAllowed.
        """
        tables = self.database.schema.of(kind_key)
        kind = tables.kind
        before, is_hers = opened or self.open_to_change(kind_key, record)
        if not is_hers:
            self._check_own_rows(before, values)
            if (branch and branch != before.branch) or confidentiality:
                raise NotAllowed(*NOT_YOURS)  # where a record stands and who reads it are no rows of anybody's own
        if before.version != version:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)
        least = self._least_mark(kind, {**before.values, **values})
        mark = at_least(least, confidentiality or before.confidentiality)
        if mark != before.confidentiality:
            self._mark_again(kind, record, before.confidentiality, mark)
        if "L4" in mark and any(
            link.key in values and values[link.key] != before.values.get(link.key) for link in kind.owners()
        ):
            self._stays_a_reader(kind, record)
        if branch and branch != before.branch and branch not in self.actor.person.branches:
            raise NotAllowed(*NOT_YOURS)
        self.write(before, values, mark, branch or before.branch, self.rows)
        return before

    def write(self, before: Stored, values: Values, mark: str, branch: str, rows: RowWriter) -> None:
        """Bring a record, whole as `before`, to these values, mark and branch, and log what changed.

        No right is asked for here but those of `rows`: that is for who calls.
        """
        tables, record = self.database.schema.of(before.kind), before.id
        kind = tables.kind
        changed = [f for f in kind.stored_fields() if f.key in values and values[f.key] != before.values.get(f.key)]
        row = columns_of(tuple(changed), values) | {"confidentiality": mark}
        if branch != before.branch:
            row["branch"] = branch
        touched = [field.key for field in changed]
        for field_ in changed:
            old, new = field_.plain(before.values.get(field_.key)), field_.plain(values[field_.key])
            self.changes.changed(kind.key, record, record, "", field_.key, old, new, mark)
        for group in tables.groups:
            old_lines = before.values.get(group.rows.key, [])
            if group.rows.key in values or (mark != before.confidentiality and old_lines):
                new_lines = as_secret(group, values.get(group.rows.key, old_lines), mark)
                if rows.change(kind, group, record, record, old_lines, new_lines):
                    touched.append(group.rows.key)
        if not touched and mark == before.confidentiality and branch == before.branch:
            return
        self.bump(tables, record, before.version, row)
        self._reindex(kind, record)
        if branch != before.branch or kind.person in touched:
            self.leave_where(tables, record, before.values, before.branch)
            self._remember_where(tables, record, {**before.values, **values}, branch)
        self.audit.write("update", kind.key, record, before.code, touched)
        if mark != before.confidentiality:
            self._mark_belongings(kind, record, mark)

    def _least_mark(self, kind: Kind, values: Values) -> str:
        """What a record with these values carries at least, by itself and by what it belongs to."""
        owners = kind.owners()
        if not owners or not any(values.get(link.key) for link in owners):
            return kind.confidentiality(values)
        self.flush()
        return belonging.least_mark(self.connection, self.database.schema, kind, values)

    def _mark_belongings(self, kind: Kind, record: str, mark: str) -> None:
        """What belongs to a record becomes as secret as it; no right on each is asked for, and none becomes less so."""
        schema = self.database.schema
        for key, ids in belonging.belongings(self.connection, schema, kind.key, record).items():
            for one in load(self.connection, schema.of(key), ids, None).values():
                self.write(one, {}, at_least(one.confidentiality, mark), one.branch, self.rows)

    def _mark_again(self, kind: Kind, record: str, before: str, mark: str) -> None:
        """A record that becomes more secret is not lost to its author: she must be of those who may change it so
        marked, and she is on the list of a protected one. Raises NotAllowed.
        """
        if not self.actor.person.may("u", kind.granted_as, mark):
            raise NotAllowed(*NOT_YOURS)
        if "L4" in mark and "L4" not in before:
            self._stays_a_reader(kind, record)

    def _stays_a_reader(self, kind: Kind, record: str) -> None:
        """Whoever read a protected record through what it belonged to still reads it when she takes it from there."""
        readers = self.database.schema.house.named_reader
        row = {"record": record, "user": self.actor.person.id, "kind": kind.key}
        self.connection.execute(self.database.insert_or_ignore(readers), [row])

    def bump(self, tables: KindTables, record: str, version: int, row: Mapping[str, Any]) -> None:
        """Set columns of a record that stands at `version`, as the next one. Raises ChangedMeanwhile."""
        table = tables.record
        said = {"version": version + 1, "updated_at": self.actor.clock.now(), "updated_by": self.actor.person.id}
        if bulk.update(self.connection, table, {"id": record, "version": version}, {**row, **said}) != 1:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)

    def void(self, kind_key: str, record: str, reason: str) -> None:
        """Take a record out of every list and count, with a reason; it is kept. Raises NotFound, NotAllowed."""
        before = self.find(kind_key, record, "u")
        tables = self.database.schema.of(kind_key)
        self.bump(tables, record, before.version, {"voided_at": self.actor.clock.now(), "void_reason": reason})
        self.changes.changed(kind_key, record, record, "", "void_reason", None, reason, before.confidentiality)
        self._forget(tables, record, before)
        self.audit.write("void", kind_key, record, before.code, ())

    def restore(self, kind_key: str, record: str) -> None:
        """Undo a void. Raises NotFound, NotAllowed."""
        before = self.find(kind_key, record, "u")
        tables = self.database.schema.of(kind_key)
        self.bump(tables, record, before.version, {"voided_at": None, "void_reason": None})
        self.changes.changed(
            kind_key, record, record, "", "void_reason", before.void_reason, None, before.confidentiality
        )
        self._reindex(tables.kind, record)
        self._remember_where(tables, record, before.values, before.branch)
        self.audit.write("restore", kind_key, record, before.code, ())

    def move(self, kind_key: str, record: str, step: Step) -> None:
        """Add a state to the record's life (the step itself is checked in services). Raises NotFound, NotAllowed."""
        self._add_state(self.find(kind_key, record, "t"), step)

    def follow(self, kind_key: str, record: str, step: Step) -> None:
        """As `move`, for a step that follows from another act (a consent withdrawn): whoever may do that act takes it,
        and no right on this record is asked for.
        """
        self.flush()
        tables = self.database.schema.of(kind_key)
        self._hold(tables, record)
        self._add_state(load(self.connection, tables, [record], None, groups=())[record], step)

    def _add_state(self, before: Stored, step: Step) -> None:
        kind_key, record = before.kind, before.id
        tables = self.database.schema.of(kind_key)
        states = self._states_table(tables)
        last = sa.select(sa.func.coalesce(sa.func.max(states.c.place), -1)).where(states.c.record == record)
        place = self.connection.execute(last).scalar_one() + 1
        self.connection.execute(states.insert(), [self._step_row(record, place, step)])
        self.bump(tables, record, before.version, {"state": step.state})
        self.changes.changed(kind_key, record, record, "", "state", before.state, step.state, before.confidentiality)
        self.audit.write("state", kind_key, record, before.code, ("state",))

    # --- what goes with every write -------------------------------------------------------------------------
    def lookup(self) -> RecordLookup:
        """What rules may look at, inside this transaction."""
        self.flush()
        return RecordLookup(self.connection, self.database.schema)

    def wait(self, table: sa.Table, row: dict[str, Any]) -> None:
        """Keep a new row aside until `flush`."""
        self._waiting.setdefault(table, []).append(row)
        self._waiting_count += 1

    def flush(self) -> None:
        """Write what waits, parents before their rows.

        The audit waits for the end of the transaction: its lock is everybody's, and whoever held it while asking for
        another would stop the others, or they her. A long one (an import) writes its audit on the way, and takes the
        numbers first, as all do.
        """
        for table in self.database.schema.in_order if self._waiting else ():
            rows = self._waiting.pop(table, None)
            if rows:
                is_searched = table is self.database.schema.house.name_index
                bulk.insert(self.connection, table, rows, at_once=name_index.AT_ONCE if is_searched else 1)
        self._waiting_count = 0
        kept.settle(self.connection, self.database.schema, self.rows.written)
        if self._reached:
            reach = self.database.schema.house.reach
            rows = [{"branch": branch, "beneficiary": person} for branch, person in sorted(self._reached)]
            self.connection.execute(self.database.insert_or_ignore(reach), rows)
            self._reach_survivors(rows)
            self._reached.clear()
        self.numbers.flush()
        self.changes.flush()
        if len(self.audit) > FLUSH_AT:
            self.database.lock(self.connection, "numbers")
            self.audit.flush()

    def _reach_survivors(self, rows: list[dict[str, str]]) -> None:
        """What is noted under the code of a merged person lets its branch see the one she turned out to be."""
        people = self.database.schema.of("beneficiary").record.c
        hers = sorted({row["beneficiary"] for row in rows})
        survivors: dict[str, str] = {}
        for start in range(0, len(hers), 500):
            chunk = people.id.in_(hers[start : start + 500])
            asked = sa.select(people.id, people.merged_into).where(chunk, people.merged_into.is_not(None))
            survivors |= {row.id: row.merged_into for row in self.connection.execute(asked)}
        more = [
            {**row, "beneficiary": survivors[row["beneficiary"]]} for row in rows if row["beneficiary"] in survivors
        ]
        if more:
            self.connection.execute(self.database.insert_or_ignore(self.database.schema.house.reach), more)

    def reach(self, branch: str, beneficiary: str) -> None:
        """Let a branch reach a person (a case on its way there)."""
        self._reached.add((branch, beneficiary))

    def hand_over(self, kind_key: str, record: str, branch: str) -> None:
        """Give a record to another branch (an accepted transfer)."""
        tables = self.database.schema.of(kind_key)
        before = load(self.connection, tables, [record], None, groups=())[record]
        self.bump(tables, record, before.version, {"branch": branch})
        self.leave_where(tables, record, before.values, before.branch)
        self.changes.changed(kind_key, record, record, "", "branch", before.branch, branch, before.confidentiality)
        self.audit.write("hand over", kind_key, record, before.code, ("branch",))

    def _remember_where(self, tables: KindTables, record: str, values: Values, branch: str) -> None:
        """Which branches have something of a person: her record, a case, a service (access.md, "team")."""
        if tables.kind.key in REACHING:
            person = record if tables.kind.key == "beneficiary" else values.get(tables.kind.person)
            if person:
                self._reached.add((branch, str(person)))

    def _forget(self, tables: KindTables, record: str, before: Stored) -> None:
        name_index.remove(self.connection, self.database, record)
        self.leave_where(tables, record, before.values, before.branch)

    def leave_where(self, tables: KindTables, record: str, values: Values, branch: str) -> None:
        """A branch that has nothing of a person any more reaches her no longer (a transfer on its way still does)."""
        person = record if tables.kind.key == "beneficiary" else values.get(tables.kind.person)
        if tables.kind.key not in REACHING or not person:
            return
        people = self.database.schema.of("beneficiary").record.c
        hers = sa.select(people.id).where(people.merged_into == person).union(sa.select(sa.literal(person)))
        stays = [
            sa.exists().where(link.in_(hers), other.branch == branch, other.voided_at.is_(None))
            for key in REACHING
            if key in self.database.schema.kinds
            for kept in [self.database.schema.of(key)]
            for other in [kept.record.c]
            for link in [other.id if key == "beneficiary" else other[kept.kind.person]]
        ]
        reach = self.database.schema.house.reach
        gone = reach.delete().where(reach.c.beneficiary == person, reach.c.branch == branch, sa.not_(sa.or_(*stays)))
        self.connection.execute(gone)

    def _name_readers(self, kind: Kind, record: str, mark: str) -> None:
        """Whoever records a protected file is on its list of named persons; nobody else is by rank."""
        if "L4" in mark:
            self.name_reader(kind.key, record)

    def name_reader(self, kind: str, record: str) -> None:
        """Put this person on the list of those who may read a protected record or row."""
        readers = self.database.schema.house.named_reader
        self.wait(readers, {"record": record, "user": self.actor.person.id, "kind": kind})

    def _index(self, kind: Kind, record: str, own: tuple[str | None, str | None], found: Findable | None) -> None:
        for table, rows in name_index.entries(self.database.schema.house, kind.key, record, own, found):
            self._waiting.setdefault(table, []).extend(rows)
            self._waiting_count += len(rows)

    def _reindex(self, kind: Kind, record: str) -> None:
        if kind.search is None:
            return
        self.flush()
        tables = self.database.schema.of(kind)
        whole = load(self.connection, tables, [record], None)[record]
        name_index.remove(self.connection, self.database, record)
        found = name_index.findable(kind, whole.values)
        self._index(kind, record, (whole.code, whole.external_id), found)
        sort_name, table = found.sort_name if found else None, tables.record
        self.connection.execute(table.update().where(table.c.id == record).values(sort_name=sort_name))


def _answered(kind: Kind, values: Values) -> list[str]:
    """The names of what was filled: the audit keeps names of fields, never values."""
    return [key for key in kind.item_keys if key in values and values[key] not in (None, "", (), [])]
