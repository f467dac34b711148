"""Every other indicator of indicators.csv that the kinds there are can answer: declared, counted, crossed, asked who.

`declared` says what one is, a module a family holds them, `holdings` reads, `tally` counts, `asking` is the door.
Not among them, for want of a kind: C07, C13 to C16, C18, C20, P04, P07, P11, P12, S06, T02 to T05, T09, H02, H03, E01,
E02, E04, E05, L07, V04, M03, M05 to M07, M09 to M12, U03, N01.
"""

from casemgr.services.counting.figure import Figure
from casemgr.services.counting.indicators.asking import codes, count, fits, who
from casemgr.services.counting.indicators.catalogue import CATALOGUE, WORDING, of_family
from casemgr.services.counting.indicators.declared import FAMILIES, Indicator
from casemgr.services.counting.indicators.wording import line_label

__all__ = [
    "CATALOGUE",
    "FAMILIES",
    "WORDING",
    "Figure",
    "Indicator",
    "codes",
    "count",
    "fits",
    "line_label",
    "of_family",
    "who",
]
