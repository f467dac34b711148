"""Taking a whole list out to a file, for whoever may: why is asked first, and kept in the audit (DP-32)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.kind import Kind
from casemgr.domain.words import translate as _
from casemgr.services import lists
from casemgr.services.desk import Desk
from ui.formats import isolate, number
from ui.kit import ConfirmPanel, ProgressPanel, toast
from ui.kit.banner import Banner
from ui.operations import Query
from ui.translation import N_


class ListExport(QWidget):
    """Asks why, then where, and writes; its progress and Cancel stand in the page. Nothing of it shows before."""

    def __init__(self, desk: Desk, kind: Kind, progress: ProgressPanel, trouble: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.desk, self.kind = desk, kind
        self._progress, self._trouble = progress, trouble

    def ask_why(self) -> ConfirmPanel:
        """For what purpose the list leaves the database."""
        panel = ConfirmPanel(
            N_("Export the whole list?"),
            N_("Every record that you may export goes into one file, whatever is filtered. Keep the file safe."),
            N_("Choose the file…"),
            N_("For what, and for whom"),
            tone="neutral",
        )
        panel.confirmed.connect(self.ask_where)
        panel.open_over(self)
        return panel

    def ask_where(self, purpose: str) -> QFileDialog:
        """In which file."""
        dialog = QFileDialog(self.window(), _("Export the list"), QDir.homePath(), "Excel (*.xlsx);;CSV (*.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen), purpose))
        dialog.open()
        return dialog

    def write(self, path: Path, purpose: str) -> None:
        """Write the file, off the window's thread."""
        desk, kind = self.desk, self.kind.key
        self._trouble.hide()

        def take() -> int:
            return lists.take_out(
                desk,
                kind,
                path,
                purpose=purpose,
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
