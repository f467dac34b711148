"""The words that old lists write for the terms of a coded list: "Masc.", "SEN", "Sénégal" for Senegalese, "célib.".

`sure` says what can only mean one term, and is taken; `guesses` proposes what a person then confirms. A word that
could be two terms is never taken by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from casemgr.domain.vocabulary import Term, Vocabulary, vocabulary
from casemgr.services.lists.wordings import loose

# What everybody writes and no label says.
COMMON: dict[str, dict[str, str]] = {
    "sex": {
        "F": "femme fille mme madame mlle f fem woman girl w امراه بنت انثي نساء اناث",
        "M": "homme garcon mr monsieur h masc man boy رجل ولد ذكر ذكور",
        "U": "inconnu nsp ns unknown",
    },
    "yes_no": {"Y": "o y x 1 vrai true", "N": "n 0 faux false", "U": "nsp ns"},
    "country": {
        "CD": "rdc congo kinshasa",
        "CG": "congo brazzaville",
        "CI": "rci cote d ivoire ivory coast",
        "CF": "rca centrafrique",
        "GB": "uk grande bretagne angleterre",
        "US": "usa etats unis amerique",
        "MA": "maroc المغرب",
        "SY": "syrie سوريا",
    },
}
_PHRASES = frozenset(["congo kinshasa", "congo brazzaville", "cote d ivoire", "ivory coast", "grande bretagne"])
# One name for two countries: never taken by itself.
TWO_OF_THEM = {"congo": ("CD", "CG"), "coree": ("KP", "KR")}
_SHORTEST_START = 4
_LEAST_ALIKE = 78
_MOST = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A term that a word may mean, and how surely (0 to 100; 100 can only mean this)."""

    code: str
    score: int


class TermReader:
    """Reads the words of one coded list; `offered` are the codes that may be chosen."""

    def __init__(self, listed: Vocabulary, offered: Collection[str] = ()) -> None:
        self._codes = [term.code for term in listed.active() if not offered or term.code in offered]
        self._meaning: dict[str, set[str]] = defaultdict(set)
        for code in self._codes:
            for wording in _wordings(listed, listed[code]):
                self._meaning[wording].add(code)
        for code, words in _common(listed.name).items():
            for wording in words:
                # what a label says comes first: "M" is Masculine even where another list writes it for a married one
                if code in self._codes and wording not in self._meaning:
                    self._meaning[wording] = {code}
        for wording, codes in TWO_OF_THEM.items():
            if wording in self._meaning and listed.name in ("country", "nationality"):
                self._meaning[wording] = set(codes) & set(self._codes)

    def sure(self, word: str) -> str | None:
        """The one term that this word can mean; None when there is none, or more than one."""
        plain = loose(word)
        if not plain:
            return None
        found = self._meaning.get(plain) or self._starting(plain, abbreviated=word.strip().endswith("."))
        return next(iter(found)) if len(found) == 1 else None

    def guesses(self, word: str) -> list[Guess]:
        """The likeliest terms, best first, at most three."""
        plain = loose(word)
        sure = self.sure(word)
        if sure is not None:
            return [Guess(sure, 100)]
        scored: dict[str, float] = {}
        for code in self._meaning.get(plain) or self._starting(plain, abbreviated=True):
            scored[code] = 90
        for wording, codes in self._meaning.items():
            alike = fuzz.ratio(plain, wording) if min(len(plain), len(wording)) > 2 else 0
            if alike >= _LEAST_ALIKE:
                for code in codes:
                    scored[code] = max(scored.get(code, 0), min(alike, 95))
        best = sorted(scored.items(), key=lambda one: (-one[1], self._codes.index(one[0])))
        return [Guess(code, round(score)) for code, score in best[:_MOST]]

    def _starting(self, plain: str, *, abbreviated: bool) -> set[str]:
        """The terms of which this is the beginning: "masc." or "célib." (a dot says so), or four letters at least."""
        if len(plain) < (1 if abbreviated else _SHORTEST_START) or " " in plain:
            return set()
        return {code for wording, codes in self._meaning.items() if wording.startswith(plain) for code in codes}


def _wordings(listed: Vocabulary, term: Term) -> set[str]:
    said = {term.code, term.meta.get("alpha3", ""), term.meta.get("short_fr", ""), term.meta.get("short_ar", "")}
    for label in (term.label.fr, term.label.ar, term.label.en):
        said |= {label, *_both_genders(label)}
    if listed.name == "nationality":
        said |= _masculine(term.label.fr) | {term.label.ar.removesuffix("ة")}
        countries = vocabulary("country")
        if term.code in countries:
            country = countries[term.code]
            said |= {country.label.fr, country.label.ar, country.label.en, country.meta.get("alpha3", "")}
    return {plain for one in said if (plain := loose(one))}


_ENDING = re.compile(r"(\w)\((\w{1,3})\)")


def _both_genders(label: str) -> set[str]:
    """Marié(e) is Marié and Mariée, Veuf(ve) is Veuf and Veuve; متزوج(ة) likewise."""
    if not _ENDING.search(label):
        return set()
    return {_ENDING.sub(r"\1", label), _ENDING.sub(r"\1\2", label), _ENDING.sub(r"\2", label)}


def _masculine(nationality: str) -> set[str]:
    """Sénégalaise gives sénégalais, Ivoirienne ivoirien."""
    if nationality.endswith("nne"):
        return {nationality[:-2]}
    return {nationality[:-1]} if nationality.endswith("e") else set()


def _common(name: str) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for code, words in COMMON.get("country" if name == "nationality" else name, {}).items():
        phrases = [phrase for phrase in _PHRASES if phrase in words]
        for phrase in phrases:
            words = words.replace(phrase, "")
        kept[code] = [*phrases, *words.split()]
    return kept
