"""Two people changed the same record: what each wrote, side by side, one chosen field by field. Nothing is lost.

What only one of the two changed needs no question: it is kept from whoever changed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Computed, Field, Link, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui.forms.reading import sentence
from ui.kit import Banner, Button, Card, DirectionalLabel, Label, PrimaryButton, rule
from ui.kit.canvas import Canvas
from ui.theme import GRID, LARGE
from ui.translation import N_

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field, or a whole group of rows, that both changed."""

    key: str
    label: Words
    mine: str
    theirs: str


@dataclass(frozen=True)
class Meeting:
    """What two versions become: `merged` as far as nobody has to choose, and what is to be chosen."""

    merged: dict[str, Any]
    differences: tuple[Difference, ...]


def meet(kind: Kind, base: Values, mine: Values, theirs: Values, context: Context, names: Mapping[str, str]) -> Meeting:
    """Put together what I typed and what was saved meanwhile, both from `base`. `names` are those of linked records."""
    merged = dict(theirs)
    differences: list[Difference] = []
    for item in kind.items():
        if isinstance(item, Computed) or item.key not in mine:
            continue
        i_changed = _plain(item, mine.get(item.key)) != _plain(item, base.get(item.key))
        they_changed = _plain(item, theirs.get(item.key)) != _plain(item, base.get(item.key))
        if i_changed:
            merged[item.key] = mine[item.key]
        if i_changed and they_changed and _plain(item, mine.get(item.key)) != _plain(item, theirs.get(item.key)):
            said = (_said(item, one.get(item.key), context, names) for one in (mine, theirs))
            differences.append(Difference(item.key, item.label, *said))
    return Meeting(merged, tuple(differences))


def _plain(item: Field | Rows, value: Any) -> Any:
    """A value to compare: the ids and marks that a save adds to rows do not count."""
    if not isinstance(item, Rows):
        return value if value not in ("", (), []) else None
    return [
        {inner.key: _plain(inner, line.get(inner.key)) for inner in item.fields if not isinstance(inner, Computed)}
        for line in value or ()
    ]


def _said(item: Field | Rows, value: Any, context: Context, names: Mapping[str, str]) -> str:
    if isinstance(item, Rows):
        return "\n".join(sentence(item, line, context, lambda _kind, one: names.get(one, "")) for line in value or ())
    if isinstance(item, Link):
        return names.get(str(value), "")
    try:
        return item.show(value)
    except (AttributeError, TypeError, ValueError):
        return str(value)  # a text that could not be read yet: shown as it was typed


class ConflictPanel(Card):
    """The two versions. `settled(dict)`: the values to save, what was chosen put in; `put_off`: back to the form."""

    settled = Signal(object)
    put_off = Signal()

    def __init__(self, meeting: Meeting, theirs: Values, who: str, when: str) -> None:
        super().__init__(margin=LARGE)
        self._meeting, self._theirs = meeting, theirs
        self.choices: dict[str, QButtonGroup] = {}
        told = N_("{who} saved this record on {when}, while you were typing. Choose what to keep.")
        self.add(Banner(told.format(who=who or _("Somebody"), when=when), "warning", N_("Two versions")))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inside = Canvas()
        column = inside.column
        column.addLayout(self._table(meeting.differences))
        column.addStretch(1)
        area.setWidget(inside)
        self.add(area, 1)
        self.add(self._acts())

    def _table(self, differences: Sequence[Difference]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(GRID)
        for column, stretch in ((0, 2), (1, 3), (2, 3)):
            grid.setColumnStretch(column, stretch)
        grid.addWidget(Label(N_("What you typed"), weight="strong"), 0, 1)
        grid.addWidget(Label(N_("What is saved now"), weight="strong"), 0, 2)
        for place, one in enumerate(differences):
            line = 2 * place + 1
            grid.addWidget(rule(), line, 0, 1, 3)
            grid.addWidget(Label(one.label, ink="muted", wrap=True), line + 1, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            self.choices[one.key] = group
            for column, (said, whose) in enumerate(((one.mine, N_("Mine")), (one.theirs, N_("Theirs")))):
                cell = self._choice(group, column, said, f"{one.label}: {whose}", is_first=not column)
                grid.addWidget(cell, line + 1, column + 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def _choice(self, group: QButtonGroup, place: int, said: str, name: str, is_first: bool) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        radio = QRadioButton()
        radio.setAccessibleName(name)
        radio.setChecked(is_first)
        group.addButton(radio, place)
        row.addWidget(radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(DirectionalLabel(said or "—", wrap=True), 1)
        return cell

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        back = Button(N_("Back to the form"))
        back.clicked.connect(self.put_off)
        self.keep = PrimaryButton(N_("Save what is chosen"), "check")
        self.keep.clicked.connect(self._settle)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(self.keep)
        return row

    def choose(self, key: str, theirs: bool) -> None:
        """Choose one side of a field."""
        button = self.choices[key].button(1 if theirs else 0)
        button.setChecked(True)

    def _settle(self) -> None:
        values = dict(self._meeting.merged)
        for key, group in self.choices.items():
            if group.checkedId() == 1:
                values[key] = self._theirs.get(key)
        self.settled.emit(values)
