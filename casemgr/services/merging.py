"""Two files that look alike, looked at side by side by a person: one and the same, or two; and undoing that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.data import merging
from casemgr.data.merging import DAYS
from casemgr.data.records import load, of_person
from casemgr.data.refusals import NOT_FOUND, NOT_YOURS
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed, NotFound
from casemgr.domain.fields import REQUIRED, Computed, storable
from casemgr.domain.kind import Kind
from casemgr.domain.merging import is_free
from casemgr.domain.words import Words
from casemgr.services import duplicates, records
from casemgr.services.desk import Desk
from casemgr.services.file import kinds_of_a_file
from casemgr.services.records import Record
from casemgr.services.register import titles_of

PEOPLE = "beneficiary"


@dataclass(frozen=True)
class Line:
    """One answer of two files, as shown: `kept` is what the survivor would have, `free` whether one may choose."""

    key: str
    label: str
    first: str = dataclasses.field(repr=False)
    second: str = dataclasses.field(repr=False)
    free: bool

    @property
    def differs(self) -> bool:
        """Whether the two files do not say the same."""
        return self.first != self.second


@dataclass(frozen=True)
class Side:
    """One of the two files: its record, and how many records of each kind hang on it."""

    record: Record
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """Two files side by side, by section of the form: its label and its lines, without those empty in both."""

    first: Side
    second: Side
    sections: tuple[tuple[str, tuple[Line, ...]], ...] = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Waiting:
    """A pair that waits to be looked at: two ids, two codes, two names, the score from 0 to 1, what speaks for it."""

    ids: tuple[str, str]
    codes: tuple[str, str]
    titles: tuple[str, str] = dataclasses.field(repr=False)
    score: float
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Merged:
    """A merge that can still be undone: both codes, who merged, when, until when it can be undone, and why."""

    id: str
    loser: str
    survivor: str
    survivor_id: str
    by: str
    at: datetime
    until: datetime
    reason: str = dataclasses.field(repr=False)


def waiting(desk: Desk, report: Callable[[int], None] | None = None) -> list[Waiting]:
    """The pairs that wait to be looked at, the likeliest first; `report(percent)`. Raises NotAllowed."""
    if not desk.person.may("u", PEOPLE):
        raise NotAllowed(*NOT_YOURS)
    found = duplicates.pairs(desk, report=report)
    with desk.database.reading() as connection:
        titles = titles_of(desk, connection, PEOPLE, sorted({one for pair in found for one in pair.ids}))
    return [
        Waiting(
            pair.ids,
            (pair.code, pair.other),
            (titles.get(pair.ids[0], ""), titles.get(pair.ids[1], "")),
            pair.score,
            pair.reasons,
        )
        for pair in found
    ]


def compare(desk: Desk, first: str, second: str) -> Comparison:
    """Two files that this person may change, side by side; reading them is noted. Raises NotFound, NotAllowed."""
    one, other = records.read(desk, PEOPLE, first), records.read(desk, PEOPLE, second)
    if one.view != "full" or other.view != "full":
        raise NotAllowed(*NOT_YOURS)
    kind = desk.kinds[PEOPLE]
    sections = tuple(
        (str(section.label), lines)
        for section in kind.sections
        if (lines := tuple(_lines(kind, section.items, one.values, other.values)))
    )
    with desk.database.reading() as connection:
        sides = [
            Side(
                record,
                {
                    tables.kind.key: count
                    for tables in kinds_of_a_file(desk)
                    if (count := len(of_person(connection, tables, [record.id], desk.scope)))
                },
            )
            for record in (one, other)
        ]
    return Comparison(sides[0], sides[1], sections)


def _lines(kind: Kind, items: Sequence[Any], one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Line]:
    groups = {rows.key: rows for rows in kind.rows()}
    for item in items:
        mine, theirs = one.get(item.key), other.get(item.key)
        if item.key in groups:
            shown = [_shown_rows(groups[item.key], lines or ()) for lines in (mine, theirs)]
            free = False
        else:
            shown = [item.show(value) if value is not None else "" for value in (mine, theirs)]
            free = not isinstance(item, Computed) and is_free(item, mine, theirs)
        if any(shown):
            yield Line(item.key, str(item.label), shown[0], shown[1], free)


def _shown_rows(rows: Any, lines: Sequence[Mapping[str, Any]]) -> str:
    """Each line in one: its answers with a point between."""
    told = []
    for line in lines:
        said = [field.show(line[field.key]) for field in rows.plain_fields() if line.get(field.key) is not None]
        told.append(" · ".join(text for text in said if text))
    return "\n".join(told)


def merge_ids(desk: Desk, loser: str, survivor: str, reason: str, take: Collection[str] = ()) -> str:
    """Make the file `loser` an alias of `survivor`, which takes the loser's answer for the keys in `take`; returns
    the merge's id, by which it is undone. Raises NotFound, NotAllowed, InvalidDraft without a reason.
    """
    reason = storable(reason).strip()
    if not reason:
        raise InvalidDraft([Issue("reason", REQUIRED)])
    with desk.work() as work:
        return merging.merge(work, PEOPLE, loser, survivor, reason, take)


def merge(desk: Desk, code: str, into: str, reason: str) -> str:
    """Make the person of `code` an alias of the person of `into`: both codes lead to her, counts see one person.

    Raises NotFound for a code that is not the reader's to change or is merged already, InvalidDraft without a reason.
    """
    record = desk.database.schema.of(PEOPLE).record.c
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(record.id, record.code).where(record.code.in_((code, into))))
        ids = {row.code: row.id for row in rows}
    if not storable(reason).strip():
        raise InvalidDraft([Issue("reason", REQUIRED)])
    if code not in ids or into not in ids:
        raise NotFound(*NOT_FOUND)
    return merge_ids(desk, ids[code], ids[into], reason)


def settle(desk: Desk, one: str, other: str) -> None:
    """Say that two people who look alike are two: the pair stays silent from now on."""
    table = desk.database.schema.house.settled
    row = {"one": min(one, other), "other": max(one, other), "by": desk.person.id, "at": desk.clock.now()}
    with desk.work() as work:
        for person in (one, other):
            work.find(PEOPLE, person, "u")
        work.connection.execute(work.database.insert_or_ignore(table), [row])
        work.audit.write("settle", PEOPLE, one, None, ())


def unsettle(desk: Desk, one: str, other: str) -> None:
    """Let a pair that was settled come up again."""
    table = desk.database.schema.house.settled
    with desk.work() as work:
        for person in (one, other):
            work.find(PEOPLE, person, "u")
        pair = (table.c.one == min(one, other), table.c.other == max(one, other))
        work.connection.execute(table.delete().where(*pair))
        work.audit.write("unsettle", PEOPLE, one, None, ())


def undo(desk: Desk, merge_id: str) -> tuple[Words, ...]:
    """Make two files again of one; returns the labels of what was changed since the merge and stays as it is.

    Raises NotFound, NotAllowed, UserError (over 30 days, or merged again since).
    """
    with desk.work() as work:
        undone = merging.undo(work, merge_id)
    kind = desk.kinds[PEOPLE]
    labels = {item.key: item.label for item in kind.items()}
    return tuple(labels[key] for key in undone.kept)


def recent(desk: Desk) -> list[Merged]:
    """The merges of the last 30 days that stand, of files this person may change, the newest first."""
    table = desk.database.schema.house.merge
    since = desk.clock.now() - timedelta(days=DAYS)
    tables = desk.database.schema.of(PEOPLE)
    with desk.database.reading() as connection:
        statement = (
            sa.select(table)
            .where(table.c.kind == PEOPLE, table.c.undone_at.is_(None), table.c.at >= since)
            .order_by(table.c.at.desc())
        )
        rows = connection.execute(statement).mappings().all()
        people = sorted({row[side] for row in rows for side in ("loser", "survivor")})
        hers = load(connection, tables, people, desk.scope, "u", groups=()) if people else {}
        authors = titles_of(desk, connection, "user", sorted({row["by"] for row in rows}))
    return [
        Merged(
            row["id"],
            hers[row["loser"]].code,
            hers[row["survivor"]].code,
            row["survivor"],
            authors.get(row["by"], ""),
            row["at"],
            row["at"] + timedelta(days=DAYS),
            row["reason"],
        )
        for row in rows
        if row["loser"] in hers and row["survivor"] in hers
    ]
