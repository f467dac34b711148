"""How a body really answers, from what was sent to it: worked out from the referrals, never typed (screens.md 6, 11).

Only what we sent counts, once it left: drafts tell nothing of a partner. Each figure stands twice, on the values of
referrals for the page of one body, and as an expression for the register of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any

import sqlalchemy as sa

from casemgr.data.day_counts import DaysBetween
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

_TAKEN_BACK = frozenset({"CANCELLED", "WITHDRAWN"})  # our doing or the person's: they say nothing of the partner
_CLOSED_BY_THEM = ("REFUSED", "DONE")
_HEARD_ON = ("received_on", "answered_on", "attended_on")
_STILL_OPEN = tuple(
    term.code
    for term in vocabulary("referral_status")
    if term.meta.get("open") == "1" and term.code not in ("DRAFT", "CONSENT")
)


@dataclass(frozen=True)
class Answers:
    """What became of the referrals sent to one body; within `days` it answered half of what it answered.

    `sent` leaves out what we or the person took back before an answer came. `effective` were closed with a need
    wholly or partly met. `silent` were closed without an answer after the reminders; `waiting` are open, and nothing
    was heard yet.
    """

    sent: int = 0
    answered: int = 0
    refused: int = 0
    silent: int = 0
    effective: int = 0
    waiting: int = 0
    days: int | None = None


def first_answer(referral: Values) -> date | None:
    """The day on which the partner first said something: that it received it, took it on or refused it (R05)."""
    said = [day for key in _HEARD_ON if (day := referral.get(key)) is not None]
    if referral.get("state") in _CLOSED_BY_THEM and referral.get("closed_on") is not None:
        said.append(referral["closed_on"])
    return min(said, default=None)


def of_referrals(referrals: Iterable[Values]) -> Answers:
    """The figures of one body, from every referral that names it."""
    delays: list[int] = []
    sent = refused = silent = effective = waiting = 0
    for one in referrals:
        answer = first_answer(one)
        is_ours = one.get("direction") != "IN" and one.get("sent_on") is not None
        if not is_ours or (answer is None and one.get("state") in _TAKEN_BACK):
            continue
        sent += 1
        refused += one.get("state") == "REFUSED"
        silent += one.get("state") == "NORESP"
        effective += is_effective(one)
        waiting += answer is None and one.get("state") in _STILL_OPEN
        if answer is not None:
            delays.append(max((answer - one["sent_on"]).days, 0))
    days = median_low(delays) if delays else None
    return Answers(sent, len(delays), refused, silent, effective, waiting, days)


def is_effective(referral: Values) -> bool:
    """Whether it met the need, wholly or partly (`effective` in referral_outcome)."""
    term = vocabulary("referral_outcome").terms.get(referral.get("outcome") or "")
    return term is not None and term.meta.get("effective") == "1"


# --- the same, as the database finds it: for the register of bodies, sorted by who is slow -------------------
def _sent_in_sql(columns: Any) -> tuple[Any, Any]:
    """The referrals that we sent to somebody, and the day of the first answer to each; met by the name of the table."""
    referral = columns.id.table.metadata.tables["referral"].alias("sent_there")
    ours = sa.select(referral).where(
        referral.c.voided_at.is_(None),
        sa.func.coalesce(referral.c.direction, "OUT") != "IN",
        referral.c.sent_on.is_not(None),
    )
    closed = sa.case((referral.c.state.in_(_CLOSED_BY_THEM), referral.c.closed_on))
    answer: Any = closed
    for key in _HEARD_ON:
        day = referral.c[key]
        answer = sa.case((answer.is_(None), day), (day < answer, day), else_=answer)
    return ours, answer


def days_in_sql(columns: Any, _today: date) -> Any:
    """Within how many days a body answered half of what it answered."""
    ours, answer = _sent_in_sql(columns)
    (referral,) = ours.get_final_froms()
    days = DaysBetween(referral.c.sent_on, answer)
    delay = sa.case((days < 0, 0), else_=days)
    ranked = (
        ours.with_only_columns(
            delay.label("days"),
            sa.func.row_number().over(order_by=delay).label("place"),
            sa.func.count().over().label("many"),
        )
        .where(referral.c.partner == columns.id, answer.is_not(None))
        .correlate(columns.id.table)  # those of this body alone are read, by the index of its link
        .subquery()
    )
    at_half = sa.select(ranked.c.days).where(
        2 * ranked.c.place >= ranked.c.many, 2 * ranked.c.place <= ranked.c.many + 1
    )
    return at_half.correlate(columns.id.table).scalar_subquery()


def waiting_in_sql(columns: Any, _today: date) -> Any:
    """How many referrals are open at a body, and nothing was heard yet."""
    ours, answer = _sent_in_sql(columns)
    (referral,) = ours.get_final_froms()
    open_there = ours.with_only_columns(sa.func.count()).where(
        referral.c.partner == columns.id, referral.c.state.in_(_STILL_OPEN), answer.is_(None)
    )
    return open_there.correlate(columns.id.table).scalar_subquery()


# --- how it is told -----------------------------------------------------------------------------------------
NOTHING_SENT = Words("Rien ne lui a encore été adressé.", "لم توجه إليه أي إحالة بعد.", "Nothing was sent to it yet.")
SENT = Words("Envoyés : {sent}", "المرسلة: {sent}", "Sent: {sent}")
ANSWERED = Words(
    "avec réponse : {answered} ({percent} %)",
    "المجاب عنها: {answered} ({percent}%)",
    "answered: {answered} ({percent}%)",
)
REFUSED = Words("refus : {refused}", "الرفض: {refused}", "refused: {refused}")
SILENT = Words("sans réponse : {silent}", "دون رد: {silent}", "no answer: {silent}")
EFFECTIVE = Words("besoin satisfait : {effective}", "الحاجة الملباة: {effective}", "need met: {effective}")


def said(answers: Answers) -> Words:
    """The figures in one line: "Sent: 24 · answered: 18 (75%) · refused: 3"."""
    if not answers.sent:
        return NOTHING_SENT
    percent = round(100 * answers.answered / answers.sent)
    parts = [SENT.format(sent=answers.sent), ANSWERED.format(answered=answers.answered, percent=percent)]
    if answers.refused:
        parts.append(REFUSED.format(refused=answers.refused))
    if answers.silent:
        parts.append(SILENT.format(silent=answers.silent))
    parts.append(EFFECTIVE.format(effective=answers.effective))
    return Words(*(" · ".join(part.say(language) for part in parts) for language in ("fr", "ar", "en")))
