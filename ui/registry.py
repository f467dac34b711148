"""Which screens there are, in the order of the side, each by the place of its class: imported when opened."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ui.translation import N_, Text

if TYPE_CHECKING:
    from casemgr.domain.access import Person
    from casemgr.domain.kind import Kind


def _everyone(_person: Person) -> bool:
    return True


def _who_reads(kind: str) -> Callable[[Person], bool]:
    """Whoever reads some of it: L4 alone is no register, it is a list of named records."""
    return lambda person: person.may_some("r", kind)


def _who_adds(person: Person) -> bool:
    kinds = ("beneficiary", "household", "case", "service", "referral", "legal_file", "complaint")
    return any(person.may_some("c", kind) for kind in kinds)


def _who_sees_legal_dates(person: Person) -> bool:
    return any(grant.view in ("full", "dates") and "L3" in grant.levels for grant in person.grants("r", "legal_file"))


def _who_administers(person: Person) -> bool:
    return any(person.may("u", kind) for kind in ("user", "branch", "settings", "backup"))


@dataclass(frozen=True)
class PageEntry:
    """One screen: its key, its name and icon in the side, `place` ("module:Class"), what it is opened with.

    `aside` tells whether it stands in the side navigation, on which `shelf` (after those of the kinds when empty);
    `may` for whom it exists at all.
    """

    key: str
    name: Text
    icon_name: str
    place: str
    given: Mapping[str, object] = field(default_factory=dict)
    aside: bool = True
    may: Callable[[Person], bool] = _everyone
    shelf: str = ""

    def page_class(self) -> type[Any]:
        """The class (a `ui.pages.page.Page`), imported now."""
        module, _, name = self.place.partition(":")
        return cast("type[Any]", getattr(importlib.import_module(module), name))


REGISTER = "ui.pages.register:RegisterPage"


def _register(kind: Kind) -> PageEntry:
    """The register of a kind, whose key is the kind's: a new kind of record has one without a line here."""
    icon = "users" if kind.key == "beneficiary" else kind.icon
    given = {"kind": kind.key}
    may = _who_reads(kind.granted_as)
    return PageEntry(kind.key, kind.plural, icon, REGISTER, given, kind.aside, may, kind.stands_on)


# In the order of the side: the day beside Home, then by what one looks for; the others come last. Their names, where
# a group needs one to be found.
SHELVES = ("home", "day", "people", "support", "rights", "directory", "")
HEADINGS: Mapping[str, Text] = {
    "people": N_("Persons"),
    "support": N_("Accompaniment"),
    "rights": N_("Rights"),
}


HOME = PageEntry("home", N_("My day"), "layout-dashboard", "ui.pages.home:HomePage", shelf="home")
OTHERS: tuple[PageEntry, ...] = (
    PageEntry(
        "agenda", N_("Agenda"), "calendar", "ui.pages.agenda:AgendaPage", may=_who_reads("appointment"), shelf="day"
    ),
    PageEntry(
        "programmes",
        N_("Programmes"),
        "target",
        "ui.pages.programmes:ProgrammesPage",
        may=_who_reads("enrolment"),
        shelf="support",
    ),
    PageEntry(
        "legal_calendar",
        N_("Deadlines and hearings"),
        "calendar-clock",
        "ui.pages.legal_calendar:LegalCalendarPage",
        may=_who_sees_legal_dates,
        shelf="rights",
    ),
    PageEntry(
        "duplicates",
        N_("Duplicates"),
        "git-merge",
        "ui.pages.duplicates:DuplicatesPage",
        may=lambda person: person.may("u", "beneficiary") and person.view("beneficiary") == "full",
        shelf="people",
    ),
    PageEntry(
        "figures",
        N_("Figures"),
        "chart-column",
        "ui.pages.figures:FiguresPage",
        may=lambda person: person.may("r", "report"),
    ),
    PageEntry(
        "administration",
        N_("Administration"),
        "settings",
        "ui.pages.administration:AdministrationPage",
        may=_who_administers,
    ),
    PageEntry("appearance", N_("Appearance"), "monitor", "ui.pages.appearance:AppearancePage", aside=False),
    # opened from others, never from the side
    PageEntry("file", N_("File"), "user", "ui.pages.beneficiary_file:FilePage", aside=False),
    PageEntry("record", N_("Record"), "file-text", "ui.pages.beneficiary_file:RecordPage", aside=False),
    PageEntry("import", N_("Import a list"), "upload", "ui.pages.import_list:ImportPage", aside=False, may=_who_adds),
    PageEntry("paper", N_("Print"), "printer", "ui.pages.paper_preview:PaperPage", aside=False),
    PageEntry("new", N_("New record"), "plus", "ui.pages.new_record:NewRecordPage", aside=False),
)


def entries_for(person: Person, kinds: Iterable[Kind]) -> tuple[PageEntry, ...]:
    """The screens that exist for this person, in the order of the side: home, then shelf by shelf, then the rest."""
    every = (HOME, *(_register(kind) for kind in kinds), *OTHERS)
    shelves = sorted(every, key=lambda entry: SHELVES.index(entry.shelf))
    return tuple(entry for entry in shelves if entry.may(person))
