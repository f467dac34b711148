"""The branches: their codes, names and provinces, and where each is reached, which stands on what it prints; a branch
that closes keeps its files.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui.kit.avatar import Avatar
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.pill import StatusPill
from ui.operations import Query
from ui.pages.administration_section import Section, fill, line_of
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import Switcher, foot
from ui.pages.searchable_choice import province_choice, short_name
from ui.theme import HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.organisation import Branch
    from casemgr.services.printing.letterhead import Place
    from ui.navigation import Navigator


class BranchesSection(Section):
    """The list of the branches, and the form of one of them in its place."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        self.branches: list[Branch] = []
        self.places: dict[str, Place] = {}
        self.list = Card(N_("Branches"), N_("The code of a branch begins the numbers of its files."))
        self.add_button = PrimaryButton(N_("Add a branch"), "plus")
        self.add_button.clicked.connect(lambda: self.edit(None))
        if self.list.header is not None:
            self.list.header.add_action(self.add_button)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self.list.add(self._lines)
        self.code = line(8, left_to_right=True)
        self.code.textEdited.connect(lambda text: self.code.setText(text.upper()))
        self.province = province_choice()
        self.name_fr, self.name_ar, self.name_en = line(left_to_right=True), line(), line(left_to_right=True)
        self.name_ar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.place = {
            "town_fr": line(left_to_right=True),
            "town_ar": line(),
            "address": line(),
            "phone": line(left_to_right=True),
        }
        self.place["town_ar"].setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.closed = QCheckBox()
        self.keep = PrimaryButton(N_("Save"), "save")
        self.keep.clicked.connect(self._save)
        self.fields = FieldGroup(
            {
                "code": FieldFrame(N_("Branch code"), self.code, required=True),
                "province": FieldFrame(N_("Province or prefecture"), self.province, required=True),
                "name_fr": FieldFrame(N_("Branch name in French"), self.name_fr, required=True),
                "name_ar": FieldFrame(N_("in Arabic"), self.name_ar),
                "name_en": FieldFrame(N_("in English"), self.name_en),
                "town_fr": FieldFrame(N_("Town, for the papers done there"), self.place["town_fr"]),
                "town_ar": FieldFrame(N_("in Arabic"), self.place["town_ar"]),
                "phone": FieldFrame(N_("Telephone"), self.place["phone"]),
                "address": FieldFrame(
                    N_("Address of the branch"),
                    self.place["address"],
                    help_text=N_("Without it, its papers give the address of the association."),
                ),
            }
        )
        self.form = self._form()
        self.body = Switcher()
        self.body.add(self.list)
        self.body.add(self.form)
        self.column.addWidget(self.body)
        self.live()

    def _form(self) -> Card:
        form = Card(N_("A branch"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.addWidget(self.fields["code"], 0, 0)
        grid.addWidget(self.fields["province"], 0, 1, 1, 2)
        for place, key in enumerate(("name_fr", "name_ar", "name_en")):
            grid.addWidget(self.fields[key], 1, place)
            grid.setColumnStretch(place, 1)
        for place, key in enumerate(("town_fr", "town_ar", "phone")):
            grid.addWidget(self.fields[key], 2, place)
        grid.addWidget(self.fields["address"], 3, 0, 1, 3)
        form.add(grid)
        form.add(self.closed)
        form.add(foot(self.show_list, self.keep))
        form.setFocusProxy(self.code)
        return form

    def refresh(self) -> None:
        """Read the branches."""
        Query(self, lambda: _read(self.desk), self._show, key="branches").start()

    def _show(self, found: tuple[list[Branch], dict[str, Place]]) -> None:
        branches, self.places = found
        self.branches = branches
        lines: list[QWidget] = []
        for branch in branches:
            change = Button(N_("Change"), "pencil")
            change.clicked.connect(partial(self.edit, branch))
            ends: list[QWidget] = [change]
            if branch.closed:
                ends.insert(0, StatusPill(N_("Closed"), "neutral", "lock"))
            where = str(short_name(branch.province)) if branch.province else ""
            icon = Avatar("building-2", "neutral" if branch.closed else "accent", 36, N_("Branch"))
            lines.append(line_of(f"{branch.code} · {branch.name}", where, icon, *ends))
        fill(self._lines, lines)

    def edit(self, branch: Branch | None, *_clicked: object) -> None:
        """Open the form of `branch`, or of a new one."""
        self.refusal.hide()
        self.fields.clear()
        self.code.setText(branch.code if branch else "")
        self.code.setEnabled(branch is None)
        self.province.set_value(branch.province if branch else "")
        name = branch.name if branch else Words("", "", "")
        for field, text in ((self.name_fr, name.fr), (self.name_ar, name.ar), (self.name_en, name.en)):
            field.setText(text)
        kept = self.places.get(branch.code) if branch else None
        for key, typed in self.place.items():
            typed.setText(getattr(kept, key) if kept is not None else "")
        self.closed.setChecked(branch is not None and branch.closed)
        self.closed.setVisible(branch is not None)
        self.body.show_only(self.form)
        (self.code if branch is None else self.name_fr).setFocus()

    def show_list(self) -> None:
        """Back to the list."""
        self.refusal.hide()
        self.body.show_only(self.list)
        self.refresh()

    def _save(self) -> None:
        code, province, closed = self.code.text().strip(), self.province.value(), self.closed.isChecked()
        name = Words(self.name_fr.text().strip(), self.name_ar.text().strip(), self.name_en.text().strip())
        told = {key: typed.text() for key, typed in self.place.items()}
        is_new = self.code.isEnabled()
        if is_new and any(branch.code == code for branch in self.branches):
            self.fields.clear()
            self.fields.refuse("code", N_("Another branch has this code."))
            return

        def save() -> None:
            from casemgr.services import organisation
            from casemgr.services.printing.letterhead import Place, save_place

            organisation.save_branch(self.desk, organisation.Branch(code, name, province, closed))
            save_place(self.desk, code, Place(**told))

        self.write(save, lambda _done: self._saved(), self.fields, self.keep)

    def _saved(self) -> None:
        self.show_list()
        self.navigator.tell(N_("Saved"))

    def retranslate(self) -> None:
        """The tick and the list."""
        self.closed.setText(_("This branch is closed"))
        if self.branches:
            self._show((self.branches, self.places))


def _read(desk: Desk) -> tuple[list[Branch], dict[str, Place]]:
    from casemgr.services import organisation
    from casemgr.services.printing.letterhead import places

    return organisation.branches(desk), places(desk)
