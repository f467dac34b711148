"""How loosely two wordings are compared: accents, capitals, punctuation and the hands that typed them differ."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from casemgr.domain.words import Words

MEANING = Words("Colonnes", "الأعمدة", "Columns")  # the second sheet of an export: what its columns mean

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NOT_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def loose(text: str) -> str:
    """The words of a text alone: small letters without accents, Arabic letters in one form, single spaces."""
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_ARABIC)
    return " ".join(_NOT_WORDS.sub(" ", plain).split())
