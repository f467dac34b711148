"""A service given to a person (prestation, خدمة): what the figures count, dated by the act."""

from casemgr.domain.kind import Facts, Kind, Register, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.service import rules
from casemgr.records.service.form import SECTIONS

KIND = Kind(
    key="service",
    label=Words("Service", "خدمة", "Service"),
    plural=Words("Services", "الخدمات", "Services"),
    icon="hand-helping",
    empty=Words("Aucun service pour le moment.", "لا توجد أي خدمة حاليا.", "No service yet."),
    new=Words("Ajouter un service", "إضافة خدمة", "Add a service"),
    sections=SECTIONS,
    # A receipt that someone signs, and a voucher that an auditor follows, need a number to point at.
    number=Register("S", digits=5),
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("date", rules.title_of),
    # Two people review it before anything happens (DP-40); amounts outlive the name (data-protection.md §3).
    retention=kept_as_a_case("date"),
    facts=Facts(person="beneficiary", date="date", programme="programme", countable="countable", what="type"),
    views={
        # "That a service was given, no more" (access.md): not even the sector, which may tell the illness.
        "given": ("beneficiary", "date"),
        # For accounts: amounts and receipts, no person and no story. A type is shown because whoever has this
        # view reads L0 only, and a type that tells something confidential is never L0.
        "amounts": (
            "date",
            "type",
            "unit",
            "quantity",
            "amount",
            "voucher",
            "programme",
            "receipt_signed",
        ),
    },
)
