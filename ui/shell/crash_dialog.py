"""What one sees of an error that is ours: an apology, what is safe, and what to send, without a name in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from casemgr import __version__
from casemgr.domain.words import translate as _
from ui.kit.avatar import Avatar
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.labels import Label
from ui.operations import frames_of
from ui.theme import GRID, LARGE, WIDE
from ui.translation import N_

_open: list[CrashDialog] = []


class CrashDialog(QDialog):
    """An error of ours. `details` are types of errors and lines of code only."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("casemgr")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.details = f"casemgr {__version__}\n{frames_of(error)}"
        title = Label(N_("Something went wrong in the program"), "title", wrap=True)
        said = Label(
            N_(
                "It is our mistake, not yours. What was saved is safe, and what you were typing is kept as a"
                " draft. You can go on; if it happens again, close casemgr and open it anew."
            ),
            wrap=True,
        )
        send = Label(
            N_("These lines say where in the program it happened; they hold nothing about anybody:"),
            ink="muted",
            wrap=True,
        )
        lines = QPlainTextEdit(self.details)
        lines.setReadOnly(True)
        lines.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        lines.setFixedHeight(140)
        lines.setTabChangesFocus(True)
        lines.setAccessibleName(_("Details"))
        copy = Button(N_("Copy the details"), "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details))
        go_on = PrimaryButton(N_("Go on"))
        go_on.clicked.connect(self.accept)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(copy)
        acts.addStretch(1)
        acts.addWidget(go_on)
        column = QVBoxLayout()
        column.setSpacing(GRID + GRID // 2)
        for widget in (title, said, send, lines):
            column.addWidget(widget)
        column.addLayout(acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        row.setSpacing(WIDE)
        row.addWidget(Avatar("triangle-alert", "danger", 40), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        go_on.setFocus()


def tell_bug(error: BaseException, parent: QWidget | None = None) -> CrashDialog | None:
    """Open the dialog, one at a time: an error that repeats does not bury the screen."""
    if _open:
        return None
    dialog = CrashDialog(error, parent)
    _open.append(dialog)
    dialog.destroyed.connect(_open.clear)
    dialog.open()
    return dialog
