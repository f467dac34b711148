"""The stages of a programme, in order: what opens each, what proves it, after how many days one looks again.

They are data (`resources/programmes/stages.csv`). The code of a stage is that of its programme and its own
("PVI-BILAN"), so that one list holds those of all programmes. The file may change: an enrolment keeps the path that
it was begun with, and a code that the file has no more is still read (domain.md §6).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from casemgr.domain.resources import folder
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, same

STAGES = "stage"  # the coded list of every stage of every programme
CRITERIA = "criterion"  # and that of every criterion


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its place on the path, its entry rule and its evidence in words, and its reminder in days (0: none).

    `flag` says what reaching it proves: "output:training" something delivered, "outcome" a result, "branch" a choice.
    """

    code: str
    programme: str
    order: int
    label: Words
    rule: Words
    evidence: Words
    remind_days: int = 0
    flag: str = ""

    @property
    def is_outcome(self) -> bool:
        """Whether a result is noted on entering it (a follow-up, a certificate)."""
        return self.flag == "outcome"


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, Words]:
    """The rules and proofs in three languages, by their English wording, which is that of stages.csv."""
    with (folder("resources") / "programmes" / "stage_words.csv").open(encoding="utf-8", newline="") as lines:
        return {row["en"]: Words(row["fr"], row["ar"], row["en"]) for row in csv.DictReader(lines)}


def _said(english: str) -> Words:
    return _wordings().get(english) or same(english)


@lru_cache(maxsize=1)
def every_stage() -> Mapping[str, Stage]:
    """Every stage of every programme by its code, each programme's in the order of its path."""
    with (folder("resources") / "programmes" / "stages.csv").open(encoding="utf-8", newline="") as lines:
        read = [
            Stage(
                code=f"{row['programme']}-{row['stage']}",
                programme=row["programme"],
                order=int(row["order"]),
                label=Words(row["fr"], row["ar"], row["en"]),
                rule=_said(row["rule"]),
                evidence=_said(row["evidence"]),
                remind_days=int(row["remind_days"] or 0),
                flag=row["flag"],
            )
            for row in csv.DictReader(lines)
        ]
    return {stage.code: stage for stage in sorted(read, key=lambda one: (one.programme, one.order))}


def stage(code: str) -> Stage:
    """The stage of this code; one that the file has no more is called by its code, and never reminds of itself."""
    known = every_stage().get(code)
    return known or Stage(code, code.partition("-")[0], 0, same(code), same(""), same(""))


def path_of(programme: str | None) -> tuple[str, ...]:
    """The codes of the stages of a programme as they are today, in order."""
    return tuple(one.code for one in every_stage().values() if one.programme == programme)


def next_on(path: Iterable[str], passed: Iterable[str]) -> str | None:
    """The stage of `path` that comes after the furthest of those passed; None at its end.

    One that is no longer on the path does not count: the path goes on from the last that is.
    """
    codes = tuple(path)
    places = [codes.index(code) for code in passed if code in codes]
    after = max(places, default=-1) + 1
    return codes[after] if after < len(codes) else None


def label_of(code: str) -> Words:
    """The name of a stage."""
    return vocabulary(STAGES).label(code)
