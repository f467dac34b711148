"""Who prints: the association and its branch, and what its notice block says; kept in the settings."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from casemgr.data.house import House
from casemgr.data.prepared import once
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.document import Letterhead
from casemgr.domain.errors import NotAllowed
from casemgr.domain.fields import storable
from casemgr.domain.words import Words, same
from casemgr.services import opening, organisation
from casemgr.services.desk import Desk

_KEYS = ("address", "phone", "hours", "cndp")
_NOTICE = ("purposes", "recipients", "retention")
_LONGEST = 200
_PLACE = "place_"


@dataclass(frozen=True)
class Place:
    """Where a branch is: its town, in the languages of the papers done there, and how it is reached there."""

    town_fr: str = ""
    town_ar: str = ""
    address: str = ""
    phone: str = ""

    @property
    def town(self) -> Words | None:
        """The name of the town; None while nobody has said it."""
        latin, arabic = self.town_fr or self.town_ar, self.town_ar or self.town_fr
        return Words(latin, arabic, latin) if latin else None


def letterhead(desk: Desk, branch: str) -> Letterhead:
    """The letterhead of a branch of this association."""
    about = opening.about(desk)
    kept = _kept(desk)
    names = {one.code: one.name for one in organisation.branches(desk)}
    place = _place(kept.get(_PLACE + branch, ""))
    return Letterhead(
        association=about.get("organisation", ""),
        branch=names.get(branch, same(branch)),
        address=kept.get("address", ""),
        phone=kept.get("phone", ""),
        hours=kept.get("hours", ""),
        cndp=kept.get("cndp", ""),
        purposes=_words(kept, "purposes"),
        recipients=_words(kept, "recipients"),
        retention=_words(kept, "retention"),
        logo=base64.b64decode(kept.get("logo", "")),
        version=kept.get("version", ""),
        town=place.town,
        branch_address=place.address,
        branch_phone=place.phone,
    )


def places(desk: Desk) -> dict[str, Place]:
    """Where each branch is that somebody has entered, by its code."""
    found = {key.removeprefix(_PLACE): value for key, value in _kept(desk).items() if key.startswith(_PLACE)}
    return {branch: _place(value) for branch, value in found.items()}


def _place(kept: str) -> Place:
    return Place(**json.loads(kept)) if kept else Place()


def save_place(desk: Desk, branch: str, place: Place) -> None:
    """Keep where a branch is. Raises NotAllowed."""
    if not desk.person.may("u", "branch"):
        raise NotAllowed(*NOT_YOURS)
    told = Place(**{key: storable(value).strip()[:_LONGEST] for key, value in vars(place).items()})
    if told == places(desk).get(branch, Place()):
        return
    with desk.work() as work:
        keep_place(work, branch, told)


def keep_place(work: UnitOfWork, branch: str, place: Place) -> None:
    """Write where a branch is in the settings, and that it was written in the audit."""
    _keep(work, _PLACE + branch, json.dumps(vars(place), ensure_ascii=False))
    work.audit.write("update", "branch", branch, branch, tuple(vars(place)))


def _words(kept: dict[str, str], key: str) -> Words | None:
    said = [kept.get(f"{key}_{language}", "") for language in ("fr", "ar", "en")]
    return Words(said[0], said[1] or said[0], said[2] or said[0]) if said[0] else None


def _kept(desk: Desk) -> dict[str, str]:
    schema = desk.database.schema
    asked = once(schema.prepared, ("letterhead",), partial(_kept_read, schema.house))
    with desk.database.reading() as connection:
        return {key.removeprefix("paper_"): value or "" for key, value in asked.rows(connection)}


def _kept_read(house: House) -> sa.Select[Any]:
    return sa.select(house.setting.c.key, house.setting.c.value).where(house.setting.c.key.like("paper_%"))


def save_letterhead(desk: Desk, given: Letterhead) -> None:
    """Keep the address, telephone, hours, CNDP reference, notice and logo of the association. Raises NotAllowed.

    A notice that changes gets a version of its own, and every wording is kept under its version: what a person was
    told when she signed can be shown years later (forms.md §0.3).
    """
    if not desk.person.may("u", "settings"):
        raise NotAllowed(*NOT_YOURS)
    values = {key: str(getattr(given, key)) for key in _KEYS}
    for key in _NOTICE:
        words: Words | None = getattr(given, key)
        told = words.as_json() if words is not None else dict.fromkeys(("fr", "ar", "en"), "")
        values |= {f"{key}_{language}": said for language, said in told.items()}
    values = {key: storable(value).strip()[: _LONGEST * 10] for key, value in values.items()}
    values["logo"] = base64.b64encode(given.logo).decode("ascii")
    kept = _kept(desk)
    values |= _version(kept, values, desk.today.year)
    changed = {key: value for key, value in values.items() if kept.get(key, "") != value}
    with desk.work() as work:
        for key, value in changed.items():
            _keep(work, key, value)
        work.audit.write("update", "settings", "letterhead", None, tuple(changed))


def _keep(work: UnitOfWork, key: str, value: str) -> None:
    table = work.database.schema.house.setting
    row = {"value": value, "at": work.actor.clock.now(), "by": work.actor.person.id}
    found = work.connection.execute(table.update().where(table.c.key == f"paper_{key}").values(**row))
    if found.rowcount == 0:
        work.connection.execute(table.insert().values(key=f"paper_{key}", **row))


def _version(kept: dict[str, str], values: dict[str, str], year: int) -> dict[str, str]:
    """The version of this notice, and its wording under that version; nothing when the notice stays as it was."""
    wording = {key: value for key, value in values.items() if key.startswith(_NOTICE)}
    if all(kept.get(key, "") == value for key, value in wording.items()):
        return {}
    before = [key.rpartition("-")[2] for key in kept if key.startswith(f"notice_{year}-")]
    version = f"{year}-{1 + max((int(one) for one in before if one.isdecimal()), default=0)}"
    return {"version": version, f"notice_{version}": json.dumps(wording, ensure_ascii=False, sort_keys=True)}
