"""What is asked of a referral and what is proposed (forms.md §7; data-protection.md, DP-31; domain.md §4.2).

An old list may know little of each referral: what is missing is said or waited for, and only what cannot be is refused.
What must hold before anything leaves stands in `sending.py`, the steps in `life.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.errors import Issue
from casemgr.domain.open_case import case_is_the_persons
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.referral import reasons

Values = Mapping[str, Any]

OPEN = tuple(term.code for term in vocabulary("referral_status") if term.meta.get("open") == "1")
GONE_OUT = ("SENT", "RECEIVED", "ACCEPTED", "WAITLIST", "IN_PROG")

# --- when it is looked at again -----------------------------------------------------------------------------
# Days after the sending: whether it arrived (2 to 7 days), what came of it (15), the outcome (30) (domain.md §4.2).
# Nothing heard at one is a reminder, and the next one follows; the urgent begin at two days, the others at seven.
CHECKS = (2, 7, 15, 30)
AFTER_AN_ANSWER = 15  # days until attendance is asked about
UNDER_WAY = 30  # days until the outcome is asked about
URGENT = ("IMMEDIATE", "H48")


def check_day(values: Values, today: date) -> date:
    """The day on which the referral is looked at again, from what is known of it."""
    if values.get("attended_on") is not None:
        return _after(values["attended_on"], UNDER_WAY)
    for key in ("answered_on", "received_on"):
        if values.get(key) is not None:
            return _after(values[key], AFTER_AN_ANSWER)
    rung = (0 if values.get("urgency") in URGENT else 1) + len(values.get("reminders") or ())
    beyond = max(rung - (len(CHECKS) - 1), 0) * AFTER_AN_ANSWER
    return _after(values.get("sent_on") or today, CHECKS[min(rung, len(CHECKS) - 1)] + beyond)


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def propose_check(values: Values, context: Context) -> date | None:
    """What is proposed while nobody chose another day."""
    return check_day(values, context.today) if is_open(values) else None


def is_open(values: Values) -> bool:
    """Whether something is still to come of it: by its state where it is known, else by its closing."""
    if values.get("state") is not None:
        return values["state"] in OPEN
    return values.get("closed_on") is None


IS_OPEN = Condition(("state", "closed_on"), lambda values, _context: is_open(values)) & when("state", *OPEN)
IS_OUT = when("state", *GONE_OUT)
TO_ACKNOWLEDGE = when("direction", "IN") & when("state", "SENT")
WITHOUT_CONSENT = IS_OUT & Condition(
    ("vital_reason", "told_on"),
    lambda values, _context: bool(values.get("vital_reason")) and values.get("told_on") is None,
)
STILL_TO_ATTEND = IS_OUT & Condition(("attended_on",), lambda values, _context: values.get("attended_on") is None)


def to_check(values: Values, _context: Context) -> date | None:
    """The day of the next check, while something is still to come: what a register is first sorted by.

    Every step that ends it fills its closing day.
    """
    return values.get("next_check_on") if values.get("closed_on") is None else None


def to_check_in_sql(columns: Any, _today: date) -> Any:
    """The same, as the database finds it."""
    return sa.case((columns.closed_on.is_(None), columns.next_check_on), else_=sa.null())


def is_late(values: Values, context: Context) -> bool:
    """Whether the day of its check has passed."""
    day = to_check(values, context)
    return day is not None and day < context.today


def late_in_sql(columns: Any, today: date) -> Any:
    """The same, as the database finds it."""
    return sa.case((sa.and_(columns.closed_on.is_(None), columns.next_check_on < today), 1), else_=0)


# --- what is proposed ---------------------------------------------------------------------------------------
def propose_contact(values: Values, context: Context) -> str | None:
    """Whoever answers for this reason at the partner: by the directory, the first who is named for it."""
    partner = context.lookup.get("partner", str(values["partner"])) if values.get("partner") else None
    contacts = (partner or {}).get("contacts") or ()
    named = [one for one in contacts if values.get("reason") in (one.get("reasons") or ())]
    for_all = [one for one in contacts if not one.get("reasons")]
    return next((one.get("name") for one in (*named, *for_all)), None)


def propose_channel(values: Values, _context: Context) -> str | None:
    """A sealed envelope for what is secret, a letter for the rest."""
    if not values.get("reason"):
        return None
    return "SEALED" if reasons.is_sealed({"reason": values["reason"]}) else "BEARER"


# --- rules --------------------------------------------------------------------------------------------------
NOT_HERS = Words(
    "Cet accord est celui d’une autre personne.", "هذه الموافقة تخص شخصا آخر.", "This consent is another person’s."
)
BEFORE_IT_WAS_SENT = Words(
    "Cette date est avant l’envoi.", "هذا التاريخ سابق للإرسال.", "This date is before the sending."
)
MORE_THAN_NEEDED = Words(
    "Plus que ce motif ne demande : {data}. Ne transmettez que le nécessaire.",
    "أكثر مما يتطلبه هذا السبب: {data}. لا تتقاسموا إلا الضروري.",
    "More than this reason needs: {data}. Share only what is necessary.",
)
NO_DIAGNOSIS = Words(
    "Jamais de diagnostic dans une lettre : écrivez « a besoin de soins », le reste sous pli fermé.",
    "لا يذكر أي تشخيص في الرسالة: اكتبوا «في حاجة إلى علاج»، والباقي في ظرف مغلق.",
    "Never a diagnosis in a letter: write “needs care”, the rest in a sealed envelope.",
)
NO_FACTS = Words(
    "Les faits ne s’écrivent pas : ils se disent par la personne, à qui elle choisit.",
    "لا تكتب الوقائع: يحكيها المعني(ة) بالأمر لمن يختار.",
    "Facts are not written down: the person tells them, to whom they choose.",
)
SAY_TO_WHOM = Words(
    "Choisissez le partenaire dans l’annuaire : sans lui, rien ne peut être envoyé.",
    "اختاروا الشريك من الدليل: دونه لا يمكن إرسال أي شيء.",
    "Choose the partner in the directory: without it nothing can be sent.",
)
VITAL = Words(
    "Sans l’accord de la personne : votre coordination en est avertie, et la personne doit l’apprendre au plus tôt.",
    "دون موافقة المعني(ة) بالأمر: يتم إخبار المنسق(ة)، ويجب إعلام الشخص في أقرب وقت.",
    "Without the person’s consent: your coordinator is told, and the person must learn of it as soon as possible.",
)
SAME_WAY = Words(
    "Un référencement déjà parti ne change pas de sens : annulez-le et faites-en un autre.",
    "لا يتغير اتجاه إحالة تم إرسالها: ألغوها وأنجزوا أخرى.",
    "A referral that has left does not change direction: cancel it and make another.",
)

# Words that name an illness, in the three languages; whole words, in any case (DP-31: diagnosis never in the letter).
_ILLNESSES = re.compile(
    r"\b(?:vih|hiv|sida|aids|s[ée]ropositi\w*|tuberculos\w*|h[ée]patite\w*|hepatitis|syphilis|mst|ist|cancer\w*|tumeur\w*"
    r"|diab[èe]t\w*|[ée]pilep\w*|schizophr\w*|bipolaire\w*|bipolar|psycho(?:se|tique|tic|sis)\w*|d[ée]press\w*|ptsd|espt"
    r"|fausse couche|miscarriage|avortement|ivg|abortion|diagnosti\w*|addict\w*|toxicoman\w*|alcoolis\w*)\b"
    r"|سيدا|السيدا|نقص المناعة|السل\b|التهاب الكبد|سرطان|السكري|الصرع|الفصام|اكتئاب|إجهاض|إدمان|تشخيص",
    re.IGNORECASE,
)
# Words that tell what was done to somebody: never for violence, trafficking and children (forms.md §17).
_FACTS = re.compile(
    r"\b(?:viol|viol[ée]e?s?|violeur\w*|rape\w*|agress\w*|assault\w*|frapp\w*|battu\w*|beaten|coups?|attouch\w*|inceste\w*"
    r"|prostitu\w*|s[ée]questr\w*|exploit[ée]e?s?)\b|اغتصا|اعتدا|ضرب|تعنيف|دعارة|احتجاز",
    re.IGNORECASE,
)


def detail_tells_no_secret(values: Values, _context: Context) -> Iterator[Issue]:
    """No diagnosis in any letter; no facts in one of protection (DP-31; forms.md §7, §17)."""
    for key in ("detail", "expected_help"):
        text = values.get(key) or ""
        if _ILLNESSES.search(text):
            yield Issue(key, NO_DIAGNOSIS, "warning")
        elif reasons.is_of_protection(values) and _FACTS.search(text):
            yield Issue(key, NO_FACTS, "warning")


def no_more_than_needed(values: Values, _context: Context) -> Iterator[Issue]:
    """The minimum by reason (DP-31): what goes beyond is said, and kept if somebody answers for it."""
    needed = reasons.minimum(values.get("reason"))
    beyond = [code for code in values.get("shared") or () if code not in needed]
    if needed and beyond:
        terms = vocabulary("shared_data", reasons.__file__)
        commas = {"fr": ", ", "ar": "، ", "en": ", "}
        said = Words(*(comma.join(terms.label(code).say(x) for code in beyond) for x, comma in commas.items()))
        yield Issue("shared", MORE_THAN_NEEDED.format(data=said), "warning")


def consent_is_hers(values: Values, context: Context) -> Iterator[Issue]:
    """The consent is the person's own; a warning, as after a merge it may name the other code."""
    used = context.lookup.get("consent", str(values["consent"])) if values.get("consent") else None
    if used is not None and used.get("beneficiary") != values.get("beneficiary"):
        yield Issue("consent", NOT_HERS, "warning")


def dates_are_in_order(values: Values, _context: Context) -> Iterator[Issue]:
    """Nothing is heard of what has not left yet (R05 would count backwards)."""
    sent = values.get("sent_on")
    for key in ("received_on", "answered_on", "attended_on", "slip_on", "closed_on"):
        day = values.get(key)
        if sent is not None and day is not None and day < sent:
            yield Issue(key, BEFORE_IT_WAS_SENT)


def it_goes_to_somebody(values: Values, _context: Context) -> Iterator[Issue]:
    """The directory holds what must be known of whoever receives data (DP-30)."""
    if not values.get("partner") and is_open(values) and values.get("direction") != "IN":
        yield Issue("partner", SAY_TO_WHOM, "warning")


def vital_interests_are_said(values: Values, _context: Context) -> Iterator[Issue]:
    """Without consent: the supervisor is told, the person later (data-protection.md §4)."""
    if values.get("vital_reason") and values.get("told_on") is None:
        yield Issue("vital_reason", VITAL, "warning")


def it_keeps_its_direction(values: Values, context: Context) -> Iterator[Issue]:
    """What came in was never sent by us: it must not become a sending that no consent was asked for."""
    before = context.lookup.get("referral", context.record) if context.record else None
    if before is None or before.get("state") in ("DRAFT", "CONSENT", None):
        return
    if (before.get("direction") == "IN") != (values.get("direction") == "IN"):
        yield Issue("direction", SAME_WAY)


RULES = (
    detail_tells_no_secret,
    no_more_than_needed,
    case_is_the_persons,
    consent_is_hers,
    dates_are_in_order,
    it_goes_to_somebody,
    vital_interests_are_said,
    it_keeps_its_direction,
)

# --- how it is told -----------------------------------------------------------------------------------------
REFERRAL = Words("Référencement", "إحالة", "Referral")
SAID = Words("{head} : {reason}", "{head}: {reason}", "{head}: {reason}")
COMING_IN = Words("Orientation reçue", "إحالة واردة", "Incoming referral")


def title_of(values: Values) -> str:
    """The reason; said apart when it came in from another body."""
    head = COMING_IN if values.get("direction") == "IN" else REFERRAL
    reason = values.get("reason")
    return str(SAID.format(head=head, reason=vocabulary("referral_reason").label(reason))) if reason else str(head)
