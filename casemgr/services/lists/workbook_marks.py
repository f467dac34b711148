"""What the reader of workbooks does not tell of a sheet: which rows Excel hides, which formulas failed.

A formula that failed reads as an empty cell, and an empty cell is no answer: so a telephone that became #REF! would
be lost without a word. Both stand in the sheet's own text, which is streamed, a piece at a time.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath

from casemgr.services.lists.workbook_bounds import NOT_SOUND, number_of, pieces

MOST_MARKS = 100_000
_INDEX = "xl/workbook.xml"
_LONGEST_INDEX = 4 * 1024 * 1024  # bytes of workbook.xml: its list of sheets, not the sheets
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s(?=[^>]{0,300}?\bhidden="(?:1|true)")[^>]{0,300}?\br="(\d{1,9})"')
_FAILED = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]{0,300}?\bt="e")[^>]{0,300}?\br="([A-Z]{1,4})(\d{1,9})"[^>]{0,300}?>'
    rb"(?:(?!</(?:\w+:)?c>).){0,300}?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]{0,1000}?)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]{0,2000}?)/?>")
_FROM_1904 = re.compile(r"<(?:\w+:)?workbookPr\b[^>]{0,1000}?\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')


@dataclass(frozen=True)
class Marks:
    """The hidden rows of a sheet, and its failed formulas: row -> column (from 0) -> what Excel shows."""

    hidden: frozenset[int] = frozenset()
    broken: dict[int, dict[int, str]] = field(default_factory=dict)


def marks_of(path: Path, sheet: str) -> Marks:
    """The marks of one sheet of a workbook that was found sound; none when they cannot be found."""
    hidden: set[int] = set()
    broken: dict[int, dict[int, str]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member(archive, sheet)
            for piece, _size in pieces(archive, member) if member else ():
                if b'hidden="' in piece:
                    hidden.update(int(row) for row in _HIDDEN.findall(piece))
                if b't="e"' in piece:
                    for letters, digits, said in _FAILED.findall(piece):
                        broken.setdefault(int(digits), {})[number_of(letters) - 1] = said.decode("ascii", "replace")
                if len(hidden) + len(broken) > MOST_MARKS:
                    break
    except NOT_SOUND:
        return Marks()
    return Marks(frozenset(hidden), broken)


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, hidden ones as well, by its own list of them; none when it has no such list."""
    return [unescape(dict(_ATTRIBUTE.findall(found)).get("name", "")) for found in _SHEET.findall(_index_of(path))]


def counts_from_1904(path: Path) -> bool:
    """Whether the days of a workbook are counted from 1904, as old Excel for Mac did."""
    return _FROM_1904.search(_index_of(path)) is not None


def _index_of(path: Path) -> str:
    """What a workbook says of itself; nothing when it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _text(archive, _INDEX)
    except NOT_SOUND:
        return ""


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Which part of the archive keeps the sheet of this name."""
    index = _text(archive, _INDEX)
    relation = ""
    for found in _SHEET.findall(index):
        said = dict(_ATTRIBUTE.findall(found))
        if unescape(said.get("name", "")) == sheet:
            relation = next((value for key, value in said.items() if key.endswith(":id")), "")
    for found in _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels")):
        said = dict(_ATTRIBUTE.findall(found))
        if said.get("Id") == relation and relation:
            target = said.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            return name if name in archive.namelist() else ""
    return ""


def _text(archive: zipfile.ZipFile, member: str) -> str:
    with archive.open(member) as part:
        return part.read(_LONGEST_INDEX).decode("utf-8", "replace")
