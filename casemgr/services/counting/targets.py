"""How far a programme has come towards the number of people it owes its funder (rule 6: since its start).

The figure is that of indicators.csv (P01, T01, else C05), wherever it is shown: one target has one figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services import register
from casemgr.services.counting import enrolled
from casemgr.services.desk import Desk

WOMEN = "women"
MEASURED_BY = {
    "C05": Words(
        "Bénéficiaires cumulés du programme",
        "مجموع الأشخاص المستفيدين من البرنامج",
        "Cumulative programme beneficiaries",
    ),
    "P01": Words(
        "Personnes accompagnées vers l’insertion",
        "الأشخاص المواكبون نحو الإدماج",
        "Persons supported towards integration",
    ),
    "T01": Words(
        "Femmes migrantes vulnérables prises en charge",
        "النساء المهاجرات في وضعية هشاشة المتكفل بهن",
        "Vulnerable migrant women cared for",
    ),
}


@dataclass(frozen=True)
class Reach:
    """A programme on a day: `value` of `target` reached from its start to `until`, by its indicator."""

    programme: str
    indicator: str
    target: int
    unit: str
    start: date
    until: date
    value: int

    @property
    def share(self) -> float:
        """The part of the target that is reached: 1.0 is all of it."""
        return self.value / self.target


def with_target(until: date) -> tuple[str, ...]:
    """The programmes that owe a number of people and had begun on that day."""
    return tuple(
        term.code
        for term in vocabulary("programme")
        if term.meta.get("target") and term.meta.get("start") and date.fromisoformat(term.meta["start"]) <= until
    )


def reach(desk: Desk, programme: str, until: date) -> Reach:
    """The people counted towards what the programme owes, from its start to `until`, everywhere.

    Raises NotAllowed; KeyError for a programme without a target.
    """
    meta = vocabulary("programme")[programme].meta
    value = len(enrolled.people_reached(desk, programme, until))
    indicator = enrolled.OWED.get(programme, "C05")
    start = date.fromisoformat(meta["start"])
    return Reach(programme, indicator, int(meta["target"]), meta["unit"], start, until, value)


def who(desk: Desk, found: Reach) -> list[str]:
    """The people behind the figure, as far as this reader may see them, in the order of names. Raises NotAllowed."""
    behind = enrolled.people_reached(desk, found.programme, found.until)
    return [person for person in register.ids(desk, "beneficiary") if person in behind]
