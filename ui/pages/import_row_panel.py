"""Beside the rows: what is said of the one where the keyboard is, whom it looks like, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.services.lists.alike import Alike
from casemgr.services.lists.rehearsal import RehearsedRow
from casemgr.services.lists.report import Fate
from ui.formats import isolate, isolate_any, percent
from ui.kit import Button, Card, DirectionalLabel, Label, SectionHeader, StatusPill
from ui.kit.base import Living
from ui.kit.canvas import Canvas
from ui.pages.import_rows_table import SAID, TONES, said_of
from ui.pages.panel_parts import scrolled
from ui.theme import GRID, HALF
from ui.translation import N_

WIDTH = 320


class RowPanel(Living, QWidget):
    """`same(row)`, `other(row)`, `left(row, out)`, `open_asked(id)`."""

    same = Signal(int)
    other = Signal(int)
    left = Signal(int, bool)
    open_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.row: RehearsedRow | None = None
        self.kind: Kind | None = None
        self.header = SectionHeader(N_("Row"))
        self.fate = StatusPill("", "neutral")
        self._inside = Canvas()
        self._words = self._inside.column
        self._words.setSpacing(GRID)
        self.both = QWidget()
        self.is_same = Button(N_("The same person"), "check")
        self.is_other = Button(N_("Another person"), "user-plus")
        acts = QVBoxLayout(self.both)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(HALF)
        acts.addWidget(self.is_same)
        acts.addWidget(self.is_other)
        self.leave = Button(N_("Leave this row out"), "minus", "ghost")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        top = QHBoxLayout()
        top.addWidget(self.header, 1)
        top.addWidget(self.fate)
        column.addLayout(top)
        column.addWidget(scrolled(self._inside), 1)
        column.addWidget(self.both)
        column.addWidget(self.leave)
        self.is_same.clicked.connect(lambda: self.row and self.same.emit(self.row.number))
        self.is_other.clicked.connect(lambda: self.row and self.other.emit(self.row.number))
        self.leave.clicked.connect(self._turn)
        self.live()

    def show_row(self, row: RehearsedRow | None) -> None:
        """Show what is said of a row; nothing without one."""
        self.row = row
        while (item := self._words.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for widget in (self.fate, self.leave):
            widget.setVisible(row is not None)
        self.both.setVisible(row is not None and bool(row.alike) and row.fate is not Fate.LEFT)
        if row is None:
            self.header.say(N_("Row"), N_("Go to a row to see what is said of it."))
            return
        self.header.say(N_("Row {number}").format(number=isolate(str(row.number))))
        tone, icon_name = TONES[row.fate]
        self.fate.say(SAID[row.fate], tone, icon_name)
        for path, words in row.remarks:
            if path:
                self._words.addWidget(Label(said_of(self.kind, path), "small", "muted", wrap=True))
            self._words.addWidget(Label(words, wrap=True))
        for one in row.alike:
            self._words.addWidget(self._card(one))
        self._words.addStretch(1)
        is_out = row.fate is Fate.LEFT
        self.leave.say(N_("Take it back in") if is_out else N_("Leave this row out"))
        self.leave.set_icon("undo-2" if is_out else "minus")

    def retranslate(self) -> None:
        """What is said of the row: the names of fields and percentages are made when it is shown."""
        self.show_row(self.row)

    def _card(self, one: Alike) -> Card:
        card = Card(margin=1)
        title = one.title if one.title is not None else N_("A file that is not open to you")
        card.add(DirectionalLabel(title, weight="medium", elided=True))
        mark = "" if one.mark.startswith("#") else isolate(one.mark)
        about = " · ".join(filter(None, (mark, isolate_any(one.birth) if one.birth else "", one.branch)))
        if about:
            card.add(Label(about, "small", "muted", wrap=True))
        card.add(Label(N_("Alike: {share}").format(share=percent(one.score)), "small", "warning"))
        for reason in one.reasons:
            card.add(Label(reason, "small", "muted", wrap=True))
        if one.id:
            look = Button(N_("Open the file"), variant="link")
            look.clicked.connect(lambda: self.open_asked.emit(one.id))
            card.add(look)
        return card

    def _turn(self) -> None:
        if self.row is not None:
            self.left.emit(self.row.number, self.row.fate is not Fate.LEFT)
