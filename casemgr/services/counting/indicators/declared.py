"""What an indicator is: a wording, a family, a measure, the breakdowns that mean something, and one plain function.

The function gives the acts that count (who, on which day, where, charged to what); the measure makes a figure of them.
So one indicator is a few lines that the person who answers for it can read beside indicators.csv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from casemgr.domain.words import Words

if TYPE_CHECKING:
    from casemgr.services.counting.indicators.holdings import Holdings

PERSON = ("sex", "age_band", "nationality", "status_group", "residence_region")
PLACE = ("region", "branch")
PROGRAMME = ("programme",)
EVERY = (*PERSON, *PLACE, *PROGRAMME)

FAMILIES: dict[str, Words] = {
    "people": Words("Personnes", "الأشخاص", "People"),
    "services": Words("Services", "الخدمات", "Services"),
    "programmes": Words("Programmes", "البرامج", "Programmes"),
    "referrals": Words("Référencements", "الإحالات", "Referrals"),
    "legal": Words("Juridique", "القانوني", "Legal"),
    "complaints": Words("Réclamations", "الشكايات", "Complaints"),
    "cases": Words("Dossiers", "الملفات", "Cases"),
}


class Measure(Enum):
    """How a figure is made of acts."""

    PEOPLE = "people"  # each person once
    LINES = "lines"  # each act once
    SUM = "sum"  # their amounts added up
    RATE = "rate"  # of acts: those that met, of those due
    SHARE = "share"  # of people: those who met, of those due, each once
    MEDIAN = "median"  # of their amounts
    MEAN = "mean"  # of their amounts


@dataclass(frozen=True)
class Act:
    """One thing that counts.

    `kind`, `group` and `record` say where it is written: whoever asks who is behind a figure sees those whose act she
    may read. `person` is whom it turned out to be after merges (None: nobody named). `day` is the reference date of
    rules 7 and 8. `line` is its own breakdown, `apart` one that is never in the total. Of a rate: `met`, `due` (else
    not in the denominator yet) and `is_open` (in it, and not settled).
    """

    kind: str
    record: str
    person: str | None
    day: date
    branch: str | None = None
    programme: str | None = None
    amount: float | int = 1
    line: str = ""
    apart: bool = False
    met: bool = False
    due: bool = True
    is_open: bool = False
    group: str = ""


@dataclass(frozen=True)
class Period:
    """The days asked for, both included, and the day on which it is asked."""

    start: date
    end: date
    today: date

    def has(self, day: date | None) -> bool:
        """Whether a day is in it; no date is in no period."""
        return day is not None and self.start <= day <= self.end


@dataclass(frozen=True)
class Indicator:
    """One line of indicators.csv.

    `lines` is the name of the breakdown of its own and the coded list of its values; `always` are those that have a
    line even when nothing is there. `sets` are the bands of age allowed (empty: all). `outside` says what of it may
    leave: "all", "total" (no breakdown but by region) or "never". `note` is what a reader must know of how it is
    counted here. `least`: how many acts a mean needs to be told. `scale`: how many of what is kept make one of what
    is said (centimes).
    """

    code: str
    name: Words
    family: str
    measure: Measure
    find: Callable[[Holdings, Period], Iterable[Act]]
    by: tuple[str, ...] = EVERY
    lines: tuple[str, str] = ("", "")
    sets: tuple[str, ...] = ()
    scale: int = 1
    outside: str = "all"
    note: Words | None = None
    is_cumulative: bool = False
    for_management: bool = False
    always: tuple[str, ...] = ()
    least: int = 1

    def acts(self, held: Holdings, period: Period) -> list[Act]:
        """What it finds in a period, looked for once in what is held."""
        return held.once((self.code, period), lambda: self.find(held, period))

    @property
    def is_rate(self) -> bool:
        """Whether it has a numerator and a denominator."""
        return self.measure in (Measure.RATE, Measure.SHARE)

    @property
    def is_of_people(self) -> bool:
        """Whether a person stands in it once, however often she comes."""
        return self.measure in (Measure.PEOPLE, Measure.SHARE)
