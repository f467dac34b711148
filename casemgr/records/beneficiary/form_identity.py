"""Who the person is, in both scripts, exactly as she says it (domain.md §5)."""

from __future__ import annotations

from casemgr.domain.fields import (
    Anonymise,
    ApproximateDate,
    Choice,
    Choices,
    Computed,
    Date,
    Merge,
    Name,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Section
from casemgr.domain.words import Words
from casemgr.records.beneficiary import derived
from casemgr.records.beneficiary.headers import headers
from casemgr.records.beneficiary.lists import Nationality, SpokenChoice

# The birth date of persons.csv stands in four columns; all of them make this one value.
BIRTH_HEADERS = ("dob", "dob_precision", "estimated_age", "estimated_on")

SEXES = {
    code: said
    for said, spoken in {
        "F": "femme féminin feminin fille f. woman girl f أنثى امرأة بنت أ",
        "M": "homme masculin garçon garcon h m. h. man boy ذكر رجل ولد ذ",
        "U": "inconnu indéterminé nr ?",
    }.items()
    for code in spoken.split()
}

NAMES = Section(
    "identity",
    Words("Identité", "الهوية", "Identity"),
    (
        Name(
            key="family_name",
            label=Words("Nom (lettres latines)", "الاسم العائلي (بالحروف اللاتينية)", "Family name (Latin)"),
            quick=True,
            also=headers("family_name"),
        ),
        Name(
            key="given_names",
            label=Words("Prénoms (lettres latines)", "الاسم الشخصي (بالحروف اللاتينية)", "Given names (Latin)"),
            quick=True,
            also=headers("given_names"),
        ),
        Name(
            key="family_name_ar",
            label=Words("Nom (lettres arabes)", "الاسم العائلي", "Family name (Arabic)"),
            quick=True,
            also=headers("family_name_ar"),
        ),
        Name(
            key="given_names_ar",
            label=Words("Prénoms (lettres arabes)", "الاسم الشخصي", "Given names (Arabic)"),
            quick=True,
            also=headers("given_names_ar"),
        ),
        YesNo(
            key="single_name",
            label=Words("Nom unique", "اسم واحد فقط", "One name only"),
            help=Words(
                "La personne n’a qu’un seul nom : l’autre reste vide.",
                "للشخص اسم واحد فقط: تبقى الخانة الأخرى فارغة.",
                "The person has one name only: the other stays empty.",
            ),
            quick=True,
        ),
        Name(
            key="used_name",
            label=Words("Nom d’usage, surnom", "الاسم المتداول", "Name used, nickname"),
            also=headers("used_name"),
        ),
        Name(
            key="mother_name",
            label=Words("Prénom de la mère", "الاسم الشخصي للأم", "Mother’s first name"),
            help=Words(
                "Aide à reconnaître les doublons.",
                "يساعد على كشف البطاقات المكررة.",
                "Helps to find duplicates.",
            ),
            also=headers("mother_name"),
        ),
        Rows(
            key="aliases",
            label=Words("Autres noms déclarés", "أسماء أخرى مصرح بها", "Other declared names"),
            one=Words("Autre nom", "اسم آخر", "Other name"),
            fields=(
                Name(key="name", label=Words("Nom", "الاسم", "Name"), required=True),
                Text(
                    key="source",
                    label=Words("D’où vient ce nom", "مصدر هذا الاسم", "Where this name comes from"),
                    anonymise=Anonymise.CLEAR,
                ),
            ),
            title=lambda row: str(row.get("name") or ""),
            confidentiality=lambda _row: "L1",
        ),
        SpokenChoice(
            key="sex",
            label=Words("Sexe", "الجنس", "Sex"),
            vocabulary="sex",
            spoken=SEXES,
            required=True,
            quick=True,
            listed=True,
            filtered=True,
            also=headers("sex"),
        ),
        ApproximateDate(
            key="birth_date",
            label=Words("Date de naissance ou âge", "تاريخ الازدياد أو السن", "Date of birth or age"),
            help=Words(
                "03/05/1990, 05/1990, 1990, vers 1990, 34 ans, ou inconnue.",
                "03/05/1990 أو 05/1990 أو 1990 أو حوالي 1990 أو 34 سنة أو غير معروف.",
                "03/05/1990, 05/1990, 1990, about 1990, 34 years, or unknown.",
            ),
            quick=True,
            expected=True,
            anonymise=Anonymise.YEAR,
            also=headers("birth_date"),
        ),
        Computed(
            key="age",
            label=Words("Âge", "السن", "Age"),
            compute=derived.age,
            like=derived.Years(key="age", label=Words("Âge", "السن", "Age"), most=150),
            sql=derived.age_in_sql,
            quick=True,
            listed=True,
            filtered=True,
        ),
        Computed(
            key="possible_minor",
            label=Words("Peut-être mineur(e)", "قد يكون(تكون) قاصرا", "Possible minor"),
            compute=derived.is_possible_minor,
            like=YesNo(
                key="possible_minor",
                label=Words("Peut-être mineur(e)", "قد يكون(تكون) قاصرا", "Possible minor"),
            ),
        ),
        Computed(
            key="full_name",
            label=Words("Nom complet", "الاسم الكامل (لاتيني)", "Full name"),
            compute=derived.latin_name,
            like=Text(key="full_name", label=Words("Nom complet", "الاسم الكامل (لاتيني)", "Full name")),
            listed=True,
            identifying=True,
        ),
        Computed(
            key="full_name_ar",
            label=Words("Nom complet en arabe", "الاسم الكامل", "Full name in Arabic"),
            compute=derived.arabic_name,
            like=Text(key="full_name_ar", label=Words("Nom complet en arabe", "الاسم الكامل", "Full name in Arabic")),
            listed=True,
            identifying=True,
        ),
        Text(
            key="birth_place",
            label=Words("Lieu de naissance", "مكان الازدياد", "Place of birth"),
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("birth_place"),
        ),
        Choice(
            key="birth_country",
            label=Words("Pays de naissance", "بلد الازدياد", "Country of birth"),
            vocabulary="country",
            also=headers("birth_country"),
        ),
        Nationality(
            key="nationality",
            label=Words("Nationalité", "الجنسية", "Nationality"),
            required=True,
            quick=True,
            listed=True,
            filtered=True,
            also=headers("nationality"),
        ),
        Choices(
            key="other_nationalities",
            label=Words("Autres nationalités", "جنسيات أخرى", "Other nationalities"),
            vocabulary="nationality",
            merge=Merge.UNION,
            also=headers("other_nationalities"),
        ),
        Choice(
            key="population_group",
            propose=derived.proposed_population_group,
            label=Words("Groupe de population", "الفئة", "Population group"),
            help=Words(
                "Proposé d’après le statut et la nationalité ; la personne qui reçoit décide.",
                "يقترح حسب الوضعية الإدارية والجنسية، والقرار للشخص المستقبل.",
                "Proposed from the status and nationality; whoever receives the person decides.",
            ),
            vocabulary="population_group",
            required=True,
            quick=True,
            listed=True,
            filtered=True,
            also=headers("population_group"),
        ),
        Date(
            key="deceased_on",
            label=Words("Date de décès", "تاريخ الوفاة", "Date of death"),
            anonymise=Anonymise.YEAR,
            also=headers("deceased_on"),
        ),
    ),
)
