"""A sentence of several lines in Arabic begins each of them at the same place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_kit import shown
from ui import kit
from ui.theme import Theme, apply_theme
from ui.translation import use_language

LETTERS = "ددد ددد"  # every line begins with the same letter


@pytest.fixture(autouse=True)
def arabic(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme())
    use_language("ar")
    yield
    use_language("fr")


def edges(image: QImage) -> list[int]:
    """Of each line of letters, how far to the right its ink reaches."""
    ground = image.pixelColor(0, 0)
    found: list[int] = []
    before = False
    for y in range(image.height()):
        ink = [x for x in range(image.width()) if _is_ink(image.pixelColor(x, y), ground)]
        if ink and not before:
            found.append(max(ink))
        elif ink:
            found[-1] = max(found[-1], *ink)
        before = bool(ink)
    return found


def _is_ink(colour: QColor, ground: QColor) -> bool:
    return abs(colour.lightness() - ground.lightness()) > 60 or abs(colour.alpha() - ground.alpha()) > 100


@pytest.mark.parametrize("ink", ["", "muted"])
def test_each_line_begins_at_the_same_place(qtbot: QtBot, ink: str) -> None:
    label = kit.Label(LETTERS, ink=ink, wrap=True)
    qtbot.addWidget(label)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance("ددد") + 6)
    label.setFixedHeight(label.heightForWidth(label.width()))
    shown(qtbot, label)
    assert label.layoutDirection() == Qt.LayoutDirection.RightToLeft
    found = edges(label.grab().toImage())
    assert len(found) == 2
    assert found[0] == found[1]
