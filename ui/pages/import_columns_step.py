"""Import, step 3: which column holds what; proposed, with how sure it is, and some of what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Choice, Field
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words, current_language
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.outline import (
    ColumnOutline,
    Destination,
    Outline,
    Sureness,
    date_columns,
    destinations,
    missing,
)
from ui.formats import isolate_any
from ui.kit import Banner, Card, DirectionalLabel, FieldFrame, Label, StatusPill
from ui.kit.base import Living
from ui.kit.canvas import Canvas
from ui.pages.panel_parts import scrolled
from ui.pages.searchable_choice import SearchableChoice
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_, Phrase

_SURENESS: dict[Sureness, tuple[Phrase, str]] = {
    Sureness.SAID: (N_("chosen by you"), "accent"),
    Sureness.SURE: (N_("recognised"), "success"),
    Sureness.LIKELY: (N_("likely"), "warning"),
    Sureness.CONTENT: (N_("by what it holds"), "warning"),
    Sureness.NONE: (N_("left out"), "neutral"),
}
_MOST_TOLD = 8


class ColumnLine(QWidget):
    """One column of the list: `picked(place, path)`."""

    picked = Signal(int, str)

    def __init__(self, column: ColumnOutline, options: list[tuple[str, Words]], is_date: bool) -> None:
        super().__init__()
        self.column = column
        self.choice = SearchableChoice(options)
        self.choice.set_value(column.path)
        self.choice.setMinimumWidth(280)
        name = column.header or str(column.place + 1)
        self.choice.setAccessibleName(name)
        line = self.choice.lineEdit()
        if line is not None:
            line.setPlaceholderText("—")
        self.pill = StatusPill("", "neutral")
        self.american = QCheckBox()
        self.american.setChecked(column.is_month_first and is_date)
        self.american.setVisible(is_date)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, HALF, 0, HALF)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(0)
        grid.addWidget(DirectionalLabel(name, weight="medium", elided=True), 0, 0)
        samples = " · ".join(isolate_any(text[:40]) for text in column.samples)
        grid.addWidget(DirectionalLabel(samples, "small", "muted", elided=True), 1, 0)
        grid.addWidget(self.choice, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.pill, 0, 2, 1 if is_date else 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.american, 1, 2)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 3)
        grid.setColumnMinimumWidth(2, 190)
        self.choice.picked.connect(lambda path: self.picked.emit(column.place, path))
        self.say(column.sureness if column.path else Sureness.NONE)

    def say(self, sureness: Sureness) -> None:
        """How sure it is."""
        words, tone = _SURENESS[sureness]
        self.pill.say(words, tone)


class ColumnsStep(Living, QWidget):
    """The columns, and one answer for every row where the list says nothing of what is needed; `changed` when it may
    be complete, or no longer.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[int, ColumnLine] = {}
        self.answers: dict[str, SearchableChoice | QLineEdit] = {}
        self._needed: dict[str, Words] = {}
        self._kind: Kind | None = None
        self._context: Context | None = None
        self._said = Instructions()
        self.needed = Card(margin=1)
        self.needed_note = Banner(N_("Needed, and in no column: give one answer for every row."), "warning")
        self.expected = Label("", "small", "muted", wrap=True)
        self._answers = QWidget()
        self._grid = QGridLayout(self._answers)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(WIDE)
        self._inside = Canvas()
        self._column = self._inside.column
        self._column.setSpacing(HALF)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.needed_note)
        column.addWidget(self._answers)
        column.addWidget(self.expected)
        column.addWidget(scrolled(self._inside), 1)
        self.live()

    def show_columns(self, kind: Kind, context: Context, seen: Outline, said: Instructions) -> None:
        """Show the columns of a list with what is proposed or was said of them."""
        self._kind, self._context, self._said = kind, context, said
        options = [(one.path, one.label) for one in destinations(kind, context.switches)]
        dates = date_columns(kind, {one.place: one.path for one in seen.columns})
        for line in self.lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = {}
        for place, column in enumerate(seen.columns):
            line = ColumnLine(column, options, column.place in dates)
            if column.place in said.month_first:
                line.american.setChecked(True)
            line.picked.connect(self.pick)
            self._column.insertWidget(place, line)
            self.lines[column.place] = line
        self._tell_missing()
        self.retranslate()

    def pick(self, place: int, path: str) -> None:
        """A person says that a column holds a field: no other column holds it any more."""
        for other, line in self.lines.items():
            if path and other != place and line.choice.value() == path:
                line.choice.set_value("")
                line.say(Sureness.NONE)
        self.lines[place].choice.set_value(path)
        self.lines[place].say(Sureness.SAID if path else Sureness.NONE)
        if self._kind is not None:
            is_date = place in date_columns(self._kind, {place: path})
            self.lines[place].american.setVisible(is_date)
        self._tell_missing()

    def columns(self) -> dict[int, str]:
        """What each column was said to hold."""
        return {place: line.choice.value() for place, line in self.lines.items()}

    def instructions(self, said: Instructions) -> Instructions:
        """The same, and what stands here."""
        american = {
            p for p, line in self.lines.items() if line.american.isVisibleTo(self) and line.american.isChecked()
        }
        given = {path: text for path, editor in self.answers.items() if (text := _value(editor))}
        return replace(said, columns=self.columns(), month_first=frozenset(american), given=given)

    def unanswered(self) -> list[Words]:
        """What is needed and neither in a column nor answered for every row: without it each row would be refused."""
        return [self._needed[path] for path, editor in self.answers.items() if not _value(editor)]

    def _tell_missing(self) -> None:
        if self._kind is None or self._context is None:
            return
        absent = missing(self._kind, self._context.switches, self.columns())
        self._ask([one for one in absent if one.is_required])
        expected = [one for one in absent if not one.is_required]
        comma = "، " if current_language() == "ar" else ", "
        told = comma.join(str(one.label) for one in expected[:_MOST_TOLD])
        more = "…" if len(expected) > _MOST_TOLD else ""
        self.expected.say(N_("To be completed later, in each file: {fields}").format(fields=told + more))
        self.expected.setVisible(bool(expected))

    def _ask(self, needed: list[Destination]) -> None:
        kept: Mapping[str, str] = {
            **self._said.given,
            **{path: _value(editor) for path, editor in self.answers.items()},
        }
        while (item := self._grid.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.answers = {}
        self._needed = {one.path: one.label for one in needed}
        for place, one in enumerate(needed):
            editor = self._editor(one, kept.get(one.path, ""))
            self.answers[one.path] = editor
            self._grid.addWidget(FieldFrame(one.label, editor), place // 3, place % 3)
        for place in range(3):
            self._grid.setColumnStretch(place, 1)
        self.needed_note.setVisible(bool(needed))
        self._answers.setVisible(bool(needed))
        self.changed.emit()

    def _editor(self, one: Destination, value: str) -> SearchableChoice | QLineEdit:
        assert self._kind is not None
        assert self._context is not None
        field: Field | None = next((field for field in self._kind.stored_fields() if field.key == one.path), None)
        if isinstance(field, Choice):
            choice = SearchableChoice([(term.code, term.label) for term in field.offered(self._context)])
            choice.set_value(value)
            choice.picked.connect(self.changed)
            return choice
        line = QLineEdit(value)
        line.setMaxLength(200)
        line.textEdited.connect(self.changed)
        return line

    def retranslate(self) -> None:
        """The words of the boxes."""
        for line in self.lines.values():
            line.american.setText(str(N_("month/day/year")))
        self._tell_missing()


def _value(editor: SearchableChoice | QLineEdit) -> str:
    return editor.value() if isinstance(editor, SearchableChoice) else editor.text().strip()
