"""A list with nothing in it teaches: what would be here, and the first act."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.kit.avatar import round_icon
from ui.kit.base import Living
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.labels import Label
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import Text

_WIDTH = 440


class _Sentence(Label):
    """A few centred lines, no wider than the eye reads at ease."""

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height())


class EmptyState(Living, QWidget):
    """An icon, a title, a sentence, and the first act (`acted`); `second` is another way (`acted_second`)."""

    acted = Signal()
    acted_second = Signal()

    def __init__(
        self,
        icon_name: str,
        title: Text,
        sentence: Text,
        action: Text = "",
        second: Text = "",
        action_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = Label(title, "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = _Sentence(sentence, ink="muted", wrap=True)
        self._sentence.setMaximumWidth(_WIDTH)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._icon)
        column.addSpacing(GRID + HALF)
        column.addWidget(self._title)
        column.addSpacing(HALF)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._sentence, 1000)
        middle.addStretch(1)
        column.addLayout(middle)
        self.button: Button | None = None
        if str(action):
            column.addSpacing(WIDE)
            column.addLayout(self._acts(action, second, action_icon))
        column.addStretch(1)
        self.live()

    def _acts(self, action: Text, second: Text, action_icon: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        self.button = PrimaryButton(action, action_icon)
        self.button.clicked.connect(self.acted)
        row.addWidget(self.button)
        if str(second):
            other = Button(second)
            other.clicked.connect(self.acted_second)
            row.addWidget(other)
        row.addStretch(1)
        return row

    def say(self, title: Text, sentence: Text) -> None:
        """Another title and sentence (nothing here yet; nothing matches the filter)."""
        self._title.say(title)
        self._sentence.say(sentence)
        self.retranslate()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(f"{self._title.said()} {self._sentence.said()}")

    def restyle(self) -> None:
        """The icon on its disc."""
        self._icon.setPixmap(round_icon(self._icon_name, "neutral", 56, self.devicePixelRatioF()))
