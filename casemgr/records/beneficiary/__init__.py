"""The person in our files: beneficiary / مستفيد(ة). Everything else hangs on this record."""

from __future__ import annotations

from casemgr.domain.kind import Covering, Kind, RandomCode, Retention, Search, Timeline
from casemgr.domain.words import Words
from casemgr.records.beneficiary import derived, identity
from casemgr.records.beneficiary.form import SECTIONS
from casemgr.records.beneficiary.papers import PAPERS
from casemgr.records.beneficiary.rules import RULES

KIND = Kind(
    key="beneficiary",
    label=Words("Bénéficiaire", "مستفيد(ة)", "Beneficiary"),
    plural=Words("Bénéficiaires", "المستفيدون", "Beneficiaries"),
    icon="user",
    new=Words("Nouveau bénéficiaire", "مستفيد(ة) جديد(ة)", "New beneficiary"),
    empty=Words("Aucun bénéficiaire ne correspond.", "لا يوجد أي مستفيد مطابق.", "No beneficiary matches."),
    sections=SECTIONS,
    number=RandomCode(),
    title=derived.title,
    titled_by=("family_name", "given_names", "family_name_ar", "given_names_ar", "used_name"),
    rules=RULES,
    timeline=Timeline("intake_date", derived.intake_line),
    papers=PAPERS,
    retention=Retention(
        start="intake_date",
        months=12,
        then="anonymise",
        source=Words(
            "Accueil sans dossier : 12 mois après le dernier contact (proposition, à déclarer à la CNDP)",
            "استقبال دون فتح ملف: 12 شهرا بعد آخر اتصال (اقتراح، يصرح به لدى اللجنة الوطنية)",
            "Intake without a case: 12 months after the last contact (proposal, to be declared to the CNDP)",
        ),
    ),
    search=Search(
        names=("family_name", "given_names", "family_name_ar", "given_names_ar", "used_name", "aliases.name"),
        numbers=("phones.number", "documents.number", "unhcr_number", "idcs"),
        blocks=identity.blocks,
    ),
    covering=(
        Covering("held", ("record", "since", "removed", "status"), "administrative_status"),
        Covering("held", ("record", "since", "removed", "province"), "address"),
    ),
    views={"first_name": ("given_names", "given_names_ar", "used_name", "interview_language")},
)
