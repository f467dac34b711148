"""How a person arranged a list: which columns, in which order, how wide, sorted by which. Kept for her."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casemgr.services.register import ColumnInfo, Sort

NARROWEST, WIDEST = 48, 900
# What is read first in a line: which record, of whom, where it stands.
_FIRST = (
    "code",
    "full_name",
    "full_name_ar",
    "person",
    "known_by",
    "name",
    "state",
    "to_check",
    "standing",
    "answer_by",
    "subject",
    "priority",
    "sex",
    "age",
    "nationality",
    "purpose",
    "answer",
    "type",
    "date",
)


@dataclass(frozen=True)
class Layout:
    """The columns shown, in order; their widths in pixels where they were changed; the sort, None for the usual one."""

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    sort: Sort | None = None

    @classmethod
    def usual(cls, columns: Sequence[ColumnInfo]) -> Layout:
        """What the kind itself proposes."""
        shown = [column.key for column in columns if column.default]
        return cls(tuple(sorted(shown, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))))

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
    "integer": 7,
    "link": 22,
    "money": 10,
    "name": 18,
    "phone": 16,
    "yes_no": 7,
}
_OF_KEY = {"person": 21, "known_by": 22, "state": 16, "branch": 8, "created_at": 11, "updated_at": 11, "age": 5}
_OF_KEY |= {"full_name": 22, "full_name_ar": 16, "sex": 9, "nationality": 13, "status_group": 20, "type": 30}
_OF_KEY |= {"to_check": 12, "name": 28, "name_ar": 24}
_OF_KEY |= {"standing": 19, "answer_by": 14, "subject": 28}
_OF_KEY |= {"programme": 26, "priority": 12, "population_group": 20, "purpose": 34}

MOST_OF_HEADER = 200  # pixels: a longer name of a column is cut, and read whole under the pointer
_CODES = {"beneficiary": "WWQ-WWQ-WWQ-W", "household": "M-WQX-WQX-WQX-W", "complaint": "REC-2026-RAB1-00000"}


def widest_code(kind: str) -> str:
    """A code of `kind` as wide as they come: nobody reads half of one over the telephone."""
    return _CODES.get(kind, "S-2026-RAB-000000")


def usual_letters(column: ColumnInfo) -> int:
    """How many letters wide a column is before anybody drew it."""
    return _OF_KEY.get(column.key) or _LETTERS.get(column.type, 20)
