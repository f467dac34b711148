"""What every type of field has in common: the declaration, and the methods that each type overrides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import Vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

# What a pasted text may hold and no database can: the zero byte, half a surrogate pair.
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without what no database keeps: for whatever is typed outside of a field (a reason, a search)."""
    return _NEVER_STORED.sub("", text)


REQUIRED = Words("À remplir.", "يجب ملء هذه الخانة.", "This is needed.")


class Merge(Enum):
    """How two concurrent values of a field become one (sync.md, the rules)."""

    LATER = "later"
    UNION = "union"
    REFUSAL_WINS = "refusal wins"


class Anonymise(Enum):
    """What becomes of a field when its person is anonymised (data-protection.md, DP-40)."""

    KEEP = "keep"
    CLEAR = "clear"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the database: its name, and the kind of value ("text", "integer", "date")."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """What every field declares. `key` is its name everywhere: form, table, column, import, audit.

    `default` fills a new record; `propose` suggests a value from the other answers, for as long as nobody gave one.
    `worked_out` gives a value that is kept so that it can be filtered and falls due, and is never typed: it is worked
    out again from the other answers (of the record, or of the row) each time the record is checked. `goes_out` is what
    an export says in its column, where that is not the value alone: what another base could not work out.
    """

    key: str
    label: Words
    help: Words | None = None
    required: bool | Condition = False
    visible: Condition | None = None
    switch: str = ""
    default: Callable[[Context], Any] | None = None
    propose: Callable[[Values, Context], Any] | None = None
    worked_out: Callable[[Values, Context], Any] | None = None
    goes_out: Callable[[Values], Any] | None = None
    quick: bool = False
    expected: bool = False
    listed: bool = False
    filtered: bool = False
    identifying: bool = False
    merge: Merge = Merge.LATER
    anonymise: Anonymise = Anonymise.KEEP
    also: tuple[str, ...] = ()

    type: ClassVar[str] = "text"

    # --- how it is kept -------------------------------------------------------------------------------------
    def columns(self) -> tuple[Column, ...]:
        """The columns that keep this field (one for most)."""
        return (Column(self.key, "text"),)

    def store(self, value: Any) -> dict[str, Any]:
        """The value of each column for a clean `value`."""
        return {self.key: value}

    def load(self, row: Values) -> Any:
        """The value from its columns."""
        return row[self.key]

    # --- what is right --------------------------------------------------------------------------------------
    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The value as it will be kept (None when empty), and the remarks on it."""
        if value is None or value == "":
            return None, []
        return value, []

    def read(self, text: str, context: Context) -> Any:
        """The value that someone typed or that a list brings. Raises UserError in words when it is not one."""
        return text.strip() or None

    def says_nothing(self, value: Any) -> bool:
        """Whether an answer tells no more than none: empty, or "not known". Of two files, the other one is believed."""
        return value in (None, "", (), [])

    # --- how it is shown ------------------------------------------------------------------------------------
    def show(self, value: Any, language: str | None = None) -> str:
        """The value for a person, in `language` (the current one by default)."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> Any:
        """The value for exports, JSON and the change log: text, number, boolean, list or None."""
        return value

    def revive(self, plain: Any) -> Any:
        """The value back from what `plain` gave."""
        return plain

    def choices(self) -> Vocabulary | None:
        """The coded list this field chooses from, if it does."""
        return None

    def is_needed(self, values: Values, context: Context) -> bool:
        """Whether an empty value is refused for this record."""
        if isinstance(self.required, Condition):
            return self.required(values, context)
        return self.required

    def is_visible(self, values: Values, context: Context) -> bool:
        """Whether the field exists for this record, here and now (its switch, its condition)."""
        if self.switch and self.switch not in context.switches:
            return False
        return self.visible is None or self.visible(values, context)
