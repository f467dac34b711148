"""The notice block that law 09-08 asks for on every form that collects or sends (art. 5; forms.md §0.3)."""

from __future__ import annotations

from casemgr.domain.document import Letterhead, Notice, Said, Strong, fill
from casemgr.domain.words import Words, same

_SPACE = same(" ")
_TITLE = Words("Protection de vos données (loi 09-08)", "حماية معطياتكم (القانون 09-08)", "Your data (law 09-08)")
_CONTROLLER = Words("Responsable du traitement : {who}.", "المسؤول عن المعالجة: {who}.", "Controller: {who}.")
_PURPOSES = Words("Finalités : {what}.", "الأغراض: {what}.", "Purposes: {what}.")
_RECIPIENTS = Words("Destinataires : {who}.", "الجهات المرسل إليها: {who}.", "Recipients: {who}.")
_RETENTION = Words("Durée de conservation : {what}.", "مدة الحفظ: {what}.", "Kept for: {what}.")
_COMPULSORY = Words(
    "Les réponses sont facultatives ; sans elles, certains services ne peuvent pas être rendus.",
    "الأجوبة اختيارية، غير أن بعض الخدمات لا يمكن تقديمها بدونها.",
    "Answers are optional; without them some services cannot be given.",
)
_VERSION = Words("Notice, version {version}.", "الإشعار، النسخة {version}.", "Notice, version {version}.")
_RIGHTS = Words(
    "Vous pouvez demander à voir vos données, les faire corriger, vous opposer à leur traitement et retirer votre "
    "accord à tout moment, auprès de l’association.",
    "يمكنكم الاطلاع على معطياتكم وطلب تصحيحها والاعتراض على معالجتها وسحب موافقتكم في أي وقت لدى الجمعية.",
    "You may ask to see your data, have them corrected, object to their processing and withdraw your consent at any "
    "time, at the association.",
)
_CNDP = Words(
    "Récépissé ou autorisation de la CNDP n° {number}.",
    "وصل أو إذن اللجنة الوطنية لمراقبة حماية المعطيات رقم {number}.",
    "CNDP receipt or authorisation no. {number}.",
)
NO_CNDP = Words(
    "Déclaration à la CNDP : référence non renseignée.",
    "التصريح لدى اللجنة الوطنية لمراقبة حماية المعطيات: المرجع غير مدرج.",
    "Declaration to the CNDP: reference not entered.",
)
PURPOSES = Words(
    "accueil, accompagnement social et juridique, orientation, statistiques anonymes",
    "الاستقبال، والمواكبة الاجتماعية والقانونية، والتوجيه، والإحصاءات المجهولة الهوية",
    "reception, social and legal support, referral, anonymous statistics",
)
RECIPIENTS = Words(
    "l’équipe de l’association ; un partenaire seulement avec votre accord",
    "فريق الجمعية، ولا يطلع شريك عليها إلا بموافقتكم",
    "the association’s team; a partner only with your consent",
)
RETENTION = Words("la durée déclarée à la CNDP", "المدة المصرح بها لدى اللجنة الوطنية", "the time declared to the CNDP")


def notice_text(block: Notice, letterhead: Letterhead) -> tuple[Said, ...]:
    """The sentences of the block, in the order of art. 5: who, why, for whom, compulsory or not, rights, CNDP."""
    phone = _as_written((letterhead.phone or letterhead.branch_phone).replace(" ", "\u00a0"))
    where = ", ".join(filter(None, (letterhead.association, letterhead.address or letterhead.branch_address, phone)))
    return (
        Strong(_TITLE),
        (
            fill(_CONTROLLER, who=same(where)),
            _SPACE,
            fill(_PURPOSES, what=block.purposes or letterhead.purposes or PURPOSES),
            _SPACE,
            fill(_RECIPIENTS, who=block.recipients or letterhead.recipients or RECIPIENTS),
            _SPACE,
            _COMPULSORY,
            _SPACE,
            _RIGHTS,
            _SPACE,
            fill(_RETENTION, what=block.retention or letterhead.retention or RETENTION),
            _SPACE,
            fill(_CNDP, number=same(_as_written(letterhead.cndp))) if letterhead.cndp else NO_CNDP,
            *((_SPACE, fill(_VERSION, version=same(_as_written(letterhead.version)))) if letterhead.version else ()),
        ),
    )


def _as_written(number: str) -> str:
    """A number between marks: after Arabic letters the parts of "2026-1" would change places."""
    return f"\u200e{number}\u200e" if number else ""
