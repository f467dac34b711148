"""Fields that depend on something else: a reference to another record, a value worked out from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields.field import Column, Field, Values, storable


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """A reference to another record (`to` is its kind) or to a person of the staff (`to="user"`) or a branch."""

    to: str

    type: ClassVar[str] = "link"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "link"),)

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        return storable(str(value)) if value else None, []


@dataclass(frozen=True, kw_only=True)
class Computed(Field):
    """A pure function of the record, never stored. `like` says how it is shown; `sql` how it is filtered.

    `compute(values, context)` gives the value; `sql(columns, today)` the same as a database expression, for a field
    that is listed, filtered or counted. `reads` names the groups of rows it looks at, which a list then reads too.
    `of_others` names the kind of the other records from which it is worked out (what became of the referrals to a
    body): whoever may neither read nor count them is not told; a list asks the database by `sql`, a block at a time.
    """

    compute: Callable[[Values, Context], Any]
    like: Field
    sql: Callable[[Any, date], Any] | None = None
    reads: tuple[str, ...] = ()
    of_others: str = ""

    type: ClassVar[str] = "computed"

    def columns(self) -> tuple[Column, ...]:
        return ()

    def store(self, value: Any) -> dict[str, Any]:
        return {}

    def load(self, row: Values) -> Any:
        return None

    def show(self, value: Any, language: str | None = None) -> str:
        return self.like.show(value, language)

    def plain(self, value: Any) -> Any:
        return self.like.plain(value)
