"""What is right for a case, and what is said when it looks odd (domain.md §4; decisions.md 1).

The steps of its life and what may forbid them stand in `life.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

OVER = frozenset({"CLOSED"})


def is_open(values: Values) -> bool:
    """Whether the case is being worked on: by its state where it is known, else by its dates."""
    if values.get("state") is not None:
        return values["state"] not in OVER
    closed, reopened = values.get("closed_on"), values.get("reopened_on")
    return closed is None or (reopened is not None and reopened >= closed)


IS_OPEN = Condition(("closed_on", "reopened_on"), lambda values, _context: is_open(values))
IS_WORKED_ON = IS_OPEN & ~when("state", *OVER)  # the state said apart: a database leaves out what is over by itself


# --- what a priority asks -----------------------------------------------------------------------------------
def _days(values: Values, name: str) -> int | None:
    term = vocabulary("case_priority").terms.get(values.get("priority") or "")
    return int(term.meta[name]) if term else None


def first_contact_by(values: Values, _context: Context | None = None) -> date | None:
    """The day by which the interview is held: P1 at once, P2 in 2 days, P3 7, P4 15 (domain.md §4, row 3)."""
    days, opened = _days(values, "contact_days"), values.get("opened_on")
    return opened + timedelta(days=days) if days is not None and opened is not None else None


def propose_review(values: Values, today: date) -> date | None:
    """The day of the next review that the priority asks for: P1 each week to P4 each quarter (§4, row 8)."""
    days = _days(values, "review_days")
    return None if days is None else today + timedelta(days=days)


# --- rules --------------------------------------------------------------------------------------------------
ANOTHER_IS_OPEN = Words(
    "La personne a déjà un dossier ouvert. Un seul suffit d’ordinaire.",
    "للشخص ملف مفتوح من قبل. ملف واحد يكفي عادة.",
    "The person already has an open case. One is usually enough.",
)
SAY_WHY = Words(
    "Dites pourquoi : cette priorité engage toute l’équipe.",
    "اذكروا السبب: هذه الأولوية تلزم الفريق كله.",
    "Say why: this priority binds the whole team.",
)
REVIEW_IS_LATE = Words(
    "Pour cette priorité, la revue se fait au plus tard le {day}.",
    "حسب هذه الأولوية، تتم المراجعة في أجل أقصاه {day}.",
    "With this priority, the review comes by {day} at the latest.",
)
ENDS_BEFORE_IT_STARTS = Words(
    "Cette date est avant l’ouverture du dossier.",
    "هذا التاريخ سابق لفتح الملف.",
    "This date is before the case was opened.",
)


def one_open_case_a_person(values: Values, context: Context) -> Iterator[Issue]:
    """One case a person by default; a second open one is said, and kept (decisions.md 1)."""
    if not values.get("beneficiary") or not is_open(values):
        return
    for other in context.lookup.find("case", "", beneficiary=values["beneficiary"]):
        if other.get("record") != context.record and is_open(other):
            yield Issue("beneficiary", ANOTHER_IS_OPEN, "warning")
            return


def a_high_priority_is_explained(values: Values, _context: Context) -> Iterator[Issue]:
    """The score advises, a person decides and says why (domain.md §4, row 4; law 09-08, art. 11)."""
    if values.get("priority") in ("P1", "P2") and not values.get("priority_reason"):
        yield Issue("priority_reason", SAY_WHY, "warning")


def review_follows_the_priority(values: Values, context: Context) -> Iterator[Issue]:
    """A review put off beyond what the priority asks is said (domain.md §4, rows 8 and 9)."""
    latest, review = propose_review(values, context.today), values.get("review_on")
    if latest is not None and review is not None and review > latest and is_open(values):
        said = REVIEW_IS_LATE.format(day=latest.strftime("%d/%m/%Y"))
        yield Issue("review_on", said, "warning")


def dates_are_in_order(values: Values, _context: Context) -> Iterator[Issue]:
    """A case is opened before it is closed or reopened."""
    opened = values.get("opened_on")
    for key in ("closed_on", "reopened_on"):
        day = values.get(key)
        if opened is not None and day is not None and day < opened:
            yield Issue(key, ENDS_BEFORE_IT_STARTS)


RULES = (
    one_open_case_a_person,
    a_high_priority_is_explained,
    review_follows_the_priority,
    dates_are_in_order,
)

# --- how it is told -----------------------------------------------------------------------------------------
CASE = Words("Dossier", "ملف", "Case")
OPENED_ON = Words("Dossier ouvert le {day}", "ملف مفتوح بتاريخ {day}", "Case opened on {day}")
CASE_OPENED = Words("Ouverture du dossier", "فتح الملف", "Case opened")


def title_of(values: Values) -> str:
    """Which case this is, by the day it was opened (its number stands beside)."""
    opened = values.get("opened_on")
    return str(CASE) if opened is None else str(OPENED_ON.format(day=opened.strftime("%d/%m/%Y")))


def line_of(values: Values) -> str:
    """The opening, with its priority, on the person's timeline."""
    priority = values.get("priority")
    return f"{CASE_OPENED} — {vocabulary('case_priority').label(priority)}" if priority else str(CASE_OPENED)


def known_to_the_team(_values: Values) -> str:
    """A case is the team's: L1 (access.md)."""
    return "L1"
