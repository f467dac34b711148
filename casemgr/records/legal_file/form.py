"""The form of a legal file (forms.md §9), in the order of a lawyer’s work: what, before whom, when, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Anonymise, Choice, Date, Field, GatedChoice, Link, Money, Rows, Text, YesNo
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import BENEFICIARY, person_link
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import Words
from casemgr.records.legal_file import rules
from casemgr.records.legal_file.form_dates import ACTS, DEADLINES, HEARINGS, STAGES

NOTE = 10_000  # characters, V-TEXT
NOT_AUTHORISED = Words(
    "Donnée d’infraction : interdite sans autorisation de la CNDP. Choisissez « Pénal », avec les seules dates.",
    "معطيات تتعلق بالمخالفات: لا تسجل دون ترخيص اللجنة الوطنية. اختاروا «القضايا الزجرية» مع التواريخ فقط.",
    "Offence data: not kept without the CNDP authorisation. Choose “Criminal”, with the dates only.",
)


@dataclass(frozen=True, kw_only=True)
class Matter(Choice):
    """The matter; those that tell of an offence only with the authorisation (data-protection.md §2.5)."""

    vocabulary: str = "legal_matter"

    def offered(self, context: Context) -> tuple[Term, ...]:
        """Every matter; without the authorisation, of offences the family alone."""
        allowed = rules.OFFENCE_SWITCH in context.switches
        return tuple(term for term in super().offered(context) if allowed or not rules.needs_authorisation(term.code))

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The code; nothing, and a refusal, for an offence without the authorisation: it is stored nowhere."""
        if value and rules.OFFENCE_SWITCH not in context.switches and rules.needs_authorisation(str(value)):
            return None, [Issue(self.key, NOT_AUTHORISED, unlawful=True)]
        return super().clean(value, context)


QUALITY = Words("Qualité", "الصفة", "Quality")

MATTER: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="quality",
        label=QUALITY,
        vocabulary="legal_quality",
        beside=__file__,
        quick=True,
        expected=True,
        filtered=True,
        also=("qualité de la personne", "en qualité de", "الصفة القانونية"),
    ),
    Matter(
        key="matter",
        label=Words("Matière", "المادة", "Matter"),
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("objet", "type d’affaire", "nature de l’affaire", "matière juridique", "موضوع القضية"),
    ),
    Choice(
        key="family",
        label=Words("Famille de matière", "صنف المادة", "Family of matters"),
        vocabulary="legal_matter",
        worked_out=rules.family_of,
        filtered=True,
    ),
    Date(
        key="opened_on",
        label=Words("Ouvert le", "تاريخ الفتح", "Opened on"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date d’ouverture", "date ouverture", "ouverture", "date", "تاريخ فتح الملف"),
    ),
    Link(
        key="followed_by",
        label=Words("Suivi par", "يتابعه", "Followed by"),
        to="user",
        default=whoever_writes,
        filtered=True,
        also=("juriste", "référent juridique", "القانوني(ة)"),
    ),
    case_link(Words("Dossier social", "الملف الاجتماعي", "Case")),
    Rows(
        key="people",
        label=Words("Autres personnes concernées", "أشخاص آخرون معنيون", "Other people concerned"),
        one=Words("Personne", "شخص", "Person"),
        visible=rules.WHOLE,
        confidentiality=rules.row_confidentiality,
        fields=(
            Link(
                key="beneficiary",
                label=BENEFICIARY,
                to="beneficiary",
                required=True,
            ),
            Choice(key="quality", label=QUALITY, vocabulary="legal_quality", beside=__file__),
        ),
    ),
    Text(
        key="facts",
        label=Words("Faits en bref", "الوقائع باختصار", "Facts in brief"),
        help=Words(
            "Le strict nécessaire ; pas de nom de tiers sauf s’il le faut.",
            "الضروري فقط؛ دون أسماء الغير إلا عند الحاجة.",
            "Only what is needed; no names of others unless they must be here.",
        ),
        longest=NOTE,
        lines=5,
        visible=rules.WHOLE,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("faits", "résumé", "observations", "notes", "الوقائع"),
    ),
    # Rows, never a column: no list, no filter and no search looks into them (forms.md §9: never searchable).
    Rows(
        key="opposing_parties",
        label=Words("Parties adverses", "الأطراف المقابلة", "Opposing parties"),
        one=Words("Partie adverse", "طرف مقابل", "Opposing party"),
        visible=rules.WHOLE,
        also=("partie adverse", "adversaire", "الطرف المقابل"),
        confidentiality=rules.row_confidentiality,
        fields=(
            Text(
                key="name",
                label=Words("Nom, ou organisme", "الاسم أو الجهة", "Name, or body"),
                longest=120,
                required=True,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
            Text(
                key="name_ar",
                label=Words("En arabe", "بالعربية", "In Arabic"),
                longest=120,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
            Text(
                key="lawyer",
                label=Words("Son avocat(e)", "محاميه(ا)", "Their lawyer"),
                longest=120,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
)

COURT: tuple[Field | Rows, ...] = (
    Choice(
        key="jurisdiction",
        label=Words("Organisme ou juridiction", "الجهة أو المحكمة", "Body or court"),
        vocabulary="jurisdiction",
        expected=True,
        filtered=True,
        visible=rules.WHOLE,
        also=("tribunal", "juridiction", "organisme", "cour", "المحكمة"),
    ),
    Text(
        key="court_city",
        label=Words("Ville", "المدينة", "City"),
        longest=80,
        visible=rules.WHOLE,
        also=("ville du tribunal", "مدينة المحكمة"),
    ),
    Text(
        key="court_number",
        label=Words("N° au greffe", "رقم الملف بالمحكمة", "Court file number"),
        longest=40,
        check=rules.check_court_number,
        visible=rules.WHOLE,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("n° tribunal", "numéro tribunal", "n° dossier tribunal", "رقم القضية"),
    ),
    Text(key="chamber", label=Words("Chambre", "الغرفة", "Chamber"), longest=80, visible=rules.WHOLE),
    Text(
        key="judge",
        label=Words("Juge ou magistrat(e)", "القاضي(ة)", "Judge"),
        longest=120,
        visible=rules.WHOLE,
        anonymise=Anonymise.CLEAR,
    ),
)

DEFENCE: tuple[Field | Rows, ...] = (
    Text(
        key="lawyer",
        label=Words("Avocat(e)", "المحامي(ة)", "Lawyer"),
        longest=120,
        visible=rules.WHOLE,
        anonymise=Anonymise.CLEAR,
        also=("avocat", "avocate", "maître", "المحامي"),
    ),
    Text(key="bar", label=Words("Barreau", "الهيئة", "Bar"), longest=80, visible=rules.WHOLE),
    Choice(
        key="appointed_by",
        label=Words("Désigné(e) par", "معين(ة) من طرف", "Appointed by"),
        vocabulary="appointed_by",
        beside=__file__,
        visible=rules.WHOLE,
    ),
    Date(
        key="mandate_on",
        label=Words("Mandat signé le", "تاريخ توقيع التوكيل", "Mandate signed on"),
        visible=rules.WHOLE,
    ),
    YesNo(
        key="mandate_kept",
        label=Words("Copie du mandat au dossier", "نسخة التوكيل في الملف", "Copy of the mandate on file"),
        visible=rules.WHOLE,
    ),
    Money(key="fees", label=Words("Honoraires", "الأتعاب", "Fees"), visible=rules.WHOLE),
    Choice(
        key="legal_aid",
        label=Words("Aide juridictionnelle", "المساعدة القضائية", "Legal aid"),
        help=Words(
            "De plein droit pour la travailleuse ou le travailleur (CPC, art. 273) et la victime de traite "
            "(loi 27-14, art. 5).",
            "بحكم القانون للأجير(ة) (الفصل 273 من قانون المسطرة المدنية) ولضحية الاتجار بالبشر (المادة 5 من القانون "
            "27.14).",
            "By right for a worker (CPC, art. 273) and for a victim of trafficking (law 27-14, art. 5).",
        ),
        vocabulary="legal_aid",
        beside=__file__,
        propose=rules.propose_aid,
        filtered=True,
        visible=rules.WHOLE,
        also=("aj", "assistance judiciaire", "المساعدة"),
    ),
    Date(
        key="legal_aid_on",
        label=Words("Aide : date", "تاريخ المساعدة", "Legal aid: date"),
        visible=rules.WHOLE,
    ),
    YesNo(
        key="civil_party",
        label=Words("L’association est partie civile", "الجمعية طرف مدني", "The association is a civil party"),
        help=Words(
            "Seulement avec la permission écrite de la victime (loi 103-13, art. 7).",
            "بإذن كتابي من الضحية فقط (المادة 7 من القانون 103.13).",
            "Only with the victim’s written permission (law 103-13, art. 7).",
        ),
        visible=rules.WHOLE,
    ),
)

PROTECTION = Rows(
    key="protection_measures",
    label=Words("Mesures de protection", "تدابير الحماية", "Protection measures"),
    one=Words("Mesure", "تدبير", "Measure"),
    visible=rules.OF_VIOLENCE,
    check=rules.check_measure,
    confidentiality=rules.row_confidentiality,
    fields=(
        Choice(
            key="measure",
            label=Words("Mesure", "التدبير", "Measure"),
            vocabulary="protection_measure",
            beside=__file__,
            required=True,
        ),
        Date(key="date", label=Words("Depuis le", "ابتداء من", "From"), future=True),
        Date(key="until", label=Words("Jusqu’au", "إلى غاية", "Until"), future=True),
    ),
)

DOCUMENTS = Rows(
    key="documents",
    label=Words("Pièces et registre des originaux", "الوثائق وسجل الأصول", "Documents and register of originals"),
    one=Words("Pièce", "وثيقة", "Document"),
    visible=rules.WHOLE,
    check=rules.check_document,
    confidentiality=rules.row_confidentiality,
    fields=(
        GatedChoice(
            key="kind",
            label=Words("Type", "النوع", "Type"),
            vocabulary="document_type",
            gates={"CASIER": rules.OFFENCE_SWITCH},  # data-protection.md §2.4: the criminal record
        ),
        Text(
            key="title",
            label=Words("Pièce", "الوثيقة", "Document"),
            longest=120,
            required=True,
            anonymise=Anonymise.CLEAR,
        ),
        YesNo(key="original", label=Words("Original", "أصل", "Original")),
        Date(key="received_on", label=Words("Reçu le", "تاريخ التسلم", "Received on")),
        Text(
            key="given_by",
            label=Words("Remis par", "سلمها", "Given by"),
            longest=120,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        Date(key="returned_on", label=Words("Rendu le", "تاريخ الإرجاع", "Handed back on")),
        Text(
            key="returned_to",
            label=Words("Rendu à", "أرجعت إلى", "Handed back to"),
            longest=120,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        YesNo(key="signed", label=Words("Signé au registre", "موقع في السجل", "Signed in the register")),
    ),
)

OUTCOME: tuple[Field | Rows, ...] = (
    Choice(
        key="outcome",
        label=Words("Issue", "النتيجة", "Outcome"),
        vocabulary="legal_outcome",
        filtered=True,
        visible=rules.WHOLE,
        also=("résultat", "décision", "نتيجة القضية"),
    ),
    Date(
        key="outcome_on",
        label=Words("Date de l’issue", "تاريخ النتيجة", "Date of the outcome"),
        filtered=True,
        also=("date décision", "date de la décision", "date résultat"),
    ),
    Money(
        key="amount",
        label=Words("Montant obtenu", "المبلغ المحصل عليه", "Amount obtained"),
        visible=rules.WHOLE,
        also=("montant", "indemnité", "المبلغ"),
    ),
    Date(
        key="closed_on",
        label=Words("Clos le", "تاريخ الإغلاق", "Closed on"),
        also=("date de clôture", "clôture"),
    ),
)

SECTIONS = (
    Section("matter", Words("L’affaire", "القضية", "The matter"), MATTER),
    Section("court", Words("Devant qui", "الجهة المختصة", "Before whom"), COURT),
    Section("defence", Words("Défense et aide", "الدفاع والمساعدة", "Defence and legal aid"), DEFENCE),
    Section("stages", Words("Étapes", "المراحل", "Stages"), STAGES),
    Section(
        "dates",
        Words("Actes, délais et audiences", "الإجراءات والآجال والجلسات", "Acts, deadlines and hearings"),
        (ACTS, *DEADLINES, *HEARINGS),
        help=Words(
            "Notez l’acte et son jour : ses délais s’affichent aussitôt. Travaillez à la date sûre.",
            "سجلوا الإجراء وتاريخه: تظهر آجاله فورا. اعتمدوا التاريخ الآمن.",
            "Note the act and its day: its deadlines show at once. Work to the safe date.",
        ),
    ),
    Section("papers", Words("Pièces", "الوثائق", "Papers"), (DOCUMENTS, PROTECTION)),
    Section("outcome", Words("Issue et clôture", "النتيجة والإغلاق", "Outcome and closing"), OUTCOME),
)
