"""For any people whatever: new and continuing make reached, no line beats its total, and the order changes nothing;
and the days on which an age or a status turns.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting import DIMENSIONS, CountRequest, CountTable
from casemgr.services.counting.crossing import Crossing, Standing, age_band
from casemgr.services.counting.facts import Everybody, Reached, Traits, held_on
from casemgr.services.counting.grid import Report, grids
from casemgr.services.counting.request import AGE_SETS, IN_SEVERAL, OF_A_LINE, OF_A_PERSON

START, END = date(2026, 1, 1), date(2026, 3, 31)
PROVINCES = {"RAB": "MA-RAB", "CAS": "MA-CAS", "TNG": "MA-TNG", "XXX": None}
BRANCHES = ("RAB", "CAS", "TNG", "XXX")
PROGRAMMES = ("PVI", "TAM", "EDU", None)
STATUSES = tuple(term.code for term in vocabulary("administrative_status"))[:6]

days_of_the_quarter = st.dates(START, END)
births = st.one_of(
    st.none(),
    st.builds(ApproximateDate.of_day, st.dates(date(1930, 1, 1), START)),
    st.builds(ApproximateDate.of_year, st.integers(1930, 2025)),
    st.builds(ApproximateDate.estimated, st.integers(0, 90), st.dates(date(2020, 1, 1), START)),
    st.just(ApproximateDate.unknown()),
)
breakdowns = st.lists(st.sampled_from(sorted(DIMENSIONS)), max_size=2, unique=True).map(tuple)
some_breakdown = st.lists(st.sampled_from(sorted(DIMENSIONS)), min_size=1, max_size=2, unique=True).map(tuple)
Counted = tuple[dict[str, Reached], dict[str, Traits]]


def history(values: tuple[str, ...]) -> st.SearchStrategy[tuple[tuple[date, str], ...]]:
    """A few dated values, in the order of their days."""
    line = st.tuples(st.dates(date(2025, 6, 1), END), st.sampled_from(values))
    return st.lists(line, max_size=3).map(lambda lines: tuple(sorted(lines)))


@st.composite
def reached(draw: st.DrawFn) -> Reached:
    """One person with her lines; she came first on the day of her first service here, or before."""
    places = st.tuples(st.sampled_from(BRANCHES), st.sampled_from(PROGRAMMES))
    lines = draw(st.dictionaries(places, st.integers(1, 5), min_size=1, max_size=4))
    here = draw(days_of_the_quarter)
    ever = draw(st.one_of(st.just(here), st.dates(date(2024, 1, 1), here)))
    return Reached(lines, here, ever)


traits = st.builds(
    Traits,
    sex=st.sampled_from(["F", "M", "X", None]),
    nationality=st.sampled_from(["MA", "GN", "CI", "SY", None]),
    birth=births,
    statuses=history(STATUSES),
    provinces=history(("MA-RAB", "MA-CAS", "MA-OUJ")),
)


@st.composite
def people(draw: st.DrawFn) -> Counted:
    """Up to twelve people; of some nothing is known at all."""
    found = {f"p{place}": draw(reached()) for place in range(draw(st.integers(0, 12)))}
    known = {person: draw(traits) for person in found if draw(st.integers(0, 5))}
    return found, known


def tabulated(who: Counted, by: tuple[str, ...] = (), age_set: str = "UNHCR") -> CountTable:
    request = CountRequest(START, END, by=by, age_set=age_set)
    return CountTable(request, Crossing(request, Standing(Everybody.of(*who, START, END), PROVINCES)).rows())


def rows_of(table: CountTable, indicator: str) -> dict[tuple[str, ...], int]:
    """The lines of an indicator, without the total and those in several rows."""
    return {
        tuple(row.by.values()): row.value
        for row in table.rows
        if row.indicator == indicator and row.by and IN_SEVERAL not in row.by.values()
    }


def several_of(table: CountTable, indicator: str) -> int:
    return sum(row.value for row in table.rows if row.indicator == indicator and IN_SEVERAL in row.by.values())


# --- the counting alone ---------------------------------------------------------------------------------------------


@given(people(), breakdowns, st.sampled_from(AGE_SETS))
def test_new_and_continuing_make_reached_on_every_line(who: Counted, by: tuple[str, ...], age_set: str) -> None:
    table = tabulated(who, by, age_set)
    lines = [row.by for row in table.rows if row.indicator == "C01"]
    assert {} in lines
    for line in lines:
        assert table.value("C02", **line) + table.value("C03", **line) == table.value("C01", **line), line


@given(people(), st.lists(st.sampled_from(OF_A_PERSON), min_size=1, max_size=2, unique=True).map(tuple))
def test_lines_by_what_a_person_is_add_up_to_the_total(who: Counted, by: tuple[str, ...]) -> None:
    table = tabulated(who, by)
    for indicator in ("C01", "C02", "C03"):
        assert sum(rows_of(table, indicator).values()) == table.value(indicator)
        assert several_of(table, indicator) == 0


@given(people(), some_breakdown.filter(lambda by: any(key in OF_A_LINE for key in by)))
def test_lines_by_where_a_service_was_given_exceed_the_total_by_who_stands_in_several(
    who: Counted, by: tuple[str, ...]
) -> None:
    table, found = tabulated(who, by), who[0]
    for indicator in ("C01", "C02", "C03"):
        several, total = several_of(table, indicator), table.value(indicator)
        excess = sum(rows_of(table, indicator).values()) - total
        most = max((len(one.lines) for one in found.values()), default=1)
        assert several <= excess <= several * (most - 1)
        assert (excess == 0) == (several == 0)


@given(people(), some_breakdown)
def test_services_add_up_to_their_total_whatever_the_breakdown(who: Counted, by: tuple[str, ...]) -> None:
    table = tabulated(who, by)
    assert sum(rows_of(table, "C06").values()) == table.value("C06")
    assert several_of(table, "C06") == 0


@given(people(), breakdowns)
def test_no_line_holds_more_than_the_total_nor_fewer_services_than_people(who: Counted, by: tuple[str, ...]) -> None:
    table = tabulated(who, by)
    for indicator in ("C01", "C02", "C03"):
        assert all(value <= table.value(indicator) for value in rows_of(table, indicator).values())
    services = rows_of(table, "C06")
    assert all(value <= services[line] for line, value in rows_of(table, "C01").items())


@given(people(), breakdowns, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(who: Counted, by: tuple[str, ...], chance: Random) -> None:
    found, known = who
    names = list(found)
    chance.shuffle(names)
    other = {name: replace(found[name], lines=dict(reversed(found[name].lines.items()))) for name in names}
    assert tabulated((other, known), by).rows == tabulated(who, by).rows


@given(people(), st.sampled_from([(), ("sex",), ("nationality",), ("nationality", "sex")]))
def test_people_who_are_alike_may_be_one_entry(who: Counted, by: tuple[str, ...]) -> None:
    one_by_one, alike = Everybody.of(*who, START, END), Everybody()
    groups: dict[tuple[str | None, str | None, bool], list[int]] = {}
    for sex, nationality, is_new, lines in zip(
        one_by_one.sex, one_by_one.nationality, one_by_one.is_new, one_by_one.lines, strict=True
    ):
        groups.setdefault((sex, nationality, is_new), []).append(sum(many for _line, many in lines))
    for (sex, nationality, is_new), services in groups.items():
        alike.times.append(len(services))
        alike.lines.append(((("", None), sum(services)),))
        alike.is_new.append(is_new)
        alike.sex.append(sex)
        alike.nationality.append(nationality)
    request = CountRequest(START, END, by=by)
    assert Crossing(request, Standing(alike, {})).rows() == tabulated(who, by).rows


@given(people(), some_breakdown, st.sampled_from(["C01", "C02", "C03", "C06"]))
def test_as_many_people_stand_behind_a_figure_as_it_says(who: Counted, by: tuple[str, ...], indicator: str) -> None:
    request = CountRequest(START, END, by=by)
    crossing = Crossing(request, Standing(Everybody.of(*who, START, END), PROVINCES))
    for row in crossing.rows():
        if row.indicator == indicator and indicator != "C06":
            assert len(crossing.people_on(indicator, row.by)) == row.value


@given(people())
def test_one_person_has_one_age_in_a_table_of_two_breakdowns(who: Counted) -> None:
    apart = tabulated(who, ("age_band",))
    crossed = tabulated(who, ("age_band", "branch"))
    for (band,), value in rows_of(apart, "C01").items():
        lines = {line: n for line, n in rows_of(crossed, "C01").items() if line[0] == band}
        twice = crossed.value("C01", age_band=band, branch=IN_SEVERAL)
        assert max(lines.values(), default=0) <= value <= sum(lines.values())
        assert sum(lines.values()) - value >= twice


@given(people(), some_breakdown.filter(lambda by: len(by) == 2))
def test_the_margins_of_a_crossed_table_are_counted_and_never_added_up(who: Counted, by: tuple[str, ...]) -> None:
    apart = tuple(tabulated(who, (key,)) for key in by)
    for grid in grids(Report(tabulated(who, by), apart)):
        body = [line for line in grid.lines if line.role == "figure"]
        total = next(line for line in grid.lines if line.role == "total")
        places = [place for place, column in enumerate(grid.columns) if column.role == "figure"]
        margin = next(place for place, column in enumerate(grid.columns) if column.role == "total")
        for line in [*body, total]:
            values = [cell.value for place in places if (cell := line.cells[place]) is not None]
            counted = line.cells[margin]
            assert counted is not None and max(values, default=0) <= counted.value <= sum(values)


# --- the days on the boundaries (rules 7, 8 and 10) -----------------------------------------------------------------


def band_on(birth: ApproximateDate, day: date, age_set: str = "UNHCR") -> str:
    return age_band(birth, day, age_set)


def test_someone_born_on_29_february_comes_of_age_on_1_march_of_a_common_year() -> None:
    leapling = ApproximateDate.of_day(date(2008, 2, 29))
    assert band_on(leapling, date(2026, 2, 28)) == "12-17"
    assert band_on(leapling, date(2026, 3, 1)) == "18-59"
    assert band_on(ApproximateDate.of_day(date(2010, 3, 1)), date(2028, 2, 29)) == "12-17"
    assert band_on(ApproximateDate.of_day(date(2010, 2, 28)), date(2028, 2, 28)) == "18-59"


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-4"), (4, "0-4"), (5, "5-11"), (11, "5-11"), (12, "12-17"), (17, "12-17"), (18, "18-59"), (59, "18-59"),
     (60, "60+"), (110, "60+")],
)  # fmt: skip
def test_a_band_begins_on_the_birthday_and_lasts_to_the_eve_of_the_next(age: int, band: str) -> None:
    born = date(2026 - age, 3, 15)
    assert band_on(ApproximateDate.of_day(born), date(2026, 3, 15)) == band
    assert band_on(ApproximateDate.of_day(date(2025 - age, 3, 16)), date(2026, 3, 15)) == band


def test_a_date_known_to_the_month_the_year_or_by_an_age_is_counted_as_the_rule_says() -> None:
    assert band_on(ApproximateDate.of_month(2008, 3), date(2026, 3, 14)) == "12-17"
    assert band_on(ApproximateDate.of_month(2008, 3), date(2026, 3, 15)) == "18-59"
    assert band_on(ApproximateDate.of_year(2008), date(2026, 6, 30)) == "12-17"
    assert band_on(ApproximateDate.of_year(2008), date(2026, 7, 1)) == "18-59"
    assert band_on(ApproximateDate.estimated(17, date(2025, 6, 10)), date(2026, 6, 9)) == "12-17"
    assert band_on(ApproximateDate.estimated(17, date(2025, 6, 10)), date(2026, 6, 10)) == "18-59"
    assert band_on(ApproximateDate.unknown(), date(2026, 6, 10)) == "U"


@given(births, days_of_the_quarter, st.sampled_from(AGE_SETS))
def test_every_age_falls_in_exactly_one_band_of_its_set(birth: ApproximateDate | None, day: date, age_set: str) -> None:
    band = age_band(birth, day, age_set)
    named = {f"{m['min']}+" if int(m["max"]) >= 150 else f"{m['min']}-{m['max']}" for m in metas(age_set)}
    if age_set != "SCHOOL" and birth is not None and birth.day is not None and birth.day <= day:
        assert band in named
    assert band in named | {"U"}


def metas(age_set: str) -> list[dict[str, str]]:
    terms = (dict(term.meta) for term in vocabulary("age_band"))
    return [meta for meta in terms if meta.get("set") == age_set and meta.get("min")]


def test_a_status_holds_from_the_day_it_starts_and_not_the_day_before() -> None:
    known = ((date(2026, 1, 10), "IRR"), (date(2026, 2, 1), "CARTE_SEJ"))
    assert held_on(known, date(2026, 1, 9)) is None
    assert held_on(known, date(2026, 1, 10)) == "IRR"
    assert held_on(known, date(2026, 1, 31)) == "IRR"
    assert held_on(known, date(2026, 2, 1)) == "CARTE_SEJ"
