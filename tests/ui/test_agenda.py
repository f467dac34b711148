"""The agenda on the screen: hours that meet stand side by side, an empty one takes an appointment, a full one opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casemgr.domain.opening_hours import ALL_DAY
from casemgr.domain.words import Words
from casemgr.services import organisation, records
from casemgr.services.agenda import Entry
from casemgr.services.desk import Desk
from casemgr.services.organisation import Branch
from tests.ui.shell_at_hand import cheap_passwords
from tests.ui.test_register_people import TODAY, new_desk
from ui.navigation import Navigator
from ui.operations import finish_commands
from ui.pages.agenda import AgendaPage
from ui.pages.agenda_grid import AgendaGrid, in_lanes
from ui.pages.agenda_said import lines_of, tone_of
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 10_000
MONDAY = TODAY - timedelta(days=TODAY.weekday())
_cheap = pytest.fixture(scope="module", autouse=True)(cheap_passwords)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme())
    use_language("fr")
    yield
    use_language("fr")


def entry(start: int | None, length: int = 30, day: date = MONDAY, **more: Any) -> Entry:
    usual: dict[str, Any] = {
        "kind": "appointment",
        "record": f"r{start}",
        "line": "",
        "label": Words("Rendez-vous", "موعد", "Appointment"),
        "what": "Suivi",
        "person": "p1",
        "person_said": "Awa Diallo",
        "person_code": "7KQ4-X2PM-9",
        "staff": "s1",
        "staff_said": "Salma",
        "place": "Salle 2",
        "branch": "RAB",
        "code": f"RV-{start}",
        "state": "PLANNED",
        "state_said": Words("Prévu", "مبرمج", "Planned"),
        "confidentiality": "L0",
        "is_awaited": True,
    }
    return Entry(day=day, start=start, length=length, **{**usual, **more})


def test_hours_that_meet_stand_side_by_side_and_others_take_the_whole_day() -> None:
    nine, half_past, ten, noon = entry(540, 60), entry(570, 60), entry(600), entry(720)
    found = {block.entry.start: (block.lane, block.lanes) for block in in_lanes([noon, ten, half_past, nine])}
    assert found == {540: (0, 2), 570: (1, 2), 600: (0, 2), 720: (0, 1)}
    assert in_lanes([entry(None)]) == []


def test_a_closed_entry_says_neither_what_nor_where_and_an_ended_one_how_it_ended() -> None:
    closed = entry(600, confidentiality="L2", what="", place="")
    assert closed.is_closed and lines_of(closed)[1] == "Confidentiel"
    missed = entry(600, state="NOSHOW", is_awaited=False, state_said=Words("Absence", "غياب", "No-show"))
    assert lines_of(missed, short=True)[1] == "Absence" and tone_of(missed) == "danger"
    assert "Prévu" not in lines_of(entry(600), short=True) and "Prévu" in lines_of(entry(600))
    nameless = entry(600, person_said="")
    assert "RV-600" in lines_of(nameless)[0]


# --- the grid -----------------------------------------------------------------------------------------------
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def grid(qtbot: QtBot) -> AgendaGrid:
    made = AgendaGrid()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show_days(WEEK, [entry(600, day=WEEK[1]), entry(None, day=WEEK[2])], TODAY)
    made.show()
    return made


def click(grid: AgendaGrid, at: QPoint) -> None:
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    where = QPointF(at)
    kind = QMouseEvent.Type.MouseButtonPress
    grid.mousePressEvent(QMouseEvent(kind, where, grid.mapToGlobal(where), button, button, none))


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_click_on_an_empty_hour_asks_for_it_and_on_an_entry_opens_it(
    grid: AgendaGrid, direction: Qt.LayoutDirection
) -> None:
    grid.setLayoutDirection(direction)
    slots: list[tuple[date, int]] = []
    opened: list[Entry] = []
    grid.slot_asked.connect(lambda day, minute: slots.append((day, minute)))
    grid.entry_asked.connect(opened.append)
    click(grid, grid.rect_of_slot(3, 14 * 60 + 30).center())
    assert slots == [(WEEK[3], 14 * 60 + 30)] and opened == []
    (block,) = grid.blocks[WEEK[1]]
    click(grid, grid.rect_of(block).center())
    click(grid, grid.rect_of_loose(2, 0).center())
    assert [one.start for one in opened] == [600, None] and len(slots) == 1
    first, second = (grid.rect_of_slot(place, 600).x() for place in (0, 1))
    assert (first < second) == (direction == Qt.LayoutDirection.LeftToRight)
    grid.grab()


def test_the_keyboard_walks_from_hour_to_hour_and_says_where_it_is(grid: AgendaGrid) -> None:
    slots: list[tuple[date, int]] = []
    opened: list[Entry] = []
    grid.slot_asked.connect(lambda day, minute: slots.append((day, minute)))
    grid.entry_asked.connect(opened.append)
    grid.at = (0, 600)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert "Awa Diallo" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert "10:30: Libre" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert [one.start for one in opened] == [600] and slots == [(WEEK[1], 630)]
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.at == (0, 630)


# --- the page -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = new_desk(tmp_path_factory.mktemp("agenda"), people=2)
    yield made
    finish_commands()
    made.database.dispose()


class Ways(Navigator):
    """Remembers what was asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.asked: list[tuple[Any, ...]] = []

    def new_record(self, kind: str, **given: object) -> None:
        self.asked.append((kind, given))

    def open_record(self, kind: str, record: str) -> None:
        self.asked.append((kind, record))


def test_closed_hours_are_seen_and_said_and_may_still_be_chosen(grid: AgendaGrid) -> None:
    use_language("en")
    grid.show_days(WEEK, [], TODAY, {WEEK[1]: ((0, 540), (1020, 1440)), WEEK[6]: (ALL_DAY,)})
    assert [grid.is_closed(WEEK[1], minute) for minute in (480, 540, 1010, 1020)] == [True, False, False, True]
    shown = grid.grab().toImage()

    def colours(place: int, minute: int) -> set[str]:
        where = grid.rect_of_slot(place, minute).adjusted(4, 4, -4, -4)
        return {shown.pixelColor(x, y).name() for x in range(where.left(), where.right()) for y in (where.top() + 4,)}

    assert colours(0, 480) == colours(1, 600) != colours(1, 480) == colours(6, 600)
    grid.at = (1, 510)
    slots: list[tuple[date, int]] = []
    grid.slot_asked.connect(lambda day, minute: slots.append((day, minute)))
    QTest.keyClick(grid, Qt.Key.Key_Up)
    assert grid.accessibleDescription().endswith("Outside opening hours")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert slots == [(WEEK[1], 480)]


def test_the_page_shows_the_week_in_three_ways_and_begins_an_appointment_where_one_clicks(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    values = {"group": "Atelier français", "type": "GROUP", "date": TODAY, "time": "10:00", "staff": desk.person.id}
    made = records.save(desk, "appointment", values, insist=True)
    ways = Ways(desk)
    page = AgendaPage(desk, ways)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: any(page.grid.blocks.values()), timeout=WAIT)
    assert page.days()[0] == MONDAY and len(page.days()) == 7
    page.grid.slot_asked.emit(MONDAY, 615)
    page.grid.entry_asked.emit(page.shown.entries[0])
    given = {"date": MONDAY, "time": "10:15", "staff": desk.person.id}
    assert ways.asked == [("appointment", given), ("appointment", made.id)]

    page.view.set_value("list")
    page.refresh()
    qtbot.waitUntil(lambda: len(page.list.lines) == 1, timeout=WAIT)
    page.list.lines[0].open_button.click()
    assert ways.asked[-1] == ("appointment", made.id)

    out = tmp_path / "agenda.ics"
    page.save_calendar(out, with_names=False)
    qtbot.waitUntil(out.exists, timeout=WAIT)
    page.later.click()
    qtbot.waitUntil(lambda: page.list.lines == [], timeout=WAIT)
    assert page.days()[0] == TODAY + timedelta(days=28)


def test_a_branch_is_chosen_by_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    desk = new_desk(tmp_path, people=1)
    organisation.save_branch(desk, Branch("CAS", Words("Casablanca", "الدار البيضاء", "Casablanca"), "MA-CAS"))
    both = replace(desk, person=replace(desk.person, branches=("CAS", "RAB")))
    page = AgendaPage(both, Ways(both))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.branch.count() == 3, timeout=WAIT)
    said = {page.branch.itemData(row): page.branch.itemText(row) for row in range(page.branch.count())}
    assert "Casablanca" in said["CAS"]
    assert "Rabat" in said["RAB"]
    finish_commands()
    desk.database.dispose()
