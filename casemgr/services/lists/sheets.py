"""Reading a list from outside, bounded: rows of cells, whatever the program that wrote it.

A file from outside is hostile until read: its size, rows, columns and cells are bounded before they are believed.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

from casemgr.data.durable import disk_errors_in_words
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services.lists import workbook_bounds

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = list[Cell]

LARGEST = 200 * 1024 * 1024
LARGEST_UNPACKED = 2 * 1024 * 1024 * 1024  # an .xlsx is a zip: a small one may hold an endless one
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
MOST_CELLS = 60_000_000  # laid out whole in memory, the empty ones as well
LONGEST_CELL = 32_767
_HEAD = 64 * 1024

NOT_A_LIST = Words(
    "Ce fichier n’est pas une liste .csv ou .xlsx lisible.",
    "هذا الملف ليس لائحة ‎.csv‎ أو ‎.xlsx‎ مقروءة.",
    "This file is not a readable .csv or .xlsx list.",
)
SAVE_AGAIN = Words(
    "Enregistrez-le depuis Excel en .xlsx ou en CSV UTF-8.",
    "احفظوه من Excel بصيغة ‎.xlsx‎ أو CSV UTF-8.",
    "Save it from Excel as .xlsx or CSV UTF-8.",
)
TOO_BIG = Words("Ce fichier est trop grand.", "هذا الملف كبير جدا.", "This file is too big.")
SPLIT = Words(
    "Au plus 200 Mo, 1 000 000 de lignes, 500 colonnes et 32 767 caractères par cellule : partagez-le.",
    "على الأكثر 200 ميغابايت ومليون سطر و500 عمود و32767 حرفا في الخانة: قسموه.",
    "At most 200 MB, 1,000,000 rows, 500 columns and 32,767 characters a cell: split it.",
)
EMPTY = Words("Cette liste est vide.", "هذه اللائحة فارغة.", "This list is empty.")
CHECK_SHEET = Words(
    "La première feuille doit porter les titres des colonnes puis les lignes.",
    "يجب أن تحمل الورقة الأولى عناوين الأعمدة ثم الأسطر.",
    "The first sheet must hold the headers of the columns, then the rows.",
)


class UnreadableList(UserError):
    """The file is not a list, or not one that can be read."""


@dataclass(frozen=True)
class Line:
    """One row of the list and its number in the sheet, as Excel shows it."""

    number: int
    cells: Row


@contextmanager
def open_list(path: Path) -> Iterator[Iterator[Line]]:
    """The rows that are not empty, one after the other. Raises UnreadableList, and the refusals of the disk."""
    with disk_errors_in_words():
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableList(TOO_BIG, SPLIT)
        match path.suffix.lower():
            case ".xlsx" | ".xlsm":
                yield _bounded(_workbook_rows(path))
            case ".csv" | ".txt" | ".tsv":
                with path.open(encoding=_encoding(path), newline="") as text:
                    yield _bounded(_csv_rows(text))
            case _:
                raise UnreadableList(NOT_A_LIST, SAVE_AGAIN)


def _bounded(rows: Iterator[Row]) -> Iterator[Line]:
    for number, cells in enumerate(rows, 1):
        while cells and cells[-1] in ("", None):
            cells.pop()
        if not cells:
            continue
        if number > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
            raise UnreadableList(TOO_BIG, SPLIT)
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
            raise UnreadableList(TOO_BIG, SPLIT)
        if any(not isinstance(cell, str) or cell.strip() for cell in cells):
            yield Line(number, cells)


# --- CSV ----------------------------------------------------------------------------------------------------
def _encoding(path: Path) -> str:
    """UTF-8 (with or without its mark), UTF-16 with its mark, else the code page of French Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        block = file.read(_HEAD)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = file.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _csv_rows(text: TextIO) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        head = text.read(_HEAD)
        text.seek(0)
        delimiter = _delimiter(head)
        if head[:5].lower().startswith("sep="):  # Excel's own hint
            text.readline()
        for row in csv.reader(text, delimiter=delimiter):
            yield [*row]
    except (csv.Error, UnicodeDecodeError) as error:
        too_long = isinstance(error, csv.Error) and "limit" in str(error)
        raise UnreadableList(*((TOO_BIG, SPLIT) if too_long else (NOT_A_LIST, SAVE_AGAIN))) from None


def _delimiter(head: str) -> str:
    """What stands most often between the headers (outside quotes): ; in French Excel, a comma, a tab or a bar."""
    first = head.lstrip("\r\n").split("\n", 1)[0]
    if first[:4].lower() == "sep=" and len(first) > 4:
        return first[4]
    bare = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    counts = {mark: bare.count(mark) for mark in (";", ",", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


# --- Excel --------------------------------------------------------------------------------------------------
def _workbook_rows(path: Path) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    _check_unpacked(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError):
        raise UnreadableList(NOT_A_LIST, SAVE_AGAIN) from None
    if sheet.total_height > MOST_ROWS + 1 or sheet.total_width > MOST_COLUMNS:
        raise UnreadableList(TOO_BIG, SPLIT)
    for row in sheet.iter_rows():
        yield list(row)


def _check_unpacked(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        rows, columns = workbook_bounds.extent(path, LARGEST_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UnreadableList(NOT_A_LIST, SAVE_AGAIN) from None
    except workbook_bounds.TooLarge:
        raise UnreadableList(TOO_BIG, SPLIT) from None
    if unpacked > LARGEST_UNPACKED or rows > MOST_ROWS + 1 or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise UnreadableList(TOO_BIG, SPLIT)
