"""Asking for these figures, and who stands behind one: the rights, the scope, one reading of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.errors import NotAllowed
from casemgr.domain.words import Words
from casemgr.services import register
from casemgr.services.counting.figure import Figure
from casemgr.services.counting.indicators import tally
from casemgr.services.counting.indicators.catalogue import CATALOGUE
from casemgr.services.counting.indicators.declared import Act, Indicator
from casemgr.services.counting.indicators.holdings import Holdings
from casemgr.services.counting.request import DIMENSIONS, BadRequest, CountRequest
from casemgr.services.desk import Desk

NOT_BROKEN_DOWN = Words(
    "{code} ne se ventile pas par « {by} ».",
    "لا يفصل المؤشر {code} حسب «{by}».",
    "{code} is not broken down by “{by}”.",
)
NO_SUCH = Words("Indicateur inconnu : {x}.", "مؤشر غير معروف: {x}.", "Unknown indicator: {x}.")
# What a reader must see of a record to be told whose it is: that she came is one thing, for what is another.
_TELLS = {"service": "type", "referral": "reason", "legal_file": "matter", "enrolment": "programme"}


def codes(desk: Desk) -> tuple[str, ...]:
    """The indicators that this person may count."""
    management = desk.person.is_supervising()
    return tuple(code for code, one in CATALOGUE.items() if management or not one.for_management)


def fits(indicator: Indicator, request: CountRequest) -> str:
    """The breakdown or scope asked for that means nothing for this indicator; "" when all of them do."""
    if request.programme is not None and "programme" not in indicator.by:
        return "programme"
    wrong = next((key for key in request.by if key not in indicator.by), "")
    if not wrong and "age_band" in request.by and indicator.sets and request.age_set not in indicator.sets:
        return "age_band"
    return wrong


def count(desk: Desk, request: CountRequest, indicators: Iterable[str]) -> list[Figure]:
    """The figures of these indicators, over the whole requested scope, in their order (decisions.md 12).

    Raises NotAllowed (also for what only the management counts), and BadRequest for a breakdown that means nothing.
    """
    return counts(desk, [(request, tuple(indicators))])[0]


def counts(desk: Desk, asked: Sequence[tuple[CountRequest, tuple[str, ...]]]) -> list[list[Figure]]:
    """Several such questions at once, that read the database once. Raises NotAllowed, BadRequest."""
    wanted = [(request, [_known(code, request) for code in codes]) for request, codes in asked]
    _check(desk, [one for _request, some in wanted for one in some])
    with desk.database.reading() as connection:
        held = Holdings(desk, connection, is_placed=any(_is_placed(request) for request, _some in wanted))
        return [[figure for one in some for figure in tally.figures(held, one, request)] for request, some in wanted]


def _is_placed(request: CountRequest) -> bool:
    return request.branch is not None or bool({"branch", "region"} & set(request.by))


def _known(code: str, request: CountRequest) -> Indicator:
    """The indicator of a code. Raises BadRequest for one there is not, or for what means nothing for it."""
    if code not in CATALOGUE:
        raise BadRequest(NO_SUCH.format(x=code))
    wrong = fits(CATALOGUE[code], request)
    if wrong:
        raise BadRequest(NOT_BROKEN_DOWN.format(code=code, by=DIMENSIONS[wrong]))
    return CATALOGUE[code]


def _check(desk: Desk, wanted: Iterable[Indicator]) -> None:
    closed = not desk.person.is_supervising() and any(one.for_management for one in wanted)
    if closed or not desk.person.may("r", "report"):
        raise NotAllowed(*NOT_YOURS)


def who(desk: Desk, request: CountRequest, code: str, by: Mapping[str, str]) -> tuple[int, list[str]]:
    """How many people stand behind a figure, and the ids of those this reader may be told of, in the order of names.

    She is told of a person whose act she may read, with what it was: the list may be shorter than the figure. Who is
    behind complaints and reports of abuse is never listed here.
    """
    indicator = CATALOGUE[code]
    _check(desk, [indicator])
    if indicator.family == "complaints":
        return 0, []
    asked = replace(request, by=tuple(key for key in request.by if key in by))
    with desk.database.reading() as connection:
        acts = tally.behind(Holdings(desk, connection), indicator, asked, by)
        told = _told(desk, connection, acts)
    people = {act.person for act in acts if act.person is not None}
    listed = {act.person for act in acts if (act.kind, act.group, act.record) in told}
    return len(people), [person for person in register.ids(desk, "beneficiary") if person in listed]


def _told(desk: Desk, connection: sa.Connection, acts: Iterable[Act]) -> set[tuple[str, str, str]]:
    """Those of the acts that this reader may read."""
    found: set[tuple[str, str, str]] = set()
    for kind, group in {(act.kind, act.group) for act in acts}:
        tables = desk.database.schema.of(kind)
        record = tables.record.c
        if group:
            rows = tables.group(group)
            asked = (
                sa.select(rows.table.c.id)
                .join_from(rows.table, tables.record, record.id == rows.table.c.record)
                .where(desk.scope.predicate(tables), desk.scope.rows_predicate(tables, rows))
            )
            found |= {(kind, group, row) for row in connection.execute(asked).scalars()}
        else:
            seen = sa.select(record.id, desk.scope.view(tables)).where(desk.scope.predicate(tables))
            needed = {tables.kind.person or "", _TELLS.get(kind, "")} - {""}
            for row, view in connection.execute(seen):
                keys = tables.kind.view_keys(view)
                if keys is None or needed <= keys or kind == "beneficiary":
                    found.add((kind, group, row))
    return found
