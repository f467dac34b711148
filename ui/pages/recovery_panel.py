"""Showing a recovery key once: in groups, to print or to save, and not left before it is put away."""

from __future__ import annotations

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from casemgr.domain.words import translate as _
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.pages.recovery_sheet import page_layout, paint_sheet, save_sheet
from ui.theme import GRID, HALF, font
from ui.translation import N_

_COLUMNS = 4


class RecoveryPanel(Living, QWidget):
    """The key; `put_away(bool)` when the person says that she has it."""

    put_away = Signal(bool)

    def __init__(self, organisation: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._organisation, self._key = organisation, key
        self._groups: list[QLabel] = []
        self._warning = Banner(
            N_(
                "This key opens the file if every password is forgotten. It is shown only now, and kept nowhere"
                " in the program."
            ),
            "warning",
        )
        self._said = Label("", ink="success")
        self._said.hide()
        self.tick = QCheckBox()
        self.tick.toggled.connect(self.put_away)
        self.print_button = Button(N_("Print…"), "printer")
        self.print_button.clicked.connect(self._print)
        self.save_button = Button(N_("Save as PDF…"), "download")
        self.save_button.clicked.connect(self._ask_where)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.print_button)
        acts.addWidget(self.save_button)
        acts.addWidget(self._said)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID + HALF)
        column.addWidget(self._warning)
        column.addWidget(self._sheet())
        column.addLayout(acts)
        column.addWidget(self.tick)
        self.setFocusProxy(self.print_button)
        self.live()

    def _sheet(self) -> QFrame:
        sheet = QFrame()
        sheet.setProperty("kit", "card")
        sheet.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(sheet)
        grid.setContentsMargins(GRID, GRID, GRID, GRID)
        grid.setSpacing(HALF)
        for place, group in enumerate(self._key.split("-")):
            number = Label(str(place + 1), "small", "faint")
            said = QLabel(group)
            said.setAlignment(Qt.AlignmentFlag.AlignCenter)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            said.setAccessibleName(f"{place + 1}: {' '.join(group)}")
            cell = QHBoxLayout()
            cell.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
            cell.addWidget(said, 1)
            grid.addLayout(cell, place // _COLUMNS, place % _COLUMNS)
            self._groups.append(said)
        return sheet

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("casemgr")
        printer.setPageLayout(page_layout())
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._tell(paint_sheet(printer, self._organisation, self._key)))
        QDialog.open(dialog)  # QPrintDialog's own open() asks for a slot by name

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, _("Save as PDF…"), QDir.homePath(), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"casemgr-{_('recovery-key')}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write the sheet as a PDF, and say whether it is there."""
        self._tell(save_sheet(path, self._organisation, self._key))

    def _tell(self, done: bool) -> None:
        self._said.setProperty("ink", "success" if done else "danger")
        self._said.say(N_("Done. Put it away from this computer.") if done else N_("It could not be written there."))
        self._said.style().polish(self._said)
        self._said.show()

    def retranslate(self) -> None:
        """The sentence of the tick."""
        self.tick.setText(_("I have put the recovery key away, on paper or on a stick"))

    def restyle(self) -> None:
        """The face of the groups."""
        for group in self._groups:
            face = font("title")
            face.setLetterSpacing(face.SpacingType.AbsoluteSpacing, 2)
            group.setFont(face)
