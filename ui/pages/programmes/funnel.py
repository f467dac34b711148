"""How far people came in a programme, stage by stage: who ever entered each, and who is there now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from casemgr.domain import pathway
from casemgr.services.counting.enrolled import StageCount
from ui import formats
from ui.formats import isolate_any
from ui.kit.base import Living, mirrored
from ui.theme import GRID, HALF, colour, font, scale
from ui.translation import N_

_BAR = 8
_FADED = 70  # of 255: those who passed, beside those who are there


def faded(tint: QColor) -> QColor:
    """A tint for those who have been somewhere and are no more."""
    lighter = QColor(tint)
    lighter.setAlpha(_FADED)
    return lighter


def stage_said(one: StageCount) -> str:
    """What is told of a stage: its name, who is there, who was."""
    words = N_("{stage}: {here} there now, {entered} came so far")
    return str(
        words.format(
            stage=isolate_any(str(pathway.label_of(one.stage))),
            here=formats.number(one.here),
            entered=formats.number(one.entered),
        )
    )


class StageStrip(Living, QWidget):
    """The stages as small columns, for a card: as high as people came, full as they are there now."""

    def __init__(self, stages: Sequence[StageCount] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages = tuple(stages)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def show_stages(self, stages: Sequence[StageCount]) -> None:
        """Other figures."""
        self._stages = tuple(stages)
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Every stage, for a screen reader and under the pointer."""
        said = "\n".join(stage_said(one) for one in self._stages)
        self.setAccessibleName(str(N_("Stages")))
        self.setAccessibleDescription(said)
        self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """Three lines of text high."""
        return QSize(200, 2 * scale().line + GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A column a stage."""
        if not self._stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        most = max(1, *(one.entered for one in self._stages))
        slot = self.width() / len(self._stages)
        for place, one in enumerate(self._stages):
            area = QRect(round(place * slot) + 1, 0, max(3, round(slot) - 3), self.height())
            column = mirrored(self, area)
            painter.setBrush(colour("sunken"))
            painter.drawRoundedRect(QRectF(column), 3, 3)
            for count, tint in ((one.entered, faded(colour("accent.solid"))), (one.here, colour("accent.solid"))):
                if count:
                    high = max(3, round(column.height() * min(count, most) / most))
                    painter.setBrush(tint)
                    painter.drawRoundedRect(QRectF(column.adjusted(0, column.height() - high, 0, 0)), 3, 3)
        painter.end()


class Funnel(Living, QWidget):
    """The stages one under the other; a click, or Enter, keeps those who are at one. `chosen(stage or "")`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[StageCount, ...] = ()
        self._at = 0
        self.stage = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def show_stages(self, stages: Sequence[StageCount]) -> None:
        """Other figures; the stage that was kept stays so."""
        self._stages = tuple(stages)
        self._at = min(self._at, max(0, len(self._stages) - 1))
        self.updateGeometry()
        self.retranslate()
        self.update()

    def choose(self, stage: str) -> None:
        """Keep those at a stage; the same again, or "", keeps everybody."""
        self.stage = "" if stage == self.stage else stage
        self.chosen.emit(self.stage)
        self.update()

    def _line(self) -> int:
        return scale().line + _BAR + GRID + HALF

    def rect_of(self, place: int) -> QRect:
        """Where a stage stands."""
        return QRect(0, place * self._line(), self.width(), self._line())

    def sizeHint(self) -> QSize:
        """A line a stage."""
        return QSize(300, len(self._stages) * self._line())

    def retranslate(self) -> None:
        """What a screen reader says of it, and of the stage where the keyboard is."""
        self.setAccessibleName(str(N_("Stages")))
        if self._stages:
            self.setAccessibleDescription(stage_said(self._stages[self._at]))
        self.setToolTip(str(N_("Click a stage to see who is there")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, figures and bar of each stage."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((one.entered for one in self._stages), default=0) or 1
        for place, one in enumerate(self._stages):
            self._paint(painter, place, one, most)
        painter.end()

    def _paint(self, painter: QPainter, place: int, one: StageCount, most: int) -> None:
        area = self.rect_of(place)
        if one.stage == self.stage:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent.soft"))
            painter.drawRoundedRect(QRectF(area.adjusted(0, 1, 0, -1)), HALF, HALF)
        if self.hasFocus() and place == self._at:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area.adjusted(1, 2, -1, -2)), HALF, HALF)
        inner = area.adjusted(GRID, HALF, -GRID, -HALF)
        here, entered = formats.number(one.here), formats.number(one.entered)
        strong = font("body", QFont.Weight.DemiBold)
        figures = QFontMetrics(strong).horizontalAdvance(here) + 2
        passed = QFontMetrics(font("small")).horizontalAdvance(entered) + GRID + 2
        line = QRect(inner.x(), inner.y(), inner.width(), scale().line)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font())
        painter.setPen(colour("text" if one.entered else "muted"))
        words = QRect(line.x(), line.y(), line.width() - figures - passed - GRID, line.height())
        name = painter.fontMetrics().elidedText(
            str(pathway.label_of(one.stage)), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(mirrored(self, words), leading, isolate_any(name))
        painter.setFont(strong)
        painter.setPen(colour("accent.text" if one.here else "faint"))
        at = QRect(line.right() + 1 - figures - passed, line.y(), figures, line.height())
        painter.drawText(mirrored(self, at), Qt.AlignmentFlag.AlignCenter, here)
        painter.setFont(font("small"))
        painter.setPen(colour("muted"))
        so_far = QRect(line.right() + 1 - passed, line.y(), passed, line.height())
        painter.drawText(
            mirrored(self, so_far), Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, entered
        )
        self._paint_bar(painter, QRect(inner.x(), line.bottom() + HALF, inner.width(), _BAR), one, most)

    def _paint_bar(self, painter: QPainter, track: QRect, one: StageCount, most: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for count, tint in (
            (most, colour("sunken")),
            (one.entered, faded(colour("accent.solid"))),
            (one.here, colour("accent.solid")),
        ):
            if count:
                wide = max(_BAR, round(track.width() * min(count, most) / most))
                painter.setBrush(tint)
                bar = mirrored(self, QRect(track.x(), track.y(), wide, track.height()))
                painter.drawRoundedRect(QRectF(bar), _BAR / 2, _BAR / 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click keeps the stage."""
        place = int(event.position().y()) // self._line()
        if 0 <= place < len(self._stages):
            self._at = place
            self.choose(self._stages[place].stage)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk, Enter and Space keep."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._stages:
            self._at = max(0, min(len(self._stages) - 1, self._at + step))
            self.retranslate()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._stages:
            self.choose(self._stages[self._at].stage)
        else:
            super().keyPressEvent(event)
