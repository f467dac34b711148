"""The ways between the screens: open one, open a person's file, begin a record, go back.

Pages know only this; none of them knows the window, nor another page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.operations import when_written
from ui.registry import PageEntry, entries_for
from ui.translation import Text

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.drafts import Draft
    from ui.window_settings import WindowSettings

_DEEPEST = 20
_REMEMBERED = 12


class Screen(QWidget):
    """What the navigator asks of a screen; `ui.pages.page.Page` builds on it."""

    def title(self) -> str:
        """What the head of the window calls this screen (never the title of the window itself)."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again what is shown: called each time the screen comes to the front, and when a record was saved
        while it is there. It must not lose what is typed, nor the selection, nor the scroll.
        """

    def focus_first(self) -> None:
        """Put the keyboard where work begins: called after the screen came to the front."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_draft(self) -> None:
        """Keep what is typed now: called before leaving, locking and closing. Must not ask anything."""

    def can_leave(self) -> bool:
        """Whether the screen may be left now (what is typed is in a draft by then, so nearly always)."""
        return True


@dataclass(frozen=True)
class Visit:
    """A screen on the way here: what it was opened with, and the screen itself, kept as it was left."""

    key: str
    given: tuple[tuple[str, object], ...]
    page: Screen


class Navigator(QObject):
    """Which screen is in front, and how one got there.

    Signals: `moved(page)` a screen came to the front; `closed(page)` one is no longer needed;
    `saved(kind, id)` a record was written (whoever shows it reads again); `said(text)` for the foot of the
    window; `hinted(text)` for the saved state ("Draft kept 14:05"); `restore_wanted(path)` a backup is to take
    the place of the open file, which the window must close first; `waiting(key, count)` how much waits at a screen
    of the side.
    """

    moved = Signal(object)
    closed = Signal(object)
    saved = Signal(str, str)
    said = Signal(object)
    hinted = Signal(object)
    restore_wanted = Signal(str)
    waiting = Signal(str, int)

    def __init__(self, desk: Desk, settings: WindowSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.settings = settings
        self.entries: dict[str, PageEntry] = {
            entry.key: entry for entry in entries_for(desk.person, desk.kinds.values())
        }
        self._way: list[Visit] = []
        self._sides: dict[str, Screen] = {}
        self.recent_files: list[str] = []

    # --- where one is -----------------------------------------------------------------------------

    @property
    def current(self) -> Screen | None:
        """The screen in front."""
        return self._way[-1].page if self._way else None

    @property
    def current_key(self) -> str:
        """Its key in the registry, or "" before the first."""
        return self._way[-1].key if self._way else ""

    @property
    def current_side(self) -> str:
        """The place of the side for the screen in front: people for a file, its kind for a record; or ""."""
        if not self._way:
            return ""
        visit, given = self._way[-1], dict(self._way[-1].given)
        people = visit.key == "file" or "beneficiary" in given
        draft = given.get("draft")
        kind = given.get("kind") or getattr(draft, "kind", "")
        for key in (visit.key, "beneficiary" if people else str(kind)):
            if key in self.entries and self.entries[key].aside:
                return key
        return ""

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen to go back to."""
        return len(self._way) > 1

    def pages(self) -> list[Screen]:
        """Every screen that is kept, in front or not."""
        return list(dict.fromkeys([*self._sides.values(), *(visit.page for visit in self._way)]))

    # --- going ------------------------------------------------------------------------------------

    def may_open(self, key: str) -> bool:
        """Whether this screen exists for who is signed in."""
        return key in self.entries

    def open_page(self, key: str, **given: object) -> Screen | None:
        """Bring a screen to the front; None when the one in front may not be left.

        A screen of the side is kept and found as it was; any other is made for what it is `given`, and found
        again when it is on the way already. Raises KeyError for a screen that this person has not.
        """
        entry = self.entries[key]
        if not self._leave():
            return None
        wanted = tuple(sorted(given.items()))
        on_the_way = next((v for v in self._way if v.key == key and v.given == wanted), None)
        if on_the_way is not None:
            self._way.remove(on_the_way)
            visit = on_the_way
        else:
            visit = Visit(key, wanted, self._page_of(entry, given))
        self._way.append(visit)
        self._forget_far()
        self._arrive()
        return visit.page

    def open_file(self, beneficiary: str, section: str = "", record: str = "") -> Screen | None:
        """Open a person's file, at a section (key of a kind, "" for the overview), at one record of it."""
        if beneficiary in self.recent_files:
            self.recent_files.remove(beneficiary)
        self.recent_files.insert(0, beneficiary)
        del self.recent_files[_REMEMBERED:]
        page = self.open_page("file", beneficiary=beneficiary)
        show = getattr(page, "show_section", None)
        if page is not None and show is not None and section:
            show(section, record)
        return page

    def open_record(self, kind: str, record: str) -> Screen | None:
        """Open any record: a person's file, or the screen of the record itself."""
        if kind == "beneficiary":
            return self.open_file(record)
        return self.open_page("record", kind=kind, record=record)

    def new_record(self, kind: str, **given: object) -> Screen | None:
        """Begin a record of `kind`; `given` are values it starts with (`beneficiary=id`)."""
        return self.open_page("new", kind=kind, **given)

    def resume(self, draft: Draft) -> Screen | None:
        """Open a draft with what was typed."""
        return self.open_page("new", kind=draft.kind, draft=draft)

    def back(self) -> bool:
        """Go to the screen before; False when there is none or this one may not be left."""
        if not self.can_go_back or not self._leave():
            return False
        self._drop(self._way.pop())
        self._arrive()
        return True

    def close_current(self) -> None:
        """The screen in front has done its work (a form was saved): go back, or home."""
        if not self.can_go_back:
            self.open_page("home")
            return
        self._drop(self._way.pop())
        self._arrive()

    def replace(self, key: str, **given: object) -> Screen | None:
        """Put a screen in place of the one in front: a new record was saved, its file takes its place."""
        page = self.open_page(key, **given)
        if page is not None and len(self._way) > 1:
            self._drop(self._way.pop(-2))
            self.moved.emit(page)
        return page

    # --- telling ----------------------------------------------------------------------------------

    def tell_saved(self, kind: str, record: str, text: Text = "") -> None:
        """A record was written: say so at the foot of the window, and let the other screens read again."""
        if str(text):
            self.said.emit(text)
        self.saved.emit(kind, record)
        for page in self.pages():
            if page is self.current:
                page.refresh()

    def tell(self, text: Text) -> None:
        """Say a sentence at the foot of the window."""
        self.said.emit(text)

    def hint(self, text: Text) -> None:
        """Say the state of what is typed ("Draft kept 14:05") in the status bar."""
        self.hinted.emit(text)

    def keep_drafts(self) -> None:
        """Ask every screen to keep what is typed: before locking and closing."""
        for page in self.pages():
            page.keep_draft()

    def close_all(self) -> None:
        """Give up every screen: somebody else signs in."""
        pages = self.pages()
        self._way.clear()
        self._sides.clear()
        for page in pages:
            self.closed.emit(page)

    # --- inside -----------------------------------------------------------------------------------

    def _page_of(self, entry: PageEntry, given: dict[str, object]) -> Screen:
        if entry.aside and not given and entry.key in self._sides:
            return self._sides[entry.key]
        make: Callable[..., Screen] = entry.page_class()
        page = make(self.desk, self, **{**entry.given, **given})
        if entry.aside and not given:
            self._sides[entry.key] = page
        return page

    def _leave(self) -> bool:
        if self.current is None:
            return True
        self.current.keep_draft()
        return self.current.can_leave()

    def _arrive(self) -> None:
        page = self._way[-1].page
        self.moved.emit(page)
        page.refresh()
        page.focus_first()
        when_written(page, lambda: self._read_again(page))

    def _read_again(self, page: Screen) -> None:
        """What was being written when one arrived (the draft of the form just left) is written now."""
        if page is self.current:
            page.refresh()

    def _forget_far(self) -> None:
        while len(self._way) > _DEEPEST:
            self._drop(self._way.pop(0))

    def _drop(self, visit: Visit) -> None:
        if visit.page not in self._sides.values():
            self.closed.emit(visit.page)
