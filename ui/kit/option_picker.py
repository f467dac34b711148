"""A choice between a few different ways, each explained in a sentence (new, demonstration, shared)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from ui.kit.avatar import paint_disc
from ui.kit.base import FocusSeen, Living, WalksWithParent, mirrored
from ui.theme import GRID, RADIUS_CARD, WIDE, colour, colours, font, icon_pixmap, scale
from ui.translation import Text


@dataclass(frozen=True, slots=True)
class Option:
    """One way: its key, icon, title and sentence."""

    key: str
    icon_name: str
    title: Text
    sentence: Text = ""


_DISC = 40


class _OptionCard(WalksWithParent, FocusSeen, Living, QAbstractButton):
    def __init__(self, option: Option, parent: QWidget) -> None:
        super().__init__(parent)
        self.option = option
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.live()

    def retranslate(self) -> None:
        self.setText(str(self.option.title))
        self.setAccessibleName(str(self.option.title))
        self.setAccessibleDescription(str(self.option.sentence))
        self.updateGeometry()

    def _words_left(self) -> int:
        return WIDE + _DISC + GRID + 4

    def _words_width(self, width: int) -> int:
        return max(80, width - self._words_left() - WIDE - scale().icon - GRID)

    def _sentence_height(self, width: int) -> int:
        if not str(self.option.sentence):
            return 0
        room = QRect(0, 0, self._words_width(width), 10_000)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading
        return QFontMetrics(font()).boundingRect(room, flags, str(self.option.sentence)).height() + 2

    def heightForWidth(self, width: int) -> int:
        return max(_DISC, scale().line + self._sentence_height(width)) + 2 * (GRID + 4)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, scale().line + _DISC)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, has_focus = self.isChecked(), self.is_focus_seen()
        edge = "focus" if has_focus else ("accent" if is_on else "line")
        width = 2 if is_on or has_focus else colours().edge_width
        painter.setPen(QPen(colour(edge), width))
        painter.setBrush(colour("hover" if self.underMouse() and not is_on else "surface"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CARD, RADIUS_CARD)
        middle = self.height() // 2
        disc = mirrored(self, QRect(WIDE, middle - _DISC // 2, _DISC, _DISC))
        paint_disc(painter, QRectF(disc), self.option.icon_name, "accent" if is_on else "neutral")
        self._paint_words(painter)
        side = scale().icon + 2
        mark = mirrored(self, QRect(self.width() - WIDE - side, middle - side // 2, side, side))
        shape = icon_pixmap(
            "circle-check" if is_on else "circle",
            "accent" if is_on else "outline",
            side,
            self.devicePixelRatioF(),
        )
        painter.drawPixmap(mark, shape)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        width = self._words_width(self.width())
        below = self._sentence_height(self.width())
        top = (self.height() - scale().line - below) // 2
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(font("body", QFont.Weight.DemiBold))
        painter.setPen(colour("text"))
        line = mirrored(self, QRect(self._words_left(), top, width, scale().line))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(font())
        painter.setPen(colour("muted"))
        rest = mirrored(self, QRect(self._words_left(), top + scale().line, width, below))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading
        painter.drawText(rest, flags, str(self.option.sentence))


class OptionPicker(Living, QWidget):
    """Cards, of which one is on: `chosen(key)`. Arrow keys move, Space takes."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[Option],
        value: str = "",
        columns: int = 1,
        name: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name: Text = name
        self._columns = columns
        self._group = QButtonGroup(self)
        self._cards: dict[str, _OptionCard] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for place, option in enumerate(options):
            card = _OptionCard(option, self)
            card.clicked.connect(lambda _on=False, key=option.key: self.chosen.emit(key))
            self._group.addButton(card)
            self._cards[option.key] = card
            grid.addWidget(card, place // columns, place % columns)
        if value:
            self.set_value(value)
        self.live()

    def value(self) -> str:
        """The key of the one that is on, or nothing."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Take one, without a signal. Raises KeyError for another key."""
        self._cards[key].setChecked(True)

    def retranslate(self) -> None:
        """The name of the choice."""
        self.setAccessibleName(str(self._name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move to the next card as the eye sees it and take it, Enter takes the one in focus."""
        cards = list(self._cards.values())
        focused = next((card for card in cards if card.hasFocus()), None)
        if focused is None:
            super().keyPressEvent(event)
            return
        turned = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Left: -turned,
            Qt.Key.Key_Right: turned,
            Qt.Key.Key_Return: 0,
            Qt.Key.Key_Enter: 0,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        to = cards.index(focused) + step
        if 0 <= to < len(cards):
            cards[to].setFocus(Qt.FocusReason.TabFocusReason)
            cards[to].click()
