"""Changing the window while it is open: its language, its look, the size of its text, when it locks by itself."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

from ui import translation
from ui.preferences import FEWEST_IDLE_MINUTES, MOST_IDLE_MINUTES, Preferences
from ui.theme import Theme, apply_theme
from ui.theme.sizes import DEFAULT, LARGEST, SMALLEST
from ui.translation import N_

LANGUAGE_NAMES = (("fr", "Français"), ("ar", "العربية"), ("en", "English"))  # each in itself
MODES = (("light", "sun", N_("Light")), ("dark", "moon", N_("Dark")), ("contrast", "contrast", N_("Contrast")))


class WindowSettings(QObject):
    """What the person chose; each change is applied at once, saved, and told by `changed`."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences

    def apply_all(self) -> None:
        """Language, theme and size as saved: at the start."""
        self._dress()
        translation.use_language(self.preferences.language)

    def set_language(self, language: str) -> None:
        """Speak "fr", "ar" or "en" from now on. Raises ValueError for another."""
        if language != self.preferences.language:
            translation.use_language(language)
            self.preferences.language = language
            self._keep()

    def set_mode(self, mode: str) -> None:
        """Wear "light", "dark" or "contrast". Raises ValueError for another."""
        Theme(mode, self.preferences.size)
        if mode != self.preferences.mode:
            self.preferences.mode = mode
            self._dress()
            self._keep()

    def set_size(self, points: int) -> None:
        """Base size of text in points, kept between the smallest and the largest there is."""
        points = max(SMALLEST, min(LARGEST, points))
        if points != self.preferences.size:
            self.preferences.size = points
            self._dress()
            self._keep()

    def set_usual_size(self) -> None:
        """The size of the first day."""
        self.set_size(DEFAULT)

    def set_idle_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a key or the mouse, 1 to 15."""
        self.preferences.idle_minutes = max(FEWEST_IDLE_MINUTES, min(MOST_IDLE_MINUTES, minutes))
        self._keep()

    def _dress(self) -> None:
        app = cast("QApplication", QCoreApplication.instance())
        apply_theme(app, Theme(self.preferences.mode, self.preferences.size))

    def _keep(self) -> None:
        self.preferences.save()
        self.changed.emit()
