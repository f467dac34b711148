"""The page of programmes: their cards, and behind each who stands where; Esc comes back from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import translate as _
from casemgr.services import programmes
from casemgr.services.desk import Desk
from casemgr.services.programmes import Card as Figures
from ui.kit import Banner, Button, Card, FlowLayout, Label, PrimaryButton, Skeleton
from ui.operations import Query
from ui.pages.page import Page
from ui.pages.panel_parts import scrolled
from ui.pages.programmes.card import ProgrammeCard, TargetBar
from ui.pages.programmes.funnel import Funnel
from ui.pages.programmes.moves import Moves
from ui.pages.programmes.people import People
from ui.pages.programmes.said import name_of
from ui.theme import GRID, LARGE, WIDE, scale
from ui.translation import N_

if TYPE_CHECKING:
    from ui.navigation import Navigator

FUNNEL_WIDTH = 330
_TWO_CARDS = 860  # pixels, at the usual size of text, from which two cards stand beside each other


@dataclass(frozen=True)
class _Known:
    """The figures of every programme, by code."""

    cards: tuple[Figures, ...]

    def of(self, programme: str) -> Figures | None:
        return next((one for one in self.cards if one.programme == programme), None)


class ProgrammesPage(Page):
    """Cards, and one programme's people."""

    icon_name = "target"

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.known = _Known(())
        self.programme = ""
        self.cards: list[ProgrammeCard] = []
        self.may_enrol = desk.person.may("c", "enrolment", "L1") and navigator.may_open("new")
        self.trouble = Banner("", "danger", action=N_("Read again"))
        self.trouble.acted.connect(self.refresh)
        self.trouble.hide()
        self.people = People(desk)
        self.funnel = Funnel()
        self.moves = Moves(desk, self)
        self.stack = QStackedWidget()
        self._lay()
        self._connect()
        self.live()

    # --- how it stands --------------------------------------------------------------------------------------
    def _lay(self) -> None:
        self._overview = QWidget()
        self._grid = QGridLayout()
        self._grid.setSpacing(WIDE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._others = Card(N_("Programmes with nobody yet"))
        shelf = QWidget()
        self._shelf = FlowLayout(shelf)
        self._others.add(shelf)
        self._others.hide()
        self.register = Button(N_("All enrolments as a list"), "list", "ghost")
        self.register.clicked.connect(lambda: self.navigator.open_page("enrolment"))
        self._waiting = Skeleton(6)
        inside = QVBoxLayout(self._overview)
        inside.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        inside.setSpacing(WIDE)
        inside.addWidget(self._waiting)
        inside.addLayout(self._grid)
        inside.addWidget(self._others)
        inside.addWidget(self.register, 0, Qt.AlignmentFlag.AlignLeading)
        inside.addStretch(1)
        self.stack.addWidget(scrolled(self._overview))
        self.stack.addWidget(self._one())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.trouble)
        column.addWidget(self.stack, 1)

    def _one(self) -> QWidget:
        """One programme: its figures and stages at the start, its people beside."""
        self.back = Button(N_("All programmes"), "arrow-left", "ghost")
        self.back.clicked.connect(self.come_back)
        self.name = Label("", "title")
        self.enrol = PrimaryButton(N_("Enrol somebody"), "plus")
        self.enrol.clicked.connect(self.begin)
        if not self.may_enrol:
            self.enrol.hide()
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.back)
        head.addWidget(self.name, 1)
        head.addWidget(self.enrol)
        self._side = QVBoxLayout()
        self._side.setSpacing(GRID)
        self.target: TargetBar | None = None
        stages = QWidget()
        within = QVBoxLayout(stages)
        within.setContentsMargins(0, 0, 0, 0)
        within.addLayout(self._side)
        within.addWidget(Label(N_("Stages: there now, and so far"), "small", "muted", wrap=True))
        within.addWidget(self.funnel)
        within.addStretch(1)
        aside = Card(margin=GRID)
        aside.setFixedWidth(FUNNEL_WIDTH)
        aside.add(scrolled(stages), 1)
        both = QHBoxLayout()
        both.setSpacing(WIDE)
        both.addWidget(aside)
        both.addWidget(self.people, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(WIDE, GRID, WIDE, WIDE)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addLayout(both, 1)
        return whole

    def _connect(self) -> None:
        self.funnel.chosen.connect(self.people.keep_stage)
        self.people.move_asked.connect(self.moves.ask_move)
        self.people.leave_asked.connect(self.moves.ask_leave)
        self.people.opened.connect(lambda record: self.navigator.open_record("enrolment", record))
        self.people.enrol_asked.connect(self.begin)
        self.people.refused.connect(self._refuse)
        self.moves.refused.connect(self._refuse)
        self.moves.changed.connect(self._changed)
        self._acts_of_one = [
            self.add_act("Esc", N_("All programmes"), self.come_back),
            self.add_act("M", N_("Move on"), self.people.ask_move),
            self.add_act("Ctrl+Z", N_("Take the last move back"), lambda: self.moves.undo()),
        ]
        if self.may_enrol:
            self.add_act("Ctrl+N", N_("Enrol somebody"), self.begin)
        self.add_act("F5", N_("Read again"), self.refresh)
        for act in self._acts_of_one:
            act.setEnabled(False)

    # --- what the shell asks --------------------------------------------------------------------------------
    def title(self) -> str:
        """The name of the screen."""
        return _("Programmes")

    def refresh(self) -> None:
        """The figures again, and the list in front."""
        desk = self.desk
        Query(self, lambda: _Known(tuple(programmes.cards(desk))), self._show, self._refuse, key="cards").start()
        if self.programme:
            self.people.load()

    def focus_first(self) -> None:
        """The list of the programme in front, or the first card."""
        if self.programme:
            self.people.focus_first()
        elif self.cards:
            self.cards[0].name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()

    # --- cards ----------------------------------------------------------------------------------------------
    def _show(self, known: _Known) -> None:
        is_first = not self.known.cards
        self.known = known
        self.trouble.hide()
        self._waiting.hide()
        self._fill_cards()
        if self.programme:
            self._show_figures()
        elif is_first and self.isVisible():
            self.focus_first()

    def _fill_cards(self) -> None:
        held = next((card.figures.programme for card in self.cards if card.name.hasFocus()), "")
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        while (item := self._shelf.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        at_work = [one for one in self.known.cards if one.is_at_work or one.reached.target]
        self.cards = [ProgrammeCard(one) for one in at_work]
        self._lay_cards()
        for card in self.cards:
            card.opened.connect(self.open_programme)
            if card.figures.programme == held:
                card.name.setFocus(Qt.FocusReason.OtherFocusReason)
        others = [one for one in self.known.cards if one not in at_work]
        for one in others:
            button = Button(name_of(one.programme), variant="ghost")
            button.clicked.connect(lambda _on=False, code=one.programme: self.open_programme(code))
            self._shelf.addWidget(button)
        self._others.setVisible(bool(others))

    def _lay_cards(self) -> None:
        """Two beside each other where there is room for both."""
        columns = 2 if self.width() >= scale().grown(_TWO_CARDS) else 1
        for card in self.cards:
            self._grid.removeWidget(card)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, *divmod(place, columns))
        self._grid.setColumnStretch(1, columns - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards beside each other as there is room for."""
        super().resizeEvent(event)
        self._lay_cards()

    def restyle(self) -> None:
        """The room of other letters."""
        self._lay_cards()

    # --- one programme --------------------------------------------------------------------------------------
    def open_programme(self, programme: str) -> None:
        """Who stands where in a programme."""
        self.programme = programme
        self.funnel.stage = ""
        self.stack.setCurrentIndex(1)
        for act in self._acts_of_one:
            act.setEnabled(True)
        self._show_figures()
        self.people.show_programme(programme)
        self.people.focus_first()

    def _show_figures(self) -> None:
        figures = self.known.of(self.programme)
        self.name.say(name_of(self.programme))
        if figures is None:
            return
        if self.target is None:
            self.target = TargetBar(figures.reached)
            self._side.addWidget(self.target)
        else:
            self.target.show_reached(figures.reached)
        self.funnel.show_stages(figures.stages)

    def come_back(self) -> None:
        """To the cards."""
        programme, self.programme = self.programme, ""
        self.stack.setCurrentIndex(0)
        for act in self._acts_of_one:
            act.setEnabled(False)
        card = next((one for one in self.cards if one.figures.programme == programme), None)
        (card.name if card is not None else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Enrol somebody: in the programme in front, if one is."""
        if self.may_enrol:
            given = {"programme": self.programme} if self.programme else {}
            self.navigator.new_record("enrolment", **given)

    def _changed(self) -> None:
        self.trouble.hide()
        self.refresh()
        self.navigator.tell_saved("enrolment", "")

    def _refuse(self, error: UserError) -> None:
        self._waiting.hide()
        self.trouble.say(error.do, error.what)
        self.trouble.show()
