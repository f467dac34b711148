"""The invented material of `resources/demonstration`, read once and made ready for drawing."""

from __future__ import annotations

import csv
from functools import cache

from casemgr.domain.resources import folder
from casemgr.services.demonstration.dice import Weighted

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of `resources/demonstration/<name>.csv`, in their order."""
    return _read("demonstration", name)


@cache
def vocabulary_meta(name: str) -> dict[str, dict[str, str]]:
    """For each code of a vocabulary its `meta`, as key → value (with "parent", the column of that name)."""
    found: dict[str, dict[str, str]] = {}
    for row in _read("vocabularies", name):
        meta = dict(pair.split("=", 1) for pair in row["meta"].split(";") if "=" in pair)
        found[row["code"]] = {**meta, "parent": row["parent"]}
    return found


def _read(place: str, name: str) -> list[Row]:
    with (folder("resources") / place / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Shares:
    """The proportions of `shares.csv`: `of("housing", "NAD", "*")` is the first list there is among those
    asked.
    """

    def __init__(self) -> None:
        lists: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for row in rows("shares"):
            lists.setdefault((row["what"], row["of"]), []).append((row["code"], float(row["share"])))
        self._lists = {key: Weighted(pairs) for key, pairs in lists.items()}

    def of(self, what: str, *whose: str) -> Weighted[str]:
        """The weighted codes of `what` for the first of `whose` that has any, else for everybody ("*")."""
        for one in whose:
            found = self._lists.get((what, one))
            if found is not None:
                return found
        return self._lists[what, "*"]


def pairs(text: str) -> list[tuple[str, float]]:
    """ "MIG 88 ASY 4" as weighted pairs."""
    words = text.split()
    return [(code, float(share)) for code, share in zip(words[::2], words[1::2], strict=True)]
