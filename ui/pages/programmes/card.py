"""One programme on a card: how far it came towards its target, its stages, its months, and who waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from casemgr.services.counting.enrolled import Reached
from casemgr.services.programmes import Card as Figures
from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.charts import Sparkline
from ui.kit.labels import Label
from ui.kit.pill import StatusPill
from ui.pages.programmes.funnel import StageStrip
from ui.pages.programmes.said import name_of, new_said, reached_said, running_said, stuck_said
from ui.theme import GRID, HALF
from ui.translation import N_


class TargetBar(Living, QWidget):
    """What a programme reached: the figure, the share of its target and a bar where it owes a number."""

    def __init__(self, reached: Reached, step: str = "lead", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reached = reached
        self.figure = Label("", step, weight="strong")
        self._share = Label("", ink="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.figure, 1)
        line.addWidget(self._share, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(line)
        column.addWidget(self._bar)
        if reached.target is None:
            self._bar.hide()
        self.live()

    def show_reached(self, reached: Reached) -> None:
        """Another figure."""
        self.reached = reached
        self._bar.setVisible(reached.target is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """The figure, and what indicator it is."""
        found = self.reached
        if found.target is not None:
            self._bar.setRange(0, found.target)
            self._bar.setValue(min(found.value, found.target))
        said = str(reached_said(found))
        self.figure.say(said)
        self._share.say("" if found.share is None else formats.share(found.share))
        self._bar.setAccessibleName(f"{name_of(found.programme)}: {said}")
        self.setToolTip(str(N_("Indicator {code}, since the programme began").format(code=found.indicator)))


class ProgrammeCard(Living, Card):
    """A programme in a few lines. `opened(code)` by a click anywhere, or Enter on its name."""

    opened = Signal(str)

    def __init__(self, figures: Figures, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.figures = figures
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name = Button(name_of(figures.programme), variant="link", hint=N_("Who is at which stage"))
        self.name.clicked.connect(self._open)
        self.stuck = StatusPill("", "warning", "hourglass")
        self.target = TargetBar(figures.reached)
        self._running = Label("", "small", "muted")
        self._months = Sparkline([float(count) for _year, _month, count in figures.months], N_("New people by month"))
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.name)
        top.addStretch(1)
        top.addWidget(self.stuck)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._running, 1)
        foot.addWidget(self._months)
        self.body.setSpacing(GRID)
        self.add(top)
        self.add(self.target)
        self.add(StageStrip(figures.stages))
        self.add(foot)
        if not figures.stuck:
            self.stuck.hide()
        self.live()

    def _open(self) -> None:
        self.opened.emit(self.figures.programme)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The whole card opens the programme."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def retranslate(self) -> None:
        """How many are in it, how many are new, how many wait."""
        figures = self.figures
        self._running.say(f"{running_said(figures.running)} · {new_said(figures.months[-1][2])}")
        self.stuck.say(stuck_said(figures.stuck), "warning", "hourglass")
