"""Choosing the period: with the arrows, from a list, or as two days; never one that has not begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.pages.figures.choices import Choices
from ui.pages.figures.period import Period
from ui.pages.figures.period_picker import PeriodPicker
from ui.pages.figures.period_popover import PeriodPopover
from ui.theme import Theme, apply_theme
from ui.translation import use_language

TODAY = date(2026, 3, 2)


@pytest.fixture
def picker(qapp: QApplication, qtbot: QtBot) -> Iterator[PeriodPicker]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = PeriodPicker(TODAY)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    use_language("fr")


def test_it_begins_with_the_month_of_today_and_the_next_is_out_of_reach(picker: PeriodPicker) -> None:
    assert picker.period() == Period.around("month", TODAY)
    assert not picker.later.isEnabled()
    picker.earlier.click()
    assert picker.period() == Period.around("month", date(2026, 2, 1))
    assert picker.later.isEnabled() and picker.name.text() == "février 2026"


def test_another_kind_keeps_to_where_one_was(picker: PeriodPicker) -> None:
    for _turn in range(4):
        picker.earlier.click()
    picker.kind.chosen.emit("year")
    assert picker.period() == Period.around("year", date(2025, 11, 1))
    picker.kind.chosen.emit("free")
    assert picker.period() == Period.between(date(2025, 1, 1), date(2025, 12, 31))
    assert picker.first.isVisible() and not picker.name.isVisible()


def test_two_days_are_typed_as_people_write_them_in_either_order(picker: PeriodPicker) -> None:
    picker.kind.chosen.emit("free")
    picker.last.setText("5/2/26")
    picker.last.editingFinished.emit()
    assert picker.period() == Period.between(date(2026, 2, 5), date(2026, 3, 1))
    picker.first.setText("31/02/2026")
    picker.first.editingFinished.emit()
    assert picker.first.property("bad") is True and picker.first.toolTip()
    assert picker.period().start == date(2026, 2, 5)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_month_is_taken_from_the_list_with_the_keyboard(qtbot: QtBot, picker: PeriodPicker, language: str) -> None:
    use_language(language)
    popover = PeriodPopover(picker.name, picker.period(), TODAY)
    popover.open_at(picker.name)
    popover.buttons[2].setFocus()
    back = Qt.Key.Key_Right if language == "ar" else Qt.Key.Key_Left
    QTest.keyClick(popover.buttons[2], back)
    assert popover.buttons[1].hasFocus()
    assert not popover.buttons[3].isEnabled()  # April has not begun
    with qtbot.waitSignal(popover.picked) as picked:
        QTest.keyClick(popover.buttons[1], Qt.Key.Key_Return)
    assert picked.args == [Period.around("month", date(2026, 2, 1))]


def test_the_list_turns_its_years(picker: PeriodPicker) -> None:
    popover = PeriodPopover(picker.name, Period.around("quarter", TODAY), TODAY)
    popover.open_at(picker.name)
    QTest.keyClick(popover, Qt.Key.Key_PageUp)
    assert len(popover.buttons) == 4
    assert all(button.isEnabled() for button in popover.buttons)
    popover.close()


def test_the_second_breakdown_is_never_the_first(qtbot: QtBot, picker: PeriodPicker) -> None:
    choices = Choices(TODAY)
    qtbot.addWidget(choices)
    choices.second.set_value("branch")
    choices.second.picked.emit("branch")
    assert choices.by() == ("sex", "branch")
    choices.first.set_value("branch")
    choices.first.picked.emit("branch")
    assert choices.by() == ("branch",)
    choices.first.set_value("")
    choices.first.picked.emit("")
    assert choices.by() == () and not choices.second.isEnabled()
    assert picker.period() == choices.chosen_period()


def test_in_a_narrow_window_where_stands_on_a_line_of_its_own_and_whole(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, Theme())
    use_language("fr")
    choices = Choices(TODAY)
    qtbot.addWidget(choices)
    choices.branch.set_options([("", "Toutes les antennes"), ("RAB", "Rabat"), ("CAS", "Casablanca")])
    choices.show()

    def is_whole() -> bool:
        return all(one.width() >= one.sizeHint().width() for one in (choices.branch, choices.programme))

    choices.resize(1100, 80)
    qtbot.waitUntil(lambda: is_whole() and choices.programme.y() == choices.period.y() == 0)
    choices.resize(744, 120)  # of a window of 1024
    qtbot.waitUntil(lambda: is_whole() and choices.programme.y() >= choices.period.geometry().bottom())
    assert choices.programme.geometry().right() < choices.width()
