"""Administration: people, branches, authorisations, and keeping the file safe; each person sees what is hers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui.kit.segmented import Segmented
from ui.pages.administration_branches import BranchesSection
from ui.pages.administration_holidays import HolidaysSection
from ui.pages.administration_hours import HoursSection
from ui.pages.administration_papers import PapersSection
from ui.pages.administration_people import PeopleSection
from ui.pages.administration_safety import SafetySection
from ui.pages.administration_section import Section
from ui.pages.administration_switches import SwitchesSection
from ui.pages.page import Page
from ui.pages.panel_parts import Switcher, scrolled
from ui.theme import LARGE, WIDE, scale
from ui.translation import N_, Phrase

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_WIDTH = 900
# key, words, the right it takes to change what is there, the section
_SECTIONS: tuple[tuple[str, Phrase, str, Callable[[Desk, Navigator], Section]], ...] = (
    ("people", N_("People and roles"), "user", PeopleSection),
    ("branches", N_("Branches"), "branch", BranchesSection),
    ("hours", N_("Opening hours"), "settings", HoursSection),
    ("holidays", N_("Holidays"), "settings", HolidaysSection),
    ("switches", N_("Authorisations"), "settings", SwitchesSection),
    ("papers", N_("Papers"), "settings", PapersSection),
    ("safety", N_("Safety of the file"), "backup", SafetySection),
)


class AdministrationPage(Page):
    """The sections this person may change, one at a time."""

    icon_name = "settings"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        mine = [entry for entry in _SECTIONS if desk.person.may("u", entry[2])]
        self._makers = {key: make for key, _words, _right, make in mine}
        self.sections: dict[str, Section] = {}
        self.choice = Segmented([(key, words) for key, words, _right, _make in mine], name=N_("Administration"))
        self.choice.chosen.connect(self.show_part)
        self.short = QComboBox()  # in place of the choice where the window has no room for it
        self.short.activated.connect(lambda _row: self.show_part(self.short.currentData()))
        self._names = [words for _key, words, _right, _make in mine]
        for key, words, _right, _make in mine:
            self.short.addItem(str(words), key)
        self.short.hide()
        self._body = Switcher()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(WIDE)
        column.addWidget(self.choice)
        column.addWidget(self.short)
        beside = QHBoxLayout()
        beside.addWidget(
            self._body, 1000
        )  # as wide as it may be; the sections to choose from take all the room there is
        beside.addStretch(1)
        column.addLayout(beside)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(inside)
        outer.addWidget(self._area)
        self.show_part(self.choice.value())
        self.live()

    def show_part(self, key: str) -> Section:
        """Open one section; what was typed in another stays there."""
        if key not in self.sections:
            section = self._makers[key](self.desk, self.navigator)
            self.sections[key] = section
            self._body.add(section)
        self.choice.set_value(key)
        self.short.setCurrentIndex(self.short.findData(key))
        self._body.show_only(self.sections[key])
        self.sections[key].refresh()
        return self.sections[key]

    def title(self) -> str:
        """The name of the screen."""
        return _("Administration")

    def refresh(self) -> None:
        """Read the section in front again."""
        self.sections[self.choice.value()].refresh()

    def focus_first(self) -> None:
        """To the choice of sections."""
        (self.short if self.choice.isHidden() else self.choice).setFocus()

    def restyle(self) -> None:
        """As wide as the letters ask."""
        self._body.setMaximumWidth(scale().grown(_WIDTH))
        self._fit_choice()

    def retranslate(self) -> None:
        """The names of the sections, which take more room in one language than in another."""
        super().retranslate()
        self.short.setAccessibleName(_("Administration"))
        for row, words in enumerate(self._names):
            self.short.setItemText(row, str(words))
        self._fit_choice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room for the sections to choose from."""
        super().resizeEvent(event)
        self._fit_choice()

    def _fit_choice(self) -> None:
        """All the sections beside each other where they fit, else as a list to open."""
        fits = (
            self.choice.sizeHint().width() + 2 * LARGE + self._area.verticalScrollBar().sizeHint().width()
            <= self.width()
        )
        self.choice.setVisible(fits)
        self.short.setVisible(not fits)

    def keep_draft(self) -> None:
        """Passwords that were being typed are forgotten, never kept."""
        for section in self.sections.values():
            section.forget_secrets()
