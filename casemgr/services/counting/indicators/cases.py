"""Cases: how many are followed, opened, reopened and closed, how they ended, and whether people come when awaited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.counting.indicators.declared import PERSON, PLACE, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings

_KEYS = ("opened_on", "closed_on", "closing_reason", "reopened_on")
CLOSED = "CLOSED"


def _cases(held: Holdings) -> list[dict[str, Any]]:
    return held.records("case", *_KEYS)


def _act(row: dict[str, Any], day: date, **more: Any) -> Act:
    return Act("case", row["id"], row["person"], day, row["branch"], **more)


def stood(row: dict[str, Any], steps: list[tuple[date, str]], day: date) -> str:
    """The state of a case at the end of a day: its last step by then; before any (an old list), by its own dates."""
    known = [state for at, state in steps if at <= day]
    if known:
        return known[-1]
    return CLOSED if row["closed_on"] is not None and row["closed_on"] <= day else "OPEN"


def active(held: Holdings, period: Period) -> Iterator[Act]:
    """C08: cases with active status at the end date: a stock, whoever had a service (indicators.csv)."""
    at_work = {term.code for term in vocabulary("case_status") if term.meta.get("active") == "1"}
    steps, last = held.states("case"), min(period.end, period.today)
    for row in _cases(held):
        is_there = row["opened_on"] is not None and row["opened_on"] <= last
        if is_there and stood(row, steps.get(row["id"], []), last) in at_work:
            yield _act(row, last)


def opened(held: Holdings, period: Period) -> Iterator[Act]:
    """C09: cases with opened_on in the period; reopenings are not openings (indicators.csv)."""
    return (_act(row, row["opened_on"]) for row in _cases(held) if period.has(row["opened_on"]))


def _events(held: Holdings, period: Period) -> Iterator[tuple[dict[str, Any], date, bool]]:
    """Every closing (True) and reopening (False) in the period."""
    steps = held.states("case")
    for row in _cases(held):
        mine = steps.get(row["id"], [])
        for (_day, before), (day, state) in zip([(date.min, ""), *mine], mine, strict=False):
            if (before == CLOSED) != (state == CLOSED) and period.has(day):
                yield row, day, state == CLOSED
        if not any(state == CLOSED for _day, state in mine) and period.has(row["closed_on"]):
            yield row, row["closed_on"], True  # it came closed from an old list


def reopened(held: Holdings, period: Period) -> Iterator[Act]:
    """C10: reopen events in the period (indicators.csv)."""
    return (_act(row, day) for row, day, is_closing in _events(held, period) if not is_closing)


def closed(held: Holdings, period: Period) -> Iterator[Act]:
    """C11: close events in the period, reason DUPL excluded (indicators.csv)."""
    for row, day, is_closing in _events(held, period):
        if is_closing and row["closing_reason"] != "DUPL":
            yield _act(row, day, line=row["closing_reason"] or "")


def goals_reached(held: Holdings, period: Period) -> Iterator[Act]:
    """C12: closures with success=1 / closures with success in (0,1); an empty one is in neither (indicators.csv)."""
    reasons = vocabulary("case_closure_reason").terms
    for act in closed(held, period):
        success = reasons[act.line].meta.get("success") if act.line in reasons else ""
        if success in ("0", "1"):
            yield Act(act.kind, act.record, act.person, act.day, act.branch, met=success == "1")


def came(held: Holdings, period: Period) -> Iterator[Act]:
    """C17: DONE / (DONE + NOSHOW) of the appointments of the period; cancelled ones are in neither (indicators.csv)."""
    for row in held.records("appointment", "date", "type"):
        if period.has(row["date"]) and row["state"] in ("DONE", "NOSHOW"):
            met, line = row["state"] == "DONE", row["type"] or ""
            yield Act("appointment", row["id"], row["person"], row["date"], row["branch"], line=line, met=met)


def _of_cases(code: str, name: Words, find: Any, **more: Any) -> Indicator:
    return Indicator(code, name, "cases", more.pop("measure", Measure.LINES), find, **{"by": (*PERSON, *PLACE), **more})


INDICATORS = (
    _of_cases(
        "C08",
        Words("Dossiers actifs en fin de période", "الملفات النشيطة في نهاية الفترة", "Active cases at end of period"),
        active,
    ),
    _of_cases("C09", Words("Dossiers ouverts", "الملفات المفتوحة", "Cases opened"), opened),
    _of_cases("C10", Words("Dossiers rouverts", "الملفات المعاد فتحها", "Cases reopened"), reopened),
    _of_cases(
        "C11",
        Words("Dossiers clôturés", "الملفات المغلقة", "Cases closed"),
        closed,
        lines=("closing_reason", "case_closure_reason"),
    ),
    _of_cases(
        "C12",
        Words(
            "Part des clôtures avec objectifs atteints (%)",
            "نسبة الملفات المغلقة مع تحقيق الأهداف (%)",
            "Share of closures with goals reached (%)",
        ),
        goals_reached,
        measure=Measure.RATE,
    ),
    _of_cases(
        "C17",
        Words("Taux de présence aux rendez-vous (%)", "نسبة حضور المواعيد (%)", "Appointment attendance rate (%)"),
        came,
        measure=Measure.RATE,
        lines=("type", "appointment_type"),
    ),
)
