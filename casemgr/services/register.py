"""A register: the list of one kind, filtered and sorted in the database. Ids first, lines by block.

73,000 people scroll like 70: `ids` gives every id in order (a few megabytes), `lines` the cells of one block.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data import follow_up, name_index
from casemgr.data.prepared import once
from casemgr.data.records import Stored, load, one_person
from casemgr.data.row_reader import BATCH, IDS, loaded
from casemgr.data.tables import KindTables
from casemgr.domain import checking, codes, names
from casemgr.domain.clock import MOROCCO
from casemgr.domain.fields import Choice, Choices, Computed, Dated, Field, Link, Money, YesNo, storable
from casemgr.domain.kind import Kind, Register
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.records import Absent, not_told, note_secret

LONGEST_TEXT = 200  # characters: a name that is longer is no name

BASE_COLUMNS = {
    "code": Words("Code", "الرمز", "Code"),
    "person": Words("Personne", "الشخص", "Person"),
    "state": Words("État", "الحالة", "State"),
    "branch": Words("Antenne", "الفرع", "Branch"),
    "created_at": Words("Enregistré le", "تاريخ التسجيل", "Recorded on"),
    "updated_at": Words("Modifié le", "تاريخ التعديل", "Changed on"),
}

KNOWN_BY = "known_by"  # the column of whoever stands for a record that hangs on no one person


@dataclass(frozen=True)
class Filter:
    """One filter: `key` (a field, "state", "branch", or "group.field" for what holds today), what is asked, of what.

    `asks`: "any_of" and "none_of" (a tuple of codes; who was not asked is none of them), "from" and "to" (days or
    numbers, bounds included), "contains" (text), "empty".
    """

    key: str
    asks: str
    value: Any = dataclasses.field(default=None, repr=False)


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
    cells: tuple[str, ...] = dataclasses.field(repr=False)
    state: str | None
    confidentiality: str
    version: int


def columns(desk: Desk, kind_key: str) -> list[ColumnInfo]:
    """Every column of a kind's register: number, person, its fields, state, branch, dates; but for what no view of
    this reader shows (a column that is always empty only takes room). Where a narrow view leaves out all that a
    register shows at first, what it does show stands there instead: a first name, for who is told no more.
    What she reads in full in some named records alone (L4) would be empty in all the other lines: it is offered, and
    not shown at first.
    """
    kind = desk.kinds[kind_key]
    grants = desk.person.grants("r", kind.granted_as)
    views = [kind.view_keys(grant.view) for grant in grants]
    usual = [kind.view_keys(grant.view) for grant in grants if grant.levels != {"L4"}] or views
    untold = not_told(desk, kind)

    def is_shown(key: str, views: Sequence[frozenset[str] | None]) -> bool:
        return key not in untold and (not views or any(seen is None or key in seen for seen in views))

    base = ["code"] if kind.number else []
    base += ["person"] if kind.person else []
    known = kind.known_by
    tail = (["state"] if kind.states else []) + ["branch", "created_at", "updated_at"]
    infos = [ColumnInfo(key, BASE_COLUMNS[key], "text", True, True) for key in base]
    if known is not None and is_shown(known.rows, usual):
        infos.append(ColumnInfo(KNOWN_BY, known.label, "text", True, False))
    shown = [item for item in kind.items() if is_shown(item.key, views) and item.key != kind.person]
    told = [item for item in shown if isinstance(item, Field) and is_shown(item.key, usual)]
    is_narrow = bool(usual) and None not in usual
    first = {item.key for item in told if item.listed} or {item.key for item in told if is_narrow}
    for item in shown:
        if isinstance(item, Field):
            sortable = not isinstance(item, Computed) or item.sql is not None
            infos.append(ColumnInfo(item.key, item.label, item.type, item.key in first, sortable))
        elif isinstance(item, Dated):
            infos.append(ColumnInfo(item.key, item.label, "text", False, False))
    infos += [ColumnInfo(key, BASE_COLUMNS[key], "text", key == "state", True) for key in tail]
    return infos


def filterable(desk: Desk, kind_key: str) -> list[tuple[str, Field]]:
    """The fields offered as filters, each with its key ("administrative_status.status" for what holds today)."""
    kind = desk.kinds[kind_key]
    shown = {column.key for column in columns(desk, kind_key)}
    found: list[tuple[str, Field]] = [
        (field.key, field)
        for field in kind.fields()
        if field.filtered and (field.key in shown or field.key == kind.person)
    ]
    for dated in kind.dated():
        if dated.key in shown:
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
        statement = statement.where(_condition(desk, tables, one))
    with desk.database.reading() as connection:
        if beneficiary is not None:
            people = one_person(connection, desk.database.schema.of("beneficiary"), beneficiary)
            statement = statement.where(tables.record.c[tables.kind.person].in_(people))
        if text.strip():
            statement = statement.where(tables.record.c.id.in_(_found(desk, connection, tables, text)))
        usual = Sort(tables.kind.first_sort) if tables.kind.first_sort else None
        with connection.execute(_ordered(desk, tables, statement, sort or usual)) as found:
            assert found.cursor is not None  # a SELECT has one
            # As the driver gives them: an id is plain text, and SQLAlchemy would wrap 73,000 rows for nothing.
            return [one for (one,) in found.cursor.fetchall()]


def _found(desk: Desk, connection: sa.Connection, tables: KindTables, text: str) -> list[str]:
    """The records whose code, names or numbers `text` gives; for a kind without names, those of the people found; and
    those among whose rows these people are, for a kind that is known by one of them (every member of a household).
    """
    typed = text.strip()[:LONGEST_TEXT]
    kind, record = tables.kind, tables.record.c
    by_code = sa.select(record.id).where(record.code.in_(_codes(kind, typed)))
    found = list(connection.execute(by_code).scalars())
    if kind.follow_up is not None:
        found += follow_up.find(connection, desk.database, kind.key, typed)
    if kind.search:
        found += _named(desk, connection, tables, typed)
    people: list[str] = []
    if kind.known_by is not None or not kind.search:
        people = _named(desk, connection, desk.database.schema.of("beneficiary"), typed)
    if people and kind.known_by is not None:
        group = tables.group(kind.known_by.rows)
        rows = sa.select(group.table.c.record).join(tables.record, record.id == group.table.c.record)
        hers = (group.table.c.removed == 0, group.table.c[kind.known_by.link].in_(people))
        found += connection.execute(rows.where(*hers, desk.scope.rows_predicate(tables, group))).scalars()
    if people and kind.person:
        found += connection.execute(sa.select(record.id).where(record[kind.person].in_(people))).scalars()
    return found


def _named(desk: Desk, connection: sa.Connection, tables: KindTables, typed: str) -> list[str]:
    """The records of a kind whose names or numbers are typed: only where the reader sees them; she who sees codes would
    learn whose they are.
    """
    allowed, key = desk.scope.in_full(tables), tables.kind.key
    terms = names.query_terms(typed)
    named = [row[0] for row in name_index.find_names(connection, desk.database, key, terms, allowed)] if terms else []
    for number in name_index.number_keys(typed):
        named += name_index.find_numbers(connection, desk.database, key, number, allowed)
    return named


def _codes(kind: Kind, typed: str) -> list[str]:
    """The code of this kind that may be meant by what was typed."""
    if isinstance(kind.number, Register):
        meant = codes.read_register_number(typed)
        if meant is None:
            return []
        return [f"{meant.register}-{meant.year}-{meant.branch}-{meant.sequence:0{kind.number.digits}d}"]
    meant_code = codes.read_code(typed, kind.number.prefix) if kind.number else None
    return [meant_code] if meant_code else []


def _condition(desk: Desk, tables: KindTables, one: Filter) -> sa.ColumnElement[bool]:
    field, column = _column(desk, tables, one.key)
    if one.asks == "empty":
        return column.is_(None)
    if one.asks == "any_of":
        if isinstance(field, Choices):
            return sa.or_(sa.false(), *(column.contains(f"|{code}|", autoescape=True) for code in one.value))
        return column.in_([_kept(field, value) for value in one.value])
    if one.asks == "none_of":
        return sa.or_(column.is_(None), column.not_in([_kept(field, value) for value in one.value]))
    if one.asks in ("from", "to"):
        bound = sa.literal(_kept(field, one.value), column.type)
        return sa.and_(column >= bound if one.asks == "from" else column <= bound)
    if one.asks == "contains":
        return column.icontains(storable(str(one.value)), autoescape=True)
    raise ValueError(f"not a filter: {one.asks}")


def _kept(field: Field | None, value: Any) -> Any:
    """A value as its column keeps it: centimes for money, 1 and 0 for yes and no."""
    return field.store(value)[field.key] if isinstance(field, Money | YesNo) else value


def _column(desk: Desk, tables: KindTables, key: str) -> tuple[Field | None, sa.ColumnElement[Any]]:
    """The field of a filter's or a sort's key, and its expression as far as the reader may see it."""
    kind = tables.kind
    group_key, _, field_key = key.partition(".")
    if field_key:
        group = tables.group(group_key)
        field = next(one for one in group.rows.plain_fields() if one.key == field_key)
        shown = desk.scope.rows_predicate(tables, group)
        held = in_force(tables, group_key, field_key, desk.today, shown)
        return field, desk.scope.as_seen(tables, group_key, held)
    if key in BASE_COLUMNS and key != "person":
        return None, tables.record.c[key]
    field = kind.field(key)
    if isinstance(field, Computed):
        if field.sql is None:
            raise ValueError(f"{key} can be neither filtered nor sorted")
        if key in not_told(desk, kind):
            return field.like, sa.null()
        return field.like, desk.scope.as_seen(tables, key, field.sql(tables.record.c, desk.today))
    return field, desk.scope.as_seen(tables, key, tables.record.c[key])


def in_force(
    tables: KindTables, group_key: str, field_key: str, day: Any, shown: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[Any]:
    """The value of a dated field that holds on `day` (a date, or an expression), as an expression on the record.

    `shown` keeps the rows that the reader may see; None, for counting, keeps all.
    """
    group = tables.group(group_key)
    if not isinstance(group.rows, Dated):
        raise ValueError(f"{group_key} has no days")
    table, since = group.table, group.rows.since
    return (
        sa.select(table.c[field_key])
        .where(table.c.record == tables.record.c.id, table.c.removed == 0, table.c[since] <= day)
        .where(sa.true() if shown is None else shown)
        .order_by(table.c[since].desc())
        .limit(1)
        .correlate(tables.record)
        .scalar_subquery()
    )


def _ordered(desk: Desk, tables: KindTables, statement: Any, sort: Sort | None) -> Any:
    record, kind = tables.record, tables.kind
    if sort is None:
        newest = kind.timeline.date if kind.timeline and not kind.search else None
        named = _by_name(desk, tables) if kind.search else record.c.created_at.desc()
        return statement.order_by(record.c[newest].desc() if newest else named, record.c.id)
    if sort.key == "person" or kind.field_is_name(sort.key):
        person = tables if kind.search else desk.database.schema.of("beneficiary")
        if person is not tables:
            statement = statement.outerjoin(person.record, person.record.c.id == record.c[kind.person])
        column = _by_name(desk, person)
    else:
        column = _sortable(desk, tables, sort.key)
    way = column.desc() if sort.descending else column.asc()
    return statement.order_by(way.nulls_last(), record.c.id)


def _by_name(desk: Desk, tables: KindTables) -> sa.ColumnElement[Any]:
    search = tables.kind.search
    name = search.names[0].partition(".")[0] if search else "code"
    return desk.scope.as_seen(tables, name, tables.record.c.sort_name)


def _sortable(desk: Desk, tables: KindTables, key: str) -> sa.ColumnElement[Any]:
    """What a column is sorted by: coded values by their place in the list, the rest by value."""
    field, column = _column(desk, tables, key)
    if isinstance(field, Choice) and not isinstance(field, Choices):
        places = {term.code: place for place, term in enumerate(field.choices())}
        return sa.case(places, value=column) if len(places) <= 60 else column
    if key == "code":
        # Not by its index: to look up each record in the order of random codes takes longer than to sort them.
        return column + sa.literal_column("''", sa.Text())
    return column


def lines(desk: Desk, kind_key: str, block: Sequence[str], shown: Sequence[str]) -> list[Line]:
    """The lines of a block of ids, in their order; a record that went away meanwhile is left out."""
    tables = desk.database.schema.of(kind_key)
    kind = tables.kind
    groups = _groups_read(kind, shown)
    with desk.database.reading() as connection:
        found = load(connection, tables, block, desk.scope, groups=groups)
        context = desk.context(connection)
        links = _linked(desk, connection, kind, found.values(), shown)
        if KNOWN_BY in shown:
            links |= _known_by(desk, connection, kind, found)
        told = _of_others(desk, connection, tables, list(found), shown)
        result = []
        for record_id in block:
            stored = found.get(record_id)
            if stored is not None:
                values = {**stored.values, **checking.computed(kind, Absent(stored.values), context, shown)}
                values |= told.get(record_id, {})
                cells = tuple(_cell(desk, kind, stored, values, key, links) for key in shown)
                result.append(Line(stored.id, stored.code, cells, stored.state, stored.confidentiality, stored.version))
    note_secret(desk, "list", found.values(), shown)
    return result


def _of_others(
    desk: Desk, connection: sa.Connection, tables: KindTables, block: Sequence[str], shown: Collection[str]
) -> dict[str, dict[str, Any]]:
    """What is worked out from other records, for a block of ids."""
    asked = [
        f.key for f in tables.kind.fields() if isinstance(f, Computed) and f.of_others and f.sql and f.key in shown
    ]
    if not asked:
        return {}
    columns = [_column(desk, tables, key)[1].label(key) for key in asked]
    rows = connection.execute(sa.select(tables.record.c.id, *columns).where(tables.record.c.id.in_(block))).mappings()
    return {row["id"]: {key: row[key] for key in asked} for row in rows}


def _groups_read(kind: Kind, shown: Sequence[str]) -> list[str]:
    """The groups of rows that these columns need: dated values, and what a computed field says it looks at."""
    dated = [one.key for one in kind.dated() if one.key in shown or _feeds_computed(kind, shown)]
    asked = [key for f in kind.fields() if isinstance(f, Computed) and f.key in shown for key in f.reads]
    if kind.known_by is not None and KNOWN_BY in shown:
        asked.append(kind.known_by.rows)
    return list(dict.fromkeys([*dated, *asked]))


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
    if key == KNOWN_BY:
        return links.get((KNOWN_BY, stored.id), "")
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
        return f"{getattr(stored, key).astimezone(MOROCCO):%d/%m/%Y}"
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


def _known_by(
    desk: Desk, connection: sa.Connection, kind: Kind, found: Mapping[str, Stored]
) -> dict[tuple[str, str], str]:
    """For each of these records, who stands for it, by the name that this reader is told."""
    known = kind.known_by
    assert known is not None  # only such a kind has the column
    row_of = {id_: known.which(stored.values.get(known.rows) or (), desk.today) for id_, stored in found.items()}
    people = sorted({str(row[known.link]) for row in row_of.values() if row and row.get(known.link)})
    titles = titles_of(desk, connection, "beneficiary", people)
    return {
        (KNOWN_BY, id_): titles.get(row[known.link], "") if row.get(known.link) else str(row.get(known.name) or "")
        for id_, row in row_of.items()
        if row
    }


def known_by(desk: Desk, kind_key: str, record: str) -> str:
    """Who stands for a record in lists, as this reader may see her; empty when nobody does, or she may not."""
    kind, tables = desk.kinds[kind_key], desk.database.schema.of(kind_key)
    if kind.known_by is None:
        return ""
    with desk.database.reading() as connection:
        found = load(connection, tables, [record], desk.scope, groups=[kind.known_by.rows])
        return _known_by(desk, connection, kind, found).get((KNOWN_BY, record), "")


def titles_of(desk: Desk, connection: sa.Connection, to: str, linked: Sequence[str]) -> dict[str, str]:
    """The titles of linked records, as far as this reader may see them; a code where only that may be seen, and
    beside a first name, which many share.
    """
    if to == "user":
        return desk.names_of_staff(connection, linked)
    if to == "branch":
        return {code: code for code in linked}
    if to not in desk.kinds:
        return {}
    kind, tables = desk.kinds[to], desk.database.schema.of(to)
    if kind.title_fields:
        return _titles_alone(desk, connection, tables, linked)
    stored = load(connection, tables, linked, desk.scope, groups=())
    return {one.id: _called(kind, one.view, one.values, one.code) for one in stored.values()}


def _titles_alone(desk: Desk, connection: sa.Connection, tables: KindTables, linked: Sequence[str]) -> dict[str, str]:
    """The same of a kind that says of what its title is made: nothing else is read."""
    kind, scope = tables.kind, desk.scope

    def made() -> sa.Select[Any]:
        record = tables.record.c
        columns = [record[column.name] for field in kind.title_fields for column in field.columns()]
        said = sa.select(record.id, record.code, scope.view(tables).label("view"), *columns)
        return said.where(record.id.in_(IDS), scope.predicate(tables))

    statement = once(tables.prepared, ("titles alone", scope.person), made)
    found: dict[str, str] = {}
    for start in range(0, len(linked), BATCH):
        for row in statement.dicts(connection, {"ids": list(linked[start : start + BATCH])}):
            values = kind.seen(row["view"], loaded(kind.title_fields, row))
            found[row["id"]] = _called(kind, row["view"], values, row["code"] or "")
    return found


def _called(kind: Kind, view: str, values: Mapping[str, Any], code: str) -> str:
    title = kind.called(view, Absent(values))
    return title if title and view == "full" else " · ".join(part for part in (title, code) if part)
