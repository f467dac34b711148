"""Chips: a choice that is on or off, and a filter that can be taken away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from casemgr.domain.words import translate as _
from ui.formats import isolate_any
from ui.kit.base import FocusSeen, Living, mirrored
from ui.theme import colour, colours, font, icon_pixmap, scale
from ui.translation import Text

_PAD = 10
_GAP = 6


class Chip(FocusSeen, Living, QAbstractButton):
    """A rounded choice, on or off: `toggled(bool)`. Space or Enter turns it."""

    def __init__(
        self,
        text: Text,
        icon_name: str = "",
        checkable: bool = True,
        checked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self._icon_name = icon_name
        self.setCheckable(checkable)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.live()

    def say(self, text: Text) -> None:
        """Change the words."""
        self._said = text
        self.retranslate()
        self.updateGeometry()

    def retranslate(self) -> None:
        """The words."""
        self.setText(str(self._said))
        self.setAccessibleName(str(self._said))

    def _leading_icon(self) -> str:
        return "check" if self.isCheckable() and self.isChecked() else self._icon_name

    def _trailing_icon(self) -> str:
        return ""

    def _is_lit(self) -> bool:
        return self.isChecked()

    def sizeHint(self) -> QSize:
        """Words, icons and their space; the tick's place is kept, so that nothing jumps."""
        metrics = QFontMetrics(font("body", QFont.Weight.Medium))
        side = scale().icon - 2
        width = metrics.horizontalAdvance(isolate_any(self.text())) + 2 * _PAD + 1
        width += side + _GAP if self._icon_name or self.isCheckable() else 0
        width += side + _GAP if self._trailing_icon() else 0
        return QSize(width, scale().control - 4)

    def minimumSizeHint(self) -> QSize:
        """A chip is never cut."""
        return self.sizeHint()

    def cross_rect(self) -> QRect:
        """Where the trailing icon stands, in the direction of the window."""
        side = scale().icon - 2
        return mirrored(self, QRect(self.width() - _PAD - side, (self.height() - side) // 2, side, side))

    def _ink(self) -> str:
        if not self.isEnabled():
            return "faint"
        return "accent.text" if self._is_lit() else "text"

    def _paint_ground(self, painter: QPainter) -> None:
        tone = "accent" if self._is_lit() else ""
        ground = "accent.soft" if tone else "surface"
        if self.underMouse() and self.isEnabled():
            ground = ground if tone else "hover"
        focused = self.is_focus_seen()
        edge = "focus" if focused else ("accent.edge" if tone else "outline")
        width = 2 if focused else colours().edge_width
        painter.setBrush(colour("pressed" if self.isDown() else ground))
        painter.setPen(QPen(colour(edge), width))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icons and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side, ratio = scale().icon - 2, self.devicePixelRatioF()
        room = QRect(_PAD, 0, self.width() - 2 * _PAD, self.height())
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        if self._leading_icon():
            where = mirrored(self, QRect(_PAD, (self.height() - side) // 2, side, side))
            painter.drawPixmap(where, icon_pixmap(self._leading_icon(), self._ink(), side, ratio))
            room.adjust(side + _GAP, 0, 0, 0)
        elif self.isCheckable():
            alignment = Qt.AlignmentFlag.AlignCenter
        if self._trailing_icon():
            painter.drawPixmap(self.cross_rect(), icon_pixmap(self._trailing_icon(), self._ink(), side, ratio))
            room.adjust(0, 0, -side - _GAP, 0)
        painter.setFont(font("body", QFont.Weight.Medium))
        painter.setPen(colour(self._ink()))
        painter.setLayoutDirection(self.layoutDirection())
        words = mirrored(self, room.adjusted(0, 0, 1, 0))
        painter.drawText(words, alignment | Qt.TextFlag.TextSingleLine, isolate_any(self.text()))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FilterChip(Chip):
    """A filter in force ("Branch: Rabat"): a click changes it (`clicked`), the cross or Delete takes it
    away (`removed`).
    """

    removed = Signal()

    def __init__(self, text: Text, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, icon_name, checkable=False, parent=parent)
        self.setMouseTracking(True)

    def retranslate(self) -> None:
        """The words, and how to take the filter away."""
        super().retranslate()
        self.setAccessibleDescription(_("Delete takes this filter away"))

    def _is_lit(self) -> bool:
        return True

    def _trailing_icon(self) -> str:
        return "x"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace take the filter away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """On the cross: taken away; elsewhere: an ordinary click."""
        if self.cross_rect().adjusted(-4, -8, 8, 8).contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell what the cross does."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(_("Take this filter away"))
        return super().event(event)
