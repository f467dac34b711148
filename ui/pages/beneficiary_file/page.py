"""The file of one person: a header that never leaves, and everything about her a key away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.kind import Kind
from casemgr.domain.words import translate as _
from casemgr.services.desk import Desk
from casemgr.services.memberships import HOUSEHOLD
from ui.formats import isolate
from ui.kit import Banner, IconButton, PrimaryButton
from ui.kit.menus import open_under
from ui.operations import Query
from ui.pages.beneficiary_file.header import FileHeader
from ui.pages.beneficiary_file.history_view import HistoryView
from ui.pages.beneficiary_file.household_section import HouseholdSection
from ui.pages.beneficiary_file.identity_pane import IdentityPane
from ui.pages.beneficiary_file.overview import Overview
from ui.pages.beneficiary_file.parts_bar import PartsBar
from ui.pages.beneficiary_file.reading import Opened, read_file
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.beneficiary_file.records_section import RecordsSection
from ui.pages.beneficiary_file.shared_section import SharedSection
from ui.pages.page import Page
from ui.registry import SHELVES
from ui.theme import GRID, WIDE, icon
from ui.translation import N_, Text

if TYPE_CHECKING:
    from ui.navigation import Navigator

OVERVIEW, IDENTITY, FOLLOW_UP, HISTORY = "overview", "identity", "follow_up", "history"
PEOPLE = "beneficiary"
# What a tab says shorter than the register.
_SHORT: dict[str, Text] = {
    "enrolment": N_("Programmes"),
    "legal_file": N_("Legal"),
    "attachment": N_("Documents"),
}
# The letter after "&" begins the record: N then S for a service. The other kinds take a letter that is free.
_LETTERS = {"service": N_("&Service"), "case": N_("&Case"), "consent": N_("C&onsent"), HOUSEHOLD: N_("&Household")}


class FilePage(Page):
    """The file of `beneficiary`."""

    icon_name = "user"

    def __init__(self, desk: Desk, navigator: Navigator, *, beneficiary: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.beneficiary = beneficiary
        self.opened: Opened | None = None
        self.header = FileHeader()
        self.stack = QStackedWidget()
        self.overview = Overview(desk, beneficiary)
        self.overview.opened.connect(self._open_entry)
        self.overview.field_asked.connect(self.complete)
        self.overview.refused.connect(self._refuse)
        self._made: dict[str, QWidget] = {}
        self._shared = self._kinds_by_part()
        self._makers = self._sections()
        self.keys = list(self._makers)
        self.parts = PartsBar(self.keys, (OVERVIEW, IDENTITY))
        self.tabs = self.parts.bar
        self._counts: dict[str, int] = {}
        self._trouble = Banner("", "danger")
        self._trouble.hide()
        self._lay()
        self._add_acts()
        self.section(OVERVIEW)
        self.live()

    # --- building -------------------------------------------------------------------------------------------
    def _kinds_by_part(self) -> dict[str, list[Kind]]:
        """The kinds of records of a person that this reader may read, by the part of the file in which they stand."""
        kinds = [kind for kind in self.desk.kinds.values() if kind.person and self._may_read(kind.granted_as)]
        parts: dict[str, list[Kind]] = {}
        for kind in sorted(kinds, key=lambda one: SHELVES.index(one.stands_on)):
            parts.setdefault(kind.stands_in, []).append(kind)
        return parts

    def _part_of(self, kind: str) -> str:
        """The part of the file in which a kind stands; "" for none."""
        return next((part for part, kinds in self._shared.items() if any(one.key == kind for one in kinds)), "")

    def _sections(self) -> dict[str, Callable[[], QWidget]]:
        """How each section is made, when it is first looked at, in the order of the tabs."""
        desk = self.desk
        found: dict[str, Callable[[], QWidget]] = {OVERVIEW: lambda: self.overview, IDENTITY: self._make_identity}
        if HOUSEHOLD in desk.kinds and self._may_read(HOUSEHOLD):
            found[HOUSEHOLD] = self._make_household_section
        for part, kinds in self._shared.items():
            found[part] = partial(self._make_records, kinds[0]) if len(kinds) == 1 else partial(self._make_shared, part)
        found[HISTORY] = lambda: HistoryView(desk, PEOPLE, self.beneficiary)
        return found

    def section(self, key: str) -> QWidget:
        """The section `key`, made the first time. Raises KeyError for another."""
        if key not in self._made:
            self._made[key] = self._makers[key]()
            self.stack.addWidget(self._made[key])
        return self._made[key]

    def _make_identity(self) -> IdentityPane:
        pane = IdentityPane(self.desk, self.desk.kinds[PEOPLE])
        pane.changed.connect(self._changed)
        pane.record_asked.connect(self._open_other)
        pane.said.connect(self.navigator.hint)
        if self.opened is not None:
            pane.show_file(self.opened)
        return pane

    def _make_household_section(self) -> HouseholdSection:
        section = HouseholdSection(self.desk, self.beneficiary, self._may_create(HOUSEHOLD))
        section.opened.connect(self._open_other)
        section.create_asked.connect(self._make_household)
        section.join_asked.connect(self._join)
        section.refused.connect(self._refuse)
        return section

    def _make_records(self, kind: Kind) -> RecordsSection:
        section = RecordsSection(self.desk, kind, self.beneficiary, self._may_create(kind.key))
        self._listen(section)
        return section

    def _listen(self, section: RecordsSection | SharedSection) -> None:
        section.changed.connect(self._changed)
        section.begin_asked.connect(self.begin)
        section.record_asked.connect(self._open_other)
        section.refused.connect(self._refuse)
        section.said.connect(self.navigator.hint)
        section.paper_asked.connect(lambda given: self.navigator.new_record("attachment", **given))

    def _make_shared(self, part: str) -> SharedSection:
        section = SharedSection(self.desk, self._shared[part], self.beneficiary, self._may_begin())
        self._listen(section)
        section.say_counts(self._counts)
        return section

    def _may_read(self, granted_as: str) -> bool:
        return any(True for _grant in self.desk.person.grants("r", granted_as))

    def _may_create(self, kind: str) -> bool:
        person = self.desk.person
        granted_as = self.desk.kinds[kind].granted_as if kind in self.desk.kinds else kind
        return person.may_create_some(granted_as, person.branch)

    def _may_begin(self) -> list[str]:
        """The kinds of which a record may be begun here, in the order of the file."""
        household = [HOUSEHOLD] if HOUSEHOLD in self.desk.kinds else []
        every = [kind.key for kinds in self._shared.values() for kind in kinds] + household
        return [kind for kind in every if self._may_create(kind)]

    def _may_print(self) -> bool:
        """Whether some paper of this file is hers to print."""
        kinds = [self.desk.kinds[PEOPLE], *(kind for part in self._shared.values() for kind in part)]
        return any(self.desk.person.may_some("p", kind.granted_as) for kind in kinds)

    def _lay(self) -> None:
        self.new_button = PrimaryButton(N_("&New"), "plus")
        self.new_button.clicked.connect(self.open_menu)
        if not self._may_begin():
            self.new_button.hide()  # never shown before it stands in the page: it would take the keyboard
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.parts, 1)
        self.print_button = IconButton("printer", N_("Print…"))
        self.print_button.clicked.connect(self.print_paper)
        if not self._may_print():
            self.print_button.hide()
        line.addWidget(self.print_button)
        line.addWidget(self.new_button)
        self.tabs.currentChanged.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, GRID + 4, WIDE, GRID + 4)
        column.setSpacing(GRID)
        column.addWidget(self._trouble)
        column.addWidget(self.header)
        column.addLayout(line)
        column.addWidget(self.stack, 1)

    def _add_acts(self) -> None:
        self.add_act("Ctrl+N", N_("New record in this file"), self.open_menu)
        self.add_act("Ctrl+S", N_("Save"), self.save)
        if self._may_print():
            self.add_act("Ctrl+P", N_("Print…"), self.print_paper)
        self.add_act("F5", N_("Read again"), self.refresh)
        for place, key in enumerate(self.keys[:9]):
            self.add_act(f"Ctrl+{place + 1}", self._name(key), partial(self.show_section, key))

    # --- what the shell asks --------------------------------------------------------------------------------
    def title(self) -> str:
        """The name of the person, for the head of the window."""
        if self.opened is None:
            return _("File")
        return self.opened.head.title or isolate(self.opened.head.code)

    def refresh(self) -> None:
        """Read the file again; what is typed, chosen and scrolled stays."""
        desk, person = self.desk, self.beneficiary
        Query(self, lambda: read_file(desk, person), self._show, self._refuse, key="file").start()
        self._load()

    def focus_first(self) -> None:
        """The keyboard to what is in front."""
        go = getattr(self.stack.currentWidget(), "focus_first", None)
        (go or self.tabs.setFocus)()

    def keep_draft(self) -> None:
        """Keep what is typed in the file."""
        for section in self._made.values():
            inside = section.sections() if isinstance(section, SharedSection) else (section,)
            for pane in map(_pane_of, inside):
                if pane is not None:
                    pane.keep_draft()

    def show_section(self, section: str = "", record: str = "") -> None:
        """Go to a section (the key of a kind, or of one of the others; "" for the overview), at one of its records."""
        part = self._part_of(section)
        key = part or (section if section in self.keys else OVERVIEW)
        self.tabs.setCurrentIndex(self.keys.index(key))
        shown = self.section(key)
        if self.isVisible():
            self.focus_first()  # else Qt hands the keyboard to the side, as what had it goes out of sight
        if part and isinstance(shown, SharedSection) and (record or section != part):
            shown.go_to(section, record)
        elif record and isinstance(shown, RecordsSection):
            shown.go_to(record)

    def save(self) -> None:
        """Save what is typed in the section in front."""
        pane = _pane_of(self.stack.currentWidget())
        if pane is not None:
            pane.save()

    def print_paper(self) -> None:
        """The papers of the person, and those of the record in front."""
        pane = _pane_of(self.stack.currentWidget())
        person = self.beneficiary
        if pane is not None and pane.record and pane.kind.key != PEOPLE:
            self.navigator.open_page("paper", kind=pane.kind.key, record=pane.record, beneficiary=person)
        else:
            self.navigator.open_page("paper", kind=PEOPLE, record=person)

    # --- showing --------------------------------------------------------------------------------------------
    def _show(self, opened: Opened) -> None:
        self._trouble.hide()
        survivor = opened.file.record.merged_into
        if survivor:
            self.navigator.replace("file", beneficiary=survivor)
            return
        self.opened = opened
        self._counts = {section.kind: section.count for section in opened.file.sections}
        self.header.show_head(opened.head)
        self.overview.show_missing(opened.file.to_complete)
        identity = self._made.get(IDENTITY)
        if isinstance(identity, IdentityPane):
            identity.show_file(opened)
        self._name_tabs()
        self.renamed.emit()

    def _refuse(self, error: UserError) -> None:
        self._trouble.say(error.do, error.what)
        self._trouble.show()

    def _turn(self, place: int) -> None:
        self.stack.setCurrentWidget(self.section(self.keys[place]))
        self._load()

    def _load(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, (Overview, HouseholdSection, RecordsSection, SharedSection, HistoryView)):
            shown.load()

    def _name(self, key: str) -> Text:
        names: dict[str, Text] = {
            OVERVIEW: N_("Overview"),
            IDENTITY: N_("Identity"),
            HISTORY: N_("History"),
            HOUSEHOLD: self.desk.kinds[HOUSEHOLD].label if HOUSEHOLD in self.desk.kinds else "",
        }
        if key in names:
            return names[key]
        kinds = self._shared[key]
        if len(kinds) > 1:
            return N_("Follow-up") if key == FOLLOW_UP else kinds[0].plural
        return kinds[0].plural if kinds[0].key not in _SHORT else _SHORT[kinds[0].key]

    def _name_tabs(self) -> None:
        counts = {part: sum(self._counts.get(kind.key, 0) for kind in kinds) for part, kinds in self._shared.items()}
        self.parts.say({key: self._name(key) for key in self.keys}, counts)
        for section in self._made.values():
            if isinstance(section, SharedSection):
                section.say_counts(self._counts)

    # --- going ----------------------------------------------------------------------------------------------
    def _open_entry(self, kind: str, record: str) -> None:
        self.show_section(IDENTITY if kind == PEOPLE else kind, record)

    def _open_other(self, kind: str, record: str) -> None:
        if kind == PEOPLE and record == self.beneficiary:
            self.show_section(IDENTITY)
        elif kind in self.desk.kinds:
            self.navigator.open_record(kind, record)

    def complete(self, field: str) -> None:
        """Type what is missing: the form of the identity, at this field."""
        self.show_section(IDENTITY)
        identity = self.section(IDENTITY)
        if isinstance(identity, IdentityPane):
            identity.edit("", field)

    def _changed(self, kind: str, record: str) -> None:
        self.refresh()
        self.navigator.tell_saved(kind, record)

    # --- beginning ------------------------------------------------------------------------------------------
    def begin(self, kind: str) -> None:
        """A new record of this person."""
        if kind == HOUSEHOLD:
            self._make_household("")
        else:
            self.navigator.new_record(kind, beneficiary=self.beneficiary)

    def _make_household(self, other: str) -> None:
        head = {"member": self.beneficiary, "relationship": "HEAD", "from_date": self.desk.today, "lives_here": True}
        more = [{"member": other, "relationship": None, "from_date": self.desk.today, "lives_here": True}]
        self.navigator.new_record(HOUSEHOLD, members=[head, *(more if other else ())])

    def _join(self, household: str) -> None:
        self.navigator.open_page("record", kind=HOUSEHOLD, record=household, joining=self.beneficiary)

    def menu(self) -> QMenu:
        """The records that may be begun here, each with its letter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kinds = self._may_begin()
        words = lettered({kind: str(_LETTERS.get(kind) or self.desk.kinds[kind].label) for kind in kinds})
        for kind in kinds:
            action = menu.addAction(icon(self.desk.kinds[kind].icon), words[kind])
            action.triggered.connect(lambda _on=False, kind=kind: self.begin(kind))
        return menu

    def open_menu(self) -> None:
        """Two keys begin a record: N (or Ctrl+N), then its letter."""
        open_under(self.new_button, self.menu())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N opens the menu of new records, wherever nothing is typed."""
        if event.key() == Qt.Key.Key_N and not event.modifiers() and self.new_button.isVisible():
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Tabs in the language of the moment; what was read in another is read again."""
        super().retranslate()
        self.tabs.setAccessibleName(_("File"))
        self._name_tabs()
        if self.opened is not None:
            self.refresh()


def lettered(words: Mapping[str, str]) -> dict[str, str]:
    """Words of a menu, each with a letter of its own after "&": those that have one keep it."""
    taken = {text[text.index("&") + 1].casefold() for text in words.values() if "&" in text}
    said: dict[str, str] = {}
    for key, text in words.items():
        said[key] = text
        if "&" in text:
            continue
        for place, letter in enumerate(text.casefold()):
            if letter.isalpha() and letter not in taken:
                taken.add(letter)
                said[key] = f"{text[:place]}&{text[place:]}"
                break
    return said


def _pane_of(section: QWidget | None) -> RecordPane | None:
    """Where something may be typed in a section."""
    if isinstance(section, SharedSection):
        return section.section.pane
    if isinstance(section, RecordsSection):
        return section.pane
    return section if isinstance(section, IdentityPane) else None
