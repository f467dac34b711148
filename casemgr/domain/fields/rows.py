"""Groups of fields that repeat: rows that a record owns, and rows that hold from a day on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields.field import Field, Values
from casemgr.domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Rows:
    """An owned group that repeats (phones, identity documents, goals): each row has an id and a confidentiality.

    `fields` may hold Rows once more, no deeper. `grants_as` names the line of access.csv that governs the rows
    when it is not that of the record. `confidentiality` gives the least a row must carry, from its values.
    `complete` gives the rows as they must be, from the answers before them and the rows as they were given: a record
    may ask for rows of its own (the terms that an act starts). It is asked at each check, and must add nothing twice.
    """

    key: str
    label: Words
    one: Words
    fields: tuple[Field | Rows, ...]
    title: Callable[[Values], str] | None = None
    required: bool | Condition = False
    visible: Condition | None = None
    switch: str = ""
    quick: bool = False
    grants_as: str = ""
    confidentiality: Callable[[Values], str] | None = None
    check: Callable[[Values, Context], Iterable[Issue]] | None = None
    complete: Callable[[Values, Sequence[Values], Context], Sequence[Values]] | None = None
    also: tuple[str, ...] = ()

    def plain_fields(self) -> tuple[Field, ...]:
        """The fields of a row itself, without the rows within."""
        return self._plain_fields

    def inner_rows(self) -> tuple[Rows, ...]:
        """The rows within each row."""
        return self._inner_rows

    @cached_property
    def plain_by_key(self) -> Mapping[str, Field]:
        """The fields of a row itself, by their key."""
        return {field.key: field for field in self._plain_fields}

    @cached_property
    def _plain_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if isinstance(field, Field))

    @cached_property
    def _inner_rows(self) -> tuple[Rows, ...]:
        return tuple(field for field in self.fields if isinstance(field, Rows))


@dataclass(frozen=True, kw_only=True)
class Dated(Rows):
    """Values with the day from which they hold; the end is the next start, exclusive.

    The day stands in the field `since`; `at(rows, day)` gives the row in force. One day has one value.
    """

    since: str = "since"

    def at(self, rows: Iterable[Values], day: date) -> Values | None:
        """The row in force on `day`; None when nothing was known yet."""
        begun = [row for row in rows if row.get(self.since) is not None and row[self.since] <= day]
        return max(begun, key=lambda row: row[self.since]) if begun else None
