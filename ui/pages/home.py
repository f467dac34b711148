"""Home: what is due, what was left unfinished, the files opened today; and the month, for who answers for a branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui import formats
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.labels import Label
from ui.kit.skeleton import Skeleton
from ui.operations import Command, Query
from ui.pages.home_backup import BackupCard
from ui.pages.home_due_card import DueCard
from ui.pages.home_lines import DraftLine, FileLine, IncompleteLine
from ui.pages.home_month import MonthCard, can_see_month
from ui.pages.page import Page
from ui.pages.panel_parts import scrolled
from ui.theme import GRID, HALF, WIDE, scale
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.drafts import Draft
    from casemgr.services.incomplete import Incomplete
    from ui.navigation import Navigator

_MOST_DRAFTS, _MOST_FILES, _MOST_INCOMPLETE = 6, 6, 5
_LEAST_BESIDE = 280
_BESIDE = 356  # pixels of the column beside what is due


@dataclass(frozen=True)
class Day:
    """What Home shows, read in one go."""

    today: date
    drafts: tuple[tuple[Draft, str], ...]  # each with the title of the person it is about, as this reader sees it
    files: tuple[tuple[str, str], ...]  # id and title
    incomplete: tuple[Incomplete, ...] = ()


class HomePage(Page):
    """The first screen after signing in."""

    icon_name = "layout-dashboard"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.greeting = Label("", "heading")
        self.today = Label("", ink="muted")
        self.begin = PrimaryButton(N_("New beneficiary"), "user-plus")
        self.begin.clicked.connect(lambda: self.navigator.new_record("beneficiary"))
        if not (desk.person.may("c", "beneficiary") and navigator.may_open("new")):
            self.begin.hide()
        self.due = DueCard(desk, navigator)
        self.drafts = Card(N_("To finish"), margin=WIDE - HALF)
        self.backup = BackupCard(desk, navigator) if BackupCard.is_for(desk, navigator) else None
        self.incomplete = Card(N_("Files left incomplete"), margin=WIDE - HALF)
        self.files = Card(N_("Opened since you signed in"), margin=WIDE - HALF)
        self._drafts_body = _body(self.drafts)
        self._incomplete_body = _body(self.incomplete)
        self._files_body = _body(self.files)
        self.month = MonthCard(desk, navigator) if can_see_month(desk.person) else None
        self._day: Day | None = None
        self._lay()
        _fill(self._drafts_body, [Skeleton(2)])
        self.live()

    def _lay(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.greeting)
        words.addWidget(self.today)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignVCenter)
        inside = QWidget()
        inside.setObjectName("canvas")
        beside = QVBoxLayout(inside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GRID + HALF)
        for card in (self.month, self.drafts, self.backup, self.incomplete, self.files):
            if card is not None:
                beside.addWidget(card)
        beside.addStretch(1)
        self.incomplete.hide()
        self._area = area = scrolled(inside)
        inside.installEventFilter(self)
        body = QHBoxLayout()
        body.setSpacing(GRID + HALF)
        body.addWidget(self.due, 1)
        body.addWidget(area)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, GRID + HALF, WIDE, GRID + HALF)
        column.setSpacing(GRID + HALF)
        column.addLayout(top)
        column.addLayout(body, 1)

    def _fit_beside(self) -> None:
        """The column beside grows with the letters, and leaves the larger part to what is due; what it holds is
        never cut: nothing scrolls sideways.
        """
        inside = self._area.widget()
        bar = self._area.verticalScrollBar().sizeHint().width()
        needed = inside.minimumSizeHint().width() + bar if inside is not None else 0
        usual, share = scale().grown(_BESIDE), round(self.width() * 0.43)
        self._area.setFixedWidth(max(min(usual, max(_LEAST_BESIDE, share)), min(needed, self.width() // 2)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other lines came into the column beside: a draft needs more room than a sentence."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_beside()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room for both."""
        super().resizeEvent(event)
        self._fit_beside()

    def restyle(self) -> None:
        """The room of other letters."""
        self._fit_beside()

    # --- reading ----------------------------------------------------------------------------------

    def title(self) -> str:
        """The name of the screen."""
        return _("My day")

    def refresh(self) -> None:
        """What is due, drafts, files and figures as they are now."""
        recent = tuple(self.navigator.recent_files[:_MOST_FILES])
        reach = self.due.reach.value()
        self.due.refresh()
        Query(self, lambda: _read(self.desk, recent, reach), self._show, key="day").start()
        for card in (self.month, self.backup):
            if card is not None:
                card.refresh()

    def focus_first(self) -> None:
        """To the first line that is due, else to the first act."""
        if not self.due.focus_first():
            (self.begin if self.begin.isVisible() else self.greeting).setFocus()

    def _show(self, day: Day) -> None:
        self._day = day
        self.today.say(formats.long_date(day.today))
        self._show_drafts(day)
        self._show_incomplete(day)
        self._show_files(day)

    def _show_drafts(self, day: Day) -> None:
        lines: list[QWidget] = []
        for draft, about in day.drafts[:_MOST_DRAFTS]:
            line = DraftLine(draft, self.desk.kinds[draft.kind].label, about)
            line.opened.connect(partial(self.navigator.resume, draft))
            line.discarded.connect(partial(self._discard, draft.id))
            lines.append(line)
        if not lines:
            lines.append(
                Label(
                    N_("Nothing is waiting. What you type and do not save is found here again."), ink="muted", wrap=True
                )
            )
        _fill(self._drafts_body, lines)
        self.drafts.setVisible(bool(day.drafts) or self.month is None)  # where there is room, it says what it is for
        if self.drafts.header is not None:
            self.drafts.header.set_count(len(day.drafts) or None)

    def _show_incomplete(self, day: Day) -> None:
        lines: list[QWidget] = []
        for one in day.incomplete[:_MOST_INCOMPLETE]:
            line = IncompleteLine(one.said, one.missing)
            line.opened.connect(partial(self.navigator.open_file, one.person))
            lines.append(line)
        _fill(self._incomplete_body, lines)
        self.incomplete.setVisible(bool(lines))
        if self.incomplete.header is not None:
            self.incomplete.header.set_count(len(day.incomplete) or None)

    def _show_files(self, day: Day) -> None:
        lines: list[QWidget] = []
        for beneficiary, title in day.files:
            line = FileLine(title)
            line.opened.connect(partial(self.navigator.open_file, beneficiary))
            lines.append(line)
        if not lines:
            lines.append(self._first_acts())
        _fill(self._files_body, lines)
        self.files.setVisible(bool(day.files) or self.navigator.may_open("beneficiary"))

    def _first_acts(self) -> QWidget:
        empty = QWidget()
        row = QHBoxLayout(empty)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        row.addWidget(Label(N_("Ctrl+K finds anybody by name, code or phone."), ink="muted", wrap=True), 1)
        button = Button(N_("Open the register"), "users")
        button.clicked.connect(lambda: self.navigator.open_page("beneficiary"))
        row.addWidget(button)
        return empty

    def _discard(self, draft: str) -> None:
        def throw_away() -> None:
            from casemgr.services import drafts

            drafts.discard(self.desk, draft)

        Command(self, throw_away, lambda _done: self.refresh()).start()

    def retranslate(self) -> None:
        """The greeting, the date, the lines."""
        super().retranslate()
        self.greeting.say(_("Hello, {name}").format(name=formats.isolate_any(self.desk.person.name)))
        if self._day is not None:
            self._show(self._day)


def _body(card: Card) -> QVBoxLayout:
    body = QVBoxLayout()
    body.setSpacing(GRID // 2)
    card.add(body)
    card.body.addStretch(1)
    return body


def _fill(body: QVBoxLayout, widgets: list[QWidget]) -> None:
    while (item := body.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
    for widget in widgets:
        body.addWidget(widget)


def _read(desk: Desk, recent: tuple[str, ...], reach: str) -> Day:
    """In a reader's thread. What this person may no longer see has no title, and does not appear."""
    from casemgr.services import drafts, links
    from casemgr.services.incomplete import incomplete

    mine = tuple(
        (draft, links.label_of(desk, "beneficiary", draft.beneficiary) if draft.beneficiary else "")
        for draft in drafts.mine(desk)
    )
    titled = ((beneficiary, links.label_of(desk, "beneficiary", beneficiary)) for beneficiary in recent)
    files = tuple((one, title) for one, title in titled if title)
    return Day(desk.today, mine, files, tuple(incomplete(desk, reach)))
