"""The indicators are those of indicators.csv; and the rules that a base at random seldom meets."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from casemgr.domain.resources import folder
from casemgr.services.counting.indicators import CATALOGUE, WORDING
from casemgr.services.counting.indicators.cases import stood
from casemgr.services.counting.indicators.declared import Act, Measure
from casemgr.services.counting.indicators.legal import regularised_on
from casemgr.services.counting.indicators.tally import measured
from casemgr.services.counting.suppression import for_outside

MEASURES = {
    "unique": {Measure.PEOPLE},
    "count": {Measure.LINES},
    "stock": {Measure.LINES},
    "sum": {Measure.SUM},
    "ratio": {Measure.RATE, Measure.SHARE},
    "median": {Measure.MEDIAN},
    "mean": {Measure.MEAN},
}
JAN, FEB, MAR = (date(2026, month, 1) for month in (1, 2, 3))


def declared() -> dict[str, dict[str, str]]:
    with (folder("resources") / "indicators.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def bare(name: str) -> set[str]:
    """The words of a name, without what stands in brackets and without short ones."""
    return {word for word in re.findall(r"\w+", re.sub(r"\(.*?\)", "", name).lower()) if len(word) > 3}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_an_indicator_is_named_and_measured_as_indicators_csv_says(code: str) -> None:
    row, one = declared()[code], CATALOGUE[code]
    assert one.measure in MEASURES[row["unique_or_count"]]
    for tongue in ("fr", "ar", "en"):
        said, wanted = bare(one.name.say(tongue)), bare(row[f"name_{tongue}"])
        assert len(said & wanted) * 2 >= len(wanted), (said, wanted)


def test_every_indicator_has_a_wording_and_those_left_out_are_named() -> None:
    import casemgr.services.counting.indicators as package

    absent = set(declared()) - set(WORDING)
    named = set(re.findall(r"\b[A-Z]\d\d\b", package.__doc__ or ""))
    for start, end in re.findall(r"\b([A-Z]\d\d) to ([A-Z]\d\d)\b", package.__doc__ or ""):
        named |= {f"{start[0]}{number:02}" for number in range(int(start[1:]), int(end[1:]) + 1)}
    assert absent == named


@pytest.mark.parametrize(
    ("history", "days"),
    [
        ([(JAN, "IRR"), (FEB, "CI")], [FEB]),
        ([(JAN, "REC_FIRST"), (FEB, "CI")], [FEB]),
        ([(JAN, "ASY"), (FEB, "REF_HCR")], [FEB]),
        ([(JAN, "CI"), (FEB, "REC_RENEW"), (MAR, "CI")], []),  # a renewal is not a regularisation
        ([(JAN, "REC_RENEW"), (FEB, "CI")], []),
        ([(JAN, "IRR"), (FEB, "UNK"), (MAR, "CI")], [MAR]),  # what is not stated says nothing
        ([(JAN, "UNK"), (FEB, "CI")], []),
        ([(JAN, "CI")], []),
        ([(JAN, "MRE"), (FEB, "CI")], []),
        ([(JAN, "IRR"), (FEB, "CI"), (FEB, "IRR"), (MAR, "CR")], [FEB, MAR]),
        ([], []),
    ],
)
def test_who_is_regularised_and_when(history: list[tuple[date, str]], days: list[date]) -> None:
    assert list(regularised_on(tuple(history))) == days


def test_a_case_stands_as_its_steps_say_and_an_old_one_by_its_dates() -> None:
    steps = [(JAN, "OPEN"), (FEB, "CLOSED"), (MAR, "REOPEN")]
    row = {"closed_on": FEB}
    assert [stood(row, steps, day) for day in (JAN, FEB, MAR)] == ["OPEN", "CLOSED", "REOPEN"]
    assert (stood(row, [], JAN), stood(row, [], FEB)) == ("OPEN", "CLOSED")


def test_below_five_there_is_no_rate_and_what_is_not_due_is_not_in_it() -> None:
    four = [Act("case", str(place), str(place), JAN, met=place < 2) for place in range(4)]
    late = Act("case", "x", "x", JAN, due=False)
    few = measured(CATALOGUE["C12"], {}, [*four, late])
    assert (few.value, few.numerator, few.denominator, few.still_open) == (None, 2, 4, 1)
    five = measured(CATALOGUE["C12"], {}, [*four, Act("case", "y", "y", JAN, met=True)])
    assert (five.value, five.numerator, five.denominator, five.still_open) == (60.0, 3, 5, 0)


def test_a_person_who_came_often_is_one_of_the_people_and_amounts_are_in_dirhams() -> None:
    twice = [Act("service", str(place), "she", JAN, amount=12345) for place in range(2)]
    assert measured(CATALOGUE["S01"], {}, twice).value == 1
    assert measured(CATALOGUE["S03"], {}, twice).value == 246.9


AMOUNTS = {Measure.SUM, Measure.MEDIAN, Measure.MEAN}


@pytest.mark.parametrize("code", sorted(code for code, one in CATALOGUE.items() if one.measure in AMOUNTS))
def test_what_is_made_of_amounts_leaves_by_how_many_people_they_are_of(code: str) -> None:
    often = [Act("service", str(place), "she", JAN, amount=800) for place in range(9)]
    nothing = [Act("service", f"n{place}", f"n{place}", JAN, amount=0) for place in range(9)]
    signed_by_nobody = [Act("complaint", f"c{place}", None, JAN, amount=800) for place in range(4)]

    def told(acts: list[Act]) -> bool:
        figure = measured(CATALOGUE[code], {}, acts)
        assert figure.value is not None
        return not for_outside([figure], {})[0].hidden

    assert not told(often)
    assert told([*often, *signed_by_nobody])
    assert told([*often, *nothing]) == (CATALOGUE[code].measure is not Measure.SUM)  # nought adds nobody to a sum
