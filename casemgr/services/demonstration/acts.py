"""What is done for an invented person: her consents, her case, each service, as clean values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from casemgr.domain import consents
from casemgr.domain.access import strictest
from casemgr.domain.dates import age_on
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.beneficiary import form_situation
from casemgr.records.service import rules as service_rules
from casemgr.services.demonstration import portrait
from casemgr.services.demonstration.forms import URGENCIES, birth_of, one_of, partners

Values = dict[str, Any]

_WITNESSED = ("ORAL", "THUMB")
_NOTICE = "2025-1"
_SUCCESS = ("GOALS", "PARTIAL", "AUTON", "JOB", "REGUL", "RETURN")
_CLINICAL = ("HEA", "MHP")  # their notes need the switch for health data, which stays off


def consent_values(person: portrait.Person, consent: portrait.Consent, record: str, witness: str) -> Values:
    """One answer; `witness` is the colleague who stands by when it is not signed."""
    age = age_on(birth_of(person), consent.day)
    is_minor = age is not None and age < 18
    is_given = consent.state == "GIVEN"
    quality = "GUARD" if consent.mode == "GUARD" else "BIA" if is_minor else "SELF"
    whom = partners()["FUNDER" if consent.purpose == "FUNDER" else "REFER"]
    return {
        "beneficiary": record,
        "purpose": consent.purpose,
        "recipient": one_of(whom, person.key) if consents.needs_recipient(consent.purpose) else None,
        "answer": consent.state,
        "given_on": consent.day,
        "expires_on": consent.expires,
        "mode": consent.mode,
        "witness": witness if consent.mode in _WITNESSED else None,
        "representative_quality": quality,
        "representative": _guardian(person) if quality == "GUARD" else None,
        "child_assent": True if is_given and age is not None and 12 <= age < 18 else None,
        "language": person.interview_language,
        "notice_version": _NOTICE,
        "read_aloud": True if consent.mode in _WITNESSED else None,
        "justification": "Note d’intérêt supérieur au dossier." if quality == "BIA" else None,
        "withdrawn_on": consent.withdrawn,
        "withdrawal_mode": "ORAL" if consent.withdrawn else None,
        "withdrawal_letter": True if consent.withdrawn else None,
    }


def _guardian(person: portrait.Person) -> str:
    """The mother as she is known, else the family."""
    family = person.family_name or person.given_names or person.given_names_ar or ""
    return f"{person.mother_given_name} {family}".strip() if person.mother_given_name else family


def case_values(person: portrait.Person, record: str, caseworker: str, review: date | None) -> Values:
    """The case as it stands at the end, `caseworker` being a staff id and `review` the day of the next review."""
    case = person.case
    if case is None:
        raise ValueError("this person has no case")
    reopened = next((step.day for step in case.steps if step.code == "REOPEN"), None)
    closings = [step.day for step in case.steps if step.code == "CLOSED"]
    is_on_hold = case.steps[-1].code == "HOLD"
    return {
        "beneficiary": record,
        "opened_on": case.opened,
        "caseworker": caseworker,
        "team": [],
        "priority": case.priority,
        "priority_reason": _why(person) if case.priority in ("P1", "P2") else None,
        "review_on": review,
        "hold_reason": "En attente d’une réponse de la personne." if is_on_hold else None,
        "closed_on": closings[-1] if closings else None,
        "closing_reason": case.closure,
        "closing_summary": _in_the_end(case.closure),
        "kept_by_person": "Documents rendus ; numéro de l’antenne remis." if case.closure else None,
        "reopened_on": reopened,
    }


def _why(person: portrait.Person) -> str:
    """The urgencies said at the intake, in words."""
    terms = vocabulary("urgency", form_situation.__file__)
    said = [terms.label(URGENCIES.get(code, code)).fr for code in person.urgencies]
    return ", ".join(said) or "Situation fragile, à suivre de près."


def _in_the_end(closure: str | None) -> str | None:
    if closure is None:
        return None
    reason = vocabulary("case_closure_reason").label(closure).fr
    if closure in _SUCCESS:
        return f"{reason}. La personne sait comment revenir vers nous."
    return f"{reason}. Le dossier peut être rouvert pendant douze mois."


def next_review(case: portrait.Case, today: date, days_late: int, is_late: bool) -> date | None:
    """The next review of an open case: soon by its priority, or missed by some days."""
    if case.steps[-1].code == "CLOSED":
        return None
    if is_late:
        return max(today - timedelta(days=days_late), case.opened)
    every = int(vocabulary("case_priority")[case.priority].meta["review_days"])
    return today + timedelta(days=max(1, every * days_late // 20))


@dataclass(frozen=True, slots=True)
class Marked:
    """What of a service follows from its type alone."""

    unit: str | None
    sector: str | None


def _of_type(code: str) -> Marked:
    found = _TYPES.get(code)
    if found is None:
        values = {"type": code}
        found = _TYPES[code] = Marked(service_rules.unit_of(values), service_rules.sector_of(values))
    return found


_TYPES: dict[str, Marked] = {}


def mark_of_service(service: portrait.Service) -> str:
    """The confidentiality that the service carries."""
    return service_rules.confidentiality_of({"type": service.type, "mode": service.mode})


def mark_of_note(service: portrait.Service) -> str:
    """What was said is as secret as the service, and never less than the case team's."""
    return strictest("L1", mark_of_service(service))


def service_values(service: portrait.Service, record: str, case: str | None, delivered_by: str) -> Values:
    """One service; `delivered_by` is a staff id."""
    told = _of_type(service.type)
    is_stay = told.unit == "night" and service.until is not None
    with_slip = told.unit in ("kit", "MAD")
    note = service.note if told.sector not in _CLINICAL else None
    return {
        "beneficiary": record,
        "type": service.type,
        "date": service.day,
        "quantity": None if is_stay else service.quantity,
        "amount": Decimal(service.amount).quantize(Decimal("0.01")) if service.amount is not None else None,
        "voucher": service.voucher if with_slip else None,
        "programme": service.programme,
        "case": case,
        "delivered_by": delivered_by,
        "mode": service.mode,
        "countable": service.countable,
        "receipt_signed": service.receipt_signed if with_slip else None,
        "stay_from": service.day if is_stay else None,
        "stay_to": service.until if is_stay else None,
        "notes": [{"text": note, "id": None, "confidentiality": mark_of_note(service)}] if note else [],
    }
