"""What a complaint does beyond its own record: clocks that follow its state, a reader that always remains, a case that
does not close while the person waits for an answer (domain.md §4, row 10; §9).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data.lives import life_of
from casemgr.data.records import one_person
from casemgr.data.scope import Scope
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, Issue
from casemgr.domain.words import Words
from casemgr.records.complaint.life import OPEN
from casemgr.services.staff import person_of

Values = Mapping[str, Any]
COMPLAINT = "complaint"

NOBODY_LEFT = Words(
    "Plus personne ne pourrait lire cette réclamation : confiez-la à quelqu’un qui n’est pas mis en cause et dont le"
    " rôle permet de la lire.",
    "لن يبقى أحد يمكنه الاطلاع على هذه الشكاية: أسندوها إلى شخص غير معني بها يسمح له دوره بالاطلاع عليها.",
    "Nobody could read this complaint any more: entrust it to somebody who is not concerned and whose role lets them"
    " read it.",
)
STILL_UNANSWERED = Words(
    "La personne attend la réponse à une réclamation : le dossier se clôture ensuite.",
    "ينتظر الشخص جوابا عن شكاية: يغلق الملف بعد ذلك.",
    "The person awaits the answer to a complaint: the case is closed afterwards.",
)


def the_clocks_follow_the_state(work: UnitOfWork, record: str, _values: Values) -> None:
    """A step may stop a clock or start it again: what is worked out from the life is kept anew, with its reminders."""
    kind = work.database.schema.kinds[COMPLAINT]
    stored = work.find(COMPLAINT, record, "u")
    context = Context(
        today=work.actor.clock.today(),
        user=work.actor.person.id,
        record=record,
        life=partial(life_of, work.connection, work.database.schema),
        lookup=work.lookup(),
    )
    checked = checking.check(kind, stored.values, context).values
    followed = [field.key for field in kind.stored_fields() if field.worked_out is not None] + ["reminders"]
    work.update(COMPLAINT, record, {key: checked[key] for key in followed}, stored.version)


def somebody_remains_to_read_it(work: UnitOfWork, record: str, _before: Values, values: Values) -> None:
    """A complaint that is closed to those it concerns must be open to somebody else who may work on it.

    The coordinator's own goes to the supervisor, whose reach is the whole; a restricted one to those it is entrusted
    to. Raises InvalidDraft when nobody is left.
    """
    if not any(line.get("member") for line in values.get("concerned") or ()):
        return
    work.flush()
    tables = work.database.schema.of(COMPLAINT)
    staff = work.database.schema.house.staff
    for row in work.connection.execute(sa.select(staff).where(staff.c.disabled_at.is_(None))).mappings():
        reached = Scope(work.database.schema, person_of(dict(row))).scoped(COMPLAINT, "u")
        if work.connection.execute(reached.where(tables.record.c.id == record)).first() is not None:
            return
    raise InvalidDraft([Issue("entrusted", NOBODY_LEFT)])


def no_complaint_waits_for_an_answer(work: UnitOfWork, _case: str, values: Values) -> None:
    """A case is not closed while a complaint of the person is unanswered (domain.md §4, row 10).

    Only of complaints that whoever closes may see: a colleague who is concerned by one must find no trace of it, not
    even a refusal. Raises InvalidDraft.
    """
    schema = work.database.schema
    if COMPLAINT not in schema.kinds or not values.get("beneficiary"):
        return
    complaint = schema.of(COMPLAINT).record.c
    people = one_person(work.connection, schema.of("beneficiary"), str(values["beneficiary"]))
    waiting = work.scope.scoped(COMPLAINT).where(complaint.beneficiary.in_(people), complaint.state.in_(sorted(OPEN)))
    if work.connection.execute(waiting.limit(1)).first() is not None:
        raise InvalidDraft([Issue("step_day", STILL_UNANSWERED)])
