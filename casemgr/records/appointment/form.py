"""The form of an appointment (forms.md §11): what reception reads, so nothing in it says why somebody comes."""

from __future__ import annotations

from casemgr.domain.conditions import filled
from casemgr.domain.fields import Anonymise, Choice, Computed, Date, Field, Integer, Link, Rows, Text, Time, YesNo
from casemgr.domain.kind import Section, whoever_writes
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.appointment import rules

HALF_AN_HOUR = 30  # minutes (forms.md §11)


WHO: tuple[Field | Rows, ...] = (
    person_link(required=~filled("group")),
    Text(
        key="group",
        label=Words("Groupe", "المجموعة", "Group"),
        help=Words(
            "Pour une activité à plusieurs : le nom du groupe.",
            "لنشاط جماعي: اسم المجموعة.",
            "For several people together: the name of the group.",
        ),
        longest=80,
        also=("nom du groupe",),
    ),
    Choice(
        key="type",
        label=Words("Type de rendez-vous", "نوع الموعد", "Type of appointment"),
        vocabulary="appointment_type",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("type", "type rdv", "nature", "النوع"),
    ),
    Text(
        key="purpose",
        label=Words("Objet", "الموضوع", "Purpose"),
        help=Words(
            "Lu par l’accueil : rien sur la santé, les violences ou la procédure.",
            "يطلع عليه الاستقبال: لا شيء عن الصحة أو العنف أو المساطر.",
            "Read by reception: nothing about health, violence or proceedings.",
        ),
        longest=120,
        quick=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("motif", "objet rdv"),
    ),
    case_link(),
)

WHEN: tuple[Field | Rows, ...] = (
    Date(
        key="date",
        label=Words("Date", "التاريخ", "Date"),
        required=True,
        future=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("date rdv", "date du rendez-vous", "jour", "تاريخ الموعد"),
    ),
    Time(
        key="time",
        label=Words("Heure", "الساعة", "Time"),
        required=True,
        quick=True,
        listed=True,
        also=("heure rdv", "heure du rendez-vous", "à"),
    ),
    Integer(
        key="duration",
        label=Words("Durée (minutes)", "المدة (بالدقائق)", "Length (minutes)"),
        least=5,
        most=600,
        default=lambda _context: HALF_AN_HOUR,
        quick=True,
        also=("durée", "duree", "المدة"),
    ),
    Text(
        key="place",
        label=Words("Lieu ou salle", "المكان أو القاعة", "Place or room"),
        longest=120,
        quick=True,
        listed=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("salle", "lieu", "bureau", "القاعة"),
    ),
    Link(
        key="staff",
        label=Words("Avec", "مع", "With"),
        to="user",
        default=whoever_writes,
        quick=True,
        listed=True,
        filtered=True,
        also=("intervenant", "intervenante", "intervenant(e)", "reçu par", "المتدخل(ة)"),
    ),
    Choice(
        key="interpreter",
        label=Words("Interprète (langue)", "ترجمان(ة) (اللغة)", "Interpreter (language)"),
        vocabulary="language",
        also=("interprète", "langue d’interprétation"),
    ),
    YesNo(
        key="transport",
        label=Words("Transport à prévoir", "توفير النقل", "Transport to arrange"),
        also=("transport",),
    ),
)

REMINDER: tuple[Field | Rows, ...] = (
    Choice(
        key="reminder",
        label=Words("Rappel", "التذكير", "Reminder"),
        help=Words(
            "Seulement si la personne accepte d’être contactée.",
            "فقط إذا وافق المعني(ة) بالأمر على الاتصال به(ا).",
            "Only when the person agrees to be contacted.",
        ),
        vocabulary="reminder",
        beside=__file__,
        default=lambda _context: "NONE",
        also=("type de rappel",),
    ),
    Computed(
        key="reminder_text",
        label=Words("Texte du rappel", "نص التذكير", "Text of the reminder"),
        compute=rules.reminder_text,
        like=Text(key="reminder_text", label=Words("Texte du rappel", "نص التذكير", "Text of the reminder"), lines=2),
    ),
)

OUTCOME: tuple[Field | Rows, ...] = (
    Text(
        key="result",
        label=Words("Suite donnée", "ما تقرر بعد الموعد", "What came of it"),
        help=Words(
            "En quelques mots neutres ; le récit a sa place dans une note.",
            "بكلمات قليلة محايدة؛ للسرد مكانه في مذكرة.",
            "In a few neutral words; the story belongs in a note.",
        ),
        longest=300,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("résultat", "suite"),
    ),
    Choice(
        key="no_show_reason",
        label=Words("Motif de l’absence", "سبب الغياب", "Why the person did not come"),
        vocabulary="no_show_reason",
        beside=__file__,
        also=("motif absence",),
    ),
    Date(
        key="moved_to",
        label=Words("Reporté au", "أجل إلى", "Rescheduled to"),
        future=True,
    ),
    Time(key="moved_to_time", label=Words("Nouvelle heure", "الساعة الجديدة", "New time")),
)

SECTIONS = (
    Section("who", Words("Le rendez-vous", "الموعد", "The appointment"), WHO),
    Section("when", Words("Quand et où", "متى وأين", "When and where"), WHEN),
    Section("reminder", Words("Rappel", "التذكير", "Reminder"), REMINDER),
    Section("outcome", Words("Suite", "المآل", "Outcome"), OUTCOME),
)
