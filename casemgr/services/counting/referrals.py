"""The figures of referrals, R01 to R06 (indicators.csv), over the whole association or one branch.

By the right to count, never by the reader's scope (decisions.md 12). What was sent to us is no referral of ours; void
records, and those of void people, are in none. A rate says its numerator, its denominator and how many are still open;
below 5 it says no rate (indicators-rules.md 14 and 15).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.errors import NotAllowed
from casemgr.domain.words import Words
from casemgr.records.partner.answers import first_answer, is_effective
from casemgr.records.referral.rules import OPEN
from casemgr.services.counting.complaints import LEAST_FOR_A_RATE, Figure
from casemgr.services.desk import Desk

INDICATORS: dict[str, Words] = {
    "R01": Words("Référencements émis", "الإحالات المرسلة", "Referrals sent"),
    "R02": Words("Personnes référées", "الأشخاص المحالون", "Persons referred"),
    "R03": Words("Référencements effectifs", "الإحالات الفعلية", "Effective referrals"),
    "R04": Words("Taux de référencement effectif (%)", "نسبة الإحالات الفعلية (%)", "Effective-referral rate (%)"),
    "R05": Words(
        "Délai médian de réponse du partenaire (jours)",
        "الأجل الوسيط لرد الشريك (بالأيام)",
        "Median partner response time (days)",
    ),
    "R06": Words("Référencements refusés par motif", "الإحالات المرفوضة حسب السبب", "Referrals refused by reason"),
}
NOT_SENT = ("DRAFT", "CONSENT")
TAKEN_BACK = ("CANCELLED", "WITHDRAWN")
_KEYS = ("sent_on", "received_on", "answered_on", "attended_on", "closed_on", "outcome", "reason")


@dataclass(frozen=True)
class _Asked:
    """The referrals that count, each with whom it turned out to be about, and the period."""

    rows: tuple[dict[str, Any], ...]
    start: date
    end: date

    def within(self, key: str) -> list[dict[str, Any]]:
        """Those whose day falls in the period, bounds included."""
        return [row for row in self.rows if row[key] is not None and self.start <= row[key] <= self.end]

    def sent(self) -> list[dict[str, Any]]:
        """The cohort: those that left in the period, whatever became of them."""
        return [row for row in self.within("sent_on") if row["state"] not in NOT_SENT]


def count(
    desk: Desk, start: date, end: date, indicators: Iterable[str] = tuple(INDICATORS), branch: str | None = None
) -> list[Figure]:
    """The figures of a period, bounds included. Raises NotAllowed."""
    if not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)
    asked = _read(desk, start, end, branch)
    return [figure for indicator in indicators for figure in _COUNTED[indicator](asked)]


def _read(desk: Desk, start: date, end: date, branch: str | None) -> _Asked:
    schema = desk.database.schema
    referral, person = schema.of("referral").record, schema.of("beneficiary").record
    survivor = person.alias("survivor")
    people = referral.join(person, person.c.id == referral.c.beneficiary).join(
        survivor, survivor.c.id == sa.func.coalesce(person.c.merged_into, person.c.id)
    )
    asked = (
        sa.select(survivor.c.id.label("person"), referral.c.state, *(referral.c[key] for key in _KEYS))
        .select_from(people)
        .where(referral.c.voided_at.is_(None), survivor.c.voided_at.is_(None))
        .where(sa.func.coalesce(referral.c.direction, "OUT") != "IN")
    )
    if branch is not None:
        asked = asked.where(referral.c.branch == branch)
    with desk.database.reading() as connection:
        rows = tuple(dict(row) for row in connection.execute(asked).mappings())
    return _Asked(rows, start, end)


def _were_sent(asked: _Asked) -> Iterator[Figure]:
    """Those that reached SENT in the period, and by reason; drafts do not count."""
    sent = asked.sent()
    yield Figure("R01", {}, len(sent))
    by_reason = Counter(row["reason"] or "" for row in sent)
    for reason in sorted(filter(None, by_reason)):
        yield Figure("R01", {"reason": reason}, by_reason[reason])


def _people(asked: _Asked) -> Iterator[Figure]:
    """Each person once, under whatever code."""
    yield Figure("R02", {}, len({row["person"] for row in asked.sent()}))


def _effective(asked: _Asked) -> Iterator[Figure]:
    """Closed in the period with a need wholly or partly met, whenever they were sent."""
    yield Figure("R03", {}, sum(is_effective(row) for row in asked.within("closed_on")))


def _rate(asked: _Asked) -> Iterator[Figure]:
    """Of those sent in the period, but for what we or the person took back; recent ones are still open."""
    cohort = [row for row in asked.sent() if row["state"] not in TAKEN_BACK]
    met = sum(is_effective(row) for row in cohort)
    still_open = sum(row["state"] in OPEN for row in cohort)
    value = round(100 * met / len(cohort), 1) if len(cohort) >= LEAST_FOR_A_RATE else None
    yield Figure("R04", {}, value, met, len(cohort), still_open)


def _how_long(asked: _Asked) -> Iterator[Figure]:
    """Days from the sending to the first answer, of those sent in the period that were answered."""
    pairs = ((first_answer(row), row["sent_on"]) for row in asked.sent())
    days = [(answer - sent).days for answer, sent in pairs if answer is not None]
    yield Figure("R05", {}, round(median(days), 1) if days else None)


def _refused(asked: _Asked) -> Iterator[Figure]:
    """Refused in the period, by reason."""
    refused = [row for row in asked.within("closed_on") if row["state"] == "REFUSED"]
    yield Figure("R06", {}, len(refused))
    outcomes = Counter(row["outcome"] or "" for row in refused)
    for outcome in sorted(filter(None, outcomes)):
        yield Figure("R06", {"outcome": outcome}, outcomes[outcome])


_COUNTED: dict[str, Callable[[_Asked], Iterator[Figure]]] = {
    "R01": _were_sent,
    "R02": _people,
    "R03": _effective,
    "R04": _rate,
    "R05": _how_long,
    "R06": _refused,
}
