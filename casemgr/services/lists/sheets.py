"""Reading a list from outside, bounded: rows of cells, whatever the program that wrote it.

A file from outside is hostile until read: its size, rows, columns and cells are bounded before they are believed.
"""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeGuard

from casemgr.data.durable import disk_errors_in_words
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services.lists import workbook_bounds
from casemgr.services.lists.workbook_marks import Marks, counts_from_1904, marks_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = list[Cell]

LARGEST = 200 * 1024 * 1024
LARGEST_UNPACKED = 2 * 1024 * 1024 * 1024  # an .xlsx is a zip: a small one may hold an endless one
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
MOST_CELLS = 60_000_000  # laid out whole in memory, the empty ones as well
LONGEST_CELL = 32_767
LARGEST_MERGE = 20_000  # cells: a merged title or a merged family is far smaller
_HEAD = 64 * 1024
_LINES_LOOKED_AT = 30

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
    "La feuille doit porter les titres des colonnes puis les lignes.",
    "يجب أن تحمل الورقة عناوين الأعمدة ثم الأسطر.",
    "The sheet must hold the headers of the columns, then the rows.",
)
OLD_FORMAT = Words(
    "Ce classeur est d’un ancien format ({suffix}), qui n’est pas lu ici.",
    "هذا المصنف من صيغة قديمة ({suffix}) لا تقرأ هنا.",
    "This workbook is of another format ({suffix}), which is not read here.",
)
SAVE_AS = Words(
    "Ouvrez-le dans Excel ou LibreOffice, puis « Enregistrer sous » en .xlsx.",
    "افتحوه في Excel أو LibreOffice ثم اختاروا «حفظ باسم» بصيغة ‎.xlsx‎.",
    "Open it in Excel or LibreOffice, then “Save as” .xlsx.",
)
HAS_PASSWORD = Words(
    "Ce classeur est protégé par un mot de passe, ou d’un ancien format.",
    "هذا المصنف محمي بكلمة سر، أو من صيغة قديمة.",
    "This workbook is protected by a password, or of an old format.",
)
TAKE_AWAY_PASSWORD = Words(
    "Ouvrez-le dans Excel, retirez le mot de passe et enregistrez-le en .xlsx.",
    "افتحوه في Excel وأزيلوا كلمة السر ثم احفظوه بصيغة ‎.xlsx‎.",
    "Open it in Excel, take the password away and save it as .xlsx.",
)
NO_SUCH_SHEET = Words("Feuille absente : {name}.", "ورقة غير موجودة: {name}.", "No such sheet: {name}.")
ONE_OF_THE_SHEETS = Words(
    "Choisissez une feuille du classeur.", "اختاروا ورقة من المصنف.", "Choose a sheet of the workbook."
)
_OLD_FORMATS = frozenset([".xls", ".xlsb", ".xlt", ".ods", ".fods", ".numbers", ".wk1", ".dbf"])
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class UnreadableList(UserError):
    """The file is not a list, or not one that can be read."""


class Broken(str):
    """What Excel shows of a formula that failed (#REF!): it stands in the place of something, and is nothing."""


class From1904(float):
    """A number of a workbook whose day 0 is 1 January 1904 (old Excel for Mac): as a date it is four years later."""


# What Excel writes, in French or English, where a formula failed: so it stands in a CSV, or where values were pasted.
_FAILED = frozenset(
    ("#REF!", "#N/A", "#NAME?", "#NOM?", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NULL!", "#NUL!", "#NUM!", "#NOMBRE!")
)


@dataclass(frozen=True)
class Line:
    """One row of the list and its number in the sheet, as Excel shows it.

    `is_hidden`: Excel does not show it (a filter). `is_banner`: one text across merged cells, a title.
    """

    number: int
    cells: Row
    is_hidden: bool = False
    is_banner: bool = False


@dataclass(frozen=True)
class SheetInfo:
    """One sheet of a workbook: its name, how far it reaches, whether Excel shows it."""

    name: str
    rows: int
    columns: int
    is_hidden: bool = False


def sheets_of(path: Path) -> list[SheetInfo]:
    """The sheets of a workbook that hold anything; none for a CSV. Raises UnreadableList, the refusals of the disk."""
    with disk_errors_in_words():
        _check_file(path)
        if path.suffix.lower() not in WORKBOOKS:
            return []
        from python_calamine import CalamineError, SheetVisibleEnum

        book = _workbook(path)
        found = []
        for about in book.sheets_metadata:
            try:
                sheet = book.get_sheet_by_name(about.name)
            except CalamineError:  # a chart, a macro
                continue
            if sheet.total_height:
                hidden = about.visible != SheetVisibleEnum.Visible
                found.append(SheetInfo(about.name, sheet.total_height, sheet.total_width, hidden))
        return found


@contextmanager
def open_list(path: Path, sheet: str = "") -> Iterator[Iterator[Line]]:
    """The rows that are not empty, one after the other, of `sheet` (the first that holds any without it).

    Raises UnreadableList, and the refusals of the disk.
    """
    with disk_errors_in_words():
        _check_file(path)
        if path.suffix.lower() in WORKBOOKS:
            yield _bounded(_workbook_rows(path, sheet))
        else:
            with path.open(encoding=_encoding(path), newline="") as text:
                yield _bounded(Line(number, cells) for number, cells in enumerate(_csv_rows(text), 1))


WORKBOOKS = frozenset([".xlsx", ".xlsm"])
_TEXTS = frozenset([".csv", ".txt", ".tsv"])


def _check_file(path: Path) -> None:
    """Whether it may be a list at all: its name, its size, and what it really is."""
    suffix = path.suffix.lower()
    if suffix in _OLD_FORMATS:
        raise UnreadableList(OLD_FORMAT.format(suffix=suffix), SAVE_AS)
    if suffix not in WORKBOOKS | _TEXTS:
        raise UnreadableList(NOT_A_LIST, SAVE_AGAIN)
    if path.stat().st_size > LARGEST:
        raise UnreadableList(TOO_BIG, SPLIT)
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise UnreadableList(HAS_PASSWORD, TAKE_AWAY_PASSWORD)


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        cells = line.cells
        while cells and cells[-1] in ("", None):
            cells.pop()
        if not cells:
            continue
        if line.number > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
            raise UnreadableList(TOO_BIG, SPLIT)
        says = False
        for place, cell in enumerate(cells):
            if not isinstance(cell, str):
                says = True
            elif len(cell) > LONGEST_CELL:
                raise UnreadableList(TOO_BIG, SPLIT)
            elif cell[:1] == "#" and cell.strip() in _FAILED:
                cells[place], says = Broken(cell.strip()), True
            elif not says:
                says = bool(cell.strip())
        if says:
            yield line


# --- CSV ----------------------------------------------------------------------------------------------------
def _encoding(path: Path) -> str:
    """UTF-8 (with or without its mark), UTF-16 with its mark, else the code page of French or of Arabic Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        block = head = file.read(_HEAD)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        for code in ("utf-16-le", "utf-16-be"):  # without its mark: how lines end says it
            if head.decode(code, "ignore").count("\n") * 2 > head.count(b"\n"):
                return code
        try:
            while block:
                decoder.decode(block)
                block = file.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _code_page(head or block)
    return "utf-8-sig"


def _code_page(head: bytes) -> str:
    """French has its accents one by one between plain letters; Arabic has whole words above the plain letters.

    The accents of French are the same bytes in both: a French list with one column of Arabic names is Arabic.
    """
    runs = [len(run) for run in re.findall(rb"[\xc0-\xff]+", head)]
    return "cp1256" if sum(run for run in runs if run >= 3) * _A_FEW > sum(runs) else "cp1252"


_A_FEW = 20  # one letter in so many: a slip of the hand (ÉÉÉ) does not make a list Arabic


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
    """What stands most often between cells (outside quotes): ; in French Excel, a comma, a tab or a bar.

    A title above the headers has none of them: so it is the mark that as many of the first lines as possible have
    the same number of times.
    """
    first, *others = head.lstrip("\r\n").split("\n", _LINES_LOOKED_AT)
    if first[:4].lower() == "sep=" and len(first) > 4:
        return first[4]
    bare = ["".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0) for line in (first, *others)]
    best, most = ",", (0, 0)
    for mark in (",", ";", "\t", "|"):
        (times, lines), *_rest = Counter(line.count(mark) for line in bare if line.strip()).most_common(1) or [(0, 0)]
        if times == 0 and (in_first := bare[0].count(mark)):
            times, lines = in_first, 1
        if times and (lines * times, times) > most:
            best, most = mark, (lines * times, times)
    return best


# --- Excel --------------------------------------------------------------------------------------------------
def _workbook(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    _check_unpacked(path)
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, zipfile.BadZipFile):
        raise UnreadableList(NOT_A_LIST, SAVE_AGAIN) from None


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    """The sheet of this name; without one, the first that Excel shows and that holds anything."""
    from python_calamine import CalamineError, SheetVisibleEnum

    if name and name not in book.sheet_names:
        raise UnreadableList(NO_SUCH_SHEET.format(name=name), ONE_OF_THE_SHEETS)
    about = sorted(book.sheets_metadata, key=lambda one: one.visible != SheetVisibleEnum.Visible)
    for one in [name] if name else [one.name for one in about]:
        try:
            sheet = book.get_sheet_by_name(one)
        except CalamineError:
            continue
        if sheet.total_height or name:
            return sheet
    raise UnreadableList(EMPTY if book.sheet_names else NOT_A_LIST, CHECK_SHEET)


def _workbook_rows(path: Path, name: str) -> Iterator[Line]:
    sheet = _sheet(_workbook(path), name)
    if sheet.total_height > MOST_ROWS + 1 or sheet.total_width > MOST_COLUMNS:
        raise UnreadableList(TOO_BIG, SPLIT)
    marks = marks_of(path, sheet.name)
    merged = _Merged(sheet.merged_cell_ranges or ())
    is_from_1904 = counts_from_1904(path)
    before = sheet.start[1] if sheet.start else 0  # the reader leaves out the empty columns on the left, not the rows
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells: Row = [*[None] * before, *row]
        if is_from_1904:
            cells = [From1904(cell) if _is_number(cell) else cell for cell in cells]
        is_banner = merged.fill(number - 1, cells)
        _mark_broken(cells, number, marks)
        yield Line(number, cells, number in marks.hidden, is_banner)


def _is_number(cell: Cell) -> TypeGuard[int | float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _mark_broken(cells: Row, number: int, marks: Marks) -> None:
    for place, said in marks.broken.get(number, {}).items():
        cells += [None] * (place + 1 - len(cells))
        if cells[place] in ("", None):
            cells[place] = Broken(said)


class _Merged:
    """What stands in the first cell of merged cells holds for all of them."""

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._starting: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
        self._open: list[tuple[int, int, int, Cell]] = []  # last row, first column, last column, value
        for start, end in ranges:
            if (end[0] - start[0] + 1) * (end[1] - start[1] + 1) <= LARGEST_MERGE and end[1] < MOST_COLUMNS:
                self._starting.setdefault(start[0], []).append((start, end))

    def fill(self, row: int, cells: Row) -> bool:
        """Fill the merged cells of a row; whether all that it says is one text across several columns."""
        for (_first, left), (last, right) in self._starting.get(row, ()):
            if left < len(cells) and cells[left] not in ("", None):
                self._open.append((last, left, right, cells[left]))
        if not self._open:
            return False
        self._open = [one for one in self._open if one[0] >= row]
        across = 0
        for _last, left, right, value in self._open:
            cells += [None] * (right + 1 - len(cells))
            cells[left : right + 1] = [value] * (right + 1 - left)
            across = max(across, right - left)
        return across > 0 and len({str(cell) for cell in cells if cell not in ("", None)}) == 1


def _check_unpacked(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        rows, columns = workbook_bounds.extent(path, LARGEST_UNPACKED)
    except workbook_bounds.NOT_SOUND:
        raise UnreadableList(NOT_A_LIST, SAVE_AGAIN) from None
    except workbook_bounds.TooLarge:
        raise UnreadableList(TOO_BIG, SPLIT) from None
    if unpacked > LARGEST_UNPACKED or rows > MOST_ROWS + 1 or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise UnreadableList(TOO_BIG, SPLIT)
