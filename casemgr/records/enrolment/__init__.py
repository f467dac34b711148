"""An enrolment (inscription, تسجيل): one person in one programme, from the day she enters it to the day she leaves.

It has a life of its own, beside the case: a person has one case and may follow several programmes (domain.md §4, §6).
"""

from casemgr.domain.kind import Covering, Due, Kind, Register, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.enrolment import path, rules
from casemgr.records.enrolment.form import SECTIONS

KIND = Kind(
    key="enrolment",
    label=Words("Inscription", "تسجيل في برنامج", "Enrolment"),
    plural=Words("Inscriptions aux programmes", "التسجيلات في البرامج", "Enrolments"),
    icon="route",
    aside=False,
    empty=Words("Aucun programme pour le moment.", "لا يوجد أي برنامج حاليا.", "No programme yet."),
    new=Words("Inscrire à un programme", "تسجيل في برنامج", "Enrol in a programme"),
    sections=SECTIONS,
    number=Register("I"),
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("enrolled_on", rules.line_of),
    due=(
        Due(
            "remind_on",
            Words("Étape à faire avancer", "مرحلة ينبغي التقدم فيها", "Stage to move on"),
            path.IS_RUNNING,
            what="programme",
            by="followed_by",
            never_missed=True,
        ),
    ),
    covering=(
        Covering(
            "counted_by_stage",
            (
                *("programme", "beneficiary", "enrolled_on", "exited_on", "voided_at", "id"),
                *("confidentiality", "branch", "created_by", "merged_into"),  # who may see it
                *(one.key for one in path.KEPT),
            ),
        ),
        Covering("by_stage", ("stage", "entered_on", "record", "removed"), path.HISTORY),
    ),
    kept=path.KEPT,
    retention=kept_as_a_case("exited_on"),
)
