"""Fields, tables and boxes to tick: what stands in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from casemgr.domain import document
from casemgr.domain.document import Align, Said, Size, Strong
from casemgr.domain.words import same
from casemgr.services.printing import strips as on_strips
from casemgr.services.printing.look import DOTS, HEAD, INKS, LINE, QUIET, Room, mm
from casemgr.services.printing.said import in_one_line, spoken_in, versions
from casemgr.services.printing.strips import Across, Area, Down, Paint, Strip, beside, framed, gap, kept
from casemgr.services.printing.surface import INK

_LABEL = 0.30  # of the width, for labels at the start of their line
_WHOLE = re.compile(r"\S*\d\S*")  # a day, a code, a number: half of it is another one
_LONGEST_WHOLE = 24  # characters
_LEAST_COLUMN = 12.0  # millimetres
_FEW_LINES = 6  # strips of a row that would look lost alone on a page
_MOST_LINES = 16  # strips of a row that goes over to the next page rather than be cut
_PAD = 1.4  # millimetres, at each side of a cell
_MOST_TOGETHER = 6  # empty rows that are not parted
_MOST_BOXES = 36  # lines of boxes to tick that are not parted
_DAY_MONTH_YEAR = (12.0, 12.0, 20.0)  # millimetres
_SLASH = same("/")
_WRITTEN = 7.4  # millimetres of a line to write on
_LEAST_WRITTEN = 7.0  # however small the letters of a paper get: a hand does not
_LEAST_ROW = 8.0  # millimetres of a row to write in
_LEAST_TICKED = 5.8  # of one to tick and to date
_BOX = 3.6  # millimetres, for a pen
_LEAST_BOX = 3.0


def written(room: Room) -> float:
    """The height of a line to write on, in points."""
    return max(mm(_LEAST_WRITTEN), room.down(_WRITTEN))


class Lettering(Protocol):
    """How a text becomes strips (blocks.lettering)."""

    def __call__(
        self,
        said: Said,
        room: Room,
        *,
        language: str = "",
        size: Size = "normal",
        align: Align = "start",
        ink: str = INK,
        bold: bool = False,
        role: str = "P",
    ) -> list[Strip]:
        """Lay it out."""
        ...


def label(said: Said, room: Room, lettering: Lettering) -> list[Strip]:
    """A small quiet label across the room: of a bilingual paper, each language on its own side."""
    spoken = versions(said, room)
    if len(spoken) == 1:
        return lettering(said, room, size="small", ink=QUIET)
    body, _leading = room.size("small")
    widths = [room.setter.width(spoken_in(said, language), language, body) for language in spoken]
    if sum(widths) + mm(4) > room.width:
        return [
            strip for language in spoken for strip in lettering(said, room, language=language, size="small", ink=QUIET)
        ]
    first = lettering(said, room, language=spoken[0], size="small", ink=QUIET)
    second = lettering(said, room, language=spoken[1], size="small", ink=QUIET)
    return beside(first, second)


def fields(block: document.Fields, room: Room, lettering: Lettering) -> list[Strip]:
    """Labels and values; a value that is missing leaves its line out, unless room to write is asked for."""
    lines = [line for line in block.lines if line.value or line.blank]
    if not lines:
        return []
    pad = mm(3) if block.framed else 0.0
    inner = room.within(room.x + pad, room.width - 2 * pad)
    if block.columns == 1:
        named = _label_width(lines, inner)
        strips = [strip for line in lines for strip in _beside_its_label(line, inner, lettering, named)]
    else:
        strips = _in_columns(lines, block.columns, inner, lettering)
    if block.framed:
        boxed = framed([Strip(room.down(2)), *strips, Strip(room.down(1))], room.x, room.width, LINE)
        return [*kept(boxed), gap(room.down(2))] if len(boxed) < 30 else [*boxed, gap(room.down(2))]
    return [*strips, gap(room.down(1.4))]


def _label_width(lines: Sequence[document.Field], room: Room) -> float:
    """How wide the labels of a bilingual paper stand on each side: no wider than they need, a card is small."""
    body, _leading = room.size("normal")
    widest = (
        room.setter.width(spoken_in(line.label, language), language, body)
        for line in lines
        for language in versions(line.label, room)
    )
    return min(room.width * 0.25, max(widest) + mm(3))


def _beside_its_label(line: document.Field, room: Room, lettering: Lettering, narrow: float) -> list[Strip]:
    if not line.value:
        return _to_write(line, room, lettering)
    spoken = versions(line.label, room)
    wide = room.width * _LABEL
    if len(spoken) == 1:
        named = lettering(line.label, room.within(room.x, wide - mm(2)), ink=QUIET)
        value = room.within(room.x + wide, room.width - wide)
        return beside(named, _both(_pressed(line), value, lettering, INKS[line.tone]))
    first = lettering(line.label, room.within(room.x, narrow - mm(2)), language=spoken[0], ink=QUIET)
    middle = room.within(room.x + narrow, room.width - 2 * narrow)
    last = room.within(room.x + room.width - narrow + mm(2), narrow - mm(2))
    second = lettering(line.label, last, language=spoken[1], ink=QUIET)
    return beside(beside(first, _both(_pressed(line), middle, lettering, INKS[line.tone])), second)


def _pressed(line: document.Field) -> Said:
    """The value; what presses is bold too, as red is lost on a printer without colours."""
    return Strong(line.value) if line.tone == "alert" else line.value


def _to_write(line: document.Field, room: Room, lettering: Lettering) -> list[Strip]:
    """The label over lines to write on, or before the line when there is one and the label is short."""
    spoken = versions(line.label, room)
    body, _leading = room.size("normal")
    widths = [room.setter.width(spoken_in(line.label, one), one, body) for one in spoken]
    if line.blank > 1 or max(widths) > room.width * _LABEL:
        named = [replace(strip, keep=True) for strip in label(line.label, room, lettering)]
        return kept([*named, *(_written(room) for _one in range(line.blank))])
    start = widths[0] + mm(2)
    end = widths[1] + mm(2) if len(spoken) > 1 else 0.0
    high = written(room)
    dotted = Across(room.x + start, room.width - start - end, high - room.down(1.8), DOTS, 0.6, "0.6 1.8")
    strips = lettering(line.label, room, language=spoken[0], ink=QUIET)
    if len(spoken) > 1:
        other = lettering(line.label, room, language=spoken[1], ink=QUIET)
        strips = beside(strips, other)
    _body, leading = room.size("normal")
    lowered = _lowered(strips[0], high - room.down(1.8) - leading * 0.74 - 0.5)  # the label stands on the line
    return [replace(strips[0], height=high, paints=(*lowered, dotted))]


def _lowered(strip: Strip, by: float) -> tuple[Paint, ...]:
    return tuple(replace(p, down=p.down + by) if isinstance(p, on_strips.Lettering) else p for p in strip.paints)


def _written(room: Room) -> Strip:
    high = written(room)
    return Strip(high, (Across(room.x, room.width, high - room.down(1.2), DOTS, 0.6, "0.6 1.8"),))


def _for_a_day(room: Room, lettering: Lettering) -> Strip:
    """A line to write on, parted for a day, a month and a year, in the way the page runs."""
    paints: list[Paint] = []
    x, high = room.x, written(room)
    for place, width in enumerate(_DAY_MONTH_YEAR):
        if place:
            (slash,) = lettering(_SLASH, room.within(x, mm(3)), ink=QUIET, align="center")
            paints += _lowered(slash, high - room.down(5.2))
            x += mm(3)
        paints.append(Across(x, mm(width), high - room.down(1.2), DOTS, 0.6, "0.6 1.8"))
        x += mm(width)
    return Strip(high, tuple(paints))


def _in_columns(lines: Sequence[document.Field], columns: int, room: Room, lettering: Lettering) -> list[Strip]:
    """Each label above its value, the values of one row at one height."""
    space = mm(5)
    width = (room.width - space * (columns - 1)) / columns
    strips: list[Strip] = []
    for start in range(0, len(lines), columns):
        cells = []
        for place, line in enumerate(lines[start : start + columns]):
            within = room.within(room.x + place * (width + space), width)
            value = (
                _both(_pressed(line), within, lettering, INKS[line.tone])
                if line.value
                else [_for_a_day(within, lettering)]
                if line.day
                else [_written(within) for _one in range(line.blank)]
            )
            cells.append((label(line.label, within, lettering), value))
        labels: list[Strip] = []
        values: list[Strip] = []
        highest = max(len(named) for named, _value in cells)
        for named, value in cells:  # labels stand on one line, above the values
            missing = [Strip(named[0].height)] * (highest - len(named))
            labels = beside(labels, [*missing, *named])
            values = beside(values, value)
        strips += kept([*labels, *values]) if len(values) < 4 else [*(replace(s, keep=True) for s in labels), *values]
        strips.append(Strip(room.down(0.9)))
    return strips


def table(block: document.Table, room: Room, lettering: Lettering) -> list[Strip]:
    """Rows under a header that stands again on each page; none at all without rows."""
    rows: list[tuple[Said | document.Tick, ...]] = [*block.rows, *[("",) * len(block.columns)] * block.blank]
    if not rows:
        return []
    rooms = _columns(block, room)
    head = _header(block, room, rooms, lettering)
    strips = list(head)
    by_hand = block.blank > 0 or bool(block.by_hand)  # a pen will go over it
    for place, row in enumerate(rows):
        cells: list[Strip] = []
        ink = INKS["alert"] if place in block.alert else INK
        for column, cell, within in zip(block.columns, row, rooms, strict=True):
            cells = beside(cells, _cell(cell, within, column.align, ink, lettering))
        laid = _row(cells, room, head, _least(block, place, room) if by_hand else 0.0)
        if place in (0, len(rows) - 2) and len(laid) < _FEW_LINES and len(rows) > 1:  # no row stands alone on a page
            laid[-1] = replace(laid[-1], keep=True)
        strips += _parted(laid, rooms) if by_hand else laid
    if not block.rows and block.blank <= _MOST_TOGETHER:
        strips = kept(strips)
    return [*strips, gap(room.down(2))]


def _cell(cell: Said | document.Tick, room: Room, align: Align, ink: str, lettering: Lettering) -> list[Strip]:
    """A cell of a table."""
    _body, leading = room.size("normal")
    if isinstance(cell, document.Tick):
        side = _box(leading)
        x = room.x + (room.width - side) / 2 if align == "center" else room.x
        return [Strip(leading, (Area(x, (leading - side) / 2, side, side, ink=QUIET, ticked=cell.ticked),))]
    return _both(Strong(cell) if ink == INKS["alert"] and cell else cell, room, lettering, ink, align)


def _least(block: document.Table, place: int, room: Room) -> float:
    """The height of a row that a pen goes over: more for words than for a tick and a day."""
    if block.blank:
        return max(mm(_LEAST_WRITTEN), room.down(_LEAST_ROW))
    return mm(_LEAST_WRITTEN if place in block.by_hand else _LEAST_TICKED)


def _parted(laid: list[Strip], rooms: list[Room]) -> list[Strip]:
    """A row to write in shows where its columns are."""
    sides = [within.x - mm(_PAD) for within in rooms[1:]]
    return [replace(one, paints=(*(Down(x, one.height, LINE, 0.5) for x in sides), *one.paints)) for one in laid]


def _box(leading: float) -> float:
    """The side of a box to tick on a line of this height."""
    return max(mm(_LEAST_BOX), min(mm(_BOX), leading * 0.74))


def _both(said: Said, room: Room, lettering: Lettering, ink: str, align: Align = "start") -> list[Strip]:
    """Of a bilingual paper both languages on one line, or under each other where that is too wide."""
    body, _leading = room.size("normal")
    spoken = versions(said, room)
    told = in_one_line(said, room)
    if len(spoken) == 1 or room.setter.width(told, spoken[0], body) <= room.width:
        return lettering(told, room, align=align, ink=ink)
    # House wording stands by its box or in its column, in whatever script and on however many lines.
    return [
        strip
        for language in spoken
        for strip in on_its_side(lettering(spoken_in(said, language), room, align=align, ink=ink), align)
    ]


def _columns(block: document.Table, room: Room) -> list[Room]:
    rooms, x, pad = [], room.x, mm(_PAD)
    for width in _widths(block, room, pad):
        rooms.append(room.within(x + pad, max(mm(4), width - 2 * pad)))
        x += width
    return rooms


def _widths(block: document.Table, room: Room, pad: float) -> list[float]:
    """The columns by their shares; a day or a number that would be cut takes room from columns that can give it."""
    shares = sum(column.share for column in block.columns) or 1.0
    widths = [room.width * column.share / shares for column in block.columns]
    body, _leading = room.size("normal")
    language = room.languages[0]
    needs = [_longest_word(column.label, room) + 2 * pad + 0.1 for column in block.columns]
    for row in block.rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) <= _LONGEST_WHOLE and _WHOLE.fullmatch(cell):
                needs[place] = max(
                    needs[place], room.setter.width(cell, language, body, bold=bool(block.alert)) + 2 * pad + 0.1
                )
    lacking = sum(max(0.0, need - width) for need, width in zip(needs, widths, strict=True))
    spare = [max(0.0, width - max(need, mm(_LEAST_COLUMN))) for need, width in zip(needs, widths, strict=True)]
    if not lacking or sum(spare) < lacking:
        return widths
    given = lacking / sum(spare)
    return [max(width, need) - over * given for width, need, over in zip(widths, needs, spare, strict=True)]


def _longest_word(title: Said, room: Room) -> float:
    """The width of the longest word of a column's title: it is never cut."""
    body, _leading = room.size("small")
    return max(
        (
            room.setter.width(word, language, body, bold=True)
            for language in versions(title, room)
            if isinstance(said := spoken_in(title, language), str)
            for word in said.split()
        ),
        default=0.0,
    )


def _header(block: document.Table, room: Room, rooms: list[Room], lettering: Lettering) -> tuple[Strip, ...]:
    cells: list[Strip] = []
    for column, within in zip(block.columns, rooms, strict=True):
        laid: list[Strip] = []
        for language in versions(column.label, room):
            said = spoken_in(column.label, language)
            laid += on_its_side(lettering(said, within, size="small", bold=True), column.align)
        cells = beside(cells, laid)
    filled = [
        replace(strip, paints=(Area(room.x, -0.2, room.width, strip.height + 0.4, fill=HEAD), *strip.paints), keep=True)
        for strip in [Strip(mm(0.9)), *cells, Strip(mm(0.6), (Across(room.x, room.width, mm(0.6), QUIET, 0.7),))]
    ]
    return tuple(filled)


def on_its_side(strips: list[Strip], align: Align) -> list[Strip]:
    """Text that stands where it is told to, in whatever script: on one line or on three."""
    return [
        replace(
            strip,
            paints=tuple(replace(p, align=align) if isinstance(p, on_strips.Lettering) else p for p in strip.paints),
        )
        for strip in strips
    ]


def _row(cells: list[Strip], room: Room, head: tuple[Strip, ...], least: float) -> list[Strip]:
    height = sum(strip.height for strip in cells)
    rest = max(mm(0.6), least - height - mm(0.6))
    whole = [Strip(mm(0.6)), *cells, Strip(rest, (Across(room.x, room.width, rest, LINE, 0.5),))]
    whole = [replace(strip, head=head) for strip in whole]
    return kept(whole) if len(whole) <= _MOST_LINES else [replace(whole[0], keep=True), *whole[1:-2], *kept(whole[-2:])]


def ticks(block: document.Ticks, room: Room, lettering: Lettering) -> list[Strip]:
    """Boxes to tick in columns, after their label."""
    strips = [replace(strip, keep=True) for strip in label(block.label, room, lettering)] if block.label else []
    columns, space = max(1, block.columns), mm(2)
    width = (room.width - space * (columns - 1)) / columns
    _body, leading = room.size("normal")
    side = _box(leading)
    boxes: list[Strip] = []
    for start in range(0, len(block.options), columns):
        row: list[Strip] = []
        for place, option in enumerate(block.options[start : start + columns]):
            x = room.x + place * (width + space)
            within = room.within(x + side + mm(1.6), width - side - mm(1.6))
            laid = _option(option, within, lettering)
            box = Area(x, (leading - side) / 2, side, side, ink=QUIET, ticked=option.ticked)
            row = beside(row, [replace(laid[0], paints=(box, *laid[0].paints)), *laid[1:]])
        boxes += [*kept(row), Strip(mm(0.5))]
    if len(boxes) <= _MOST_BOXES:
        boxes = kept(boxes)
    return [*strips, *boxes, gap(room.down(1.6))]


def _option(option: document.Tick, room: Room, lettering: Lettering) -> list[Strip]:
    """What is ticked: of a bilingual paper both languages on one line, or under each other where too wide."""
    said: Said = Strong(option.label) if option.ticked else option.label
    return _both(said, room, lettering, INK)
