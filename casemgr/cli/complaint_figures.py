"""The figures of complaints and referrals on the command line, K01 to K08 and R01 to R06, beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casemgr.domain.errors import UserError
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services import tables
from casemgr.services.counting import complaints, referrals
from casemgr.services.counting.complaints import MANAGEMENT_ONLY, Figure
from casemgr.services.desk import Desk

INDICATORS = {**complaints.INDICATORS, **referrals.INDICATORS}

NOT_BROKEN_DOWN = Words(
    "Les chiffres des réclamations et référencements (K…, R…) se demandent sans ventilation ni programme.",
    "أرقام الشكايات والإحالات (K…، R…) تطلب دون تفصيل ودون برنامج.",
    "The figures of complaints and referrals (K…, R…) are asked for without breakdown or programme.",
)
LEAVE_OUT = Words("Retirez --by et --programme.", "احذفوا ‎--by‎ و‎--programme‎.", "Leave out --by and --programme.")
NOT_IN_A_FILE = Words(
    "Le chiffre K08 ne sort jamais dans un fichier, et les autres réclamations ont un fichier à elles.",
    "لا يصدر الرقم K08 أبدا في ملف، ولباقي أرقام الشكايات ملف خاص بها.",
    "K08 never leaves in a file, and the other figures of complaints have a file of their own.",
)
ASK_APART = Words(
    "Demandez à part --indicator K01,K02…", "اطلبوا على حدة ‎--indicator K01,K02…‎", "Ask apart for --indicator K01,K02…"
)
MEDIAN = Words("médiane", "الوسيط", "median")
OF = Words("{numerator} sur {denominator}", "{numerator} من أصل {denominator}", "{numerator} of {denominator}")


def asked_for(indicators: Sequence[str]) -> tuple[str, ...]:
    """Those of the indicators that are about complaints or referrals."""
    return tuple(code for code in indicators if code in INDICATORS)


def may_count(desk: Desk) -> tuple[str, ...]:
    """The indicators of complaints and referrals that this person may count."""
    return (*complaints.may_count(desk), *referrals.INDICATORS)


def counted(desk: Desk, start: date, end: date, indicators: Sequence[str], branch: str | None) -> list[Figure]:
    """The figures of these indicators, those of complaints first. Raises NotAllowed."""
    of_complaints = [code for code in indicators if code in complaints.INDICATORS]
    of_referrals = [code for code in indicators if code in referrals.INDICATORS]
    found = complaints.count(desk, start, end, of_complaints, branch) if of_complaints else []
    return [*found, *(referrals.count(desk, start, end, of_referrals, branch) if of_referrals else ())]


def check_request(indicators: Sequence[str], *, is_broken_down: bool, to_file: bool) -> None:
    """Raises UserError for what is not counted so."""
    mine = asked_for(indicators)
    if mine and is_broken_down:
        raise UserError(NOT_BROKEN_DOWN, LEAVE_OUT)
    if mine and to_file and (MANAGEMENT_ONLY & {*mine} or len(mine) < len(indicators)):
        raise UserError(NOT_IN_A_FILE, ASK_APART)


def lines(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """What a person reads: the indicator, its wording, what the line is of, the figure and its parts."""
    return [
        (
            figure.indicator,
            " — ".join(filter(None, (str(INDICATORS[figure.indicator]), _line(figure)))),
            "—" if figure.value is None else str(figure.value),
            _parts(figure),
        )
        for figure in figures
    ]


def _line(figure: Figure) -> str:
    for key, value in figure.by.items():
        match key:
            case "nature":
                return str(vocabulary("complaint_kind").label(value))
            case "result":
                return str(vocabulary("complaint_status").label(value))
            case "reason":
                return str(vocabulary("referral_reason").label(value))
            case "outcome":
                return str(vocabulary("referral_outcome").label(value))
            case "measure":
                return str(MEDIAN)
            case _:
                return value
    return ""


def _parts(figure: Figure) -> str:
    if figure.denominator is None:
        return ""
    return str(OF.format(numerator=figure.numerator, denominator=figure.denominator))


def write(figures: Sequence[Figure], path: Path) -> None:
    """A line a figure, in the format that the name of the file says. Raises UserError."""
    headings = (_("Indicator"), _("Wording"), _("Line"), _("Value"), _("Numerator"), _("Denominator"), _("Not due yet"))
    columns = [tables.Column(str(place), heading) for place, heading in enumerate(headings)]
    rows = [
        (
            figure.indicator,
            str(INDICATORS[figure.indicator]),
            _line(figure),
            None if figure.value is None else str(figure.value),
            figure.numerator,
            figure.denominator,
            figure.still_open,
        )
        for figure in figures
    ]
    tables.write_table(path, columns, rows, title=_("Complaints"))
