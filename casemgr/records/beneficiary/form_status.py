"""What the law says the person is here, and her papers: each with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain import identifiers
from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.fields import (
    Anonymise,
    ApproximateDate,
    Choice,
    Computed,
    Date,
    Dated,
    GatedChoice,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.beneficiary import derived
from casemgr.records.beneficiary.headers import headers
from casemgr.records.beneficiary.lists import OpenChoice, mark_of
from casemgr.records.beneficiary.papers_rules import check_paper

MOROCCAN_GROUPS = ("MRE", "RET", "FAM", "HOST")
foreign = ~when("population_group", *MOROCCAN_GROUPS)
from_abroad = when("population_group", "MRE", "RET")
returned = when("population_group", "RET")
with_a_permit = Condition(
    ("status",), lambda row, _context: derived.group_of_status(row.get("status")) in ("REGULAR", "PENDING")
)


def _number_may_be_kept(row: Mapping[str, Any], context: Context) -> bool:
    """Not of a paper without its type; of an identity card or a criminal record, with its authorisation only.

    Law 09-08, art. 12-1-e (number of the identity card) and 12-1-d (offences); data-protection.md §2.4.
    """
    needed = {"CNIE": "allow_cin_number", "CASIER": "allow_offence_data"}.get(row.get("type") or "")
    return row.get("type") not in (None, "", "AUCUN") and (needed is None or needed in context.switches)


def tidy_number(text: str) -> tuple[str, list[Any]]:
    """Capitals and single spaces; its form is checked by the type of the paper (forms.md §0.1)."""
    return " ".join(text.upper().split()), []


def _paper_title(row: Mapping[str, Any]) -> str:
    return str(vocabulary("document_type").label(row["type"])) if row.get("type") else ""


STATUS = Section(
    "status",
    Words("Situation administrative", "الوضعية الإدارية", "Administrative status"),
    (
        Dated(
            key="administrative_status",
            label=Words("Statut administratif", "الوضعية الإدارية", "Administrative status"),
            one=Words("Statut", "وضعية", "Status"),
            fields=(
                Choice(
                    key="status",
                    label=Words("Statut", "الوضعية", "Status"),
                    vocabulary="administrative_status",
                    required=True,
                    quick=True,
                    default=lambda _context: "UNK",
                    also=headers("administrative_status.status"),
                ),
                Date(
                    key="since",
                    label=Words("Depuis le", "ابتداء من", "Since"),
                    required=True,
                    quick=True,
                    default=today_by_default,
                    anonymise=Anonymise.YEAR,
                    also=headers("administrative_status.since"),
                ),
                Choice(
                    key="ground",
                    label=Words("Motif du titre", "سبب منح السند", "Ground of the permit"),
                    vocabulary="stay_permit_ground",
                    visible=with_a_permit,
                ),
                Text(
                    key="note",
                    label=Words("Remarque", "ملاحظة", "Note"),
                    longest=2000,
                    lines=3,
                    anonymise=Anonymise.CLEAR,
                ),
            ),
            title=lambda row: str(vocabulary("administrative_status").label(row.get("status") or "UNK")),
            quick=True,
            confidentiality=lambda row: mark_of("administrative_status", row.get("status")),
        ),
        Computed(
            key="status_group",
            label=Words("Groupe de statut", "صنف الوضعية", "Status group"),
            compute=derived.status_group,
            like=Choice(
                key="status_group",
                label=Words("Groupe de statut", "صنف الوضعية", "Status group"),
                vocabulary="administrative_status_group",
            ),
            listed=True,
        ),
        Rows(
            key="documents",
            label=Words("Documents", "الوثائق", "Documents"),
            one=Words("Document", "وثيقة", "Document"),
            fields=(
                GatedChoice(
                    key="type",
                    label=Words("Type de document", "نوع الوثيقة", "Type of document"),
                    vocabulary="document_type",
                    gates={"CASIER": "allow_offence_data"},
                    required=True,
                    also=headers("documents.type"),
                ),
                Text(
                    key="number",
                    label=Words("Numéro", "الرقم", "Number"),
                    visible=Condition(("type",), _number_may_be_kept),
                    longest=60,
                    check=tidy_number,
                    identifying=True,
                    anonymise=Anonymise.CLEAR,
                    also=headers("documents.number"),
                ),
                Text(
                    key="issuer",
                    label=Words("Délivré par", "الجهة المسلمة", "Issued by"),
                    longest=120,
                    anonymise=Anonymise.CLEAR,
                ),
                Date(
                    key="issued_on",
                    label=Words("Délivré le", "تاريخ التسليم", "Issued on"),
                    anonymise=Anonymise.YEAR,
                ),
                Date(
                    key="expires_on",
                    label=Words("Expire le", "تاريخ انتهاء الصلاحية", "Expires on"),
                    future=True,
                    anonymise=Anonymise.YEAR,
                    also=headers("documents.expires_on"),
                ),
                Choice(key="state", label=Words("État", "الحالة", "State"), vocabulary="document_state"),
            ),
            title=_paper_title,
            grants_as="identity_document",
            confidentiality=lambda row: mark_of("document_type", row.get("type")),
            check=check_paper,
        ),
        YesNo(
            key="unhcr_registered",
            label=Words("Enregistré(e) au HCR ?", "هل هو(هي) مسجل(ة) لدى مفوضية اللاجئين؟", "Registered with UNHCR?"),
            visible=foreign,
        ),
        Text(
            key="unhcr_number",
            label=Words("Numéro HCR", "رقم مفوضية اللاجئين", "UNHCR number"),
            visible=foreign,
            check=identifiers.check_unhcr_number,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("unhcr_number"),
        ),
        Text(
            key="idcs",
            label=Words(
                "Identifiant civil et social (IDCS)",
                "المعرف المدني والاجتماعي الرقمي",
                "Civil and social identifier",
            ),
            help=Words(
                "10 chiffres, du registre national de la population (RNP).",
                "10 أرقام، من السجل الوطني للسكان.",
                "10 digits, from the national population register (RNP).",
            ),
            check=identifiers.check_idcs,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("idcs"),
        ),
        ApproximateDate(
            key="arrival",
            label=Words("Arrivée au Maroc", "تاريخ الوصول إلى المغرب", "Arrival in Morocco"),
            help=Words(
                "Le mois et l’année suffisent ; jamais la route.",
                "يكفي الشهر والسنة، ولا يسأل أبدا عن الطريق.",
                "Month and year are enough; never the route.",
            ),
            visible=foreign,
            anonymise=Anonymise.YEAR,
            also=headers("arrival"),
        ),
        YesNo(
            key="first_time_here",
            label=Words("Première fois dans cette ville ?", "أول مرة في هذه المدينة؟", "First time in this city?"),
        ),
    ),
)

ABROAD = Section(
    "abroad",
    Words("Résidence à l’étranger et retour", "الإقامة بالخارج والعودة", "Residence abroad and return"),
    (
        Choice(
            key="residence_country",
            label=Words("Pays de résidence", "بلد الإقامة", "Country of residence"),
            vocabulary="country",
            visible=from_abroad,
            expected=True,
            filtered=True,
            also=headers("residence_country"),
        ),
        Text(
            key="residence_city",
            label=Words("Ville de résidence", "مدينة الإقامة", "City of residence"),
            visible=from_abroad,
            longest=80,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        ApproximateDate(
            key="residence_since",
            label=Words("Y réside depuis", "مقيم(ة) هناك منذ", "Resident there since"),
            visible=from_abroad,
            anonymise=Anonymise.YEAR,
        ),
        Text(
            key="consulate",
            label=Words("Consulat de rattachement", "القنصلية التابع لها", "Consulate"),
            visible=from_abroad,
            longest=80,
            anonymise=Anonymise.CLEAR,
            also=headers("consulate"),
        ),
        ApproximateDate(
            key="return_date",
            label=Words("Date de retour", "تاريخ العودة", "Date of return"),
            visible=returned,
            expected=True,
            anonymise=Anonymise.YEAR,
            also=headers("return_date"),
        ),
        OpenChoice(
            key="return_reason",
            label=Words("Motif du retour", "سبب العودة", "Reason for return"),
            vocabulary="return_reason",
            visible=returned,
            expected=True,
            also=headers("return_reason"),
        ),
    ),
)
