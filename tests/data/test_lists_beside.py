"""A list of which other processes work out a part comes in as it does without them, to the last letter."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from casemgr.data.other_cores import OtherCores
from casemgr.domain.errors import Issue
from casemgr.domain.ids import Ids
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.lists import Outcome, beside, bring_in
from casemgr.services.lists.beside import Beside
from casemgr.services.lists.checked_rows import RowChecker
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.opened import opened
from casemgr.services.lists.rehearsal import rehearse
from tests.data.test_lists_dirty import a_dirty_list, an_office

HEADERS = ("family_name", "given_names", "sex", "birth_date", "birth_date_age", "nationality", "population_group")
MORE = ("intake_date", "phones.1.number", "phones.2.number", "residence_status.1.status", "external_id", "branch")
CELLS = {
    "family_name": ("Diallo", "TRAORÉ", "بنعلي", "N'Diaye", "", "Ould  Sidi", "Ben\u200bali", "=1+1", "O" * 300),
    "given_names": ("Mariama", "فاطمة", "Jean-Marie", "", "M.", "Fatou Binta"),
    "sex": ("F", "M", "femme", "أنثى", "?", "", "garçon"),
    "birth_date": ("1990", "3/5/90", "vers 1985", "31/02/1990", "32874", "2031-01-01", "", "12.11.2001", "né en 70"),
    "birth_date_age": ("", "", "34", "sept"),
    "nationality": ("GN", "Sénégal", "Marocaine", "", "Atlantide", "congo", "CI"),
    "population_group": ("MIG", "REF", "ASY", "", "MRE", "RET", "X"),
    "intake_date": ("2026-01-05", "", "5/1/2026", "2040-01-01", "demain"),
    "phones.1.number": ("0612345678", "612345678", "+221 77 123 45 67", "", "abc", "0522334455 / 0612000001"),
    "phones.2.number": ("", "", "0700000000"),
    "residence_status.1.status": ("", "", "REFUGEE", "régulière"),
    "external_id": ("", "A-1", "A-2"),
    "branch": ("", "", "", "RAB", "CAS", "n'existe pas"),
}


def a_desk(folder: Path) -> Desk:
    """A new base, always the same ids and codes."""
    folder.mkdir()
    numbers = count(1)
    return an_office(folder, Ids(new=lambda: str(UUID(int=next(numbers))), random=Random(7)))


def a_list(path: Path, headers: tuple[str, ...], rows: list[list[str]]) -> Path:
    """A CSV of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


def people_of_every_hand(path: Path, seed: int, rows_wanted: int) -> Path:
    """Rows of anything: names of both scripts, dates that are none, words of no list, the same row twice."""
    dice = Random(seed)
    rows = [[dice.choice(CELLS[header]) for header in (*HEADERS, *MORE)] for _ in range(rows_wanted)]
    return a_list(path, (*HEADERS, *MORE), [*rows, *rows[:5]])


def sound_people(path: Path) -> Path:
    """A list that can be written."""
    dice = Random(3)
    whole = {key: [one for one in CELLS[key] if one and one[0] not in "=O"] for key in ("family_name", "given_names")}
    rows = [
        [
            dice.choice(whole["family_name"]),
            f"{dice.choice(whole['given_names'])} {place}",
            *("F", str(1950 + place % 60), "GN", "MIG"),
            dice.choice(("0612345678", "", "612000000")),
            f"X-{place}",
        ]
        for place in range(700)
    ]
    headers = ("family_name", "given_names", "sex", "birth_date", "nationality", "population_group")
    return a_list(path, (*headers, "phones.1.number", "external_id"), rows)


def partners(path: Path) -> Path:
    """Bodies, some twice: the check of one looks at the others."""
    names = ["Amal", "Amal", "Espoir", "Caritas", "Espoir"]
    return a_list(path, ("name", "type", "city"), [[name, "NGO", "Rabat"] for name in names])


def everything(desk: Desk) -> dict[str, list[Any]]:
    """All rows of all tables, but for what a random number makes of the audit."""
    found: dict[str, list[Any]] = {}
    with desk.database.reading() as connection:
        for table in desk.database.schema.in_order:
            if table.name.startswith("audit"):
                continue
            found[table.name] = sorted(map(repr, connection.execute(sa.select(table)).all()))
    return found


@pytest.fixture(params=["people", "sound", "dirty", "partners"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A kind and a list of it."""
    if request.param == "people":
        return "beneficiary", people_of_every_hand(tmp_path / "list.csv", 11, 600)
    if request.param == "sound":
        return "beneficiary", sound_people(tmp_path / "list.csv")
    if request.param == "dirty":
        return "beneficiary", a_dirty_list(tmp_path / "list.xlsx")
    return "partner", partners(tmp_path / "list.csv")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often other processes were asked."""
    times: list[int] = []
    in_order = OtherCores.in_order

    def counted(self: OtherCores, *given: Any, **more: Any) -> Iterator[Any]:
        times.append(1)
        return in_order(self, *given, **more)

    monkeypatch.setattr(OtherCores, "in_order", counted)
    return times


def test_a_list_comes_in_as_without_other_processes(
    case: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[int]
) -> None:
    kind, path = case
    outcomes: list[Outcome] = []
    bases: list[dict[str, list[Any]]] = []
    for long in (1 << 60, 0):
        monkeypatch.setattr(beside, "LONG", long)
        desk = a_desk(tmp_path / str(long))
        outcomes.append(bring_in(desk, kind, path))
        bases.append(everything(desk))
        desk.database.dispose()
        assert bool(asked) is (long == 0)
    plain, shared = outcomes
    assert shared.lines == plain.lines
    assert shared == plain
    assert bases[1] == bases[0]
    assert plain.rows


def test_a_list_is_rehearsed_as_without_other_processes(
    case: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[int]
) -> None:
    kind, path = case
    desk = a_desk(tmp_path / "base")
    monkeypatch.setattr(beside, "LONG", 1 << 60)
    plain = rehearse(desk, kind, path, Instructions())
    assert not asked
    monkeypatch.setattr(beside, "LONG", 0)
    assert rehearse(desk, kind, path, Instructions()).rows == plain.rows
    assert asked
    desk.database.dispose()


def test_only_the_rows_whose_check_looks_at_others_are_left_to_be_tried_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LONG", 0)
    people = people_of_every_hand(tmp_path / "people.csv", 5, 300)
    assert None not in _done(tmp_path / "one", "beneficiary", people)
    assert not any(_done(tmp_path / "two", "partner", partners(tmp_path / "partners.csv")))


def _done(folder: Path, kind: str, path: Path) -> list[Any]:
    desk, said = a_desk(folder), Instructions()
    try:
        with desk.database.reading() as connection, opened(desk.kinds[kind], path, said, frozenset()) as found:
            checker = RowChecker(desk, connection, kind, found.plan, said)
            assert checker.setup is not None
            with Beside(path) as other:
                return [one for _block, done in other.tried(checker.setup, found.blocks(100)) for one in done]
    finally:
        desk.database.dispose()


def test_rows_that_name_other_records_are_read_here(tmp_path: Path) -> None:
    desk, said = a_desk(tmp_path / "base"), Instructions()
    path = a_list(tmp_path / "s.csv", ("beneficiary", "date", "type"), [["", "2026-01-05", "SOC-01"]])
    with desk.database.reading() as connection, opened(desk.kinds["service"], path, said, frozenset()) as found:
        assert RowChecker(desk, connection, "service", found.plan, said).setup is None
    desk.database.dispose()


def test_a_remark_tells_no_more_than_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LONG", 0)
    path = a_list(tmp_path / "list.csv", ("family_name", "sex"), [["Diallo-Secret", "Atlantide"]])
    drafts = [draft for draft, _trial in _done(tmp_path / "base", "beneficiary", path)]
    assert "Diallo-Secret" not in repr([draft.issues for draft in drafts])
    assert all(isinstance(one, Issue) and isinstance(one.message, Words) for draft in drafts for one in draft.issues)
