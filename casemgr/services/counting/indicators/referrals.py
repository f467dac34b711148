"""What was sent to others, to how many people, how it ended, how fast it was answered (R01 to R06 and their kin).

What was sent to us is no referral of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.partner.answers import first_answer, is_effective
from casemgr.records.referral.rules import OPEN
from casemgr.services.counting.indicators.declared import Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings

NOT_SENT = ("DRAFT", "CONSENT")
TAKEN_BACK = ("CANCELLED", "WITHDRAWN")
CARE = ("HEA", "MHP")
PUBLIC_CARE = ("HOSP", "CS")
_KEYS = (
    "direction",
    "programme",
    "partner",
    "sent_on",
    "received_on",
    "answered_on",
    "attended_on",
    "closed_on",
    "outcome",
    "reason",
)


def _ours(held: Holdings) -> Iterator[dict[str, Any]]:
    return (row for row in held.records("referral", *_KEYS) if row["direction"] != "IN")


def _act(row: dict[str, Any], day: date) -> Act:
    line = row["reason"] or ""
    return Act("referral", row["id"], row["person"], day, row["branch"], row["programme"], line=line)


def _sent(held: Holdings, period: Period) -> Iterator[tuple[Act, dict[str, Any]]]:
    """The cohort: those that left in the period, whatever became of them."""
    for row in _ours(held):
        if period.has(row["sent_on"]) and row["state"] not in NOT_SENT:
            yield _act(row, row["sent_on"]), row


def sent(held: Holdings, period: Period) -> Iterator[Act]:
    """R01: referrals that reached SENT in the period, by reason; R02: DISTINCT persons of R01 (indicators.csv).

    DRAFT and CONSENT do not count.
    """
    return (act for act, _row in _sent(held, period))


def effective(held: Holdings, period: Period) -> Iterator[Act]:
    """R03: closed in the period with a need wholly or partly met, whenever they were sent (indicators.csv)."""
    return (_act(row, row["closed_on"]) for row in _ours(held) if period.has(row["closed_on"]) and is_effective(row))


def effective_of_sent(held: Holdings, period: Period) -> Iterator[Act]:
    """R04: of those SENT in the period but CANCELLED and WITHDRAWN, the effective; recent ones are open still."""
    for act, row in _sent(held, period):
        if row["state"] not in TAKEN_BACK:
            yield replace(act, met=is_effective(row), is_open=row["state"] in OPEN)


def answered(held: Holdings, period: Period) -> Iterator[Act]:
    """R05: days from the sending to the first answer, of those sent in the period that were answered."""
    for act, row in _sent(held, period):
        answer = first_answer(row)
        if answer is not None:
            yield replace(act, amount=(answer - act.day).days)


def refused(held: Holdings, period: Period) -> Iterator[Act]:
    """R06: closed REFUSED in the period, by outcome (indicators.csv)."""
    for row in _ours(held):
        if period.has(row["closed_on"]) and row["state"] == "REFUSED":
            yield replace(_act(row, row["closed_on"]), line=row["outcome"] or "")


def sent_for(held: Holdings, period: Period, *reasons: str) -> Iterator[Act]:
    """What was sent in the period for one of these reasons."""
    return (act for act, row in _sent(held, period) if row["reason"] in reasons)


def to_public_care(held: Holdings, period: Period) -> Iterator[Act]:
    """H01: DISTINCT persons with a HEA or MHP referral sent to HOSP or CS (indicators.csv)."""
    bodies = {row["id"] for row in held.partners() if row["type"] in PUBLIC_CARE}
    reasons = {term.code for term in vocabulary("referral_reason") if term.parent in CARE}
    return (act for act, row in _sent(held, period) if row["reason"] in reasons and row["partner"] in bodies)


def to_return(held: Holdings, period: Period) -> Iterator[Act]:
    """X01: DISTINCT persons with an AVRR referral sent (indicators.csv)."""
    return sent_for(held, period, "RETURN")


def of_trafficking(held: Holdings, period: Period) -> Iterator[Act]:
    """V03: DISTINCT persons with a TRAF referral sent; only the national total leaves (indicators.csv)."""
    return sent_for(held, period, "TRAF")


_REASON = ("reason", "referral_reason")

INDICATORS = (
    Indicator(
        "R01",
        Words("Référencements émis", "الإحالات المرسلة", "Referrals sent"),
        "referrals",
        Measure.LINES,
        sent,
        lines=_REASON,
    ),
    Indicator(
        "R02",
        Words("Personnes référées", "الأشخاص المحالون", "Persons referred"),
        "referrals",
        Measure.PEOPLE,
        sent,
    ),
    Indicator(
        "R03",
        Words("Référencements effectifs", "الإحالات الفعلية", "Effective referrals"),
        "referrals",
        Measure.LINES,
        effective,
    ),
    Indicator(
        "R04",
        Words("Taux de référencement effectif (%)", "نسبة الإحالات الفعلية (%)", "Effective-referral rate (%)"),
        "referrals",
        Measure.RATE,
        effective_of_sent,
    ),
    Indicator(
        "R05",
        Words(
            "Délai médian de réponse du partenaire (jours)",
            "الأجل الوسيط لرد الشريك (بالأيام)",
            "Median partner response time (days)",
        ),
        "referrals",
        Measure.MEDIAN,
        answered,
    ),
    Indicator(
        "R06",
        Words("Référencements refusés par motif", "الإحالات المرفوضة حسب السبب", "Referrals refused by reason"),
        "referrals",
        Measure.LINES,
        refused,
        lines=("outcome", "referral_outcome"),
    ),
    Indicator(
        "H01",
        Words(
            "Personnes orientées vers les soins publics",
            "الأشخاص الموجهون إلى مؤسسة صحية عمومية",
            "Persons referred to a public health facility",
        ),
        "referrals",
        Measure.PEOPLE,
        to_public_care,
    ),
    Indicator(
        "X01",
        Words(
            "Personnes référées pour un retour volontaire",
            "الأشخاص المحالون للعودة الطوعية",
            "Persons referred for voluntary return",
        ),
        "referrals",
        Measure.PEOPLE,
        to_return,
    ),
    Indicator(
        "V03",
        Words(
            "Victimes présumées de traite référées",
            "الضحايا المحتملون للاتجار بالبشر المحالون",
            "Presumed trafficking victims referred",
        ),
        "referrals",
        Measure.PEOPLE,
        of_trafficking,
        by=(),
        outside="total",
    ),
)
