"""Find anyone from anywhere: names in both scripts, codes, phones, document numbers, within what the reader may see."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

import sqlalchemy as sa

from casemgr.data import name_index
from casemgr.data.records import Stored, load
from casemgr.domain import codes, names
from casemgr.services.desk import Desk

PEOPLE = "beneficiary"
SHORTEST = 2
LOOKED_AT = 60


@dataclass(frozen=True)
class Hit:
    """One person found; `score` from 0 to 1, the best first."""

    id: str
    code: str
    family_name: str = dataclasses.field(repr=False)
    given_names: str = dataclasses.field(repr=False)
    name_ar: str = dataclasses.field(repr=False)
    birth: str = dataclasses.field(repr=False)
    nationality: str
    branch: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        keys = ("code", "family_name", "given_names", "name_ar", "birth", "branch", "score")
        return {key: getattr(self, key) for key in keys}


def find(desk: Desk, text: str, limit: int = 20) -> list[Hit]:
    """The people that `text` names, best first; a merged code leads to the person it was merged into."""
    typed = text.strip()[:200]
    if len(typed) < SHORTEST:
        return []
    with desk.database.reading() as connection:
        scores = _by_code(desk, connection, typed)
        if not scores:  # a whole code means one person
            scores = _by_number(desk, connection, typed)
            for person, score in _by_name(desk, connection, typed).items():
                scores[person] = max(score, scores.get(person, 0.0))
        scores = _survivors(desk, connection, _best(scores, limit + LOOKED_AT))
        best = sorted(scores, key=lambda person: (-scores[person], person))[:limit]
        found = load(connection, desk.database.schema.of(PEOPLE), best, desk.scope, groups=())
    return [_hit(desk, found[person], scores[person]) for person in best if person in found]


def _best(scores: dict[str, float], how_many: int) -> dict[str, float]:
    """The best of hundreds: no one of the others can come before them."""
    return dict(nlargest(how_many, scores.items(), key=lambda one: (one[1], one[0])))


def _by_code(desk: Desk, connection: sa.Connection, typed: str) -> dict[str, float]:
    """A whole code, as it is copied by hand: the one way to find for who sees codes alone."""
    code = codes.read_code(typed)
    if code is None:
        return {}
    record = desk.database.schema.of(PEOPLE).record.c
    return {row.id: 1.0 for row in connection.execute(desk.scope.scoped(PEOPLE).where(record.code == code))}


def _by_number(desk: Desk, connection: sa.Connection, typed: str) -> dict[str, float]:
    """Beginnings of codes, telephones, papers: whatever holds a digit."""
    allowed = desk.scope.in_full(desk.database.schema.of(PEOPLE))
    return {
        person: 1.0
        for key in name_index.number_keys(typed)
        for person in name_index.find_numbers(connection, desk.database, PEOPLE, key, allowed)
    }


def _by_name(desk: Desk, connection: sa.Connection, typed: str) -> dict[str, float]:
    terms = names.query_terms(typed)
    if not terms:
        return {}
    tables = desk.database.schema.of(PEOPLE)
    allowed = desk.scope.in_full(tables)
    candidates = name_index.find_names(connection, desk.database, PEOPLE, terms, allowed)
    # Hundreds may share a beginning: all are scored by their folded names, the best once more by each of their names.
    scores = {person: names.score_names(typed, [folded]) for person, folded, _keys in candidates}
    best = nlargest(LOOKED_AT, candidates, key=lambda candidate: scores[candidate[0]])
    own = names_of(desk, connection, [person for person, _folded, _keys in best])
    for person, folded, _keys in best:
        scores[person] = names.score_names(typed, [*own.get(person, ()), folded])
    return scores


def names_of(desk: Desk, connection: sa.Connection, people: Sequence[str]) -> dict[str, list[str]]:
    """The names of some people: the whole Latin name, the whole Arabic one, the name used."""
    tables = desk.database.schema.of(PEOPLE)
    record = tables.record.c
    kept = [key for key in _NAMES if key in record]
    if _NAMED not in tables.statements:
        tables.statements[_NAMED] = sa.select(record.id, *(record[key] for key in kept)).where(record.id.in_(_ASKED))
    found = {}
    for row in connection.execute(tables.statements[_NAMED], {"asked": people}).mappings().all():
        latin = " ".join(row[key] for key in kept if row[key] and not key.endswith("_ar"))
        arabic = " ".join(row[key] for key in kept if row[key] and key.endswith("_ar"))
        found[row["id"]] = [name for name in (latin, arabic) if name]
    return found


# Put together once (data/tables.py): to build such a statement takes longer than to run it.
_NAMED, _MERGED = ("names of",), ("merged into",)
_ASKED: sa.BindParameter[Any] = sa.bindparam("asked", expanding=True)
_NAMES = ("family_name", "given_names", "used_name", "family_name_ar", "given_names_ar")


def _survivors(desk: Desk, connection: sa.Connection, scores: dict[str, float]) -> dict[str, float]:
    """A person who was merged is shown as the one she was merged into, unless that one was voided since."""
    tables = desk.database.schema.of(PEOPLE)
    if _MERGED not in tables.statements:
        record, into = tables.record.c, tables.record.alias("survivor").c
        merged = sa.select(record.id, record.merged_into, into.voided_at)
        merged = merged.join_from(tables.record, into.id.table, into.id == record.merged_into)
        tables.statements[_MERGED] = merged.where(record.id.in_(_ASKED), record.merged_into.is_not(None))
    for row in connection.execute(tables.statements[_MERGED], {"asked": list(scores)}).all():
        score = scores.pop(row.id)
        if row.voided_at is None:
            scores[row.merged_into] = max(score, scores.get(row.merged_into, 0.0))
    return scores


def _hit(desk: Desk, stored: Stored, score: float) -> Hit:
    values = stored.values
    kind = desk.kinds[PEOPLE]
    birth = values.get("birth_date")  # among other facts "unknown" alone would not say what is not known

    def text(key: str) -> str:
        return kind.field(key).show(values[key]) if values.get(key) is not None else ""

    arabic = " ".join(filter(None, (text("given_names_ar"), text("family_name_ar"))))
    return Hit(
        id=stored.id,
        code=stored.code,
        family_name=text("family_name"),
        given_names=text("given_names"),
        name_ar=arabic,
        birth=text("birth_date") if birth is not None and birth.day is not None else "",
        nationality=text("nationality"),
        branch=stored.branch,
        score=round(score, 4),
    )
