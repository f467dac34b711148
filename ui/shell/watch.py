"""What must be heard wherever the keyboard is, in a dialog or a menu too: keys that hide, and silence.

It listens at the windows of the system rather than at every widget: a filter over all events would slow each
repaint.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_EVERY_MS = 1000


class Watch(QObject):
    """`idle()` when nothing was typed or moved for the minutes set; `keys` are heard in every window."""

    idle = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: dict[str, Callable[[], object]] = {}
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        app.focusWindowChanged.connect(self.listen_at)

    def hear(self, keys: str, do: Callable[[], object]) -> None:
        """Call `do` at the keys `keys` ("F9"), whatever has the focus."""
        self._keys[QKeySequence(keys, QKeySequence.SequenceFormat.PortableText).toString()] = do

    def deafen(self) -> None:
        """Hear no keys any more: nobody is signed in."""
        self._keys.clear()

    def wait_minutes(self, minutes: int) -> None:
        """Tell `idle` after so many minutes of silence; 0 never."""
        self._timer.stop()
        if minutes:
            self._timer.start(minutes * 60_000)

    @property
    def is_waiting(self) -> bool:
        """Whether silence is being measured."""
        return self._timer.isActive()

    def listen_at(self, window: QWindow | None) -> None:
        """Listen at one more window of the system."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Restart the silence at any sign of life, and take the keys that are ours."""
        if event.type() in _INPUT:
            if self._timer.isActive() and self._since.elapsed() > _EVERY_MS:
                self._since.restart()
                self._timer.start()
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                do = self._keys.get(_name_of(event))
                if do is not None:
                    do()
                    return True
        return super().eventFilter(watched, event)


def _name_of(event: QKeyEvent) -> str:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString()
