"""The figures of a family as a table and as a file: a line an indicator, its own breakdown under it, columns beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casemgr.data.durable import write_atomically
from casemgr.domain.words import Words, current_language
from casemgr.services import tables as files
from casemgr.services.counting import tables
from casemgr.services.counting.figure import Figure
from casemgr.services.counting.grid import TOTAL, Cell, Column, Grid, Line
from casemgr.services.counting.indicators.asking import codes, counts, fits
from casemgr.services.counting.indicators.catalogue import CATALOGUE, WORDING, of_family
from casemgr.services.counting.indicators.declared import FAMILIES, Measure
from casemgr.services.counting.indicators.tally import measured
from casemgr.services.counting.indicators.wording import line_label
from casemgr.services.counting.request import DIMENSIONS, IN_SEVERAL, NO_PROGRAMME, UNKNOWN, UNKNOWN_AGE, CountRequest
from casemgr.services.counting.suppression import for_outside
from casemgr.services.counting.tables import Sheet, Value
from casemgr.services.desk import Desk

NUMERATOR = Words("Numérateur", "البسط", "Numerator")
DENOMINATOR = Words("Dénominateur", "المقام", "Denominator")
NOT_SETTLED = Words("Pas encore échus ou ouverts", "لم يحل أجلها أو لا تزال مفتوحة", "Not due yet, or open")
SEVERAL = Words("dont dans plusieurs", "منهم في عدة", "of whom in several")
SINCE_START = Words(
    "{names} : depuis le début du programme, jusqu’à la fin de la période.",
    "{names}: منذ بداية البرنامج إلى نهاية الفترة.",
    "{names}: since the programme began, to the end of the period.",
)
_LAST = (UNKNOWN, UNKNOWN_AGE, NO_PROGRAMME)


@dataclass(frozen=True)
class FamilyReport:
    """The figures of one family: what was asked, and all of them in order. `by` is one breakdown at most."""

    family: str
    request: CountRequest
    figures: tuple[Figure, ...]
    branches: Mapping[str, Words] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Words, ...]:
        """What a reader must know of how they are counted."""
        shown = [CATALOGUE[code] for code in dict.fromkeys(figure.indicator for figure in self.figures)]
        since = [WORDING[one.code] for one in shown if one.is_cumulative]
        found = [_since_start(since)] if since else []
        return (*found, *(one.note for one in shown if one.note is not None))

    def label(self, key: str, value: str, code: str = "") -> Words:
        """The wording of a value of a breakdown."""
        return line_label(code, key, value, self.request.age_set, self.branches)


def _since_start(named: Sequence[Words]) -> Words:
    """Of which figures it is the whole programme, by the names that stand in the table."""
    commas = {"fr": ", ", "ar": "، ", "en": ", "}
    said = (
        SINCE_START.say(code).format(names=comma.join(one.say(code) for one in named)) for code, comma in commas.items()
    )
    return Words(*said)


def family_report(desk: Desk, request: CountRequest, family: str, branches: Mapping[str, Words]) -> FamilyReport:
    """Every figure of a family that this person may count and that the scope means something for. Raises NotAllowed.

    An indicator without the breakdown that is asked has its total and its own lines alone.
    """
    may = codes(desk)
    alone = replace(request, by=())
    wanted = [one for one in of_family(family) if one.code in may and not fits(one, alone)]
    crossing = tuple(one.code for one in wanted if request.by and not fits(one, request))
    own, both = counts(desk, [(alone, tuple(one.code for one in wanted)), (request, crossing)])
    crossed = [figure for figure in both if figure.by]
    figures = [
        figure
        for one in wanted
        for figure in (*(f for f in own if f.indicator == one.code), *(f for f in crossed if f.indicator == one.code))
    ]
    return FamilyReport(family, request, tuple(figures), branches)


# --- as a table -------------------------------------------------------------------------------------------------
def grid_of(report: FamilyReport) -> Grid:
    """A line an indicator, its own breakdown under it; the total, then a column a value of the breakdown."""
    key = report.request.by[0] if report.request.by else ""
    values = _columns(report, key)
    columns = [Column(TOTAL, "total")]
    columns += [Column(SEVERAL if value == IN_SEVERAL else report.label(key, value), _role(value)) for value in values]
    lines: list[Line] = []
    for code in dict.fromkeys(figure.indicator for figure in report.figures):
        mine = {tuple(figure.by.items()): figure for figure in report.figures if figure.indicator == code}
        found = [mine.get(((key, value),)) or _nobody(report, code, key, value) for value in values]
        cells = [_cell(one) for one in (mine.get(()), *found)]
        lines.append(Line(WORDING[code], tuple(cells)))
        for by, figure in mine.items():
            if by and by[0][0] not in DIMENSIONS:
                label = Words(*(f"— {report.label(*by[0], code).say(tongue)}" for tongue in ("fr", "ar", "en")))
                lines.append(Line(label, (_cell(figure), *(None for _value in values)), "part"))
    return Grid(FAMILIES[report.family], tables.INDICATOR, tuple(columns), tuple(lines))


def _nobody(report: FamilyReport, code: str, key: str, value: str) -> Figure | None:
    """Nought, where the breakdown means something and nobody stands there; None where it means nothing."""
    indicator = CATALOGUE[code]
    if fits(indicator, report.request) or (value == IN_SEVERAL and indicator.measure is not Measure.PEOPLE):
        return None
    return measured(indicator, {key: value}, [])


def _role(value: str) -> str:
    return "several" if value == IN_SEVERAL else "figure"


def _columns(report: FamilyReport, key: str) -> list[str]:
    """The values of the breakdown that somebody stands on, the largest nationalities first, the unknown last."""
    found: dict[str, int] = {}
    for figure in report.figures:
        if key and key in figure.by:
            weight = figure.denominator if figure.denominator is not None else int(figure.value or 0)
            found[figure.by[key]] = found.get(figure.by[key], 0) + weight

    def place(value: str) -> tuple[int, int, int, str]:
        last = 2 if value == IN_SEVERAL else 1 if value in _LAST else 0
        age = int(value.split("-")[0].rstrip("+")) if key == "age_band" and not last else 0
        return last, -found[value] if key == "nationality" else 0, age, value

    return sorted(found, key=place)


def _cell(figure: Figure | None) -> Cell | None:
    """A figure to be shown; its `value` is how many may be asked for behind it (none behind a complaint)."""
    if figure is None:
        return None
    closed = CATALOGUE[figure.indicator].family == "complaints"
    behind = figure.denominator if figure.denominator is not None else int(figure.value or 0)
    return Cell(figure.indicator, figure.by, 0 if closed else behind, figure)


# --- as a file --------------------------------------------------------------------------------------------------
def for_them(report: FamilyReport) -> FamilyReport:
    """The same figures as they may leave: small ones hidden, and what would tell them (rule 18)."""
    may = {code: one.outside for code, one in CATALOGUE.items()}
    return replace(report, figures=tuple(for_outside(report.figures, may)))


def sheet_of(report: FamilyReport, language: str) -> Sheet:
    """A line a figure, with its parts."""
    heads = (tables.FROM, tables.TO, tables.INDICATOR, tables.WORDING, tables.ROW, tables.VALUE)
    columns = [one.say(language) for one in (*heads, NUMERATOR, DENOMINATOR, NOT_SETTLED)]
    rows: list[tuple[Value, ...]] = []
    for figure in report.figures:
        labels = (report.label(key, value, figure.indicator).say(language) for key, value in figure.by.items())
        rows.append(
            (
                report.request.start.isoformat(),
                report.request.end.isoformat(),
                figure.indicator,
                WORDING[figure.indicator].say(language),
                " × ".join(labels),
                figure.hidden or figure.value,
                figure.numerator,
                figure.denominator,
                figure.still_open,
            )
        )
    strong = frozenset(place for place, figure in enumerate(report.figures) if not figure.by)
    return Sheet(FAMILIES[report.family].say(language), tuple(columns), tuple(rows), strong)


def export(report: FamilyReport, path: Path, language: str = "", *, outside: bool = False) -> None:
    """Write a family to `path` (.xlsx, .csv or .json); what never leaves is left out. Raises UserError."""
    files.check_suffix(path)
    language = language or current_language()
    told = _told(report, outside=outside)
    sheet = sheet_of(told, language)
    if path.suffix.lower() == ".json":
        files.write_json(path, _as_json(told))
    elif path.suffix.lower() == ".xlsx":
        write_atomically(path, tables.as_xlsx(as_read(report, language, outside=outside), language))
    else:
        columns = [files.Column(str(place), heading) for place, heading in enumerate(sheet.columns)]
        files.write_table(path, columns, sheet.rows, language=language)


def as_read(report: FamilyReport, language: str, *, outside: bool = False) -> list[Sheet]:
    """What of a family is read by others: what it is of, and the table; what never leaves is left out."""
    told = _told(report, outside=outside)
    last = tables.HIDDEN if outside else tables.NOT_FOR_PUBLICATION
    return [_about(told, language, last), sheet_of(told, language)]


def as_printed(report: FamilyReport, language: str, *, outside: bool = False) -> list[Sheet]:
    """The same for a page: the days stand once above, and a figure by its wording alone."""
    about, sheet = as_read(report, language, outside=outside)
    return [about, replace(sheet, columns=sheet.columns[3:], rows=tuple(row[3:] for row in sheet.rows))]


def _told(report: FamilyReport, *, outside: bool) -> FamilyReport:
    kept = tuple(one for one in report.figures if CATALOGUE[one.indicator].outside != "never")
    leaving = replace(report, figures=kept)
    return for_them(leaving) if outside else leaving


def _as_json(report: FamilyReport) -> dict[str, object]:
    request = report.request
    return {
        "from": request.start.isoformat(),
        "to": request.end.isoformat(),
        "by": list(request.by),
        "branch": request.branch,
        "programme": request.programme,
        "rows": [figure.as_json() for figure in report.figures],
        "notes": [note.as_json() for note in report.notes],
    }


def _about(report: FamilyReport, language: str, last: Words) -> Sheet:
    request = report.request
    branch = report.label("branch", request.branch) if request.branch else tables.ALL_BRANCHES
    programme = report.label("programme", request.programme) if request.programme else tables.ALL_PROGRAMMES
    said: list[tuple[Words, str]] = [
        (tables.FROM, f"{request.start:%d/%m/%Y}"),
        (tables.TO, f"{request.end:%d/%m/%Y}"),
        (tables.SCOPE_BRANCH, branch.say(language)),
        (tables.SCOPE_PROGRAMME, programme.say(language)),
        *((tables.NOTE, note.say(language)) for note in (*report.notes, last)),
    ]
    rows: Sequence[tuple[Value, ...]] = [(name.say(language), text) for name, text in said]
    return Sheet(tables.ABOUT.say(language), (tables.ITEM.say(language), tables.SAID.say(language)), tuple(rows))
