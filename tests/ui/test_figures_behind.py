"""Behind the figures: the people one may read, honestly counted; and what leaves by a file or the clipboard."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from casemgr.services.counting.grid import report
from casemgr.services.counting.tables import export, sheets
from tests.ui.figures_at_hand import EVIL, WAIT, House, Open, desk_of, house, open_figures, table_of
from ui.operations import finish_commands
from ui.pages.figures import FiguresPage
from ui.pages.figures.exporting import neutral_name
from ui.translation import use_language

__all__ = ["house", "open_figures"]  # fixtures


def listed(qtbot: QtBot, page: FiguresPage) -> list[str]:
    """The people behind the figure, once they have come."""
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.who and page.who.is_answered(), timeout=WAIT)
    return list(page.who.table.records.ids)


def cell_at(page: FiguresPage, line: str, column: int) -> None:
    """Put the keyboard on a figure of the table."""
    row = next(place for place, cells in enumerate(table_of(page)[1:]) if cells[0] == line)
    view = page.breakdown.view
    view.setFocus()
    view.setCurrentIndex(view.figures.index(row, column))


def test_enter_on_a_figure_lists_who_is_behind_it_and_opens_a_file(
    qtbot: QtBot, house: House, open_figures: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_figures("sex")
    cell_at(page, "Féminin", 1)
    QTest.keyClick(page.breakdown.view, Qt.Key.Key_Return)
    assert listed(qtbot, page) == [house.people["Alami"], house.people["Camara"]]
    assert "Féminin" in page.who.name.text()
    assert not page.who.banner.isVisible()
    opened: list[str] = []
    monkeypatch.setattr(page.navigator, "open_file", lambda person, *_more: opened.append(person))
    QTest.keyClick(page.who.table, Qt.Key.Key_Return)
    assert opened == [house.people["Alami"]]
    QTest.keyClick(page.who.table, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0
    assert page.breakdown.view.hasFocus()


def test_those_in_several_rows_are_listed_too(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("branch")
    cell_at(page, "dont dans plusieurs lignes", 1)
    QTest.keyClick(page.breakdown.view, Qt.Key.Key_Return)
    assert listed(qtbot, page) == [house.people["Alami"]]


def test_a_margin_of_two_breakdowns_is_listed_as_it_was_counted(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("sex", "branch")
    cell_at(page, "Masculin", 3)
    assert page.breakdown.view.currentIndex().data() == "2"
    QTest.keyClick(page.breakdown.view, Qt.Key.Key_Return)
    assert listed(qtbot, page) == [house.people["Bakari"], house.people["Diop"]]


def test_a_bar_lists_who_is_behind_it(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("programme")
    labels = page.breakdown.chart.accessibleDescription()
    assert "Tamkine migrants: 2" in labels
    page.breakdown.chart.picked.emit([part.split(":")[0] for part in labels.split(". ")].index("Tamkine migrants"), 0)
    assert set(listed(qtbot, page)) == {house.people["Bakari"], house.people["Camara"]}


def test_the_services_of_a_line_are_those_of_people_who_are_listed(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    page.cards.cards["C06"].click()
    assert len(listed(qtbot, page)) == 4
    assert not page.who.banner.isVisible()


def test_who_is_counted_towards_a_target_is_listed(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("sex")
    next(line for line in page.targets.lines if line.found.programme == "TAM").figure.click()
    assert listed(qtbot, page) == [house.people["Camara"]]


def test_it_says_when_fewer_are_shown_than_counted(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("sex", desk=desk_of(house.database, "COORD", branches=("RAB",)))
    page.cards.cards["C01"].click()
    assert listed(qtbot, page) == [house.people["Alami"], house.people["Bakari"]]
    assert page.who.banner.isVisible()
    assert page.who.shown_of() == (2, 4)


def test_it_says_when_none_of_those_counted_may_be_read(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("sex", desk=desk_of(house.database, "COORD", branches=("TNG",)))
    page.cards.cards["C01"].click()
    assert listed(qtbot, page) == []
    assert page.who.empty.isVisible() and not page.who.table.isVisible()


# --- what leaves ----------------------------------------------------------------------------------------------------


def exported(qtbot: QtBot, page: FiguresPage, path: Path) -> None:
    """Write the file as the dialog would ask it."""
    found = page.export.report
    assert found is not None
    with qtbot.waitSignal(page.export.written, timeout=WAIT):
        page.export.save_to(str(path), found)
    assert finish_commands()


def test_the_name_proposed_says_the_days_and_nothing_else(open_figures: Open) -> None:
    page = open_figures("sex")
    dialog = page.export.ask_where(".xlsx")
    assert dialog is not None and page.export.report is not None
    assert neutral_name(page.export.report, ".xlsx") == "casemgr_2026-01-01_2026-03-31.xlsx"
    assert Path(dialog.selectedFiles()[0]).name == "casemgr_2026-01-01_2026-03-31.xlsx"
    dialog.reject()


def texts_of(path: Path) -> set[str]:
    """Every text of an Excel file."""
    with ZipFile(path) as book:
        return {
            node.text or "" for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter() if node.text
        }


def test_excel_gets_a_sheet_a_table_numbers_as_numbers_and_no_formula(
    qtbot: QtBot, tmp_path: Path, open_figures: Open
) -> None:
    page = open_figures("branch", "sex")
    exported(qtbot, page, tmp_path / "f.xlsx")
    with ZipFile(tmp_path / "f.xlsx") as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == 6  # about, one an indicator, the tidy one
    assert not any("<f>" in one for one in pages)
    assert "'" + EVIL in texts_of(tmp_path / "f.xlsx") and EVIL not in texts_of(tmp_path / "f.xlsx")
    assert "Bénéficiaires directs uniques" in texts_of(tmp_path / "f.xlsx")
    assert 'rightToLeft="1"' not in pages[0]


def test_in_arabic_the_sheets_run_from_the_right(qtbot: QtBot, tmp_path: Path, open_figures: Open) -> None:
    page = open_figures("branch")
    use_language("ar")
    exported(qtbot, page, tmp_path / "f.xlsx")
    with ZipFile(tmp_path / "f.xlsx") as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all('rightToLeft="1"' in one for one in pages)
    assert {"الفرع", "المجموع", "الدار البيضاء"} <= texts_of(tmp_path / "f.xlsx")


def test_the_csv_is_tidy_with_its_mark_and_says_what_each_line_is(
    qtbot: QtBot, tmp_path: Path, open_figures: Open
) -> None:
    page = open_figures("branch")
    exported(qtbot, page, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = list(csv.reader(lines))
    assert head[-2:] == ["Nature de la ligne", "Valeur"]
    of_people = [row for row in rows if row[2] == "C01"]
    assert {(row[4], row[-2], row[-1]) for row in of_people} == {
        ("", "Total", "4"),
        ("RAB", "ligne", "2"),
        ("CAS", "ligne", "3"),
        ("in_several", "dont dans plusieurs lignes", "1"),
    }
    assert [row[5] for row in of_people if row[4] == "CAS"] == ["'" + EVIL]


def test_the_json_is_that_of_the_command_line_with_what_was_asked(
    qtbot: QtBot, tmp_path: Path, open_figures: Open
) -> None:
    page = open_figures("sex")
    exported(qtbot, page, tmp_path / "f.json")
    found = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert (found["from"], found["to"], found["by"]) == ("2026-01-01", "2026-03-31", ["sex"])
    assert {"indicator": "C01", "by": {"sex": "F"}, "value": 2} in found["rows"]


def test_a_place_where_nothing_can_be_written_is_said(qtbot: QtBot, tmp_path: Path, open_figures: Open) -> None:
    page = open_figures("sex")
    found = page.export.report
    assert found is not None
    with qtbot.waitSignal(page.export.refused, timeout=WAIT):
        page.export.save_to(str(tmp_path / "nowhere" / "f.xlsx"), found)
    assert page.refusal.isVisible()


def test_the_table_goes_to_the_clipboard_for_a_spreadsheet(open_figures: Open) -> None:
    page = open_figures("branch")
    cell_at(page, "Rabat", 1)
    QTest.keyClick(page.breakdown.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][:2] == ["Antenne", "Bénéficiaires directs uniques"]
    assert ["Rabat", "2", "1", "1", "2"] in lines
    assert any(line[0].startswith("'=") for line in lines)


def test_the_about_sheet_says_period_scope_and_how_to_read(house: House, open_figures: Open, tmp_path: Path) -> None:
    page = open_figures("branch")
    assert page.figures is not None
    request = page.figures.report.request
    about = {row[0]: row[1] for row in sheets(report(house.desk, request), "fr")[0].rows if row[0] != "À lire"}
    assert about == {
        "Du": "01/01/2026",
        "Au": "31/03/2026",
        "Antenne": "Toutes",
        "Programme": "Tous",
        "Ventilations": "Antenne",
    }
    export(report(house.desk, request), tmp_path / "again.XLSX")
    assert (tmp_path / "again.XLSX").stat().st_size > 1000
