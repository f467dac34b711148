"""States in three ways at once: a colour, a shape and a word, so that who sees no colours reads them too."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.formats import isolate_any
from ui.kit.base import Living
from ui.theme import colour, colours, density, font, icon_pixmap, scale
from ui.translation import Text

TONE_ICONS = {
    "neutral": "circle",
    "accent": "circle-ellipsis",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "octagon-x",
    "info": "info",
}
_PAD = 8
_GAP = 4


def _face() -> QFont:
    return font("small", QFont.Weight.Medium)


def pill_size(text: str, with_icon: bool = True) -> QSize:
    """The room that `paint_pill` needs for `text`."""
    metrics = QFontMetrics(_face())
    side = scale().pixels("small") + 2
    width = metrics.horizontalAdvance(isolate_any(text)) + 2 * _PAD + (side + _GAP if with_icon else 0)
    return QSize(width + 1, metrics.height() + 4)


def paint_pill(
    painter: QPainter,
    rect: QRect,
    text: str,
    tone: str,
    icon_name: str = "",
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    with_icon: bool = True,
) -> None:
    """Paint a state in `rect`, at its start, vertically centred; for delegates of tables and for StatusPill.

    `icon_name` replaces the shape of the tone.
    """
    wanted = pill_size(text, with_icon)
    width = min(wanted.width(), rect.width())
    right_to_left = direction == Qt.LayoutDirection.RightToLeft
    left = rect.right() + 1 - width if right_to_left else rect.x()
    box = QRect(left, rect.y() + (rect.height() - wanted.height()) // 2, width, wanted.height())
    ground = colours().tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(f"{tone}.edge"), 1) if colours().edge_width > 1 else Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{tone}.soft"))
    radius = box.height() / 2
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    inner = box.adjusted(_PAD, 0, -_PAD, 0)
    if with_icon:
        side = scale().pixels("small") + 2
        top = box.y() + (box.height() - side) // 2
        at = inner.right() + 1 - side if right_to_left else inner.x()
        ratio = density(painter)
        drawn = icon_pixmap(icon_name or TONE_ICONS[tone], f"{tone}.text", side, ratio)
        painter.drawPixmap(at, top, drawn)
        taken = side + _GAP
        inner = inner.adjusted(0, 0, -taken, 0) if right_to_left else inner.adjusted(taken, 0, 0, 0)
    painter.setFont(_face())
    painter.setPen(ground.text)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.setLayoutDirection(direction)
    side_flag = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(inner.adjusted(0, 0, 1, 0), side_flag | Qt.TextFlag.TextSingleLine, isolate_any(shown))
    painter.restore()


class StatusPill(Living, QWidget):
    """A state: a word in a soft colour behind a shape. `tone` is one of TONES."""

    def __init__(self, text: Text, tone: str = "neutral", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: Text = text
        self._tone = tone
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.live()

    def say(self, text: Text, tone: str = "", icon_name: str = "") -> None:
        """Another word, and another tone and shape if given."""
        self._said = text
        self._tone = tone or self._tone
        self._icon_name = icon_name or ("" if tone else self._icon_name)
        self.retranslate()
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(self._said))

    def sizeHint(self) -> QSize:
        """The word and its shape."""
        return pill_size(str(self._said))

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the state."""
        painter = QPainter(self)
        where = self.rect()
        paint_pill(painter, where, str(self._said), self._tone, self._icon_name, self.layoutDirection())
        painter.end()


class Badge(StatusPill):
    """A count beside a title: the figure alone, in a quiet ground."""

    def __init__(self, text: Text, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, tone, parent=parent)

    def sizeHint(self) -> QSize:
        """The figure, at least round."""
        size = pill_size(str(self._said), with_icon=False)
        return size.expandedTo(QSize(size.height() + 4, 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the figure."""
        painter = QPainter(self)
        text, wanted = str(self._said), pill_size(str(self._said), with_icon=False)
        tone = colours().tone(self._tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(f"{self._tone}.edge") if colours().edge_width > 1 else Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self._tone}.soft"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, wanted.height() / 2, wanted.height() / 2)
        painter.setFont(_face())
        painter.setPen(tone.text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
