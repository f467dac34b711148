"""Putting a backup in its place: it is opened with a password of its day, read whole, and only then put there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from ui.formats import isolate
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import DirectionalLabel
from ui.kit.password_field import PasswordField
from ui.kit.progress_panel import ProgressPanel
from ui.operations import Command
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import Switcher, column_of, foot
from ui.theme import GRID
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.data.backup import RestoreReport


class RestorePanel(Living, QWidget):
    """`ended(where)` when the person goes on to sign in to the restored file; `left()` when she gives up."""

    ended = Signal(str)
    left = Signal()

    def __init__(self, backup: str, where: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backup, self._where = Path(backup), Path(where)
        self.login = line(40, left_to_right=True)
        self.password = PasswordField(N_("Password"))
        self.fields = FieldGroup(
            {
                "login": FieldFrame(N_("User name"), self.login),
                "password": FieldFrame(N_("Password"), self.password),
            }
        )
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.progress = ProgressPanel(N_("Reading the backup, then putting it in its place…"))
        self.begin_button = PrimaryButton(N_("Restore"), "history")
        self.sign_in_button = PrimaryButton(N_("Sign in"), "lock-open")
        self._body = Switcher()
        self.form, self.done = self._form(), self._done()
        self._body.add(self.form)
        self._body.add(self.done)
        column = column_of(
            self,
            N_("Restore a backup"),
            N_("Name and password as they were the day the backup was made."),
        )
        column.addWidget(self._body)
        self.begin_button.clicked.connect(self.begin)
        self.password.entered.connect(self.begin)
        self.sign_in_button.clicked.connect(lambda: self.ended.emit(str(self._where)))
        self.setFocusProxy(self.login)
        self.live()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(DirectionalLabel(isolate(self._backup.name), weight="medium"))
        for widget in (*self.fields.frames.values(), self.refusal, self.progress):
            column.addWidget(widget)
        column.addLayout(foot(self.left.emit, self.begin_button))
        return form

    def _done(self) -> QWidget:
        done = QWidget()
        column = QVBoxLayout(done)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Banner(N_("Sign in with a password of that day."), "success", N_("The backup is restored.")))
        column.addLayout(foot(None, self.sign_in_button))
        return done

    def begin(self) -> None:
        """Read the backup whole, then put it in its place."""
        self.refusal.hide()
        self.fields.clear()
        if not self.fields.require(("login", "password")):
            return
        login, password = self.login.text().strip(), self.password.text()
        self.begin_button.setEnabled(False)
        command: Command[RestoreReport] = Command(
            self,
            lambda: _restore(self._backup, self._where, login, password, command),
            lambda _report: self._restored(),
            self._refused,
        )
        command.ended.connect(lambda: self.begin_button.setEnabled(True))
        self.progress.follow(command)
        command.start()

    def _restored(self) -> None:
        self.password.clear()
        self._body.show_only(self.done)
        self.sign_in_button.setFocus()

    def _refused(self, error: UserError) -> None:
        self.password.clear()
        self.refusal.say(error.do, error.what)
        self.refusal.show()
        self.password.setFocus()

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _restore(backup: Path, where: Path, login: str, password: str, command: Command[RestoreReport]) -> RestoreReport:
    """In the worker's thread."""
    from casemgr.data.durable import disk_errors_in_words
    from casemgr.data.file_refusals import Stopped
    from casemgr.domain.clock import Clock
    from casemgr.services.upkeep import restore_backup

    def progress(done: int, total: int) -> None:
        if command.cancelled.is_set():
            raise Stopped
        command.report(done, total)

    with disk_errors_in_words():
        where.parent.mkdir(parents=True, exist_ok=True)
    return restore_backup(backup, where, login, password, Clock().now(), progress)
