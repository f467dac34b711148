"""Names that fit: family and given names of one origin and style, in both scripts, with their spellings.

The lists are of names many people bear; no list of persons was used, and families are put together by
chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.material import rows

_RESPELLED = 0.14
_TWO_GIVEN_NAMES = 0.22


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its usual Latin spelling, its Arabic one, other Latin spellings met, and the style it
    belongs to.
    """

    latin: str
    arabic: str
    variants: tuple[str, ...]
    style: str

    def respelled(self, dice: Dice) -> Name:
        """The same name under another Latin spelling, when one is known."""
        return replace(self, latin=dice.pick(self.variants)) if self.variants else self

    def after(self, other: Name) -> Name:
        """Two given names, `other` first."""
        return replace(self, latin=f"{other.latin} {self.latin}", arabic=f"{other.arabic} {self.arabic}", variants=())


class Names:
    """All names of `given_names.csv` and `family_names.csv`, ready to be drawn by origin (country code)."""

    def __init__(self) -> None:
        family: dict[str, list[tuple[Name, float]]] = {}
        given: dict[tuple[str, str, str], list[tuple[Name, float]]] = {}
        for row in rows("family_names"):
            for origin in row["origins"].split():
                family.setdefault(origin, []).append((_name(row), float(row["weight"])))
        for row in rows("given_names"):
            for origin in row["origins"].split():
                key = (origin, row["style"], row["sex"])
                given.setdefault(key, []).append((_name(row), float(row["weight"])))
        self._family = {origin: Weighted(found) for origin, found in family.items()}
        self._given = {key: Weighted(found) for key, found in given.items()}

    def family(self, dice: Dice, origin: str) -> Name:
        """A family name of that origin, sometimes under one of its other spellings."""
        name = dice.draw(self._family[origin])
        return name.respelled(dice) if dice.chance(_RESPELLED) else name

    def given(self, dice: Dice, origin: str, style: str, sex: str) -> Name:
        """A given name that goes with a family name of that origin and style, for sex F or M."""
        found = self._given[origin, style, sex]
        name = dice.draw(found)
        if style == "littoral" and dice.chance(_TWO_GIVEN_NAMES):
            second = dice.draw(found)
            return second.after(name) if second.latin != name.latin else name
        return name.respelled(dice) if dice.chance(_RESPELLED) else name


def _name(row: dict[str, str]) -> Name:
    variants = tuple(row["variants"].split(";")) if row["variants"] else ()
    return Name(row["latin"], row["arabic"], variants, row["style"])
