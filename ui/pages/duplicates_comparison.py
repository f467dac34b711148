"""Two files side by side: what they say, which one stays, whose answer is kept where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from casemgr.domain.words import translate_plural
from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.flow_layout import FlowLayout
from ui.kit.labels import DirectionalLabel, Label, rule
from ui.kit.note_edit import NoteEdit
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.domain.kind import Kind
    from casemgr.services.merging import Comparison, Line, Side

_SHARES = (2, 3, 3)  # of the width: what is asked, and both answers
SHORTEST_REASON = 5


class ComparisonPanel(Living, QWidget):
    """Shows a comparison. `merge_asked(loser, survivor, reason, keys taken from the loser)`, `two_people_asked(one,
    other)`, `opened(id)`.
    """

    merge_asked = Signal(str, str, str, object)
    two_people_asked = Signal(str, str)
    opened = Signal(str)

    def __init__(self, compared: Comparison, kinds: dict[str, Kind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.compared = compared
        self._kinds = kinds
        self._keep = QButtonGroup(self)
        self._chosen: dict[str, QButtonGroup] = {}
        self._same_widgets: list[QWidget] = []
        self._is_same_shown = False
        self.reason = NoteEdit(lines=2, most=4)
        self.reason.edited.connect(self._judge)
        self.merge_button = PrimaryButton(N_("Merge into one file"), "git-merge")
        self.merge_button.clicked.connect(self._merge)
        self.two_button = Button(N_("These are two people"), "users")
        sides = (compared.first.record.id, compared.second.record.id)
        self.two_button.clicked.connect(lambda: self.two_people_asked.emit(*sides))
        self._same = Button("", variant="link")
        self._same.clicked.connect(lambda: self._show_same(not self._is_same_shown))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID + HALF)
        column.addWidget(self._lines())
        column.addWidget(self._foot())
        self._show_same(False)
        self._judge()
        self.live()

    # --- the lines ------------------------------------------------------------------------------------------
    def _lines(self) -> QWidget:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(HALF)
        for column, share in enumerate(_SHARES):
            grid.setColumnStretch(column, share)
        for place, side in enumerate((self.compared.first, self.compared.second)):
            grid.addWidget(self._head(place, side), 0, place + 1, Qt.AlignmentFlag.AlignTop)
        row = 1
        for title, lines in self.compared.sections:
            differing = [line for line in lines if line.differs]
            heading = Label(title, "small", "muted", weight="strong")
            line_above = rule()
            grid.addWidget(line_above, row, 0, 1, 3)
            grid.addWidget(heading, row + 1, 0, 1, 3)
            if not differing:
                self._same_widgets += [heading, line_above]
            row += 2
            for line in lines:
                made = list(self._line(line))
                for column, widget in enumerate(made):
                    grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
                if not line.differs:
                    self._same_widgets += made
                row += 1
        card.body.addLayout(grid)
        card.body.addWidget(self._same, 0, Qt.AlignmentFlag.AlignLeading)
        return card

    def _head(self, place: int, side: Side) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(HALF)
        column.addWidget(DirectionalLabel(side.record.title, "title", wrap=True))
        told = [side.record.code, side.record.branch, formats.date(side.record.created_at.date())]
        column.addWidget(Label(" · ".join(formats.isolate(one) for one in told), "small", "muted", wrap=True))
        counts = [f"{self._kinds[kind].plural} {count}" for kind, count in side.counts.items()]
        column.addWidget(Label(" · ".join(counts) or N_("Nothing noted in this file yet"), "small", "muted", wrap=True))
        keep = QRadioButton()
        keep.setText(str(N_("Keep this file")))
        keep.setChecked(place == self._better())
        self._keep.addButton(keep, place)
        keep.toggled.connect(self._judge)
        open_ = Button(N_("Open the file"), "arrow-right", "link")
        open_.clicked.connect(partial(self.opened.emit, side.record.id))
        row = FlowLayout(gap=GRID, lines=HALF)
        row.addWidget(keep)
        row.addWidget(open_)
        column.addLayout(row)
        return head

    def _better(self) -> int:
        """The file that is proposed to stay: the one with more in it, else the older."""
        weights = [sum(side.counts.values()) for side in (self.compared.first, self.compared.second)]
        if weights[0] != weights[1]:
            return int(weights[1] > weights[0])
        return int(self.compared.second.record.created_at < self.compared.first.record.created_at)

    def _line(self, line: Line) -> Iterator[QWidget]:
        yield Label(line.label, ink="muted", wrap=True)
        if not line.free:
            for text in (line.first, line.second):
                yield DirectionalLabel(text or "—", ink="" if text else "faint", wrap=True)
            return
        group = QButtonGroup(self)
        self._chosen[line.key] = group
        for place, text in enumerate((line.first, line.second)):
            radio = QRadioButton()
            radio.setAccessibleName(f"{line.label}: {text}")
            group.addButton(radio, place)
            answer = QWidget()
            row = QHBoxLayout(answer)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(HALF)
            row.addWidget(radio, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(DirectionalLabel(text, wrap=True), 1)
            yield answer

    # --- choosing -------------------------------------------------------------------------------------------
    @property
    def kept(self) -> int:
        """Which of the two files stays: 0 or 1."""
        return self._keep.checkedId()

    def taken(self) -> tuple[str, ...]:
        """The keys whose answer comes from the file that goes."""
        return tuple(key for key, group in self._chosen.items() if group.checkedId() == 1 - self.kept)

    def _judge(self, *_changed: object) -> None:
        """Whose answers stand unless one says otherwise; merging asks for a reason."""
        if self.sender() in self._keep.buttons() or not self._judged_once():
            for group in self._chosen.values():
                group.button(self.kept).setChecked(True)
        self.merge_button.setEnabled(len(self.reason.text()) >= SHORTEST_REASON)

    def _judged_once(self) -> bool:
        return all(group.checkedId() >= 0 for group in self._chosen.values())

    def _merge(self) -> None:
        ids = (self.compared.first.record.id, self.compared.second.record.id)
        self.merge_asked.emit(ids[1 - self.kept], ids[self.kept], self.reason.text(), self.taken())

    def _show_same(self, shown: bool) -> None:
        self._is_same_shown = shown
        for widget in self._same_widgets:
            widget.setVisible(shown)
        self.retranslate()

    # --- the end --------------------------------------------------------------------------------------------
    def _foot(self) -> QWidget:
        card = Card()
        card.body.addWidget(
            Label(
                N_("The other file becomes an alias: both codes lead to the one that stays, with all that was noted."),
                wrap=True,
            )
        )
        card.body.addWidget(
            Label(
                N_("Refusals and protections of both are kept. It can be undone for 30 days."),
                "small",
                "muted",
                wrap=True,
            )
        )
        card.body.addWidget(FieldFrame(N_("How you know that it is one person"), self.reason, required=True))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.two_button)
        row.addStretch(1)
        row.addWidget(self.merge_button)
        card.body.addLayout(row)
        return card

    def retranslate(self) -> None:
        """The way to what is the same."""
        same = sum(1 for _title, lines in self.compared.sections for line in lines if not line.differs)
        self._same.setVisible(bool(same))
        if self._is_same_shown:
            self._same.say(N_("Hide what is the same"))
        else:
            shown = translate_plural(
                "Show {count} answer that is the same", "Show {count} answers that are the same", same
            )
            self._same.say(shown.format(count=formats.number(same)))
        for place, button in enumerate(self._keep.buttons()):
            button.setAccessibleName(f"{N_('Keep this file')} {place + 1}")
