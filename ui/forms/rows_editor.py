"""A group that repeats: its rows under each other, one more with Ctrl+Enter, one less and back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.checking import new_line
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Rows
from ui.forms.contract import Host, Path, Values
from ui.forms.field_box import Below, FieldBox
from ui.forms.row import MakeFields, Row, RowState
from ui.kit import Button, Label
from ui.theme import HALF
from ui.translation import N_, Phrase, Text


class RowsEditor(QWidget):
    """The rows of one group. Adding, removing, moving and marking a row are changes that undo takes back."""

    def __init__(self, rows: Rows, path: Path, host: Host, make: MakeFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_of = rows
        self.path = path
        self._host = host
        self._make = make
        self._rows: list[Row] = []
        self._next_number = 0
        self._is_needed = False
        self._is_said = False
        self._taken: list[RowState] | None = None
        self._label = Label("", weight="strong")
        self.below = Below()
        self.add_button = Button(self._words_of_add(), "plus", "link")
        self.add_button.clicked.connect(self.add_row)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.addWidget(Label(N_("This line was removed."), ink="muted"))
        self._undo_button = Button(N_("Undo"), "undo-2", "link")
        self._undo_button.clicked.connect(self._bring_back)
        strip.addWidget(self._undo_button)
        strip.addStretch(1)
        self._strip.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self._lay()
        self.retranslate()

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(self._label)
        column.addWidget(self.below)
        column.addLayout(self._lines)
        column.addWidget(self._strip)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)
        self.below.say("")

    def sizeHint(self) -> QSize:
        """As high as its lines are in the width there is: the grid around it asks for no height for a width, and gave
        it the room of help in more lines than there are.
        """
        hint = super().sizeHint()
        height = self.heightForWidth(self.width()) if self.isVisible() else hint.height()
        return QSize(hint.width(), max(height, self.minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _words_of_add(self) -> Phrase:
        return N_("Add: {what}").format(what=self.rows_of.one)

    # --- values ---------------------------------------------------------------------------------------------
    def fill(self, lines: Sequence[Values]) -> None:
        """Show the rows of the record; those already saved that do not fit in a line are folded."""
        for row in list(self._rows):
            self._drop(row)
        for line in self._ordered(lines):
            row = self._new_row(len(self._rows))
            row.fill(line)
            row.set_open(not line.get("id"))
        self._after_shape()

    def _ordered(self, lines: Sequence[Values]) -> Sequence[Values]:
        return lines

    def values(self) -> list[dict[str, Any]]:
        """Every row, empty ones included, in the order of the screen."""
        return [row.values() for row in self._rows]

    def state(self) -> list[RowState]:
        """This moment of the rows."""
        return [row.state() for row in self._rows]

    def set_state(self, state: Sequence[RowState]) -> None:
        """Back to a moment: rows that had gone come back with what was typed in them."""
        wanted = {kept.number for kept in state}
        for row in [row for row in self._rows if row.number not in wanted]:
            self._drop(row)
        here = {row.number: row for row in self._rows}
        for kept in state:
            row = here.get(kept.number) or self._new_row(len(self._rows), kept.number)
            here[kept.number] = row
            row.set_state(kept)
            row.set_open(kept.is_open)
        self._arrange([here[kept.number] for kept in state])
        self._taken = None
        self._after_shape()

    # --- acts -----------------------------------------------------------------------------------------------
    def add_row(self) -> None:
        """One more row, and the focus in it."""
        before = self.state()
        row = self._new_row(self._place_of_new())
        row.fill(self._new_values())
        self._changed(before)
        stops = row.fields.stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _place_of_new(self) -> int:
        return len(self._rows)

    def _new_values(self) -> dict[str, Any]:
        return new_line(self.rows_of, self._host.context)

    def remove(self, row: Row) -> None:
        """One row less; a word under the rows brings it back, and so does Ctrl+Z."""
        before = self.state()
        place = self._rows.index(row)
        focused = QApplication.focusWidget()
        if focused is not None and row.isAncestorOf(focused):
            self._focus_after(place)
        self._drop(row)
        self._changed(before)
        self._taken = before
        self._strip.show()
        self._host.note_shape()

    def _focus_after(self, place: int) -> None:
        others = [row for at, row in enumerate(self._rows) if at != place]
        stops = others[min(place, len(others) - 1)].stops() if others else []
        (stops[0] if stops else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_back(self) -> None:
        taken = self._taken
        if taken is not None:
            before = self.state()
            self.set_state(taken)
            self._changed(before)

    def move_row(self, row: Row, step: int) -> None:
        """One place up (-1) or down (1)."""
        before = self.state()
        order = list(self._rows)
        place = order.index(row)
        order.insert(place + step, order.pop(place))
        self._arrange(order)
        self._changed(before)

    def mark(self, row: Row, mark: str) -> None:
        """Ask more of the readers of a row."""
        before = self.state()
        row.given["confidentiality"] = mark
        row.refresh()
        self._changed(before)

    def _changed(self, before: list[RowState]) -> None:
        self._taken = None
        self._after_shape()
        self._host.note_change(self.path, before, self.state())

    # --- rows -----------------------------------------------------------------------------------------------
    def _new_row(self, place: int, number: int | None = None) -> Row:
        number = self._next_number if number is None else number
        self._next_number = max(self._next_number, number + 1)
        row = Row(self.rows_of, number, self.path, self._host, self._make, self)
        row.remove_asked.connect(lambda: self.remove(row))
        row.move_asked.connect(lambda step: self.move_row(row, step))
        row.marked.connect(lambda mark: self.mark(row, mark))
        self._rows.insert(place, row)
        self._lines.insertWidget(place, row)
        return row

    def _drop(self, row: Row) -> None:
        self._rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _arrange(self, order: Sequence[Row]) -> None:
        for row in order:
            self._lines.removeWidget(row)
        self._rows = list(order)
        for row in order:
            self._lines.addWidget(row)

    def _after_shape(self) -> None:
        """Labels and help with the first line only; which rows may move; the order of Tab."""
        last = len(self._rows) - 1
        for place, row in enumerate(self._rows):
            row.may_move = (self._may_reorder() and place > 0, self._may_reorder() and place < last)
            if row.is_compact:
                row.fields.grid.label_lines(always=place == 0)
                for box in row.fields.boxes.values():
                    box.set_helping(place == 0)
                row.fields.grid.lay()
                row.align_acts(place == 0)
        self._strip.setVisible(self._taken is not None)
        self._host.note_shape()

    def _may_reorder(self) -> bool:
        return True

    def rows(self) -> list[Row]:
        """The rows, in the order of the screen."""
        return list(self._rows)

    def row_of(self, number: int) -> Row | None:
        """The row with this number, which it keeps as long as the form lives."""
        return next((row for row in self._rows if row.number == number), None)

    def refresh(self) -> None:
        """Conditions within each row."""
        for row in self._rows:
            row.refresh()
        self.align_acts()

    def align_acts(self) -> None:
        """The same room for pills and buttons beside every line, so that the columns of the lines agree."""
        lines = [row for row in self._rows if row.is_compact]
        room = max((row.room_of_acts() for row in lines), default=0)
        for row in lines:
            row.keep_room(room)

    def all_boxes(self) -> Iterator[FieldBox]:
        """Every field of every row."""
        for row in self._rows:
            yield from row.fields.all_boxes()

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        found = [stop for row in self._rows for stop in row.stops()]
        return [*found, *([self._undo_button] if self._taken is not None else []), self.add_button]

    # --- words ----------------------------------------------------------------------------------------------
    def set_needed(self, needed: bool) -> None:
        """Show or hide the star."""
        if needed != self._is_needed:
            self._is_needed = needed
            self.retranslate()

    def set_issue(self, issue: Issue | None) -> None:
        """A remark on the whole group ("Add at least one line")."""
        self.below.say(str(issue.message) if issue else "", issue.strength if issue else "")

    def stand_under(self, title: Text) -> None:
        """Leave the label out where it would say again the `title` of the section, just above."""
        self._is_said = title == self.rows_of.label
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        star = " *" if self._is_needed else ""
        self._label.say(f"{self.rows_of.label}{star}")
        self._label.setVisible(bool(star) or not self._is_said)
        self.setAccessibleName(str(self.rows_of.label))
        for row in self._rows:
            row.retranslate()
        if self._rows:
            self._after_shape()
