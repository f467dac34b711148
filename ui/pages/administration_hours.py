"""The opening hours of each branch: an appointment outside them is said to whoever gives it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit

from casemgr.domain import opening_hours
from casemgr.services import opening_hours as hours_of_branches
from casemgr.services import organisation
from ui.kit.buttons import PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.operations import Query
from ui.pages.administration_section import Section
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import foot
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_LONGEST = 60


class HoursSection(Section):
    """One branch at a time: a line for each day, for the Friday prayer and for Ramadan."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        branches = [one for one in organisation.branches(desk) if not one.closed]
        mine = sorted(branches, key=lambda one: (one.code != desk.person.branch, one.code))
        self._names = {one.code: one.name for one in mine}
        self.branches = QComboBox()
        for code in self._names:
            self.branches.addItem("", code)
        self.branches.currentIndexChanged.connect(lambda _place: self.refresh())
        self._choice = FieldFrame(N_("Branch"), self.branches)
        self._choice.setVisible(len(mine) > 1)
        self.hours: dict[str, QLineEdit] = {}
        self._shown: tuple[str, dict[str, str]] = ("", {})  # the branch, and its hours as they are kept
        self.card = Card(
            N_("Opening hours"),
            N_(
                "Written 09:00-12:30, 14:00-17:00; a dash for a day that is closed; left empty, nothing is said of the"
                " day. An appointment outside these hours is given all the same, but it is said."
            ),
        )
        self.fields = self._lines()
        self.keep = PrimaryButton(N_("Save"), "save")
        self.keep.clicked.connect(self._save)
        self.card.add(foot(None, self.keep))
        self.column.addWidget(self._choice)
        self.column.addWidget(self.card)
        self.live()

    def _lines(self) -> FieldGroup:
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GRID)
        frames: dict[str, FieldFrame] = {}
        for place, key in enumerate(opening_hours.LINES):
            self.hours[key] = line(_LONGEST, left_to_right=True)
            frames[key] = FieldFrame(opening_hours.LABELS[key], self.hours[key])
            grid.addWidget(frames[key], place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.card.add(grid)
        return FieldGroup(frames)

    def refresh(self) -> None:
        """Read the hours of the branch; what is being typed for it stays."""
        desk, branch = self.desk, self.branch()
        Query(self, lambda: hours_of_branches.of_branch(desk, branch), partial(self._show, branch), key="hours").start()

    def branch(self) -> str:
        """The code of the branch that is shown."""
        return str(self.branches.currentData())

    def retranslate(self) -> None:
        """The branches by their names in the language of the moment."""
        for place, name in enumerate(self._names.values()):
            self.branches.setItemText(place, str(name))

    def typed(self) -> dict[str, str]:
        """The lines as they are typed."""
        return {key: field.text() for key, field in self.hours.items()}

    def _show(self, branch: str, hours: dict[str, str]) -> None:
        if self._shown[0] == branch and self.typed() != self._shown[1]:
            return
        self.fields.clear()
        self._shown = (branch, hours)
        for key, field in self.hours.items():
            field.setText(hours[key])

    def _save(self) -> None:
        desk, branch, typed = self.desk, self.branch(), self.typed()
        self.write(lambda: hours_of_branches.save(desk, branch, typed), self._saved, self.fields, self.keep)

    def _saved(self, _none: None) -> None:
        self.navigator.tell(N_("Saved"))
        self._shown = ("", {})
        self.refresh()
