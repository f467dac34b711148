"""What a figure is of, in words: its period and scope, its line and column."""

from __future__ import annotations

from casemgr.services.counting.grid import Cell, Report
from casemgr.services.counting.indicators import WORDING, line_label
from casemgr.services.counting.indicators.family import FamilyReport
from ui.pages.figures.period import Period
from ui.translation import N_


def scope_of(period: Period, report: Report | FamilyReport) -> str:
    """ "novembre 2026 · Rabat · Tamkine migrants", in the language of the moment."""
    request = report.request
    parts = [
        str(period),
        str(report.label("branch", request.branch) if request.branch else N_("All branches")),
        str(report.label("programme", request.programme) if request.programme else N_("All programmes")),
    ]
    return " · ".join(parts)


def name_of(report: Report | FamilyReport, cell: Cell) -> str:
    """ "Bénéficiaires directs uniques · Féminin · Rabat", in the language of the moment."""
    request, named = report.request, report.branches
    values = [str(line_label(cell.indicator, key, value, request.age_set, named)) for key, value in cell.by.items()]
    return " · ".join([str(WORDING[cell.indicator]), *values])
