"""What is hidden of figures before they leave: counts from 1 to 4, and the others that would give them away.

indicators-rules.md 18 and data-protection.md DP-34: a cell of 1 to 4 is "< 5", and a second one is hidden where a
total, a sum or a difference would tell the first. A figure hidden only for that is "…". Whoever reads the rest may
add and subtract as she likes: each small count could still be another one.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casemgr.services.counting.figure import Figure
from casemgr.services.counting.request import IN_SEVERAL, CountRow

LEAST = 5
SMALL, KEPT_BACK = "< 5", "…"
_MOST_STEPS = 300  # of one search for another way of filling the table in; without one, more is hidden
_MOST_FIGURES = 250
NEW_AND_KNOWN = ("C01", "C02", "C03")

Sum = Mapping[Any, int]  # each figure of it with its sign: together they come to what is known


def hide(
    values: Mapping[Any, int],
    sums: Sequence[Sum],
    most: int = _MOST_FIGURES,
    together: Iterable[Collection[Any]] = (),
    kept_back: Iterable[Any] = (),
) -> dict[Hashable, str]:
    """The mark of each figure that is hidden, so that no count of 1 to 4 can be told from the others.

    `sums` say which figures are bound together, the whole first: {total: -1, part: 1, part: 1}. Of a table of more
    than `most` figures the wholes are kept back wherever a part is: looking for the fewest would take minutes.
    Those `together` are hidden all or none; those `kept_back` are hidden whatever they are.
    """
    table = _Table(dict(values), [dict(one) for one in sums], {key: group for group in together for key in group})
    for key, value in values.items():
        if 0 < value < LEAST:
            table.hide(key)
    for key in kept_back:
        table.hide(key)
    if len(values) > most:
        table.hide_wholes()
    exposed = table.exposed()
    while exposed is not None:
        nearby = table.visible_near(exposed)
        if not nearby:
            return _one_mark(table)
        table.hide(min(nearby, key=lambda key: (values[key], str(key))))
        exposed = table.exposed()
    return table.hidden


def _one_mark(table: _Table) -> dict[Hashable, str]:
    """Nothing more can be hidden, and a figure can be told: then not even which are small is said."""
    return dict.fromkeys(table.hidden, KEPT_BACK)


@dataclass
class _Table:
    values: dict[Hashable, int]
    sums: list[dict[Hashable, int]]
    together: dict[Hashable, Collection[Hashable]] = field(default_factory=dict)
    hidden: dict[Hashable, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of: dict[Hashable, list[dict[Hashable, int]]] = {key: [] for key in self.values}
        for one in self.sums:
            for key in one:
                self._of[key].append(one)
        self._safe: set[Hashable] = set()
        self._steps = 0

    def hide(self, key: Hashable) -> None:
        """Hide a figure, and those that are told together with it."""
        for one in self.together.get(key, (key,)):
            self.hidden[one] = SMALL if 0 < self.values[one] < LEAST else KEPT_BACK

    def hide_wholes(self) -> None:
        """Every sum of which a part is hidden keeps its whole back, and so on up: nothing is left to subtract from."""
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for one in self.sums:
                whole, *parts = one
                if whole not in self.hidden and any(part in self.hidden for part in parts):
                    self.hide(whole)

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


def _parts_of(values: Collection[Key]) -> dict[tuple[Key, str], list[Key]]:
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

    A rate is told when neither those who met it nor those who did not are from 1 to 4, here or by subtraction; a sum,
    a mean, a median when at least five people are behind it, and behind what is left of the total without it.
    """
    kept = [one for one in figures if _may_leave(one, outside.get(one.indicator, "all"))]
    counts = [one for one in kept if one.denominator is None and one.people is None]
    marks = hidden_of(one for one in counts if isinstance(one.value, int))
    marks |= {key_of(one.indicator, one.by): KEPT_BACK for one in counts if isinstance(one.value, float)}  # of whom?
    for code in dict.fromkeys(one.indicator for one in kept):
        mine = [one for one in kept if one.indicator == code]
        few = _of_few(mine)
        marks |= _small_rates([one for one in mine if one.denominator is not None], few) | few
    return [_told(one, marks) for one in kept]


def _may_leave(figure: Figure, what: str) -> bool:
    if what == "total":
        return set(figure.by) <= {"region"}
    return what != "never"


def _of_few(figures: Sequence[Figure]) -> dict[Key, str]:
    """What is made of the amounts of fewer than five people, and the lines that must hide with it.

    What is hidden of a breakdown is told as one amount by what is shown of it: that too must be of five or more. So the
    total stays, and no two breakdowns tell more than one. Never "< 5": an amount is not a count of people.
    """
    behind = {key_of(one.indicator, one.by): one.people for one in figures if one.people is not None}
    hidden = {key for key, people in behind.items() if 0 < len(people) < LEAST}
    for parts in _parts_of(behind).values():
        shown = sorted(
            (part for part in parts if behind[part] and part not in hidden),
            key=lambda part: (len(behind[part]), sorted(part[1])),
        )
        unseen = [behind[part] for part in parts if part in hidden]
        while shown and 0 < len(frozenset().union(*unseen)) < LEAST:
            hidden.add(shown[0])
            unseen.append(behind[shown.pop(0)])
    return dict.fromkeys((key for key in behind if key in hidden), KEPT_BACK)


def _small_rates(rates: Sequence[Figure], kept_back: Collection[Key]) -> dict[Key, str]:
    """The marks of the rates of one indicator: its parts are counts in tables of their own, told all or none."""
    parts = {key_of(one.indicator, one.by): _counts_of(one) for one in rates}
    values = {(name, key): value for key, counts in parts.items() for name, value in counts.items()}
    sums: list[Sum] = [
        {(name, whole): -1, **{(name, part): 1 for part in lines}}
        for (whole, _breakdown), lines in _parts_of(parts).items()
        for name in parts[whole]
    ]
    sums += [{("due", key): -1, ("met", key): 1, ("not met", key): 1} for key in parts if "met" in parts[key]]
    groups = [[(name, key) for name in counts] for key, counts in parts.items()]
    found = hide(values, sums, together=groups, kept_back=[("due", key) for key in parts if key in kept_back])
    marks: dict[Key, str] = {}
    for group in groups:
        told = {found[one] for one in group if one in found}
        if told:
            marks[group[0][1]] = SMALL if SMALL in told else KEPT_BACK
    return marks


def _counts_of(rate: Figure) -> dict[str, int]:
    """What a rate counts; of a mean, how many answered: its numerator is what they came to."""
    met, due = rate.numerator or 0, rate.denominator or 0
    if rate.people is not None:
        return {"due": due}
    return {"due": due, "met": met, "not met": due - met, "open": rate.still_open or 0}


def _told(figure: Figure, marks: Mapping[Key, str]) -> Figure:
    mark = marks.get(key_of(figure.indicator, figure.by), "")
    if not mark:
        return figure
    return replace(figure, value=None, numerator=None, denominator=None, still_open=None, hidden=mark, people=None)
