"""Who sounds like an opposing party: asked of the index, read from the book of a list, or looked at one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import name_book
from casemgr.data.database import Database
from casemgr.data.name_index import sounding_like
from casemgr.domain import names
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.records.legal_file.rules import POSSIBLE_CONFLICT
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.lists import bring_in
from tests.data.conftest import MORNING, open_with_branches

FAMILIES = ("Diallo", "Dialo", "El Idrissi", "Ben Ali", "Alaoui", "الإدريسي", "بن علي", "Ngo Biyong", "Ait Lahcen")
GIVEN = ("Mohamed", "Mohammed", "Awa", "Ali", "Fatima Zahra", "محمد", "فاطمة", "Abd El Kader", "Omar")

database = open_with_branches(KINDS)


@pytest.fixture
def desk(database: Database) -> Desk:
    person = Person("p" * 32, "p1", "Somebody", ("COORD", "CASE", "LEGAL"), ("RAB",), "RAB")
    return Desk(database, person, fixed_clock(MORNING), Ids(random=Random(7)))


def a_person(desk: Desk, family: str, given: str) -> str:
    script = "_ar" if names.is_arabic(family) else ""
    other = "_ar" if names.is_arabic(given) else ""
    values = {f"family_name{script}": family, f"given_names{other}": given, "sex": "U", "nationality": "MA"}
    return records.save(desk, "beneficiary", {**values, "population_group": "MIG"}, insist=True).id


def plainly(people: dict[str, tuple[str, str]], name: str) -> set[str]:
    """Everybody looked at: each word of the name under its key, or all of them spelt so."""
    terms, words = names.query_terms(name), set(names.fold(name).split())
    found = set()
    for id_, said in people.items():
        folded, keys = (part.split() for part in names.index_document(said))
        sounds = all(key in keys if key else start in folded for start, key in terms)
        if len(terms) > 1 and (sounds or words <= set(folded)):
            found.add(id_)
    return found


def test_the_index_and_the_book_say_who_everybody_looked_at_would_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(11)
    people: dict[str, tuple[str, str]] = {}
    for _ in range(40):
        family, given = random.choice(FAMILIES), random.choice(GIVEN)
        people[a_person(desk, family, given)] = (family, given)
    gone = next(iter(people))
    records.void(desk, "beneficiary", gone, "A mistake")
    people.pop(gone)
    asked = [f"{random.choice(GIVEN)} {random.choice(FAMILIES)}" for _ in range(60)] + ["Diallo", "", "Ali Ben Omar"]
    monkeypatch.setattr(name_book, "ONE_BY_ONE", 0)
    met = 0
    with desk.database.reading() as connection:
        never: Any = None
        book = name_book.NameBook(connection, desk.database, never)
        for name in asked:
            wanted = plainly(people, name)
            met += bool(wanted)
            assert set(sounding_like(connection, desk.database, "beneficiary", name)) == wanted, name
            assert set(book.sounding_like("beneficiary", name)) == wanted, name
    assert met > 10


def test_a_list_of_legal_files_warns_of_the_same_conflicts_however_long_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person(desk, "Alaoui", "Omar")
    a_person(desk, "Diallo", "Awa")
    with desk.database.reading() as connection:
        record = desk.database.schema.of("beneficiary").record.c
        rows = connection.execute(sa.select(record.family_name, record.code)).all()
    codes = {row.family_name: row.code for row in rows}
    code, other = codes["Diallo"], codes["Alaoui"]
    path = tmp_path / "files.csv"
    header = "external_id,beneficiary,opened_on,matter,opposing_parties.name\n"
    lines = [
        f"L1,{code},05/01/2026,FAM,Omar Bennani",
        f"L2,{code},05/01/2026,FAM,Omar Alaoui",
        f"L3,{other},05/01/2026,FAM,",
    ]
    path.write_text(header + "\n".join(lines), "utf-8")
    said = []
    for one_by_one in (200, 0):
        monkeypatch.setattr(name_book, "ONE_BY_ONE", one_by_one)
        outcome = bring_in(desk, "legal_file", path, dry_run=True)
        said.append([line.row for line in outcome.lines if line.message == POSSIBLE_CONFLICT])
    assert said == [[3], [3]]
    assert bring_in(desk, "legal_file", path).is_written
    path.write_text(header + f"L4,{other},06/01/2026,FAM,", "utf-8")
    again = bring_in(desk, "legal_file", path, dry_run=True)
    assert [(line.row, line.field) for line in again.lines if line.message == POSSIBLE_CONFLICT] == [(2, "beneficiary")]
