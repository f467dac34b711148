"""A register: the list of one kind, filtered and sorted in the database. Ids first, lines by block.

73,000 people scroll like 70: `ids` gives every id in order (a few megabytes), `lines` the cells of one block.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data import name_index
from casemgr.data.records import Stored, load
from casemgr.data.tables import KindTables
from casemgr.domain import checking, identifiers, names
from casemgr.domain.fields import Choice, Choices, Computed, Dated, Field, Link
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.records import Absent

BASE_COLUMNS = {
    "code": Words("Code", "الرمز", "Code"),
    "person": Words("Personne", "الشخص", "Person"),
    "state": Words("État", "الحالة", "State"),
    "branch": Words("Antenne", "الفرع", "Branch"),
    "created_at": Words("Enregistré le", "تاريخ التسجيل", "Recorded on"),
    "updated_at": Words("Modifié le", "تاريخ التعديل", "Changed on"),
}


@dataclass(frozen=True)
class Filter:
    """One filter: `key` (a field, "state", "branch", or "group.field" for what holds today), what is asked, of what.

    `asks`: "any_of" (a tuple of codes), "from" and "to" (days or numbers, bounds included), "contains" (text),
    "empty".
    """

    key: str
    asks: str
    value: Any = None


@dataclass(frozen=True)
class Sort:
    """By which column, and which way."""

    key: str
    descending: bool = False


@dataclass(frozen=True)
class ColumnInfo:
    """A column a register may show."""

    key: str
    label: Words
    type: str
    default: bool
    sortable: bool


@dataclass(frozen=True)
class Line:
    """One line of a register: its cells as text, in the order asked for."""

    id: str
    code: str
    cells: tuple[str, ...]
    state: str | None
    confidentiality: str
    version: int


def columns(desk: Desk, kind_key: str) -> list[ColumnInfo]:
    """Every column of a kind's register: number, person, its fields, state, branch, dates."""
    kind = desk.kinds[kind_key]
    base = ["code"] if kind.number else []
    base += ["person"] if kind.person else []
    tail = (["state"] if kind.states else []) + ["branch", "created_at", "updated_at"]
    infos = [ColumnInfo(key, BASE_COLUMNS[key], "text", True, True) for key in base]
    for item in kind.items():
        if isinstance(item, Field) and item.key != kind.person:
            sortable = not isinstance(item, Computed) or item.sql is not None
            infos.append(ColumnInfo(item.key, item.label, item.type, item.listed, sortable))
        elif isinstance(item, Dated):
            infos.append(ColumnInfo(item.key, item.label, "text", False, False))
    infos += [ColumnInfo(key, BASE_COLUMNS[key], "text", key == "state", True) for key in tail]
    return infos


def filterable(desk: Desk, kind_key: str) -> list[tuple[str, Field]]:
    """The fields offered as filters, each with its key ("administrative_status.status" for what holds today)."""
    kind = desk.kinds[kind_key]
    found: list[tuple[str, Field]] = [(field.key, field) for field in kind.fields() if field.filtered]
    for dated in kind.dated():
        found += [(f"{dated.key}.{field.key}", field) for field in dated.plain_fields() if field.filtered]
    return found


def ids(
    desk: Desk,
    kind_key: str,
    *,
    filters: Sequence[Filter] = (),
    sort: Sort | None = None,
    text: str = "",
    beneficiary: str | None = None,
) -> list[str]:
    """The ids of every record that this reader may see and that the filters let through, in order."""
    tables = desk.database.schema.of(kind_key)
    statement = desk.scope.scoped(kind_key).where(tables.record.c.merged_into.is_(None))
    for one in filters:
        statement = statement.where(_condition(tables, one, desk.today))
    if beneficiary is not None:
        statement = statement.where(tables.record.c[tables.kind.person] == beneficiary)
    with desk.database.reading() as connection:
        if text.strip():
            statement = statement.where(tables.record.c.id.in_(_found(desk, connection, tables, text)))
        ordered = _ordered(desk, tables, statement, sort)
        return list(connection.execute(ordered).scalars())


def _found(desk: Desk, connection: sa.Connection, tables: KindTables, text: str) -> list[str]:
    """The records whose names or numbers hold `text`; for a kind without names, those of the people found."""
    searched = tables if tables.kind.search else desk.database.schema.of("beneficiary")
    allowed = desk.scope.predicate(searched)
    key = searched.kind.key
    found = [row[0] for row in name_index.find_names(connection, desk.database, key, names.query_terms(text), allowed)]
    number = identifiers.document_number_key(text)
    if any(symbol.isdigit() for symbol in number):
        found += name_index.find_numbers(connection, desk.database, key, number, allowed)
    if searched is tables or not found:
        return found
    link = tables.record.c[tables.kind.person]
    return list(connection.execute(sa.select(tables.record.c.id).where(link.in_(found))).scalars())


def _condition(tables: KindTables, one: Filter, today: date) -> sa.ColumnElement[bool]:
    column, several = _column(tables, one.key, today)
    if one.asks == "empty":
        return column.is_(None)
    if one.asks == "any_of":
        if several:
            return sa.or_(*(column.contains(f"|{code}|", autoescape=True) for code in one.value))
        return column.in_(tuple(one.value))
    if one.asks in ("from", "to"):
        bound = sa.literal(one.value, column.type)
        return sa.and_(column >= bound if one.asks == "from" else column <= bound)
    if one.asks == "contains":
        return column.icontains(str(one.value), autoescape=True)
    raise ValueError(f"not a filter: {one.asks}")


def _column(tables: KindTables, key: str, today: date) -> tuple[sa.ColumnElement[Any], bool]:
    """The expression of a filter's or a sort's key, and whether it holds several codes."""
    kind = tables.kind
    group_key, _, field_key = key.partition(".")
    if field_key:
        return in_force(tables, group_key, field_key, today), False
    if key in BASE_COLUMNS and key != "person":
        return tables.record.c[key], False
    field = kind.field(key)
    if isinstance(field, Computed):
        if field.sql is None:
            raise ValueError(f"{key} can be neither filtered nor sorted")
        return field.sql(tables.record.c, today), False
    return tables.record.c[key], isinstance(field, Choices)


def in_force(tables: KindTables, group_key: str, field_key: str, day: Any) -> sa.ColumnElement[Any]:
    """The value of a dated field that holds on `day` (a date, or an expression), as an expression on the record."""
    group = tables.group(group_key)
    if not isinstance(group.rows, Dated):
        raise ValueError(f"{group_key} has no days")
    table, since = group.table, group.rows.since
    return (
        sa.select(table.c[field_key])
        .where(table.c.record == tables.record.c.id, table.c.removed == 0, table.c[since] <= day)
        .order_by(table.c[since].desc())
        .limit(1)
        .correlate(tables.record)
        .scalar_subquery()
    )


def _ordered(desk: Desk, tables: KindTables, statement: Any, sort: Sort | None) -> Any:
    record, kind = tables.record, tables.kind
    if sort is None:
        newest = kind.timeline.date if kind.timeline and not kind.search else None
        first = record.c[newest].desc() if newest else record.c.sort_name if kind.search else record.c.created_at.desc()
        return statement.order_by(first, record.c.id)
    if sort.key == "person" or kind.field_is_name(sort.key):
        if kind.search:
            column: Any = record.c.sort_name
        else:
            person = desk.database.schema.of("beneficiary").record
            statement = statement.outerjoin(person, person.c.id == record.c[kind.person])
            column = person.c.sort_name
    else:
        column = _sortable(tables, sort.key, desk.today)
    way = column.desc() if sort.descending else column.asc()
    return statement.order_by(column.is_(None), way, record.c.id)


def _sortable(tables: KindTables, key: str, today: date) -> sa.ColumnElement[Any]:
    """What a column is sorted by: coded values by their place in the list, the rest by value."""
    column, _several = _column(tables, key, today)
    if key in BASE_COLUMNS:
        return column
    field = tables.kind.field(key)
    if isinstance(field, Choice) and not isinstance(field, Choices):
        places = {term.code: place for place, term in enumerate(field.choices())}
        return sa.case(places, value=column) if len(places) <= 60 else column
    return column


def lines(desk: Desk, kind_key: str, block: Sequence[str], shown: Sequence[str]) -> list[Line]:
    """The lines of a block of ids, in their order; a record that went away meanwhile is left out."""
    tables = desk.database.schema.of(kind_key)
    kind = tables.kind
    groups = [dated.key for dated in kind.dated() if dated.key in shown or _feeds_computed(kind, shown)]
    with desk.database.reading() as connection:
        found = load(connection, tables, block, desk.scope, groups=groups)
        context = desk.context(connection)
        links = _linked(desk, connection, kind, found.values(), shown)
        result = []
        for record_id in block:
            stored = found.get(record_id)
            if stored is not None:
                values = {**stored.values, **checking.computed(kind, Absent(stored.values), context)}
                cells = tuple(_cell(desk, kind, stored, values, key, links) for key in shown)
                result.append(Line(stored.id, stored.code, cells, stored.state, stored.confidentiality, stored.version))
    return result


def _feeds_computed(kind: Kind, shown: Collection[str]) -> bool:
    """Computed fields may look at dated values (a status group at its status)."""
    return any(isinstance(field, Computed) and field.key in shown for field in kind.fields())


def _cell(
    desk: Desk,
    kind: Kind,
    stored: Stored,
    values: dict[str, Any],
    key: str,
    links: dict[tuple[str, str], str],
) -> str:
    if key == "code":
        return stored.code
    if key == "person":
        return links.get(("beneficiary", values.get(kind.person) or ""), "")
    if key == "state":
        states = kind.states
        return (
            str(
                Choice(
                    key="state",
                    label=BASE_COLUMNS["state"],
                    vocabulary=states.vocabulary,
                    beside=states.beside,
                ).show(stored.state)
            )
            if states
            else ""
        )
    if key == "branch":
        return stored.branch
    if key in ("created_at", "updated_at"):
        return f"{getattr(stored, key):%d/%m/%Y}"
    for dated in kind.dated():
        if dated.key == key:
            row = dated.at(values.get(key) or (), desk.today)
            first = dated.plain_fields()[0]
            return first.show(row[first.key]) if row else ""
    if key not in values:
        return ""
    field = kind.field(key)
    if isinstance(field, Link):
        return links.get((field.to, values[key] or ""), "")
    return field.show(values[key])


def _linked(
    desk: Desk, connection: sa.Connection, kind: Kind, found: Collection[Stored], shown: Sequence[str]
) -> dict[tuple[str, str], str]:
    """The titles of the records and people of the staff that the block's cells name."""
    wanted: dict[str, set[str]] = {}
    for field in kind.fields():
        if isinstance(field, Link) and (field.key in shown or (field.key == kind.person and "person" in shown)):
            values = {str(stored.values[field.key]) for stored in found if stored.values.get(field.key)}
            wanted.setdefault(field.to, set()).update(values)
    titles: dict[tuple[str, str], str] = {}
    for to, linked in wanted.items():
        for one, title in titles_of(desk, connection, to, sorted(linked)).items():
            titles[to, one] = title
    return titles


def titles_of(desk: Desk, connection: sa.Connection, to: str, linked: Sequence[str]) -> dict[str, str]:
    """The titles of linked records, as far as this reader may see them; a code where only that may be seen."""
    if to == "user":
        staff = desk.database.schema.house.staff
        found = connection.execute(sa.select(staff.c.id, staff.c.name).where(staff.c.id.in_(linked)))
        return {row.id: row.name for row in found}
    if to not in desk.kinds:
        return {}
    kind = desk.kinds[to]
    stored = load(connection, desk.database.schema.of(to), linked, desk.scope, groups=())
    return {
        one.id: (kind.title(Absent(one.values)) if one.view == "full" else "") or one.code for one in stored.values()
    }
