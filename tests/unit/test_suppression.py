"""What leaves never tells a count from 1 to 4: whoever adds and subtracts what is shown finds at least two answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
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
