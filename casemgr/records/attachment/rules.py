"""What may be copied, who may see the copy, and until when (data-protection.md §2.5, §3, DP-17).

A paper belongs to the record it came with, and is read by those who read that (kind.py, `belongs_to`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from casemgr.domain import open_case
from casemgr.domain.access import strictest
from casemgr.domain.conditions import Condition, Context, filled
from casemgr.domain.errors import Issue
from casemgr.domain.months import add_months
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words, introduced

Values = Mapping[str, Any]

IDENTITY_MONTHS = 6  # data-protection.md §3, scans of identity documents
# The image of a national card holds its number; a health paper holds health data (§2.4).
GATES = {"CNIE": "allow_cin_number", "CERT_MED": "allow_health", "CARNET_SANTE": "allow_health"}
_NEVER = frozenset({"CASIER", "AUCUN"})  # no scan of a criminal record (§2.5); nothing to scan


def may_be_copied(term: Term) -> bool:
    """Whether a document of this type may be scanned at all."""
    return term.code not in _NEVER


def _type_of(values: Values) -> Term | None:
    return vocabulary("document_type").terms.get(values.get("document_type") or "")


def is_an_identity_document(values: Values, _context: Context | None = None) -> bool:
    """Whether the document says who somebody is or that she may stay: those that expire (`expires=1`)."""
    term = _type_of(values)
    return term is not None and term.meta.get("expires") == "1"


# What a paper may belong to besides the person: its own field, called as its kind.
OWNERS = ("case", "service", "referral", "enrolment", "legal_file", "complaint", "consent")


def _owners(values: Values, context: Context) -> Iterator[tuple[str, Values]]:
    for key in OWNERS:
        found = context.lookup.get(key, str(values[key])) if values.get(key) else None
        if found is not None:
            yield key, found


def propose_person(values: Values, context: Context) -> str | None:
    """Whose record it belongs to."""
    people = (str(owner["beneficiary"]) for _key, owner in _owners(values, context) if owner.get("beneficiary"))
    return next(people, None)


def propose_case(values: Values, context: Context) -> str | None:
    """The open case, for what came with nothing else: the paper of a complaint is read with the complaint alone."""
    came_with = any(values.get(key) for key in OWNERS if key != "case")
    return None if came_with else open_case.propose_case(values, context)


def is_somebodys(values: Values, context: Context) -> bool:
    """Whether it must say whose it is: all but the papers of a complaint that is nobody's."""
    return not values.get("complaint") or propose_person({"complaint": values["complaint"]}, context) is not None


IS_SOMEBODYS = Condition(("complaint",), is_somebodys)
IS_AN_IDENTITY_DOCUMENT = Condition(("document_type",), is_an_identity_document)
IS_STILL_HELD = ~filled("erased_on")


def confidentiality_of(values: Values) -> str:
    """The case team's at least; health and court papers for those who may read them (access.md)."""
    term = _type_of(values)
    return strictest("L1", term.meta.get("confidentiality", "L0") if term else "L0")


def propose_erasure(values: Values, _context: Context) -> date | None:
    """Six months after it came in, for an identity document; nothing for others, which go with the file."""
    day = values.get("date")
    return add_months(day, IDENTITY_MONTHS) if day is not None and is_an_identity_document(values) else None


NEVER_COPIED = Words(
    "Ce document ne se copie pas : notez seulement qu’il a été vu.",
    "لا تنسخ هذه الوثيقة: سجلوا فقط أنه تم الاطلاع عليها.",
    "This document is not copied: only note that it was seen.",
)
TOO_LONG = Words(
    "La copie d’une pièce d’identité se garde six mois au plus : jusqu’au {day}.",
    "تحفظ نسخة وثيقة الهوية ستة أشهر على الأكثر: إلى غاية {day}.",
    "The copy of an identity document is kept six months at most: until {day}.",
)


def only_what_may_be_copied(values: Values, _context: Context) -> Iterator[Issue]:
    """No scan of a criminal record, whoever asks for it (law 09-08, art. 49 and 57)."""
    if values.get("document_type") in _NEVER:
        yield Issue("document_type", NEVER_COPIED)


def identity_copies_go_early(values: Values, _context: Context) -> Iterator[Issue]:
    """An identity document's copy is erased within six months (data-protection.md §3)."""
    latest, chosen = propose_erasure(values, _context), values.get("erase_by")
    if latest is not None and chosen is not None and chosen > latest:
        yield Issue("erase_by", TOO_LONG.format(day=f"{latest:%d/%m/%Y}"))


ANOTHER_PERSON = Words(
    "Cette fiche est celle d’une autre personne.", "هذه البطاقة تخص شخصا آخر.", "This record is another person’s."
)


def what_it_belongs_to_is_the_persons(values: Values, context: Context) -> Iterator[Issue]:
    """A paper stands in the file of the person whose record it came with: a warning only, as after a merge a record may
    still name the alias.
    """
    for key, owner in _owners(values, context):
        if values.get("beneficiary") and owner.get("beneficiary") not in (None, values["beneficiary"]):
            yield Issue(key, ANOTHER_PERSON, "warning")


NO_LONGER_CLOSED = Words(
    "Retirée d’ici, la copie n’est plus fermée avec cette fiche : elle se lira selon son propre niveau.",
    "بعد فصلها عن هذه البطاقة لا تبقى النسخة مغلقة معها: تقرأ حسب مستوى سريتها الخاص.",
    "Taken off this record, the copy is no longer closed with it: it will be read under its own mark.",
)


def what_it_leaves_closes_it_no_more(values: Values, context: Context) -> Iterator[Issue]:
    """A copy is closed to whom its complaint or its legal file is closed (`belongs_to`): taking it off opens it, which
    is said before it is done. The case is no such record: what came with nothing else is the case team's.
    """
    before = (context.lookup.get("attachment", context.record) if context.record else None) or {}
    for key in OWNERS:
        if key != "case" and before.get(key) and values.get(key) != before.get(key):
            yield Issue(key, NO_LONGER_CLOSED, "warning")


RULES = (
    only_what_may_be_copied,
    identity_copies_go_early,
    what_it_belongs_to_is_the_persons,
    what_it_leaves_closes_it_no_more,
)

DOCUMENT = Words("Document joint", "وثيقة مرفقة", "Attached document")


def title_of(values: Values) -> str:
    """Its title, or the type of the document."""
    term = _type_of(values)
    return values.get("title") or (str(term.label) if term else "")


def line_of(values: Values) -> str:
    """What type of document came in, on the person's timeline."""
    term = _type_of(values)
    return introduced(DOCUMENT, str(term.label) if term else "")
