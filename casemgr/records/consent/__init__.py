"""A consent (consentement, موافقة): what a person allows, for which purpose, towards whom, and until when."""

from casemgr.domain.kind import Due, Kind, Retention, Timeline
from casemgr.domain.words import Words
from casemgr.records.consent import rules
from casemgr.records.consent.form import SECTIONS
from casemgr.records.consent.papers import PAPERS

KIND = Kind(
    key="consent",
    label=Words("Consentement", "موافقة", "Consent"),
    plural=Words("Consentements", "الموافقات", "Consents"),
    icon="shield-check",
    aside=False,
    empty=Words("Aucune réponse recueillie pour le moment.", "لا توجد أي موافقة حاليا.", "No consent asked yet."),
    new=Words("Recueillir un accord", "تسجيل موافقة", "Ask for consent"),
    sections=SECTIONS,
    person="beneficiary",
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("given_on", rules.line_of),
    papers=PAPERS,
    due=(Due("expires_on", Words("Accord à renouveler", "موافقة ينبغي تجديدها", "Consent to renew"), rules.GIVEN),),
    retention=Retention(
        start="expires_on",
        months=60,
        then="delete",
        source=Words(
            "Fin des données couvertes + 5 ans (proposition, à déclarer à la CNDP)",
            "نهاية المعطيات المشمولة زائد 5 سنوات (اقتراح، يصرح به لدى اللجنة الوطنية)",
            "End of the data they cover, and 5 years (a proposal, to be declared to the CNDP)",
        ),
    ),
)
