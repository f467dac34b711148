"""The month so far, for who answers for a branch: four figures, each with the months before it as a line; and how
far the programmes have come towards what they owe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.vocabulary import vocabulary
from ui import formats
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.charts import Sparkline
from ui.kit.labels import DirectionalLabel, Label
from ui.operations import Survey
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_, Phrase

if TYPE_CHECKING:
    from casemgr.domain.access import Person
    from casemgr.services.counting.targets import Reach
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_MONTHS = 6
MOST_TARGETS = 3
FIGURES: tuple[tuple[str, Phrase], ...] = (
    ("C01", N_("People reached")),
    ("C02", N_("New people")),
    ("C03", N_("Already followed")),
    ("C06", N_("Services delivered")),
)


@dataclass(frozen=True)
class MonthFigures:
    """For each indicator, its value of each month, the present one last."""

    day: date
    values: dict[str, tuple[int, ...]]


def can_see_month(person: Person) -> bool:
    """Whether Home shows the month: who supervises, and may count."""
    return person.is_supervising() and person.may("r", "report")


class MonthCard(Living, Card):
    """The figures of the present month."""

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(N_("The month so far"), margin=WIDE - HALF, parent=parent)
        self._desk = desk
        self._figures: MonthFigures | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(WIDE)
        self.tiles = {key: _Tile(words) for key, words in FIGURES}
        self._grid.setVerticalSpacing(GRID + HALF)
        for place, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, *divmod(place, 2))
            self._grid.setColumnStretch(place % 2, 1)
        self.targets: list[_Target] = []
        self._targets = QVBoxLayout()
        self._targets.setSpacing(GRID)
        self.refusal = Banner("", "warning")
        self.refusal.hide()
        self.add(self.refusal)
        self.add(self._grid)
        self.add(self._targets)
        if navigator.may_open("figures") and self.header is not None:
            more = Button(N_("All figures"), variant="link")
            more.clicked.connect(lambda: navigator.open_page("figures"))
            self.header.add_action(more)
        self.live()

    def refresh(self) -> None:
        """Count again."""
        Survey(self, lambda: _count(self._desk), self._show, self._refuse, key="month").start()
        Survey(self, lambda: _targets(self._desk), self._show_targets, self._refuse, key="targets").start()

    def _show(self, figures: MonthFigures) -> None:
        self._figures = figures
        self.refusal.hide()
        for key, tile in self.tiles.items():
            tile.show_values(figures.values[key])
        self.retranslate()

    def _show_targets(self, found: tuple[Reach, ...]) -> None:
        for old in self.targets:
            self._targets.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.targets = [_Target(one) for one in found]
        for line in self.targets:
            self._targets.addWidget(line)

    def _refuse(self, error: UserError) -> None:
        self.refusal.say(error.do, error.what)
        self.refusal.show()

    def retranslate(self) -> None:
        """The month in the heading."""
        if self._figures is not None and self.header is not None:
            self.header.say(N_("The month so far"), formats.month(self._figures.day))


class _Tile(Living, QWidget):
    """A figure, its words, the months before."""

    def __init__(self, words: Phrase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._values: tuple[int, ...] = ()
        self.figure = Label("–", "display")
        self._line = Sparkline([0.0] * _MONTHS, words)
        self._before = Label("", "small", "muted")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.figure)
        row.addWidget(self._line)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(Label(words, ink="muted", wrap=True))
        column.addLayout(row)
        column.addWidget(self._before)
        self.live()

    def show_values(self, values: tuple[int, ...]) -> None:
        """The months, the present one last."""
        self._values = values
        self._line.set_values([float(value) for value in values])
        self.retranslate()

    def retranslate(self) -> None:
        """The figure as Moroccan offices write it."""
        if self._values:
            self.figure.say(formats.number(self._values[-1]))
            before = formats.number(self._values[-2]) if len(self._values) > 1 else "–"
            self._before.say(N_("Last month: {figure}").format(figure=before))


class _Target(Living, QWidget):
    """A programme on its way: its name, what is reached of what it owes, as a bar."""

    def __init__(self, found: Reach, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self._name = DirectionalLabel("", "small", elided=True)
        self._figure = Label("", "small", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(HALF + 2)
        self._bar.setRange(0, max(1, found.target))
        self._bar.setValue(min(found.value, found.target))
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self._name, 1)
        top.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._bar)
        self.live()

    def retranslate(self) -> None:
        """What is reached, of what: women, where women are owed."""
        from casemgr.services.counting.targets import WOMEN

        name = str(vocabulary("programme").label(self.found.programme))
        reached, target = formats.number(self.found.value), formats.number(self.found.target)
        words = N_("{reached} women of {target}") if self.found.unit == WOMEN else N_("{reached} of {target}")
        said = str(words.format(reached=reached, target=target))
        self._name.say(name)
        self._figure.say(said)
        self._bar.setAccessibleName(f"{name}: {said}")


def _months_until(day: date, how_many: int) -> list[tuple[int, int]]:
    """The last months as (year, month), the present one last."""
    whole = day.year * 12 + day.month - 1
    return [divmod(whole - back, 12) for back in reversed(range(how_many))]


def _count(desk: Desk) -> MonthFigures:
    """In a reader's thread."""
    from casemgr.services import counting

    keys = tuple(key for key, _words in FIGURES)
    values: dict[str, list[int]] = {key: [] for key in keys}
    for year, month in _months_until(desk.today, _MONTHS):
        start, end = counting.month(year, month + 1)
        table = counting.count(desk, counting.CountRequest(start, end, keys))
        for key in keys:
            values[key].append(table.value(key))
    return MonthFigures(desk.today, {key: tuple(found) for key, found in values.items()})


def _targets(desk: Desk) -> tuple[Reach, ...]:
    """In a reader's thread: the programmes that owe a number, those that are nearest to it first."""
    from casemgr.services.counting.targets import reach, with_target

    every = [reach(desk, programme, desk.today) for programme in with_target(desk.today)]
    return tuple(sorted(every, key=lambda one: one.share, reverse=True)[:MOST_TARGETS])
