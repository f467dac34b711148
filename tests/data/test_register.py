"""The list of a kind: what may be asked of it, in which order it comes, and what each cell says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.words import use_language
from casemgr.services import merging, records, register
from casemgr.services.desk import Desk
from casemgr.services.register import Filter, Sort
from tests.data.conftest import Hire
from tests.data.test_saving import WHOLE


@pytest.fixture
def person(coordinator: Desk) -> str:
    return records.save(coordinator, "beneficiary", {"family_name": "Diallo", "town": "Salé"}).id


def outing(desk: Desk, person: str, guide: str, **changed: Any) -> str:
    draft = {**WHOLE, "beneficiary": person, "guide": guide, **changed}
    return records.save(desk, "outing", draft, insist=True).id


@pytest.fixture
def three(coordinator: Desk, person: str) -> list[str]:
    """Three outings: of March, April and May 2026, each another way."""
    return [
        outing(coordinator, person, "Zineb", cost=Decimal("10.50"), people=2, sector="EDU", languages=("fr",)),
        outing(
            coordinator,
            person,
            "Ahmed",
            starts_on=date(2026, 4, 1),
            ends_on=None,
            cost=Decimal("9.99"),
            people=10,
            sector="LEG",
            languages=("ar", "fr"),
            countable=False,
            weather=[{"sky": "P3", "since": date(2026, 2, 1)}],
        ),
        outing(
            coordinator,
            person,
            "Mariam",
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 2),
            cost=Decimal("100.00"),
            people=None,
            sector=None,
            languages=(),
            countable=None,
            weather=[],
        ),
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Filter("sector", "any_of", ("EDU", "LEG")), [0, 1]),
        (Filter("sector", "any_of", ()), []),
        (Filter("sector", "empty"), [2]),
        (Filter("languages", "any_of", ("ar",)), [1]),
        (Filter("languages", "any_of", ("fr", "en")), [0, 1]),
        (Filter("languages", "any_of", ()), []),
        (Filter("languages", "empty"), [2]),
        (Filter("countable", "any_of", (True,)), [0]),
        (Filter("countable", "any_of", (False,)), [1]),
        (Filter("countable", "empty"), [2]),
        (Filter("cost", "from", Decimal("10.50")), [0, 2]),
        (Filter("cost", "to", Decimal("10.49")), [1]),
        (Filter("people", "from", 3), [1]),
        (Filter("starts_on", "from", date(2026, 4, 1)), [1, 2]),
        (Filter("starts_on", "to", date(2026, 3, 31)), [0]),
        (Filter("known_since", "from", date(1990, 1, 1)), [0, 1, 2]),
        (Filter("ends_on", "empty"), [1]),
        (Filter("guide", "contains", "AHM"), [1]),
        (Filter("guide", "contains", "%"), []),
        (Filter("guide", "contains", "_"), []),
        (Filter("state", "any_of", ("TODO",)), [0, 1, 2]),
        (Filter("branch", "any_of", ("CAS",)), []),
        (Filter("weather.sky", "any_of", ("P2",)), [0]),  # what holds today, not what held
        (Filter("weather.sky", "any_of", ("P1", "P3")), [1]),
        (Filter("weather.sky", "empty"), [2]),
        (Filter("days_left", "empty"), []),
    ],
    ids=lambda one: f"{one.key} {one.asks} {one.value}" if isinstance(one, Filter) else "",
)
def test_a_filter_asks_one_thing(coordinator: Desk, three: list[str], asked: Filter, expected: list[int]) -> None:
    found = register.ids(coordinator, "outing", filters=[asked])
    assert sorted(three.index(one) for one in found) == expected


def test_filters_all_hold_together(coordinator: Desk, three: list[str]) -> None:
    both = [Filter("languages", "any_of", ("fr",)), Filter("people", "from", 3)]
    assert register.ids(coordinator, "outing", filters=both) == [three[1]]
    assert register.ids(coordinator, "outing", filters=both, text="Zineb") == []


def test_a_question_that_makes_no_sense_is_a_bug_and_says_so(coordinator: Desk) -> None:
    with pytest.raises(ValueError, match="not a filter"):
        register.ids(coordinator, "outing", filters=[Filter("guide", "above", "A")])
    with pytest.raises(KeyError):
        register.ids(coordinator, "outing", filters=[Filter("no_such_field", "empty")])
    with pytest.raises(ValueError, match="no days"):
        register.ids(coordinator, "outing", filters=[Filter("goals.aim", "empty")])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("guide", [1, 2, 0]),
        ("cost", [1, 0, 2]),
        ("starts_on", [0, 1, 2]),
        ("people", [0, 1, 2]),  # who has none comes last, either way
        ("code", [0, 1, 2]),
        ("created_at", [0, 1, 2]),
    ],
)
def test_a_column_puts_the_list_in_order(coordinator: Desk, three: list[str], key: str, expected: list[int]) -> None:
    assert [three.index(one) for one in register.ids(coordinator, "outing", sort=Sort(key))] == expected
    filled = [one for one in expected if key != "people" or one != 2]
    backwards = [three.index(one) for one in register.ids(coordinator, "outing", sort=Sort(key, descending=True))]
    if key != "created_at":  # all were recorded at the same moment
        assert backwards == [*reversed(filled), *(one for one in expected if one not in filled)]


def test_a_coded_column_is_sorted_by_the_order_of_its_list(coordinator: Desk, three: list[str]) -> None:
    places = {
        term.code: place for place, term in enumerate(coordinator.kinds["outing"].field("sector").choices() or ())
    }
    first, second = sorted((three[0], three[1]), key=lambda one: places[("EDU", "LEG")[three.index(one)]])
    assert register.ids(coordinator, "outing", sort=Sort("sector")) == [first, second, three[2]]


def test_sorting_by_person_follows_her_name(coordinator: Desk, person: str) -> None:
    other = records.save(coordinator, "beneficiary", {"family_name": "Abakar"}).id
    late, early = outing(coordinator, person, "A"), outing(coordinator, other, "B")
    assert register.ids(coordinator, "outing", sort=Sort("person")) != []
    case_late, case_early = (
        records.save(coordinator, "case", {"beneficiary": one}, insist=True).id for one in (person, other)
    )
    assert register.ids(coordinator, "case", sort=Sort("person")) == [case_early, case_late]
    assert register.ids(coordinator, "case", sort=Sort("person", descending=True)) == [case_late, case_early]
    assert {late, early} == set(register.ids(coordinator, "outing"))


def test_cells_say_what_people_read(coordinator: Desk, three: list[str]) -> None:
    shown = ["code", "person", "guide", "starts_on", "cost", "languages", "countable", "sector", "weather", "days_left"]
    use_language("fr")
    first, _second, third = register.lines(coordinator, "outing", three, shown)
    assert first.cells[:5] == ("O-2026-RAB1-0001", "Diallo", "Zineb", "01/03/2026", "10,50\u00a0DH")
    assert first.cells[6] == "Oui" and first.cells[8] and first.cells[9] == "7"
    assert third.cells[5:9] == ("", "", "", "")
    use_language("ar")
    (line,) = register.lines(coordinator, "outing", three[:1], ["countable", "state"])
    assert line.cells[0] == "نعم" and line.state == "TODO" and line.cells[1] not in ("", "TODO")


def test_lines_come_in_the_order_asked_for_and_what_went_away_is_left_out(coordinator: Desk, three: list[str]) -> None:
    asked = [three[2], "gone", three[0]]
    assert [line.id for line in register.lines(coordinator, "outing", asked, ["code"])] == [three[2], three[0]]


def test_a_voided_or_merged_record_is_not_listed(coordinator: Desk, three: list[str], person: str) -> None:
    records.void(coordinator, "outing", three[0], "doublon")
    assert set(register.ids(coordinator, "outing")) == set(three[1:])
    twin = records.save(coordinator, "beneficiary", {"family_name": "Dialo"})
    kept = records.read(coordinator, "beneficiary", person)
    merging.merge(coordinator, twin.code, kept.code, "la même")
    assert register.ids(coordinator, "beneficiary") == [person]


def test_a_case_is_found_by_its_number_and_by_the_name_of_its_person(coordinator: Desk, person: str) -> None:
    case = records.save(coordinator, "case", {"beneficiary": person}, insist=True)
    for typed in (case.code, case.code.lower(), "d 2026 rab1 1", "Diallo", "dial"):
        assert register.ids(coordinator, "case", text=typed) == [case.id], typed
    assert register.ids(coordinator, "case", text="D-2026-RAB1-0002") == []
    assert register.ids(coordinator, "case", text="Camara") == []


def test_the_columns_of_a_kind_are_its_own_with_a_few_shown_first(coordinator: Desk) -> None:
    columns = {column.key: column for column in register.columns(coordinator, "outing")}
    assert [key for key, column in columns.items() if column.default] == [
        "code",
        "person",
        "guide",
        "starts_on",
        "state",
    ]
    assert "beneficiary" not in columns and columns["days_left"].sortable and not columns["weather"].sortable
    keys = [key for key, _field in register.filterable(coordinator, "outing")]
    assert keys == ["sector"]


def test_a_reader_lists_her_own_reach(three: list[str], hire: Hire) -> None:
    assert set(register.ids(hire("CASE"), "outing")) == set(three)
    assert register.ids(hire("CASE", branch="CAS"), "outing") == []
    assert register.lines(hire("CASE", branch="CAS"), "outing", three, ["code"]) == []


def test_an_age_is_filtered_as_it_is_counted(coordinator: Desk, person: str) -> None:
    """`known_since` is an approximate date: it is listed as people say it and filtered by its day."""
    known = ApproximateDate.of_year(1990)
    record = outing(coordinator, person, "Awa", known_since=known)
    (line,) = register.lines(coordinator, "outing", [record], ["known_since"])
    assert line.cells == ("1990",)
    assert register.ids(coordinator, "outing", filters=[Filter("known_since", "to", date(1990, 12, 31))]) == [record]
