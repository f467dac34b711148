"""The sections of a form under each other, in a page that scrolls: from keys and paths to fields and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

from casemgr.domain.kind import Kind, Section
from ui.forms.contract import Host, Path, Values
from ui.forms.field_box import FieldBox
from ui.forms.group import Group, exists, readable
from ui.forms.rows_editor import RowsEditor
from ui.kit import Card
from ui.kit.canvas import Canvas
from ui.theme import GRID, HALF, WIDE

Place = FieldBox | RowsEditor
_AT_ONCE = 8  # fields made before the form is first shown


class SectionCard(Card):
    """One section: its title and its fields."""

    def __init__(self, section: Section, host: Host, fill: Callable[[Group], None]) -> None:
        super().__init__(section.label, section.help or "", margin=GRID + HALF if host.is_quick else WIDE)
        if host.is_quick:
            self.body.setSpacing(HALF)
        self.section = section
        self._host = host
        self._fill = fill
        self._group: Group | None = None

    @property
    def is_built(self) -> bool:
        """Whether its fields exist already."""
        return self._group is not None

    @property
    def group(self) -> Group:
        """Its fields, made and filled when they are first asked for."""
        if self._group is None:
            self._group = Group(self.section.items, (), self._host)
            for rows in self._group.rows.values():
                rows.stand_under(self.section.label)
            self.add(self._group)
            self._fill(self._group)
        return self._group

    def shown_keys(self) -> tuple[str, ...]:
        """What it shows, as far as is known before its fields exist."""
        return self._group.shown_keys() if self._group is not None else tuple(i.key for i in self.section.items)


class Sections(QScrollArea):
    """Every section of a kind that this form has. `seen(key)`: the section at the top of what is seen.

    The first screen is made at once, the rest one section at a time while the person already reads: a form of a
    hundred fields must not keep anyone waiting. `built(group)` comes for each.
    """

    seen = Signal(str)
    built = Signal(object)

    def __init__(self, kind: Kind, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside = inside = Canvas(2, 2, WIDE, WIDE)
        self.column = inside.column
        self.column.setSpacing(GRID if host.is_quick else WIDE)
        self.cards: dict[str, SectionCard] = {}
        self._host = host
        self._given: Values = {}
        self._states: dict[str, Any] = {}
        for section in kind.sections:
            if any(exists(item, host) for item in section.items):
                card = SectionCard(section, host, self._fill_new)
                self.cards[section.key] = card
                self.column.addWidget(card)
        self.column.addStretch(1)
        self.setWidget(inside)
        self._gone_to: QWidget | None = None
        self._sight = QTimer(self)
        self._sight.setSingleShot(True)
        self._sight.setInterval(0)
        self._sight.timeout.connect(self._keep_in_sight)
        inside.installEventFilter(self)
        self.verticalScrollBar().valueChanged.connect(self._tell_seen)

    def groups(self) -> list[Group]:
        """The groups of fields, in order; those that were not made yet are."""
        return [card.group for card in self.cards.values()]

    def built_groups(self) -> list[Group]:
        """The groups of fields that are made."""
        return [card.group for card in self.cards.values() if card.is_built]

    def is_complete(self) -> bool:
        """Whether every section is made."""
        return all(card.is_built for card in self.cards.values())

    def fill(self, values: Values) -> None:
        """Show a record."""
        self._given = values
        self._states = {}
        for group in self.built_groups():
            group.fill(values)
        made = 0
        for card in self.cards.values():
            if made >= _AT_ONCE and not self._host.is_quick:
                break
            made += len(card.group.boxes)
        if not self.is_complete():
            QTimer.singleShot(0, self, self._build_next)

    def _build_next(self) -> None:
        for card in self.cards.values():
            if not card.is_built:
                card.setVisible(not card.group.is_empty())
                break
        if not self.is_complete():
            QTimer.singleShot(0, self, self._build_next)

    def _fill_new(self, group: Group) -> None:
        group.fill(self._given)
        _restore(group, self._states)
        group.refresh(readable({**self._given, **self.values()}))
        self.built.emit(group)

    def values(self) -> dict[str, Any]:
        """What is typed."""
        held: dict[str, Any] = {}
        for group in self.built_groups():
            held |= group.values()
        return held

    def refresh(self, values: Values) -> None:
        """Conditions; a section where nothing is left to see goes."""
        for card in self.cards.values():
            if card.is_built:
                card.group.refresh(values)
                card.setVisible(not card.group.is_empty())

    def states(self) -> dict[str, Any]:
        """This moment of every field that was edited, and of every group of rows, by key."""
        kept: dict[str, Any] = {}
        for group in self.built_groups():
            kept |= {key: box.editor.state() for key, box in group.boxes.items() if box.was_edited}
            kept |= {key: rows.state() for key, rows in group.rows.items()}
        return kept

    def restore(self, states: dict[str, Any]) -> None:
        """Back to a moment that `states` gave, perhaps for a form with fewer fields."""
        self._states = states
        for group in self.built_groups():
            _restore(group, states)

    # --- finding --------------------------------------------------------------------------------------------
    def boxes(self) -> Iterator[FieldBox]:
        """Every field, rows included, in reading order; a section is made when it is come to."""
        for card in self.cards.values():
            yield from card.group.all_boxes()

    def row_groups(self) -> Iterator[RowsEditor]:
        """Every group of rows, those within rows included."""
        for group in self.groups():
            for rows in group.rows.values():
                yield rows
                yield from _within(rows)

    def at(self, path: Path) -> Place | None:
        """The field or group of rows at a path, whose numbers name rows."""
        return self._walk(path, lambda rows, number: rows.row_of(int(number)))

    def at_issue(self, path: str) -> Place | None:
        """The field or group of rows that a remark is on: "phones.0.number", where 0 counts rows."""

        def nth(rows: RowsEditor, place: str | int) -> Any:
            lines = rows.rows()
            return lines[int(place)] if str(place).isdigit() and int(place) < len(lines) else None

        return self._walk(tuple(path.split(".")), nth)

    def _walk(self, path: Path, row_at: Any) -> Place | None:
        parts = list(path)
        group = next((g for g in self.groups() if parts[0] in g.boxes or parts[0] in g.rows), None)
        while group is not None and parts:
            key = str(parts.pop(0))
            if key in group.boxes:
                return group.boxes[key]
            rows = group.rows.get(key)
            if rows is None or not parts:
                return rows
            row = row_at(rows, parts.pop(0))
            if row is None or not parts:
                return rows
            group = row.fields
        return None

    def section_of(self, widget: QWidget) -> str:
        """The key of the section a widget stands in, or nothing."""
        return next((key for key, card in self.cards.items() if card.isAncestorOf(widget)), "")

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in the order of the eye."""
        return [stop for group in self.built_groups() for stop in group.stops()]

    def lacking(self) -> int:
        """How many pixels higher this would be for all to be seen at once; negative when there is room left."""
        shown = self.viewport()
        return self.inside.column.totalMinimumHeightForWidth(shown.width()) - shown.height()

    # --- scrolling ------------------------------------------------------------------------------------------
    def show_section(self, key: str) -> None:
        """Bring a section to the top."""
        self.verticalScrollBar().setValue(self.cards[key].y() - 2)

    def put(self, path: Path, state: Any) -> Place | None:
        """Bring the editor at `path` back to a state; gives it, or None when it is no more."""
        place = self.at(path)
        if isinstance(place, FieldBox):
            place.restore(state)
        elif place is not None:
            place.set_state(state)
        return place

    def focus_in(self, stops: Sequence[QWidget]) -> None:
        """The focus to the first field among `stops`; buttons of rows are passed over."""
        for stop in stops:
            if stop.isVisibleTo(self) and not isinstance(stop, QToolButton):
                stop.setFocus()
                return

    def go_to(self, place: Place) -> None:
        """The focus to a field or a group of rows, the cards around it opened."""
        path = place.path
        for length in range(2, len(path), 2):
            rows = self.at(path[: length - 1])
            row = rows.row_of(int(path[length - 1])) if isinstance(rows, RowsEditor) else None
            if row is not None:
                row.set_open(True)
        stops = place.stops() or [place.editor if isinstance(place, FieldBox) else place]
        self._gone_to = stops[0]
        stops[0].setFocus()
        self.show_widget(stops[0])

    def show_widget(self, widget: QWidget) -> None:
        """Bring a field to where it is seen, its sentence included."""
        self.ensureWidgetVisible(widget, 0, 8 * GRID)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page grew (fields are made while one goes to one of them): the field that was gone to stays in sight."""
        if event.type() == QEvent.Type.Resize and watched is self.widget():
            self._sight.start()
        return super().eventFilter(watched, event)

    def _keep_in_sight(self) -> None:
        inside, wanted = self.widget(), self._gone_to
        if inside is not None and wanted is not None and wanted is inside.focusWidget() and wanted.isVisibleTo(self):
            self.show_widget(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls looks where she likes."""
        self._gone_to = None
        super().wheelEvent(event)

    def _tell_seen(self, top: int) -> None:
        cards = [card for card in self.cards.values() if card.isVisible()]
        at_end = top >= self.verticalScrollBar().maximum()
        above = [card for card in cards if card.y() <= top + self.viewport().height() // 4]
        if cards:
            self.seen.emit((cards if at_end and top > 0 else above or cards[:1])[-1].section.key)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for group in self.built_groups():
            group.retranslate()


def _restore(group: Group, states: dict[str, Any]) -> None:
    for key, box in group.boxes.items():
        if key in states:
            box.restore(states[key])
    for key, rows in group.rows.items():
        if key in states:
            rows.set_state(states[key])


def _within(rows: RowsEditor) -> Iterator[RowsEditor]:
    for row in rows.rows():
        for inner in row.fields.rows.values():
            if isinstance(inner, RowsEditor):
                yield inner
                yield from _within(inner)
