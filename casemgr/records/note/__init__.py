"""A case note (note de dossier, مذكرة): what must be remembered of a person's situation, and no more.

Its author chooses who may read it: the case team, or health, legal, protection. What is more secret than the team's
is closed until it is opened, and who opened it is kept (records.read).
"""

from casemgr.domain.kind import Kind, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.note import rules
from casemgr.records.note.form import SECTIONS

KIND = Kind(
    key="note",
    label=Words("Note", "مذكرة", "Note"),
    plural=Words("Notes", "المذكرات", "Notes"),
    icon="sticky-note",
    aside=False,
    tab="follow_up",
    empty=Words("Aucune note pour le moment.", "لا توجد أي مذكرة حاليا.", "No note yet."),
    new=Words("Écrire une note", "كتابة مذكرة", "Write a note"),
    sections=SECTIONS,
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("date", rules.line_of),
    retention=kept_as_a_case("date"),
)
