"""Ctrl+P: which paper, in which language, by code or by name, why; the page as it will be; printed or saved.

For several records chosen in a register, the first is shown, and all of them go into one file or to the printer.
Nothing is written anywhere before Print or Save: the preview stands in memory. What leaves the program bears its
number and stands in the audit. The job's name says nothing of anybody: others see the printer's list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QMarginsF, Qt, QTimer
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from casemgr.services.desk import Desk
from casemgr.services.printing import templates
from casemgr.services.printing.making import Order, Printed
from casemgr.services.printing.several import Bundle
from casemgr.services.printing.templates import Template
from ui.formats import isolate, number
from ui.kit import (
    Banner,
    Button,
    Card,
    FieldFrame,
    Label,
    PasswordField,
    PrimaryButton,
    ProgressPanel,
    Segmented,
    toast,
)
from ui.operations import Command, Query
from ui.pages import paper_preview_work as work
from ui.pages.page import Page
from ui.pages.paper_preview_sheets import Sheets
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_, Text

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.navigation import Navigator

PEOPLE = "beneficiary"
REST_MS = 300
_OPTIONS_WIDE = 300
_REASON = 300
_LANGUAGES: tuple[tuple[str, Text], ...] = (("fr", "Français"), ("ar", "العربية"), ("en", "English"))
_A4 = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))


class PaperPage(Page):
    """The papers of one record, or of the person `beneficiary` and the record of hers that is in front.

    `among`: the ids of the records that were chosen in a list, when there are several.
    """

    icon_name = "printer"

    def __init__(
        self,
        desk: Desk,
        navigator: Navigator,
        *,
        kind: str,
        record: str,
        beneficiary: str = "",
        among: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, navigator, parent)
        self.among = among if len(among) > 1 else ()
        self.offered = list(self._papers(kind, self.among[0] if self.among else record, beneficiary))
        if self.among:  # a form to fill is the same for all
            self.offered = [one for one in self.offered if not one[0].blank]
        self.seen: work.Seen | None = None
        self._was_not_made = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.look)
        self._make_options()
        self.sheets = Sheets()
        self.progress = ProgressPanel()
        self.trouble = Banner("", "danger")
        self.odd = Banner("", "warning", closable=True)
        self.all = Banner("", "info")
        for one in (self.trouble, self.odd, self.all):
            one.hide()
        if self.among:
            said = N_("Papers in one file: {count}. Here is the first.")
            self.all.say(said.format(count=isolate(number(len(self.among)))))
            self.all.show()
        self._lay()
        self.add_act("Ctrl+P", N_("Print…"), self.ask_printer)
        self.add_act("Ctrl+S", N_("Save as PDF…"), self.ask_where)
        self._allow(False)
        self.live()

    # --- what may be printed --------------------------------------------------------------------------------
    def _papers(self, kind: str, record: str, beneficiary: str) -> Iterator[tuple[Template, str, str]]:
        """Each paper with the kind and the id of what it is printed of: the record in front first."""
        kinds, person = self.desk.kinds, self.desk.person
        if kind != PEOPLE and record and person.may_some("p", kinds[kind].granted_as):
            yield from ((one, kind, record) for one in templates.templates_of(kinds[kind]))
        who = record if kind == PEOPLE else beneficiary
        if who and person.may_some("p", kinds[PEOPLE].granted_as):
            for one in templates.papers_of_person(kinds):
                if person.may_some("p", one.kind.granted_as):
                    yield one, PEOPLE, who
        if not record and not who:
            yield templates.blank_of(kinds[kind]), kind, ""

    # --- how it stands --------------------------------------------------------------------------------------
    def _make_options(self) -> None:
        self.paper = QComboBox()
        self.language = Segmented(list(_LANGUAGES), current_language(), N_("Language"))
        self.with_name = QCheckBox()
        self._by_name = False
        self.reason = QLineEdit()
        self.reason.setMaxLength(_REASON)
        self.protection = PasswordField(N_("Password of the PDF"))
        self.print_button = PrimaryButton(N_("Print…"), "printer")
        self.save_button = Button(N_("Save as PDF…"), "download")
        for _template, _kind, _record in self.offered:
            self.paper.addItem("")
        self.paper.currentIndexChanged.connect(lambda _place: self._chosen())
        self.language.chosen.connect(lambda _key: self.look())
        self.with_name.toggled.connect(lambda _on: self.look())
        self.reason.textChanged.connect(lambda _text: self._rest.start())
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_where)

    def _lay(self) -> None:
        options = Card()
        options.setFixedWidth(_OPTIONS_WIDE)
        options.add(FieldFrame(N_("Paper"), self.paper))
        options.add(FieldFrame(N_("Language"), self.language))
        options.add(self.with_name)
        options.add(FieldFrame(N_("Why (printed and kept in the log)"), self.reason))
        options.add(FieldFrame(N_("Password to open the saved PDF (optional)"), self.protection))
        safe = N_(
            "Each print bears a number and is written in the log. A saved file is not encrypted without a password."
        )
        options.add(Label(safe, "small", ink="muted", wrap=True))
        options.body.addStretch(1)
        options.add(self.print_button)
        options.add(self.save_button)
        right = QVBoxLayout()
        right.setSpacing(GRID)
        for one in (self.trouble, self.odd, self.all, self.progress):
            right.addWidget(one)
        right.addWidget(self.sheets, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        row.setSpacing(GRID + HALF)
        row.addWidget(options)
        row.addLayout(right, 1)

    def title(self) -> str:
        """What is done here; never of whom."""
        return _("Print")

    def retranslate(self) -> None:
        """The papers by their names."""
        super().retranslate()
        self.with_name.setText(_("By name, not by code alone"))
        names = [str(template.paper.label) for template, _kind, _record in self.offered]
        for place, (template, kind, _record) in enumerate(self.offered):
            of = f" — {self.desk.kinds[kind].label}" if names.count(names[place]) > 1 and kind != PEOPLE else ""
            self.paper.setItemText(place, f"{names[place]}{'' if template.blank else of}")
        self.paper.setAccessibleName(_("Paper"))
        self.reason.setAccessibleName(_("Why (printed and kept in the log)"))

    def focus_first(self) -> None:
        """The choice of the paper."""
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is asked for ----------------------------------------------------------------------------------
    def chosen(self) -> Template | None:
        """The paper that is chosen; None when there is none to print."""
        place = self.paper.currentIndex()
        return self.offered[place][0] if 0 <= place < len(self.offered) else None

    def order(self, *, protected: bool = False) -> Order:
        """What is to be printed, as it is chosen; the password is for a file alone."""
        template, kind, record = self.offered[self.paper.currentIndex()]
        return Order(
            template.key,
            kind,
            record,
            languages=(self.language.value(),),
            with_name=self.with_name.isChecked() and self.with_name.isEnabled(),
            reason=self.reason.text().strip(),
            password=self.protection.text() if protected else "",
        )

    def orders(self) -> list[Order]:
        """The same for each of the records that were chosen; the file as a whole has the password."""
        first = self.order()
        return [replace(first, record=one) for one in self.among]

    def refresh(self) -> None:
        """Look at the paper as the record is now."""
        if self.seen is None or not self.seen.images:
            self._chosen()
        else:
            self.look()

    def _chosen(self) -> None:
        template = self.chosen()
        if template is None:
            self._say_trouble(
                N_("Your roles print nothing of this record."),
                N_("Ask whoever coordinates your branch, if you need it."),
            )
            return
        is_empty = template.blank and not self.offered[self.paper.currentIndex()][2]
        self._say_whether_named(template.paper.named, may_choose=not template.paper.named and not is_empty)
        self.look()

    def _say_whether_named(self, named: bool, *, may_choose: bool) -> None:
        """A paper that bears the name anyway says so; what was chosen for the others stays chosen."""
        if self.with_name.isEnabled():
            self._by_name = self.with_name.isChecked()
        self.with_name.blockSignals(True)
        self.with_name.setChecked(self._by_name if may_choose else named)
        self.with_name.blockSignals(False)
        self.with_name.setEnabled(may_choose)

    def look(self) -> None:
        """Make the paper and show it."""
        if self.chosen() is None:
            return
        desk, order = self.desk, self.order()
        self._rest.stop()
        query: Query[work.Seen] = Query(
            self, lambda: work.look(desk, order, query.cancelled.is_set), self._show, self._not_made, key="preview"
        )
        self.progress.follow(query, N_("Preparing the paper…"))
        query.start()

    def _show(self, seen: work.Seen) -> None:
        self.seen = seen
        if self._was_not_made:  # what a save or the printer refused stays said until it is tried again
            self._was_not_made = False
            self.trouble.hide()
        self.sheets.show_pages(seen.images)
        self._tell_odd(seen.made)
        self._allow(True)

    def _tell_odd(self, made: Printed) -> None:
        self.odd.say(made.warning())
        self.odd.setVisible(bool(made.missing))

    def _allow(self, on: bool) -> None:
        self.print_button.setEnabled(on)
        self.save_button.setEnabled(on)

    def _not_made(self, error: UserError) -> None:
        self._was_not_made = True
        self._refuse(error)
        self._allow(False)

    def _refuse(self, error: UserError) -> None:
        self._say_trouble(error.what, error.do)

    def _say_trouble(self, what: Text, do: Text) -> None:
        self.trouble.say(do, what)
        self.trouble.show()

    # --- saving ---------------------------------------------------------------------------------------------
    def ask_where(self) -> QFileDialog | None:
        """Ask where the PDF is to be saved; the name proposed bears the code alone."""
        if self.seen is None or not self.save_button.isEnabled():
            return None
        dialog = QFileDialog(self.window(), _("Save as PDF…"), QDir.homePath(), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._file_name(self.seen.made))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()
        return dialog

    def _file_name(self, made: Printed) -> str:
        """The code of the record; of several, the paper and how many."""
        template = self.chosen()
        if not self.among or template is None:
            return made.file_name
        return f"{template.key}-{len(self.among)}-{self.desk.today:%Y-%m-%d}.pdf"

    def save_to(self, path: Path) -> None:
        """Write the PDF, and say its number."""
        self.trouble.hide()
        if self.among:
            self._save_all(path)
            return
        desk, order = self.desk, self.order(protected=True)
        command = Command(self, lambda: work.save(desk, order, path), self._saved, self._refuse)
        self.progress.follow(command, N_("Writing the PDF…"))
        command.start()

    def _saved(self, made: Printed) -> None:
        self.protection.clear()
        said = _("Saved. Print number {number}.") if made.print_id else _("Saved.")
        toast(self, said.format(number=isolate(made.print_id)))

    def _save_all(self, path: Path) -> None:
        desk, orders, password = self.desk, self.orders(), self.protection.text()
        command: Command[Bundle | None] = Command(
            self,
            lambda: work.save_several(desk, orders, path, password, command.report, command.cancelled.is_set),
            self._all_saved,
            self._refuse,
        )
        self.progress.follow(command, N_("Writing the PDF…"))
        command.start()

    def _all_saved(self, made: Bundle | None) -> None:
        if made is None:
            self._say_trouble(N_("It was stopped: nothing was written."), N_("Save it again when you like."))
            return
        self.protection.clear()
        self._tell_all(made)
        toast(self, _("Saved. Papers: {count}.").format(count=isolate(number(len(made.print_ids)))))

    def _tell_all(self, made: Bundle) -> None:
        """Which characters no font has, and how many were left out."""
        said = [made.warning()] if made.missing else []
        if made.left_out:
            left = _("Left out, as your rights or the record do not allow it: {count}.")
            said.append(left.format(count=isolate(number(len(made.left_out)))))
        self.odd.say(" ".join(said))
        self.odd.setVisible(bool(said))

    # --- printing -------------------------------------------------------------------------------------------
    def ask_printer(self) -> QDialog | None:
        """Choose the printer, then print."""
        if self.seen is None or not self.print_button.isEnabled():
            return None
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("casemgr")
        printer.setFullPage(True)
        printer.setPageLayout(_A4)
        dialog = QPrintDialog(printer, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)  # QPrintDialog's own open() asks for a slot by name
        return dialog

    def print_on(self, printer: QPrinter) -> None:
        """Print, off the window's thread; each page is told, and it may be stopped between two."""
        self.trouble.hide()
        if self.among:
            self._print_all(printer)
            return
        desk, order = self.desk, self.order()
        command: Command[Printed | None] = Command(
            self,
            lambda: work.send(desk, order, printer, command.report, command.cancelled.is_set),
            self._printed,
            self._refuse,
        )
        self.progress.follow(command, N_("Printing…"))
        command.start()

    def _print_all(self, printer: QPrinter) -> None:
        desk, orders = self.desk, self.orders()
        command: Command[tuple[Bundle | None, bool]] = Command(
            self,
            lambda: work.send_several(desk, orders, printer, command.report, command.cancelled.is_set),
            self._all_printed,
            self._refuse,
        )
        self.progress.follow(command, N_("Printing…"))
        command.start()

    def _all_printed(self, sent: tuple[Bundle | None, bool]) -> None:
        made, went = sent
        if made is None:
            self._say_trouble(N_("It was stopped: nothing was printed."), N_("Print again when you like."))
            return
        self._tell_all(made)
        if not went:
            self._printed(None)
            return
        toast(self, _("Sent to the printer. Papers: {count}.").format(count=isolate(number(len(made.print_ids)))))

    def _printed(self, made: Printed | None) -> None:
        if made is None:
            self._say_trouble(
                N_("The printer did not take the whole paper."),
                N_("See that it is on and has paper, then print again: the print will bear another number."),
            )
            return
        said = _("Sent to the printer. Print number {number}.") if made.print_id else _("Sent to the printer.")
        toast(self, said.format(number=isolate(made.print_id)))
