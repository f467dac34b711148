"""The association itself: branches, settings, and the regulatory switches of law 09-08 (data-protection.md §2.4)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data.refusals import NOT_YOURS
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed
from casemgr.domain.fields import REQUIRED
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.desk import SWITCHES, Desk

BAD_CODE = Words(
    "De 2 à 8 lettres majuscules ou chiffres.",
    "من 2 إلى 8 أحرف لاتينية كبيرة أو أرقام.",
    "2 to 8 capital letters or digits.",
)
REFERENCE_NEEDED = Words(
    "Saisissez la référence de l’autorisation de la CNDP.",
    "أدخلوا مرجع الإذن الصادر عن اللجنة الوطنية.",
    "Enter the reference of the CNDP authorisation.",
)
SWITCH_LABELS = {
    "allow_cin_number": Words("Numéro de la carte nationale", "رقم البطاقة الوطنية", "National identity card number"),
    "allow_health": Words("Données de santé", "المعطيات الصحية", "Health data"),
    "allow_offence_data": Words("Infractions et condamnations", "المخالفات والإدانات", "Offences and convictions"),
    "allow_transfer_abroad": Words("Transfert hors du Maroc", "نقل المعطيات خارج المغرب", "Transfer outside Morocco"),
}


@dataclass(frozen=True)
class Branch:
    """A branch of the association: its code, its name in three languages, its province."""

    code: str
    name: Words
    province: str
    closed: bool = False

    @property
    def region(self) -> str:
        """The region of the branch's province (rule 9 of the counting rules)."""
        provinces = vocabulary("province")
        return region_of(self.province) if self.province in provinces else "UNKNOWN"


def region_of(province: str) -> str:
    """The region of a province; a district prefecture of Casablanca belongs to its prefecture's region."""
    provinces = vocabulary("province")
    parent = provinces[province].parent
    return region_of(parent) if parent in provinces else parent


def branches(desk: Desk) -> list[Branch]:
    """Every branch, by code."""
    table = desk.database.schema.house.branch
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.code)).all()
    return [Branch(r.code, Words(r.name_fr, r.name_ar, r.name_en), r.province, r.closed_at is not None) for r in rows]


def branch_name(desk: Desk, code: str) -> str:
    """What a branch is called, in the language of the moment; its code where it has no name."""
    return next((str(branch.name) for branch in branches(desk) if branch.code == code), "") or code


def check_branch(branch: Branch) -> None:
    """Raises InvalidDraft when the code, the name or the province of a branch cannot be."""
    issues = []
    if not is_branch_code(branch.code):
        issues.append(Issue("code", BAD_CODE))
    if not branch.name.fr.strip():
        issues.append(Issue("name_fr", REQUIRED))
    if branch.province not in vocabulary("province"):
        issues.append(Issue("province", REQUIRED))
    if issues:
        raise InvalidDraft(issues)


def save_branch(desk: Desk, branch: Branch) -> None:
    """Add a branch, or change the one of this code. Raises NotAllowed, InvalidDraft."""
    if not desk.person.may("u", "branch"):
        raise NotAllowed(*NOT_YOURS)
    check_branch(branch)
    table = desk.database.schema.house.branch
    name = branch.name
    row = {
        "name_fr": name.fr,
        "name_ar": name.ar or name.fr,
        "name_en": name.en or name.fr,
        "province": branch.province,
        "closed_at": desk.clock.now() if branch.closed else None,
    }
    with desk.work() as work:
        done = work.connection.execute(table.update().where(table.c.code == branch.code).values(**row))
        if done.rowcount == 0:
            work.connection.execute(table.insert().values(code=branch.code, **row))
            _join(work, [branch.code])
        work.audit.write("update", "branch", branch.code, branch.code, tuple(row))


def is_branch_code(code: str) -> bool:
    """Whether this could be the code of a branch."""
    return re.fullmatch(r"[A-Z0-9]{2,8}", code) is not None


def open_new_branches(work: UnitOfWork, codes: Collection[str]) -> None:
    """Open the branches that an old list names and that are not there, without a province yet."""
    table = work.database.schema.house.branch
    there = {row.code for row in work.connection.execute(sa.select(table.c.code))}
    new = sorted(set(codes) - there)
    if not new:
        return
    rows = [{"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": ""} for code in new]
    work.connection.execute(table.insert(), rows)
    _join(work, new)
    for code in new:
        work.audit.write("create", "branch", code, code, ("code",))


def _join(work: UnitOfWork, codes: Sequence[str]) -> None:
    """Whoever opens a branch works for it, until somebody says otherwise."""
    staff = work.database.schema.house.staff
    me = staff.c.id == work.actor.person.id
    held = work.connection.execute(sa.select(staff.c.branches).where(me)).scalar() or ""
    joined = " ".join(dict.fromkeys((*held.split(), *codes)))
    work.connection.execute(staff.update().where(me).values(branches=joined))


def switches(desk: Desk) -> dict[str, str]:
    """Each regulatory switch and the authorisation reference that turned it on; empty while it is off."""
    table = desk.database.schema.house.setting
    with desk.database.reading() as connection:
        on = connection.execute(sa.select(table.c.key, table.c.value).where(table.c.key.in_(SWITCHES)))
        known = {row.key: row.value for row in on}
    return {name: known.get(name) or "" for name in SWITCHES}


def set_switch(desk: Desk, name: str, reference: str) -> None:
    """Turn a switch on with the reference of its authorisation, or off with an empty one. It is logged.

    Raises NotAllowed; InvalidDraft for a reference too short to be one.
    """
    if name not in SWITCHES:
        raise ValueError(f"no such switch: {name}")
    if not desk.person.may("u", "settings"):
        raise NotAllowed(*NOT_YOURS)
    reference = reference.strip()
    if reference and len(reference) < 4:
        raise InvalidDraft([Issue(name, REFERENCE_NEEDED)])
    _set(desk, name, reference)


def _set(desk: Desk, key: str, value: str) -> None:
    table = desk.database.schema.house.setting
    row = {"value": value, "at": desk.clock.now(), "by": desk.person.id}
    with desk.work() as work:
        if work.connection.execute(table.update().where(table.c.key == key).values(**row)).rowcount == 0:
            work.connection.execute(table.insert().values(key=key, **row))
        work.audit.write("update", "settings", key, None, (key,))


def preferences(desk: Desk) -> dict[str, Any]:
    """What this person set for herself: columns of lists, saved filters, sizes."""
    table = desk.database.schema.house.staff
    with desk.database.reading() as connection:
        kept = connection.execute(sa.select(table.c.preferences).where(table.c.id == desk.person.id)).scalar()
    return dict(json.loads(kept)) if kept else {}


def set_preference(desk: Desk, key: str, value: Any) -> None:
    """Remember one preference of this person (a plain JSON value)."""
    table = desk.database.schema.house.staff
    with desk.work() as work:
        kept = work.connection.execute(sa.select(table.c.preferences).where(table.c.id == desk.person.id)).scalar()
        changed = (json.loads(kept) if kept else {}) | {key: value}
        work.connection.execute(
            table.update().where(table.c.id == desk.person.id).values(preferences=json.dumps(changed))
        )
