"""A list is written many rows at a time; what then stands in the base is what its rows written one by one would be."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import name_index, unit_of_work
from casemgr.data.audit import broken_links
from casemgr.data.database import Database
from casemgr.data.encrypted_file import open_encrypted, reading
from casemgr.data.file_refusals import Stopped
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Instructions, bring_in
from tests.data.conftest import KEY, MORNING, open_empty

PEOPLE = 150


def at_a_desk(database: Database) -> Desk:
    """A coordinator of Rabat, with the same ids and codes each time."""
    count = itertools.count(1)
    ids = Ids(new=lambda: f"{next(count):08x}-0000-7000-8000-000000000000", random=Random(7))
    person = Person(ids.new(), "p1", "Somebody", ("ADMIN", "COORD", "CASE"), ("RAB",), "RAB")
    house = database.schema.house
    with database.writing() as connection:
        branch = {"code": "RAB", "name_fr": "Rabat", "name_ar": "الرباط", "name_en": "Rabat", "province": "MA-RAB"}
        connection.execute(house.branch.insert(), [branch])
        staff = {"id": person.id, "login": "p1", "name": "Somebody", "branch": "RAB", "branches": "RAB"}
        connection.execute(house.staff.insert().values(roles="ADMIN COORD CASE", **staff))
    return Desk(database, person, fixed_clock(MORNING), ids)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    opened = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        opened.append(open_empty("file", KINDS, tmp_path / name, ""))
    yield at_a_desk(opened[0]), at_a_desk(opened[1])
    for database in opened:
        database.dispose()


def write_lists(folder: Path) -> tuple[Path, Path]:
    """People of every sort of dirt, and services that name them by the number of their old list."""
    chance = Random(5)
    columns = "external_id,family_name,given_names,sex,birth_date,nationality,population_group,intake_date,tel"
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text)
        lines.writerow([*columns.split(","), "documents.type", "documents.number", "void", "confidentiality"])
        for place in range(PEOPLE):
            lines.writerow(
                [
                    chance.choice([f"X{place}", f"X{place}", f"X{place}", "X3"]),
                    chance.choice(["Diallo", " TRAORÉ ", "بنعلي", "N’Diaye", "El Amrani"]),
                    chance.choice(["Mariama", "Awa\u00a0", "Moussa", "فاطمة", ""]),
                    chance.choice(["F", "Masc.", "femme", "F", "M", "أنثى", "??"]),
                    chance.choice(["1990-05-03", "vers 1985", "1992", "32874", "3/5/90", "", "demain"]),
                    chance.choice(["GN", "Sénégal", "Malienne", "CIV"]),
                    "MIG",
                    chance.choice(["2026-01-05", "5/2/2026", ""]),
                    chance.choice(["0612345678", "0661000002 / 0522334455", "+221771234567", ""]),
                    *chance.choice([("", ""), ("", ""), ("PASS_F", f"P{place:07}")]),
                    chance.choice(["", "", "", "oui"]),
                    chance.choice(["", "", "L1", "L9"]),
                ]
            )
    with (folder / "services.csv").open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text)
        lines.writerow(["beneficiary", "type", "date", "quantity", "amount", "voucher", "notes.text", "partner"])
        for place in range(2 * PEOPLE):
            day = chance.choice(["2026-02-01", "3/2/2026", "45300", "2030-01-01"])
            kit = ("SOC-NFI", day, chance.choice([1, 2, "", 0]), "", "", chance.choice(["", "note"]), "AMAL")
            cash = ("SOC-CASH", day, "", chance.choice(["200", "1 200,50"]), f"B{place}", "", "")
            lines.writerow([f"X{chance.randrange(PEOPLE)}", *chance.choice([kit, kit, cash])])
    return folder / "people.csv", folder / "services.csv"


def bring_both(desk: Desk, folder: Path) -> list[Any]:
    """The fates of both lists, tried, then brought in without what was refused, then brought in again."""
    said: list[Any] = []
    for kind, path in zip(("beneficiary", "service"), write_lists(folder), strict=True):
        tried = bring_in(desk, kind, path, dry_run=True)
        left = frozenset(line.row for line in tried.lines if line.fate is Fate.REFUSED)
        assert left and tried.counts[Fate.BROUGHT] > PEOPLE / 4, tried.counts
        for _ in range(2):
            done = bring_in(desk, kind, path, instructions=Instructions(left=left))
            assert done.is_written
            said += [done.counts, done.lines]
        said += [tried.counts, tried.lines]
    return said


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, and every word by which people are found."""
    kept = {}
    with database.reading() as connection:
        for table in database.schema.in_order:
            kept[table.name] = sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
        assert list(broken_links(connection, database)) == []
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.found USING fts5vocab(main, name_words, instance)")
        words = connection.exec_driver_sql("SELECT * FROM temp.found ORDER BY term, doc, col, offset")
        kept["words"] = [repr(tuple(row)) for row in words]
        connection.exec_driver_sql("INSERT INTO name_words(name_words) VALUES ('integrity-check')")
    return kept


def test_rows_written_together_are_those_written_one_by_one(
    desks: tuple[Desk, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, alone = desks
    told = bring_both(together, tmp_path)
    monkeypatch.setattr(unit_of_work, "FLUSH_AT", 0)
    monkeypatch.setattr(name_index, "AT_ONCE", 1)
    assert bring_both(alone, tmp_path) == told
    one, other = everything(together.database), everything(alone.database)
    assert one.keys() == other.keys()
    for name, rows in one.items():
        assert rows == other[name], name
    assert len(one["audit"]) > PEOPLE / 2 and len(one["words"]) > PEOPLE and len(one["service_notes"]) > 5


def test_each_line_of_the_audit_is_chained_by_the_words_that_it_always_was(
    desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    desk, _other = desks
    bring_both(desk, tmp_path)
    table, last = desk.database.schema.house.audit, b""
    with desk.database.reading() as connection:
        for row in connection.execute(sa.select(table).order_by(table.c.place)).mappings():
            said = {key: value for key, value in row.items() if key != "chain"} | {"at": row["at"].isoformat()}
            text = last.hex() + json.dumps(said, sort_keys=True, ensure_ascii=False)
            last = hashlib.sha256(text.encode()).digest()
            assert row["chain"] == last
    assert last


def test_a_list_that_is_stopped_while_it_is_written_leaves_nothing(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    desk, untouched = desks
    people, _services = write_lists(tmp_path)
    tried = bring_in(desk, "beneficiary", people, dry_run=True)
    said = Instructions(left=frozenset(line.row for line in tried.lines if line.fate is Fate.REFUSED))
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        bring_in(
            desk,
            "beneficiary",
            people,
            instructions=said,
            progress=lambda done, total: told.append((done, total)),
            cancelled=lambda: bool(told),  # all is checked: the first row is about to be written
        )
    assert everything(desk.database) == everything(untouched.database)


_BRING_AND_DIE = """
    import os, signal, sys
    from pathlib import Path
    from casemgr.data import unit_of_work
    from casemgr.data.database import Database
    from casemgr.data.encrypted_file import open_encrypted, reading
    from casemgr.data.tables import Schema
    from casemgr.domain.access import Person
    from casemgr.records import KINDS
    from casemgr.services.desk import Desk
    from casemgr.services.lists import Fate, Instructions, bring_in
    path, people, staff = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    engine = open_encrypted(path, bytes(range(32)))
    person = Person(staff, "p1", "Somebody", ("ADMIN", "COORD", "CASE"), ("RAB",), "RAB")
    desk = Desk(Database(reading(engine), engine, Schema(KINDS), "RAB1"), person)
    tried = bring_in(desk, "beneficiary", people, dry_run=True)
    left = frozenset(line.row for line in tried.lines if line.fate is Fate.REFUSED)
    unit_of_work.FLUSH_AT = 100
    flush, times = unit_of_work.UnitOfWork.flush, []
    def flush_and_die(work):
        flush(work)
        times.append(1)
        if len(times) == 3:  # some hundred rows stand in the log of the file, the others are still to be written
            os.kill(os.getpid(), signal.SIGKILL)
    unit_of_work.UnitOfWork.flush = flush_and_die
    bring_in(desk, "beneficiary", people, instructions=Instructions(left=left))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that kills at once")
def test_a_program_that_is_killed_half_way_leaves_nothing(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    desk, untouched = desks
    people, _services = write_lists(tmp_path)
    desk.database.dispose()
    path = tmp_path / "one" / "test.casemgr"
    command = [sys.executable, "-c", textwrap.dedent(_BRING_AND_DIE), str(path), str(people), desk.person.id]
    assert subprocess.run(command, check=False, timeout=300).returncode == -signal.SIGKILL
    engine = open_encrypted(path, KEY)
    database = Database(reading(engine), engine, desk.database.schema, "RAB1")
    try:
        assert everything(database) == everything(untouched.database)
        again = bring_in(at_the_same(desk, database), "beneficiary", people, dry_run=True)
        assert again.counts[Fate.BROUGHT] > PEOPLE / 4
    finally:
        engine.dispose()


def at_the_same(desk: Desk, database: Database) -> Desk:
    """The same person at the file opened anew."""
    return Desk(database, desk.person, desk.clock, desk.ids)
