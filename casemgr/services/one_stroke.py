"""What is due, done in one stroke: a step that asks nothing more, or the field that says it is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_FOUND
from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.errors import NotFound
from casemgr.domain.fields import Date, Field, YesNo
from casemgr.domain.kind import Due, Kind, Transition
from casemgr.domain.words import Words
from casemgr.services import strokes
from casemgr.services.desk import Desk
from casemgr.services.due_narrowing import OPEN_MARKS
from casemgr.services.records import Absent
from casemgr.services.strokes import Done

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Stroke:
    """What one stroke does: the `state` to which the record goes, or the `field` that is filled; `label` says it."""

    label: Words
    state: str = ""
    field: str = ""


@dataclass(frozen=True)
class Item:
    """One line of what is due. `line` is the id of the row that carries the day ("" for the record itself), `days` how
    many there are until then (negative: since).

    `what` says more than the label, `person_said` whom it is about, as this reader may see them; what is more secret
    than L1 says neither what nor its title before it is opened. `stroke` is what one stroke does, when it is plain.
    """

    kind: str
    record: str
    line: str
    version: int
    day: date
    days: int
    time: str
    when: str
    label: Words
    what: str = dataclasses.field(repr=False)
    person: str = dataclasses.field(repr=False)
    person_said: str = dataclasses.field(repr=False)
    code: str
    confidentiality: str
    stroke: Stroke | None

    @property
    def is_closed(self) -> bool:
        """Whether it is more secret than the case team's: opening it is noted."""
        return self.confidentiality not in OPEN_MARKS


def stroke_of(desk: Desk, kind: Kind, due: Due, stored: Stored, carrier: Values, context: Context) -> Stroke | None:
    """The one obvious thing that ends what is due, when this person may do it now and nothing more is asked."""
    if not due.done or stored.view != "full":
        return None
    field = _field(kind, due)
    if field is not None:
        fits = isinstance(field, Date | YesNo) and not carrier.get(field.key)
        granted = desk.person.may("u", kind.granted_as, stored.confidentiality)
        return Stroke(field.label, field=field.key) if fits and granted else None
    step = _step(desk, kind, due, stored, context)
    return Stroke(step.label, state=step.end) if step else None


def _field(kind: Kind, due: Due) -> Field | None:
    fields = kind.group(due.rows).plain_fields() if due.rows else kind.stored_fields()
    return next((one for one in fields if one.key == due.done), None)


def _step(desk: Desk, kind: Kind, due: Due, stored: Stored, context: Context) -> Transition | None:
    """The step, unless it asks for something that only a person can say, or has effects that cannot be taken back."""
    if kind.states is None or not desk.person.may("t", kind.granted_as, stored.confidentiality):
        return None
    start = stored.state or ""
    step = next((one for one in kind.states.from_state(start) if one.end == due.done), None)
    if step is None or step.reason or (step.done_by and not set(step.done_by) & set(desk.person.roles)):
        return None
    if strokes.has_effects(kind.key, start, step.end):
        return None
    asks = [key for key in step.needs if key != step.day_in and checking.is_empty(stored.values.get(key))]
    return None if asks or _refused(step, stored, context) else step


def _refused(step: Transition, stored: Stored, context: Context) -> bool:
    """Whether its guard refuses it today: nobody has come to the appointment of next week."""
    values = Absent({**stored.values, "state": stored.state, "step_day": context.today})
    if step.day_in:
        values[step.day_in] = context.today
    return step.guard is not None and any(issue.strength == "error" for issue in step.guard(values, context))


def do(desk: Desk, item: Item) -> Done:
    """Do it, today. Raises InvalidDraft where a rule refuses, ChangedMeanwhile, NotFound, NotAllowed."""
    kind, stroke = desk.kinds[item.kind], item.stroke
    if stroke is None:
        raise NotFound(*NOT_FOUND)
    if stroke.state:
        return strokes.take(desk, item.kind, item.record, stroke.state, desk.today, version=item.version, insist=True)
    stored = _stored(desk, item.kind, item.record)
    given = _filled(desk, kind, item, stored)
    return strokes.fill(desk, item.kind, item.record, item.version, stored.values, given)


def _group_of(kind: Kind, item: Item) -> str:
    if not item.line or item.stroke is None:
        return ""
    field = item.stroke.field
    return next(due.rows for due in kind.due if due.rows and due.done == field and due.label == item.label)


def _filled(desk: Desk, kind: Kind, item: Item, stored: Stored) -> dict[str, Any]:
    """The values to save: the field of the record, or the group with the field of one line filled."""
    key = item.stroke.field if item.stroke else ""
    group = _group_of(kind, item)
    fields = kind.group(group).plain_fields() if group else kind.stored_fields()
    field = next(one for one in fields if one.key == key)
    value: Any = True if isinstance(field, YesNo) else desk.today
    if not group:
        return {key: value}
    lines = stored.values.get(group) or ()
    return {group: [{**line, key: value} if line["id"] == item.line else dict(line) for line in lines]}


def _stored(desk: Desk, kind: str, record: str) -> Stored:
    with desk.database.reading() as connection:
        found = load(connection, desk.database.schema.of(kind), [record], desk.scope).get(record)
    if found is None:
        raise NotFound(*NOT_FOUND)
    return found
