"""The case that a record of a person's is attached to: proposed when it is plain, and never somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words

Values = Mapping[str, Any]

NOT_WORKED_ON = frozenset({"CLOSED", "TRANSF"})
ANOTHER_PERSON = Words(
    "Ce dossier est celui d’une autre personne.", "هذا الملف يخص شخصا آخر.", "This case is another person’s."
)


def open_cases(values: Values, context: Context) -> list[Values]:
    """The cases of the record's person that are being worked on."""
    person = values.get("beneficiary")
    cases = context.lookup.find("case", "", beneficiary=person) if person else ()
    return [case for case in cases if case.get("state") not in NOT_WORKED_ON]


def propose_case(values: Values, context: Context) -> str | None:
    """The person's open case, when she has exactly one (forms.md §6: default, the open case)."""
    still_open = open_cases(values, context)
    return str(still_open[0]["record"]) if len(still_open) == 1 else None


def case_is_the_persons(values: Values, context: Context) -> Iterator[Issue]:
    """The case is the person's own: a warning only, as after a merge a case may still name the alias."""
    case = context.lookup.get("case", str(values["case"])) if values.get("case") else None
    if case is not None and values.get("beneficiary") and case.get("beneficiary") != values["beneficiary"]:
        yield Issue("case", ANOTHER_PERSON, "warning")
