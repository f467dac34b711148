"""Small charts, painted: bars by month, bars of several series, and a line for a trend.

QtCharts is GPL and does not mirror. These turn with the window (the first bar is where reading starts, the
scale too), tell each value at the mouse and at the arrow keys, and say their figures to screen readers as a
sentence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import formats
from ui.formats import isolate_any
from ui.kit.base import Living, mirrored
from ui.theme import GRID, HALF, colour, colours, font, scale
from ui.translation import N_, Text

# After the solid first one, each series has its own hatching: it is told apart without colours.
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.CrossPattern,
)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of bars: its name and one value a label."""

    name: Text
    values: Sequence[float]


def nice_ceiling(highest: float) -> float:
    """The round figure (1, 2, 4, 5 or 10 times a power of ten) at or above `highest`, at least 1."""
    if highest <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 2, 4, 5, 10) if step * power >= highest)


class GroupedBarChart(Living, QWidget):
    """Bars of one or several series over labels. `picked(label, series)` when a bar is clicked or entered.

    `target` draws a dashed line. Left and Right walk along the bars, Enter picks.
    """

    picked = Signal(int, int)

    def __init__(
        self,
        labels: Sequence[Text],
        series: Sequence[Series],
        name: Text = "",
        target: float | None = None,
        height: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name: Text = name
        self._height = height
        self._target = target
        self._lit: tuple[int, int] | None = None
        self._labels: list[Text] = []
        self._series: list[Series] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_data(labels, series, target)
        self.live()

    def set_data(self, labels: Sequence[Text], series: Sequence[Series], target: float | None = None) -> None:
        """Other figures. Raises ValueError where a series has not one value a label."""
        if any(len(one.values) != len(labels) for one in series):
            raise ValueError("a series needs one value for each label")
        self._labels, self._series, self._target = list(labels), list(series), target
        self._lit = None
        self.retranslate()
        self.update()

    def summary(self) -> str:
        """All figures as a sentence."""
        parts = [str(self._name)] if str(self._name) else []
        for place, label in enumerate(self._labels):
            parts.append(f"{label}: {self._values_at(place)}")
        if self._target is not None:
            parts.append(str(N_("Target: {number}").format(number=formats.number(self._target))))
        return ". ".join(parts)

    def _values_at(self, place: int) -> str:
        if len(self._series) == 1:
            return formats.number(self._series[0].values[place])
        return ", ".join(f"{one.name} {formats.number(one.values[place])}" for one in self._series)

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(self._name) or str(N_("Chart")))
        self.setAccessibleDescription(self.summary())

    def sizeHint(self) -> QSize:
        """As high as asked; the width follows the page."""
        return QSize(360, self._height)

    def minimumSizeHint(self) -> QSize:
        """Narrower, the labels are thinned."""
        return QSize(160, self._height)

    # Geometry, from left to right; `mirrored` turns it.

    def _ceiling(self) -> float:
        values = [value for one in self._series for value in one.values]
        return nice_ceiling(max([*values, self._target or 0.0], default=0.0))

    def _plot(self) -> QRect:
        metrics = QFontMetrics(font("small"))
        axis = metrics.horizontalAdvance(formats.number(self._ceiling())) + GRID
        legend = metrics.height() + GRID if len(self._series) > 1 else 0
        top = legend + metrics.height() + HALF
        return QRect(axis, top, self.width() - axis, self.height() - top - metrics.height() - GRID)

    def bar_rect(self, place: int, series: int = 0) -> QRect:
        """Where a bar stands in the widget, as seen (turned in Arabic)."""
        return mirrored(self, self._bar(place, series))

    def _bar(self, place: int, series: int) -> QRect:
        plot, count = self._plot(), max(1, len(self._series))
        slot = plot.width() / max(1, len(self._labels))
        group = min(slot * 0.72, 44.0 * count)
        width = max(3.0, group / count - (2 if count > 1 else 0))
        left = plot.x() + slot * (place + 0.5) - group / 2 + series * group / count
        high = round(plot.height() * self._series[series].values[place] / self._ceiling())
        return QRect(round(left), plot.bottom() + 1 - high, round(width), high)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scale, bars, labels, target and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(font("small"))
        plot = self._plot()
        self._paint_scale(painter, plot)
        for series in range(len(self._series)):
            for place in range(len(self._labels)):
                self._paint_bar(painter, place, series)
        self._paint_labels(painter, plot)
        self._paint_target(painter, plot)
        if len(self._series) == 1:
            for place in range(len(self._labels)):
                self._paint_figure(painter, place, 0)
        if len(self._series) > 1:
            self._paint_legend(painter)
        self._paint_lit(painter)
        if self.hasFocus() and self._lit is None:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), HALF, HALF)
        painter.end()

    def _paint_scale(self, painter: QPainter, plot: QRect) -> None:
        ceiling = self._ceiling()
        steps = 4 if ceiling % 4 == 0 else (5 if ceiling % 5 == 0 else (2 if ceiling % 2 == 0 else 1))
        line = painter.fontMetrics().height()
        for step in range(steps + 1):
            y = plot.bottom() + 1 - round(plot.height() * step / steps)
            painter.fillRect(mirrored(self, QRect(plot.x(), y, plot.width(), 1)), colour("line"))
            painter.setPen(colour("muted"))
            room = mirrored(self, QRect(0, y - line // 2, plot.x() - HALF, line))
            side = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, side, formats.number(ceiling * step / steps))

    def _brush(self, series: int) -> QBrush:
        return QBrush(self._tint(series), _PATTERNS[series % len(_PATTERNS)])

    def _tint(self, series: int) -> QColor:
        tints = colours().series
        return QColor(tints[series % len(tints)])

    def _paint_bar(self, painter: QPainter, place: int, series: int) -> None:
        bar = QRectF(self.bar_rect(place, series))
        if bar.height() <= 0:
            return
        painter.save()
        painter.setClipRect(bar)
        self._paint_swatch(painter, bar, series)
        painter.restore()

    def _paint_figure(self, painter: QPainter, place: int, series: int) -> None:
        """The value over a bar, where there is room."""
        bar = self.bar_rect(place, series)
        metrics = painter.fontMetrics()
        said = formats.number(self._series[series].values[place])
        slot = self._plot().width() / max(1, len(self._labels))
        width = metrics.horizontalAdvance(said) + HALF
        if width < slot:
            left = bar.center().x() - width // 2
            above = QRect(left, bar.y() - metrics.height() - 1, width, metrics.height())
            # Its own ground: the lines of the scale and of the target do not strike the figure through.
            painter.fillRect(above.adjusted(0, 2, 0, -1), colour("surface"))
            painter.setPen(colour("text"))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, said)

    def _paint_swatch(self, painter: QPainter, area: QRectF, series: int) -> None:
        """A piece of a series. Solid bars are round at the top; their foot is cut off by the clip."""
        if series == 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._brush(series))
            painter.drawRoundedRect(area.adjusted(0, 0, 0, 3 if painter.hasClipping() else 0), 3, 3)
            return
        ground = QColor(self._tint(series))
        ground.setAlpha(60)
        painter.fillRect(area, ground)
        painter.setPen(QPen(self._tint(series), 1))
        painter.setBrush(self._brush(series))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_labels(self, painter: QPainter, plot: QRect) -> None:
        metrics = painter.fontMetrics()
        slot = plot.width() / max(1, len(self._labels))
        widest = max((metrics.horizontalAdvance(str(label)) for label in self._labels), default=0)
        every = max(1, math.ceil((min(widest, 90) + HALF) / max(1.0, slot)))
        painter.setPen(colour("muted"))
        for place, label in enumerate(self._labels):
            if place % every:
                continue
            wide = round(slot * every)
            left = round(plot.x() + slot * (place + 0.5) - wide / 2)
            room = mirrored(self, QRect(left, plot.bottom() + HALF, wide, metrics.height() + 2))
            shown = metrics.elidedText(str(label), Qt.TextElideMode.ElideRight, wide)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, isolate_any(shown))

    def _paint_target(self, painter: QPainter, plot: QRect) -> None:
        if self._target is None:
            return
        y = plot.bottom() + 1 - round(plot.height() * self._target / self._ceiling())
        painter.setPen(QPen(colour("warning"), 2, Qt.PenStyle.DashLine))
        line = mirrored(self, QRect(plot.x(), y, plot.width(), 1))
        painter.drawLine(line.topLeft(), line.topRight())

    def _paint_legend(self, painter: QPainter) -> None:
        metrics, left = painter.fontMetrics(), 0
        side = metrics.height() - 4
        for place, one in enumerate(self._series):
            box = mirrored(self, QRect(left, 2, side, side))
            self._paint_swatch(painter, QRectF(box), place)
            words = str(one.name)
            width = metrics.horizontalAdvance(words) + 2
            painter.setPen(colour("text"))
            room = mirrored(self, QRect(left + side + HALF + 2, 0, width, metrics.height()))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)
            left += side + HALF + 2 + width + 2 * GRID

    def _paint_lit(self, painter: QPainter) -> None:
        """The value of the bar under the mouse or the keyboard, in a small box that stays inside."""
        if self._lit is None:
            return
        place, series = self._lit
        bar = self.bar_rect(place, series)
        painter.setPen(QPen(colour("text"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(bar).adjusted(-1, -1, 1, 0))
        said = self.said_of(place, series)
        metrics = painter.fontMetrics()
        width, high = metrics.horizontalAdvance(said) + 2 * GRID, metrics.height() + GRID
        left = min(max(0, bar.center().x() - width // 2), self.width() - width)
        box = QRect(left, max(0, bar.y() - high - HALF), width, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("text"))
        painter.drawRoundedRect(QRectF(box), HALF, HALF)
        painter.setPen(colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)

    def said_of(self, place: int, series: int) -> str:
        """What is told of one bar: label, series if several, value."""
        value = formats.number(self._series[series].values[place])
        names = [str(self._labels[place])]
        if len(self._series) > 1:
            names.append(str(self._series[series].name))
        return f"{', '.join(names)}: {value}"

    # Mouse and keyboard

    def _light(self, which: tuple[int, int] | None) -> None:
        if which != self._lit:
            self._lit = which
            self.update()

    def lit(self) -> tuple[int, int] | None:
        """The bar whose value is told now, as (label, series)."""
        return self._lit

    def _at(self, where: QPointF) -> tuple[int, int] | None:
        for place in range(len(self._labels)):
            for series in range(len(self._series)):
                bar = self.bar_rect(place, series)
                tall = QRect(bar.x(), 0, bar.width(), self.height())
                if tall.contains(where.toPoint()):
                    return place, series
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value of the bar under the mouse."""
        self._light(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse left."""
        self._light(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard left."""
        self._light(None)
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks the bar."""
        found = self._at(event.position())
        if found is not None:
            self.picked.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right walk as the eye sees, Enter picks."""
        count = len(self._labels) * len(self._series)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and count:
            turned = -step if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else step
            at = 0 if self._lit is None else self._lit[0] * len(self._series) + self._lit[1] + turned
            at = max(0, min(count - 1, at))
            self._light((at // len(self._series), at % len(self._series)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._lit is not None:
            self.picked.emit(*self._lit)
        else:
            super().keyPressEvent(event)


class BarChart(GroupedBarChart):
    """Bars of one series: (label, value) pairs. `picked(label, 0)`."""

    def __init__(
        self,
        bars: Sequence[tuple[Text, float]],
        name: Text = "",
        target: float | None = None,
        height: int = 180,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            [label for label, _ in bars],
            [Series(name, [value for _, value in bars])],
            name,
            target,
            height,
            parent,
        )

    def set_bars(self, bars: Sequence[tuple[Text, float]], target: float | None = None) -> None:
        """Other figures."""
        values = [value for _, value in bars]
        self.set_data([label for label, _ in bars], [Series(self._name, values)], target)


class Sparkline(Living, QWidget):
    """A trend as a small line, the last value marked; `name` begins what a screen reader says."""

    def __init__(
        self,
        values: Sequence[float],
        name: Text = "",
        tone: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values = list(values)
        self._name: Text = name
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.live()

    def set_values(self, values: Sequence[float]) -> None:
        """Other figures."""
        self._values = list(values)
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """All figures, for screen readers and as a tooltip."""
        said = ", ".join(formats.number(value) for value in self._values)
        self.setAccessibleName(str(self._name) or str(N_("Trend")))
        self.setAccessibleDescription(said)
        self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """As high as a line of text."""
        return QSize(88, scale().line + HALF)

    def points(self) -> list[QPointF]:
        """Where the line passes, as seen: time runs with the writing."""
        if not self._values:
            return []
        low, high = min(self._values), max(self._values)
        span = (high - low) or 1.0
        room = QRectF(4, 4, self.width() - 8, self.height() - 8)
        step = room.width() / max(1, len(self._values) - 1)
        found = []
        for place, value in enumerate(self._values):
            x = room.x() + place * step
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                x = self.width() - x
            share = 0.5 if high == low else (value - low) / span
            found.append(QPointF(x, room.bottom() - share * room.height()))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line and its last point."""
        points = self.points()
        if not points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = colour(f"{self._tone}.solid")
        shade = QColor(ink)
        shade.setAlpha(36)
        floor = float(self.height() - 2)
        under = [*points, QPointF(points[-1].x(), floor), QPointF(points[0].x(), floor)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF(under))
        painter.setPen(QPen(ink, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(points[-1], 3, 3)
        painter.end()
