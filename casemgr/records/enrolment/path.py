"""Where an enrolment stands on its path: the stage it is at, since when, and what comes next.

The path is that of the day of the enrolment: changing stages.csv gives new enrolments another, and leaves the running
ones theirs (domain.md §6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.domain import pathway
from casemgr.domain.conditions import Context, filled
from casemgr.domain.kind import Kept
from casemgr.domain.vocabulary import Term, Vocabulary, vocabulary

Values = Mapping[str, Any]

HISTORY = "history"
# Rows of a history carry the mark of their record, L0 or L1. One that was marked otherwise is not told by the stage.
TOLD = ("L0", "L1")

IS_RUNNING = ~filled("exited_on")


def is_running(values: Values) -> bool:
    """Whether the person is still in the programme."""
    return values.get("exited_on") is None


def of_the_programme(term: Term, values: Values) -> bool:
    """Whether a stage or a criterion belongs to the programme of the enrolment."""
    return not values.get("programme") or term.parent == values["programme"]


def of_their_own(key: str, listed: str) -> Callable[[Values, Sequence[Values], Context], Sequence[Values]]:
    """What completes the lines whose field `key` names a term of the list `listed`: see `_its_own`."""

    def complete(values: Values, lines: Sequence[Values], _context: Context) -> Sequence[Values]:
        programme, terms = values.get("programme"), vocabulary(listed)
        return [{**line, key: _its_own(line.get(key), programme, terms)} for line in lines]

    return complete


def _its_own(code: Any, programme: str | None, terms: Vocabulary) -> Any:
    """The term of this programme that is called as another programme's is, by its label or its own code; else `code`.

    "Suivi", "Décision" or BILAN are stages of several programmes: a list that says one of them means that of its row.
    """
    named = terms.terms.get(code) if isinstance(code, str) else None
    if named is None or not programme or named.parent == programme:
        return code
    mine = [term for term in terms if term.parent == programme]
    same_label = (term.code for term in mine if term.label == named.label)
    same_code = (term.code for term in mine if term.meta["own"] == named.meta["own"])
    return next(same_label, None) or next(same_code, code)


def path_of(values: Values) -> tuple[str, ...]:
    """The stages of this enrolment, in order: those it was begun with; else those of the programme today."""
    return tuple(values.get("path") or ()) or pathway.path_of(values.get("programme"))


def propose_path(values: Values, _context: Context) -> tuple[str, ...]:
    """The stages of the programme as they are today: kept with the enrolment, whatever becomes of the file."""
    return pathway.path_of(values.get("programme"))


def _latest(values: Values) -> Values | None:
    """The line entered last; of two on one day, the lower one."""
    lines = [
        (line["entered_on"], place, line)
        for place, line in enumerate(values.get(HISTORY) or ())
        if line.get("stage") and line.get("entered_on") and (line.get("confidentiality") or "L0") in TOLD
    ]
    return max(lines, key=lambda one: one[:2])[2] if lines else None


def stage_of(values: Values, _context: Context | None = None) -> str | None:
    """The stage the enrolment is at: the one entered last."""
    latest = _latest(values)
    return None if latest is None else str(latest["stage"])


def since_of(values: Values, _context: Context | None = None) -> date | None:
    """The day the enrolment entered the stage it is at."""
    latest = _latest(values)
    return None if latest is None else latest["entered_on"]


def next_of(values: Values) -> str | None:
    """The stage that comes next on its path; None at the end of it."""
    passed = [line["stage"] for line in values.get(HISTORY) or () if line.get("stage")]
    return pathway.next_on(path_of(values), passed)


def ahead_of(values: Values) -> tuple[str, ...]:
    """The stages of its path that were never entered, in order: a path may branch, and lines may run side by side."""
    passed = {line.get("stage") for line in values.get(HISTORY) or ()}
    return tuple(code for code in path_of(values) if code not in passed)


def remind_after(stage: str | None, since: date | None) -> date | None:
    """The day on which one looks again at whoever entered `stage` on `since`; None when nothing is asked."""
    days = pathway.stage(stage).remind_days if stage else 0
    return since + timedelta(days=days) if since is not None and days else None


def late_by(stage: str | None, since: date | None, today: date) -> int:
    """How many days longer than its reminder somebody has been at a stage; 0 where no reminder is set."""
    reminder = remind_after(stage, since)
    return max(0, (today - reminder).days) if reminder is not None else 0


def late_of(values: Values, context: Context) -> int | None:
    """How many days too long an enrolment that runs has been at its stage; None when it is in time."""
    late = late_by(stage_of(values), since_of(values), context.today) if is_running(values) else 0
    return late or None


def propose_reminder(values: Values, _context: Context) -> date | None:
    """The reminder that the stage it is at asks for (stages.csv)."""
    return remind_after(stage_of(values), since_of(values)) if is_running(values) else None


def stage_in_sql(columns: Any, _today: date) -> Any:
    """The stage it is at, as the database keeps it (`KEPT`)."""
    return columns.stage


def since_in_sql(columns: Any, _today: date) -> Any:
    """The day it was entered, as the database keeps it (`KEPT`)."""
    return columns.stage_since


def _lines(columns: Any) -> Any:
    return columns.id.table.metadata.tables["enrolment_history"].c


def _from_latest(columns: Any, key: str) -> Any:
    lines = _lines(columns)
    return (
        sa.select(lines[key])
        .where(lines.record == columns.id, lines.removed == 0, lines.confidentiality.in_(TOLD))
        .where(lines.stage.is_not(None), lines.entered_on.is_not(None))
        .order_by(lines.entered_on.desc(), lines.place.desc(), lines.id.desc())
        .limit(1)
        .correlate(columns.id.table)
        .scalar_subquery()
    )


def _every_stage(columns: Any) -> Any:
    """The stages it ever entered, whoever may read the lines: for the count, which tells of nobody in particular."""
    lines = _lines(columns)
    walked = sa.func.aggregate_strings(lines.stage, " ").aggregate_order_by(lines.entered_on, lines.place, lines.id)
    entered = sa.select(walked).where(lines.record == columns.id, lines.removed == 0)
    return entered.correlate(columns.id.table).scalar_subquery()


# The page of programmes counts tens of thousands of enrolments by where each stands: without the lines of its history.
KEPT = (
    Kept("stage", "text", HISTORY, lambda columns: _from_latest(columns, "stage")),
    Kept("stage_since", "date", HISTORY, lambda columns: _from_latest(columns, "entered_on")),
    Kept("stages_entered", "text", HISTORY, _every_stage),
)
