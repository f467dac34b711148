"""The figures: right at first sight, asked by what one likes, never those of another request, in either direction."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from casemgr.services.counting import CountRequest, CountTable
from casemgr.services.counting import count as really_count
from casemgr.services.desk import Desk
from tests.conftest import PATIENCE
from tests.ui.figures_at_hand import (
    TODAY,
    WAIT,
    House,
    Open,
    choose,
    counted,
    desk_of,
    house,
    open_figures,
    table_of,
)
from ui.kit.banner import Banner
from ui.kit.labels import Label
from ui.navigation import Navigator
from ui.pages.figures import FiguresPage, answer
from ui.pages.figures.period import Period
from ui.theme import Theme, apply_theme
from ui.translation import use_language

__all__ = ["house", "open_figures"]  # fixtures
TITLES = ["Bénéficiaires directs uniques", "dont nouveaux bénéficiaires", "dont bénéficiaires déjà suivis"]


def cards_of(page: FiguresPage) -> dict[str, str]:
    return {code: card.figure.text() for code, card in page.cards.cards.items()}


def said_by(page: FiguresPage) -> str:
    """Every banner that is shown, as one text."""
    banners = [one for one in page.findChildren(Banner) if not one.isHidden()]
    return " ".join(label.text() for one in banners for label in one.findChildren(Label))


def test_the_four_key_figures_stand_beside_those_of_the_period_before(open_figures: Open) -> None:
    page = open_figures("sex")
    assert cards_of(page) == {"C01": "4", "C02": "3", "C03": "1", "C06": "5"}
    assert page.cards.cards["C01"].before.text().endswith(": 1")
    assert "2025" in page.cards.cards["C01"].before.text()


def test_one_breakdown_is_a_table_with_a_column_an_indicator_and_a_bar_a_line(open_figures: Open) -> None:
    page = open_figures("sex")
    head, *rows = table_of(page)
    assert head == ["Sexe", *TITLES, "Services rendus"]
    assert rows == [["Féminin", "2", "2", "0", "3"], ["Masculin", "2", "1", "1", "2"], ["Total", "4", "3", "1", "5"]]
    assert page.breakdown.chart.isVisible()
    assert "Féminin: 2" in page.breakdown.chart.accessibleDescription()


def test_those_in_several_rows_are_set_apart_and_the_total_is_not_the_sum(open_figures: Open) -> None:
    page = open_figures("programme")
    rows = {row[0]: row[1:] for row in table_of(page)[1:]}
    assert rows["Parcours vers l’Insertion"][0] == "2"
    assert rows["Tamkine migrants"][0] == "2"
    assert rows["Hors programme"][0] == "1"
    assert rows["Total"] == ["4", "3", "1", "5"]
    assert rows["dont dans plusieurs lignes"] == ["1", "1", "0", ""]
    assert list(rows)[-2:] == ["Total", "dont dans plusieurs lignes"]
    assert "n’est pas la somme" in page.breakdown.note.text()


def test_two_breakdowns_cross_and_their_margins_are_counted(open_figures: Open) -> None:
    page = open_figures("sex", "programme")
    head, *rows = table_of(page)
    assert head[-2:] == ["Total", "dont dans plusieurs colonnes"]
    assert [row[-2:] for row in rows] == [["2", "1"], ["2", "0"], ["4", "1"]]
    page.breakdown.indicator.findChildren(QPushButton)[3].click()
    head, *rows = table_of(page)
    assert head[-1] == "Total" and [row[-1] for row in rows] == ["3", "2", "5"]


def test_the_unknown_is_printed_and_said_above_five_in_a_hundred(open_figures: Open) -> None:
    page = open_figures("age_band")
    assert ["Âge inconnu", "1", "1", "0", "1"] in table_of(page)
    assert "25 %" in said_by(page)
    assert page.choices.age_set.isVisible()


def test_a_region_says_whose_it_is(open_figures: Open) -> None:
    assert "celle de l’antenne" in said_by(open_figures("region"))


def test_the_programmes_with_a_target_are_counted_since_they_began_women_where_women_are_owed(
    open_figures: Open,
) -> None:
    page = open_figures("sex")
    lines = {line.found.programme: line for line in page.targets.lines}
    assert (lines["PVI"].found.value, lines["TAM"].found.value) == (2, 1)
    assert (lines["PVI"].found.indicator, lines["TAM"].found.indicator) == ("P01", "T01")
    assert "1 500" in lines["TAM"].figure.text().replace("\u202f", " ").replace("\xa0", " ")
    assert lines["TAM"].found.start.isoformat() == "2015-05-01"


def test_a_branch_and_a_programme_narrow_what_is_counted(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    page.choices.branch.set_value("CAS")
    page.choices.branch.picked.emit("CAS")
    counted(qtbot, page, "sex")
    assert cards_of(page)["C01"] == "3"
    page.choices.programme.set_value("TAM")
    page.choices.programme.picked.emit("TAM")
    counted(qtbot, page, "sex")
    assert cards_of(page)["C01"] == "1"
    assert "Tamkine" in page.scope.text()


def test_nobody_in_the_period_teaches_what_figures_come_from(open_figures: Open) -> None:
    page = open_figures("sex", period=Period.around("month", TODAY.replace(year=2024)))
    assert page.empty.isVisible() and not page.breakdown.isVisible()
    assert page.empty.button is not None
    page.empty.button.click()
    assert page.choices.chosen_period() == Period.around("month", TODAY.replace(year=2024, month=2))


def test_only_the_newest_request_is_answered(qtbot: QtBot, open_figures: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_figures("sex")
    held, free = threading.Event(), threading.Event()

    def slowly(desk: Desk, request: CountRequest) -> CountTable:
        if request.by == ("nationality",):
            held.set()
            free.wait(PATIENCE / 1000)
        return really_count(desk, request)

    monkeypatch.setattr(answer, "count", slowly)
    choose(page, "nationality")
    assert held.wait(PATIENCE / 1000)
    choose(page, "branch")
    counted(qtbot, page, "branch")
    free.set()
    qtbot.wait(200)
    assert page.figures is not None and page.figures.report.request.by == ("branch",)
    assert table_of(page)[0][0] == "Antenne"


def test_a_count_can_be_stopped_and_nothing_stale_leaves_meanwhile(
    qtbot: QtBot, open_figures: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_figures("sex")
    free = threading.Event()

    def slowly(desk: Desk, request: CountRequest) -> CountTable:
        free.wait(PATIENCE / 1000)
        return really_count(desk, request)

    monkeypatch.setattr(answer, "count", slowly)
    choose(page, "branch")
    assert not page.export.isEnabled() and not page.copy.isEnabled()
    qtbot.waitUntil(page.progress.isVisible, timeout=WAIT)
    page.progress.findChildren(QPushButton)[0].click()
    assert page.refusal.isVisible()
    free.set()
    qtbot.wait(200)
    assert page.figures is not None and page.figures.report.request.by == ("sex",)
    assert page.export.isEnabled()


def test_the_language_changes_while_it_is_open_and_everything_turns(qapp: QApplication, open_figures: Open) -> None:
    page = open_figures("age_band", "sex")
    chart = page.breakdown.chart
    before = chart.bar_rect(0).center().x()
    use_language("ar")
    QApplication.processEvents()
    assert table_of(page)[0][0] == "الفئة العمرية"
    assert "المجموع" in [row[0] for row in table_of(page)]
    assert page.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert chart.bar_rect(0).center().x() > chart.width() / 2 > before
    assert page.breakdown.view.columnViewportPosition(0) > page.breakdown.view.columnViewportPosition(1)
    assert not any(digit in "٠١٢٣٤٥٦٧٨٩" for row in table_of(page) for cell in row for digit in cell)
    apply_theme(qapp, Theme("dark", 14))
    QApplication.processEvents()
    assert cards_of(page)["C01"] == "4"


def test_the_keyboard_moves_the_period_and_walks_the_table(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    page.focus_first()
    QTest.keyClick(page.choices.period.name, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    counted(qtbot, page, "sex")
    assert page.choices.chosen_period() == Period.around("quarter", TODAY.replace(year=2025, month=12))
    assert cards_of(page)["C01"] == "1"
    QTest.keyClick(page.choices.period.name, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.choices.period.name, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.choices.chosen_period() == Period.around("quarter", TODAY)


def test_the_screen_is_there_for_who_may_count_and_for_nobody_else(qapp: QApplication, house: House) -> None:
    assert qapp is QApplication.instance()

    def has(*roles: str) -> bool:
        return Navigator(desk_of(house.database, *roles)).may_open("figures")

    assert has("SUPER") and has("COORD")
    assert not has("ADMIN") and not has("RECEPTION")
