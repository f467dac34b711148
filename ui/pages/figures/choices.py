"""What is asked: the period, where, and by what the figures are broken down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.counting.indicators import of_family
from casemgr.services.counting.request import AGE_SETS, DIMENSIONS, CountRequest
from casemgr.services.organisation import Branch
from ui.kit.base import Living
from ui.kit.flow_layout import FlowLayout, kept_together
from ui.kit.labels import Label
from ui.pages.figures.period import Period
from ui.pages.figures.period_picker import PeriodPicker
from ui.theme import GRID
from ui.translation import N_, Text

AGE_SET_NAMES: dict[str, Text] = {
    "UNHCR": N_("Ages: UNHCR bands"),
    "EU": N_("Ages: EU bands"),
    "SCHOOL": N_("Ages: school bands"),
    "BINARY": N_("Ages: children and adults"),
}
_NARROWEST = 96  # pixels
_LONGEST = 24  # letters; a longer name is cut in the line, and whole in the list


class Pick(Living, QComboBox):
    """One of a few: (code, words). `picked(code)` when the person takes another."""

    picked = Signal(str)

    def __init__(self, name: Text, options: Sequence[tuple[str, Text]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name: Text = name
        self._options = list(options)
        self.setMaxVisibleItems(16)
        self.setMinimumContentsLength(10)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda place: self.picked.emit(self._options[place][0]))
        self.live()

    def minimumSizeHint(self) -> QSize:
        """Narrower where the lines are full (two days take more room than a month)."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def value(self) -> str:
        """The code that is chosen, "" where none is."""
        place = self.currentIndex()
        return self._options[place][0] if 0 <= place < len(self._options) else ""

    def set_value(self, code: str) -> None:
        """Choose, without a signal; a code that is not offered gives the first."""
        codes = [known for known, _words in self._options]
        self.setCurrentIndex(codes.index(code) if code in codes else 0)

    def set_options(self, options: Iterable[tuple[str, Text]]) -> None:
        """Other choices; what was chosen stays so while it is among them."""
        before = self.value()
        self._options = list(options)
        self._fill(before)

    def retranslate(self) -> None:
        """The words."""
        self.setAccessibleName(str(self._name))
        self._fill(self.value())

    def _fill(self, chosen: str) -> None:
        self.clear()
        for _code, words in self._options:
            self.addItem(str(words))
        self.set_value(chosen)
        longest = max((len(str(words)) for _code, words in self._options), default=0)
        self.setMinimumContentsLength(min(longest, _LONGEST))


class Choices(Living, QWidget):
    """Two lines of choices; `changed` at each."""

    changed = Signal()

    def __init__(self, today: date, acts: Sequence[QWidget] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acts = kept_together(*acts)
        self.period = PeriodPicker(today)
        self.branch = Pick(N_("Branch"), [("", N_("All branches"))])
        programmes = [(term.code, term.label) for term in vocabulary("programme").active()]
        self.programme = Pick(N_("Programme"), [("", N_("All programmes")), *programmes])
        self.first = Pick(N_("First breakdown"), [("", N_("No breakdown")), *DIMENSIONS.items()])
        self.second = Pick(N_("Second breakdown"), [("", N_("No second breakdown"))])
        self.age_set = Pick(N_("Age bands"), [(code, AGE_SET_NAMES[code]) for code in AGE_SETS])
        self.first.set_value("sex")
        self._crosses = True
        self._lay()
        self._settle()
        self.period.changed.connect(lambda _period: self.changed.emit())
        for pick in (self.branch, self.programme, self.first, self.second, self.age_set):
            pick.picked.connect(lambda _code: self._tell())
        self.live()

    def _lay(self) -> None:
        above, below = FlowLayout(gap=GRID), FlowLayout(gap=GRID)  # in a narrow window each stands whole, lower down
        above.addWidget(self.period)
        above.addWidget(self.branch)
        above.addWidget(self.programme)
        self._and = kept_together(Label(N_("and by"), ink="muted"), self.second)
        below.addWidget(kept_together(Label(N_("By"), ink="muted"), self.first))
        below.addWidget(self._and)
        below.addWidget(self.age_set)
        below.from_here_at_the_end()
        below.addWidget(self.acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(above)
        column.addLayout(below)

    def set_branches(self, branches: Iterable[Branch]) -> None:
        """The branches there are; one alone is no choice."""
        found: list[tuple[str, Text]] = [(branch.code, branch.name) for branch in branches]
        self.branch.set_options([("", N_("All branches")), *found])
        self.branch.setVisible(len(found) > 1)

    def set_family(self, family: str) -> None:
        """What may be chosen for the figures of a family: people are crossed by two, the others broken down by one."""
        self._crosses = family == "people"
        known = {key for one in of_family(family) for key in one.by}
        offered = [(key, words) for key, words in DIMENSIONS.items() if self._crosses or key in known]
        self.first.set_options([("", N_("No breakdown")), *offered])
        self.programme.setEnabled(self._crosses or "programme" in known)
        self._settle()

    def by(self) -> tuple[str, ...]:
        """The breakdowns, at most two."""
        second = self.second.value() if self._crosses else ""
        return tuple(key for key in (self.first.value(), second) if key)

    def request(self) -> CountRequest:
        """What is asked now."""
        period = self.period.period()
        return CountRequest(
            period.start,
            period.end,
            by=self.by(),
            age_set=self.age_set.value() or "UNHCR",
            programme=(self.programme.value() if self.programme.isEnabled() else "") or None,
            branch=self.branch.value() or None,
        )

    def chosen_period(self) -> Period:
        """The period that is counted."""
        return self.period.period()

    def _tell(self) -> None:
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        """The second breakdown is another than the first; bands of age are chosen where ages are shown."""
        first = self.first.value()
        others: list[tuple[str, Words]] = [(key, words) for key, words in DIMENSIONS.items() if key != first]
        self.second.set_options([("", N_("No second breakdown")), *(others if first else ())])
        self.second.setEnabled(bool(first))
        self._and.setVisible(self._crosses)
        self.age_set.setVisible("age_band" in self.by())

    def retranslate(self) -> None:
        """What a screen reader says of the two lines."""
        self.setAccessibleName(str(N_("What is counted")))

    def focus_first(self) -> None:
        """The keyboard goes to the period."""
        widget = self.period.name if self.period.name.isVisible() else self.period.first
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
