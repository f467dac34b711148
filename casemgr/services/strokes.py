"""What is noted in one stroke and taken back whole: a step, several steps taken as one, or a few fields (screens.md 6).

"Attended" says that it was received and accepted too: between where a record stands and where somebody says it is,
every step that needs nothing typed is taken on the way, each with its day, in one transaction. Whatever a stroke
changed, what a step filled by itself included, is taken back together.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casemgr.data.refusals import CHANGED_MEANWHILE
from casemgr.data.unit_of_work import Step
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.words import Words
from casemgr.services import casework, records
from casemgr.services.desk import Desk
from casemgr.services.records import NO_SUCH_STEP, Record

Values = Mapping[str, Any]
UNDONE = Words("Annulé aussitôt", "ألغي في الحين", "Undone at once")


@dataclass(frozen=True)
class Done:
    """What a stroke did: enough to undo it. `state` is that before a step; `before` the values before."""

    kind: str
    record: str
    version: int
    state: str
    before: Values = dataclasses.field(repr=False)


def path(states: States, start: str, end: str, roles: frozenset[str] = frozenset()) -> tuple[Transition, ...]:
    """The fewest steps from `start` to `end`, all but the last needing nothing typed; empty when there is no way."""
    came: dict[str, tuple[Transition, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for step in states.from_state(here):
            if step.end in came or (step.done_by and not roles & set(step.done_by)):
                continue
            way = (*came[here], step)
            if step.end == end:
                return way
            if step.at_once and step.guard is None:
                came[step.end] = way
                waiting.append(step.end)
    return ()


def ways(desk: Desk, record: Record) -> tuple[Transition, ...]:
    """Whatever this person may say now of a record: its next steps, and those that follow in one stroke.

    A way of several steps is given as its last one, beginning where the record stands.
    """
    states = desk.kinds[record.kind].states
    direct = records.steps(desk, record)
    if states is None or record.state is None or not any(step.at_once for step in direct):
        return direct
    roles = frozenset(desk.person.roles)
    found = []
    for end in dict.fromkeys(step.end for step in states.transitions if step.end != record.state):
        steps = path(states, record.state, end, roles)
        if steps:
            found.append(steps[0] if len(steps) == 1 else replace(steps[-1], start=record.state))
    return tuple(found)


def has_effects(kind: str, start: str, end: str) -> bool:
    """Whether something follows from this step across kinds, which no undo reaches."""
    return any((kind, *way) in casework.EFFECTS for way in (("", ""), ("", end), (start, end)))


def can_be_taken_back(done: Done, end: str) -> bool:
    """Whether nothing else followed from it."""
    return not done.state or not has_effects(done.kind, done.state, end)


def take(
    desk: Desk,
    kind_key: str,
    record_id: str,
    end: str,
    day: date,
    *,
    version: int | None = None,
    reason: str | None = None,
    values: Values | None = None,
    insist: bool = False,
) -> Done:
    """Take a record to `end` on `day`, by the steps between; gives what `undo` needs to take it back.

    A step on the way whose own day is among `values` (received on) is taken that day. `version` is that of the record
    as it was read, for whoever acts on a list. Raises InvalidDraft, ChangedMeanwhile, NotFound, NotAllowed, and then
    nothing was done.
    """
    kind = desk.kinds[kind_key]
    with desk.work() as work:
        before = work.find(kind_key, record_id, "t")
        if version is not None and version != before.version:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)
        roles = frozenset(desk.person.roles)
        steps = path(kind.states, before.state or "", end, roles) if kind.states else ()
        if not steps:
            raise InvalidDraft([Issue("state", NO_SUCH_STEP)])
        given = dict(values or {})
        for step in steps[:-1]:
            own = given.get(step.day_in) if step.day_in else None
            records.move_in(work, desk, kind_key, record_id, step.end, own or day, insist=insist)
        saved = records.move_in(work, desk, kind_key, record_id, end, day, reason=reason, values=given, insist=insist)
        now = work.find(kind_key, record_id, "r").values
        changed = {key: value for key, value in before.values.items() if now.get(key) != value}
        return Done(kind_key, record_id, saved.version, before.state or "", changed)


def fill(desk: Desk, kind_key: str, record_id: str, version: int, before: Values, given: Values) -> Done:
    """Note `given` on a record read at `version`, whose values were `before`; `undo` takes it back.

    Raises InvalidDraft, ChangedMeanwhile, NotFound, NotAllowed.
    """
    saved = records.save(desk, kind_key, given, record_id=record_id, version=version, insist=True)
    return Done(kind_key, record_id, saved.version, "", {key: before.get(key) for key in given})


def undo(desk: Desk, done: Done) -> None:
    """Take it back: the state and the fields as they were; the life of the record keeps that it was undone.

    Raises ChangedMeanwhile when somebody wrote since, NotFound, NotAllowed.
    """
    if not done.state:
        records.save(desk, done.kind, done.before, record_id=done.record, version=done.version, insist=True)
        return
    with desk.work() as work:
        if work.find(done.kind, done.record, "t").version != done.version:
            raise ChangedMeanwhile(*CHANGED_MEANWHILE)
        if done.before:
            work.update(done.kind, done.record, done.before, done.version)
        work.move(done.kind, done.record, Step(done.state, desk.today, str(UNDONE)))
