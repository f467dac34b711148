"""Changing the language of the window while it is open: words, direction of writing, and Qt's own dialogs.

`_()` gives the wording of the moment. `N_()` keeps the sentence and says it whenever asked, so that a
widget of the kit that was built in French says it in Arabic after the switch, without its page lifting a
finger.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from casemgr.domain import words
from casemgr.domain.collecting import nothing_collected
from casemgr.domain.words import Words, translate


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the window that is put in words when it is shown, its {blanks} filled."""

    message: str
    blanks: dict[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        said = translate(self.message)
        return said.format(**self.blanks) if self.blanks else said

    def format(self, **blanks: object) -> Phrase:
        """The same sentence with its blanks filled; a Words or a Phrase in a blank is said in the same
        language.
        """
        return Phrase(self.message, {**self.blanks, **blanks})


Text = str | Words | Phrase


def N_(message: str) -> Phrase:
    """A sentence of the window, put in words each time it is shown."""
    return Phrase(message)


_LOCALES = {
    "fr": (QLocale.Language.French, QLocale.Country.Morocco),
    "ar": (QLocale.Language.Arabic, QLocale.Country.Morocco),
    "en": (QLocale.Language.English, QLocale.Country.UnitedKingdom),
}
_installed: list[QTranslator] = []


def use_language(language: str) -> None:
    """Speak `language` ("fr", "ar" or "en") in the whole window from now on.

    Every widget gets a LanguageChange event, and the layout turns for Arabic. Raises ValueError for another
    code.
    """
    words.use_language(language)
    app = cast("QApplication", QCoreApplication.instance())
    QLocale.setDefault(QLocale(*_LOCALES[language]))
    direction = Qt.LayoutDirection.RightToLeft if words.is_right_to_left(language) else Qt.LayoutDirection.LeftToRight
    with nothing_collected():
        for former in _installed:
            app.removeTranslator(former)
        _installed.clear()
        translator = QTranslator()
        place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and translator.load(f"qtbase_{language}", place):
            app.installTranslator(translator)
            _installed.append(translator)
        app.setLayoutDirection(direction)
        # English needs no translator, so Qt would tell nobody: say it to everyone, whichever the language.
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))


def is_mirrored() -> bool:
    """Whether the window is laid out from right to left now."""
    return QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
