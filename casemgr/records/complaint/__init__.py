"""The complaint (réclamation, شكاية): three registers in one table, each with its clocks (forms.md §10, domain.md §9).

About a public service; of a Moroccan abroad; about us, which is closed to whom it concerns (rules.py says who reads).
"""

from casemgr.domain.conditions import filled, when
from casemgr.domain.kind import Due, Kind, Register, Retention, Timeline
from casemgr.domain.words import Words
from casemgr.records.complaint import rules
from casemgr.records.complaint.form import SECTIONS
from casemgr.records.complaint.life import CLOCK_STOPS, STATES
from casemgr.records.complaint.papers import PAPERS

_UNANSWERED = ~(filled("answered_on") | filled("closed_on"))
_RUNNING = _UNANSWERED & ~filled("paused_since")

KIND = Kind(
    key="complaint",
    label=Words("Réclamation", "شكاية", "Complaint"),
    plural=Words("Réclamations", "الشكايات", "Complaints"),
    icon="message-square-warning",
    shelf="rights",
    empty=Words(
        "Aucune réclamation. Chacune reçoit un numéro dès l’enregistrement.",
        "لا توجد أي شكاية. كل شكاية تحمل رقما فور تسجيلها.",
        "No complaint. Each gets a number as soon as it is recorded.",
    ),
    new=Words("Enregistrer une réclamation", "تسجيل شكاية", "Record a complaint"),
    sections=SECTIONS,
    first_sort="standing",
    number=Register("REC", digits=5),
    person="beneficiary",
    closed_to="concerned.member",
    entrusted_to="entrusted.member",
    follow_up=rules.may_come_back,
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    states=STATES,
    rules=rules.RULES,
    timeline=Timeline("received_on", rules.line_of),
    due=(
        Due(
            "triage_by",
            Words("Réclamation à qualifier", "شكاية للتكييف", "Complaint to triage"),
            _RUNNING & ~filled("category"),
        ),
        # The 15 days of the decree: what is unclear or undocumented is said with reasons, and the clock then waits.
        Due(
            "complete_by",
            Words("Dire ce qui manque à une réclamation", "إبلاغ ما ينقص شكاية", "Say what a complaint lacks"),
            _RUNNING & when("state", "NEW", "TRIAGE"),
            ahead=5,
        ),
        Due(
            "internal_by",
            Words("Réclamation : notre propre délai", "شكاية: أجلنا الداخلي", "Complaint: our own term"),
            _RUNNING & filled("category"),
            ahead=3,
        ),
        Due(
            "answer_by",
            Words("Réponse à une réclamation", "جواب عن شكاية", "Answer to a complaint"),
            _RUNNING,
            ahead=15,
        ),
        Due(
            "answered_on",
            Words("Réponse à communiquer à la personne", "جواب يجب إبلاغه للشخص", "Answer to tell the person"),
            filled("answered_on") & ~filled("restituted_on") & ~filled("closed_on"),
        ),
        Due(
            "due_on",
            Words("Relance d’une réclamation", "تذكير بشأن شكاية", "Reminder about a complaint"),
            ~filled("sent_on") & ~when("state", *CLOCK_STOPS),  # nobody is pressed while it is our turn to complete it
            rows="reminders",
            done="sent_on",
        ),
    ),
    papers=PAPERS,
    retention=Retention(
        start="closed_on",
        months=60,
        then="anonymise",
        source=Words(
            "Réclamations : 2 ans, puis 3 ans d’archives (proposition, à déclarer à la CNDP)",
            "الشكايات: سنتان ثم ثلاث سنوات من الحفظ (اقتراح، يصرح به لدى اللجنة الوطنية)",
            "Complaints: 2 years, then 3 in the archive (a proposal, to be declared to the CNDP)",
        ),
    ),
)
