"""What is right for a service: units, money, nights, dates, secrecy, and what is said when it looks odd.

Nothing here refuses a late registration or an old list: what is unusual is said, and kept (decisions.md, 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.domain import eligibility
from casemgr.domain.access import strictest
from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields import amount_said
from casemgr.domain.open_case import ANOTHER_PERSON, propose_case
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

CLINICAL_SECTORS = frozenset({"HEA", "MHP"})
HEALTH_SWITCH = "allow_health"

# --- what a type of service says ----------------------------------------------------------------------------


def _type_of(values: Values) -> Term | None:
    return vocabulary("service_type").terms.get(values.get("type") or "")


def unit_of(values: Values, _context: Context | None = None) -> str | None:
    """The unit in which this service is counted; totals never mix units (domain.md §7)."""
    found = _type_of(values)
    return found.meta.get("unit") if found else None


def sector_of(values: Values, _context: Context | None = None) -> str | None:
    """The sector of this type of service."""
    found = _type_of(values)
    return found.parent or None if found else None


def unit_in_sql(columns: Any, _today: date) -> Any:
    """The unit, as the database finds it."""
    return sa.case({t.code: t.meta.get("unit") for t in vocabulary("service_type")}, value=columns.type)


def sector_in_sql(columns: Any, _today: date) -> Any:
    """The sector, as the database finds it."""
    return sa.case({t.code: t.parent for t in vocabulary("service_type")}, value=columns.type)


def counted_in(*units: str) -> Condition:
    """True when the type of the service is counted in one of these units."""
    return Condition(("type",), lambda values, _context: unit_of(values) in units)


NIGHTS_FROM_A_STAY = Condition(
    ("type", "stay_from"),
    lambda values, _context: unit_of(values) == "night" and values.get("stay_from") is not None,
)
MAY_CARRY_NOTES = Condition(
    ("type",),
    lambda values, context: sector_of(values) not in CLINICAL_SECTORS or HEALTH_SWITCH in context.switches,
)


def confidentiality_of(values: Values) -> str:
    """The least a service carries: by its type, or by the sector where the type is silent; and by its mode.

    forms.md §6 and decisions.md 2. Help with health coverage is the one type that says less than its sector:
    it is paperwork, done by caseworkers. What is given in a place of detention is always a legal matter.
    """
    found = _type_of(values)
    by_type = found.meta.get("confidentiality") if found else None
    by_sector = _mark("sector", sector_of(values))
    return strictest(by_type or by_sector, _mark("delivery_mode", values.get("mode")))


def _mark(name: str, code: str | None) -> str:
    term = vocabulary(name).terms.get(code or "")
    return term.meta.get("confidentiality", "L0") if term else "L0"


# --- nights ------------------------------------------------------------------------------------------------
def nights_of(values: Values, _context: Context | None = None) -> int | None:
    """The nights of a stay, the day of leaving not being one (forms.md §6); None while the person is there.

    A line without dates (an old list) counts the quantity it gives.
    """
    if unit_of(values) != "night":
        return None
    start, end = values.get("stay_from"), values.get("stay_to")
    if start is None:
        quantity = values.get("quantity")
        return int(quantity) if quantity is not None else None
    return max((end - start).days, 0) if end is not None else None


def nights_within(values: Values, first: date, last: date, today: date) -> int:
    """The nights slept from `first` to `last`, both included (indicators-rules.md, rule 22).

    The night of a day begins on it. Nights to come are not counted: one without an end counts up to `today`.
    A line without dates of stay counts its quantity when it is dated within the period.
    """
    if unit_of(values) != "night":
        return 0
    start, end = values.get("stay_from"), values.get("stay_to")
    if start is None:
        day = values.get("date")
        is_within = day is not None and first <= day <= last
        return (nights_of(values) or 0) if is_within else 0
    gone: date = min(end or today, today, last + timedelta(days=1))
    begun: date = max(start, first)
    return max((gone - begun).days, 0)


# --- rules --------------------------------------------------------------------------------------------------
POSITIVE = Words("Un montant supérieur à zéro.", "مبلغ أكبر من الصفر.", "An amount above zero.")
AT_LEAST_ONE = Words("Au moins 1.", "1 على الأقل.", "At least 1.")
LEFT_BEFORE = Words(
    "Le jour de sortie vient après le jour d’entrée.",
    "يوم المغادرة يأتي بعد يوم الدخول.",
    "The day of leaving comes after the day of arrival.",
)
BEFORE_INTAKE = Words(
    "Ce service précède l’accueil de la personne. Il est gardé : vérifiez la date.",
    "هذه الخدمة سابقة لتاريخ استقبال الشخص. سيتم الاحتفاظ بها: تحققوا من التاريخ.",
    "This service comes before the person’s intake. It is kept: check the date.",
)
AFTER_DEATH = Words(
    "Ce service est daté après le décès de la personne. Vérifiez la date.",
    "تاريخ هذه الخدمة لاحق لوفاة الشخص. تحققوا من التاريخ.",
    "This service is dated after the person’s death. Check the date.",
)
AFTER_CLOSURE = Words(
    "Ce service est daté après la clôture du dossier. Vérifiez la date, ou rouvrez le dossier.",
    "تاريخ هذه الخدمة لاحق لإغلاق الملف. تحققوا من التاريخ أو أعيدوا فتح الملف.",
    "This service is dated after the case was closed. Check the date, or reopen the case.",
)
CASE_IS_OPEN = Words(
    "La personne a un dossier ouvert : rattachez-y ce service.",
    "للشخص ملف مفتوح: اربطوا هذه الخدمة به.",
    "The person has an open case: attach this service to it.",
)
NOBODY_GAVE_IT = Words(
    "Dites qui a rendu ce service : un membre de l’équipe ou un partenaire.",
    "حددوا من قدم هذه الخدمة: عضو من الفريق أو شريك.",
    "Say who gave this service: a member of staff or a partner.",
)
NOT_ENROLLED = Words(
    "La personne n’est pas inscrite à ce programme à cette date. Vérifiez le programme ou l’inscription.",
    "الشخص غير مسجل في هذا البرنامج في هذا التاريخ. تحققوا من البرنامج أو من التسجيل.",
    "The person is not enrolled in this programme on that day. Check the programme or the enrolment.",
)
CRITERION_NOT_MET = Words(
    "Critère du programme non rempli : {criterion}. Vérifiez le programme.",
    "شرط البرنامج غير مستوفى: {criterion}. تحققوا من البرنامج.",
    "Programme criterion not met: {criterion}. Check the programme.",
)


def measures_are_right(values: Values, _context: Context) -> Iterator[Issue]:
    """Kits and the like are at least 1; money is above zero (forms.md §6, V-MAD)."""
    if values.get("quantity") is not None and values["quantity"] < 1:
        yield Issue("quantity", AT_LEAST_ONE)
    if unit_of(values) == "MAD" and values.get("amount") is not None and values["amount"] <= 0:
        yield Issue("amount", POSITIVE)


def stay_ends_after_it_starts(values: Values, _context: Context) -> Iterator[Issue]:
    """A stay is [from, to[: at least one night (forms.md §6)."""
    start, end = values.get("stay_from"), values.get("stay_to")
    if start is not None and end is not None and end <= start:
        yield Issue("stay_to", LEFT_BEFORE)


def somebody_gave_it(values: Values, _context: Context) -> Iterator[Issue]:
    """Delivered by a member of staff or a partner; an old list may not say (forms.md §6)."""
    if not values.get("delivered_by") and not values.get("partner"):
        yield Issue("delivered_by", NOBODY_GAVE_IT, "warning")


def date_fits_the_person(values: Values, context: Context) -> Iterator[Issue]:
    """Before the intake or after the death: said, and kept (decisions.md, 9)."""
    day = values.get("date")
    person = _linked(context, "beneficiary", values.get("beneficiary"))
    if day is None or person is None:
        return
    intake, death = person.get("intake_date"), person.get("deceased_on")
    if intake is not None and day < intake:
        yield Issue("date", BEFORE_INTAKE, "warning")
    if death is not None and day > death:
        yield Issue("date", AFTER_DEATH, "warning")


def case_fits_the_service(values: Values, context: Context) -> Iterator[Issue]:
    """The case is the person's own and was not closed by then; an open case is not forgotten (forms.md §6).

    Warnings only: after two files were merged, a case may still name the alias.
    """
    if not values.get("case"):
        if propose_case(values, context):
            yield Issue("case", CASE_IS_OPEN, "warning")
        return
    case = _linked(context, "case", values["case"])
    if case is None:
        return
    if case.get("beneficiary") != values.get("beneficiary"):
        yield Issue("case", ANOTHER_PERSON, "warning")
    day, closed = values.get("date"), case.get("closed_on")
    if case.get("state") == "CLOSED" and day is not None and closed is not None and day > closed:
        yield Issue("date", AFTER_CLOSURE, "warning")


def person_fits_the_programme(values: Values, context: Context) -> Iterator[Issue]:
    """The hard criteria of the programme charged that the person clearly does not meet (domain.md §6).

    Never a refusal: the coordinator may know better than the file.
    """
    programme, day = values.get("programme"), values.get("date")
    person = _linked(context, "beneficiary", values.get("beneficiary"))
    if not programme or day is None or person is None:
        return
    for criterion in eligibility.not_met(programme, eligibility.facts_of(person), day):
        yield Issue("programme", CRITERION_NOT_MET.format(criterion=criterion.label), "warning")


def programme_is_followed(values: Values, context: Context) -> Iterator[Issue]:
    """Whoever is enrolled somewhere is charged to what she was enrolled in on that day (forms.md §6): said, and kept.

    Nothing is said of somebody who was never enrolled: help comes first, and old lists know no enrolments.
    """
    programme, day, person = (values.get(key) for key in ("programme", "date", "beneficiary"))
    if not programme or day is None or not person:
        return
    enrolments = list(context.lookup.find("enrolment", "", beneficiary=person))
    if enrolments and not any(one.get("programme") == programme and _covers(one, day) for one in enrolments):
        yield Issue("programme", NOT_ENROLLED, "warning")


def _covers(enrolment: Values, day: date) -> bool:
    start, end = enrolment.get("enrolled_on"), enrolment.get("exited_on")
    return (start is None or start <= day) and (end is None or day <= end)


def propose_programme(values: Values, context: Context) -> str | None:
    """The programme that the person follows, when it is the only one (forms.md §6: default, the single active one)."""
    person = values.get("beneficiary")
    enrolments = context.lookup.find("enrolment", "", beneficiary=person) if person else ()
    followed = {one["programme"] for one in enrolments if one.get("exited_on") is None and one.get("programme")}
    return str(followed.pop()) if len(followed) == 1 else None


def _linked(context: Context, kind: str, record: object) -> Values | None:
    return context.lookup.get(kind, str(record)) if record else None


RULES = (
    measures_are_right,
    stay_ends_after_it_starts,
    somebody_gave_it,
    date_fits_the_person,
    case_fits_the_service,
    person_fits_the_programme,
    programme_is_followed,
)


# --- how it is told -----------------------------------------------------------------------------------------
def title_of(values: Values) -> str:
    """The type, and how many when it is more than one: "Kit bébé × 2"."""
    found = _type_of(values)
    if found is None:
        return ""
    return f"{found.label}{_how_many(values)}"


def _how_many(values: Values) -> str:
    unit = unit_of(values)
    if unit == "MAD":
        amount = values.get("amount")
        return "" if amount is None else f" — {amount_said(amount)}"
    count = nights_of(values) if unit == "night" else values.get("quantity")
    return f" × {count}" if count is not None and count > 1 else ""


def note_confidentiality(_line: Values) -> str:
    """What was said belongs to the case team at least, even when the branch knows of the service."""
    return "L1"
