"""My day in the window: what is due stands in its order, opens in the file of its person, is done and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import NotAllowed
from casemgr.services import due, records, register, upkeep
from casemgr.services.desk import Desk
from casemgr.services.one_stroke import Item
from tests.ui.test_register_people import MORNING, TODAY, new_desk
from ui.kit import Toast
from ui.navigation import Navigator
from ui.operations import shut_down
from ui.pages.administration import AdministrationPage
from ui.pages.home import HomePage
from ui.pages.home_due import ENTRY, Heading, moment
from ui.pages.home_due_card import NothingFallsDue
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 10_000


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = new_desk(tmp_path_factory.mktemp("home"), 5)
    yield made
    made.database.dispose()


@pytest.fixture
def desk(qapp: QApplication, founded: Desk) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    yield founded
    shut_down()


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def who(desk: Desk, text: str) -> str:
    return register.ids(desk, "beneficiary", text=text)[0]


def term_of(desk: Desk, key: str) -> str:
    """The first answer that a field of a follow-up offers."""
    terms = desk.kinds["follow_up"].field(key).choices()
    assert terms is not None
    return next(iter(terms)).code


def follow_up(desk: Desk, person: str, following: int) -> str:
    given = {"beneficiary": who(desk, person), "date": day(-30), "next_date": day(following)}
    values = records.new_draft(desk, "follow_up", **given)
    values |= {"mode": term_of(desk, "mode"), "result": term_of(desk, "result")}
    return records.save(desk, "follow_up", values, insist=True).id


@pytest.fixture
def home(qtbot: QtBot, desk: Desk) -> HomePage:
    navigator = Navigator(desk)
    page = navigator.open_page("home")
    assert isinstance(page, HomePage)
    qtbot.addWidget(page)
    page.resize(1146, 640)
    page.show()
    qtbot.waitUntil(lambda: page.due.found is not None, timeout=WAIT)
    return page


def lines(home: HomePage) -> list[Item]:
    return [entry for entry in home.due.view.lines.entries if isinstance(entry, Item)]


def shown(home: HomePage, record: str) -> Callable[[], bool]:
    return lambda: any(item.record == record for item in lines(home))


def test_what_is_due_stands_under_today_late_and_to_come(
    qtbot: QtBot, desk: Desk, home: HomePage, qapp: QApplication
) -> None:
    late, today, coming = (follow_up(desk, "Diallo", after) for after in (-2, 0, 5))
    home.refresh()
    qtbot.waitUntil(shown(home, coming), timeout=WAIT)
    entries = home.due.view.lines.entries
    mine = [one.record for one in entries if isinstance(one, Item) and one.record in (late, today, coming)]
    assert mine == [today, late, coming]
    heads = [str(one.words) for one in entries if isinstance(one, Heading)]
    assert heads == ["Aujourd’hui", "En retard", "À venir"]
    QTest.keyClick(home.due.view, Qt.Key.Key_End)
    assert home.due.view.item() == entries[-1]
    QTest.keyClick(home.due.view, Qt.Key.Key_Home)
    assert home.due.view.item() == entries[1]
    first = next(item for item in lines(home) if item.record == today)
    assert first.person_said == "Mariama Diallo"
    model = home.due.view.lines
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert any("Suivi à faire" in text and "Mariama Diallo" in text for text in said)
    for mode, language in (("dark", "ar"), ("light", "en")):
        apply_theme(qapp, Theme(mode=mode))
        use_language(language)
        assert not home.grab().isNull()


def test_a_line_opens_in_the_file_of_its_person(
    qtbot: QtBot, desk: Desk, home: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = follow_up(desk, "Benmoussa", 1)
    home.refresh()
    qtbot.waitUntil(shown(home, record), timeout=WAIT)
    asked: list[tuple[str, str, str]] = []
    monkeypatch.setattr(home.navigator, "open_file", lambda *given: asked.append(given))
    view = home.due.view
    row = next(row for row, one in enumerate(view.lines.entries) if isinstance(one, Item) and one.record == record)
    view.setCurrentIndex(view.lines.index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == [(who(desk, "Benmoussa"), "follow_up", record)]


def test_one_stroke_does_it_and_the_toast_undoes_it(qtbot: QtBot, desk: Desk, home: HomePage) -> None:
    record = follow_up(desk, "Traoré", 0)
    home.refresh()
    qtbot.waitUntil(shown(home, record), timeout=WAIT)
    view = home.due.view
    row = next(row for row, one in enumerate(view.lines.entries) if isinstance(one, Item) and one.record == record)
    index = view.lines.index(row, 0)
    view.scrollTo(index)
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(index)
    ring: QPoint = view._painter.stroke_rect(option).center()
    for _twice in range(2):  # a double click is one stroke: the second must not be refused over the undo of the first
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=ring)
    qtbot.waitUntil(lambda: not shown(home, record)(), timeout=WAIT)
    assert records.read(desk, "follow_up", record).values["next_done"] is True
    home.window().findChildren(Toast)[-1].acted.emit()
    qtbot.waitUntil(shown(home, record), timeout=WAIT)
    assert not records.read(desk, "follow_up", record).values["next_done"]


def test_kinds_filter_the_list_and_whose_work_it_is_is_chosen(qtbot: QtBot, desk: Desk, home: HomePage) -> None:
    case = records.read(desk, "case", register.ids(desk, "case")[0])
    records.save(desk, "case", {"review_on": day(2)}, record_id=case.id, version=case.version, insist=True)
    record = follow_up(desk, "Al-Hamoud", 3)
    home.refresh()
    qtbot.waitUntil(shown(home, record), timeout=WAIT)
    kinds = {item.kind for item in lines(home)}
    assert kinds >= {"case", "follow_up"}
    home.due.chips["follow_up"].click()
    assert {item.kind for item in lines(home)} == {"follow_up"}
    assert home.due.chips["follow_up"].text().startswith("Suivis")
    home.due.chips["follow_up"].click()
    assert {item.kind for item in lines(home)} == kinds
    home.due.reach._buttons[due.TEAM].click()
    qtbot.waitUntil(lambda: home.due.found == due.due(desk, due.TEAM), timeout=WAIT)


def test_a_day_far_away_says_its_year(desk: Desk) -> None:
    follow_up(desk, "El Fassi", 2)
    follow_up(desk, "El Fassi", -29)
    near = [moment(item) for item in due.due(desk, due.ME).items if item.kind == "follow_up"]
    assert all("2026" not in said for said in near)
    item = due.due(desk, due.ME).items[0]
    far = Item(**{**vars(item), "day": date(2024, 1, 5), "days": -1053, "when": due.LATE, "time": "09:00"})
    assert moment(far) == "05/01/2024 09:00"


def test_nothing_due_says_what_would_be_here(qtbot: QtBot, desk: Desk, home: HomePage) -> None:
    follow_up(desk, "Diallo", 1)
    home.due._show(due.DueList((), False))
    assert home.due._stack.currentWidget() is home.due._empty
    index = home.due.view.lines.index(0, 0)
    assert index.data(ENTRY) is None if index.isValid() else True
    home.due.reach.set_value(due.ME)
    home.due._show(due.DueList((), False))
    home.due._empty.acted.emit()
    assert home.due.reach.value() == due.BRANCH
    qtbot.waitUntil(lambda: bool(home.due.found and home.due.found.items), timeout=WAIT)


# --- who follows no record ----------------------------------------------------------------------------------------
def test_an_accountant_is_told_that_nothing_falls_due_and_where_her_work_is(qtbot: QtBot, desk: Desk) -> None:
    accountant = replace(desk, person=replace(desk.person, roles=("FIN",)))
    assert not due.falls_due(accountant) and due.falls_due(desk)
    navigator = Navigator(accountant)
    page = navigator.open_page("home")
    assert isinstance(page, HomePage)
    qtbot.addWidget(page)
    page.show()
    empty = page.due.findChild(NothingFallsDue)
    assert isinstance(empty, NothingFallsDue) and empty.isVisible()
    assert page.due.reach.isHidden() and page.backup is None
    assert empty.button is not None and empty.button.text() == "Chiffres"
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert navigator.current_key == "figures"
    shut_down()
    navigator.close_all()


def test_a_file_that_was_not_backed_up_for_a_week_is_said_to_who_may_back_it_up(
    qtbot: QtBot, desk: Desk, home: HomePage, tmp_path: Path
) -> None:
    assert home.backup is not None
    qtbot.waitUntil(home.backup.isVisible, timeout=WAIT)
    assert "jamais" in home.backup.said.text()
    upkeep.back_up(desk, tmp_path / "essai.casemgr-backup")
    home.refresh()
    qtbot.waitUntil(home.backup.isHidden, timeout=WAIT)
    last = upkeep.last_backup(desk)
    assert last == MORNING and not upkeep.is_late(desk, last)
    later = replace(desk, clock=fixed_clock(MORNING + timedelta(days=8)))
    assert upkeep.is_late(later, upkeep.last_backup(later))
    nurse = replace(desk, person=replace(desk.person, roles=("HEALTH",)))
    with pytest.raises(NotAllowed):
        upkeep.last_backup(nurse)
    home.backup.act.click()
    administration = home.navigator.current
    assert isinstance(administration, AdministrationPage)
    assert administration.choice.value() == "safety"


def test_what_stands_beside_what_is_due_is_not_cut_where_letters_are_large(
    qtbot: QtBot, qapp: QApplication, home: HomePage
) -> None:
    home.resize(1050, 640)  # beside the side of the window, whose letters are large too
    apply_theme(qapp, Theme(size=16))
    home.refresh()
    inside, viewport = home._area.widget(), home._area.viewport()
    assert inside is not None and viewport is not None
    qtbot.waitUntil(lambda: inside.width() <= viewport.width() and inside.minimumSizeHint().width() <= viewport.width())
    assert home._area.width() <= home.width() // 2


def test_whose_work_it_is_stands_under_the_heading_where_large_letters_leave_no_room_beside_it(
    qtbot: QtBot, qapp: QApplication, home: HomePage
) -> None:
    due = home.due
    assert due.header is not None
    header, reach = due.header, due.reach

    def is_below() -> bool:
        return reach.y() >= header.y() + header.height() and reach.width() >= reach.minimumSizeHint().width()

    home.resize(1130, 640)
    qtbot.waitUntil(lambda: reach.x() > header.x() and not is_below())
    apply_theme(qapp, Theme(size=16))
    due.setFixedWidth(430)  # what the window leaves it, however wide the rest
    qtbot.waitUntil(is_below)


def test_what_comes_into_the_column_beside_is_given_its_room(qtbot: QtBot, home: HomePage) -> None:
    home.resize(1130, 640)
    inside = home._area.widget()
    assert inside is not None
    usual = home._area.width()
    wide = QWidget()
    wide.setMinimumWidth(usual + 40)
    home.drafts.add(wide)
    home.drafts.show()
    qtbot.waitUntil(lambda: home._area.width() >= inside.minimumSizeHint().width() > usual)
