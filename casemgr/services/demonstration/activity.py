"""What was done: how many services, which, when, where, by whom, and to which programme they are charged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casemgr.domain.islamic_calendar import in_ramadan
from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.families import Comer
from casemgr.services.demonstration.material import Row, Shares, rows, vocabulary_meta
from casemgr.services.demonstration.portrait import Service
from casemgr.services.demonstration.seasons import Seasons
from casemgr.services.demonstration.staff import Staff

# how many services, over how many days, by the path of the person
_LENGTHS = {"ONEOFF": (1, 2, 12), "LIGHT": (2, 7, 150), "FOLLOWED": (7, 16, 340), "LONG": (16, 38, 640)}
_MODE_OF_TYPE = {
    "ACC-VAD": "HOME", "ACC-MAR": "OUTREACH", "LEG-DET": "DET", "LEG-COURT": "PARTNER", "HEA-DEL": "HOSP",
    "HEA-HOSP": "HOSP", "VOC-OFPPT": "PARTNER", "VOC-EN": "PARTNER", "VOC-STAGE": "PARTNER",
    "ACC-ACC": "PARTNER",
}  # fmt: skip
_COMMON = "*"
_COMMON_WEIGHT = 0.45
_WEEKDAY_KEPT = 0.6
_BEFORE_INTAKE = 0.0016
_ONCE_UNITS = frozenset({"enrolment", "placement", "episode"})
_ONCE = frozenset(
    {"DOC-BIRTH", "DOC-REGUL", "VOC-BIL", "EMP-ANAPEC", "HEA-COV", "SOC-RSU", "MDM-COMP", "MDM-BRS", "MDM-DEP"}
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One row of `activity.csv`."""

    code: str
    weight: float
    season: str
    weekday: int | None
    sex: str
    ages: tuple[int, int]
    condition: str
    run: int


@dataclass(frozen=True, slots=True)
class _Act:
    """Something to be done on a day, and the programme it is charged to."""

    day: date
    code: str
    programme: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What guides the services of one person."""

    comer: Comer
    conditions: frozenset[str]
    path: str
    programmes: tuple[str, ...]
    referent: str
    has_case: bool


class Activity:
    """Draws services."""

    def __init__(self, dice: Dice, shares: Shares, seasons: Seasons, staff: Staff) -> None:
        self._dice, self._shares, self._seasons, self._staff = dice, shares, seasons, staff
        self._kinds: dict[str, list[_Kind]] = {}
        for row in rows("activity"):
            self._kinds.setdefault(row["programme"], []).append(_kind(row))
        self._units = {code: meta["unit"] for code, meta in vocabulary_meta("service_type").items()}
        self._once = _ONCE | {code for code, unit in self._units.items() if unit in _ONCE_UNITS}
        self._amounts = {row["type"]: (int(row["low"]), int(row["high"]), int(row["step"])) for row in rows("amounts")}
        self._notes: dict[str, list[Row]] = {}
        self._voids = {row["code"]: row["fr"] for row in rows("notes") if row["kind"] == "void"}
        for row in rows("notes"):
            if row["kind"] == "service":
                self._notes.setdefault(row["code"], []).append(row)
        self._ready: dict[tuple[object, ...], Weighted[_Kind]] = {}
        self._known: dict[str, list[Row]] = {}
        self._ramadan = {day for day in seasons.days if in_ramadan(day)}
        self._vouchers = 0

    def services(self, plan: Plan, day: date) -> tuple[Service, ...]:
        """The services of a person who came on `day`, in order of days; what lies ahead is not told."""
        dice, seasons = self._dice, self._seasons
        low, high, span = _LENGTHS[plan.path]
        wanted = dice.between(low, high)
        first = seasons.place(day)
        last = max(first + 1, seasons.place(day + timedelta(days=int(span * (0.5 + dice.random())))))
        elsewhere = self._other_branch(plan)
        starts = self._starts(plan, first, last)
        found = self._opening(plan, day, first, wanted, starts[0][1])
        while len(found) < wanted:
            # more at the beginning than at the end, as in life
            when = seasons.draw(dice.random() * (0.35 + 0.65 * dice.random()), first, last)
            found += self._some(plan, when, day, starts, wanted - len(found))
        if first and dice.chance(_BEFORE_INTAKE):
            found.append(_Act(seasons.days[max(0, first - dice.between(1, 8))], "ACC-MAR", None))
        found.sort(key=lambda act: act.day)
        moved = seasons.draw(0.45, first, last) if elsewhere else seasons.days[-1]
        done: set[str] = set()
        return tuple(
            self._service(plan, act, elsewhere if elsewhere and act.day > moved else plan.comer.branch, done)
            for act in found
            if act.day <= seasons.last
        )

    def _opening(self, plan: Plan, day: date, first: int, wanted: int, programme: str | None) -> list[_Act]:
        """The intake interview (or mere information), then assessment and plan when there is a case."""
        dice, days = self._dice, self._seasons.days
        found = [_Act(day, "ACC-INFO" if wanted == 1 and dice.chance(0.6) else "ACC-INT", programme)]
        if plan.has_case and wanted > 2:
            found.append(_Act(days[first + dice.between(0, 10)], "ACC-EVAL", programme))
        if plan.has_case and wanted > 4:
            found.append(_Act(days[first + dice.between(4, 20)], "ACC-PLAN", programme))
        return found

    def _other_branch(self, plan: Plan) -> str | None:
        if plan.path in ("ONEOFF", "LIGHT") or not self._dice.chance(0.09):
            return None
        others = [branch for branch in self._staff.caseworkers if branch != plan.comer.branch]
        return self._dice.pick(others)

    def _starts(self, plan: Plan, first: int, last: int) -> list[tuple[date, str | None]]:
        """From which day each programme is followed; the first from the first day."""
        if not plan.programmes:
            return [(self._seasons.days[0], None)]
        found: list[tuple[date, str | None]] = [(self._seasons.days[0], plan.programmes[0])]
        for place, programme in enumerate(plan.programmes[1:], 1):
            found.append((self._seasons.draw(0.12 * place, first, last), programme))
        return found

    def _some(
        self, plan: Plan, when: date, intake: date, starts: list[tuple[date, str | None]], room: int
    ) -> list[_Act]:
        """One service around a day, or a run of weekly sessions."""
        dice, seasons = self._dice, self._seasons
        programme = dice.pick([programme for since, programme in starts if since <= when])
        kind = dice.draw(self._choice(plan, programme or "NONE", when))
        if kind.weekday is not None and dice.chance(_WEEKDAY_KEPT):
            moved = when + timedelta(days=kind.weekday - when.weekday())
            since = next(since for since, other in starts if other == programme)
            if moved >= max(intake, since) and seasons.is_working(moved):
                when = moved
        found = [_Act(when, kind.code, programme)]
        if kind.run > 1:
            for number in range(1, min(room, dice.between(2, kind.run))):
                again = when + timedelta(days=7 * number)
                if seasons.is_working(again):
                    found.append(_Act(again, kind.code, programme))
        return found

    def _choice(self, plan: Plan, programme: str, when: date) -> Weighted[_Kind]:
        conditions = plan.conditions
        fasting = when in self._ramadan
        age = plan.comer.age(when)
        key = (programme, when.month, fasting, plan.comer.sex, age, conditions)
        found = self._ready.get(key)
        if found is None:
            pairs = []
            for source, share in ((programme, 1.0), (_COMMON, _COMMON_WEIGHT)):
                for kind in self._kinds[source]:
                    fits = kind.ages[0] <= age <= kind.ages[1] and kind.sex in ("", plan.comer.sex)
                    if fits and (not kind.condition or kind.condition in conditions):
                        factor = self._seasons.factor(kind.season, when.month, fasting)
                        pairs.append((kind, kind.weight * factor * share))
            found = self._ready[key] = Weighted(pairs)
        return found

    def _service(self, plan: Plan, act: _Act, branch: str, done: set[str]) -> Service:
        dice = self._dice
        day, code, programme = act.day, act.code, act.programme
        if code in done:
            code = "ACC-SUIVI"
        elif code in self._once:
            done.add(code)
        quantity, amount, until = self._measure(code, day)
        here = branch == plan.comer.branch
        caseworker = plan.referent if here else dice.pick(self._staff.caseworkers[branch])
        mode = self._mode(code, plan)
        entered = day
        if dice.chance(0.1):
            entered = min(day + timedelta(days=dice.between(1, 21)), self._seasons.last)
        entered = max(entered, day)
        countable = not (code == "ACC-SUIVI" and mode in ("PHONE", "WHATSAPP") and dice.chance(0.25))
        note, language = self._note(code)
        self._vouchers += amount is not None
        void = self._voids[dice.draw(self._shares.of("void_reason"))] if dice.chance(0.008) else None
        goods = amount is not None or self._units[code] == "kit"
        return Service(
            code, day, entered, branch, programme, quantity, amount, until, mode,
            self._staff.does(branch, code, caseworker), countable, goods and dice.chance(0.94),
            f"B-{day.year}-{self._vouchers:06d}" if amount is not None else None, note, language, void,
        )  # fmt: skip

    def _measure(self, code: str, day: date) -> tuple[int | None, int | None, date | None]:
        low, high, step = self._amounts.get(code, (1, 1, 1))
        value = low + step * self._dice.between(0, (high - low) // step) if high > low else 1
        unit = self._units[code]
        if unit == "MAD":
            return None, value, None
        if unit == "night":
            value = min(value, max(1, (self._seasons.last - day).days))
            return value, None, day + timedelta(days=value)
        return value, None, None

    def _mode(self, code: str, plan: Plan) -> str:
        if code in _MODE_OF_TYPE:
            return _MODE_OF_TYPE[code]
        sector = code.split("-")[0]
        if sector == "HEA":
            return "PARTNER" if self._dice.chance(0.7) else "OFFICE"
        if sector in ("SOC", "EDU", "LNG", "CUL", "VOC") or code in ("ACC-INT", "ACC-PLAN"):
            return "OFFICE" if plan.comer.group != "MRE" or sector == "SOC" else "PHONE"
        return self._dice.draw(self._shares.of("mode", plan.comer.group))

    def _note(self, code: str) -> tuple[str | None, str | None]:
        known = self._known.get(code)
        if known is None:
            known = self._notes.get(code, []) + self._notes.get(code.split("-")[0], [])
            self._known[code] = known
        if not known or not self._dice.chance(0.22):
            return None, None
        language = "ar" if self._dice.chance(0.25) else "fr"
        return self._dice.pick(known)[language], language


def _kind(row: Row) -> _Kind:
    weekday = int(row["weekday"]) if row["weekday"] else None
    ages = (int(row["min_age"]), int(row["max_age"]))
    return _Kind(
        row["type"],
        float(row["weight"]),
        row["season"],
        weekday,
        row["sex"],
        ages,
        row["condition"],
        int(row["run"]),
    )
