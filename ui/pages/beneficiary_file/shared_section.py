"""A part of a file in which several kinds share the room (appointments, follow-ups, notes): one of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from ui import formats
from ui.formats import isolate
from ui.kit import Segmented
from ui.pages.beneficiary_file.records_section import RecordsSection
from ui.theme import GRID
from ui.translation import N_


class SharedSection(QWidget):
    """Each of `kinds` in its turn, made when it is first looked at; of those in `begun` a record may be begun.

    Its signals are those of the records (records_section.py).
    """

    changed = Signal(str, str)
    begin_asked = Signal(str)
    record_asked = Signal(str, str)
    refused = Signal(object)
    said = Signal(object)
    paper_asked = Signal(object)

    def __init__(
        self, desk: Desk, kinds: Sequence[Kind], person: str, begun: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._person, self._begun = desk, person, frozenset(begun)
        self._kinds = {kind.key: kind for kind in kinds}
        self._made: dict[str, RecordsSection] = {}
        self._counts: dict[str, int] = {}
        self._was_chosen = False
        self.choice = Segmented([(kind.key, kind.plural) for kind in kinds], name=N_("What to see"))
        self.choice.chosen.connect(self._turn)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.choice)
        column.addWidget(self._stack, 1)
        self._turn(self.choice.value())

    @property
    def section(self) -> RecordsSection:
        """The one in front."""
        return self._made[self.choice.value()]

    def sections(self) -> Sequence[RecordsSection]:
        """Those that were looked at."""
        return tuple(self._made.values())

    def _turn(self, key: str) -> None:
        if key not in self._made:
            self._made[key] = self._section_of(self._kinds[key])
            self._stack.addWidget(self._made[key])
        self._stack.setCurrentWidget(self._made[key])
        if self.isVisible():
            self._was_chosen = True
            self.load()

    def _section_of(self, kind: Kind) -> RecordsSection:
        section = RecordsSection(self._desk, kind, self._person, kind.key in self._begun)
        section.changed.connect(self.changed)
        section.begin_asked.connect(self.begin_asked)
        section.record_asked.connect(self.record_asked)
        section.refused.connect(self.refused)
        section.said.connect(self.said)
        section.paper_asked.connect(self.paper_asked)
        return section

    def go_to(self, kind: str, record: str = "") -> None:
        """The records of a kind, at one of them."""
        if kind in self._kinds:
            self._was_chosen = True
            self.choice.set_value(kind)
            self._turn(kind)
            if record:
                self.section.go_to(record)

    def say_counts(self, counts: Mapping[str, int]) -> None:
        """How many of each; the first that has some is in front, until somebody chooses."""
        self._counts = {key: counts.get(key, 0) for key in self._kinds}
        said: dict[str, Words] = {}
        for key, kind in self._kinds.items():
            tail = f"  {isolate(formats.number(self._counts[key]))}" if self._counts[key] else ""
            said[key] = Words(*(kind.plural.say(language) + tail for language in ("fr", "ar", "en")))
        self.choice.say(said)
        some = next((key for key, count in self._counts.items() if count), "")
        if some and not self._was_chosen and not self._counts[self.choice.value()]:
            self.choice.set_value(some)
            self._turn(some)

    def load(self) -> None:
        """Read the list in front."""
        self.section.load()

    def focus_first(self) -> None:
        """The keyboard to the list in front."""
        self.section.focus_first()
