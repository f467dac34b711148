"""Fields that are counted: whole numbers and amounts in dirhams."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from casemgr.domain import dates
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.fields.field import Column, Field, Values
from casemgr.domain.words import Words, current_language

NOT_A_NUMBER = Words("Ce n’est pas un nombre.", "هذا ليس عددا.", "This is not a number.")
_CURRENCY = re.compile(r"^MAD|(?:MAD|DHS?|درهم)$", re.IGNORECASE)
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
    bare = _CURRENCY.sub("", "".join(digits.split()).replace("\u202f", ""))
    if "," in bare and "." in bare:  # 1,250.50 or 1.250,50: the last of the two is before the centimes
        bare = bare.replace(min(",.", key=bare.rindex), "")
    bare = bare.replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise UserError(NOT_A_NUMBER, WRITE_DIGITS) from None
    if not number.is_finite() or abs(number) > 10**12:
        raise UserError(NOT_A_NUMBER, WRITE_DIGITS)
    return number


def amount_said(dirhams: Decimal, language: str | None = None) -> str:
    """An amount as it is read: "1 250,50 DH", "1 250,50 درهم", "MAD 1,250.50"."""
    language = language or current_language()
    figure = f"{dirhams:,.2f}"
    if language == "en":
        return f"MAD\u00a0{figure}"
    figure = figure.replace(",", "\u00a0").replace(".", ",")
    return f"{figure}\u00a0{'درهم' if language == 'ar' else 'DH'}"


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
        return "" if value is None else amount_said(value, language)

    def plain(self, value: Any) -> Any:
        return None if value is None else f"{value:.2f}"

    def revive(self, plain: Any) -> Any:
        return None if plain in (None, "") else Decimal(str(plain))
