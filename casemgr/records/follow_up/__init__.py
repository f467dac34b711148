"""A follow-up (suivi, تتبع): one contact or one attempt, what changed, and when the next one is."""

from casemgr.domain.kind import Due, Kind, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.follow_up import rules
from casemgr.records.follow_up.form import SECTIONS

KIND = Kind(
    key="follow_up",
    label=Words("Suivi", "تتبع", "Follow-up"),
    plural=Words("Suivis", "عمليات التتبع", "Follow-ups"),
    icon="phone",
    tab="follow_up",
    empty=Words("Aucun suivi pour le moment.", "لا يوجد أي تتبع حاليا.", "No follow-up yet."),
    new=Words("Noter un suivi", "تسجيل تتبع", "Note a follow-up"),
    sections=SECTIONS,
    person="beneficiary",
    confidentiality=rules.known_to_the_team,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("date", rules.line_of),
    due=(
        Due(
            "next_date",
            Words("Suivi à faire", "تتبع في الانتظار", "Follow-up to do"),
            rules.IS_TO_COME,
            by="by",
            done="next_done",
        ),
    ),
    retention=kept_as_a_case("date"),
)
