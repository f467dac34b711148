"""The small windows in which a filter is chosen: a list to tick with a search, two days, two numbers, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain import dates
from casemgr.domain.errors import UserError
from casemgr.services.register import Filter
from ui import formats
from ui.kit import Button, FieldFrame, Popover, PrimaryButton
from ui.pages.register_conditions import NOTHING, Condition
from ui.pages.register_tick_list import TickList
from ui.theme import GRID
from ui.translation import N_

Chosen = Callable[[list[Filter]], object]
_EMPTY = ""  # the code of "not stated" in a list


class FilterPopover(Popover):
    """One condition; `chosen` is called with its filters (none takes the filter away) when it is applied."""

    def __init__(
        self, parent: QWidget, condition: Condition, asked: Sequence[Filter], chosen: Chosen, today: date
    ) -> None:
        super().__init__(parent, condition.label, width=340)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.condition = condition
        self._chosen = chosen
        self.inside = _BODIES[condition.shape](condition, asked, today)
        self.add(self.inside)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        clear = Button(N_("Clear"), variant="ghost")
        clear.clicked.connect(lambda: self._leave([]))
        apply = PrimaryButton(N_("Apply"))
        apply.clicked.connect(self.apply)
        row.addWidget(clear)
        row.addStretch(1)
        row.addWidget(apply)
        self.body.addLayout(row)
        self.setFocusProxy(self.inside)

    def apply(self) -> None:
        """Take what is chosen, unless something typed is not understood (it is then said beside it)."""
        filters = self.inside.filters()
        if filters is not None:
            self._leave(filters)

    def _leave(self, filters: list[Filter]) -> None:
        self._chosen(filters)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        else:
            super().keyPressEvent(event)


class _Body(QWidget):
    """What stands in the popover; `filters` is None while something typed cannot be read."""

    def __init__(self, condition: Condition, asked: Sequence[Filter], today: date) -> None:
        super().__init__()
        self.condition, self.asked, self.today = condition, asked, today
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)

    def filters(self) -> list[Filter] | None:
        """The filters as they are chosen."""
        raise NotImplementedError


class ChoicesBody(_Body):
    """The terms of a list, to tick; the ticked ones stand first."""

    def __init__(self, condition: Condition, asked: Sequence[Filter], today: date) -> None:
        super().__init__(condition, asked, today)
        held = {str(value) for one in asked if one.asks == "any_of" for value in one.value}
        held |= {_EMPTY} if any(one.asks == "empty" for one in asked) else set()
        options = sorted(condition.options, key=lambda option: option[0] not in held)
        if condition.shape == "choices":
            options.append((_EMPTY, NOTHING))
        self.ticks = TickList(options, held, condition.label)
        self.column.addWidget(self.ticks)
        self.setFocusProxy(self.ticks)

    def filters(self) -> list[Filter] | None:
        """Any of the ticked terms; "not stated" alone asks for what is empty."""
        ticked = self.ticks.ticked()
        key = self.condition.key
        if self.condition.shape == "yes_no":
            return [Filter(key, "any_of", tuple(int(code) for code in ticked))] if ticked else []
        if ticked == [_EMPTY]:
            return [Filter(key, "empty")]
        codes = tuple(code for code in ticked if code != _EMPTY)
        return [Filter(key, "any_of", codes)] if codes else []


class BoundsBody(_Body):
    """From and to, typed: days as anywhere (3/5/26), or whole numbers."""

    def __init__(self, condition: Condition, asked: Sequence[Filter], today: date) -> None:
        super().__init__(condition, asked, today)
        held = {one.asks: one.value for one in asked}
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self._frames: dict[str, FieldFrame] = {}
        for asks, label in (("from", N_("From")), ("to", N_("To"))):
            line = QLineEdit()
            line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            line.setPlaceholderText(str(N_("DD/MM/YYYY")) if condition.shape == "dates" else "")
            if held.get(asks) is not None:
                line.setText(formats.date(held[asks]) if isinstance(held[asks], date) else str(held[asks]))
            frame = FieldFrame(label, line)
            self._frames[asks] = frame
            row.addWidget(frame)
        self.setFocusProxy(self._frames["from"].editor)
        self.column.addLayout(row)

    def filters(self) -> list[Filter] | None:
        """The bounds that are typed."""
        found: list[Filter] | None = []
        for asks, frame in self._frames.items():
            frame.clear_message()
            text = frame.editor.text().strip() if isinstance(frame.editor, QLineEdit) else ""
            try:
                bound = self._read(text)
            except UserError as error:
                frame.set_error(error.what)
                found = None
                continue
            except ValueError:
                frame.set_error(N_("Write it in digits."))
                found = None
                continue
            if bound is not None and found is not None:
                found.append(Filter(self.condition.key, asks, bound))
        return found

    def _read(self, text: str) -> Any:
        if not text:
            return None
        if self.condition.shape == "dates":
            return dates.parse_date(text, self.today, future=True)
        return int(text.translate(dates.WESTERN_DIGITS))


_BODIES: dict[str, type[_Body]] = {
    "choices": ChoicesBody,
    "yes_no": ChoicesBody,
    "dates": BoundsBody,
    "numbers": BoundsBody,
}
