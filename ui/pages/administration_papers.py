"""What stands at the head of every paper and in its notice block: where the association is reached, and what law 09-08
asks it to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from casemgr.domain.document import Letterhead
from casemgr.domain.words import LANGUAGES, Words
from ui.kit.banner import Banner
from ui.kit.buttons import PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.operations import Query
from ui.pages.administration_section import Section
from ui.pages.field_group import line
from ui.pages.logo_card import LogoCard
from ui.translation import N_, Phrase

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_LONGEST = 200
_LONGEST_NOTICE = 600
_REACHED: dict[str, Phrase] = {
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "hours": N_("Opening hours"),
    "cndp": N_("Reference of the declaration to the CNDP"),
}
_NOTICE: dict[str, Phrase] = {
    "purposes": N_("What the data are for"),
    "recipients": N_("Who receives them"),
    "retention": N_("How long they are kept"),
}
_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
_LEFT_TO_RIGHT = ("phone", "cndp")


class PapersSection(Section):
    """The letterhead, and the notice in three languages; what is left empty has a usual wording."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        said = N_("This stands on every paper that is printed. The notice tells people what becomes of their data.")
        self.column.addWidget(Banner(said, "info"))
        self.lines: dict[str, QLineEdit] = {
            key: line(_LONGEST, left_to_right=key in _LEFT_TO_RIGHT) for key in _REACHED
        }
        head = Card(N_("Letterhead"))
        for key, words in _REACHED.items():
            head.add(FieldFrame(words, self.lines[key]))
        self.column.addWidget(head)
        self.logo = LogoCard()
        self.column.addWidget(self.logo)
        for language in LANGUAGES:
            notice = Card(_NAMES[language], N_("Notice of law 09-08"))
            for key, words in _NOTICE.items():
                self.lines[f"{key}_{language}"] = line(_LONGEST_NOTICE)
                notice.add(FieldFrame(words, self.lines[f"{key}_{language}"]))
            self.column.addWidget(notice)
        self.act = PrimaryButton(N_("Save"), "save")
        self.act.clicked.connect(self.save)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.act)
        self.column.addLayout(foot)
        self._shown: Letterhead | None = None
        self.live()

    def refresh(self) -> None:
        """Read what is kept; what is being typed stays."""
        desk = self.desk
        Query(self, lambda: _read(desk), self._show, self.refuse, key="letterhead").start()

    def _show(self, kept: Letterhead) -> None:
        if self._shown is not None and self.letterhead() != self._shown:
            return
        self._shown = kept
        for key in _REACHED:
            self.lines[key].setText(getattr(kept, key))
        for key in _NOTICE:
            words: Words | None = getattr(kept, key)
            for language in LANGUAGES:
                self.lines[f"{key}_{language}"].setText(words.say(language) if words is not None else "")
        self.logo.show_logo(kept.logo)
        self._shown = self.letterhead()

    def letterhead(self) -> Letterhead:
        """What is typed, of the branch and association shown."""
        shown = self._shown or Letterhead("", Words("", "", ""))
        address, phone, hours, cndp = (self.lines[key].text().strip() for key in _REACHED)
        purposes, recipients, retention = (self._words(key) for key in _NOTICE)
        return Letterhead(
            shown.association,
            shown.branch,
            address,
            phone,
            hours,
            cndp,
            purposes,
            recipients,
            retention,
            self.logo.content,
            shown.version,
        )

    def _words(self, key: str) -> Words | None:
        said = [self.lines[f"{key}_{language}"].text().strip() for language in LANGUAGES]
        first = next((one for one in said if one), "")
        return Words(*(one or first for one in said)) if first else None

    def save(self) -> None:
        """Keep it."""
        desk, given = self.desk, self.letterhead()

        def saved(_done: None) -> None:
            self._shown = given
            self.navigator.tell(N_("Saved"))

        self.write(lambda: _keep(desk, given), saved, button=self.act)


def _read(desk: Desk) -> Letterhead:
    from casemgr.services.printing.letterhead import letterhead

    return letterhead(desk, desk.person.branch)


def _keep(desk: Desk, given: Letterhead) -> None:
    from casemgr.services.printing.letterhead import save_letterhead

    save_letterhead(desk, given)
