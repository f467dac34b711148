"""Beside a name that is being typed: who may be the same person, so that nobody gets two files.

The program never decides: it shows whom to look at or to ask. Above a probable likeness, a new file needs a reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casemgr.domain.likeness import PROBABLE
from casemgr.services.duplicates import Candidate
from ui.formats import isolate
from ui.kit import Button, Card, DirectionalLabel, FieldFrame, Label, SectionHeader, StatusPill
from ui.kit.canvas import Canvas
from ui.theme import GRID, HALF
from ui.translation import N_, Phrase

WIDTH = 300
SHORTEST_REASON = 5
_LIKELY = 0.6


def said(score: float) -> tuple[Phrase, str]:
    """A score in words, and its tone."""
    if score >= PROBABLE:
        return N_("Probably the same person"), "danger"
    if score >= _LIKELY:
        return N_("Possibly the same person"), "warning"
    return N_("Somewhat alike"), "neutral"


class CandidateCard(Card):
    """One likely match. `open_asked(id)`; `set_apart(code, reason)` it is someone else."""

    open_asked = Signal(str)
    set_apart = Signal(str, str)

    def __init__(self, candidate: Candidate, reason: str) -> None:
        super().__init__(margin=GRID + HALF)
        self.candidate = candidate
        self.body.setSpacing(HALF)
        words, tone = said(candidate.score)
        self.add(StatusPill(words, tone))
        if candidate.title:
            self.add(DirectionalLabel(candidate.title, weight="strong", wrap=True))
        self.add(self._line(isolate(candidate.code), candidate.birth))
        if candidate.contact:
            told = N_("{branch}, ask {name}").format(branch=isolate(candidate.branch), name=candidate.contact)
            self.add(Label(told, "small", "muted", wrap=True))
        for one in candidate.reasons[:4]:
            self.add(Label(one, "small", wrap=True))
        self._acts(reason)

    def _line(self, *parts: str) -> Label:
        return Label(" · ".join(part for part in parts if part), "small", "muted", wrap=True)

    def _acts(self, reason: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(HALF)
        if self.candidate.is_readable:
            open_it = Button(N_("Open this file"), "folder-open")
            open_it.clicked.connect(lambda: self.open_asked.emit(self.candidate.id))
            row.addWidget(open_it)
        row.addStretch(1)
        self.add(row)
        self.other = Button(N_("It is someone else"), variant="link")
        self.other.clicked.connect(self.ask_reason)
        self.line = QLineEdit()
        self.line.setMaxLength(500)
        self.frame = FieldFrame(N_("How do you know?"), self.line, required=True)
        self.settled = Label(N_("Someone else: noted"), "small", "success")
        self.settle = Button(N_("It is someone else"))
        self.settle.clicked.connect(self._settle)
        self.line.returnPressed.connect(self._settle)
        for widget in (self.other, self.frame, self.settle, self.settled):
            self.add(widget)
        self.needs_answer = self.candidate.score >= PROBABLE
        self.other.setVisible(self.needs_answer and not reason)
        self.settled.setVisible(bool(reason))
        self.frame.hide()
        self.settle.hide()

    def ask_reason(self) -> None:
        """Open the line for the reason."""
        self.other.hide()
        self.frame.show()
        self.settle.show()
        self.line.setFocus()

    def insist(self) -> None:
        """It is saved, and this was not answered."""
        self.ask_reason()
        self.frame.set_error(N_("Open this file instead, or say why it is someone else."))

    def _settle(self) -> None:
        reason = self.line.text().strip()
        if len(reason) < SHORTEST_REASON:
            self.frame.set_error(N_("A few words: another birth date, another mother…"))
            return
        self.set_apart.emit(self.candidate.code, reason)


class DuplicatesPanel(QWidget):
    """The likely matches. `open_asked(id)`; `reasons`: why each was set apart, by code."""

    open_asked = Signal(str)
    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.reasons: dict[str, str] = {}
        self.candidates: tuple[Candidate, ...] = ()
        self.cards: list[CandidateCard] = []
        self._header = SectionHeader(N_("Already here?"))
        self._quiet = Label("", "small", "muted", wrap=True)
        inside = Canvas()
        self._column = inside.column
        self._column.setSpacing(GRID)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._header)
        column.addWidget(self._quiet)
        column.addWidget(area, 1)
        self.show_candidates(())

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Show who is alike now; an answer being typed is not disturbed by the same people again."""
        found = tuple(candidates)
        if found == self.candidates and self.cards:
            return
        self.candidates = found
        self._show()

    def _show(self) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for place, one in enumerate(self.candidates):
            card = CandidateCard(one, self.reasons.get(one.code, ""))
            card.open_asked.connect(self.open_asked)
            card.set_apart.connect(self.set_apart)
            self._column.insertWidget(place, card)
            self.cards.append(card)
        self._header.set_count(len(self.candidates) or None)
        if self.candidates:
            self._quiet.say(N_("Look before you make a new file."))
        else:
            self._quiet.say(N_("While you type the name, people who are alike appear here."))

    def set_apart(self, code: str, reason: str) -> None:
        """This one is someone else, and why."""
        self.reasons[code] = reason
        self._show()
        self.answered.emit()

    def unanswered(self) -> list[CandidateCard]:
        """The probable matches about which nothing was said."""
        return [card for card in self.cards if card.needs_answer and card.candidate.code not in self.reasons]

    def insist(self) -> None:
        """Ask about the first of them."""
        for card in self.unanswered()[:1]:
            card.insist()

    def reason(self) -> str | None:
        """The reasons together, for the record."""
        return "; ".join(dict.fromkeys(self.reasons.values())) or None
