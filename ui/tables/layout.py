"""How a person arranged a list: which columns, in which order, how wide, sorted by which. Kept for her."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casemgr.services.register import ColumnInfo, Sort

NARROWEST, WIDEST = 48, 900


@dataclass(frozen=True)
class Layout:
    """The columns shown, in order; their widths in pixels where they were changed; the sort, None for the usual one."""

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    sort: Sort | None = None

    @classmethod
    def usual(cls, columns: Sequence[ColumnInfo]) -> Layout:
        """What the kind itself proposes."""
        return cls(tuple(column.key for column in columns if column.default))

    @classmethod
    def read(cls, kept: object, columns: Sequence[ColumnInfo]) -> Layout:
        """From what `as_json` gave; what the kind no longer has is left out, and nothing left gives the usual one."""
        if not isinstance(kept, dict):
            return cls.usual(columns)
        known = {column.key: column for column in columns}
        shown = tuple(key for key in kept.get("columns") or () if key in known)
        widths = {key: _width(wide) for key, wide in (kept.get("widths") or {}).items() if key in known}
        by = kept.get("sort")
        sort = Sort(by[0], bool(by[1])) if by and by[0] in known and known[by[0]].sortable else None
        return replace(cls.usual(columns), widths=widths, sort=sort) if not shown else cls(shown, widths, sort)

    def as_json(self) -> dict[str, Any]:
        """What is kept among the preferences."""
        sort = [self.sort.key, self.sort.descending] if self.sort else None
        return {"columns": list(self.columns), "widths": dict(self.widths), "sort": sort}

    def resized(self, key: str, width: int) -> Layout:
        """The same, with one column as wide as the person drew it."""
        return replace(self, widths={**self.widths, key: _width(width)})


def _width(wide: Any) -> int:
    return max(NARROWEST, min(WIDEST, int(wide)))


# What a column of each type needs for most of its values, in letters of body text.
_LETTERS = {
    "approximate_date": 13,
    "choices": 22,
    "computed": 12,
    "date": 10,
    "integer": 8,
    "link": 22,
    "money": 12,
    "name": 18,
    "phone": 16,
    "yes_no": 7,
}
_OF_KEY = {"code": 12, "person": 24, "state": 18, "branch": 8, "created_at": 11, "updated_at": 11, "age": 6}
_OF_KEY |= {"full_name": 24, "full_name_ar": 22, "sex": 10, "nationality": 16, "status_group": 20, "type": 30}
_OF_KEY |= {"programme": 26, "priority": 18, "population_group": 20}


def usual_letters(column: ColumnInfo) -> int:
    """How many letters wide a column is before anybody drew it."""
    return _OF_KEY.get(column.key) or _LETTERS.get(column.type, 20)
