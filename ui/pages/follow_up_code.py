"""The code with which an anonymous person comes back: shown once, large enough to be copied on the receipt by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.services.records import Saved
from ui.formats import isolate
from ui.kit import Label, PrimaryButton
from ui.theme import GRID, WIDE
from ui.translation import N_


class FollowUpCode(QDialog):
    """The number and the code of what was just recorded, until somebody has noted them down."""

    def __init__(self, saved: Saved, near: QWidget) -> None:
        super().__init__(near.window())
        self.setWindowTitle(str(N_("Follow-up code")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.code = Label(isolate(saved.follow_up), "display")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(str(N_("Follow-up code")))
        number = N_("Recorded under number {number}.").format(number=isolate(saved.code))
        why = N_(
            "Copy this code on the receipt and give it to the person: it lets them come back without a name. "
            "It is not kept and will not be shown again."
        )
        noted = PrimaryButton(N_("It is noted"), "check")
        noted.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(noted)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID * 2)
        for widget in (Label(number), self.code, Label(why, wrap=True)):
            column.addWidget(widget)
        column.addLayout(foot)
        noted.setFocus()


def show_follow_up(saved: Saved, near: QWidget) -> None:
    """Show the code of what was saved, if one was given."""
    if saved.follow_up:
        FollowUpCode(saved, near).open()
