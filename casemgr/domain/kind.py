"""What a kind of record declares. Everything else (table, form, list, import, audit, print) is made from it.

A kind is one folder in `casemgr/records` and one line in its `KINDS`. It is pure data with a few pure functions;
it knows neither the database nor the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Computed, Dated, Field, Link, Rows, Text
from casemgr.domain.words import Words

Values = Mapping[str, Any]
Rule = Callable[[Values, Context], Iterable[Issue]]


@dataclass(frozen=True)
class Section:
    """A part of the form: a title and what stands under it. `quick` sections make the short first form."""

    key: str
    label: Words
    items: tuple[Field | Rows, ...]
    help: Words | None = None


@dataclass(frozen=True)
class RandomCode:
    """A code of random symbols with a check character: it says nothing of the person (decisions.md 4, DP-10)."""

    prefix: str = ""


@dataclass(frozen=True)
class Register:
    """A number in a register, by year and node: `R-2026-RAB1-0042` (decisions.md 4)."""

    prefix: str
    digits: int = 4


@dataclass(frozen=True)
class Transition:
    """One step between two states: what it is called, what it needs, what may forbid it.

    `day_in` is the date field that the day of the step fills (closed on, reopened on).

    `needs` are keys that must be filled before the step; `guard` gives the reasons that refuse it; `reason` asks
    for a typed reason; `done_by` limits it to some roles (empty: whoever may change the state, `t` in access.csv).
    `fills(values, context)` gives what the step itself answers, where nobody gave it (values hold "step_day").
    `at_once`: an answer that is noted in one stroke, today, and can be taken back; it must need nothing typed.
    """

    start: str
    end: str
    label: Words
    needs: tuple[str, ...] = ()
    guard: Rule | None = None
    reason: bool = False
    day_in: str = ""
    done_by: tuple[str, ...] = ()
    fills: Callable[[Values, Context], Values] | None = None
    at_once: bool = False


@dataclass(frozen=True)
class States:
    """The life of a record: its coded states, the first one, and the steps between them.

    Kept as append-only rows; the state is the last row. `begins(values)` says in which state a record begins when
    that is not always `first` (what comes in from another body was sent already).
    """

    vocabulary: str
    first: str
    transitions: tuple[Transition, ...]
    beside: str = ""
    begins: Callable[[Values], str] | None = None

    def opening(self, values: Values) -> str:
        """The state in which a record with these values begins."""
        return self.begins(values) if self.begins is not None else self.first

    def from_state(self, state: str) -> tuple[Transition, ...]:
        """The steps that leave `state`."""
        return tuple(step for step in self.transitions if step.start == state)


@dataclass(frozen=True)
class Timeline:
    """The record's line on the person's timeline: the key of its date, and its sentence."""

    date: str
    text: Callable[[Values], str]


@dataclass(frozen=True)
class Due:
    """Something to be done by a day: the key of the day, what it is, and while which condition holds.

    `rows` names the group whose lines carry the day (hearings, deadlines, goals); `date` and `while_` then speak of
    the line, whose record is told beside it. `ahead` is how many days before its day it enters My day (0: on the
    day); `time` is the key of the hour, `what` the key of the field that says more than the label (the term of the
    deadline), `by` that of the member of staff whose work it is (empty: whoever follows the record). `done` says what
    one stroke does when it is done, where that is plain: the state that ends it, or the field that is then filled
    ("done on", or a yes). `never_missed`: what a list brings in without its day, and is still waited for, gets the day
    that the form would have proposed.
    """

    date: str
    label: Words
    while_: Condition | None = None
    rows: str = ""
    ahead: int = 0
    time: str = ""
    what: str = ""
    by: str = ""
    done: str = ""
    told_to: tuple[str, ...] = ()
    never_missed: bool = False


@dataclass(frozen=True)
class Retention:
    """How long a record is kept (data-protection.md §3): from which date, how many months, then what."""

    start: str
    months: int
    then: str
    source: Words


@dataclass(frozen=True)
class Facts:
    """What a kind gives to counting: who, when, charged to what, which lines count, and what was given."""

    person: str
    date: str
    programme: str
    countable: str
    what: str = ""


@dataclass(frozen=True)
class Covering:
    """Columns that the figures ask of every record, kept together in an index: it is read instead of the records, a
    tenth of their pages. `columns` in the order in which they are sought; `rows` names the group whose lines they are
    of (where they are sought by their `record` first, the usual index of the group is spared).
    """

    name: str
    columns: tuple[str, ...]
    rows: str = ""


@dataclass(frozen=True)
class Kept:
    """A column of the record that the database fills from a group of its rows, each time one of them is written: where
    thousands of records stand is then counted without their rows.

    `sql(columns)` is the value as a database expression, of the record's own columns; `type` that of the column ("text"
    or "date"). Nobody writes it, reads it as a value or finds it in a log. One that is new for a kind that is there
    already comes with a numbered step that fills it (data/migrations): an older program, which would not keep it, then
    refuses the database.
    """

    key: str
    type: str
    rows: str
    sql: Callable[[Any], Any]


@dataclass(frozen=True)
class Search:
    """By what a record is found: keys of its names, and of its numbers (within rows: "phones.number").

    `blocks` gives the keys under which likely duplicates meet, for a kind that is watched for them.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    blocks: Callable[[Values], Iterable[str]] | None = None


@dataclass(frozen=True)
class Paper:
    """A printed form of the kind: its name, and the function that lays it out (domain/document.py says how).

    `languages` fixes those of the paper, the first leads; empty: the reader's own. `of_person`: it is asked for by
    the person's code, not for one record. `named`: it names the person without being asked (a form she signs).
    """

    key: str
    label: Words
    layout: Callable[..., Any]
    languages: tuple[str, ...] = ()
    of_person: bool = False
    named: bool = False


@dataclass(frozen=True)
class KnownBy:
    """By whom a record that is nobody's own is known in lists: somebody of its rows (the head of a household).

    `which(lines, day)` gives the row of the group `rows` that counts that day; `link` is the key of its person, `name`
    of what she is called who has no file.
    """

    label: Words
    rows: str
    link: str
    name: str
    which: Callable[[Sequence[Values], date], Values | None]


def always_internal(_values: Values) -> str:
    """The confidentiality of what any member of the branch may read."""
    return "L0"


def no_title(_values: Values) -> str:
    """The title of a record that has only its number."""
    return ""


# Under which registers are grouped in the side of the window, in this order.
SHELVES = ("people", "support", "rights", "day", "directory")

_NOTHING_YET = Words("Rien ici pour le moment.", "لا يوجد شيء هنا حاليا.", "Nothing here yet.")
_ADD = Words("Ajouter", "إضافة", "Add")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record.

    `aside`: its register stands in the side of the window, among those of its `shelf` (one of SHELVES; empty: the
    support for what hangs on a person, else the people). `tab`: the part of a person's file in which its records
    stand, when several kinds share one (empty: its own). `granted_as`: the line of access.csv that governs it.
    `first_sort`: the column by which its register is sorted until somebody asks for another order (what is late first).
    `person`: the key of its link to the beneficiary. `views`: what each narrower view of access.csv shows.
    `closed_to`: the path of a link to the staff, in rows of the record ("concerned.member"): whoever stands there
    finds no trace of it, whatever her roles (access.md). `entrusted_to`: likewise, those who are on its list of named
    persons besides whoever recorded it. `belongs_to`: the keys of its links to the records whose paper it is (a scan: a
    complaint, a legal file): it is as secret as each of them, closed to whom they are closed, and read by those alone
    who read them whole or by code (data/scope.py, data/belonging.py). `offered_unless_no`: the key of a Yes/No; a
    record that says No there is no longer offered where others link to this kind. `follow_up(values)` says whether a
    code is given when it is recorded, shown once, with which somebody without a name comes back to it. `known_by`
    names in lists, beside the number, somebody of a record that hangs on no one person.
    """

    key: str
    label: Words
    plural: Words
    sections: tuple[Section, ...]
    icon: str = "file-text"
    aside: bool = True
    shelf: str = ""
    tab: str = ""
    first_sort: str = ""
    empty: Words = _NOTHING_YET
    new: Words = _ADD
    number: RandomCode | Register | None = None
    person: str = ""
    grants_as: str = ""
    closed_to: str = ""
    entrusted_to: str = ""
    belongs_to: tuple[str, ...] = ()
    offered_unless_no: str = ""
    follow_up: Callable[[Values], bool] | None = None
    confidentiality: Callable[[Values], str] = always_internal
    title: Callable[[Values], str] = no_title
    titled_by: tuple[str, ...] = ()
    states: States | None = None
    rules: tuple[Rule, ...] = ()
    timeline: Timeline | None = None
    due: tuple[Due, ...] = ()
    retention: Retention | None = None
    facts: Facts | None = None
    covering: tuple[Covering, ...] = ()
    kept: tuple[Kept, ...] = ()
    papers: tuple[Paper, ...] = ()
    search: Search | None = None
    known_by: KnownBy | None = None
    views: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique_rows: tuple[tuple[str, str], ...] = ()

    @cached_property
    def title_fields(self) -> tuple[Field, ...]:
        """The fields of which the title is made, where the kind says so: thousands are called by it without the rest of
        what is known of them.
        """
        return tuple(field for field in self.stored_fields() if field.key in self.titled_by)

    @property
    def granted_as(self) -> str:
        """The line of access.csv that governs this kind."""
        return self.grants_as or self.key

    @property
    def stands_on(self) -> str:
        """The shelf of its register."""
        return self.shelf or ("support" if self.person else "people")

    @property
    def stands_in(self) -> str:
        """The part of a person's file in which its records stand."""
        return self.tab or self.key

    @property
    def comes_in_lists(self) -> bool:
        """Whether its records can be brought in from a list: not where each needs a file of its own (a scan)."""
        return not any(one.type == "file" and one.required is True for one in self.stored_fields())

    def items(self) -> tuple[Field | Rows, ...]:
        """Every field and group of rows, in the order of the form."""
        return self._items

    def fields(self) -> tuple[Field, ...]:
        """The fields of the record itself, computed ones included."""
        return self._fields

    def stored_fields(self) -> tuple[Field, ...]:
        """The fields that have columns."""
        return self._stored_fields

    def rows(self) -> tuple[Rows, ...]:
        """The groups of rows of the record."""
        return self._rows

    # Asked once for every record that is read or written: sorted out once for the life of the program.
    @cached_property
    def _items(self) -> tuple[Field | Rows, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        """The keys of every field and group of rows, in the order of the form."""
        return tuple(item.key for item in self._items)

    @cached_property
    def _fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self._items if isinstance(item, Field))

    @cached_property
    def _stored_fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self._fields if not isinstance(item, Computed))

    @cached_property
    def stored_by_key(self) -> Mapping[str, Field]:
        """The fields that have columns, by their key."""
        return {field.key: field for field in self._stored_fields}

    @cached_property
    def kept_from(self) -> frozenset[str]:
        """The groups of rows from which the database keeps something on the record."""
        return frozenset(one.rows for one in self.kept)

    @cached_property
    def _links(self) -> tuple[Link, ...]:
        return tuple(item for item in self._fields if isinstance(item, Link))

    @cached_property
    def _rows(self) -> tuple[Rows, ...]:
        return tuple(item for item in self._items if isinstance(item, Rows))

    @cached_property
    def _owners(self) -> tuple[Link, ...]:
        return tuple(link for link in self._links if link.key in self.belongs_to)

    def owners(self) -> tuple[Link, ...]:
        """The links to the records to which one of this kind belongs (`belongs_to`)."""
        return self._owners

    def dated(self) -> tuple[Dated, ...]:
        """The groups whose rows hold from a day on."""
        return tuple(item for item in self.rows() if isinstance(item, Dated))

    def field(self, key: str) -> Field:
        """The field called `key`. Raises KeyError when there is none."""
        for item in self.fields():
            if item.key == key:
                return item
        raise KeyError(key)

    def group(self, key: str) -> Rows:
        """The rows called `key`. Raises KeyError when there are none."""
        for item in self.rows():
            if item.key == key:
                return item
        raise KeyError(key)

    def field_is_name(self, key: str) -> bool:
        """Whether sorting by `key` means sorting by name."""
        return self.search is not None and key in self.search.names

    def links_to(self, kind: str) -> tuple[Link, ...]:
        """The links of the record itself to another kind."""
        return tuple(link for link in self._links if link.to == kind)

    def view_keys(self, view: str) -> frozenset[str] | None:
        """The keys that a reader with this view of access.csv may see; None when all of them.

        `code` shows everything but what identifies a person and free notes; other views show what the kind lists
        for them.
        """
        if view == "full":
            return None
        if view in self.views:
            return frozenset(self.views[view])
        if view == "code":
            return frozenset(item.key for item in self.items() if not _tells_who(item))
        return frozenset()

    def called(self, view: str, values: Values) -> str:
        """What a reader with this view calls the record: its title; made of what she sees, where she is told a first
        name (access.csv); else nothing, and its code stands for it. What `values` lack must read as empty.
        """
        return self.title(values) if view in ("full", "first_name") else ""

    def seen(self, view: str, values: Values) -> dict[str, Any]:
        """The values that a reader with this view sees; of lines, all but the notes (people write names in notes)."""
        keys = self.view_keys(view)
        if keys is None:
            return dict(values)
        lines = {rows.key: rows for rows in self.rows()}
        return {
            key: [_without_notes(lines[key], line) for line in value] if key in lines else value
            for key, value in values.items()
            if key in keys
        }


def _is_note(item: Field | Rows) -> bool:
    return isinstance(item, Text) and item.lines > 1


def _tells_who(item: Field | Rows) -> bool:
    """Whether it identifies a person: by what it is, by a field of its lines, or because it is a note."""
    if isinstance(item, Rows):
        return any(_tells_who(one) if isinstance(one, Rows) else one.identifying for one in item.fields)
    return item.identifying or _is_note(item)


def _without_notes(rows: Rows, line: Values) -> dict[str, Any]:
    notes = {field.key for field in rows.plain_fields() if _is_note(field)}
    kept = {key: value for key, value in line.items() if key not in notes}
    return kept | {r.key: [_without_notes(r, one) for one in line.get(r.key) or ()] for r in rows.inner_rows()}


def today_by_default(context: Context) -> date:
    """The default of a date field: today."""
    return context.today


def whoever_writes(context: Context) -> str | None:
    """The default of a link to the staff: whoever writes the record, until she names another."""
    return context.user or None
