"""The way round the program: at the start side, icons and words, counts of what waits, and where one is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import formats
from ui.kit.base import FocusSeen, Living, WalksWithParent, mirrored
from ui.kit.buttons import IconButton
from ui.theme import GRID, HALF, RADIUS, colour, colours, font, icon_pixmap, scale
from ui.translation import N_, Text

_PAD = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One place to go: its key, icon and words; `starts_group` leaves a space above, `heading` names the group.

    `is_menu`: it opens a menu of what is more rarely looked for, and is never where one is.
    """

    key: str
    icon_name: str
    words: Text
    starts_group: bool = False
    heading: Text = ""
    is_menu: bool = False


class _Heading(Living, QWidget):
    """The quiet name of a group of places; a thin line when only icons show."""

    def __init__(self, words: Text, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.is_narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def sizeHint(self) -> QSize:
        """A small line, and room above it."""
        return QSize(0, GRID + 1 if self.is_narrow else QFontMetrics(self._face()).height() + GRID)

    @staticmethod
    def _face() -> QFont:
        return font("small", QFont.Weight.Medium)

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(self._words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words at the foot, or the line."""
        painter = QPainter(self)
        if self.is_narrow:
            painter.fillRect(QRect(GRID, self.height() // 2, self.width() - 2 * GRID, 1), colour("line"))
        else:
            painter.setLayoutDirection(self.layoutDirection())
            painter.setFont(self._face())
            painter.setPen(colour("muted"))
            room = self.rect().adjusted(_PAD, 0, -_PAD, -2)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom, str(self._words))
        painter.end()


class _Entry(WalksWithParent, FocusSeen, Living, QAbstractButton):
    """One line of the navigation, painted."""

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self.count = 0
        self.is_narrow = False
        self.is_low = False
        self.setCheckable(not place.is_menu)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def retranslate(self) -> None:
        """Words, count, and the tooltip that replaces the words when narrow."""
        words = str(self.place.words)
        self.setText(words)
        counted = f"{words}, {formats.number(self.count)}" if self.count else words
        self.setAccessibleName(counted)
        self.setToolTip(counted if self.is_narrow else "")

    def sizeHint(self) -> QSize:
        """One line, wide enough for the words and a count."""
        usual = scale().control + 2
        high = usual - HALF - 2 if self.is_low else usual
        if self.is_narrow:
            return QSize(usual + HALF, high)
        words = QFontMetrics(font("body", QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(words + scale().icon + 2 * _PAD + 2 * GRID + 40, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, marker, icon, words and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        here = self.isChecked()
        ink = ("on_selection" if colours().edge_width > 1 else "accent.text") if here else "text"
        side = scale().icon + 2
        left = (self.width() - side) // 2 if self.is_narrow else _PAD
        where = mirrored(self, QRect(left, (self.height() - side) // 2, side, side))
        shade = ink if here else "muted"
        painter.drawPixmap(where, icon_pixmap(self.place.icon_name, shade, side, self.devicePixelRatioF()))
        if self.is_narrow:
            if self.count:
                self._paint_dot(painter, where)
        else:
            self._paint_words(painter, ink, left + side + GRID + 2)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "selection" if self.isChecked() else ("hover" if self.underMouse() else "")
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ground))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.isChecked():
            high = self.height() // 2
            bar = mirrored(self, QRect(1, (self.height() - high) // 2, 3, high))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("on_selection" if colours().edge_width > 1 else "accent"))
            painter.drawRoundedRect(QRectF(bar), 1.5, 1.5)
        if self.is_focus_seen():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _paint_words(self, painter: QPainter, ink: str, left: int) -> None:
        end = _PAD
        painter.setLayoutDirection(self.layoutDirection())
        if self.count:
            face = font("small", QFont.Weight.Medium)
            text = formats.number(self.count)
            width = QFontMetrics(face).horizontalAdvance(text) + 2
            painter.setFont(face)
            painter.setPen(colour(ink if self.isChecked() else "muted"))
            room = mirrored(self, QRect(self.width() - _PAD - width, 0, width, self.height()))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
            end += width + GRID
        face = font("body", QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(face)
        painter.setPen(colour(ink))
        room = mirrored(self, QRect(left, 0, self.width() - left - end, self.height()))
        words = QFontMetrics(face).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_dot(self, painter: QPainter, where: QRect) -> None:
        corner = where.topLeft() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else where.topRight()
        painter.setPen(QPen(QColor(colours().sidebar), 2))
        painter.setBrush(colour("accent"))
        painter.drawEllipse(QRectF(corner.x() - 4, corner.y() - 4, 9, 9))


class SideNavigation(Living, QWidget):
    """The places one may go. `chosen(key)` when the person goes; `collapsed_changed(bool)` when it narrows.

    Up, Down, Home and End move; Enter or Space goes. Tab enters at the current place and leaves the whole
    at once.
    """

    chosen = Signal(str)
    collapsed_changed = Signal(bool)

    def __init__(self, places: list[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, _Entry] = {}
        self._headings: list[_Heading] = []
        self._is_narrow = False
        self._places = QWidget()
        self._column = QVBoxLayout(self._places)
        self._column.setContentsMargins(GRID, GRID, GRID, 0)
        self._column.setSpacing(1)
        self._area = _area(self._places)
        for place in places:
            self._add(place)
        self._column.addStretch(1)
        self._fold = IconButton("panel-left", N_("Narrow the navigation"))
        self._fold.clicked.connect(lambda: self.set_collapsed(not self._is_narrow))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, HALF)
        whole.setSpacing(0)
        whole.addWidget(self._area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(GRID, 0, GRID, 0)
        foot.addWidget(self._fold)
        whole.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._current = ""
        self.live()
        if places:
            self.set_current(places[0].key)

    def _add(self, place: Place) -> None:
        if str(place.heading):
            heading = _Heading(place.heading, self._places)
            self._headings.append(heading)
            self._column.addWidget(heading)
        elif place.starts_group:
            self._column.addSpacing(GRID)
        entry = _Entry(place, self._places)
        entry.clicked.connect(lambda _on=False, key=place.key: self._go(key))
        self._entries[place.key] = entry
        self._column.addWidget(entry)

    def place_of(self, key: str) -> QPoint:
        """Where a menu of a place opens: beside it, towards the page, on the screen."""
        entry = self._entries[key]
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return entry.mapToGlobal(QPoint(0 if from_right else entry.width(), 0))

    def current(self) -> str:
        """The key of the place where one is."""
        return self._current

    def set_current(self, key: str) -> None:
        """Mark where one is, without a signal; "" for a screen of no place. Raises KeyError for another key."""
        if key:
            self._entries[key]
        self._current = key
        stop = key or next(iter(self._entries))  # Tab always finds one of them
        for name, entry in self._entries.items():
            entry.setChecked(name == key)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus)

    def set_count(self, key: str, count: int) -> None:
        """How many things wait there; 0 shows nothing."""
        self._entries[key].count = count
        self._entries[key].retranslate()
        self._entries[key].update()

    def is_collapsed(self) -> bool:
        """Whether only the icons show."""
        return self._is_narrow

    def set_collapsed(self, narrow: bool) -> None:
        """Show only the icons, or the words too."""
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        for entry in self._entries.values():
            entry.is_narrow = narrow
            entry.retranslate()
        for heading in self._headings:
            heading.is_narrow = narrow
            heading.updateGeometry()
        self._fold.say(N_("Widen the navigation") if narrow else N_("Narrow the navigation"))
        self._fit()
        self.collapsed_changed.emit(narrow)

    def _go(self, key: str) -> None:
        # The one that is marked too: a person's file opened from there lies in front of it.
        if not self._entries[key].place.is_menu:
            self.set_current(key)
        self.chosen.emit(key)

    def _fit(self) -> None:
        widest = max((entry.sizeHint().width() for entry in self._entries.values()), default=0)
        self.setFixedWidth(widest + 2 * GRID if self._is_narrow else max(200, widest + 2 * GRID))
        self._fit_height()

    def retranslate(self) -> None:
        """The name, and the width that the longest words need."""
        self.setAccessibleName(str(N_("Navigation")))
        for entry in self._entries.values():
            entry.retranslate()
        self._fit()

    def restyle(self) -> None:
        """The width that the size of text needs."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lower lines where the usual ones would not all be seen."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        entries = list(self._entries.values())
        usual = sum(scale().control + 3 for _entry in entries)
        usual += sum(heading.sizeHint().height() + 1 for heading in self._headings) + 4 * GRID
        low = usual > self.height() - self._fold.sizeHint().height()
        if entries and entries[0].is_low != low:
            for entry in entries:
                entry.is_low = low
                entry.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the side and its edge towards the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sidebar"))
        edge = mirrored(self, QRect(self.width() - 1, 0, 1, self.height()))
        painter.fillRect(edge, colour("line"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, go with Enter."""
        keys = list(self._entries)
        focused = next((key for key in keys if self._entries[key].hasFocus()), self._current)
        at = keys.index(focused) if focused in keys else 0
        moves = {
            Qt.Key.Key_Up: max(0, at - 1),
            Qt.Key.Key_Down: min(len(keys) - 1, at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(keys) - 1,
        }
        to = moves.get(Qt.Key(event.key()))
        if to is not None:
            self._entries[keys[to]].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self._entries[keys[to]], 0, GRID)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(focused)
        else:
            super().keyPressEvent(event)


class _Area(QScrollArea):
    """What scrolls when the text is large and the screen low; the arrows are those of the places."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on."""
        event.ignore()


def _area(inside: QWidget) -> QScrollArea:
    """The places, on the ground of the side."""
    area = _Area()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setObjectName("canvas")
    return area
