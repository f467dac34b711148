"""The count as a file: one sheet a table, and a tidy one (a line a figure) for whoever computes with it.

Headings are in the language asked for, sheets run from right to left in Arabic, and no cell is a formula: the name of
a branch is text that somebody typed. What a file says of itself (period, scope, notes) is on its first sheet.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.data.durable import write_atomically
from casemgr.domain.words import Words, current_language, is_right_to_left
from casemgr.services import tables as files
from casemgr.services.counting.grid import SEVERAL_ROWS, TOTAL, Grid, Report, grids, reading_note
from casemgr.services.counting.request import DIMENSIONS, IN_SEVERAL, INDICATORS, CountRow, CountTable
from casemgr.services.counting.suppression import Key, hidden_of, key_of

Value = str | int | float | None
Marks = Mapping[Key, str]
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\'", "()-- -- ")
_LONGEST_NAME = 31

FIGURES = Words("Chiffres", "أرقام", "Figures")
ABOUT = Words("À propos", "حول", "About")
ALL_FIGURES = Words("Tous les chiffres", "كل الأرقام", "All figures")
FROM = Words("Du", "من", "From")
TO = Words("Au", "إلى", "To")
SCOPE_BRANCH = Words("Antenne", "الفرع", "Branch")
SCOPE_PROGRAMME = Words("Programme", "البرنامج", "Programme")
ALL_BRANCHES = Words("Toutes", "الكل", "All")
ALL_PROGRAMMES = Words("Tous", "الكل", "All")
BREAKDOWNS = Words("Ventilations", "التفصيل", "Breakdowns")
AGE_BANDS = Words("Tranches d’âge", "الفئات العمرية", "Age bands")
NOTE = Words("À lire", "ملاحظة", "Note")
INDICATOR = Words("Indicateur", "المؤشر", "Indicator")
WORDING = Words("Libellé", "التسمية", "Wording")
KIND_OF_LINE = Words("Nature de la ligne", "نوع السطر", "Kind of line")
VALUE = Words("Valeur", "القيمة", "Value")
CODE = Words("{name} (code)", "{name} (الرمز)", "{name} (code)")
ROW = Words("ligne", "سطر", "row")
ITEM, SAID = Words("Rubrique", "البند", "Item"), Words("Contenu", "المحتوى", "Content")
NOT_FOR_PUBLICATION = Words(
    "Chiffres internes : avant toute diffusion, les effectifs de 1 à 4 doivent être masqués.",
    "أرقام داخلية: قبل أي نشر يجب إخفاء الأعداد من 1 إلى 4.",
    "Internal figures: before anything is published, counts from 1 to 4 must be hidden.",
)
HIDDEN = Words(
    "Pour l’extérieur : les effectifs de 1 à 4 sont « < 5 » ; « … » masque ce qui permettrait de les retrouver, "
    "et ce qui repose sur moins de 5 personnes.",
    "للخارج: الأعداد من 1 إلى 4 تكتب «< 5»؛ و«…» تخفي ما قد يكشفها وما يخص أقل من 5 أشخاص.",
    "For outside: counts from 1 to 4 are “< 5”; “…” hides what would tell them, and what rests on fewer than 5 people.",
)


@dataclass(frozen=True)
class Sheet:
    """A table for a file: its name, its headings, its lines. `strong` are the lines that are totals."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    strong: frozenset[int] = frozenset()


def sheets(table: CountTable | Report, language: str = "", *, outside: bool = False) -> list[Sheet]:
    """Every sheet of a count, in `language` (the current one by default): about, a sheet a table, the tidy one.

    For `outside`, small counts are hidden, and what would tell them (rule 18).
    """
    report = table if isinstance(table, Report) else Report(table)
    language = language or current_language()
    first, *laid = as_read(report, language, outside=outside)
    return [first, *_named_apart(laid), tidy(report, language, marks_of(report) if outside else {})]


def as_read(report: Report, language: str, *, outside: bool = False) -> list[Sheet]:
    """What of a count is read: what it is of, and each table under its whole name."""
    marks = marks_of(report) if outside else {}
    laid = [_sheet_of(grid, report, language, marks) for grid in grids(report)]
    return [about(report, language, HIDDEN if outside else NOT_FOR_PUBLICATION), *laid]


def marks_of(report: Report) -> Marks:
    """What is told outside in the place of each figure that is hidden."""
    return hidden_of([row for table in (report.table, *report.margins) for row in table.rows])


def _sheet_of(grid: Grid, report: Report, language: str, marks: Marks) -> Sheet:
    name = grid.name if report.request.by else FIGURES
    columns = (grid.corner, *(column.label for column in grid.columns))
    rows: list[tuple[Value, ...]] = []
    for line in grid.lines:
        cells: list[Value] = [
            None if cell is None else marks.get(key_of(cell.indicator, cell.by)) or cell.value for cell in line.cells
        ]
        rows.append((line.label.say(language), *cells))
    totals = frozenset(place for place, line in enumerate(grid.lines) if line.role == "total")
    return Sheet(name.say(language), tuple(column.say(language) for column in columns), tuple(rows), totals)


def _named_apart(laid: Sequence[Sheet]) -> list[Sheet]:
    """Excel wants names of at most 31 letters, each once."""
    taken: dict[str, Sheet] = {}
    for sheet in laid:
        bare = sheet.name.translate(_FORBIDDEN_IN_NAMES).strip()[:_LONGEST_NAME]
        name, again = bare, 2
        while name.casefold() in taken:
            name, again = f"{bare[: _LONGEST_NAME - 4]} ({again})", again + 1
        taken[name.casefold()] = Sheet(name, sheet.columns, sheet.rows, sheet.strong)
    return list(taken.values())


def about(report: Report, language: str, last: Words = NOT_FOR_PUBLICATION) -> Sheet:
    """What the figures are of: the period, the scope, how they are read."""
    request = report.request
    branch = report.label("branch", request.branch) if request.branch else ALL_BRANCHES
    programme = report.label("programme", request.programme) if request.programme else ALL_PROGRAMMES
    breakdowns = " × ".join(DIMENSIONS[key].say(language) for key in request.by)
    rows: list[tuple[Value, ...]] = [
        (FROM.say(language), f"{request.start:%d/%m/%Y}"),
        (TO.say(language), f"{request.end:%d/%m/%Y}"),
        (SCOPE_BRANCH.say(language), branch.say(language)),
        (SCOPE_PROGRAMME.say(language), programme.say(language)),
    ]
    if breakdowns:
        rows.append((BREAKDOWNS.say(language), breakdowns))
    if "age_band" in request.by:
        rows.append((AGE_BANDS.say(language), request.age_set))
    notes = [reading_note(request), *report.notes, last]
    rows += [(NOTE.say(language), note.say(language)) for note in notes if note is not None]
    return Sheet(ABOUT.say(language), (ITEM.say(language), SAID.say(language)), tuple(rows))


def tidy(report: Report, language: str, marks: Marks | None = None) -> Sheet:
    """A line a figure: nothing merged, codes beside words, and what kind of line it is, so that nobody adds totals."""
    hidden = marks or {}
    request = report.request
    columns = [FROM, TO, INDICATOR, WORDING]
    for key in request.by:
        columns += [CODE.format(name=DIMENSIONS[key]), DIMENSIONS[key]]
    columns += [KIND_OF_LINE, VALUE]
    rows = []
    for row in report.table.rows:
        cells: list[Value] = [
            request.start.isoformat(),
            request.end.isoformat(),
            row.indicator,
            INDICATORS[row.indicator].say(language),
        ]
        for key in request.by:
            value = row.by.get(key, "")
            cells += [value, report.label(key, value).say(language) if value else ""]
        told: Value = hidden.get(key_of(row.indicator, row.by)) or row.value
        rows.append((*cells, _kind_of(row).say(language), told))
    strong = frozenset(place for place, row in enumerate(report.table.rows) if not row.by)
    return Sheet(ALL_FIGURES.say(language), tuple(column.say(language) for column in columns), tuple(rows), strong)


def _kind_of(row: CountRow) -> Words:
    if not row.by:
        return TOTAL
    return SEVERAL_ROWS if IN_SEVERAL in row.by.values() else ROW


def export(table: CountTable | Report, path: Path, language: str = "", *, outside: bool = False) -> None:
    """Write a count to `path`; its ending says how: .xlsx (all sheets), .csv (the tidy one), .json (see `as_json`).

    For `outside` (.xlsx and .csv) small counts are hidden. Raises UserError for another ending, and the refusals of
    the disk.
    """
    files.check_suffix(path)
    report = table if isinstance(table, Report) else Report(table)
    language = language or current_language()
    match path.suffix.lower():
        case ".xlsx":
            write_atomically(path, as_xlsx(sheets(report, language, outside=outside), language))
        case ".csv":
            sheet = tidy(report, language, marks_of(report) if outside else {})
            columns = [files.Column(str(place), heading) for place, heading in enumerate(sheet.columns)]
            files.write_table(path, columns, sheet.rows, language=language)
        case _:
            files.write_json(path, as_json(report))


def as_json(report: Report) -> dict[str, Any]:
    """The figures as the command line prints them, with what was asked and what must be known of them."""
    request = report.request
    asked = {
        "by": list(request.by),
        "branch": request.branch,
        "programme": request.programme,
        "age_set": request.age_set if "age_band" in request.by else None,
    }
    return {**report.table.as_json(), **asked, "notes": [note.as_json() for note in report.notes]}


def as_xlsx(found: Sequence[Sheet], language: str) -> bytes:
    """Sheets as an Excel file, figures as numbers, texts as texts; made in memory: nothing lies in a temporary file."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    strong, plain = book.add_format({"bold": True, "top": 1}), book.add_format()
    for sheet in found:
        page = book.add_worksheet(sheet.name)
        if is_right_to_left(language):
            page.right_to_left()
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, str(files.neutral(column)), heading)
            page.set_column(place, place, _width(sheet, place))
        for line, row in enumerate(sheet.rows, start=1):
            look = strong if line - 1 in sheet.strong else plain
            for place, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(line, place, cell, look)
                elif cell is not None:
                    page.write_string(line, place, str(files.neutral(cell)), look)
    book.close()
    return content.getvalue()


def _width(sheet: Sheet, place: int) -> float:
    """Wide enough for the longest text of a column, within what a page bears (in letters)."""
    longest = max((len(str(row[place])) for row in sheet.rows if row[place] is not None), default=0)
    return min(60.0, max(10.0, longest + 2.0, min(24.0, len(sheet.columns[place]) + 2.0)))
