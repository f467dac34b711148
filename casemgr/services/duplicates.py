"""Is this person here already? Asked while a name is being typed, and of the whole base.

Whoever may register people may be told that a likely duplicate exists: a score and a routing card (code, branch,
whom to ask), never the file, never anything of a protected person (access.md). Nobody comes up, and no score is told,
because of a line that is closed to the reader: a telephone marked as protected would be found by typing it.

The program never merges by itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from casemgr.data import name_index
from casemgr.data.records import Stored
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.doubles import asking_keys, filing_keys, likely_pairs
from casemgr.domain.errors import NotAllowed
from casemgr.domain.likeness import PROBABLE, WORTH_A_LOOK, Identity, Likeness, likeness
from casemgr.domain.words import Words
from casemgr.records.beneficiary.identity import identity_of
from casemgr.services import identities
from casemgr.services.desk import Desk
from casemgr.services.register import titles_of

Values = Mapping[str, Any]
PEOPLE = "beneficiary"
MOST = 5
_READ = 25  # percent of the time that reading everybody takes; the rest is comparing


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the same person. What the reader may not see is empty: `id`, `title`, `birth`."""

    id: str
    code: str
    branch: str
    contact: str
    score: float
    reasons: tuple[Words, ...]
    title: str = dataclasses.field(repr=False)
    birth: str = dataclasses.field(repr=False)

    @property
    def is_readable(self) -> bool:
        """Whether the reader may open this file."""
        return bool(self.id)


@dataclass(frozen=True)
class Pair:
    """Two files that are probably of one person: their codes, their ids, the score and what speaks for it."""

    code: str
    other: str
    score: float
    ids: tuple[str, str]
    reasons: tuple[Words, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {"code": self.code, "other": self.other, "score": self.score}


def likely(desk: Desk, values: Values, record_id: str = "") -> list[Candidate]:
    """The likeliest matches of a draft among everybody, best first, at most five. Raises NotAllowed.

    The index holds the keys of every line: who shares a key with the draft only by a line that this reader may not be
    told of is passed over.
    """
    if not desk.person.may("c", PEOPLE) and not desk.person.may("u", PEOPLE):
        raise NotAllowed(*NOT_YOURS)
    wanted = identity_of(values, record_id)
    keys = asking_keys(wanted)
    if not keys:
        return []
    with desk.database.reading() as connection:
        alike = [one for one in name_index.find_alike(connection, desk.database, PEOPLE, keys) if one != record_id]
        scored = []
        for stored, is_hers in identities.told_of(desk, connection, alike).values():
            identity = identity_of(stored.values, stored.id)
            compared = likeness(wanted, identity)
            if compared.score >= WORTH_A_LOOK:
                scored.append((compared, stored, is_hers, identity))
        scored.sort(key=lambda one: (-one[0].score, one[1].id))
        best = list(islice((one[:3] for one in scored if not keys.isdisjoint(filing_keys(one[3]))), MOST))
        cards = _Cards(desk, connection, [stored for _, stored, _ in best])
    return [cards.of(stored, compared, is_hers) for compared, stored, is_hers in best]


def likely_of_many(
    desk: Desk, wanted: Sequence[Identity], tell: Callable[[int], None] | None = None
) -> tuple[dict[str, list[Candidate]], list[tuple[str, str, Likeness]]]:
    """As `likely` for the people of a whole list, by their ids, the probable ones alone; and who of the list is
    probably another of the list.

    Everybody is read once and compared in memory, whatever the reader may see of them: of a hundred people on, that is
    quicker than to ask for each. `tell` is called with each hundredth that is done. Raises NotAllowed.
    """
    if not desk.person.may("c", PEOPLE) and not desk.person.may("u", PEOPLE):
        raise NotAllowed(*NOT_YOURS)
    new = {one.id for one in wanted}
    here: dict[str, list[tuple[str, Likeness]]] = {}
    within: list[tuple[str, str, Likeness]] = []
    with desk.database.reading() as connection:
        everybody = chain(wanted, identities.open_to_asking(desk, connection, _part(tell, 0, _READ)))
        for one, other, compared in likely_pairs(everybody, among=new, tell=_part(tell, _READ, 100)):
            if one in new and other in new:
                within.append((one, other, compared))
            else:
                row, person = (one, other) if one in new else (other, one)
                here.setdefault(row, []).append((person, compared))
        best = {row: sorted(found, key=lambda one: (-one[1].score, one[0]))[:MOST] for row, found in here.items()}
        ids = sorted({person for found in best.values() for person, _compared in found})
        told = identities.told_of(desk, connection, ids)
        cards = _Cards(desk, connection, [stored for stored, _is_hers in told.values()])
    return {
        row: [cards.of(told[person][0], compared, told[person][1]) for person, compared in found]
        for row, found in best.items()
    }, within


def _part(tell: Callable[[int], None] | None, start: int, end: int) -> Callable[[int], None] | None:
    """Tell of the hundredths of a part as those of the whole, from `start` to `end`."""
    return None if tell is None else lambda done: tell(start + (end - start) * done // 100)


class _Cards:
    """The routing cards of some people: more of those whom the reader may open."""

    def __init__(self, desk: Desk, connection: sa.Connection, people: Sequence[Stored]) -> None:
        self._kind = desk.kinds[PEOPLE]
        self._authors = titles_of(desk, connection, "user", sorted({stored.created_by for stored in people}))

    def of(self, stored: Stored, compared: Likeness, is_hers: bool) -> Candidate:
        """The card of one of them, compared as far as she may be told of him; `is_hers`: she may open the file."""
        birth = self._kind.field("birth_date").show(stored.values.get("birth_date")) if is_hers else ""
        return Candidate(
            id=stored.id if is_hers else "",
            code=stored.code,
            branch=stored.branch,
            contact=self._authors.get(stored.created_by, ""),
            score=round(compared.score, 3),
            reasons=compared.reasons if is_hers else (),
            title=self._kind.title(stored.values) if is_hers else "",
            birth=birth,
        )


def pairs(desk: Desk, least: float = PROBABLE, report: Callable[[int], None] | None = None) -> list[Pair]:
    """The probable pairs of the whole base that this reader may read, best first; settled pairs stay silent."""
    settled = desk.database.schema.house.settled
    record = desk.database.schema.of(PEOPLE).record.c
    with desk.database.reading() as connection:
        silent = {(row.one, row.other) for row in connection.execute(sa.select(settled.c.one, settled.c.other))}
        people = identities.readable(desk, connection, _part(report, 0, _READ))
        found = [
            (one, other, compared)
            for one, other, compared in likely_pairs(people, tell=_part(report, _READ, 100))
            if compared.score >= least and (min(one, other), max(one, other)) not in silent
        ]
        concerned = {person for one, other, _compared in found for person in (one, other)}
        codes: dict[str, str] = {}
        for start in range(0, len(concerned), 500):
            chunk = sorted(concerned)[start : start + 500]
            rows = connection.execute(sa.select(record.id, record.code).where(record.id.in_(chunk)))
            codes.update({row.id: row.code for row in rows})
    found.sort(key=lambda pair: (-pair[2].score, pair[0], pair[1]))
    return [
        Pair(codes[one], codes[other], round(compared.score, 4), (one, other), compared.reasons)
        for one, other, compared in found
    ]
