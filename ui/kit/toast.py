"""What was done, said at the foot of the window with no dialog to click away, and taken back in one click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QWidget

from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.labels import Label
from ui.kit.pill import TONE_ICONS
from ui.theme import GRID, HALF, LARGE, colour, colours, icon_pixmap, scale
from ui.translation import N_, Text

LASTS_MS = 5000
_ACTION_LASTS_MS = 9000


class Toast(Living, QFrame):
    """A line that goes by itself after some seconds, not while the mouse or the focus is on it.

    Use `toast()`. `acted` comes from its act (usually Undo), `gone` when it leaves.
    """

    acted = Signal()
    gone = Signal()

    def __init__(self, window: QWidget, text: Text, tone: str, action: Text, lasts_ms: int) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.setProperty("kit", "raised")
        self._tone = tone
        self._icon = QLabel()
        self._text = Label(text, weight="medium")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + HALF, HALF, HALF, HALF)
        row.setSpacing(GRID)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        row.addSpacing(GRID)
        self.button: Button | None = None
        if str(action):
            self.button = Button(action, variant="link")
            self.button.clicked.connect(self._act)
            row.addWidget(self.button)
        self._cross = IconButton("x", N_("Close this message"))
        self._cross.clicked.connect(self.leave)
        row.addWidget(self._cross)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(lasts_ms)
        self._timer.timeout.connect(self._leave_unless_looked_at)
        window.installEventFilter(self)
        self.live()

    def restyle(self) -> None:
        """Shape and shadow in the theme."""
        side = scale().icon + 2
        shape = TONE_ICONS[self._tone]
        self._icon.setPixmap(icon_pixmap(shape, self._tone, side, self.devicePixelRatioF()))
        if colours().edge_width == 1:
            shadow = QGraphicsDropShadowEffect(self)
            shadow.setBlurRadius(LARGE)
            shadow.setOffset(0, HALF)
            shade = colour("text")
            shade.setAlpha(50)
            shadow.setColor(shade)
            self.setGraphicsEffect(shadow)

    def appear(self) -> None:
        """Show it, and tell screen readers."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 8 ms of the first window

        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._text.text()))

    def leave(self) -> None:
        """Go now."""
        self._timer.stop()
        if self.isVisible() or not self.isHidden():
            self.hide()
            self.gone.emit()
        self.deleteLater()

    def _act(self) -> None:
        self.acted.emit()
        self.leave()

    def _leave_unless_looked_at(self) -> None:
        if self._is_looked_at():
            self._timer.start()
        else:
            self.leave()

    def _is_looked_at(self) -> bool:
        return self.underMouse() or any(child.hasFocus() for child in self.findChildren(QWidget))

    def _place(self) -> None:
        # Never kept as an attribute: a child that holds the last reference to its window has Qt delete the
        # window while the child itself is being deleted.
        window = self.parentWidget()
        if window is None:
            return
        room = window.size()
        self.resize(min(self.sizeHint().width(), room.width() - 2 * GRID), self.sizeHint().height())
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - LARGE)

    def retranslate(self) -> None:
        """The name, and the room that the words need now."""
        self.setAccessibleName(self._text.said())
        QTimer.singleShot(0, self, self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window when it changes size."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse is on it: it waits."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse left: it counts again."""
        self._timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc sends it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def toast(
    near: QWidget,
    text: Text,
    action: Text = "",
    on_action: Callable[[], None] | None = None,
    tone: str = "success",
    lasts_ms: int = 0,
) -> Toast:
    """Say `text` at the foot of the window of `near`, in place of what was said before.

    `action` (Undo) calls `on_action`. Lasts 5 seconds, 9 with an act; `lasts_ms` says otherwise.
    """
    window = near.window()
    for older in window.findChildren(Toast):
        older.leave()
    made = Toast(window, text, tone, action, lasts_ms or (_ACTION_LASTS_MS if str(action) else LASTS_MS))
    if on_action is not None:
        made.acted.connect(on_action)
    made.appear()
    return made
