"""When a field is needed or shown: conditions on the record's own values, the same in form, import and on paper."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

Values = Mapping[str, Any]


class Lookup(Protocol):
    """How a rule looks at other records (the person of a service, the other households of a member)."""

    def get(self, kind: str, record: str) -> Values | None:
        """The values of one record, or None; never checked against the reader: rules say words, not values."""
        ...

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Values]:
        """The rows `rows` of every record of `kind` whose columns equal `equal`, each with its "record"."""
        ...


class NoLookup:
    """Nothing to look at: a form being typed before its database answers."""

    def get(self, kind: str, record: str) -> Values | None:
        """Nothing is known of other records."""
        return None

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Values]:
        """Nothing is known of other records."""
        return ()


def nobody(_kind: str, _name: str) -> Iterable[str]:
    """No record sounds like a name: nothing is known of other records."""
    return ()


def no_life(_kind: str, _record: str) -> tuple[tuple[str, date], ...]:
    """Nothing is known of the states of a record: a form being typed."""
    return ()


def each_time(_key: Hashable, work_out: Callable[[], Any]) -> Any:
    """Nothing is kept from one record to the next: a form being typed."""
    return work_out()


@dataclass(frozen=True)
class Context:
    """What a rule may know besides the record: the day, the switches that are on, who asks, and other records.

    `days_off` are those of the feasts that follow the moon, as entered; `opening` the hours of the reader's branch, as
    entered (opening_hours.py); `named(kind, name)` gives the ids of records
    that sound like a name, in either script; `life(kind, record)` each state of a record with its first day, in order.
    `kept(key, work_out)` is what was worked out under this key, or is now: of many rows checked together, once.
    Like `lookup` they are checked against no reader: rules say words.
    """

    today: date
    switches: frozenset[str] = frozenset()
    user: str = ""
    roles: tuple[str, ...] = ()
    branch: str = ""
    branch_province: str = ""
    record: str = ""
    days_off: frozenset[date] = frozenset()
    opening: Mapping[str, str] = field(default_factory=dict)
    named: Callable[[str, str], Iterable[str]] = nobody
    life: Callable[[str, str], tuple[tuple[str, date], ...]] = no_life
    lookup: Lookup = field(default_factory=NoLookup)
    kept: Callable[[Hashable, Callable[[], Any]], Any] = each_time


@dataclass(frozen=True)
class Shape:
    """What a condition asks, so that a database can leave out beforehand what cannot hold.

    `asks`: "is" (the value of `key` is one of `codes`), "filled", "and", "or", "not" (of `parts`); "unknown" for a
    test that is only a function.
    """

    asks: str = "unknown"
    key: str = ""
    codes: tuple[Any, ...] = ()
    parts: tuple[Shape, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A test on a record's values, and the keys it looks at (so that a form knows when to ask again)."""

    keys: tuple[str, ...]
    test: Callable[[Values, Context], bool]
    shape: Shape = Shape()

    def __call__(self, values: Values, context: Context) -> bool:
        """Whether it holds for these values."""
        return self.test(values, context)

    def __and__(self, other: Condition) -> Condition:
        both = Shape("and", parts=(self.shape, other.shape))
        return Condition(self.keys + other.keys, lambda v, c: self.test(v, c) and other.test(v, c), both)

    def __or__(self, other: Condition) -> Condition:
        either = Shape("or", parts=(self.shape, other.shape))
        return Condition(self.keys + other.keys, lambda v, c: self.test(v, c) or other.test(v, c), either)

    def __invert__(self) -> Condition:
        return Condition(self.keys, lambda v, c: not self.test(v, c), Shape("not", parts=(self.shape,)))


def when(key: str, *codes: Any) -> Condition:
    """True when the value of `key` is one of `codes` (or, for several choices, holds one of them)."""

    def test(values: Values, _context: Context) -> bool:
        value = values.get(key)
        return any(code in value for code in codes) if isinstance(value, (tuple, list)) else value in codes

    return Condition((key,), test, Shape("is", key, codes))


def filled(key: str) -> Condition:
    """True when `key` has a value."""
    return Condition((key,), lambda values, _context: values.get(key) not in (None, "", (), []), Shape("filled", key))


def switched_on(name: str) -> Condition:
    """True when the regulatory switch `name` is on (an authorisation reference has been entered)."""
    return Condition((), lambda _values, context: name in context.switches)
