"""Files that are probably of one person: looked at side by side, merged or told apart, and merges taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import UserError
from ui import formats
from ui.kit import EmptyState, Segmented, Skeleton, toast
from ui.kit.avatar import Avatar
from ui.kit.banner import Banner
from ui.kit.buttons import Button
from ui.kit.card import Card, SectionHeader
from ui.kit.progress_panel import ProgressPanel
from ui.operations import Command, Query
from ui.pages.administration_section import fill, line_of
from ui.pages.duplicates_comparison import ComparisonPanel
from ui.pages.page import Page
from ui.pages.panel_parts import Switcher, scrolled
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from casemgr.services.merging import Comparison, Merged, Waiting
    from ui.navigation import Navigator

T = TypeVar("T")
_LIST, _SHARE = 320, 0.28  # pixels at most, and of the whole: both files must stand beside it


class DuplicatesPage(Page):
    """The pairs on one side, the two files on the other; behind the second tab, what was merged lately."""

    icon_name = "git-merge"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.pairs: list[Waiting] | None = None
        self._shown = ("", "")
        self.comparison: ComparisonPanel | None = None
        self.header = SectionHeader(
            N_("Files that look alike"), N_("The program never merges by itself: you say what they are.")
        )
        self.tabs = Segmented([("waiting", N_("To look at")), ("merged", N_("Merged lately"))], name=N_("Duplicates"))
        self.tabs.chosen.connect(self._show_tab)
        self.again = Button(N_("Search again"), "refresh-cw")
        self.again.clicked.connect(self.search)
        self.header.add_action(self.tabs)
        self.header.add_action(self.again)
        self.refusal = Banner("", "danger")
        self.refusal.hide()
        self.progress = ProgressPanel(N_("Comparing the files with one another"))
        self._writing: Command[Any] | None = None
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._look)
        self._beside = Switcher()
        self._skeleton = Skeleton(8)
        self._choose = EmptyState(
            "git-merge", N_("Nothing chosen"), N_("Choose a pair to see both files side by side.")
        )
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, GRID, GRID)
        for widget in (self._choose, self._skeleton):
            self._beside.add(widget)
        self._scrolled = scrolled(self._side)
        self._beside.add(self._scrolled)
        self.none = EmptyState(
            "circle-check",
            N_("No likely duplicate"),
            N_("Two files that look alike would be shown here, for you to say whether they are of one person."),
        )
        self.merged_card = Card(N_("Merged in the last 30 days"), N_("Undoing gives back two files."))
        self._merged_lines = QVBoxLayout()
        self.merged_card.body.addLayout(self._merged_lines)
        self._lay()
        self.live()

    def _lay(self) -> None:
        self._waiting = QWidget()
        row = QHBoxLayout(self._waiting)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        self._pairs = Card(margin=1)
        self._pairs.add(self.list, 1)
        row.addWidget(self._pairs)
        row.addWidget(self._beside, 1)
        merged = QWidget()
        column = QVBoxLayout(merged)
        column.setContentsMargins(0, 0, GRID, 0)
        column.addWidget(self.merged_card)
        column.addStretch(1)
        self._merged = scrolled(merged)
        self.body = Switcher()
        for widget in (self._waiting, self.none, self._merged):
            self.body.add(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        page.setSpacing(GRID + HALF)
        page.addWidget(self.header)
        page.addWidget(self.refusal)
        page.addWidget(self.progress)
        page.addWidget(self.body, 1)

    def title(self) -> str:
        """What the head of the window calls this screen."""
        return str(N_("Duplicates"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way to the two files."""
        super().resizeEvent(event)
        self._pairs.setFixedWidth(min(_LIST, round(self.width() * _SHARE)))
        self._measure()

    def _measure(self) -> None:
        """Each pair is as high as what it says: Qt forgets the padding where it breaks lines, and cuts the last."""
        room = self._pairs.width() - 2 * WIDE - GRID
        for row in range(self.list.count()):
            item = self.list.item(row)
            box = self.list.fontMetrics().boundingRect(0, 0, room, 9999, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(room, box.height() + 2 * GRID))

    def focus_first(self) -> None:
        """The list of pairs."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Compare everybody the first time; then only what was merged is read again."""
        if self.pairs is None:
            self.search()
        self._read_merged()

    # --- the pairs ------------------------------------------------------------------------------------------
    def search(self) -> None:
        """Compare the files with one another, in the background; it can be stopped."""
        from casemgr.services import merging

        self.again.setEnabled(False)
        query: Query[list[Waiting]] = Query(
            self, lambda: merging.waiting(self.desk, lambda done: _tell(query, done)), self._show, self._refuse
        )
        query.ended.connect(lambda: self.again.setEnabled(True))
        self.progress.follow(query)
        query.start()

    def _show(self, found: list[Waiting]) -> None:
        self.pairs = found
        self.refusal.hide()
        self.list.blockSignals(True)
        self.list.clear()
        for pair in found:
            said = " · ".join(str(reason) for reason in pair.reasons[:3])
            names = "\n".join(formats.isolate_any(title) for title in dict.fromkeys(pair.titles))
            item = QListWidgetItem(f"{names}\n{formats.isolate(formats.percent(min(pair.score, 0.99)))} · {said}")
            item.setData(Qt.ItemDataRole.UserRole, pair.ids)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._measure()
        self.header.set_count(len(found))
        self._show_tab(self.tabs.value())
        if found:
            self.list.setCurrentRow(0)

    def _show_tab(self, key: str) -> None:
        self.again.setVisible(key == "waiting")
        if key == "merged":
            self.body.show_only(self._merged)
        else:
            self.body.show_only(self._waiting if self.pairs is None or self.pairs else self.none)

    def _look(self, row: int) -> None:
        from casemgr.services import merging

        item = self.list.item(row)
        if item is None:
            self._beside.show_only(self._choose)
            return
        one, other = item.data(Qt.ItemDataRole.UserRole)
        self._shown = (one, other)
        self._beside.show_only(self._skeleton)
        Query(self, lambda: merging.compare(self.desk, one, other), self._compare, self._refuse, key="compare").start()

    def _compare(self, compared: Comparison) -> None:
        self.comparison = ComparisonPanel(compared, dict(self.desk.kinds))
        self.comparison.merge_asked.connect(self._merge)
        self.comparison.two_people_asked.connect(self._settle)
        self.comparison.opened.connect(self.navigator.open_file)
        fill(self._side_column, [self.comparison])
        self._beside.show_only(self._scrolled)

    def _drop(self, one: str, other: str) -> None:
        """Take away the pairs that are answered: this one, and those of a file that is an alias now."""
        self.pairs = [pair for pair in self.pairs or [] if set(pair.ids) != {one, other}]
        self._show(self.pairs)

    # --- answers --------------------------------------------------------------------------------------------
    def _merge(self, loser: str, survivor: str, reason: str, take: tuple[str, ...]) -> None:
        from casemgr.services import merging

        def merged(merge_id: str) -> None:
            self.pairs = [pair for pair in self.pairs or [] if loser not in pair.ids]
            self._show(self.pairs)
            self.navigator.tell_saved("beneficiary", survivor)
            toast(self, N_("One file now; both codes lead to it"), N_("Undo"), partial(self._undo, merge_id))

        self._write(lambda: merging.merge_ids(self.desk, loser, survivor, reason, take), merged)

    def _settle(self, one: str, other: str) -> None:
        from casemgr.services import merging

        def told_apart(_none: None) -> None:
            self._drop(one, other)
            toast(
                self,
                N_("Two people: this pair will not be asked again"),
                N_("Undo"),
                partial(self._unsettle, one, other),
            )

        self._write(lambda: merging.settle(self.desk, one, other), told_apart)

    def _unsettle(self, one: str, other: str) -> None:
        from casemgr.services import merging

        self._write(lambda: merging.unsettle(self.desk, one, other), lambda _none: self.search())

    def _undo(self, merge_id: str) -> None:
        from casemgr.services import merging

        def undone(left: tuple[object, ...]) -> None:
            self.navigator.tell_saved("beneficiary", "")
            if left:
                words = ", ".join(str(label) for label in left)
                toast(self, N_("Two files again. Changed since, and left as it is: {what}").format(what=words))
            else:
                toast(self, N_("Two files again, as they were"))
            self.search()

        self._write(lambda: merging.undo(self.desk, merge_id), undone)

    def _write(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Once: a second click before the answer is no second decision."""
        if self._writing is not None and self._writing.is_under_way:
            return
        self.refusal.hide()
        self._writing = Command(self, call, done, self._refuse).start()

    def _refuse(self, error: UserError) -> None:
        self.refusal.say(str(error))
        self.refusal.show()

    # --- merged lately --------------------------------------------------------------------------------------
    def _read_merged(self) -> None:
        from casemgr.services import merging

        Query(self, lambda: merging.recent(self.desk), self._show_merged, self._refuse, key="merged").start()

    def _show_merged(self, found: list[Merged]) -> None:
        lines: list[QWidget] = []
        for one in found:
            undo = Button(N_("Undo the merge"), "undo-2")
            undo.clicked.connect(partial(self._undo, one.id))
            open_ = Button(N_("Open the file"), variant="ghost")
            open_.clicked.connect(partial(self.navigator.open_file, one.survivor_id))
            codes = f"{formats.isolate(one.loser)} → {formats.isolate(one.survivor)}"
            when = formats.isolate(formats.date_time(one.at.astimezone(MOROCCO)))
            until = N_("until {day}").format(day=formats.isolate(formats.date(one.until.astimezone(MOROCCO).date())))
            below = " · ".join((one.by, when, str(until), formats.isolate_any(one.reason)))
            lines.append(line_of(codes, below, Avatar("git-merge", "neutral", 36), open_, undo))
        if not lines:
            lines.append(
                EmptyState(
                    "git-merge", N_("Nothing merged lately"), N_("A merge stays here for 30 days, to be undone.")
                )
            )
        fill(self._merged_lines, lines)
        if self.merged_card.header is not None:
            self.merged_card.header.set_count(len(found))

    def retranslate(self) -> None:
        """The reasons and dates in the language of the moment."""
        super().retranslate()
        self.list.setAccessibleName(str(N_("To look at")))
        if self.pairs is not None:
            self._show(self.pairs)
            self._read_merged()


def _tell(query: Query[list[Waiting]], percent: int) -> None:
    from casemgr.data.file_refusals import Stopped

    if query.cancelled.is_set():
        raise Stopped
    query.report(percent, 100)
