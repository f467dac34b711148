"""What is right for a follow-up (forms.md §8; domain.md §4, row 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from casemgr.domain.conditions import Context, when
from casemgr.domain.errors import Issue
from casemgr.domain.open_case import case_is_the_persons, open_cases
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, introduced

Values = Mapping[str, Any]

SPOKE = when("result", "MET", "REACHED")
IS_TO_COME = ~when("next_done", True)


def known_to_the_team(_values: Values) -> str:
    """What is said in a follow-up is the case team's: L1 (access.md)."""
    return "L1"


def propose_next(values: Values, context: Context) -> date | None:
    """The next follow-up as the priority of the open case asks: each week for P1 to each quarter for P4 (§4, row 8)."""
    day, still_open = values.get("date"), open_cases(values, context)
    if day is None or len(still_open) != 1 or values.get("last_one"):
        return None
    term = vocabulary("case_priority").terms.get(still_open[0].get("priority") or "")
    return day + timedelta(days=int(term.meta["review_days"])) if term else None


NEXT_IS_LATER = Words(
    "Le prochain suivi vient après celui-ci.",
    "التتبع المقبل يأتي بعد هذا التتبع.",
    "The next follow-up comes after this one.",
)
NOTHING_OR_SOMETHING = Words(
    "« Rien de nouveau » ne va pas avec un changement.",
    "«لا جديد» لا يجتمع مع تغيير.",
    "“Nothing new” does not go with a change.",
)


def next_comes_after(values: Values, _context: Context) -> Iterator[Issue]:
    """The next date is not before this one (forms.md §8)."""
    day, following = values.get("date"), values.get("next_date")
    if day is not None and following is not None and following < day:
        yield Issue("next_date", NEXT_IS_LATER)


def nothing_new_stands_alone(values: Values, _context: Context) -> Iterator[Issue]:
    """Nothing new, or something: not both."""
    changed = values.get("changed") or ()
    if "NONE" in changed and len(changed) > 1:
        yield Issue("changed", NOTHING_OR_SOMETHING)


RULES = (next_comes_after, nothing_new_stands_alone, case_is_the_persons)


def title_of(values: Values) -> str:
    """How, and with what result: "Par téléphone — Pas de réponse"."""
    told = [
        str(vocabulary(name).label(values[key]))
        for name, key in (("delivery_mode", "mode"), ("follow_up_result", "result"))
        if values.get(key)
    ]
    return " — ".join(told)


FOLLOW_UP = Words("Suivi", "تتبع", "Follow-up")


def line_of(values: Values) -> str:
    """The contact on the person's timeline."""
    return introduced(FOLLOW_UP, title_of(values))
