"""Typing a password: hidden, shown on demand, and judged in words while a new one is made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui.kit.base import Living, mirrored, set_look
from ui.kit.labels import Label
from ui.theme import GRID, HALF, colour, icon
from ui.translation import N_, Text

Judge = Callable[[str], tuple[int, Text]]

# From what number of the kinds and length below each word holds.
_WORDS = (
    ("danger", N_("Too short: 12 characters at least")),
    ("danger", N_("Weak: add a few unusual words")),
    ("warning", N_("Fair: one more word would help")),
    ("success", N_("Good")),
    ("success", N_("Very good")),
)


def password_strength(password: str) -> tuple[int, Text]:
    """How hard a password is to guess, 0 to 4, and the words for it.

    Length counts most (NIST SP 800-63B, 5.1.1.2): few distinct characters count for little, whatever the
    length.
    """
    distinct = len(set(password.casefold()))
    if len(password) < 12:
        return 0, _WORDS[0][1]
    score = 1 + (distinct >= 8) + (distinct >= 8 and len(password) >= 16) + (distinct >= 10 and len(password) >= 20)
    return score, _WORDS[score][1]


class _Meter(Living, QWidget):
    """Four bars, filled up to the score."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.score = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Four short bars."""
        return QSize(4 * 24 + 3 * HALF, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint them, from the start of the line of writing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in range(4):
            painter.setBrush(colour(_WORDS[self.score][0] if bar < self.score else "pressed"))
            box = QRectF(bar * (24 + HALF), 0, 24, 6).toRect()
            painter.drawRoundedRect(QRectF(mirrored(self, box)), 3, 3)
        painter.end()


class PasswordField(Living, QWidget):
    """A hidden line with an eye. `changed(text)` at each letter; `entered()` at Enter.

    `is_new` shows how strong the password is, in words; `judge` may replace the rule.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self,
        name: Text = "",
        is_new: bool = False,
        judge: Judge = password_strength,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name: Text = name or N_("Password")
        self._judge = judge
        self._is_new = is_new
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self._eye = QAction(self)
        self._eye.triggered.connect(lambda: self.reveal(not self.is_revealed()))
        self.edit.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._meter = _Meter(self)
        self._words = Label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF + 2)
        column.addWidget(self.edit)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._meter)
        row.addWidget(self._words, 1)
        column.addLayout(row)
        self._meter.setVisible(is_new)
        self._words.setVisible(is_new)
        self.edit.textChanged.connect(self._typed)
        self.edit.returnPressed.connect(self.entered)
        self.setFocusProxy(self.edit)
        self.live()

    def text(self) -> str:
        """The password."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget it, and hide again."""
        self.edit.clear()
        self.reveal(False)

    def score(self) -> int:
        """How strong it is, 0 to 4."""
        return self._judge(self.edit.text())[0]

    def is_revealed(self) -> bool:
        """Whether the letters show."""
        return self.edit.echoMode() == QLineEdit.EchoMode.Normal

    def reveal(self, shown: bool) -> None:
        """Show the letters, or hide them."""
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.retranslate()

    def _typed(self, text: str) -> None:
        if self._is_new:
            self._tell()
        self.changed.emit(text)

    def _tell(self) -> None:
        score, words = self._judge(self.edit.text())
        self._meter.score = score
        self._meter.update()
        self._words.say(words if self.edit.text() else "")
        set_look(self._words, ink=_WORDS[score][0])
        self.edit.setAccessibleDescription(str(words) if self.edit.text() else "")

    def retranslate(self) -> None:
        """Names, and the word on the eye."""
        self.edit.setAccessibleName(str(self._name))
        shown = self.is_revealed()
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self._eye.setText(_("Hide the password") if shown else _("Show the password"))
        self._eye.setToolTip(self._eye.text())
        if self._is_new:
            self._tell()
