"""The life of a referral (forms.md §7): its steps, what each needs, and what forbids it.

DRAFT → CONSENT → SENT → RECEIVED → (ACCEPTED | WAITLIST | REFUSED) → IN_PROG → DONE; SENT → NORESP after three
reminders; whatever is open may be cancelled, withdrawn, or end because the person did not come. What comes in from a
partner was sent already: it begins there, and its first step is our acknowledgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain import consents
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.referral import rules, sending

Values = Mapping[str, Any]

REMINDERS = 3

NOT_REMINDED = Words(
    "Trois relances au moins avant de conclure à l’absence de réponse ; il y en a {count}.",
    "ثلاثة تذكيرات على الأقل قبل اعتبار الشريك دون رد؛ العدد الحالي {count}.",
    "Three reminders at least before it is left as unanswered; there are {count}.",
)
BODY_SAYS_NO = Words(
    "Un refus ne peut pas avoir répondu au besoin : choisissez sa raison.",
    "لا يمكن أن يلبي الرفض الحاجة: اختاروا سببه.",
    "A refusal cannot have met the need: choose its reason.",
)


def begins(values: Values) -> str:
    """What comes in was sent by the partner: it waits for our acknowledgement."""
    return "SENT" if values.get("direction") == "IN" else "DRAFT"


# --- what a step answers by itself --------------------------------------------------------------------------
def look_again(values: Values, context: Context) -> Values:
    """The next check follows from the step."""
    return {"next_check_on": rules.check_day(values, context.today)}


def leaves(values: Values, context: Context) -> Values:
    """Who sent it, on which consent it rests, and when it is looked at.

    Where it rests on vital interests noted among the consents, their reason is the referral's: all follows from it.
    """
    used = values.get("consent") or sending.consent_used(values, context, values["step_day"])
    filled = {
        **look_again(values, context),
        "sent_by": values.get("sent_by") or context.user or None,
        "consent": used,
    }
    answer = context.lookup.get("consent", str(used)) if used else None
    if answer is not None and consents.is_vital(answer) and not values.get("vital_reason"):
        filled["vital_reason"] = answer.get("justification")
    return filled


def is_answered(values: Values, _context: Context) -> Values:
    """A refusal is an answer too."""
    return {"answered_on": values.get("answered_on") or values["step_day"]}


def nobody_came(values: Values, _context: Context) -> Values:
    """Whoever did not attend is out of touch, until told otherwise."""
    return {"outcome": values.get("outcome") or "LOST"}


def nobody_answered(values: Values, _context: Context) -> Values:
    """Nobody knows what came of it."""
    return {"outcome": values.get("outcome") or "UNKNOWN"}


# --- what forbids a step ------------------------------------------------------------------------------------
def reminded_three_times(values: Values, _context: Context) -> Iterator[Issue]:
    """No answer is concluded after three reminders, on three days, after the sending (forms.md §7)."""
    sent = values.get("sent_on")
    days = {line.get("reminded_on") for line in values.get("reminders") or ()} - {None}
    count = sum(1 for day in days if sent is None or day >= sent)
    if count < REMINDERS:
        yield Issue("reminders", NOT_REMINDED.format(count=count))


def refusal_has_its_reason(values: Values, _context: Context) -> Iterator[Issue]:
    """Refused for want of papers, places, money…: never with a need that was met."""
    term = vocabulary("referral_outcome").terms.get(values.get("outcome") or "")
    if term is not None and term.meta.get("effective") == "1":
        yield Issue("outcome", BODY_SAYS_NO)


def _cancel(start: str) -> Transition:
    return Transition(start, "CANCELLED", Words("Annuler", "إلغاء الإحالة", "Cancel"), reason=True, day_in="closed_on")


def _withdraw(start: str) -> Transition:
    label = Words("Accord retiré", "سحب الموافقة", "Consent withdrawn")
    return Transition(start, "WITHDRAWN", label, reason=True, day_in="closed_on")


def _absent(start: str) -> Transition:
    label = Words("Ne s’est pas présenté(e)", "لم يحضر المعني(ة) بالأمر", "Did not attend")
    return Transition(start, "NOSHOW", label, day_in="closed_on", fills=nobody_came, at_once=True)


def _attends(start: str) -> Transition:
    label = Words("S’est présenté(e)", "حضر المعني(ة) بالأمر", "Attended")
    return Transition(start, "IN_PROG", label, day_in="attended_on", fills=look_again, at_once=True)


STATES = States(
    vocabulary="referral_status",
    first="DRAFT",
    begins=begins,
    transitions=(
        Transition("DRAFT", "CONSENT", Words("Demander l’accord", "طلب الموافقة", "Ask for the consent"), at_once=True),
        Transition(
            "CONSENT",
            "SENT",
            Words("Envoyer", "إرسال", "Send"),
            needs=("reason", "partner", "shared", "channel"),
            guard=sending.may_leave,
            fills=leaves,
            day_in="sent_on",
        ),
        Transition(
            "SENT",
            "RECEIVED",
            Words("Réception confirmée", "تأكيد التوصل", "Receipt confirmed"),
            day_in="received_on",
            fills=look_again,
            at_once=True,
        ),
        Transition(
            "SENT",
            "NORESP",
            Words("Sans réponse", "دون رد", "No answer"),
            day_in="closed_on",
            guard=reminded_three_times,
            fills=nobody_answered,
            at_once=True,
        ),
        Transition(
            "RECEIVED",
            "ACCEPTED",
            Words("Accepté", "قبول", "Accepted"),
            day_in="answered_on",
            fills=look_again,
            at_once=True,
        ),
        Transition(
            "RECEIVED",
            "WAITLIST",
            Words("Liste d’attente", "لائحة الانتظار", "Waiting list"),
            day_in="answered_on",
            fills=look_again,
            at_once=True,
        ),
        Transition(
            "RECEIVED",
            "REFUSED",
            Words("Refusé", "رفض", "Refused"),
            needs=("outcome",),
            day_in="closed_on",
            guard=refusal_has_its_reason,
            fills=is_answered,
        ),
        _attends("ACCEPTED"),
        _attends("WAITLIST"),
        Transition(
            "IN_PROG",
            "DONE",
            Words("Terminé", "انتهاء", "Completed"),
            needs=("outcome",),
            day_in="closed_on",
        ),
        *(_absent(state) for state in rules.OPEN),
        *(_withdraw(state) for state in rules.OPEN),
        *(_cancel(state) for state in rules.OPEN),
    ),
)
