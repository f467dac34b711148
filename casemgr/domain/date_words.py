"""How dates and ages are written in French, Arabic (of Morocco and elsewhere) and English, and their reading.

It only says what was written (a day, a month, a year, an age, "about"); `dates` says whether it can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 80
# Arabic-Indic digits, and those of Persian keyboards.
WESTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)

_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "،": ",", "٫": ".", "–": "-", "—": "-", "−": "-"})

# One line a month: French, English, then Moroccan, classical, Maghrebi and Levantine Arabic (Syrian papers).
_MONTHS = (
    "janvier janv jan january يناير جانفي كانونالثاني ينايير",
    "fevrier fevr fev february feb فبراير فيفري شباط",
    "mars march mar مارس اذار",
    "avril avr april apr ابريل افريل نيسان",
    "mai may ماي مايو ايار",
    "juin june jun يونيو جوان حزيران يونيه",
    "juillet juil july jul يوليوز يوليو جويليه تموز يوليه",
    "aout august aug غشت اغسطس اوت اب",
    "septembre sept sep september شتنبر سبتمبر ايلول",
    "octobre oct october اكتوبر تشرينالاول",
    "novembre nov november نونبر نوفمبر تشرينالثاني",
    "decembre dec december دجنبر ديسمبر كانونالاول",
)
_MONTH_NUMBERS = {name: number for number, line in enumerate(_MONTHS, 1) for name in line.split()}

_UNKNOWN = frozenset(
    [
        "?",
        "??",
        "inconnu",
        "inconnue",
        "date inconnue",
        "ne sait pas",
        "unknown",
        "not known",
        "غير معروف",
        "غير معروفه",
        "مجهول",
    ]
)
_LEADING = re.compile(
    r"^(?:nee?(?: le| en)?|nee?\(e\)|born(?: on| in)?|annee|year|en|le|in|on"
    r"|مواليد|ازداد في|ازدادت في|سنه|عام|في)\s+(?=\S)"
)
_ABOUT = re.compile(
    r"^(?:vers|environ|env|autour de|a peu pres|about|around|circa|approx|ca|c|حوالي|نحو|تقريبا)\b"
    r"\.?\s*(?:en |l'an )?|^~\s*"
)
_ABOUT_AFTER = re.compile(r"\s*(?:environ|env|approx|about|تقريبا|حوالي)\.?$|\s*~$")
_YEARS = r"(?:ans?|years?(?: old)?|yrs?|yo|y\.o|سنه|سنوات|سنين|عاما|عام|اعوام)"
_AGE = re.compile(rf"^(\d{{1,3}})\s*{_YEARS}$")
_MONTHS_OLD = re.compile(r"^(\d{1,2})\s*(?:mois|months?(?: old)?|شهرا?|اشهر|شهور)$")
_AGE_ON = re.compile(rf"^(?:\d{{4}}\s*\()?(\d{{1,3}})\s*{_YEARS}\s*(?:au|le|on|في|,|@)?\s*([\d/.\-]{{8,10}})\)?$")
_PLAIN_AGE_ON = re.compile(r"^(\d{1,3})@(\d{4}-\d{2}-\d{2})$")
_BARE_AGE = re.compile(r"^(?:0|[1-9]\d{0,2})$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$")
_NUMERIC = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$")
# A day or a month that nobody knows, as registers and identity cards write it: 00/00/1990, xx/05/1990, 1990-00-00.
_NOT_KNOWN = r"(?:0{1,2}|x{1,2}|\?{1,2}|-{2}|_{2})"
_DAY_NOT_KNOWN = re.compile(rf"^{_NOT_KNOWN}\s*[-/. ]\s*(?:{_NOT_KNOWN}|(\d{{1,2}}))\s*[-/. ]\s*(\d{{4}}|\d{{2}})$")
_ISO_NOT_KNOWN = re.compile(rf"^(\d{{4}})[-/.](?:{_NOT_KNOWN}|(\d{{1,2}}))[-/.]{_NOT_KNOWN}$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{4})$")
_WORDED = re.compile(
    r"^(?:(\d{1,2})(?:er|ere|st|nd|rd|th)?[\s\-/.]*(?:of |من )?)?([^\W\d][^\d,]*?)[\s\-/.,]*(\d{4}|\d{2})$"
)
_ENGLISH = re.compile(r"^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_COMPACT = re.compile(r"^\d{6}$|^\d{8}$")


@dataclass(frozen=True, slots=True)
class Said:
    """What was written. `short_year`: only its two digits. `about`: an estimate. `on`: the day of an age.

    `is_partly`: its day was written, as one that nobody knows (00/05/1990).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    short_year: bool = False
    about: bool = False
    age: int | None = None
    on: Said | None = None
    unknown: bool = False
    is_partly: bool = False


def read(text: str) -> Said | None:
    """What `text` says of a date or an age, possible or not; None when it says neither."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    if plain in _UNKNOWN:
        return Said(unknown=True)
    plain, about = _without_about(_without_leading(plain))
    if found := _AGE_ON.match(plain) or _PLAIN_AGE_ON.match(plain):
        on = _read_day(found[2])
        return None if on is None else Said(age=int(found[1]), on=on, about=True)
    if found := _AGE.match(plain) or _BARE_AGE.match(plain):
        return Said(age=int(found[1] if found.re is _AGE else found[0]), about=True)
    if found := _MONTHS_OLD.match(plain):
        return Said(age=int(found[1]) // 12, about=True)  # completed years, as every age is kept
    said = _read_day(plain) or _read_less_than_a_day(plain)
    if said is None or not about:
        return said
    return Said(said.year, said.month, said.day, said.short_year, about=True)


def _plain(text: str) -> str:
    """Lower case, Western digits, no accents, no invisible characters, single spaces."""
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.translate(WESTERN_DIGITS).translate(_LETTERS).replace("’", "'").split())


def _without_leading(plain: str) -> str:
    """Without "née le", "en", "مواليد"; but "عام 35" stays an odd thing, not an age."""
    for _ in range(2):
        plain = _LEADING.sub("", plain)
    return plain


def _without_about(plain: str) -> tuple[str, bool]:
    shorter = _ABOUT_AFTER.sub("", _ABOUT.sub("", plain))
    return shorter, shorter != plain


def _read_day(plain: str) -> Said | None:
    """A day, a month and a year, in any of the ways they are written."""
    if _DAY_NOT_KNOWN.match(plain) or _ISO_NOT_KNOWN.match(plain):
        return None
    if (found := _ISO.match(plain)) and found[3]:
        return Said(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(plain):
        return _with_year(found[3], int(found[2]), int(found[1]))
    if found := _ENGLISH.match(plain):
        month = _MONTH_NUMBERS.get(found[1])
        return None if month is None else Said(int(found[3]), month, int(found[2]))
    if (found := _WORDED.match(plain)) and found[1]:
        month = _month(found[2])
        return None if month is None else _with_year(found[3], month, int(found[1]))
    return _read_compact(plain) if _COMPACT.match(plain) else None


def _read_compact(digits: str) -> Said | None:
    """03051990, 19900503, 030590, 051990: told apart, as no month is 19 or 20 and no year is before 1900."""
    if len(digits) == 6:
        if digits[2:4] in ("19", "20"):
            return Said(int(digits[2:]), int(digits[:2]))
        return _with_year(digits[4:], int(digits[2:4]), int(digits[:2]))
    if int(digits[4:]) < 1900 and digits[:2] in ("19", "20"):
        return Said(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return Said(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _read_less_than_a_day(plain: str) -> Said | None:
    """A month and a year, or a year alone."""
    if re.fullmatch(r"\d{4}", plain):
        return Said(int(plain))
    if found := _ISO_NOT_KNOWN.match(plain):
        return Said(int(found[1]), int(found[2]) if found[2] else None, is_partly=True)
    if found := _DAY_NOT_KNOWN.match(plain):
        return Said(int(found[2]), int(found[1]) if found[1] else None, short_year=len(found[2]) == 2, is_partly=True)
    if (found := _ISO.match(plain)) and not found[3]:
        return Said(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.match(plain):
        return Said(int(found[2]), int(found[1]))
    found = _WORDED.match(plain)
    month = _month(found[2]) if found else None
    return None if found is None or month is None else _with_year(found[3], month, None)


def _with_year(digits: str, month: int, day: int | None) -> Said:
    return Said(int(digits), month, day, short_year=len(digits) == 2)


def _month(text: str) -> int | None:
    return _MONTH_NUMBERS.get(re.sub(r"[\s.\-/]", "", text))
