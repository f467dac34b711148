"""The household (ménage, أسرة): who lives with whom, and who answers for each child. It is not a person."""

from __future__ import annotations

from casemgr.domain.codes import HOUSEHOLD
from casemgr.domain.kind import Kind, KnownBy, RandomCode, Search
from casemgr.domain.words import Words
from casemgr.records.household import rules
from casemgr.records.household.form import SECTIONS

KIND = Kind(
    key="household",
    label=Words("Ménage", "أسرة", "Household"),
    plural=Words("Ménages", "الأسر", "Households"),
    icon="house",
    new=Words("Nouveau ménage", "أسرة جديدة", "New household"),
    empty=Words("Aucun ménage pour le moment.", "لا توجد أي أسرة حاليا.", "No household yet."),
    sections=SECTIONS,
    number=RandomCode(prefix=HOUSEHOLD),
    title=rules.title,
    rules=rules.RULES,
    # Light members have no record of their own: here alone their names can be found.
    search=Search(names=("members.first_name",)),
    known_by=KnownBy(
        Words("Chef(fe) de ménage", "رب(ة) الأسرة", "Head of household"),
        rows="members",
        link="member",
        name="first_name",
        which=rules.head_on,
    ),
)
