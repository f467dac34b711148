"""The households of a person, from her end: which one, since when, as what, and with whom.

The rows belong to the household; `services.records.lookup` finds those that name her, and each household is then read
as this reader may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.domain.errors import NotFound
from casemgr.domain.vocabulary import vocabulary
from casemgr.services import links, records
from casemgr.services.desk import Desk
from casemgr.services.records import Record

Values = Mapping[str, Any]
HOUSEHOLD = "household"


@dataclass(frozen=True)
class Member:
    """One member as the file shows her: her record ("" for one without), her name, and what she is to the head."""

    id: str
    name: str
    relationship: str
    since: date | None
    until: date | None
    lives_here: bool


@dataclass(frozen=True)
class Membership:
    """One household in which the person is or was."""

    household: Record
    members: tuple[Member, ...]
    is_now: bool


def memberships(desk: Desk, person: str) -> list[Membership]:
    """Every household in which the person is a member and that this reader may see, the present one first."""
    with desk.database.reading() as connection:
        rows = list(records.lookup(desk, connection).find(HOUSEHOLD, "members", member=person))
    found = []
    for household in dict.fromkeys(str(row["record"]) for row in rows):
        try:
            record = records.read(desk, HOUSEHOLD, household)
        except NotFound:
            continue
        lines = record.values.get("members") or ()
        is_now = any(line.get("member") == person and _is_now(line, desk.today) for line in lines)
        found.append(Membership(record, tuple(_member(desk, line) for line in lines), is_now))
    return sorted(found, key=lambda one: not one.is_now)


def _is_now(line: Values, today: date) -> bool:
    start, end = line.get("from_date"), line.get("to_date")
    return (start is None or start <= today) and (end is None or end > today)


def _member(desk: Desk, line: Values) -> Member:
    known = str(line.get("member") or "")
    name = links.label_of(desk, "beneficiary", known) if known else str(line.get("first_name") or "")
    relationship = line.get("relationship")
    return Member(
        id=known if name else "",
        name=name,
        relationship=str(vocabulary("relationship").label(str(relationship))) if relationship else "",
        since=line.get("from_date"),
        until=line.get("to_date"),
        lives_here=line.get("lives_here") is not False,
    )
