"""What is remembered of lists: for these headers these columns, for these words these terms; and a list half done.

Only a person's own answers are kept, in the encrypted database, as her preferences; a list that is under way (with what
was typed in its cells) lies among her drafts, and goes when it is brought in or given up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.services import organisation
from casemgr.services.desk import Desk
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.wordings import loose

MOST_LISTS = 30
MOST_WORDS = 300
LONGEST_WORD = 60
_DRAFT = "list"  # no kind of record bears this name: drafts of records pass it by


@dataclass(frozen=True)
class Underway:
    """A list that is being brought in: of which kind, from where, at which step, and all that was said of it."""

    kind: str
    path: Path
    step: int
    said: Instructions


def fingerprint(headers: Sequence[str]) -> str:
    """Short for a set of headers, whatever their order."""
    return hashlib.blake2b("\n".join(sorted(map(loose, headers))).encode(), digest_size=8).hexdigest()


def recall(desk: Desk, kind_key: str, headers: Sequence[str]) -> Instructions:
    """What was said last time of a list of these headers, and of words."""
    kept = organisation.preferences(desk)
    by_header = kept.get(f"lists.columns.{kind_key}", {}).get(fingerprint(headers), {})
    columns = {place: by_header[loose(header)] for place, header in enumerate(headers) if loose(header) in by_header}
    return Instructions(columns=columns, words=kept.get("lists.words", {}))


def remember(desk: Desk, kind_key: str, headers: Sequence[str], said: Instructions) -> None:
    """Keep what was said of the columns and of the words."""
    kept = organisation.preferences(desk)
    lists: dict[str, Any] = dict(kept.get(f"lists.columns.{kind_key}", {}))
    by_header = {loose(header): said.columns[place] for place, header in enumerate(headers) if place in said.columns}
    lists.pop(fingerprint(headers), None)
    lists[fingerprint(headers)] = by_header
    organisation.set_preference(desk, f"lists.columns.{kind_key}", dict([*lists.items()][-MOST_LISTS:]))
    words = {listed: dict(known) for listed, known in kept.get("lists.words", {}).items()}
    for listed, known in said.words.items():
        fitting = {word: code for word, code in known.items() if len(word) <= LONGEST_WORD}
        words[listed] = dict([*(words.get(listed, {}) | fitting).items()][-MOST_WORDS:])
    organisation.set_preference(desk, "lists.words", words)


def with_words(said: Instructions, known: Mapping[str, Mapping[str, str]]) -> Instructions:
    """The same, and the words that were known before, where nothing newer is said of them."""
    words = {listed: {**known.get(listed, {}), **said.words.get(listed, {})} for listed in {*known, *said.words}}
    return replace(said, words=words)


# --- a list under way ---------------------------------------------------------------------------------------
def keep_underway(desk: Desk, list_: Underway) -> None:
    """Keep where the list stands, in place of what was kept before."""
    table = desk.database.schema.house.draft
    plain = {
        "kind": list_.kind,
        "path": str(list_.path),
        "step": list_.step,
        "said": list_.said.as_json(),
    }
    row = {"values": json.dumps(plain), "at": desk.clock.now()}
    mine = (table.c.user == desk.person.id, table.c.kind == _DRAFT)
    with desk.work() as work:
        if work.connection.execute(table.update().where(*mine).values(**row)).rowcount == 0:
            whole = {"id": desk.ids.new(), "user": desk.person.id, "kind": _DRAFT, **row}
            work.connection.execute(table.insert().values(**whole))


def underway(desk: Desk) -> Underway | None:
    """The list that this person left half done, if its file is still there."""
    table = desk.database.schema.house.draft
    mine = sa.select(table.c["values"]).where(table.c.user == desk.person.id, table.c.kind == _DRAFT)
    with desk.database.reading() as connection:
        kept = connection.execute(mine).scalar()
    if kept is None:
        return None
    plain = json.loads(kept)
    path = Path(plain["path"])
    if plain["kind"] not in desk.kinds or not path.is_file():
        return None
    return Underway(plain["kind"], path, plain["step"], Instructions.of_json(plain["said"]))


def give_up(desk: Desk) -> None:
    """Forget the list that was under way."""
    table = desk.database.schema.house.draft
    with desk.work() as work:
        work.connection.execute(table.delete().where(table.c.user == desk.person.id, table.c.kind == _DRAFT))
