"""A person whom no rule refuses, and what becomes of her with other values: shared by the tests of her record."""

from __future__ import annotations

from datetime import date
from typing import Any

from casemgr.domain.checking import Checked, check
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Field, Rows
from casemgr.records.beneficiary import KIND

TODAY = date(2026, 3, 1)
HERE = Context(today=TODAY, branch_province="MA-RAB")
AUTHORISED = Context(today=TODAY, switches=frozenset({"allow_cin_number", "allow_offence_data"}))


def person(**values: Any) -> dict[str, Any]:
    """A person whom no rule refuses nor remarks on."""
    known = {
        "family_name": "Diop",
        "given_names": "Mamadou",
        "sex": "M",
        "nationality": "SN",
        "population_group": "MIG",
        "birth_date": ApproximateDate.of_day(date(1990, 5, 3)),
    }
    return known | values


def checked(context: Context = HERE, /, **values: Any) -> Checked:
    """What becomes of such a person with these values."""
    return check(KIND, person(**values), context)


def remarks(found: Checked) -> list[tuple[str, str]]:
    """The field and the strength of every remark."""
    return [(issue.field, issue.strength) for issue in found.issues]


def paper(**values: Any) -> Checked:
    """A person with one document."""
    context = values.pop("context", HERE)
    return checked(context, documents=[{"state": "SEEN"} | values])


def every_field() -> list[tuple[str, Field]]:
    """Every field with its path, those of rows included."""
    found: list[tuple[str, Field]] = []
    for item in KIND.items():
        if isinstance(item, Rows):
            found += [(f"{item.key}.{field.key}", field) for field in item.plain_fields()]
        else:
            found.append((item.key, item))
    return found


def status(code: str, since: date = date(2025, 1, 1), **values: Any) -> list[dict[str, Any]]:
    """One status in force."""
    return [{"status": code, "since": since} | values]


def everything_in(found: Checked) -> str:
    """All that would be kept, as text."""
    return repr(found.values)
