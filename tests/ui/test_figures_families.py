"""Figures by family: services, programmes, referrals…, a line an indicator; one target, one figure; who is behind; and
the file for outside, where small counts are hidden.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from casemgr.services.counting import CountRequest, indicators
from casemgr.services.counting.grid import Report
from casemgr.services.counting.indicators.family import FamilyReport
from casemgr.services.counting.tables import sheets
from tests.ui.figures_at_hand import WAIT, House, Open, choose, desk_of, house, open_figures
from ui.operations import finish_commands
from ui.pages.figures import FiguresPage
from ui.translation import use_language

__all__ = ["house", "open_figures"]  # fixtures
BARE = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200f")


def take(qtbot: QtBot, page: FiguresPage, family: str) -> None:
    """Choose a family, and wait for its figures."""
    words = str(indicators.FAMILIES[family])
    next(button for button in page.family.findChildren(QPushButton) if button.text() == words).click()
    qtbot.waitUntil(lambda: is_shown(page, family), timeout=WAIT)


def is_shown(page: FiguresPage, family: str) -> bool:
    return page.of_family.isVisible() and page.of_family.is_of(family, page.choices.request())


def table_of(page: FiguresPage) -> dict[str, list[str]]:
    """The table by its lines."""
    model = page.of_family.view.figures
    columns = range(model.columnCount())
    rows = [[str(model.index(row, at).data()).translate(BARE) for at in columns] for row in range(model.rowCount())]
    return {row[0]: row[1:] for row in rows}


def test_a_family_has_a_line_an_indicator_and_a_column_a_value(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    take(qtbot, page, "services")
    table = table_of(page)
    assert table["Personnes ayant reçu une aide matérielle"] == ["2", "1", "1"]
    assert table["Kits distribués"] == ["2", "1", "1"]
    assert table["— Aide alimentaire (panier, bon)"] == ["2", "", ""]
    assert table["Nuitées d’hébergement"] == ["0", "0", "0"], "nought is said where nobody stands"
    assert not page.cards.isVisible() and not page.breakdown.isVisible() and not page.choices.second.isVisible()
    page.choices.programme.set_value("TAM")
    take(qtbot, page, "complaints")  # they are charged to no programme
    assert not page.choices.programme.isEnabled() and page.choices.request().programme is None
    page.choices.programme.set_value("")
    assert [page.choices.first.value(), page.choices.first.count()] == ["", 3]  # none, region, branch
    assert table_of(page)["Taux de réponse dans les 60 jours (%)"] == ["–"]
    take(qtbot, page, "people")
    qtbot.waitUntil(page.cards.isVisible, timeout=WAIT)
    assert page.choices.second.isVisible()


def test_a_target_has_one_figure_in_the_table_and_in_its_card(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    take(qtbot, page, "programmes")
    shown = {line.found.indicator: line.found.value for line in page.targets.lines}
    table = table_of(page)
    assert table["Personnes accompagnées vers l’insertion"][0] == str(shown["P01"]) == "2"
    assert table["Femmes migrantes vulnérables prises en charge"][0] == str(shown["T01"]) == "1"
    said = [label.text() for label in page.of_family._said]
    (since,) = (one for one in said if "depuis le début du programme" in one)
    assert "Personnes accompagnées vers l’insertion" in since
    assert any(one.startswith("Personnes insérées en emploi") and "étape" in one for one in said)


def test_other_figures_of_people_come_under_the_crossing(qtbot: QtBot, open_figures: Open) -> None:
    page = open_figures("sex")
    qtbot.waitUntil(lambda: is_shown(page, "people"), timeout=WAIT)
    assert table_of(page)["Bénéficiaires sans date de naissance (%)"] == ["– (1/4)", "– (0/2)", "– (1/2)"]
    choose(page, "branch")
    qtbot.waitUntil(lambda: is_shown(page, "people"), timeout=WAIT)
    assert page.of_family.view.figures.columnCount() == 5  # words, total, two branches, those in both


def test_enter_on_a_figure_of_a_family_lists_who_is_behind(qtbot: QtBot, house: House, open_figures: Open) -> None:
    page = open_figures("sex")
    take(qtbot, page, "services")
    view = page.of_family.view
    view.setFocus()
    view.setCurrentIndex(view.figures.index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.who and page.who.is_answered(), timeout=WAIT)
    assert set(page.who.table.records.ids) == {house.people["Bakari"], house.people["Camara"]}
    assert "aide matérielle" in page.who.name.text()
    page.who.back.click()
    assert page.stack.currentIndex() == 0


def test_who_may_count_and_not_read_is_told_of_nobody(house: House) -> None:
    """What a service was is more than that she came: only who reads the service is told of whom."""
    request = CountRequest(date(2026, 1, 1), date(2026, 3, 31))
    assert indicators.who(house.desk, request, "S01", {})[0] == 2
    elsewhere = desk_of(house.database, "COORD", branches=("TNG",))
    assert indicators.who(elsewhere, request, "S01", {}) == (2, [])


def test_a_file_for_outside_tells_no_small_count(qtbot: QtBot, open_figures: Open, tmp_path: Path) -> None:
    page = open_figures("sex")
    take(qtbot, page, "services")
    report = page.export.report
    assert isinstance(report, FamilyReport)
    values = {}
    for name, outside in (("in", False), ("out", True)):
        path = tmp_path / f"{name}.csv"
        with qtbot.waitSignal(page.export.written, timeout=WAIT):
            page.export.save_to(str(path), report, outside=outside)
        finish_commands()
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        values[name] = [row[5] for row in rows if row[2] == "S01"]
    assert values == {"in": ["2", "1", "1"], "out": ["< 5", "< 5", "< 5"]}
    with qtbot.waitSignal(page.export.written, timeout=WAIT):
        page.export.save_to(str(tmp_path / "out.xlsx"), report, outside=True)
    finish_commands()
    assert (tmp_path / "out.xlsx").stat().st_size > 0
    take(qtbot, page, "people")
    qtbot.waitUntil(lambda: isinstance(page.export.report, Report), timeout=WAIT)
    crossing = page.export.report
    assert isinstance(crossing, Report)
    cells = {cell for sheet in sheets(crossing, "fr", outside=True) for row in sheet.rows for cell in row}
    assert "< 5" in cells and not {1, 2, 3, 4} & {cell for cell in cells if isinstance(cell, int)}


def test_in_arabic_the_families_turn_and_the_figures_stay_western(qtbot: QtBot, open_figures: Open) -> None:
    use_language("ar")
    page = open_figures("sex")
    take(qtbot, page, "services")
    assert table_of(page)["مجموعات اللوازم الموزعة"] == ["2", "1", "1"]
    assert page.of_family.view.isRightToLeft()
