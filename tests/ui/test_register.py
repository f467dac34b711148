"""The register: found as one types, filtered, sorted in the database, copied safely, arranged and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.access import Person
from casemgr.services import organisation, records, register
from casemgr.services.desk import Desk
from casemgr.services.register import Filter, Line, Sort
from tests.ui.test_register_people import give, new_desk
from ui.kit import pill_size
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.register import RegisterPage
from ui.pages.register_conditions import SavedFilter, read_saved
from ui.pages.register_export import Wanted
from ui.pages.register_filter_popover import ChoicesBody
from ui.tables.blocks import KEPT, SIZE, Blocks
from ui.tables.delegate import CellPainter
from ui.tables.fitting import fitted
from ui.tables.layout import Layout
from ui.tables.tsv import as_tsv, neutral
from ui.theme import GRID, Theme, apply_theme
from ui.translation import use_language

WAIT = 8000
Open = Callable[..., RegisterPage]


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = new_desk(tmp_path, 10)
    yield made
    shut_down()
    use_language("fr")
    made.database.dispose()


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk) -> Open:
    windows: list[QWidget] = []

    def opened(kind: str = "beneficiary", desk: Desk = desk, width: int = 1366) -> RegisterPage:
        page = RegisterPage(desk, Navigator(desk), kind=kind)
        window = QWidget()
        around = QHBoxLayout(window)
        around.addWidget(page)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(width, 700)
        window.show()
        page.refresh()
        page.focus_first()
        qtbot.waitUntil(lambda: bool(page.table.records.ids) and page.table.records.line(0) is not None, timeout=WAIT)
        return page

    return opened


def shown(page: RegisterPage, column: str) -> list[str]:
    """The cells of a column, as they came."""
    place = [info.key for info in page.table.records.columns].index(column)
    lines = [page.table.records.line(row) for row in range(len(page.table.records.ids))]
    return [line.cells[place] if line else "" for line in lines]


def test_people_are_found_as_one_types_in_either_script(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    QTest.keyClicks(page.filters.search, "benmoussa")
    qtbot.waitUntil(lambda: len(page.table.records.ids) == 1, timeout=WAIT)
    page.filters.search.empty()
    qtbot.waitUntil(lambda: len(page.table.records.ids) == 10, timeout=WAIT)
    page.filters.search.setText("عائشة")
    qtbot.waitUntil(lambda: len(page.table.records.ids) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: shown(page, "full_name") == ["Aïcha Benmoussa"], timeout=WAIT)


def test_an_older_search_never_replaces_a_newer_one(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    for text in ("d", "di", "dia", "zzzz", "", "sow"):
        page.filters.search.setText(text)
        page.search()
    qtbot.waitUntil(lambda: len(page.table.records.ids) == 1, timeout=WAIT)
    qtbot.wait(300)
    assert len(page.table.records.ids) == 1


def test_a_click_on_a_header_sorts_in_the_database_and_shows_the_arrow(
    qtbot: QtBot, open_page: Open, desk: Desk
) -> None:
    page = open_page()
    place = [info.key for info in page.table.records.columns].index("age")
    page.table.horizontalHeader().sectionClicked.emit(place)
    expected = register.ids(desk, "beneficiary", sort=Sort("age"))
    qtbot.waitUntil(lambda: page.table.records.ids == expected, timeout=WAIT)
    assert page.table.horizontalHeader().isSortIndicatorShown()
    assert page.table.horizontalHeader().sortIndicatorSection() == place
    page.table.horizontalHeader().sectionClicked.emit(place)
    downwards = register.ids(desk, "beneficiary", sort=Sort("age", descending=True))
    qtbot.waitUntil(lambda: page.table.records.ids == downwards, timeout=WAIT)


def test_a_filter_is_chosen_in_its_popover_and_taken_away_by_its_chip(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    popover = page.filters.open_condition("sex")
    body = popover.inside
    assert isinstance(body, ChoicesBody)
    body.ticks.tick("M")
    popover.apply()
    qtbot.waitUntil(lambda: 0 < len(page.table.records.ids) < 10, timeout=WAIT)
    qtbot.waitUntil(lambda: set(shown(page, "sex")) == {"Masculin"}, timeout=WAIT)
    assert "Masculin" in page.filters.chips["sex"].text()
    page.filters.chips["sex"].removed.emit()
    qtbot.waitUntil(lambda: len(page.table.records.ids) == 10, timeout=WAIT)


def test_a_day_that_is_not_understood_is_said_beside_its_line(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    popover = page.filters.open_condition("intake_date")
    line = popover.inside.focusProxy()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "hier ou avant")
    popover.apply()
    assert popover.isVisible()
    line.clear()
    QTest.keyClicks(line, "1/11/26")
    popover.apply()
    qtbot.waitUntil(lambda: page.filters.filters == [Filter("intake_date", "from", date(2026, 11, 1))], timeout=WAIT)


def test_filters_are_kept_by_name_and_found_by_the_same_person(open_page: Open, desk: Desk) -> None:
    page = open_page()
    page.filters.set_filters([Filter("sex", "any_of", ("F",)), Filter("intake_date", "from", date(2026, 10, 1))])
    page.filters.keep_as("Femmes depuis octobre")
    assert finish_commands()
    kept = read_saved(organisation.preferences(desk)["filters.beneficiary"])
    assert kept == [SavedFilter("Femmes depuis octobre", tuple(page.filters.filters))]
    other = open_page()
    assert other.filters.saved == kept


def test_columns_and_widths_are_remembered(open_page: Open) -> None:
    page = open_page()
    page.show_columns(["code", "full_name", "interview_language"])
    page.table.setColumnWidth(1, 333)
    page.table.arranged.emit(page.table.arrangement)
    assert finish_commands()
    again = open_page()
    assert again.table.arrangement.columns == ("code", "full_name", "interview_language")
    assert again.table.arrangement.widths == {"full_name": 333}
    assert again.table.columnWidth(1) == 333


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_keyboard_goes_everywhere_in_both_directions_of_writing(
    qtbot: QtBot, open_page: Open, language: str
) -> None:
    use_language(language)
    page = open_page()
    QTest.keyClick(page.filters.search, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 0
    assert len(page.table.chosen_ids()) == 1
    QTest.keyClick(page.table, Qt.Key.Key_End)
    assert page.table.current_id() == page.table.records.ids[-1]
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.chosen_ids() == page.table.records.ids[:2]
    with qtbot.waitSignal(page.table.opened) as opened:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == [page.table.records.ids[1]]
    was_seen = page.preview.isVisible()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.preview.isVisible() is not was_seen


def test_the_preview_shows_the_main_facts_and_reads_nothing_closed(qtbot: QtBot, open_page: Open, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary")[0]
    doctor = replace(desk, person=Person("h", "h", "H", ("HEALTH", "CASE"), ("RAB",), "RAB"))
    give(doctor, person, "HEA-HIV", desk.today)
    page = open_page("service", doctor)
    lines = [page.table.records.line(row) for row in range(len(page.table.records.ids))]
    page.table.go_to_row([line.confidentiality if line else "" for line in lines].index("L2"))
    qtbot.wait(500)
    assert page.preview.shown is None
    page.preview._closed.acted.emit()
    qtbot.waitUntil(lambda: page.preview.shown is not None, timeout=WAIT)


def test_copied_lines_cannot_run_in_a_spreadsheet(qtbot: QtBot, open_page: Open, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary")[0]
    found = records.read(desk, "beneficiary", person)
    records.save(desk, "beneficiary", {"used_name": "=cmd()"}, record_id=person, version=found.version, insist=True)
    page = open_page()
    page.show_columns(["used_name", "code"])
    page.table.go_to(person)
    with qtbot.waitSignal(page.table.copied, timeout=WAIT):
        QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles, line = QGuiApplication.clipboard().text().split("\n")
    assert titles.split("\t")[0] == "Code"
    assert line.split("\t") == [found.code, "'=cmd()"]


def test_what_is_chosen_is_printed_together_and_a_single_line_alone(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(page.navigator, "open_page", lambda key, **given: asked.append({"key": key, **given}))
    page.table.go_to_row(0)
    page.print_paper()
    assert asked[-1]["key"] == "paper" and asked[-1]["record"] == page.table.current_id() and asked[-1]["among"] == ()
    page.table.selectAll()
    page.print_paper()
    assert sorted(asked[-1]["among"]) == sorted(page.table.records.ids)


@pytest.mark.parametrize("cell", ["=1+1", "+212692", "-3", "@x", " =1", "\t=1", "\u2066+33\u2069", "＝1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert neutral(cell).startswith("'")
    assert "\t" not in neutral(cell) and "\n" not in as_tsv(["a"], [[f"x\n{cell}"]]).split("\n", 1)[1]


def test_an_empty_list_teaches_and_offers_the_first_act(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    apply_theme(qapp, Theme())
    desk = new_desk(tmp_path, 0)
    navigator = Navigator(desk)
    page = RegisterPage(desk, navigator, kind="beneficiary")
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._first, timeout=WAIT)
    assert page._first.button is not None and page._first.button.text() == "Nouveau bénéficiaire"
    shut_down()
    desk.database.dispose()


def test_who_may_not_register_people_is_not_offered_it(open_page: Open, desk: Desk) -> None:
    reader = replace(desk, person=Person("m", "m", "M", ("MEAL",), ("RAB",), "RAB"))
    page = open_page("beneficiary", reader)
    assert not page.may_create
    assert not any(action.shortcut().toString() == "Ctrl+N" for action, _words in page.acts())
    assert "full_name" not in [info.key for info in page.table.records.columns]


def test_the_selection_and_the_place_survive_a_new_reading(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    page.table.go_to_row(5)
    chosen = page.table.records.ids[3:8]
    for record in chosen:
        index = page.table.records.index(page.table.records.row_of(record), 0)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        page.table.selectionModel().select(index, flags)
    before = page.table.current_id()
    with qtbot.waitSignal(page.table.records.modelReset, timeout=WAIT):
        page.refresh()
    assert page.table.current_id() == before
    assert page.table.chosen_ids() == chosen


def test_seventy_three_thousand_lines_keep_few_in_memory() -> None:
    blocks = Blocks([f"{number:05}" for number in range(73_000)])
    for first in range(0, 73_000, SIZE):
        rows = blocks.missing(first, first + 40)
        blocks.put(rows, [Line(blocks.ids[row], "", (), None, "L0", 1) for row in rows])
    assert len(blocks._blocks) <= KEPT
    assert blocks.line(72_999) is not None and blocks.line(0) is None
    assert not blocks.missing(72_950, 72_999)
    assert list(blocks.missing(0, 10_000)) == list(range(2 * SIZE))


def test_a_layout_from_another_version_loses_only_what_is_gone(desk: Desk) -> None:
    columns = register.columns(desk, "beneficiary")
    kept = {"columns": ["code", "gone", "sex"], "widths": {"sex": 9000, "gone": 1}, "sort": ["gone", True]}
    layout = Layout.read(kept, columns)
    assert layout.columns == ("code", "sex") and layout.sort is None and layout.widths == {"sex": 900}
    assert Layout.read("rubbish", columns) == Layout.usual(columns)
    assert Layout.read(layout.as_json(), columns) == layout


def test_rows_are_high_enough_for_arabic(open_page: Open) -> None:
    page = open_page()
    assert isinstance(page.table.itemDelegate(), CellPainter)
    assert page.table.rowHeight(0) >= page.table.fontMetrics().height() + 8


def test_a_list_is_exported_by_who_may_with_its_purpose(
    qtbot: QtBot, open_page: Open, desk: Desk, tmp_path: Path
) -> None:
    assert not hasattr(open_page(), "export_button")
    accounts = replace(desk, person=Person("f", "f", "F", ("FIN",), ("RAB",), "RAB"))
    page = open_page("service", accounts)
    assert page.export_button.isVisible()
    target = tmp_path / "liste.csv"
    page.export.write(target, Wanted(None, None, "Audit annuel", "La coordination"))
    qtbot.waitUntil(target.exists, timeout=WAIT)
    qtbot.wait(200)
    assert "Diallo" not in target.read_text(encoding="utf-8-sig")


def test_columns_are_as_wide_as_what_they_say_and_share_the_room() -> None:
    assert fitted(1000, [100, 200], [150, 150], {}) == [139, 279], "room to spare is shared, within reason"
    assert fitted(320, [100, 200], [80, 150], {}) == [106, 213]
    assert fitted(250, [100, 200], [80, 150], {}) == [85, 164], "what asks for more than usual gives way"
    assert fitted(100, [100, 200], [80, 150], {}) == [80, 150], "no further: the list scrolls"
    assert fitted(250, [100, 200], [80, 150], {0: 190}) == [190, 150], "what the person drew stays"


def test_no_state_is_cut_in_a_register_of_usual_width(qtbot: QtBot, open_page: Open) -> None:
    page = open_page("case")
    table = page.table
    qtbot.waitUntil(lambda: bool(table._needed), timeout=WAIT)
    place = next(place for place, info in enumerate(table.records.columns) if info.key == "state")
    lines = [table.records.line(row) for row in range(len(table.records.ids))]
    said = {line.cells[place] for line in lines if line is not None}
    assert said and table.columnWidth(place) >= max(pill_size(text).width() for text in said) + 2 * GRID
