"""Every kind of the program, and one that uses everything a kind may declare, on both databases."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from casemgr.data.database import Database
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.access import Person
from casemgr.domain.checking import Checked
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Link
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind
from casemgr.domain.resources import folder
from casemgr.records import KINDS
from casemgr.services import records
from casemgr.services.desk import SWITCHES, Desk
from tests.conformance.complete_draft import Grower, all_paths, filled_paths, steering
from tests.data.conftest import open_empty
from tests.postgresql import PostgresqlServer
from tests.sample import OUTING

EVERY_KIND: tuple[Kind, ...] = (*KINDS, OUTING)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MOST_DRAFTS = 60
COLLEAGUE = "01a20700-0000-7000-8000-000000000002"


def every_role() -> tuple[str, ...]:
    """The roles of access.csv: whoever holds them all may do on a record whatever anybody may."""
    with (folder("resources") / "access.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(dict.fromkeys(row["role"] for row in csv.DictReader(lines)))


def nobodys(person: Person, kind: Kind, values: Mapping[str, Any]) -> Iterator[str]:
    """The groups that hold a row so marked that this person (who holds every role) may not keep it."""
    for rows in kind.rows():
        governed = rows.grants_as or kind.granted_as
        for line in values.get(rows.key) or ():
            if not any(person.may(operation, governed, line["confidentiality"]) for operation in "cu"):
                yield rows.key


def closed_by(kind: Kind) -> Link | None:
    """The link of a kind whose people find no trace of its records: never the one who looks at them here."""
    group, _dot, key = kind.closed_to.partition(".")
    found = (field for field in kind.group(group).plain_fields() if field.key == key) if group else iter(())
    return next((field for field in found if isinstance(field, Link)), None)


@dataclass(frozen=True)
class Sample:
    """One record that was grown and saved: its draft, how it was checked, its id."""

    draft: dict[str, Any]
    checked: Checked
    id: str
    code: str


@dataclass
class World:
    """One database with everybody's rights, and one kind to try on it."""

    desk: Desk
    kind: Kind
    samples: list[Sample] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(2026))

    def draft(self, kind: Kind | None = None, given: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], Checked]:
        """A valid draft of the kind (or another) and how it was checked."""
        kind = kind or self.kind
        wanted = dict(given or {})
        if kind.person and kind.person not in wanted:
            wanted[kind.person] = self._somebody()

        def linked(link: Link, random: Random) -> str | None:
            return self._linked(kind, link, random, wanted.get(kind.person or ""))

        def check(values: dict[str, Any]) -> Checked:
            checked = records.check(self.desk, kind.key, values)
            forbidden = [Issue(rows, NOT_YOURS[0]) for rows in nobodys(self.desk.person, kind, checked.values)]
            return replace(checked, issues=(*checked.issues, *forbidden))

        with self.desk.database.reading() as connection:
            context = self.desk.context(connection)
            return Grower(kind, context, self.random, linked, check).grow(wanted)

    def save(self, kind: Kind | None = None, given: Mapping[str, Any] | None = None) -> Sample:
        """A new record, saved."""
        kind = kind or self.kind
        draft, checked = self.draft(kind, given)
        saved = records.save(self.desk, kind.key, draft, insist=True)
        return Sample(draft, checked, saved.id, saved.code)

    def _somebody(self) -> str:
        person = self.save(self.desk.kinds["beneficiary"]).id
        self.people.append(person)
        return person

    def _linked(self, kind: Kind, link: Link, random: Random, person: str | None) -> str | None:
        if link.to == "user":
            return COLLEAGUE if link is closed_by(kind) else self.desk.person.id
        if link.to == "branch":
            return "CAS"
        if link.to == "beneficiary":
            return random.choice(self.people) if self.people and random.random() < 0.5 else self._somebody()
        if link.to == kind.key and not link.required:
            return None
        to = self.desk.kinds[link.to]
        return self.save(to, {to.person: person} if to.person else {}).id


@pytest.fixture(scope="module", params=["file", "server"])
def association(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with every role at a database that keeps every kind, its switches on."""
    if request.param == "file":
        database = open_empty("file", EVERY_KIND, tmp_path_factory.mktemp("conformance"), "")
        yield from _desk(database)
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            yield from _desk(open_empty("server", EVERY_KIND, tmp_path_factory.mktemp("conformance"), url))


def _desk(database: Database) -> Iterator[Desk]:
    ids = Ids(random=Random(11))
    person = Person(ids.new(), "somebody", "Somebody", every_role(), ("RAB",), "RAB")
    house = database.schema.house
    with database.writing() as connection:
        connection.execute(
            house.branch.insert(),
            [
                {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
                for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
            ],
        )
        staff = {"id": person.id, "login": "somebody", "name": "Somebody", "branch": "RAB", "branches": "RAB"}
        connection.execute(house.staff.insert().values(roles=" ".join(person.roles), **staff))
        colleague = {**staff, "id": COLLEAGUE, "login": "colleague", "name": "Colleague", "roles": "CASE"}
        connection.execute(house.staff.insert().values(**colleague))
        switches = [{"key": name, "value": "A-329/2014", "at": NOON, "by": person.id} for name in SWITCHES]
        connection.execute(house.setting.insert(), switches)
    yield Desk(database, person, fixed_clock(NOON), ids)
    database.dispose()


@pytest.fixture(scope="module", params=EVERY_KIND, ids=lambda kind: kind.key)
def world(request: pytest.FixtureRequest, association: Desk) -> World:
    """One kind with as many saved samples as it takes to fill every one of its fields."""
    made = World(association, request.param)
    missing = all_paths(made.kind)
    context = association.context()
    while missing and len(made.samples) < MOST_DRAFTS:
        wanted = made.random.choice(sorted(missing)) if made.samples else ""
        sample = made.save(given=steering(made.kind, wanted, context, made.random) if wanted else {})
        missing -= set(filled_paths(made.kind, sample.checked.values))
        made.samples.append(sample)
    assert not missing, f"no complete draft of {made.kind.key} fills {sorted(missing)}"
    return made


def switches_off(desk: Desk) -> Desk:
    """The same desk once every regulatory switch is off."""
    setting = desk.database.schema.house.setting
    with desk.database.writing() as connection:
        connection.execute(setting.delete())
    return replace(desk)
