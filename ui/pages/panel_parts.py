"""What the screens before signing in share: a heading with its sentence, and the foot with its ways."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_, Text


def column_of(widget: QWidget, title: Text, sentence: Text = "") -> QVBoxLayout:
    """The column of a screen, begun with its heading."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    column.addWidget(Label(title, "heading", wrap=True))
    if str(sentence):
        column.addWidget(Label(sentence, ink="muted", wrap=True))
    column.addSpacing(GRID)
    return column


def foot(on_back: Callable[[], object] | None, *forward: QWidget) -> QLayout:
    """Back at the start, the ways on at the end."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.setContentsMargins(0, GRID + HALF, 0, 0)
    if on_back is not None:
        back = Button(N_("Back"), "arrow-left", "ghost")
        back.clicked.connect(lambda: on_back())
        row.addWidget(back)
    row.addSpacing(WIDE)
    row.addStretch(1)
    for widget in forward:
        row.addWidget(widget)
    return row


class Switcher(QWidget):
    """One of several widgets at a time, as high as that one (a QStackedWidget is as high as the highest)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None

    def add(self, widget: QWidget) -> None:
        """One more; the first is shown, with this widget and not before: it would be dressed once more for nothing."""
        if self._shown is not None:
            widget.hide()
        self._column.addWidget(widget)
        self._shown = self._shown or widget

    def current(self) -> QWidget | None:
        """The one that is shown."""
        return self._shown

    def show_only(self, widget: QWidget) -> None:
        """Show `widget`, hide the others."""
        if self._shown is not None and self._shown is not widget:
            self._shown.hide()
        self._shown = widget
        widget.show()


def bring_into_view(widget: QWidget) -> None:
    """Scroll the area around `widget`, once it has its place, so that it is seen."""

    def scroll() -> None:
        around: QWidget | None = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 0, GRID)

    QTimer.singleShot(50, widget, scroll)


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` in an area that scrolls up and down, on the ground of the window."""
    inside.setObjectName("canvas")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
