"""The draft of one row tried by itself: what of it would be kept, and what can be said of it without its neighbours.

Nothing here looks at the database but through the context, so that another process can do it as well (beside.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.lists.drafts import Draft

Values = Mapping[str, Any]

NOT_KEPT = Words(
    "Ne se garde pas dans ce cas : laissé de côté.",
    "لا يحفظ في هذه الحالة: ترك جانبا.",
    "Not kept in this case: left out.",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be kept of a row (only what was answered), what the checks say, and what is left out of the rest."""

    values: dict[str, Any] = field(repr=False)
    issues: tuple[Issue, ...]
    left_out: tuple[Issue, ...]


def tried(kind: Kind, draft: Draft, context: Context) -> Trial:
    """What the checks of a form say of a draft."""
    checked = checking.check(kind, draft.values, context)
    return Trial(_without_blanks(kind, checked.values), checked.issues, tuple(_left_out(draft, checked)))


def _left_out(draft: Draft, checked: checking.Checked) -> Iterator[Issue]:
    """What the list gives and the record does not keep (a condition, a switch), unless it was said already."""
    said = {issue.field for issue in checked.issues}
    for steps, key in draft.given:
        path, kept = key, checked.values
        if steps:
            (group, _place), *inner = steps
            lines = checked.values.get(group) or []
            if inner or len(lines) != 1 or len(draft.values.get(group) or ()) != 1:
                continue
            path, kept = f"{group}.0.{key}", lines[0]
        if path not in said and checking.is_empty(kept.get(key)):
            yield Issue(path, NOT_KEPT, "warning")


def _without_blanks(kind: Kind, values: Values) -> dict[str, Any]:
    """Only what was answered: a million rows wait in memory until all are checked."""
    kept = _answered(values)
    for rows in kind.rows():
        if rows.key in kept:
            kept[rows.key] = [_answered(line) for line in kept[rows.key]]
    return kept


def _answered(values: Values) -> dict[str, Any]:
    """As `checking.is_empty` says; a zero and a no are answers. Asked of every field of every row."""
    return {key: value for key, value in values.items() if value or (value is not None and value not in ("", (), []))}
