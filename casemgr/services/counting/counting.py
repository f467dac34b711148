"""Asking for a count, and asking who stands behind a figure."""

from __future__ import annotations

from collections.abc import Sequence

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.collecting import nothing_collected
from casemgr.domain.errors import NotAllowed
from casemgr.domain.words import Words
from casemgr.services import organisation, register
from casemgr.services.counting import facts, merged
from casemgr.services.counting.crossing import Crossing, Standing
from casemgr.services.counting.request import UNKNOWN_AGE, CountRequest, CountTable
from casemgr.services.desk import Desk

MANY_UNKNOWN = Words(
    "Âge inconnu pour {share} % des personnes : le rapport le signale au-delà de 5 %.",
    "العمر غير معروف بالنسبة إلى {share}% من الأشخاص: يشار إلى ذلك فوق 5%.",
    "Age unknown for {share}% of people: this is said above 5%.",
)
REGION_OF_THE_BRANCH = Words(
    "Région : celle de l’antenne où le service a été rendu.",
    "الجهة: جهة الفرع الذي قدم الخدمة.",
    "Region: that of the branch where the service was given.",
)
MOST_UNKNOWN = 0.05


def _check_right(desk: Desk) -> None:
    if not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)


def _crossings(desk: Desk, requests: Sequence[CountRequest], *, one_by_one: bool = False) -> list[Crossing]:
    """What each request counts; what several look at (the same period and scope) is read once. `one_by_one`: so that
    one may ask who they are.
    """
    provinces = {branch.code: branch.province for branch in organisation.branches(desk)}
    together: dict[tuple[object, ...], list[CountRequest]] = {}
    for request in requests:
        together.setdefault(_scope_of(request), []).append(request)
    found: dict[tuple[object, ...], Standing] = {}
    with desk.database.reading() as connection:
        for scope, same in together.items():
            wanted = frozenset(key for request in same for key in request.by)
            everybody = facts.read(desk, connection, same[0], wanted, one_by_one=one_by_one)
            merged.add(desk, connection, same[0], wanted, everybody)
            found[scope] = Standing(everybody, provinces)
    return [Crossing(request, found[_scope_of(request)]) for request in requests]


def _scope_of(request: CountRequest) -> tuple[object, ...]:
    return request.start, request.end, request.programme, request.branch


def count(desk: Desk, request: CountRequest) -> CountTable:
    """The figures asked for, over the whole requested scope (decisions.md 12). Raises NotAllowed."""
    return counts(desk, (request,))[0]


def counts(desk: Desk, requests: Sequence[CountRequest]) -> list[CountTable]:
    """Several counts at once, in their order: those of one period and scope read the database once."""
    _check_right(desk)
    with nothing_collected():  # everybody of a month in plain columns: to look there for circles takes a quarter longer
        tables = [CountTable(crossing.request, crossing.rows()) for crossing in _crossings(desk, requests)]
    return [CountTable(table.request, table.rows, _notes(table)) for table in tables]


def _notes(table: CountTable) -> tuple[Words, ...]:
    notes: list[Words] = []
    by, total = table.request.by, table.value("C01")
    if "region" in by:
        notes.append(REGION_OF_THE_BRANCH)
    if "age_band" in by and total:
        unknown = sum(r.value for r in table.rows if r.indicator == "C01" and r.by.get("age_band") == UNKNOWN_AGE)
        if by == ("age_band",) and unknown / total > MOST_UNKNOWN:
            notes.append(MANY_UNKNOWN.format(share=round(100 * unknown / total)))
    return tuple(notes)


def who(desk: Desk, request: CountRequest, indicator: str, by: dict[str, str]) -> list[str]:
    """The ids of the people behind a figure, as far as this reader may see them, in the order of names.

    The list may be shorter than the figure: counting is by the right to count, reading by the right to read.
    """
    _check_right(desk)
    (crossing,) = _crossings(desk, (request,), one_by_one=True)
    behind = crossing.people_on(indicator, by)
    ordered = register.ids(desk, "beneficiary")
    return [person for person in ordered if person in behind]
