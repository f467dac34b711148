"""Whether a person meets the criteria of a programme, as far as her file can tell.

The criteria are data (`resources/programmes/eligibility.csv`). A machine reads only those that speak of the
person herself in plain terms (age, sex, group of population, a need that was noted, the day of a return, a consent);
every other one is unknown, for a human to answer. Nobody is ever refused by this (domain.md §6; law 09-08, art. 11).
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from casemgr.domain import consents
from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.months import add_months
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

    @property
    def is_one_of_several(self) -> bool:
        """Whether it is one way among others into the same programme: the categories of a campaign (domain.md §6.7)."""
        return self.rule.startswith("campaign=")

    @property
    def asks_consent(self) -> bool:
        """Whether it is answered by what the person allowed."""
        return _CONSENT.match(self.rule) is not None


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
_BACK_FOR_AT_MOST = re.compile(r"^months_since_return<=(\d+)$")
_ANY_NEED_OF = re.compile(r"^vulnerability any of \(([^)]*)\)$")
_ONE_NEED = re.compile(r"^[A-Z]{2}-[A-Z]+$")
_A_GROUP = re.compile(r"^[A-Z]{3}$")
_CONSENT = re.compile(r"^consent ([A-Z]+)$")


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
    if _A_GROUP.match(clause):
        return _is_among("population_group", frozenset({clause}), facts)
    if found := _ANY_NEED_OF.match(clause):
        return _has_need(found[1].split(","), facts)
    if _ONE_NEED.match(clause):
        return _has_need([clause], facts)
    if found := _BACK_FOR_AT_MOST.match(clause):
        return _is_back_for(int(found[1]), facts, day)
    if found := _CONSENT.match(clause):
        return _allows(found[1], facts, day)
    return _read_age(clause, facts, day)


def _read_age(clause: str, facts: Facts, day: date) -> Answer:
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


def _has_need(codes: list[str], facts: Facts) -> Answer:
    """Whether one of these needs was noted ("SV-*": any of the family). What was not noted may be all the same."""
    held: frozenset[str] = facts.get("vulnerabilities") or frozenset()
    wanted = tuple(code.strip() for code in codes)
    families = tuple(code.removesuffix("*") for code in wanted if code.endswith("*"))
    met = any(code in wanted or (families and code.startswith(families)) for code in held)
    return Answer.MEETS if met else Answer.UNKNOWN


def _is_back_for(months: int, facts: Facts, day: date) -> Answer:
    """Whether the return was at most so many months ago; unknown where its day might decide and is not known."""
    back = facts.get("return_date")
    known = _between(back) if isinstance(back, ApproximateDate) else None
    if known is None or known[0] > day:
        return Answer.UNKNOWN
    return _all_or_none({day <= add_months(one, months) for one in known})


def _allows(purpose: str, facts: Facts, day: date) -> Answer:
    """Whether the person allowed this purpose; unknown while she was not asked, or where it ran out."""
    about = [one for one in facts.get("consents") or () if consents.is_about(one, purpose)]
    if consents.is_allowed(about, purpose, None, day):
        return Answer.MEETS
    said_no = any(one.get("answer") in ("REFUSED", "WITHDRAWN") for one in about)
    return Answer.DOES_NOT_MEET if said_no else Answer.UNKNOWN


def _school_days(day: date) -> tuple[date, ...]:
    """The 31 December that decides: that of the school year, and before September of the next one too."""
    years = (day.year - 1, day.year) if day.month < 9 else (day.year,)
    return tuple(date(year, 12, 31) for year in years)


def _is_aged(birth: ApproximateDate, days: tuple[date, ...], least: int, most: int) -> Answer:
    """Aged from `least` to `most` on one of the days; of an age that was estimated, a year more or less."""
    born = _between(birth)
    if born is None:
        ages = [age_on(birth, day) for day in days]
        fits = [{least <= age + shift <= most for shift in (-1, 0, 1)} for age in ages if age is not None]
        if {True} in fits:
            return Answer.MEETS
        return Answer.DOES_NOT_MEET if fits and all(fit == {False} for fit in fits) else Answer.UNKNOWN
    return _all_or_none({any(least <= _completed(one, day) <= most for day in days) for one in born})


def _completed(born: date, day: date) -> int:
    age = age_on(ApproximateDate.of_day(born), day)
    return -1 if age is None else age


def _between(known: ApproximateDate) -> tuple[date, date] | None:
    """The first and the last day it can have been; None where it is an estimate, or not known."""
    day = known.day
    if day is None or known.precision not in ("DAY", "MONTH", "YEAR"):
        return None
    if known.precision == "DAY":
        return day, day
    if known.precision == "MONTH":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _all_or_none(fits: set[bool]) -> Answer:
    """What is so on the first and on the last possible day is so on all between; else nobody knows."""
    if len(fits) > 1:
        return Answer.UNKNOWN
    return Answer.MEETS if fits.pop() else Answer.DOES_NOT_MEET
