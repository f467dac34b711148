"""Several steps of a life taken as one: "attended" says that it was received and accepted too (screens.md 6).

Between where a record stands and where somebody says it is, every step that needs nothing typed is taken on the way,
each with its day, in one transaction; and all of it is taken back together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.domain.errors import InvalidDraft, Issue
from casemgr.domain.kind import States, Transition
from casemgr.services import casework, records
from casemgr.services.desk import Desk
from casemgr.services.one_stroke import Done
from casemgr.services.records import NO_SUCH_STEP, Record

Values = Mapping[str, Any]


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


def can_be_taken_back(done: Done, end: str) -> bool:
    """Whether nothing else followed from it (an effect across kinds, which no undo reaches)."""
    ways = (("", ""), ("", end), (done.state, end))
    return not done.state or not any((done.kind, *way) in casework.EFFECTS for way in ways)


def take(
    desk: Desk,
    kind_key: str,
    record_id: str,
    end: str,
    day: date,
    *,
    reason: str | None = None,
    values: Values | None = None,
    insist: bool = False,
) -> Done:
    """Take a record to `end` on `day`, by the steps between; gives what `one_stroke.undo` needs to take it back.

    A step on the way whose own day is among `values` (received on) is taken that day. Raises InvalidDraft, NotFound,
    NotAllowed, and then nothing was done.
    """
    kind = desk.kinds[kind_key]
    with desk.work() as work:
        before = work.find(kind_key, record_id, "t")
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
