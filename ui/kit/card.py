"""Cards and the headers of sections: how a screen is cut into parts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui import formats
from ui.kit.labels import Label
from ui.kit.pill import Badge
from ui.theme import GRID, HALF, WIDE
from ui.translation import Text


class SectionHeader(QWidget):
    """A title, a sentence under it, a count beside it, and at the end the acts of the section."""

    def __init__(
        self,
        title: Text,
        subtitle: Text = "",
        count: int | None = None,
        step: str = "title",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, step)
        self._subtitle = Label(subtitle, ink="muted", wrap=True)
        if not str(subtitle):  # shown before it has a parent, it would be a window of its own for an instant
            self._subtitle.hide()
        self._count = Badge("")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self._title)
        line.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(HALF // 2)
        words.addLayout(line)
        words.addWidget(self._subtitle)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID)
        self._row.addLayout(words, 1)
        self.set_count(count)

    def say(self, title: Text, subtitle: Text = "") -> None:
        """Another title and sentence."""
        self._title.say(title)
        self._subtitle.say(subtitle)
        self._subtitle.setVisible(bool(str(subtitle)))

    def set_count(self, count: int | None) -> None:
        """How many things the section holds; None hides the figure."""
        self._count.setVisible(count is not None)
        if count is not None:
            self._count.say(formats.number(count))

    def add_action(self, widget: QWidget) -> None:
        """Put an act at the end of the line."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class Card(QFrame):
    """A surface with a thin edge. `body` is its layout, from top to bottom; `add` puts something in it."""

    def __init__(
        self,
        title: Text = "",
        subtitle: Text = "",
        count: int | None = None,
        margin: int = WIDE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(GRID + HALF)
        self.header: SectionHeader | None = None
        if str(title):
            self.header = SectionHeader(title, subtitle, count)
            self.body.addWidget(self.header)

    def add(self, what: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout under what is there."""
        if isinstance(what, QWidget):
            self.body.addWidget(what, stretch)
        else:
            self.body.addLayout(what, stretch)
