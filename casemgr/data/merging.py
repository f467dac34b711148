"""Two files of one person become one, and two again within thirty days: the writing of both, rights included.

The loser stays, as an alias: its code, its names and what was noted under it lead to the survivor. The survivor gets
the loser's answers by the rules of domain/merging.py, those that the merger may not read included: a protection must
not be lost because whoever merges does not see it. What the merge changed stands in the change log, between two stamps.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from casemgr.data.change_log import revive_field
from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_FOUND
from casemgr.domain.access import strictest
from casemgr.domain.errors import NotFound, UserError
from casemgr.domain.fields import Rows
from casemgr.domain.kind import Kind
from casemgr.domain.merging import merged
from casemgr.domain.words import Words

if TYPE_CHECKING:
    from casemgr.data.unit_of_work import UnitOfWork

Values = Mapping[str, Any]
DAYS = 30  # for so long a merge is undone
TOO_LATE = (
    Words("Cette fusion a plus de 30 jours.", "مر على هذا الدمج أكثر من 30 يوما.", "This merge is over 30 days old."),
    Words(
        "Créez une nouvelle fiche pour la seconde personne et déplacez-y ce qui la concerne.",
        "أنشئوا بطاقة جديدة للشخص الثاني وانقلوا إليها ما يخصه.",
        "Make a new file for the second person and move there what is hers.",
    ),
)
MERGED_AGAIN = (
    Words(
        "Cette fiche a été fusionnée de nouveau depuis.",
        "دمجت هذه البطاقة مرة أخرى منذ ذلك الحين.",
        "This file was merged again since.",
    ),
    Words("Annulez d’abord la fusion la plus récente.", "ألغوا أولا آخر دمج.", "Undo the latest merge first."),
)


@dataclass(frozen=True)
class Undone:
    """What an undone merge left: `kept` are the keys that were changed since, and stay as they are."""

    loser: str
    survivor: str
    kept: tuple[str, ...]


def merge(
    work: UnitOfWork, kind_key: str, loser: str, survivor: str, reason: str = "", take: Collection[str] = ()
) -> str:
    """Make `loser` an alias of `survivor`: both codes are found, counts resolve to the survivor. Returns its id.

    `take` are the keys whose value is the loser's. The survivor is as secret as both were, and whatever branch
    followed the one follows the other (access.md). Raises NotFound (also for one that is void or merged already),
    NotAllowed.
    """
    before, into = work.find(kind_key, loser, "u"), work.find(kind_key, survivor, "u")
    gone = any(one.merged_into or one.void_reason is not None for one in (before, into))
    if gone or loser == survivor:
        raise NotFound(*NOT_FOUND)
    tables, mark = work.database.schema.of(kind_key), strictest(before.confidentiality, into.confidentiality)
    if mark != into.confidentiality:
        work.update(kind_key, survivor, {}, into.version, confidentiality=mark)
    whole = load(work.connection, tables, [loser, survivor], None)
    first = work.changes.mark()
    readers = _absorb(work, tables.kind, whole[survivor], whole[loser], mark, take)
    work.bump(tables, loser, before.version, {"merged_into": survivor})
    followed = _follow(work, kind_key, loser, survivor)
    _share_reach(work, loser, survivor)
    work.changes.changed(kind_key, loser, loser, "", "merged_into", None, survivor, before.confidentiality)
    work.audit.write("merge", kind_key, loser, before.code, (), reason or None)
    marks = (into.confidentiality, mark)
    return _note(work, kind_key, loser, survivor, followed, readers, reason, first, marks)


def _absorb(
    work: UnitOfWork, kind: Kind, survivor: Stored, loser: Stored, mark: str, take: Collection[str]
) -> list[str]:
    """Write what the survivor gains; whoever could read a protected line of the loser can read it here. Returns whom
    that put on lists of named readers ("record:user").
    """
    values = merged(kind, survivor.values, loser.values, take)
    made: dict[str, str] = {loser.id: survivor.id}
    for rows in kind.rows():
        if rows.key in values:
            values[rows.key] = [_named(work, rows, line, made) for line in values[rows.key]]
    unasked = replace(work.rows, brings_in=lambda _kind: True)
    work.write(survivor, values, mark, survivor.branch, unasked)
    work.flush()
    readers = work.database.schema.house.named_reader
    on_a_list = sa.select(readers).where(readers.c.record.in_((*made, *made.values())))
    held = work.connection.execute(on_a_list).mappings().all()
    there = {(row["record"], row["user"]) for row in held}
    new = {
        (made[row["record"]], row["user"]): row["kind"]
        for row in held
        if row["record"] in made and (made[row["record"]], row["user"]) not in there
    }
    if new:
        rows_to_add = [{"record": record, "user": user, "kind": key} for (record, user), key in new.items()]
        work.connection.execute(work.database.insert_or_ignore(readers), rows_to_add)
    return sorted(f"{record}:{user}" for record, user in new)


def _named(work: UnitOfWork, rows: Rows, line: Values, made: dict[str, str]) -> dict[str, Any]:
    """A line with an id of its own when it is new, noted beside the one it was made from (or made more secret by)."""
    kept = dict(line)
    origin = kept.pop("from", None)
    if "id" not in kept:
        kept["id"] = work.actor.ids.new()
    if origin:
        made[str(origin)] = kept["id"]
    for inner in rows.inner_rows():
        if inner.key in kept:
            kept[inner.key] = [_named(work, inner, one, made) for one in kept[inner.key]]
    return kept


def _follow(work: UnitOfWork, kind_key: str, loser: str, survivor: str) -> list[str]:
    """Whoever had been merged into the loser follows it: nobody is an alias of an alias."""
    table = work.database.schema.of(kind_key).record
    ids = list(work.connection.execute(sa.select(table.c.id).where(table.c.merged_into == loser)).scalars())
    work.connection.execute(table.update().where(table.c.merged_into == loser).values(merged_into=survivor))
    return ids


def _share_reach(work: UnitOfWork, loser: str, survivor: str) -> None:
    reach = work.database.schema.house.reach.c
    for branch in work.connection.execute(sa.select(reach.branch).where(reach.beneficiary == loser)).scalars():
        work.reach(branch, survivor)


def _note(
    work: UnitOfWork,
    kind: str,
    loser: str,
    survivor: str,
    followed: list[str],
    readers: list[str],
    reason: str,
    first: str,
    marks: tuple[str, str],
) -> str:
    merge_id = work.actor.ids.new()
    row = {
        "id": merge_id,
        "kind": kind,
        "loser": loser,
        "survivor": survivor,
        "followed": " ".join(followed),
        "readers": " ".join(readers),
        "reason": reason,
        "by": work.actor.person.id,
        "at": work.actor.clock.now(),
        "first_stamp": first,
        "last_stamp": work.changes.mark(),
        "mark_before": marks[0],
        "mark_after": marks[1],
    }
    work.connection.execute(work.database.schema.house.merge.insert(), [row])
    return merge_id


# --- undoing ------------------------------------------------------------------------------------------------
def undo(work: UnitOfWork, merge_id: str) -> Undone:
    """Make two files again of one that was merged at most `DAYS` days ago.

    What the merge gave the survivor is taken back, unless somebody changed it since; what was noted since under the
    survivor stays there. Lines that the merge made more secret stay so. Raises NotFound, NotAllowed, UserError.
    """
    table = work.database.schema.house.merge
    row = work.connection.execute(sa.select(table).where(table.c.id == merge_id)).mappings().first()
    if row is None or row["undone_at"] is not None:
        raise NotFound(*NOT_FOUND)
    if work.actor.clock.now() - row["at"] > timedelta(days=DAYS):
        raise UserError(*TOO_LATE)
    kind_key, loser, survivor = row["kind"], row["loser"], row["survivor"]
    tables = work.database.schema.of(kind_key)
    work.find(kind_key, survivor, "u")
    gone = work.find(kind_key, loser, "u")
    if gone.merged_into != survivor:
        raise UserError(*MERGED_AGAIN)
    whole = load(work.connection, tables, [survivor], None)[survivor]
    values, kept = _as_before(work, tables.kind, whole, row)
    mark = row["mark_before"] if whole.confidentiality == row["mark_after"] else whole.confidentiality
    work.write(whole, values, mark, whole.branch, replace(work.rows, brings_in=lambda _kind: True))
    work.bump(tables, loser, gone.version, {"merged_into": None})
    if followed := row["followed"].split():
        back = tables.record.update().where(tables.record.c.id.in_(followed))
        work.connection.execute(back.values(merged_into=loser))
    _part_reach(work, kind_key, whole, loser)
    _part_readers(work, survivor, row["readers"] or "")
    work.changes.changed(kind_key, loser, loser, "", "merged_into", survivor, None, gone.confidentiality)
    work.audit.write("unmerge", kind_key, loser, gone.code, ())
    done = {"undone_by": work.actor.person.id, "undone_at": work.actor.clock.now()}
    work.connection.execute(table.update().where(table.c.id == merge_id).values(**done))
    return Undone(loser, survivor, kept)


def _part_reach(work: UnitOfWork, kind_key: str, survivor: Stored, loser: str) -> None:
    work.flush()
    reach = work.database.schema.house.reach.c
    tables = work.database.schema.of(kind_key)
    for branch in list(work.connection.execute(sa.select(reach.branch).where(reach.beneficiary == loser)).scalars()):
        work.leave_where(tables, survivor.id, survivor.values, branch)


def _part_readers(work: UnitOfWork, survivor: str, readers: str) -> None:
    """Whom the merge put on the survivor's list of named persons is on it no more, but for whoever undoes it: she reads
    both. On the lists of lines that stay they stay, as those are theirs.
    """
    named = work.database.schema.house.named_reader
    for one in readers.split():
        record, _, user = one.partition(":")
        if record == survivor and user != work.actor.person.id:
            gone = named.delete().where(named.c.record == record, named.c.user == user)
            work.connection.execute(gone)


def _entries(work: UnitOfWork, row: Any) -> Iterator[Any]:
    """What the merge itself logged of the survivor, in order."""
    change = work.database.schema.house.change
    mine = (change.c.record == row["survivor"], change.c.by == row["by"])
    between = (change.c.stamp > row["first_stamp"], change.c.stamp < row["last_stamp"])
    yield from work.connection.execute(sa.select(change).where(*mine, *between).order_by(change.c.stamp)).mappings()


def _as_before(work: UnitOfWork, kind: Kind, now: Stored, row: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values to give back, and the keys of what was changed since and stays."""
    values: dict[str, Any] = {}
    kept: list[str] = []
    fields = {field.key: field for field in kind.stored_fields()}
    lines = {rows.key: list(now.values.get(rows.key) or ()) for rows in kind.rows()}
    touched = _touched_since(work, row)
    for entry in _entries(work, row):
        path = entry["path"].split(".")[0]
        if not path:
            field = fields[entry["field"]]
            if field.plain(now.values.get(field.key)) == _plain(entry["new"]):
                values[field.key] = revive_field(field, entry["old"])
            else:
                kept.append(field.key)
        elif entry["row"] in touched:
            kept.append(path)
        elif entry["field"] == "*" and path == entry["path"]:
            lines[path] = values[path] = [line for line in lines[path] if line["id"] != entry["row"]]
        elif path == entry["path"]:
            group = {field.key: field for field in kind.group(path).plain_fields()}
            old = {entry["field"]: revive_field(group[entry["field"]], entry["old"])}
            lines[path] = values[path] = [
                {**line, **old} if line["id"] == entry["row"] else line for line in lines[path]
            ]
        else:  # a line within a line
            kept.append(path)
    return values, tuple(dict.fromkeys(kept))


def _plain(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _touched_since(work: UnitOfWork, row: Any) -> set[str]:
    """The lines of the survivor that somebody changed after the merge."""
    change = work.database.schema.house.change.c
    later = (change.record == row["survivor"], change.stamp > row["last_stamp"], change.path != "")
    return set(work.connection.execute(sa.select(change.row).where(*later)).scalars())
