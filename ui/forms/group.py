"""The fields of one record, or of one row: which exist now, which are needed, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casemgr.domain.conditions import Condition
from casemgr.domain.fields import Computed, Dated, Field, Rows
from ui.forms.contract import Host, NotUnderstood, Path, Values
from ui.forms.dated_editor import DatedEditor
from ui.forms.field_box import FieldBox
from ui.forms.field_grid import NARROWEST, Cell, FieldGrid
from ui.forms.row import RowFields
from ui.forms.rows_editor import RowsEditor
from ui.theme import GRID

Item = Field | Rows


def exists(item: Item, host: Host, within: bool = False) -> bool:
    """Whether this form has the item at all: its switch is on, its reader may see it, the short form holds it
    (`within` a row of the short form, everything is).
    """
    if item.switch and item.switch not in host.context.switches:
        return False
    if host.is_quick and not within and not item.quick:
        return False
    return not isinstance(item, Rows) or host.services.may_see(item.key)


def readable(values: Values) -> dict[str, Any]:
    """The values with what is not understood taken as not answered: what conditions look at."""
    return {key: None if isinstance(value, NotUnderstood) else value for key, value in values.items()}


class Group(QWidget):
    """The items of one section or of one row, in their grid."""

    def __init__(
        self,
        items: Sequence[Item],
        path: Path,
        host: Host,
        most: int = 2,
        narrowest: int = NARROWEST,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._host = host
        self.boxes: dict[str, FieldBox] = {}
        self.rows: dict[str, RowsEditor] = {}
        self._order: list[Item] = [item for item in items if exists(item, host, within=len(path) > 1)]
        self._shown: tuple[str, ...] | None = None
        self.grid = FieldGrid(most, narrowest, self)
        if host.is_quick:
            self.grid.gap = min(self.grid.gap, GRID)
        for item in self._order:
            if isinstance(item, Rows):
                made = DatedEditor if isinstance(item, Dated) else RowsEditor
                self.rows[item.key] = made(item, (*path, item.key), host, _row_fields, self.grid)
            else:
                self.boxes[item.key] = FieldBox(item, (*path, item.key), host, self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)

    def widget(self) -> QWidget:
        """Itself, for a row that lays it."""
        return self

    # --- values ---------------------------------------------------------------------------------------------
    def fill(self, values: Values) -> None:
        """Show a record or a row."""
        for key, box in self.boxes.items():
            if not isinstance(box.field, Computed):
                box.fill(values.get(key))
        for key, rows in self.rows.items():
            rows.fill(values.get(key) or ())

    def values(self) -> dict[str, Any]:
        """What the fields hold, hidden ones included: a condition that comes back finds what was typed."""
        held = {key: box.editor.value() for key, box in self.boxes.items() if not isinstance(box.field, Computed)}
        return held | {key: rows.values() for key, rows in self.rows.items()}

    # --- conditions -----------------------------------------------------------------------------------------
    def refresh(self, values: Values) -> None:
        """Show, hide, star and compute again, by the `values` of the whole record (or row)."""
        shown: list[str] = []
        for item in self._order:
            if self._is_visible(item, values):
                shown.append(item.key)
                if isinstance(item, Rows):
                    self.rows[item.key].set_needed(_holds(item.required, values, self._host))
                else:
                    box = self.boxes[item.key]
                    box.set_needed(item.is_needed(values, self._host.context))
                    box.work_out(values)
        for rows in self.rows.values():
            rows.refresh()
        if tuple(shown) != self._shown:
            self._shown = tuple(shown)
            self._lay(set(shown))

    def _is_visible(self, item: Item, values: Values) -> bool:
        if isinstance(item, Rows):
            return item.visible is None or item.visible(values, self._host.context)
        return item.is_visible(values, self._host.context)

    def _lay(self, shown: set[str]) -> None:
        cells: list[Cell] = []
        for item in self._order:
            cell: FieldBox | RowsEditor
            if isinstance(item, Rows):
                cell = self.rows[item.key]
                cell.setVisible(item.key in shown)
            else:
                cell = self.boxes[item.key]
                cell.set_shown(item.key in shown)
            if item.key in shown:
                cells.append(cell)
        self.grid.set_cells(cells)
        self._host.note_shape()

    def is_empty(self) -> bool:
        """Whether nothing of it is shown now."""
        return not self._shown

    def shown_keys(self) -> tuple[str, ...]:
        """The keys of what is shown now, in order."""
        return self._shown or ()

    # --- finding --------------------------------------------------------------------------------------------
    def all_boxes(self) -> Iterator[FieldBox]:
        """Every field, those of the rows included, in reading order."""
        for item in self._order:
            if isinstance(item, Rows):
                yield from self.rows[item.key].all_boxes()
            else:
                yield self.boxes[item.key]

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in the order of the eye."""
        found: list[QWidget] = []
        for key in self.shown_keys():
            found += self.boxes[key].stops() if key in self.boxes else self.rows[key].stops()
        return found

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for box in self.boxes.values():
            box.retranslate()
        for rows in self.rows.values():
            rows.retranslate()


def _holds(required: bool | Condition, values: Values, host: Host) -> bool:
    return required(values, host.context) if isinstance(required, Condition) else required


def _row_fields(items: Sequence[Item], path: Path, host: Host, most: int = 2, narrowest: int = NARROWEST) -> RowFields:
    return Group(items, path, host, most, narrowest)
