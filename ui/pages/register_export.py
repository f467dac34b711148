"""Taking a list out to a file, for whoever may: what, in which columns, why and for whom; kept in the audit (DP-32)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services import lists
from casemgr.services.desk import Desk
from casemgr.services.lists.taking import exportable
from ui.formats import isolate, number
from ui.kit import Button, FieldFrame, Label, PrimaryButton, ProgressPanel, Segmented, toast
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.operations import Query
from ui.pages.register_tick_list import TickList
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_

SHORTEST_PURPOSE = 5
CHOSEN, SHOWN, WHOLE = "chosen", "shown", "whole"


@dataclass(frozen=True)
class Wanted:
    """What is to go out: these ids (None: all), these columns (None: all), why, and for whom."""

    only: tuple[str, ...] | None
    columns: tuple[str, ...] | None
    purpose: str
    recipient: str


class ExportPanel(Living, QFrame):
    """`confirmed(Wanted)` or `cancelled()`; the way on opens once the purpose is said."""

    confirmed = Signal(object)
    cancelled = Signal()

    def __init__(self, fields: list[tuple[str, Words]], chosen: list[str], shown: list[str], narrowed: bool) -> None:
        super().__init__()
        self.setProperty("kit", "card")
        self._chosen, self._shown = tuple(chosen), tuple(shown)
        what = [
            *([(CHOSEN, N_("The selected: {count}").format(count=_said(len(chosen))))] if len(chosen) > 1 else []),
            *([(SHOWN, N_("What is filtered: {count}").format(count=_said(len(shown))))] if narrowed else []),
            (WHOLE, N_("The whole list")),
        ]
        self.what = Segmented(what, what[0][0], N_("What goes out"))
        self.which = Segmented([("all", N_("All columns")), ("some", N_("Chosen columns"))], name=N_("Columns"))
        self.ticks = TickList([(key, words) for key, words in fields], [], N_("Columns"))
        self.ticks.hide()
        self.which.chosen.connect(lambda key: self.ticks.setVisible(key == "some"))
        self.purpose, self.recipient = QLineEdit(), QLineEdit()
        for line in (self.purpose, self.recipient):
            line.setMaxLength(200)
        self.purpose.textChanged.connect(lambda _text: self._judge())
        self.act = PrimaryButton(N_("Choose the file…"), "download")
        self.act.clicked.connect(self._confirm)
        cancel = Button(N_("Cancel"))
        cancel.clicked.connect(self.cancelled)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, WIDE, LARGE, WIDE)
        column.setSpacing(GRID)
        column.addWidget(Label(N_("Export to a file"), "title"))
        safe = N_("Only what you may export goes out, and it is logged. The file is not encrypted: keep it safe.")
        column.addWidget(Label(safe, ink="muted", wrap=True))
        column.addSpacing(HALF)
        column.addWidget(self.what)
        column.addWidget(self.which)
        column.addWidget(self.ticks)
        column.addWidget(FieldFrame(N_("For what"), self.purpose, required=True))
        column.addWidget(FieldFrame(N_("For whom"), self.recipient))
        column.addLayout(foot)
        self.setFocusProxy(self.purpose)
        self._judge()
        self.live()

    def _judge(self) -> None:
        self.act.setEnabled(len(self.purpose.text().strip()) >= SHORTEST_PURPOSE)

    def wanted(self) -> Wanted:
        """What is asked for."""
        only = {CHOSEN: self._chosen, SHOWN: self._shown}.get(self.what.value())
        columns = tuple(self.ticks.ticked()) if self.which.value() == "some" else None
        return Wanted(only, columns, self.purpose.text().strip(), self.recipient.text().strip())

    def _confirm(self) -> None:
        self.confirmed.emit(self.wanted())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def open_over(self, parent: QWidget) -> QDialog:
        """In a dialog over the window of `parent`, which closes at either way out."""
        dialog = QDialog(parent.window())
        dialog.setWindowTitle(_("Export to a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinimumWidth(520)
        around = QVBoxLayout(dialog)
        around.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        around.addWidget(self)
        self.confirmed.connect(dialog.accept)
        self.cancelled.connect(dialog.reject)
        dialog.open()
        self.setFocus()
        return dialog


def _said(count: int) -> str:
    return isolate(number(count))


class ListExport(QWidget):
    """Asks what and why, then where, and writes; its progress and Cancel stand in the page. Nothing shows before."""

    def __init__(self, desk: Desk, kind: Kind, progress: ProgressPanel, trouble: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.desk, self.kind = desk, kind
        self._progress, self._trouble = progress, trouble

    def ask(self, chosen: list[str], shown: list[str], narrowed: bool) -> None:
        """Ask what is to go out: the records that are selected, or filtered, or all."""
        desk, kind = self.desk, self.kind.key

        def opened(fields: list[tuple[str, Words]]) -> None:
            self.panel = ExportPanel(fields, chosen, shown, narrowed)
            self.panel.confirmed.connect(self.ask_where)
            self.panel.open_over(self)

        Query(self, lambda: exportable(desk, kind), opened, self._refuse).start()

    def ask_where(self, wanted: Wanted) -> QFileDialog:
        """In which file."""
        formats = "Excel (*.xlsx);;CSV (*.csv);;JSON (*.json)"
        dialog = QFileDialog(self.window(), _("Export the list"), QDir.homePath(), formats)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition(".")[2].rstrip(")")))
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen), wanted))
        dialog.open()
        return dialog

    def write(self, path: Path, wanted: Wanted) -> None:
        """Write the file, off the window's thread."""
        desk, kind = self.desk, self.kind.key
        self._trouble.hide()

        def take() -> int:
            return lists.take_out(
                desk,
                kind,
                path,
                purpose=wanted.purpose,
                recipient=wanted.recipient,
                only=wanted.only,
                columns=wanted.columns,
                progress=operation.report,
                cancelled=operation.cancelled.is_set,
            )

        operation = Query(self, take, self._done, self._refuse)
        self._progress.follow(operation, N_("Writing the list…"))
        operation.start()

    def _done(self, count: int) -> None:
        toast(self, N_("Lines written: {count}").format(count=isolate(number(count))))

    def _refuse(self, error: UserError) -> None:
        self._trouble.say(error.do, error.what)
        self._trouble.show()
