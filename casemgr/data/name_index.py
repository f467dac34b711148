"""The index of names and numbers, made in Python, the same for both databases.

A record that can be found has one entry of folded names and consonant keys (domain/names.py), so that Mohamed,
Mohammed and محمد meet; and one entry for each number (code, phone, document). On a file the entry is searched by
FTS5, on PostgreSQL by a GIN index of its words: at most `CANDIDATES` come back, to be ranked in Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.house import House
from casemgr.data.prepared import once
from casemgr.domain import codes, identifiers, names
from casemgr.domain.kind import Kind

Values = Mapping[str, Any]
CANDIDATES = 400
# Entries that one statement adds: FTS5 writes down what it holds at the end of each statement that its trigger follows,
# and to do so for each entry took four times as long.
AT_ONCE = 1_000
_SPACE: sa.ColumnClause[str] = sa.literal_column("' '", sa.Text())

_ON_FILE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS name_words USING fts5(folded, keys, content='name_key', content_rowid='seq',"
    " tokenize=\"unicode61 remove_diacritics 0\", prefix='1 2 3')",
    "CREATE TRIGGER IF NOT EXISTS name_key_added AFTER INSERT ON name_key BEGIN"
    " INSERT INTO name_words(rowid, folded, keys) VALUES (new.seq, new.folded, new.keys); END",
    "CREATE TRIGGER IF NOT EXISTS name_key_removed AFTER DELETE ON name_key BEGIN"
    " INSERT INTO name_words(name_words, rowid, folded, keys) VALUES ('delete', old.seq, old.folded, old.keys); END",
)
_ON_SERVER = (
    "CREATE INDEX IF NOT EXISTS ix_name_key_words ON name_key USING gin (to_tsvector('simple', folded || ' ' || keys))",
    "CREATE INDEX IF NOT EXISTS ix_number_key_prefix ON number_key (number text_pattern_ops)",
)


def create(connection: sa.Connection, database: Database) -> None:
    """Make what the tables alone do not have (FTS5 and its triggers, or the GIN index)."""
    for statement in _ON_SERVER if database.is_server else _ON_FILE:
        connection.exec_driver_sql(statement)


def _texts(values: Values, paths: tuple[str, ...]) -> list[str]:
    """Whatever stands at some paths ("family_name", "aliases.name"), as text."""
    found: list[str] = []
    for key, rest in _steps(paths):
        value = values.get(key)
        if not value:
            continue
        found += [text for line in value for text in _texts(line, rest)] if rest else [str(value)]
    return found


@lru_cache(maxsize=256)
def _steps(paths: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first step of each path, and what is left of it."""
    split = (path.partition(".") for path in paths)
    return tuple((key, (rest,) if rest else ()) for key, _dot, rest in split)


def alike_key(kind: str, key: str) -> int:
    """The number under which a key of likeness is kept: eight bytes instead of its words, twenty times a person."""
    return int.from_bytes(hashlib.blake2b(f"{kind} {key}".encode(), digest_size=8).digest(), signed=True)


@dataclass(frozen=True, slots=True)
class Findable:
    """By what one record is found, worked out from its values alone: wherever it is worked out, the same.

    `sort_name` is its place in lists, `alike` the numbers of its keys of likeness.
    """

    sort_name: str
    folded: str
    keys: str
    numbers: tuple[str, ...]
    alike: tuple[int, ...]


def findable(kind: Kind, values: Values) -> Findable | None:
    """By what this record is found; None of a kind that is not searched."""
    search = kind.search
    if search is None:
        return None
    written = _texts(values, search.names)
    folded, keys = names.index_document(written)
    alike = search.blocks(values) if search.blocks is not None else ()
    return Findable(
        sort_name=names.sort_key(" ".join(written)),
        folded=folded,
        keys=keys,
        numbers=tuple(map(identifiers.document_number_key, _texts(values, search.numbers))),
        alike=tuple(sorted({alike_key(kind.key, key) for key in alike})),
    )


def entries(
    house: House, kind: str, record: str, own: Iterable[str | None], found: Findable | None
) -> list[tuple[sa.Table, list[dict[str, Any]]]]:
    """The entries of one record in the three indexes: its names, its numbers, and whom it may be a double of.

    `own` are the numbers that the base gave it: its code, its external id. Nothing of a kind that is not searched.
    """
    if found is None:
        return []
    numbers = {*found.numbers, *(identifiers.document_number_key(text) for text in own if text)} - {""}
    named = {"record": record, "kind": kind, "folded": found.folded, "keys": found.keys}
    return [
        (house.name_index, [named]),
        (house.number_index, [{"kind": kind, "number": number, "record": record} for number in sorted(numbers)]),
        (house.alike_index, [{"key": key, "record": record} for key in found.alike]),
    ]


def remove(connection: sa.Connection, database: Database, record: str) -> None:
    """Take a record out of the indexes."""
    house = database.schema.house
    for table in (house.name_index, house.number_index, house.alike_index):
        connection.execute(table.delete().where(table.c.record == record))


def find_names(
    connection: sa.Connection,
    database: Database,
    kind: str,
    terms: Sequence[tuple[str, str]],
    allowed: sa.ColumnElement[bool],
    limit: int = CANDIDATES,
) -> list[tuple[str, str, str]]:
    """Records whose names hold every term, or failing that any: (id, folded names, keys), best candidates first.

    `terms` are pairs (start of a folded word, consonant key) from `names.query_terms`; `allowed` is the reader's
    predicate on the records (data/scope.py): nothing outside of it comes back.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for joined in ("every", "any"):
        if joined == "any" and (found or len(terms) < 2):
            break
        every = joined == "every"
        for record, folded, keys in connection.execute(_search(database, kind, terms, joined, allowed, limit)).all():
            if _fits(folded.split(), keys.split(), terms, every):
                found.setdefault(record, (record, folded, keys))
    return list(found.values())


def sounding_like(connection: sa.Connection, database: Database, kind: str, name: str) -> list[str]:
    """The ids of records of a kind that hold every word of a name, in its spelling or another, in either script.

    For rules, which look beyond the reader's scope and say words only. A single word is nobody: too many bear it.
    """
    terms, words = names.query_terms(name), names.fold(name).split()
    if len(terms) < 2:
        return []
    sounds, spelt = _query(database, terms, "every"), _query(database, [(word, "") for word in words], "every")
    asked = once(database.schema.prepared, ("sounding like", kind), partial(_sounding_read, database, kind))
    found = asked.rows(connection, {"said": f"({sounds}) {_JOINT[database.is_server][1]} ({spelt})"})
    whole = [(record, folded.split(), keys.split()) for record, folded, keys in found]
    return [
        record
        for record, folded, keys in whole
        if all(key in keys if key else start in folded for start, key in terms) or set(words) <= set(folded)
    ]


def _sounding_read(database: Database, kind: str) -> sa.Select[Any]:
    return _matching(database, kind, sa.bindparam("said", type_=sa.Text()), sa.true(), CANDIDATES)


def _fits(folded: Sequence[str], keys: Sequence[str], terms: Sequence[tuple[str, str]], every: bool) -> bool:
    """Whether these words and keys hold the terms: PostgreSQL takes words and keys together, and finds a few more."""
    held = (key in keys or any(word.startswith(start) for word in folded) for start, key in terms)
    return all(held) if every else any(held)


def _search(
    database: Database,
    kind: str,
    terms: Sequence[tuple[str, str]],
    joined: str,
    allowed: sa.ColumnElement[bool],
    limit: int,
) -> sa.Select[Any]:
    query = sa.literal(_query(database, terms, joined), sa.Text())
    return _matching(database, kind, query, allowed, limit)


_JOINT = {True: (" & ", "|"), False: (" AND ", "OR")}  # on a server, in a file: every of them, any of them


def _query(database: Database, terms: Sequence[tuple[str, str]], joined: str) -> str:
    """The terms in the words of the index: "every" of them, or "any"."""
    every, any_ = _JOINT[database.is_server]
    term = _server_term if database.is_server else _file_term
    return (f" {any_} " if joined == "any" else every).join(term(start, key) for start, key in terms)


def _matching(
    database: Database, kind: str, query: sa.ColumnElement[str], allowed: sa.ColumnElement[bool], limit: int
) -> sa.Select[Any]:
    entry = database.schema.house.name_index
    record = database.schema.of(kind).record
    if database.is_server:
        words = sa.func.to_tsvector(sa.literal_column("'simple'"), entry.c.folded + _SPACE + entry.c["keys"])
        matches = words.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), query))
    else:
        table = sa.table("name_words", sa.column("rowid"), sa.column("name_words"))
        matches = entry.c.seq.in_(sa.select(table.c.rowid).where(table.c.name_words.op("MATCH")(query)))
    return (
        sa.select(entry.c.record, entry.c.folded, entry.c["keys"])
        .join(record, record.c.id == entry.c.record)
        .where(matches, record.c.voided_at.is_(None), allowed)
        .limit(limit)
    )


def _file_term(start: str, key: str) -> str:
    """A word that begins so, or this key whole; both hold only letters and digits (domain/names.py)."""
    return f'(folded : "{start}" * OR keys : "{key}")' if key else f'folded : "{start}" *'


def _server_term(start: str, key: str) -> str:
    return f"('{start}':* | '{key}')" if key else f"'{start}':*"


def find_alike(
    connection: sa.Connection, database: Database, kind: str, keys: Collection[str], limit: int = CANDIDATES
) -> list[str]:
    """The ids of records that share one of these keys of likeness, those that share most first.

    The second of the two places that look beyond the reader's scope (trust.md); never at what is protected (L4).
    """
    table = database.schema.house.alike_index
    record = database.schema.of(kind).record
    statement = (
        sa.select(table.c.record)
        .join(record, record.c.id == table.c.record)
        .where(
            table.c.key.in_(sorted({alike_key(kind, key) for key in keys})),
            record.c.voided_at.is_(None),
            record.c.merged_into.is_(None),
            record.c.confidentiality.not_like("%L4%"),
        )
        .group_by(table.c.record)
        .order_by(sa.func.count().desc(), table.c.record)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())


def number_keys(typed: str) -> list[str]:
    """The keys under which a typed number may stand: as it is; as a code (O for 0); as a telephone (06… or +212…)."""
    if not any(symbol.isdigit() for symbol in typed):
        return []
    phone, issues = identifiers.check_phone(typed)
    readings = [typed, codes.read_code(typed) or "", *([] if issues else [phone])]
    return sorted({identifiers.document_number_key(text) for text in readings} - {""})


def find_numbers(
    connection: sa.Connection,
    database: Database,
    kind: str,
    number: str,
    allowed: sa.ColumnElement[bool],
    limit: int = 50,
) -> list[str]:
    """The ids of records one of whose numbers starts with `number` (already made into a key)."""
    table = database.schema.house.number_index
    record = database.schema.of(kind).record
    statement = (
        sa.select(table.c.record)
        .join(record, record.c.id == table.c.record)
        .where(
            table.c.kind == kind,
            table.c.number >= number,
            table.c.number < number[:-1] + chr(ord(number[-1]) + 1),
            record.c.voided_at.is_(None),
            allowed,
        )
        .order_by(table.c.number)
        .limit(limit)
    )
    return list(dict.fromkeys(connection.execute(statement).scalars()))
