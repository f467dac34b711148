"""The kinds of records that this program keeps: one folder each, one line here."""

from __future__ import annotations

from casemgr.domain.kind import Kind
from casemgr.records import (
    appointment,
    attachment,
    beneficiary,
    case,
    complaint,
    consent,
    enrolment,
    follow_up,
    household,
    legal_file,
    note,
    partner,
    referral,
    service,
)

KINDS: tuple[Kind, ...] = (
    beneficiary.KIND,
    household.KIND,
    consent.KIND,
    case.KIND,
    legal_file.KIND,
    service.KIND,
    complaint.KIND,
    referral.KIND,
    enrolment.KIND,
    appointment.KIND,
    follow_up.KIND,
    note.KIND,
    partner.KIND,
    attachment.KIND,
)
