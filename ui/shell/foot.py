"""The foot of the window: who works, in which branch, and whether what is typed is safe."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.kit.base import Living
from ui.kit.labels import DirectionalLabel, Label
from ui.theme import GRID, HALF, WIDE, colour, icon_pixmap, scale
from ui.translation import N_, Text


class Foot(Living, QWidget):
    """Who, where, and the saved state."""

    def __init__(self, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QLabel, str]] = []
        self.person = DirectionalLabel(person, "small", "muted")
        self.branch = DirectionalLabel("", "small", "muted")
        self.organisation = DirectionalLabel("", "small", "muted")
        self.state = Label("", "small", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, HALF, WIDE, HALF)
        row.setSpacing(HALF + 2)
        for shape, label in (
            ("user", self.person),
            ("map-pin", self.branch),
            ("building-2", self.organisation),
        ):
            row.addWidget(self._icon(shape))
            row.addWidget(label)
            row.addSpacing(GRID)
        row.addStretch(1)
        self._state_icon = self._icon("circle-check")
        row.addWidget(self._state_icon)
        row.addWidget(self.state)
        self.say_state("")
        self.live()

    def _icon(self, shape: str) -> QLabel:
        label = QLabel()
        self._icons.append((label, shape))
        return label

    def say_state(self, text: Text) -> None:
        """Whether what is typed is kept ("Draft kept 14:05"); nothing while nothing is typed."""
        self.state.say(text)
        self._state_icon.setVisible(bool(str(text)))

    def say_place(self, branch: Text, organisation: Text) -> None:
        """The branch and the association."""
        self.branch.say(branch)
        self.organisation.say(organisation)

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(N_("Status")))

    def restyle(self) -> None:
        """The small icons."""
        for label, shape in self._icons:
            side = scale().pixels("small") + 2
            label.setPixmap(icon_pixmap(shape, "muted", side, self.devicePixelRatioF()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line between the screen and the foot."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
        painter.end()
