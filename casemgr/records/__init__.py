"""The kinds of records that this program keeps: one folder each, one line here."""

from __future__ import annotations

from casemgr.domain.kind import Kind
from casemgr.records import beneficiary, case, consent, enrolment, household, service

KINDS: tuple[Kind, ...] = (
    beneficiary.KIND,
    household.KIND,
    consent.KIND,
    case.KIND,
    service.KIND,
    enrolment.KIND,
)
