"""A referral (référencement, إحالة): sent to a partner or by one to us, until it is known what came of it."""

from casemgr.domain.kind import Due, Kind, Register, Timeline
from casemgr.domain.open_case import kept_as_a_case
from casemgr.domain.words import Words
from casemgr.records.referral import reasons, rules
from casemgr.records.referral.form import SECTIONS
from casemgr.records.referral.life import STATES
from casemgr.records.referral.papers import PAPERS

KIND = Kind(
    key="referral",
    label=Words("Référencement", "إحالة", "Referral"),
    plural=Words("Référencements", "الإحالات", "Referrals"),
    icon="send",
    empty=Words("Aucun référencement pour le moment.", "لا توجد أي إحالة حاليا.", "No referral yet."),
    new=Words("Orienter vers un partenaire", "إحالة على شريك", "Refer to a partner"),
    sections=SECTIONS,
    number=Register("R"),
    person="beneficiary",
    first_sort="to_check",
    confidentiality=reasons.confidentiality_of,
    title=rules.title_of,
    states=STATES,
    papers=PAPERS,
    rules=rules.RULES,
    timeline=Timeline("sent_on", rules.title_of),
    due=(
        Due(
            "next_check_on",
            Words("Référencement à vérifier", "إحالة ينبغي التحقق منها", "Referral to check"),
            rules.IS_OPEN,
            what="reason",
            by="sent_by",
            never_missed=True,
        ),
        Due(
            "sent_on",
            Words("Orientation reçue : accuser réception", "إحالة واردة: الإشعار بالتوصل", "Incoming: to acknowledge"),
            rules.TO_ACKNOWLEDGE,
            what="reason",
            by="sent_by",
            done="RECEIVED",
        ),
        Due(
            "appointment_on",
            Words("Rendez-vous chez le partenaire", "موعد لدى الشريك", "Appointment at the partner’s"),
            rules.STILL_TO_ATTEND,
            time="appointment_time",
            what="reason",
            by="sent_by",
            done="IN_PROG",
        ),
        Due(
            "sent_on",
            Words(
                "Transmis sans accord : informer la personne",
                "إحالة دون موافقة: إعلام المعني(ة) بالأمر",
                "Shared without consent: tell the person",
            ),
            rules.WITHOUT_CONSENT,
            by="sent_by",
            done="told_on",
        ),
    ),
    retention=kept_as_a_case("closed_on"),
    # "That a service was given, no more" (access.md): neither the reason nor to whom, which tell the illness.
    views={"given": ("beneficiary", "sent_on")},
)
