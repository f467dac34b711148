"""The case (dossier, ملف): the file of work on one person's situation, from its opening to its closing."""

from casemgr.domain.kind import Due, Kind, Register, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.case import rules
from casemgr.records.case.form import SECTIONS
from casemgr.records.case.life import STATES

KIND = Kind(
    key="case",
    label=Words("Dossier", "ملف", "Case"),
    plural=Words("Dossiers", "الملفات", "Cases"),
    icon="folder-open",
    empty=Words("Aucun dossier pour le moment.", "لا يوجد أي ملف حاليا.", "No case yet."),
    new=Words("Ouvrir un dossier", "فتح ملف", "Open a case"),
    sections=SECTIONS,
    number=Register("D"),
    person="beneficiary",
    confidentiality=rules.known_to_the_team,
    title=rules.title_of,
    states=STATES,
    rules=rules.RULES,
    timeline=Timeline("opened_on", rules.line_of),
    due=(
        Due(
            "review_on",
            Words("Revue du dossier", "مراجعة الملف", "Case review"),
            rules.IS_WORKED_ON,
            what="priority",
            never_missed=True,
        ),
    ),
    retention=kept_as_a_case("closed_on"),
)
