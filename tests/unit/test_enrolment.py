"""What an enrolment makes of the stages and criteria that a list names as people call them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casemgr.domain.checking import Checked, check
from casemgr.domain.conditions import Context
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.enrolment import KIND, rules

TODAY = date(2026, 11, 23)


def checked(programme: str | None, **lines: Any) -> Checked:
    values = {"beneficiary": "p1", "programme": programme, "enrolled_on": TODAY, **lines}
    return check(KIND, values, Context(today=TODAY))


def stage(programme: str | None, code: str | None) -> tuple[str, list[str]]:
    """The stage that is kept, and what is said of it."""
    found = checked(programme, history=[{"stage": code, "entered_on": TODAY}])
    said = [issue.message.en for issue in found.issues if issue.field.startswith("history")]
    return found.values["history"][0]["stage"], said


@pytest.mark.parametrize(
    ("programme", "typed", "kept"),
    [
        ("PVI", "BILAN", "PVI-BILAN"),  # the code that stages.csv gives it, and the label of a stage of another
        ("PVI", "S3", "PVI-S3"),
        ("ASI", "Décision", "ASI-DEC"),
        ("BRS", "Decision", "BRS-DEC"),
        ("SAN", "القرار", "SAN-DECISION"),
        ("JUR", "Suivi", "JUR-SUIVI"),
        ("TAM", "Suivi", "TAM-SUIVI"),
    ],
)
def test_a_stage_is_that_of_the_programme_however_many_programmes_have_one_of_its_name(
    programme: str, typed: str, kept: str
) -> None:
    found = vocabulary("stage").find(typed)
    assert stage(programme, found) == (kept, [])


def test_every_stage_is_found_by_its_own_code_within_its_programme() -> None:
    terms = vocabulary("stage")
    assert len(terms.terms) == 123
    for term in terms:
        assert stage(term.parent, terms.find(term.meta["own"])) == (term.code, [])


def test_a_stage_that_the_programme_does_not_have_is_kept_and_said() -> None:
    assert stage("PVI", "TAM-MED") == ("TAM-MED", [rules.OF_ANOTHER.en])
    assert stage(None, "TAM-MED") == ("TAM-MED", [])


def test_a_criterion_is_that_of_the_programme_too() -> None:
    found = vocabulary("criterion").find("AGE")
    kept = checked("EDU", criteria=[{"criterion": found, "answer": "MEETS"}]).values["criteria"]
    assert [line["criterion"] for line in kept] == ["EDU-AGE"]


def test_a_term_is_found_with_the_apostrophe_of_a_keyboard() -> None:
    assert vocabulary("referral_status").find("En liste d'attente") == "WAITLIST"
