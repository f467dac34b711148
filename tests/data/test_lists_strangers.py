"""Lists as strangers send them: no row, column, sheet or date of them is lost, or guessed, without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

from casemgr.data.records import load
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Outcome, bring_in
from casemgr.services.lists.day_order import MONTH_OR_DAY, TURNED_BY_EXCEL
from casemgr.services.lists.drafts import AGE_OF_TODAY
from casemgr.services.lists.headers import NO_HEADER, TAKEN_ALREADY
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.outline import Sureness, outline
from casemgr.services.lists.rehearsal import rehearse
from casemgr.services.lists.words_met import words_met
from tests.data.test_lists_dirty import an_office

FOR_ALL = {"population_group": "MIG", "sex": "F", "nationality": "GN", "single_name": "oui"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    office = an_office(tmp_path, Ids(random=Random(7)))
    yield office
    office.database.dispose()


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return path


def listed(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def bring(desk: Desk, path: Path, **said: Any) -> Outcome:
    return bring_in(desk, "beneficiary", path, instructions=Instructions(given=FOR_ALL, **said))


def people(desk: Desk) -> dict[str, Any]:
    tables = desk.database.schema.of("beneficiary")
    with desk.database.reading() as connection:
        kept = load(connection, tables, register.ids(desk, "beneficiary"), None)
    return {str(one.values["family_name"]): one.values for one in kept.values()}


def said_of(outcome: Outcome, row: int) -> list[str]:
    return [line.message.fr for line in outcome.lines if line.row == row and line.message is not None]


# --- headers ------------------------------------------------------------------------------------------------
def test_the_first_row_under_a_column_without_a_title_is_a_row_and_not_a_header(desk: Desk, tmp_path: Path) -> None:
    rows = [["Nom", "Prénom", "", "Sexe"], ["Diallo", "Awa", "à rappeler", "F"], ["Sow", "Ali", "", "M"]]
    outcome = bring(desk, workbook(tmp_path / "list.xlsx", {"Liste": rows}))
    assert outcome.is_written and outcome.rows == 2 and set(people(desk)) == {"Diallo", "Sow"}


def test_three_lines_of_headers_are_read_as_one(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Association Amal"],
        [],
        ["", "Identité", "", "", "Contact"],
        ["N°", "Personne", "", "Naissance", "Tél", "Adresse"],
        ["", "Nom", "Prénom", "Date", "GSM", "Ville"],
        [1, "Diallo", "Awa", "1990", "0612345678", "Rabat"],
    ]
    outcome = bring(desk, workbook(tmp_path / "list.xlsx", {"Liste": rows}))
    assert outcome.is_written and outcome.rows == 1, outcome.lines
    kept = people(desk)["Diallo"]
    assert (kept["given_names"], [line["number"] for line in kept["phones"]]) == ("Awa", ["+212612345678"])
    assert kept["address"][0]["province"] == "MA-RAB" and [one.header for one in outcome.dropped] == ["N°"]


def test_what_stands_under_no_header_is_said_even_far_down_and_to_the_right(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Nom", "", "Sexe", ""],
        *([f"Ndiaye{chr(97 + i % 26) * (1 + i // 26)}"] for i in range(60)),
    ]
    rows[55] = ["Diallo", "note", "F", None, "beyond"]
    outcome = bring(desk, workbook(tmp_path / "list.xlsx", {"Liste": rows}))
    assert outcome.is_written, outcome.lines[:3]
    assert [(one.header, one.reason) for one in outcome.dropped] == [("B", NO_HEADER), ("E", NO_HEADER)]
    assert people(desk)["Diallo"]["population_group"] == "MIG", "what is beyond the headers is not what holds for all"


def test_a_column_beyond_the_headers_may_be_given_a_field(desk: Desk, tmp_path: Path) -> None:
    path = listed(tmp_path / "list.csv", "Nom;Sexe\nDiallo;F;Awa\n")
    columns = outline(desk, "beneficiary", path, Instructions()).paths() | {2: "given_names"}
    assert bring(desk, path, columns=columns).is_written and people(desk)["Diallo"]["given_names"] == "Awa"


def test_other_sheets_of_the_workbook_are_said_not_to_be_read(desk: Desk, tmp_path: Path) -> None:
    sheets = {name: [["Nom", "Prénom"], [f"Di{name}", "Awa"]] for name in ("Rabat", "Sale")}
    path = workbook(tmp_path / "list.xlsx", {**sheets, "Vide": [], "Colonnes": [["a"]]})
    outcome = bring(desk, path)
    assert (outcome.sheet, outcome.sheets_left) == ("Rabat", ("Sale",)) and set(people(desk)) == {"DiRabat"}
    assert bring(desk, path, sheet="Sale").sheets_left == ()


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("Sexe (M/F)", "sex"),
        ("H/F", "sex"),
        ("D.N.", "birth_date"),
        ("Date de naissance (jj/mm/aaaa)", "birth_date"),
        ("Âge", "birth_date_age"),
        ("العمر", "birth_date_age"),
        ("Nat.", "nationality"),
        ("GSM 1", "phones.1.number"),
        ("Tél. 2", "phones.2.number"),
        ("Date d'entrée au Maroc", "arrival"),
        ("Situation fam.", "marital_status"),
        ("Nom (mère)", ""),
        ("Téléphone (urgence)", ""),
    ],
)
def test_headers_of_every_hand_are_known_and_others_are_not_taken_for_them(
    desk: Desk, tmp_path: Path, header: str, path: str
) -> None:
    seen = outline(desk, "beneficiary", listed(tmp_path / "list.csv", f"Prénom;{header}\nAwa;\n"), Instructions())
    found = {one.header: one.path for one in seen.columns if one.sureness is Sureness.SURE}
    assert found.get(header, "") == path


def test_a_second_column_of_telephones_is_the_second_number_and_not_that_of_somebody_else(
    desk: Desk, tmp_path: Path
) -> None:
    path = listed(tmp_path / "list.csv", "Nom;GSM;Tél;Nom\nDiallo;0612345678;0612345679;Sow\n")
    outcome = bring(desk, path)
    assert [line["number"] for line in people(desk)["Diallo"]["phones"]] == ["+212612345678", "+212612345679"]
    assert [(one.header, one.reason) for one in outcome.dropped] == [("Nom", TAKEN_ALREADY)]
    bare = listed(tmp_path / "bare.csv", "Nom;a;b\n" + "Diallo;0612345678;0612345679\n" * 3)
    assert outline(desk, "beneficiary", bare, Instructions()).paths() == {
        0: "family_name",
        1: "phones.1.number",
        2: "phones.2.number",
    }


# --- dates --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("00/00/1990", ApproximateDate.of_year(1990)),
        ("xx/xx/1990", ApproximateDate.of_year(1990)),
        ("1990-00-00", ApproximateDate.of_year(1990)),
        ("00/05/1990", ApproximateDate.of_month(1990, 5)),
        ("1990-05-03 00:00:00", ApproximateDate.of_day(date(1990, 5, 3))),
        ("03/05/1990 12:30", ApproximateDate.of_day(date(1990, 5, 3))),
        ("1990-05-03T00:00:00.000Z", ApproximateDate.of_day(date(1990, 5, 3))),
    ],
)
def test_what_registers_and_other_programs_write_of_a_day_is_read(
    desk: Desk, tmp_path: Path, text: str, born: ApproximateDate
) -> None:
    outcome = bring(desk, listed(tmp_path / "list.csv", f"Nom;Date de naissance\nDiallo;{text}\n"))
    assert outcome.is_written and people(desk)["Diallo"]["birth_date"] == born, outcome.lines


def test_an_age_without_its_day_is_that_of_the_intake_or_said_to_be_that_of_today(desk: Desk, tmp_path: Path) -> None:
    rows = ("Diallo;25 ans;05/01/2020", "Sow;25;", "Ba;6 mois;", "Fall;vers 1998;", "Ka;-;", "Gueye;1990;")
    text = "Nom;Âge;Date d’inscription\n" + "\n".join(rows)
    outcome = bring(desk, listed(tmp_path / "list.csv", text))
    assert outcome.is_written, outcome.lines
    births = {name: one["birth_date"] for name, one in people(desk).items()}
    assert births["Diallo"] == ApproximateDate.estimated(25, date(2020, 1, 5))
    assert births["Sow"] == ApproximateDate.estimated(25, desk.today)
    assert (births["Ba"].age, births["Fall"].age, births["Ka"]) == (0, 28, None)
    assert births["Gueye"] == ApproximateDate.of_year(1990)
    assert [row for row in range(2, 8) if AGE_OF_TODAY.fr in said_of(outcome, row)] == [3, 4]


def test_days_of_a_workbook_that_counts_from_1904_are_those_that_it_shows(desk: Desk, tmp_path: Path) -> None:
    serial = (date(1990, 5, 3) - date(1904, 1, 1)).days
    rows: list[list[Any]] = [["Nom", "Naissance"], ["Diallo", serial], ["Sow", date(1990, 5, 3)]]
    assert bring(desk, workbook(tmp_path / "list.xlsx", {"Liste": rows}, date_1904=True)).is_written
    assert {one["birth_date"] for one in people(desk).values()} == {ApproximateDate.of_day(date(1990, 5, 3))}


def test_of_a_column_in_which_some_dates_are_month_first_the_others_are_doubted(desk: Desk, tmp_path: Path) -> None:
    text = "Nom;DDN\nDiallo;05/04/1990\nSow;05/05/1990\nBa;23/04/1990\nFall;04/23/1990\nKa;٠٥/٠٤/١٩٩٠\n"
    path = listed(tmp_path / "list.csv", text)
    outcome = bring(desk, path)
    assert not outcome.is_written and outcome.counts[Fate.REFUSED] == 1
    assert [row for row in range(2, 7) if MONTH_OR_DAY.fr in said_of(outcome, row)] == [2, 6]
    assert [one.header for one in outcome.doubtful] == ["DDN"] and "2" in outcome.doubtful[0].reason.fr
    made = rehearse(desk, "beneficiary", path, Instructions(given=FOR_ALL))
    assert [row.number for row in made.rows.values() if ("birth_date", MONTH_OR_DAY) in row.remarks] == [2, 6]
    plain = bring(desk, listed(path, text.replace("Fall;04/23/1990\n", "")))
    assert plain.is_written and not plain.doubtful and said_of(plain, 2) == []


def test_true_dates_of_early_days_beside_texts_of_late_days_are_doubted(desk: Desk, tmp_path: Path) -> None:
    early = [["Diallo", date(1990, 4, 5)], ["Sow", date(1991, 2, 12)], ["Ba", date(1992, 1, 9)]]
    rows: list[list[Any]] = [["Nom", "DDN"], *early, ["Fall", "23/05/1990"]]
    outcome = bring(desk, workbook(tmp_path / "list.xlsx", {"Liste": rows}))
    assert [row for row in range(2, 6) if TURNED_BY_EXCEL.fr in said_of(outcome, row)] == [2, 3, 4]
    assert outcome.warned == 3
    rows.append(["Ka", date(1990, 5, 30)])
    assert not bring(desk, workbook(tmp_path / "more.xlsx", {"Liste": rows})).doubtful


# --- cells --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nothing", ["-", "/", "N/A", "néant", "RAS", "لا يوجد", "?", "…", "inconnu"])
def test_what_only_fills_a_cell_is_no_telephone_no_name_and_no_error(desk: Desk, tmp_path: Path, nothing: str) -> None:
    path = listed(tmp_path / "list.csv", f"Nom;GSM;Situation familiale;Email\nDiallo;{nothing};{nothing};-\n")
    outcome = bring(desk, path)
    assert outcome.is_written, outcome.lines
    assert people(desk)["Diallo"]["phones"] == [] and people(desk)["Diallo"]["email"] is None


def test_two_telephones_side_by_side_are_two(desk: Desk, tmp_path: Path) -> None:
    assert bring(desk, listed(tmp_path / "list.csv", "Nom;GSM\nDiallo;06 12 34 56 78  0522-33-44-55\n")).is_written
    assert [one["number"] for one in people(desk)["Diallo"]["phones"]] == ["+212612345678", "+212522334455"]


def test_a_formula_that_failed_is_lost_in_a_text_as_well(desk: Desk, tmp_path: Path) -> None:
    outcome = bring(desk, listed(tmp_path / "list.csv", "Nom;Prénom\n#N/A;Awa\nSow;#VALEUR!\nBa;#1\n"))
    refused = [(line.row, line.field) for line in outcome.lines if line.fate is Fate.REFUSED]
    assert {(2, "family_name"), (3, "given_names")} <= set(refused) and not [row for row, _ in refused if row == 4]


def test_marks_that_nobody_sees_around_a_name_are_none_of_it(desk: Desk, tmp_path: Path) -> None:
    path = listed(tmp_path / "list.csv", "Nom;Prénom\n\u200f\u200bDiallo\u00a0\u202f;\ufeffAwa\u200b\n")
    assert bring(desk, path).is_written and people(desk)["Diallo"]["given_names"] == "Awa"


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("DIALLO Mariama", "DIALLO", "Mariama"),
        ("Ahmed El IDRISSI", "El IDRISSI", "Ahmed"),
        ("NGO BIYONG Marie-Claire", "NGO BIYONG", "Marie-Claire"),
        ("Mariama Diallo", None, "Mariama Diallo"),
        ("DIALLO MARIAMA", None, "DIALLO MARIAMA"),
        ("KONE Awa SIRA", None, "KONE Awa SIRA"),
        ("Awa B.", None, "Awa B."),
    ],
)
def test_names_of_one_column_are_parted_where_capitals_say_how(
    desk: Desk, tmp_path: Path, text: str, family: str | None, given: str
) -> None:
    assert bring(desk, listed(tmp_path / "list.csv", f"Nom et prénom;GSM\n{text};\n")).is_written
    (kept,) = people(desk).values()
    assert (kept["family_name"], kept["given_names"]) == (family, given)
    apart = listed(tmp_path / "apart.csv", "Nom;Prénom\nDiallo;Awa SIRA\n")
    assert bring(desk, apart).is_written and people(desk)["Diallo"]["given_names"] == "Awa SIRA"


@pytest.mark.parametrize(
    ("encoding", "arabic"), [("utf-16-le", True), ("utf-16-be", True), ("cp1256", True), ("cp1252", False)]
)
def test_lists_without_a_mark_are_read_in_the_letters_they_were_written_in(
    desk: Desk, tmp_path: Path, encoding: str, arabic: bool
) -> None:
    lines = [f"Zoé{chr(97 + i)};Hélène;{'فاطمة' if arabic and i == 9 else ''}\n" for i in range(20)]
    path = listed(tmp_path / "list.csv", "Nom;Prénom;Prénom arabe\n" + "".join(lines), encoding)
    assert bring(desk, path).is_written
    kept = people(desk)["Zoéj"]
    assert (kept["given_names"], kept["given_names_ar"]) == ("Hélène", "فاطمة" if arabic else None)


# --- words --------------------------------------------------------------------------------------------------
def test_the_words_of_states_and_the_names_of_branches_are_understood_or_asked(desk: Desk, tmp_path: Path) -> None:
    lines = "Nom;Antenne\nDiallo;rabat\nSow;الرباط\nBa;RAB\n"
    assert bring(desk, listed(tmp_path / "people.csv", lines)).is_written
    header = "Réclamation;Reçue le;Objet;Statut\n"
    path = listed(tmp_path / "list.csv", header + "C1;05/01/2026;Retard;classée\nC2;06/01/2026;Retard;Irrecevable\n")
    said = Instructions(columns={0: "external_id"})
    (asked,) = (one for one in words_met(desk, "complaint", path, said) if one.word == "classée")
    assert asked.listed == "complaint_status" and "Clôturée, satisfaite" in {term.label.fr for term in asked.terms}
    refused = bring_in(desk, "complaint", path, instructions=said)
    assert {(line.row, line.field) for line in refused.lines if line.fate is Fate.REFUSED} >= {(2, "state")}
    said = said.with_word("complaint_status", "classée", "SAT")
    assert bring_in(desk, "complaint", path, instructions=said, dry_run=True).counts[Fate.BROUGHT] == 2
