"""Every indicator against a count by hand over a small base made at random: merged people, voided records, bounds of
the period, two branches, stages and statuses; on both databases. And that one target has one figure everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr.data import merging
from casemgr.data.database import Database
from casemgr.data.unit_of_work import Step
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services.counting import CountRequest, count, enrolled, indicators
from casemgr.services.counting.request import DIMENSIONS, IN_SEVERAL
from casemgr.services.desk import Desk
from tests.data.conftest import MORNING, open_empty
from tests.postgresql import PostgresqlServer

START, END = date(2026, 1, 1), date(2026, 1, 31)
TODAY = MORNING.date()
EDGES = (date(2025, 12, 31), START, END, date(2026, 2, 1), date(2025, 7, 3))
BRANCHES = ("RAB", "CAS")
TYPES = (
    "SOC-FOOD",
    "SOC-CASH",
    "HEA-CONS",
    "MHP-IND",
    "EDU-SUP",
    "LEG-ADV",
    "DOC-STAY",
    "LNG-FR",
    "ACC-INT",
    "PRO-GBV",
)
STATUSES = ("IRR", "CI", "REC_RENEW", "ASY", "REF_HCR", "UNK", "MRE")
GROUP = {"IRR": "out", "ASY": "out", "CI": "in", "REF_HCR": "in", "MRE": "moroccan"}
STAGES = ("PVI-ACCUEIL", "PVI-BILAN", "PVI-FORM", "PVI-EMPLOI")
Rows = list[dict[str, Any]]


@dataclass
class Made:
    """What was put in, as it was put in; `who` is whom each person turned out to be (None: void)."""

    people: Rows = field(default_factory=list)
    services: Rows = field(default_factory=list)
    enrolments: Rows = field(default_factory=list)
    referrals: Rows = field(default_factory=list)
    files: Rows = field(default_factory=list)
    who: dict[int, int | None] = field(default_factory=dict)

    def about(self, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
        """Those that stand, with whom they are about."""
        for row in rows:
            person = self.who[row["person"]]
            if person is not None and not row["void"]:
                yield person, row


class House:
    """An association in one database; each base is made of its own people, those before being voided."""

    def __init__(self, database: Database) -> None:
        branches = [
            {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": f"MA-{code}"}
            for code in BRANCHES
        ]
        with database.writing() as connection:
            connection.execute(database.schema.house.branch.insert(), branches)
        ids = Ids(random=Random(5))
        roles = ("SUPER", "COORD", "CASE", "LEGAL", "HEALTH", "PSY")
        person = Person(ids.new(), "all", "Somebody", roles, BRANCHES, "RAB")
        self.desk = Desk(database, person, fixed_clock(MORNING), ids)
        self.before: list[tuple[str, str]] = []

    def make(self, seed: int) -> Made:
        """A base at random, in the database and by hand."""
        chance, made = Random(seed), Made()
        with self.desk.work() as work:
            for kind, one in self.before:
                work.void(kind, one, "another base")
        self.before = []
        ids = [self._person(chance, made) for _place in range(6)]
        for _place in range(14):
            self._service(chance, made, ids)
        for _place in range(6):
            self._enrolment(chance, made, ids)
        for _place in range(6):
            self._referral(chance, made, ids)
        for _place in range(3):
            self._file(chance, made, ids)
        made.who = {place: place for place in range(len(ids))}
        if chance.random() < 0.7:
            self._merge(made, ids, 1, 0)
        if chance.random() < 0.4:
            with self.desk.work() as work:
                work.void("beneficiary", ids[2], "by mistake")
            made.who[2] = None
            self.before.remove(("beneficiary", ids[2]))
        return made

    def _merge(self, made: Made, ids: list[str], gone: int, into: int) -> None:
        with self.desk.work() as work:
            merging.merge(work, "beneficiary", ids[gone], ids[into])
        made.who[gone] = into
        self.before.remove(("beneficiary", ids[gone]))
        # of two on one day, that of the file that stays, unless it is "not known"
        days = {line["since"]: line for line in made.people[gone]["statuses"]}
        days |= {
            line["since"]: line
            for line in made.people[into]["statuses"]
            if line["status"] != "UNK" or line["since"] not in days
        }
        made.people[into]["statuses"] = list(days.values())
        for key in ("sex", "birth"):  # what the one says stays; "not known" says nothing
            made.people[into][key] = made.people[into][key] or made.people[gone][key]

    def _kept(self, kind: str, values: dict[str, Any], branch: str, *, void: bool = False) -> str:
        with self.desk.work() as work:
            given = {key: value for key, value in values.items() if key != "state"}
            steps = [Step(values["state"], MORNING.date())] if values.get("state") else []
            one = work.create(kind, given, branch=branch, steps=steps)
            if void:
                work.void(kind, one, "by mistake")
            else:
                self.before.append((kind, one))
        return one

    def _person(self, chance: Random, made: Made) -> str:
        days = chance.sample([day_of(chance) for _place in range(9)], 3)
        statuses = [{"status": chance.choice(STATUSES), "since": day} for day in sorted(set(days))]
        row: dict[str, Any] = {
            "sex": chance.choice(["F", "F", "M", None]),
            "birth": chance.choice([ApproximateDate.of_day(date(2008, 1, 15)), ApproximateDate.of_year(1990), None]),
            "statuses": statuses,
        }
        made.people.append(row)
        values = {
            "family_name": f"P{len(made.people)}",
            "sex": row["sex"],
            "birth_date": row["birth"] or ApproximateDate.unknown(),
            "population_group": "MIG",
            "administrative_status": [{**line, "confidentiality": "L0"} for line in statuses],
        }
        return self._kept("beneficiary", values, "RAB")

    def _service(self, chance: Random, made: Made, ids: list[str]) -> None:
        is_stay = chance.random() < 0.2
        row: dict[str, Any] = {
            "person": chance.randrange(len(ids)),
            "date": day_of(chance),
            "type": "HOU-EMG" if is_stay else chance.choice(TYPES),
            "programme": chance.choice(["PVI", "TAM", "TAM", None]),
            "countable": chance.random() < 0.85,
            "quantity": chance.randint(1, 4),
            "amount": chance.randint(1, 90000) if not is_stay else None,
            "branch": chance.choice(BRANCHES),
            "void": chance.random() < 0.15,
        }
        row["from"], row["to"] = row["date"], row["date"] + timedelta(days=chance.randint(1, 40))
        made.services.append(row)
        values = {key: row[key] for key in ("date", "type", "programme", "countable", "quantity")}
        values |= {"beneficiary": ids[row["person"]]}
        if is_stay:
            values |= {"stay_from": row["from"], "stay_to": row["to"]}
        if row["type"] == "SOC-CASH":
            values["amount"] = Decimal(row["amount"]) / 100
        self._kept("service", values, row["branch"], void=row["void"])

    def _enrolment(self, chance: Random, made: Made, ids: list[str]) -> None:
        programme, day = chance.choice(["PVI", "TAM"]), day_of(chance)
        lines = [(stage, day + timedelta(days=20 * place)) for place, stage in enumerate(STAGES)]
        row: dict[str, Any] = {
            "person": chance.randrange(len(ids)),
            "programme": programme,
            "on": day,
            "lines": lines[: chance.randint(1, 4)] if programme == "PVI" else [("TAM-IDENT", day)],
            "branch": chance.choice(BRANCHES),
            "void": chance.random() < 0.15,
        }
        made.enrolments.append(row)
        history = [{"stage": stage, "entered_on": on} for stage, on in row["lines"]]
        values = {"beneficiary": ids[row["person"]], "programme": programme, "enrolled_on": day, "history": history}
        self._kept("enrolment", values, row["branch"], void=row["void"])

    def _referral(self, chance: Random, made: Made, ids: list[str]) -> None:
        sent = day_of(chance)
        row: dict[str, Any] = {
            "person": chance.randrange(len(ids)),
            "state": chance.choice(["DRAFT", "SENT", "DONE", "REFUSED", "CANCELLED", "IN_PROG"]),
            "sent": sent,
            "closed": sent + timedelta(days=chance.randint(0, 40)),
            "received": sent + timedelta(days=chance.randint(0, 9)) if chance.random() < 0.5 else None,
            "outcome": chance.choice(["FULL", "PART", "NOCAP"]),
            "reason": chance.choice(["MED", "SCHOOL", "ASYLUM"]),
            "direction": chance.choice(["OUT", "OUT", "OUT", "IN"]),
            "branch": chance.choice(BRANCHES),
            "void": chance.random() < 0.15,
        }
        if row["state"] not in ("DONE", "REFUSED"):
            row["closed"], row["outcome"] = None, None
        made.referrals.append(row)
        values = {key: row[key] for key in ("state", "outcome", "reason", "direction")}
        values |= {"sent_on": sent, "closed_on": row["closed"], "received_on": row["received"]}
        self._kept("referral", values | {"beneficiary": ids[row["person"]]}, row["branch"], void=row["void"])

    def _file(self, chance: Random, made: Made, ids: list[str]) -> None:
        row: dict[str, Any] = {
            "person": chance.randrange(len(ids)),
            "opened": day_of(chance),
            "outcome": chance.choice(["FAV", "UNFAV", "ONGOING", None]),
            "ended": day_of(chance),
            "void": chance.random() < 0.15,
        }
        made.files.append(row)
        values = {"beneficiary": ids[row["person"]], "matter": "LABOUR", "opened_on": row["opened"]}
        values |= {"outcome": row["outcome"], "outcome_on": row["ended"]}
        self._kept("legal_file", values, "RAB", void=row["void"])


def day_of(chance: Random) -> date:
    """Often on the edge of the period."""
    return chance.choice(EDGES) if chance.random() < 0.4 else date(2025, 11, 15) + timedelta(days=chance.randrange(110))


def here(day: date | None) -> bool:
    return day is not None and START <= day <= END


# --- by hand ------------------------------------------------------------------------------------------------------
def counted(made: Made, *types: str) -> list[tuple[int, dict[str, Any]]]:
    """The countable services of the period, of these types."""
    every = [(who, row) for who, row in made.about(made.services) if row["countable"] and here(row["date"])]
    return [(who, row) for who, row in every if not types or row["type"] in types]


def people(found: list[tuple[int, dict[str, Any]]]) -> int:
    return len({who for who, _row in found})


def nights(row: dict[str, Any]) -> int:
    slept = [row["from"] + timedelta(days=place) for place in range((row["to"] - row["from"]).days)]
    return sum(here(night) and night < TODAY for night in slept)


def regularised(made: Made) -> int:
    found = 0
    for place, row in enumerate(made.people):
        if made.who[place] != place:
            continue
        before, days = "", []
        for line in sorted(row["statuses"], key=lambda one: one["since"]):
            group = GROUP.get(line["status"])
            if group is not None:
                if before == "out" and group == "in":
                    days.append(line["since"])
                before = group
        found += any(here(day) for day in days)
    return found


def new_in_programmes(made: Made) -> set[int]:
    first: dict[tuple[int, str], date] = {}
    for who, row in made.about(made.enrolments):
        key = (who, row["programme"])
        first[key] = min(row["on"], first.get(key, date.max))
    return {who for (who, _programme), day in first.items() if here(day)}


def since_the_start(made: Made, programme: str, *types: str) -> set[int]:
    """Enrolled in a programme by the end, and served under it since it began."""
    begun = enrolled.started_on(programme)
    on = {who for who, row in made.about(made.enrolments) if row["programme"] == programme and row["on"] <= END}
    return on & {
        who
        for who, row in made.about(made.services)
        if row["countable"] and row["programme"] == programme and begun <= row["date"] <= END
        if not types or row["type"] in types
    }


def stages(made: Made, *codes: str) -> Iterator[tuple[int, date]]:
    for who, row in made.about(made.enrolments):
        yield from ((who, day) for stage, day in row["lines"] if stage in codes)


def sent(made: Made) -> list[tuple[int, dict[str, Any]]]:
    ours = [(who, row) for who, row in made.about(made.referrals) if row["direction"] == "OUT"]
    return [(who, row) for who, row in ours if here(row["sent"]) and row["state"] != "DRAFT"]


def closed(made: Made, *outcomes: str) -> int:
    ours = [row for _who, row in made.about(made.referrals) if row["direction"] == "OUT"]
    return sum(here(row["closed"]) and row["outcome"] in outcomes for row in ours)


def days_to_answer(made: Made) -> float | None:
    found = []
    for _who, row in sent(made):
        said = [row["received"], row["closed"] if row["state"] in ("DONE", "REFUSED") else None]
        known = [day for day in said if day is not None]
        found += [(min(known) - row["sent"]).days] if known else []
    return round(median(found), 1) if found else None


def first_job(made: Made) -> int:
    first: dict[int, date] = {}
    for who, day in stages(made, "PVI-EMPLOI"):
        first[who] = min(day, first.get(who, date.max))
    return sum(here(day) for day in first.values())


CARE = ("HEA-CONS", "MHP-IND", "SOC-FOOD", "SOC-CASH", "HOU-EMG", "DOC-STAY")
BASIC = ("HEA-CONS", "MHP-IND", "EDU-SUP", "HOU-EMG", "DOC-STAY")
BY_HAND: dict[str, Callable[[Made], Any]] = {
    "S01": lambda made: people(counted(made, "SOC-FOOD", "SOC-CASH")),
    "S02": lambda made: sum(row["quantity"] for _who, row in counted(made, "SOC-FOOD")),
    "S03": lambda made: round(sum(row["amount"] for _who, row in counted(made, "SOC-CASH")) / 100, 2),
    "S04": lambda made: sum(nights(row) for _who, row in made.about(made.services) if row["type"] == "HOU-EMG"),
    "S05": lambda made: len(
        {who for who, row in made.about(made.services) if row["type"] == "HOU-EMG" and nights(row)}
    ),
    "E06": lambda made: people(counted(made, "LNG-FR")),
    "T06": lambda made: people([one for one in counted(made, "PRO-GBV") if made.people[one[0]]["sex"] == "F"]),
    "T07": lambda made: sum(row["programme"] == "TAM" for _who, row in counted(made, "HEA-CONS")),
    "T08": lambda made: len(counted(made, "MHP-IND")),
    "U01": lambda made: people(counted(made)),
    "U02": lambda made: people(counted(made, *BASIC)),
    "L01": lambda made: people(counted(made, "LEG-ADV")),
    "L02": lambda made: sum(here(row["opened"]) for _who, row in made.about(made.files)),
    "L05": regularised,
    "L08": lambda made: len({who for who, row in sent(made) if row["reason"] == "ASYLUM"}),
    "C04": lambda made: len(new_in_programmes(made)),
    "C05": lambda made: len(since_the_start(made, "PVI") | since_the_start(made, "TAM")),
    "P01": lambda made: len({who for who, day in stages(made, *STAGES[1:]) if day <= END}),
    "P02": lambda made: len({who for who, day in stages(made, "PVI-BILAN") if here(day)}),
    "P03": lambda made: len({who for who, day in stages(made, "PVI-FORM") if here(day)}),
    "P05": first_job,
    "T01": lambda made: sum(made.people[who]["sex"] == "F" for who in since_the_start(made, "TAM", *CARE)),
    "R01": lambda made: len(sent(made)),
    "R02": lambda made: people(sent(made)),
    "R03": lambda made: closed(made, "FULL", "PART"),
    "R05": days_to_answer,
    "R06": lambda made: sum(
        here(row["closed"]) and row["state"] == "REFUSED" and row["direction"] == "OUT"
        for _who, row in made.about(made.referrals)
    ),
}
RATES: dict[str, Callable[[Made], tuple[int, int, int]]] = {
    "R04": lambda made: (
        sum(row["outcome"] in ("FULL", "PART") for _who, row in sent(made) if row["state"] != "CANCELLED"),
        sum(row["state"] != "CANCELLED" for _who, row in sent(made)),
        sum(row["state"] in ("SENT", "IN_PROG") for _who, row in sent(made)),
    ),
    "L03": lambda made: (
        sum(here(row["ended"]) and row["outcome"] == "FAV" for _who, row in made.about(made.files)),
        sum(here(row["ended"]) and row["outcome"] in ("FAV", "UNFAV") for _who, row in made.about(made.files)),
        0,
    ),
    "C19": lambda made: (
        len({who for who, _row in counted(made) if made.people[who]["birth"] is None}),
        people(counted(made)),
        0,
    ),
}


@pytest.fixture(scope="module", params=["file", "server"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("indicators")
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.fresh_database() if request.param == "server" else nullcontext("") as url:
        database = open_empty(request.param, KINDS, folder, url)
        yield House(database)
        database.dispose()


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6))
def test_every_indicator_is_that_of_a_count_by_hand(house: House, seed: int) -> None:
    made = house.make(seed)
    figures = indicators.count(house.desk, CountRequest(START, END), [*BY_HAND, *RATES])
    found = {one.indicator: one for one in figures if not one.by}
    assert {code: found[code].value for code in BY_HAND} == {code: by_hand(made) for code, by_hand in BY_HAND.items()}
    for code, parts in RATES.items():
        assert (found[code].numerator, found[code].denominator, found[code].still_open) == parts(made), code
        assert (found[code].value is None) == ((found[code].denominator or 0) < 5)
    reached = enrolled.reached(house.desk, END)
    of_programmes = indicators.count(house.desk, CountRequest(START, END, by=("programme",)), ["C05"])
    by_programme = {one.by["programme"]: one.value for one in of_programmes if one.by}
    assert (reached["PVI"].value, reached["TAM"].value) == (found["P01"].value, found["T01"].value)
    for programme in ("PVI", "TAM"):
        assert by_programme.get(programme, 0) == len(since_the_start(made, programme))


@settings(max_examples=4)
@given(seed=st.integers(0, 10**6), by=st.sampled_from(sorted(DIMENSIONS)))
def test_lines_add_up_to_the_total_but_for_who_stands_in_several(house: House, seed: int, by: str) -> None:
    house.make(seed)
    request = CountRequest(START, END, by=(by,))
    codes = [code for code in BY_HAND if not indicators.fits(indicators.CATALOGUE[code], request)]
    lines: dict[str, dict[str, float]] = defaultdict(dict)
    for one in indicators.count(house.desk, request, codes):
        lines[one.indicator][one.by.get(by, "")] = one.value or 0
    for code, values in lines.items():
        total, several = values.pop(""), values.pop(IN_SEVERAL, 0)
        if code != "R05":
            # There are two branches: nobody stands in three lines but of programmes, where some have none.
            assert total + several <= sum(values.values()) + 0.001, code
            if by != "programme":
                assert total + several == pytest.approx(sum(values.values())), code
    table = count(house.desk, request)
    for row in table.rows:
        if row.indicator == "C01":
            assert table.value("C02", **row.by) + table.value("C03", **row.by) == row.value


@settings(max_examples=4)
@given(seed=st.integers(0, 10**6))
def test_who_is_behind_a_figure_is_who_was_counted(house: House, seed: int) -> None:
    made = house.make(seed)
    request = CountRequest(START, END)
    for code in ("S01", "C04", "R02", "L05", "U02"):
        behind, listed = indicators.who(house.desk, request, code, {})
        assert behind == len(listed) == BY_HAND[code](made), code
