"""The enrolments of the invented people: their stages follow what was done for them, as a caseworker would note it.

Its chance is its own: the rest of the world is the same with it and without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from casemgr.domain import eligibility, pathway
from casemgr.domain.access import Person as Colleague
from casemgr.domain.clock import MOROCCO
from casemgr.domain.eligibility import Answer
from casemgr.domain.pathway import Stage
from casemgr.records.enrolment import path, rules
from casemgr.services.demonstration import forms
from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.portrait import Enrolment, Person, Service

# Stages that something done proves: they are entered on its first day, and passed over when it was never done.
PROVED = {
    "PVI-BILAN": ("VOC-BIL", "VOC-SOFT", "EMP-CV"),
    "PVI-FORM": ("VOC-OFPPT", "VOC-EN", "VOC-PRIV"),
    "PVI-STAGE": ("VOC-STAGE",),
    "PVI-EMPLOI": ("EMP-PLACE", "EMP-CTE"),
    "PVI-AGR": ("IGA-GRANT", "IGA-REG", "IGA-CREDIT"),
    "TAM-MED": ("HEA-",),
    "TAM-SOC": ("SOC-", "HOU-", "DOC-"),
    "TAM-PSY": ("MHP-",),
}
# Days after the job or the activity began.
FOLLOWED_UP = {"PVI-S3": 91, "PVI-S6": 182, "PVI-S12": 365}
SELDOM = frozenset({"REG-RECOURS", "ASI-RECOURS", "ASI-BRA", "RECL-RECOURS", "EDU-PASS", "RECL-RELANCE", "SOS-RAPAT"})
QUIET = 150  # days without anything done, after which somebody has left in fact
WORKING = ("CDI", "CDD", "INFORMAL", "AE", "AGR")
NOT_WORKING = ("UNEMP", "UNREACH", "TRAIN")
EXCEPTION = "Situation particulière, décision prise en réunion d’équipe."
EXCEPTION_AR = "وضعية خاصة، تقرر ذلك في اجتماع الفريق."


@dataclass(frozen=True)
class Story:
    """An enrolment as it stands at the end: its values, and when it was written down."""

    values: dict[str, Any]
    moment: datetime


class Paths:
    """Draws the paths of people up to `today`."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = Dice(seed)
        self._today = today

    def of(self, person: Person, record: str, colleague: Colleague) -> Iterator[Story]:
        """The enrolments of a person whose record is `record`, noted by a colleague."""
        for one in person.enrolments:
            served = [s for s in person.services if s.programme == one.programme and s.void_reason is None]
            yield self._story(person, one, served, record, colleague)

    def _story(self, person: Person, one: Enrolment, served: list[Service], record: str, by: Colleague) -> Story:
        since = max(one.since, person.intake)
        until, reason = self._end(one, served)
        walked = self._walk(one, since, until or self._today, served)
        if until is None:
            self._keep_up(walked)
        arabic = self._dice.chance(0.25)
        stage, entered = walked[-1]
        works = any(code in ("PVI-EMPLOI", "PVI-AGR") for code, _day in walked)
        values: dict[str, Any] = {
            "beneficiary": record,
            "programme": one.programme,
            "enrolled_on": since,
            "followed_by": by.id,
            "criteria": _criteria(person, one.programme, since),
            "exception_reason": self._exception(person, one.programme, since, arabic),
            "path": pathway.path_of(one.programme),
            "history": [self._line(code, day, by, arabic, works) for code, day in walked],
            "remind_on": path.remind_after(stage, entered) if until is None else None,
            "exited_on": until,
            "exit_reason": reason,
            "outcome": self._outcome(works) if until and one.programme in rules.OF_INSERTION else None,
            "exit_note": None,
        }
        opened = datetime.combine(since, time(9), MOROCCO) + timedelta(minutes=self._dice.between(0, 400))
        return Story(values, opened)

    def _end(self, one: Enrolment, served: list[Service]) -> tuple[date | None, str | None]:
        """Whoever has not been seen for months has left, though nobody said so on the day."""
        last = max((service.day for service in served), default=one.since)
        if one.until is not None:
            return max(one.until, one.since), one.exit
        quiet = (self._today - last).days > QUIET
        if quiet and self._dice.chance(0.95):
            left = last + timedelta(days=self._dice.between(60, QUIET))
            return left, self._dice.pick(("DROPOUT", "DROPOUT", "MOVED", "COMPLETED", "SWITCH"))
        return None, None

    def _walk(self, one: Enrolment, since: date, end: date, served: list[Service]) -> list[tuple[str, date]]:
        codes = pathway.path_of(one.programme)
        walked = [(codes[0], since)]
        for code in codes[1:]:
            day = self._entered(pathway.stage(code), walked, served)
            if day is not None and day <= end:
                walked.append((code, day))
            elif day is not None:
                break
        return walked

    def _entered(self, stage: Stage, walked: list[tuple[str, date]], served: list[Service]) -> date | None:
        """The day on which a stage is entered; None when it is passed over."""
        before, day = walked[-1]
        if stage.code in PROVED:
            proofs = [service.day for service in served if service.type.startswith(PROVED[stage.code])]
            return max(day, min(proofs)) if proofs else None
        if stage.code in FOLLOWED_UP:
            begun = [when for code, when in walked if code in ("PVI-EMPLOI", "PVI-AGR")]
            return max(day, begun[-1] + timedelta(days=FOLLOWED_UP[stage.code])) if begun else None
        if stage.code in SELDOM and not self._dice.chance(0.15):
            return None
        wait = max(2, pathway.stage(before).remind_days)
        soonest = day + timedelta(days=round(wait * (0.3 + 1.1 * self._dice.random())))
        visits = (service.day for service in served if soonest <= service.day <= soonest + timedelta(days=20))
        return next(visits, soonest)

    def _keep_up(self, walked: list[tuple[str, date]]) -> None:
        """Most paths that run are where they should be; some wait."""
        code, day = walked[-1]
        days = pathway.stage(code).remind_days
        if days and (self._today - day).days > days and self._dice.chance(0.75):
            walked[-1] = (code, max(day, self._today - timedelta(days=self._dice.between(0, days))))

    def _line(self, code: str, day: date, by: Colleague, arabic: bool, works: bool) -> dict[str, Any]:
        proof = pathway.stage(code).evidence
        return {
            "id": None,
            "stage": code,
            "entered_on": day,
            "evidence": (proof.ar if arabic else proof.fr) or None,
            "by": by.id,
            "outcome": self._outcome(works) if code in FOLLOWED_UP else None,
            "note": None,
            "confidentiality": "L0",
        }

    def _outcome(self, works: bool) -> str:
        return self._dice.pick(WORKING if works and self._dice.chance(0.8) else NOT_WORKING)

    def _exception(self, person: Person, programme: str, day: date, arabic: bool) -> str | None:
        if not any(one.hinders for one in rules.judge(programme, _facts(person), day)):
            return None
        return EXCEPTION_AR if arabic else EXCEPTION


def _facts(person: Person) -> dict[str, Any]:
    """What the file of a person will tell of the criteria."""
    home = {"since": person.intake, "confidentiality": "L0"}
    statuses = [{**home, "since": one.since, "status": one.code} for one in person.statuses]
    return {
        "sex": person.sex,
        "birth_date": forms.birth_of(person),
        "population_group": person.population_group,
        "nationality": person.nationality,
        "administrative_status": statuses,
        "housing": [{**home, "housing": person.housing}],
        "coverage": [{**home, "coverage": person.coverage}],
    }


def _criteria(person: Person, programme: str, day: date) -> list[dict[str, Any]]:
    """What the file does not tell is checked with her; campaigns that are over are nobody's."""
    if programme == "REG":
        return []
    facts = rules.facts_of(_facts(person), day)
    return [
        {"id": None, "criterion": f"{programme}-{one.code}", "answer": "MEETS", "note": None, "confidentiality": "L0"}
        for one in eligibility.criteria_of(programme)
        if one.is_hard and eligibility.answer(one, facts, day) is Answer.UNKNOWN
    ]
