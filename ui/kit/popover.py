"""A note or a few controls that float beside what they belong to, and go at Esc or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.kit.labels import DirectionalLabel, Label
from ui.theme import GRID, HALF, WIDE
from ui.translation import Text


class Popover(QFrame):
    """A raised frame; put what it shows with `add`, then `open_at(anchor)`."""

    def __init__(self, parent: QWidget, title: Text = "", width: int = 320) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        # Never translucent: Qt then leaves the ground of a window of its own unpainted, and what is behind shows
        # through; without a compositor (old PCs, remote desktops) it is black.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("kit", "raised")
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(WIDE, GRID + HALF, WIDE, GRID + HALF)
        self.body.setSpacing(GRID)
        self.setAccessibleName(str(title))
        if str(title):
            self.body.addWidget(Label(title, weight="strong"))

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        self.body.addWidget(widget)

    def add_note(self, text: Text) -> None:
        """Put a text somebody wrote."""
        self.body.addWidget(DirectionalLabel(text, wrap=True, natural=True))

    def open_at(self, anchor: QWidget) -> None:
        """Open under `anchor`, at its start, or above it where there is no room; never outside the screen."""
        self.adjustSize()
        screen = anchor.screen().availableGeometry()
        right_to_left = anchor.layoutDirection() == Qt.LayoutDirection.RightToLeft
        start = anchor.width() - self.width() if right_to_left else 0
        place = anchor.mapToGlobal(QPoint(start, anchor.height() + HALF))
        if place.y() + self.height() > screen.bottom():
            place.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - HALF)
        place.setX(max(screen.left() + HALF, min(place.x(), screen.right() - self.width() - HALF)))
        place.setY(max(screen.top() + HALF, place.y()))
        self.move(place)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
