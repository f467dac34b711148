"""Whole numbers and amounts in dirhams: typed as people write them, shown with their separators."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.fields import Field
from casemgr.domain.words import current_language
from ui.forms.contract import Host
from ui.forms.editors.base import LineEditor, keep_left_to_right
from ui.theme import GRID, colour
from ui.translation import is_mirrored

_THIN = "\u202f"  # a narrow space that does not break, as French groups thousands


class IntegerEditor(LineEditor):
    """A whole number."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.live()

    def shown(self, value: Any) -> str:
        """The text of a value."""
        return "" if value is None else f"{int(value):,}".replace(",", _THIN)

    def restyle(self) -> None:
        """The side of the text."""
        keep_left_to_right(self.line)

    def changeEvent(self, event: QEvent) -> None:
        """The window turned."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "line"):
            self.restyle()


class _AmountLine(QLineEdit):
    """A line that carries its unit at its end, where no one can delete it."""

    def unit(self) -> str:
        """The unit in the current language."""
        return "درهم" if current_language() == "ar" else ("MAD" if current_language() == "en" else "DH")

    def make_room(self) -> None:
        """Keep the text away from the unit."""
        taken = self.fontMetrics().horizontalAdvance(self.unit()) + GRID
        on_left = is_mirrored()
        self.setTextMargins(taken if on_left else 0, 0, 0 if on_left else taken, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, then the unit at the far end."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(colour("muted"))
        room = self.rect().adjusted(GRID + 2, 0, -GRID - 2, 0)
        on_left = is_mirrored()
        side = Qt.AlignmentFlag.AlignLeft if on_left else Qt.AlignmentFlag.AlignRight
        painter.drawText(room, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, self.unit())
        painter.end()


class MoneyEditor(IntegerEditor):
    """An amount in dirhams, with two decimals when there are any."""

    def make_line(self) -> QLineEdit:
        """The line itself."""
        return _AmountLine()

    def shown(self, value: Any) -> str:
        """The text of a value."""
        if value is None:
            return ""
        text = f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"
        mark = "." if current_language() == "en" else ","
        return text.replace(",", _THIN).replace(".", mark)

    def restyle(self) -> None:
        """The side of the text."""
        super().restyle()
        if isinstance(self.line, _AmountLine):
            self.line.make_room()

    def retranslate(self) -> None:
        """The unit and the decimal mark follow the language."""
        self.restyle()
        self.settle()
