"""What is known of something, as label and value: to read and to copy, not to type."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.labels import DirectionalLabel, Label
from ui.theme import GRID, LARGE
from ui.translation import Text

Value = Text | QWidget | None


class KeyValues(QWidget):
    """Pairs of label and value, in columns. A value may be a widget; an empty one is a dash."""

    def __init__(
        self,
        rows: Sequence[tuple[Text, Value]] = (),
        columns: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(GRID)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[tuple[Text, Value]], codes: frozenset[int] = frozenset()) -> None:
        """Replace all; `codes`: places of the values to keep left to right (phones, dates)."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        deep = -(-len(rows) // self._columns)
        for place, (label, value) in enumerate(rows):
            row, column = place % deep, 2 * (place // deep)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Label(label, ink="muted"), row, column, top)
            self._grid.addWidget(self._shown(label, value, place in codes), row, column + 1, top)

    @staticmethod
    def _shown(label: Text, value: Value, is_code: bool) -> QWidget:
        if isinstance(value, QWidget):
            return value
        if value is None or not str(value):
            return Label("—", ink="faint")
        shown = DirectionalLabel(value, wrap=not is_code, code=is_code)
        shown.setAccessibleDescription(str(label))
        return shown
