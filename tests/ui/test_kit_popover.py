"""What floats beside its anchor: it stays on the screen, goes at Esc, and stands on a ground of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_kit import shown
from ui import kit
from ui.theme import Theme, apply_theme, colours


@pytest.fixture(autouse=True)
def plain(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme())
    yield
    apply_theme(qapp, Theme())


def test_a_popover_stays_on_the_screen_and_goes_at_esc(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    anchor = QPushButton("Note", window)
    anchor.show()
    popover = kit.Popover(window, "Note")
    popover.add_note("تمت الزيارة")
    popover.open_at(anchor)
    screen = anchor.screen().availableGeometry()
    assert screen.contains(popover.geometry())
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()


@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
def test_a_popover_has_a_ground_of_its_own(qtbot: QtBot, qapp: QApplication, mode: str) -> None:
    apply_theme(qapp, Theme(mode))
    window = shown(qtbot, QWidget())
    popover = kit.Popover(window, "Columns")
    popover.add_note("Note")
    popover.open_at(window)
    qtbot.waitExposed(popover)
    image = popover.grab().toImage()
    ground = {image.pixelColor(x, image.height() // 2).name(QColor.NameFormat.HexArgb) for x in (4, image.width() - 5)}
    assert ground == {QColor(colours().raised).name(QColor.NameFormat.HexArgb)}
