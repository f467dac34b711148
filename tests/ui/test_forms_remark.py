"""What is said under a field is whole: a remark that is cut says nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.forms.field_box import Below
from ui.theme import Theme, apply_theme

LONG = "Pas d’accord valable ce jour pour transmettre : recueillez-le, ou dites quels intérêts vitaux l’imposent."


def test_a_remark_of_several_lines_keeps_the_room_of_all_of_them(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, Theme())
    below = Below()
    qtbot.addWidget(below)
    below.setFixedWidth(240)

    def words() -> QLabel:
        return next(label for label in below.findChildren(QLabel) if label.wordWrap())

    below.say("À remplir.", "error")
    qtbot.waitUntil(lambda: below.isVisible() and 0 < below.minimumHeight() == words().heightForWidth(words().width()))
    one_line = below.minimumHeight()
    below.say(LONG, "error")
    qtbot.waitUntil(lambda: below.minimumHeight() == words().heightForWidth(words().width()) >= 2 * one_line)
    below.say("Type de document.")
    assert below.minimumHeight() == 0
