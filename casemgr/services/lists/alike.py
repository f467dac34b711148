"""People of a list who may be here already under another writing, or stand in the list twice: a person decides.

Nothing is merged and nobody is left out by a likeness alone: "the same" leaves the row out, "another" brings it in and
keeps the pair silent from then on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data.file_refusals import Stopped
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.doubles import likely_pairs
from casemgr.domain.likeness import PROBABLE, Likeness
from casemgr.domain.words import Words, same
from casemgr.records.beneficiary.identity import identity_of
from casemgr.services import duplicates
from casemgr.services.desk import Desk
from casemgr.services.lists.checked_rows import Accepted
from casemgr.services.lists.linked import chunks

PEOPLE = duplicates.PEOPLE
OF_THIS_LIST = "#"  # begins the mark of another row of the list: "#12"
A_ROW = Words("Ligne {row} de cette liste", "السطر {row} من هذه اللائحة", "Row {row} of this list")
_ASKED_AT_ONCE = 50
ONE_BY_ONE = 100  # rows; of more, everybody is read once instead of being asked for each


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody whom a row may mean: `mark` is her code, or "#12" for another row of the list.

    What the reader may not see of her is empty (`id`, `title`, `birth`, `reasons`).
    """

    mark: str
    score: float
    reasons: tuple[Words, ...] = ()
    id: str = ""
    title: Words | None = dataclasses.field(default=None, repr=False)
    birth: str = dataclasses.field(default="", repr=False)
    branch: str = ""


def find_alike(
    desk: Desk,
    rows: Sequence[Accepted],
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[int, tuple[Alike, ...]]:
    """Whom each row may mean, best first; rows that are like nobody are absent. Raises Stopped, NotAllowed."""
    if len(rows) > ONE_BY_ONE:
        return _find_at_once(desk, rows, progress, cancelled)
    found: dict[int, list[Alike]] = {}
    for done, row in enumerate(rows):
        if done % _ASKED_AT_ONCE == 0:
            if cancelled is not None and cancelled():
                raise Stopped
            if progress is not None:
                progress(done, len(rows))
        here = [_of_candidate(one) for one in duplicates.likely(desk, row.values) if one.score >= PROBABLE]
        if here:
            found[row.number] = here
    identities = (identity_of(row.values, str(row.number)) for row in rows)
    return _with_rows(found, likely_pairs(identities))


def _find_at_once(
    desk: Desk,
    rows: Sequence[Accepted],
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> dict[int, tuple[Alike, ...]]:
    """The same of a long list: whoever is here is read once, by blocks."""

    def tell(percent: int) -> None:
        if cancelled is not None and cancelled():
            raise Stopped
        if progress is not None:
            progress(percent, 100)

    here, within = duplicates.likely_of_many(desk, [identity_of(row.values, str(row.number)) for row in rows], tell)
    found = {int(number): [_of_candidate(one) for one in alike] for number, alike in here.items()}
    return _with_rows(found, within)


def _with_rows(
    found: dict[int, list[Alike]], within: Iterable[tuple[str, str, Likeness]]
) -> dict[int, tuple[Alike, ...]]:
    """With the rows of the list that are like a row before them."""
    for one, other, compared in within:
        first, second = sorted((int(one), int(other)))
        title = A_ROW.format(row=first)
        alike = Alike(f"{OF_THIS_LIST}{first}", round(compared.score, 3), compared.reasons, title=title)
        found.setdefault(second, []).append(alike)
    return {number: tuple(alike) for number, alike in found.items()}


def _of_candidate(one: duplicates.Candidate) -> Alike:
    title = same(one.title) if one.title else None
    return Alike(one.code, one.score, one.reasons, one.id, title, one.birth, one.branch)


def settle_others(desk: Desk, work: UnitOfWork, kind_key: str, accepted: Sequence[Accepted]) -> None:
    """Keep what was said of rows that look like somebody and are another: the pairs stay silent."""
    said = {row.id: row.others for row in accepted if row.others} if kind_key == PEOPLE else {}
    if not said:
        return
    work.flush()
    ids: dict[str, str] = {f"{OF_THIS_LIST}{row.number}": row.id for row in accepted}
    ids |= _ids_of(desk, work.connection, {mark for marks in said.values() for mark in marks if mark not in ids})
    rows: list[Mapping[str, Any]] = [
        {"one": min(id_, ids[mark]), "other": max(id_, ids[mark]), "by": desk.person.id, "at": desk.clock.now()}
        for id_, marks in said.items()
        for mark in marks
        if mark in ids
    ]
    if rows:
        work.connection.execute(work.database.insert_or_ignore(work.database.schema.house.settled), rows)


def _ids_of(desk: Desk, connection: sa.Connection, codes: Iterable[str]) -> dict[str, str]:
    record = desk.database.schema.of(PEOPLE).record.c
    found: dict[str, str] = {}
    for chunk in chunks(set(codes)):
        rows = connection.execute(sa.select(record.code, record.id).where(record.code.in_(chunk)))
        found.update({row.code: row.id for row in rows})
    return found
