"""What is asked of a consent: law 09-08 art. 4, forms.md §2, data-protection.md §4.

What would make a consent worthless refuses the save (a mark without its witness); what a caseworker must hear and
may know better is only said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from casemgr.domain import consents
from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

ASSENT_FROM = 12  # years (data-protection.md §4)
ADULT = 18
ANSWERED = frozenset({"GIVEN", "REFUSED", "WITHDRAWN", "EXPIRED", "NA"})


# --- conditions ---------------------------------------------------------------------------------------------
def _age(values: Values, context: Context) -> int | None:
    person = _person(values, context)
    birth = person.get("birth_date") if person else None
    if not isinstance(birth, ApproximateDate):
        return None
    return age_on(birth, values.get("given_on") or context.today)


def _person(values: Values, context: Context) -> Values | None:
    return context.lookup.get("beneficiary", values["beneficiary"]) if values.get("beneficiary") else None


def _asks_assent(values: Values, context: Context) -> bool:
    age = _age(values, context)
    return age is not None and ASSENT_FROM <= age < ADULT


PER_RECIPIENT = Condition(("purpose",), lambda values, _context: consents.needs_recipient(values.get("purpose")))
OLD_ENOUGH_TO_ASSENT = Condition(("beneficiary", "given_on"), _asks_assent)
GIVEN = when("answer", "GIVEN")
REPRESENTED = when("representative_quality", "GUARD", "PROXY")
WITNESSED = when("mode", "ORAL", "THUMB")
OTHER_GROUND = when("answer", "NA")
JUSTIFIED = OTHER_GROUND | when("mode", "VITAL") | when("representative_quality", "BIA")
WITHDRAWN = when("answer", "WITHDRAWN")
DATED = when("answer", "GIVEN", "REFUSED", "NA")


def in_force_today(values: Values, context: Context) -> bool:
    """Whether this consent holds today."""
    return consents.is_in_force(values, context.today)


# --- rules --------------------------------------------------------------------------------------------------
FILE_FIRST = Words(
    "Demandez d’abord l’accord pour l’ouverture du dossier.",
    "اطلبوا أولا الموافقة على فتح الملف.",
    "First ask for consent to open the file.",
)
FILE_REFUSED = Words(
    "Sans accord pour le dossier, seul un conseil ponctuel et anonyme est possible.",
    "دون موافقة على فتح الملف، لا يمكن تقديم سوى استشارة ظرفية ومجهولة الهوية.",
    "Without consent to the file, only one-off anonymous advice is possible.",
)
ENDS_BEFORE = Words(
    "Cette date est avant celle de la réponse.",
    "هذا التاريخ سابق لتاريخ الجواب.",
    "This date is before that of the answer.",
)
SAY_WITHDRAWN = Words(
    "Une date de retrait est indiquée : choisissez la réponse « Retiré ».",
    "تم تحديد تاريخ السحب: اختاروا الجواب «مسحوبة».",
    "A withdrawal date is given: choose the answer “Withdrawn”.",
)
NOBODY_ANSWERED = Words(
    "Intérêts vitaux : personne n’a donné d’accord. Choisissez « Sans objet » et le fondement « Intérêts vitaux ».",
    "المصالح الحيوية: لم تمنح أي موافقة. اختاروا «غير مطلوبة» والأساس «المصالح الحيوية».",
    "Vital interests: nobody consented. Choose “Not applicable” and the ground “Vital interests”.",
)
ONE_ACT_ONLY = Words(
    "Les intérêts vitaux ne couvrent que l’acte du jour.",
    "المصالح الحيوية لا تغطي إلا الإجراء المنجز في يومه.",
    "Vital interests cover the act of that day only.",
)
MINOR_ALONE = Words(
    "La personne est mineure : indiquez qui la représente, ou la note d’intérêt supérieur.",
    "المعني(ة) بالأمر قاصر: حددوا من ينوب عنه(ا) أو مذكرة المصلحة الفضلى.",
    "The person is a minor: say who represents them, or the best-interests note.",
)
CHILD_SAYS_NO = Words(
    "L’enfant n’est pas d’accord : parlez-en avec votre coordination avant d’agir.",
    "الطفل(ة) غير موافق(ة): تشاوروا مع المنسق(ة) قبل أي إجراء.",
    "The child does not agree: speak with your coordinator before acting.",
)


def file_comes_first(values: Values, context: Context) -> Iterator[Issue]:
    """The file is asked about before anything else; refused, only anonymous advice is left (forms.md §2)."""
    if values.get("purpose") == "FILE":
        if values.get("answer") == "REFUSED":
            yield Issue("answer", FILE_REFUSED, "warning")
        return
    if _person(values, context) is None:
        return
    others = context.lookup.find("consent", "", beneficiary=values["beneficiary"])
    files = [other for other in others if other.get("purpose") == "FILE" and other.get("answer") in ANSWERED]
    if not files:
        yield Issue("purpose", FILE_FIRST, "warning")
    elif values.get("answer") == "GIVEN" and _says_no(files, context.today):
        yield Issue("purpose", FILE_REFUSED, "warning")


def _says_no(files: list[Values], day: date) -> bool:
    """Whether the file was refused or withdrawn and not allowed again (a consent that only ran out is no refusal)."""
    said_no = any(consent.get("answer") in ("REFUSED", "WITHDRAWN") for consent in files)
    return said_no and not consents.is_allowed(files, "FILE", None, day)


def dates_are_in_order(values: Values, _context: Context) -> Iterator[Issue]:
    """It ends, or is withdrawn, after it was given; a withdrawal is said as one."""
    given: date | None = values.get("given_on")
    for key in ("expires_on", "withdrawn_on"):
        day = values.get(key)
        if given is not None and day is not None and day < given:
            yield Issue(key, ENDS_BEFORE)
    if values.get("withdrawn_on") is not None and values.get("answer") in ("GIVEN", "PENDING"):
        yield Issue("answer", SAY_WITHDRAWN)


def vital_interests_are_not_a_consent(values: Values, _context: Context) -> Iterator[Issue]:
    """Acting to save somebody who cannot answer is another ground, for one act (law 09-08, art. 4)."""
    if not consents.is_vital(values):
        return
    if values.get("answer") != "NA" or values.get("ground") not in (None, "VITAL"):
        yield Issue("answer", NOBODY_ANSWERED)
    given, expires = values.get("given_on"), values.get("expires_on")
    if given is not None and expires is not None and expires > given:
        yield Issue("expires_on", ONE_ACT_ONLY)


def a_minor_is_represented(values: Values, context: Context) -> Iterator[Issue]:
    """A guardian or a best-interests note; and the child's own answer is heard (data-protection.md §4)."""
    if values.get("answer") != "GIVEN":
        return
    age = _age(values, context)
    if age is not None and age < ADULT and values.get("representative_quality") in (None, "SELF"):
        yield Issue("representative_quality", MINOR_ALONE, "warning")
    if values.get("child_assent") is False:
        yield Issue("child_assent", CHILD_SAYS_NO, "warning")


RULES = (file_comes_first, dates_are_in_order, vital_interests_are_not_a_consent, a_minor_is_represented)


# --- how it is told -----------------------------------------------------------------------------------------
def confidentiality_of(values: Values) -> str:
    """Known to the branch; but a mandate to stand in court for a victim of violence tells the violence (L4)."""
    return "L4" if values.get("purpose") == "CIVPARTY" else "L0"


def title_of(values: Values) -> str:
    """The purpose and, where it matters, the recipient."""
    purpose, recipient = values.get("purpose"), values.get("recipient")
    if not purpose:
        return ""
    label = str(vocabulary("consent_purpose").label(purpose))
    return f"{label} — {recipient}" if recipient else label


def line_of(values: Values) -> str:
    """The purpose and the answer, on the person's timeline."""
    answer = values.get("answer")
    said = str(vocabulary("consent_state").label(answer)) if answer else ""
    return " — ".join(part for part in (title_of(values), said) if part)
