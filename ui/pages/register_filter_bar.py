"""Above a register: the field one searches with, the filters in force as chips, and those kept by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.domain.words import translate as _
from casemgr.services.register import Filter
from ui import formats
from ui.formats import isolate_any
from ui.kit import Button, FilterChip, FlowLayout, GhostButton, IconButton, Popover, PrimaryButton, SearchField
from ui.kit.base import Living
from ui.pages.register_conditions import Condition, SavedFilter
from ui.pages.register_filter_popover import FilterPopover
from ui.theme import GRID, icon
from ui.translation import N_, Text

SEARCH_MS = 90
_PLACEHOLDERS = {
    "beneficiary": N_("Name in either script, code, phone, document"),
    "household": N_("Name of a member, or code"),
    "partner": N_("Name or code"),
}


class FilterBar(Living, QWidget):
    """`asked` when the text or the filters changed; `kept(list[SavedFilter])` when those by name did; `moved_down` when
    the keyboard goes to the list. `line` is the first row, for the page to put its buttons at the end.
    """

    asked = Signal()
    kept = Signal(object)
    moved_down = Signal()

    def __init__(self, kind: Kind, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.conditions: list[Condition] = []
        self.filters: list[Filter] = []
        self.saved: list[SavedFilter] = []
        self.chips: dict[str, FilterChip] = {}
        self.search = SearchField(_PLACEHOLDERS.get(kind.key, N_("Name, code or phone")), SEARCH_MS)
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(460)
        self.search.searched.connect(lambda _text: self.asked.emit())
        self.search.moved_down.connect(self.moved_down)
        self.filter_button = Button(N_("Filter"), "funnel")
        self.filter_button.clicked.connect(self.choose_condition)
        self.saved_button = IconButton("bookmark", N_("Saved filters"))
        self.saved_button.clicked.connect(self._open_saved)
        self._lay()
        self.live()

    def _lay(self) -> None:
        self.line = QHBoxLayout()
        self.line.setSpacing(GRID)
        self.line.addWidget(self.search, 10)
        self.line.addWidget(self.filter_button)
        self.line.addWidget(self.saved_button)
        self.line.addStretch(1)
        self._chip_row = QWidget()
        self._flow = FlowLayout(self._chip_row)
        self._clear = GhostButton(N_("Clear all"))
        self._clear.clicked.connect(self.clear)
        self._chip_row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self.line)
        column.addWidget(self._chip_row)

    # --- what is asked --------------------------------------------------------------------------------------
    def text(self) -> str:
        """What is searched."""
        return self.search.text().strip()

    def is_narrowing(self) -> bool:
        """Whether anything keeps records out of the list."""
        return bool(self.filters or self.text())

    def set_conditions(self, conditions: Sequence[Condition]) -> None:
        """What the list can be filtered by."""
        self.conditions = list(conditions)
        self.filter_button.setVisible(bool(conditions))
        self._show_chips()

    def set_saved(self, saved: Sequence[SavedFilter]) -> None:
        """The filters kept by name."""
        self.saved = list(saved)

    def set_filters(self, filters: Sequence[Filter], text: str = "") -> None:
        """Ask for these instead of what is asked."""
        known = {condition.key for condition in self.conditions}
        self.filters = [one for one in filters if one.key in known]
        if text != self.search.text():
            self.search.blockSignals(True)
            self.search.setText(text)
            self.search.blockSignals(False)
        self._show_chips()
        self.asked.emit()

    def clear(self) -> None:
        """Everything again."""
        self.set_filters(())

    def put(self, key: str, filters: Sequence[Filter]) -> None:
        """Other filters on one key; none takes them away."""
        self.set_filters([*(one for one in self.filters if one.key != key), *filters], self.search.text())

    # --- choosing -------------------------------------------------------------------------------------------
    def choose_condition(self) -> None:
        """The list of what can be filtered by; choosing opens its popover."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for condition in self.conditions:
            action = menu.addAction(str(condition.label))
            action.triggered.connect(lambda _on=False, one=condition: self.open_condition(one.key))
        menu.popup(self.filter_button.mapToGlobal(self.filter_button.rect().bottomLeft()))

    def open_condition(self, key: str) -> FilterPopover:
        """The popover of one condition, under its chip or the button. Raises StopIteration for another key."""
        condition = next(one for one in self.conditions if one.key == key)
        asked = [one for one in self.filters if one.key == key]
        popover = FilterPopover(self, condition, asked, lambda filters: self.put(key, filters), self.today)
        popover.open_at(self.chips.get(key) or self.filter_button)
        return popover

    def _show_chips(self) -> None:
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._flow.removeWidget(self._clear)
        self.chips = {}
        for condition in self.conditions:
            asked = [one for one in self.filters if one.key == condition.key]
            if asked:
                self.chips[condition.key] = self._chip(condition, asked)
        if len(self.chips) > 1:
            self._flow.addWidget(self._clear)
        self._clear.setVisible(len(self.chips) > 1)
        self._chip_row.setVisible(bool(self.chips))

    def _chip(self, condition: Condition, asked: Sequence[Filter]) -> FilterChip:
        chip = FilterChip(condition.say(asked), condition.icon_name)
        chip.clicked.connect(lambda: self.open_condition(condition.key))
        chip.removed.connect(lambda: self.put(condition.key, ()))
        self._flow.addWidget(chip)
        return chip

    # --- by name --------------------------------------------------------------------------------------------
    def _open_saved(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self.saved:
            part = menu.addMenu(isolate_any(one.name))
            part.addAction(_("Use it")).triggered.connect(
                lambda _on=False, one=one: self.set_filters(one.filters, one.text)
            )
            part.addAction(icon("trash-2"), _("Forget it")).triggered.connect(
                lambda _on=False, one=one: self.forget(one.name)
            )
        if self.saved:
            menu.addSeparator()
        keep: QAction = menu.addAction(icon("plus"), _("Keep these filters…"))
        keep.setEnabled(self.is_narrowing())
        keep.triggered.connect(lambda _on=False: self._ask_name())
        menu.popup(self.saved_button.mapToGlobal(self.saved_button.rect().bottomLeft()))

    def _ask_name(self) -> None:
        popover = Popover(self, N_("Name of these filters"))
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        line = QLineEdit()
        line.setMaxLength(60)
        line.setAccessibleName(_("Name of these filters"))
        keep = PrimaryButton(N_("Keep"))

        def take() -> None:
            if line.text().strip():
                self.keep_as(line.text().strip())
                popover.close()

        line.returnPressed.connect(take)
        keep.clicked.connect(take)
        popover.add(line)
        popover.add(keep)
        popover.setFocusProxy(line)
        popover.open_at(self.saved_button)

    def keep_as(self, name: str) -> None:
        """Keep what is asked now under `name`, in place of what had that name."""
        others = [one for one in self.saved if one.name != name]
        self.saved = sorted([*others, SavedFilter(name, tuple(self.filters), self.text())], key=lambda one: one.name)
        self.kept.emit(self.saved)

    def forget(self, name: str) -> None:
        """Filters kept by name that are of no use any more."""
        self.saved = [one for one in self.saved if one.name != name]
        self.kept.emit(self.saved)

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(_("Search and filters"))


def said_count(kind: Kind, count: int, chosen: int) -> Text:
    """How many records there are, and how many of them are selected."""
    said = N_("{plural}: {count}").format(count=formats.isolate(formats.number(count)), plural=kind.plural)
    if chosen > 1:
        return N_("{said}, {chosen} selected").format(said=said, chosen=formats.isolate(formats.number(chosen)))
    return said
