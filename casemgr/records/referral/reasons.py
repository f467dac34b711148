"""What the reason of a referral decides: how secret it is, what may be told, in what envelope (DP-31)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.access import members, strictest
from casemgr.domain.conditions import Condition, Context
from casemgr.domain.vocabulary import vocabulary

Values = Mapping[str, Any]

# Who is where and why is known to the case team, whatever the reason (as the case itself is).
FLOOR = "L1"


def confidentiality_of(values: Values) -> str:
    """Health L2, legal L3, protection L4, by the reason or by its sector; else the case team's (decisions.md 2)."""
    return strictest(FLOOR, _mark_of(values.get("reason")))


def _mark_of(reason: str | None) -> str:
    term = vocabulary("referral_reason").terms.get(reason or "")
    if term is None:
        return "L0"
    sector = vocabulary("sector").terms.get(term.parent)
    return term.meta.get("confidentiality") or (sector.meta.get("confidentiality", "L0") if sector else "L0")


def is_of_health(values: Values) -> bool:
    """Whether the reason is of health or mind."""
    return "L2" in members(_mark_of(values.get("reason")))


def is_of_protection(values: Values) -> bool:
    """Whether the reason is violence, trafficking or a child in danger: facts are never told (forms.md §17)."""
    return "L4" in members(_mark_of(values.get("reason")))


def is_sealed(values: Values) -> bool:
    """Whether the letter goes in a sealed envelope (forms.md §17)."""
    return is_of_health(values) or is_of_protection(values) or values.get("channel") == "SEALED"


def minimum(reason: str | None) -> tuple[str, ...]:
    """The data that this reason needs and no more, in the order of the list; none while the reason is unknown."""
    terms = vocabulary("shared_data", __file__)
    return tuple(term.code for term in terms if reason and reason in term.meta.get("reasons", "").split())


def propose_shared(values: Values, _context: Context) -> tuple[str, ...]:
    """What is ticked by default."""
    return minimum(values.get("reason"))


IS_IMMEDIATE = Condition(("urgency",), lambda values, _context: values.get("urgency") == "IMMEDIATE")
IS_OURS = Condition(("direction",), lambda values, _context: values.get("direction") != "IN")
COMES_IN = Condition(("direction",), lambda values, _context: values.get("direction") == "IN")
