"""The desk: one person of the staff, signed in, at one open database. Every service takes it first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data import days_off, name_index
from casemgr.data.database import Database
from casemgr.data.house import House
from casemgr.data.lives import life_of
from casemgr.data.prepared import once
from casemgr.data.records import RecordLookup
from casemgr.data.scope import Scope
from casemgr.data.unit_of_work import Actor, UnitOfWork
from casemgr.domain.access import Person
from casemgr.domain.clock import Clock
from casemgr.domain.conditions import Context, NoLookup, no_life, nobody
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind

SWITCHES = ("allow_cin_number", "allow_health", "allow_offence_data", "allow_transfer_abroad")


@dataclass(frozen=True)
class Vault:
    """The local file and its data key, for what needs the key itself: a new person's access, a backup."""

    path: Path
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Desk:
    """Who is signed in, to which database, and where time and identity come from."""

    database: Database
    person: Person
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    device: str = ""
    source: str = "direct"
    vault: Vault | None = field(default=None, repr=False)

    @property
    def today(self) -> date:
        """The civil date in Morocco."""
        return self.clock.today()

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds this database keeps."""
        return self.database.schema.kinds

    @property
    def scope(self) -> Scope:
        """What this person may see."""
        return Scope(self.database.schema, self.person)

    def work(self) -> UnitOfWork:
        """One transaction of writes, in this person's name: refused (NotAllowed) once she left or lost a role."""
        actor = Actor(self.person, self.clock, self.ids, self.device, self.source)
        return UnitOfWork(self.database, actor, signed_in=True)

    def coming_from(self, source: str) -> Desk:
        """The same desk, writing records that come from an "import", a "demonstration", an "exchange"."""
        return replace(self, source=source)

    def context(self, connection: sa.Connection | None = None, record: str = "") -> Context:
        """What rules may know: the day, the switches, who asks; with a connection, the other records too."""
        if connection is None:
            with self.database.reading() as reading:
                return self._context(reading, record, look=False)
        return self._context(connection, record, look=True)

    def _context(self, connection: sa.Connection, record: str, *, look: bool) -> Context:
        schema = self.database.schema
        settings = once(schema.prepared, ("settings",), partial(_settings_read, schema.house))
        held: dict[str, str] = dict(settings.rows(connection))
        province = once(schema.prepared, ("province",), partial(_province_read, schema.house))
        return Context(
            today=self.today,
            switches=frozenset(key for key in held if key in SWITCHES),
            user=self.person.id,
            roles=self.person.roles,
            branch=self.person.branch,
            branch_province=province.scalar(connection, {"branch": self.person.branch}) or "",
            record=record,
            days_off=days_off.days_of(value for key, value in held.items() if key.startswith(days_off.PREFIX)),
            opening=json.loads(held.get(opening_key(self.person.branch)) or "{}"),
            named=partial(name_index.sounding_like, connection, self.database) if look else nobody,
            life=partial(life_of, connection, self.database.schema) if look else no_life,
            lookup=RecordLookup(connection, self.database.schema) if look else NoLookup(),
        )

    def names_of_staff(self, connection: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
        """The names of members of the staff, by their ids."""
        schema = self.database.schema
        asked = once(schema.prepared, ("names of staff",), partial(_names_read, schema.house))
        return dict(asked.rows(connection, {"ids": ids}))


OPENING = "opening_hours."


def opening_key(branch: str) -> str:
    """The setting that holds the hours of a branch (services/opening_hours.py)."""
    return f"{OPENING}{branch}"


def _settings_read(house: House) -> sa.Select[Any]:
    """The switches that are on, the days off, the hours of each branch."""
    setting = house.setting.c
    asked = sa.or_(setting.key.in_(SWITCHES), setting.key.startswith(days_off.PREFIX), setting.key.startswith(OPENING))
    return sa.select(setting.key, setting.value).where(asked, setting.value != "")


def _province_read(house: House) -> sa.Select[Any]:
    return sa.select(house.branch.c.province).where(house.branch.c.code == sa.bindparam("branch"))


def _names_read(house: House) -> sa.Select[Any]:
    staff = house.staff.c
    return sa.select(staff.id, staff.name).where(staff.id.in_(sa.bindparam("ids", expanding=True)))
