"""First start, step 2: the first person, who may do everything until she adds others, and her password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from ui.kit.base import Living
from ui.kit.field_frame import FieldFrame
from ui.kit.password_field import PasswordField
from ui.pages.field_group import NEEDED, FieldGroup, line
from ui.theme import GRID, WIDE
from ui.translation import N_


def login_from(name: str) -> str:
    """A login proposed for a name in any script: first and last word, without accents ("salma.idrissi")."""
    from anyascii import anyascii

    parts = ["".join(c for c in word if c.isalnum()) for word in anyascii(name).lower().split()]
    chosen = [part for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts) if part]
    return ".".join(chosen)[:40].lstrip("0123456789.")


class NewPassword(QWidget):
    """A new password, judged in words, and the same again. Fields "password" and "again"."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.password = PasswordField(N_("New password"), is_new=True)
        self.again = PasswordField(N_("The same again"))
        self.again.entered.connect(self.entered)
        self.frames = {
            "password": FieldFrame(
                N_("New password"),
                self.password,
                required=True,
                help_text=N_("A sentence of four or five words is easy to remember."),
            ),
            "again": FieldFrame(N_("The same again"), self.again, required=True),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        for key, field in (("password", self.password), ("again", self.again)):
            column.addWidget(self.frames[key])
            field.changed.connect(lambda _text, key=key: self.frames[key].clear_message())
        self.setFocusProxy(self.password)

    def set_required(self, required: bool) -> None:
        """Whether a password must be given at all."""
        for frame in self.frames.values():
            frame.set_required(required)

    def check(self) -> bool:
        """Whether it is strong enough and typed twice the same; says otherwise beside the field."""
        for frame in self.frames.values():
            frame.clear_message()
        if not self.password.text():
            self.frames["password"].set_error(NEEDED)
        elif self.password.score() < 1:
            self.frames["password"].set_error(N_("Too easy to guess: at least 12 characters."))
        elif self.again.text() != self.password.text():
            self.frames["again"].set_error(N_("The two are not the same."))
            self.again.setFocus()
            return False
        else:
            return True
        self.password.setFocus()
        return False

    def text(self) -> str:
        """The password."""
        return self.password.text()

    def clear(self) -> None:
        """Forget both."""
        self.password.clear()
        self.again.clear()


class AdministratorStep(Living, QWidget):
    """Name, login and password of the first person. `entered()` at Enter in the last field."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = line()
        self.login = line(40, left_to_right=True)
        self.new_password = NewPassword()
        self.new_password.entered.connect(self.entered)
        self.fields = FieldGroup(
            {
                "name": FieldFrame(N_("Your name"), self.name, required=True),
                "login": FieldFrame(
                    N_("User name"), self.login, required=True, help_text=N_("What you type to sign in.")
                ),
                **self.new_password.frames,
            }
        )
        self.name.textEdited.connect(self._propose_login)
        self.login.textEdited.connect(lambda _text: self.fields["login"].clear_message())
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        row.addWidget(self.fields["name"], 1)
        row.addWidget(self.fields["login"], 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.new_password)
        column.addStretch(1)
        self.setFocusProxy(self.name)
        self.live()

    def _propose_login(self, name: str) -> None:
        self.fields["name"].clear_message()
        if not self.login.isModified():
            self.login.setText(login_from(name))
            self.fields["login"].clear_message()

    def check(self) -> bool:
        """Whether every field may go on; says otherwise beside them."""
        password_is_good = self.new_password.check()
        for key in ("name", "login"):
            self.fields[key].clear_message()
        return self.fields.require(("name", "login")) and password_is_good

    def refuse(self, error: UserError) -> list[Words]:
        """Put what the service refuses beside the fields; gives what belongs to none of them."""
        return self.fields.show(error)
