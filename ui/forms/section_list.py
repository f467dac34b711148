"""The sections of a form, at its side: where one is, where something is wrong, where something is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain.words import Words, translate_plural
from ui.kit.base import Living, mirrored
from ui.theme import GRID, HALF, RADIUS, colour, font, icon_pixmap, scale

WIDTH = 196
_MARK = 44  # pixels of a mark and its figure


class SectionLink(Living, QAbstractButton):
    """One section: its title, and at the end how many fields are wrong, or are still to complete."""

    def __init__(self, key: str, title: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._title = title
        self.errors = 0
        self.missing = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Alt+Up and Alt+Down go from section to section: Tab is for the fields.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def set_marks(self, errors: int, missing: int) -> None:
        """How many fields are wrong, and how many are still to complete."""
        if (errors, missing) != (self.errors, self.missing):
            self.errors, self.missing = errors, missing
            self.retranslate()
            self.updateGeometry()
            self.update()

    def retranslate(self) -> None:
        """Words, and what a screen reader and a tooltip say of the marks."""
        self.setText(str(self._title))
        said = [str(self._title)]
        if self.errors:
            words = translate_plural("{count} field to correct", "{count} fields to correct", self.errors)
            said.append(words.format(count=self.errors))
        if self.missing:
            words = translate_plural("{count} field to complete", "{count} fields to complete", self.missing)
            said.append(words.format(count=self.missing))
        self.setAccessibleName(", ".join(said))
        self.setToolTip(", ".join(said))

    def sizeHint(self) -> QSize:
        """One line, or two for a long title."""
        room = WIDTH - 2 * GRID - HALF - (_MARK if self.errors or self.missing else 0)
        is_long = QFontMetrics(font("body", QFont.Weight.DemiBold)).horizontalAdvance(self.text()) > room
        return QSize(WIDTH, scale().control + 2 + (scale().line if is_long else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, title, marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(colour("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        room = QRect(GRID + HALF, 0, self.width() - 2 * GRID - HALF, self.height())
        room = self._paint_mark(painter, room, self.errors, "octagon-alert", "danger.text")
        if not self.errors:
            room = self._paint_mark(painter, room, self.missing, "circle-dashed", "warning.text")
        painter.setFont(font("body", QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal))
        painter.setPen(colour("on_selection" if self.isChecked() else "text"))
        painter.setLayoutDirection(self.layoutDirection())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(mirrored(self, room), flags | Qt.TextFlag.TextWordWrap, self.text())
        painter.end()

    def _paint_mark(self, painter: QPainter, room: QRect, count: int, shape: str, role: str) -> QRect:
        """Paint a shape and its figure at the end of `room`; gives what is left."""
        if not count:
            return room
        painter.setFont(font("small", QFont.Weight.Medium))
        painter.setPen(colour(role))
        side = scale().pixels("small") + 2
        figure = painter.fontMetrics().horizontalAdvance(str(count)) + 2
        end = room.right() + 1
        where = mirrored(self, QRect(end - figure, 0, figure, self.height()))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(count))
        at = mirrored(self, QRect(end - figure - HALF - side, (self.height() - side) // 2, side, side))
        painter.drawPixmap(at, icon_pixmap(shape, role, side, self.devicePixelRatioF()))
        return room.adjusted(0, 0, -figure - 2 * HALF - side, 0)


class SectionList(QWidget):
    """The links under each other; `chosen(key)` when one is clicked."""

    chosen = Signal(str)

    def __init__(self, sections: Sequence[tuple[str, Words]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.links: dict[str, SectionLink] = {}
        for key, title in sections:
            link = SectionLink(key, title)
            link.clicked.connect(lambda _on=False, key=key: self._go(key))
            self.links[key] = link
            column.addWidget(link)
        column.addStretch(1)

    def _go(self, key: str) -> None:
        self.set_current(key)
        self.chosen.emit(key)

    def set_current(self, key: str) -> None:
        """Show where one is."""
        for name, link in self.links.items():
            link.setChecked(name == key)

    def current(self) -> str:
        """Where one is, or nothing."""
        return next((name for name, link in self.links.items() if link.isChecked()), "")
