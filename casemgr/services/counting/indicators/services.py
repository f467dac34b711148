"""What was given: aid, nights, sessions, and to how many people. Units are never mixed in one total (domain.md §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.service.rules import nights_within
from casemgr.services.counting.indicators.declared import EVERY, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings, Row
from casemgr.services.counting.indicators.people import may_be_a_child

CONSULTATIONS = ("HEA-CONS", "HEA-SPEC", "HEA-ANC", "HEA-PNC")
PSYCHOLOGICAL = ("MHP-IND", "MHP-GRP")
LESSONS_OF_A_TERM = 5
_OF_MONEY = ("SOC", "HOU", "HEA")


def _types(is_wanted: Callable[[Any], bool]) -> tuple[str, ...]:
    return tuple(term.code for term in vocabulary("service_type") if is_wanted(term))


def of_sector(*sectors: str) -> tuple[str, ...]:
    """The types of service of these sectors."""
    return _types(lambda term: term.parent in sectors)


def _in(*units: str) -> tuple[str, ...]:
    return _types(lambda term: term.meta.get("unit") in units)


def act_of(row: Row, day: date | None = None) -> Act:
    """A service as an act, on its own day where no other is given; its own line is its type."""
    return Act(
        "service", row["id"], row["person"], day or row["date"], row["branch"], row["programme"], line=row["type"] or ""
    )


def given(held: Holdings, period: Period, types: tuple[str, ...]) -> Iterator[Act]:
    """The countable services of the period of these types."""
    for row in held.services(period.start, period.end, types):
        yield act_of(row)


def aided(held: Holdings, period: Period) -> Iterator[Act]:
    """S01: DISTINCT recipients of SOC services counted in kits or cash; the household is indirect (indicators.csv)."""
    kinds = set(of_sector("SOC")) & set(_in("kit", "MAD"))
    return given(held, period, tuple(sorted(kinds)))


def kits(held: Holdings, period: Period) -> Iterator[Act]:
    """S02: SUM(quantity) of what is counted in kits (indicators.csv); a line without a quantity is one."""
    for row in held.services(period.start, period.end, _in("kit")):
        yield replace(act_of(row), amount=1 if row["quantity"] is None else row["quantity"])


def cash(held: Holdings, period: Period) -> Iterator[Act]:
    """S03: SUM(amount) of SOC, HOU and HEA services counted in dirhams (indicators.csv); kept in centimes."""
    kinds = set(of_sector(*_OF_MONEY)) & set(_in("MAD"))
    for row in held.services(period.start, period.end, tuple(sorted(kinds))):
        yield replace(act_of(row), amount=row["amount"] or 0)


def _stays(held: Holdings, period: Period) -> Iterator[tuple[dict[str, Any], int]]:
    """Every stay that slept in the period, and its nights there: [from, to[ clipped (rule 22).

    A stay with its dates is one whether or not it counts among the services; of an old list that gives a number of
    nights alone, the line must.
    """
    nights = (held.schema.of("service").record.c.type.in_(_in("night")),)
    keys = ("date", "type", "programme", "quantity", "stay_from", "stay_to", "countable")
    for row in held.records("service", *keys, where=nights):
        slept = nights_within(row, period.start, period.end, period.today)
        stands = row["stay_from"] is not None or row["countable"] == 1
        if slept > 0 and stands and row["person"] is not None:
            yield row, slept


def _first_night(row: Row, period: Period) -> date:
    day: date = row["date"] if row["stay_from"] is None else max(row["stay_from"], period.start)
    return day


def nights(held: Holdings, period: Period) -> Iterator[Act]:
    """S04: SUM over stays of nights inside the period; a stay across two months is split (indicators.csv)."""
    for row, slept in _stays(held, period):
        yield replace(act_of(row, _first_night(row, period)), amount=slept)


def sheltered(held: Holdings, period: Period) -> Iterator[Act]:
    """S05: DISTINCT persons with at least one night in the period (indicators.csv)."""
    for row, _slept in _stays(held, period):
        yield act_of(row, _first_night(row, period))


def learners(held: Holdings, period: Period) -> Iterator[Act]:
    """E06: DISTINCT persons with at least one language session (indicators.csv)."""
    return given(held, period, of_sector("LNG"))


def supported_pupils(held: Holdings, period: Period) -> Iterator[Act]:
    """E03: DISTINCT children with at least 5 EDU-SUP attendances in the term: the period asked for (indicators.csv)."""
    lessons = [act for act in given(held, period, ("EDU-SUP",)) if may_be_a_child(held, str(act.person), act.day)]
    often = Counter(act.person for act in lessons)
    return (act for act in lessons if often[act.person] >= LESSONS_OF_A_TERM)


def consultations(held: Holdings, period: Period) -> Iterator[Act]:
    """T07: COUNT of HEA consultations charged to TAM (indicators.csv)."""
    return (act for act in given(held, period, CONSULTATIONS) if act.programme == "TAM")


def sessions(held: Holdings, period: Period) -> Iterator[Act]:
    """T08: COUNT of MHP-IND and MHP-GRP attendances (indicators.csv): a group of 8 women is 8."""
    return given(held, period, PSYCHOLOGICAL)


def women_survivors(held: Holdings, period: Period) -> Iterator[Act]:
    """T06: DISTINCT women with a PRO-GBV service in the period (indicators.csv)."""
    return (act for act in given(held, period, ("PRO-GBV",)) if held.person(str(act.person)).sex == "F")


def vaccinated(held: Holdings, period: Period) -> Iterator[Act]:
    """T10: DISTINCT children with HEA-VAC in the period; the child is the person, not the mother (indicators.csv)."""
    return (act for act in given(held, period, ("HEA-VAC",)) if may_be_a_child(held, str(act.person), act.day))


def project_holders(held: Holdings, period: Period) -> Iterator[Act]:
    """M08: DISTINCT holders with an INV service: MDM-INV (indicators.csv)."""
    return given(held, period, ("MDM-INV",))


def after_return(held: Holdings, period: Period) -> Iterator[Act]:
    """M02: DISTINCT persons enrolled in RET, with a service in the period (indicators.csv)."""
    enrolled = {
        row["person"]
        for row in held.records("enrolment", "programme", "enrolled_on")
        if row["programme"] == "RET" and row["enrolled_on"] is not None and row["enrolled_on"] <= period.end
    }
    return (act_of(row) for row in held.services(period.start, period.end) if row["person"] in enrolled)


_TYPE = ("type", "service_type")

INDICATORS = (
    Indicator(
        "S01",
        Words(
            "Personnes ayant reçu une aide matérielle",
            "الأشخاص المستفيدون من مساعدة مادية",
            "Persons receiving material aid",
        ),
        "services",
        Measure.PEOPLE,
        aided,
    ),
    Indicator(
        "S02",
        Words("Kits distribués", "مجموعات اللوازم الموزعة", "Kits distributed"),
        "services",
        Measure.SUM,
        kits,
        lines=_TYPE,
    ),
    Indicator(
        "S03",
        Words("Montant des aides financières (MAD)", "مبلغ المساعدات المالية (بالدرهم)", "Cash assistance (MAD)"),
        "services",
        Measure.SUM,
        cash,
        lines=_TYPE,
        scale=100,
    ),
    Indicator(
        "S04",
        Words("Nuitées d’hébergement", "ليالي الإيواء", "Shelter nights"),
        "services",
        Measure.SUM,
        nights,
    ),
    Indicator(
        "S05",
        Words("Personnes hébergées", "الأشخاص المستفيدون من الإيواء", "Persons sheltered"),
        "services",
        Measure.PEOPLE,
        sheltered,
    ),
    Indicator(
        "E03",
        Words(
            "Enfants bénéficiant de soutien scolaire",
            "الأطفال المستفيدون من الدعم المدرسي",
            "Children receiving school support",
        ),
        "services",
        Measure.PEOPLE,
        supported_pupils,
        note=Words(
            "Soutien scolaire : se lit sur un trimestre scolaire, à partir de 5 séances dans la période.",
            "الدعم المدرسي: يقرأ على مدى فصل دراسي، ابتداء من 5 حصص خلال الفترة.",
            "School support: read over a school term, from 5 sessions in the period.",
        ),
    ),
    Indicator(
        "E06",
        Words("Personnes en cours de langue", "الأشخاص المستفيدون من دروس اللغات", "Language learners"),
        "services",
        Measure.PEOPLE,
        learners,
        lines=_TYPE,
    ),
    Indicator(
        "T06",
        Words(
            "Femmes victimes de violences prises en charge",
            "النساء ضحايا العنف المتكفل بهن",
            "Women survivors of violence cared for",
        ),
        "services",
        Measure.PEOPLE,
        women_survivors,
        by=("age_band", "region"),
        sets=("BINARY",),
        outside="total",  # DP-34: only at national or regional level
    ),
    Indicator(
        "T07",
        Words("Consultations médicales (Tamkine)", "الاستشارات الطبية (تمكين)", "Medical consultations (Tamkine)"),
        "services",
        Measure.LINES,
        consultations,
        lines=_TYPE,
    ),
    Indicator(
        "T08",
        Words("Séances psychologiques", "الجلسات النفسية", "Psychological sessions"),
        "services",
        Measure.LINES,
        sessions,
        lines=_TYPE,
    ),
    Indicator(
        "T10",
        Words(
            "Enfants accompagnés pour la vaccination",
            "الأطفال المستفيدون من المواكبة للتلقيح",
            "Children supported for vaccination",
        ),
        "services",
        Measure.PEOPLE,
        vaccinated,
    ),
    Indicator(
        "M02",
        Words("Marocains de retour accompagnés", "مغاربة العالم العائدون المواكبون", "Returning Moroccans supported"),
        "services",
        Measure.PEOPLE,
        after_return,
        by=tuple(key for key in EVERY if key != "nationality"),
    ),
    Indicator(
        "M08",
        Words("Porteurs de projets accompagnés", "حاملو المشاريع المواكبون", "Project holders supported"),
        "services",
        Measure.PEOPLE,
        project_holders,
    ),
)
