"""Joining what exists: a file on this computer, the shared server of the association, or a backup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.kit.spin_box import SpinBox
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import Switcher, column_of, foot
from ui.preferences import databases_folder
from ui.theme import GRID, WIDE
from ui.translation import N_, Text

_PORT = 5432


class ConnectPanel(Living, QWidget):
    """`unlock_wanted(where)` with a path or an address to sign in to; `restore_wanted(backup, where)`; `left()`."""

    unlock_wanted = Signal(str)
    restore_wanted = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = Segmented(
            [("file", N_("A file")), ("server", N_("A shared server")), ("backup", N_("A backup"))],
            name=N_("What to open"),
        )
        self.host = line(left_to_right=True)
        self.port = SpinBox(1, 65535)
        self.port.setValue(_PORT)
        self.port.setGroupSeparatorShown(False)
        self.database = line(63, left_to_right=True)
        self.database.setText("casemgr")
        self.fields = FieldGroup(
            {
                "host": FieldFrame(
                    N_("Name or address of the server"),
                    self.host,
                    required=True,
                    help_text=N_("The person who looks after the server knows it."),
                ),
                "port": FieldFrame(N_("Port"), self.port),
                "database": FieldFrame(N_("Database"), self.database, required=True),
            }
        )
        self.go_on = PrimaryButton(N_("Choose the file…"), "folder-open")
        self._body = Switcher()
        self._lay()
        self.way.chosen.connect(self._show)
        self.go_on.clicked.connect(self.advance)
        self.host.returnPressed.connect(self.advance)
        self.setFocusProxy(self.way)
        self.live()

    def _lay(self) -> None:
        self._parts: list[QWidget] = []
        for sentence in (
            N_("The file and its key file (“.keys”) lie in the same folder."),
            None,
            N_(
                "The database of the backup is put back on this computer with the passwords of the day it was"
                " made. A file that is already there is kept beside it."
            ),
        ):
            part = self._server() if sentence is None else _note(sentence)
            self._parts.append(part)
            self._body.add(part)
        column = column_of(self, N_("Open what exists"))
        column.addWidget(self.way)
        column.addSpacing(GRID)
        column.addWidget(self._body)
        column.addLayout(foot(self.left.emit, self.go_on))

    def _server(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.addWidget(self.fields["host"], 0, 0, 1, 2)
        grid.addWidget(self.fields["database"], 1, 0)
        grid.addWidget(self.fields["port"], 1, 1)
        return holder

    def _show(self, way: str) -> None:
        self._body.show_only(self._parts[("file", "server", "backup").index(way)])
        is_server = way == "server"
        self.go_on.say(N_("Continue") if is_server else N_("Choose the file…"))
        self.go_on.set_icon("" if is_server else "folder-open")
        (self.host if is_server else self.go_on).setFocus()

    def advance(self) -> None:
        """Go on with the way that is chosen."""
        if self.way.value() == "server":
            self.fields.clear()
            if self.fields.require(("host", "database")):
                self.unlock_wanted.emit(self.address())
            return
        is_backup = self.way.value() == "backup"
        pattern = "*.casemgr-backup" if is_backup else "*.casemgr *.db"
        dialog = QFileDialog(self, _("Choose the file…"), str(databases_folder()), f"casemgr ({pattern})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.restore if is_backup else self.unlock_wanted)
        dialog.open()

    def address(self) -> str:
        """The address of the server, without login or password."""
        host = self.host.text().strip()
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        return f"postgresql://{host}:{self.port.value()}/{self.database.text().strip()}"

    def restore(self, backup: str) -> None:
        """Ask for the database of a backup in the usual folder."""
        target = databases_folder() / f"{Path(backup).name.split('.')[0]}.casemgr"
        self.restore_wanted.emit(backup, str(target))

    def retranslate(self) -> None:
        """Its parts speak for themselves."""


def _note(sentence: Text) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Label(sentence, wrap=True))
    column.addStretch(1)
    return holder
