"""The programmes that owe somebody a number of people: how far each has come since its start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting.targets import WOMEN, Reach
from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.labels import Label
from ui.theme import GRID, HALF
from ui.translation import N_


class TargetLine(Living, QWidget):
    """A programme: its name, what is reached of the target, the share as a bar. A click on the figure asks who."""

    def __init__(self, found: Reach, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self._name = Label(vocabulary("programme").label(found.programme), weight="medium")
        self.figure = Button("", variant="link", hint=N_("See who is behind this figure"))
        self.figure.setEnabled(found.value > 0)
        self._share = Label("", ink="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, found.target)
        self._bar.setValue(min(found.value, found.target))
        self._since = Label("", "small", "muted", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(HALF)
        top.addWidget(self._name, 1)
        top.addWidget(self.figure)
        top.addWidget(self._share, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(top)
        column.addWidget(self._bar)
        column.addWidget(self._since)
        self.live()

    def retranslate(self) -> None:
        """What is reached, of what, since when."""
        found = self.found
        reached, target = formats.number(found.value), formats.number(found.target)
        said = N_("{reached} women of {target}") if found.unit == WOMEN else N_("{reached} of {target}")
        self.figure.say(said.format(reached=reached, target=target))
        self._share.say(formats.share(found.share))
        days = {
            "start": formats.isolate(formats.date(found.start)),
            "end": formats.isolate(formats.date(found.until)),
        }
        self._since.say(N_("From {start} to {end}, all branches").format(**days))
        name = vocabulary("programme").label(found.programme)
        self._bar.setAccessibleName(f"{name}: {said.format(reached=reached, target=target)}")


class TargetsCard(Card):
    """Every programme with a target. `asked(Reach)` when its figure is clicked."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Reached since the programme began"), parent=parent)
        self.lines: list[TargetLine] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(3 * GRID)
        self.add(self._row)
        self.hide()

    def show_reached(self, found: tuple[Reach, ...]) -> None:
        """The programmes as they stand; nothing is shown where none has a target."""
        for line in self.lines:
            self._row.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [TargetLine(one) for one in found]
        for line in self.lines:
            line.figure.clicked.connect(self._asker(line.found))
            self._row.addWidget(line, 1, Qt.AlignmentFlag.AlignTop)
        self.setVisible(bool(self.lines))

    def _asker(self, found: Reach) -> Callable[[], None]:
        return lambda: self.asked.emit(found)
