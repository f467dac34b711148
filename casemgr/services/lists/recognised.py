"""Is this row here already? By external id, code or document number; else by the same names, birth, nationality; a
body of a directory by its names, its type and where it is.

A row that is recognised is skipped and reported: nothing of a list brought twice is doubled, nothing is overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.data.tables import KindTables
from casemgr.domain import identifiers, names
from casemgr.domain.access import DIRECTORIES
from casemgr.domain.dates import ApproximateDate, as_plain
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.lists.as_it_came import first_values, was_corrected
from casemgr.services.lists.linked import chunks

Values = Mapping[str, Any]
_NAMES = ("family_name", "given_names", "family_name_ar", "given_names_ar")
_IDENTITY = (*_NAMES, "birth_date", "nationality")
_OF_A_BODY = ("name", "name_ar", "acronym", "type", "province", "address")

BY_EXTERNAL_ID = Words(
    "Déjà dans la base : même identifiant externe.",
    "موجود من قبل: نفس المعرف الخارجي.",
    "Here already: same external id.",
)
BY_CODE = Words("Déjà dans la base : même code.", "موجود من قبل: نفس الرمز.", "Here already: same code.")
BY_DOCUMENT = Words(
    "Déjà dans la base : même numéro de document.",
    "موجود من قبل: نفس رقم الوثيقة.",
    "Here already: same document number.",
)
BY_NAMES = Words(
    "Déjà dans la base : mêmes noms, naissance et nationalité.",
    "موجود من قبل: نفس الأسماء وتاريخ الازدياد والجنسية.",
    "Here already: same names, birth and nationality.",
)
BY_BODY = Words(
    "Déjà dans l’annuaire : même nom, même type, même lieu.",
    "موجود من قبل في الدليل: نفس الاسم والنوع والمكان.",
    "In the directory already: same name, same type, same place.",
)
WAS_VOIDED = Words(
    "{why} La fiche est annulée : rétablissez-la si elle doit revenir.",
    "{why} البطاقة ملغاة: أعيدوها إن كان يجب أن ترجع.",
    "{why} The record is void: restore it if it must come back.",
)
EARLIER_ROW = Words(
    "Même fiche que la ligne {row} de cette liste.",
    "نفس البطاقة الموجودة في السطر {row} من هذه اللائحة.",
    "The same record as row {row} of this list.",
)


Stamp = tuple[Any, ...]


def stamp_of(connection: sa.Connection, tables: KindTables) -> Stamp:
    """What changes whenever a record of the kind is added or changed."""
    record = tables.record.c
    return tuple(connection.execute(sa.select(sa.func.count(record.id), sa.func.max(record.updated_at))).one())


@dataclass(frozen=True, slots=True)
class Claim:
    """By what one row may be recognised; `sure` keys first: (sort, value)."""

    keys: tuple[tuple[str, str], ...]


NO_CLAIM = Claim(())


class Recogniser:
    """What of a list is here already, and what of it stands in it twice."""

    def __init__(self, desk: Desk, connection: sa.Connection, tables: KindTables) -> None:
        self._desk = desk
        self._connection = connection
        self._tables = tables
        self._is_person = tables.kind.search is not None and all(key in tables.record.c for key in _IDENTITY)
        self._is_body = tables.kind.key in DIRECTORIES and all(key in tables.record.c for key in _OF_A_BODY)
        self._documents = _document_paths(tables) if tables.kind.search else ()
        self._bodies: dict[str, bool] | None = None
        self._people: dict[str, bool] | None = None  # the identity, and whether all who bear it are void
        self._void: set[tuple[str, str]] = set()
        self._here: set[tuple[str, str]] = set()
        self._rows: dict[tuple[str, str], int] = {}

    def claim(self, values: Values, external_id: str, code: str) -> Claim:
        """The keys of a row."""
        keys = [("external_id", external_id)] if external_id else []
        if code:
            keys.append(("code", code))
        keys += [("document", key) for key in _document_keys(self._documents, values)]
        if self._is_person:
            keys += [("names", said) for said in identity_keys(values)]
        if self._is_body:
            keys += [("body", said) for said in _body_keys(values)]
        return Claim(tuple(keys)) if keys else NO_CLAIM

    def look(self, claims: Sequence[Claim]) -> None:
        """Look in the database for a block of rows at once."""
        wanted: dict[str, set[str]] = {}
        for claim in claims:
            for sort, value in claim.keys:
                wanted.setdefault(sort, set()).add(value)
        found = {
            ("external_id", value): void
            for value, void in self._by_column("external_id", wanted.get("external_id", ())).items()
        }
        found |= {("code", one): void for one, void in self._by_column("code", wanted.get("code", ())).items()}
        found |= {("document", one): False for one in self._by_document(wanted.get("document", ()))}
        if "names" in wanted:
            if self._people is None:
                self._people = self._known((*_IDENTITY, "sex", "intake_date"), identity_keys)
            people = self._people
            found |= {("names", one): people[one] for one in wanted["names"] if one in people}
        if "body" in wanted:
            if self._bodies is None:
                self._bodies = self._known(_OF_A_BODY, _body_keys)
            bodies = self._bodies
            found |= {("body", one): bodies[one] for one in wanted["body"] if one in bodies}
        self._here, self._void = {*found}, {key for key, void in found.items() if void}

    def here(self, claim: Claim) -> Words | None:
        """Why this row is here already, in the database, voided or not; None when it is new."""
        said = {"external_id": BY_EXTERNAL_ID, "code": BY_CODE, "document": BY_DOCUMENT, "names": BY_NAMES}
        said["body"] = BY_BODY
        for key in claim.keys:
            if key in self._here:
                return WAS_VOIDED.format(why=said[key[0]]) if key in self._void else said[key[0]]
        return None

    def earlier(self, claim: Claim, row: int) -> Words | None:
        """Which row of the list before this one is the same; this one is remembered."""
        before = next((self._rows[key] for key in claim.keys if key in self._rows), None)
        if before is not None:
            return EARLIER_ROW.format(row=before)
        for key in claim.keys:
            self._rows[key] = row
        return None

    def _by_column(self, name: str, wanted: Iterable[str]) -> dict[str, bool]:
        """Those of these values that are here, and whether the record is void."""
        column, voided_at = self._tables.record.c[name], self._tables.record.c.voided_at
        found: dict[str, bool] = {}
        for chunk in chunks(wanted):
            for value, void in self._connection.execute(sa.select(column, voided_at).where(column.in_(chunk))):
                found[value] = found.get(value, True) and void is not None
        return found

    def _by_document(self, wanted: Iterable[str]) -> Iterator[str]:
        """The index of numbers proposes; the records themselves confirm that it is a document, not a telephone."""
        table = self._desk.database.schema.house.number_index
        kind = self._tables.kind.key
        for chunk in chunks(wanted):
            statement = sa.select(table.c.record).where(table.c.kind == kind, table.c.number.in_(chunk))
            ids = sorted(set(self._connection.execute(statement).scalars()))
            groups = [path.split(".")[0] for path in self._documents if "." in path]
            for one in load(self._connection, self._tables, ids, None, groups=groups).values():
                yield from _document_keys(self._documents, one.values)

    def _known(self, fields: Sequence[str], told: Callable[[Values], Iterable[str]]) -> dict[str, bool]:
        """What tells each record by these fields, short enough for a million of them to be held; whether all whom it
        tells are void.

        Of those that a list brought in and somebody corrected, also as they came: the same list still says that.
        """
        record = self._tables.record.c
        kept = [self._tables.kind.field(key) for key in fields]
        columns = [record[column.name] for one in kept for column in one.columns()]
        known: dict[str, bool] = {}
        corrected: dict[str, tuple[dict[str, Any], bool]] = {}
        statement = sa.select(*columns, record.id, record.voided_at, was_corrected(record).label("corrected"))
        for row in self._connection.execute(statement).mappings():
            values, void = {one.key: one.load(dict(row)) for one in kept}, row["voided_at"] is not None
            for key in told(values):
                known[key] = known.get(key, True) and void
            if row["corrected"]:
                corrected[row["id"]] = values, void
        house = self._desk.database.schema.house
        for id_, first in first_values(self._connection, house, corrected, kept).items():
            values, void = corrected[id_]
            for key in told({**values, **first}):
                known.setdefault(key, void)
        return known


def identity_keys(values: Values) -> tuple[str, ...]:
    """Names, birth and nationality in one short text; none without a name.

    When the birth is not known, sex and day of intake must be the same too: two people may share the rest. An estimated
    birth has other keys besides: "25 ans" and "vers 1998" give another day whenever the list is read. With sex and day
    of intake, the age as it was said and the year are each enough.
    """
    told = [names.fold(_text(values, key)) for key in _NAMES]
    if not any(told):
        return ()
    birth = values.get("birth_date")
    known = birth if isinstance(birth, ApproximateDate) else ApproximateDate.unknown()
    nationality = _text(values, "nationality")
    besides = [_text(values, "sex"), str(values.get("intake_date") or "")]
    keys = [[*told, as_plain(known), nationality, *([] if known.day else besides)]]
    if known.precision == "EST" and known.day is not None:
        keys += [[*told, said, nationality, *besides] for said in (f"~{known.age}", f"~{known.day.year}")]
    return tuple(hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest() for parts in keys)


def _body_keys(values: Values) -> tuple[str, ...]:
    """What tells a body from others: two delegations of one ministry share a name, and stand in two places; nothing
    without a name.
    """
    parts = [names.fold(_text(values, key)) for key in _OF_A_BODY]
    return (hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest(),) if any(parts[:2]) else ()


def _text(values: Values, key: str) -> str:
    """A text; nothing for what was not understood."""
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _document_paths(tables: KindTables) -> tuple[str, ...]:
    """The numbers by which the kind is searched, telephones left out."""
    search = tables.kind.search
    if search is None:
        return ()
    return tuple(path for path in search.numbers if _type_at(tables, path) != "phone")


def _type_at(tables: KindTables, path: str) -> str:
    group, _dot, key = path.rpartition(".")
    fields = tables.kind.group(group).plain_fields() if group else tables.kind.fields()
    return next((field.type for field in fields if field.key == key), "")


def _document_keys(paths: Sequence[str], values: Values) -> list[str]:
    found = []
    for path in paths:
        group, _dot, key = path.rpartition(".")
        lines = values.get(group) or () if group else (values,)
        found += [identifiers.document_number_key(_text(line, key)) for line in lines]
    return [key for key in found if key]
