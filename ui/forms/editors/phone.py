"""Telephone numbers, grouped while they are typed, always left to right."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QWidget

from casemgr.domain import identifiers
from casemgr.domain.date_words import WESTERN_DIGITS
from casemgr.domain.fields import Field
from ui.forms.contract import Host
from ui.forms.editors.number import IntegerEditor

_MOROCCAN = re.compile(r"0[5-8]?\d*")


def grouped(text: str) -> str:
    """What is typed so far, as Moroccans write a number: 06 12 34 56 78; a foreign one by its own custom."""
    digits = re.sub(r"[\s.\-/()]", "", text.translate(WESTERN_DIGITS))
    if _MOROCCAN.fullmatch(digits) and not digits.startswith("00"):
        return " ".join(re.findall("..?", digits)) if len(digits) <= 10 else text
    if re.fullmatch(r"(\+|00)\d{1,15}", digits):
        return _foreign("+" + digits.removeprefix("+").removeprefix("00")) if len(digits) > 3 else digits
    return text


def _foreign(digits: str) -> str:
    import phonenumbers  # 30 ms, and not needed to open a form

    formatter = phonenumbers.AsYouTypeFormatter("MA")
    shown = ""
    for digit in digits:
        shown = formatter.input_digit(digit)
    return str(shown)


class PhoneEditor(IntegerEditor):
    """A phone: the spaces come by themselves, wherever the cursor is."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line.setPlaceholderText("06 12 34 56 78")

    def read(self, text: str) -> Any:
        """What the text means."""
        return identifiers.parse_phone(text).e164 if text.strip() else None

    def shown(self, value: Any) -> str:
        """The text of a value."""
        return identifiers.show_phone(str(value)) if value else ""

    def _typed(self, text: str) -> None:
        wanted = grouped(text)
        if wanted != text:
            before = len(re.sub(r"\s", "", text[: self.line.cursorPosition()]))
            self.line.setText(wanted)
            self.line.setCursorPosition(_place_after(wanted, before))
        super()._typed(wanted)


def _place_after(text: str, count: int) -> int:
    """The place just after the `count`-th sign that is not a space."""
    if count <= 0:
        return 0
    for place, sign in enumerate(text, 1):
        count -= not sign.isspace()
        if count == 0:
            return place
    return len(text)
