"""A list to tick, with a search when it is long: the terms of a filter, the columns of a register."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from casemgr.domain.names import fold
from ui.formats import isolate_any
from ui.kit import SearchField
from ui.theme import GRID, scale
from ui.translation import N_, Text

_SEARCHED_FROM = 9  # options from which the list has a field of search
_CODE = Qt.ItemDataRole.UserRole


class _Lines(QListWidget):
    """A click anywhere on a line, or Space, ticks it; Enter goes on to the popover."""

    def __init__(self) -> None:
        super().__init__()
        self.itemClicked.connect(self.turn)

    def turn(self, item: QListWidgetItem) -> None:
        """Tick, or take the tick away."""
        was_on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if was_on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter applies, in the popover."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self.turn(self.currentItem())
        else:
            super().keyPressEvent(event)


class TickList(QWidget):
    """`options` as (code, words), those of `held` ticked."""

    def __init__(self, options: Sequence[tuple[str, Text]], held: Collection[str], name: Text) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self.list = _Lines()
        self.list.setAccessibleName(str(name))
        for code, words in options:
            item = QListWidgetItem(isolate_any(str(words)), self.list)
            item.setData(_CODE, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if code in held else Qt.CheckState.Unchecked)
        self.list.setFixedHeight(min(len(options), 9) * (scale().line + 10) + 4)
        self.setFocusProxy(self.list)
        if len(options) >= _SEARCHED_FROM:
            self.search = SearchField(N_("Search this list"), 60)
            self.search.searched.connect(self.show_only)
            self.search.moved_down.connect(self._go_down)
            column.addWidget(self.search)
            self.setFocusProxy(self.search)
        else:
            self.list.setCurrentRow(0)
        column.addWidget(self.list)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def ticked(self) -> list[str]:
        """The codes that are ticked, in the order of the list."""
        return [str(item.data(_CODE)) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def tick(self, code: str, on: bool = True) -> None:
        """Tick one, or take its tick away."""
        for item in self._items():
            if item.data(_CODE) == code:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def show_only(self, text: str) -> None:
        """Those whose words hold `text`, and those that are ticked."""
        wanted = fold(text)
        for item in self._items():
            item.setHidden(wanted not in fold(item.text()) and item.checkState() != Qt.CheckState.Checked)

    def _go_down(self) -> None:
        shown = (row for row, item in enumerate(self._items()) if not item.isHidden())
        self.list.setCurrentRow(next(shown, -1))
        self.list.setFocus()
