"""Finding people, opening a file, noticing that somebody is here already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa

from casemgr.data.name_index import alike_key
from casemgr.data.records import load
from casemgr.domain import names
from casemgr.domain.doubles import asking_keys
from casemgr.records.beneficiary.identity import identity_of
from casemgr.services import duplicates, file, search
from tests.benchmarks.base import Base
from tests.benchmarks.measured import Line, each, p50, p95, took

SEARCHES = 300
FILES = 200


def people_lines(base: Base) -> Iterator[Line]:
    """The lines on people, one after the other as they are measured."""
    yield _search(base)
    yield _open_a_file(base)
    yield _while_typing(base)
    yield _whole_base(base)


def _some(base: Base, count: int, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    record = base.desk.database.schema.of("beneficiary").record.c
    with base.desk.database.reading() as connection:
        rows = connection.execute(sa.select(*(record[key] for key in columns)).order_by(record.id)).mappings().all()
    return [dict(row) for row in Random(3).sample(rows, min(count, len(rows)))]


def typed(base: Base) -> list[str]:
    """What people type: the start of a name, a name misspelt, both names, Arabic."""
    chance = Random(5)
    said = []
    for row in _some(base, SEARCHES * 2, ("family_name", "given_names", "family_name_ar")):
        name = row["family_name"] or row["family_name_ar"]
        if not name:
            continue
        way = chance.randrange(4)
        if way == 0:
            name = name[: max(2, len(name) // 2)]
        elif way == 1 and len(name) > 4:
            at = chance.randrange(1, len(name) - 1)
            name = name[:at] + name[at + 1 :]
        elif way == 2 and row["given_names"]:
            name = f"{row['given_names']} {name}"
        said.append(name)
    return said[:SEARCHES]


def _search(base: Base) -> Line:
    database, said = base.desk.database, typed(base)
    words = [word for word in (names.query_terms(text) for text in said) if word]

    def bare(connection: sa.Connection, terms: list[tuple[str, str]]) -> None:
        query = " OR ".join(f'folded : "{start}" *' for start, _key in terms)
        found = "SELECT rowid FROM name_words WHERE name_words MATCH ? LIMIT 400"
        connection.exec_driver_sql(found, (query,)).all()

    if database.is_server:
        raise ValueError("the floor of the search is measured on a file")
    with database.reading() as connection:
        floor = each([partial(bare, connection, list(terms)) for terms in words])
    search.find(base.desk, said[0])
    ours = each([partial(search.find, base.desk, text) for text in said])
    return Line(
        f"keystroke → answer ({len(said)} names, prefixes, misspellings), p95",
        "≤ 50 ms",
        p95(floor),
        p95(ours),
        50,
        floor_is="the bare full-text query",
        also=f"p50 {p50(ours):.1f} ms; painting not included",
    )


def _open_a_file(base: Base) -> Line:
    desk = base.desk
    people = [row["id"] for row in _some(base, FILES, ("id",))]
    schema = desk.database.schema
    tables = [schema.of(kind).record for kind in ("consent", "case", "service")]

    def bare(connection: sa.Connection, person: str) -> None:
        for table in tables:
            connection.exec_driver_sql(f'SELECT * FROM "{table.name}" WHERE beneficiary = ?', (person,)).all()

    def whole(person: str) -> None:
        file.open_file(desk, person)
        file.timeline(desk, person)

    with desk.database.reading() as connection:
        floor = each([partial(bare, connection, person) for person in people])
    whole(people[0])
    ours = each([partial(whole, person) for person in people])
    return Line(
        f"open a file: everything of a person ({len(people)} files), p95",
        "≤ 10 ms",
        p95(floor),
        p95(ours),
        10,
        floor_is="the bare SQL of three tables",
        also=f"p50 {p50(ours):.1f} ms; read in the audit, durably",
    )


def _while_typing(base: Base) -> Line:
    desk, copies = base.desk, Random(7).sample(base.pairs, min(SEARCHES, len(base.pairs)))
    record = desk.database.schema.of("beneficiary").record.c
    with desk.database.reading() as connection:
        wanted = {code for pair in copies for code in pair}
        ids = {row.code: row.id for row in connection.execute(sa.select(record.code, record.id)) if row.code in wanted}
        tables = desk.database.schema.of("beneficiary")
        drafts = load(connection, tables, [ids[code] for _earlier, code in copies], None)
    found: dict[str, list[duplicates.Candidate]] = {}

    def ask(code: str) -> None:
        found[code] = duplicates.likely(desk, drafts[ids[code]].values, ids[code])

    floor = each([_bare_block(base, drafts[ids[code]].values) for _earlier, code in copies[:50]] or [lambda: None])
    ours = each([partial(ask, code) for _earlier, code in copies] or [lambda: None])
    hits = sum(any(one.code == earlier for one in found[code]) for earlier, code in copies)
    share = hits / len(copies) if copies else 1.0
    return Line(
        f"duplicates while typing, against everyone ({len(copies)} known), p95",
        "≤ 50 ms; the right one among the first 5 in ≥ 97 %",
        p95(floor),
        p95(ours),
        50,
        floor_is="the bare look-up of the keys",
        also=f"p50 {p50(ours):.1f} ms; the right one among the first 5 in {share:.1%}",
        is_right=share >= 0.97,
    )


def _bare_block(base: Base, values: Any) -> Callable[[], None]:
    keys = sorted(alike_key("beneficiary", key) for key in asking_keys(identity_of(values)))
    marks = ",".join("?" * len(keys))
    query = f"SELECT record FROM alike_key WHERE key IN ({marks})"

    def ask() -> None:
        with base.desk.database.reading() as connection:
            connection.exec_driver_sql(query, tuple(keys)).all()

    return ask


def _whole_base(base: Base) -> Line:
    desk = base.desk
    found: list[duplicates.Pair] = []

    def read() -> None:
        columns = "family_name, given_names, family_name_ar, given_names_ar, birth_date, sex, nationality"
        with desk.database.reading() as connection:
            connection.exec_driver_sql(f"SELECT id, {columns} FROM beneficiary").all()

    floor = took(read)
    ours = took(lambda: found.extend(duplicates.pairs(desk)))
    known = {frozenset(pair) for pair in base.pairs}
    said = {frozenset((pair.code, pair.other)) for pair in found}
    right = len(known & said)
    recall, precision = right / max(1, len(known)), right / max(1, len(said))
    return Line(
        f"duplicates, whole base of {base.people:,}",
        "≤ 30 s, recall ≥ 0.90 at precision ≥ 0.90",
        floor / 1000,
        ours / 1000,
        30,
        unit="s",
        floor_is="reading the names",
        also=f"{len(said):,} pairs, recall {recall:.2f} at precision {precision:.2f}",
        is_right=recall >= 0.9 and precision >= 0.9,
    )
