"""Saving durably, opening, backing up, bringing lists in: people, then their services."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

import python_calamine
import sqlalchemy as sa
import xlsxwriter

from casemgr.data import backup
from casemgr.data.data_key import unlock
from casemgr.data.encrypted_file import connect, create_encrypted
from casemgr.data.keyslots import keys_path
from casemgr.services import opening, records, register
from casemgr.services.demonstration.world import World
from casemgr.services.desk import Desk
from casemgr.services.lists import bring_in
from casemgr.services.staff import StaffDraft
from tests.benchmarks.base import CLOCK, LOGIN, MOMENT, PASSWORD, Base
from tests.benchmarks.measured import Line, each, p50, p95, took, typical

SAVES = 200
ROWS = 10_000
SERVICES = 20_000


def keeping_lines(base: Base) -> Iterator[Line]:
    """The lines on the file itself."""
    yield _unlock(base)
    with tempfile.TemporaryDirectory(prefix="casemgr-benchmarks-") as folder:
        yield _save(base, Path(folder))
        yield _back_up(base, Path(folder))
        yield from _import(base, Path(folder))


def _unlock(base: Base) -> Line:
    def usable() -> float:
        opening.get_ready()  # the window does this while the password is typed: nobody waits for it
        return took(open_and_list)

    def open_and_list() -> None:
        desk = opening.open_database(base.path, LOGIN, PASSWORD, clock=CLOCK)
        ids = register.ids(desk, "beneficiary")
        shown = tuple(column.key for column in register.columns(desk, "beneficiary") if column.default)
        register.lines(desk, "beneficiary", ids[:50], shown)
        desk.database.dispose()

    floor = typical(lambda: unlock(base.path, LOGIN, PASSWORD, MOMENT), 3)
    usable()  # modules imported, the file in the memory of the system: what is measured is the opening
    return Line(
        "unlock → list usable",
        "≤ 600 ms",
        floor,
        median(usable() for _ in range(3)),
        600,
        floor_is="the key derivation (Argon2id)",
        also="from Enter to the first 50 lines, the tables put together while the password is typed",
    )


def _save(base: Base, folder: Path) -> Line:
    desk = base.desk
    with desk.database.reading() as connection:
        readable = desk.scope.scoped("service").limit(20 * SAVES)
        ids = [str(one) for one in connection.execute(readable).scalars()]
    chosen = [records.read(desk, "service", one) for one in Random(11).sample(ids, min(SAVES, len(ids)))]

    stands = {one.id: one.version for one in chosen}  # whoever has a record before her has its version

    def save(one: records.Record) -> None:
        values = {"place": f"Salle n° {stands[one.id]}"}
        saved = records.save(desk, "service", values, record_id=one.id, version=stands[one.id], insist=True)
        stands[one.id] = saved.version

    floor = each(_bare_inserts(folder))
    save(chosen[0])
    ours = each([partial(save, one) for one in chosen])
    return Line(
        f"save a change, durable and audited ({len(chosen)}), p95",
        "≤ 10 ms + fsync",
        p95(floor),
        p95(ours),
        10 + p95(floor),
        floor_is="an insert in the same kind of file, on the disk",
        also=f"p50 {p50(ours):.1f} ms (floor {p50(floor):.1f})",
    )


def _bare_inserts(folder: Path) -> list[partial[None]]:
    key = bytes(32)
    create_encrypted(folder / "floor.casemgr", key).dispose()
    bare = connect(folder / "floor.casemgr", key)
    bare.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, text TEXT)")

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO floor (text) VALUES (?)", ("x" * 300,))
        bare.execute("COMMIT")

    return [partial(insert)] * SAVES


def _back_up(base: Base, folder: Path) -> Line:
    vault = base.desk.vault
    assert vault is not None
    out = folder / "b.casemgr-backup"
    raw = took(lambda: _bare_copy(base.path, folder / "copy"))
    made = took(lambda: backup.back_up(base.path, vault.key, keys_path(base.path), out, MOMENT))
    verified = took(lambda: backup.verify_backup(out, LOGIN, PASSWORD, MOMENT))
    size = base.path.stat().st_size / 1_000_000
    out.unlink()
    return Line(
        f"backup and verify ({size:,.0f} MB)",
        "≤ 5 s",
        raw / 1000,
        (made + verified) / 1000,
        5,
        unit="s",
        floor_is="a plain copy of the same bytes, on the disk, and reading it once",
        also=f"{made / 1000:.1f} s to make and read back, {verified / 1000:.1f} s to verify with a password;"
        f" floor {size / raw * 1000:,.0f} MB/s",
    )


def _bare_copy(path: Path, copy: Path) -> None:
    """What the disk takes at least. In a process of its own: reading it here would drop this one's locks on it."""
    told = "import os, shutil, sys; shutil.copyfile(*sys.argv[1:]); os.fsync(os.open(sys.argv[2], os.O_RDWR))"
    subprocess.run([sys.executable, "-c", told, str(path), str(copy)], check=True)
    with copy.open("rb") as file:
        while file.read(1 << 20):
            pass
    copy.unlink()


def _import(base: Base, folder: Path) -> Iterator[Line]:
    """People of a list into a new file, then the services of a list that names them by their codes."""
    people, services = folder / "people.xlsx", folder / "services.xlsx"
    rows = min(ROWS, base.people)
    _write_list(people, rows)
    desk = opening.create_file(
        folder / "new.casemgr",
        organisation="Mesure",
        branch=opening.BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("mesure", "Mesure"),
        password="une mesure sans valeur",
        clock=CLOCK,
    ).desk
    yield _brought(desk, "beneficiary", people, rows, "people")
    yield _brought(desk, "service", services, _write_services(services, desk, rows), "services")
    desk.database.dispose()


def _brought(desk: Desk, kind: str, path: Path, rows: int, what: str) -> Line:
    read = took(lambda: python_calamine.load_workbook(path).get_sheet_by_index(0).to_python())
    outcomes = []
    ours = took(lambda: outcomes.append(bring_in(desk, kind, path)))
    written = outcomes[0].rows if outcomes[0].is_written else 0
    return Line(
        f"import {rows:,} {what} from Excel, validated, written",
        "≥ 1,500 rows/s",
        rows / read * 1000,
        rows / ours * 1000,
        1500,
        unit="rows/s",
        floor_is="reading the sheet",
        also=f"{written:,} written; " + ", ".join(f"{fate.name.lower()} {n}" for fate, n in outcomes[0].counts.items()),
        is_right=written == rows,
        more_is_better=True,
    )


def _write_list(path: Path, rows: int) -> None:
    names = ["external_id", "family_name", "given_names", "mother_name"]
    headers = [*names, "sex", "birth_date", "nationality", "population_group", "intake_date", "phones.number"]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headers)
    for place, one in enumerate(World(4, MOMENT.date(), rows), 1):
        birth = one.birth.value.isoformat() if one.birth.value else ""
        family, given = one.family_name or one.family_name_ar, one.given_names or one.given_names_ar
        told = (f"X{place}", family or "", given or "", one.mother_given_name or "", one.sex, birth)
        phone = one.phones[0].number if one.phones else ""
        group = (one.nationality, one.population_group)
        sheet.write_row(place, 0, (*told, *group, one.intake.isoformat(), phone))
    book.close()


def _write_services(path: Path, desk: Desk, people: int) -> int:
    """What these people were given, by their codes; how many lines."""
    record = desk.database.schema.of("beneficiary").record.c
    with desk.database.reading() as connection:
        codes = {row.external_id: row.code for row in connection.execute(sa.select(record.external_id, record.code))}
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    keys = ["beneficiary", "type", "date", "quantity", "amount", "voucher", "programme", "mode", "stay_from", "stay_to"]
    sheet.write_row(0, 0, keys)
    world = enumerate(World(4, MOMENT.date(), people), 1)
    served = ((codes[f"X{place}"], given) for place, one in world if f"X{place}" in codes for given in one.services)
    rows = 0
    for rows, (code, given) in enumerate(islice(served, SERVICES), 1):
        stay = (given.day.isoformat(), given.until.isoformat()) if given.until else ("", "")
        money = "" if given.amount is None else given.amount / 100
        what = (given.type, given.day.isoformat(), given.quantity or "", money, given.voucher or "")
        sheet.write_row(rows, 0, (code, *what, given.programme or "", given.mode, *stay))
    book.close()
    return rows
