"""The kinds of records that this program keeps: one folder each, one line here."""

from __future__ import annotations

from casemgr.domain.kind import Kind
from casemgr.records import appointment, beneficiary, case, consent, enrolment, follow_up, household, note, service

KINDS: tuple[Kind, ...] = (
    beneficiary.KIND,
    household.KIND,
    consent.KIND,
    case.KIND,
    service.KIND,
    enrolment.KIND,
    appointment.KIND,
    follow_up.KIND,
    note.KIND,
)
