"""A body of the directory (organisme partenaire, جهة شريكة): to whom people are referred, and who refers them to us."""

from casemgr.domain.conditions import when
from casemgr.domain.kind import Due, Kind, Register, Search
from casemgr.domain.words import Words
from casemgr.records.partner import rules
from casemgr.records.partner.form import SECTIONS

KIND = Kind(
    key="partner",
    label=Words("Partenaire", "جهة شريكة", "Partner"),
    plural=Words("Partenaires", "الجهات الشريكة", "Partners"),
    icon="handshake",
    shelf="directory",
    empty=Words("L’annuaire est vide pour le moment.", "الدليل فارغ حاليا.", "The directory is empty for now."),
    new=Words("Ajouter un partenaire", "إضافة جهة شريكة", "Add a partner"),
    sections=SECTIONS,
    # Lists and slips name a body by its number: two delegations of one ministry share a name.
    number=Register("P"),
    title=rules.title_of,
    rules=rules.RULES,
    offered_unless_no="is_active",
    search=Search(names=("name", "name_ar", "acronym"), numbers=("phones.number",)),
    due=(
        Due(
            "agreement_until",
            Words("Convention à renouveler", "اتفاقية ينبغي تجديدها", "Agreement to renew"),
            when("is_active", True),
            ahead=30,
            by="followed_by",
        ),
    ),
)
