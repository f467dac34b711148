"""What a cell says: the number of a telephone, a date that Excel keeps as a number, a label or a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from casemgr.domain import date_words, dates
from casemgr.domain.checking import NotUnderstood
from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields import (
    CHOOSE,
    UNKNOWN_TERM,
    ApproximateDate,
    Choice,
    Choices,
    Date,
    Field,
    Phone,
    Text,
    YesNo,
)
from casemgr.domain.words import Words
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.sheets import Broken, Cell, From1904
from casemgr.services.lists.terms import TermReader
from casemgr.services.tables import plain_again

_EXCEL_EPOCH = date(1899, 12, 30)  # Excel's day 0, its wrong 29 February 1900 included
_TO_1904 = (date(1904, 1, 1) - _EXCEL_EPOCH).days
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000  # 1927 to 2119: no year, no age, no other number in a column of dates
_MOST_REMEMBERED = 20_000
_SEVERAL = re.compile(r"[;|,/\n،+]")
_BETWEEN_PHONES = re.compile(r"\s*(?:[/;,\n|]|\bou\b|\bet\b|\bor\b|\bأو\b|\s-\s)\s*")
_FEWEST_DIGITS = 8
_PLAIN_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")  # no age
_DAY_AND_MONTH = re.compile(r"^\s*(\d{1,2})([/.\-])(\d{1,2})\2(\d{2}|\d{4})\b")
FORMULA_FAILED = Words(
    "Formule en erreur dans Excel : la valeur est perdue.",
    "معادلة خاطئة في Excel: القيمة مفقودة.",
    "A formula failed in Excel: the value is lost.",
)
_TIME_OF_DAY = re.compile(r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?Z?$")  # other programs add it
_ONE_PHONE = r"(?:(?:\+|00)\s?212[\s.\-]?|0)[5-8](?:[\s.\-]?\d){8}"
_PHONES_SIDE_BY_SIDE = re.compile(rf"{_ONE_PHONE}(?:\s+{_ONE_PHONE})+")
# What people write where they have nothing to write: asked only of what could not be read as anything else.
_NOTHING = frozenset(
    wording
    for line in (
        "n/a|na|nd|n.d|néant|neant|ras|r.a.s|aucun|aucune|vide|null|none|nan|nil|inconnu|inconnue|unknown|sans",
        "non renseigné|non renseignée|à compléter|بدون|غير معروف|لاشيء|لا شيء|لايوجد|لا يوجد",
    )
    for wording in line.split("|")
)
_LONGEST_DASH = 10
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_INVISIBLE = str.maketrans("", "", _UNSEEN)
_AROUND = _UNSEEN + " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u202f\u3000"  # what stands around a text and is none of it


def text_of(cell: Cell) -> str:
    """The cell as someone would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain_again(cell.strip() if cell.isascii() else cell.strip(_AROUND))
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def day_of(cell: Cell) -> date | None:
    """The day of a cell that Excel keeps as a date or as its serial number; None when it is something else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    number: float | None = None
    if isinstance(cell, From1904):
        number = cell + _TO_1904
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell
    elif isinstance(cell, str) and len(cell.strip()) == 5 and cell.strip().isdecimal():
        number = int(cell.strip())
    if number is None or not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _EXCEL_EPOCH + timedelta(days=int(number))


def phones_in(text: str) -> list[str]:
    """The telephone numbers of one cell: "0612345678 / 0522334455" is two; what is not surely several stays one."""
    if _PHONES_SIDE_BY_SIDE.fullmatch(text.strip()):
        return [found[0] for found in re.finditer(_ONE_PHONE, text)]
    parts = [part for part in _BETWEEN_PHONES.split(text) if part]
    if len(parts) > 1 and all(sum(symbol.isdigit() for symbol in part) >= _FEWEST_DIGITS for part in parts):
        return parts
    return [text]


def says_nothing(text: str) -> bool:
    """Whether a text only fills its cell: a dash, "néant", "RAS", لا يوجد."""
    plain = " ".join(text.translate(_INVISIBLE).split()).casefold()
    return plain.rstrip(".") in _NOTHING or not any(letter.isalnum() for letter in plain)


def parts_of(text: str) -> list[str]:
    """The words of a cell that holds several terms."""
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def whole_phone(text: str) -> str:
    """A number as Excel left it, with what Excel took away: the zero of 612345678, the plus of 212612345678."""
    if not text.isdecimal():
        return text
    if len(text) == 9 and text[0] in "5678":
        return "0" + text
    return "+" + text if len(text) == 12 and text.startswith("212") else text


def day_first(text: str) -> str:
    """05/23/1990, written as in the United States, the other way round."""
    found = _DAY_AND_MONTH.match(text)
    return text if found is None else f"{found[3]}{found[2]}{found[1]}{found[2]}{found[4]}{text[found.end() :]}"


@dataclass
class Reader:
    """Reads the cells of one list; the same text in the same field is read once."""

    context: Context
    instructions: Instructions = field(default_factory=Instructions)
    _readings: dict[int, Callable[[Cell], Any]] = field(default_factory=dict)
    _terms: dict[int, TermReader] = field(default_factory=dict)

    def read(self, of: Field, cell: Cell) -> Any:
        """The value of a cell for a field; NotUnderstood when it is none."""
        return self.reading(of)(cell)

    def reading(self, of: Field) -> Callable[[Cell], Any]:
        """How the cells of a column are read for a field: found out once for the column, asked for every row."""
        if id(of) not in self._readings:
            repeats = isinstance(of, Choice | YesNo | Date | ApproximateDate)
            self._readings[id(of)] = self._remembering(of) if repeats else self._reading_anew(of)
        return self._readings[id(of)]

    def _reading_anew(self, of: Field) -> Callable[[Cell], Any]:
        """For what hardly repeats: names, numbers, notes."""
        is_phone = isinstance(of, Phone)

        def read(cell: Cell) -> Any:
            if cell is None or cell == "":
                return None
            if isinstance(cell, Broken):
                return NotUnderstood(cell, FORMULA_FAILED)
            text = text_of(cell)
            if is_phone and not any(map(str.isdigit, text)) and says_nothing(text):
                return None
            return self._typed(of, whole_phone(text) if is_phone else text)

        return read

    def _remembering(self, of: Field) -> Callable[[Cell], Any]:
        """For what repeats: terms and days; a text is read once."""
        known: dict[str, Any] = {}
        is_day, is_approximate = isinstance(of, Date | ApproximateDate), isinstance(of, ApproximateDate)

        def read(cell: Cell) -> Any:
            if cell is None or cell == "":
                return None
            if isinstance(cell, Broken):
                return NotUnderstood(cell, FORMULA_FAILED)
            if isinstance(cell, str) and cell in known:
                return known[cell]
            day = day_of(cell) if is_day else None
            if day is not None:
                return dates.ApproximateDate.of_day(day) if is_approximate else day
            text = _TIME_OF_DAY.sub("", text_of(cell)) if is_day else text_of(cell)
            if text not in known:
                if len(known) >= _MOST_REMEMBERED:
                    known.clear()
                known[text] = self._typed(of, text)
            return known[text]

        return read

    def _typed(self, of: Field, text: str) -> Any:
        if not (text if text.isascii() else text.translate(_INVISIBLE)).strip():
            return None
        if isinstance(of, Text) and len(text) < _LONGEST_DASH and not any(map(str.isalnum, text)):
            return None  # a dash in place of a name, of an address
        try:
            return self._term(of, text) if isinstance(of, Choice) else of.read(text, self.context)
        except UserError as error:
            return None if says_nothing(text) else NotUnderstood(text, error.what)

    def _term(self, of: Choice, text: str) -> Any:
        """What a person said that the word means, else the list's own, else what it can only mean."""
        said = self.instructions.meaning(of.vocabulary, text)
        if said is not None:
            return ((said,) if said else ()) if isinstance(of, Choices) else said or None
        try:
            return of.read(text, self.context)
        except UserError:
            if isinstance(of, Choices):
                return tuple(dict.fromkeys(self._one_term(of, part) for part in parts_of(text)))
            return self._one_term(of, text)

    def _one_term(self, of: Choice, word: str) -> str:
        code = self.instructions.meaning(of.vocabulary, word) or of.choices().find(word) or self.terms_of(of).sure(word)
        if code is None:
            raise UserError(UNKNOWN_TERM, CHOOSE)
        return code

    def terms_of(self, of: Choice) -> TermReader:
        """The words of the terms that this field may hold."""
        if id(of) not in self._terms:
            self._terms[id(of)] = TermReader(of.choices(), {term.code for term in of.offered(self.context)})
        return self._terms[id(of)]

    def birth(self, of: Field, parts: dict[str, Cell], received: date | None) -> Any:
        """An approximate date from one cell, or from several: what was said, how precisely, an age and its day.

        An age without its day was true when the person was received (`received`), not today.
        """
        whole = parts.get("")
        precision = text_of(parts.get("precision")).upper()
        age, on = text_of(parts.get("age")), parts.get("on")
        age = "" if says_nothing(age) else age
        if precision in ("NONE", "UNKNOWN", "U"):
            return dates.ApproximateDate.unknown()
        if age and (precision == "EST" or whole in (None, "")):
            is_age = (said := date_words.read(age)) is not None and said.age is not None
            return self._estimated(age, on, received) if is_age else self.read(of, parts.get("age"))
        is_day = isinstance(whole, str) and _PLAIN_DAY.fullmatch(whole) is not None
        if received is not None and not is_day and isinstance(whole, str | int | float) and day_of(whole) is None:
            said = date_words.read(text_of(whole))
            if said is not None and said.age is not None and said.on is None:
                return self._estimated(str(said.age), None, received)
        value = self.read(of, whole)
        if isinstance(value, dates.ApproximateDate) and value.day is not None and value.precision == "DAY":
            if precision == "YEAR":
                return dates.ApproximateDate.of_year(value.day.year)
            if precision == "MONTH":
                return dates.ApproximateDate.of_month(value.day.year, value.day.month)
        return value

    def is_undated_age(self, value: Any, parts: dict[str, Cell]) -> bool:
        """Whether a birth is that of an age of which nobody said when it was true: it was taken for today's."""
        if not isinstance(value, dates.ApproximateDate) or (value.precision, value.on) != ("EST", self.context.today):
            return False
        said = date_words.read(text_of(parts.get("age")) or text_of(parts.get("")))
        return said is not None and said.age is not None and said.on is None and not text_of(parts.get("on"))

    def _estimated(self, age: str, on: Cell, received: date | None) -> Any:
        try:
            said = date_words.read(age)
            if said is None or said.age is None:
                raise dates.DateNotUnderstood
            day = day_of(on) or (dates.parse_date(text_of(on), self.context.today) if on else None)
            return dates.ApproximateDate.estimated(said.age, day or received or self.context.today)
        except UserError as error:
            return NotUnderstood(age, error.what)
