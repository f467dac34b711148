"""How large a workbook really is, before anything opens it: a few bytes of zip may stand for a sheet without end.

The reader of workbooks lays a sheet out whole, from its first cell to its last; so where the last cells stand is
looked up in the sheet's own text, streamed, whatever the file says of its sizes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

# How Python says that a workbook is no sound zip, or has not the part that is asked for: in many ways.
NOT_SOUND = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)
_CHUNK = 1024 * 1024
_LONGEST_TAG = 400
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,300}?\br="([A-Z]{1,4})(\d{1,9})"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class TooLarge(Exception):
    """The workbook unpacks to more than may be read."""


def extent(path: Path, most_bytes: int) -> tuple[int, int]:
    """The greatest row and the greatest column in which any sheet has a cell.

    Raises TooLarge once the sheets have unpacked to more than `most_bytes` (as read, not as declared), and
    zipfile.BadZipFile for what is no workbook.
    """
    rows = columns = 0
    read = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not _SHEET.fullmatch(name):
                continue
            for piece, size in pieces(archive, name):
                read += size
                if read > most_bytes:
                    raise TooLarge
                if cells := _CELL.findall(piece):
                    letters, digits = map(set, zip(*cells, strict=True))
                    rows = max(rows, *map(int, digits))
                    columns = max(columns, *map(number_of, letters))
    return rows, columns


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, int]]:
    """The text of a sheet, a piece at a time, each with the end of the one before (a tag may fall between two)."""
    left = b""
    with archive.open(name) as sheet:
        while chunk := sheet.read(_CHUNK):
            yield left + chunk, len(chunk)
            left = chunk[-_LONGEST_TAG:]


def number_of(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def letters_of(place: int) -> str:
    """How Excel names a column counted from 0: A, Z, AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
