"""What the sections of Administration share: a list, a form in its place, and refusals said where they belong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.labels import DirectionalLabel
from ui.operations import Command
from ui.pages.field_group import FieldGroup
from ui.theme import GRID, HALF
from ui.translation import Text

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

T = TypeVar("T")


class Section(Living, QWidget):
    """One section. `column` is its layout; `refresh` reads it again."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__()
        self.desk = desk
        self.navigator = navigator
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID + HALF)
        self.column.addWidget(self.refusal)

    def refresh(self) -> None:
        """Read again what is shown."""

    def forget_secrets(self) -> None:
        """Forget any password that is typed here."""

    def retranslate(self) -> None:
        """Its parts speak for themselves."""

    def write(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        fields: FieldGroup | None = None,
        button: Button | None = None,
    ) -> None:
        """Do `call` off the window's thread; what it refuses is said beside `fields`, or at the top."""
        self.refusal.hide()
        if fields is not None:
            fields.clear()
        command: Command[T] = Command(self, call, done, lambda error: self.refuse(error, fields))
        if button is not None:
            button.setEnabled(False)
            command.ended.connect(lambda: button.setEnabled(True))
        command.start()

    def refuse(self, error: UserError, fields: FieldGroup | None = None) -> None:
        """Say a refusal where it belongs."""
        elsewhere = fields.show(error) if fields is not None else [error.what, error.do]
        if elsewhere:
            self.refusal.say(" ".join(str(words) for words in elsewhere))
            self.refusal.show()


def line_of(title: Text, below: Text, icon: QWidget, *ends: QWidget) -> QWidget:
    """A line of a list: an icon, a title with a sentence under it, and at the end states and acts."""
    line = QWidget()
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(DirectionalLabel(title, weight="medium", elided=True))
    words.addWidget(DirectionalLabel(below, "small", "muted", elided=True))
    row = QHBoxLayout(line)
    row.setContentsMargins(0, HALF, 0, HALF)
    row.setSpacing(GRID)
    row.addWidget(icon)
    row.addLayout(words, 1)
    for widget in ends:
        row.addWidget(widget)
    return line


def fill(body: QVBoxLayout, widgets: list[QWidget]) -> None:
    """Put `widgets` in the place of what `body` holds."""
    while (item := body.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
    for widget in widgets:
        body.addWidget(widget)
