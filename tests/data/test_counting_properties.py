"""The count through the database is that of a count by hand, for any services, merges and voids; merging and voiding
never raise who was reached; the bounds of a period belong to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casemgr.data import merging
from casemgr.data.database import Database
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain import pathway
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services.counting import DIMENSIONS, CountRequest, CountTable, count, counts, enrolled, month, who
from casemgr.services.counting.request import IN_SEVERAL
from casemgr.services.desk import Desk
from tests.data.conftest import MORNING, open_empty

START, END = date(2026, 1, 1), date(2026, 3, 31)
PROGRAMMES = ("PVI", "TAM", "EDU", None)
breakdowns = st.lists(st.sampled_from(sorted(DIMENSIONS)), max_size=2, unique=True).map(tuple)

Entry = tuple[int, date, str, str | None, bool]  # person, day, branch, programme, whether it counts
DAYS = st.one_of(
    st.sampled_from([date(2025, 12, 31), START, date(2026, 1, 31), date(2026, 2, 1), END, date(2026, 4, 1)]),
    st.dates(date(2025, 12, 1), date(2026, 4, 30)),
)
PEOPLE = 5
entries = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1), DAYS, st.sampled_from(["RAB", "CAS"]), st.sampled_from(PROGRAMMES), st.booleans()
    ),
    max_size=14,
)
merges = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=3)
MONTHS = tuple(month(2026, number) for number in (1, 2, 3))
FIGURES = ("C01", "C02", "C03", "C06")


class House:
    """An association in one file; each example registers people of its own, and forgets those before by voiding."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.people: list[str] = []
        self.survivor: dict[int, int] = {}
        self.services: list[tuple[str, Entry]] = []
        self.enrolled: list[str] = []

    def begin(self) -> None:
        """Nobody is known any more."""
        with self.desk.work() as work:
            for service, _entry in self.services:
                work.void("service", service, "another example")
            self.people = [
                work.create("beneficiary", {"family_name": f"P{place}", "sex": "FM"[place % 2]}, branch="RAB")
                for place in range(PEOPLE)
            ]
        self.survivor = {place: place for place in range(PEOPLE)}
        self.services = []

    def enter(self, found: list[Entry]) -> None:
        """Services, in this order."""
        with self.desk.work() as work:
            for entry in found:
                person, day, branch, programme, counts = entry
                values = {
                    "beneficiary": self.people[person],
                    "type": "ACC-INF",
                    "date": day,
                    "programme": programme,
                    "quantity": 1,
                    "countable": counts,
                }
                self.services.append((work.create("service", values, branch=branch), entry))

    def merge(self, gone: int, into: int) -> None:
        """Two files turn out to be one person, if they are not already."""
        gone, into = self.survivor[gone], self.survivor[into]
        if gone != into:
            with self.desk.work() as work:
                merging.merge(work, "beneficiary", self.people[gone], self.people[into])
            self.survivor = {place: into if one == gone else one for place, one in self.survivor.items()}

    def void(self, place: int) -> None:
        """A service was entered by mistake."""
        with self.desk.work() as work:
            work.void("service", self.services.pop(place)[0], "by mistake")

    def count(self, start: date = START, end: date = END, by: tuple[str, ...] = ()) -> CountTable:
        return count(self.desk, CountRequest(start, end, by=by))

    def figures(self) -> dict[str, int]:
        """The four totals of the quarter and of each of its months."""
        spans = {"Q1": (START, END), **{f"M{place}": span for place, span in enumerate(MONTHS)}}
        tables = {name: self.count(*span) for name, span in spans.items()}
        return {f"{name} {code}": table.value(code) for name, table in tables.items() for code in FIGURES}

    def told_by_hand(self, start: date, end: date) -> dict[str, int]:
        """The same four totals from the entries themselves, with nothing but sets."""
        counted = [(self.survivor[e[0]], e[1]) for _service, e in self.services if e[4]]
        here = {person for person, day in counted if start <= day <= end}
        before = {person for person, day in counted if day < start}
        lines = sum(start <= day <= end for _person, day in counted)
        return {"C01": len(here), "C02": len(here - before), "C03": len(here & before), "C06": lines}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    database: Database = open_empty("file", KINDS, tmp_path_factory.mktemp("counting"), "")
    branches = [
        {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": f"MA-{code}"}
        for code in ("RAB", "CAS")
    ]
    with database.writing() as connection:
        connection.execute(database.schema.house.branch.insert(), branches)
    ids = Ids(random=Random(11))
    person = Person(ids.new(), "all", "Somebody", ("SUPER", "COORD", "CASE", "LEGAL", "HEALTH"), ("RAB", "CAS"), "RAB")
    yield House(Desk(database, person, fixed_clock(MORNING), ids))
    database.dispose()


@settings(max_examples=20)
@given(found=entries, pairs=merges)
@example(found=[(0, date(2025, 12, 31), "RAB", None, True), (3, START, "RAB", None, True)], pairs=[(3, 0)])
def test_the_database_gives_what_a_count_by_hand_gives(
    house: House, found: list[Entry], pairs: list[tuple[int, int]]
) -> None:
    house.begin()
    house.enter(found)
    for gone, into in pairs:
        house.merge(gone, into)
    for start, end in [(START, END), *MONTHS]:
        table = house.count(start, end)
        assert {code: table.value(code) for code in FIGURES} == house.told_by_hand(start, end)


@settings(max_examples=12)
@given(found=entries, pairs=merges)
def test_merging_people_never_raises_who_was_reached_nor_who_is_new(
    house: House, found: list[Entry], pairs: list[tuple[int, int]]
) -> None:
    house.begin()
    house.enter(found)
    before = house.figures()
    for gone, into in pairs:
        house.merge(gone, into)
        after = house.figures()
        for name, value in after.items():
            if not name.endswith("C03"):  # somebody known before may make a new person a continuing one
                assert value <= before[name], name
            if name.endswith("C06"):
                assert value == before[name], name
        before = after


@settings(max_examples=12)
@given(found=entries, picks=st.lists(st.integers(0, 13), min_size=1, max_size=4))
def test_voiding_never_raises_who_was_reached_nor_what_was_given(
    house: House, found: list[Entry], picks: list[int]
) -> None:
    house.begin()
    house.enter(found)
    before = house.figures()
    for pick in picks:
        if not house.services:
            break
        house.void(pick % len(house.services))
        after = house.figures()
        raised = {name for name, value in after.items() if value > before[name]}
        # Without her first service, a continuing person is new: reached and services never grow.
        assert not {name for name in raised if name.endswith(("C01", "C06"))}
        before = after


@settings(max_examples=12)
@given(found=entries)
def test_the_months_added_up_are_never_less_than_the_quarter(house: House, found: list[Entry]) -> None:
    house.begin()
    house.enter(found)
    figures = house.figures()
    for code in FIGURES:
        months = sum(figures[f"M{place} {code}"] for place in range(3))
        if code in ("C02", "C06"):
            assert months == figures[f"Q1 {code}"]
        else:
            assert months >= figures[f"Q1 {code}"]


@settings(max_examples=10)
@given(found=entries, chance=st.randoms(use_true_random=False), by=breakdowns)
def test_the_database_forgets_the_order_of_entry(
    house: House, found: list[Entry], chance: Random, by: tuple[str, ...]
) -> None:
    house.begin()
    house.enter(found)
    first = house.count(by=by)
    shuffled = list(found)
    chance.shuffle(shuffled)
    house.begin()
    house.enter(shuffled)
    assert house.count(by=by).rows == first.rows


@settings(max_examples=20)
@given(found=entries, pairs=merges, voids=st.sets(st.integers(0, PEOPLE - 1), max_size=2))
def test_people_counted_where_they_are_alike_are_those_counted_one_by_one(
    house: House, found: list[Entry], pairs: list[tuple[int, int]], voids: set[int]
) -> None:
    """By sex alone the database counts those who are alike as one line; beside the branch everybody is a line."""
    house.begin()
    house.enter(found)
    for gone, into in pairs:
        house.merge(gone, into)
    with house.desk.work() as work:
        for place in sorted(voids & set(house.survivor.values())):
            work.void("beneficiary", house.people[place], "by mistake")
    for start, end in [(START, END), *MONTHS]:
        requests = [CountRequest(start, end, by=by) for by in ((), ("sex",), ("sex", "nationality"))]
        alone = [count(house.desk, request) for request in requests]
        together = counts(house.desk, [*requests, CountRequest(start, end, by=("branch", "age_band"))])
        assert [table.rows for table in alone] == [table.rows for table in together[:3]]
        for row in alone[1].rows:
            if row.indicator != "C06":
                assert len(who(house.desk, requests[1], row.indicator, row.by)) <= row.value


def test_the_bounds_of_a_period_belong_to_it(house: House) -> None:
    house.begin()
    house.enter([(0, START, "RAB", None, True), (1, END, "RAB", None, True)])
    house.enter([(2, START - timedelta(days=1), "RAB", None, True), (3, END + timedelta(days=1), "RAB", None, True)])
    assert house.count().value("C01") == 2
    assert house.count(START, START).value("C01") == 1
    assert house.count(END, END).value("C01") == 1


def test_a_service_on_29_february_counts_in_february(house: House) -> None:
    house.begin()
    house.enter([(0, date(2024, 2, 29), "RAB", None, True)])
    assert house.count(*month(2024, 2)).value("C01") == 1
    assert house.count(*month(2024, 3)).value("C01") == 0


def test_a_service_without_a_programme_has_its_own_row_and_the_total_counts_its_person_once(house: House) -> None:
    house.begin()
    house.enter([(0, START, "RAB", "PVI", True), (0, END, "RAB", None, True), (1, END, "CAS", "TAM", True)])
    table = house.count(by=("programme",))
    assert table.value("C01", programme="NONE") == 1
    assert table.value("C01", programme="PVI") == 1
    assert table.value("C01", programme=IN_SEVERAL) == 1
    assert table.value("C01") == 2
    assert Counter(row.by.get("programme") for row in table.rows if row.indicator == "C01") == Counter(
        [None, "PVI", "TAM", "NONE", IN_SEVERAL]
    )


# --- who passed by which stage of a programme -------------------------------------------------------------------------

STAGES = {"LNG": pathway.path_of("LNG")[:3], "CUL": pathway.path_of("CUL")[:3]}
lines_of = {
    programme: st.lists(st.tuples(st.sampled_from(codes), DAYS, st.booleans()), max_size=4)
    for programme, codes in STAGES.items()
}
# person, when she entered it and by which lines (stage, day, whether the line stands), whether she left, whether void
enrolments = st.lists(
    st.sampled_from(sorted(STAGES)).flatmap(
        lambda programme: st.tuples(
            st.integers(0, PEOPLE - 1), st.just(programme), DAYS, lines_of[programme], st.booleans(), st.booleans()
        )
    ),
    max_size=8,
)
Passed = defaultdict[str, dict[str, set[int]]]
Enrolled = tuple[int, str, date, list[tuple[str, date, bool]], bool, bool]


@settings(max_examples=20)
@given(found=enrolments, given_services=entries, pairs=merges, cut=DAYS)
def test_programmes_are_counted_as_by_hand(
    house: House, found: list[Enrolled], given_services: list[Entry], pairs: list[tuple[int, int]], cut: date
) -> None:
    house.begin()
    _enrol(house, found)
    services = [
        (person, day, branch, "LNG" if of == "PVI" else of, counts)
        for person, day, branch, of, counts in given_services
    ]
    house.enter(services)
    for gone, into in pairs:
        house.merge(gone, into)
    standing = [one for one in found if not one[5]]
    who = house.survivor
    entered, here, first = _passed_by(house, standing)
    stages = enrolled.by_stage(house.desk)
    told = {programme: {one.stage: one.entered for one in counted.values()} for programme, counted in stages.items()}
    assert told == {of: {stage: len(people) for stage, people in by.items()} for of, by in entered.items()}
    at = {(of, one.stage): one.here for of, counted in stages.items() for one in counted.values() if one.here}
    assert at == {(of, stage): len(people) for of, by in here.items() for stage, people in by.items()}
    new = enrolled.newly_enrolled(house.desk, START, cut)
    for programme in STAGES:
        days = [day for (of, _person), day in first.items() if of == programme and START <= day <= cut]
        assert new.get(programme, Counter()) == Counter((day.year, day.month) for day in days)
        asked = {who[person] for person, of, day, *_rest in standing if of == programme and day <= cut}
        served = {who[e[0]] for _id, e in house.services if e[4] and e[3] == programme and e[1] <= cut}
        assert enrolled.reached(house.desk, cut)[programme].value == len(asked & served)
        assert len(enrolled.people_reached(house.desk, programme, cut)) == len(asked & served)


def _enrol(house: House, found: list[Enrolled]) -> None:
    """These enrolments and no others, some void, some with lines of their history that were taken away again."""
    with house.desk.work() as work:
        for old in house.enrolled:
            work.void("enrolment", old, "another example")
        house.enrolled = []
        for person, programme, day, lines, left, void in found:
            history = [{"stage": stage, "entered_on": on} for stage, on, _stands in lines]
            values = {
                "beneficiary": house.people[person],
                "programme": programme,
                "enrolled_on": day,
                "exited_on": END if left else None,
                "history": history,
            }
            one = work.create("enrolment", values, branch="RAB")
            _take_lines_away(work, one, lines)
            if void:
                work.void("enrolment", one, "by mistake")
            house.enrolled.append(one)


def _passed_by(house: House, standing: list[Enrolled]) -> tuple[Passed, Passed, dict[tuple[str, int], date]]:
    """By programme and stage, who entered it and who is at it now; and when each first came to each programme."""
    who, entered, here = house.survivor, Passed(dict), Passed(dict)
    first: dict[tuple[str, int], date] = {}
    for person, programme, day, lines, left, _void in standing:
        first[programme, who[person]] = min(day, first.get((programme, who[person]), day))
        kept = [(on, place, stage) for place, (stage, on, stands) in enumerate(lines) if stands]
        for _on, _place, stage in kept:
            entered[programme].setdefault(stage, set()).add(who[person])
        if kept and not left:
            here[programme].setdefault(max(kept)[2], set()).add(who[person])
    return entered, here, first


def _take_lines_away(work: UnitOfWork, enrolment: str, lines: list[tuple[str, date, bool]]) -> None:
    """Lines that somebody took away from a history again."""
    if all(stands for _stage, _on, stands in lines):
        return
    held = work.find("enrolment", enrolment, "u")
    both = zip(held.values["history"], lines, strict=True)
    work.update("enrolment", enrolment, {"history": [line for line, (*_line, stands) in both if stands]}, held.version)
