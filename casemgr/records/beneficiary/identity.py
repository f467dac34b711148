"""What of a beneficiary's record is compared when two files may be of one person (forms.md §1, duplicates)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.doubles import filing_keys
from casemgr.domain.likeness import Identity

Values = Mapping[str, Any]

# All that is read of a record for it: fields, and of each group of rows those that matter.
FIELDS = (
    *("family_name", "given_names", "family_name_ar", "given_names_ar", "mother_name"),
    *("birth_date", "sex", "nationality", "unhcr_number", "idcs", "address_protected"),
)
GROUPS = {
    "aliases": ("name",),
    "documents": ("number",),
    "phones": ("number",),
    "address": ("province", "district"),
}


def identity_of(values: Values, person: str = "", households: tuple[str, ...] = ()) -> Identity:
    """The identity in a record or a draft; what was typed and not understood counts as not known.

    A protected address is compared with nothing: that two people live in one district would say where she is.
    """

    def text(key: str) -> str:
        value = values.get(key)
        return value if isinstance(value, str) else ""

    def numbers(group: str) -> tuple[str, ...]:
        lines = values.get(group) or ()
        return tuple(line["number"] for line in lines if isinstance(line.get("number"), str))

    def places() -> Iterable[tuple[str, str]]:
        for line in () if values.get("address_protected") else values.get("address") or ():
            province, district = line.get("province"), line.get("district")
            yield province if isinstance(province, str) else "", district if isinstance(district, str) else ""

    birth = values.get("birth_date")
    return Identity(
        id=person,
        family_name=text("family_name"),
        given_names=text("given_names"),
        family_name_ar=text("family_name_ar"),
        given_names_ar=text("given_names_ar"),
        other_names=tuple(line.get("name") or "" for line in values.get("aliases") or ()),
        mother_name=text("mother_name"),
        birth=birth if isinstance(birth, ApproximateDate) else None,
        sex=text("sex") if text("sex") in ("F", "M") else "",
        nationality=text("nationality"),
        documents=numbers("documents"),
        phones=numbers("phones"),
        unhcr=text("unhcr_number"),
        idcs=text("idcs"),
        places=tuple(places()),
        households=households,
    )


def blocks(values: Values) -> Iterable[str]:
    """The keys under which a person is looked for among everybody when someone alike is being registered."""
    return filing_keys(identity_of(values))
