"""The association's logo, as it will stand on papers: chosen from a file, made anew, shown, taken away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui.kit.banner import Banner
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.labels import Label
from ui.operations import Query
from ui.theme import GRID
from ui.translation import N_

_SHOWN = (240, 96)  # points
_LARGEST = 30 * 1024 * 1024  # bytes
NOT_READ = Words("Ce fichier ne se lit pas.", "تعذرت قراءة هذا الملف.", "This file cannot be read.")
ANOTHER = Words("Choisissez-en un autre.", "اختاروا ملفا آخر.", "Choose another one.")


class LogoCard(Card):
    """`content` is the PNG that is kept, empty for none; `changed()` when another one was chosen or it was removed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Logo"), parent=parent)
        self.content = b""
        self.picture = QLabel()
        self.picture.setFixedHeight(_SHOWN[1])
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.none = Label(N_("No logo: papers bear the name alone."), ink="muted")
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.choose_button = Button(N_("Choose a picture…"), "upload")
        self.choose_button.clicked.connect(self.ask)
        self.remove_button = Button(N_("Remove the logo"))
        self.remove_button.clicked.connect(lambda: self._given(b""))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        for one in (self.picture, self.none, self.trouble):
            self.add(one)
        self.body.addLayout(row)
        self.show_logo(b"")

    def show_logo(self, content: bytes) -> None:
        """Show this one."""
        self.content = content
        drawn = QPixmap()
        if content and drawn.loadFromData(content, "PNG"):
            fitted = drawn.scaled(
                *_SHOWN, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self.picture.setPixmap(fitted)
        self.picture.setVisible(bool(content))
        self.none.setVisible(not content)
        self.remove_button.setVisible(bool(content))

    def ask(self) -> QFileDialog:
        """Ask for the file."""
        dialog = QFileDialog(self.window(), _("Choose a picture…"), QDir.homePath(), "PNG, JPEG (*.png *.jpg *.jpeg)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()
        return dialog

    def take(self, path: Path) -> None:
        """Make the logo from this file; what is no picture is refused in words."""
        self.trouble.hide()
        Query(self, lambda: _made(path), self._given, self._refuse, key="logo").start()

    def _given(self, content: bytes) -> None:
        self.trouble.hide()
        self.show_logo(content)
        self.changed.emit()

    def _refuse(self, error: UserError) -> None:
        self.trouble.say(error.do, error.what)
        self.trouble.show()


def _made(path: Path) -> bytes:
    from casemgr.services.printing.logo import logo_of

    try:
        with path.open("rb") as file:
            given = file.read(_LARGEST + 1)
    except OSError:
        raise UserError(NOT_READ, ANOTHER) from None
    return logo_of(given)
