"""Who of the people reached (C01) is what: specific needs, children alone, Moroccans abroad, what funders ask of them.

Each is a part of C01: the acts are the countable services of the period, so that branches, regions and programmes are
those of C01, and none is ever larger than it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from casemgr.domain.dates import age_on
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.counting.indicators.declared import EVERY, PERSON, PLACE, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings

MIGRANTS = ("MIG", "ASY", "REF", "STL", "UASC")
ABROAD = ("MRE", "RET", "FAM")
ALONE = ("SC-UC", "SC-SC", "SC-UM")  # the last is the old code of the first
BASIC = ("HEA", "MHP", "EDU", "HOU", "DOC")
ADULT = 18


def _reached(held: Holdings, period: Period) -> Iterator[tuple[str, Act]]:
    """Every countable service of the period: its type, and the act."""
    for row in held.services(period.start, period.end):
        if row["person"] is not None:
            yield row["type"], Act("service", row["id"], row["person"], row["date"], row["branch"], row["programme"])


def may_be_a_child(held: Holdings, person: str, day: date) -> bool:
    """Under 18 on that day, or of unknown age: the benefit of the doubt goes to the child (domain.md §5)."""
    age = age_on(held.birth(person), day)
    return age is None or age < ADULT


def without_a_birth(held: Holdings, period: Period) -> Iterator[Act]:
    """C19: people of C01 with dob_precision NONE / C01 (indicators.csv)."""
    for _type, act in _reached(held, period):
        yield replace(act, met=held.birth(str(act.person)).day is None)


def with_needs(held: Holdings, period: Period) -> Iterator[Act]:
    """V01: DISTINCT C01 persons with at least one specific-need code valid in the period (indicators.csv)."""
    yield from _reached_with(held, period, None)


def children_alone(held: Holdings, period: Period) -> Iterator[Act]:
    """V02: DISTINCT children with SC-UC or SC-SC active, and a service in the period (indicators.csv)."""
    for act in _reached_with(held, period, ALONE):
        if may_be_a_child(held, str(act.person), act.day):
            yield act


def _reached_with(held: Holdings, period: Period, codes: tuple[str, ...] | None) -> Iterator[Act]:
    """Who was reached, with a need that held on a day of the period. A need without a first day held always."""
    needs: dict[str, str] = {}
    for row in held.rows("beneficiary", "specific_needs", "vulnerability", "from_date", "to_date"):
        begun = row["from_date"] is None or row["from_date"] <= period.end
        over = row["to_date"] is not None and row["to_date"] < period.start
        if begun and not over and (codes is None or row["vulnerability"] in codes):
            needs.setdefault(row["record"], row["id"])
    for _type, act in _reached(held, period):
        if act.person in needs:
            yield replace(act, kind="beneficiary", group="specific_needs", record=needs[act.person])


def migrants(held: Holdings, period: Period) -> Iterator[Act]:
    """U01: C01 restricted to MIG, ASY, REF, STL, UASC (indicators.csv)."""
    return _of_groups(held, period, MIGRANTS)


def moroccans_abroad(held: Holdings, period: Period) -> Iterator[Act]:
    """M01: DISTINCT C01 persons with population_group MRE, RET or FAM (indicators.csv)."""
    return _of_groups(held, period, ABROAD)


def _of_groups(held: Holdings, period: Period, groups: tuple[str, ...]) -> Iterator[Act]:
    for _type, act in _reached(held, period):
        if held.person(str(act.person)).population_group in groups:
            yield act


def with_basic_services(held: Holdings, period: Period) -> Iterator[Act]:
    """U02: DISTINCT persons with at least one HEA, MHP, EDU, HOU or DOC service (indicators.csv)."""
    types = {term.code for term in vocabulary("service_type") if term.parent in BASIC}
    yield from (act for kind, act in _reached(held, period) if kind in types)


INDICATORS = (
    Indicator(
        "C19",
        Words(
            "Bénéficiaires sans date de naissance (%)",
            "أشخاص مستفيدون دون تاريخ ازدياد (%)",
            "Beneficiaries without date of birth (%)",
        ),
        "people",
        Measure.SHARE,
        without_a_birth,
        by=tuple(key for key in EVERY if key != "age_band"),
    ),
    Indicator(
        "V01",
        Words(
            "Personnes à besoins spécifiques identifiées",
            "الأشخاص الذين رصدت لديهم احتياجات محددة",
            "Persons with specific needs identified",
        ),
        "people",
        Measure.PEOPLE,
        with_needs,
    ),
    Indicator(
        "V02",
        Words(
            "Enfants non accompagnés ou séparés suivis",
            "الأطفال غير المصحوبين أو المنفصلين قيد التتبع",
            "Unaccompanied or separated children followed",
        ),
        "people",
        Measure.PEOPLE,
        children_alone,
        by=("sex", "age_band", "nationality", "region"),
        outside="total",  # DP-34: only at national or regional level
    ),
    Indicator(
        "M01",
        Words("Marocains du monde accompagnés", "مغاربة العالم المواكبون", "Moroccans abroad supported"),
        "people",
        Measure.PEOPLE,
        moroccans_abroad,
        by=tuple(key for key in EVERY if key != "nationality"),
    ),
    Indicator(
        "U01",
        Words(
            "Migrants et déplacés protégés ou assistés",
            "مهاجرون ونازحون استفادوا من حماية أو مساعدة",
            "Migrants/displaced protected or assisted",
        ),
        "people",
        Measure.PEOPLE,
        migrants,
    ),
    Indicator(
        "U02",
        Words(
            "Accès amélioré aux services de base (pers.)",
            "أشخاص تحسن ولوجهم إلى الخدمات الأساسية",
            "People with improved access to basic services",
        ),
        "people",
        Measure.PEOPLE,
        with_basic_services,
        by=(*PERSON, *PLACE, "programme"),
    ),
)
