"""Reading, checking and saving one record of any kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data import belonging
from casemgr.data.prepared import once
from casemgr.data.records import RecordLookup, Stored, load
from casemgr.data.refusals import NOT_FOUND
from casemgr.data.scope import WITH_PAPERS
from casemgr.data.tables import KindTables
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain import checking
from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, Issue, NotFound, UserError
from casemgr.domain.fields import REQUIRED, Computed, storable
from casemgr.domain.kind import Kind, Transition
from casemgr.domain.words import Words
from casemgr.services import casework
from casemgr.services.desk import Desk

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """One record as this reader may see it; `values` holds fields, rows and computed fields."""

    kind: str
    id: str
    code: str
    title: str = dataclasses.field(repr=False)
    branch: str
    confidentiality: str
    version: int
    state: str | None
    view: str
    external_id: str | None = dataclasses.field(repr=False)
    merged_into: str | None
    void_reason: str | None = dataclasses.field(repr=False)
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    values: Values = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Saved:
    """What a save gave: the record's id, number and new version, and the remarks it was kept with.

    `follow_up` is the code with which somebody without a name comes back, told this once.
    """

    id: str
    code: str
    version: int
    warnings: tuple[Issue, ...] = ()
    follow_up: str = dataclasses.field(default="", repr=False)


def as_record(desk: Desk, stored: Stored, context: Any) -> Record:
    """A stored record with its title and computed fields, as far as the reader's view goes."""
    kind = desk.kinds[stored.kind]
    seen = kind.view_keys(stored.view)
    computed = checking.computed(kind, Absent(stored.values), context)
    untold = not_told(desk, kind)
    computed = {key: value for key, value in computed.items() if key not in untold and (seen is None or key in seen)}
    values = {**stored.values, **computed}
    return Record(
        kind=stored.kind,
        id=stored.id,
        code=stored.code,
        title=kind.called(stored.view, Absent(values)),
        branch=stored.branch,
        confidentiality=stored.confidentiality,
        version=stored.version,
        state=stored.state,
        view=stored.view,
        external_id=stored.external_id,
        merged_into=stored.merged_into,
        void_reason=stored.void_reason,
        created_at=stored.created_at,
        created_by=stored.created_by,
        updated_at=stored.updated_at,
        updated_by=stored.updated_by,
        values=values,
    )


def not_told(desk: Desk, kind: Kind) -> frozenset[str]:
    """The fields worked out from records of another kind, which this person may neither read nor count."""
    person = desk.person
    return frozenset(
        field.key
        for field in kind.fields()
        if isinstance(field, Computed)
        and field.of_others
        and not any(person.grants(operation, field.of_others) for operation in "rk")
    )


class Absent(dict[str, Any]):
    """Values in which what the reader may not see reads as empty: computed fields and titles then say less."""

    def __repr__(self) -> str:
        return f"<{len(self)} values>"

    def __missing__(self, key: str) -> Any:
        return None


def read(desk: Desk, kind_key: str, record_id: str) -> Record:
    """One record, and a line in the audit: of a person's file, and of whatever is more secret than L1.

    Raises NotFound when there is none for this reader.
    """
    with desk.database.reading() as connection:
        record = read_in(desk, connection, kind_key, record_id, desk.context(connection, record_id))
    note_read(desk, record)
    return record


def read_in(desk: Desk, connection: sa.Connection, kind_key: str, record_id: str, context: Context) -> Record:
    """As `read`, within a reading that asks for more; the caller calls `note_read` before anything is shown."""
    tables = desk.database.schema.of(kind_key)
    stored = load(connection, tables, [record_id], desk.scope).get(record_id)
    if stored is None:
        raise NotFound(*NOT_FOUND)
    return as_record(desk, stored, context)


def note_read(desk: Desk, record: Record) -> None:
    """The line in the audit that `read` owes."""
    if record.kind == "beneficiary" or record.confidentiality not in ("L0", "L1"):
        with desk.work() as work:
            work.audit.write("read", record.kind, record.id, record.code, ())


def note_secret(desk: Desk, action: str, shown: Iterable[Stored], fields: Sequence[str] = ()) -> None:
    """Note in the audit what was shown of records that are more secret than L1; nothing of the others."""
    secret = [one for one in shown if one.confidentiality not in ("L0", "L1")]
    if secret:
        with desk.work() as work:
            for one in secret:
                work.audit.write(action, one.kind, one.id, one.code, fields)


def new_draft(desk: Desk, kind_key: str, **given: Any) -> dict[str, Any]:
    """A new draft with its defaults, and what is given."""
    with desk.database.reading() as connection:
        return checking.with_defaults(desk.kinds[kind_key], desk.context(connection), given)


def check(desk: Desk, kind_key: str, values: Values, record_id: str = "") -> Checked:
    """The draft as it would be kept, with every remark on it."""
    with desk.database.reading() as connection:
        return checking.check(desk.kinds[kind_key], values, desk.context(connection, record_id))


def check_in(work: UnitOfWork, desk: Desk, kind_key: str, values: Values, record_id: str, insist: bool) -> Checked:
    """Check inside a transaction. Raises InvalidDraft: for errors, and for warnings unless `insist`."""
    context = desk.context(work.connection, record_id)
    checked = checking.check(desk.kinds[kind_key], values, context)
    if checked.errors or (checked.warnings and not insist):
        raise InvalidDraft(checked.issues)
    return checked


def save(
    desk: Desk,
    kind_key: str,
    values: Values,
    *,
    record_id: str | None = None,
    version: int | None = None,
    insist: bool = False,
    branch: str | None = None,
    confidentiality: str | None = None,
    external_id: str | None = None,
) -> Saved:
    """Save a draft: a new record, or a change to `record_id` opened at `version`.

    Raises InvalidDraft (errors, or warnings unless `insist`), ChangedMeanwhile, NotFound, NotAllowed.
    """
    with desk.work() as work:
        whole, before, opened = dict(values), None, None
        if record_id is not None:
            opened = work.open_to_change(kind_key, record_id)
            before = opened[0]
            _check_stands(work, before)
            whole = {**before.values, **values}
        checked = check_in(work, desk, kind_key, whole, record_id or "", insist)
        _check_person(work, desk, kind_key, checked.values, before.values if before else {})
        _check_owners(work, desk, kind_key, checked.values, before.values if before else {})
        if record_id is None:
            record_id = work.create(
                kind_key,
                checked.values,
                branch=branch,
                confidentiality=confidentiality,
                external_id=storable(external_id) if external_id else external_id,
            )
        else:
            kept = {key: value for key, value in checked.values.items() if key in whole}
            if version is None:
                raise ValueError("the version that was opened is needed to change a record")
            marked = {"confidentiality": confidentiality, "branch": branch}
            work.update(kind_key, record_id, kept, version, **marked, opened=opened)
        casework.after_saving(work, kind_key, record_id, before.values if before else {}, checked.values)
        work.flush()
        code, now = _standing(work, kind_key, record_id)
        return Saved(record_id, code, now, checked.warnings, work.follow_ups.get(record_id, ""))


NOT_HERE = Words(
    "Aucune fiche de ce code, ou elle ne vous est pas ouverte.",
    "لا توجد بطاقة بهذا الرمز، أو ليست متاحة لكم.",
    "No record of this code, or it is not open to you.",
)


def _check_person(work: UnitOfWork, desk: Desk, kind_key: str, values: Values, before: Values) -> None:
    """A case or a service lets its branch see the person (access.md, "team"): it is noted on whom one sees already.

    Raises InvalidDraft beside the field.
    """
    link = desk.kinds[kind_key].person
    person = values.get(link) if link else None
    if not person or person == before.get(link):
        return
    people = desk.database.schema.of("beneficiary")
    if not load(work.connection, people, [str(person)], desk.scope, groups=()):
        raise InvalidDraft([Issue(link, NOT_HERE)])


MERGED = Words(
    "Cette fiche a été fusionnée avec la fiche {code}.",
    "دمجت هذه البطاقة مع البطاقة {code}.",
    "This file was merged into file {code}.",
)
OPEN_THE_OTHER = Words(
    "Ouvrez l’autre fiche et notez-y ce qui a changé.",
    "افتحوا البطاقة الأخرى وسجلوا فيها ما تغير.",
    "Open the other file and note there what has changed.",
)


def _check_stands(work: UnitOfWork, record: Stored) -> None:
    """What was merged into another is only a code that leads there: what is written in it nobody would find.

    Raises UserError.
    """
    if record.merged_into is not None:
        kept = work.database.schema.of(record.kind).record.c
        code = work.connection.execute(sa.select(kept.code).where(kept.id == record.merged_into)).scalar()
        raise UserError(MERGED.format(code=code or ""), OPEN_THE_OTHER)


def _check_owners(work: UnitOfWork, desk: Desk, kind_key: str, values: Values, before: Values) -> None:
    """A paper is put with a record that one reads oneself: it takes its place among those who do.

    Raises InvalidDraft beside the link.
    """
    for key, owner, record in belonging.owners(desk.database.schema, desk.kinds[kind_key], values):
        if record == before.get(key):
            continue
        stored = load(work.connection, desk.database.schema.of(owner), [record], desk.scope, groups=()).get(record)
        if stored is None or stored.view not in WITH_PAPERS:
            raise InvalidDraft([Issue(key, NOT_HERE)])


def _standing(work: UnitOfWork, kind_key: str, record_id: str) -> tuple[str, int]:
    tables = work.database.schema.of(kind_key)
    asked = once(tables.prepared, ("standing",), partial(_standing_read, tables))
    ((code, version),) = asked.rows(work.connection, {"of": record_id})
    return code or "", version


def _standing_read(tables: KindTables) -> sa.Select[Any]:
    record = tables.record.c
    return sa.select(record.code, record.version).where(record.id == sa.bindparam("of"))


def void(desk: Desk, kind_key: str, record_id: str, reason: str) -> None:
    """Take a record out of lists and counts, with a typed reason; it is kept, and `restore` undoes it."""
    reason = storable(reason)
    if not reason.strip():
        raise InvalidDraft([Issue("void_reason", REQUIRED)])
    with desk.work() as work:
        _check_stands(work, work.find(kind_key, record_id, "u"))
        work.void(kind_key, record_id, reason.strip())


def restore(desk: Desk, kind_key: str, record_id: str) -> None:
    """Undo a void."""
    with desk.work() as work:
        work.restore(kind_key, record_id)


def steps(desk: Desk, record: Record) -> tuple[Transition, ...]:
    """The steps this person may take now from the record's state."""
    kind = desk.kinds[record.kind]
    if kind.states is None or record.state is None or not desk.person.may("t", kind.granted_as, record.confidentiality):
        return ()
    roles = set(desk.person.roles)
    return tuple(step for step in kind.states.from_state(record.state) if not step.done_by or roles & set(step.done_by))


NO_SUCH_STEP = Words(
    "Ce passage n’est pas possible depuis l’état actuel.",
    "هذا الانتقال غير ممكن من الحالة الراهنة.",
    "This step is not possible from the present state.",
)
REASON_NEEDED = Words("Donnez la raison.", "اذكروا السبب.", "Give the reason.")


def move(
    desk: Desk,
    kind_key: str,
    record_id: str,
    to: str,
    day: date,
    *,
    reason: str | None = None,
    values: Values | None = None,
    insist: bool = False,
) -> Saved:
    """Take a record to another state on `day`, filling what the step needs.

    Raises InvalidDraft when the step does not exist from here, needs something, or its guard refuses.
    """
    with desk.work() as work:
        return move_in(work, desk, kind_key, record_id, to, day, reason=reason, values=values, insist=insist)


def move_in(
    work: UnitOfWork,
    desk: Desk,
    kind_key: str,
    record_id: str,
    to: str,
    day: date,
    *,
    reason: str | None = None,
    values: Values | None = None,
    insist: bool = False,
) -> Saved:
    """As `move`, inside a transaction that does more."""
    reason = storable(reason) if reason else reason
    before = work.find(kind_key, record_id, "t")
    kind = desk.kinds[kind_key]
    found = kind.states.from_state(before.state or "") if kind.states else ()
    step = next((one for one in found if one.end == to), None)
    if step is None or (step.done_by and not set(step.done_by) & set(desk.person.roles)):
        raise InvalidDraft([Issue("state", NO_SUCH_STEP)])
    given = {**(values or {}), **({step.day_in: day} if step.day_in else {})}
    whole = {**before.values, **given}
    context = desk.context(work.connection, record_id)
    told = {**whole, "state": before.state, "step_day": day}
    if step.fills:
        given = {**step.fills(told, context), **given}
        whole, told = {**whole, **given}, {**told, **given}
    issues = [Issue(key, REQUIRED) for key in step.needs if checking.is_empty(whole.get(key))]
    if step.reason and not (reason or "").strip():
        issues.append(Issue("reason", REASON_NEEDED))
    if step.guard:
        issues += step.guard(told, context)
    if any(issue.strength == "error" for issue in issues) or (issues and not insist):
        raise InvalidDraft(issues)
    if given:
        checked = check_in(work, desk, kind_key, whole, record_id, insist=True)
        kept = {key: checked.values[key] for key in given if key in checked.values}
        work.update(kind_key, record_id, kept, before.version)
    work.move(kind_key, record_id, Step(to, day, reason))
    casework.after_step(work, kind_key, record_id, before.state or "", to, whole)
    code, version = _standing(work, kind_key, record_id)
    return Saved(record_id, code, version)


def lookup(desk: Desk, connection: sa.Connection) -> RecordLookup:
    """What rules may look at, inside a reading."""
    return RecordLookup(connection, desk.database.schema)
