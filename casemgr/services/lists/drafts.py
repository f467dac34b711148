"""A draft from each row of a list, as a form would give it: values, rows, links; what was given and what was not.

An import invents nothing: a default that depends on the day or on who types (today, "delivered by me") is left out,
only what is always the same is filled in (decisions.md 9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from casemgr.domain import names
from casemgr.domain.checking import NotUnderstood
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import ApproximateDate, Date, Dated, Field, Link, Name, Phone, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.lists import whole_names
from casemgr.services.lists.cells import FORMULA_FAILED, Reader, day_first, phones_in, says_nothing, text_of
from casemgr.services.lists.headers import BY_EXTERNAL_ID, MARK, Plan, Target
from casemgr.services.lists.sheets import Broken, Cell, Row

if TYPE_CHECKING:
    from casemgr.services.lists.linked import Links

_DAY = Date(key="state_since", label=Words("État depuis", "الحالة منذ", "State since"))
_LATIN = re.compile("[A-Za-z]")
Given = tuple[tuple[tuple[str, int], ...], str]  # through which rows (group, place from 0), and the key of the field
_Way = Callable[["Draft", dict[str, Any], Target, Cell], None]
_NOBODY = Context(date(1999, 12, 31), user="?", branch="?", branch_province="?")

NOT_HERE = Words(
    "Aucune fiche de ce code, ou elle ne vous est pas ouverte.",
    "لا توجد بطاقة بهذا الرمز، أو ليست متاحة لكم.",
    "No record of this code, or it is not open to you.",
)
AGE_OF_TODAY = Words(
    "Un âge sans sa date : tenu pour l’âge d’aujourd’hui.",
    "سن بدون تاريخه: يعتبر سن اليوم.",
    "An age without its day: taken for the age of today.",
)
SINCE_TODAY = Words(
    "Sans date de début : tenu pour vrai à partir d’aujourd’hui.",
    "بدون تاريخ بداية: يعتبر ساريا ابتداء من اليوم.",
    "No starting date: taken to hold from today.",
)


@dataclass
class Draft:
    """The values of one row, what was said about it already, and the columns that are no fields."""

    values: dict[str, Any]
    given: list[Given] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    state_since: date | None = None

    def given_keys(self) -> set[str]:
        """What the list gives: the keys of fields of the record, and those of its rows as `members.first_name`."""
        return {".".join((*(group for group, _place in steps), key)) for steps, key in self.given}


def lasting_default(of: Field, context: Context) -> Any:
    """The default of a field if it is the same for everybody on every day, else None."""
    if of.default is None:
        return None
    value = of.default(context)
    return value if value == of.default(_NOBODY) else None


class Drafter:
    """Makes the drafts of one list."""

    def __init__(self, kind: Kind, plan: Plan, reader: Reader, links: Links | None) -> None:
        """`links` is None of a plan that has none."""
        self._kind = kind
        self._plan = plan
        self._reader = reader
        self._month_first = reader.instructions.month_first
        self._links = links
        self._day_key = kind.timeline.date if kind.timeline else ""
        context = reader.context
        self._defaults = {
            one.key: value
            for one in kind.stored_fields()
            if (value := lasting_default(one, context)) is not None and one.key != self._day_key
        }
        given = {target.field.key for _place, target in plan.fields if not target.steps}
        fields = {one.key: one for one in kind.stored_fields()}
        self._arabic = {
            key: fields[f"{key}_ar"]
            for key, one in fields.items()
            if isinstance(one, Name) and f"{key}_ar" in fields and f"{key}_ar" not in given
        }
        self._family = fields.get(whole_names.FAMILY) if whole_names.FAMILY not in given else None
        self._columns = tuple((place, target, self._way_of(target)) for place, target in plan.fields)
        self._of_rows: dict[str, dict[str, Any]] = {}
        for rows in _all_rows(kind):
            lasting = {one.key: lasting_default(one, context) for one in rows.plain_fields()}
            self._of_rows[rows.key] = {key: value for key, value in lasting.items() if value is not None}

    def links_in(self, rows: list[Row]) -> dict[tuple[str, str], set[str]]:
        """What the links of some rows name: (kind, "" for codes or "external_id") -> texts."""
        wanted: dict[tuple[str, str], set[str]] = {}
        for place, target in self._plan.fields:
            if isinstance(target.field, Link):
                texts = wanted.setdefault((target.field.to, target.part), set())
                texts.update(text for row in rows if place < len(row) and (text := text_of(row[place])))
        return wanted

    def draft(self, cells: Row) -> Draft:
        """The draft of one row."""
        draft = Draft({})
        nodes: dict[str, Any] = {}
        parts: dict[tuple[tuple[tuple[str, int], ...], str], tuple[Target, dict[str, Cell]]] = {}
        width = len(cells)
        for place, target, way in self._columns:
            cell = cells[place] if place < width else None
            if cell is None or cell == "":
                continue
            if place in self._month_first and isinstance(cell, str):
                cell = day_first(cell)
            if isinstance(target.field, ApproximateDate):
                parts.setdefault((target.steps, target.field.key), (target, {}))[1][target.part] = cell
            else:
                way(draft, nodes, target, cell)
        day = nodes.get(self._day_key)
        day = day if isinstance(day, date) else None
        for target, said in parts.values():
            value = self._reader.birth(target.field, said, day)
            if day is None and self._reader.is_undated_age(value, said):
                draft.issues.append(Issue(target.path, AGE_OF_TODAY, "warning"))
            self._put(draft, nodes, target, value)
        draft.values = self._finished(nodes, day, draft)
        self._read_extras(draft, cells)
        return draft

    def _way_of(self, target: Target) -> _Way:
        """How a cell becomes a value in the draft: found out once for the column."""
        if isinstance(target.field, Link):
            return self._put_link
        if isinstance(target.field, Phone) and target.steps:
            return self._put_phones
        if self._family is not None and not target.steps and target.field.key == whole_names.GIVEN:
            return self._put_whole_name
        return self._put_name if not target.steps and target.field.key in self._arabic else self._put_cell

    def _put_cell(self, draft: Draft, nodes: dict[str, Any], target: Target, cell: Cell) -> None:
        self._put(draft, nodes, target, self._reader.read(target.field, cell))

    def _put_link(self, draft: Draft, nodes: dict[str, Any], target: Target, cell: Cell) -> None:
        self._put(draft, nodes, target, self._linked(target, cell))

    def _put_phones(self, draft: Draft, nodes: dict[str, Any], target: Target, cell: Cell) -> None:
        for more, number in enumerate(phones_in(cell) if isinstance(cell, str) else (cell,)):
            self._put(draft, nodes, _further(target, more), self._reader.read(target.field, number))

    def _put_name(self, draft: Draft, nodes: dict[str, Any], target: Target, cell: Cell) -> None:
        """One in Arabic letters that stands in the column of the others goes to its own field."""
        is_other = isinstance(cell, str) and not cell.isascii()
        if is_other and names.is_arabic(text_of(cell)) and not _LATIN.search(str(cell)):
            target = replace(target, field=self._arabic[target.field.key])
        self._put_cell(draft, nodes, target, cell)

    def _put_whole_name(self, draft: Draft, nodes: dict[str, Any], target: Target, cell: Cell) -> None:
        """No column gives the family name: where its capitals tell it, it stands in this one."""
        parts = whole_names.parted(text_of(cell)) if isinstance(cell, str) else None
        if parts is None or self._family is None:
            self._put_name(draft, nodes, target, cell)
            return
        family, given = parts
        self._put_name(draft, nodes, replace(target, field=self._family), family)
        self._put_name(draft, nodes, target, given)

    def _linked(self, target: Target, cell: Cell) -> Any:
        text = text_of(cell)
        if not text:
            return None
        assert isinstance(target.field, Link) and self._links is not None
        found = self._links.find(target.field.to, target.part == BY_EXTERNAL_ID, text)
        if found is None and not says_nothing(text):
            return NotUnderstood(text, NOT_HERE)
        return found

    @staticmethod
    def _put(draft: Draft, nodes: dict[str, Any], target: Target, value: Any) -> None:
        if value is None or value == ():
            return
        if target.field is MARK and isinstance(value, NotUnderstood):  # no field of the form: nobody else refuses it
            draft.issues.append(Issue(target.path, value.message))
            return
        node = nodes
        for group, place in target.steps:
            node = node.setdefault(group, {}).setdefault(place, {})
        if target.field.key not in node:  # a link given by code and by external id: the first of the two
            node[target.field.key] = value
            draft.given.append((target.steps, target.field.key))

    def _finished(self, nodes: dict[str, Any], day: date | None, draft: Draft) -> dict[str, Any]:
        values = {**self._defaults, **nodes}
        for rows in self._kind.rows():
            values[rows.key] = self._lines(rows, nodes[rows.key], day, draft) if rows.key in nodes else []
        return values

    def _lines(self, rows: Rows, nodes: Mapping[int, Any] | None, day: date | None, draft: Draft) -> list[Any]:
        lines: list[dict[str, Any]] = []
        for place in sorted(nodes or ()):
            assert nodes is not None
            line = {**self._of_rows[rows.key], **nodes[place]}
            for inner in rows.inner_rows():
                line[inner.key] = self._lines(inner, line.get(inner.key), day, draft)
            if isinstance(rows, Dated) and line.get(rows.since) is None:
                line[rows.since] = day or self._reader.context.today
                if day is None:
                    draft.issues.append(Issue(f"{rows.key}.{len(lines)}.{rows.since}", SINCE_TODAY, "warning"))
            lines.append(line)
        return lines

    def _read_extras(self, draft: Draft, cells: Row) -> None:
        for name, place in self._plan.extras.items():
            if place < len(cells):
                if isinstance(cells[place], Broken):
                    draft.issues.append(Issue(name, FORMULA_FAILED))
                else:
                    draft.extras[name] = text_of(cells[place])
        since = self._plan.extras.get("state_since")
        if since is not None and since < len(cells):
            day = self._reader.read(_DAY, cells[since])
            if isinstance(day, NotUnderstood):
                draft.issues.append(Issue("state_since", day.message))
            else:
                draft.state_since = day


_FURTHER = 1_000  # after every row of a group that a column may name


def _further(target: Target, more: int) -> Target:
    """The same field in a further row of its group, for the second number of a cell."""
    if not more:
        return target
    *before, (group, place) = target.steps
    return replace(target, steps=(*before, (group, _FURTHER * (place + 1) + more)))


def _all_rows(kind: Kind) -> list[Rows]:
    return [one for rows in kind.rows() for one in (rows, *rows.inner_rows())]
