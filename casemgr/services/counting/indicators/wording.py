"""What the lines of a figure are called: values of breakdowns, and of the breakdowns that are an indicator's own."""

from __future__ import annotations

from collections.abc import Mapping

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, same
from casemgr.services.counting.indicators.catalogue import CATALOGUE
from casemgr.services.counting.request import DIMENSIONS, label_of

MEDIAN = Words("médiane", "الوسيط", "median")
SOME_DAYS = Words("de {first} à {last} jours", "من {first} إلى {last} يوما", "{first} to {last} days")
MORE_DAYS = Words("plus de {days} jours", "أكثر من {days} يوما", "more than {days} days")


def line_label(code: str, key: str, value: str, age_set: str, branches: Mapping[str, Words]) -> Words:
    """The wording of one value of a breakdown, the indicator's own included."""
    if key in DIMENSIONS:
        return branches[value] if key == "branch" and value in branches else label_of(key, value, age_set)
    listed = CATALOGUE[code].lines[1]
    if key == "measure":
        return MEDIAN
    if listed == "days":
        first, _, last = value.partition("-")
        return MORE_DAYS.format(days=value[1:]) if value.startswith(">") else SOME_DAYS.format(first=first, last=last)
    return vocabulary(listed).label(value) if value in vocabulary(listed).terms else same(value)
