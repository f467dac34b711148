"""The same list brought in again adds nobody: not after a correction, a merge, a void, nor saved anew or reordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.records import Stored, load
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import merging, records
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Outcome, bring_in
from tests.data.conftest import MORNING, open_with_branches

PEOPLE = """Nom;Prénom;Sexe;Nationalité;Groupe;Date de naissance;Date d’inscription
Diallo;Awa;F;GN;MIG;1990;05/01/2025
Sow;Ali;M;SN;MIG;;06/01/2025
Ba;Fatou;F;SN;MIG;1992;
Kane;Oumy;F;SN;MIG;1993;
"""

database = open_with_branches(KINDS)


@pytest.fixture
def desk(database: Database) -> Desk:
    person = Person("p" * 32, "p1", "Somebody", ("ADMIN", "COORD", "CASE"), ("RAB",), "RAB")
    return Desk(database, person, fixed_clock(MORNING), Ids(random=Random(7)))


def later(desk: Desk) -> Desk:
    return replace(desk, clock=fixed_clock(MORNING + timedelta(days=3)))


def everything(desk: Desk, kind: str) -> list[Stored]:
    tables = desk.database.schema.of(kind)
    with desk.database.reading() as connection:
        ids = list(connection.execute(sa.select(tables.record.c.id)).scalars())
        return sorted(load(connection, tables, ids, None).values(), key=lambda one: one.code or one.id)


def by_name(desk: Desk) -> dict[str, Stored]:
    return {str(one.values["family_name"]): one for one in everything(desk, "beneficiary")}


def bring(desk: Desk, path: Path, text: str, kind: str = "beneficiary") -> Outcome:
    path.write_text(text, "utf-8")
    return bring_in(desk, kind, path)


def correct(desk: Desk, kind: str, one: Stored, **values: Any) -> None:
    records.save(desk, kind, {**one.values, **values}, record_id=one.id, version=one.version, insist=True)


def test_people_who_were_corrected_merged_or_voided_do_not_come_back(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    assert bring(desk, path, PEOPLE).counts[Fate.BROUGHT] == 4
    desk = later(desk)
    here = by_name(desk)
    born = ApproximateDate.of_day(date(1989, 12, 31))
    correct(desk, "beneficiary", here["Diallo"], family_name="Barry", given_names="Hawa", birth_date=born)
    twice = by_name(desk)["Barry"]
    correct(desk, "beneficiary", twice, family_name="Bary", nationality="SN")
    correct(desk, "beneficiary", here["Sow"], intake_date=date(2025, 2, 1), sex="F")
    merging.merge(desk, here["Ba"].code, by_name(desk)["Bary"].code, "The same person")
    records.void(desk, "beneficiary", here["Kane"].id, "A mistake")
    again = bring(desk, path, PEOPLE)
    assert again.counts[Fate.KNOWN] == 4 and again.counts[Fate.BROUGHT] == 0, again.lines
    void = [line for line in again.lines if line.message is not None and "annulée" in line.message.fr]
    assert [line.row for line in void] == [5], "it is said that nobody will be found under this name, and why"

    header, *rows = PEOPLE.splitlines()
    saved_anew = "\r\n".join([header.replace("Nom;", "NOM ;"), *reversed(rows)]).replace("1990", "01/01/1990 ")
    changed = bring(desk, tmp_path / "other.csv", saved_anew.replace("01/01/1990 ", "1990"))
    assert changed.counts[Fate.KNOWN] == 4
    assert len(everything(desk, "beneficiary")) == 4


def test_an_age_that_is_read_again_on_another_day_is_still_hers(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    ages = "Nom;Sexe;Nationalité;Groupe;Âge\nDiallo;F;GN;MIG;25 ans\nSow;M;SN;MIG;vers 1998\n"
    assert bring(desk, path, ages).counts[Fate.BROUGHT] == 2
    for days in (1, 90, 300, 700):
        on_another_day = replace(desk, clock=fixed_clock(MORNING + timedelta(days=days)))
        assert bring(on_another_day, path, ages).counts[Fate.KNOWN] == 2, days
    other = ages.replace("25 ans", "31 ans").replace("vers 1998", "vers 1980")
    assert bring(desk, path, other).counts[Fate.BROUGHT] == 2


def test_services_that_were_corrected_or_voided_do_not_come_back(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path / "people.csv", PEOPLE)
    code = by_name(desk)["Diallo"].code
    header = "beneficiary,type,date,quantity,void\n"
    lines = [f"{code},ACC-INT,05/01/2026,1,", f"{code},ACC-INT,05/01/2026,1,", f"{code},ACC-INT,06/01/2026,2,"]
    text = header + "\n".join([*lines, f"{code},ACC-INT,07/01/2026,1,oui"])
    path = tmp_path / "services.csv"
    assert bring(desk, path, text, "service").counts[Fate.BROUGHT] == 4
    desk = later(desk)
    stands = [one for one in everything(desk, "service") if one.void_reason is None]
    (longer,) = (one for one in stands if one.values["quantity"] == 2)
    correct(desk, "service", longer, date=date(2026, 1, 9), quantity=5)
    records.void(desk, "service", next(one.id for one in stands if one is not longer), "A mistake")
    again = bring(desk, path, text, "service")
    assert again.counts[Fate.KNOWN] == 4 and again.counts[Fate.BROUGHT] == 0, again.lines
    one_more = bring(desk, path, text + f"\n{lines[0]}", "service")
    assert one_more.counts[Fate.BROUGHT] == 1, "a third of the same day is another one"


def test_what_was_typed_here_and_corrected_hides_no_row_of_a_list(desk: Desk, tmp_path: Path) -> None:
    typed = {"family_name": "Diallo", "given_names": "Awa", "sex": "F", "nationality": "GN", "population_group": "MIG"}
    kept = records.save(desk, "beneficiary", {**typed, "birth_date": ApproximateDate.of_year(1990)}, insist=True)
    (one,) = [one for one in everything(desk, "beneficiary") if one.id == kept.id]
    correct(desk, "beneficiary", one, family_name="Barry")
    assert bring(desk, tmp_path / "people.csv", PEOPLE).counts[Fate.BROUGHT] == 4
