"""The figures of complaints, K01 to K08: received, closed, answered in time, how long, how old, admissible, satisfied.

Duplicates are in none. Complaints may be nobody's: they are told by branch and region, never by who made them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.complaint.rules import SUGGESTIONS
from casemgr.services.counting.figure import LEAST_FOR_A_RATE
from casemgr.services.counting.indicators.declared import PLACE, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings

AGES = ((15, "0-15"), (30, "16-30"), (60, "31-60"), (10**6, ">60"))
TRIAGED = ("FWD", "PROC", "INADM")
_KEYS = ("received_on", "answered_on", "closed_on", "answer_by", "paused_since", "nature", "category", "admissible")


def _complaints(held: Holdings, *more: str) -> Iterator[dict[str, Any]]:
    excluded = {term.code for term in vocabulary("complaint_status") if term.meta.get("report") == "exclude"}
    return (row for row in held.records("complaint", *_KEYS, *more) if row["state"] not in excluded)


def _act(row: dict[str, Any], key: str, **more: Any) -> Act:
    return Act("complaint", row["id"], row["person"], row[key], row["branch"], **more)


def received(held: Holdings, period: Period) -> Iterator[Act]:
    """K01: registered in the period; observations and suggestions are lines of their own (decree 2-17-265, art. 2)."""
    for row in _complaints(held):
        if period.has(row["received_on"]):
            apart = row["nature"] in SUGGESTIONS
            yield _act(row, "received_on", line=row["nature"] if apart else "", apart=apart)


def closed(held: Holdings, period: Period) -> Iterator[Act]:
    """K02: closed in the period, by result (indicators.csv)."""
    for row in _complaints(held):
        if period.has(row["closed_on"]):
            yield _act(row, "closed_on", line=row["state"] or "")


def in_time(held: Holdings, period: Period) -> Iterator[Act]:
    """K03: of those received in the period whose 60 days (pauses left out) have passed by its end: answered within
    them. While the clock stands still its end is not known: not due yet (decree 2-17-265, art. 8; rule 14).
    """
    until = min(period.end, period.today)
    for row in _complaints(held):
        if period.has(row["received_on"]) and row["answer_by"] is not None:
            waits = row["paused_since"] is not None and row["answered_on"] is None
            met = row["answered_on"] is not None and row["answered_on"] <= row["answer_by"]
            yield _act(row, "received_on", due=row["answer_by"] <= until and not waits, met=met)


def how_long(held: Holdings, period: Period) -> Iterator[Act]:
    """K04: calendar days from receipt to answer, of those answered in the period: mean, and the median beside it."""
    for row in _complaints(held):
        if period.has(row["answered_on"]):
            yield _act(row, "answered_on", amount=(row["answered_on"] - row["received_on"]).days)


def still_open(held: Holdings, period: Period) -> Iterator[Act]:
    """K05: received by the last day of the period and not closed then, by how long they have been here."""
    for row in _complaints(held):
        if row["received_on"] <= period.end and (row["closed_on"] is None or row["closed_on"] > period.end):
            age = (period.end - row["received_on"]).days
            yield _act(row, "received_on", line=next(name for most, name in AGES if age <= most))


def admissible(held: Holdings, period: Period) -> Iterator[Act]:
    """K06: admissible / triaged in the period (forwarded, handled here or declared inadmissible for the first time)."""
    steps = held.states("complaint")
    for row in _complaints(held):
        triaged = min((day for day, state in steps.get(row["id"], ()) if state in TRIAGED), default=None)
        if period.has(triaged):
            yield _act(row, "received_on", met=row["admissible"] == 1)


def satisfaction(held: Holdings, period: Period) -> Iterator[Act]:
    """K07: the mean of the answers (1 to 5) of those closed in the period, and how many answered."""
    for row in _complaints(held, "satisfaction"):
        if period.has(row["closed_on"]) and row["satisfaction"] is not None:
            yield _act(row, "closed_on", amount=row["satisfaction"])


def abuse(held: Holdings, period: Period) -> Iterator[Act]:
    """K08: reports of exploitation or abuse received in the period: one number, for the management alone."""
    for row in _complaints(held):
        if period.has(row["received_on"]) and (row["nature"] == "SAFEG" or row["category"] == "NGO_PSEA"):
            yield _act(row, "received_on")


def _kind(code: str, name: Words, measure: Measure, find: Any, **more: Any) -> Indicator:
    return Indicator(code, name, "complaints", measure, find, **{"by": PLACE, **more})


INDICATORS = (
    _kind(
        "K01",
        Words("Réclamations reçues", "الشكايات المتوصل بها", "Complaints received"),
        Measure.LINES,
        received,
        lines=("nature", "complaint_kind"),
    ),
    _kind(
        "K02",
        Words("Réclamations clôturées", "الشكايات المغلقة", "Complaints closed"),
        Measure.LINES,
        closed,
        lines=("result", "complaint_status"),
    ),
    _kind(
        "K03",
        Words(
            "Taux de réponse dans les 60 jours (%)",
            "نسبة الرد داخل أجل 60 يوما (%)",
            "Response rate within 60 days (%)",
        ),
        Measure.RATE,
        in_time,
    ),
    _kind(
        "K04",
        Words("Délai moyen de réponse (jours)", "متوسط أجل الرد (بالأيام)", "Mean answer time (days)"),
        Measure.MEAN,
        how_long,
        lines=("measure", "median"),
    ),
    _kind(
        "K05",
        Words("Réclamations ouvertes, par ancienneté", "الشكايات المفتوحة حسب الأقدمية", "Open complaints by age"),
        Measure.LINES,
        still_open,
        lines=("age", "days"),
        always=tuple(name for _most, name in AGES),
    ),
    _kind(
        "K06",
        Words("Réclamations recevables (%)", "الشكايات المقبولة (%)", "Admissible complaints (%)"),
        Measure.RATE,
        admissible,
    ),
    _kind(
        "K07",
        Words(
            "Satisfaction des plaignants (1 à 5)", "درجة رضا المشتكين (1 إلى 5)", "Complainant satisfaction (1 to 5)"
        ),
        Measure.MEAN,
        satisfaction,
        least=LEAST_FOR_A_RATE,
    ),
    _kind(
        "K08",
        Words("Signalements internes (PSEA)", "التبليغات الداخلية (PSEA)", "Internal reports (PSEA)"),
        Measure.LINES,
        abuse,
        by=(),
        outside="never",
        for_management=True,
    ),
)
