"""Who entered a programme, how far people got in it, and what it owes its funder since it began (rules 6 and 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.domain import pathway
from casemgr.domain.months import add_months
from casemgr.domain.words import Words
from casemgr.services.counting.enrolled import ASSESSED, CARE, started_on
from casemgr.services.counting.indicators.declared import EVERY, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import Holdings
from casemgr.services.counting.indicators.services import of_sector

AT_WORK = ("CDI", "CDD", "INFORMAL", "DOMESTIC", "AE", "AGR", "COOP")  # job, self-employment or IGA active (P09)
WORK_BEGINS = ("PVI-EMPLOI", "PVI-AGR")
LONG_AGO = date(1900, 1, 1)
Finder = Callable[[Holdings, Period], Iterator[Act]]


def _enrolments(held: Holdings) -> list[dict[str, Any]]:
    return [row for row in held.records("enrolment", "programme", "enrolled_on") if row["person"] is not None]


def _act(row: dict[str, Any], day: date) -> Act:
    return Act("enrolment", row["id"], row["person"], day, row["branch"], row["programme"], line=row["programme"])


def newly_enrolled(held: Holdings, period: Period) -> Iterator[Act]:
    """C04: DISTINCT persons with a first enrolment in the programme dated in the period (indicators.csv).

    A second enrolment in the same programme is never counted; somebody new to two programmes counts in both rows, and
    once in the total.
    """
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _enrolments(held):
        key = (row["person"], row["programme"])
        day = row["enrolled_on"]
        if day is not None and (key not in first or day < first[key]["enrolled_on"]):
            first[key] = row
    return (_act(row, row["enrolled_on"]) for row in first.values() if period.has(row["enrolled_on"]))


def _in_programme(held: Holdings, period: Period) -> dict[tuple[str, str], str]:
    """Whoever was enrolled by the end of the period, by (person, programme): the enrolment."""
    return {
        (row["person"], row["programme"]): row["id"]
        for row in _enrolments(held)
        if row["enrolled_on"] is not None and row["enrolled_on"] <= period.end
    }


def _charged(
    held: Holdings, period: Period, programme: str = "", types: tuple[str, ...] | None = None
) -> Iterator[Act]:
    """The first countable service charged to a programme since it began, of each of those enrolled in it."""
    enrolled = _in_programme(held, period)
    programmes = {programme} if programme else {known for _person, known in enrolled}
    for person, branch, charged, day in held.first_charged(period.end, programmes, types) if enrolled else ():
        enrolment = enrolled.get((person, charged))
        if enrolment is not None:
            yield Act("enrolment", enrolment, person, day, branch, charged, line=charged)


def cumulative(held: Holdings, period: Period) -> Iterator[Act]:
    """C05: DISTINCT persons enrolled and with a countable service charged to the programme since it began, to the end
    of the period: recomputed from the start, quarters are never added (indicators.csv).
    """
    return _charged(held, period)


def women_cared_for(held: Holdings, period: Period) -> Iterator[Act]:
    """T01: DISTINCT women (sex F) enrolled in TAM with a medical, social or psychological service since the start.

    A woman in several target groups is one woman (indicators.csv).
    """
    care = _charged(held, period, "TAM", of_sector(*CARE))
    return (act for act in care if held.person(str(act.person)).sex == "F")


def _stages(held: Holdings, *codes: str) -> Iterator[tuple[Act, Any]]:
    """Every entry in these stages: the act, dated by its day, and the line."""
    known = {row["id"]: row for row in _enrolments(held)}
    for line in held.rows("enrolment", "history", "stage", "entered_on", "outcome"):
        row = known.get(line["record"])
        if row is not None and line["stage"] in codes and line["entered_on"] is not None:
            yield _act(row, line["entered_on"]), line


def supported(held: Holdings, period: Period) -> Iterator[Act]:
    """P01: DISTINCT persons enrolled in PVI with the skills assessment or a later stage reached since the start."""
    path = pathway.path_of("PVI")
    for act, _line in _stages(held, *path[path.index(ASSESSED) :]):
        if act.programme == "PVI" and started_on("PVI") <= act.day <= period.end:
            yield act


def entering(*stages: str) -> Finder:
    """Whoever entered one of these stages in the period."""

    def found(held: Holdings, period: Period) -> Iterator[Act]:
        return (act for act, _line in _stages(held, *stages) if period.has(act.day))

    return found


def entering_first(*stages: str) -> Finder:
    """Whoever entered one of these stages for the first time ever, in the period: "a first job" (P05)."""

    def found(held: Holdings, period: Period) -> Iterator[Act]:
        first: dict[str | None, Act] = {}
        for act, _line in _stages(held, *stages):
            if act.person not in first or act.day < first[act.person].day:
                first[act.person] = act
        return (act for act in first.values() if period.has(act.day))

    return found


def still_at_work(months: int, stage: str) -> Finder:
    """P09 and P10: persons whose 6- or 12-month follow-up fell due in the period and whose outcome is a job,
    self-employment or a running IGA / persons due. Who could not be reached stays in the denominator (rule 14).

    It falls due so many months after the first entry into employment or IGA.
    """

    def found(held: Holdings, period: Period) -> Iterator[Act]:
        noted = {act.person: line["outcome"] for act, line in _stages(held, stage) if act.day <= period.end}
        for act in entering_first(*WORK_BEGINS)(held, Period(LONG_AGO, period.end, period.today)):
            due = add_months(act.day, months)
            if period.has(due):
                has_passed = due <= min(period.end, period.today)
                yield replace(act, day=due, due=has_passed, met=noted.get(act.person) in AT_WORK)

    return found


_BY_STAGE = Words(
    "{name} : d’après l’étape « {stage} » du parcours ; le contrat et le certificat se vérifient dans le dossier.",
    "{name}: حسب مرحلة «{stage}» من المسار؛ يتحقق من العقد والشهادة في الملف.",
    "{name}: by the stage “{stage}” of the path; contract and certificate are checked in the file.",
)


def _by_stage(name: Words, stage: str) -> Words:
    label = pathway.label_of(stage)
    tongues = ("fr", "ar", "en")
    return Words(*(_BY_STAGE.say(one).format(name=name.say(one), stage=label.say(one)) for one in tongues))


def _people(code: str, name: Words, find: Finder, *, since_start: bool = False, stage: str = "") -> Indicator:
    return Indicator(
        code,
        name,
        "programmes",
        Measure.PEOPLE,
        find,
        is_cumulative=since_start,
        note=_by_stage(name, stage) if stage else None,
    )


INDICATORS = (
    _people(
        "C04",
        Words("Nouvelles inscriptions au programme", "التسجيلات الجديدة في البرنامج", "New enrolments"),
        newly_enrolled,
    ),
    _people(
        "C05",
        Words(
            "Bénéficiaires cumulés du programme",
            "مجموع الأشخاص المستفيدين من البرنامج",
            "Cumulative programme beneficiaries",
        ),
        cumulative,
        since_start=True,
    ),
    _people(
        "P01",
        Words(
            "Personnes accompagnées vers l’insertion",
            "الأشخاص المواكبون نحو الإدماج",
            "Persons supported towards integration",
        ),
        supported,
        since_start=True,
    ),
    _people(
        "P02",
        Words("Bilans de compétences réalisés", "حصيلات الكفاءات المنجزة", "Skills assessments done"),
        entering(ASSESSED),
    ),
    _people(
        "P03",
        Words(
            "Entrées en formation professionnelle (pers.)",
            "الأشخاص الملتحقون بالتكوين المهني",
            "Persons entering vocational training",
        ),
        entering("PVI-FORM"),
        stage="PVI-FORM",
    ),
    _people(
        "P05",
        Words("Personnes insérées en emploi", "الأشخاص المدمجون في الشغل", "Persons placed in employment"),
        entering_first("PVI-EMPLOI"),
        stage="PVI-EMPLOI",
    ),
    _people(
        "P06",
        Words("Personnes en stage", "الأشخاص المستفيدون من التدريب", "Persons in internships"),
        entering("PVI-STAGE"),
        stage="PVI-STAGE",
    ),
    _people(
        "P08",
        Words(
            "Personnes ayant créé une AGR",
            "الأشخاص الذين أحدثوا نشاطا مدرا للدخل",
            "Persons who created an IGA",
        ),
        entering("PVI-AGR"),
        stage="PVI-AGR",
    ),
    Indicator(
        "P09",
        Words(
            "Insertion maintenue à 6 mois (%)",
            "استمرار الإدماج بعد 6 أشهر (%)",
            "Work integration sustained at 6 months (%)",
        ),
        "programmes",
        Measure.SHARE,
        still_at_work(6, "PVI-S6"),
    ),
    Indicator(
        "P10",
        Words(
            "Insertion maintenue à 12 mois (%)",
            "استمرار الإدماج بعد 12 شهرا (%)",
            "Work integration sustained at 12 months (%)",
        ),
        "programmes",
        Measure.SHARE,
        still_at_work(12, "PVI-S12"),
    ),
    _people(
        "T01",
        Words(
            "Femmes migrantes vulnérables prises en charge",
            "النساء المهاجرات في وضعية هشاشة المتكفل بهن",
            "Vulnerable migrant women cared for",
        ),
        women_cared_for,
        since_start=True,
    ),
    _people("X02", Words("Personnes retournées", "الأشخاص العائدون", "Persons returned"), entering("RVR-DEPART")),
    Indicator(
        "M04",
        Words(
            "Dépouilles rapatriées avec appui",
            "الجثامين المرحلة بدعم من الجمعية",
            "Remains repatriated with support",
        ),
        "programmes",
        Measure.LINES,
        entering("DEP-TRANSP"),
        by=tuple(key for key in EVERY if key != "programme"),
    ),
)
