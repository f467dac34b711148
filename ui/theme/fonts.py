"""The bundled faces. The same on every PC, so nothing clips: the Arabic face is the UI cut, as tall as the
Latin one.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from casemgr.domain.resources import folder

FAMILIES = ("Noto Sans", "Noto Sans Arabic UI", "Noto Sans Tifinagh")
_FILES = (
    "NotoSans-Regular",
    "NotoSans-Medium",
    "NotoSans-SemiBold",
    "NotoSans-Bold",
    "NotoSansArabicUI-Regular",
    "NotoSansArabicUI-Medium",
    "NotoSansArabicUI-SemiBold",
    "NotoSansArabicUI-Bold",
    "NotoSansTifinagh-Regular",
)


@lru_cache(maxsize=1)
def load_fonts() -> tuple[str, ...]:
    """Register the bundled faces with Qt, once; needs a QGuiApplication.

    Returns the families. Raises FileNotFoundError when one is not where the program was installed.
    """
    place = folder("resources") / "fonts"
    for name in _FILES:
        path = place / f"{name}.ttf"
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"font not found or unreadable: {path.name}")
    return FAMILIES


def body_font(points: float) -> QFont:
    """The face of the window at `points`, each script in its own family."""
    font = QFont()
    font.setFamilies(list(load_fonts()))
    font.setPointSizeF(points)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
