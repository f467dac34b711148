"""The four key figures of the period, each with that of the period before: large, and open to a click."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from casemgr.services.counting.request import INDICATORS, CountTable
from ui import formats
from ui.kit.base import FocusSeen, Living
from ui.kit.labels import Label
from ui.pages.figures.period import Period
from ui.theme import GRID, HALF, RADIUS_CARD, WIDE, colour
from ui.translation import N_, Text


class KeyFigure(FocusSeen, Living, QAbstractButton):
    """One figure, as a card that is a button: `clicked` asks who is behind it."""

    def __init__(self, words: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Text = words
        self._value: int | None = None
        self._before: int | None = None
        self._period: Period | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.figure = Label("–", "display")
        self.before = Label("", "small", "muted")
        name = Label(words, "small", weight="medium", wrap=True)
        for label in (name, self.figure, self.before):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addStretch(1)
        said.addWidget(name)
        said.addWidget(self.before)
        said.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, GRID, GRID, GRID)
        row.setSpacing(GRID + HALF)
        row.addWidget(self.figure)
        row.addLayout(said, 1)
        self.live()

    def show_value(self, value: int, before: int, period: Period) -> None:
        """The figure, and that of the period before (`period`)."""
        self._value, self._before, self._period = value, before, period
        self.setEnabled(value > 0)
        self.retranslate()

    def retranslate(self) -> None:
        """Figures as Moroccan offices write them."""
        if self._value is None or self._before is None:
            self.setAccessibleName(str(self._words))
            return
        self.figure.say(formats.number(self._value))
        said = N_("{period}: {number}").format(period=self._period, number=formats.number(self._before))
        self.before.say(said)
        self.setAccessibleName(f"{self._words}: {formats.number(self._value)}. {said}")
        self.setToolTip(str(N_("See who is behind this figure")) if self.isEnabled() else "")

    def enterEvent(self, event: object) -> None:
        """Under the mouse the edge is stronger."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """The mouse left."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of a card, its edge stronger under the mouse and the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isEnabled() and self.underMouse()
        seen = self.is_focus_seen()
        painter.setBrush(colour("hover" if lit else "surface"))
        painter.setPen(QPen(colour("focus" if seen else "outline" if lit else "line"), 2 if seen else 1))
        edge = 1.0 if seen else 0.5
        area = self.rect().toRectF().adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(area, RADIUS_CARD, RADIUS_CARD)
        painter.end()


class KeyFigures(QWidget):
    """The four, side by side. `asked(indicator)` when one is clicked."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + HALF)
        self.cards = {code: KeyFigure(words) for code, words in INDICATORS.items()}
        for code, card in self.cards.items():
            card.clicked.connect(lambda _on=False, code=code: self.asked.emit(code))
            row.addWidget(card, 1)

    def show_totals(self, table: CountTable, before: CountTable, earlier: Period) -> None:
        """The totals of the period and of the one before."""
        for code, card in self.cards.items():
            card.show_value(table.value(code), before.value(code), earlier)
