"""What is hidden of figures before they leave: counts from 1 to 4, and the others that would give them away.

indicators-rules.md 18 and data-protection.md DP-34: a cell of 1 to 4 is "< 5", and a second one is hidden where a
total, a sum or a difference would tell the first. A figure hidden only for that is "…". Whoever reads the rest may
add and subtract as she likes: each small count could still be another one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casemgr.services.counting.figure import LEAST_FOR_A_RATE, Figure
from casemgr.services.counting.request import IN_SEVERAL, CountRow

LEAST = 5
SMALL, KEPT_BACK = "< 5", "…"
_MOST_STEPS = 300  # of one search for another way of filling the table in; without one, more is hidden
_MOST_FIGURES = 250
NEW_AND_KNOWN = ("C01", "C02", "C03")

Sum = Mapping[Any, int]  # each figure of it with its sign: together they come to what is known


def hide(values: Mapping[Any, int], sums: Sequence[Sum], most: int = _MOST_FIGURES) -> dict[Hashable, str]:
    """The mark of each figure that is hidden, so that no count of 1 to 4 can be told from the others.

    `sums` say which figures are bound together, the whole first: {total: -1, part: 1, part: 1}. Of a table of more
    than `most` figures the wholes are kept back wherever a part is: looking for the fewest would take minutes.
    """
    table = _Table(dict(values), [dict(one) for one in sums])
    table.hidden = {key: SMALL for key, value in values.items() if 0 < value < LEAST}
    if len(values) > most:
        table.hide_wholes()
    exposed = table.exposed()
    while exposed is not None:
        nearby = table.visible_near(exposed)
        if not nearby:
            return _one_mark(table)
        table.hidden[min(nearby, key=lambda key: (values[key], str(key)))] = KEPT_BACK
        exposed = table.exposed()
    return table.hidden


def _one_mark(table: _Table) -> dict[Hashable, str]:
    """Nothing more can be hidden, and a figure can be told: then not even which are small is said."""
    return dict.fromkeys(table.hidden, KEPT_BACK)


@dataclass
class _Table:
    values: dict[Hashable, int]
    sums: list[dict[Hashable, int]]
    hidden: dict[Hashable, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of: dict[Hashable, list[dict[Hashable, int]]] = {key: [] for key in self.values}
        for one in self.sums:
            for key in one:
                self._of[key].append(one)
        self._safe: set[Hashable] = set()
        self._steps = 0

    def hide_wholes(self) -> None:
        """Every sum of which a part is hidden keeps its whole back, and so on up: nothing is left to subtract from."""
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for one in self.sums:
                whole, *parts = one
                if whole not in self.hidden and any(part in self.hidden for part in parts):
                    self.hidden[whole] = KEPT_BACK

    def exposed(self) -> Hashable | None:
        """A small figure that the others tell: none other could stand in its place. None when there is none."""
        for key, mark in self.hidden.items():
            if mark != SMALL or key in self._safe:
                continue
            found = self._another_way(key)
            if found is None:
                return key
            self._safe.update(found)
        return None

    def visible_near(self, key: Hashable) -> set[Hashable]:
        """What is shown, and not nought, in the sums that hold the figure, or else in those bound to them."""
        seen, wave = {key}, [key]
        while wave:
            found = {other for one in wave for total in self._of[one] for other in total} - seen
            shown = {one for one in found if one not in self.hidden and self.values[one] > 0}
            if shown:
                return shown
            seen |= found
            wave = [one for one in found if one in self.hidden]
        return set()

    def _another_way(self, key: Hashable) -> set[Hashable] | None:
        """The hidden figures of another table that reads the same, with another figure here; None if there is none.

        One step up or down, and so on from sum to sum until all come out again.
        """
        for step in (1, -1):
            changes = {key: step} if self._may_be(key, step) else {}
            self._steps = _MOST_STEPS
            if changes and self._settle(changes):
                return set(changes)
        return None

    def _may_be(self, key: Hashable, step: int) -> bool:
        value = self.values[key] + step
        return 0 < value < LEAST if self.hidden[key] == SMALL else value >= LEAST

    def _settle(self, changes: dict[Hashable, int]) -> bool:
        self._steps -= 1
        if self._steps <= 0:
            return False
        unsettled = next(self._unsettled(changes), None)
        if unsettled is None:
            return True
        one, off = unsettled
        near = [key for key in one if key in self.hidden and key not in changes]
        for key in sorted(near, key=lambda key: (len(self._of[key]), -self.values[key])):
            step = -1 if (off > 0) == (one[key] > 0) else 1
            if self._may_be(key, step):
                changes[key] = step
                if self._settle(changes):
                    return True
                del changes[key]
        return False

    def _unsettled(self, changes: Mapping[Hashable, int]) -> Iterator[tuple[dict[Hashable, int], int]]:
        for key in changes:
            for one in self._of[key]:
                off = sum(one[other] * step for other, step in changes.items() if other in one)
                if off:
                    yield one, off


# --- of the figures of a count ----------------------------------------------------------------------------------
Key = tuple[str, frozenset[tuple[str, str]]]


def key_of(indicator: str, by: Mapping[str, str]) -> Key:
    """A figure by what it is of."""
    return indicator, frozenset(by.items())


def hidden_of(rows: Iterable[CountRow | Figure]) -> dict[Key, str]:
    """The marks of the figures of one question: totals, lines, margins, and C01 = C02 + C03 on each line."""
    values = {key_of(row.indicator, row.by): int(row.value or 0) for row in rows}
    found = hide(values, _sums(values))
    return {key: found[key] for key in values if key in found}


def _sums(values: Mapping[Key, int]) -> list[Sum]:
    """What is bound to what: a figure to its parts by one breakdown more, and C01 to C02 and C03."""
    found: list[Sum] = [
        {whole: -1, **{part: -1 if _is_overlap(whole, part) else 1 for part in parts}}
        for (whole, _breakdown), parts in _parts_of(values).items()
    ]
    for by in sorted({by for indicator, by in values if indicator == NEW_AND_KNOWN[0]}, key=sorted):
        reached, new, known = ((code, by) for code in NEW_AND_KNOWN)
        if new in values and known in values:
            found.append({reached: -1, new: 1, known: 1})
    return found


def _parts_of(values: Mapping[Key, int]) -> dict[tuple[Key, str], list[Key]]:
    """Each figure that others are parts of, and those parts, by the breakdown that parts it."""
    found: dict[tuple[Key, str], list[Key]] = {}
    for indicator, by in values:
        total: Key = (indicator, frozenset())
        wholes = [((indicator, by - {one}), one[0]) for one in by]
        if len(by) == 2 and not any(whole in values for whole, _key in wholes):
            wholes = [(total, "both")]  # two breakdowns without their margins: all the cells make the total
        for whole, key in wholes:
            if whole in values:
                found.setdefault((whole, key), []).append((indicator, by))
    return found


def _is_overlap(whole: Key, part: Key) -> bool:
    """Whether a part is the line of those in several rows: they were counted in each."""
    return any(value == IN_SEVERAL for _key, value in part[1] - whole[1])


def for_outside(figures: Sequence[Figure], outside: Mapping[str, str]) -> list[Figure]:
    """The figures as they may leave. `outside` says of each indicator what may: "all", "total" or "never".

    A rate is told when neither those who met it nor those who did not are from 1 to 4.
    """
    kept = [one for one in figures if _may_leave(one, outside.get(one.indicator, "all"))]
    marks = hidden_of(one for one in kept if one.denominator is None and isinstance(one.value, int))
    return [_told(one, marks) for one in kept]


def _may_leave(figure: Figure, what: str) -> bool:
    if what == "total":
        return set(figure.by) <= {"region"}
    return what != "never"


def _told(figure: Figure, marks: Mapping[Key, str]) -> Figure:
    mark = marks.get(key_of(figure.indicator, figure.by), "")
    if figure.denominator is not None and _is_small_rate(figure):
        mark = SMALL
    if not mark:
        return figure
    return replace(figure, value=None, numerator=None, denominator=None, still_open=None, hidden=mark)


def _is_small_rate(figure: Figure) -> bool:
    met, due = figure.numerator or 0, figure.denominator or 0
    return any(0 < some < LEAST_FOR_A_RATE for some in (met, due - met, due, figure.still_open or 0))
