"""The legal file (dossier juridique, ملف قانوني): a matter before an administration or a court, and its terms."""

from casemgr.domain.conditions import filled
from casemgr.domain.kind import Due, Kind, Register, Retention, Timeline
from casemgr.domain.words import Words
from casemgr.records.legal_file import rules, terms
from casemgr.records.legal_file.form import SECTIONS
from casemgr.records.legal_file.life import STATES
from casemgr.records.legal_file.papers import PAPERS

_TO_COME = ~filled("held")

KIND = Kind(
    key="legal_file",
    label=Words("Dossier juridique", "ملف قانوني", "Legal file"),
    plural=Words("Dossiers juridiques", "الملفات القانونية", "Legal files"),
    icon="scale",
    shelf="rights",
    empty=Words("Aucun dossier juridique pour le moment.", "لا يوجد أي ملف قانوني حاليا.", "No legal file yet."),
    new=Words("Ouvrir un dossier juridique", "فتح ملف قانوني", "Open a legal file"),
    sections=SECTIONS,
    number=Register("J", digits=3),
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    states=STATES,
    rules=rules.RULES,
    papers=PAPERS,
    timeline=Timeline("opened_on", rules.title_of),
    due=(
        Due(
            "due_on",
            Words("Délai juridique", "أجل قانوني", "Legal deadline"),
            terms.OPEN,
            rows="deadlines",
            ahead=30,
            time="due_time",
            what="term",
            done="seen_on",
        ),
        # Nothing is silently late: what nobody says she saw goes to the coordinator (domain.md §8.2).
        Due(
            "due_on",
            Words(
                "Délai juridique que personne n’a vu", "أجل قانوني لم يطلع عليه أحد", "Legal deadline nobody has seen"
            ),
            terms.OPEN & terms.SILENT,
            rows="deadlines",
            ahead=30,
            time="due_time",
            what="term",
            done="seen_on",
            told_to=("COORD",),
        ),
        # From a week before at the latest, and every day until it is held (forms.md §9: D-7, D-1).
        Due("date", Words("Audience", "جلسة", "Hearing"), _TO_COME, rows="hearings", ahead=7, time="time"),
    ),
    # Originals go back against a receipt before anything else (data-protection.md §3).
    retention=Retention(
        start="outcome_on",
        months=120,
        then="anonymise",
        source=Words(
            "Dossier juridique : 5 ans après la décision définitive, puis 5 ans d’archives (proposition, à déclarer à "
            "la CNDP)",
            "ملف قانوني: خمس سنوات بعد المقرر النهائي ثم خمس سنوات من الحفظ (اقتراح، يصرح به لدى اللجنة الوطنية)",
            "Legal file: 5 years after the final decision, then 5 in the archive (a proposal, to declare to the CNDP)",
        ),
    ),
    views={
        # "Deadlines and hearings only" (access.md): a caseworker must know the day, not the matter nor the story.
        "dates": ("beneficiary", "deadlines", "hearings", "next_deadline", "next_hearing"),
        "family": ("family",),
    },
)
