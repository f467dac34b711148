"""The sheet of keys: what they do on this screen, and everywhere. It is made from what the window really obeys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.acts import Act, sequence_of
from ui.formats import isolate
from ui.kit.base import Living
from ui.kit.buttons import PrimaryButton
from ui.kit.canvas import Canvas
from ui.kit.labels import Label, rule
from ui.pages.page import Page
from ui.theme import GRID, LARGE, WIDE
from ui.translation import N_, Text

Line = tuple[str, Text]


def lines_here(page: Page | None) -> list[Line]:
    """The keys of the screen in front."""
    if page is None:
        return []
    return [
        (sequence.toString(QKeySequence.SequenceFormat.NativeText), words)
        for action, words in page.acts()
        if action.isEnabled()
        for sequence in action.shortcuts()
    ]


def lines_everywhere(acts: Sequence[Act], page: Page | None) -> list[Line]:
    """The keys of the window, without those that the screen in front takes for itself."""
    taken = {keys for keys, _words in lines_here(page)}
    native = QKeySequence.SequenceFormat.NativeText
    return [(sequence_of(act.keys).toString(native), act.words) for act in acts if act.keys not in taken]


class ShortcutSheet(Living, QDialog):
    """Two lists of keys; Esc or Enter closes it."""

    def __init__(self, here: Sequence[Line], everywhere: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.lines = [*here, *everywhere]
        inside = Canvas()
        column = inside.column
        column.setSpacing(GRID)
        if here:
            column.addWidget(Label(N_("On this screen"), "title"))
            column.addLayout(_table(here))
            column.addSpacing(GRID)
        column.addWidget(Label(N_("Everywhere"), "title"))
        column.addLayout(_table(everywhere))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(min(560, inside.sizeHint().height() + GRID))
        close = PrimaryButton(N_("Close"))
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, LARGE, LARGE, WIDE)
        outer.setSpacing(WIDE)
        outer.addWidget(scroll, 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        close.setFocus()
        self.live()

    def retranslate(self) -> None:
        """The title of the window."""
        self.setWindowTitle(str(N_("Keyboard shortcuts")))


def _table(lines: Sequence[Line]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(WIDE)
    grid.setVerticalSpacing(GRID // 2)
    grid.setColumnStretch(0, 1)
    for place, (keys, words) in enumerate(lines):
        grid.addWidget(Label(words), 2 * place, 0)
        grid.addWidget(Label(isolate(keys), weight="strong"), 2 * place, 1, Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(rule(), 2 * place + 1, 0, 1, 2)
    return grid
