"""Is the database sound? A full look at it on demand (`casemgr check`), each finding in words without a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data import migrations, name_index, stored_files
from casemgr.data.audit import broken_links
from casemgr.data.file_check import check_fully
from casemgr.data.records import load
from casemgr.data.tables import KindTables
from casemgr.domain.fields import Link
from casemgr.domain.words import Words
from casemgr.services.desk import Desk

Progress = Callable[[int, int], None]
BLOCK = 2_000

BROKEN_AUDIT = Words(
    "Le journal a été modifié ou a perdu une ligne : {node} {year}, n° {place}.",
    "تم تغيير سجل العمليات أو فقد سطر منه: {node} {year}، رقم {place}.",
    "The audit was changed or lost an entry: {node} {year}, no. {place}.",
)
OTHER_SCHEMA = Words(
    "Les tables ne sont pas celles que ce programme attend.",
    "الجداول ليست كما يتوقعها هذا البرنامج.",
    "The tables are not those that this program expects.",
)
NO_TABLE = Words(
    "La table « {table} » manque, ou une de ses colonnes.",
    "الجدول «{table}» ناقص أو ينقصه عمود.",
    "The table “{table}” is missing, or one of its columns.",
)
NOT_FOUND_BY_NAME = Words(
    "{kind} : {count} fiche(s) que la recherche ne trouve pas ou trouve mal.",
    "{kind}: {count} بطاقة لا يعثر عليها البحث أو يعثر عليها خطأ.",
    "{kind}: {count} record(s) that search does not find, or finds wrongly.",
)
ANOTHER_STATE = Words(
    "{kind} : {count} fiche(s) dont l’état n’est pas le dernier de leur histoire.",
    "{kind}: {count} بطاقة حالتها ليست آخر ما في تاريخها.",
    "{kind}: {count} record(s) whose state is not the last of their history.",
)
KEPT_OTHERWISE = Words(
    "{kind} : {count} fiche(s) comptée(s) autrement que ne le disent leurs lignes.",
    "{kind}: {count} بطاقة محسوبة خلافا لما تقوله أسطرها.",
    "{kind}: {count} record(s) counted otherwise than their lines say.",
)
DANGLING = Words(
    "{kind}, « {field} » : {count} lien(s) vers une fiche absente.",
    "{kind}، «{field}»: {count} إحالة على بطاقة غير موجودة.",
    "{kind}, “{field}”: {count} link(s) to a record that is not there.",
)

NO_CONTENT = Words(
    "{kind} : {count} fiche(s) dont la copie manque ou n’est plus celle qui a été gardée.",
    "{kind}: {count} بطاقة نسختها مفقودة أو لم تعد هي التي حفظت.",
    "{kind}: {count} record(s) whose scan is missing, or is no longer the one that was kept.",
)


@dataclass(frozen=True)
class Finding:
    """Something wrong: its sort ("file", "audit", "schema", "search", "state", "kept", "link", "scan"), in words, how
    often.
    """

    kind: str
    message: Words
    count: int

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {"kind": self.kind, "message": str(self.message), "count": self.count}


def check(
    desk: Desk,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Finding]:
    """Everything that is wrong; an empty list when all is well. `cancelled` stops between two looks."""
    looks: tuple[Callable[[Desk], Iterator[Finding]], ...] = (
        file_is_sound,
        audit_is_unbroken,
        schema_is_ours,
        search_is_complete,
        states_are_the_last,
        what_is_kept_is_what_the_rows_say,
        links_lead_somewhere,
        scans_are_those_that_were_kept,
    )
    found: list[Finding] = []
    for done, look in enumerate(looks):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(done, len(looks))
        found += look(desk)
    return found


def file_is_sound(desk: Desk) -> Iterator[Finding]:
    """The pages and the structure of a local file; on a server that is PostgreSQL's own care."""
    if desk.database.is_server:
        return
    for broken in check_fully(desk.database.writer):
        yield Finding("file", broken.message, broken.count)


def audit_is_unbroken(desk: Desk) -> Iterator[Finding]:
    """The chain of the audit, from its first entry."""
    with desk.database.reading() as connection:
        for node, year, place in broken_links(connection, desk.database):
            yield Finding("audit", BROKEN_AUDIT.format(node=node, year=year, place=place), 1)


def schema_is_ours(desk: Desk) -> Iterator[Finding]:
    """The fingerprint that was kept, and the tables and columns that are truly there."""
    if migrations.standing(desk.database).fingerprint != migrations.fingerprint(desk.database):
        yield Finding("schema", OTHER_SCHEMA, 1)
    with desk.database.reading() as connection:
        inspector = sa.inspect(connection)
        there = set(inspector.get_table_names())
        for table in desk.database.schema.metadata.sorted_tables:
            columns = {one["name"] for one in inspector.get_columns(table.name)} if table.name in there else set()
            if not set(table.columns.keys()) <= columns:
                yield Finding("schema", NO_TABLE.format(table=table.name), 1)


def search_is_complete(desk: Desk) -> Iterator[Finding]:
    """Every record that can be found has the entry that its names make, and no other record has one."""
    for tables in desk.database.schema:
        if tables.kind.search is not None:
            wrong = _wrongly_indexed(desk, tables)
            if wrong:
                yield Finding("search", NOT_FOUND_BY_NAME.format(kind=tables.kind.plural, count=wrong), wrong)


def _wrongly_indexed(desk: Desk, tables: KindTables) -> int:
    entry, record = desk.database.schema.house.name_index, tables.record
    wrong = 0
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(entry.c.record, entry.c.folded).where(entry.c.kind == tables.kind.key))
        kept = {row.record: row.folded for row in rows}
        alive = list(connection.execute(sa.select(record.c.id).where(record.c.voided_at.is_(None))).scalars())
        wrong += len(kept.keys() - set(alive))
        groups = (
            {path.split(".")[0] for path in (*tables.kind.search.names, *tables.kind.search.numbers)}
            if (tables.kind.search)
            else set()
        )
        for start in range(0, len(alive), BLOCK):
            block = alive[start : start + BLOCK]
            for one in load(connection, tables, block, None, groups=groups).values():
                found = name_index.findable(tables.kind, one.values)
                wrong += found is not None and kept.get(one.id) != found.folded
    return wrong


def states_are_the_last(desk: Desk) -> Iterator[Finding]:
    """The state of a record is the last row of its history."""
    for tables in desk.database.schema:
        states, record = tables.states, tables.record
        if states is None:
            continue
        last = (
            sa.select(states.c.state)
            .where(states.c.record == record.c.id)
            .order_by(states.c.place.desc())
            .limit(1)
            .scalar_subquery()
        )
        differ = sa.func.coalesce(last, "") != sa.func.coalesce(record.c.state, "")
        with desk.database.reading() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(record).where(differ)).scalar_one()
        if count:
            yield Finding("state", ANOTHER_STATE.format(kind=tables.kind.plural, count=count), count)


def what_is_kept_is_what_the_rows_say(desk: Desk) -> Iterator[Finding]:
    """What a record keeps of its rows, by which it is counted (`Kind.kept`), is what they say."""
    for tables in desk.database.schema:
        record, every = tables.record, tables.kind.kept
        if every:
            differ = sa.or_(*(record.c[one.key].is_distinct_from(one.sql(record.c)) for one in every))
            with desk.database.reading() as connection:
                count = connection.execute(sa.select(sa.func.count()).select_from(record).where(differ)).scalar_one()
            if count:
                yield Finding("kept", KEPT_OTHERWISE.format(kind=tables.kind.plural, count=count), count)


def links_lead_somewhere(desk: Desk) -> Iterator[Finding]:
    """Every link, of records and of rows, and every merge, leads to a record that is there."""
    for tables in desk.database.schema:
        named = [(tables.record, field) for field in tables.kind.stored_fields()]
        named += [(group.table, field) for group in tables.all_groups() for field in group.rows.plain_fields()]
        for table, field in named:
            target = _target(desk, field.to) if isinstance(field, Link) else None
            if target is not None:
                yield from _dangling(desk, tables, table.c[field.key], target, field.label)
        merged = Words("Fusion", "دمج", "Merge")
        yield from _dangling(desk, tables, tables.record.c.merged_into, tables.record.c.id, merged)


def _target(desk: Desk, to: str) -> sa.ColumnElement[Any] | None:
    house = desk.database.schema.house
    if to == "user":
        return house.staff.c.id
    if to == "branch":
        return house.branch.c.code
    return desk.database.schema.of(to).record.c.id if to in desk.kinds else None


def _dangling(
    desk: Desk, tables: KindTables, link: sa.Column[Any], target: sa.ColumnElement[Any], label: Words
) -> Iterator[Finding]:
    other = sa.alias(target.table) if isinstance(target, sa.Column) else None
    if other is None:
        return
    there = sa.select(sa.literal(1)).select_from(other).where(other.c[str(target.key)] == link).exists()
    statement = sa.select(sa.func.count()).select_from(link.table).where(link.is_not(None), ~there)
    with desk.database.reading() as connection:
        count = connection.execute(statement).scalar_one()
    if count:
        yield Finding("link", DANGLING.format(kind=tables.kind.plural, field=label, count=count), count)


def scans_are_those_that_were_kept(desk: Desk) -> Iterator[Finding]:
    """Each scan has its content, byte for byte, unless it was erased."""
    with desk.database.reading() as connection:
        for kind, count in stored_files.unsound(connection, desk.database).items():
            yield Finding("scan", NO_CONTENT.format(kind=desk.kinds[kind].plural, count=count), count)
