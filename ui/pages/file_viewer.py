"""A scan or a photo seen in the window: its pages one after the other, a copy saved if one may, the content erased."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import translate as _
from casemgr.services import attachments
from casemgr.services.attachments import Opened
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.confirm_panel import ConfirmPanel
from ui.kit.labels import Label
from ui.operations import Command, Query
from ui.theme import GRID
from ui.translation import N_

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_SIZE = (840, 640)
_NARROWEST = 200


class FileViewer(Living, QDialog):
    """The pages of a file. With its `record` a copy may be saved and the content erased; `erased()` then.

    The title of the window says nothing: a task bar shows it.
    """

    erased = Signal()

    def __init__(self, desk: Desk, record: Record | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("casemgr")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self.record = desk, record
        self.opened: Opened | None = None
        self.purpose = ""
        self.page = 0
        self._drawn = (-1, 0)
        self.trouble = Banner("", "danger", closable=True)
        self.trouble.hide()
        self.shown = QLabel()
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.shown)
        self.where = Label("", ink="muted")
        self.before = IconButton("chevron-left", N_("Page before"))
        self.after = IconButton("chevron-right", N_("Next page"))
        self.copy = Button(N_("Save a copy…"), "download")
        self.erase = Button(N_("Erase the copy…"), "trash-2")
        self.close_button = Button(N_("Close"))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.copy.clicked.connect(self.ask_what_for)
        self.erase.clicked.connect(self.ask_why)
        self.close_button.clicked.connect(self.close)
        self._lay()
        self._allow()
        self.resize(*_SIZE)
        self.live()

    def _lay(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.before)
        foot.addWidget(self.where)
        foot.addWidget(self.after)
        foot.addStretch(1)
        for button in (self.copy, self.erase, self.close_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.trouble)
        column.addWidget(self._area, 1)
        column.addLayout(foot)

    def _allow(self) -> None:
        record, person = self.record, self.desk.person
        kind = self.desk.kinds[record.kind] if record is not None else None
        may_copy = record is not None and attachments.may_copy_out(self.desk, record.kind, record.confidentiality)
        self.copy.setVisible(may_copy)
        may_erase = kind is not None and record is not None and person.may("u", kind.granted_as, record.confidentiality)
        self.erase.setVisible(may_erase)

    # --- pages ----------------------------------------------------------------------------------------------
    def show_record(self) -> None:
        """Open the file of the record; who opened it is kept."""
        desk, record = self.desk, self.record
        if record is not None:
            call = Command(
                self, lambda: attachments.open_file(desk, record.id, record.kind), self.show_file, self.refuse
            )
            call.start()

    def show_file(self, opened: Opened) -> None:
        """Show the first page."""
        self.opened, self.page = opened, 0
        self._draw()

    def turn(self, step: int) -> None:
        """To another page."""
        if self.opened is not None:
            self.page = min(max(self.page + step, 0), self.opened.file.pages - 1)
            self._draw()

    def _draw(self) -> None:
        opened, page = self.opened, self.page
        width = max(self._area.viewport().width(), _NARROWEST)
        if opened is None or self._drawn == (page, width):
            return
        self._drawn = (page, width)
        ratio = self.devicePixelRatioF()
        Query(self, lambda: opened.page(page, round(width * ratio)), self._paint, key="page").start()
        self.retranslate()

    def _paint(self, png: bytes) -> None:
        drawn = QPixmap()
        drawn.loadFromData(png)
        drawn.setDevicePixelRatio(self.devicePixelRatioF())
        self.shown.setPixmap(drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As wide as there is room."""
        super().resizeEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and page down turn pages; Esc closes."""
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Where one is."""
        pages = self.opened.file.pages if self.opened is not None else 0
        self.where.say(_("Page {number} of {pages}").format(number=self.page + 1, pages=pages) if pages else "")
        for button in (self.before, self.after):
            button.setVisible(pages > 1)
        self.shown.setAccessibleName(_("Page {number} of {pages}").format(number=self.page + 1, pages=pages))

    # --- a copy, and erasing --------------------------------------------------------------------------------
    def ask_what_for(self) -> ConfirmPanel:
        """Ask what a copy is for: it is kept, and stands on the copy of an identity paper."""
        panel = ConfirmPanel(
            N_("Take a copy out?"),
            N_("It leaves the protection of casemgr. An identity paper carries on each page what it is for."),
            N_("Save a copy…"),
            N_("What for, and for whom"),
            tone="info",
        )
        panel.confirmed.connect(self._ask_where_for)
        panel.open_over(self)
        return panel

    def _ask_where_for(self, purpose: str) -> None:
        self.purpose = purpose
        self.ask_where()

    def ask_where(self) -> QFileDialog | None:
        """Ask where a copy is to be saved; its name is the number of the record."""
        if self.opened is None or self.record is None:
            return None
        ending = _ENDINGS[self.opened.file.media]
        dialog = QFileDialog(self, _("Save a copy…"), QDir.homePath(), f"*{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.selectFile(f"{self.record.code}{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_copy(Path(chosen)))
        dialog.open()
        return dialog

    def save_copy(self, path: Path) -> None:
        """Save a copy outside: noted as an export."""
        desk, record, purpose = self.desk, self.record, self.purpose
        if record is None:
            return

        def write() -> None:
            attachments.save_copy(desk, record.id, path, record.kind, purpose=purpose)

        def done(_none: None) -> None:
            self.where.say(_("The copy is saved. It is no longer protected."))

        Command(self, write, done, self.refuse).start()

    def ask_why(self) -> ConfirmPanel:
        """Ask for the reason of an erasure."""
        panel = ConfirmPanel(
            N_("Erase this copy?"),
            N_("The image is erased for good; the record stays and says so."),
            N_("Erase"),
            N_("Why"),
        )
        panel.confirmed.connect(self.erase_now)
        panel.open_over(self)
        return panel

    def erase_now(self, reason: str) -> None:
        """Erase the content for good."""
        desk, record = self.desk, self.record
        if record is None:
            return

        def done(_none: None) -> None:
            self.erased.emit()
            self.close()

        Command(self, lambda: attachments.erase(desk, record.id, reason, record.kind), done, self.refuse).start()

    def refuse(self, error: UserError) -> None:
        """Say what went wrong."""
        self.trouble.say(error.do, error.what)
        self.trouble.show()
