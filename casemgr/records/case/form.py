"""The form of a case: who follows whom, how urgently, and how it ended (domain.md §4)."""

from __future__ import annotations

from casemgr.domain.fields import Anonymise, Choice, Computed, Date, Field, Link, Rows, Text
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.case import rules

NOTE = 10_000  # characters, V-TEXT
FIRST_CONTACT = Words("Entretien au plus tard le", "المقابلة في أجل أقصاه", "Interview due by")


WHO: tuple[Field | Rows, ...] = (
    person_link(),
    Date(
        key="opened_on",
        label=Words("Ouvert le", "تاريخ الفتح", "Opened on"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date d’ouverture", "date ouverture", "ouverture", "تاريخ فتح الملف"),
    ),
    Link(
        key="caseworker",
        label=Words("Référent(e)", "المرجع المكلف بالملف", "Caseworker"),
        to="user",
        default=whoever_writes,
        quick=True,
        expected=True,
        listed=True,
        filtered=True,
        also=(
            "référente",
            "référent",
            "assistante sociale",
            "assistant social",
            "suivi par",
            "المساعد(ة) الاجتماعي(ة)",
        ),
    ),
    Rows(
        key="team",
        label=Words("Équipe du dossier", "فريق الملف", "Case team"),
        one=Words("Membre de l’équipe", "عضو الفريق", "Team member"),
        fields=(
            Link(
                key="member",
                label=Words("Membre", "العضو", "Member"),
                help=Words(
                    "Chaque membre peut lire le dossier.",
                    "يمكن لكل عضو الاطلاع على الملف.",
                    "Every member can read the case.",
                ),
                to="user",
                required=True,
            ),
            Text(
                key="role",
                label=Words("Rôle dans le dossier", "الدور في الملف", "Role in the case"),
                longest=80,
            ),
        ),
    ),
)

FOLLOW: tuple[Field | Rows, ...] = (
    Choice(
        key="priority",
        label=Words("Priorité", "الأولوية", "Priority"),
        help=Words(
            "L’évaluation conseille ; c’est vous qui décidez.",
            "التقييم يقترح، والقرار لكم.",
            "The assessment advises; you decide.",
        ),
        vocabulary="case_priority",
        quick=True,
        expected=True,
        listed=True,
        filtered=True,
        also=("urgence", "degré d’urgence", "درجة الاستعجال"),
    ),
    Text(
        key="priority_reason",
        label=Words("Motif de la priorité", "سبب الأولوية", "Reason for the priority"),
        longest=500,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Computed(
        key="contact_by",
        label=FIRST_CONTACT,
        compute=rules.first_contact_by,
        like=Date(key="contact_by", label=FIRST_CONTACT, future=True),
    ),
    Date(
        key="review_on",
        propose=lambda values, context: rules.propose_review(values, context.today),
        label=Words("Prochaine revue", "المراجعة المقبلة", "Next review"),
        future=True,
        expected=True,
        filtered=True,
        also=("date de revue", "revue", "prochain suivi", "تاريخ المراجعة"),
    ),
    Text(
        key="summary",
        label=Words("Résumé de la situation", "ملخص الوضعية", "Summary of the situation"),
        help=Words(
            "Pour l’équipe du dossier. Ni santé, ni violences, ni procédure : elles ont leur place à part.",
            "لفريق الملف. دون معطيات صحية أو عن العنف أو المساطر: لها مكان خاص بها.",
            "For the case team. No health, violence or proceedings: they have places of their own.",
        ),
        longest=NOTE,
        lines=6,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("résumé", "situation", "observations", "notes", "ملاحظات"),
    ),
)

CHANGES: tuple[Field | Rows, ...] = (
    Text(
        key="hold_reason",
        label=Words("Motif de la suspension", "سبب التعليق", "Why it is on hold"),
        longest=500,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Link(
        key="transfer_to",
        label=Words("Antenne qui reçoit le dossier", "الفرع المستقبل للملف", "Receiving branch"),
        to="branch",
    ),
)

CLOSURE: tuple[Field | Rows, ...] = (
    Date(
        key="closed_on",
        label=Words("Clôturé le", "تاريخ الإغلاق", "Closed on"),
        filtered=True,
        also=("date de clôture", "date clôture", "clôture", "تاريخ إغلاق الملف"),
    ),
    Choice(
        key="closing_reason",
        label=Words("Motif de clôture", "سبب الإغلاق", "Reason for closing"),
        vocabulary="case_closure_reason",
        filtered=True,
        also=("motif clôture", "raison de clôture", "motif de sortie", "سبب إغلاق الملف"),
    ),
    Text(
        key="closing_summary",
        label=Words("Bilan", "الحصيلة", "Closing summary"),
        help=Words(
            "Ce qui a été atteint, ce qui reste à faire.",
            "ما تحقق وما تبقى.",
            "What was reached, what remains to be done.",
        ),
        longest=NOTE,
        lines=5,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Text(
        key="kept_by_person",
        label=Words("Remis à la personne", "ما سلم للشخص", "What the person keeps"),
        help=Words(
            "Documents rendus, contacts utiles, comment revenir.",
            "الوثائق المرجعة، جهات الاتصال المفيدة، كيفية العودة.",
            "Documents handed back, useful contacts, how to come back.",
        ),
        longest=1000,
        lines=3,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Date(
        key="reopened_on",
        label=Words("Rouvert le", "تاريخ إعادة الفتح", "Reopened on"),
        also=("date de réouverture", "réouverture", "تاريخ إعادة فتح الملف"),
    ),
)

SECTIONS = (
    Section("who", Words("Le dossier", "الملف", "The case"), WHO),
    Section("follow", Words("Priorité et suivi", "الأولوية والتتبع", "Priority and follow-up"), FOLLOW),
    Section("changes", Words("Suspension et transfert", "التعليق والتحويل", "Hold and transfer"), CHANGES),
    Section("closure", Words("Clôture", "الإغلاق", "Closing"), CLOSURE),
)
