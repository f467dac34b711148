"""Coded lists with labels in three languages, read from `resources/vocabularies/*.csv`.

A code is stable and stored; labels may be edited; a term is deactivated, never deleted. A kind of record may bring
a list of its own: a CSV of the same form in its folder, named in `Choice(vocabulary=…, beside=__file__)`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from casemgr.domain.resources import folder
from casemgr.domain.words import Words


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a list: its code, its label, its place in the tree, and what else is known of it."""

    code: str
    label: Words
    parent: str = ""
    sort: int = 0
    active: bool = True
    meta: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """One coded list. Iterating gives every term in its order; `active()` those that may still be chosen."""

    name: str
    terms: Mapping[str, Term]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __contains__(self, code: object) -> bool:
        return code in self.terms

    def __getitem__(self, code: str) -> Term:
        return self.terms[code]

    def active(self) -> tuple[Term, ...]:
        """The terms that may be chosen today, in their order."""
        return tuple(term for term in self if term.active)

    def label(self, code: str) -> Words:
        """The label of `code`; the code itself if the list no longer has it (an old file, another version)."""
        term = self.terms.get(code)
        return term.label if term else Words(code, code, code)

    def find(self, typed: str) -> str | None:
        """The code that someone typed, as a code or as a label in any of the three languages; None if none."""
        return self._by_wording.get(_plain(typed))

    @cached_property
    def _by_wording(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for term in self:
            for wording in (term.label.fr, term.label.ar, term.label.en):
                found.setdefault(_plain(wording), term.code)
        for term in self:
            if "own" in term.meta:  # a stage within its programme: BILAN for PVI-BILAN
                found.setdefault(_plain(term.meta["own"]), term.code)
        found.update({term.code.casefold(): term.code for term in self})
        return found


def _plain(text: str) -> str:
    """A wording as it is compared: a keyboard has the straight apostrophe, our lists the curved one."""
    return " ".join(text.replace("’", "'").split()).casefold()


def _meta(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def read_vocabulary(path: Path) -> Vocabulary:
    """Read one list from its CSV (`code,fr,ar,en,parent,sort,active,meta,note`)."""
    with path.open(encoding="utf-8", newline="") as lines:
        terms = [
            Term(
                code=row["code"],
                label=Words(row["fr"], row["ar"], row["en"]),
                parent=row["parent"],
                sort=int(row["sort"] or 0),
                active=row["active"] != "0",
                meta=_meta(row["meta"]),
                note=row["note"],
            )
            for row in csv.DictReader(lines)
        ]
    terms.sort(key=lambda term: term.sort)
    return Vocabulary(path.stem, {term.code: term for term in terms})


@lru_cache(maxsize=256)
def vocabulary(name: str, beside: str = "") -> Vocabulary:
    """The list called `name`; `beside` is the file of a kind that brings its own list in its folder.

    Raises FileNotFoundError when there is no such list.
    """
    if name == "programme":
        return _programmes()
    if name in _OF_PROGRAMMES:
        return _of_programmes(name)
    if name == "nationality" and not beside:
        return _nationalities()
    base = Path(beside).parent if beside else folder("resources") / "vocabularies"
    return read_vocabulary(base / f"{name}.csv")


def _nationalities() -> Vocabulary:
    """The usual adjectives first, then every other country under its own name (forms.md §1, field 16)."""
    named = read_vocabulary(folder("resources") / "vocabularies" / "nationality.csv")
    return Vocabulary(
        "nationality", dict(named.terms) | {c.code: c for c in vocabulary("country") if c.code not in named}
    )


def _programmes() -> Vocabulary:
    with (folder("resources") / "programmes" / "programmes.csv").open(encoding="utf-8", newline="") as lines:
        terms = {
            row["code"]: Term(
                code=row["code"],
                label=Words(row["fr"], row["ar"], row["en"]),
                parent=row["strand"],
                sort=place,
                meta={
                    "target": row["target"],
                    "unit": row["target_unit"],
                    "end": row["end"],
                    "start": row["start"],
                },
            )
            for place, row in enumerate(csv.DictReader(lines))
        }
    return Vocabulary("programme", terms)


# The parts of programmes that are chosen like terms: the file, the column of the code, what else is kept of each.
_OF_PROGRAMMES = {
    "stage": ("stages.csv", "stage", ("order", "remind_days", "flag")),
    "criterion": ("eligibility.csv", "code", ("kind",)),
}


def _of_programmes(name: str) -> Vocabulary:
    """Every stage, or every criterion, of every programme; the code is the programme's and its own: "PVI-BILAN"."""
    file, column, kept = _OF_PROGRAMMES[name]
    with (folder("resources") / "programmes" / file).open(encoding="utf-8", newline="") as lines:
        terms = [
            Term(
                code=f"{row['programme']}-{row[column]}",
                label=Words(row["fr"], row["ar"], row["en"]),
                parent=row["programme"],
                sort=place,
                meta={"own": row[column]} | {key: row[key] for key in kept},
            )
            for place, row in enumerate(csv.DictReader(lines))
        ]
    return Vocabulary(name, {term.code: term for term in terms})


def known_vocabularies() -> tuple[str, ...]:
    """The names of the lists that ship, in alphabetical order."""
    return tuple(sorted(path.stem for path in (folder("resources") / "vocabularies").glob("*.csv")))
