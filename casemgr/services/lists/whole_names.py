"""Names of one column, "NOM et prénom": parted where the capitals of the family name say how, else left whole."""

from __future__ import annotations

from itertools import pairwise

from casemgr.domain.names import fold

FAMILY, GIVEN = "family_name", "given_names"
# They stand in small letters before a family name in capitals: "Ahmed El IDRISSI".
_PARTICLES = frozenset(["el", "al", "ben", "bint", "bent", "ait", "ould", "de", "da", "di", "du", "le", "la"])


def parted(text: str) -> tuple[str, str] | None:
    """Family and given names; None when nothing tells them apart ("Awa Diallo", "AWA DIALLO", "KONE Awa SIRA")."""
    words = text.split()
    is_family = [sum(map(str.isalpha, word)) > 1 and word.isupper() for word in words]
    for place in range(len(words) - 2, -1, -1):
        is_family[place] |= is_family[place + 1] and fold(words[place]) in _PARTICLES
    changes = sum(one != other for one, other in pairwise(is_family))
    if changes != 1:
        return None
    family = [word for word, is_one in zip(words, is_family, strict=True) if is_one]
    given = [word for word, is_one in zip(words, is_family, strict=True) if not is_one]
    return " ".join(family), " ".join(given)
