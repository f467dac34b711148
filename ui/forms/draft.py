"""The draft of a form as the rules want it, and the way back from their remarks to the lines on screen.

Checking and saving take no unread text, and leave out the rows in which nothing was typed; their remarks then
count rows without those. `settle` does the same before they do, and keeps the way back. No Qt here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casemgr.domain.checking import is_empty
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Computed, Field, Rows
from casemgr.domain.kind import Kind
from ui.forms.contract import NotUnderstood, Values


@dataclass
class Settled:
    """A draft ready for the rules: its values, the texts that are not understood, and where each row came from."""

    values: dict[str, Any]
    unread: list[Issue] = field(default_factory=list)
    ways: dict[str, str] = field(default_factory=dict)

    def way_back(self, path: str) -> str:
        """The place on screen of a remark's `path`: "phones.0.number" may be on the second line."""
        parts = path.split(".")
        for length in (4, 2):
            start = ".".join(parts[:length])
            if len(parts) >= length and start in self.ways:
                return ".".join([self.ways[start], *parts[length:]])
        return path

    def on_screen(self, issues: Iterable[Issue]) -> list[Issue]:
        """The remarks at their place on screen; a field that is not understood keeps only that remark."""
        placed = [replace(issue, field=self.way_back(issue.field)) for issue in issues]
        known = {issue.field for issue in self.unread}
        return [*self.unread, *(issue for issue in placed if issue.field not in known)]


def settle(kind: Kind, values: Values, context: Context) -> Settled:
    """The draft `values` without what could not be read and without the rows where nothing is typed."""
    settled = Settled(dict(values))
    _settle_fields(kind.stored_fields(), settled.values, context, "", settled)
    for rows in kind.rows():
        if rows.key in settled.values:
            lines = settled.values[rows.key]
            settled.values[rows.key] = _settle_rows(rows, lines or (), context, rows.key, rows.key, settled)
    return settled


def _settle_fields(
    fields: Sequence[Field], values: dict[str, Any], context: Context, under: str, settled: Settled
) -> None:
    for item in fields:
        value = values.get(item.key)
        if isinstance(value, NotUnderstood):
            values[item.key] = None
            if not isinstance(item, Computed) and item.is_visible(values, context):
                settled.unread.append(Issue(f"{under}{item.key}", value.message))


def _settle_rows(
    rows: Rows, lines: Sequence[Values], context: Context, kept_path: str, path: str, settled: Settled
) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        values = dict(line)
        here, kept_here = f"{path}.{place}", f"{kept_path}.{len(kept)}"
        before = len(settled.unread)
        _settle_fields(rows.plain_fields(), values, context, f"{here}.", settled)
        for inner in rows.inner_rows():
            if inner.key in values:
                inside = values[inner.key] or ()
                values[inner.key] = _settle_rows(
                    inner, inside, context, f"{kept_here}.{inner.key}", f"{here}.{inner.key}", settled
                )
        if _is_blank(rows, values, context) and not values.get("id") and len(settled.unread) == before:
            continue
        settled.ways[kept_here] = here
        kept.append(values)
    return kept


def _is_blank(rows: Rows, values: Values, context: Context) -> bool:
    """The same test as `checking.check`: nothing left once every value is cleaned."""
    for item in rows.plain_fields():
        if isinstance(item, Computed) or not item.is_visible(values, context):
            continue
        if not is_empty(item.clean(values.get(item.key), context)[0]):
            return False
    return all(not values.get(inner.key) for inner in rows.inner_rows())


def missing(kind: Kind, values: Values, context: Context) -> Iterator[str]:
    """The keys of what is still expected or needed of the record: the marks "to complete"."""
    for item in kind.items():
        if isinstance(item, Field):
            wanted = item.expected or item.is_needed(values, context)
            if wanted and item.is_visible(values, context) and is_empty(values.get(item.key)):
                yield item.key


def bare(value: Any) -> Any:
    """A draft without what is empty, to tell whether two say the same: an empty list and no answer do."""
    if isinstance(value, Mapping):
        return {key: said for key, inner in value.items() if not is_empty(said := bare(inner)) and said != {}}
    if isinstance(value, (list, tuple)):
        return [bare(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value
