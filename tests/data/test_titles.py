"""What people are called on lists: read alone, it is what reading their whole files would give, for every role."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from casemgr.data.records import load
from casemgr.records import KINDS
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.records import Absent
from tests.data.conftest import Hire, open_with_branches

database = open_with_branches(KINDS)
ROLES = ("COORD", "CASE", "ACCUEIL", "MEDIA", "SUPER", "MEAL", "AUDIT", "ADMIN", "PSY")
NAMES = {
    "family_name": ("Diallo", "El Fassi", None),
    "given_names": ("Awa", None),
    "family_name_ar": ("ديالو", None),
    "given_names_ar": ("أوا", None),
    "used_name": ("Fifi", None),
}


def by_their_whole_files(desk: Desk, people: list[str]) -> dict[str, str]:
    """What each is called, said from all that the reader may see of her."""
    kind = desk.kinds["beneficiary"]
    with desk.database.reading() as connection:
        found = load(connection, desk.database.schema.of("beneficiary"), people, desk.scope)
    titles = {one.id: kind.called(one.view, Absent(one.values)) for one in found.values()}
    told = ((one, titles[one.id]) for one in found.values())
    return {
        one.id: title if title and one.view == "full" else " · ".join(part for part in (title, one.code) if part)
        for one, title in told
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_title_read_alone_is_that_of_the_whole_file(hire: Hire, role: str) -> None:
    chance, branches = Random(role), ("RAB", "CAS")
    people: list[str] = []
    for branch in branches:
        registrar = hire("COORD", "CASE", branch=branch)
        with registrar.work() as work:
            for _person in range(12):
                known = {key: chance.choice(values) for key, values in NAMES.items()}
                people.append(work.create("beneficiary", {**known, "sex": "F"}, branch=branch))
            work.void("beneficiary", people[-1], "by mistake")
    reader = hire(role)
    with reader.database.reading() as connection:
        read = register.titles_of(reader, connection, "beneficiary", [*people, "nobody"])
    assert read == by_their_whole_files(reader, people)


def test_the_fields_that_a_kind_names_for_its_title_are_all_that_its_title_looks_at() -> None:
    kind = next(one for one in KINDS if one.key == "beneficiary")
    looked_at: set[str] = set()

    class Watched(Absent):
        def get(self, key: str, default: Any = None) -> Any:
            looked_at.add(key)
            return super().get(key, default)

        def __getitem__(self, key: str) -> object:
            looked_at.add(key)
            return super().__getitem__(key)

    kind.title(Watched({}))
    assert looked_at == set(kind.titled_by) == {field.key for field in kind.title_fields}
