"""Choices and acts above a list: on one line where there is room, on two where there is not, never cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_kit import shown
from ui import kit
from ui.kit.flow_layout import FlowLayout, kept_together
from ui.theme import Theme, apply_theme


def bar(qtbot: QtBot, width: int, direction: Qt.LayoutDirection) -> tuple[QWidget, QWidget, QWidget]:
    """A line with something at its start and something at its end, so many pixels wide."""
    holder = QWidget()
    holder.setLayoutDirection(direction)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    flow = FlowLayout()
    start, end = kept_together(kit.Button("Du 23 novembre au 20 décembre")), kept_together(kit.Button("Exporter"))
    flow.addWidget(start)
    flow.from_here_at_the_end()
    flow.addWidget(end)
    column.addLayout(flow)
    column.addStretch(1)
    holder.resize(width, 200)
    shown(qtbot, holder)
    return holder, start, end


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_what_stands_at_the_end_of_a_line_goes_to_the_next_one_whole(
    qtbot: QtBot, qapp: QApplication, direction: Qt.LayoutDirection
) -> None:
    apply_theme(qapp, Theme())
    _holder, start, end = bar(qtbot, 600, direction)
    assert start.geometry().center().y() == end.geometry().center().y()
    edges = (end.geometry().right() + 1, start.x()), (end.x(), start.geometry().right() + 1)
    assert edges[direction == Qt.LayoutDirection.RightToLeft] == ((600, 0) if edges[0][0] == 600 else (0, 600))
    _narrow, start, end = bar(qtbot, 280, direction)
    assert end.y() >= start.geometry().bottom()
    assert end.width() >= end.sizeHint().width()
    assert (end.x() == 0) == (direction == Qt.LayoutDirection.RightToLeft)
