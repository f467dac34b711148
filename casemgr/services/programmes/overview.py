"""A card for each programme: what it reached of its target, how many stand at each stage, who is new, who waits.

The figures are counts, by the right to count; who waits too long is a list, within what the reader may read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from casemgr.domain import pathway
from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting import enrolled
from casemgr.services.counting.enrolled import Reached, StageCount
from casemgr.services.desk import Desk
from casemgr.services.programmes.standing import stuck

MONTHS = 12


@dataclass(frozen=True)
class Card:
    """One programme today. `months` are the new people of each of the last twelve, the present one last.

    `stuck` is how many of those whom this reader may see wait longer than the reminder of their stage.
    """

    programme: str
    reached: Reached
    running: int
    stages: tuple[StageCount, ...]
    months: tuple[tuple[int, int, int], ...]
    stuck: int

    @property
    def is_at_work(self) -> bool:
        """Whether anybody is or was ever in it."""
        return self.running > 0 or any(one.entered for one in self.stages) or self.reached.value > 0


def last_months(day: date, how_many: int = MONTHS) -> tuple[tuple[int, int], ...]:
    """The last months as (year, month), the present one last."""
    whole = day.year * 12 + day.month - 1
    return tuple(((whole - back) // 12, (whole - back) % 12 + 1) for back in reversed(range(how_many)))


def cards(desk: Desk) -> list[Card]:
    """Every programme, in the order of its list. Raises NotAllowed."""
    months = last_months(desk.today)
    first_day = date(*months[0], 1)
    new = enrolled.newly_enrolled(desk, first_day, desk.today)
    running, stages = enrolled.running(desk), enrolled.by_stage(desk)
    waiting = stuck(desk)  # beside what looks at the same pages of the file
    reached = enrolled.reached(desk, desk.today)
    return [
        Card(
            term.code,
            reached[term.code],
            running[term.code],
            _funnel(term.code, stages.get(term.code, {})),
            tuple((*month, new.get(term.code, Counter())[month]) for month in months),
            waiting[term.code],
        )
        for term in vocabulary("programme")
    ]


def _funnel(programme: str, counted: dict[str, StageCount]) -> tuple[StageCount, ...]:
    """The stages of today's path in order; those that only old enrolments have come after, under their code."""
    codes = dict.fromkeys((*pathway.path_of(programme), *sorted(counted)))
    return tuple(counted.get(code, StageCount(code, 0, 0)) for code in codes)
