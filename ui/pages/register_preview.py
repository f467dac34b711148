"""Beside a list: the main facts of the record where the keyboard is, without leaving the list.

What is more secret than the case team's is not read before it is asked for: who opened it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.checking import is_empty
from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields import Computed, Dated, Field, Integer, Link, Money, Phone, Rows, YesNo
from casemgr.domain.fields import Date as DateField
from casemgr.domain.kind import Kind, Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services import links, organisation, records, register, strokes
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from casemgr.services.register import BASE_COLUMNS, Line
from ui.forms import confidentiality
from ui.kit import DirectionalLabel, EmptyState, Label, PrimaryButton, Skeleton, StatusPill
from ui.kit.base import Living
from ui.operations import Query
from ui.pages.step_buttons import StepButtons
from ui.tables.tones import icon_of, tone_of
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

REST_MS = 180  # arrows held down read nothing; where they stop is read
WIDTH = 320
MOST_FACTS = 14
_LABELS = 108  # pixels
_IN_THE_HEAD = frozenset({"full_name", "full_name_ar", "family_name", "given_names", "single_name", "beneficiary"})

_TOLD_TOO = frozenset({"answers"})  # how a partner really answers: too slow for a list, what its preview is for


@dataclass(frozen=True)
class Fact:
    """One line: its label, its value as shown, whether it keeps its order from left to right."""

    label: Words
    text: str
    is_code: bool = False


@dataclass(frozen=True)
class Preview:
    """What the panel shows of a record; `second` is the name in the other script, or whose record it is."""

    record: Record
    second: str
    facts: tuple[Fact, ...]
    steps: tuple[Transition, ...]
    context: Context


def preview_of(desk: Desk, kind: Kind, record_id: str) -> Preview:
    """Read a record for the panel. Raises NotFound."""
    record = records.read(desk, kind.key, record_id)
    second = str(record.values.get("full_name_ar") or record.values.get("given_names_ar") or "")
    if kind.person and record.values.get(kind.person):
        second = links.label_of(desk, "beneficiary", str(record.values[kind.person]))
    elif kind.known_by is not None:
        second = register.known_by(desk, kind.key, record_id)
    facts = tuple(_facts(desk, kind, record))[:MOST_FACTS]
    second = "" if second == record.title else second
    return Preview(record, second, facts, strokes.ways(desk, record), desk.context())


def _facts(desk: Desk, kind: Kind, record: Record) -> Iterator[Fact]:
    values = record.values
    for item in kind.items():
        if item.key in _IN_THE_HEAD or is_empty(values.get(item.key)):
            continue
        if isinstance(item, Rows):
            yield from _group_facts(desk, item, values[item.key])
        elif item.listed or item.filtered or item.key in _TOLD_TOO:
            shaped = item.like if isinstance(item, Computed) else item
            text = links.label_of(desk, item.to, str(values[item.key])) if isinstance(item, Link) else ""
            text = text or ("" if isinstance(item, Link) else item.show(values[item.key]))
            yield Fact(item.label, text, isinstance(shaped, (DateField, Integer, Money, Phone)))
    yield Fact(BASE_COLUMNS["branch"], organisation.branch_name(desk, record.branch))


def _group_facts(desk: Desk, group: Rows, lines: list[dict[str, object]]) -> Iterator[Fact]:
    first: Field = group.plain_fields()[0]
    if isinstance(group, Dated) and group.quick:
        row = group.at(lines, desk.today) or {}
        told = (
            item for item in group.plain_fields() if item.key != group.since and not isinstance(item, (Link, YesNo))
        )
        answered = next((item for item in told if not is_empty(row.get(item.key))), None)
        if answered is not None:
            yield Fact(group.label, answered.show(row[answered.key]))
    elif group.quick:
        yield Fact(group.label, " · ".join(first.show(line.get(first.key)) for line in lines[:2]), True)


class PreviewPanel(Living, QFrame):
    """Give it the record to show with `look_at`. `opened(id)` from its button, `changed(id)` when a step was noted."""

    opened = Signal(str)
    changed = Signal(str)

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind = desk, kind
        self._record = ""
        self.shown: Preview | None = None
        self.setProperty("kit", "card")
        self.setFixedWidth(WIDTH)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._read)
        self._stack = QStackedWidget()
        self._nothing = EmptyState(kind.icon, N_("Nothing chosen"), N_("Choose a line to see the main facts here."))
        self._skeleton = _at_top(Skeleton(6))
        self._closed = EmptyState(
            "lock",
            N_("Closed until you open it"),
            N_("Confidential: opening it is noted with your name."),
            N_("Open"),
            action_icon="eye",
        )
        self._closed.acted.connect(self._read_now)
        for page in (self._nothing, self._skeleton, self._closed):
            self._stack.addWidget(page)
        self._facts: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._stack)
        self.live()

    def look_at(self, record: str, line: Line | None = None) -> None:
        """Show this record when the keyboard rests on it ("" for none); it waits for `line` to tell its mark."""
        self._record, self.shown = record, None
        self._rest.stop()
        if not record:
            self._stack.setCurrentWidget(self._nothing)
        elif line is None:
            self._stack.setCurrentWidget(self._skeleton)
        elif confidentiality.shown_on_rows(line.confidentiality):
            self._stack.setCurrentWidget(self._closed)
        else:
            self._rest.start()

    def look_again(self) -> None:
        """Read the same record again: it may have changed."""
        if self.shown is not None:
            self._rest.start()

    def _read(self) -> None:
        if self._record and self.isVisible():
            self._read_now()

    def _read_now(self) -> None:
        desk, kind, record = self.desk, self.kind, self._record
        if self.shown is None:
            self._stack.setCurrentWidget(self._skeleton)
        Query(self, lambda: preview_of(desk, kind, record), self._show, self._refuse, key="preview").start()

    def _refuse(self, _error: UserError) -> None:
        self._stack.setCurrentWidget(self._nothing)

    def _show(self, preview: Preview) -> None:
        if preview.record.id != self._record:
            return
        self.shown = preview
        if self._facts is not None:
            self._stack.removeWidget(self._facts)
            self._facts.deleteLater()
        self._facts = self._page(preview)
        self._stack.addWidget(self._facts)
        self._stack.setCurrentWidget(self._facts)

    def _page(self, preview: Preview) -> QWidget:
        record = preview.record
        inside = QWidget()
        inside.setObjectName("canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(HALF)
        if record.title:
            column.addWidget(DirectionalLabel(record.title, "title", wrap=True))
        if preview.second:
            column.addWidget(DirectionalLabel(preview.second, "lead", ink="muted", wrap=True))
        if record.code:
            column.addWidget(DirectionalLabel(record.code, ink="muted", code=True))
        if record.state and self.kind.states:
            words = _state_field(self.kind, record.state)
            pill = StatusPill(words, tone_of(self.kind.states.vocabulary, record.state), icon_of(record.state))
            column.addWidget(pill)
        column.addSpacing(GRID)
        column.addLayout(_grid(preview.facts))
        column.addStretch(1)
        return self._with_act(_scrolling(inside), preview)

    def _steps(self, preview: Preview) -> QWidget:
        """The answers that are noted in one stroke, without leaving the list."""
        steps = () if preview.record.void_reason else preview.steps
        made = StepButtons(
            self, self._noted, self.desk, self.kind, preview.record, steps, preview.context, only_short=True
        )
        made.setContentsMargins(WIDE, 0, WIDE, GRID)
        return made

    def _noted(self, record: str) -> None:
        self.look_again()
        self.changed.emit(record)

    def _with_act(self, inside: QWidget, preview: Preview) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, WIDE)
        column.addWidget(inside, 1)
        if self.kind.states is not None and any(step.at_once for step in self.kind.states.transitions):
            column.addWidget(self._steps(preview))
        words = N_("Open the file") if self.kind.key == "beneficiary" else N_("Open")
        button = PrimaryButton(words, "folder-open")
        button.clicked.connect(lambda: self.opened.emit(preview.record.id))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return whole

    def retranslate(self) -> None:
        """The facts in the language of the moment."""
        self.setAccessibleName(str(N_("Preview")))
        self.look_again()


def _state_field(kind: Kind, state: str) -> Words:
    assert kind.states is not None
    return vocabulary(kind.states.vocabulary, kind.states.beside).label(state)


def _grid(facts: tuple[Fact, ...]) -> QGridLayout:
    """Labels in a narrow column, values beside them; both go on to the next line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(GRID + HALF)
    grid.setVerticalSpacing(GRID)
    grid.setColumnStretch(1, 1)
    for row, fact in enumerate(facts):
        label = Label(fact.label, "small", "muted", wrap=True)
        label.setFixedWidth(_LABELS)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        value = DirectionalLabel(fact.text or "—", wrap=True, code=fact.is_code)
        value.setAccessibleDescription(str(fact.label))
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
    return grid


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
