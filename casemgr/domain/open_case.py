"""The case that a record of a person's is attached to: proposed when it is plain, and never somebody else's.

What belongs to a case is asked for it by the same field, and is kept as long as it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Link
from casemgr.domain.kind import Retention
from casemgr.domain.words import Words

Values = Mapping[str, Any]

CASE = Words("Dossier", "الملف", "Case")
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


def case_link(label: Words = CASE, help: Words | None = None) -> Link:
    """The field "case" of a kind: to which case of the person the record belongs."""
    return Link(
        key="case",
        label=label,
        help=help,
        to="case",
        propose=propose_case,
        also=("n° dossier", "numéro de dossier", "dossier", "رقم الملف"),
    )


def kept_as_a_case(start: str) -> Retention:
    """How long what belongs to an ordinary case is kept, from the day called `start` (data-protection.md §3)."""
    return Retention(
        start=start,
        months=60,
        then="anonymise",
        source=Words(
            "Dossier ordinaire : 2 ans, puis 3 ans d’archives (proposition, à déclarer à la CNDP)",
            "ملف عادي: سنتان ثم ثلاث سنوات من الحفظ (اقتراح، يصرح به لدى اللجنة الوطنية)",
            "Ordinary case: 2 years, then 3 in the archive (a proposal, to be declared to the CNDP)",
        ),
    )
