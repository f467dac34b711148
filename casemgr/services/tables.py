"""A table of values becomes a file that Excel opens: .xlsx, .csv or .json.

What stands in a cell may have been typed by anybody: it never becomes a formula (domain.md §12.13). Telephones
and codes stay text, so that Excel keeps their zeros and their +.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from casemgr.data.durable import disk_errors_in_words, move_into_place, new_file
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words

if TYPE_CHECKING:
    import xlsxwriter

SUFFIXES = (".csv", ".xlsx", ".json")
LONGEST_CELL = 32_767  # characters; Excel's own limit
MOST_ROWS = 1_048_575  # below the header; Excel's own limit
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = "'"
_PHONE = re.compile(r"\+\d{6,15}")
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")

UNKNOWN_SUFFIX = Words(
    "Le nom du fichier finit par .csv, .xlsx ou .json.",
    "ينتهي اسم الملف بـ ‎.csv‎ أو ‎.xlsx‎ أو ‎.json‎.",
    "The name of the file ends with .csv, .xlsx or .json.",
)
OTHER_NAME = Words("Donnez-lui un autre nom.", "اختاروا اسما آخر.", "Give it another name.")
TOO_LONG = Words(
    "Une feuille Excel ne contient pas autant de lignes.",
    "ورقة Excel لا تتسع لهذا العدد من الأسطر.",
    "An Excel sheet does not hold so many rows.",
)
TAKE_CSV = Words("Choisissez un fichier .csv.", "اختاروا ملفا من نوع ‎.csv‎.", "Choose a .csv file.")


@dataclass(frozen=True)
class Column:
    """A column of a table: its stable key, and its heading for people."""

    key: str
    heading: str


@dataclass(frozen=True)
class Sheet:
    """A second sheet of a workbook: what the columns mean."""

    name: str
    lines: Sequence[Sequence[str]]


def check_suffix(path: Path) -> None:
    """Raises UserError when the file's name says no format that is written here."""
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(UNKNOWN_SUFFIX, OTHER_NAME)


def neutral(text: str) -> str:
    """The text as no spreadsheet takes it for a formula; `plain_again` gives it back."""
    return _QUOTE + text if text.lstrip(_QUOTE).startswith(_RISKY) else text


def plain_again(text: str) -> str:
    """The text that `neutral` made harmless, as it was."""
    if text.startswith(_QUOTE) and text.lstrip(_QUOTE).startswith(_RISKY):
        return text[1:]
    return text


def write_table(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    semicolon: bool = False,
    language: str = "fr",
    meaning: Sheet | None = None,
) -> None:
    """Write the whole table, or nothing. `semicolon` is for CSV; `language` turns the sheet for Arabic.

    Raises UserError for another suffix or too many rows for Excel, and the refusals of the disk.
    """
    check_suffix(path)
    match path.suffix.lower():
        case ".csv":
            with _whole(path) as out:
                _write_csv(out, columns, rows, ";" if semicolon else ",")
        case ".xlsx":
            with _whole(path) as out:
                _write_workbook(out, columns, rows, title, language == "ar", meaning)
        case _:
            keys = [column.key for column in columns]
            write_json(path, [dict(zip(keys, map(_jsonable, row), strict=True)) for row in rows])


def write_json(path: Path, value: Any) -> None:
    """Write one JSON value, whole or not at all."""
    with _whole(path) as out:
        out.write(json.dumps(value, ensure_ascii=False, indent=1).encode())


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is complete, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with disk_errors_in_words():
        try:
            with new_file(temporary) as out:
                yield out
            move_into_place(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _write_csv(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[object]], delimiter: str) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    lines = csv.writer(text, delimiter=delimiter)
    lines.writerow([neutral(column.heading) for column in columns])
    for row in rows:
        lines.writerow([_as_text(value) for value in row])
    text.flush()
    text.detach()


def _as_text(value: object) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return value
    return neutral(str(_jsonable(value)))


def _jsonable(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _write_workbook(
    out: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    title: str,
    right_to_left: bool,
    meaning: Sheet | None,
) -> None:
    import xlsxwriter

    # In memory: what is in it never lies in a temporary folder.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(_NOT_IN_A_SHEET_NAME.sub(" ", title)[:31].strip("' ") or None)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, neutral(column.heading), bold)
    sheet.freeze_panes(1, 0)
    widths = [len(column.heading) for column in columns]
    for line, row in enumerate(rows, 1):
        if line > MOST_ROWS:
            raise UserError(TOO_LONG, TAKE_CSV)
        for place, value in enumerate(row):
            _write_cell(sheet, line, place, value, text, day)
            if line <= 200 and value is not None:
                widths[place] = max(widths[place], len(str(value)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + 2, 8), 50))
    if meaning is not None:
        _write_meaning(book.add_worksheet(meaning.name[:31]), meaning, bold)
    if right_to_left:
        for one in book.worksheets():
            one.right_to_left()
    book.close()


def _write_meaning(sheet: xlsxwriter.worksheet.Worksheet, meaning: Sheet, bold: object) -> None:
    for line, cells in enumerate(meaning.lines):
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, neutral(cell), bold if line == 0 else None)
    sheet.set_column(0, 4, 30)


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, value: object, text: object, day: object
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_number(line, place, int(value))
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, value)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(line, place, value, day)
    else:
        # A cell of text is no formula; the quote also protects whoever saves the sheet as CSV afterwards.
        said = str(_jsonable(value))
        sheet.write_string(line, place, (said if _PHONE.fullmatch(said) else neutral(said))[:LONGEST_CELL], text)
