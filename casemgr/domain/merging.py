"""What one file of two becomes: the values that the survivor keeps when two files turn out to be of one person.

What is known in one file only is kept ("not known" is no knowledge); where both say something the survivor's word
stands, unless the person who merges chose the other. A refusal wins over a consent and a protection over none, whoever
said it (sync.md, the rules; access.md): nobody can choose otherwise. Lines are added up, each once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from casemgr.domain.access import strictest
from casemgr.domain.fields import Dated, Field, Merge, Rows
from casemgr.domain.kind import Kind

Values = Mapping[str, Any]
_EMPTY: tuple[Any, ...] = (None, "", (), [])
REFUSALS = (False, "REFUSED", "WITHDRAWN", "NO")


def merged(kind: Kind, survivor: Values, other: Values, take: Collection[str] = ()) -> dict[str, Any]:
    """What changes in the survivor's values, and nothing else; `take` are keys whose value is the other file's.

    New lines come without an id, with the id of the line they were made from under "from"; so does one that became more
    secret.
    """
    changes: dict[str, Any] = {}
    for field in kind.stored_fields():
        kept = of_field(field, survivor.get(field.key), other.get(field.key), taken=field.key in take)
        if kept != survivor.get(field.key):
            changes[field.key] = kept
    for rows in kind.rows():
        mine, theirs = survivor.get(rows.key) or [], other.get(rows.key) or []
        lines = of_rows(rows, mine, theirs)
        if lines != list(mine):
            changes[rows.key] = lines
    return changes


def is_free(field: Field, mine: Any, theirs: Any) -> bool:
    """Whether there is something to choose: both files say something, they differ, and no rule decides."""
    is_said = not field.says_nothing(mine) and not field.says_nothing(theirs)
    return is_said and mine != theirs and field.merge is Merge.LATER


def of_field(field: Field, mine: Any, theirs: Any, *, taken: bool = False) -> Any:
    """The value of one field of the survivor."""
    if theirs in _EMPTY or mine == theirs:
        return mine
    if mine in _EMPTY:
        return theirs
    if field.says_nothing(mine) or field.says_nothing(theirs):
        return theirs if field.says_nothing(mine) else mine
    if field.merge is Merge.REFUSAL_WINS:
        return theirs if theirs in REFUSALS and mine not in REFUSALS else mine
    if field.merge is Merge.UNION:
        if isinstance(mine, bool):
            return mine or theirs
        return type(mine)(dict.fromkeys((*mine, *theirs))) if isinstance(mine, (tuple, list)) else mine
    return theirs if taken else mine


def of_rows(rows: Rows, mine: Sequence[Values], theirs: Sequence[Values]) -> list[dict[str, Any]]:
    """The survivor's lines, then those that only the other file has; of one line in both, the stricter mark and the
    refusals of both stand.
    """
    lines = [dict(line) for line in mine]
    for line in theirs:
        place = next((place for place, known in enumerate(lines[: len(mine)]) if _is_same(rows, known, line)), None)
        if place is None:
            lines.append(_as_new(rows, line))
        else:
            lines[place] = _one_line(rows, lines[place], line)
    return lines


def _is_same(rows: Rows, one: Values, other: Values) -> bool:
    """Whether two lines say one thing: the same day where a day has one value, the same number, else nothing that
    contradicts in what both say.
    """
    if isinstance(rows, Dated):
        return bool(one.get(rows.since) == other.get(rows.since))
    if one.get("number") and other.get("number"):
        return bool(one["number"] == other["number"])
    both = [
        field
        for field in rows.plain_fields()
        if field.merge is Merge.LATER and not any(field.says_nothing(line.get(field.key)) for line in (one, other))
    ]
    return bool(both) and all(one[field.key] == other[field.key] for field in both)


def _one_line(rows: Rows, mine: Values, theirs: Values) -> dict[str, Any]:
    kept = dict(mine)
    for field in rows.plain_fields():
        kept[field.key] = of_field(field, mine.get(field.key), theirs.get(field.key))
    for inner in rows.inner_rows():
        kept[inner.key] = of_rows(inner, mine.get(inner.key) or [], theirs.get(inner.key) or [])
    before = mine.get("confidentiality") or "L0"
    kept["confidentiality"] = strictest(before, theirs.get("confidentiality") or "L0")
    if kept["confidentiality"] != before:  # more secret now: whoever read the other line must be able to read this one
        kept["from"] = theirs.get("id")
    return kept


def _as_new(rows: Rows, line: Values) -> dict[str, Any]:
    made = {key: value for key, value in line.items() if key != "id"} | {"from": line.get("id")}
    for inner in rows.inner_rows():
        made[inner.key] = [_as_new(inner, one) for one in line.get(inner.key) or ()]
    return made
