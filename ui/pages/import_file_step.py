"""Import, step 1: what the list is of, and which file; chosen, or dropped here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.domain.words import translate as _
from ui.formats import isolate_any
from ui.kit import Button, FieldFrame, Label
from ui.kit.avatar import round_icon
from ui.kit.base import Living, set_look
from ui.pages.searchable_choice import SearchableChoice
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_

LISTS = "Excel, CSV (*.xlsx *.xlsm *.csv *.txt *.tsv)"


class DropArea(Living, QFrame):
    """A place for one file: `dropped(path)`."""

    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self.setAcceptDrops(True)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.name = Label(N_("Drop an Excel or CSV file here"), "lead", weight="medium", wrap=True)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._help = Label(N_("Nothing is written before you have seen every row."), ink="muted", wrap=True)
        self._help.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = Button(N_("Choose the file…"), "folder-open")
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
        column.setSpacing(GRID)
        column.addWidget(self._icon)
        column.addWidget(self.name)
        column.addWidget(self._help)
        column.addSpacing(HALF)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        self.live()

    def restyle(self) -> None:
        """The icon on its disc."""
        self._icon.setPixmap(round_icon("upload", "accent", 56, self.devicePixelRatioF()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One local file is welcome."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            set_look(self, wary="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        set_look(self, wary="")

    def dropEvent(self, event: QDropEvent) -> None:
        """It is given."""
        set_look(self, wary="")
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData().urls()[0].toLocalFile())


class FileStep(QWidget):
    """`changed()` whenever the kind or the file is another."""

    changed = Signal()

    def __init__(self, kinds: list[Kind], kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.kind = SearchableChoice([(one.key, one.plural) for one in kinds])
        self.kind.set_value(kind or (kinds[0].key if kinds else ""))
        self.kind.picked.connect(lambda _key: self.changed.emit())
        self.area = DropArea()
        self.area.choose.clicked.connect(self.browse)
        self.area.dropped.connect(lambda text: self.take(Path(text)))
        frame = FieldFrame(N_("What does the list hold?"), self.kind, required=True)
        frame.setMaximumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(WIDE)
        column.addWidget(frame)
        column.addWidget(self.area)
        column.addStretch(1)
        self.setFocusProxy(self.area.choose)

    def browse(self) -> QFileDialog:
        """Look for the file."""
        dialog = QFileDialog(self.window(), _("Choose the list"), QDir.homePath(), LISTS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()
        return dialog

    def take(self, path: Path) -> None:
        """This file."""
        self.path = path
        self.area.name.say(isolate_any(path.name))
        self.changed.emit()
