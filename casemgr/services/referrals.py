"""The work on referrals that no single record holds: a slip that came back, a reminder (screens.md 6).

A slip bears a number and no name: whoever opens the mail types it and says what stands on the slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from casemgr.domain import codes
from casemgr.domain.errors import NotFound
from casemgr.domain.words import Words
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
