"""What follows from a person's record without being typed: her age, her names in one line, what is proposed.

A proposal is only that: a named person confirms it (law 09-08, art. 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from casemgr.domain import dates
from casemgr.domain.conditions import Context
from casemgr.domain.fields import Integer
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]


class Age(NamedTuple):
    """Completed years; `estimated` when the person's age was estimated, not known."""

    years: int
    estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Years(Integer):
    """How an age is shown: "34", or "~34" when it is estimated. The database gives the bare number."""

    def show(self, value: Any, language: str | None = None) -> str:
        """The age as it is read on screen and paper."""
        if not isinstance(value, Age):
            return super().show(value, language)
        return f"~{value.years}" if value.estimated else str(value.years)

    def plain(self, value: Any) -> Any:
        """The number of years."""
        return value.years if isinstance(value, Age) else value


def age(values: Values, context: Context) -> Age | None:
    """Completed years today, or on the day of death (indicators-rules.md, rule 7); None when not known."""
    birth, death = values.get("birth_date"), values.get("deceased_on")
    if birth is None:
        return None
    years = dates.age_on(birth, death or context.today)
    return None if years is None else Age(years, birth.precision == "EST")


def age_in_sql(columns: Any, today: date) -> sa.ColumnElement[int]:
    """The same number of years as a database expression."""
    day = sa.func.coalesce(columns.deceased_on, sa.literal(today, sa.Date()))
    birth = columns.birth_date

    def digits(when: Any) -> sa.ColumnElement[int]:
        """1990-05-03 as 19900503: the difference of two such, without its last four digits, is completed years."""
        parts = sa.extract("year", when) * 10_000 + sa.extract("month", when) * 100 + sa.extract("day", when)
        return sa.cast(parts, sa.Integer())

    years = (digits(day) - digits(birth)) // 10_000
    return sa.case((birth.is_(None), None), (day < birth, 0), else_=years)


def is_possible_minor(values: Values, context: Context) -> bool:
    """16 to 19 and not known to the day: the benefit of the doubt goes to the child (V-DOB, domain.md §5)."""
    birth = values.get("birth_date")
    return birth is not None and dates.is_possible_minor(birth, context.today)


def _in_force(values: Values, group: str, today: date) -> Values | None:
    begun = [row for row in values.get(group) or () if row.get("since") is not None and row["since"] <= today]
    return max(begun, key=lambda row: row["since"]) if begun else None


def status_in_force(values: Values, today: date) -> str | None:
    """The code of the administrative status on a day; None when none was known yet."""
    row = _in_force(values, "administrative_status", today)
    return None if row is None else row.get("status")


def status_group(values: Values, context: Context) -> str | None:
    """The group of the status in force, by which figures are given."""
    return group_of_status(status_in_force(values, context.today))


def group_of_status(status: str | None) -> str | None:
    """The group of an administrative status; None for a code that the list does not have."""
    terms = vocabulary("administrative_status")
    return terms[status].meta.get("group") if status is not None and status in terms else None


def province(values: Values, context: Context) -> str | None:
    """The province or prefecture of the address in force; no map and no figure goes below it (DP-34)."""
    row = _in_force(values, "address", context.today)
    return None if row is None else row.get("province")


def latin_name(values: Values, _context: Context | None = None) -> str:
    """Given names then family name, as a Latin line."""
    return " ".join(part for key in ("given_names", "family_name") if (part := values.get(key)))


def arabic_name(values: Values, _context: Context | None = None) -> str:
    """Given names then family name, as an Arabic line."""
    return " ".join(part for key in ("given_names_ar", "family_name_ar") if (part := values.get(key)))


def title(values: Values) -> str:
    """The person's name for the head of her file: Latin, else Arabic, else the name she uses."""
    return latin_name(values) or arabic_name(values) or str(values.get("used_name") or "")


RECEIVED = Words("Accueil", "الاستقبال", "Reception")
RECEIVED_FROM = Words("Accueil : {channel}", "الاستقبال: {channel}", "Reception: {channel}")


def intake_line(values: Values) -> str:
    """The line of the intake on the person's timeline: how she came."""
    channel = values.get("entry_channel")
    if not channel:
        return str(RECEIVED)
    return str(RECEIVED_FROM.format(channel=vocabulary("entry_channel").label(channel)))


GROUP_OF_STATUS = {"MA_NAT": "HOST", "MRE": "MRE", "MRE_RET": "RET", "STL": "STL"}
GROUP_OF_STATUS_GROUP = {
    "ASYLUM": "ASY",
    "REFUGEE": "REF",
    "REGULAR": "MIG",
    "PENDING": "MIG",
    "IRREGULAR": "MIG",
}


def proposed_population_group(values: Values, context: Context) -> str | None:
    """The population group that the status in force and the nationality suggest (forms.md §1, field 18).

    None when neither says enough. A minor alone (UASC) is never proposed by a machine.
    """
    status = status_in_force(values, context.today)
    if status in GROUP_OF_STATUS:
        return GROUP_OF_STATUS[status]
    by_group = GROUP_OF_STATUS_GROUP.get(status_group(values, context) or "")
    if by_group is not None:
        return by_group
    return {"XXA": "STL", "MA": None, "XXX": None, None: None}.get(values.get("nationality"), "MIG")


def proposed_priority(urgency: Iterable[str]) -> str | None:
    """The priority that urgency flags suggest for the case: "P1", "P2", or None (forms.md §1, field 40)."""
    terms = vocabulary("urgency", __file__)
    wanted = [terms[code].meta["priority"] for code in urgency if code in terms and "priority" in terms[code].meta]
    return min(wanted, default=None)
