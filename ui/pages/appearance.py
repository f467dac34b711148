"""My own settings: language, look, size of text, when the window locks by itself, my password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from ui.kit.banner import Banner
from ui.kit.buttons import PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.password_field import PasswordField
from ui.kit.segmented import Segmented
from ui.kit.spin_box import SpinBox
from ui.operations import Command
from ui.pages.field_group import FieldGroup
from ui.pages.first_start_administrator import NewPassword
from ui.pages.page import Page
from ui.pages.panel_parts import scrolled
from ui.preferences import FEWEST_IDLE_MINUTES, IDLE_MINUTES, MOST_IDLE_MINUTES
from ui.theme import LARGE, WIDE, current_theme, scale
from ui.translation import N_
from ui.window_settings import LANGUAGE_NAMES, MODES

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_WIDTH = 680


class AppearancePage(Page):
    """What one sets for oneself on this computer, and one's password."""

    icon_name = "monitor"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self._settings = navigator.settings
        self.language = Segmented(LANGUAGE_NAMES, current_language(), N_("Language"))
        self.mode = Segmented([(key, words) for key, _icon, words in MODES], current_theme().mode, N_("Look"))
        self.text_size = SpinBox(10, 16)
        self.idle = SpinBox(FEWEST_IDLE_MINUTES, MOST_IDLE_MINUTES)
        self.old = PasswordField(N_("Present password"))
        self.new_password = NewPassword()
        self.keep = PrimaryButton(N_("Change the password"), "key-round")
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.fields = FieldGroup(
            {
                "old": FieldFrame(N_("Present password"), self.old, required=True),
                **self.new_password.frames,
            }
        )
        self._lay()
        self._connect()
        self.live()

    def _lay(self) -> None:
        look = Card(N_("Look"), N_("On this computer, for you."))
        for words, widget in (
            (N_("Language"), self.language),
            (N_("Colours"), self.mode),
        ):
            look.add(FieldFrame(words, widget))
        numbers = QHBoxLayout()
        numbers.setSpacing(WIDE)
        numbers.addWidget(FieldFrame(N_("Size of text, in points"), self.text_size), 1)
        numbers.addWidget(FieldFrame(N_("Lock after so many minutes without a key"), self.idle), 1)
        look.add(numbers)
        password = Card(N_("Password"), N_("It opens the file with you: nobody else knows it."))
        password.add(self.refusal)
        password.add(self.fields["old"])
        password.add(self.new_password)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.keep)
        password.add(foot)
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(WIDE)
        column.addWidget(look)
        column.addWidget(password)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inside))

    def _connect(self) -> None:
        self.keep.clicked.connect(self.change_password)
        self.new_password.entered.connect(self.change_password)
        self.old.changed.connect(lambda _text: self.fields["old"].clear_message())
        settings = self._settings
        if settings is not None:
            settings.changed.connect(self._show_settings)
            self._show_settings()
            self.language.chosen.connect(settings.set_language)
            self.mode.chosen.connect(settings.set_mode)
            self.text_size.valueChanged.connect(settings.set_size)
            self.idle.valueChanged.connect(settings.set_idle_minutes)

    def _show_settings(self) -> None:
        preferences = self._settings.preferences if self._settings is not None else None
        self.language.set_value(current_language())
        self.mode.set_value(current_theme().mode)
        for box, value in (
            (self.text_size, current_theme().size),
            (self.idle, preferences.idle_minutes if preferences is not None else IDLE_MINUTES),
        ):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)

    def title(self) -> str:
        """The name of the screen."""
        return _("My settings")

    def focus_first(self) -> None:
        """To the language."""
        self.language.setFocus()

    def change_password(self) -> None:
        """Check the three fields, and change it."""
        self.refusal.hide()
        is_good = self.new_password.check()
        self.fields["old"].clear_message()
        if not (self.fields.require(("old",)) and is_good):
            return
        old, new = self.old.text(), self.new_password.text()
        self.keep.setEnabled(False)
        command: Command[None] = Command(
            self, lambda: _change(self.desk, old, new), lambda _done: self._changed(), self._refused
        )
        command.ended.connect(lambda: self.keep.setEnabled(True))
        command.start()

    def _changed(self) -> None:
        self.old.clear()
        self.new_password.clear()
        self.navigator.tell(N_("The password is changed."))

    def _refused(self, error: UserError) -> None:
        elsewhere = self.fields.show(error)
        if elsewhere:
            self.refusal.say(error.do, error.what)
            self.refusal.show()

    def restyle(self) -> None:
        """As wide as the letters ask."""
        self._inside.setMaximumWidth(scale().grown(_WIDTH))

    def keep_draft(self) -> None:
        """A password is never kept as a draft: it is forgotten when the screen is left."""
        self.old.clear()
        self.new_password.clear()


def _change(desk: Desk, old: str, new: str) -> None:
    from casemgr.services.opening import change_password

    change_password(desk, old, new)
