"""What is asked of a body of the directory, and what is said when it looks odd (data-protection.md, DP-30).

A body may be noted in a hurry with a name alone: what is missing before data is shared with it is said, not refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words, current_language
from casemgr.records.partner import answers
from casemgr.records.partner.answers import Answers

Values = Mapping[str, Any]

HOME = "MA"
SOON = 60  # days before an end that is said (V-EXP)

NO_NAME = Words(
    "Donnez au moins un nom, en français ou en arabe.",
    "أدخلوا اسما واحدا على الأقل، بالعربية أو بالفرنسية.",
    "Give at least one name, in French or in Arabic.",
)
SAME_NAME = Words(
    "Un organisme de ce nom est déjà dans l’annuaire de cette province.",
    "توجد جهة بهذا الاسم في دليل هذا الإقليم.",
    "A body of this name is already in the directory of this province.",
)
ENDS_BEFORE_IT_BEGINS = Words(
    "La convention finit avant d’avoir commencé.",
    "تنتهي الاتفاقية قبل أن تبدأ.",
    "The agreement ends before it begins.",
)
ABROAD = Words(
    "Hors du Maroc : chaque transmission demandera l’accord de la personne à un transfert à l’étranger.",
    "خارج المغرب: كل إحالة تتطلب موافقة المعني(ة) بالأمر على نقل المعطيات إلى الخارج.",
    "Outside Morocco: each sharing will need the person’s consent to a transfer abroad.",
)


def it_has_a_name(values: Values, _context: Context) -> Iterator[Issue]:
    """A name in one script at least: ministries are known by their Arabic name, agencies by their French one."""
    if not values.get("name") and not values.get("name_ar"):
        yield Issue("name", NO_NAME)


def it_is_there_once(values: Values, context: Context) -> Iterator[Issue]:
    """The same name in the same province is usually the same body; said, and kept."""
    for key in ("name", "name_ar"):
        if values.get(key):
            for other in context.lookup.find("partner", "", **{key: values[key]}):
                if other.get("record") != context.record and other.get("province") == values.get("province"):
                    yield Issue(key, SAME_NAME, "warning")
                    return


def agreement_is_in_order(values: Values, _context: Context) -> Iterator[Issue]:
    """An agreement begins before it ends (DP-30)."""
    signed, ends = values.get("agreement_on"), values.get("agreement_until")
    if signed is not None and ends is not None and ends < signed:
        yield Issue("agreement_until", ENDS_BEFORE_IT_BEGINS)


def transfers_abroad_are_said(values: Values, _context: Context) -> Iterator[Issue]:
    """Data that leaves Morocco needs more than a consent to refer (law 09-08, art. 43; DP-30)."""
    if values.get("country") not in (None, "", HOME):
        yield Issue("country", ABROAD, "warning")


RULES = (it_has_a_name, it_is_there_once, agreement_is_in_order, transfers_abroad_are_said)


# --- agreement ----------------------------------------------------------------------------------------------
def agreement_on(values: Values, day: date) -> str:
    """The state of the agreement on a day: VALID, ENDING (within 60 days), EXPIRED, NONE.

    One without an end holds until it is ended.
    """
    signed, ends = values.get("agreement_on"), values.get("agreement_until")
    if signed is None and ends is None:
        return "NONE"
    if ends is not None and ends < day:
        return "EXPIRED"
    if signed is not None and signed > day:
        return "NONE"
    return "ENDING" if ends is not None and ends <= day + timedelta(days=SOON) else "VALID"


def agreement_today(values: Values, context: Context) -> str:
    """The state of the agreement today."""
    return agreement_on(values, context.today)


def agreement_in_sql(columns: Any, today: date) -> Any:
    """The same, as the database finds it."""
    signed, ends = columns.agreement_on, columns.agreement_until
    return sa.case(
        (sa.and_(signed.is_(None), ends.is_(None)), "NONE"),
        (ends < today, "EXPIRED"),
        (signed > today, "NONE"),
        (ends <= today + timedelta(days=SOON), "ENDING"),
        else_="VALID",
    )


# --- how it is told -----------------------------------------------------------------------------------------
def title_of(values: Values) -> str:
    """Its name in the language of the reader, else in the other; with the usual letters ("OFPPT")."""
    names = (
        (values.get("name_ar"), values.get("name"))
        if current_language() == "ar"
        else (values.get("name"), values.get("name_ar"))
    )
    return str(next((name for name in names if name), "") or values.get("acronym") or "")


def _answers(context: Context) -> Answers:
    """What became of everything that was sent to it; nothing in a list, where the database is asked instead."""
    sent = context.lookup.find("referral", "", partner=context.record) if context.record else ()
    return answers.of_referrals(sent)


def how_it_answers(_values: Values, context: Context) -> str | None:
    """What became of everything that was sent to it, in one line."""
    return str(answers.said(_answers(context))) if context.record else None


def answers_within(_values: Values, context: Context) -> int | None:
    """Within how many days it answered half of what it answered."""
    return _answers(context).days


def waiting_there(_values: Values, context: Context) -> int | None:
    """How many people wait there for a first answer."""
    return _answers(context).waiting if context.record else None
