"""Drafts made from a declaration alone: a valid value for every field that exists, conditions included.

A draft is grown: every field that is visible gets a value, then what the rules refuse is given another one, until
nothing is refused. A kind whose drafts cannot be grown has a field or a rule that nobody could ever satisfy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from casemgr.domain import checking
from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate as Known
from casemgr.domain.fields import (
    ApproximateDate,
    Choice,
    Choices,
    Date,
    Dated,
    Field,
    FileRef,
    Integer,
    Link,
    Money,
    Name,
    Phone,
    Rows,
    StoredFile,
    Text,
    YesNo,
)
from casemgr.domain.kind import Kind

Values = dict[str, Any]
Linked = Callable[[Link, Random], str | None]
ATTEMPTS = 300
SYLLABLES = ["ba", "ka", "di", "mo", "ra", "sa", "li", "no", "fa", "ti", "zo", "re", "mi", "ha", "du", "ya", "wa"]
SYLLABLES_AR = ["با", "كا", "دي", "مو", "را", "سا", "لي", "نو", "فا", "تي", "زو", "هم", "ند", "سع"]
# Written forms that a text with a check of its own may ask for: an hour, an address, numbers of papers.
FORMS = ("AB{digits}", "14:30", "{word}@exemple.org", "{digits}-{digits}", "A{digits}B", "{word}")
HOME = "MA"
LONGEST_NUMBER = 20  # digits; a form of its own is a number of digits alone, of any length


def word(random: Random, syllables: list[str] | None = None) -> str:
    """A word that no other draft is likely to hold."""
    return "".join(random.choice(syllables or SYLLABLES) for _ in range(5)).capitalize()


def _text(field: Text, context: Context, random: Random) -> str:
    if isinstance(field, Name):
        return word(random, SYLLABLES_AR if field.key.endswith("_ar") else None)
    if field.check is None:
        return word(random)[: field.longest] + ("\n" + word(random) if field.lines > 1 else "")
    numbers = ("".join(random.choices("123456789", k=length)) for length in range(4, LONGEST_NUMBER))
    written = (form.format(word=word(random).lower(), digits=random.randrange(100_000, 999_999)) for form in FORMS)
    for typed in (*written, *numbers):
        kept, issues = field.clean(typed, context)
        if kept and not any(issue.strength == "error" for issue in issues):
            return str(kept)
    raise AssertionError(f"none of the written forms suits {field.key}: give complete_draft.FORMS one that does")


def _day(field: Date, context: Context, random: Random) -> date:
    ahead = field.future and random.random() < 0.5
    days = random.randrange(1, 50) if ahead else -random.randrange(0, 900)
    return context.today + timedelta(days=days)


def _known(context: Context, random: Random) -> Known:
    year = context.today.year - random.randrange(1, 60)
    return random.choice(
        (
            Known.of_day(date(year, random.randrange(2, 12), random.randrange(2, 28))),
            Known.of_year(year),
            Known.estimated(random.randrange(1, 60), context.today - timedelta(days=random.randrange(0, 400))),
        )
    )


def a_value(field: Field, context: Context, random: Random, linked: Linked) -> Any:
    """A valid value of a field by itself; None when there is nothing to choose from."""
    match field:
        case Text():
            return _text(field, context, random)
        case Choices():
            offered = [term.code for term in field.offered(context)]
            return tuple(random.sample(offered, min(len(offered), random.randrange(1, 3))))
        case Choice():
            offered = [term.code for term in field.offered(context)]
            if not offered:
                return None
            # Long lists have their usual term, which rules speak of: the country itself, else the first.
            usual = HOME if HOME in offered else offered[0]
            return usual if random.random() < 0.25 else random.choice(offered)
        case YesNo():
            return random.random() < 0.6
        case Integer():
            return random.randrange(field.least, min(field.most, field.least + 9) + 1)
        case Money():
            return Decimal(random.randrange(100, 99_999)) / 100
        case ApproximateDate():
            return _known(context, random)
        case Date():
            return _day(field, context, random)
        case Phone():
            return f"+2126{random.randrange(10_000_000, 79_999_999)}"
        case StoredFile():
            return FileRef(word(random), "image/png", random.randrange(1, 9000), 1, word(random))
        case Link():
            return linked(field, random)
    raise AssertionError(f"no values are known for fields of type {field.type}: teach complete_draft.a_value")


class Begun(list[Values]):
    """Lines of which only the answers that matter are given: the others are grown."""


class Grower:
    """Grows one draft of a kind; `check` is how the draft will be checked (services.records.check)."""

    def __init__(
        self, kind: Kind, context: Context, random: Random, linked: Linked, check: Callable[[Values], Checked]
    ) -> None:
        self.kind, self.context, self.random, self.linked, self.check = kind, context, random, linked, check

    def grow(self, given: Mapping[str, Any]) -> tuple[Values, Checked]:
        """A draft that holds what is given, and how it was checked. AssertionError when none can be found."""
        given = {key: self._begun(key, value) for key, value in given.items() if value is not None}
        draft: Values = dict(given)
        checked = self.check(draft)
        for _ in range(ATTEMPTS):
            self._fill(draft)
            draft |= given
            checked = self.check(draft)
            if not checked.errors:
                return draft, checked
            for issue in checked.errors:
                self._forget(draft, issue.field)
        said = [(issue.field, issue.message.en) for issue in checked.errors]
        raise AssertionError(f"no valid {self.kind.key} was found in {ATTEMPTS} attempts; the last refusals: {said}")

    def _begun(self, key: str, value: Any) -> Any:
        if not isinstance(value, Begun):
            return value
        rows = next(rows for rows in self.kind.rows() if rows.key == key)
        return [self._line(rows, line) for line in value]

    def _fill(self, draft: Values) -> None:
        for _ in range(3):  # an answer may show another question
            for item in self.kind.items():
                if isinstance(item, Rows):
                    if item.key not in draft and checking.rows_exist(item, draft, self.context):
                        draft[item.key] = self._lines(item)
                elif item.key not in draft and item.columns() and item.is_visible(draft, self.context):
                    draft[item.key] = self._answer(item, draft)

    def _answer(self, field: Field, values: Values) -> Any:
        if not field.is_needed(values, self.context) and self.random.random() < 0.15:
            return None
        return a_value(field, self.context, self.random, self.linked)

    def _lines(self, rows: Rows) -> list[Values]:
        lines = [self._line(rows) for _ in range(self.random.randrange(1, 3))]
        if isinstance(rows, Dated):
            for back, line in enumerate(lines):
                line[rows.since] = self.context.today - timedelta(days=40 * (len(lines) - back))
        return lines

    def _line(self, rows: Rows, begun: Mapping[str, Any] | None = None) -> Values:
        line: Values = dict(begun or {})
        for _ in range(2):
            for field in (one for one in rows.plain_fields() if one.columns()):
                if field.key not in line and field.is_visible(line, self.context):
                    line[field.key] = self._answer(field, line)
        for inner in rows.inner_rows():
            line[inner.key] = self._lines(inner)
        return line

    def _forget(self, draft: Values, path: str) -> None:
        """Take back what was refused, and other answers too: the one that is wrong may be another."""
        key = path.split(".")[0]
        draft.pop(key, None)
        for other in sorted(draft):
            if self.random.random() < 0.2:
                del draft[other]
        if self.random.random() < 0.3 and key in {rows.key for rows in self.kind.rows()}:
            draft[key] = []


def steering(kind: Kind, path: str, context: Context, random: Random) -> Values:
    """Answers under which the field of this path is shown: its condition says which keys it looks at."""
    key, _dot, within = path.partition(".")
    item = next(item for item in kind.items() if item.key == key)
    if isinstance(item, Rows) and within:
        inside = next((field for field in item.plain_fields() if field.key == within), None)
        answers = _showing(inside, item.plain_fields(), context, random) if inside else {}
        return {key: Begun([answers])} if answers else _showing(item, kind.stored_fields(), context, random)
    return _showing(item, kind.stored_fields(), context, random)


def _showing(item: Field | Rows, fields: Sequence[Field], context: Context, random: Random) -> Values:
    if item.visible is None:
        return {}
    asked = [one for one in fields if one.key in item.visible.keys and isinstance(one, Choice)]
    for _ in range(ATTEMPTS):
        answers: Values = {
            one.key: (code,) if isinstance(one, Choices) else code
            for one in asked
            if (code := random.choice([term.code for term in one.offered(context)]))
        }
        if item.visible(answers, context):
            return answers
    return {}


def filled_paths(kind: Kind, values: Mapping[str, Any]) -> Iterator[str]:
    """The paths of fields ("phones.number") that hold something in these clean values."""
    for item in kind.items():
        if isinstance(item, Rows):
            for line in values.get(item.key) or ():
                yield from (f"{item.key}.{path}" for path in _filled(item, line))
        elif not checking.is_empty(values.get(item.key)):
            yield item.key


def _filled(rows: Rows, line: Mapping[str, Any]) -> Iterator[str]:
    for item in rows.fields:
        if isinstance(item, Rows):
            for within in line.get(item.key) or ():
                yield from (f"{item.key}.{path}" for path in _filled(item, within))
        elif not checking.is_empty(line.get(item.key)):
            yield item.key


def all_paths(kind: Kind) -> set[str]:
    """The paths of every field that has columns and is given by a draft: what is worked out may rest on a life."""

    def within(items: tuple[Field | Rows, ...]) -> Iterator[str]:
        for item in items:
            if isinstance(item, Rows):
                yield from (f"{item.key}.{path}" for path in within(item.fields))
            elif item.columns() and item.worked_out is None:
                yield item.key

    return set(within(tuple(kind.items())))
