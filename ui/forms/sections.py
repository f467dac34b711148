"""The sections of a form under each other, in a page that scrolls: from keys and paths to fields and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind, Section
from ui.forms.contract import Host, Path, Values
from ui.forms.field_box import FieldBox
from ui.forms.group import Group, exists
from ui.forms.rows_editor import RowsEditor
from ui.kit import Card
from ui.theme import GRID, WIDE

Place = FieldBox | RowsEditor


class SectionCard(Card):
    """One section: its title and its fields."""

    def __init__(self, section: Section, host: Host) -> None:
        super().__init__(section.label, section.help or "")
        self.section = section
        self.group = Group(section.items, (), host)
        self.add(self.group)


class Sections(QScrollArea):
    """Every section of a kind that this form has. `seen(key)`: the section at the top of what is seen."""

    seen = Signal(str)

    def __init__(self, kind: Kind, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("canvas")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(2, 2, WIDE, WIDE)
        self.column.setSpacing(WIDE)
        self.cards: dict[str, SectionCard] = {}
        for section in kind.sections:
            if any(exists(item, host) for item in section.items):
                card = SectionCard(section, host)
                self.cards[section.key] = card
                self.column.addWidget(card)
        self.column.addStretch(1)
        self.setWidget(inside)
        self.verticalScrollBar().valueChanged.connect(self._tell_seen)

    def groups(self) -> list[Group]:
        """The groups of fields, in order."""
        return [card.group for card in self.cards.values()]

    def fill(self, values: Values) -> None:
        """Show a record."""
        for group in self.groups():
            group.fill(values)

    def values(self) -> dict[str, Any]:
        """What is typed."""
        held: dict[str, Any] = {}
        for group in self.groups():
            held |= group.values()
        return held

    def refresh(self, values: Values) -> None:
        """Conditions; a section where nothing is left to see goes."""
        for card in self.cards.values():
            card.group.refresh(values)
            card.setVisible(not card.group.is_empty())

    def states(self) -> dict[str, Any]:
        """This moment of every field and group of rows, by key."""
        kept: dict[str, Any] = {}
        for group in self.groups():
            kept |= {key: box.editor.state() for key, box in group.boxes.items()}
            kept |= {key: rows.state() for key, rows in group.rows.items()}
        return kept

    def restore(self, states: dict[str, Any]) -> None:
        """Back to a moment that `states` gave, perhaps for a form with fewer fields."""
        for group in self.groups():
            for key, box in group.boxes.items():
                if key in states:
                    box.restore(states[key])
            for key, rows in group.rows.items():
                if key in states:
                    rows.set_state(states[key])

    # --- finding --------------------------------------------------------------------------------------------
    def boxes(self) -> Iterator[FieldBox]:
        """Every field, rows included, in reading order."""
        for group in self.groups():
            yield from group.all_boxes()

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
        return [stop for group in self.groups() for stop in group.stops()]

    # --- scrolling ------------------------------------------------------------------------------------------
    def show_section(self, key: str) -> None:
        """Bring a section to the top."""
        self.verticalScrollBar().setValue(self.cards[key].y() - 2)

    def show_widget(self, widget: QWidget) -> None:
        """Bring a field to where it is seen, its sentence included."""
        self.ensureWidgetVisible(widget, 0, 8 * GRID)

    def _tell_seen(self, top: int) -> None:
        cards = [card for card in self.cards.values() if card.isVisible()]
        at_end = top >= self.verticalScrollBar().maximum()
        above = [card for card in cards if card.y() <= top + self.viewport().height() // 4]
        if cards:
            self.seen.emit((cards if at_end and top > 0 else above or cards[:1])[-1].section.key)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for group in self.groups():
            group.retranslate()


def _within(rows: RowsEditor) -> Iterator[RowsEditor]:
    for row in rows.rows():
        for inner in row.fields.rows.values():
            if isinstance(inner, RowsEditor):
                yield inner
                yield from _within(inner)
