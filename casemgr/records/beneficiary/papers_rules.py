"""What a paper of identity must look like: its number by its type, its dates (forms.md §0.1, V-EXP)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from casemgr.domain import identifiers
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words

WARNING_DAYS = 60
USUAL_YEARS = 10
SETTLED = ("EXPIRED", "RENEW", "LOST", "STOLEN")  # the person already says that it is no longer to be used
# A Moroccan card number under another name is still a Moroccan card number (law 09-08, art. 12-1-e).
_LOOKS_LIKE_A_CARD = re.compile(r"[A-Z]{1,2} ?[0-9]{5,6}")

EXPIRES_BEFORE_ISSUE = Words(
    "Le document expire avant d’être délivré.",
    "تنتهي صلاحية الوثيقة قبل تاريخ تسليمها.",
    "The document expires before it was issued.",
)
VALID_FOR_LONG = Words(
    "Plus de 10 ans de validité : dates à relire.",
    "مدة الصلاحية تفوق 10 سنوات: يرجى مراجعة التاريخين.",
    "Valid for more than 10 years: please read the dates again.",
)
EXPIRED = Words("Ce document est expiré.", "انتهت صلاحية هذه الوثيقة.", "This document has expired.")
EXPIRES_SOON = Words(
    "Ce document expire dans {days} jours au plus.",
    "تنتهي صلاحية هذه الوثيقة خلال {days} يوما على الأكثر.",
    "This document expires within {days} days.",
).format(days=WARNING_DAYS)
CARD_NUMBER = Words(
    "Cela ressemble à un numéro de CNIE : il ne se garde pas sans l’autorisation de la CNDP.",
    "يشبه هذا رقم البطاقة الوطنية: لا يحفظ دون ترخيص اللجنة الوطنية لمراقبة حماية المعطيات.",
    "This looks like a CNIE number: it is not kept without the CNDP authorisation.",
)


def check_paper(row: Mapping[str, Any], context: Context) -> Iterator[Issue]:
    """Every remark on one paper: V-CIN, V-PASS-*, V-SEJOUR, V-HCR by type, then V-EXP."""
    number, kind = row.get("number"), row.get("type")
    if number:
        _kept, issues = identifiers.check_document_number(kind or "", number)
        yield from (Issue("number", issue.message, issue.strength) for issue in issues)
        if kind == "AUTRE" and "allow_cin_number" not in context.switches and _LOOKS_LIKE_A_CARD.fullmatch(number):
            yield Issue("number", CARD_NUMBER, unlawful=True)
    if row.get("expires_on") is not None:
        yield from _check_validity(row, context.today)


def _check_validity(row: Mapping[str, Any], today: date) -> Iterator[Issue]:
    issued, expires = row.get("issued_on"), row["expires_on"]
    if issued is not None and expires < issued:
        yield Issue("expires_on", EXPIRES_BEFORE_ISSUE)
        return
    if issued is not None and _is_longer_than_usual(issued, expires):
        yield Issue("expires_on", VALID_FOR_LONG, "warning")
    if row.get("state") in SETTLED:
        return
    if expires < today:
        yield Issue("expires_on", EXPIRED, "warning")
    elif expires <= today + timedelta(days=WARNING_DAYS):
        yield Issue("expires_on", EXPIRES_SOON, "warning")


def _is_longer_than_usual(issued: date, expires: date) -> bool:
    return (expires.year - USUAL_YEARS, expires.month, expires.day) > (issued.year, issued.month, issued.day)
