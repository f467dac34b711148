"""Words on screen: labels on the type scale, and labels that keep mixed French and Arabic in order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.formats import isolate, isolate_any
from ui.kit.base import Living
from ui.translation import Text


class Label(Living, QLabel):
    """A text on the type scale.

    `step`: "small", "body", "lead", "title", "heading", "display"; `ink`: "muted", "faint", "accent" or a
    tone; `weight`: "medium" or "strong".
    """

    def __init__(
        self,
        text: Text = "",
        step: str = "body",
        ink: str = "",
        weight: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("step", step)
        self.setProperty("ink", ink)
        self.setProperty("weight", weight)
        self._is_aligned_by_caller = False
        self.live()
        self._align()

    def say(self, text: Text) -> None:
        """Show `text`, now and after a change of language."""
        self._said = text
        self.retranslate()

    def said(self) -> str:
        """The text in the current language, also while the change of language has not come down to this label yet."""
        return str(self._said)

    def retranslate(self) -> None:
        """The text in the current language."""
        self.setText(str(self._said))

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """An alignment of one's own instead of the start of the line of writing."""
        self._is_aligned_by_caller = True
        super().setAlignment(alignment)

    def _align(self) -> None:
        """Keep to the start side of the window, whatever the direction of the text: columns stay straight."""
        if self._is_aligned_by_caller:
            return
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if from_right else Qt.AlignmentFlag.AlignLeft
        super().setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """In Arabic a line that goes on begins where the others begin: Qt would leave there the room of the space at
        its end. (What can be selected is laid by another part of Qt, and straight.)
        """
        is_from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        is_selectable = bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)
        if is_selectable or self._is_aligned_by_caller or not (is_from_right and self.wordWrap()):
            super().paintEvent(event)
            return
        room = self.contentsRect()
        layout, high = _laid_from_right(self.text(), self.font(), room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout.draw(painter, QPointF(room.x(), room.y() + (room.height() - high) / 2))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """The start side changes with the direction of the window."""
        if self._is_alive and event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()
        super().changeEvent(event)


class DirectionalLabel(Label):
    """A text somebody typed (a name, a note, an address): each script in its own order, in any window.

    The text aligns with the window, but is read in the direction of its first letter; `natural` aligns it too
    in its own direction (a note of several lines). `elided` cuts it with an ellipsis where there is no
    room, and tells the whole in a tooltip. `code` keeps a phone, a code or a date left to right.
    """

    def __init__(
        self,
        text: Text = "",
        step: str = "body",
        ink: str = "",
        weight: str = "",
        wrap: bool = False,
        elided: bool = False,
        code: bool = False,
        natural: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._is_elided = elided
        self._is_code = code
        super().__init__(text, step, ink, weight, wrap, parent)
        if natural:
            self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.NoTextInteraction if elided else Qt.TextInteractionFlag.TextSelectableByMouse
        )

    def retranslate(self) -> None:
        """The text, isolated from what surrounds it."""
        said = str(self._said)
        self.setText(isolate(said) if self._is_code else isolate_any(said))
        if self._is_elided:
            self.setToolTip(said)
        self.setAccessibleName(said)

    def minimumSizeHint(self) -> QSize:
        """An elided label may become narrow."""
        hint = super().minimumSizeHint()
        return QSize(self.fontMetrics().height() * 2, hint.height()) if self._is_elided else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut the text to the width there is."""
        if not self._is_elided:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(str(self._said), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, isolate(shown) if self._is_code else isolate_any(shown))
        painter.end()


def _laid_from_right(text: str, face: QFont, width: int) -> tuple[QTextLayout, float]:
    """`text` in lines of `width` pixels, each beginning at the right; and how high they are together."""
    layout = QTextLayout(text.replace("\n", "\u2028"), face)
    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
    option = QTextOption(side)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    high = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    return layout, high


def rule(parent: QWidget | None = None) -> QFrame:
    """A quiet horizontal line between two parts."""
    line = QFrame(parent)
    line.setProperty("kit", "rule")
    return line
