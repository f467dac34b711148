"""A list one searches by typing any part of a word, in any of the three languages."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QStyledItemDelegate, QWidget

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from ui.kit.base import Living


class SearchableChoice(Living, QComboBox):
    """One of `options` (code, words). `picked(code)` at each choice, "" while what is typed is none."""

    picked = Signal(str)

    def __init__(self, options: Iterable[tuple[str, Words]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = list(options)
        self._value = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        completer = QCompleter(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        completer.setModel(self.model())
        shown = completer.popup()
        if shown is not None:
            shown.setItemDelegate(QStyledItemDelegate(shown))
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._take_row)
        line = self.lineEdit()
        if line is not None:
            line.textEdited.connect(self._typed)
            line.editingFinished.connect(self._settle)
        completer.activated.connect(self._typed)
        self.live()

    def value(self) -> str:
        """The code, or "" when nothing (or nothing known) is chosen."""
        return self._value

    def set_value(self, code: str) -> None:
        """Choose a code, without a signal; one that is not in the list empties the field."""
        codes = [known for known, _words in self._options]
        self._value = code if code in codes else ""
        self.setCurrentIndex(codes.index(code) if code in codes else -1)
        if not self._value:
            self.clearEditText()

    def retranslate(self) -> None:
        """The labels in the language of the moment, the same one chosen."""
        self.blockSignals(True)
        self.clear()
        self.addItems([str(words) for _code, words in self._options])
        self.set_value(self._value)
        self.blockSignals(False)

    def _code_of(self, text: str) -> str:
        wanted = " ".join(text.split()).casefold()
        for code, words in self._options:
            if wanted in (words.fr.casefold(), words.ar.casefold(), words.en.casefold(), code.casefold()):
                return code
        return ""

    def _take_row(self, row: int) -> None:
        self._choose(self._options[row][0] if 0 <= row < len(self._options) else "")

    def _typed(self, text: str) -> None:
        self._choose(self._code_of(text))

    def _choose(self, code: str) -> None:
        if code != self._value:
            self._value = code
            self.picked.emit(code)

    def _settle(self) -> None:
        """Leaving the field: show the whole label of what was recognised."""
        if self._value:
            self.set_value(self._value)


def province_choice(parent: QWidget | None = None) -> SearchableChoice:
    """The provinces and prefectures of Morocco under their short names, in alphabetical order."""
    options = [(term.code, short_name(term.code)) for term in vocabulary("province").active()]
    return SearchableChoice(sorted(options, key=lambda option: option[1].fr), parent)


def short_name(province: str) -> Words:
    """A province as people say it: "Rabat", not "Préfecture de Rabat"."""
    term = vocabulary("province")[province]
    english = term.label.en.partition(" (")[0]
    return Words(term.meta.get("short_fr") or term.label.fr, term.meta.get("short_ar") or term.label.ar, english)
