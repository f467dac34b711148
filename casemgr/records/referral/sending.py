"""What stands between a draft and the partner's hands: asked at the moment of sending (DP-14, DP-30, DP-31).

Without a consent that holds that day towards that partner nothing leaves, but for vital interests, with the reason in
writing (law 09-08, art. 4). The day asked about is the day of the act: what left on paper on Monday and is noted on
Wednesday was allowed or not on Monday.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from casemgr.domain import consents
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.referral import reasons

Values = Mapping[str, Any]

HOME = "MA"
ADULT = 18
TRANSFER_SWITCH = "allow_transfer_abroad"
_FOREIGN_CONSULATE = "CONS_F"
_ASKED_PROTECTION = frozenset({"ASYLUM", "REFUGEE"})

NOT_TODAY = Words(
    "Le jour de l’envoi n’est pas encore venu.", "لم يحل يوم الإرسال بعد.", "The day of sending has not come yet."
)
NO_CONSENT = Words(
    "Pas d’accord valable ce jour pour transmettre à {partner}. Recueillez-le, ou dites pourquoi des intérêts vitaux "
    "l’imposent.",
    "لا توجد موافقة سارية في هذا اليوم للإحالة على {partner}. احصلوا عليها، أو بينوا المصالح الحيوية التي تفرض ذلك.",
    "No consent holds that day for sharing with {partner}. Ask for it, or say why vital interests require it.",
)
NO_TRANSFER = Words(
    "{partner} est hors du Maroc : il faut aussi l’accord de la personne pour un transfert à l’étranger.",
    "{partner} خارج المغرب: يلزم أيضا قبول المعني(ة) بالأمر نقل معطياته إلى الخارج.",
    "{partner} is outside Morocco: the person’s consent to a transfer abroad is needed too.",
)
SENSITIVE_REFUSED = Words(
    "La personne a refusé le traitement de ses données sensibles : ce motif ne peut pas être transmis.",
    "رفض المعني(ة) بالأمر معالجة معطياته الحساسة: لا يمكن إحالة هذا السبب.",
    "The person refused the processing of sensitive data: this reason cannot be shared.",
)
LIMITS = Words(
    "La personne a posé des limites à ce qui est transmis : relisez-les dans ses accords avant d’envoyer.",
    "وضع المعني(ة) بالأمر قيودا على ما يتم تبادله: راجعوها في موافقاته قبل الإرسال.",
    "The person set limits to what is shared: read them again in the consents before sending.",
)
FILE_REFUSED = Words(
    "La personne n’autorise pas, ou plus, la tenue de son dossier : rien ne peut être transmis.",
    "المعني(ة) بالأمر لا يأذن أو لم يعد يأذن بمسك ملفه: لا يمكن إحالة أي شيء.",
    "The person does not, or no longer, allow the file to be kept: nothing can be shared.",
)
ANOTHER_CONSENT = Words(
    "Cet accord ne couvre pas cet envoi : choisissez-en un autre, ou laissez vide.",
    "هذه الموافقة لا تغطي هذا الإرسال: اختاروا غيرها أو اتركوا الخانة فارغة.",
    "This consent does not cover this sending: choose another, or leave it empty.",
)
MINOR_ALONE = Words(
    "La personne est mineure et personne ne l’a représentée dans cet accord : parlez-en avec votre coordination.",
    "المعني(ة) بالأمر قاصر ولم ينب عنه(ا) أحد في هذه الموافقة: تشاوروا مع المنسق(ة).",
    "The person is a minor whom nobody represented in this consent: speak with your coordinator.",
)
CHILD_SAID_NO = Words(
    "L’enfant n’était pas d’accord : parlez-en avec votre coordination avant d’envoyer.",
    "لم يكن الطفل(ة) موافقا: تشاوروا مع المنسق(ة) قبل الإرسال.",
    "The child did not agree: speak with your coordinator before sending.",
)
OF_AGE_SINCE = Words(
    "Cet accord a été donné par sa famille ou son représentant ; la personne est majeure depuis : demandez le sien.",
    "أعطى هذه الموافقة نائب(ة) الشخص؛ وقد بلغ سن الرشد بعدها: اطلبوا موافقته هو.",
    "A representative gave this consent; the person has come of age since: ask for their own.",
)
CALL_FIRST = Words(
    "Urgence immédiate : téléphonez d’abord au partenaire, puis notez l’appel.",
    "حالة فورية: اتصلوا أولا بالشريك هاتفيا ثم سجلوا المكالمة.",
    "Immediate urgency: telephone the partner first, then note the call.",
)
NOT_ACTIVE = Words(
    "Cet organisme n’est plus en activité.", "لم تعد هذه الجهة تمارس نشاطها.", "This body is no longer active."
)
AGREEMENT_OVER = Words(
    "La convention avec cet organisme a expiré le {day}.",
    "انتهت الاتفاقية مع هذه الجهة بتاريخ {day}.",
    "The agreement with this body ended on {day}.",
)
NOT_THEIR_CONSULATE = Words(
    "La personne demande une protection internationale : un consulat étranger ne doit rien savoir d’elle.",
    "يطلب المعني(ة) بالأمر حماية دولية: لا يجوز أن تعلم أي قنصلية أجنبية بأمره.",
    "The person seeks international protection: no foreign consulate must hear of them.",
)
OPEN_CHANNEL = Words(
    "Santé ou protection : un pli fermé ou un accompagnement, pas un courriel ouvert.",
    "صحة أو حماية: ظرف مغلق أو مرافقة، لا بريد إلكتروني مفتوح.",
    "Health or protection: a sealed envelope or going along, not an open e-mail.",
)


def names_of(partner: Values) -> tuple[str, ...]:
    """Every name under which a consent may have written this body."""
    return tuple(name for key in ("name", "name_ar", "acronym") if (name := partner.get(key)))


def consents_of(values: Values, context: Context) -> list[Values]:
    """Everything the person answered, under this file and under those that were merged into it."""
    person = values.get("beneficiary")
    if not person:
        return []
    aliases = [one["record"] for one in context.lookup.find("beneficiary", "", merged_into=person)]
    return [one for file in (person, *aliases) for one in context.lookup.find("consent", "", beneficiary=file)]


def addressed(answers: Iterable[Values], partner: Values) -> list[Values]:
    """The answers with this body's names written in one way: a refusal under one name is a refusal."""
    known = {_plain(name) for name in names_of(partner)}
    first = next(iter(names_of(partner)), "")
    return [{**one, "recipient": first} if _plain(one.get("recipient")) in known else one for one in answers]


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def is_allowed(answers: Iterable[Values], purpose: str, partner: Values, day: date) -> bool:
    """Whether the person's answers allow `purpose` towards this body on `day`."""
    first = next(iter(names_of(partner)), "")
    return consents.is_allowed(addressed(answers, partner), purpose, first, day)


def consent_used(values: Values, context: Context, day: date) -> str | None:
    """The answer on which a sharing with the partner rests that day: the latest that covers it; None if none does."""
    partner = partner_of(values, context)
    answers = consents_of(values, context) if partner else []
    if partner is None or not is_allowed(answers, "REFER", partner, day):
        return None
    covering = _covering(answers, partner, day)
    return max(covering, key=lambda record: (covering[record]["given_on"], record))


def _covering(answers: Iterable[Values], partner: Values, day: date) -> dict[str, Values]:
    """The answers that allow a sharing with this body that day, each by its record."""
    first = next(iter(names_of(partner)), "")
    named = addressed(answers, partner)
    return {str(one["record"]): one for one in named if consents.covers(one, "REFER", first, day)}


def partner_of(values: Values, context: Context) -> Values | None:
    """The body it goes to, as the directory knows it."""
    return context.lookup.get("partner", str(values["partner"])) if values.get("partner") else None


# --- the guard of the step ----------------------------------------------------------------------------------
def may_leave(values: Values, context: Context) -> Iterator[Issue]:
    """Everything that forbids the sending (errors), or must be heard before it (warnings)."""
    day: date = values.get("step_day") or context.today
    if day > context.today:
        yield Issue("step_day", NOT_TODAY)
        return
    partner = partner_of(values, context)
    if partner is None:
        return  # the step asks for it
    yield from _consent_holds(values, context, partner, day)
    yield from _partner_may_receive(partner, day)
    if values.get("urgency") == "IMMEDIATE" and values.get("called_on") is None:
        yield Issue("called_on", CALL_FIRST)
    if partner.get("type") == _FOREIGN_CONSULATE and _seeks_protection(values, context, day):
        yield Issue("partner", NOT_THEIR_CONSULATE)


def _consent_holds(values: Values, context: Context, partner: Values, day: date) -> Iterator[Issue]:
    name = next(iter(names_of(partner)), "")
    answers = consents_of(values, context)
    if values.get("vital_reason"):
        return  # law 09-08, art. 4: another ground, in writing, and logged; it replaces what nobody could be asked
    if not is_allowed(answers, "REFER", partner, day):
        yield Issue("partner", NO_CONSENT.format(partner=name))
    elif values.get("consent") and str(values["consent"]) not in _covering(answers, partner, day):
        yield Issue("consent", ANOTHER_CONSENT)
    else:
        yield from _a_child_was_heard(values, context, day)
    if said_no(answers, "FILE", day):
        yield Issue("partner", FILE_REFUSED)
    is_abroad = partner.get("country") not in (None, "", HOME)
    if is_abroad and TRANSFER_SWITCH not in context.switches and not is_allowed(answers, "ABROAD", partner, day):
        yield Issue("partner", NO_TRANSFER.format(partner=name))
    sensitive = reasons.is_of_health(values) or reasons.is_of_protection(values)
    if sensitive and said_no(answers, "SENS", day):
        yield Issue("reason", SENSITIVE_REFUSED)
    if any(one.get("restrictions") and consents.is_in_force(one, day) for one in answers):
        yield Issue("shared", LIMITS, "warning")
    if sensitive and values.get("channel") == "EMAIL":
        yield Issue("channel", OPEN_CHANNEL, "warning")


def _a_child_was_heard(values: Values, context: Context, day: date) -> Iterator[Issue]:
    """A minor is represented, and heard; who came of age answers for themselves (data-protection.md §4; domain.md §12).

    Said, not refused: an age may be in dispute, and the benefit of the doubt is the child's.
    """
    used = context.lookup.get("consent", str(values.get("consent") or consent_used(values, context, day)))
    person = context.lookup.get("beneficiary", str(values.get("beneficiary"))) or {}
    birth = person.get("birth_date")
    age = age_on(birth, day) if isinstance(birth, ApproximateDate) else None
    if used is None or age is None or used.get("answer") != "GIVEN":
        return
    by = used.get("representative_quality") or "SELF"
    if age < ADULT and by == "SELF":
        yield Issue("partner", MINOR_ALONE, "warning")
    if age < ADULT and used.get("child_assent") is False:
        yield Issue("partner", CHILD_SAID_NO, "warning")
    if age >= ADULT and by in ("GUARD", "BIA"):
        yield Issue("partner", OF_AGE_SINCE, "warning")


def said_no(answers: Iterable[Values], purpose: str, day: date) -> bool:
    """Whether the person's last word on this purpose was no (one that only ran out is no refusal)."""
    about = [one for one in answers if one.get("purpose") == purpose]
    if consents.is_allowed(about, purpose, None, day):
        return False
    no = [said for one in about if (said := consents.said_no_on(one, day)) is not None]
    allowed = [one for one in about if one.get("answer") in ("GIVEN", "EXPIRED") and one.get("given_on") is not None]
    yes = [one["given_on"] for one in allowed if one["given_on"] <= day]
    return bool(no) and (not yes or max(no) >= max(yes))


def _partner_may_receive(partner: Values, day: date) -> Iterator[Issue]:
    """Nobody is sent to a body that is closed; an agreement that ran out is said (DP-30)."""
    until = partner.get("agreement_until")
    if partner.get("is_active") is False:
        yield Issue("partner", NOT_ACTIVE)
    if until is not None and until < day:
        yield Issue("partner", AGREEMENT_OVER.format(day=f"{until:%d/%m/%Y}"), "warning")


def _seeks_protection(values: Values, context: Context, day: date) -> bool:
    person = context.lookup.get("beneficiary", str(values["beneficiary"])) if values.get("beneficiary") else None
    lines = (person or {}).get("administrative_status") or ()
    begun = [line for line in lines if line.get("since") is not None and line["since"] <= day]
    if not begun:
        return False
    status = max(begun, key=lambda line: line["since"]).get("status")
    term = vocabulary("administrative_status").terms.get(status or "")
    return term is not None and term.meta.get("group") in _ASKED_PROTECTION
