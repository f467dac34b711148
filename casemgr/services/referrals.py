"""The work on referrals that no single record holds: a slip that came back, a reminder, and who answers (screens.md 6).

A slip bears a number and no name: whoever opens the mail types it and says what stands on the slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.domain import codes
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.domain.words import Words
from casemgr.records.partner import answers
from casemgr.records.partner.answers import Answers
from casemgr.records.referral import rules
from casemgr.services import records, register, strokes
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from casemgr.services.strokes import Done

Values = Mapping[str, Any]

KIND = "referral"
# What a slip can say, in the order of its boxes.
ON_A_SLIP = ("RECEIVED", "ACCEPTED", "WAITLIST", "REFUSED", "IN_PROG", "DONE", "NOSHOW")

NO_SUCH_SLIP = (
    Words("Aucun référencement ne porte ce numéro.", "لا توجد إحالة بهذا الرقم.", "No referral bears this number."),
    Words(
        "Relisez-le en haut du coupon : R, l’année, l’antenne, le numéro.",
        "أعيدوا قراءته أعلى القسيمة: R ثم السنة والفرع والرقم.",
        "Read it again at the top of the slip: R, the year, the branch, the number.",
    ),
)
NOT_COUNTED = (
    Words("Ces chiffres ne vous sont pas ouverts.", "هذه الأرقام غير متاحة لكم.", "These figures are not open to you."),
    Words("Demandez-les à votre coordination.", "اطلبوها من المنسق(ة).", "Ask your coordinator for them."),
)


def by_number(desk: Desk, typed: str) -> Record:
    """The referral whose number stands on a slip, as this person may see it. Raises NotFound."""
    meant = codes.read_register_number(typed)
    found = register.ids(desk, KIND, text=str(meant)) if meant is not None and meant.register == "R" else []
    if len(found) != 1:
        raise NotFound(*NO_SUCH_SLIP)
    return records.read(desk, KIND, found[0])


def note_slip(desk: Desk, record: Record, end: str, day: date, said: Values, *, insist: bool = False) -> Done:
    """Note what a slip says: the state `end` (one of ON_A_SLIP), the day it came back, and what else stands on it.

    Where the record is there already (or further), only what is said is added. Raises InvalidDraft, NotAllowed.
    """
    given = {**{key: value for key, value in said.items() if value not in (None, "")}, "slip_on": day}
    if end != record.state:
        return strokes.take(desk, KIND, record.id, end, day, values=given, insist=insist)
    return strokes.fill(desk, KIND, record.id, record.version, record.values, given)


def remind(desk: Desk, record_id: str, by: str = "PHONE", said: str | None = None) -> Done:
    """Note a reminder made today; the next check follows from it. Raises NotFound, NotAllowed, ChangedMeanwhile."""
    record = records.read(desk, KIND, record_id)
    line = {"reminded_on": desk.today, "by": by, "with_whom": None, "said": said, "id": None}
    lines = [*(record.values.get("reminders") or ()), line]
    check = rules.check_day({**record.values, "reminders": lines}, desk.today)
    urgent = record.values.get("urgency") in rules.URGENT
    soonest = desk.today + timedelta(days=rules.CHECKS[0] if urgent else rules.CHECKS[1])
    given = {"reminders": lines, "next_check_on": max(check, soonest)}
    return strokes.fill(desk, KIND, record_id, record.version, record.values, given)


@dataclass(frozen=True)
class Answering:
    """One body and how it answers."""

    partner: str
    name: str
    answers: Answers


def how_they_answer(desk: Desk) -> list[Answering]:
    """Every body to which something was sent, whom we refer to most first. Counts of the whole association.

    By the right to count referrals, whatever the reader's row scope (decisions.md 12). Raises NotAllowed.
    """
    if not any(desk.person.grants(operation, KIND) for operation in "rk"):
        raise NotAllowed(*NOT_COUNTED)
    schema = desk.database.schema
    referral = schema.of(KIND).record.c
    wanted = ("partner", "direction", "sent_on", "received_on", "answered_on", "attended_on", "closed_on", "outcome")
    with desk.database.reading() as connection:
        rows = connection.execute(
            sa.select(referral.state, *(referral[key] for key in wanted)).where(
                referral.voided_at.is_(None), referral.partner.is_not(None), referral.sent_on.is_not(None)
            )
        ).mappings()
        sent: dict[str, list[Values]] = {}
        for row in rows:
            sent.setdefault(row["partner"], []).append(dict(row))
        bodies = load(connection, schema.of("partner"), sorted(sent), desk.scope, groups=())
    found = [
        Answering(body, desk.kinds["partner"].title(bodies[body].values), answers.of_referrals(lines))
        for body, lines in sent.items()
        if body in bodies
    ]
    return sorted((one for one in found if one.answers.sent), key=lambda one: (-one.answers.sent, one.name))
