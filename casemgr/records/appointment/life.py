"""The life of an appointment: planned, confirmed, then kept or not (`appointment_status`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.words import Words
from casemgr.records.appointment import rules

Values = Mapping[str, Any]

NOT_YET = Words(
    "Ce rendez-vous est à venir : il n’est ni honoré ni manqué.",
    "هذا الموعد لم يحل بعد: لم يتم الحضور ولم يسجل الغياب.",
    "This appointment is still to come: neither kept nor missed.",
)
IN_THE_PAST = Words(
    "Choisissez un jour à venir.",
    "اختاروا يوما مقبلا.",
    "Choose a day to come.",
)


def its_day_has_come(values: Values, context: Context) -> Iterator[Issue]:
    """Whether somebody came is known on the day itself, not before."""
    day = values.get("date")
    if day is not None and day > context.today:
        yield Issue("state", NOT_YET)


def moved_to_a_day_to_come(values: Values, context: Context) -> Iterator[Issue]:
    """A new day is today or later; whether colleague, room and house are free then is said, and kept."""
    day = values.get("moved_to")
    if day is not None and day < context.today:
        yield Issue("moved_to", IN_THE_PAST)
    yield from rules.its_new_day_is_free(values, context)


CONFIRM = Words("Confirmer", "تأكيد الموعد", "Confirm")
KEPT = Words("Est venu(e)", "تم الحضور", "Came")
MISSED = Words("N’est pas venu(e)", "لم يحضر / لم تحضر", "Did not come")
PUT_OFF = Words("Reporter", "تأجيل الموعد", "Reschedule")
CANCELLED_BY_THE_PERSON = Words("Annulé par la personne", "ألغاه المعني(ة) بالأمر", "Cancelled by the person")
CANCELLED_BY_US = Words("Annulé par nous", "ألغته الجمعية", "Cancelled by us")


def _from(start: str) -> tuple[Transition, ...]:
    return (
        Transition(start, "DONE", KEPT, guard=its_day_has_come, at_once=True),
        Transition(start, "NOSHOW", MISSED, needs=("no_show_reason",), guard=its_day_has_come),
        Transition(start, "RESCHED", PUT_OFF, needs=("moved_to", "moved_to_time"), guard=moved_to_a_day_to_come),
        Transition(start, "CANC_P", CANCELLED_BY_THE_PERSON),
        Transition(start, "CANC_A", CANCELLED_BY_US, reason=True),
    )


STATES = States(
    vocabulary="appointment_status",
    first="PLANNED",
    transitions=(
        Transition("PLANNED", "CONFIRMED", CONFIRM, at_once=True),
        *_from("PLANNED"),
        *_from("CONFIRMED"),
        # Late, or noted wrongly: the person did come.
        Transition("NOSHOW", "DONE", KEPT, guard=its_day_has_come),
    ),
)
