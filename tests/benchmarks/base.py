"""The base that everything is measured on: made once, kept in the temporary folder, reused while it fits."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from casemgr.domain.clock import fixed_clock
from casemgr.domain.resources import folder
from casemgr.services import demonstration, opening
from casemgr.services.demonstration.world import World
from casemgr.services.desk import Desk

SEED = 1
MOMENT = datetime(2026, 11, 23, 15, tzinfo=UTC)
CLOCK = fixed_clock(MOMENT)
LOGIN = PASSWORD = "demo"


@dataclass(frozen=True)
class Base:
    """A base, open: its file, who is signed in, and the pairs of codes known to be of one person."""

    path: Path
    desk: Desk
    people: int
    services: int
    pairs: tuple[tuple[str, str], ...]


def open_base(people: int) -> Base:
    """The base of `people`, made if it is not there or was made by another program."""
    home = Path(tempfile.gettempdir()) / "casemgr-benchmarks"
    home.mkdir(mode=0o700, exist_ok=True)
    path = home / f"{people}-{_what_makes_it()}.casemgr"
    told = path.with_suffix(".json")
    if not (path.exists() and told.exists()):
        for left in home.glob(f"{people}-*"):  # of another program, with the copies made before it was opened
            left.unlink()
        _make(path, people, told)
    desk = opening.open_database(path, LOGIN, PASSWORD, clock=CLOCK)
    kept = json.loads(told.read_text(encoding="utf-8"))
    return Base(path, desk, people, kept["services"], tuple((one, other) for one, other in kept["pairs"]))


def _what_makes_it() -> str:
    """A word that changes with what is told, what is declared, and under which keys people are found."""
    digest = hashlib.sha256()
    program = Path(demonstration.__path__[0]).parents[1]
    sources = [(program / part).rglob("*.py") for part in ("domain/fields", "records", "services/demonstration")]
    sources.append((folder("resources") / "demonstration").glob("*.csv"))
    for file in sorted(one for found in sources for one in found):
        digest.update(file.read_bytes())
    for part in ("data/tables.py", "data/house.py", "domain/doubles.py"):
        digest.update((program / part).read_bytes())
    return digest.hexdigest()[:12]


def _make(path: Path, people: int, told: Path) -> None:
    def say(done: int, of: int) -> None:
        if done % 1000 == 0 or done == of:
            print(f"\r{done:,} / {of:,}", end="", file=sys.stderr, flush=True)

    started = datetime.now(UTC)
    desk = demonstration.create(path, people=people, seed=SEED, clock=CLOCK, progress=say)
    took = (datetime.now(UTC) - started).total_seconds()
    print(f"\nmade in {took:.0f} s", file=sys.stderr)
    table = desk.database.schema.of("service").record
    with desk.database.reading() as connection:
        services = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        said = {"services": services, "pairs": _known_pairs(desk, connection, people), "seconds": took}
    desk.database.dispose()
    told.write_text(json.dumps(said), encoding="utf-8")


def _known_pairs(desk: Desk, connection: sa.Connection, people: int) -> list[tuple[str, str]]:
    """The codes of the files that the world says are of one person."""
    record = desk.database.schema.of("beneficiary").record.c
    keys = ("intake_date", "branch", "sex", "family_name", "given_names", "family_name_ar", "given_names_ar")
    codes = {
        tuple(row[key] for key in keys): row["code"]
        for row in connection.execute(sa.select(record.code, *(record[key] for key in keys))).mappings()
    }
    earlier: dict[int, str] = {}
    pairs: list[tuple[str, str]] = []
    for one in World(SEED, MOMENT.date(), people):
        names = (one.family_name, one.given_names, one.family_name_ar, one.given_names_ar)
        code = codes[(one.intake, one.branch, one.sex, *names)]
        earlier[one.key] = code
        if one.same_as is not None and earlier[one.same_as] != code:
            pairs.append((earlier[one.same_as], code))
    return pairs
