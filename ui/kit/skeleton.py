"""What stands in for lines on their way, so that the page does not jump when they come."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.base import Living
from ui.theme import RADIUS_SMALL, colour, colours, scale
from ui.translation import N_

_WIDTHS = (0.62, 0.46, 0.74, 0.38, 0.55)


class Skeleton(Living, QWidget):
    """`rows` grey lines, breathing slowly; still in high contrast."""

    def __init__(self, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._breath = QVariantAnimation(self)
        self._breath.setStartValue(0.55)
        self._breath.setKeyValueAt(0.5, 1.0)
        self._breath.setEndValue(0.55)
        self._breath.setDuration(1600)
        self._breath.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._breath.setLoopCount(-1)
        self._breath.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(N_("Loading")))

    def sizeHint(self) -> QSize:
        """As high as the lines that will come."""
        return QSize(240, self._rows * scale().row)

    def showEvent(self, event: QShowEvent) -> None:
        """It breathes while it is seen."""
        if colours().edge_width == 1:
            self._breath.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """And stops when it is not."""
        self._breath.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines, from the start of the line of writing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("pressed"))
        painter.setOpacity(float(self._breath.currentValue() or 1.0))
        high = scale().pixels()
        for row in range(self._rows):
            width = self.width() * _WIDTHS[row % len(_WIDTHS)]
            left = self.width() - width if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
            top = row * scale().row + (scale().row - high) / 2
            painter.drawRoundedRect(QRectF(left, top, width, high), RADIUS_SMALL, RADIUS_SMALL)
        painter.end()
