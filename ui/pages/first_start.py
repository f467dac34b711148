"""The first screen of the first day: create a database, look at the demonstration, or join what exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.option_picker import Option, OptionPicker
from ui.pages.panel_parts import Switcher, column_of, foot
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.pages.first_start_demonstration import DemonstrationPanel
    from ui.pages.first_start_wizard import CreationWizard


class FirstStart(Switcher):
    """`opened(desk, where)` when somebody is signed in; `unlock_wanted(where)` to sign in to what exists.

    `left()` when the person goes back to where she came from (only when `can_leave`).
    """

    opened = Signal(object, str)
    unlock_wanted = Signal(str)
    restore_wanted = Signal(str, str)
    left = Signal()

    def __init__(self, can_leave: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.welcome = Welcome(can_leave)
        self.welcome.chosen.connect(self.go_to)
        self.welcome.left.connect(self.left)
        self.add(self.welcome)
        self._made: dict[str, QWidget] = {}

    def go_to(self, way: str) -> QWidget:
        """Open one of the ways ("new", "demonstration", "join"); what was typed there before is still there."""
        if way not in self._made:
            self._made[way] = self._make(way)
            self.add(self._made[way])
        shown = self._made[way]
        self.show_only(shown)
        shown.setFocus()
        return shown

    def _make(self, way: str) -> QWidget:
        """Each way is imported when it is taken, so that the first screen is there sooner."""
        if way == "join":
            from ui.pages.first_start_connect import ConnectPanel

            join = ConnectPanel()
            join.unlock_wanted.connect(self.unlock_wanted)
            join.restore_wanted.connect(self.restore_wanted)
            join.left.connect(self.go_back)
            return join
        made = _wizard() if way == "new" else _demonstration()
        made.left.connect(self.go_back)
        made.opened.connect(self._open)
        return made

    def _open(self, desk: Desk, where: str) -> None:
        self.opened.emit(desk, where)

    def go_back(self) -> None:
        """To the welcome; nothing typed is lost."""
        self.show_only(self.welcome)
        self.welcome.setFocus()


class Welcome(Living, QWidget):
    """The three ways in."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, can_leave: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways = OptionPicker(
            [
                Option(
                    "new",
                    "file-plus",
                    N_("Create a new database"),
                    N_("For an association that begins, on this computer: three steps, five minutes."),
                ),
                Option(
                    "demonstration",
                    "flag",
                    N_("Look at the demonstration"),
                    N_("A whole association with invented people, to try everything without risk."),
                ),
                Option(
                    "join",
                    "database",
                    N_("Open what exists"),
                    N_("A file on this computer, your association’s shared server, or a backup."),
                ),
            ],
            "new",
            name=N_("How to begin"),
        )
        self.go_on = PrimaryButton(N_("Continue"))
        self.go_on.clicked.connect(lambda: self.chosen.emit(self.ways.value()))
        column = column_of(
            self,
            N_("Welcome"),
            N_("casemgr keeps the files of the people you accompany, encrypted and only for your team."),
        )
        column.addWidget(self.ways)
        column.addLayout(foot(self.left.emit if can_leave else None, self.go_on))
        self.setFocusProxy(self.ways)
        self.live()

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _wizard() -> CreationWizard:
    from ui.pages.first_start_wizard import CreationWizard

    return CreationWizard()


def _demonstration() -> DemonstrationPanel:
    from ui.pages.first_start_demonstration import DemonstrationPanel

    return DemonstrationPanel()
