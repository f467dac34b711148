"""The household form (forms.md §3): how many, who, and who may not learn what of whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.conditions import Context, filled, when
from casemgr.domain.fields import (
    Anonymise,
    ApproximateDate,
    Choice,
    Date,
    Integer,
    Link,
    Merge,
    Name,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.household import rules

MOST = 60  # persons: above it, a figure was typed in the wrong box
light = ~filled("member")


def branch_province(context: Context) -> str | None:
    """The default province: that of the branch."""
    return context.branch_province or None


def _member_title(row: Mapping[str, Any]) -> str:
    relationship = vocabulary("relationship").label(row["relationship"]) if row.get("relationship") else ""
    return " · ".join(part for part in (str(row.get("first_name") or ""), str(relationship)) if part)


HOUSEHOLD = Section(
    "household",
    Words("Ménage", "الأسرة", "Household"),
    (
        Integer(
            key="declared_size",
            label=Words("Nombre de personnes", "عدد الأفراد", "Number of persons"),
            help=Words(
                "Toutes celles qui vivent ici, connues de nous ou non.",
                "كل من يعيش هنا، سواء كنا نعرفهم أم لا.",
                "All who live here, known to us or not.",
            ),
            least=1,
            most=MOST,
            quick=True,
            expected=True,
            listed=True,
            also=("Taille du ménage", "Nombre de personnes", "Household size", "عدد أفراد الأسرة"),
        ),
        Integer(
            key="children_under_18",
            label=Words("Dont enfants de moins de 18 ans", "منهم أطفال دون 18 سنة", "Of whom children under 18"),
            most=MOST,
            quick=True,
            expected=True,
            listed=True,
            also=("Nombre d’enfants", "Nombre d'enfants", "Enfants", "Children", "عدد الأطفال"),
        ),
        Integer(
            key="children_under_5",
            label=Words("Dont enfants de moins de 5 ans", "منهم أطفال دون 5 سنوات", "Of whom children under 5"),
            most=MOST,
            expected=True,
        ),
        Choice(
            key="province",
            label=Words("Province ou préfecture", "الإقليم أو العمالة", "Province or prefecture"),
            vocabulary="province",
            default=branch_province,
            quick=True,
            expected=True,
            listed=True,
            filtered=True,
        ),
        Text(
            key="address",
            label=Words("Quartier, rue, repère", "الحي والزنقة وعلامة مميزة", "District, street, landmark"),
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        YesNo(
            key="address_protected",
            label=Words("Adresse protégée", "عنوان محمي", "Protected address"),
            help=Words(
                "L’adresse est cachée partout, sauf aux personnes désignées.",
                "يخفى العنوان في كل مكان إلا عن الأشخاص المعينين.",
                "The address is hidden everywhere, but for named persons.",
            ),
            default=lambda _context: False,
            merge=Merge.UNION,
        ),
    ),
)

MEMBERS = Rows(
    key="members",
    label=Words("Membres", "الأفراد", "Members"),
    one=Words("Membre", "فرد", "Member"),
    fields=(
        Link(
            key="member",
            label=Words("Personne suivie", "شخص مسجل لدينا", "Person in our files"),
            to="beneficiary",
            anonymise=Anonymise.CLEAR,
        ),
        Name(
            key="first_name",
            label=Words("Prénom", "الاسم الشخصي", "First name"),
            help=Words(
                "Pour qui n’a pas de fiche ; une fiche est ouverte au premier service.",
                "لمن ليست له بطاقة؛ تفتح البطاقة عند أول خدمة.",
                "For whoever has no file; one is opened with the first service.",
            ),
            visible=light,
        ),
        Choice(key="sex", label=Words("Sexe", "الجنس", "Sex"), vocabulary="sex", visible=light),
        ApproximateDate(
            key="birth_date",
            label=Words("Date de naissance ou âge", "تاريخ الازدياد أو السن", "Date of birth or age"),
            visible=light,
            anonymise=Anonymise.YEAR,
        ),
        Choice(
            key="relationship",
            label=Words("Lien avec le chef du ménage", "الصلة برب(ة) الأسرة", "Relationship to the head"),
            vocabulary="relationship",
            required=True,
        ),
        Date(
            key="from_date",
            label=Words("Depuis le", "ابتداء من", "From"),
            default=today_by_default,
            anonymise=Anonymise.YEAR,
        ),
        Date(key="to_date", label=Words("Jusqu’au", "إلى غاية", "To"), anonymise=Anonymise.YEAR),
        YesNo(key="lives_here", label=Words("Vit ici", "يعيش هنا", "Lives here"), default=lambda _context: True),
        Choice(
            key="elsewhere_country",
            label=Words("Vit dans quel pays", "بلد العيش", "Lives in which country"),
            vocabulary="country",
            visible=when("lives_here", False),
        ),
        Link(
            key="guardian",
            label=Words("Tuteur ou parent responsable", "النائب الشرعي أو الوالد المسؤول", "Guardian"),
            help=Words("Pour chaque enfant.", "لكل طفل.", "For each child."),
            to="beneficiary",
            anonymise=Anonymise.CLEAR,
        ),
    ),
    title=_member_title,
    confidentiality=rules.mark_of_member,
    check=rules.check_member,
)

CONFIDENTIAL_PAIRS = Rows(
    key="confidential_pairs",
    label=Words("Confidentiel l’un pour l’autre", "السرية بين أفراد الأسرة", "Confidential from each other"),
    one=Words("Deux personnes", "شخصان", "Two persons"),
    fields=(
        Link(
            key="one",
            label=Words("Une personne", "شخص", "One person"),
            to="beneficiary",
            required=True,
            anonymise=Anonymise.CLEAR,
        ),
        Link(
            key="other",
            label=Words("L’autre personne", "الشخص الآخر", "The other person"),
            to="beneficiary",
            required=True,
            anonymise=Anonymise.CLEAR,
        ),
    ),
    check=rules.check_pair,
)

SECTIONS = (
    HOUSEHOLD,
    Section("members", Words("Membres", "الأفراد", "Members"), (MEMBERS,)),
    Section(
        "confidential",
        Words("Confidentialité dans le ménage", "السرية داخل الأسرة", "Confidentiality within the household"),
        (CONFIDENTIAL_PAIRS,),
        help=Words(
            "L’un ne doit rien savoir des visites de l’autre : ni message, ni agenda, ni papier commun.",
            "لا يجب أن يعلم أحدهما بزيارات الآخر: لا رسائل ولا مواعيد ولا أوراق مشتركة.",
            "Neither may learn of the other’s visits: no message, no calendar, no shared paper.",
        ),
    ),
)
