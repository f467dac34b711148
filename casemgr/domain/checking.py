"""One way to check a draft, whoever brings it: a form being typed, a list being imported, the command line.

`check` cleans every value by its field, drops what does not exist for this record (a condition, a switch), says
what is missing or wrong, and asks the kind's own rules. It never raises for what a person typed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from casemgr.domain.access import at_least
from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import REQUIRED, Computed, Dated, Field, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words

Values = Mapping[str, Any]

NEEDS_ONE = Words("Ajoutez au moins une ligne.", "أضيفوا سطرا واحدا على الأقل.", "Add at least one line.")
SAME_DAY = Words(
    "Deux lignes commencent le même jour.", "سطران يبدآن في اليوم نفسه.", "Two lines start on the same day."
)


@dataclass(frozen=True)
class NotUnderstood:
    """What someone typed in a field that could not be read, and why: kept in the draft, never in a record."""

    text: str = dataclasses.field(repr=False)
    message: Words


@dataclass(frozen=True)
class Checked:
    """A draft as it would be kept, with every remark on it."""

    values: dict[str, Any] = dataclasses.field(repr=False)
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The remarks that refuse the save."""
        return tuple(issue for issue in self.issues if issue.strength == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """The remarks that are said, and kept if the person insists."""
        return tuple(issue for issue in self.issues if issue.strength == "warning")


def is_empty(value: Any) -> bool:
    """Whether nothing was answered."""
    return value is None or value == "" or value == () or value == []


def check(kind: Kind, values: Values, context: Context, *, complete: bool = True) -> Checked:
    """Clean and check a whole draft; `complete` also asks for what is needed and for the kind's rules."""
    kept, issues = _check_fields(kind.stored_fields(), values, context, complete)
    for rows in kind.rows():
        if (rows.switch or rows.visible is not None) and not rows_exist(rows, values, context):
            continue  # absent, not empty: lines that stood there before a switch was turned off are left alone
        lines = values.get(rows.key) or ()
        if complete and rows.complete is not None:
            lines = rows.complete(kept, lines, context)
        kept[rows.key] = []
        if lines:
            kept[rows.key], remarks = _check_rows(rows, lines, context, complete)
            issues += remarks
        if complete and rows.required is not False and not kept[rows.key] and _holds(rows.required, values, context):
            issues.append(Issue(rows.key, NEEDS_ONE))
    if complete:
        _work_out(kind.stored_fields(), kept, context)  # once more, with the rows
        for rule in kind.rules:
            issues += rule(kept, context)
    return Checked(kept, tuple(issues))


def _holds(required: bool | Condition, values: Values, context: Context) -> bool:
    return required(values, context) if isinstance(required, Condition) else required


def rows_exist(rows: Rows, values: Values, context: Context) -> bool:
    """Whether the group exists for these values, here and now (its switch, its condition)."""
    if rows.switch and rows.switch not in context.switches:
        return False
    return rows.visible is None or rows.visible(_understood(values), context)


def _understood(values: Values) -> Values:
    """The answers that a condition may ask: what could not be read is no answer yet."""
    if NotUnderstood not in map(type, values.values()):
        return values
    return {key: None if isinstance(value, NotUnderstood) else value for key, value in values.items()}


def _check_fields(
    fields: tuple[Field, ...], values: Values, context: Context, complete: bool
) -> tuple[dict[str, Any], list[Issue]]:
    order = _order_of(fields, context.switches)
    understood = _understood(values)
    kept = dict(order.nothing)  # most of a form, and nearly all of a row of a list
    issues: list[Issue] = []
    for field in order.asked(values):
        value = values.get(field.key)
        if field.visible is not None and not field.is_visible(understood, context):
            kept[field.key] = field.clean(None, context)[0]
            continue
        if isinstance(value, NotUnderstood):
            kept[field.key] = None
            issues.append(Issue(field.key, value.message))
            continue
        kept[field.key], remarks = field.clean(value, context)
        issues += remarks
        is_asked = complete and field.required is not False and not remarks
        if is_asked and is_empty(kept[field.key]) and field.is_needed(understood, context):
            issues.append(Issue(field.key, REQUIRED))
    if complete:
        _work_out(fields, kept, context)
    return kept, issues


def work_out(kind: Kind, values: Values, context: Context) -> dict[str, Any]:
    """The answers with what is worked out from them here and now: for a record whose life was not known before."""
    kept = dict(values)
    _work_out(kind.stored_fields(), kept, context)
    return {key: value for key, value in kept.items() if not is_empty(value)}


def _work_out(fields: tuple[Field, ...], kept: dict[str, Any], context: Context) -> None:
    """What is worked out from the other answers, in the order of the form; nothing where the field does not exist."""
    for field in _order_of(fields, context.switches).worked_out:
        if field.worked_out is not None:
            kept[field.key] = field.worked_out(kept, context) if field.is_visible(kept, context) else None


@dataclass(frozen=True)
class _Order:
    """Some fields as they are checked: what each is when nothing is answered, and which are asked all the same.

    A field whose switch is off is absent: it does not exist, and what was kept before is left alone.
    """

    fields: tuple[Field, ...]
    places: Mapping[str, int]
    nothing: Mapping[str, Any]
    always: frozenset[int]
    worked_out: tuple[Field, ...]
    walks: dict[tuple[str, ...], tuple[Field, ...]]

    def asked(self, values: Values) -> tuple[Field, ...]:
        """The fields that these values answer, and those that are asked all the same, in the order of the form.

        The rows of a list answer the same fields by the thousand: found out once for each set of them.
        """
        answered = tuple(values)
        if None in values.values():
            answered = tuple([key for key in answered if values[key] is not None])
        walk = self.walks.get(answered)
        if walk is None:
            if len(self.walks) >= _MOST_WALKS:
                self.walks.clear()
            places = {self.places[key] for key in answered if key in self.places}
            walk = self.walks[answered] = tuple(self.fields[place] for place in sorted(places | self.always))
        return walk


_MOST_WALKS = 1_000


def _ordered(fields: tuple[Field, ...], switches: frozenset[str]) -> _Order:
    there = tuple(
        field for field in fields if not isinstance(field, Computed) and (not field.switch or field.switch in switches)
    )
    return _Order(
        fields=there,
        places={field.key: place for place, field in enumerate(there)},
        nothing={field.key: () if field.type == "choices" else None for field in there},
        always=frozenset(place for place, field in enumerate(there) if field.required is not False),
        worked_out=tuple(field for field in there if field.worked_out is not None),
        walks={},
    )


_known: dict[tuple[int, frozenset[str]], tuple[tuple[Field, ...], _Order]] = {}


def _order_of(fields: tuple[Field, ...], switches: frozenset[str]) -> _Order:
    """The order of some fields, worked out once: known by being the very same ones, which are held meanwhile."""
    key = (id(fields), switches)
    known = _known.get(key)
    if known is None:
        known = _known[key] = (fields, _ordered(fields, switches))
    return known[1]


def _check_rows(rows: Rows, lines: Any, context: Context, complete: bool) -> tuple[list[dict[str, Any]], list[Issue]]:
    kept: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for line in lines or ():
        values, remarks = _check_fields(rows.plain_fields(), line, context, complete)
        for inner in rows.inner_rows():
            if not rows_exist(inner, line, context):
                continue
            values[inner.key], inside = _check_rows(inner, line.get(inner.key), context, complete)
            remarks += inside
        if not line.get("id") and all(is_empty(line.get(key)) for key in values):
            continue
        if complete and rows.check is not None:
            remarks += rows.check(values, context)
        issues += _under(rows.key, len(kept), remarks)
        values["id"] = line.get("id")
        floor = rows.confidentiality(values) if rows.confidentiality else "L0"
        values["confidentiality"] = at_least(floor, line.get("confidentiality"))
        kept.append(values)
    if isinstance(rows, Dated):
        issues += _two_on_one_day(rows, kept)
    return kept, issues


def _two_on_one_day(rows: Dated, lines: list[dict[str, Any]]) -> Iterator[Issue]:
    seen: set[Any] = set()
    for place, line in enumerate(lines):
        day = line.get(rows.since)
        if day is not None and day in seen:
            yield Issue(f"{rows.key}.{place}.{rows.since}", SAME_DAY)
        seen.add(day)


def _under(group: str, place: int, issues: list[Issue]) -> list[Issue]:
    return [replace(issue, field=f"{group}.{place}.{issue.field}") for issue in issues]


def lawful(kind: Kind, values: Values, context: Context) -> dict[str, Any]:
    """What of a draft may be kept until it is saved: nothing that a switch takes off the form or that is unlawful.

    Everything else stays as it was typed, right or wrong.
    """
    return _lawful(tuple(kind.items()), values, context)


def _lawful(items: tuple[Field | Rows, ...], values: Values, context: Context) -> dict[str, Any]:
    kept = dict(values)
    understood = _understood(values)
    for item in items:
        if item.key not in kept:
            continue
        if isinstance(item, Rows):
            if rows_exist(item, values, context):
                kept[item.key] = [_lawful_line(item, line, context) for line in kept[item.key] or ()]
            else:
                del kept[item.key]
        elif not item.is_visible(understood, context) or _is_unlawful(item, kept[item.key], context):
            del kept[item.key]
    return kept


def _is_unlawful(field: Field, value: Any, context: Context) -> bool:
    known = not isinstance(value, NotUnderstood) and not isinstance(field, Computed)
    return known and any(issue.unlawful for issue in field.clean(value, context)[1])


def _lawful_line(rows: Rows, line: Values, context: Context) -> dict[str, Any]:
    kept = _lawful(rows.fields, line, context)
    if rows.check is not None:
        cleaned, _issues = _check_fields(rows.plain_fields(), line, context, complete=False)
        for issue in rows.check(cleaned, context):
            if issue.unlawful:
                kept.pop(issue.field, None)
    return kept


def with_defaults(kind: Kind, context: Context, given: Values) -> dict[str, Any]:
    """A new draft: what is given, and the default of every other field; needed rows start with one line."""
    draft: dict[str, Any] = {}
    for field in kind.stored_fields():
        value = given.get(field.key)
        draft[field.key] = field.default(context) if value is None and field.default else value
    for rows in kind.rows():
        lines = given.get(rows.key)
        wanted = lines is None and (rows.quick or _holds(rows.required, draft, context))
        draft[rows.key] = list(lines or ()) or ([new_line(rows, context)] if wanted else [])
    return draft | {key: value for key, value in proposals(kind, draft, context).items() if is_empty(draft[key])}


def proposals(kind: Kind, values: Values, context: Context) -> dict[str, Any]:
    """What the other answers suggest for each field that proposes: shown, and kept if nobody says otherwise."""
    found = {f.key: f.propose(values, context) for f in kind.stored_fields() if f.propose is not None}
    return {key: value for key, value in found.items() if not is_empty(value)}


def new_line(rows: Rows, context: Context) -> dict[str, Any]:
    """A new row with its defaults."""
    return {field.key: field.default(context) if field.default else None for field in rows.plain_fields()}


def computed(kind: Kind, values: Values, context: Context, only: Container[str] | None = None) -> dict[str, Any]:
    """The computed fields of a record; `only` those asked for, as some look at other records."""
    wanted = (f for f in kind.fields() if isinstance(f, Computed) and (only is None or f.key in only))
    return {f.key: f.compute(values, context) for f in wanted}


def to_complete(kind: Kind, values: Values, context: Context) -> tuple[Field, ...]:
    """What is still expected of this record: the list "to complete" of the file, never a wall."""
    return tuple(
        item
        for item in kind.items()
        if isinstance(item, Field)
        and item.expected
        and item.is_visible(values, context)
        and is_empty(values.get(item.key))
    )
