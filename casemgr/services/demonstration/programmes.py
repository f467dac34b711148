"""Which programmes a person may follow, by the rules of `resources/programmes/eligibility.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casemgr.services.demonstration.families import MOROCCAN_GROUPS, Comer

TAM_NEEDS = frozenset({"MA-PREG", "PG-HR", "SM-DP", "CR-TP", "MA-BABY", "PG-LC", "MA-VIOL"})
_NO_COVERAGE = frozenset({"NONE", "PENDING", "REFUSED", "UNK"})
_STAY = frozenset({"IRREGULAR", "PENDING", "REGULAR"})
_WITHOUT_HOME = frozenset({"STREET", "CAMP", "HOSTED"})
_GRADUATES = frozenset({"BAC2", "LIC", "MAS", "DOC"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides on programmes and services, on the day of the intake."""

    age: int
    status_group: str
    coverage: str
    education: str
    needs: frozenset[str]
    codes: frozenset[str]
    back_for_days: int | None

    def conditions(self, comer: Comer) -> frozenset[str]:
        """The conditions of `activity.csv` that hold: PREG, BABY, VIOL, ALONE, MOROCCAN."""
        found = set()
        if self.codes & {"MA-PREG", "PG-HR"}:
            found.add("PREG")
        if "MA-BABY" in self.codes:
            found.add("BABY")
        if "MA-VIOL" in self.codes:
            found.add("VIOL")
        if comer.group == "UASC":
            found.add("ALONE")
        if comer.group in MOROCCAN_GROUPS:
            found.add("MOROCCAN")
        return frozenset(found)


def open_to(comer: Comer, now: Circumstances, day: date) -> list[tuple[str, float]]:
    """The programmes whose hard criteria are met, each with how likely it is to be chosen."""
    if comer.group in MOROCCAN_GROUPS:
        return _for_moroccans(comer, now)
    age, needs = now.age, now.needs
    found = [
        ("ASH", 6.0 if needs & {"HUM", "SOCIAL", "SHELTER"} else 3.0),
        ("JUR", 3.0 if "LEGAL" in needs else 0.5),
    ]
    if 15 <= age <= 60:
        found.append(("PVI", 7.0 if needs & {"JOB", "TRAIN", "IGA"} else 1.6))
        found.append(("LNG", 5.0 if "LANG" in needs else 0.8))
    if comer.sex == "F" and now.codes & TAM_NEEDS:
        found.append(("TAM", 12.0))
    if now.coverage in _NO_COVERAGE:
        found.append(("SAN", 6.0 if needs & {"MED", "MED_URG", "COVER", "MAT"} else 2.2))
    if 4 <= day.year - comer.born.year <= 16 and age >= 3:
        found.append(("EDU", 14.0))
    if comer.housing in _WITHOUT_HOME or "MA-EVICT" in now.codes:
        found.append(("LOG", 3.0))
    if comer.group == "MIG" and now.status_group in _STAY:
        found.append(("REG", 5.0 if "STAY" in needs else 1.2))
    if comer.group in ("ASY", "REF", "STL", "UASC"):
        found.append(("ASI", 7.0 if comer.group in ("ASY", "UASC") else 2.0))
    if age >= 18 and comer.group == "MIG":
        found.append(("RVR", 3.0 if "RETURN" in needs else 0.25))
    found.append(("CUL", 0.5))
    return found


def _for_moroccans(comer: Comer, now: Circumstances) -> list[tuple[str, float]]:
    age, group, needs = now.age, comer.group, now.needs
    found = [("JUR", 5.0 if needs & {"LEGAL", "CIVIL"} else 1.5)] if age >= 14 else []
    found.append(("CUL", 1.2 if age >= 6 else 0.1))
    if group in ("MRE", "RET", "FAM") and age >= 16:
        found.append(("RECL", 2.0))
    if group == "RET":
        found.append(("RET", 9.0))
    if group == "MRE":
        found += [("SOS", 3.0), ("MEC", 2.5)]
        if age >= 22 and now.education in _GRADUATES:
            found.append(("COM", 6.0))
    if age >= 20 and (group == "MRE" or (now.back_for_days is not None and now.back_for_days < 365)):
        found.append(("INV", 6.0 if "INVEST" in needs else 0.6))
    if group in ("FAM", "MRE") and 17 <= age <= 25:
        found.append(("BRS", 7.0))
    if group == "FAM" and age >= 18:
        found.append(("DEP", 3.5))
    return found
