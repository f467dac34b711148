"""How wide the columns of a list are before anybody draws them: as what stands in them asks, in the room there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QFont, QFontMetrics

from casemgr.domain.kind import Kind
from casemgr.services.register import ColumnInfo, Line
from ui.formats import isolate_any
from ui.forms import confidentiality
from ui.kit import pill_size
from ui.tables.tones import toned_list
from ui.theme import GRID, HALF, font, scale

MEASURED = 60  # lines that are looked at: those that are seen first
WIDEST_ALONE = 360  # pixels that no text asks for by itself: the whole of it is under the pointer
NAMES = frozenset({"full_name", "full_name_ar", "person", "known_by"})  # in a stronger face
_SPREAD = 1.4  # how much wider than it asks a column may become where there is room


def has_pills(kind: Kind, column: ColumnInfo) -> bool:
    """Whether a column shows states, which are never cut."""
    return bool(toned_list(kind, column.key)[0])


def width_of(kind: Kind, column: ColumnInfo, text: str) -> int:
    """The pixels of what a cell says, without its spaces."""
    if has_pills(kind, column):
        return pill_size(text).width() if text else 0
    weight = QFont.Weight.Medium if column.key in NAMES else QFont.Weight.Normal
    return QFontMetrics(font("body", weight)).horizontalAdvance(isolate_any(text))


def asked(kind: Kind, columns: Sequence[ColumnInfo], lines: Sequence[Line]) -> list[int]:
    """The pixels that each column needs for what `lines` say in it, its own spaces included."""
    found = []
    for place, column in enumerate(columns):
        texts = {line.cells[place] for line in lines[:MEASURED]}
        wide = max((width_of(kind, column, text) for text in texts), default=0)
        if place == 0 and any(confidentiality.shown_on_rows(line.confidentiality) for line in lines[:MEASURED]):
            wide += scale().icon + HALF
        found.append(min(wide, WIDEST_ALONE) + 2 * GRID + 2)
    return found


def fitted(room: int, needed: Sequence[int], usual: Sequence[int], drawn: Mapping[int, int]) -> list[int]:
    """The width of each column in `room` pixels: `drawn` by the person as it is; the others as `needed`.

    Where there is more room they share it; where there is less, what asks for more than the `usual` gives way to it.
    """
    widths = [drawn.get(place, wide) for place, wide in enumerate(needed)]
    free = [place for place in range(len(needed)) if place not in drawn]
    spare = room - sum(widths)
    if spare > 0:
        whole = sum(widths[place] for place in free) or 1
        share = min(_SPREAD - 1, spare / whole)
        for place in free:
            widths[place] += int(widths[place] * share)
        return widths
    over = {place: max(0, needed[place] - usual[place]) for place in free}
    whole = sum(over.values()) or 1
    for place, more in over.items():
        widths[place] -= min(more, -(spare * more // whole))
    return widths
