"""A message across the top of a part: what is going on, and what one may do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.labels import Label
from ui.theme import GRID, HALF, icon_pixmap, scale
from ui.translation import N_, Text

# kind: (tone of its colours, shape)
_KINDS = {
    "info": ("info", "info"),
    "success": ("success", "circle-check"),
    "warning": ("warning", "triangle-alert"),
    "danger": ("danger", "octagon-alert"),
    "demo": ("accent", "flag"),
}


class Banner(Living, QFrame):
    """A message. `kind`: "info", "success", "warning", "danger" or "demo" (the demonstration's data are
    invented).

    `slim`: one line of small text along an edge of the window. `acted` comes from its button, `closed` from its
    cross. Raises KeyError for another kind.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        text: Text,
        kind: str = "info",
        title: Text = "",
        action: Text = "",
        closable: bool = False,
        slim: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone, self._shape = _KINDS[kind]
        self.setProperty("kit", "banner")
        self.setProperty("tone", self._tone)
        self.setProperty("slim", slim)
        self._is_slim = slim
        self._icon = QLabel()
        self._title = Label(title, weight="strong", wrap=True)
        self._text = Label(text, "small" if slim else "body", wrap=True)
        if not str(title):
            self._title.hide()
        words = QVBoxLayout()
        words.setSpacing(HALF // 2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        above = 2 if slim else HALF + 2
        row.setContentsMargins(GRID + HALF, above, HALF + 2, above)
        row.setSpacing(GRID)
        beside = Qt.AlignmentFlag.AlignTop if str(title) else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._icon, 0, beside)
        row.addLayout(words, 1)
        if str(action):
            self.button = Button(action)
            self.button.clicked.connect(self.acted)
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        if closable:
            cross = IconButton("x", N_("Close this message"), role=f"{self._tone}.text")
            cross.clicked.connect(self._close)
            row.addWidget(cross, 0, Qt.AlignmentFlag.AlignVCenter)
        self.live()

    def say(self, text: Text, title: Text = "") -> None:
        """Another message."""
        self._text.say(text)
        self._title.say(title)
        self._title.setVisible(bool(str(title)))
        self.retranslate()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(" ".join(part for part in (self._title.said(), self._text.said()) if part))

    def restyle(self) -> None:
        """The shape, in the tone; as high with a button as without."""
        self.setMinimumHeight(scale().line + GRID if self._is_slim else scale().control + 3 * HALF + 2)
        side = scale().pixels("small") + 2 if self._is_slim else scale().icon + 2
        self._icon.setPixmap(icon_pixmap(self._shape, f"{self._tone}.text", side, self.devicePixelRatioF()))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
