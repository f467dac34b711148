"""A world: two years of an invented association, person by person, the same for the same seed."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casemgr.services.demonstration.activity import Activity, Plan
from casemgr.services.demonstration.casework import Casework
from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.families import MOROCCAN_GROUPS, Comer, Families
from casemgr.services.demonstration.material import Shares
from casemgr.services.demonstration.names import Names
from casemgr.services.demonstration.papers import Papers
from casemgr.services.demonstration.portrait import (
    Abroad,
    Birth,
    Branch,
    Case,
    Colleague,
    Document,
    Household,
    Need,
    Person,
    Service,
    Status,
)
from casemgr.services.demonstration.programmes import Circumstances, open_to
from casemgr.services.demonstration.seasons import Seasons
from casemgr.services.demonstration.situation import Situation
from casemgr.services.demonstration.staff import Staff, branches

_DAYS = 730
_DUPLICATES = 0.015
_INCOMPLETE = 0.03
_LATE = 0.03
_ARAB = frozenset({"SY", "YE", "SD", "IQ", "PS", "LY", "DZ", "TN", "TD"})
_SPOKEN_HERE = frozenset({"fr", "ar", "ary", "en", "es", "apc", "apd", "ayn"})


class World:
    """`people` files over the two years before `today`. Iterating twice gives the same people again.

    `today` is the last day on which anything happens; ValueError when `people` is less than 1.
    """

    def __init__(self, seed: int, today: date, people: int) -> None:
        if people < 1:
            raise ValueError("a world needs at least one person")
        self.seed, self.today, self.people = seed, today, people
        self.branches: tuple[Branch, ...] = branches()
        self._names = Names()
        self._staff = Staff(Dice(seed), self._names)
        self.staff: tuple[Colleague, ...] = tuple(self._staff.colleagues)

    def __iter__(self) -> Iterator[Person]:
        return iter(_History(self))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the rest of a file depends on."""

    abroad: Abroad | None
    statuses: tuple[Status, ...]
    documents: tuple[Document, ...]
    employment: str
    needs: tuple[str, ...]
    specific_needs: tuple[Need, ...]
    urgencies: tuple[str, ...]
    now: Circumstances


class _History:
    """One telling of a world: the state of the draw stands here, so that a world can be told again."""

    def __init__(self, world: World) -> None:
        self._today, self._people, self._staff = world.today, world.people, world._staff
        self._dice = Dice(world.seed + 1)
        shares = Shares()
        self._shares, self._names = shares, world._names
        self._seasons = Seasons(world.today - timedelta(days=_DAYS - 1), world.today)
        self._families = Families(self._dice, shares, world._names)
        self._papers = Papers(self._dice, shares, world.today)
        self._situation = Situation(self._dice, shares, world.today)
        self._casework = Casework(self._dice, shares, world.today)
        self._activity = Activity(self._dice, shares, self._seasons, world._staff)
        self._waiting: list[tuple[int, int, Comer]] = []
        self._order = 0
        self._paths: dict[str, Weighted[str]] = {}

    def __iter__(self) -> Iterator[Person]:
        key = 0
        for place, day in enumerate(self._seasons.days[: self._seasons.lived]):
            for _ in range(self._arrivals(place)):
                key += 1
                comer = self._next(place, day)
                comer.key = key
                person = self._person(comer, day)
                if comer.copy_of is None and self._dice.chance(_DUPLICATES):
                    self._come_again(comer, place)
                yield person

    def _arrivals(self, place: int) -> int:
        """How many come on a day: the shares of all days, rounded so that their sum is exact."""
        seasons = self._seasons
        whole = seasons.weight_between(0, seasons.lived)
        before = seasons.weight_between(0, place) / whole
        after = seasons.weight_between(0, place + 1) / whole
        return round(self._people * after) - round(self._people * before)

    def _next(self, place: int, day: date) -> Comer:
        """Somebody announced for that day or before, else a new unit, whose others come now or in the
        next weeks.
        """
        if self._waiting and self._waiting[0][0] <= place:
            return heapq.heappop(self._waiting)[2]
        comers = self._families.arrive(day)
        for other in comers[1:]:
            self._wait(other, place if self._dice.chance(0.6) else place + self._dice.between(1, 50))
        return comers[0]

    def _wait(self, comer: Comer, place: int) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (place, self._order, comer))

    def _come_again(self, comer: Comer, place: int) -> None:
        """The same person, registered again months later: another spelling, often another branch."""
        dice = self._dice
        copy = replace(comer, copy_of=comer.key, household=None, size=1, minors=0, relationship="HEAD")
        if dice.chance(0.75):
            copy.family = comer.family.respelled(dice)
        if dice.chance(0.6):
            copy.given = comer.given.respelled(dice)
        if dice.chance(0.06):
            copy.family, copy.given = comer.given, comer.family
        if dice.chance(0.5):
            copy.branch = self._families.other_branch(comer.branch)
            copy.address = comer.address and self._families.address(copy.branch)
        if dice.chance(0.5):
            copy.phones = ()
        self._wait(copy, place + dice.between(15, 220))

    def _person(self, comer: Comer, day: date) -> Person:
        dice, life = self._dice, self._situation
        told = self._told(comer, day)
        programmes, services, case = self._work(comer, told, day)
        languages = life.languages(comer, day)
        interpreter = not any(code in _SPOKEN_HERE for code, _ in languages) and comer.age(day) >= 12
        birth = life.birth(comer, day)
        latin, arabic, single = self._scripts(comer)
        late = dice.chance(_LATE)
        person = Person(
            key=comer.key,
            branch=comer.branch,
            received_by=self._staff.reception(comer.branch),
            intake=day,
            entered=min(day + timedelta(days=dice.between(1, 15)), self._today) if late else day,
            entry_channel=dice.draw(self._shares.of("entry_channel", comer.group)),
            family_name=comer.family.latin if latin and not single else None,
            given_names=comer.given.latin if latin else None,
            family_name_ar=comer.family.arabic if arabic and not single else None,
            given_names_ar=comer.given.arabic if arabic else None,
            single_name=single,
            alias=comer.given.respelled(dice).latin if dice.chance(0.05) else None,
            mother_given_name=comer.mother.latin if dice.chance(0.55) else None,
            sex=comer.sex,
            birth=birth,
            possible_minor=_possible_minor(birth, day),
            birth_country=_birth_country(comer, told.abroad is not None),
            nationality="XXA" if comer.group == "STL" else comer.origin.country,
            other_nationalities=(told.abroad.country,) if told.abroad and dice.chance(0.18) else (),
            population_group=comer.group,
            statuses=told.statuses,
            documents=told.documents,
            unhcr_number=self._papers.unhcr_number(comer, told.statuses, day),
            arrival=self._papers.arrival(comer, told.statuses, day),
            abroad=told.abroad,
            phones=comer.phones,
            address=comer.address,
            languages=languages,
            interview_language=_interview_language(languages),
            interpreter=interpreter,
            education=told.now.education,
            employment=told.employment,
            occupation=life.occupation(comer, told.employment),
            income=life.income(comer, told.employment),
            housing=comer.housing,
            coverage=told.now.coverage,
            marital=life.marital(comer, day),
            household=_household(comer),
            needs=told.needs,
            needs_text=life.said(told.needs),
            urgencies=told.urgencies,
            specific_needs=told.specific_needs,
            consents=life.consents(comer, day, told.now.education, interpreter, "COM" in programmes),
            same_as=comer.copy_of,
            case=case,
            enrolments=self._casework.enrolments(services, case),
            services=services,
        )
        return _left_unfinished(person) if dice.chance(_INCOMPLETE) else person

    def _told(self, comer: Comer, day: date) -> _Told:
        """What the rest depends on: papers, education, work, coverage, needs."""
        life, papers = self._situation, self._papers
        abroad = papers.abroad(comer, day)
        statuses = papers.statuses(comer, day, abroad)
        held = [status.code for status in statuses if status.since <= day] or [statuses[0].code]
        status_group = papers.group_of(held[-1])
        documents = papers.documents(comer, statuses, day)
        needs = life.needs(comer, day)
        specific = life.specific_needs(comer, day, status_group, documents[0].type == "AUCUN")
        now = Circumstances(
            age=comer.age(day),
            status_group=status_group,
            coverage=life.coverage(comer, status_group),
            education=life.education(comer, day),
            needs=frozenset(needs),
            codes=frozenset(need.code for need in specific),
            back_for_days=(day - abroad.returned).days if abroad and abroad.returned else None,
        )
        employment, urgencies = life.employment(comer, day), life.urgencies(comer, day, specific)
        return _Told(abroad, statuses, documents, employment, needs, specific, urgencies, now)

    def _work(self, comer: Comer, told: _Told, day: date) -> tuple[tuple[str, ...], tuple[Service, ...], Case | None]:
        """The programmes followed, what was done, and the case around it."""
        plan = self._plan(comer, told.now, day)
        services = self._activity.services(plan, day)
        if not plan.has_case:
            return plan.programmes, services, None
        return plan.programmes, services, self._casework.case(day, services, told.urgencies, plan.referent)

    def _plan(self, comer: Comer, now: Circumstances, day: date) -> Plan:
        dice = self._dice
        path = "ONEOFF" if comer.copy_of else dice.draw(self._shares.of("path", comer.group))
        weighted = Weighted(open_to(comer, now, day))
        chosen: dict[str, None] = {}
        if path != "ONEOFF" and weighted:
            for _ in range({"LIGHT": 1, "FOLLOWED": 2, "LONG": 3}[path]):
                chosen[dice.draw(weighted)] = None
        referent = dice.pick(self._staff.caseworkers[comer.branch])
        has_case = path != "ONEOFF" and dice.chance(0.6 if comer.relationship == "CHILD" else 0.93)
        return Plan(comer, now.conditions(comer), path, tuple(chosen), referent, has_case)

    def _scripts(self, comer: Comer) -> tuple[bool, bool, bool]:
        """Latin filled, Arabic filled, single name."""
        country = comer.origin.country
        whose = ("MA",) if country == "MA" else ("ARAB",) if country in _ARAB else ()
        scripts = self._dice.draw(self._shares.of("scripts", *whose))
        single = self._dice.chance(comer.origin.single_names) and comer.household is None
        return scripts != "ARABIC", scripts != "LATIN", single


def _possible_minor(birth: Birth, day: date) -> bool:
    """V-DOB: 16 to 19 years of age, and not sure of the day."""
    if birth.precision == "EST" and birth.age is not None:
        return 16 <= birth.age <= 19
    if birth.precision in ("DAY", "NONE") or birth.value is None:
        return False
    born = birth.value
    return 16 <= day.year - born.year - ((day.month, day.day) < (born.month, born.day)) <= 19


def _left_unfinished(person: Person) -> Person:
    """The same file as reception left it on a busy Monday."""
    return replace(
        person,
        mother_given_name=None,
        documents=(),
        arrival=None,
        languages=(),
        education="UNK",
        employment="UNK",
        occupation=None,
        income=None,
        marital="UNK",
        needs_text=None,
        incomplete=True,
    )


def _birth_country(comer: Comer, abroad: bool) -> str | None:
    if comer.born_in_morocco or (comer.group in MOROCCAN_GROUPS and not abroad):
        return "MA"
    return comer.origin.country


def _interview_language(languages: tuple[tuple[str, str], ...]) -> str:
    """The language of the interview: one spoken at the branch when there is one."""
    known = [code for code, _ in languages]
    for code in ("fr", "ary", "ar", "en"):
        if code in known:
            return code
    return known[0] if known else "fr"


def _household(comer: Comer) -> Household | None:
    if comer.household is None:
        return None
    return Household(comer.household, comer.relationship, comer.size, comer.minors)
