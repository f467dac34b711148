"""The figures to a file or the clipboard: the menu, the name proposed, the writing off the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from casemgr.services.counting import leaving
from casemgr.services.counting.grid import Report
from casemgr.services.counting.indicators.family import FamilyReport
from casemgr.services.desk import Desk
from ui.kit.buttons import Button
from ui.operations import Command
from ui.theme import icon
from ui.translation import N_, Text

FORMATS: tuple[tuple[str, Text], ...] = (
    (".xlsx", N_("Excel (.xlsx)")),
    (".pdf", N_("Printed document (.pdf)")),
    (".csv", N_("Text for spreadsheets (.csv)")),
    (".json", N_("For another program (.json)")),
)
OUTSIDE = N_("For outside: counts below 5 hidden (.xlsx)")
AnyReport = Report | FamilyReport


def neutral_name(report: AnyReport, suffix: str) -> str:
    """A name that says the days and nothing of anybody."""
    request = report.request
    return f"casemgr_{request.start.isoformat()}_{request.end.isoformat()}{suffix}"


class ExportButton(Button):
    """Export…, with a menu of formats. `written(path)` when the file is there, `refused(UserError)` when not."""

    written = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._acts: list[QAction] = []
        super().__init__(N_("Export"), "download", parent=parent)
        self.report: AnyReport | None = None
        self.setEnabled(False)
        self.offered = QMenu(self)
        for suffix, _words in FORMATS:
            act = self.offered.addAction("")
            act.triggered.connect(lambda _on=False, suffix=suffix: self.ask_where(suffix))
            self._acts.append(act)
        self.offered.addSeparator()
        act = self.offered.addAction("")
        act.triggered.connect(lambda _on=False: self.ask_where(".xlsx", outside=True))
        self._acts.append(act)
        self.setMenu(self.offered)
        self.live()

    def set_report(self, report: AnyReport | None) -> None:
        """What would be written."""
        self.report = report
        self.setEnabled(report is not None)

    def ask_where(self, suffix: str, *, outside: bool = False) -> QFileDialog | None:
        """Ask for a place and a name, then write; for `outside`, with small counts hidden."""
        report = self.report
        if report is None:
            return None
        names = {".xlsx": "Excel (*.xlsx)", ".pdf": "PDF (*.pdf)", ".csv": "CSV (*.csv)", ".json": "JSON (*.json)"}
        dialog = QFileDialog(self, _("Save the figures"), QDir.homePath(), names[suffix])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(neutral_name(report, suffix))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(path, report, outside=outside))
        dialog.open()
        return dialog

    def save_to(self, path: str, report: AnyReport, *, outside: bool = False) -> None:
        """Write the file, in the language of the window."""
        language = current_language()

        def write() -> None:
            leaving.write(self._desk, report, Path(path), language, outside=outside)

        Command(self, write, lambda _done: self.written.emit(path), self._refuse).start()

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)

    def retranslate(self) -> None:
        """The words of the menu too."""
        super().retranslate()
        for act, words in zip(self._acts, (*(words for _suffix, words in FORMATS), OUTSIDE), strict=False):
            act.setText(str(words))

    def restyle(self) -> None:
        """The icons of the menu too."""
        super().restyle()
        for act in self._acts:
            act.setIcon(icon("file-text"))
