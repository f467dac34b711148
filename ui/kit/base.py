"""What every widget of the kit shares: it changes language and theme while it is on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme.current import is_dressed

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object


class Living(_Widget):
    """Mixed in before a Qt widget; calls `retranslate` and `restyle` when the language or the theme changes.

    The constructor of the widget ends with `self.live()`, which calls both a first time.
    """

    _is_alive = False

    def live(self) -> None:
        """Say and dress everything a first time, and from now on at each change."""
        self._is_alive = True
        self.restyle()
        self.retranslate()

    def retranslate(self) -> None:
        """Put every text again in the words of the current language."""

    def restyle(self) -> None:
        """Take again from the theme what the style sheet cannot give (sizes, painted colours)."""

    def changeEvent(self, event: QEvent) -> None:
        """Qt tells here of a change of language, style or direction."""
        if self._is_alive:
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
                self.updateGeometry()
                self.update()
            elif event.type() == QEvent.Type.StyleChange and is_dressed():
                self.restyle()
                self.updateGeometry()
                self.update()
        super().changeEvent(event)


class FocusSeen(_Widget):
    """Mixed in before a painted button: `is_focus_seen` says whether to paint the ring.

    Only when the focus came by the keyboard: a ring after each click would be noise.
    """

    _came_by_keyboard = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came."""
        self._came_by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)

    def is_focus_seen(self) -> bool:
        """Whether the ring is to be painted now."""
        return self._came_by_keyboard and self.hasFocus()


_WALKING_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)


class WalksWithParent(_Widget):
    """Mixed in before a button of a row: arrows and Enter go to the row, which knows the order and the
    direction.

    QAbstractButton would keep them and move the focus its own way.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on what the row handles."""
        if event.key() in _WALKING_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)


def set_look(widget: QWidget, **properties: object) -> None:
    """Give the properties that the style sheet looks at (variant, ink, bad…) and dress the widget again."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()


def mirrored(widget: QWidget, rect: QRect) -> QRect:
    """`rect`, meant from left to right, as it stands in the direction of the widget."""
    if widget.layoutDirection() == Qt.LayoutDirection.LeftToRight:
        return rect
    return QRect(widget.width() - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())
