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
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.referral import reasons

Values = Mapping[str, Any]

HOME = "MA"
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
    answers = addressed(consents_of(values, context), partner) if partner else []
    first = next(iter(names_of(partner or {})), "")
    covering = [one for one in answers if consents.covers(one, "REFER", first, day)]
    if not covering or not consents.is_allowed(answers, "REFER", first, day):
        return None
    return str(max(covering, key=lambda one: (one["given_on"], one["record"]))["record"])


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
    is_abroad = partner.get("country") not in (None, "", HOME)
    if is_abroad and TRANSFER_SWITCH not in context.switches and not is_allowed(answers, "ABROAD", partner, day):
        yield Issue("partner", NO_TRANSFER.format(partner=name))
    sensitive = reasons.is_of_health(values) or reasons.is_of_protection(values)
    if sensitive and _said_no(answers, "SENS", day):
        yield Issue("reason", SENSITIVE_REFUSED)
    if any(one.get("restrictions") and consents.is_in_force(one, day) for one in answers):
        yield Issue("shared", LIMITS, "warning")
    if sensitive and values.get("channel") == "EMAIL":
        yield Issue("channel", OPEN_CHANNEL, "warning")


def _said_no(answers: Iterable[Values], purpose: str, day: date) -> bool:
    """Whether the person answered no to this purpose, and did not allow it again."""
    about = [one for one in answers if one.get("purpose") == purpose]
    said_no = any(one.get("answer") in ("REFUSED", "WITHDRAWN") for one in about)
    return said_no and not consents.is_allowed(about, purpose, None, day)


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
