"""Which theme is worn now: what painting code asks, at the moment it paints, so that a switch needs no
rebuilding.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from ui.theme.fonts import body_font
from ui.theme.sizes import DEFAULT, LARGEST, SMALLEST, Scale
from ui.theme.tokens import LIGHT, MODES, Colours


@dataclass(frozen=True, slots=True)
class Theme:
    """What the person chose: `mode` ("light", "dark" or "contrast") and base `size` in points, 10 to 16.

    Raises ValueError for another mode or size.
    """

    mode: str = "light"
    size: int = DEFAULT

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"not a mode: {self.mode!r}")
        if not SMALLEST <= self.size <= LARGEST:
            raise ValueError(f"size out of range: {self.size}")


class _Worn:
    """The one theme of the process."""

    theme = Theme()
    is_off = False
    colours = LIGHT
    scale = Scale()


_worn = _Worn()


def wear(theme: Theme, dots: float) -> None:
    """Make `theme` the current one, on a screen of `dots` per inch. `apply_theme` calls this; nobody else
    should.
    """
    _worn.theme = theme
    _worn.colours = MODES[theme.mode]
    _worn.scale = Scale(theme.size, dots)


@contextmanager
def undressed() -> Iterator[None]:
    """Within this the former theme is off and the next not yet on: no widget need look at itself."""
    _worn.is_off = True
    try:
        yield
    finally:
        _worn.is_off = False


def is_dressed() -> bool:
    """Whether a theme is on (between two, it is not)."""
    return not _worn.is_off


def current_theme() -> Theme:
    """The theme worn now."""
    return _worn.theme


def colours() -> Colours:
    """The colours worn now."""
    return _worn.colours


def colour(role: str) -> QColor:
    """The colour of a role now: "muted", "accent", "danger.soft"… Raises KeyError for an unknown role."""
    return QColor(_worn.colours.colour(role))


def scale() -> Scale:
    """The sizes worn now."""
    return _worn.scale


def font(step: str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The face of a step of the type scale now, for painting code (widgets have the style sheet)."""
    made = body_font(_worn.scale.points(step))
    made.setWeight(weight)
    return made
