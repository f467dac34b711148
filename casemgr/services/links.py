"""What a link may point at, as the reader may see it: people of the staff, branches, other records."""

from __future__ import annotations

from collections.abc import Callable

from casemgr.domain.vocabulary import vocabulary
from casemgr.services import organisation, register, search
from casemgr.services import staff as staff_service
from casemgr.services.desk import Desk
from casemgr.services.register import Filter

Option = tuple[str, str]
MOST = 20


def _staff(desk: Desk, text: str) -> list[Option]:
    wanted = text.strip().casefold()
    return [
        (member.id, member.name)
        for member in staff_service.staff(desk)
        if not member.disabled and wanted in member.name.casefold()
    ][:MOST]


def _branches(desk: Desk, text: str) -> list[Option]:
    wanted = text.strip().casefold()
    return [
        (branch.code, f"{branch.code} · {branch.name}")
        for branch in organisation.branches(desk)
        if not branch.closed and wanted in f"{branch.code} {branch.name}".casefold()
    ]


def _people(desk: Desk, text: str) -> list[Option]:
    return [
        (hit.id, " · ".join(filter(None, (f"{hit.given_names} {hit.family_name}".strip() or hit.name_ar, hit.code))))
        for hit in search.find(desk, text, MOST)
    ]


_SPECIAL: dict[str, Callable[[Desk, str], list[Option]]] = {
    "user": _staff,
    "branch": _branches,
    "beneficiary": _people,
}


def options(desk: Desk, to: str, text: str = "", *, beneficiary: str | None = None) -> list[Option]:
    """What may be chosen for a link to `to` (a kind, "user" or "branch"), by what is typed: (id, label).

    For a kind that hangs on a person, `beneficiary` keeps the records of that person. A body that is no longer active
    is not offered: what links to it already still says its name.
    """
    if to in _SPECIAL:
        return _SPECIAL[to](desk, text)
    kind = desk.kinds[to]
    hers = beneficiary if kind.person else None
    offered = (Filter(kind.offered_unless_no, "none_of", (False,)),) if kind.offered_unless_no else ()
    found = register.ids(desk, to, filters=offered, text=text if kind.search else "", beneficiary=hers)[:MOST]
    with desk.database.reading() as connection:
        titles = register.titles_of(desk, connection, to, found)
    return [(one, titles[one]) for one in found if one in titles]


def label_of(desk: Desk, to: str, linked: str) -> str:
    """The title of what a link points at, as this reader may see it; empty when she may not."""
    if to == "branch":
        return next((f"{b.code} · {b.name}" for b in organisation.branches(desk) if b.code == linked), linked)
    if to == "programme":
        return str(vocabulary("programme").label(linked))
    with desk.database.reading() as connection:
        return register.titles_of(desk, connection, to, [linked]).get(linked, "")
