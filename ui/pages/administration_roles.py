"""What each role is for, in a sentence: whoever gives a role must know what it opens (resources/access.csv)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from casemgr.domain.vocabulary import vocabulary
from ui.kit.base import Living
from ui.kit.labels import Label
from ui.theme import GRID, WIDE
from ui.translation import N_, Phrase

MEANINGS: dict[str, Phrase] = {
    "ACCUEIL": N_("Registers people and their papers; sees no notes."),
    "CASE": N_("Follows the people of her team: files, services, plans, referrals."),
    "PSY": N_("Follows mental health; reads and writes health notes."),
    "HEALTH": N_("Follows health; reads and writes health notes."),
    "LEGAL": N_("Follows legal files and their deadlines; reads and writes legal notes."),
    "MEDIA": N_("Interprets and accompanies; sees what the meeting needs."),
    "EMPLOI": N_("Follows training, jobs and projects of the people sent to her."),
    "COORD": N_("Answers for a branch: its files, its figures, its team."),
    "SUPER": N_("Answers for the whole: figures, programmes, complaints; files under a code."),
    "MEAL": N_("Follows indicators: figures, and files under a code."),
    "FIN": N_("Sees amounts and programmes, no files."),
    "DPO": N_("Looks after personal data: requests, retention, who read what."),
    "ADMIN": N_("Looks after the program: people, branches, backups; sees no files."),
    "AUDIT": N_("Reads the trace of what was done; changes nothing."),
}


class RoleChoice(Living, QWidget):
    """The roles as boxes to tick, each with its sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for place, term in enumerate(vocabulary("role").active()):
            box = QCheckBox()
            self.boxes[term.code] = box
            grid.addWidget(box, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(MEANINGS[term.code], ink="muted", wrap=True), place, 1)
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.live()

    def value(self) -> tuple[str, ...]:
        """The roles that are ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def set_value(self, roles: tuple[str, ...]) -> None:
        """Tick these."""
        for code, box in self.boxes.items():
            box.setChecked(code in roles)

    def retranslate(self) -> None:
        """The names of the roles."""
        roles = vocabulary("role")
        for code, box in self.boxes.items():
            box.setText(str(roles.label(code)).replace("&", "&&"))  # a lone & would underline a letter
            box.setAccessibleDescription(str(MEANINGS[code]))
