"""From acts to figures: the total, the indicator's own lines, or the cells of up to two breakdowns.

A person has one place by each of her own traits: that of the day of her first act (rules 7 and 8). She may stand in
several branches, regions and programmes: then the line "of whom in several rows" says how many do, and the total
counts each once (rule 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import fmean, median

from casemgr.services.counting.crossing import age_band, region_of, status_group
from casemgr.services.counting.facts import held_on
from casemgr.services.counting.figure import LEAST_FOR_A_RATE, Figure
from casemgr.services.counting.indicators.declared import Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings
from casemgr.services.counting.request import IN_SEVERAL, NO_PROGRAMME, OF_A_LINE, UNKNOWN, UNKNOWN_AGE, CountRequest

Cell = tuple[str, ...]


def figures(held: Holdings, indicator: Indicator, request: CountRequest) -> list[Figure]:
    """The figures of one indicator: its total, then its lines."""
    acts = acts_of(held, indicator, request)
    total = measured(indicator, {}, [act for act in acts if not act.apart])
    if not request.by:
        return [total, *_own_lines(indicator, acts)]
    kept = [act for act in acts if not act.apart]
    cells, several = crossed(held, kept, request)
    found = [total]
    for cell in _in_order(set(cells) | _always(request), request):
        found.append(measured(indicator, _named(request, cell), cells.get(cell, [])))
    if indicator.measure is Measure.PEOPLE and any(key in OF_A_LINE for key in request.by):
        shown = set(several) | {_merged(request, cell) for cell in cells}
        if all(key in OF_A_LINE for key in request.by):
            shown.add(tuple(IN_SEVERAL for _key in request.by))
        found += [Figure(indicator.code, _named(request, cell), len(several.get(cell, ()))) for cell in sorted(shown)]
    return found


def acts_of(held: Holdings, indicator: Indicator, request: CountRequest) -> list[Act]:
    """The acts of an indicator in the scope that is asked: a period, and one branch or programme or all."""
    found = indicator.acts(held, Period(request.start, request.end, held.today))
    return [
        act
        for act in found
        if (request.branch is None or act.branch == request.branch)
        and (request.programme is None or act.programme == request.programme)
    ]


def behind(held: Holdings, indicator: Indicator, request: CountRequest, by: Mapping[str, str]) -> list[Act]:
    """The acts on one line: of the total, of the indicator's own breakdown, or of a cell."""
    acts = acts_of(held, indicator, request)
    if not by:
        return [act for act in acts if not act.apart]
    if not request.by:
        return [act for act in acts if act.line in by.values()] if indicator.lines[0] in by else []
    cells, several = crossed(held, [act for act in acts if not act.apart], request)
    cell = tuple(by.get(key, "") for key in request.by)
    if IN_SEVERAL not in cell:
        return cells.get(cell, [])
    people = several.get(cell, set())
    return [act for act in acts if act.person in people]


# --- measuring --------------------------------------------------------------------------------------------------
def measured(indicator: Indicator, by: dict[str, str], acts: Sequence[Act]) -> Figure:
    """The figure that a measure makes of acts."""
    match indicator.measure:
        case Measure.PEOPLE:
            return Figure(indicator.code, by, len({act.person for act in acts if act.person is not None}))
        case Measure.LINES:
            return Figure(indicator.code, by, len(acts))
        case Measure.SUM:
            total = sum(act.amount for act in acts)
            value = total if indicator.scale == 1 else round(total / indicator.scale, 2)
            return Figure(indicator.code, by, value, people=_people(act for act in acts if act.amount))
        case Measure.MEDIAN:
            return _median(indicator, by, acts)
        case Measure.MEAN:
            return _mean(indicator, by, acts)
        case _:
            return _rate(indicator, by, acts)


def _people(acts: Iterable[Act]) -> frozenset[str]:
    """Whose acts they are; what nobody signed may be somebody else's each time."""
    return frozenset(act.person or f"{act.kind} {act.record}" for act in acts)


def _median(indicator: Indicator, by: dict[str, str], acts: Sequence[Act]) -> Figure:
    value = round(median(act.amount for act in acts), 1) if acts else None
    return Figure(indicator.code, by, value, people=_people(acts))


def _mean(indicator: Indicator, by: dict[str, str], acts: Sequence[Act]) -> Figure:
    amounts = [act.amount for act in acts]
    value = round(fmean(amounts), 1) if len(amounts) >= indicator.least else None
    if indicator.least == 1:
        return Figure(indicator.code, by, value, people=_people(acts))
    return Figure(indicator.code, by, value, int(sum(amounts)), len(amounts), 0, people=_people(acts))


def _rate(indicator: Indicator, by: dict[str, str], acts: Sequence[Act]) -> Figure:
    """Numerator, denominator, and how many are not settled yet; below five no rate (rules 14 and 15)."""
    due = [act for act in acts if act.due]
    unsettled = [act for act in acts if not act.due or act.is_open]
    met = [act for act in due if act.met]
    if indicator.measure is Measure.SHARE:
        numbers = [len({act.person for act in some}) for some in (met, due, unsettled)]
    else:
        numbers = [len(some) for some in (met, due, unsettled)]
    numerator, denominator, still_open = numbers
    value = round(100 * numerator / denominator, 1) if denominator >= LEAST_FOR_A_RATE else None
    return Figure(indicator.code, by, value, numerator, denominator, still_open)


def _own_lines(indicator: Indicator, acts: Sequence[Act]) -> Iterator[Figure]:
    """The breakdown that is the indicator's own: by reason, by result, by matter."""
    key = indicator.lines[0]
    if not key:
        return
    if key == "measure":
        yield _median(indicator, {key: "median"}, acts)
        return
    lines: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.line:
            lines[act.line].append(act)
    for value in indicator.always or sorted(lines):
        yield measured(indicator, {key: value}, lines.get(value, []))


# --- crossing ---------------------------------------------------------------------------------------------------
def crossed(
    held: Holdings, acts: Sequence[Act], request: CountRequest
) -> tuple[dict[Cell, list[Act]], dict[Cell, set[str]]]:
    """The acts in each cell; and who stands in several, by the line "of whom in several rows" of hers."""
    first: dict[str, date] = {}
    for act in acts:
        if act.person is not None:
            first[act.person] = min(act.day, first.get(act.person, date.max))
    own = {person: _own(held, person, day, request) for person, day in first.items()}
    cells: dict[Cell, list[Act]] = defaultdict(list)
    stands: dict[str, set[Cell]] = defaultdict(set)
    for act in acts:
        traits = own[act.person] if act.person is not None else _NOBODY
        cell = tuple(_place(held, act, key) if key in OF_A_LINE else traits[key] for key in request.by)
        cells[cell].append(act)
        if act.person is not None:
            stands[act.person].add(cell)
    several: dict[Cell, set[str]] = defaultdict(set)
    for person, places in stands.items():
        if len(places) > 1:
            several[_merged(request, next(iter(places)))].add(person)
    return dict(cells), dict(several)


_NOBODY = {
    "sex": UNKNOWN,
    "age_band": UNKNOWN_AGE,
    "nationality": UNKNOWN,
    "status_group": UNKNOWN,
    "residence_region": UNKNOWN,
}


def _own(held: Holdings, person: str, day: date, request: CountRequest) -> dict[str, str]:
    """Her traits on that day, for the breakdowns that are asked."""
    known = held.traits(person, frozenset(request.by))
    return {
        "sex": known.sex if known.sex in ("F", "M") else UNKNOWN,
        "age_band": age_band(known.birth, day, request.age_set),
        "nationality": known.nationality or UNKNOWN,
        "status_group": status_group(held_on(known.statuses, day)),
        "residence_region": region_of(held_on(known.provinces, day)),
    }


def _place(held: Holdings, act: Act, key: str) -> str:
    """Where an act stands by a breakdown of services."""
    if key == "programme":
        return act.programme or NO_PROGRAMME
    if key == "branch":
        return act.branch or UNKNOWN
    return region_of(held.branches.get(act.branch or ""))


def _merged(request: CountRequest, cell: Cell) -> Cell:
    return tuple(IN_SEVERAL if key in OF_A_LINE else value for key, value in zip(request.by, cell, strict=True))


def _named(request: CountRequest, cell: Cell) -> dict[str, str]:
    return dict(zip(request.by, cell, strict=True))


def _always(request: CountRequest) -> set[Cell]:
    """An unknown age is printed always (rule 7)."""
    return {(UNKNOWN_AGE,)} if request.by == ("age_band",) else set()


def _in_order(cells: Iterable[Cell], request: CountRequest) -> list[Cell]:
    """Bands by age, the rest by code, what is unknown last."""

    def place(key: str, value: str) -> tuple[int, int, str]:
        if value in (UNKNOWN, UNKNOWN_AGE, NO_PROGRAMME):
            return 1, 0, value
        return 0, int(value.split("-")[0].rstrip("+")) if key == "age_band" else 0, value

    return sorted(cells, key=lambda cell: tuple(place(key, value) for key, value in zip(request.by, cell, strict=True)))
