"""Who sounds like a name, asked thousands of times in a row: the index of names is read once, and kept in memory.

For a list of legal files: each opposing party is looked for among everybody. To ask the index took half a millisecond a
name, two thirds of the time of the list; to read 73,000 entries takes less than to ask for a thousand names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain import names

ONE_BY_ONE = 200  # names that are asked of the index before it is read
_MOST_REMEMBERED = 20_000


class NameBook:
    """Answers as `name_index.sounding_like` does. It lives no longer than the transaction in which it reads."""

    def __init__(
        self, connection: sa.Connection, database: Database, plain: Callable[[str, str], Iterable[str]]
    ) -> None:
        """`plain` asks the index itself."""
        self._connection = connection
        self._database = database
        self._plain = plain
        self._asked = 0
        self._read: dict[str, tuple[Mapping[str, set[str]], Mapping[str, set[str]]]] = {}
        self.sounding_like = lru_cache(maxsize=_MOST_REMEMBERED)(self._sounding_like)

    def _sounding_like(self, kind: str, name: str) -> tuple[str, ...]:
        """The ids of the records of a kind that hold every word of a name, in its spelling or another."""
        self._asked += 1
        if self._asked <= ONE_BY_ONE:
            return tuple(self._plain(kind, name))
        terms = names.query_terms(name)
        if len(terms) < 2:
            return ()
        if kind not in self._read:
            self._read[kind] = self._read_all(kind)
        by_word, by_key = self._read[kind]
        nobody: set[str] = set()
        sounding = [by_key.get(key, nobody) if key else by_word.get(start, nobody) for start, key in terms]
        spelt = [by_word.get(word, nobody) for word in names.fold(name).split()]
        return tuple(sorted(set.intersection(*sounding) | set.intersection(*spelt)))

    def _read_all(self, kind: str) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """Whose names hold each folded word, and each key."""
        entry, record = self._database.schema.house.name_index, self._database.schema.of(kind).record
        statement = (
            sa.select(entry.c.record, entry.c.folded, entry.c["keys"])
            .join(record, record.c.id == entry.c.record)
            .where(record.c.voided_at.is_(None))
        )
        by_word: defaultdict[str, set[str]] = defaultdict(set)
        by_key: defaultdict[str, set[str]] = defaultdict(set)
        for id_, folded, keys in self._connection.execute(statement):
            for word in folded.split():
                by_word[word].add(id_)
            for key in keys.split():
                by_key[key].add(id_)
        return by_word, by_key
