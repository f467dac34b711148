"""The life of somebody as told at the intake: birth, languages, work, home, needs, urgencies, consents."""

from __future__ import annotations

from datetime import date, timedelta

from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.families import MOROCCAN_GROUPS, Comer
from casemgr.services.demonstration.material import Row, Shares, rows
from casemgr.services.demonstration.portrait import Birth, Consent, Need

_YEAR = 365.2425
_SHELTERLESS = frozenset({"STREET", "CAMP"})


class Situation:
    """Draws what the intake form asks."""

    def __init__(self, dice: Dice, shares: Shares, today: date) -> None:
        self._dice, self._shares, self._today = dice, shares, today
        self._jobs: dict[str, list[Row]] = {
            sex: [row for row in rows("occupations") if row["sex"] == sex] for sex in "FM"
        }
        self._said: dict[str, list[Row]] = {}
        for row in rows("notes"):
            if row["kind"] == "need":
                self._said.setdefault(row["code"], []).append(row)

    def birth(self, comer: Comer, day: date) -> Birth:
        """The birth as far as it is known; a child born here has its day."""
        dice, born = self._dice, comer.born
        precision = dice.draw(self._shares.of("precision", "UASC" if comer.group == "UASC" else comer.origin.country))
        if comer.born_in_morocco or precision == "DAY":
            return Birth("DAY", born)
        if precision == "MONTH" and date(born.year, born.month, 15) <= day:
            return Birth("MONTH", date(born.year, born.month, 15))
        if precision == "YEAR" and date(born.year, 7, 1) <= day:
            return Birth("YEAR", date(born.year, 7, 1))
        if precision == "EST":
            return Birth("EST", age=max(0, comer.age(day) + dice.between(-1, 1)), on=day)
        return Birth("NONE") if precision == "NONE" else Birth("DAY", born)

    def languages(self, comer: Comer, day: date) -> tuple[tuple[str, str], ...]:
        """The mother tongue, then what else is spoken."""
        dice, origin = self._dice, comer.origin
        if comer.age(day) < 2:
            return ()
        found = {dice.draw(origin.mother_tongues): "NAT"}
        for code, level, share in origin.other_languages:
            if code not in found and dice.chance(share):
                found[code] = level
        return tuple(found.items())

    def education(self, comer: Comer, day: date) -> str:
        """The level reached, for the age."""
        age = comer.age(day)
        if age < 6:
            return "NONE" if age < 4 else "PRE"
        if age < 12:
            return "PRI_INC"
        level = self._dice.draw(self._shares.of("education", comer.origin.country))
        if age < 18 and level not in ("NONE", "LIT", "PRI_INC", "PRI", "COL", "UNK"):
            return "PRI" if age < 15 else "COL"
        return level

    def employment(self, comer: Comer, day: date) -> str:
        """What the person does now."""
        age = comer.age(day)
        if age < 15:
            return "CHILD"
        if age < 18:
            return "STUD" if comer.group != "UASC" else "INACT"
        if age > 62:
            return "RET" if comer.group in MOROCCAN_GROUPS else "INACT"
        return self._dice.draw(self._shares.of("employment", comer.group, comer.sex))

    def occupation(self, comer: Comer, employment: str) -> str | None:
        """A trade, in French as the caseworker types it."""
        known = employment not in ("CHILD", "STUD", "HOME", "UNK") and self._dice.chance(0.55)
        return self._dice.pick(self._jobs[comer.sex])["fr"] if known else None

    def income(self, comer: Comer, employment: str) -> str | None:
        """Where the money comes from; not asked of children."""
        if employment == "CHILD":
            return None
        if comer.group == "REF" and employment in ("UNEMP", "INACT", "HOME", "UNK"):
            return self._dice.draw(self._shares.of("income", "REF"))
        return self._dice.draw(self._shares.of("income", employment))

    def coverage(self, comer: Comer, status_group: str) -> str:
        """Health coverage, by population group, then by status."""
        return self._dice.draw(self._shares.of("coverage", comer.group, status_group))

    def marital(self, comer: Comer, day: date) -> str:
        """Marital status; children and young people on their own are single."""
        if comer.age(day) < 18 or comer.relationship in ("CHILD", "SIB"):
            return "SIN"
        unit = "COUPLE" if comer.unit in ("COUPLE", "FAMILY") else comer.unit
        return self._dice.draw(self._shares.of("marital", unit if unit in ("COUPLE", "MOTHER") else "ALONE"))

    def needs(self, comer: Comer, day: date) -> tuple[str, ...]:
        """The needs stated, one to three codes of referral_reason.csv."""
        dice, age = self._dice, comer.age(day)
        whose = [comer.group] if comer.group != "MIG" else []
        if comer.relationship == "CHILD" and age < 18:
            whose = ["BABY"] if age < 4 else ["CHILD"]
        weighted = self._shares.of("need", *whose, comer.sex)
        found: dict[str, None] = {dice.draw(weighted): None}
        for _ in range(dice.between(0, 2)):
            found[dice.draw(weighted)] = None
        return tuple(found)

    def said(self, needs: tuple[str, ...]) -> str | None:
        """The first need in words, for one file in three; one in four of those in Arabic."""
        sentences = self._said.get(needs[0])
        if not sentences or not self._dice.chance(0.35):
            return None
        row = self._dice.pick(sentences)
        return row["ar"] if self._dice.chance(0.25) else row["fr"]

    def specific_needs(self, comer: Comer, day: date, status_group: str, undocumented: bool) -> tuple[Need, ...]:
        """Codes of vulnerability.csv, each with its days; all coherent with age, sex, home and household."""
        dice, age = self._dice, comer.age(day)
        found: list[tuple[str, int | None]] = []
        foreign = comer.group not in MOROCCAN_GROUPS
        woman = comer.sex == "F" and age >= 18
        if woman and age <= 44 and dice.chance(0.11 if foreign else 0.01):
            found.append(("PG-HR" if dice.chance(0.08) else "MA-PREG", dice.between(40, 260)))
        if woman and comer.with_baby:
            found.append(("MA-BABY", dice.between(90, 360)))
        if woman and foreign and dice.chance(0.05):
            found.append(("MA-VIOL", None))
        if woman and comer.unit == "ALONE" and dice.chance(0.1):
            found.append(("WR-SF", None))
        if comer.unit == "MOTHER" and comer.relationship == "HEAD":
            found.append(("SP-PT", None))
        if foreign and 6 <= age <= 17 and comer.group != "UASC" and dice.chance(0.45):
            found.append(("CR-NE", 300))
        if comer.group == "UASC":
            found.append(("SC-UC" if dice.chance(0.75) else "SC-SC", None))
        found += self._hardships(comer, age, status_group == "IRREGULAR" and undocumented)
        needs = []
        for code, lasts in found:
            until = day + timedelta(days=lasts) if lasts else None
            needs.append(Need(code, day, until if until and until <= self._today else None))
        return tuple(needs)

    def _hardships(self, comer: Comer, age: int, without_papers: bool) -> list[tuple[str, int | None]]:
        dice, found = self._dice, list[tuple[str, int | None]]()
        if without_papers and dice.chance(0.5):
            found.append(("LP-ND", None))
        if comer.housing in _SHELTERLESS:
            found.append(("MA-SDF", None))
        elif comer.group != "MRE" and dice.chance(0.02):
            found.append(("MA-EVICT", 120))
        if comer.group not in MOROCCAN_GROUPS and dice.chance(0.08):
            found.append(("LP-BN", None))
        if dice.chance(0.022 if age < 60 else 0.2):
            found.append(("SM-CI", None))
        if dice.chance(0.012):
            found.append((dice.pick(("DS-PM", "DS-PM", "DS-BD", "DS-DF", "DS-SD", "DS-PS")), None))
        if comer.group == "MRE":
            if age >= 62 and dice.chance(0.4):
                found.append(("MA-MRE-OLD", None))
            elif dice.chance(0.1):
                found.append(("MA-MRE-DIST", 200))
        elif age >= 62 and dice.chance(0.3):
            found.append(("ER-UR", None))
        return found

    def urgencies(self, comer: Comer, day: date, specific: tuple[Need, ...]) -> tuple[str, ...]:
        """The flags of form 1, line 40: DANGER, MEDICAL, PREGNANT, BABY, NO_SHELTER, MINOR_ALONE,
        HEARING, BIRTH.
        """
        codes = {need.code for need in specific}
        found = []
        if "MA-VIOL" in codes and self._dice.chance(0.4):
            found.append("DANGER")
        if self._dice.chance(0.012):
            found.append("MEDICAL")
        if codes & {"MA-PREG", "PG-HR"}:
            found.append("PREGNANT")
        if "MA-BABY" in codes:
            found.append("BABY")
        if comer.housing == "STREET":
            found.append("NO_SHELTER")
        if comer.group == "UASC":
            found.append("MINOR_ALONE")
        if self._dice.chance(0.008):
            found.append("HEARING")
        if (day - comer.born).days < 30:
            found.append("BIRTH")
        return tuple(found)

    def consents(
        self, comer: Comer, day: date, education: str, interpreter: bool, in_register: bool
    ) -> tuple[Consent, ...]:
        """The lines answered at the intake. FILE is always given: without it there is no file (forms.md
        §2).
        """
        dice = self._dice
        minor = comer.age(day) < 18
        mode = "SIGN"
        if minor and comer.group != "UASC":
            mode = "GUARD"
        elif education in ("NONE", "LIT"):
            mode = "THUMB" if dice.chance(0.6) else "ORAL"
        elif dice.chance(0.06):
            mode = "PHONE" if comer.group == "MRE" else "ORAL"
        found = [self._consent("FILE", "GIVEN", mode, day, 24)]
        for purpose, asked, given, months in _PURPOSES:
            if dice.chance(asked):
                state = "GIVEN" if dice.chance(given) else "REFUSED"
                found.append(self._consent(purpose, state, mode, day, months))
        if interpreter:
            found.append(self._consent("INTERP", "GIVEN", mode, day, 24))
        if in_register:
            found.append(Consent("ALUMNI", "GIVEN", mode, day, None, None))
        return tuple(found)

    def _consent(self, purpose: str, state: str, mode: str, day: date, months: int) -> Consent:
        expires = day + timedelta(days=int(months * _YEAR / 12)) if state == "GIVEN" else None
        withdrawn = None
        if state == "GIVEN" and purpose != "FILE" and self._dice.chance(0.012):
            later = day + timedelta(days=self._dice.between(10, 300))
            if later <= self._today:
                state, withdrawn = "WITHDRAWN", later
        if state == "GIVEN" and expires and expires < self._today:
            state = "EXPIRED"
        return Consent(purpose, state, mode, day, expires, withdrawn)


# purpose, share of those asked, share of those who say yes, months it holds
_PURPOSES = (
    ("SENS", 0.7, 0.93, 24), ("REFER", 0.62, 0.92, 12), ("BRANCH", 0.8, 0.9, 24), ("CONTACT", 0.9, 0.94, 24),
    ("FUNDER", 0.12, 0.6, 12), ("PHOTO", 0.25, 0.35, 12), ("TESTIM", 0.05, 0.3, 12),
    ("RESEARCH", 0.2, 0.8, 24),
)  # fmt: skip
