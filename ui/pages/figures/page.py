"""The figures of a period, for who answers for them: key figures, targets, chart and table, who is behind, the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import translate as _
from casemgr.services.counting.grid import Cell
from casemgr.services.counting.indicators import CATALOGUE, FAMILIES
from casemgr.services.counting.indicators.family import FamilyReport
from casemgr.services.counting.targets import MEASURED_BY, Reach
from ui.kit.banner import Banner
from ui.kit.buttons import Button
from ui.kit.empty_state import EmptyState
from ui.kit.labels import Label
from ui.kit.progress_panel import ProgressPanel
from ui.kit.segmented import Segmented
from ui.kit.skeleton import Skeleton
from ui.operations import Query
from ui.pages.figures.answer import PEOPLE, Figures, Question, ask, ask_family, ask_targets
from ui.pages.figures.breakdown_card import BreakdownCard
from ui.pages.figures.choices import Choices
from ui.pages.figures.exporting import ExportButton
from ui.pages.figures.family_card import FamilyCard
from ui.pages.figures.grid_view import GridView
from ui.pages.figures.key_figures import KeyFigures
from ui.pages.figures.said import name_of, scope_of
from ui.pages.figures.targets import TargetsCard
from ui.pages.figures.who import Who
from ui.pages.page import Page
from ui.pages.panel_parts import scrolled
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator


class FiguresPage(Page):
    """Figures, and behind them the list of people; Esc comes back from one to the other."""

    icon_name = "chart-column"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.figures: Figures | None = None
        self.copy = Button(N_("Copy the table"), "copy")
        self.export = ExportButton(desk)
        self.choices = Choices(desk.today, (self.copy, self.export))
        self.choices.changed.connect(self._ask)
        self.scope = Label("", "title")
        self.family = Segmented(list(FAMILIES.items()), "people", N_("Family of figures"))
        self.family.chosen.connect(self._take_family)
        self.of_family = FamilyCard()
        self.of_family.asked.connect(self._ask_cell)
        self.of_family.view.moved_to.connect(lambda place: self._scroll_to(place, self.of_family.view))
        self.of_family.view.copied.connect(lambda: self.navigator.tell(N_("The table is in the clipboard.")))
        self.cards = KeyFigures()
        self.cards.asked.connect(lambda code: self._ask_cell(Cell(code, {}, self._total(code))))
        self.targets = TargetsCard()
        self.targets.asked.connect(self._ask_target)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(GRID)
        self.refusal = Banner("", "danger", action=N_("Count again"))
        self.refusal.acted.connect(self.refresh)
        self.progress = ProgressPanel(N_("Counting…"))
        self.progress.cancelled.connect(self._stopped)
        self.waiting = Skeleton(4)
        self.breakdown = BreakdownCard()
        self.breakdown.asked.connect(self._ask_cell)
        self.breakdown.view.moved_to.connect(lambda place: self._scroll_to(place, self.breakdown.view))
        self.breakdown.view.copied.connect(lambda: self.navigator.tell(N_("The table is in the clipboard.")))
        self.empty = EmptyState(
            "chart-column",
            N_("Nobody was reached in this period"),
            N_(
                "Figures come from the services that are recorded: dated in the period, countable and not voided. "
                "Choose another period, another branch, or record a service."
            ),
            N_("Period before"),
            N_("Open the services") if navigator.may_open("service") else "",
        )
        self.who = Who(desk)
        self.stack = QStackedWidget()
        self._lay()
        self._connect()
        self.live()

    def _lay(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(WIDE, GRID, WIDE, LARGE)
        column.setSpacing(GRID + HALF)
        column.addWidget(self.scope)
        column.addLayout(self.notes)
        shown: tuple[QWidget, ...] = (self.waiting, self.cards, self.empty, self.breakdown, self.of_family)
        parts = (*shown, self.targets)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self._inside = inside
        self._area: QScrollArea = scrolled(inside)
        top = QVBoxLayout()
        top.setContentsMargins(WIDE, WIDE, WIDE, HALF)
        top.setSpacing(GRID)
        top.addWidget(self.family)
        top.addWidget(self.choices)
        above = QVBoxLayout()
        above.setContentsMargins(WIDE, 0, WIDE, 0)
        above.addWidget(self.progress)
        above.addWidget(self.refusal)
        front = QWidget()
        page = QVBoxLayout(front)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(HALF)
        page.addLayout(top)
        page.addLayout(above)
        page.addWidget(self._area, 1)
        self.stack.addWidget(front)
        self.stack.addWidget(self.who)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        for hidden in (self.refusal, *shown[1:]):
            hidden.hide()
        self.copy.setEnabled(False)

    def _connect(self) -> None:
        self.copy.clicked.connect(lambda: self._table().copy())
        self.export.written.connect(lambda _path: self.navigator.tell(N_("The figures are written.")))
        self.export.refused.connect(self._refuse)
        self.empty.acted.connect(lambda: self.choices.period.step(-1))
        self.empty.acted_second.connect(lambda: self.navigator.open_page("service"))
        self.who.left.connect(self.come_back)
        self.who.opened.connect(lambda person: self.navigator.open_file(person))
        self.add_act("F5", N_("Count again"), self.refresh)
        self.add_act("Ctrl+PgUp", N_("Period before"), lambda: self._step(-1))
        self.add_act("Ctrl+PgDown", N_("Period after"), lambda: self._step(1))
        self.add_act("Ctrl+Shift+C", N_("Copy the table"), self.copy.click)
        self.add_act("Ctrl+E", N_("Export to Excel"), lambda: self.export.ask_where(".xlsx"))
        self._esc = self.add_act("Esc", N_("Back to the figures"), self.come_back)
        self._esc.setEnabled(False)

    # --- asking ---------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """The name of the screen."""
        return _("Figures")

    def focus_first(self) -> None:
        """To the period, or to the people behind a figure."""
        if self.stack.currentWidget() is self.who:
            self.who.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.choices.focus_first()

    def refresh(self) -> None:
        """Count again what is asked; the list behind a figure reads its lines again."""
        self._ask()
        if self.stack.currentWidget() is self.who:
            self.who.refresh()

    def _step(self, steps: int) -> None:
        if self.stack.currentWidget() is not self.who:
            self.choices.period.step(steps)

    def _take_family(self, family: str) -> None:
        self.choices.set_family(family)
        self._ask()

    def _table(self) -> GridView:
        """The table that is copied and walked: the crossing of people, or that of the family."""
        return self.breakdown.view if self.breakdown.isVisible() else self.of_family.view

    def _ask(self) -> None:
        """What is chosen; an answer that is no longer wanted is dropped."""
        request, period, desk = self.choices.request(), self.choices.chosen_period(), self.desk
        family = self.family.value()
        self.refusal.hide()
        self._may_take_away(False)
        query: Query[Figures | None] = Query(
            self,
            lambda: ask(desk, request, period, query.cancelled, query.report, family),
            self._show,
            self._refuse,
            key="figures",
        )
        self.progress.follow(query)
        query.start()
        if family == PEOPLE:  # the key figures do not wait for these
            Query(self, lambda: ask_family(desk, request, family), self._show_others, key="family").start()
        Query(self, lambda: ask_targets(desk, period), self.targets.show_reached, key="targets").start()

    def _stopped(self) -> None:
        """Counting was stopped: what is shown is what was counted before, and says so itself."""
        self.waiting.hide()
        self._may_take_away(self.figures is not None)
        self.refusal.say(
            N_("The figures shown are those of the title below.") if self.figures else "",
            N_("Counting was stopped."),
        )
        self.refusal.show()

    def _refuse(self, error: UserError) -> None:
        self.waiting.hide()
        self._may_take_away(self.figures is not None)
        self.refusal.say(error.do, error.what)
        self.refusal.show()

    def _may_take_away(self, may: bool) -> None:
        """Nothing leaves by a file or the clipboard while other figures are on their way."""
        figures = self.figures if may else None
        if figures is None:
            self.export.set_report(None)
        else:
            self.export.set_report(figures.report if figures.is_of_people else figures.family)
        self.copy.setEnabled(figures is not None and (not figures.is_of_people or bool(figures.report.request.by)))

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self, figures: Figures | None) -> None:
        if figures is None:
            return
        self.figures = figures
        report = figures.report
        people = figures.is_of_people
        some = people and report.table.value("C01") > 0
        self.waiting.hide()
        self.choices.set_branches(figures.branches)
        if people:
            self.cards.show_totals(report.table, figures.before, figures.period.before)
        self.cards.setVisible(people)
        self.empty.setVisible(people and not some)
        self.breakdown.setVisible(some and bool(report.request.by))
        if some and report.request.by:
            self.breakdown.show_report(report)
        if not people:
            self.of_family.show_report(figures.family)
        self.of_family.setVisible(not people or (some and self.of_family.is_of(PEOPLE, report.request)))
        self._show_notes(figures)
        self._may_take_away(True)
        self.retranslate()

    def _show_others(self, report: FamilyReport) -> None:
        """The other figures of people, once they are counted, under those that they are figures of."""
        if self.family.value() != report.family:
            return
        self.of_family.show_report(report)
        shown = self.figures is not None and self.figures.is_of_people
        self.of_family.setVisible(shown and not self.empty.isVisible())

    def _show_notes(self, figures: Figures) -> None:
        while (item := self.notes.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for note in figures.report.notes:
            banner = Banner(note, "info")
            self.notes.addWidget(banner)
            banner.show()  # at once, with the figures it is about

    def retranslate(self) -> None:
        """What the figures shown are of."""
        super().retranslate()
        if self.figures is not None:
            self.scope.say(scope_of(self.figures.period, self.figures.report))

    def _scroll_to(self, place: QRect, view: GridView) -> None:
        at = view.mapTo(self._inside, place.center())
        self._area.ensureVisible(at.x(), at.y(), 0, place.height() + LARGE)

    # --- who is behind ----------------------------------------------------------------------------------------------

    def _total(self, code: str) -> int:
        return self.figures.report.table.value(code) if self.figures is not None else 0

    def _ask_cell(self, cell: Cell) -> None:
        if self.figures is None:
            return
        report = self.figures.report
        if cell.indicator in CATALOGUE:
            if self.of_family.report is not None:
                self._ask_of_family(cell, self.of_family.report)
            return
        question = Question(report.request, cell.indicator, cell.by, cell.value)
        period = self.figures.period
        self._ask_who(question, lambda: name_of(report, cell), lambda: scope_of(period, report))

    def _ask_of_family(self, cell: Cell, report: FamilyReport) -> None:
        period = self.choices.chosen_period() if self.figures is None else self.figures.period
        question = Question(report.request, cell.indicator, cell.by, cell.value)
        self._ask_who(question, lambda: name_of(report, cell), lambda: scope_of(period, report))

    def _ask_target(self, found: Reach) -> None:
        name = N_("{programme}: {indicator}").format(
            programme=vocabulary("programme").label(found.programme), indicator=MEASURED_BY[found.indicator]
        )
        self._ask_who(found, lambda: str(name), lambda: _("Since the programme began"))

    def _ask_who(self, question: Question | Reach, name: Callable[[], str], scope: Callable[[], str]) -> None:
        self.who.ask(question, name, scope)
        self.stack.setCurrentWidget(self.who)
        self._esc.setEnabled(True)
        self.who.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_back(self) -> None:
        """From the people to the figures, where one was."""
        self.stack.setCurrentIndex(0)
        self._esc.setEnabled(False)
        if self.breakdown.isVisible():
            self.breakdown.focus_table()
        elif self.of_family.isVisible():
            self.of_family.focus_table()
        else:
            self.choices.focus_first()
