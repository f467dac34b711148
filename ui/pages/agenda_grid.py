"""The hours of one day or of a week: what stands in them, and the empty ones, where a click begins an appointment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from casemgr.domain.opening_hours import ALL_DAY, Range
from casemgr.domain.words import translate as _
from casemgr.services.agenda import Entry
from ui import formats
from ui.kit.base import FocusSeen, Living, mirrored
from ui.pages.agenda_said import lines_of, tone_of
from ui.theme import GRID, HALF, RADIUS_SMALL, colour, font, icon_pixmap, scale

SLOT = 30  # minutes from one place of the keyboard, or of a click, to the next
_FROM, _TO = 8, 18  # hours that are always shown
_WIDE = 320  # pixels from which a low block says all of it in one line
_LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True)
class Block:
    """An entry as it stands in its day: in which of how many lanes beside each other."""

    entry: Entry
    lane: int
    lanes: int


def in_lanes(entries: Sequence[Entry]) -> list[Block]:
    """Entries of one day side by side where their hours meet, as few beside each other as possible."""
    blocks: list[Block] = []
    bunch: list[tuple[Entry, int]] = []
    ends: list[int] = []
    for entry in sorted((e for e in entries if e.start is not None), key=lambda e: (e.start, -e.length, e.code)):
        start = entry.start or 0
        if ends and start >= max(ends):
            blocks += [Block(one, lane, len(ends)) for one, lane in bunch]
            bunch, ends = [], []
        lane = next((place for place, end in enumerate(ends) if end <= start), len(ends))
        ends[lane : lane + 1] = [start + entry.length]
        bunch.append((entry, lane))
    return blocks + [Block(one, lane, len(ends)) for one, lane in bunch]


class AgendaGrid(FocusSeen, Living, QWidget):
    """One column a day. `slot_asked(day, minutes)` an empty hour was chosen; `entry_asked(Entry)` what stands there.

    The arrows walk from half hour to half hour and from day to day, Enter does as a click.
    """

    slot_asked = Signal(object, int)
    entry_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: tuple[date, ...] = ()
        self.today = date.min
        self.blocks: dict[date, list[Block]] = {}
        self.closed: Mapping[date, Sequence[Range]] = {}  # when the branch receives nobody
        self.loose: dict[date, list[Entry]] = {}  # whose hour is not known: they stand above the hours
        self._hours = (_FROM, _TO)
        self.at: tuple[int, int] = (0, _FROM * 60)  # which day, which minute
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.live()

    def show_days(
        self,
        days: Sequence[date],
        entries: Sequence[Entry],
        today: date,
        closed: Mapping[date, Sequence[Range]] | None = None,
    ) -> None:
        """Show these days with what stands in them, and the hours at which nobody is received."""
        self.closed = closed or {}
        if tuple(days) != self.days:
            place = list(days).index(today) if today in days else 0
            self.at = (place, self.at[1])
        self.days, self.today = tuple(days), today
        self.blocks = {day: in_lanes([one for one in entries if one.day == day]) for day in days}
        self.loose = {day: [one for one in entries if one.day == day and one.start is None] for day in days}
        timed = [one for one in entries if one.start is not None]
        first = min((one.start or 0) // 60 for one in timed) if timed else _FROM
        last = max(((one.start or 0) + one.length + 59) // 60 for one in timed) if timed else _TO
        self._hours = (min(first, _FROM), min(max(last, _TO), 24))
        self.at = (self.at[0], min(max(self.at[1], self._hours[0] * 60), self._hours[1] * 60 - SLOT))
        self._tell()
        self.update()

    # --- where things stand ---------------------------------------------------------------------------------
    def _names(self) -> int:
        return scale().line * 2 + GRID

    def _head(self) -> int:
        """The height above the hours: the names of the days, then what has no hour."""
        return self._names() + max((len(loose) for loose in self.loose.values()), default=0) * (scale().line + 2)

    def _gutter(self) -> int:
        return QFontMetrics(font("small")).horizontalAdvance("00:00") + 2 * GRID

    def _y(self, minute: int) -> float:
        first, last = self._hours
        room = self.height() - self._head() - HALF
        return self._head() + room * (minute - first * 60) / ((last - first) * 60)

    def _column(self, place: int) -> QRect:
        """The column of a day, as if from left to right."""
        width = (self.width() - self._gutter()) / max(len(self.days), 1)
        start = round(self._gutter() + place * width)
        return QRect(start, 0, round(self._gutter() + (place + 1) * width) - start, self.height())

    def rect_of(self, block: Block) -> QRect:
        """Where a block stands, in the direction of the window."""
        column = self._column(self.days.index(block.entry.day)).adjusted(1, 0, -HALF, 0)
        start = block.entry.start or 0
        top, bottom = round(self._y(start)), round(self._y(min(start + block.entry.length, _LAST_MINUTE)))
        width = column.width() / block.lanes
        left = round(column.x() + block.lane * width)
        height = max(bottom - top - 1, scale().line)
        return mirrored(self, QRect(left, top, round(width) - 2, height))

    def rect_of_loose(self, place: int, number: int) -> QRect:
        """Where an entry without an hour stands, in the direction of the window."""
        column = self._column(place).adjusted(1, 0, -HALF, 0)
        top = self._names() + number * (scale().line + 2)
        return mirrored(self, QRect(column.x(), top, column.width() - 2, scale().line))

    def rect_of_slot(self, place: int, minute: int) -> QRect:
        """Where an hour of a day stands, in the direction of the window."""
        top, bottom = round(self._y(minute)), round(self._y(minute + SLOT))
        column = self._column(place)
        return mirrored(self, QRect(column.x() + 1, top, column.width() - 2, bottom - top))

    def entry_at(self, x: float, y: float) -> Entry | None:
        """What stands under a point."""
        for entry, where in self._places():
            if where.contains(round(x), round(y)):
                return entry
        return None

    def _places(self) -> Iterator[tuple[Entry, QRect]]:
        """Every entry and where it stands."""
        for place, day in enumerate(self.days):
            for number, entry in enumerate(self.loose[day]):
                yield entry, self.rect_of_loose(place, number)
            for block in self.blocks[day]:
                yield block.entry, self.rect_of(block)

    def slot_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The day and the minute under a point."""
        for place in range(len(self.days)):
            first, last = self._hours
            for minute in range(first * 60, last * 60, SLOT):
                if self.rect_of_slot(place, minute).contains(round(x), round(y)):
                    return place, minute
        return None

    def is_closed(self, day: date, minute: int) -> bool:
        """Whether nobody is received at this minute of the day."""
        return any(start <= minute < end for start, end in self.closed.get(day, ()))

    def _here(self) -> Block | None:
        """What stands where the keyboard is."""
        place, minute = self.at
        for block in self.blocks.get(self.days[place], ()) if self.days else ():
            start = block.entry.start or 0
            if start < minute + SLOT and minute < start + block.entry.length:
                return block
        return None

    # --- hands ----------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what stands there, or begin an appointment at that hour."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        entry = self.entry_at(event.position().x(), event.position().y())
        slot = self.slot_at(event.position().x(), event.position().y())
        if slot is not None:
            self.at = slot
            self._tell()
            self.update()
        if entry is not None:
            self.entry_asked.emit(entry)
        elif slot is not None:
            self.slot_asked.emit(self.days[slot[0]], slot[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, and open."""
        place, minute = self.at
        onward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {
            Qt.Key.Key_Up: (0, -SLOT),
            Qt.Key.Key_Down: (0, SLOT),
            Qt.Key.Key_Right: (onward, 0),
            Qt.Key.Key_Left: (-onward, 0),
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.days:
            block = self._here()
            if block is not None:
                self.entry_asked.emit(block.entry)
            else:
                self.slot_asked.emit(self.days[place], minute)
        elif event.key() in steps and self.days:
            across, down = steps[Qt.Key(event.key())]
            first, last = self._hours
            minute = min(max(minute + down, first * 60), last * 60 - SLOT)
            self.at = (min(max(place + across, 0), len(self.days) - 1), minute)
            self._tell()
            self.update()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What a block says in full, under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self.entry_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), "\n".join(lines_of(entry)) if entry else "", self)
            return True
        return super().event(event)

    def _tell(self) -> None:
        """What a screen reader says of the place of the keyboard."""
        if not self.days:
            return
        place, minute = self.at
        block = self._here()
        free = _("Outside opening hours") if self.is_closed(self.days[place], minute) else _("Free")
        said = "، ".join(lines_of(block.entry)) if block else free
        hour = f"{minute // 60:02d}:{minute % 60:02d}"
        self.setAccessibleDescription(f"{formats.long_date(self.days[place])}, {hour}: {said}")

    def retranslate(self) -> None:
        """Its name."""
        self.setAccessibleName(_("Agenda"))
        self._tell()

    # --- painting -------------------------------------------------------------------------------------------
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Days, hours, blocks, the place of the keyboard."""
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("surface"))
        for place, day in enumerate(self.days):
            self._paint_day(painter, place, day)
        self._paint_hours(painter)
        for entry, where in self._places():
            self._paint_entry(painter, entry, where)
        if self.hasFocus() and self.days:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect_of_slot(*self.at)), RADIUS_SMALL, RADIUS_SMALL)
        painter.end()

    def _paint_day(self, painter: QPainter, place: int, day: date) -> None:
        column = mirrored(self, self._column(place))
        self._paint_closed(painter, column, day)
        head = QRect(column.x() + HALF, HALF, column.width() - GRID, self._names() - HALF)
        is_today = day == self.today
        painter.setFont(font("body", QFont.Weight.DemiBold if is_today else QFont.Weight.Medium))
        painter.setPen(colour("accent.text" if is_today else "text"))
        said = f"{formats.week_day(day)}\n{formats.short_date(day)}"
        painter.drawText(head, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, said)
        if is_today:
            painter.fillRect(QRect(column.x() + 1, self._names() - 3, column.width() - 2, 3), colour("accent"))
        painter.setPen(QPen(colour("line"), 1))
        edge = column.right() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else column.x()
        painter.drawLine(edge, 0, edge, self.height())

    def _paint_closed(self, painter: QPainter, column: QRect, day: date) -> None:
        """The hours at which nobody is received: told by lines as well, where the ground is dark."""
        first, last = self._hours
        for start, end in self.closed.get(day, ()):
            top = 0 if (start, end) == ALL_DAY else round(self._y(max(start, first * 60)))
            bottom = self.height() if end >= last * 60 else round(self._y(max(end, first * 60)))
            where = QRect(column.x(), top, column.width(), bottom - top)
            if where.isValid():
                painter.fillRect(where, colour("sunken"))
                painter.fillRect(where, QBrush(colour("line"), Qt.BrushStyle.BDiagPattern))

    def _paint_hours(self, painter: QPainter) -> None:
        painter.setFont(font("small"))
        first, last = self._hours
        for hour in range(first, last + 1):
            y = round(self._y(hour * 60))
            painter.setPen(QPen(colour("line"), 1))
            line = mirrored(self, QRect(self._gutter(), y, self.width() - self._gutter(), 1))
            painter.drawLine(line.x(), y, line.x() + line.width(), y)
            if hour < last:
                painter.setPen(colour("muted"))
                where = mirrored(self, QRect(0, y, self._gutter() - GRID, scale().line))
                sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
                painter.drawText(where, sides, f"{hour:02d}:00")

    def _paint_entry(self, painter: QPainter, entry: Entry, where: QRect) -> None:
        tone = tone_of(entry)
        pen = QPen(colour(f"{tone}.edge"), 1)
        if not entry.is_awaited:
            pen.setStyle(Qt.PenStyle.DashLine)  # over, whatever came of it: told by its edge as well
        painter.setPen(pen)
        painter.setBrush(colour(f"{tone}.soft"))
        painter.drawRoundedRect(QRectF(where).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_SMALL, RADIUS_SMALL)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if entry.is_awaited:
            bar = QRect(where.right() - 2 if right_to_left else where.x(), where.y(), 3, where.height())
            painter.fillRect(bar, colour(f"{tone}.solid"))
        inside = where.adjusted(GRID, 1, -GRID, -1)
        if entry.is_closed and inside.width() > scale().icon:
            side = scale().pixels("small") + 2
            left = inside.right() - side if not right_to_left else inside.x()
            painter.drawPixmap(
                left, inside.y() + 2, icon_pixmap("lock", f"{tone}.text", side, self.devicePixelRatioF())
            )
            taken = side + HALF
            inside = inside.adjusted(taken, 0, 0, 0) if right_to_left else inside.adjusted(0, 0, -taken, 0)
        self._paint_words(painter, entry, inside, tone)

    def _paint_words(self, painter: QPainter, entry: Entry, inside: QRect, tone: str) -> None:
        painter.setPen(colour(f"{tone}.text"))
        top = inside.y()
        told = lines_of(entry, short=True)
        if inside.width() > _WIDE and inside.height() < 2 * scale().line:
            told = [" · ".join(told)]
        for number, text in enumerate(told):
            written = font("small", QFont.Weight.DemiBold if number == 0 else QFont.Weight.Normal)
            written.setStrikeOut(number == 0 and entry.state.startswith(("CANC", "RESCHED")))
            measure = QFontMetrics(written)
            if number and top + measure.height() > inside.bottom() + 2:
                return
            painter.setFont(written)
            line = QRect(inside.x(), top, inside.width(), measure.height())
            elided = measure.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, elided)
            top += measure.height()
