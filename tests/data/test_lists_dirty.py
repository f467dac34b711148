"""The old lists that associations really keep: titles, merged cells, two lines of headers, words of every hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

from casemgr.data.database import Database
from casemgr.data.file_refusals import Stopped
from casemgr.data.records import load
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import duplicates, records, register
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, bring_in, remembered
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.outline import Sureness, missing, outline
from casemgr.services.lists.rehearsal import mended, rehearse, rehearse_again
from casemgr.services.lists.sheets import UnreadableList, sheets_of
from casemgr.services.lists.words_met import words_met
from tests.data.conftest import KEY, MORNING, open_empty

assert KEY  # the database of these tests is encrypted like any other


def an_office(folder: Path, ids: Ids) -> Desk:
    """A new encrypted file with one branch, and somebody who brings lists in."""
    database: Database = open_empty("file", KINDS, folder, "")
    person = Person(ids.new(), "p1", "Somebody", ("COORD", "CASE"), ("RAB",), "RAB")
    house = database.schema.house
    with database.writing() as connection:
        branch = {"code": "RAB", "name_fr": "Rabat", "name_ar": "الرباط", "name_en": "Rabat", "province": "MA-RAB"}
        connection.execute(house.branch.insert(), [branch])
        staff = {"id": person.id, "login": "p1", "name": "Somebody", "branch": "RAB", "branches": "RAB"}
        connection.execute(house.staff.insert().values(roles="COORD CASE", **staff))
    return Desk(database, person, fixed_clock(MORNING), ids)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    office = an_office(tmp_path, Ids(random=Random(7)))
    yield office
    office.database.dispose()


def a_dirty_list(path: Path) -> Path:
    """A workbook as it comes: a cover sheet, a title, titles over columns, a filter, formulas, totals."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet("Couverture").write("B2", "Association Amal – listes 2025")
    sheet = book.add_worksheet("Liste 2025")
    sheet.merge_range("B1:J1", "LISTE DES BÉNÉFICIAIRES – 2025")
    sheet.merge_range("B3:B4", "NOM")
    sheet.merge_range("C3:C4", "Prénom ")
    sheet.merge_range("D3:D4", "الجنس")
    sheet.merge_range("E3:F3", "Naissance")
    sheet.write_row("E4", ["Date de naissance", "Lieu de naissance"])
    sheet.merge_range("G3:G4", "Nationalité *")
    sheet.write("H3", "Contact")
    sheet.write_row("H4", ["Téléphone", "Observ. internes"])
    sheet.merge_range("J3:J4", "Etat civil")
    nbsp = "\u00a0"
    rows: list[list[Any] | None] = [
        [f"{nbsp}Diallo ", "Mariama", "F.", "3/5/90", "Conakry", "Guinée", 612345678, "", "célib."],
        ["Traoré", "Moussa", "Masc.", "vers 1985", "", "Malienne", "0522 33 44 55 / 06 12 00 00 01", "x", "Marié"],
        None,
        ["JANVIER", None, None, None, None, None, None, None, None],
        ["بنعلي", "فاطمة", "أنثى", 32874, "الرباط", "SEN", "+221 77 123 45 67", "", "متزوجة"],
        ["Ndiaye", "Awa", "femme", "1992", "Dakar", "Sénégal", 212661000002.0, "", "Veuve"],
        ["NOM", "Prénom", "الجنس", "Date de naissance", "Lieu de naissance", "Nationalité", "Téléphone", "", ""],
        ["Kone", "Ibrahim", "M", "12.11.2001", "", "Ivoirien", "BROKEN", "", ""],
        ["TOTAL :", "", "", "", "", "", 5, "", ""],
    ]
    for place, cells in enumerate(rows, 4):
        for column, cell in enumerate(cells or (), 1):
            if cell == "BROKEN":
                sheet.write_formula(place, column, "=#REF!", None, "#REF!")
            elif column == 4 and isinstance(cell, int):
                sheet.write_number(place, column, cell, day)
            elif cell is not None:
                sheet.write(place, column, cell)
    sheet.merge_range(7, 1, 7, 9, "JANVIER")
    sheet.set_row(9, None, None, {"hidden": True})
    book.add_worksheet("Archives").hide()
    book.close()
    return path


def everybody(desk: Desk) -> dict[str, Mapping[str, Any]]:
    tables = desk.database.schema.of("beneficiary")
    with desk.database.reading() as connection:
        kept = load(connection, tables, register.ids(desk, "beneficiary"), None)
    return {str(one.values["family_name"] or one.values["family_name_ar"]): one.values for one in kept.values()}


def test_a_dirty_list_is_read_as_a_person_reads_it(desk: Desk, tmp_path: Path) -> None:
    path = a_dirty_list(tmp_path / "dirty.xlsx")
    assert [(one.name, one.is_hidden) for one in sheets_of(path)] == [("Couverture", False), ("Liste 2025", False)]
    seen = outline(desk, "beneficiary", path, Instructions())
    assert seen.sheet == "Liste 2025" and (seen.heading.count, len(seen.heading.headers)) == (2, 10)
    by_header = {one.header: (one.path, one.sureness) for one in seen.columns}
    assert by_header["Contact / Téléphone"][0] == "phones.1.number"
    assert by_header["Naissance / Date de naissance"] == ("birth_date", Sureness.SURE)
    assert by_header["Etat civil"][0] == "marital_status" and by_header["Contact / Observ. internes"][0] == ""

    assert {"population_group"} <= {one.path for one in missing(desk.kinds["beneficiary"], frozenset(), seen.paths())}
    everyone = Instructions(given={"population_group": "MIG", "single_name": "non"})
    first = bring_in(desk, "beneficiary", path, instructions=everyone, dry_run=True)
    assert [line for line in first.lines if line.fate is Fate.REFUSED and line.row != 12] == []
    assert first.counts == {Fate.BROUGHT: 4, Fate.KNOWN: 0, Fate.REFUSED: 1, Fate.READY: 0, Fate.ALIKE: 0, Fate.LEFT: 3}
    (broken,) = [line for line in first.lines if line.fate is Fate.REFUSED]
    assert (broken.row, broken.field) == (12, "phones.1.number") and "Excel" in str(broken.message)
    assert [line.row for line in first.lines if line.message is not None and "masquée" in line.message.fr] == [10]

    said = replace(everyone, cells={12: {7: "0661000003"}}, columns={8: ""})
    assert bring_in(desk, "beneficiary", path, instructions=said).is_written
    people = everybody(desk)
    assert set(people) == {"Diallo", "Traoré", "بنعلي", "Ndiaye", "Kone"}
    numbers = {name: [line["number"] for line in one["phones"]] for name, one in people.items()}
    assert numbers == {
        "Diallo": ["+212612345678"],
        "Traoré": ["+212522334455", "+212612000001"],
        "بنعلي": ["+221771234567"],
        "Ndiaye": ["+212661000002"],
        "Kone": ["+212661000003"],
    }
    births = {name: one["birth_date"] for name, one in people.items()}
    assert births["Diallo"] == ApproximateDate.of_day(date(1990, 5, 3))
    assert births["بنعلي"] == ApproximateDate.of_day(date(1990, 1, 1))
    assert births["Ndiaye"] == ApproximateDate.of_year(1992)
    assert isinstance(births["Traoré"], ApproximateDate) and births["Traoré"].precision == "EST"
    coded = {name: (one["sex"], one["nationality"], one["marital_status"]) for name, one in people.items()}
    assert coded == {
        "Diallo": ("F", "GN", "SIN"),
        "Traoré": ("M", "ML", "MAR"),
        "بنعلي": ("F", "SN", "MAR"),
        "Ndiaye": ("F", "SN", "WID"),
        "Kone": ("M", "CI", "UNK"),
    }
    assert people["بنعلي"]["family_name"] is None or people["بنعلي"]["family_name_ar"] is None
    again = bring_in(desk, "beneficiary", path, instructions=said)
    assert again.counts[Fate.BROUGHT] == 0 and again.counts[Fate.KNOWN] == 5


def test_words_nobody_knows_are_asked_once_and_remembered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("nom;prénom;sexe;nationalité\nDiallo;Awa;Femelle;Congolaise\nSow;Ali;Masc.;nijérien\n", "cp1252")
    met = {one.word: one for one in words_met(desk, "beneficiary", path, Instructions())}
    assert set(met) == {"Femelle", "Congolaise", "Masc.", "nijérien"}
    assert (met["Masc."].proposed, met["Masc."].is_sure) == ("M", True)
    assert (met["nijérien"].proposed, met["nijérien"].is_sure) == ("NE", False)
    assert met["Congolaise"].proposed is None and {one.code for one in met["Congolaise"].guesses} >= {"CD", "CG"}
    tried = bring_in(
        desk, "beneficiary", path, instructions=Instructions(given={"population_group": "MIG"}), dry_run=True
    )
    assert tried.counts[Fate.REFUSED] == 2
    said = Instructions(given={"population_group": "MIG"})
    for listed, word, code in (("sex", "Femelle", "F"), ("nationality", "Congolaise", "CD")):
        said = said.with_word(listed, word, code)
    said = said.with_word("nationality", "nijérien", "NG")
    assert said == Instructions.of_json(said.as_json())
    assert bring_in(desk, "beneficiary", path, instructions=said).is_written
    people = everybody(desk)
    assert (people["Diallo"]["sex"], people["Diallo"]["nationality"], people["Sow"]["nationality"]) == ("F", "CD", "NG")
    headers = ("nom", "prénom", "sexe", "nationalité")
    remembered.remember(desk, "beneficiary", headers, replace(said, columns={0: "family_name", 3: ""}))
    back = remembered.recall(desk, "beneficiary", ("Nationalité", "SEXE", "Prenom", "Nom"))
    assert back.columns == {3: "family_name", 0: ""} and back.meaning("nationality", "CONGOLAISE") == "CD"
    assert not remembered.recall(desk, "beneficiary", ("Autre",)).columns


@pytest.mark.parametrize("one_by_one", [100, 0], ids=["a short list", "a long one"])
def test_each_row_is_tried_mended_and_decided_before_anything_is_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_by_one: int
) -> None:
    monkeypatch.setattr("casemgr.services.lists.alike.ONE_BY_ONE", one_by_one)
    there: dict[str, Any] = {"family_name": "Diallo", "given_names": "Mariama", "sex": "F", "nationality": "GN"}
    there |= {"birth_date": ApproximateDate.of_day(date(1990, 5, 3)), "population_group": "MIG"}
    records.save(desk, "beneficiary", there, insist=True)
    path = tmp_path / "list.csv"
    lines = [
        "nom,prénom,sexe,nationalité,date de naissance",
        "Dialo,Maryama,F,GN,03/05/1990",
        "Keita,Sekou,M,ML,31/02/1990",
        "Ba,Oumar,M,SN,1990",
        "Ba,Omar,M,SN,1990",
        "Diallo,Mariama,F,GN,03/05/1990",
    ]
    path.write_text("\n".join(lines), "utf-8")
    said = Instructions(given={"population_group": "MIG"})
    made = rehearse(desk, "beneficiary", path, said)
    assert [row.fate for row in made.rows.values()] == [
        Fate.ALIKE,
        Fate.REFUSED,
        Fate.BROUGHT,
        Fate.ALIKE,
        Fate.KNOWN,
    ]
    assert everybody(desk).keys() == {"Diallo"}
    said = said.with_cell(3, 4, "28/02/1990")
    (row,) = rehearse_again(desk, "beneficiary", made, [mended(made.rows[3], 4, "28/02/1990")], said)
    assert row.fate is Fate.BROUGHT and made.rows[3].text(4) == "28/02/1990"
    (alike,) = made.rows[2].alike
    said = said.with_verdict(2, ("same",)).with_verdict(5, ("other", "#4"))
    rehearse_again(desk, "beneficiary", made, [made.rows[2].line, made.rows[5].line], said)
    assert [made.rows[number].fate for number in (2, 5)] == [Fate.KNOWN, Fate.BROUGHT] and alike.title is not None
    # left out and put back: whom they look like is known, nobody is searched again; what is asked anew may be stopped
    both, kept_rows = [made.rows[number].line for number in (4, 5)], dict(made.rows)
    with monkeypatch.context() as nobody:
        nobody.setattr("casemgr.services.lists.rehearsal.find_alike", None)
        left = rehearse_again(desk, "beneficiary", made, both, said.leaving(frozenset((4, 5)), out=True))
        assert [row.fate for row in left] == [Fate.LEFT] * 2
        rehearse_again(desk, "beneficiary", made, both, said)
    assert made.rows == kept_rows
    with pytest.raises(Stopped):
        rehearse_again(desk, "beneficiary", made, both, said, cancelled=lambda: True)
    told: list[tuple[int, int]] = []
    line = mended(made.rows[4], 1, "Omer")
    rehearse_again(desk, "beneficiary", made, [line], said, progress=lambda done, total: told.append((done, total)))
    assert told, "somebody who was mended is searched, and it is said how far"
    rehearse_again(desk, "beneficiary", made, both, said)
    assert made.rows == kept_rows
    remembered.keep_underway(desk, remembered.Underway("beneficiary", path, 4, said))
    kept = remembered.underway(desk)
    assert kept is not None and (kept.kind, kept.path, kept.step, kept.said) == ("beneficiary", path, 4, said)
    outcome = bring_in(desk, "beneficiary", path, instructions=kept.said)
    assert outcome.is_written and (outcome.counts[Fate.BROUGHT], outcome.counts[Fate.KNOWN]) == (3, 2)
    remembered.give_up(desk)
    assert remembered.underway(desk) is None
    assert duplicates.pairs(desk) == []  # the two Ba were said to be two


def test_what_the_form_needs_and_no_column_gives_is_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Tél. portable\tDate nais\n0612345678\t05/23/1990\n0612345679\t04/03/1991\n", "utf-16")
    seen = outline(desk, "beneficiary", path, Instructions())
    assert [(one.path, one.sureness) for one in seen.columns] == [
        ("phones.1.number", Sureness.CONTENT),
        ("birth_date", Sureness.LIKELY),
    ] or [one.path for one in seen.columns] == ["phones.1.number", "birth_date"]
    assert seen.columns[1].is_month_first and not seen.columns[0].is_month_first
    kind = desk.kinds["beneficiary"]
    assert "sex" in {one.path for one in missing(kind, frozenset(), seen.paths())}
    said = Instructions(columns=seen.paths(), month_first=frozenset([1]))
    row = rehearse(desk, "beneficiary", path, said).rows[2]
    assert not [words for where, words in row.remarks if where == "birth_date"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        ("calc.ods", b"PK\x03\x04", ".ods"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mot de passe"),
    ],
)
def test_other_formats_are_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableList) as refused:
        sheets_of(path)
    assert said in refused.value.what.fr and ".xlsx" in refused.value.do.fr


def test_arabic_lists_of_old_windows_are_read(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("الاسم العائلي;الاسم الشخصي;الجنس;الجنسية\nبنعلي;فاطمة;أنثى;سورية\n", "cp1256")
    outcome = bring_in(desk, "beneficiary", path, instructions=Instructions(given={"population_group": "REF"}))
    assert outcome.is_written and not outcome.dropped, (outcome.lines, outcome.dropped)


def test_a_list_of_services_without_numbers_is_not_doubled(desk: Desk, tmp_path: Path) -> None:
    person = {"family_name": "Diallo", "sex": "F", "nationality": "GN", "population_group": "MIG"}
    records.save(desk, "beneficiary", person, insist=True, external_id="P1")
    path = tmp_path / "services.csv"
    line = "P1,ACC-INT,05/01/2026\n"
    path.write_text("beneficiary_external_id,type,date\n" + line * 2, "utf-8")
    assert bring_in(desk, "service", path).counts[Fate.BROUGHT] == 2  # two of the same day are two
    again = bring_in(desk, "service", path)
    assert (again.counts[Fate.BROUGHT], again.counts[Fate.KNOWN]) == (0, 2)
    path.write_text("beneficiary_external_id,type,date\n" + line * 3, "utf-8")
    assert bring_in(desk, "service", path).counts[Fate.BROUGHT] == 1


def test_a_day_in_a_cell_of_excel_needs_no_words(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "days.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["family_name", "birth_date", "sex", "nationality", "population_group"])
    sheet.write_row(1, 0, ["Diallo", "", "", "GN", "MIG"])
    sheet.write_datetime(1, 1, date(1990, 5, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write(1, 2, "F")
    book.close()
    assert bring_in(desk, "beneficiary", path).is_written
    assert everybody(desk)["Diallo"]["birth_date"] == ApproximateDate.of_day(date(1990, 5, 3))
