"""The page of programmes: its figures, its stages by mouse and keys, several moved at once, and who may only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casemgr.services import programmes
from casemgr.services.desk import Desk
from casemgr.services.programmes import Step
from tests.ui.figures_at_hand import TODAY, House, association, desk_of, register_people
from ui import operations
from ui.forms import RecordForm
from ui.forms.editors.choice import entries_for
from ui.forms.field_box import FieldBox
from ui.navigation import Navigator
from ui.pages.new_record_services import RecordServices
from ui.pages.programmes import ProgrammesPage
from ui.pages.programmes.dialogs import MoveDialog
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 15_000
Open = Callable[..., ProgrammesPage]
REASON = "Décision de l’équipe."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Four people in two branches; two of them learn the language: Alami at its door, Bakari in the course."""
    made = House.__new__(House)
    made.database = association(tmp_path)
    made.desk = desk_of(made.database, "COORD", "CASE")
    made.people = register_people(made.desk)
    for name in ("Alami", "Bakari"):
        saved = programmes.enrol(made.desk, made.people[name], "LNG", TODAY, reason=REASON, insist=True)
        if name == "Bakari":
            programmes.advance(made.desk, [saved.id], Step(TODAY))
    yield made
    made.database.dispose()


@pytest.fixture
def open_programmes(qapp: QApplication, qtbot: QtBot, house: House) -> Iterator[Open]:
    apply_theme(qapp, Theme())
    use_language("fr")
    bugs: list[BaseException] = []
    windows: list[QWidget] = []
    operations.on_bug(bugs.append)

    def opened(desk: Desk | None = None) -> ProgrammesPage:
        who = desk or house.desk
        page = ProgrammesPage(who, Navigator(who))
        window = QWidget()
        around = QHBoxLayout(window)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(page)
        qtbot.addWidget(window)
        windows.append(window)  # kept: nothing else holds it
        window.resize(1146, 620)
        window.show()
        page.refresh()
        qtbot.waitUntil(lambda: bool(page.cards), timeout=WAIT)
        page.open_programme("LNG")
        qtbot.waitUntil(lambda: len(page.people.table.records.ids) == 2, timeout=WAIT)
        return page

    yield opened
    operations.shut_down()
    operations.on_bug(None)
    use_language("fr")
    assert bugs == []


def stages(page: ProgrammesPage) -> list[str | None]:
    """The stages of those who are listed."""
    return [one.stage for one in page.people.kept()]


def test_a_stage_chosen_by_keys_keeps_those_who_are_there(open_programmes: Open) -> None:
    page = open_programmes()
    assert sorted(filter(None, stages(page))) == ["LNG-COURS", "LNG-TEST"]
    QTest.keyClick(page.funnel, Qt.Key.Key_Down)
    QTest.keyClick(page.funnel, Qt.Key.Key_Return)
    assert page.funnel.stage == "LNG-COURS" and stages(page) == ["LNG-COURS"]
    QTest.mouseClick(page.funnel, Qt.MouseButton.LeftButton, pos=page.funnel.rect_of(2).center())
    assert stages(page) == [] and page.people.empty.isVisibleTo(page)
    QTest.keyClick(page.funnel, Qt.Key.Key_Return)
    assert len(stages(page)) == 2  # the same stage again lets everybody through


def test_several_move_each_to_the_stage_after_her_own_and_undo_takes_all_back(
    qtbot: QtBot, open_programmes: Open
) -> None:
    page = open_programmes()
    page.people.table.selectAll()
    page.people.ask_move()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), MoveDialog), timeout=WAIT)
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, MoveDialog) and asked.chosen.next is None and len(asked.chosen.enrolments) == 2
    asked.take()
    qtbot.waitUntil(lambda: sorted(filter(None, stages(page))) == ["LNG-ATT", "LNG-COURS"], timeout=WAIT)
    page.moves.undo()
    qtbot.waitUntil(lambda: sorted(filter(None, stages(page))) == ["LNG-COURS", "LNG-TEST"], timeout=WAIT)


def test_whoever_may_only_read_sees_stages_and_codes_and_no_act(
    qtbot: QtBot, open_programmes: Open, house: House
) -> None:
    reader = replace(house.desk, person=replace(house.desk.person, id="super", roles=("SUPER",)))
    page = open_programmes(reader)
    qtbot.waitUntil(lambda: page.people.table.records.line(0) is not None, timeout=WAIT)
    line = page.people.table.records.line(0)
    assert line is not None and "Alami" not in line.cells[0] and line.cells[1]
    for act in (page.enrol, page.people.move_on, page.people.end):
        assert not act.isVisibleTo(page)
    page.people.ask_move()
    page.begin()
    assert QApplication.activeModalWidget() is None


@pytest.mark.usefixtures("open_programmes")
def test_a_form_offers_the_stages_and_criteria_of_its_programme_alone(qtbot: QtBot, house: House) -> None:
    kind = house.desk.kinds["enrolment"]
    values = {"programme": "LNG", "history": [{"id": "1", "stage": None}], "criteria": []}
    form = RecordForm(kind, values, house.desk.context(), services=RecordServices(house.desk, kind))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(form.sections.is_complete, timeout=WAIT)
    box = form.sections.at_issue("history.0.stage")
    assert isinstance(box, FieldBox)
    assert [code for code, _label in entries_for(box.field, form, "")] == ["LNG-TEST", "LNG-COURS", "LNG-ATT"]
