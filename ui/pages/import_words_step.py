"""Import, step 4: the words of the list that are no terms as they stand, each with the term it is taken for."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.words_met import WordMet
from ui.formats import isolate, isolate_any, number
from ui.kit import DirectionalLabel, Label, SectionHeader, StatusPill
from ui.kit.canvas import Canvas
from ui.pages.panel_parts import scrolled
from ui.pages.searchable_choice import SearchableChoice
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_


class WordLine(QWidget):
    """One word: how often it stands there, and the term it is taken for (none: the rows are refused)."""

    def __init__(self, met: WordMet) -> None:
        super().__init__()
        self.met = met
        self.choice = SearchableChoice([(term.code, term.label) for term in met.terms])
        self.choice.set_value(met.proposed or "")
        self.choice.setMinimumWidth(280)
        self.choice.setAccessibleName(met.word)
        self.pill = StatusPill("", "neutral")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, HALF, 0, HALF)
        grid.setHorizontalSpacing(WIDE)
        grid.addWidget(DirectionalLabel(isolate_any(met.word), weight="medium", elided=True), 0, 0)
        times = isolate(f"× {number(met.times)}")
        grid.addWidget(Label(times, "small", "muted"), 0, 1)
        grid.addWidget(self.choice, 0, 2)
        grid.addWidget(self.pill, 0, 3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 3)
        grid.setColumnMinimumWidth(1, 90)
        grid.setColumnMinimumWidth(3, 150)
        self.choice.picked.connect(lambda _code: self._judge())
        self._judge()

    def _judge(self) -> None:
        code = self.choice.value()
        if not code:
            self.pill.say(N_("to be chosen"), "danger")
        elif code == self.met.said or code != self.met.proposed:
            self.pill.say(N_("chosen by you"), "accent")
        elif self.met.is_sure:
            self.pill.say(N_("recognised"), "success")
        else:
            self.pill.say(N_("likely"), "warning")


class WordsStep(QWidget):
    """The words, list by list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[WordLine] = []
        self._inside = Canvas()
        self._column = self._inside.column
        self._column.setSpacing(HALF)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        said = N_("These words are not in our lists. Say once what they mean: it is remembered for the next list.")
        column.addWidget(Label(said, ink="muted", wrap=True))
        column.addWidget(scrolled(self._inside), 1)

    def show_words(self, words: list[WordMet]) -> None:
        """Show the words, those that nobody could guess first in each list."""
        while (item := self._column.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.lines = []
        for listed in dict.fromkeys(one.listed for one in words):
            of_list = [one for one in words if one.listed == listed]
            header = SectionHeader(of_list[0].label)
            header.set_count(len(of_list))
            self._column.addWidget(header)
            for met in sorted(of_list, key=lambda one: (one.proposed is not None, one.is_sure, -one.times)):
                line = WordLine(met)
                self.lines.append(line)
                self._column.addWidget(line)
        self._column.addStretch(1)
        if self.lines:
            self.setFocusProxy(self.lines[0].choice)

    def instructions(self, said: Instructions) -> Instructions:
        """The same, and what each word was said to mean; a word left open stays as it is, and its rows are refused."""
        for line in self.lines:
            said = said.with_word(line.met.listed, line.met.word, line.choice.value() or None)
        return said
