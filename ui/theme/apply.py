"""Putting a theme on the whole application, at start or live."""

from __future__ import annotations

import atexit
from pathlib import Path

from PySide6.QtCore import QDir, QTemporaryDir
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication, QStyleFactory

from casemgr.domain.collecting import nothing_collected
from ui.theme.current import Theme, colours, scale, undressed, wear
from ui.theme.fonts import body_font
from ui.theme.icons import coloured_svg
from ui.theme.palette import palette_of
from ui.theme.style_sheet import MARKS, mark_file, style_sheet

# Words for a new QApplication. To ask it afterwards which style it has would make all that Python knows of styles, and
# the first window 11 ms later.
BORN_IN_FUSION = ("-style", "fusion")
_BORN = "born_in_fusion"

_kept: list[QTemporaryDir] = []


def new_application(name: str) -> QApplication:
    """The application of the window, in the style that the style sheet builds on."""
    app = QApplication([name, *BORN_IN_FUSION])
    app.setProperty(_BORN, True)
    return app


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress `app` in `theme`: style, palette, font and style sheet. May be called again at any time."""
    wear(theme, app.primaryScreen().logicalDotsPerInch())
    if not app.property(_BORN) and not app.styleSheet() and app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    _write_marks()
    QPixmapCache.clear()
    with nothing_collected():
        # A sheet put in the place of another is laid on every widget once for itself, and once more for each widget
        # around it: 6 s of frozen window with 20 screens open. Taken off first, it is laid on each widget once: 1 s.
        with undressed():
            app.setStyleSheet("")
            app.setPalette(palette_of(colours()))
            app.setFont(body_font(scale().points()))
        app.setStyleSheet(style_sheet(colours(), scale()))
    for window in app.topLevelWidgets():
        window.update()


def _write_marks() -> None:
    """Style sheets take ticks and arrows from files only: write ours, in the colours of the theme, in a
    private folder.

    The folder holds a few drawings, nothing of the persons helped. It goes when Python ends: what a module still
    holds then is never given back, and each start would leave a folder behind.
    """
    if not _kept:
        made = QTemporaryDir()
        if not made.isValid():
            return
        _kept.append(made)
        atexit.register(_kept.clear)
        QDir.setSearchPaths("marks", [made.path()])
    place = Path(_kept[0].path())
    for mark in MARKS:
        tint = colours().colour(mark.role)
        path = place / mark_file(mark, tint)
        if not path.exists():
            path.write_text(coloured_svg(mark.icon, tint, mark.stroke), encoding="utf-8")
