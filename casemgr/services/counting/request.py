"""What is asked of the count, and the table that answers."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.domain.errors import UserError
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

IN_SEVERAL = "in_several"
UNKNOWN = "UNKNOWN"
UNKNOWN_AGE = "U"
NO_PROGRAMME = "NONE"

INDICATORS: dict[str, Words] = {
    "C01": Words(
        "Bénéficiaires directs uniques", "الأشخاص المستفيدون مباشرة (دون تكرار)", "Unique direct beneficiaries"
    ),
    "C02": Words("dont nouveaux bénéficiaires", "منهم أشخاص مستفيدون لأول مرة", "of whom new beneficiaries"),
    "C03": Words("dont bénéficiaires déjà suivis", "منهم أشخاص سبق تتبعهم", "of whom continuing beneficiaries"),
    "C06": Words("Services rendus", "عدد الخدمات المقدمة", "Services delivered"),
}
OF_A_PERSON = ("sex", "age_band", "nationality", "status_group", "residence_region")
OF_A_LINE = ("region", "branch", "programme")
DIMENSIONS: dict[str, Words] = {
    "sex": Words("Sexe", "الجنس", "Sex"),
    "age_band": Words("Tranche d’âge", "الفئة العمرية", "Age band"),
    "nationality": Words("Nationalité", "الجنسية", "Nationality"),
    "status_group": Words("Situation administrative", "الوضعية الإدارية", "Administrative status"),
    "region": Words("Région de l’antenne", "جهة الفرع", "Region of the branch"),
    "branch": Words("Antenne", "الفرع", "Branch"),
    "programme": Words("Programme", "البرنامج", "Programme"),
    "residence_region": Words("Région de résidence", "جهة الإقامة", "Region of residence"),
}
AGE_SETS = ("UNHCR", "EU", "SCHOOL", "BINARY")

_SPECIAL = {
    IN_SEVERAL: Words("dont dans plusieurs lignes", "منهم في عدة أسطر", "of whom in several rows"),
    UNKNOWN: Words("Non renseigné", "غير مذكور", "Not stated"),
    NO_PROGRAMME: Words("Hors programme", "خارج البرامج", "Outside any programme"),
    UNKNOWN_AGE: Words("Âge inconnu", "العمر غير معروف", "Age unknown"),
}
_LISTS = {
    "sex": "sex",
    "nationality": "nationality",
    "status_group": "administrative_status_group",
    "region": "region",
    "residence_region": "region",
    "programme": "programme",
}


class BadRequest(UserError):
    """What is asked cannot be counted: an unknown indicator or dimension, or a period that ends before it starts."""

    def __init__(self, what: Words) -> None:
        super().__init__(
            what,
            Words("Vérifiez la demande.", "تحققوا من الطلب.", "Check what is asked."),
        )


def _refuse(what: Words, **values: object) -> None:
    raise BadRequest(what.format(**values))


@dataclass(frozen=True)
class CountRequest:
    """A period (bounds included), indicators, up to two dimensions, and a scope: one programme, one branch.

    `age_set` is the set of bands: UNHCR, EU, SCHOOL or BINARY. Raises BadRequest.
    """

    start: date
    end: date
    indicators: tuple[str, ...] = tuple(INDICATORS)
    by: tuple[str, ...] = ()
    age_set: str = "UNHCR"
    programme: str | None = None
    branch: str | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            _refuse(
                Words(
                    "La période finit avant de commencer.",
                    "تنتهي الفترة قبل أن تبدأ.",
                    "The period ends before it starts.",
                )
            )
        for code in self.indicators:
            if code not in INDICATORS:
                _refuse(Words("Indicateur inconnu : {x}.", "مؤشر غير معروف: {x}.", "Unknown indicator: {x}."), x=code)
        for key in self.by:
            if key not in DIMENSIONS:
                _refuse(Words("Ventilation inconnue : {x}.", "تفصيل غير معروف: {x}.", "Unknown breakdown: {x}."), x=key)
        if len(self.by) > 2 or len(set(self.by)) != len(self.by):
            _refuse(
                Words(
                    "Deux ventilations différentes au plus.",
                    "تفصيلان مختلفان على الأكثر.",
                    "Two different breakdowns at most.",
                )
            )
        if self.age_set not in AGE_SETS:
            _refuse(
                Words("Tranches inconnues : {x}.", "فئات غير معروفة: {x}.", "Unknown age bands: {x}."), x=self.age_set
            )
        if self.programme is not None and self.programme not in vocabulary("programme"):
            _refuse(
                Words("Programme inconnu : {x}.", "برنامج غير معروف: {x}.", "Unknown programme: {x}."), x=self.programme
            )


def month(year: int, number: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


@dataclass(frozen=True)
class CountRow:
    """One figure: the indicator, the values of the dimensions (empty: the total), the value."""

    indicator: str
    by: dict[str, str]
    value: int


@dataclass(frozen=True)
class CountTable:
    """The answer: the figures in order, and what a reader must know of them (`notes`)."""

    request: CountRequest
    rows: tuple[CountRow, ...]
    notes: tuple[Words, ...] = ()

    def value(self, indicator: str, **by: str) -> int:
        """The figure of an indicator on one line (no dimension: the total); 0 where there is no line."""
        return next((row.value for row in self.rows if row.indicator == indicator and row.by == by), 0)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        rows = [{"indicator": row.indicator, "by": row.by, "value": row.value} for row in self.rows]
        return {"from": self.request.start.isoformat(), "to": self.request.end.isoformat(), "rows": rows}


def label_of(dimension: str, value: str, age_set: str = "UNHCR") -> Words:
    """The wording of one value of a dimension."""
    if dimension == "age_band":
        for term in vocabulary("age_band"):
            if term.meta.get("set") == age_set and band_name(term.meta) == value:
                return term.label
    if value in _SPECIAL:
        return _SPECIAL[value]
    if dimension in _LISTS:
        return vocabulary(_LISTS[dimension]).label(value)
    return Words(value, value, value)


def band_name(meta: Any) -> str:
    """The name of an age band in figures: "12-17", "60+", "U"."""
    if not meta.get("min"):
        return UNKNOWN_AGE
    return f"{meta['min']}+" if int(meta["max"]) >= 150 else f"{meta['min']}-{meta['max']}"
