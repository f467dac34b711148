"""Whether the day or the month comes first in a column of dates: never guessed for one date, always said of a column.

Here the day comes first. Two lists are known to lie about it: one written as in the United States, in which some dates
can only be month first (05/23/1990), so that 05/04/1990 beside it may be too; and one opened by an Excel of the United
States, which made true dates, month and day exchanged, of those that it could read, and left 23/05/1990 a text.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from casemgr.domain.date_words import WESTERN_DIGITS
from casemgr.domain.words import Words
from casemgr.services.lists.sheets import Cell, Line

_NUMERIC = re.compile(r"\s*(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(?:\d{4}|\d{2})\b")
_LAST_MONTH = 12
_FEWEST = 3  # true dates of days 1 to 12 and nothing else: fewer are chance

MONTH_OR_DAY = Words(
    "Le jour ou le mois d’abord ? D’autres dates de cette colonne sont écrites mois/jour : lue jour/mois.",
    "اليوم أولا أم الشهر؟ تواريخ أخرى في هذا العمود مكتوبة شهر/يوم: قرئ يوم/شهر.",
    "Day or month first? Other dates of this column are written month/day: read as day/month.",
)
TURNED_BY_EXCEL = Words(
    "Jour et mois peut-être inversés par Excel : les autres dates de cette colonne sont restées du texte.",
    "ربما عكس Excel اليوم والشهر: باقي تواريخ هذا العمود بقيت نصا.",
    "Excel may have turned day and month around: the other dates of this column stayed text.",
)
IN_DOUBT = Words("{count} date(s) : {why}", "{count} من التواريخ: {why}", "{count} date(s): {why}")


@dataclass
class _Column:
    """What was met in one column: how many, and the rows in which it may be either."""

    path: str
    day_first: int = 0
    month_first: int = 0
    true_late: int = 0  # true dates of a day after the 12th
    either: array[int] = field(default_factory=lambda: array("L"))
    true_early: array[int] = field(default_factory=lambda: array("L"))

    def look(self, number: int, cell: Cell) -> None:
        if isinstance(cell, str):
            found = _NUMERIC.match(cell if cell.isascii() else cell.translate(WESTERN_DIGITS))
            if found is None:
                return
            first, second = int(found[1]), int(found[2])
            if second > _LAST_MONTH >= first:
                self.month_first += 1
            elif first > _LAST_MONTH >= second:
                self.day_first += 1
            elif first != second:
                self.either.append(number)
        elif isinstance(cell, date):  # a datetime is one
            if cell.day > _LAST_MONTH:
                self.true_late += 1
            elif cell.day != cell.month:
                self.true_early.append(number)

    def doubtful(self) -> tuple[array[int], Words] | None:
        """The rows that may be either, and why they are in doubt; None when nothing makes them so."""
        if self.month_first and self.either:
            return self.either, MONTH_OR_DAY
        texts_are_late = self.day_first and not self.either and not self.month_first
        if texts_are_late and not self.true_late and len(self.true_early) >= _FEWEST:
            return self.true_early, TURNED_BY_EXCEL
        return None


class DayOrder:
    """Looks at the columns of dates of one list while its rows go by; `columns`: place -> path of the field."""

    def __init__(self, columns: Mapping[int, str]) -> None:
        self._columns = {place: _Column(path) for place, path in columns.items()}

    def look(self, line: Line) -> None:
        """Look at the dates of a row."""
        width = len(line.cells)
        for place, column in self._columns.items():
            if place < width:
                column.look(line.number, line.cells[place])

    def of_columns(self) -> Iterator[tuple[int, int, Words]]:
        """The columns in doubt: place, how many rows, why."""
        for place, column in self._columns.items():
            if (found := column.doubtful()) is not None:
                yield place, len(found[0]), found[1]

    def of_rows(self) -> dict[int, list[tuple[str, Words]]]:
        """The rows in doubt: what is to be said of each, by the path of the field."""
        said: dict[int, list[tuple[str, Words]]] = {}
        for column in self._columns.values():
            if (found := column.doubtful()) is not None:
                for number in found[0]:
                    said.setdefault(number, []).append((column.path, found[1]))
        return said
