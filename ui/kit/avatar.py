"""A disc with an icon where other programs put a face or initials: who passes behind the screen learns
nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.base import Living
from ui.theme import colour, colours, density, icon_pixmap
from ui.translation import N_, Text


def paint_disc(painter: QPainter, area: QRectF, icon_name: str, tone: str) -> None:
    """Paint an icon on a disc of the soft colour of `tone`."""
    ratio = density(painter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour(f"{tone}.soft"))
    painter.setPen(QPen(colour(f"{tone}.edge"), 1) if colours().edge_width > 1 else Qt.PenStyle.NoPen)
    painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
    side = 2 * round(area.width() * 0.48 / 2)
    drawn = icon_pixmap(icon_name, f"{tone}.text", side, ratio)
    middle = area.center()
    painter.drawPixmap(round(middle.x() - side / 2), round(middle.y() - side / 2), drawn)


def round_icon(icon_name: str, tone: str, side: int, ratio: float) -> QPixmap:
    """The same as a picture of `side` pixels."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_disc(painter, QRectF(0, 0, side, side), icon_name, tone)
    painter.end()
    return pixmap


class Avatar(Living, QWidget):
    """The disc of a person, a household ("users"), a partner ("building-2")… `side` in pixels."""

    def __init__(
        self,
        icon_name: str = "user",
        tone: str = "neutral",
        side: int = 40,
        name: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._tone, self._side = icon_name, tone, side
        self._name: Text = name or N_("Person")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.live()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(self._name))

    def sizeHint(self) -> QSize:
        """The disc."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disc."""
        painter = QPainter(self)
        paint_disc(painter, QRectF(self.rect()), self._icon_name, self._tone)
        painter.end()
