"""How the person lives, what she asks for, and where she was sent (forms.md §1, fields 31 to 42)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.conditions import Context, when
from casemgr.domain.fields import Anonymise, Choice, Choices, Date, Dated, GatedChoice, Merge, Rows, Text
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.beneficiary.headers import headers
from casemgr.records.beneficiary.lists import OpenChoice, OpenChoices, mark_of

# Specific needs that say "suspect" or "convicted" (data-protection.md §2.4).
OFFENCE_NEEDS = dict.fromkeys(("LP-CR", "LP-AP", "LP-VP"), "allow_offence_data")


def not_stated(_context: Context) -> str:
    """The default of a question not yet put: "not stated" is an answer that is counted (domain.md §12.4)."""
    return "UNK"


def _label(list_name: str, key: str) -> Any:
    return lambda row: str(vocabulary(list_name).label(row[key])) if row.get(key) else ""


def _since() -> Date:
    return Date(
        key="since",
        label=Words("Depuis le", "ابتداء من", "Since"),
        required=True,
        default=today_by_default,
        anonymise=Anonymise.YEAR,
    )


def _needed(row: Mapping[str, Any]) -> str:
    return mark_of("vulnerability", row.get("vulnerability"), "L1")


SITUATION = Section(
    "situation",
    Words("Situation", "الوضعية الاجتماعية", "Situation"),
    (
        OpenChoice(
            key="marital_status",
            label=Words("Situation familiale", "الحالة العائلية", "Marital status"),
            vocabulary="marital_status",
            default=not_stated,
            also=headers("marital_status"),
        ),
        Rows(
            key="languages",
            label=Words("Langues", "اللغات", "Languages"),
            one=Words("Langue", "لغة", "Language"),
            fields=(
                Choice(
                    key="language",
                    label=Words("Langue", "اللغة", "Language"),
                    vocabulary="language",
                    required=True,
                    also=headers("languages.language"),
                ),
                Choice(key="level", label=Words("Niveau", "المستوى", "Level"), vocabulary="language_level"),
            ),
            title=_label("language", "language"),
        ),
        Choice(
            key="education_level",
            label=Words("Niveau d’études", "المستوى الدراسي", "Education level"),
            vocabulary="education_level",
            default=not_stated,
            filtered=True,
            also=headers("education_level"),
        ),
        Text(
            key="diploma",
            label=Words("Diplôme", "الدبلوم", "Diploma"),
            anonymise=Anonymise.CLEAR,
            also=headers("diploma"),
        ),
        OpenChoice(
            key="employment_status",
            label=Words("Situation d’emploi", "الوضعية المهنية", "Employment"),
            vocabulary="employment_status",
            default=not_stated,
            filtered=True,
            also=headers("employment_status"),
        ),
        Text(
            key="occupation_before",
            label=Words("Métier avant", "المهنة السابقة", "Occupation before"),
            longest=120,
            anonymise=Anonymise.CLEAR,
        ),
        Text(
            key="occupation",
            label=Words("Métier actuel", "المهنة الحالية", "Occupation now"),
            longest=120,
            anonymise=Anonymise.CLEAR,
            also=headers("occupation"),
        ),
        OpenChoice(
            key="income_source",
            label=Words("Source de revenu", "مصدر الدخل", "Income source"),
            vocabulary="income_source",
            also=headers("income_source"),
        ),
        Dated(
            key="housing",
            label=Words("Logement", "السكن", "Housing"),
            one=Words("Logement", "سكن", "Housing"),
            fields=(
                Choice(
                    key="housing",
                    label=Words("Type de logement", "نوع السكن", "Type of housing"),
                    vocabulary="housing_type",
                    required=True,
                    also=headers("housing.housing"),
                ),
                _since(),
            ),
            title=_label("housing_type", "housing"),
            confidentiality=lambda row: mark_of("housing_type", row.get("housing")),
        ),
        Dated(
            key="coverage",
            label=Words("Couverture médicale", "التغطية الصحية", "Health coverage"),
            one=Words("Couverture", "تغطية", "Coverage"),
            fields=(
                Choice(
                    key="coverage",
                    label=Words("Couverture", "نوع التغطية", "Coverage"),
                    vocabulary="health_coverage",
                    required=True,
                    also=headers("coverage.coverage"),
                ),
                _since(),
            ),
            title=_label("health_coverage", "coverage"),
        ),
    ),
)

NEEDS = Section(
    "needs",
    Words("Besoins et urgence", "الحاجيات والاستعجال", "Needs and urgency"),
    (
        OpenChoices(
            key="needs",
            label=Words("Besoins exprimés", "الحاجيات المعبر عنها", "Stated needs"),
            vocabulary="referral_reason",
            quick=True,
            expected=True,
            filtered=True,
            merge=Merge.UNION,
            also=headers("needs"),
        ),
        Text(
            key="needs_words",
            label=Words("Dans les mots de la personne", "بكلمات الشخص نفسه", "In the person’s words"),
            longest=10_000,
            lines=4,
            quick=True,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("needs_words"),
        ),
        Choices(
            key="urgency",
            label=Words("Urgences", "حالات الاستعجال", "Urgency"),
            help=Words(
                "« Aucune urgence » est une réponse.",
                "«لا توجد حالة استعجال» جواب أيضا.",
                "“Nothing urgent” is an answer.",
            ),
            vocabulary="urgency",
            beside=__file__,
            quick=True,
            expected=True,
            merge=Merge.UNION,
        ),
        Rows(
            key="specific_needs",
            label=Words("Besoins spécifiques", "الحاجيات الخاصة", "Specific needs"),
            one=Words("Besoin spécifique", "حاجة خاصة", "Specific need"),
            fields=(
                GatedChoice(
                    key="vulnerability",
                    label=Words("Besoin", "الحاجة", "Need"),
                    vocabulary="vulnerability",
                    gates=OFFENCE_NEEDS,
                    required=True,
                    also=headers("specific_needs.vulnerability"),
                ),
                Date(
                    key="from_date",
                    label=Words("Du", "من", "From"),
                    default=today_by_default,
                    anonymise=Anonymise.YEAR,
                ),
                Date(key="to_date", label=Words("Au", "إلى", "To"), future=True, anonymise=Anonymise.YEAR),
            ),
            title=_label("vulnerability", "vulnerability"),
            grants_as="specific_need",
            confidentiality=_needed,
        ),
    ),
)

ORIENTATION = Section(
    "orientation",
    Words("Orientation", "التوجيه", "Orientation"),
    (
        Choices(
            key="orientation",
            label=Words("Orientation donnée", "التوجيه المقدم", "Orientation given"),
            vocabulary="orientation",
            beside=__file__,
            quick=True,
            expected=True,
            filtered=True,
            merge=Merge.UNION,
            also=headers("orientation"),
        ),
        Text(
            key="orientation_reason",
            label=Words("Pourquoi hors de notre champ", "لماذا هو خارج اختصاصنا", "Why it is not for us"),
            visible=when("orientation", "NOT_US"),
            expected=True,
            quick=True,
            identifying=True,
            longest=1000,
            anonymise=Anonymise.CLEAR,
        ),
        Text(
            key="duplicate_reason",
            label=Words("Pourquoi ce n’est pas un doublon", "لماذا ليس ملفا مكررا", "Why this is not a duplicate"),
            help=Words(
                "Demandé quand une fiche ressemblante existe et qu’on en crée tout de même une nouvelle.",
                "يطلب عند وجود بطاقة مشابهة وإنشاء بطاقة جديدة رغم ذلك.",
                "Asked when a similar record exists and a new one is made all the same.",
            ),
            identifying=True,
            longest=500,
            anonymise=Anonymise.CLEAR,
        ),
    ),
)
