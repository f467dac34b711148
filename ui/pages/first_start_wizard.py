"""Creating a database in three steps: the association and its branch, the first person, the recovery key.

The file is made between the second step and the third, so the third has no way back: there is nothing left to
change, only a key to put away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from casemgr.domain.errors import InvalidDraft, UserError
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.progress_panel import ProgressPanel
from ui.kit.steps import StepIndicator
from ui.operations import Command
from ui.pages.first_start_administrator import AdministratorStep
from ui.pages.first_start_organisation import Organisation, OrganisationStep
from ui.pages.panel_parts import Switcher, column_of
from ui.pages.recovery_panel import RecoveryPanel
from ui.theme import GRID, HALF
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.opening import Opened


class CreationWizard(Living, QWidget):
    """`opened(desk, where)` at the end; `left()` when the person goes back to the welcome."""

    opened = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = StepIndicator([N_("Association"), N_("Administrator"), N_("Recovery key")])
        self.organisation = OrganisationStep()
        self.administrator = AdministratorStep()
        self.recovery: RecoveryPanel | None = None
        self._made: Opened | None = None
        self._where = ""
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self._body = Switcher()
        self._body.add(self.organisation)
        self._body.add(self.administrator)
        self.back = Button(N_("Back"), "arrow-left", "ghost")
        self.go_on = PrimaryButton(N_("Continue"))
        self._lay()
        self.back.clicked.connect(self.go_back)
        self.go_on.clicked.connect(self.advance)
        self.organisation.checked.connect(lambda: self._show(1))
        self.administrator.entered.connect(self.advance)
        self.setFocusProxy(self.organisation)
        self.live()

    def _lay(self) -> None:
        column = column_of(self, N_("A new database"))
        column.addWidget(self.steps)
        column.addSpacing(GRID)
        column.addWidget(self.refusal)
        column.addWidget(self._body)
        column.addWidget(self._progress())
        row = QHBoxLayout()
        row.setContentsMargins(0, HALF, 0, 0)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addLayout(row)

    def _progress(self) -> ProgressPanel:
        self.progress = ProgressPanel(N_("Making the encrypted file…"))
        return self.progress

    @property
    def step(self) -> int:
        """The present step, from 0."""
        return self.steps.current()

    def advance(self) -> None:
        """Check this step and go on; remarks stand beside the fields otherwise."""
        self.refusal.hide()
        if self.step == 0:
            self.organisation.check()
        elif self.step == 1:
            if self.administrator.check():
                self._create()
        elif self._made is not None and self.recovery is not None and self.recovery.tick.isChecked():
            self.opened.emit(self._made.desk, self._where)
            self._made = None

    def go_back(self) -> None:
        """One step back with all that was typed; from the first, to the welcome."""
        self.refusal.hide()
        if self.step == 0:
            self.left.emit()
        elif self.step == 1:
            self._show(0)

    def _show(self, step: int) -> None:
        self.steps.set_current(step)
        self.back.setVisible(step < 2)
        self.go_on.say((N_("Continue"), N_("Create the database"), N_("Open casemgr"))[step])
        self.go_on.setEnabled(step < 2)
        shown = (self.organisation, self.administrator, self.recovery or self.administrator)[step]
        self._body.show_only(shown)
        shown.setFocus()

    def _create(self) -> None:
        typed = self.organisation.value()
        login = self.administrator.login.text().strip()
        name = self.administrator.name.text().strip()
        password = self.administrator.new_password.text()
        self._set_busy(True)
        command: Command[Opened] = Command(
            self, lambda: _create_file(typed, login, name, password), self._created, self._refused
        )
        command.ended.connect(lambda: self._set_busy(False))
        self.progress.follow(command)
        command.start()

    def _set_busy(self, busy: bool) -> None:
        self._body.setEnabled(not busy)
        self.back.setEnabled(not busy)
        is_waiting = self.recovery is not None and not self.recovery.tick.isChecked()
        self.go_on.setEnabled(not busy and not is_waiting)

    def _created(self, made: Opened) -> None:
        typed = self.organisation.value()
        self._made, self._where = made, str(typed.path)
        self.administrator.new_password.clear()
        self.recovery = RecoveryPanel(typed.organisation, made.recovery_key)
        self.recovery.put_away.connect(self.go_on.setEnabled)
        self._body.add(self.recovery)
        self._show(2)

    def _refused(self, error: UserError) -> None:
        from casemgr.data.file_refusals import FixedRefusal

        if isinstance(error, FixedRefusal):
            self._show(0)
            self.organisation.refuse_path(error)
            return
        elsewhere = self.administrator.refuse(error)
        if elsewhere or not isinstance(error, InvalidDraft):
            self.refusal.say(" ".join(str(words) for words in elsewhere))
            self.refusal.show()

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _create_file(typed: Organisation, login: str, name: str, password: str) -> Opened:
    """Make the file; in the worker's thread, where the database is imported."""
    from casemgr.data.durable import disk_errors_in_words
    from casemgr.services.opening import BranchDraft, create_file
    from casemgr.services.staff import FIRST_ROLES, StaffDraft

    with disk_errors_in_words():
        typed.path.parent.mkdir(parents=True, exist_ok=True)
    branch = BranchDraft(typed.code, typed.name_fr, typed.name_ar, typed.name_en, typed.province)
    admin = StaffDraft(login, name, FIRST_ROLES, typed.code, (typed.code,))
    return create_file(typed.path, organisation=typed.organisation, branch=branch, admin=admin, password=password)
