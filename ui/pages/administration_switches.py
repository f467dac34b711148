"""The authorisations of law 09-08: fields that do not exist until the reference of an authorisation is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from casemgr.services.organisation import SWITCH_LABELS
from ui.kit.banner import Banner
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import Label
from ui.kit.pill import StatusPill
from ui.operations import Query
from ui.pages.administration_section import Section
from ui.pages.field_group import FieldGroup, line
from ui.theme import GRID, WIDE
from ui.translation import N_, Phrase

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_OPENS: dict[str, Phrase] = {
    "allow_cin_number": N_("Opens the number of the national identity card in identity documents."),
    "allow_health": N_("Opens health and disability: specific needs, health notes, coverage."),
    "allow_offence_data": N_("Opens offences and convictions in legal files."),
    "allow_transfer_abroad": N_("Opens sending personal data to a partner outside Morocco."),
}


class SwitchCard(Card):
    """One switch. `turned(reference)`, with an empty reference to turn it off."""

    turned = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.reference = line(120, left_to_right=True)
        self.fields = FieldGroup({name: FieldFrame(N_("Reference of the authorisation (CNDP)"), self.reference)})
        self.state = StatusPill(N_("Off"), "neutral")
        self.act = PrimaryButton(N_("Turn on"))
        self.off = Button(N_("Turn off"))
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Label(SWITCH_LABELS[name], weight="strong"))
        head.addWidget(self.state)
        head.addStretch(1)
        self.add(head)
        self.add(Label(_OPENS[name], ink="muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        row.addWidget(self.fields[name], 1)
        self.add(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.off)
        foot.addWidget(self.act)
        self.add(foot)
        for not_yet_known in (self.state, self.act, self.off):  # until it is read whether this switch is on
            not_yet_known.hide()
        self.act.clicked.connect(self._turn_on)
        self.off.clicked.connect(lambda: self.turned.emit(""))
        self.reference.textEdited.connect(lambda _text: self.fields.clear())

    def show_state(self, reference: str) -> None:
        """On with `reference`, or off with an empty one."""
        is_on = bool(reference)
        self.reference.setText(reference)
        self.reference.setReadOnly(is_on)
        self.state.say(
            N_("On") if is_on else N_("Off"),
            "success" if is_on else "neutral",
            "lock-open" if is_on else "lock",
        )
        self.state.show()
        self.act.setVisible(not is_on)
        self.off.setVisible(is_on)

    def _turn_on(self) -> None:
        if not self.reference.text().strip():
            self.fields.refuse(self.name, N_("Enter the reference of the authorisation."))
            self.reference.setFocus()
            return
        self.turned.emit(self.reference.text())


class SwitchesSection(Section):
    """The four switches."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        self.column.addWidget(
            Banner(
                N_(
                    "While a switch is off, its fields do not exist: not in forms, not in imports, not in"
                    " exports. Turning it on or off is kept in the trace, with who did it."
                ),
                "info",
            )
        )
        self.cards = {name: SwitchCard(name) for name in _OPENS}
        for card in self.cards.values():
            card.turned.connect(lambda reference, card=card: self._turn(card, reference))
            self.column.addWidget(card)
        self.live()

    def refresh(self) -> None:
        """Read which are on."""
        Query(self, lambda: _read(self.desk), self._show, key="switches").start()

    def _show(self, references: dict[str, str]) -> None:
        for name, card in self.cards.items():
            typed = card.reference.text() if not card.reference.isReadOnly() else ""
            card.show_state(references.get(name, ""))
            if not references.get(name) and typed:
                card.reference.setText(typed)

    def _turn(self, card: SwitchCard, reference: str) -> None:
        def turn() -> None:
            from casemgr.services import organisation

            organisation.set_switch(self.desk, card.name, reference)

        def turned(_done: None) -> None:
            card.show_state(reference.strip())
            self.refresh()  # a reading still under way began before this, and would show it as it was
            self.navigator.tell(N_("Saved"))

        self.write(turn, turned, card.fields, card.act)


def _read(desk: Desk) -> dict[str, str]:
    from casemgr.services import organisation

    return organisation.switches(desk)
