"""The criteria of a programme beside the form that enrols: what the file says, and what was checked with the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.eligibility import Answer
from casemgr.domain.errors import UserError
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.enrolment import rules
from casemgr.records.enrolment.rules import Judged
from casemgr.services import programmes
from casemgr.services.desk import Desk
from ui.kit import Button, Card, Label, StatusPill
from ui.kit.base import Living
from ui.kit.canvas import Canvas
from ui.operations import Query
from ui.pages.panel_parts import scrolled
from ui.theme import GRID, HALF
from ui.translation import N_

WIDTH = 380
TONES = {Answer.MEETS: "success", Answer.DOES_NOT_MEET: "danger", Answer.UNKNOWN: "neutral"}
_ICONS = {Answer.UNKNOWN: "circle-help"}


class CriterionLine(Living, QWidget):
    """A criterion: what is known of it as a word, a colour and a shape; and two answers for whoever asked her."""

    answered = Signal(str, str)  # the criterion, the answer ("" takes it back)

    def __init__(self, one: Judged, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = one
        self.pill = StatusPill("", TONES[one.answer], _ICONS.get(one.answer, ""))
        self.yes = Button(N_("Checked: yes"), variant="link")
        self.no = Button(N_("No"), variant="link")
        self.yes.clicked.connect(lambda: self._answer("MEETS"))
        self.no.clicked.connect(lambda: self._answer("NOT"))
        self._kind = Label(N_("Hard") if one.criterion.is_hard else N_("Soft"), "small", "muted")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.pill)
        line.addWidget(self._kind)
        line.addStretch(1)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, HALF, 0, HALF)
        column.setSpacing(HALF)
        column.addWidget(Label(one.criterion.label, weight="medium", wrap=True))
        column.addLayout(line)
        self.live()

    def _answer(self, code: str) -> None:
        same = self.one.by_hand and rules.CODES[self.one.answer] == code
        self.answered.emit(self.one.code, "" if same else code)

    def retranslate(self) -> None:
        """What is known."""
        answer = self.one.answer
        said = vocabulary("criterion_answer", rules.__file__).label(rules.CODES[answer])
        self.pill.say(said, TONES[answer], _ICONS.get(answer, ""))
        for button, code in ((self.yes, "MEETS"), (self.no, "NOT")):
            button.setAccessibleDescription(str(self.one.criterion.label))
            button.setEnabled(not (self.one.answer is Answer.MEETS and not self.one.by_hand and code == "MEETS"))


class EligibilityPanel(Living, Card):
    """What is known of each criterion. `changed` when somebody answers one, or when the file was read."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Criteria of the programme"), parent=parent)
        self.desk = desk
        self.answers: dict[str, str] = {}
        self.lines: list[CriterionLine] = []
        self._asked: tuple[str, str, date] | None = None
        self._held = ""
        self.setFixedWidth(WIDTH)
        self._said = Label("", ink="muted", wrap=True)
        inside = Canvas()
        self._column = inside.column
        self._column.setSpacing(GRID)
        self._column.addWidget(self._said)
        self._column.addStretch(1)
        self.add(scrolled(inside), 1)
        self.live()

    def ask(self, beneficiary: str | None, programme: str | None, day: date | None) -> None:
        """The criteria of a programme for a person on a day; nothing is asked until all three are known."""
        asked = (beneficiary, programme, day) if beneficiary and programme and day else None
        if asked == self._asked:
            return
        if asked is None or self._asked is None or asked[:2] != self._asked[:2]:
            self.answers = {}
        self._asked = asked
        self._read()

    def _read(self) -> None:
        if self._asked is None:
            self._show(())
            return
        desk, (beneficiary, programme, day), answers = self.desk, self._asked, dict(self.answers)
        Query(
            self,
            lambda: programmes.criteria(desk, beneficiary, programme, day, answers),
            self._show,
            self._refuse,
            key="criteria",
        ).start()

    def _show(self, judged: Sequence[Judged]) -> None:
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [CriterionLine(one) for one in judged]
        for place, line in enumerate(self.lines, start=1):
            line.answered.connect(self._answered)
            self._column.insertWidget(place, line)
            if line.one.code == self._held:
                line.yes.setFocus(Qt.FocusReason.OtherFocusReason)
        self._held = ""
        self.retranslate()
        self.changed.emit()

    def _refuse(self, error: UserError) -> None:
        self._show(())
        self._said.say(f"{error.what} {error.do}")

    def _answered(self, criterion: str, answer: str) -> None:
        """An answer counts at once; the keyboard stays on the line that was answered."""
        if answer:
            self.answers[criterion] = answer
        else:
            self.answers.pop(criterion, None)
        self._held = criterion
        self._read()

    def hindered(self) -> bool:
        """Whether a hard criterion is not met: going on asks for a reason."""
        return any(line.one.hinders for line in self.lines)

    def retranslate(self) -> None:
        """What to do with them."""
        if self._asked is None:
            self._said.say(N_("Choose the person and the programme: what her file says of each criterion stands here."))
        elif not self.lines:
            self._said.say(N_("This programme sets no criteria: everybody may enter it."))
        elif self.hindered():
            self._said.say(N_("A hard criterion is not met. Nobody is ruled out by that: say why she is enrolled."))
        else:
            self._said.say(N_("What the file does not tell is for you to check with the person."))
