"""The form of one person of the staff: name, login, branch, roles, and a password to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from casemgr.services.staff import StaffDraft
from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.flow_layout import FlowLayout
from ui.kit.labels import Label
from ui.pages.administration_roles import RoleChoice
from ui.pages.field_group import FieldGroup, line
from ui.pages.first_start_administrator import NewPassword, login_from
from ui.pages.panel_parts import foot
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.organisation import Branch
    from casemgr.services.staff import StaffMember


class PersonForm(Living, Card):
    """`kept()` when the fields may go to the service; `left()` for Back."""

    kept = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("A team member"), parent=parent)
        self.member: StaffMember | None = None
        self.name = line()
        self.login = line(40, left_to_right=True)
        self.branch = QComboBox()
        self.roles = RoleChoice()
        self.other_branches = QWidget()
        self._others = FlowLayout(self.other_branches, GRID)
        self._boxes: dict[str, QCheckBox] = {}
        self._branches: tuple[Branch, ...] = ()
        self.new_password = NewPassword()
        self.password_note = Label("", ink="muted", wrap=True)
        self.keep = PrimaryButton(N_("Save"), "save")
        self.fields = FieldGroup(
            {
                "name": FieldFrame(N_("Name"), self.name, required=True),
                "login": FieldFrame(N_("User name"), self.login, required=True),
                "branch": FieldFrame(N_("Branch"), self.branch, required=True),
                "branches": FieldFrame(N_("Also works for"), self.other_branches),
                "roles": FieldFrame(N_("Roles"), self.roles, required=True),
                **self.new_password.frames,
            }
        )
        self._lay()
        self.name.textEdited.connect(self._propose_login)
        self.login.textEdited.connect(lambda _text: self.fields["login"].clear_message())
        self.keep.clicked.connect(self._check)
        self.setFocusProxy(self.name)
        self.live()

    def _lay(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.addWidget(self.fields["name"], 0, 0)
        grid.addWidget(self.fields["login"], 0, 1)
        grid.addWidget(self.fields["branch"], 1, 0)
        grid.addWidget(self.fields["branches"], 1, 1)
        self.add(grid)
        self.add(self.fields["roles"])
        password = QVBoxLayout()
        password.setSpacing(GRID)
        password.addWidget(self.password_note)
        password.addWidget(self.new_password)
        self.add(password)
        self.add(foot(self.left.emit, self.keep))

    def begin(self, member: StaffMember | None, branches: Sequence[Branch], usual_branch: str) -> None:
        """Show `member`, or empty fields for somebody new."""
        self.member = member
        self.fields.clear()
        self.new_password.clear()
        self.name.setText(member.name if member else "")
        self.login.setText(member.login if member else "")
        self.login.setEnabled(member is None)
        self.roles.set_value(member.roles if member else ("CASE",))
        self._offer_branches(branches, member, usual_branch)
        self.password_note.say(
            N_("Only to give a new password to who forgot hers; leave it empty otherwise.")
            if member
            else N_("She changes it in “My settings” the first day.")
        )
        self.new_password.set_required(member is None)

    def _offer_branches(self, branches: Sequence[Branch], member: StaffMember | None, usual_branch: str) -> None:
        self.branch.clear()
        for box in self._boxes.values():
            box.deleteLater()
        self._boxes.clear()
        while self._others.takeAt(0) is not None:
            pass
        self._branches = tuple(branches)
        for branch in branches:
            self.branch.addItem("", branch.code)
            box = QCheckBox(branch.code)
            box.setChecked(member is not None and branch.code in member.branches)
            self._boxes[branch.code] = box
            self._others.addWidget(box)
        self._name_branches()
        self.branch.setCurrentIndex(self.branch.findData(member.branch if member else usual_branch))
        self.fields["branches"].setVisible(len(branches) > 1)

    def _name_branches(self) -> None:
        for row, branch in enumerate(self._branches):
            self.branch.setItemText(row, f"{branch.code} · {branch.name}")
            self._boxes[branch.code].setToolTip(str(branch.name))

    def retranslate(self) -> None:
        """The names of the branches."""
        super().retranslate()
        self._name_branches()

    def _propose_login(self, name: str) -> None:
        self.fields["name"].clear_message()
        if self.member is None and not self.login.isModified():
            self.login.setText(login_from(name))

    def _check(self) -> None:
        self.fields.clear()
        wants_password = self.member is None or bool(self.new_password.text())
        password_is_good = self.new_password.check() if wants_password else True
        if self.fields.require(("name", "login")) and password_is_good:
            self.kept.emit()

    def draft(self) -> StaffDraft:
        """What is typed."""
        return StaffDraft(
            login=self.login.text().strip(),
            name=self.name.text().strip(),
            roles=self.roles.value(),
            branch=str(self.branch.currentData() or ""),
            branches=tuple(code for code, box in self._boxes.items() if box.isChecked()),
        )
