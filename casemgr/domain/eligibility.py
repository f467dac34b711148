"""Whether a person meets the criteria of a programme, as far as her file can tell.

The criteria are data (`resources/programmes/eligibility.csv`). A machine reads only those that speak of the
person herself in plain terms (age, sex, group of population…); every other one is unknown, for a human to
answer. Nobody is ever refused by this (domain.md §6; law 09-08, art. 11).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.resources import folder
from casemgr.domain.words import Words

Facts = Mapping[str, Any]

# Values that say that nothing is known.
_NOT_KNOWN = frozenset({None, "", "UNK", "XXX"})
# "U" is unknown for the sex, where no other list has it.
_NOT_KNOWN_SEX = _NOT_KNOWN | {"U"}
# Criteria about someone who is not the person helped: the deceased of a repatriation.
_ABOUT_SOMEONE_ELSE = frozenset({("DEP", "MA"), ("DEP", "NEEDY")})


class Answer(Enum):
    """What the file says of one criterion."""

    MEETS = "meets"
    DOES_NOT_MEET = "does not meet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of eligibility.csv. A soft one may be set aside by the coordinator, with a reason."""

    programme: str
    code: str
    is_hard: bool
    label: Words
    rule: str


@lru_cache(maxsize=1)
def all_criteria() -> tuple[Criterion, ...]:
    """Every criterion of every programme, in the order of the file."""
    with (folder("resources") / "programmes" / "eligibility.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Criterion(
                row["programme"],
                row["code"],
                row["kind"] == "hard",
                Words(row["fr"], row["ar"], row["en"]),
                row["rule"],
            )
            for row in csv.DictReader(lines)
        )


def criteria_of(programme: str) -> tuple[Criterion, ...]:
    """The criteria of one programme."""
    return tuple(criterion for criterion in all_criteria() if criterion.programme == programme)


def facts_of(beneficiary: Mapping[str, Any]) -> dict[str, Any]:
    """What a beneficiary's own fields tell: sex, birth, group of population, nationality."""
    return {key: beneficiary.get(key) for key in ("sex", "birth_date", "population_group", "nationality")}


def answer(criterion: Criterion, facts: Facts, day: date) -> Answer:
    """Whether someone of whom these `facts` are known meets the criterion on `day`."""
    if (criterion.programme, criterion.code) in _ABOUT_SOMEONE_ELSE:
        return Answer.UNKNOWN
    return _read_or(criterion.rule, facts, day)


def not_met(programme: str, facts: Facts, day: date) -> tuple[Criterion, ...]:
    """The hard criteria of the programme that these facts contradict."""
    return tuple(
        criterion
        for criterion in criteria_of(programme)
        if criterion.is_hard and answer(criterion, facts, day) is Answer.DOES_NOT_MEET
    )


# --- reading a rule -----------------------------------------------------------------------------------------
_ONE_OF = re.compile(r"^(\w+) in \(([^)]*)\)$")
_EQUALS = re.compile(r"^(\w+)=([A-Z]+)$")
_AGED_AT_LEAST = re.compile(r"^age>=(\d+)$")
_AGED_BETWEEN = re.compile(r"^(\d+)<=age\(31-12\)<=(\d+)$")


def _read_or(rule: str, facts: Facts, day: date) -> Answer:
    answers = [_read_and(part, facts, day) for part in rule.split(" or ")]
    if Answer.MEETS in answers:
        return Answer.MEETS
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.DOES_NOT_MEET


def _read_and(rule: str, facts: Facts, day: date) -> Answer:
    answers = [_read_clause(part.strip(), facts, day) for part in rule.split(" and ")]
    if Answer.DOES_NOT_MEET in answers:
        return Answer.DOES_NOT_MEET
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.MEETS


def _read_clause(clause: str, facts: Facts, day: date) -> Answer:
    """One comparison; what is written otherwise is for a human."""
    if found := _ONE_OF.match(clause):
        return _is_among(found[1], frozenset(code.strip() for code in found[2].split(",")), facts)
    if found := _EQUALS.match(clause):
        return _is_among(found[1], frozenset({found[2]}), facts)
    birth = facts.get("birth_date")
    if not isinstance(birth, ApproximateDate):
        return Answer.UNKNOWN
    if found := _AGED_AT_LEAST.match(clause):
        return _is_aged(birth, (day,), int(found[1]), 200)
    if found := _AGED_BETWEEN.match(clause):
        return _is_aged(birth, _school_days(day), int(found[1]), int(found[2]))
    return Answer.UNKNOWN


def _is_among(key: str, wanted: frozenset[str], facts: Facts) -> Answer:
    value = facts.get(key)
    if value in wanted:
        return Answer.MEETS
    nothing = _NOT_KNOWN_SEX if key == "sex" else _NOT_KNOWN
    return Answer.UNKNOWN if value in nothing else Answer.DOES_NOT_MEET


def _school_days(day: date) -> tuple[date, ...]:
    """The 31 December that decides: that of the school year, and before September of the next one too."""
    years = (day.year - 1, day.year) if day.month < 9 else (day.year,)
    return tuple(date(year, 12, 31) for year in years)


def _is_aged(birth: ApproximateDate, days: tuple[date, ...], least: int, most: int) -> Answer:
    """Aged from `least` to `most` on one of the days; a birth not known to the day may be a year off."""
    ages = [age_on(birth, day) for day in days]
    margin = (0,) if birth.precision == "DAY" else (-1, 0, 1)
    fits = [{least <= age + shift <= most for shift in margin} for age in ages if age is not None]
    if {True} in fits:
        return Answer.MEETS
    return Answer.DOES_NOT_MEET if fits and all(fit == {False} for fit in fits) else Answer.UNKNOWN
