"""How the search for what is due is narrowed in the database: whose it is, and whether its condition can hold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from casemgr.data.tables import Group, KindTables
from casemgr.domain.conditions import Condition, Shape
from casemgr.domain.fields import ApproximateDate, Choices, Field
from casemgr.domain.kind import Due
from casemgr.services.desk import Desk

ME, TEAM, BRANCH = "me", "team", "branch"
CASEWORKER = "caseworker"
OPEN_MARKS = ("L0", "L1")
Test = sa.ColumnElement[bool]


# --- whose ---------------------------------------------------------------------------------------------------


def asked_last(test: Test) -> Test:
    """The same test, by which no database seeks: of the days of a fortnight few are to be tested, of a branch many."""
    return sa.case((test, 1), else_=0) == 1


def of_my_branches(desk: Desk, tables: KindTables) -> Test:
    """What is true of the work of my branches; found by its day."""
    return sa.func.coalesce(tables.record.c.branch, "").in_(desk.person.branches)


def whose(desk: Desk, tables: KindTables, group: Group | None, one: Due, reach: str) -> Test:
    """What is true of the work that is mine, or that of my team (`reach`); found by the people it is about."""
    record, me = tables.record.c, desk.person.id
    by = (group.table.c if group and one.by in group.table.c else record).get(one.by) if one.by else None
    followed = _followed(desk, tables)
    if by is not None:
        followed = sa.or_(by == me, sa.and_(by.is_(None), followed))
    return followed if reach == ME else sa.or_(followed, _of_my_team(desk, tables))


def _followed(desk: Desk, tables: KindTables) -> Test:
    """The records of the people I follow; what I wrote in confidence, or for somebody whom nobody follows."""
    record, me = tables.record.c, desk.person.id
    wrote = record.created_by == me
    if CASEWORKER in record:
        return sa.or_(record[CASEWORKER] == me, sa.and_(record[CASEWORKER].is_(None), wrote))
    case = _case_with_caseworker(desk)
    if case is None or not tables.kind.person:
        return wrote
    person = record[tables.kind.person]
    file = case.record.c
    mine = sa.select(file[case.kind.person]).where(file[CASEWORKER] == me, _is_worked_on(case))
    followed = sa.exists().where(file[case.kind.person] == person, file[CASEWORKER].is_not(None), _is_worked_on(case))
    # A lawyer or a doctor goes on with her own files of somebody whom a caseworker follows.
    professional = record.confidentiality.not_in(OPEN_MARKS)
    return sa.or_(person.in_(mine), sa.and_(wrote, sa.or_(professional, ~followed)))


def _of_my_team(desk: Desk, tables: KindTables) -> Test:
    """The records of the people on the team of whose case I am."""
    if "case" not in desk.database.schema.kinds or not tables.kind.person:
        return sa.false()
    case = desk.database.schema.of("case")
    team, file = case.group("team").table.c, case.record.c
    cases = sa.select(file[case.kind.person]).join(case.group("team").table, team.record == file.id)
    mine = cases.where(team.member == desk.person.id, team.removed == 0, _is_worked_on(case))
    return tables.record.c[tables.kind.person].in_(mine)


def _case_with_caseworker(desk: Desk) -> KindTables | None:
    if "case" not in desk.database.schema.kinds:
        return None
    case = desk.database.schema.of("case")
    return case if CASEWORKER in case.record.c else None


def _is_worked_on(case: KindTables) -> Test:
    file = case.record.c
    return sa.and_(file.voided_at.is_(None), sa.or_(file.state.is_(None), file.state != "CLOSED"))


# --- whether the condition can hold --------------------------------------------------------------------------


def may_hold(tables: KindTables, group: Group | None, condition: Condition | None) -> Test:
    """What must be true in the database for a condition to hold: everything, where only its function knows."""
    return sa.true() if condition is None else _necessary(tables, group, condition.shape, True)


def _necessary(tables: KindTables, group: Group | None, shape: Shape, is_so: bool) -> Test:
    """A test that lets through all that fulfils `shape` (or its contrary): what is unknown lets everything through."""
    if shape.asks == "not":
        return _necessary(tables, group, shape.parts[0], not is_so)
    if shape.asks in ("and", "or"):
        parts = [_necessary(tables, group, part, is_so) for part in shape.parts]
        return sa.and_(*parts) if (shape.asks == "and") is is_so else sa.or_(*parts)
    if shape.asks not in ("is", "filled"):
        return sa.true()
    found = _column(tables, group, shape.key)
    if found is None:
        return sa.true()
    column, field = found
    if shape.asks == "filled":
        return column.is_not(None) if is_so else sa.or_(column.is_(None), sa.cast(column, sa.Text()) == "")
    kept = [code if field is None else field.store(code)[field.key] for code in shape.codes]
    plain = column.in_([code for code in kept if code is not None])
    if is_so:
        return sa.or_(plain, column.is_(None)) if None in kept else plain
    return sa.and_(~plain, column.is_not(None)) if None in kept else sa.or_(~plain, column.is_(None))


def _column(tables: KindTables, group: Group | None, key: str) -> tuple[sa.ColumnElement[Any], Field | None] | None:
    """The column of a key, and its field; None for what has no column of its own that says it all."""
    if key == "state":
        return (tables.record.c.state, None) if tables.kind.states else None
    table = group.table if group else tables.record
    fields = group.rows.plain_fields() if group else tables.kind.stored_fields()
    field = next((one for one in fields if one.key == key), None)
    if field is None or key not in table.c or isinstance(field, Choices | ApproximateDate):
        return None
    return table.c[key], field
