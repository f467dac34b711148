"""How many live with a person, adults and children: on her summary, and for a partner who is to house or feed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.document import Said, fill
from casemgr.domain.paper import Reading, Values
from casemgr.domain.words import Words

_ADULT = 18
_SIZE = Words(
    "{adults} adulte(s), {children} enfant(s)",
    "الراشدون: {adults}، الأطفال: {children}",
    "{adults} adult(s), {children} child(ren)",
)


def household_size(reading: Reading) -> Said:
    """Adults and children as declared, else as counted among the members who live there."""
    household = reading.around.household()
    if household is None:
        return ""
    size, children = household.values.get("declared_size"), household.values.get("children_under_18")
    if size is None or children is None:
        ages = [_age(reading, line) for line in _living_there(reading, household.values)]
        size, children = len(ages), sum(1 for age in ages if age is not None and age < _ADULT)
    return fill(_SIZE, adults=str(max(0, size - children)), children=str(children))


def _living_there(reading: Reading, household: Values) -> list[Values]:
    today = reading.today
    return [
        line
        for line in household.get("members") or ()
        if line.get("lives_here") is not False
        and (line.get("from_date") is None or line["from_date"] <= today)
        and (line.get("to_date") is None or line["to_date"] > today)
    ]


def _age(reading: Reading, line: Values) -> int | None:
    known: Mapping[str, Any] | None = line
    if line.get("member"):
        known = reading.context.lookup.get("beneficiary", str(line["member"]))
    birth = (known or {}).get("birth_date")
    return age_on(birth, reading.today) if isinstance(birth, ApproximateDate) else None
