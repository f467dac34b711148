"""Opening with the printed recovery key: the key, whose password it is, and the new password twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.field_frame import FieldFrame
from ui.operations import Command
from ui.pages.field_group import FieldGroup, line
from ui.pages.first_start_administrator import NewPassword
from ui.pages.panel_parts import foot
from ui.theme import GRID
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk


class RecoveryForm(Living, QWidget):
    """`opened(desk, where)` when the key was right; `left()` for Back."""

    opened = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._where = ""
        self.key = line(80, left_to_right=True)
        self.key.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.login = line(40, left_to_right=True)
        self.new_password = NewPassword()
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.open_button = PrimaryButton(N_("Open and keep the new password"), "key-round")
        self.fields = FieldGroup(
            {
                "key": FieldFrame(
                    N_("Recovery key"),
                    self.key,
                    required=True,
                    help_text=N_("Eight groups of four, from the printed sheet."),
                ),
                "login": FieldFrame(N_("User name"), self.login, required=True),
                **self.new_password.frames,
            }
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.fields["key"])
        column.addWidget(self.fields["login"])
        column.addWidget(self.new_password)
        column.addWidget(self.refusal)
        column.addLayout(foot(self.left.emit, self.open_button))
        self.open_button.clicked.connect(self.try_to_open)
        self.new_password.entered.connect(self.try_to_open)
        for key, edit in (("key", self.key), ("login", self.login)):
            edit.textEdited.connect(lambda _text, key=key: self.fields[key].clear_message())
        self.setFocusProxy(self.key)
        self.live()

    def begin(self, where: str, login: str) -> None:
        """For the file at `where`, and a login already typed."""
        self._where = where
        self.login.setText(login)
        self.refusal.hide()
        self.fields.clear()
        self.key.setFocus()

    def try_to_open(self) -> None:
        """Open with what is typed."""
        self.refusal.hide()
        password_is_good = self.new_password.check()
        for key in ("key", "login"):
            self.fields[key].clear_message()
        if not (self.fields.require(("key", "login")) and password_is_good):
            return
        where, text, login = self._where, self.key.text(), self.login.text().strip()
        password = self.new_password.text()
        self.open_button.setEnabled(False)
        command: Command[Desk] = Command(self, lambda: _open(where, text, login, password), self._enter, self._refuse)
        command.ended.connect(lambda: self.open_button.setEnabled(True))
        command.start()

    def _enter(self, desk: Desk) -> None:
        self.key.clear()
        self.new_password.clear()
        self.opened.emit(desk, self._where)

    def _refuse(self, error: UserError) -> None:
        field = {
            "RecoveryKeyMistyped": "key",
            "WrongRecoveryKey": "key",
            "NoSuchLogin": "login",
        }.get(type(error).__name__)
        if field is not None:
            self.fields.refuse(field, str(error))
            self.fields.focus_first_wrong()
            return
        elsewhere = self.fields.show(error)
        if elsewhere:
            self.refusal.say(" ".join(str(words) for words in elsewhere))
            self.refusal.show()

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _open(where: str, text: str, login: str, password: str) -> Desk:
    from casemgr.services.opening import open_with_recovery

    return open_with_recovery(Path(where), text, login, password)
