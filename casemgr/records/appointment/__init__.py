"""An appointment (rendez-vous, موعد): who is expected, when, where, by whom; what came of it."""

from casemgr.domain.conditions import when
from casemgr.domain.kind import Due, Kind, Register, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.appointment import rules
from casemgr.records.appointment.form import SECTIONS
from casemgr.records.appointment.life import STATES
from casemgr.records.appointment.papers import PAPERS
from casemgr.records.appointment.rules import EXPECTED

KIND = Kind(
    key="appointment",
    label=Words("Rendez-vous", "موعد", "Appointment"),
    plural=Words("Rendez-vous", "المواعيد", "Appointments"),
    icon="calendar-clock",
    aside=False,  # the agenda is its register
    shelf="day",
    tab="follow_up",
    first_sort="date",
    empty=Words("Aucun rendez-vous pour le moment.", "لا يوجد أي موعد حاليا.", "No appointment yet."),
    new=Words("Fixer un rendez-vous", "تحديد موعد", "Make an appointment"),
    sections=SECTIONS,
    # A number that may be read aloud at the counter and says nothing of the person.
    number=Register("RV", digits=5),
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    states=STATES,
    rules=rules.RULES,
    timeline=Timeline("date", rules.line_of),
    due=(
        Due(
            "date",
            Words("Rendez-vous", "موعد", "Appointment"),
            when("state", *EXPECTED),
            time="time",
            what="type",
            by="staff",
            done="DONE",
        ),
    ),
    retention=kept_as_a_case("date"),
    papers=PAPERS,
    # A mediator or an interpreter is told whom to expect, when and where; never why (access.csv, MEDIA).
    views={"first_name": ("beneficiary", "date", "time", "duration", "place", "staff", "interpreter", "transport")},
)
