"""Which screens there are, in the order of the side, each by the place of its class: imported when opened."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ui.translation import N_, Phrase

if TYPE_CHECKING:
    from casemgr.domain.access import Person


def _everyone(_person: Person) -> bool:
    return True


def _who_reads(kind: str) -> Callable[[Person], bool]:
    return lambda person: person.may("r", kind, "L0") or person.may("r", kind, "L1")


def _who_administers(person: Person) -> bool:
    return any(person.may("u", kind) for kind in ("user", "branch", "settings", "backup"))


@dataclass(frozen=True)
class PageEntry:
    """One screen: its key, its name and icon in the side, `place` ("module:Class"), what it is opened with.

    `aside` tells whether it stands in the side navigation; `may` for whom it exists at all.
    """

    key: str
    name: Phrase
    icon_name: str
    place: str
    given: Mapping[str, object] = field(default_factory=dict)
    aside: bool = True
    may: Callable[[Person], bool] = _everyone

    def page_class(self) -> type[Any]:
        """The class (a `ui.pages.page.Page`), imported now."""
        module, _, name = self.place.partition(":")
        return cast("type[Any]", getattr(importlib.import_module(module), name))


def _register(key: str, kind: str, name: Phrase, icon_name: str, aside: bool = True) -> PageEntry:
    return PageEntry(key, name, icon_name, "ui.pages.register:RegisterPage", {"kind": kind}, aside, _who_reads(kind))


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", N_("Home"), "layout-dashboard", "ui.pages.home:HomePage"),
    _register("beneficiaries", "beneficiary", N_("Beneficiaries"), "users"),
    _register("households", "household", N_("Households"), "house"),
    _register("cases", "case", N_("Cases"), "folder-open"),
    _register("services", "service", N_("Services"), "hand-helping"),
    _register("consents", "consent", N_("Consents"), "shield-check", aside=False),
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
    PageEntry("new", N_("New record"), "plus", "ui.pages.new_record:NewRecordPage", aside=False),
)


def entries_for(person: Person) -> tuple[PageEntry, ...]:
    """The screens that exist for this person."""
    return tuple(entry for entry in PAGES if entry.may(person))


def entry(key: str) -> PageEntry:
    """The screen of this key. Raises KeyError for another."""
    for found in PAGES:
        if found.key == key:
            return found
    raise KeyError(key)
