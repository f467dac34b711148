"""One row of a group (a phone, a paper, a goal): its fields on one line or on a card, and what may be done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain.access import at_least
from casemgr.domain.fields import Computed, Dated, Rows
from casemgr.domain.words import translate as _
from ui import formats
from ui.forms import confidentiality
from ui.forms.contract import Host, NotUnderstood, Path, Values
from ui.forms.editors.link import LinkEditor
from ui.forms.field_box import FieldBox
from ui.forms.field_grid import FieldGrid
from ui.kit import DirectionalLabel, IconButton, StatusPill
from ui.theme import GRID, HALF
from ui.translation import N_

_LONG = frozenset({"choices"})
_MOST_IN_A_LINE = 4
_NARROW = 160


def is_compact(rows: Rows) -> bool:
    """Whether a row fits in one line: a few short fields, nothing within."""
    fields = rows.plain_fields()
    short = all(item.type not in _LONG and getattr(item, "lines", 1) == 1 for item in fields)
    return short and not rows.inner_rows() and len(fields) <= _MOST_IN_A_LINE


class RowFields(Protocol):
    """The fields of a row (a Group: it is given, as a group makes rows and a row makes a group)."""

    boxes: dict[str, FieldBox]
    grid: FieldGrid

    @property
    def rows(self) -> Mapping[str, InnerRows]:
        """The groups of rows within."""
        ...

    def widget(self) -> QWidget:
        """The group as a widget."""
        ...

    def fill(self, values: Values) -> None:
        """Show a row."""
        ...

    def values(self) -> dict[str, Any]:
        """What is typed."""
        ...

    def refresh(self, values: Values) -> None:
        """Conditions and computed fields."""
        ...

    def all_boxes(self) -> Iterator[FieldBox]:
        """Every field."""
        ...

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        ...

    def retranslate(self) -> None:
        """Every text again."""
        ...


class InnerRows(Protocol):
    """A group of rows within a row, as its state is kept."""

    def state(self) -> object:
        """What `set_state` needs."""
        ...

    def set_state(self, state: Any) -> None:
        """Back to a moment."""
        ...


MakeFields = Callable[..., RowFields]


@dataclass
class RowState:
    """A row at one moment, for undoing: which row, what it came from, and the state of each editor."""

    number: int
    given: dict[str, Any]
    is_open: bool
    fields: dict[str, object] = field(default_factory=dict)
    within: dict[str, object] = field(default_factory=dict)


class Row(QFrame):
    """A row. `remove_asked`, `move_asked(step)` and `marked(mark)` are for its group to do."""

    remove_asked = Signal()
    move_asked = Signal(int)
    marked = Signal(str)

    def __init__(self, rows: Rows, number: int, path: Path, host: Host, make: MakeFields, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows
        self.number = number
        self._host = host
        self.given: dict[str, Any] = {}
        self.may_move = (False, False)
        self.is_compact = is_compact(rows)
        self.is_open = True
        most = max(1, len(rows.plain_fields())) if self.is_compact else 2
        narrow = {"narrowest": _NARROW} if self.is_compact else {}
        self.fields = make(rows.fields, (*path, number), host, most=most, **narrow)
        self._pill = StatusPill("", "warning", "lock")
        self._in_force = StatusPill(N_("In force"), "success")
        self._in_force.hide()
        self._menu_button = IconButton("ellipsis-vertical", N_("What may be done with this line"))
        self._menu_button.clicked.connect(self._open_menu)
        self._remove_button = IconButton("trash-2", N_("Remove this line"))
        self._remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu, which Tab reaches, removes too
        self._remove_button.clicked.connect(self.remove_asked)
        self._head = IconButton("chevron-down", N_("Show or hide the details"))
        self._head.clicked.connect(lambda: self.set_open(not self.is_open))
        self._title = DirectionalLabel("", weight="medium", elided=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        first = next(iter(self.fields.boxes.values()), None)
        self._about = first.editor if first is not None and isinstance(first.editor, LinkEditor) else None
        if self.is_compact:
            self._lay_line()
        else:
            self._lay_card()
            if self._about is not None:  # the name of whom the row is about comes a moment later
                self._about.line.textChanged.connect(lambda _text: self._say_title())

    def _lay_line(self) -> None:
        self._head.hide()
        self._title.hide()
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(0)
        acts.addStretch(1)
        for widget in (self._in_force, self._pill, self._menu_button, self._remove_button):
            acts.addWidget(widget)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(self.fields.widget(), 1)
        line.addWidget(self._acts, 0, Qt.AlignmentFlag.AlignTop)

    def _lay_card(self) -> None:
        self.setProperty("kit", "card")
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._head)
        head.addWidget(self._title, 1)
        for widget in (self._in_force, self._pill, self._menu_button, self._remove_button):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, HALF, GRID, HALF)
        column.setSpacing(HALF)
        column.addLayout(head)
        body = QHBoxLayout()
        body.setContentsMargins(GRID, 0, GRID, 0)
        body.addWidget(self.fields.widget())
        column.addLayout(body)

    # --- values ---------------------------------------------------------------------------------------------
    def fill(self, values: Values) -> None:
        """Show a row as the record holds it."""
        self.given = dict(values)
        self.fields.fill(values)
        self.refresh()

    def values(self) -> dict[str, Any]:
        """What is typed, with the id and the mark that the row came with."""
        return {**self.given, **self.fields.values()}

    def state(self) -> RowState:
        """This moment of the row."""
        fields = {
            key: box.editor.state() for key, box in self.fields.boxes.items() if not isinstance(box.field, Computed)
        }
        within = {key: rows.state() for key, rows in self.fields.rows.items()}
        return RowState(self.number, dict(self.given), self.is_open, fields, within)

    def set_state(self, state: RowState) -> None:
        """Back to a moment."""
        self.given = dict(state.given)
        for key, kept in state.fields.items():
            self.fields.boxes[key].restore(kept)
        for key, kept in state.within.items():
            self.fields.rows[key].set_state(kept)
        self.refresh()

    # --- how it looks ---------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Conditions, title and mark, from what is typed in this row."""
        values = {k: None if isinstance(v, NotUnderstood) else v for k, v in self.values().items()}
        self.fields.refresh(values)
        self._pill.say(confidentiality.said(self.mark()))
        is_more = self.mark() != self._host.mark
        self._pill.setVisible(is_more and confidentiality.shown_on_rows(self.mark()))
        if not self.is_compact:
            self._say_title()

    def _say_title(self) -> None:
        values = {k: None if isinstance(v, NotUnderstood) else v for k, v in self.values().items()}
        self._title.say(self.title(values))

    def floor(self) -> str:
        """The least this row must carry, by its kind's rule."""
        rule = self.rows.confidentiality
        values = {k: None if isinstance(v, NotUnderstood) else v for k, v in self.values().items()}
        return rule(values) if rule else "L0"

    def mark(self) -> str:
        """Its confidentiality: at least what the rule asks."""
        return at_least(self.floor(), self.given.get("confidentiality"))

    def title(self, values: Values) -> str:
        """The row in a few words, for its head: whom it is about, then the kind's own title, or its first answers."""
        about = self._about.title() if self._about is not None else ""
        said = self._own_title(values)
        return " · ".join(part for part in (formats.isolate_any(about) if about else "", said) if part) or str(
            self.rows.one
        )

    def _own_title(self, values: Values) -> str:
        own = self.rows.title(values) if self.rows.title is not None else ""
        if not own:
            shown = [
                box.field.show(values.get(key))
                for key, box in self.fields.boxes.items()
                if box.field.type not in ("link", "yes_no", "computed")
                and values.get(key) not in (None, (), "")
                and not (isinstance(self.rows, Dated) and key == self.rows.since)
            ]
            own = " · ".join(formats.isolate_any(text.splitlines()[0]) for text in shown[:3] if text)
        if isinstance(self.rows, Dated) and values.get(self.rows.since) is not None:
            since = formats.isolate(formats.date(values[self.rows.since]))
            own = f"{_('since {day}').format(day=since)} · {own}" if own else _("since {day}").format(day=since)
        return own

    @property
    def is_in_force(self) -> bool:
        """Whether it says that it holds today."""
        return not self._in_force.isHidden()

    def set_in_force(self, is_in_force: bool) -> None:
        """Say that this dated value is the one that holds today."""
        self._in_force.setVisible(is_in_force)

    def set_open(self, is_open: bool) -> None:
        """Show the fields of a card, or only its head."""
        if self.is_compact:
            return
        self.is_open = is_open
        self.fields.widget().setVisible(is_open)
        self._head.set_icon("chevron-up" if is_open else "chevron-down")
        self._host.note_shape()

    def align_acts(self, labelled: bool) -> None:
        """Buttons beside the fields, not beside their labels."""
        if self.is_compact:
            boxes = list(self.fields.boxes.values())
            above = boxes[0].label.sizeHint().height() if labelled and boxes else 0
            self._acts.setContentsMargins(0, above, 0, 0)

    def room_of_acts(self) -> int:
        """How wide the pills and buttons beside this line are."""
        layout = self._acts.layout()
        return layout.sizeHint().width() if layout is not None else 0

    def keep_room(self, width: int) -> None:
        """Give pills and buttons this width, as beside the other lines."""
        self._acts.setMinimumWidth(width)

    def stops(self) -> list[QWidget]:
        """Where Tab stops: fields, then the menu; on a card its head first."""
        if self.is_compact:
            return [*self.fields.stops(), self._menu_button]
        return [self._head, self._menu_button, *(self.fields.stops() if self.is_open else [])]

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.fields.retranslate()
        self.refresh()

    # --- what may be done -----------------------------------------------------------------------------------
    def menu(self) -> QMenu:
        """Move, mark, remove."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for possible, step, words in zip(self.may_move, (-1, 1), (_("Move up"), _("Move down")), strict=True):
            if possible:
                menu.addAction(words, partial(self.move_asked.emit, step))
        marks = menu.addMenu(_("Who may read it"))
        confidentiality.fill_menu(marks, self.floor(), self.mark(), self.marked.emit)
        menu.addSeparator()
        menu.addAction(_("Remove"), self.remove_asked.emit)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))
