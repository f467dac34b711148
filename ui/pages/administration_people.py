"""People and roles: who works here, what each may do, and the closing of an access when somebody leaves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from casemgr.domain.vocabulary import vocabulary
from ui.formats import isolate
from ui.kit.avatar import Avatar
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.confirm_panel import ConfirmPanel
from ui.kit.pill import StatusPill
from ui.kit.search_field import SearchField
from ui.operations import Query
from ui.pages.administration_person_form import PersonForm
from ui.pages.administration_section import Section, fill, line_of
from ui.pages.panel_parts import Switcher
from ui.theme import HALF
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.organisation import Branch
    from casemgr.services.staff import StaffMember
    from ui.navigation import Navigator


class PeopleSection(Section):
    """The list of the staff, and the form of one of them in its place."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        self.members: list[StaffMember] = []
        self._branches: list[Branch] = []
        self.list = Card(N_("People"), N_("Each has a login of her own; what one does is kept under it."))
        self.add_button = PrimaryButton(N_("Add a person"), "user-plus")
        self.add_button.clicked.connect(lambda: self.edit(None))
        if self.list.header is not None:
            self.list.header.add_action(self.add_button)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self.search = SearchField(N_("Find somebody"))
        self.search.searched.connect(lambda _text: self._show((self.members, self._branches)))
        self.list.add(self.search)
        self.list.add(self._lines)
        self.form = PersonForm()
        self.form.left.connect(self.show_list)
        self.form.kept.connect(self._save)
        self.body = Switcher()
        self.body.add(self.list)
        self.body.add(self.form)
        self.column.addWidget(self.body)
        self.live()

    def refresh(self) -> None:
        """Read the staff and the branches."""
        Query(self, lambda: _read(self.desk), self._show, key="staff").start()

    def _show(self, found: tuple[list[StaffMember], list[Branch]]) -> None:
        self.members, self._branches = found
        roles = vocabulary("role")
        lines = []
        wanted = self.search.text().strip().casefold()
        for member in self.members:
            if wanted not in f"{member.name} {member.login} {member.branch}".casefold():
                continue
            said = ", ".join(str(roles.label(role)) for role in member.roles)
            ends = [StatusPill(N_("Access closed"), "neutral", "lock")] if member.disabled else self._acts(member)
            icon = Avatar("user", "neutral" if member.disabled else "accent", 36)
            below = f"{isolate(member.login)} · {member.branch} · {said}"
            lines.append(line_of(member.name, below, icon, *ends))
        fill(self._lines, list(lines))
        if self.list.header is not None:
            self.list.header.set_count(len(self.members))

    def _acts(self, member: StaffMember) -> list[Button]:
        change = Button(N_("Change"), "pencil")
        change.clicked.connect(partial(self.edit, member))
        close = Button(N_("Close the access"), variant="ghost")
        close.clicked.connect(partial(self.ask_to_close, member))
        return [change] if member.id == self.desk.person.id else [change, close]

    def retranslate(self) -> None:
        """The roles in the language of the moment."""
        if self.members:
            self._show((self.members, self._branches))

    # --- one person -------------------------------------------------------------------------------

    def edit(self, member: StaffMember | None, *_clicked: object) -> None:
        """Open the form of `member`, or of somebody new."""
        self.refusal.hide()
        self.form.begin(member, self._branches, self.desk.person.branch)
        self.body.show_only(self.form)
        self.form.setFocus()

    def show_list(self) -> None:
        """Back to the list."""
        self.refusal.hide()
        self.form.new_password.clear()
        self.body.show_only(self.list)
        self.refresh()

    def _save(self) -> None:
        member, draft, password = self.form.member, self.form.draft(), self.form.new_password.text()

        def save() -> None:
            from casemgr.services import staff

            if member is None:
                staff.add(self.desk, draft, password)
                return
            staff.change(self.desk, member.id, draft)
            if password:
                staff.set_password(self.desk, member.id, password)

        self.write(save, lambda _done: self._saved(), self.form.fields, self.form.keep)

    def _saved(self) -> None:
        self.show_list()
        self.navigator.tell(N_("Saved"))

    def ask_to_close(self, member: StaffMember, *_clicked: object) -> None:
        """Closing takes a confirmation: the person will not be able to sign in any more."""
        panel = ConfirmPanel(
            N_("Close the access of {name}?").format(name=member.name),
            N_("She can no longer sign in. Her name stays on what she wrote."),
            N_("Close the access"),
            needs_reason=False,
        )
        panel.confirmed.connect(lambda _reason: self._close(member))
        panel.open_over(self)

    def _close(self, member: StaffMember) -> None:
        def close() -> None:
            from casemgr.services import staff

            staff.disable(self.desk, member.id)

        self.write(close, lambda _done: self.refresh())

    def forget_secrets(self) -> None:
        """The password of the form."""
        self.form.new_password.clear()


def _read(desk: Desk) -> tuple[list[StaffMember], list[Branch]]:
    from casemgr.services import organisation, staff

    return staff.staff(desk), [one for one in organisation.branches(desk) if not one.closed]
