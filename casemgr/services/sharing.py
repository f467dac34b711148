"""What a consent does to referrals, and a referral to consents: named effects, in the transaction of the act itself.

A withdrawal stops within the same second whatever has not begun (DP-14), whoever notes it: reception may hear of it
and may not read referrals. What a partner has begun is between the person and that partner: it is left as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from casemgr.data.records import load
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain.words import Words
from casemgr.records.referral import reasons, sending

Values = Mapping[str, Any]

PENDING = ("DRAFT", "CONSENT", "SENT", "RECEIVED", "ACCEPTED", "WAITLIST")
WITHDRAWN = "WITHDRAWN"
CONSENT_WITHDRAWN = Words("Accord retiré par la personne.", "سحب المعني(ة) بالأمر موافقته.", "Consent was withdrawn.")
WITHOUT_CONSENT = "share without consent"


def a_withdrawn_consent_stops_what_is_pending(work: UnitOfWork, _record: str, before: Values, values: Values) -> None:
    """The person takes an answer back: what rests on it and has not begun stops, with the day and the reason."""
    if values.get("answer") != WITHDRAWN or before.get("answer") == WITHDRAWN or not values.get("beneficiary"):
        return
    day = values.get("withdrawn_on") or work.actor.clock.today()
    for record in list(_resting_on(work, values)):
        _stop(work, record, day)


def _resting_on(work: UnitOfWork, consent: Values) -> Iterator[str]:
    """The referrals of this person that have not begun and that this answer carried."""
    lookup = work.lookup()
    for one in lookup.find("referral", "", beneficiary=consent["beneficiary"]):
        if one.get("state") not in PENDING or one.get("direction") == "IN":
            continue
        partner = lookup.get("partner", str(one["partner"])) if one.get("partner") else None
        match consent.get("purpose"):
            case "FILE":
                stops = True
            case "REFER" | "ABROAD":
                stops = partner is not None and _is_for(consent, partner)
            case "SENS":
                stops = reasons.is_of_health(one) or reasons.is_of_protection(one)
            case _:
                stops = False
        if stops:
            yield str(one["record"])


def _is_for(consent: Values, partner: Values) -> bool:
    """Whether the answer names this body, by any of its names."""
    first = next(iter(sending.names_of(partner)), "")
    return bool(first) and next(iter(sending.addressed([consent], partner)))["recipient"] == first


def _stop(work: UnitOfWork, record: str, day: date) -> None:
    tables = work.database.schema.of("referral")
    stored = load(work.connection, tables, [record], None)[record]
    # Nobody's right is asked: she who may note the withdrawal may do what follows from it.
    work.write(stored, {"closed_on": day}, stored.confidentiality, stored.branch, work.rows)
    work.follow("referral", record, Step(WITHDRAWN, day, str(CONSENT_WITHDRAWN)))


def a_sharing_without_consent_is_noted(work: UnitOfWork, record: str, values: Values) -> None:
    """Vital interests: the audit says that something was shared without consent, and by whom (data-protection §4)."""
    if values.get("vital_reason"):
        code = work.lookup().get("referral", record)
        work.audit.write(WITHOUT_CONSENT, "referral", record, code["code"] if code else None, ("vital_reason",))
