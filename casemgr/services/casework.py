"""What happens across kinds when something happens to one: named effects, so that kinds need not know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from casemgr.data.unit_of_work import UnitOfWork
from casemgr.services import appointments, complaints, follow_ups, sharing

Values = Mapping[str, Any]
Effect = Callable[[UnitOfWork, str, Values], None]
AfterSaving = Callable[[UnitOfWork, str, Values, Values], None]


def a_transfer_is_seen_by_both_branches(work: UnitOfWork, _record: str, values: Values) -> None:
    """Case in transfer: the receiving branch sees the person and the case, to accept it (domain.md §4)."""
    work.reach(values["transfer_to"], values["beneficiary"])


def an_accepted_transfer_changes_the_branch(work: UnitOfWork, record: str, values: Values) -> None:
    """The owner changes when the transfer is accepted, never by the sender."""
    if values.get("transfer_to") in work.actor.person.branches:
        work.hand_over("case", record, values["transfer_to"])


# (kind, state before, state after); "" stands for any state, before or after.
EFFECTS: dict[tuple[str, str, str], Effect] = {
    ("appointment", "", "RESCHED"): appointments.a_rescheduled_appointment_is_made_again,
    ("case", "", "TRANSF"): a_transfer_is_seen_by_both_branches,
    ("case", "TRANSF", "OPEN"): an_accepted_transfer_changes_the_branch,
    ("case", "", "CLOSED"): complaints.no_complaint_waits_for_an_answer,
    ("complaint", "", ""): complaints.the_clocks_follow_the_state,
    ("referral", "CONSENT", "SENT"): sharing.a_sharing_without_consent_is_noted,
}

# What follows from a record that was saved, by its kind: (its id, its values before and now).
AFTER_SAVING: dict[str, AfterSaving] = {
    "complaint": complaints.somebody_remains_to_read_it,
    "follow_up": follow_ups.the_one_that_was_due_is_made,
    "consent": sharing.a_withdrawn_consent_stops_what_is_pending,
}


def after_saving(work: UnitOfWork, kind: str, record: str, before: Values, values: Values) -> None:
    """Do what follows from a save, in the same transaction."""
    effect = AFTER_SAVING.get(kind)
    if effect is not None:
        effect(work, record, before, values)


def after_step(work: UnitOfWork, kind: str, record: str, before: str, after: str, values: Values) -> None:
    """Do what follows from a step, in the same transaction."""
    for start, end in (("", ""), ("", after), (before, after)):
        effect = EFFECTS.get((kind, start, end))
        if effect is not None:
            effect(work, record, values)
