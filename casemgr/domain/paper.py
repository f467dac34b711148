"""What a kind's paper may read: the record as its reader sees it, the person, what hangs on her, and the letterhead.

A layout (`papers.py` of a kind) is a plain function from a `Reading` to a `Document`. What the reader may not see is
absent from every value here, so a layout cannot print it by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from casemgr.domain import document
from casemgr.domain.conditions import Context
from casemgr.domain.document import Letterhead, Said
from casemgr.domain.fields import (
    ApproximateDate,
    Choice,
    Computed,
    Date,
    Field,
    Integer,
    Link,
    Money,
    Rows,
    Text,
    Time,
    YesNo,
)
from casemgr.domain.kind import Kind
from casemgr.domain.words import LANGUAGES, Words

Values = Mapping[str, Any]
# More terms than this in a list, and a blank form gives a line to write on instead of boxes to tick.
MOST_TICKS = 12
_PEOPLE = "beneficiary"
_PRINTED = Words("Édité le {day} par {who}", "حرر بتاريخ {day} من طرف {who}", "Printed on {day} by {who}")
_BECAUSE = Words("Motif", "السبب", "Reason")


@dataclass(frozen=True)
class Subject:
    """One record as this reader sees it; `state` is its code, `title` is empty for who sees codes only."""

    kind: Kind
    id: str = ""
    code: str = ""
    title: str = field(repr=False, default="")
    state: str = ""
    branch: str = ""
    confidentiality: str = "L0"
    created_on: date | None = None
    values: Values = field(repr=False, default_factory=dict)

    def state_words(self) -> Words:
        """The name of its state; empty words for a kind without states."""
        states = self.kind.states
        if states is None or not self.state:
            return Words("", "", "")
        choice = Choice(key="state", label=self.kind.label, vocabulary=states.vocabulary, beside=states.beside)
        return choice.choices().label(self.state)


@dataclass(frozen=True)
class DueLine:
    """Something of a person that is due: by when, what, in which record."""

    on: date
    label: Words
    what: str = field(repr=False)
    subject: Subject


@dataclass(frozen=True)
class TimelineLine:
    """What happened on a day (None: nobody knows), in the words of its kind."""

    on: date | None
    text: str = field(repr=False)
    subject: Subject


class Around(Protocol):
    """The other records that the reader may see around this one."""

    def of_person(self, kind: str) -> Sequence[Subject]:
        """The person's records of a kind, the newest first; none for a kind that is not there."""
        ...

    def get(self, kind: str, record: str) -> Subject | None:
        """One record by its id."""
        ...

    def name(self, to: str, linked: str) -> str:
        """What a link points at, in one line: a colleague, a branch, the title of a record."""
        ...

    def timeline(self) -> Sequence[TimelineLine]:
        """Everything dated of the person, the newest first."""
        ...

    def household(self) -> Subject | None:
        """The household in which the person lives today."""
        ...

    def due(self) -> Sequence[DueLine]:
        """Everything of the person that is due, the most pressing first (what `Kind.due` declares)."""
        ...


@dataclass(frozen=True)
class Reading:
    """What a layout reads.

    `record` is what is printed; of a blank form it has no values. `person` is the beneficiary it is about, if any.
    `with_name` whether she is to be named (decisions.md 11); `languages` are those of the paper, the first leads.
    `context` says the day and the switches, as everywhere.
    """

    record: Subject
    around: Around = field(repr=False)
    letterhead: Letterhead
    context: Context = field(repr=False)
    languages: tuple[str, ...]
    person: Subject | None = None
    with_name: bool = False
    printed_by: str = field(repr=False, default="")
    reason: str = field(repr=False, default="")
    print_id: str = ""

    @property
    def today(self) -> date:
        """The day of printing."""
        return self.context.today

    def day(self, day: date | None) -> str:
        """A day as papers write it; empty for none."""
        return "" if day is None else f"{day:%d/%m/%Y}"

    def printed(self) -> tuple[Said | document.Field, ...]:
        """Who printed it, when, and why: under the title of a paper that stays in the house (`Document.about`)."""
        told: list[Said | document.Field] = [document.fill(_PRINTED, day=self.day(self.today), who=self.printed_by)]
        if self.reason:
            told.append(document.Field(_BECAUSE, self.reason))
        return tuple(told)

    def who(self) -> str:
        """The person as this paper says her: by name when asked for and known, by her code otherwise."""
        if self.person is None:
            return ""
        return (self.person.title if self.with_name else "") or self.person.code

    def _linked(self, link: Link, to: str) -> str:
        """What a link points at; another person is named when this paper names people, else said by her code."""
        if link.to != _PEOPLE or self.with_name:
            return self.around.name(link.to, to)
        found = self.around.get(link.to, to)
        return found.code if found is not None else ""

    def said(self, one: Field, value: Any) -> Said:
        """A value as the paper says it: in its languages when the value has words, as it stands when it was typed."""
        if value in (None, "", (), []):
            return ""
        if isinstance(one, Link):
            return self._linked(one, str(value))
        if isinstance(one, Computed):
            one = one.like
        three = Words(*(one.show(value, language) for language in LANGUAGES))
        return three.fr if three.fr == three.ar == three.en else three

    def show(self, key: str, of: Subject | None = None) -> Said:
        """The value of a field of the record (or of another), ready for a block; empty when it has none."""
        subject = of or self.record
        return self.said(subject.kind.field(key), subject.values.get(key))

    def fields(self, *keys: str, of: Subject | None = None, blank: int = 0) -> tuple[document.Field, ...]:
        """Labels and values of these fields, in this order; those without a value get `blank` lines to write on."""
        subject = of or self.record
        found = (subject.kind.field(key) for key in keys)
        return tuple(document.Field(one.label, self.show(one.key, subject), blank=blank) for one in found)

    def ticks(self, key: str, of: Subject | None = None, columns: int = 3) -> document.Ticks:
        """The terms of a choice as boxes, those chosen ticked."""
        subject = of or self.record
        one = subject.kind.field(key)
        if not isinstance(one, Choice):
            raise TypeError(f"not a choice: {key}")
        return _boxes(one, subject.values.get(key), self.context, columns)

    def table(self, rows: Rows, lines: Iterable[Values], *keys: str, empty: Said = "") -> document.Table:
        """Lines of a group as a table with the columns `keys` (all of its fields otherwise)."""
        columns = [one for one in rows.plain_fields() if not keys or one.key in keys]
        return document.Table(
            tuple(document.Column(one.label, _share(one)) for one in columns),
            tuple(tuple(self.said(one, line.get(one.key)) for one in columns) for line in lines),
            empty,
        )


def _share(one: Field) -> float:
    """How wide a column of this field is beside others: long words get the room that days and yeses can spare."""
    if isinstance(one, Text):
        return 0.8 if isinstance(one, Time) else 2.4 if one.lines > 1 else 1.3
    return 0.8 if isinstance(one, (ApproximateDate, Date, Integer, Money, YesNo)) else 1.2


def _boxes(one: Choice, value: Any, context: Context, columns: int) -> document.Ticks:
    chosen = value if isinstance(value, (tuple, list)) else (value,)
    options = tuple(document.Tick(term.label, term.code in chosen) for term in one.offered(context))
    return document.Ticks(options, one.label, columns)
