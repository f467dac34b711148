"""Signing in: which database, who, the password; the recovery key when it is forgotten.

It is painted before anything of the database is imported; what it needs of the services comes with the first try.
"""

from __future__ import annotations

import math
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import translate as _
from ui.formats import isolate
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import Label
from ui.kit.password_field import PasswordField
from ui.operations import Command
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import Switcher, foot
from ui.preferences import Preferences, databases_folder
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.pages.unlock_recovery import RecoveryForm

SERVER = "postgresql://"


def database_name(where: str) -> str:
    """A database as one recognises it in a list: the file, or the database and its server."""
    if where.startswith(SERVER):
        host, _slash, database = where.removeprefix(SERVER).rpartition("/")
        return f"{database} – {host}"
    return Path(where).name


class UnlockPage(Living, QWidget):
    """`opened(desk, where)` when somebody is signed in; `start_wanted()` to create or join another database."""

    opened = Signal(object, str)
    start_wanted = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._locked_login = ""
        # Each widget is made inside its parent: to move it there later, Qt would dress it again (40 ms of the start).
        self.title = Label(N_("Open casemgr"), "heading", parent=self)
        self._body = Switcher(self)
        self._form = QWidget(self._body)
        self.database = QComboBox(self._form)
        self.database.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.browse = Button(N_("Other…"), "folder-open")
        self.login = line(40, left_to_right=True, parent=self._form)
        self.password = PasswordField(N_("Password"), parent=self._form)
        self.refusal = Banner("", "danger", parent=self)
        self.refusal.hide()
        self.open_button = PrimaryButton(N_("Open"), "lock-open")
        self.recovery_button = Button(N_("I have the recovery key"), variant="link")
        self.start_button = Button(N_("Create or join another database"), variant="link")
        self._timer = QTimer(self)
        self._timer.setInterval(200)
        self._timer.timeout.connect(self._count_down)
        self._may_try_at = 0.0  # by the computer's own steady clock; seconds
        self._seconds = 0
        self._busy = False
        self._lay()
        self._connect()
        self.show_recent()
        self.live()

    # --- building ---------------------------------------------------------------------------------

    def _lay(self) -> None:
        self._fields = FieldGroup(
            {
                "database": FieldFrame(N_("Database"), self._database_row(), parent=self._form),
                "login": FieldFrame(N_("User name"), self.login, parent=self._form),
                "password": FieldFrame(N_("Password"), self.password, parent=self._form),
            }
        )
        inside = QVBoxLayout(self._form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        for frame in self._fields.frames.values():
            inside.addWidget(frame)
        inside.addSpacing(GRID)
        acts = QHBoxLayout()
        acts.addWidget(self.recovery_button)
        acts.addStretch(1)
        acts.addWidget(self.open_button)
        inside.addLayout(acts)
        self._body.add(self._form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addSpacing(GRID)
        column.addWidget(self.refusal)
        column.addWidget(self._body)
        column.addSpacing(WIDE)
        column.addLayout(foot(None, self.start_button))

    def _database_row(self) -> QWidget:
        holder = _DatabaseRow(self.database, self._form)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.database, 1)
        row.addWidget(self.browse)
        holder.setFocusProxy(self.database)
        return holder

    def _connect(self) -> None:
        self.browse.clicked.connect(self._choose_file)
        self.open_button.clicked.connect(self.try_to_open)
        self.password.entered.connect(self.try_to_open)
        self.login.returnPressed.connect(self.password.setFocus)
        self.start_button.clicked.connect(self.start_wanted)
        self.recovery_button.clicked.connect(self.show_recovery)
        self.login.textEdited.connect(lambda _text: self._fields["login"].clear_message())
        self.password.changed.connect(lambda _text: self._fields["password"].clear_message())

    # --- which database ---------------------------------------------------------------------------

    def show_recent(self) -> None:
        """The databases opened lately on this computer, the last one first."""
        self.database.clear()
        for where in self._preferences.databases:
            self.database.addItem(isolate(database_name(where)), where)
            self.database.setItemData(self.database.count() - 1, isolate(where), Qt.ItemDataRole.ToolTipRole)
        self.recovery_button.setEnabled(self.database.count() > 0)

    def choose(self, where: str) -> None:
        """Take a database (a path or an address), put in the list if it is not there, and go to the name."""
        at = self.database.findData(where)
        if at < 0:
            self.database.insertItem(0, isolate(database_name(where)), where)
            at = 0
        self.database.setCurrentIndex(at)
        self.recovery_button.setEnabled(True)
        self.focus_first()

    def where(self) -> str:
        """The chosen database, or ""."""
        return str(self.database.currentData() or "")

    def _choose_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # most days nobody looks for a file

        dialog = QFileDialog(self, _("Choose the file…"), str(databases_folder()), "casemgr (*.casemgr *.db)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    # --- locked -----------------------------------------------------------------------------------

    def lock_to(self, where: str, login: str) -> None:
        """Ask the same person to come back; another may sign in by typing over the name."""
        self._locked_login = login
        self.choose(where)
        self.login.setText(login)
        self.password.clear()
        self.refusal.hide()
        self.show_password()
        self.retranslate()

    def forget_lock(self) -> None:
        """Nobody is waited for any more."""
        self._locked_login = ""
        self.retranslate()

    # --- trying -----------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """To the first field that is still to fill."""
        if not self.where():
            self.browse.setFocus()
        elif not self.login.text():
            self.login.setFocus()
        else:
            self.password.setFocus()

    def try_to_open(self) -> None:
        """Sign in with what is typed; the answer comes as `opened` or as a sentence here."""
        if self._busy or self._seconds:
            return
        self._fields.clear()
        self.refusal.hide()
        if not self.where():
            self._fields.refuse("database", N_("Choose the file, or create a database."))
            return
        if not self._fields.require(("login", "password")):
            return
        where, login, password = self.where(), self.login.text().strip(), self.password.text()
        self._set_busy(True)
        command: Command[Desk] = Command(
            self, lambda: _open(where, login, password), lambda desk: self._enter(desk, where), self._refuse
        )
        command.ended.connect(lambda: self._set_busy(False))
        command.start()

    def _enter(self, desk: Desk, where: str) -> None:
        self.password.clear()
        self.refusal.hide()
        self.show_password()
        self._preferences.remember_database(where)
        self.opened.emit(desk, where)

    def _refuse(self, error: UserError) -> None:
        self.refusal.say(error.do, error.what)
        self.refusal.show()
        self.password.clear()
        self._seconds = int(getattr(error, "seconds", 0))
        self._may_try_at = time.monotonic() + self._seconds
        self._set_busy(False)
        if self._seconds:
            self._error = error
            self._tell_wait()
            self._timer.start()
        else:
            self.password.setFocus()

    def _count_down(self) -> None:
        left = math.ceil(self._may_try_at - time.monotonic())  # ticks are not counted: Qt's come a little early or late
        if left > 0:
            if left != self._seconds:
                self._seconds = left
                self._tell_wait()
            return
        self._seconds = 0
        self._timer.stop()
        self.refusal.hide()
        self._set_busy(False)
        self.password.setFocus()

    def _tell_wait(self) -> None:
        self.refusal.say(N_("Try again in {seconds} s.").format(seconds=self._seconds), self._error.what)

    @property
    def is_waiting(self) -> bool:
        """Whether several wrong passwords ask for patience now."""
        return self._seconds > 0

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        may_try = not busy and not self._seconds
        self.open_button.setEnabled(may_try)
        self.open_button.say(N_("Opening…") if busy else N_("Open"))
        self.password.setEnabled(may_try)
        self.login.setEnabled(not busy)
        self.database.setEnabled(not busy)

    # --- the recovery key -------------------------------------------------------------------------

    @cached_property
    def recovery(self) -> RecoveryForm:
        """The form of the recovery key, made the first time it is needed."""
        from ui.pages.unlock_recovery import RecoveryForm

        form = RecoveryForm()
        form.left.connect(self.show_password)
        form.opened.connect(self._enter)
        self._body.add(form)
        return form

    def show_recovery(self) -> None:
        """Open with the printed key, and choose a new password."""
        if self.where().startswith(SERVER):
            self.refusal.say(
                N_("Ask the person who looks after the server for a new password."),
                N_("A shared server has no recovery key."),
            )
            self.refusal.show()
            return
        self.refusal.hide()
        self.recovery.begin(self.where(), self.login.text().strip())
        self._body.show_only(self.recovery)
        self.title.say(N_("Open with the recovery key"))

    def show_password(self) -> None:
        """Back to name and password."""
        self._body.show_only(self._form)
        self.retranslate()
        self.focus_first()

    # --- language ---------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """The heading says whether somebody is awaited."""
        if self._body.current() is self._form:
            self.title.say(N_("casemgr is locked") if self._locked_login else N_("Open casemgr"))

    def changeEvent(self, event: QEvent) -> None:
        """Paths stay left to right."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.database.update()


class _DatabaseRow(QWidget):
    """The list of databases and the button for another; `edit` is what a field frame marks."""

    def __init__(self, edit: QComboBox, parent: QWidget) -> None:
        super().__init__(parent)
        self.edit = edit


def _open(where: str, login: str, password: str) -> Desk:
    """In the worker's thread, where the database is imported at the first try."""
    from casemgr.services.opening import open_database

    return open_database(where, login, password)
