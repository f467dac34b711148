"""A spin box beside a line: as high, and its figure on the same side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui import kit
from ui.theme import Theme, apply_theme, scale
from ui.translation import use_language


def test_the_figure_of_a_spin_box_stands_where_the_window_begins_and_the_box_is_as_high_as_a_line(
    qtbot: QtBot, qapp: QApplication
) -> None:
    use_language("fr")
    card = kit.Card()
    spin, line = kit.SpinBox(0, 99), QLineEdit("42")
    spin.setValue(42)
    card.add(spin)
    card.add(line)
    qtbot.addWidget(card)
    card.resize(300, 120)
    card.show()
    for size in (13, 16, 10):
        apply_theme(qapp, Theme(size=size))
        qtbot.waitUntil(lambda: spin.height() == line.height() == scale().control)
    assert spin.lineEdit().alignment() & Qt.AlignmentFlag.AlignLeft
    use_language("ar")
    assert spin.lineEdit().alignment() & Qt.AlignmentFlag.AlignRight
    use_language("fr")
    assert spin.lineEdit().alignment() & Qt.AlignmentFlag.AlignLeft
