"""What leaves never tells a count from 1 to 4: whoever adds and subtracts what is shown finds at least two answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from casemgr.services.counting.figure import Figure
from casemgr.services.counting.request import IN_SEVERAL, CountRow
from casemgr.services.counting.suppression import KEPT_BACK, LEAST, SMALL, for_outside, hidden_of, hide, key_of

sizes = st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 4, 5, 6, 12, 40]))
Tables = Mapping[tuple[str, str], int]


def other_tables(cells: Tables, hidden: Mapping[Any, str]) -> Iterator[dict[tuple[str, str], int]]:
    """Every other way of filling in a table of two by some with its margins, that reads the same as what is shown.

    Of what is hidden, only what stands in the body is tried; margins are what it comes to.
    """
    body = [key for key in cells if "" not in key]
    ranges = []
    for key in body:
        if key not in hidden:
            ranges.append([cells[key]])
        elif hidden[key] == SMALL:
            ranges.append(list(range(1, LEAST)))
        else:
            ranges.append([value for value in range(cells[key] - 3, cells[key] + 4) if value >= 0])
    for values in product(*ranges):
        found = with_margins(dict(zip(body, values, strict=True)))
        if all(found[key] == cells[key] if key not in hidden else fits(found[key], hidden[key]) for key in cells):
            yield found


def fits(value: int, mark: str) -> bool:
    return 1 <= value < LEAST if mark == SMALL else value >= 0


def with_margins(body: Tables) -> dict[tuple[str, str], int]:
    found = dict(body)
    for row, column in body:
        found[row, ""] = sum(value for (one, _other), value in body.items() if one == row)
        found["", column] = sum(value for (_one, other), value in body.items() if other == column)
    found["", ""] = sum(body.values())
    return found


def sums_of(cells: Tables) -> list[dict[tuple[str, str], int]]:
    rows, columns = {key[0] for key in cells} - {""}, {key[1] for key in cells} - {""}
    found = [{(row, ""): -1, **{(row, column): 1 for column in columns}} for row in sorted(rows)]
    found += [{("", column): -1, **{(row, column): 1 for row in rows}} for column in sorted(columns)]
    margins = [{("", ""): -1, **{(row, ""): 1 for row in rows}}, {("", ""): -1, **{("", one): 1 for one in columns}}]
    return found + margins


@settings(max_examples=40)
@given(st.lists(sizes, min_size=6, max_size=6), st.sampled_from([0, 250]))
@example([1, 5, 12, 40, 40, 40], 250)
@example([1, 1, 0, 0, 0, 0], 250)
@example([1, 0, 0, 6, 0, 0], 250)
@example([4, 0, 5, 0, 4, 0], 250)
@example([4, 0, 5, 0, 4, 0], 0)
def test_a_table_with_its_margins_tells_no_small_count(values: list[int], most: int) -> None:
    body = {(row, column): values[place] for place, (row, column) in enumerate(product("ab", "xyz"))}
    cells = with_margins(body)
    hidden = hide(cells, sums_of(cells), most)
    small = {key for key, value in cells.items() if 0 < value < LEAST}
    assert small <= set(hidden)
    possible: dict[tuple[str, str], set[int]] = {key: set() for key in small}
    for found in other_tables(cells, hidden):
        for key in small:
            possible[key].add(found[key])
    for key in small:
        assert len(possible[key]) > 1, (key, cells, hidden)


@given(st.lists(sizes, min_size=1, max_size=6))
def test_nothing_is_hidden_where_nothing_is_small(values: list[int]) -> None:
    cells = {("a", str(place)): value for place, value in enumerate(values) if not 0 < value < LEAST}
    total = sum(cells.values())
    assert hide({**cells, ("a", ""): total}, [{("a", ""): -1, **dict.fromkeys(cells, 1)}]) == {}


def test_one_small_line_takes_the_next_smallest_with_it_and_the_total_stays() -> None:
    rows = [CountRow("C01", {}, 53), *(CountRow("C01", {"sex": sex}, n) for sex, n in (("F", 30), ("M", 3), ("X", 20)))]
    marks = hidden_of(rows)
    assert marks == {key_of("C01", {"sex": "M"}): SMALL, key_of("C01", {"sex": "X"}): KEPT_BACK}


def test_the_new_and_the_known_do_not_give_each_other_away() -> None:
    rows = [CountRow(code, {}, value) for code, value in (("C01", 40), ("C02", 2), ("C03", 38), ("C06", 90))]
    marks = hidden_of(rows)
    assert marks[key_of("C02", {})] == SMALL
    assert KEPT_BACK in (marks.get(key_of("C03", {})), marks.get(key_of("C01", {})))
    assert key_of("C06", {}) not in marks


def test_who_stands_in_several_rows_does_not_tell_a_row() -> None:
    by = {"RAB": 2, "CAS": 30, IN_SEVERAL: 0}
    rows = [CountRow("C01", {}, 32), *(CountRow("C01", {"branch": code}, value) for code, value in by.items())]
    marks = hidden_of(rows)
    assert marks[key_of("C01", {"branch": "RAB"})] == SMALL
    assert marks[key_of("C01", {"branch": "CAS"})] == KEPT_BACK or key_of("C01", {}) in marks


def test_a_rate_of_few_is_not_told_and_what_never_leaves_is_not_there() -> None:
    told = for_outside(
        [
            Figure("R04", {}, 75.0, 30, 40, 0),
            Figure("K03", {}, 95.0, 38, 40, 0),  # two that did not
            Figure("K08", {}, 12),
            Figure("V03", {}, 12),
            Figure("V03", {"sex": "F"}, 12),
        ],
        {"K08": "never", "V03": "total"},
    )
    assert [(one.indicator, one.value, one.hidden) for one in told] == [
        ("R04", 75.0, ""),
        ("K03", None, SMALL),
        ("V03", 12, ""),
    ]
    assert told[1].numerator is None and told[1].denominator is None


# --- rates ------------------------------------------------------------------------------------------------------
Parts = tuple[int, int]  # those who met it, those who did not


def parts_of(rate: Parts) -> tuple[int, int, int]:
    return rate[0], rate[1], sum(rate)


def a_rate(line: str, rate: Parts) -> Figure:
    met, due = rate[0], sum(rate)
    by = {"region": line} if line else {}
    return Figure("R04", by, round(100 * met / due, 1) if due >= LEAST else None, met, due, 0)


def reads_alike(figure: Figure, rate: Parts, line: str) -> bool:
    if figure.hidden:
        return figure.hidden != SMALL or any(0 < some < LEAST for some in parts_of(rate))
    return figure == a_rate(line, rate)


def other_rates(told: list[Figure], rates: list[Parts]) -> Iterator[list[Parts]]:
    """Every other way of filling in lines and their total, one off at most, that reads the same as what is shown."""
    ranges: list[list[Parts]] = []
    for place, (met, rest) in enumerate(rates):
        around = [pair for pair in product(range(met - 1, met + 2), range(rest - 1, rest + 2)) if min(pair) >= 0]
        ranges.append([pair for pair in around if reads_alike(told[place + 1], pair, str(place))])
    for lines in product(*ranges):
        total = (sum(met for met, _rest in lines), sum(rest for _met, rest in lines))
        if reads_alike(told[0], total, ""):
            yield list(lines)


@settings(max_examples=40)
@given(st.lists(st.tuples(sizes, sizes), min_size=1, max_size=3))
@example([(10, 5), (2, 3)])
@example([(4, 0), (4, 0)])
@example([(12, 12), (1, 0), (1, 0)])
@example([(5, 5), (0, 4), (0, 0)])
def test_rates_and_their_total_tell_no_small_count(rates: list[Parts]) -> None:
    total = (sum(met for met, _rest in rates), sum(rest for _met, rest in rates))
    told = for_outside([a_rate("", total), *(a_rate(str(place), rate) for place, rate in enumerate(rates))], {})
    others = list(other_rates(told, rates))
    for place, rate in enumerate(rates):
        for part, value in enumerate(parts_of(rate)):
            if 0 < value < LEAST:
                assert told[place + 1].hidden
                assert len({parts_of(other[place])[part] for other in others}) > 1, (place, rates, told)


def test_a_small_rate_is_not_what_the_others_leave_of_the_total() -> None:
    total, large, small = for_outside([a_rate("", (12, 8)), a_rate("A", (10, 5)), a_rate("B", (2, 3))], {"R04": "all"})
    assert small.hidden == SMALL
    assert large.hidden == KEPT_BACK and large.numerator is None and large.denominator is None
    assert (total.numerator, total.denominator) == (12, 20)


# --- sums, means, medians ---------------------------------------------------------------------------------------
def an_amount(by: dict[str, str], people: frozenset[str]) -> Figure:
    return Figure("S03", by, 200.0 * len(people), people=people)


crowds = st.frozensets(st.sampled_from("abcdefgh"), max_size=8)


@settings(max_examples=40)
@given(st.lists(crowds, min_size=1, max_size=3), st.lists(crowds, min_size=0, max_size=2))
@example([frozenset("a"), frozenset("b"), frozenset("cdefgh")], [])
@example([frozenset("abcd"), frozenset("abcd"), frozenset("cdefgh")], [])
def test_sums_and_their_total_tell_nothing_of_fewer_than_five(
    types: list[frozenset[str]], branches: list[frozenset[str]]
) -> None:
    every = frozenset[str]().union(*types)
    branches = [people & every for people in branches]  # both breakdowns are of the same people
    branches.append(every - frozenset[str]().union(*branches))
    crowd = [every, *types, *branches]
    names: list[dict[str, str]] = [{}, *({"type": str(place)} for place in range(len(types)))]
    names += [{"branch": str(place)} for place in range(len(branches))]
    told = for_outside([an_amount(by, people) for by, people in zip(names, crowd, strict=True)], {})
    assert all(one.hidden for one, people in zip(told, crowd, strict=True) if 0 < len(people) < LEAST)
    unseen = [place for place, one in enumerate(told) if one.hidden]
    others = list(other_amounts(unseen, range(1, 1 + len(types)), range(1 + len(types), len(crowd))))
    lines = [place for place in unseen if place]
    for some in (set(some) for size in range(1, len(lines) + 1) for some in combinations(lines, size)):
        people = frozenset[str]().union(*(crowd[place] for place in some))
        if 0 < len(people) < LEAST:
            assert len({sum(other[place] for place in some) for other in others}) > 1, (some, crowd, told)


def other_amounts(unseen: list[int], *breakdowns: range) -> Iterator[dict[int, int]]:
    """By how much what is hidden may be another amount, so that each breakdown comes to the total still."""
    for steps in product((-1, 0, 1), repeat=len(unseen)):
        other = dict(zip(unseen, steps, strict=True))
        if all(sum(other.get(place, 0) for place in lines) == other.get(0, 0) for lines in breakdowns):
            yield other


def test_what_one_woman_received_does_not_leave_however_much_it_is() -> None:
    one, many = frozenset("a"), frozenset("bcdefgh")
    told = for_outside(
        [
            Figure("S02", {}, 26, people=one | many),
            Figure("S02", {"type": "SOC-KIT"}, 12, people=one),
            Figure("S02", {"type": "SOC-FOOD"}, 14, people=many),
            Figure("S03", {}, 200.0, people=one),
            Figure("S03", {"branch": "RAB"}, 0.0, people=frozenset()),
            Figure("K07", {}, 4.5, 27, 6, 0, people=one),
            Figure("R05", {}, 3.0, people=many),
            Figure("S04", {}, 3, people=many),
            Figure("S20", {}, 17.0),  # nobody said of whom it is
        ],
        {},
    )
    assert [one.hidden or one.value for one in told] == [
        26, KEPT_BACK, KEPT_BACK, KEPT_BACK, 0.0, KEPT_BACK, 3.0, 3, KEPT_BACK,
    ]  # fmt: skip
    assert all(figure.people is None and figure.denominator is None for figure in told if figure.hidden)
