"""Who stands behind a figure: the people whose file this reader may open, and an honest word on the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import translate_plural
from casemgr.services import register
from casemgr.services.register import Sort
from ui import formats
from ui.kit.banner import Banner
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.empty_state import EmptyState
from ui.kit.labels import Label
from ui.kit.progress_panel import ProgressPanel
from ui.operations import Query
from ui.pages.figures.answer import Question, ask_who, in_order
from ui.tables.layout import Layout
from ui.tables.table import RecordsTable
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.counting.targets import Reach
    from casemgr.services.desk import Desk

KIND = "beneficiary"
Said = Callable[[], str]


class Who(Living, QWidget):
    """The list behind one figure. `opened(id)` a file; `left` back to the figures."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._question: Question | Reach | None = None
        self._name_of: Said = str
        self._scope_of: Said = str
        self._people: list[str] = []
        self._counted = 0
        self.back = Button(N_("Back to the figures"), "arrow-left", "ghost")
        self.back.clicked.connect(self.left)
        self.name = Label("", "title")
        self.said = Label("", ink="muted", wrap=True)
        self.banner = Banner("", "info")
        self.progress = ProgressPanel(N_("Looking for the people…"))
        self.progress.cancelled.connect(self.left)
        self.table = RecordsTable(desk, desk.kinds[KIND])
        self.table.opened.connect(self.opened)
        self.table.sort_asked.connect(self._sort)
        self.empty = EmptyState("eye-off", "", "")
        self._lay()
        infos = register.columns(desk, KIND)
        self.table.arrange(infos, Layout.usual(infos))
        self.live()

    def _lay(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.said)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        self._framed = Card(margin=1)
        self._framed.add(self.table, 1)
        column.addWidget(self._framed, 100)
        column.addWidget(self.empty, 100)
        column.addStretch(1)
        self.banner.hide()
        self.empty.hide()

    def ask(self, question: Question | Reach, name: Said, scope: Said) -> None:
        """The people behind another figure; `name` says which, `scope` in what, each time the language changes."""
        self._name_of, self._scope_of = name, scope
        self._question = question
        self._people, self._counted = [], 0
        self.retranslate()
        for widget in (self.banner, self.empty, self._framed):
            widget.hide()
        self.table.show_ids([])
        query = Query(self, lambda: ask_who(self._desk, question), self._show, self._refuse, key="who")
        self.progress.follow(query)
        query.start()

    def _show(self, answer: tuple[int, list[str]]) -> None:
        self._counted, self._people = answer
        self.table.show_ids(self._people)
        self._framed.setVisible(bool(self._people))
        self.empty.setVisible(not self._people)
        self.retranslate()
        if self._people:
            self.table.go_to_row(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: UserError) -> None:
        self.banner.say(error.do, error.what)
        self.banner.show()

    def _sort(self, sort: Sort | None) -> None:
        people = frozenset(self._people)
        Query(self, lambda: in_order(self._desk, people, sort), self.table.show_ids, key="sort").start()

    def is_answered(self) -> bool:
        """Whether the people have come."""
        return self._counted > 0

    def shown_of(self) -> tuple[int, int]:
        """How many are listed, of how many who were counted."""
        return len(self._people), self._counted

    def refresh(self) -> None:
        """The lines as they are now."""
        self.table.records.reload()

    def retranslate(self) -> None:
        """Which figure, and how many are shown of how many were counted."""
        self.name.say(self._name_of())
        self.said.say(self._scope_of())
        if self._question is None or not self._counted:
            return
        shown, hidden = len(self._people), self._counted - len(self._people)
        if hidden > 0 and shown:
            self.banner.say(
                _hidden(hidden),
                N_("{shown} shown of {counted} counted").format(
                    shown=formats.number(shown), counted=formats.number(self._counted)
                ),
            )
        self.banner.setVisible(hidden > 0 and shown > 0)
        self.empty.say(
            N_("Their files are not yours to open"),
            _hidden(hidden) if hidden > 0 else "",
        )


def _hidden(count: int) -> str:
    """How many people are counted and not listed, and why."""
    said = translate_plural(
        "{number} person is counted, and her file is outside what you may read: another branch, or a confidential "
        "file.",
        "{number} people are counted, and their files are outside what you may read: another branch, or confidential "
        "files.",
        count,
    )
    return said.format(number=formats.number(count))
