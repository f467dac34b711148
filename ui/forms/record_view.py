"""The same declaration, to read: what is known of a record, section by section, empty fields left out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Field, Link, Rows
from casemgr.domain.kind import Kind, Section
from ui.forms import confidentiality
from ui.forms.contract import FormServices, Values
from ui.forms.reading import Block, Line, RowLine, as_text, lines_of
from ui.kit import Button, Card, DirectionalLabel, IconButton, Label, StatusPill
from ui.kit.base import Living
from ui.operations import Query
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_

_TWO_COLUMNS = 640  # pixels of width from which two values stand beside each other
_WAITING = "…"


class SectionView(Card):
    """One section to read. `edit_asked` from its pencil, `record_asked(kind, id)` from a linked record."""

    edit_asked = Signal()
    record_asked = Signal(str, str)

    def __init__(self, section: Section, may_edit: bool, parent: QWidget | None = None) -> None:
        super().__init__(section.label, parent=parent)
        self.section = section
        self._lines: list[Line | Block] = []
        self._columns = 2
        self._inside: QWidget | None = None
        if may_edit and self.header is not None:
            edit = IconButton("pencil", N_("Edit this section"))
            edit.clicked.connect(self.edit_asked)
            self.header.add_action(edit)

    def show_lines(self, lines: Sequence[Line | Block]) -> None:
        """Show what the section says now; nothing to say hides it."""
        if self._inside is not None and list(lines) == self._lines:
            return
        self._lines = list(lines)
        self.setVisible(bool(lines))
        self._lay()

    def text(self) -> str:
        """The section as text."""
        return as_text(str(self.section.label), self._lines) if self._lines else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= _TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            self._lay()

    def _lay(self) -> None:
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget(self)
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(GRID)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        line, column = 0, 0
        for said in self._lines:
            wide = isinstance(said, Block) or said.is_wide
            if wide and column:
                line, column = line + 1, 0
            cell = self._block(said) if isinstance(said, Block) else self._pair(said)
            grid.addWidget(cell, line, column, 1, self._columns if wide else 1, Qt.AlignmentFlag.AlignTop)
            column += self._columns if wide else 1
            if column >= self._columns:
                line, column = line + 1, 0
        self.body.addWidget(self._inside)
        self._inside.show()  # now: a layout shows it a moment later, and the card would stand empty in between

    def _pair(self, line: Line) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(line.label, "small", "muted", wrap=True))
        if line.link is not None and line.text not in ("", _WAITING):
            kind, record = line.link
            button = Button(line.text, variant="link")
            button.clicked.connect(lambda: self.record_asked.emit(kind, record))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            return cell
        value = DirectionalLabel(line.text or "—", wrap=True, code=line.is_code)
        value.setAccessibleDescription(line.label)
        column.addWidget(value)
        return cell

    def _block(self, block: Block) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, HALF, 0, 0)
        column.setSpacing(HALF)
        if block.label != str(self.section.label):  # the card says it already
            column.addWidget(Label(block.label, "small", "muted", wrap=True))
        for row in block.rows:
            column.addLayout(_row(row))
            for inner in row.within:
                indented = QHBoxLayout()
                indented.setContentsMargins(0, 0, 0, 0)
                indented.addSpacing(LARGE)
                indented.addWidget(Label("–", ink="faint"), 0, Qt.AlignmentFlag.AlignTop)
                indented.addWidget(DirectionalLabel(inner, wrap=True), 1)
                column.addLayout(indented)
        return cell


def _row(row: RowLine) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GRID)
    line.addWidget(Label("•", ink="faint"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(DirectionalLabel(row.text or "—", wrap=True), 1)
    if row.is_in_force:
        line.addWidget(StatusPill(N_("In force"), "success"), 0, Qt.AlignmentFlag.AlignTop)
    if row.mark:
        pill = StatusPill(confidentiality.said(row.mark), "warning", "lock")
        line.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
    return line


class RecordView(Living, QWidget):
    """A record to read. `edit_asked(section)`: the person wants to change it; `record_asked(kind, id)`: to see another.

    `sections` keeps only some of them, by key, `keys` the fields that its reader sees (None: all): what is worked out
    from what she does not see would be wrong. `mark` is that of the record, which the head of its page says: its rows
    do not say it again. Ctrl+C copies what is selected, or everything. It does not scroll: the page does.
    """

    edit_asked = Signal(str)
    record_asked = Signal(str, str)

    def __init__(
        self,
        kind: Kind,
        values: Values,
        context: Context,
        *,
        services: FormServices,
        sections: Iterable[str] | None = None,
        keys: Container[str] | None = None,
        may_edit: bool = True,
        mark: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._mark = mark
        self._services = services
        self._keys = keys
        self._values: Values = values
        self._context = context
        self._labels: dict[tuple[str, str], str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(WIDE)
        wanted = None if sections is None else set(sections)
        self.cards: dict[str, SectionView] = {}
        for section in kind.sections:
            if wanted is None or section.key in wanted:
                card = SectionView(section, may_edit, self)
                card.edit_asked.connect(lambda key=section.key: self.edit_asked.emit(key))
                card.record_asked.connect(self.record_asked)
                self.cards[section.key] = card
                column.addWidget(card)
        column.addStretch(1)
        self.set_values(values, context)
        self.live()

    def set_values(self, values: Values, context: Context | None = None) -> None:
        """Show another state of the record."""
        self._values = values
        self._context = context or self._context
        self._labels.clear()
        self._show()
        links = sorted(set(self._links()))
        if links:
            Query(self, lambda: self._titles(links), self._name_links, key="links").start()

    def text(self) -> str:
        """Everything that is shown, as text."""
        return "\n\n".join(text for card in self.cards.values() if (text := card.text()))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.setAccessibleName(str(self.kind.label))
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the record; a label in which something is selected copies that by itself."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        for card in self.cards.values():
            lines = lines_of(self._seen(card.section), self._values, self._context, self._label_of)
            card.show_lines([_said_once(self._mark, line) for line in lines])

    def _seen(self, section: Section) -> Section:
        items = tuple(
            item
            for item in section.items
            if (self._keys is None or item.key in self._keys)
            and (not isinstance(item, Rows) or self._services.may_see(item.key))
        )
        return Section(section.key, section.label, items, section.help)

    def _label_of(self, kind: str, record: str) -> str:
        return self._labels.get((kind, record), _WAITING)

    def _links(self) -> Iterable[tuple[str, str]]:
        for card in self.cards.values():
            yield from _links_in(card.section.items, self._values)

    def _titles(self, links: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        return {link: self._services.label_of(*link) for link in links}

    def _name_links(self, labels: dict[tuple[str, str], str]) -> None:
        self._labels = labels
        self._show()


def _said_once(mark: str, line: Line | Block) -> Line | Block:
    """A group of rows without the mark that their record carries."""
    if isinstance(line, Line):
        return line
    return replace(line, rows=tuple(replace(row, mark="" if row.mark == mark else row.mark) for row in line.rows))


def _links_in(items: Sequence[Field | Rows], values: Values) -> Iterable[tuple[str, str]]:
    for item in items:
        if isinstance(item, Link) and values.get(item.key):
            yield item.to, str(values[item.key])
        elif isinstance(item, Rows):
            for line in values.get(item.key) or ():
                yield from _links_in(item.fields, line)
