"""The form of a service (forms.md §6, "Prestation"): one line is one unit, charged to one programme."""

from __future__ import annotations

from casemgr.domain.conditions import filled
from casemgr.domain.fields import (
    Anonymise,
    Choice,
    Computed,
    Date,
    Field,
    Integer,
    Link,
    Money,
    Rows,
    Text,
    Time,
    YesNo,
)
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.service import rules

NOTE = 10_000  # characters, V-TEXT


WHAT: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="type",
        label=Words("Type de service", "نوع الخدمة", "Type of service"),
        vocabulary="service_type",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("prestation", "service", "nature du service", "code service", "الخدمة"),
    ),
    Date(
        key="date",
        label=Words("Date du service", "تاريخ الخدمة", "Date of the service"),
        help=Words(
            "Le jour où le service a été rendu, pas celui de la saisie.",
            "اليوم الذي قدمت فيه الخدمة، لا يوم تسجيلها.",
            "The day the service was given, not the day it is recorded.",
        ),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date", "date prestation", "date de la prestation", "le", "التاريخ"),
    ),
    Time(
        key="time",
        label=Words("Heure", "الساعة", "Time"),
        anonymise=Anonymise.CLEAR,
    ),
    Computed(
        key="sector",
        label=Words("Secteur", "القطاع", "Sector"),
        compute=rules.sector_of,
        sql=rules.sector_in_sql,
        like=Choice(key="sector", label=Words("Secteur", "القطاع", "Sector"), vocabulary="sector"),
        filtered=True,
    ),
    Computed(
        key="unit",
        label=Words("Unité", "الوحدة", "Unit"),
        compute=rules.unit_of,
        sql=rules.unit_in_sql,
        like=Choice(key="unit", label=Words("Unité", "الوحدة", "Unit"), vocabulary="unit", beside=__file__),
        filtered=True,
    ),
    Integer(
        key="quantity",
        label=Words("Quantité", "الكمية", "Quantity"),
        help=Words(
            "Dans l’unité du type. Pour une nuitée datée, le séjour suffit.",
            "حسب وحدة نوع الخدمة. بالنسبة للمبيت المؤرخ تكفي تواريخ الإقامة.",
            "In the unit of the type. For dated nights, the stay is enough.",
        ),
        default=lambda _context: 1,
        visible=~rules.NIGHTS_FROM_A_STAY,
        quick=True,
        listed=True,
        also=("qté", "qte", "nombre", "nb", "quantite", "العدد"),
    ),
    Money(
        key="amount",
        label=Words("Montant", "المبلغ", "Amount"),
        required=rules.counted_in("MAD"),
        visible=rules.counted_in("MAD"),
        quick=True,
        listed=True,
        also=("montant (mad)", "montant mad", "montant dh", "somme", "المبلغ بالدرهم"),
    ),
    Text(
        key="voucher",
        label=Words("N° de bon ou de pièce comptable", "رقم القسيمة أو الوثيقة المحاسبية", "Voucher number"),
        longest=40,
        required=rules.counted_in("MAD"),
        visible=rules.counted_in("MAD", "kit"),
        quick=True,
        also=("bon", "n° bon", "numéro de bon", "n° pièce", "pièce comptable", "رقم القسيمة"),
    ),
    Choice(
        key="programme",
        label=Words("Programme", "البرنامج", "Programme"),
        help=Words(
            "Le programme qui paie ce service. Vide : hors programme.",
            "البرنامج الذي يتحمل هذه الخدمة. فارغ: خارج البرامج.",
            "The programme charged for this service. Empty: outside programmes.",
        ),
        vocabulary="programme",
        propose=rules.propose_programme,
        quick=True,
        listed=True,
        filtered=True,
        also=("projet", "programme imputé", "project", "المشروع"),
    ),
    case_link(
        help=Words(
            "Vide pour une aide ponctuelle sans dossier.",
            "يترك فارغا لمساعدة ظرفية دون ملف.",
            "Empty for one-off help without a case.",
        ),
    ),
)

HOW: tuple[Field | Rows, ...] = (
    Link(
        key="delivered_by",
        label=Words("Rendu par", "قدمها", "Delivered by"),
        to="user",
        default=whoever_writes,
        filtered=True,
        also=("intervenant", "intervenante", "intervenant(e)", "agent", "réalisé par", "المتدخل(ة)"),
    ),
    Text(
        key="partner",
        label=Words("Partenaire", "الشريك", "Partner"),
        help=Words(
            "Si le service a été rendu par un autre organisme.",
            "إذا قدمت الخدمة من طرف جهة أخرى.",
            "If another body gave the service.",
        ),
        suggests="partner",
        also=("organisme", "structure", "الجهة الشريكة"),
    ),
    Choice(
        key="mode",
        label=Words("Mode", "طريقة التقديم", "Mode"),
        vocabulary="delivery_mode",
        default=lambda _context: "OFFICE",
        filtered=True,
        also=("modalité", "mode de prestation", "الطريقة"),
    ),
    Text(
        key="place",
        label=Words("Lieu", "المكان", "Place"),
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("endroit", "site"),
    ),
    YesNo(
        key="countable",
        label=Words("Compte dans les statistiques", "تحتسب في الإحصائيات", "Counts in the figures"),
        help=Words(
            "Non pour une simple tentative ou une réunion interne.",
            "لا، إذا تعلق الأمر بمحاولة أو باجتماع داخلي.",
            "No for a mere attempt or an internal meeting.",
        ),
        default=lambda _context: True,
        filtered=True,
        also=("comptabilisé", "à compter", "compté", "countable"),
    ),
    YesNo(
        key="receipt_signed",
        label=Words("Reçu signé", "وصل موقع", "Receipt signed"),
        visible=rules.counted_in("kit", "MAD"),
        expected=True,
        also=("reçu", "décharge signée", "receipt", "الوصل"),
    ),
)

STAY: tuple[Field | Rows, ...] = (
    Date(
        key="stay_from",
        label=Words("Entrée", "الدخول", "Arrival"),
        visible=rules.counted_in("night"),
        expected=True,
        also=("date d’entrée", "date entrée", "du", "from", "تاريخ الدخول"),
    ),
    Date(
        key="stay_to",
        label=Words("Sortie", "المغادرة", "Departure"),
        help=Words(
            "Le jour du départ : cette nuit-là n’est pas comptée.",
            "يوم المغادرة: ليلته لا تحتسب.",
            "The day of leaving: that night is not counted.",
        ),
        future=True,
        visible=rules.counted_in("night") & filled("stay_from"),
        also=("date de sortie", "date sortie", "au", "to_exclusive", "تاريخ المغادرة"),
    ),
    Text(
        key="bed",
        label=Words("Chambre ou lit", "الغرفة أو السرير", "Room or bed"),
        longest=40,
        visible=rules.counted_in("night"),
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("lit", "chambre"),
    ),
    Integer(
        key="children_with",
        label=Words("Enfants hébergés avec la personne", "الأطفال المرافقون", "Children staying with the person"),
        most=20,
        visible=rules.counted_in("night"),
        also=("enfants", "nb enfants"),
    ),
    Computed(
        key="nights",
        label=Words("Nuitées", "ليالي المبيت", "Nights"),
        compute=rules.nights_of,
        like=Integer(key="nights", label=Words("Nuitées", "ليالي المبيت", "Nights")),
        visible=rules.counted_in("night"),
    ),
)

# The note is more secret than the line: accounts read the amount and never the story, and the branch knows of
# a kit while what was said stays with the case team. So it is a row, with its own mark and grants ("note").
NOTES = Rows(
    key="notes",
    label=Words("Notes", "ملاحظات", "Notes"),
    one=Words("Note", "ملاحظة", "Note"),
    grants_as="note",
    confidentiality=rules.note_confidentiality,
    visible=rules.MAY_CARRY_NOTES,
    fields=(
        Text(
            key="text",
            label=Words("Note", "ملاحظة", "Note"),
            help=Words(
                "Le strict nécessaire : ni diagnostic, ni opinion, ni récit inutile.",
                "الضروري فقط: لا تشخيص ولا رأي ولا سرد غير مفيد.",
                "Only what is needed: no diagnosis, no opinion, no needless story.",
            ),
            longest=NOTE,
            lines=5,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=("note", "observation", "observations", "remarque", "commentaire", "ملاحظات"),
        ),
    ),
)

SECTIONS = (
    Section("what", Words("Le service", "الخدمة", "The service"), WHAT),
    Section("how", Words("Comment", "كيفية التقديم", "How"), HOW),
    Section("stay", Words("Séjour", "الإقامة", "Stay"), STAY),
    Section("notes", Words("Notes", "ملاحظات", "Notes"), (NOTES,)),
)
