"""What the screen asks the database, in a reader's thread, and the plain values it gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING

from casemgr.services import organisation, register
from casemgr.services.counting import count, targets, who
from casemgr.services.counting.grid import Report, margin_requests
from casemgr.services.counting.indicators import CATALOGUE
from casemgr.services.counting.indicators import who as who_is_behind
from casemgr.services.counting.indicators.family import FamilyReport, family_report
from casemgr.services.counting.request import INDICATORS, CountRequest, CountTable
from casemgr.services.counting.targets import Reach, reach, with_target
from ui.pages.figures.period import Period

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.organisation import Branch
    from casemgr.services.register import Sort

Progress = Callable[[int, int], None]
PEOPLE = "people"


@dataclass(frozen=True)
class Figures:
    """The figures of a period: of people, with the totals of the period before; and those of the family chosen."""

    period: Period
    report: Report
    before: CountTable
    branches: tuple[Branch, ...]
    family: FamilyReport

    @property
    def is_of_people(self) -> bool:
        """Whether the key figures and the crossings are shown."""
        return self.family.family == PEOPLE


@dataclass(frozen=True)
class Question:
    """A figure that was clicked: what it is of, and its value."""

    request: CountRequest
    indicator: str
    by: Mapping[str, str]
    value: int


def ask(
    desk: Desk, request: CountRequest, period: Period, stopped: Event, progress: Progress, family: str = PEOPLE
) -> Figures | None:
    """Count what is asked: of people, its margins and the period before too. None once `stopped`."""
    branches = tuple(organisation.branches(desk))
    named = {branch.code: branch.name for branch in branches}
    table_of_people = _of_people(desk, request, period, stopped, progress) if family == PEOPLE else None
    if stopped.is_set():
        return None
    nothing = CountTable(request, ())
    margins, table, before = table_of_people or ((), nothing, nothing)
    others = FamilyReport(family, request, ()) if family == PEOPLE else ask_family(desk, request, family)
    return Figures(period, Report(table, margins, named), before, branches, others)


def _of_people(
    desk: Desk, request: CountRequest, period: Period, stopped: Event, progress: Progress
) -> tuple[tuple[CountTable, ...], CountTable, CountTable] | None:
    """The margins, the table and the totals of the period before; None once `stopped`."""
    earlier = period.before
    steps = [
        *margin_requests(request),
        request,
        CountRequest(earlier.start, earlier.end, branch=request.branch, programme=request.programme),
    ]
    tables = []
    for place, step in enumerate(steps):
        if stopped.is_set():
            return None
        tables.append(count(desk, step))
        progress(place + 1, len(steps))
    *margins, table, before = tables
    return tuple(margins), table, before


def ask_family(desk: Desk, request: CountRequest, family: str) -> FamilyReport:
    """Every figure of a family, by the first breakdown that is chosen."""
    named = {branch.code: branch.name for branch in organisation.branches(desk)}
    return family_report(desk, replace(request, by=request.by[:1]), family, named)


def ask_targets(desk: Desk, period: Period) -> tuple[Reach, ...]:
    """How far each programme with a target has come at the end of the period (today, when that is to come)."""
    until = min(period.end, desk.today)
    return tuple(reach(desk, programme, until) for programme in with_target(until))


def ask_who(desk: Desk, question: Question | Reach) -> tuple[int, list[str]]:
    """How many people stand behind a figure, and the ids of those whose file this reader may see, by name."""
    if isinstance(question, Reach):
        return question.value, targets.who(desk, question)
    if question.indicator in CATALOGUE:
        return who_is_behind(desk, question.request, question.indicator, question.by)
    request = replace(question.request, by=tuple(question.by), indicators=tuple(INDICATORS))
    people = question.value
    if question.indicator == "C06":
        people = count(desk, request).value("C01", **question.by)
    return people, who(desk, request, question.indicator, dict(question.by))


def in_order(desk: Desk, people: frozenset[str], sort: Sort | None) -> list[str]:
    """The same people, by another column."""
    return [one for one in register.ids(desk, "beneficiary", sort=sort) if one in people]
