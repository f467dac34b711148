"""The vocabulary of forms: one class a type of field, pure data.

From one declared field come its input and validation, its column in the database, the column of lists, exports and
imports, its line in summaries, and its name in the audit. A field says how a typed text is read (`read`), when a
value is right (`clean`), how it is shown (`show`), and how it is kept (`columns`, `store`, `load`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar

from casemgr.domain import dates, identifiers, names
from casemgr.domain.conditions import Condition, Context
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.vocabulary import Term, Vocabulary, vocabulary
from casemgr.domain.words import Words, current_language

Values = Mapping[str, Any]

# What a pasted text may hold and no database can: the zero byte, half a surrogate pair.
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without what no database keeps: for whatever is typed outside of a field (a reason, a search)."""
    return _NEVER_STORED.sub("", text)


REQUIRED = Words("À remplir.", "يجب ملء هذه الخانة.", "This is needed.")


class Merge(Enum):
    """How two concurrent values of a field become one (sync.md, the rules)."""

    LATER = "later"
    UNION = "union"
    REFUSAL_WINS = "refusal wins"


class Anonymise(Enum):
    """What becomes of a field when its person is anonymised (data-protection.md, DP-40)."""

    KEEP = "keep"
    CLEAR = "clear"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the database: its name, and the kind of value ("text", "integer", "date")."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """What every field declares. `key` is its name everywhere: form, table, column, import, audit.

    `default` fills a new record; `propose` suggests a value from the other answers, for as long as nobody gave one.
    """

    key: str
    label: Words
    help: Words | None = None
    required: bool | Condition = False
    visible: Condition | None = None
    switch: str = ""
    default: Callable[[Context], Any] | None = None
    propose: Callable[[Values, Context], Any] | None = None
    quick: bool = False
    expected: bool = False
    listed: bool = False
    filtered: bool = False
    identifying: bool = False
    merge: Merge = Merge.LATER
    anonymise: Anonymise = Anonymise.KEEP
    also: tuple[str, ...] = ()

    type: ClassVar[str] = "text"

    # --- how it is kept -------------------------------------------------------------------------------------
    def columns(self) -> tuple[Column, ...]:
        """The columns that keep this field (one for most)."""
        return (Column(self.key, "text"),)

    def store(self, value: Any) -> dict[str, Any]:
        """The value of each column for a clean `value`."""
        return {self.key: value}

    def load(self, row: Values) -> Any:
        """The value from its columns."""
        return row[self.key]

    # --- what is right --------------------------------------------------------------------------------------
    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The value as it will be kept (None when empty), and the remarks on it."""
        if value is None or value == "":
            return None, []
        return value, []

    def read(self, text: str, context: Context) -> Any:
        """The value that someone typed or that a list brings. Raises UserError in words when it is not one."""
        return text.strip() or None

    # --- how it is shown ------------------------------------------------------------------------------------
    def show(self, value: Any, language: str | None = None) -> str:
        """The value for a person, in `language` (the current one by default)."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> Any:
        """The value for exports, JSON and the change log: text, number, boolean, list or None."""
        return value

    def revive(self, plain: Any) -> Any:
        """The value back from what `plain` gave."""
        return plain

    def choices(self) -> Vocabulary | None:
        """The coded list this field chooses from, if it does."""
        return None

    def is_needed(self, values: Values, context: Context) -> bool:
        """Whether an empty value is refused for this record."""
        if isinstance(self.required, Condition):
            return self.required(values, context)
        return self.required

    def is_visible(self, values: Values, context: Context) -> bool:
        """Whether the field exists for this record, here and now (its switch, its condition)."""
        if self.switch and self.switch not in context.switches:
            return False
        return self.visible is None or self.visible(values, context)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free text. `longest` in characters; `lines` more than one makes it a note (V-TEXT)."""

    longest: int = 200
    lines: int = 1
    check: Callable[[str], tuple[str, list[Issue]]] | None = None

    type: ClassVar[str] = "text"

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        text = storable(str(value if value is not None else "")).strip()
        if not text:
            return None, []
        if len(text) > self.longest:
            message = Words(
                "Trop long : {longest} caractères au plus.",
                "النص طويل: {longest} حرف على الأكثر.",
                "Too long: {longest} characters at most.",
            )
            return text, [Issue(self.key, message.format(longest=self.longest))]
        if self.check is not None:
            text, issues = self.check(text)
            return text, [Issue(self.key, issue.message, issue.strength) for issue in issues]
        if self.lines > 1:
            found = identifiers.scan_note(text)
            return text, [Issue(self.key, issue.message, issue.strength) for issue in found]
        return text, []


@dataclass(frozen=True, kw_only=True)
class Name(Text):
    """A name of a person or a place, in one script, kept exactly as typed after NFC and spaces (V-NAME)."""

    longest: int = 80
    identifying: bool = True
    anonymise: Anonymise = Anonymise.CLEAR

    type: ClassVar[str] = "name"

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        text = names.clean_name(str(value or ""))
        kept, issues = super().clean(text, context)
        if kept and names.odd_characters(kept):
            odd = Words(
                "Caractère inhabituel dans un nom : à vérifier.",
                "حرف غير معتاد في الاسم: يرجى التحقق.",
                "Unusual character in a name: please check.",
            )
            issues.append(Issue(self.key, odd, "warning"))
        return kept, issues


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One term of a coded list. `only` keeps some terms; `beside` is `__file__` of a kind with its own list."""

    vocabulary: str
    beside: str = ""
    only: Callable[[Term], bool] | None = None

    type: ClassVar[str] = "choice"

    def choices(self) -> Vocabulary:
        return vocabulary(self.vocabulary, self.beside)

    def offered(self, context: Context) -> tuple[Term, ...]:
        """The terms that may be chosen here and now; a stored term that is no longer offered stays readable."""
        return tuple(term for term in self.choices().active() if self.only is None or self.only(term))

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value in (None, ""):
            return None, []
        return value, [] if value in self.choices() else [Issue(self.key, UNKNOWN_TERM)]

    def read(self, text: str, context: Context) -> Any:
        return _read_term(self.choices(), text)

    def show(self, value: Any, language: str | None = None) -> str:
        return self.choices().label(value).say(language or current_language()) if value else ""


UNKNOWN_TERM = Words(
    "Ce terme n’est pas dans la liste.", "هذا المصطلح غير موجود في اللائحة.", "This is not in the list."
)
CHOOSE = Words("Choisissez un terme de la liste.", "اختاروا مصطلحا من اللائحة.", "Choose one from the list.")


def _read_term(terms: Vocabulary, text: str) -> str | None:
    if not text.strip():
        return None
    code = terms.find(text)
    if code is None:
        raise UserError(UNKNOWN_TERM, CHOOSE)
    return code


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Several terms of a coded list, kept as `|A|B|` so that one of them can be filtered."""

    type: ClassVar[str] = "choices"

    def store(self, value: Any) -> dict[str, Any]:
        return {self.key: "|" + "|".join(value) + "|" if value else None}

    def load(self, row: Values) -> Any:
        kept = row[self.key]
        return tuple(kept.strip("|").split("|")) if kept else ()

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        codes = tuple(dict.fromkeys(value or ()))
        return codes, [] if all(c in self.choices() for c in codes) else [Issue(self.key, UNKNOWN_TERM)]

    def read(self, text: str, context: Context) -> Any:
        parts = text.replace("|", ";").split(";")
        return tuple(code for part in parts if (code := _read_term(self.choices(), part)))

    def show(self, value: Any, language: str | None = None) -> str:
        comma = "، " if (language or current_language()) == "ar" else ", "
        return comma.join(super(Choices, self).show(code, language) for code in value or ())

    def plain(self, value: Any) -> Any:
        return list(value or ())

    def revive(self, plain: Any) -> Any:
        return tuple(plain or ())


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes, no, or not asked (None)."""

    type: ClassVar[str] = "yes_no"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "integer"),)

    def store(self, value: Any) -> dict[str, Any]:
        return {self.key: None if value is None else int(bool(value))}

    def load(self, row: Values) -> Any:
        return None if row[self.key] is None else bool(row[self.key])

    def read(self, text: str, context: Context) -> Any:
        typed = text.strip().casefold()
        if not typed:
            return None
        if typed in {"1", "oui", "o", "yes", "y", "true", "vrai", "نعم", "x"}:
            return True
        if typed in {"0", "non", "n", "no", "false", "faux", "لا"}:
            return False
        raise UserError(
            Words("Ni oui ni non.", "ليس نعم ولا لا.", "Neither yes nor no."),
            Words("Écrivez oui ou non.", "اكتبوا نعم أو لا.", "Write yes or no."),
        )

    def show(self, value: Any, language: str | None = None) -> str:
        if value is None:
            return ""
        word = Words("Oui", "نعم", "Yes") if value else Words("Non", "لا", "No")
        return word.say(language or current_language())


NOT_A_NUMBER = Words("Ce n’est pas un nombre.", "هذا ليس عددا.", "This is not a number.")
WRITE_DIGITS = Words("Écrivez-le en chiffres.", "اكتبوه بالأرقام.", "Write it in digits.")


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number between `least` and `most`."""

    least: int = 0
    most: int = 1_000_000

    type: ClassVar[str] = "integer"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "integer"),)

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        number = int(value)
        if self.least <= number <= self.most:
            return number, []
        message = Words("Entre {least} et {most}.", "بين {least} و{most}.", "Between {least} and {most}.").format(
            least=self.least, most=self.most
        )
        return number, [Issue(self.key, message)]

    def read(self, text: str, context: Context) -> Any:
        if not text.strip():
            return None
        number = _read_number(text)
        if number != number.to_integral_value():
            raise UserError(NOT_A_NUMBER, WRITE_DIGITS)
        return int(number)


def _read_number(text: str) -> Decimal:
    digits = text.translate(dates.WESTERN_DIGITS)
    bare = "".join(digits.split()).replace("\u202f", "").replace(",", ".").removesuffix("MAD")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise UserError(NOT_A_NUMBER, WRITE_DIGITS) from None
    if not number.is_finite() or abs(number) > 10**12:
        raise UserError(NOT_A_NUMBER, WRITE_DIGITS)
    return number


@dataclass(frozen=True, kw_only=True)
class Money(Field):
    """An amount in dirhams with two decimals, never negative (V-MAD), kept as whole centimes."""

    type: ClassVar[str] = "money"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "integer"),)

    def store(self, value: Any) -> dict[str, Any]:
        return {self.key: None if value is None else int(value * 100)}

    def load(self, row: Values) -> Any:
        return None if row[self.key] is None else Decimal(row[self.key]) / 100

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        amount = Decimal(value)
        if amount < 0 or amount >= 10**10 or amount != amount.quantize(Decimal("0.01")):
            wrong = Words(
                "Un montant en dirhams, deux décimales au plus.",
                "مبلغ بالدرهم، برقمين بعد الفاصلة على الأكثر.",
                "An amount in dirhams, two decimals at most.",
            )
            return amount, [Issue(self.key, wrong)]
        return amount.quantize(Decimal("0.01")), []

    def read(self, text: str, context: Context) -> Any:
        return _read_number(text) if text.strip() else None

    def show(self, value: Any, language: str | None = None) -> str:
        return "" if value is None else f"{value:.2f} MAD"

    def plain(self, value: Any) -> Any:
        return None if value is None else f"{value:.2f}"

    def revive(self, plain: Any) -> Any:
        return None if plain in (None, "") else Decimal(str(plain))


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A civil date. `future` allows days to come (appointments, expiry); facts are not after today (V-DATE)."""

    future: bool = False

    type: ClassVar[str] = "date"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "date"),)

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        if value > context.today and not self.future:
            late = Words("Cette date est à venir.", "هذا التاريخ لم يحل بعد.", "This date is in the future.")
            return value, [Issue(self.key, late)]
        if value.year < 1900:
            early = Words("Cette date est avant 1900.", "هذا التاريخ قبل سنة 1900.", "This date is before 1900.")
            return value, [Issue(self.key, early)]
        return value, []

    def read(self, text: str, context: Context) -> Any:
        return dates.parse_date(text, context.today, future=self.future) if text.strip() else None

    def show(self, value: Any, language: str | None = None) -> str:
        return "" if value is None else f"{value:%d/%m/%Y}"

    def plain(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def revive(self, plain: Any) -> Any:
        return date.fromisoformat(plain) if plain else None


@dataclass(frozen=True, kw_only=True)
class ApproximateDate(Field):
    """A date known to the day, the month, the year, by an estimated age, or not at all (V-DOB).

    Kept in four columns: the day it is counted as (`key`), `_precision`, and for an estimate `_age` and `_on`.
    """

    type: ClassVar[str] = "approximate_date"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.key, "date"),
            Column(f"{self.key}_precision", "text"),
            Column(f"{self.key}_age", "integer"),
            Column(f"{self.key}_on", "date"),
        )

    def store(self, value: Any) -> dict[str, Any]:
        known = value or dates.ApproximateDate(None, "NONE", None, None)
        return {
            self.key: known.day,
            f"{self.key}_precision": None if value is None else known.precision,
            f"{self.key}_age": known.age,
            f"{self.key}_on": known.on,
        }

    def load(self, row: Values) -> Any:
        precision = row[f"{self.key}_precision"]
        if precision is None:
            return None
        return dates.ApproximateDate(row[self.key], precision, row[f"{self.key}_age"], row[f"{self.key}_on"])

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value is None or value == "":
            return None, []
        try:
            return dates.checked(value, context.today), []
        except UserError as error:
            return value, [Issue(self.key, error.what)]

    def read(self, text: str, context: Context) -> Any:
        return dates.parse_approximate(text, context.today) if text.strip() else None

    def show(self, value: Any, language: str | None = None) -> str:
        return "" if value is None else dates.shown(value, language or current_language())

    def plain(self, value: Any) -> Any:
        return None if value is None else dates.as_plain(value)

    def revive(self, plain: Any) -> Any:
        return None if not plain else dates.from_plain(plain)


@dataclass(frozen=True, kw_only=True)
class Phone(Field):
    """A telephone number, kept as E.164; Moroccan numbers are typed 06…, 07…, +212… (V-TEL)."""

    identifying: bool = True
    anonymise: Anonymise = Anonymise.CLEAR

    type: ClassVar[str] = "phone"

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if not value:
            return None, []
        number, issues = identifiers.check_phone(str(value))
        return number, [Issue(self.key, issue.message, issue.strength) for issue in issues]

    def show(self, value: Any, language: str | None = None) -> str:
        return identifiers.show_phone(value) if value else ""


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """A reference to another record (`to` is its kind) or to a person of the staff (`to="user"`) or a branch."""

    to: str

    type: ClassVar[str] = "link"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "link"),)

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        return storable(str(value)) if value else None, []


@dataclass(frozen=True, kw_only=True)
class Computed(Field):
    """A pure function of the record, never stored. `like` says how it is shown; `sql` how it is filtered.

    `compute(values, context)` gives the value; `sql(columns, today)` the same as a database expression, for a field
    that is listed, filtered or counted.
    """

    compute: Callable[[Values, Context], Any]
    like: Field
    sql: Callable[[Any, date], Any] | None = None

    type: ClassVar[str] = "computed"

    def columns(self) -> tuple[Column, ...]:
        return ()

    def store(self, value: Any) -> dict[str, Any]:
        return {}

    def load(self, row: Values) -> Any:
        return None

    def show(self, value: Any, language: str | None = None) -> str:
        return self.like.show(value, language)

    def plain(self, value: Any) -> Any:
        return self.like.plain(value)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """An owned group that repeats (phones, identity documents, goals): each row has an id and a confidentiality.

    `fields` may hold Rows once more, no deeper. `grants_as` names the line of access.csv that governs the rows
    when it is not that of the record. `confidentiality` gives the least a row must carry, from its values.
    """

    key: str
    label: Words
    one: Words
    fields: tuple[Field | Rows, ...]
    title: Callable[[Values], str] | None = None
    required: bool | Condition = False
    visible: Condition | None = None
    switch: str = ""
    quick: bool = False
    grants_as: str = ""
    confidentiality: Callable[[Values], str] | None = None
    check: Callable[[Values, Context], Iterable[Issue]] | None = None
    also: tuple[str, ...] = ()

    def plain_fields(self) -> tuple[Field, ...]:
        """The fields of a row itself, without the rows within."""
        return self._plain_fields

    def inner_rows(self) -> tuple[Rows, ...]:
        """The rows within each row."""
        return self._inner_rows

    @cached_property
    def _plain_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if isinstance(field, Field))

    @cached_property
    def _inner_rows(self) -> tuple[Rows, ...]:
        return tuple(field for field in self.fields if isinstance(field, Rows))


@dataclass(frozen=True, kw_only=True)
class Dated(Rows):
    """Values with the day from which they hold; the end is the next start, exclusive.

    The day stands in the field `since`; `at(rows, day)` gives the row in force. One day has one value.
    """

    since: str = "since"

    def at(self, rows: Iterable[Values], day: date) -> Values | None:
        """The row in force on `day`; None when nothing was known yet."""
        begun = [row for row in rows if row.get(self.since) is not None and row[self.since] <= day]
        return max(begun, key=lambda row: row[self.since]) if begun else None
