"""The figures of complaints, K01 to K08 (indicators.csv), over the whole association or one branch.

By the right to count, never by the reader's scope (decisions.md 12): figures without a name. Void complaints and
duplicates are in none. A rate says its numerator, its denominator and how many are not due yet; below 5 it says no
rate (indicators-rules.md 14 and 15).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.errors import NotAllowed
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.complaint.rules import SUGGESTIONS
from casemgr.services.desk import Desk

INDICATORS: dict[str, Words] = {
    "K01": Words("Réclamations reçues", "الشكايات المتوصل بها", "Complaints received"),
    "K02": Words("Réclamations clôturées", "الشكايات المغلقة", "Complaints closed"),
    "K03": Words(
        "Taux de réponse dans les 60 jours (%)",
        "نسبة الرد داخل أجل 60 يوما (%)",
        "Response rate within 60 days (%)",
    ),
    "K04": Words("Délai moyen de réponse (jours)", "متوسط أجل الرد (بالأيام)", "Mean answer time (days)"),
    "K05": Words("Réclamations ouvertes, par ancienneté", "الشكايات المفتوحة حسب الأقدمية", "Open complaints by age"),
    "K06": Words("Réclamations recevables (%)", "الشكايات المقبولة (%)", "Admissible complaints (%)"),
    "K07": Words(
        "Satisfaction des plaignants (1 à 5)", "درجة رضا المشتكين (1 إلى 5)", "Complainant satisfaction (1 to 5)"
    ),
    "K08": Words("Signalements internes (PSEA)", "التبليغات الداخلية (PSEA)", "Internal reports (PSEA)"),
}
MANAGEMENT_ONLY = frozenset({"K08"})  # counted for the management, never broken down, never in a file
LEAST_FOR_A_RATE = 5
AGES = ((15, "0-15"), (30, "16-30"), (60, "31-60"), (10**6, ">60"))
TRIAGED = ("FWD", "PROC", "INADM")


@dataclass(frozen=True)
class Figure:
    """One figure; a rate has its parts, and no value where it would rest on fewer than five."""

    indicator: str
    by: dict[str, str]
    value: float | int | None
    numerator: int | None = None
    denominator: int | None = None
    still_open: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        told: dict[str, Any] = {"indicator": self.indicator, "by": self.by, "value": self.value}
        if self.denominator is not None:
            told |= {"numerator": self.numerator, "denominator": self.denominator, "still_open": self.still_open}
        return told


@dataclass(frozen=True)
class _Asked:
    """The complaints that count, and what is asked of them."""

    rows: tuple[Any, ...]
    start: date
    end: date
    today: date
    triaged: dict[str, date]

    def within(self, key: str) -> list[Any]:
        """Those whose day falls in the period, bounds included."""
        days = ((row, getattr(row, key)) for row in self.rows)
        return [row for row, day in days if day is not None and self.start <= day <= self.end]


def count(
    desk: Desk, start: date, end: date, indicators: Iterable[str] = tuple(INDICATORS), branch: str | None = None
) -> list[Figure]:
    """The figures of a period, bounds included. Raises NotAllowed, also for what only the management counts."""
    wanted = tuple(indicators)
    is_management = desk.person.is_supervising()
    if not desk.person.may("r", "report") or (MANAGEMENT_ONLY & {*wanted} and not is_management):
        raise NotAllowed(*NOT_YOURS)
    asked = _read(desk, start, end, branch)
    return [figure for indicator in wanted for figure in _COUNTED[indicator](asked)]


def may_count(desk: Desk) -> tuple[str, ...]:
    """The indicators that this person may count."""
    hidden = frozenset() if desk.person.is_supervising() else MANAGEMENT_ONLY
    return tuple(indicator for indicator in INDICATORS if indicator not in hidden)


def _read(desk: Desk, start: date, end: date, branch: str | None) -> _Asked:
    tables = desk.database.schema.of("complaint")
    record, states = tables.record.c, tables.states
    where = [record.voided_at.is_(None), sa.or_(record.state.is_(None), record.state.not_in(_excluded()))]
    if branch is not None:
        where.append(record.branch == branch)
    keys = ("received_on", "answered_on", "closed_on", "answer_by", "paused_since", "nature", "category", "admissible")
    with desk.database.reading() as connection:
        kept = [record.id, record.state, record.satisfaction, *(record[key] for key in keys)]
        rows = tuple(connection.execute(sa.select(*kept).where(*where)).all())
        triaged: dict[str, date] = {}
        if states is not None:
            first = sa.select(states.c.record, sa.func.min(states.c.day)).where(states.c.state.in_(TRIAGED))
            triaged = {row[0]: row[1] for row in connection.execute(first.group_by(states.c.record))}
    return _Asked(rows, start, end, desk.today, triaged)


def _excluded() -> list[str]:
    return [term.code for term in vocabulary("complaint_status") if term.meta.get("report") == "exclude"]


def _received(asked: _Asked) -> Iterator[Figure]:
    """Registered in the period; observations and suggestions are lines of their own (decree 2-17-265, art. 2)."""
    natures = Counter(row.nature or "" for row in asked.within("received_on"))
    apart = {nature: natures.pop(nature) for nature in sorted(SUGGESTIONS) if nature in natures}
    yield Figure("K01", {}, natures.total())
    for nature, how_many in apart.items():
        yield Figure("K01", {"nature": nature}, how_many)


def _closed(asked: _Asked) -> Iterator[Figure]:
    """Closed in the period, by result."""
    results = Counter(row.state or "" for row in asked.within("closed_on"))
    yield Figure("K02", {}, results.total())
    for result in sorted(results):
        yield Figure("K02", {"result": result}, results[result])


def _rate(indicator: str, numerator: int, denominator: int, still_open: int) -> Figure:
    is_told = denominator >= LEAST_FOR_A_RATE
    value = round(100 * numerator / denominator, 1) if is_told else None
    return Figure(indicator, {}, value, numerator, denominator, still_open)


def _in_time(asked: _Asked) -> Iterator[Figure]:
    """Of those received in the period whose 60 days (pauses left out) have passed by its end: answered within them.

    While the clock stands still its end is not known: not due yet.
    """
    received = [row for row in asked.within("received_on") if row.answer_by is not None]
    until = min(asked.end, asked.today)
    waiting = {row.id for row in received if row.paused_since is not None and row.answered_on is None}
    due = [row for row in received if row.answer_by <= until and row.id not in waiting]
    answered = sum(row.answered_on is not None and row.answered_on <= row.answer_by for row in due)
    yield _rate("K03", answered, len(due), len(received) - len(due))


def _how_long(asked: _Asked) -> Iterator[Figure]:
    """Calendar days from receipt to answer, of those answered in the period: the mean, and the median beside it."""
    days = [(row.answered_on - row.received_on).days for row in asked.within("answered_on")]
    yield Figure("K04", {}, round(fmean(days), 1) if days else None)
    yield Figure("K04", {"measure": "median"}, round(median(days), 1) if days else None)


def _open(asked: _Asked) -> Iterator[Figure]:
    """Received by the last day of the period and not closed then, by how long they have been here."""
    ages = [
        (asked.end - row.received_on).days
        for row in asked.rows
        if row.received_on <= asked.end and (row.closed_on is None or row.closed_on > asked.end)
    ]
    bands = Counter(next(name for most, name in AGES if age <= most) for age in ages)
    yield Figure("K05", {}, len(ages))
    for _most, name in AGES:
        yield Figure("K05", {"age": name}, bands[name])


def _admissible(asked: _Asked) -> Iterator[Figure]:
    """Of those triaged in the period (forwarded, handled here or declared inadmissible for the first time)."""
    triaged = [row for row in asked.rows if row.id in asked.triaged]
    here = [row for row in triaged if asked.start <= asked.triaged[row.id] <= asked.end]
    yield _rate("K06", sum(row.admissible == 1 for row in here), len(here), 0)


def _satisfied(asked: _Asked) -> Iterator[Figure]:
    """The mean of the answers of those closed in the period, and how many answered."""
    marks = [row.satisfaction for row in asked.within("closed_on") if row.satisfaction is not None]
    yield Figure(
        "K07", {}, round(fmean(marks), 1) if len(marks) >= LEAST_FOR_A_RATE else None, sum(marks), len(marks), 0
    )


def _abuse(asked: _Asked) -> Iterator[Figure]:
    """Reports of exploitation or abuse received in the period: one number."""
    received = asked.within("received_on")
    yield Figure("K08", {}, sum(row.nature == "SAFEG" or row.category == "NGO_PSEA" for row in received))


_COUNTED: dict[str, Callable[[_Asked], Iterator[Figure]]] = {
    "K01": _received,
    "K02": _closed,
    "K03": _in_time,
    "K04": _how_long,
    "K05": _open,
    "K06": _admissible,
    "K07": _satisfied,
    "K08": _abuse,
}
