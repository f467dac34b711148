"""Other records for the rules of a kind to look at, kept in memory: what `Lookup` promises, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]


class OtherRecords:
    """Records by kind and id; `find` gives those of a kind whose values equal what is asked."""

    def __init__(self, **kinds: Mapping[str, Values]) -> None:
        self._kinds = kinds

    def get(self, kind: str, record: str) -> Values | None:
        """The values of one record, or None."""
        return self._kinds.get(kind, {}).get(record)

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Values]:
        """The records of a kind (`rows` empty), each with its "record"."""
        assert rows == "", "rows within records are not kept here"
        return [
            {**values, "record": record}
            for record, values in self._kinds.get(kind, {}).items()
            if all(values.get(key) == value for key, value in equal.items())
        ]
