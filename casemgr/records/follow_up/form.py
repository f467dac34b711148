"""The form of a follow-up (forms.md §8): attempts that reach nobody are noted too, they are what LOST rests on."""

from __future__ import annotations

from casemgr.domain.conditions import when
from casemgr.domain.fields import Anonymise, Choice, Choices, Date, Field, Integer, Link, Rows, Text, YesNo
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import Words
from casemgr.records.follow_up import rules

NOTE = 10_000  # characters, V-TEXT


def is_no_legal_matter(term: Term) -> bool:
    """What is done in a place of detention is L3: it stands in the legal file, no follow-up is so marked."""
    return term.meta.get("confidentiality") != "L3"


CONTACT: tuple[Field | Rows, ...] = (
    person_link(),
    Date(
        key="date",
        label=Words("Date du suivi", "تاريخ التتبع", "Date"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date", "date suivi", "le", "التاريخ"),
    ),
    Choice(
        key="mode",
        label=Words("Mode", "طريقة الاتصال", "How"),
        vocabulary="delivery_mode",
        only=is_no_legal_matter,
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("modalité", "moyen", "canal", "الطريقة"),
    ),
    Choice(
        key="result",
        label=Words("Résultat", "النتيجة", "Result"),
        vocabulary="follow_up_result",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("résultat du suivi", "issue"),
    ),
    Link(
        key="by",
        label=Words("Par", "من طرف", "By"),
        to="user",
        default=whoever_writes,
        listed=True,
        filtered=True,
        also=("suivi par", "agent", "intervenant", "intervenante"),
    ),
    Integer(
        key="duration",
        label=Words("Durée (minutes)", "المدة (بالدقائق)", "Length (minutes)"),
        least=1,
        most=600,
        also=("durée", "duree", "المدة"),
    ),
    case_link(),
)

NEWS: tuple[Field | Rows, ...] = (
    Choices(
        key="changed",
        label=Words("Ce qui a changé", "ما الذي تغير", "What changed"),
        vocabulary="follow_up_change",
        beside=__file__,
        visible=rules.SPOKE,
        quick=True,
        filtered=True,
    ),
    YesNo(
        key="plan_updated",
        label=Words("Plan d’accompagnement mis à jour", "تم تحيين مخطط المواكبة", "Support plan updated"),
        visible=rules.SPOKE,
    ),
    Text(
        key="text",
        label=Words("Compte rendu", "ملخص", "What was said"),
        help=Words(
            "Le strict nécessaire : ni diagnostic, ni opinion, ni récit inutile.",
            "الضروري فقط: لا تشخيص ولا رأي ولا سرد غير مفيد.",
            "Only what is needed: no diagnosis, no opinion, no needless story.",
        ),
        longest=NOTE,
        lines=4,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("note", "observation", "observations", "remarque", "ملاحظات"),
    ),
)

NEXT: tuple[Field | Rows, ...] = (
    YesNo(
        key="last_one",
        label=Words("Dernier suivi avant clôture", "آخر تتبع قبل الإغلاق", "Last follow-up before closing"),
        quick=True,
    ),
    Date(
        key="next_date",
        label=Words("Prochain suivi", "التتبع المقبل", "Next follow-up"),
        future=True,
        required=~when("last_one", True),
        propose=rules.propose_next,
        quick=True,
        filtered=True,
        also=("prochain suivi", "prochaine date", "date prochain suivi", "التتبع المقبل"),
    ),
    YesNo(
        key="next_done",
        label=Words("Ce prochain suivi est fait", "أنجز هذا التتبع المقبل", "That next follow-up is done"),
    ),
)

SECTIONS = (
    Section("contact", Words("Le contact", "الاتصال", "The contact"), CONTACT),
    Section("news", Words("Ce qui a changé", "المستجدات", "What changed"), NEWS),
    Section("next", Words("La suite", "ما بعده", "What next"), NEXT),
)
