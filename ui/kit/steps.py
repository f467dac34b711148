"""Where one is in a short series of steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.base import Living, mirrored
from ui.theme import GRID, LARGE, colour, colours, font, icon_pixmap, scale
from ui.translation import N_, Text


class StepIndicator(Living, QWidget):
    """Numbered steps; those behind are ticked, the present one is strong. Steps count from 0."""

    def __init__(self, steps: Sequence[Text], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def current(self) -> int:
        """The present step."""
        return self._current

    def set_current(self, step: int) -> None:
        """Go to a step. Raises ValueError for one that is not there."""
        if not 0 <= step < len(self._steps):
            raise ValueError(f"no step {step}")
        self._current = step
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """What a screen reader says."""
        said = N_("Step {step} of {steps}: {name}").format(
            step=self._current + 1, steps=len(self._steps), name=self._steps[self._current]
        )
        self.setAccessibleName(str(said))

    def _disc(self) -> int:
        return scale().line + GRID

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(font("body", QFont.Weight.DemiBold))
        return [self._disc() + GRID + metrics.horizontalAdvance(str(step)) + 2 for step in self._steps]

    def sizeHint(self) -> QSize:
        """Discs, words, and lines between."""
        return QSize(sum(self._widths()) + 2 * LARGE * (len(self._steps) - 1), self._disc() + 2)

    def minimumSizeHint(self) -> QSize:
        """The discs alone: the words of the others are cut first."""
        return QSize(self._disc() * len(self._steps) + GRID, self._disc() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every step and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        widths = self._widths()
        between = (self.width() - sum(widths)) // max(1, len(widths) - 1) if len(widths) > 1 else 0
        between = max(GRID, min(4 * LARGE, between))
        left = 0
        for place, width in enumerate(widths):
            self._paint_step(painter, place, QRect(left, 0, width, self.height()))
            left += width
            if place < len(widths) - 1:
                ink = "accent" if place < self._current else "line"
                line = QRect(left + GRID, self.height() // 2 - 1, between - 2 * GRID, 2)
                painter.fillRect(mirrored(self, line), colour(ink))
                left += between
        painter.end()

    def _paint_step(self, painter: QPainter, place: int, room: QRect) -> None:
        side = self._disc()
        disc = mirrored(self, QRect(room.x(), (self.height() - side) // 2, side, side))
        is_past, is_here = place < self._current, place == self._current
        painter.setBrush(colour("accent" if is_past or is_here else "surface"))
        painter.setPen(QPen(colour("accent" if is_past or is_here else "outline"), colours().edge_width))
        painter.drawEllipse(QRectF(disc).adjusted(1, 1, -1, -1))
        if is_past:
            tick = scale().icon
            drawn = icon_pixmap("check", "on_accent", tick, self.devicePixelRatioF())
            painter.drawPixmap(disc.center().x() - tick // 2 + 1, disc.center().y() - tick // 2 + 1, drawn)
        else:
            painter.setFont(font("body", QFont.Weight.DemiBold))
            painter.setPen(colour("on_accent" if is_here else "muted"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        painter.setFont(font("body", QFont.Weight.DemiBold if is_here else QFont.Weight.Normal))
        painter.setPen(colour("text" if is_here else "muted"))
        words = mirrored(self, QRect(room.x() + side + GRID, 0, room.width() - side - GRID, self.height()))
        said = str(self._steps[place])
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, said)
