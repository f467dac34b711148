"""Codes that people read aloud, copy by hand and type again: of a person, of a household, of a register.

A person's code says nothing of her (data-protection.md, DP-10): nine random symbols and a check character. It
stands on envelopes, in text messages and in log books, so it must survive handwriting and the telephone. The
29 symbols leave out those that are mistaken for another (O, I, L, S, Z, B, U), which are read as what they
look like. 29 is prime: with weights that all differ, the check character finds every wrong symbol and every
two symbols exchanged.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random, SystemRandom

from casemgr.domain.date_words import WESTERN_DIGITS

SYMBOLS = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 9
HOUSEHOLD = "M"  # "ménage"

_VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
_LOOK_LIKE = str.maketrans("OILUSZB", "011V528")
_LONGEST = 40
_BETWEEN = re.compile(r"[\s\-‐-―−_.,/·'’\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


_BASE = len(SYMBOLS)
_POWERS = tuple(_BASE**place for place in range(LENGTH))
_BITS = 96  # twice what a body takes: all bodies are as likely
_MASK = 2**_BITS - 1
_AT_ONCE = 128
_by_chance: list[int] = []


def make_code(random_source: Random, prefix: str = "") -> str:
    """A new code in the form it is kept and shown, such as "7KD-M3X-9QF-T"; `HOUSEHOLD` as prefix: "M-7KD-…".

    `random_source` is `secrets.SystemRandom()` in the program, a seeded `Random` in tests. 29⁹ codes: among a
    million people, one new code in fourteen million meets an old one; the database refuses it.
    """
    body = "".join(_drawn(random_source))
    return _shown(body + check_character(body, prefix), prefix)


def _drawn(random_source: Random) -> list[str]:
    """Symbols by chance. The system's own chance is asked once for some hundred codes: to ask for each took a twentieth
    of the time in which a person of a list is brought in. A seeded one gives the codes that it always gave.
    """
    if not isinstance(random_source, SystemRandom):
        return [random_source.choice(SYMBOLS) for _ in range(LENGTH)]
    try:
        number = _by_chance.pop()
    except IndexError:
        drawn = random_source.getrandbits(_BITS * _AT_ONCE)
        number, *more = (drawn >> place & _MASK for place in range(0, _BITS * _AT_ONCE, _BITS))
        _by_chance.extend(more)
    return [SYMBOLS[number // power % _BASE] for power in _POWERS]


def make_household_code(random_source: Random) -> str:
    """A new code of a household: "M-" and a code that is never valid as a person's."""
    return make_code(random_source, HOUSEHOLD)


def check_character(body: str, prefix: str = "") -> str:
    """The tenth symbol: the weighted sum (weights 2 to 10) of the nine, and of the prefix, taken modulo 29.

    Raises KeyError for a symbol that is not one of `SYMBOLS`.
    """
    total = sum(weight * _VALUES[symbol] for weight, symbol in enumerate(body, 2))
    total += sum(ord(letter) % 28 + 1 for letter in prefix[:1])  # never 0: the prefix counts
    return SYMBOLS[-total % len(SYMBOLS)]


def read_code(typed: str, prefix: str = "") -> str | None:
    """The code that is meant, as it is kept; None when it is not a code or has a mistake in it.

    Case, spaces, hyphens and dots do not matter; O is read as 0, I and L as 1, U as V, S as 5, Z as 2, B as
    8.
    """
    if len(typed) > _LONGEST:
        return None
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed).translate(WESTERN_DIGITS)).upper()
    if prefix:
        if not plain.startswith(prefix):
            return None
        plain = plain[len(prefix) :]
    plain = plain.translate(_LOOK_LIKE)
    if len(plain) != LENGTH + 1 or not all(symbol in _VALUES for symbol in plain):
        return None
    if check_character(plain[:LENGTH], prefix) != plain[LENGTH]:
        return None
    return _shown(plain, prefix)


def read_household_code(typed: str) -> str | None:
    """The code of a household that is meant, as it is kept; None otherwise."""
    return read_code(typed, HOUSEHOLD)


def _shown(plain: str, prefix: str) -> str:
    groups = "-".join(plain[start : start + 3] for start in range(0, len(plain), 3))
    return f"{prefix}-{groups}" if prefix else groups


_REGISTER = re.compile(
    r"^\s*([A-Z]{1,4})\s*[-/ ]\s*((?:19|20)\d\d)\s*[-/ ]\s*([A-Z][A-Z0-9]{1,7})\s*[-/ ]\s*0*(\d{1,7})\s*$"
)
_PARTS = re.compile(r"[A-Z]{1,4}"), re.compile(r"[A-Z][A-Z0-9]{1,7}")


@dataclass(frozen=True, slots=True, order=True)
class RegisterNumber:
    """A number of a register kept by a branch, counted from 1 each year: `R-2026-RAB1-0042`.

    Each branch counts for itself, so that two branches without a line never give the same number. Raises
    ValueError for parts that could not be read back.
    """

    register: str
    year: int
    branch: str
    sequence: int

    def __post_init__(self) -> None:
        register, branch = _PARTS
        well_named = register.fullmatch(self.register) and branch.fullmatch(self.branch)
        if not well_named or not 1900 <= self.year <= 2099 or not 1 <= self.sequence <= 9_999_999:
            raise ValueError("not the parts of a register number")

    def __str__(self) -> str:
        return f"{self.register}-{self.year}-{self.branch}-{self.sequence:04}"


def read_register_number(typed: str) -> RegisterNumber | None:
    """The register number that is meant ("r 2026 rab1 42" too), or None."""
    if len(typed) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", typed).translate(WESTERN_DIGITS).upper()
    found = _REGISTER.match(re.sub("[‐-―−]", "-", plain))
    if found is None or int(found[4]) == 0:
        return None
    return RegisterNumber(found[1], int(found[2]), found[3], int(found[4]))
