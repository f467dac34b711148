"""A second reading of access.csv, written apart from the program's: who may do what, decided one record at a time.

The program makes one predicate of all grants and lets the database decide; here a loop looks at each row of the
matrix, so that a mistake in either shows as a difference.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field

from casemgr.domain.access import Person
from casemgr.domain.resources import folder

# access.md: "*" stands for records about people, never for the tools and registers of the house.
ABOUT_PEOPLE = """
    beneficiary household identity_document consent case assessment plan follow_up service referral enrolment
    appointment note attachment specific_need training job income_activity school_year scholarship repatriation
    return_file legal_file complaint health_record
    """
WIDEST_FIRST = ("full", "code", "first_name", "dates", "family", "amounts", "given")


@dataclass(frozen=True)
class Fact:
    """What decides who may reach one record."""

    id: str
    kind: str
    mark: str
    branch: str
    recorder: str
    person: str = ""
    named: frozenset[str] = frozenset()


@dataclass
class Facts:
    """What is known of people besides their records: in which branches something of theirs stands, who works for them.

    `branches` and `teams` are by person.
    """

    branches: dict[str, set[str]] = field(default_factory=dict)
    teams: dict[str, set[str]] = field(default_factory=dict)


def matrix() -> list[Mapping[str, str]]:
    """The rows of access.csv."""
    with (folder("resources") / "access.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


MATRIX = matrix()
ROLES = tuple(dict.fromkeys(row["role"] for row in MATRIX))


def reaches(scope: str, who: Person, fact: Fact, facts: Facts) -> bool:
    """Whether one scope of one row reaches one record."""
    match scope:
        case "all":
            return True
        case "own":
            return fact.recorder == who.id
        case "branch":
            return fact.branch in who.branches
        case "named":
            return who.id in fact.named
        case "team":
            elsewhere = facts.branches.get(fact.person, set()) & set(who.branches)
            in_team = who.id in facts.teams.get(fact.person, set())
            return fact.recorder == who.id or fact.branch in who.branches or bool(elsewhere) or in_team
    return False  # "none", and requests, which are not open here


def widest_view(who: Person, operation: str, fact: Fact, facts: Facts) -> str:
    """The widest view that the rows give together; "" when they refuse. Each member of the mark is needed."""
    narrowest_so_far: list[int] = []
    for member in fact.mark.split("+"):
        views = [
            WIDEST_FIRST.index(row["view"])
            for row in MATRIX
            if row["role"] in who.roles
            and (row["kind"] == fact.kind or (row["kind"] == "*" and fact.kind in ABOUT_PEOPLE.split()))
            and member in row["confidentiality"].split()
            and operation in row["operations"]
            and row["view"] in WIDEST_FIRST
            and reaches(row["scope"], who, fact, facts)
        ]
        if not views:
            return ""
        narrowest_so_far.append(min(views))
    return WIDEST_FIRST[max(narrowest_so_far)]


def may(who: Person, operation: str, fact: Fact, facts: Facts) -> bool:
    """Whether the matrix lets her do `operation` on the record."""
    return bool(widest_view(who, operation, fact, facts))


def may_create(who: Person, kind: str, mark: str, branch: str) -> bool:
    """Whether the matrix lets her add such a record: in a branch of hers, or anywhere where a row says "all"."""
    return all(
        any(
            row["role"] in who.roles
            and (row["kind"] == kind or (row["kind"] == "*" and kind in ABOUT_PEOPLE.split()))
            and member in row["confidentiality"].split()
            and "c" in row["operations"]
            and row["scope"] != "none"
            and (row["scope"] == "all" or branch in who.branches)
            for row in MATRIX
        )
        for member in mark.split("+")
    )
