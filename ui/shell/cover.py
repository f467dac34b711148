"""Hiding at once: a neutral screen over the window, every dialog, menu and message gone, the clipboard empty."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from ui.kit.avatar import Avatar
from ui.kit.base import Living
from ui.kit.labels import Label
from ui.kit.toast import Toast
from ui.theme import GRID
from ui.translation import N_

_FLEETING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)


class Cover(Living, QWidget):
    """A screen that tells nothing. Any key or click: `left()`."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(1)
        column.addWidget(Avatar("monitor", "neutral", 56, N_("Screen hidden")), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = Label(N_("Press a key to go on"), ink="faint")
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.live()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(str(N_("Screen hidden")))

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        """Somebody is back."""
        self.left.emit()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Somebody is back."""
        self.left.emit()


class HiddenWindows:
    """The dialogs that were open when the window was hidden or locked, to be given back, or closed for good."""

    def __init__(self) -> None:
        self._hidden: list[QWidget] = []

    def hide_all_but(self, window: QWidget) -> None:
        """Close what floats (menus, lists, tooltips), hide every other window, and empty the clipboard."""
        QToolTip.hideText()
        for widget in QApplication.topLevelWidgets():
            if widget is window or not widget.isVisible():
                continue
            if widget.windowType() in _FLEETING:
                widget.close()
            else:
                widget.hide()
                self._hidden.append(widget)
        for message in window.findChildren(Toast):
            message.leave()
        clipboard = QGuiApplication.clipboard()
        clipboard.clear(QClipboard.Mode.Clipboard)
        if clipboard.supportsSelection():
            clipboard.clear(QClipboard.Mode.Selection)

    def give_back(self) -> None:
        """Show the dialogs again: the same person is back."""
        for widget in self._take():
            widget.show()

    def close_all(self) -> None:
        """Close them: somebody else signed in."""
        for widget in self._take():
            widget.close()
            widget.deleteLater()

    def _take(self) -> list[QWidget]:
        hidden = [widget for widget in self._hidden if shiboken6.isValid(widget)]
        self._hidden.clear()
        return hidden
