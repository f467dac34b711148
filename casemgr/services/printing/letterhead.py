"""Who prints: the association and its branch, and what its notice block says; kept in the settings."""

from __future__ import annotations

import dataclasses

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.document import Letterhead
from casemgr.domain.errors import NotAllowed
from casemgr.domain.fields import storable
from casemgr.domain.words import Words, same
from casemgr.services import opening, organisation
from casemgr.services.desk import Desk

_KEYS = ("address", "phone", "hours", "cndp")
_LONGEST = 200


def letterhead(desk: Desk, branch: str) -> Letterhead:
    """The letterhead of a branch of this association."""
    about = opening.about(desk)
    kept = _kept(desk)
    names = {one.code: one.name for one in organisation.branches(desk)}
    return Letterhead(
        association=about.get("organisation", ""),
        branch=names.get(branch, same(branch)),
        address=kept.get("address", ""),
        phone=kept.get("phone", ""),
        hours=kept.get("hours", ""),
        cndp=kept.get("cndp", ""),
        **{key: _words(kept, key) for key in ("purposes", "recipients", "retention")},
    )


def _words(kept: dict[str, str], key: str) -> Words | None:
    said = [kept.get(f"{key}_{language}", "") for language in ("fr", "ar", "en")]
    return Words(said[0], said[1] or said[0], said[2] or said[0]) if said[0] else None


def _kept(desk: Desk) -> dict[str, str]:
    table = desk.database.schema.house.setting
    with desk.database.reading() as connection:
        found = connection.execute(sa.select(table.c.key, table.c.value).where(table.c.key.like("paper_%")))
        return {row.key.removeprefix("paper_"): row.value or "" for row in found}


def save_letterhead(desk: Desk, given: Letterhead) -> None:
    """Keep the address, telephone, hours, CNDP reference and notice of the association. Raises NotAllowed."""
    if not desk.person.may("u", "settings"):
        raise NotAllowed(*NOT_YOURS)
    values = {key: str(getattr(given, key)) for key in _KEYS}
    for field in dataclasses.fields(Letterhead):
        words = getattr(given, field.name)
        if field.name in ("purposes", "recipients", "retention"):
            told = words.as_json() if words is not None else dict.fromkeys(("fr", "ar", "en"), "")
            values |= {f"{field.name}_{language}": said for language, said in told.items()}
    table = desk.database.schema.house.setting
    with desk.work() as work:
        for key, value in values.items():
            row = {
                "value": storable(value).strip()[: _LONGEST * 10],
                "at": desk.clock.now(),
                "by": desk.person.id,
            }
            found = work.connection.execute(table.update().where(table.c.key == f"paper_{key}").values(**row))
            if found.rowcount == 0:
                work.connection.execute(table.insert().values(key=f"paper_{key}", **row))
        work.audit.write("update", "settings", "letterhead", None, tuple(values))
