"""Every indicator that is counted from acts, by code and by family: the one place where they are listed."""

from __future__ import annotations

from casemgr.services.counting import request
from casemgr.services.counting.indicators import cases, complaints, legal, people, programmes, referrals, services
from casemgr.services.counting.indicators.declared import FAMILIES, Indicator

CATALOGUE: dict[str, Indicator] = {
    one.code: one
    for module in (people, services, programmes, referrals, legal, complaints, cases)
    for one in module.INDICATORS
}
# C01, C02, C03 and C06 are counted by `crossing`, which a monthly table of many people asks for.
WORDING = {**request.INDICATORS, **{code: one.name for code, one in CATALOGUE.items()}}


def of_family(family: str) -> tuple[Indicator, ...]:
    """The indicators of a family, in the order of the list. Raises KeyError for a family there is not."""
    if family not in FAMILIES:
        raise KeyError(family)
    return tuple(one for one in CATALOGUE.values() if one.family == family)
