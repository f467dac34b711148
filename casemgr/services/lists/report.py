"""What became of each row, as a file that whoever sent the list can work through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from casemgr.domain.words import Words
from casemgr.services.tables import Column, write_table


class Fate(Enum):
    """What became of a row."""

    BROUGHT = "brought"
    KNOWN = "known"
    REFUSED = "refused"
    READY = "ready"
    ALIKE = "alike"
    LEFT = "left"


FATES = {
    Fate.BROUGHT: Words("enregistrée", "تم تسجيله", "brought in"),
    Fate.KNOWN: Words("déjà là", "موجود من قبل", "here already"),
    Fate.REFUSED: Words("refusée", "مرفوض", "refused"),
    Fate.READY: Words("prête, non enregistrée", "جاهز، لم يسجل", "ready, not brought in"),
    Fate.ALIKE: Words("à décider", "في انتظار القرار", "to be decided"),
    Fate.LEFT: Words("laissée de côté", "ترك جانبا", "left out"),
}
HEADINGS = {
    "row": Words("Ligne", "السطر", "Row"),
    "fate": Words("Sort", "المآل", "Fate"),
    "field": Words("Champ", "الحقل", "Field"),
    "message": Words("Remarque", "ملاحظة", "Remark"),
}


@dataclass(frozen=True, slots=True)
class RowFate:
    """One remark on one row; a row without remarks has one line with its fate alone."""

    row: int
    fate: Fate
    field: str = ""
    message: Words | None = None


def write_report(path: Path, lines: Iterable[RowFate]) -> None:
    """Write the report: .csv, .xlsx or .json, in the current language; it holds no value of the list.

    Raises UserError for another suffix, and the refusals of the disk.
    """
    columns = [Column(key, str(words)) for key, words in HEADINGS.items()]
    rows = ((line.row, str(FATES[line.fate]), line.field, str(line.message or "")) for line in lines)
    write_table(path, columns, rows)
