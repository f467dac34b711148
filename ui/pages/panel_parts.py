"""What the screens before signing in share: a heading with its sentence, and the foot with its ways."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

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
