"""How a body really answers, from what was sent to it: worked out from the referrals, never typed (screens.md 6, 11).

Pure functions on the values of referrals. Only what we sent counts, once it left: drafts tell nothing of a partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

_TAKEN_BACK = frozenset({"CANCELLED", "WITHDRAWN"})  # our doing or the person's: they say nothing of the partner


@dataclass(frozen=True)
class Answers:
    """What became of the referrals sent to one body; `days` is the median of days until its first answer.

    `sent` leaves out what we or the person took back before an answer came. `effective` were closed with a need
    wholly or partly met. `silent` were closed without an answer after the reminders.
    """

    sent: int = 0
    answered: int = 0
    refused: int = 0
    silent: int = 0
    effective: int = 0
    days: float | None = None


def first_answer(referral: Values) -> date | None:
    """The day on which the partner first said something: that it received it, took it on or refused it (R05)."""
    said = [day for key in ("received_on", "answered_on", "attended_on") if (day := referral.get(key)) is not None]
    if referral.get("state") in ("REFUSED", "DONE") and referral.get("closed_on") is not None:
        said.append(referral["closed_on"])
    return min(said, default=None)


def of_referrals(referrals: Iterable[Values]) -> Answers:
    """The figures of one body, from every referral that names it."""
    found, delays = Answers(), []
    sent = answered = refused = silent = effective = 0
    for one in referrals:
        answer = first_answer(one)
        is_ours = one.get("direction") != "IN" and one.get("sent_on") is not None
        if not is_ours or (answer is None and one.get("state") in _TAKEN_BACK):
            continue
        sent += 1
        refused += one.get("state") == "REFUSED"
        silent += one.get("state") == "NORESP"
        effective += is_effective(one)
        if answer is not None:
            answered += 1
            delays.append(max((answer - one["sent_on"]).days, 0))
    if not sent:
        return found
    return Answers(sent, answered, refused, silent, effective, float(median(delays)) if delays else None)


def is_effective(referral: Values) -> bool:
    """Whether it met the need, wholly or partly (`effective` in referral_outcome)."""
    term = vocabulary("referral_outcome").terms.get(referral.get("outcome") or "")
    return term is not None and term.meta.get("effective") == "1"


NOTHING_SENT = Words("Rien ne lui a encore été adressé.", "لم توجه إليه أي إحالة بعد.", "Nothing was sent to it yet.")
SENT = Words("Envoyés : {sent}", "المرسلة: {sent}", "Sent: {sent}")
ANSWERED = Words(
    "avec réponse : {answered} ({percent} %)",
    "المجاب عنها: {answered} ({percent}%)",
    "answered: {answered} ({percent}%)",
)
DAYS = Words("délai médian : {days} j", "الأجل الوسيط بالأيام: {days}", "median days: {days}")
REFUSED = Words("refus : {refused}", "الرفض: {refused}", "refused: {refused}")
SILENT = Words("sans réponse : {silent}", "دون رد: {silent}", "no answer: {silent}")
EFFECTIVE = Words("besoin satisfait : {effective}", "الحاجة الملباة: {effective}", "need met: {effective}")


def said(answers: Answers) -> Words:
    """The figures in one line: "Sent: 24 · answered: 18 (75%) · median days: 6 · refused: 3"."""
    if not answers.sent:
        return NOTHING_SENT
    percent = round(100 * answers.answered / answers.sent)
    parts = [SENT.format(sent=answers.sent), ANSWERED.format(answered=answers.answered, percent=percent)]
    if answers.days is not None:
        parts.append(DAYS.format(days=f"{answers.days:g}"))
    if answers.refused:
        parts.append(REFUSED.format(refused=answers.refused))
    if answers.silent:
        parts.append(SILENT.format(silent=answers.silent))
    parts.append(EFFECTIVE.format(effective=answers.effective))
    return Words(*(" · ".join(part.say(language) for part in parts) for language in ("fr", "ar", "en")))
