"""Entering a programme, moving on in it, leaving it; and taking a move back at once, when it was a slip."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain import pathway
from casemgr.domain.errors import ChangedMeanwhile, UserError
from casemgr.domain.words import Words
from casemgr.records.enrolment import path
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.records import Saved

Values = Mapping[str, Any]
KIND = "enrolment"

NOBODY_MOVES = (
    Words(
        "Ces parcours sont terminés ou à leur dernière étape.",
        "هذه المسارات منتهية أو في آخر مرحلة.",
        "These paths are over, or at their last stage.",
    ),
    Words(
        "Terminez l’inscription, ou choisissez une étape.",
        "أنهوا التسجيل أو اختاروا مرحلة.",
        "End the enrolment, or choose a stage.",
    ),
)


@dataclass(frozen=True)
class Changed:
    """One enrolment that was moved: its version after it, and what its fields held before."""

    id: str
    version: int
    before: Values = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Moved:
    """What a move did, and to how many it did nothing, being at the end of their path: what `undo` needs."""

    changed: tuple[Changed, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Step:
    """How a stage is entered: the day, what proves it, what was found (a result), a remark."""

    day: date
    evidence: str | None = dataclasses.field(default=None, repr=False)
    outcome: str | None = None
    note: str | None = dataclasses.field(default=None, repr=False)


def enrol(
    desk: Desk,
    beneficiary: str,
    programme: str,
    day: date,
    *,
    answers: Mapping[str, str] | None = None,
    reason: str | None = None,
    evidence: str | None = None,
    followed_by: str | None = None,
    insist: bool = False,
) -> Saved:
    """Put a person into a programme, at its first stage. `answers` are the criteria that were checked with her.

    Raises InvalidDraft: a hard criterion is not met and no `reason` is given, or she is in it already; for remarks,
    unless `insist`. NotAllowed.
    """
    values = {
        "beneficiary": beneficiary,
        "programme": programme,
        "enrolled_on": day,
        "followed_by": followed_by or desk.person.id,
        "exception_reason": reason,
    }
    return records.save(desk, KIND, begun(desk, values, answers or {}, evidence), insist=insist)


def begun(desk: Desk, values: Values, answers: Mapping[str, str], evidence: str | None = None) -> dict[str, Any]:
    """A new enrolment with what follows from its programme and its day: the path it keeps, its first stage, the
    reminder of that stage, the criteria that were checked. Nothing is invented while programme or day are missing.
    """
    programme, day = values.get("programme"), values.get("enrolled_on")
    stages = pathway.path_of(programme)
    if not stages or day is None:
        return dict(values)
    mine = {code: given for code, given in answers.items() if code.startswith(f"{programme}-")}
    return {
        **values,
        "criteria": [{"criterion": code, "answer": given, "note": None} for code, given in mine.items()],
        "path": stages,
        "history": [_line(desk, stages[0], Step(day, evidence))],
        "remind_on": path.remind_after(stages[0], day),
    }


def _line(desk: Desk, stage: str, step: Step) -> dict[str, Any]:
    return {
        "stage": stage,
        "entered_on": step.day,
        "evidence": step.evidence,
        "by": desk.person.id,
        "outcome": step.outcome,
        "note": step.note,
    }


def advance(desk: Desk, enrolments: Sequence[str], step: Step, to: str | None = None) -> Moved:
    """Move enrolments on, all or none: each to the stage that comes next on its own path, or all to the stage `to`.

    Those that are over or at their end are left out. Raises UserError when that is all of them; InvalidDraft, NotFound,
    NotAllowed.
    """
    changed: list[Changed] = []
    with desk.work() as work:
        for enrolment in enrolments:
            before = work.find(KIND, enrolment, "u")
            stage = to or path.next_of(before.values)
            if stage is None or not path.is_running(before.values):
                continue
            history = [*before.values["history"], _line(desk, stage, step)]
            after = {"history": history, "remind_on": path.remind_after(stage, step.day)}
            changed.append(_write(work, desk, enrolment, before.values, before.version, after))
    if not changed:
        raise UserError(*NOBODY_MOVES)
    return Moved(tuple(changed), len(enrolments) - len(changed))


def leave(
    desk: Desk, enrolment: str, day: date, reason: str | None, outcome: str | None = None, note: str | None = None
) -> Moved:
    """End an enrolment: the reason, and what was reached where the programme asks (`enrolment_exit`,
    `insertion_outcome`). Raises InvalidDraft, NotFound, NotAllowed.
    """
    after = {"exited_on": day, "exit_reason": reason, "outcome": outcome, "exit_note": note, "remind_on": None}
    with desk.work() as work:
        before = work.find(KIND, enrolment, "u")
        return Moved((_write(work, desk, enrolment, before.values, before.version, after),))


def _write(work: UnitOfWork, desk: Desk, enrolment: str, whole: Values, version: int, after: Values) -> Changed:
    checked = records.check_in(work, desk, KIND, {**whole, **after}, enrolment, insist=True)
    kept = {key: checked.values[key] for key in after}
    work.update(KIND, enrolment, kept, version)
    work.flush()
    return Changed(enrolment, version + 1, {key: whole.get(key) for key in after})


def undo(desk: Desk, moved: Moved) -> None:
    """Take a move back, all or nothing. Raises ChangedMeanwhile when somebody wrote on one of them since."""
    with desk.work() as work:
        for one in moved.changed:
            now = work.find(KIND, one.id, "u")
            if now.version != one.version:
                raise ChangedMeanwhile(*_CHANGED)
            _write(work, desk, one.id, now.values, now.version, one.before)


_CHANGED = (
    Words(
        "Cette inscription a été modifiée depuis.",
        "تم تعديل هذا التسجيل بعد ذلك.",
        "This enrolment was changed since.",
    ),
    Words("Rouvrez-la pour la corriger.", "أعيدوا فتحه لتصحيحه.", "Open it again to put it right."),
)
