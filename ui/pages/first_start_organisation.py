"""First start, step 1: who the association is, its first branch, and where the file lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import translate as _
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.field_frame import FieldFrame
from ui.operations import Query
from ui.pages.field_group import NEEDED, FieldGroup, line
from ui.pages.searchable_choice import province_choice, short_name
from ui.preferences import databases_folder
from ui.theme import GRID, WIDE
from ui.translation import N_

_CODE = re.compile(r"[A-Z0-9]{2,8}")
SUFFIX = ".casemgr"


@dataclass(frozen=True)
class Organisation:
    """What step 1 gives."""

    organisation: str
    code: str
    name_fr: str
    name_ar: str
    name_en: str
    province: str
    path: Path


class OrganisationStep(Living, QWidget):
    """`checked()` when everything may go on; remarks stand beside the fields otherwise."""

    checked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.organisation = line()
        self.province = province_choice()
        self.code = line(8, left_to_right=True)
        self.name_fr = line(left_to_right=True)
        self.name_ar = line()
        self.name_ar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.name_en = line(left_to_right=True)
        self.path = line(1000, left_to_right=True)
        self._browse = Button(N_("Choose…"), "folder-open")
        self._browse.clicked.connect(self._choose_path)
        self.fields = FieldGroup(self._frames())
        self._lay()
        self.province.picked.connect(self._prefill)
        self.code.textEdited.connect(lambda text: self.code.setText(text.upper()))
        self.code.textChanged.connect(lambda _text: self._propose_path())
        for frame in self.fields.frames.values():
            edited = getattr(frame.editor, "edit", frame.editor)
            if isinstance(edited, QLineEdit):
                edited.textEdited.connect(lambda _text, frame=frame: frame.clear_message())
        self.province.picked.connect(lambda _code: self.fields["province"].clear_message())
        self._propose_path()
        self.setFocusProxy(self.organisation)
        self.live()

    def _frames(self) -> dict[str, FieldFrame]:
        place = _PathField(self.path, self._browse)
        return {
            "organisation": FieldFrame(N_("Name of the association"), self.organisation, required=True),
            "province": FieldFrame(
                N_("Province or prefecture"),
                self.province,
                required=True,
                help_text=N_("Type a part of the name."),
            ),
            "code": FieldFrame(N_("Branch code"), self.code, required=True, help_text=N_("Begins every file number.")),
            "name_fr": FieldFrame(N_("Branch name in French"), self.name_fr, required=True),
            "name_ar": FieldFrame(N_("in Arabic"), self.name_ar),
            "name_en": FieldFrame(N_("in English"), self.name_en),
            "path": FieldFrame(
                N_("Where the file is kept"),
                place,
                required=True,
                help_text=N_("On this computer’s own disk. It is encrypted as a whole."),
            ),
        }

    def _lay(self) -> None:
        branch = QGridLayout()
        branch.setHorizontalSpacing(WIDE)
        branch.setVerticalSpacing(GRID)
        branch.addWidget(self.fields["province"], 0, 0, 1, 2)
        branch.addWidget(self.fields["code"], 0, 2)
        for place, key in enumerate(("name_fr", "name_ar", "name_en")):
            branch.addWidget(self.fields[key], 1, place)
        for place in range(3):
            branch.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.fields["organisation"])
        column.addLayout(branch)
        column.addWidget(self.fields["path"])

    def _prefill(self, province: str) -> None:
        """A branch usually bears its town's name; what was typed by hand stays."""
        if not province:
            return
        name = short_name(province)
        given = ((self.name_fr, name.fr), (self.name_ar, name.ar), (self.name_en, name.en))
        for field, text in (*given, (self.code, province.removeprefix("MA-"))):
            if not field.isModified():
                field.setText(text)

    def _propose_path(self) -> None:
        if not self.path.isModified():
            name = (self.code.text().strip() or "casemgr").lower()
            self.path.setText(str(databases_folder() / f"{name}{SUFFIX}"))

    def _choose_path(self) -> None:
        dialog = QFileDialog(self, _("Where the file is kept"), self.path.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_path)
        dialog.open()

    def _take_path(self, path: str) -> None:
        self.path.setText(path)
        self.path.setModified(True)
        self.fields["path"].clear_message()

    def value(self) -> Organisation:
        """What is typed, trimmed."""
        french = self.name_fr.text().strip()
        return Organisation(
            organisation=self.organisation.text().strip(),
            code=self.code.text().strip(),
            name_fr=french,
            name_ar=self.name_ar.text().strip() or french,
            name_en=self.name_en.text().strip() or french,
            province=self.province.value(),
            path=Path(self.path.text().strip()).expanduser(),
        )

    def check(self) -> None:
        """Look at every field, then (off the window's thread) at the place of the file; then `checked`."""
        self.fields.clear()
        typed = self.value()
        self.fields.require(("organisation", "name_fr", "path"))
        if not typed.province:
            self.fields.refuse("province", N_("Choose one of the list.") if self.province.currentText() else NEEDED)
        if not _CODE.fullmatch(typed.code):
            self.fields.refuse("code", N_("2 to 8 capital letters or digits."))
        if self.fields.has_errors:
            self.fields.focus_first_wrong()
            return
        Query(self, lambda: _refusal_of(typed.path), self._placed, key="place").start()

    def _placed(self, refusal: UserError | None) -> None:
        if refusal is None:
            self.checked.emit()
            return
        self.refuse_path(refusal)

    def refuse_path(self, refusal: UserError) -> None:
        """The file cannot be there: say it beside the place."""
        self.fields.refuse("path", _sentence(refusal))
        self.path.setFocus()

    def retranslate(self) -> None:
        """The fields speak for themselves."""


class _PathField(QWidget):
    """A path and the button that chooses it."""

    def __init__(self, edit: QLineEdit, browse: Button) -> None:
        super().__init__()
        self.edit = edit
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(edit, 1)
        row.addWidget(browse)
        self.setFocusProxy(edit)


def _sentence(refusal: UserError) -> str:
    return f"{refusal.what} {refusal.do}"


def _refusal_of(path: Path) -> UserError | None:
    """Why a new file may not be at `path`, as far as can be known before writing it."""
    from casemgr.data.file_refusals import FileAlreadyThere, OnNetworkShare
    from casemgr.data.network_share import is_on_network_share

    if is_on_network_share(path):
        return OnNetworkShare()
    return FileAlreadyThere() if path.exists() else None
