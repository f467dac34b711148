"""Icons: Lucide drawings in the colours of the theme, turned round in Arabic when they point somewhere.

An icon asks for its colour when it is painted, by role, so that a change of theme or of language needs no
new icons.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from casemgr.domain.resources import folder
from ui.theme.current import colours

# What shows a way along the line, and so turns with the direction of writing.
DIRECTIONAL = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "chevrons-left",
        "chevrons-right",
        "log-in",
        "log-out",
        "list",
        "list-checks",
        "panel-left",
        "redo-2",
        "reply",
        "send",
        "trending-up",
        "undo-2",
    }
)
_STROKE = 1.75


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """The SVG of an icon. Raises FileNotFoundError for a name that is not bundled."""
    return (folder("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def coloured_svg(name: str, tint: str, stroke: float = _STROKE) -> str:
    """The SVG of an icon in one colour, its lines `stroke` wide on the 24-unit square."""
    drawn = _drawing(name).replace("currentColor", tint)
    return drawn.replace('stroke-width="2"', f'stroke-width="{stroke}"')


@lru_cache(maxsize=1024)
def _pixmap(name: str, tint: str, width: int, height: int, mirrored: bool, from_right: bool) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mirrored:
        painter.translate(width, 0)
        painter.scale(-1, 1)
    side = min(width, height)
    # A picture wider than high keeps its drawing at the start: the rest is the gap before the words.
    start = width - side if from_right != mirrored else 0
    square = QRectF(start, (height - side) / 2, side, side)
    QSvgRenderer(QByteArray(coloured_svg(name, tint).encode())).render(painter, square)
    painter.end()
    return pixmap


def _picture_now(name: str, tint: str, width: int, height: int) -> QPixmap:
    """The drawing as the present direction wants it. A copy: the density belongs to who paints it."""
    from_right = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    mirrored = from_right and name in DIRECTIONAL
    return QPixmap(_pixmap(name, tint, max(1, width), max(1, height), mirrored, from_right))


def density(painter: QPainter) -> float:
    """How many pixels of what `painter` paints on make one of its own, before a turn round.

    `painter.device()` would tell too, but Python looks through every class there is to find out what that device is:
    20 ms the first time, and something at each icon.
    """
    return abs(painter.deviceTransform().m11()) or 1.0


def icon_pixmap(name: str, role: str, side: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a square picture of `side` pixels (logical), for painting code; `ratio` is that of the
    screen.
    """
    across = round(side * ratio)
    tint = colours().colour(role)
    pixmap = _picture_now(name, tint, across, across)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class _Engine(QIconEngine):
    """Paints one drawing in the colour that its role has at that moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _tint(self, mode: QIcon.Mode) -> str:
        if mode == QIcon.Mode.Disabled:
            return colours().faint
        if mode == QIcon.Mode.Selected and self._role in ("text", "muted"):
            return colours().on_selection
        return colours().colour(self._role)

    def _picture(self, width: int, height: int, mode: QIcon.Mode) -> QPixmap:
        return _picture_now(self._name, self._tint(mode), width, height)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint at the exact density of the device, so that lines stay crisp."""
        ratio = density(painter)
        picture = self._picture(round(rect.width() * ratio), round(rect.height() * ratio), mode)
        picture.setDevicePixelRatio(ratio)
        painter.drawPixmap(rect, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """A picture of `size` device pixels."""
        return self._picture(size.width(), size.height(), mode)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        """A picture for a screen of density `scale`; `size` is already in device pixels."""
        picture = self._picture(size.width(), size.height(), mode)
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        """A second engine for the same drawing."""
        twin = _Engine(self._name, self._role)
        _twins.append(twin)
        return twin


_twins: list[_Engine] = []


@lru_cache(maxsize=512)
def icon(name: str, role: str = "muted") -> QIcon:
    """The icon `name`, in the colour of `role` ("muted", "text", "on_accent", "danger.text"…).

    Raises FileNotFoundError for a name that is not bundled, KeyError for a role that is not a colour.
    """
    _drawing(name)
    colours().colour(role)
    return QIcon(_Engine(name, role))
