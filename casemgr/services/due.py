"""What is due: one list from the declarations of every kind (`Kind.due`), as far as the reader may see.

The days are sought in the database, by their index: what is late, what is today, what comes within two weeks (or
sooner, where the declaration asks to be told earlier). The condition of the declaration narrows the search as far
as its shape is known (`conditions.Shape`), and is then asked of what was found. Of each declaration at most `MOST`
lines are read on each side of today: a person reads no more, and a base of 73,000 people answers as one of 70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import Stored, load, one_person
from casemgr.data.tables import Group, KindTables
from casemgr.domain import checking
from casemgr.domain.access import DIRECTORIES
from casemgr.domain.conditions import Context
from casemgr.domain.fields import Field, Link
from casemgr.domain.kind import Due
from casemgr.services import due_narrowing as narrowing
from casemgr.services import one_stroke
from casemgr.services.desk import Desk
from casemgr.services.listed import note_once_a_day
from casemgr.services.one_stroke import Item
from casemgr.services.records import Absent
from casemgr.services.register import titles_of

LATE, TODAY, COMING = "late", "today", "coming"
ME, TEAM, BRANCH = narrowing.ME, narrowing.TEAM, narrowing.BRANCH
HORIZON = 14  # days (screens.md 2: the deadlines of the next 14 days)
RECEPTION = "appointment"  # whose states the reception keeps too, for the whole branch
MOST = 200  # lines of one declaration, on each side of today


@dataclass(frozen=True)
class DueList:
    """The lines in order: the latest first among what is late, then by day and hour. `more`: some were left out."""

    items: tuple[Item, ...]
    more: bool


@dataclass(frozen=True)
class _Found:
    """A day in the database, and the declaration it comes from."""

    tables: KindTables
    due: Due
    record: str
    line: str
    day: date


def usual_reach(desk: Desk) -> str:
    """Whose work somebody looks at first: who answers for a branch, or follows nobody, sees that of the branch.
    To record for everybody (a list of partners, the consents) is not to follow somebody.
    """
    person = desk.person
    kinds = [kind.granted_as for kind in desk.kinds.values() if kind.key != RECEPTION]
    follows = any(grant.scope != "all" for kind in kinds for grant in person.grants("t", kind))
    return BRANCH if person.is_supervising() or not follows else ME


def falls_due(desk: Desk) -> bool:
    """Whether anything that falls due is ever told to this reader: an accountant follows no record."""
    return any(tables.kind.due and _concerns(desk, tables) for tables in desk.database.schema)


def due(desk: Desk, reach: str = ME, horizon: int = HORIZON) -> DueList:
    """What is due for me, for my team (the people whose case I follow or am on the team of) or in my branches."""
    with desk.database.reading() as connection:
        return _read(desk, connection, reach, None, horizon)


def due_of(desk: Desk, beneficiary: str, horizon: int = HORIZON) -> DueList:
    """What is due for one person, as far as this reader may see."""
    with desk.database.reading() as connection:
        people = one_person(connection, desk.database.schema.of("beneficiary"), beneficiary)
        return _read(desk, connection, BRANCH, people, horizon)


def _read(desk: Desk, connection: sa.Connection, reach: str, people: Sequence[str] | None, horizon: int) -> DueList:
    found: list[_Found] = []
    more = False
    for tables in desk.database.schema:
        if not tables.kind.due or not _concerns(desk, tables) or (people is not None and not tables.kind.person):
            continue
        for one in tables.kind.due:
            if one.told_to and not set(one.told_to) & set(desk.person.roles):
                continue
            days, cut = _days(desk, connection, tables, one, reach, people, horizon)
            found += days
            more = more or cut
    items = _told(desk, connection, found)
    return DueList(tuple(sorted(items, key=lambda item: (item.day, item.time or "~", str(item.label)))), more)


def _concerns(desk: Desk, tables: KindTables) -> bool:
    """Whether what is due of a kind is told this reader: a directory is everybody's to read, its upkeep is not."""
    granted = tables.kind.granted_as
    return bool(desk.person.grants("u" if granted in DIRECTORIES else "r", granted))


# --- the days -----------------------------------------------------------------------------------------------


def _days(
    desk: Desk,
    connection: sa.Connection,
    tables: KindTables,
    one: Due,
    reach: str,
    people: Sequence[str] | None,
    horizon: int,
) -> tuple[list[_Found], bool]:
    """The days of one declaration around today, and whether there are more than are read."""
    reached = "people" if people is not None else reach
    given: dict[str, Any] = {"today": desk.today, "most": MOST + 1}
    if people is not None:
        given["people"] = people
    until = {"until": desk.today + timedelta(days=max(horizon, one.ahead))}
    found: list[_Found] = []
    cut = False
    for comes in (True, False):
        side = _side(desk, tables, one, reached, comes)
        rows = connection.execute(side, given | (until if comes else {})).all()
        cut = cut or len(rows) > MOST
        found += [_Found(tables, one, row.id, row.line, row.day) for row in rows[:MOST]]
    return found, cut


def _side(desk: Desk, tables: KindTables, one: Due, reach: str, comes: bool) -> sa.Select[Any]:
    """The days from today on, or before it, put together once for each reader (as in data/records.py)."""
    key = ("due", tables.kind.due.index(one), reach, comes, desk.person)
    if key not in tables.statements:
        group = tables.group(one.rows) if one.rows else None
        day = (group.table if group else tables.record).c[one.date]
        statement = _statement(desk, tables, group, one, day)
        if reach == "people":
            person = tables.record.c[tables.kind.person]
            statement = statement.where(person.in_(sa.bindparam("people", expanding=True)))
        elif reach == BRANCH or one.told_to:  # what is told to a rank is hers, whoever does it
            statement = statement.where(narrowing.of_my_branches(desk, tables))
        else:
            statement = statement.where(narrowing.whose(desk, tables, group, one, reach))
        today = sa.bindparam("today", type_=sa.Date())
        if comes:
            until = sa.bindparam("until", type_=sa.Date())
            statement = statement.where(day >= today, day <= until).order_by(day.asc())
        else:
            statement = statement.where(day < today).order_by(day.desc())
        tables.statements[key] = statement.limit(sa.bindparam("most", type_=sa.Integer()))
    return tables.statements[key]


def _statement(
    desk: Desk, tables: KindTables, group: Group | None, one: Due, day: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    record = tables.record
    line = group.table.c.id if group else sa.literal("")
    statement = sa.select(record.c.id, line.label("line"), day.label("day"))
    if group:
        statement = statement.select_from(group.table.join(record, record.c.id == group.table.c.record))
        shown = narrowing.asked_last(desk.scope.rows_predicate(tables, group))
        statement = statement.where(group.table.c.removed == 0, shown)
    scope = narrowing.asked_last(desk.scope.predicate(tables))
    may = (scope, record.c.voided_at.is_(None), record.c.merged_into.is_(None))
    narrowed = narrowing.may_hold(tables, group, one.while_)
    return statement.where(*may, narrowed)


# --- what is told of them -----------------------------------------------------------------------------------


def _told(desk: Desk, connection: sa.Connection, found: Sequence[_Found]) -> list[Item]:
    context = desk.context(connection)
    items: list[Item] = []
    links: dict[str, set[str]] = {}
    drafts: list[tuple[dict[str, Any], Field | None, Any]] = []
    for tables in {one.tables.kind.key: one.tables for one in found}.values():
        mine = [one for one in found if one.tables is tables]
        ids = list(dict.fromkeys(one.record for one in mine))
        groups = {one.due.rows for one in mine if one.due.rows}
        seen = load(connection, tables, ids, desk.scope, groups=groups)
        narrow = [one.id for one in seen.values() if one.view != "full"]
        whole = seen | load(connection, tables, narrow, None, groups=groups)
        holding = [one for one in mine if one.record in seen and _still_holds(one, whole[one.record], context)]
        raised = {(one.record, one.line) for one in holding if one.due.told_to}
        for one in holding:
            if one.due.told_to or (one.record, one.line) not in raised:
                drafted = _item(desk, one, seen[one.record], context)
                if drafted is not None:
                    drafts.append(drafted)
                    _note_links(links, *drafted)
    titles = {to: titles_of(desk, connection, to, sorted(ids)) for to, ids in links.items()}
    people = titles.get("beneficiary", {})
    for item, field, value in drafts:
        said = titles.get(field.to, {}).get(str(value), "") if isinstance(field, Link) else item["what"]
        item["what"], item["person_said"] = said, people.get(item["person"], "")
        items.append(Item(**item))
    note_once_a_day(desk, connection, items, "due")
    return items


def _note_links(links: dict[str, set[str]], item: dict[str, Any], field: Field | None, value: Any) -> None:
    if item["person"]:
        links.setdefault("beneficiary", set()).add(item["person"])
    if isinstance(field, Link) and value:
        links.setdefault(field.to, set()).add(str(value))


def _line(one: _Found, stored: Stored) -> Mapping[str, Any] | None:
    """What carries the day: the record, or its line; None when this reader does not see it."""
    if not one.line:
        return stored.values
    return next((line for line in stored.values.get(one.due.rows) or () if line["id"] == one.line), None)


def _still_holds(one: _Found, stored: Stored, context: Context) -> bool:
    carrier = _line(one, stored)
    if carrier is None:
        return False
    return one.due.while_ is None or one.due.while_(Absent({"state": stored.state, **carrier}), context)


def _item(desk: Desk, one: _Found, stored: Stored, context: Context) -> tuple[dict[str, Any], Field | None, Any] | None:
    """What is told of the line, but for names, and the field and value that say what it is; None where the reader's
    view hides the day.
    """
    kind, carrier = one.tables.kind, _line(one, stored)
    if carrier is None or one.due.date not in carrier:
        return None
    mark = carrier.get("confidentiality", stored.confidentiality) if one.line else stored.confidentiality
    closed = mark not in narrowing.OPEN_MARKS
    field, value, what = None, None, ""
    if not closed:
        field, value, what = _what(one, stored, carrier, context)
    item = {
        "kind": kind.key,
        "record": one.record,
        "line": one.line,
        "version": stored.version,
        "day": one.day,
        "days": (one.day - context.today).days,
        "time": str(carrier.get(one.due.time) or "") if one.due.time else "",
        "when": LATE if one.day < context.today else TODAY if one.day == context.today else COMING,
        "label": one.due.label,
        "what": what,
        "person": str(stored.values.get(kind.person) or "") if kind.person else "",
        "person_said": "",
        "code": stored.code,
        "confidentiality": mark,
        "stroke": one_stroke.stroke_of(desk, kind, one.due, stored, carrier, context),
    }
    return item, field, value


def _what(one: _Found, stored: Stored, carrier: Mapping[str, Any], context: Context) -> tuple[Field | None, Any, str]:
    """What it is, beyond its label: the field that the declaration names, else the title of the record."""
    kind, key = one.tables.kind, one.due.what
    fields = kind.group(one.due.rows).plain_fields() if one.line else kind.fields()
    field = next((one for one in fields if one.key == key), None)
    if field is not None:
        values = carrier if one.line else {**carrier, **checking.computed(kind, Absent(carrier), context, (key,))}
        value = values.get(key)
        return field, value, field.show(value) if key in values and value is not None else ""
    title = kind.title(Absent(stored.values)) if stored.view == "full" else ""
    return None, None, "" if title == str(one.due.label) else title
