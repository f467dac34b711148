"""Who comes: alone, with a child, as a couple, a family, a brother and sister; and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.material import Row, Shares, pairs, rows
from casemgr.services.demonstration.names import Name, Names
from casemgr.services.demonstration.portrait import Address, Phone

MOROCCAN_GROUPS = frozenset({"MRE", "RET", "FAM", "HOST"})
_YEAR = 365.2425
_FRENCH_FICTION = "+3363998"  # numbers the French regulator keeps for films and novels


@dataclass(slots=True)
class Origin:
    """One row of `origins.csv`."""

    country: str
    groups: Weighted[str]
    mother_tongues: Weighted[str]
    other_languages: tuple[tuple[str, str, float], ...]
    women: float
    single_names: float
    wife_takes: float
    patronymic: bool


@dataclass(slots=True)
class Comer:
    """Somebody about to come, with what the household shares; not yet a file."""

    origin: Origin
    group: str
    unit: str
    branch: str
    relationship: str
    sex: str
    born: date
    family: Name
    given: Name
    mother: Name
    household: int | None = None
    size: int = 1
    minors: int = 0
    chain: tuple[str, ...] = ()
    housing: str = "UNK"
    address: Address | None = None
    phones: tuple[Phone, ...] = ()
    with_baby: bool = False
    born_in_morocco: bool = False
    key: int = 0
    copy_of: int | None = None

    def age(self, day: date) -> int:
        """Completed years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Families:
    """Draws the units that come, one after the other."""

    def __init__(self, dice: Dice, shares: Shares, names: Names) -> None:
        self._dice, self._shares, self._names = dice, shares, names
        self._origins = Weighted((_origin(row), float(row["share"])) for row in rows("origins"))
        self._branches = Weighted((row["code"], float(row["share"])) for row in rows("branches"))
        self._districts: dict[str, Weighted[Row]] = {}
        for branch in {row["branch"]: None for row in rows("districts")}:
            there = [row for row in rows("districts") if row["branch"] == branch]
            self._districts[branch] = Weighted((row, float(row["share"])) for row in there)
        self._landmarks = rows("landmarks")
        self._ages = _age_ranges()
        self._households = 0
        self._numbers = 0

    def other_branch(self, branch: str) -> str:
        """A branch, not the one given."""
        while (other := self._dice.draw(self._branches)) == branch:
            pass
        return other

    def arrive(self, day: date) -> list[Comer]:
        """The members of one unit who get a file; the first is the one who comes first."""
        dice = self._dice
        origin = dice.draw(self._origins)
        group = dice.draw(origin.groups)
        unit = dice.draw(self._shares.of("unit", group))
        branch = dice.draw(self._branches)
        head = self._head(day, origin, group, unit, branch)
        housing = self._shares.of("housing", group, branch)
        head.housing = dice.draw(housing)
        head.chain = tuple(dice.draw(self._shares.of("status", group)).split(">"))
        head.phones = self._phones(head, day)
        if group != "MRE":
            head.address = self.address(branch)
        comers = [head]
        if unit in ("COUPLE", "FAMILY"):
            comers.append(self._spouse(head, day))
        if unit in ("FAMILY", "MOTHER"):
            comers += self._children(comers, day)
        if unit == "SIBLINGS":
            comers.append(self._sibling(head, day))
        return self._together(comers, day) if len(comers) > 1 else comers

    def _together(self, comers: list[Comer], day: date) -> list[Comer]:
        self._households += 1
        minors = sum(comer.age(day) < 18 for comer in comers)
        for comer in comers:
            comer.household, comer.size, comer.minors = self._households, len(comers), minors
        kept = comers[:1]
        for comer in comers[1:]:
            likely = 0.72 if comer.relationship == "SPOUSE" else 0.62
            if self._dice.chance(likely):
                kept.append(comer)
        return kept

    def _head(self, day: date, origin: Origin, group: str, unit: str, branch: str) -> Comer:
        dice = self._dice
        women = {"UASC": 0.12, "FAM": 0.58, "HOST": 0.55}.get(group, origin.women)
        if unit in ("COUPLE", "FAMILY"):
            women = 0.25
        sex = "F" if unit == "MOTHER" or dice.chance(women) else "M"
        low, high = dice.draw(self._ages.get(group, self._ages["*"]))
        if unit in ("FAMILY", "MOTHER"):
            low, high = max(low, 20), min(max(high, 30), 46)
        born = self._born(day, dice.between(low, high))
        family = self._names.family(dice, origin.country)
        given = self._names.given(dice, origin.country, family.style, sex)
        mother = self._names.given(dice, origin.country, family.style, "F")
        return Comer(origin, group, unit, branch, "HEAD", sex, born, family, given, mother)

    def _related(self, head: Comer, relationship: str, sex: str, born: date, family: Name, mother: Name) -> Comer:
        given = self._names.given(self._dice, head.origin.country, head.family.style, sex)
        group = "MIG" if head.group == "UASC" and relationship != "SIB" else head.group
        related = Comer(head.origin, group, head.unit, head.branch, relationship, sex, born, family, given, mother)
        related.chain, related.housing, related.address = head.chain, head.housing, head.address
        return related

    def _spouse(self, head: Comer, day: date) -> Comer:
        dice = self._dice
        sex = "F" if head.sex == "M" else "M"
        age = max(18, head.age(day) + (dice.between(-9, 2) if sex == "F" else dice.between(-2, 9)))
        family = self._names.family(dice, head.origin.country)
        while family.style != head.family.style:
            family = self._names.family(dice, head.origin.country)
        if sex == "F" and dice.chance(head.origin.wife_takes):
            family = head.family
        mother = self._names.given(dice, head.origin.country, family.style, "F")
        spouse = self._related(head, "SPOUSE", sex, self._born(day, age), family, mother)
        if head.phones and dice.chance(0.35):
            shared = head.phones[0]
            spouse.phones = (Phone(shared.number, "SPOUSE", dice.chance(0.8), shared.whatsapp),)
        else:
            spouse.phones = self._phones(spouse, day)
        return spouse

    def _children(self, parents: list[Comer], day: date) -> list[Comer]:
        dice = self._dice
        mother = next(parent for parent in parents if parent.sex == "F")
        father = next((parent for parent in parents if parent.sex == "M"), None)
        childbearing = min(17.9, max(1.0, (day - mother.born).days / _YEAR - 17.5))
        children = []
        for _ in range(int(dice.draw(self._shares.of("children")))):
            years = dice.random() * childbearing
            if dice.chance(0.16):
                years = dice.random() * 0.95
            born = day - timedelta(days=int(years * _YEAR))
            child = self._related(
                parents[0],
                "CHILD",
                "F" if dice.chance(0.49) else "M",
                born,
                self._child_name(mother, father),
                mother.given,
            )
            child.phones = parents[0].phones[:1]
            child.born_in_morocco = years < 4 and dice.chance(0.8)
            for parent in parents:
                parent.with_baby = parent.with_baby or years < 1
            children.append(child)
        return children

    def _child_name(self, mother: Comer, father: Comer | None) -> Name:
        if father is None:
            return mother.family
        return father.given if father.origin.patronymic else father.family

    def _sibling(self, head: Comer, day: date) -> Comer:
        dice = self._dice
        age = max(10, head.age(day) + dice.between(-5, 5))
        if head.group == "UASC":
            age = min(age, 17)
        sibling = self._related(
            head,
            "SIB",
            "F" if dice.chance(head.origin.women) else "M",
            self._born(day, age),
            head.family,
            head.mother,
        )
        sibling.phones = self._phones(sibling, day)
        return sibling

    def _born(self, day: date, age: int) -> date:
        return day - timedelta(days=int((age + self._dice.random() * 0.999) * _YEAR))

    def address(self, branch: str) -> Address:
        """Somewhere around a branch."""
        dice = self._dice
        row = dice.draw(self._districts[branch])
        mark: Row = dice.pick(self._landmarks) if dice.chance(0.4) else {}
        return Address(
            row["province"],
            row["fr"],
            row["ar"],
            mark.get("fr"),
            mark.get("ar"),
            dice.chance(0.015),
        )

    def _phones(self, comer: Comer, day: date) -> tuple[Phone, ...]:
        dice = self._dice
        if not dice.chance(0.6 if comer.age(day) < 18 else 0.93):
            return ()
        found = [self._phone(dice.draw(self._shares.of("phone_owner")))]
        if dice.chance(0.16):
            found.append(self._phone("FRIEND"))
        if comer.group == "MRE":
            found.insert(0, Phone(f"{_FRENCH_FICTION}{dice.between(0, 9999):04d}", "SELF", True, True))
        return tuple(found)

    def _phone(self, owner: str) -> Phone:
        """The next of the 700,000 numbers from 06 92 30 00 00 on, which no operator holds, in a scattered
        order.
        """
        self._numbers += 1
        number = 300_000 + self._numbers * 333_667 % 700_000
        safe = self._dice.chance(0.95 if owner == "SELF" else 0.7)
        return Phone(f"+212692{number:06d}", owner, safe, self._dice.chance(0.75))


def _origin(row: Row) -> Origin:
    others = []
    for item in row["other_languages"].split(";"):
        code, level, share = item.split()
        others.append((code, level, float(share) / 100))
    return Origin(
        country=row["country"],
        groups=Weighted(pairs(row["groups"])),
        mother_tongues=Weighted(pairs(row["mother_tongues"])),
        other_languages=tuple(others),
        women=float(row["women"]) / 100,
        single_names=float(row["single_names"]) / 100,
        wife_takes=float(row["wife_takes"]),
        patronymic=row["patronymic"] == "1",
    )


def _age_ranges() -> dict[str, Weighted[tuple[int, int]]]:
    found: dict[str, list[tuple[tuple[int, int], float]]] = {}
    for row in rows("shares"):
        if row["what"] == "age":
            low, high = row["code"].split("-")
            found.setdefault(row["of"], []).append(((int(low), int(high)), float(row["share"])))
    return {group: Weighted(ranges) for group, ranges in found.items()}
