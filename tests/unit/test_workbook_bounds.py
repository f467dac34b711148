"""A workbook is measured before it is opened: a small file may stand for a sheet without end."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from casemgr.services.lists.sheets import UnreadableList, open_list
from casemgr.services.lists.workbook_bounds import TooLarge, extent


def workbook(path: Path, *cells: tuple[int, int]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, column in cells:
        sheet.write(row, column, "x")
    book.close()
    return path


def test_the_last_cells_are_found(tmp_path: Path) -> None:
    assert extent(workbook(tmp_path / "a.xlsx", (0, 0), (9, 27)), 10**6) == (10, 28)


def test_two_cells_at_the_ends_of_a_sheet_are_refused_in_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", (0, 0), (1_048_575, 16_383))
    with pytest.raises(UnreadableList, match="trop grand"), open_list(path) as lines:
        list(lines)


def test_many_rows_of_many_columns_are_refused_even_when_each_number_is_allowed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", (0, 0), (900_000, 450))
    with pytest.raises(UnreadableList, match="trop grand"), open_list(path) as lines:
        list(lines)


def test_what_unpacks_to_more_than_may_be_read_is_given_up_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row>" + b" " * 50_000_000)
    with pytest.raises(TooLarge):
        extent(path, 10_000_000)


def test_a_cell_between_two_pieces_of_the_text_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "split.xlsx"
    filler = b" " * (1024 * 1024 - 8)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", filler + b'<c r="ZZ777"/>')
    assert extent(path, 10**8) == (777, 702)
