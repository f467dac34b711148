"""A scan or a photo: chosen, dropped or pasted; made anew and kept encrypted before the form knows of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QBuffer, QDir, QIODevice, QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.fields import Field, FileRef
from casemgr.domain.words import translate as _
from ui.forms.contract import Host
from ui.forms.editors.base import Editor, both
from ui.kit.base import set_look
from ui.kit.buttons import Button
from ui.kit.labels import DirectionalLabel, Label
from ui.operations import Command
from ui.theme import GRID, HALF
from ui.translation import N_

TAKEN = "*.jpg *.jpeg *.png *.tif *.tiff *.pdf"


@runtime_checkable
class FileServices(Protocol):
    """What a form with files asks of the program, besides `FormServices`. All may block."""

    def take_file(self, source: Path | bytes) -> FileRef:
        """Take a file in. Raises UserError when it is none of ours, or cannot be read."""
        ...

    def see_file(self, owner: QWidget, file: FileRef) -> None:
        """Show a file in a window of its own."""
        ...


class FileEditor(Editor):
    """Where a file is dropped, pasted or chosen; then what it is, with the means to see it or to choose another."""

    is_wide = True
    is_single_line = False

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._value: FileRef | None = None
        self._is_taking = False
        self.zone = QFrame()
        self.zone.setProperty("kit", "drop")
        self.setAcceptDrops(True)
        self.choose = Button(N_("Choose a file…"), "paperclip")
        self.paste = Button(N_("Paste"), hint=N_("An image or a file that was copied (Ctrl+V)"))
        self.look = Button(N_("View"), "eye")
        self.what = DirectionalLabel("", wrap=True)
        self.remark = Label("", "small", "danger", wrap=True)
        self.remark.hide()
        self._lay()
        for button, act in ((self.choose, self.ask), (self.paste, self.take_clipboard), (self.look, self.see)):
            button.clicked.connect(act)
            self.watch(button)
        self.live()

    def _lay(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.what, 1)
        for button in (self.look, self.choose, self.paste):
            line.addWidget(button)
        inside = QVBoxLayout(self.zone)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.setSpacing(HALF)
        inside.addLayout(line)
        inside.addWidget(self.remark)
        self.body.addWidget(self.zone)

    # --- the value ------------------------------------------------------------------------------------------
    def value(self) -> Any:
        """The file that was taken in."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show what a record or a draft holds."""
        self._value = value if isinstance(value, FileRef) else None
        self.remark.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """What it is, in the language of the moment."""
        if self._is_taking:
            self.what.say(_("The file is being checked…"))
        elif self._value is None:
            self.what.say(_("Drop a scan or a photo here, paste it, or choose it."))
        else:
            self.what.say(self.field.show(self._value))
        self.look.setVisible(self._value is not None)
        self.choose.say(N_("Choose another…") if self._value is not None else N_("Choose a file…"))

    # --- taking it in ---------------------------------------------------------------------------------------
    def ask(self) -> QFileDialog:
        """Ask for the file."""
        dialog = QFileDialog(self, _("Choose a file…"), QDir.homePath(), _("Images and PDF") + f" ({TAKEN})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()
        return dialog

    def take_clipboard(self) -> None:
        """Take the image or the file that was copied elsewhere."""
        found = _source_in(QGuiApplication.clipboard().mimeData())
        if found is None:
            self._say(_("Nothing that was copied is an image or a file."))
        else:
            self.take(found)

    def take(self, source: Path | bytes) -> None:
        """Check and keep a file, off the window's thread."""
        services = self.host.services
        if self._is_taking or not isinstance(services, FileServices):
            return
        self._is_taking = True
        self.remark.hide()
        self._enable(False)
        Command(self, lambda: services.take_file(source), self._taken, self._refused).start()

    def _taken(self, file: FileRef) -> None:
        self._end()
        self._value = file
        self.retranslate()
        self.edited.emit()
        self.host.note_shape()

    def _refused(self, error: UserError) -> None:
        self._end()
        self._say(str(both(error)))

    def _end(self) -> None:
        self._is_taking = False
        self._enable(True)

    def _enable(self, is_free: bool) -> None:
        self.choose.setEnabled(is_free)
        self.paste.setEnabled(is_free)
        self.retranslate()

    def _say(self, words: str) -> None:
        self.remark.say(words)
        self.remark.show()

    def see(self) -> None:
        """Look at the file."""
        services = self.host.services
        if self._value is not None and isinstance(services, FileServices):
            services.see_file(self, self._value)

    # --- hands ----------------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file that may be dropped here."""
        if _source_in(event.mimeData()) is not None:
            set_look(self.zone, over="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went away."""
        set_look(self.zone, over="")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """It was dropped."""
        set_look(self.zone, over="")
        found = _source_in(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self.take(found)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take_clipboard()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return False  # they press the button
        return super()._take_key(event)


def _source_in(data: QMimeData) -> Path | bytes | None:
    """The first local file that is carried, else the image."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt takes the name
    return bytes(held.data().data())
