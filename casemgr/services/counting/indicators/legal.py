"""Legal help: whom it reached, what was opened and won, who was regularised, which terms were kept.

Outside, a matter is told by its family alone (indicators.csv, L01), so a matter's family is all that is broken down.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.counting.crossing import status_group
from casemgr.services.counting.indicators.declared import PERSON, PLACE, Act, Indicator, Measure, Period
from casemgr.services.counting.indicators.holdings import History, Holdings
from casemgr.services.counting.indicators.programmes import entering
from casemgr.services.counting.indicators.referrals import sent_for
from casemgr.services.counting.indicators.services import given, of_sector
from casemgr.services.counting.request import UNKNOWN

BEFORE = ("IRREGULAR", "PENDING", "ASYLUM")
AFTER = ("REGULAR", "REFUGEE")
RENEWAL = "REC_RENEW"
TITLES = ("CARTE_IMMAT", "CARTE_RESID")
PERMIT_HELP = ("DOC-STAY", "DOC-RENEW", "DOC-REGUL")


def assisted(held: Holdings, period: Period) -> Iterator[Act]:
    """L01: DISTINCT persons with a LEG service (indicators.csv)."""
    return given(held, period, of_sector("LEG"))


def files_opened(held: Holdings, period: Period) -> Iterator[Act]:
    """L02: legal files opened in the period; one person may have several (indicators.csv)."""
    for row in held.records("legal_file", "opened_on", "family"):
        if period.has(row["opened_on"]):
            yield Act(
                "legal_file", row["id"], row["person"], row["opened_on"], row["branch"], line=row["family"] or UNKNOWN
            )


def outcomes(held: Holdings, period: Period) -> Iterator[Act]:
    """L03: outcomes with win=1 / outcomes with win in (0,1), recorded in the period (indicators.csv)."""
    known = vocabulary("legal_outcome")
    for row in held.records("legal_file", "outcome", "outcome_on", "family"):
        win = known.terms[row["outcome"]].meta.get("win") if row["outcome"] in known.terms else ""
        if period.has(row["outcome_on"]) and win in ("0", "1"):
            day, line = row["outcome_on"], row["family"] or UNKNOWN
            yield Act("legal_file", row["id"], row["person"], day, row["branch"], line=line, met=win == "1")


def titles(held: Holdings, period: Period) -> Iterator[Act]:
    """L04: new CARTE_IMMAT or CARTE_RESID issued in the period to persons whom a DOC-STAY, DOC-RENEW or DOC-REGUL
    service supported by then (indicators.csv): the paper is counted, L05 counts the person.
    """
    lines = held.rows("beneficiary", "documents", "type", "issued_on")
    new = [line for line in lines if line["type"] in TITLES and period.has(line["issued_on"])]
    holders = {line["record"] for line in new if held.survivors.get(line["record"]) == line["record"]}
    helped = held.first_given(holders, PERMIT_HELP)
    for line in new:
        person, day = line["record"], line["issued_on"]
        if helped.get(person, date.max) <= day:
            place = held.person(person).branch
            yield Act("beneficiary", line["id"], person, day, place, line=line["type"], group="documents")


def regularised_on(history: History) -> Iterator[date]:
    """The days on which somebody went from IRREGULAR, PENDING or ASYLUM to REGULAR or REFUGEE.

    A renewal is none: its receipt (REC_RENEW) leaves the person where she was. What is not stated says nothing.
    """
    before = ""
    for since, status in history:
        group = status_group(status)
        if status == RENEWAL or group == UNKNOWN:
            continue
        if before in BEFORE and group in AFTER:
            yield since
        before = group


def regularised(held: Holdings, period: Period) -> Iterator[Act]:
    """L05: DISTINCT persons moving from IRREGULAR/PENDING/ASYLUM to REGULAR/REFUGEE in the period (indicators.csv)."""
    for person in sorted(set(held.survivors.values())):
        for day in regularised_on(held.statuses(person)):
            if period.has(day):
                yield Act("beneficiary", person, person, day, held.person(person).branch)


def guided_to_asylum(held: Holdings, period: Period) -> Iterator[Act]:
    """L08: DISTINCT persons with DOC-ASY or an ASYLUM referral (indicators.csv)."""
    yield from given(held, period, ("DOC-ASY",))
    yield from sent_for(held, period, "ASYLUM")


def terms_kept(held: Holdings, period: Period) -> Iterator[Act]:
    """L09: deadlines whose act was done on or before the due date / deadlines due in the period (indicators.csv).

    One that is still to come, and not done, is not in the denominator yet (rule 14); one set aside has no due date.
    """
    files = {row["id"]: row for row in held.records("legal_file")}
    for line in held.rows("legal_file", "deadlines", "term", "due_on", "done_on"):
        row, due, done = files.get(line["record"]), line["due_on"], line["done_on"]
        if row is not None and period.has(due):
            met = done is not None and done <= due
            passed = done is not None or due < period.today
            who, where = row["person"], row["branch"]
            yield Act("legal_file", row["id"], who, due, where, line=line["term"] or "", met=met, due=passed)


_OF_FILES = (*PERSON, *PLACE)
_FAMILY = ("family", "legal_matter")

INDICATORS = (
    Indicator(
        "L01",
        Words(
            "Bénéficiaires d’une assistance juridique",
            "الأشخاص المستفيدون من المساعدة القانونية",
            "Persons receiving legal assistance",
        ),
        "legal",
        Measure.PEOPLE,
        assisted,
    ),
    Indicator(
        "L02",
        Words("Dossiers juridiques ouverts", "الملفات القانونية المفتوحة", "Legal files opened"),
        "legal",
        Measure.LINES,
        files_opened,
        by=_OF_FILES,
        lines=_FAMILY,
    ),
    Indicator(
        "L03",
        Words(
            "Dossiers à issue favorable (%)",
            "الملفات ذات النتيجة الإيجابية (%)",
            "Files with a favourable outcome (%)",
        ),
        "legal",
        Measure.RATE,
        outcomes,
        by=_OF_FILES,
        lines=_FAMILY,
    ),
    Indicator(
        "L04",
        Words(
            "Titres de séjour obtenus ou renouvelés",
            "سندات الإقامة المحصل عليها أو المجددة",
            "Stay permits obtained or renewed",
        ),
        "legal",
        Measure.LINES,
        titles,
        by=_OF_FILES,
        lines=("type", "document_type"),
    ),
    Indicator(
        "L05",
        Words("Personnes régularisées", "الأشخاص الذين سويت وضعيتهم", "Persons regularised"),
        "legal",
        Measure.PEOPLE,
        regularised,
        by=_OF_FILES,
    ),
    Indicator(
        "L06",
        Words("Dossiers de régularisation déposés", "ملفات تسوية الوضعية المودعة", "Regularisation files lodged"),
        "legal",
        Measure.LINES,
        entering("REG-DEPOT"),
        by=_OF_FILES,
    ),
    Indicator(
        "L08",
        Words(
            "Personnes en demande d’asile orientées",
            "الأشخاص طالبو اللجوء الموجهون",
            "Asylum seekers given guidance",
        ),
        "legal",
        Measure.PEOPLE,
        guided_to_asylum,
    ),
    Indicator(
        "L09",
        Words("Délais légaux respectés (%)", "الآجال القانونية المحترمة (%)", "Legal deadlines met (%)"),
        "legal",
        Measure.RATE,
        terms_kept,
        by=PLACE,
        lines=("term", "legal_deadline"),
    ),
)
