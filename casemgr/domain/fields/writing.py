"""Fields that are written: free text, names, times of day, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from casemgr.domain import identifiers, names
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.fields.field import Anonymise, Field, storable
from casemgr.domain.words import Words

_BREAKS = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+\s*")


def _seen(text: str, lines: int) -> str:
    """`text` in the lines that its field has: what is pasted into one line stands in one. Nothing, where there is
    nothing to see: a name of invisible characters is no name.
    """
    if not any(sign.isprintable() and not sign.isspace() for sign in text):
        return ""
    return _BREAKS.sub(" ", text) if lines == 1 else text


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free text. `longest` in characters; `lines` more than one makes it a note (V-TEXT).

    `suggests` names the kind of record whose titles are suggested while one types (the directory of partners, found
    by any of its names); what is typed stays free.
    """

    longest: int = 200
    lines: int = 1
    suggests: str = ""
    check: Callable[[str], tuple[str, list[Issue]]] | None = None

    type: ClassVar[str] = "text"

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        text = storable(str(value if value is not None else "")).strip()
        if not text.isprintable():
            text = _seen(text, self.lines)
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


_TIME = re.compile(r"^(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?(?::00)?$")
NOT_A_TIME = Words("Écrivez l’heure ainsi : 14:30.", "اكتبوا الساعة هكذا: 14:30.", "Write the time like this: 14:30.")


def check_time(text: str) -> tuple[str, list[Issue]]:
    """A time of day typed as 14:30, 14h30, 14h or 9.15 (or 14:30:00, as lists have it), kept as 14:30."""
    found = _TIME.match(text)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return f"{int(found[1]):02d}:{int(found[2] or 0):02d}", []
    return text, [Issue("", NOT_A_TIME)]


@dataclass(frozen=True, kw_only=True)
class Time(Text):
    """A time of day in Morocco, kept as 14:30: such texts stand in the order of the day."""

    longest: int = 8
    check: Callable[[str], tuple[str, list[Issue]]] | None = check_time


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
