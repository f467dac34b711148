"""Sizes: one grid of 8 pixels (with its half), radii, and a type scale that follows the size chosen by the
person.
"""

from __future__ import annotations

from dataclasses import dataclass

HALF = 4
GRID = 8
WIDE = 16
LARGE = 24
HUGE = 32

RADIUS_SMALL = 4
RADIUS = 6
RADIUS_CARD = 10

SMALLEST, DEFAULT, LARGEST = 10, 10, 16

_STEPS = {"small": 0.9, "body": 1.0, "lead": 1.1, "title": 1.25, "heading": 1.6, "display": 2.2}


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of text for one base size, in points, and of what must hold it, in pixels at `dots` per inch."""

    base: int = DEFAULT
    dots: float = 96.0

    def points(self, step: str = "body") -> float:
        """Size of a step of the scale ("small", "body", "lead", "title", "heading", "display"), in points."""
        return round(self.base * _STEPS[step] * 4) / 4

    def pixels(self, step: str = "body") -> int:
        """Size of a step of the scale in pixels."""
        return round(self.points(step) * self.dots / 72)

    @property
    def line(self) -> int:
        """Height of one line of body text: Noto Sans and Noto Sans Arabic UI both take 1.362 em."""
        return round(self.pixels() * 1.362 + 0.5)

    @property
    def control(self) -> int:
        """Height of a button or a field: one line and its breathing space (30 px at 10 points)."""
        return self.line + 12

    def grown(self, pixels: int) -> int:
        """A width that holds words at the usual size, for the size there is."""
        return round(pixels * self.base / DEFAULT)

    @property
    def row(self) -> int:
        """Height of a line of a table."""
        return self.line + 14

    @property
    def icon(self) -> int:
        """Side of an icon that stands beside body text."""
        return max(16, 2 * round(self.pixels() * 1.2 / 2))
