"""The visual language: colours, sizes, faces and icons, and how they are put on the application."""

from __future__ import annotations

from ui.theme.apply import apply_theme
from ui.theme.current import Theme, colour, colours, current_theme, font, scale
from ui.theme.fonts import load_fonts
from ui.theme.icons import density, icon, icon_pixmap
from ui.theme.sizes import (
    GRID,
    HALF,
    HUGE,
    LARGE,
    RADIUS,
    RADIUS_CARD,
    RADIUS_SMALL,
    WIDE,
    Scale,
)
from ui.theme.tokens import TONES, Colours, Tone, contrast

__all__ = [
    "GRID",
    "HALF",
    "HUGE",
    "LARGE",
    "RADIUS",
    "RADIUS_CARD",
    "RADIUS_SMALL",
    "TONES",
    "WIDE",
    "Colours",
    "Scale",
    "Theme",
    "Tone",
    "apply_theme",
    "colour",
    "colours",
    "contrast",
    "current_theme",
    "density",
    "font",
    "icon",
    "icon_pixmap",
    "load_fonts",
    "scale",
]
