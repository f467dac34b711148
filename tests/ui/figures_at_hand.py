"""Four people in two branches, whose figures a reader can add up by hand, and the screen that counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services.desk import Desk
from tests.data.conftest import open_empty
from ui import operations
from ui.navigation import Navigator
from ui.pages.figures import FiguresPage
from ui.pages.figures.period import Period
from ui.theme import Theme, apply_theme
from ui.translation import use_language

TODAY = date(2026, 3, 2)
WAIT = 8000
EVIL = '=HYPERLINK("http://x","Casa")'  # a name that a spreadsheet would run
# family name, sex, branch, birth, and services: (day, branch, programme)
PEOPLE = (
    ("Alami", "F", "RAB", 1990, [(date(2026, 1, 10), "RAB", "PVI"), (date(2026, 2, 2), "CAS", None)]),
    ("Bakari", "M", "RAB", 2009, [(date(2025, 12, 1), "RAB", None), (date(2026, 2, 20), "RAB", "TAM")]),
    ("Camara", "F", "CAS", 1985, [(date(2026, 3, 1), "CAS", "TAM")]),
    ("Diop", "M", "CAS", None, [(date(2026, 3, 2), "CAS", "PVI")]),
)
# who follows which programme, and how far she got
ENROLLED = {
    "Alami": ("PVI", "PVI-BILAN"),
    "Bakari": ("TAM", "TAM-IDENT"),
    "Camara": ("TAM", "TAM-IDENT"),
    "Diop": ("PVI", "PVI-BILAN"),
}


def association(folder: Path) -> Database:
    """The two branches, nobody yet."""
    database = open_empty("file", KINDS, folder, "")
    branches = [
        {"code": "RAB", "name_fr": "Rabat", "name_ar": "الرباط", "name_en": "Rabat", "province": "MA-RAB"},
        {"code": "CAS", "name_fr": EVIL, "name_ar": "الدار البيضاء", "name_en": EVIL, "province": "MA-CAS"},
    ]
    with database.writing() as connection:
        connection.execute(database.schema.house.branch.insert(), branches)
    return database


def desk_of(database: Database, *roles: str, branches: tuple[str, ...] = ("RAB", "CAS")) -> Desk:
    """Somebody with these roles on the morning of 2 March 2026."""
    ids = Ids(random=Random(3))
    person = Person(ids.new(), "somebody", "Somebody", roles, branches, branches[0])
    return Desk(database, person, fixed_clock(datetime(2026, 3, 2, 9, tzinfo=UTC)), ids)


def register_people(desk: Desk) -> dict[str, str]:
    """The four, with their services; gives the id of each name."""
    found = {}
    with desk.work() as work:
        for name, sex, branch, year, services in PEOPLE:
            birth = ApproximateDate.of_year(year) if year else ApproximateDate.unknown()
            values = {"family_name": name, "given_names": "X", "sex": sex, "birth_date": birth, "intake_date": TODAY}
            found[name] = work.create("beneficiary", values, branch=branch)
            for day, where, programme in services:
                values = {
                    "beneficiary": found[name],
                    "type": "SOC-FOOD" if programme == "TAM" else "ACC-INF",
                    "date": day,
                    "programme": programme,
                    "quantity": 1,
                    "countable": True,
                }
                work.create("service", values, branch=where)
            programme, stage = ENROLLED[name]
            history = [{"stage": stage, "entered_on": TODAY}]
            values = {"beneficiary": found[name], "programme": programme, "enrolled_on": TODAY, "history": history}
            work.create("enrolment", values, branch=branch)
    return found


Open = Callable[..., FiguresPage]


class House:
    """The association, its supervisor, and who is who."""

    def __init__(self, folder: Path) -> None:
        self.database = association(folder)
        self.desk = desk_of(self.database, "SUPER", "COORD", "CASE")
        self.people = register_people(self.desk)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("figures"))
    yield made
    made.database.dispose()


@pytest.fixture
def open_figures(qapp: QApplication, qtbot: QtBot, house: House) -> Iterator[Open]:
    apply_theme(qapp, Theme())
    use_language("fr")
    bugs: list[BaseException] = []
    windows: list[QWidget] = []
    operations.on_bug(bugs.append)

    def opened(
        *by: str, desk: Desk | None = None, period: Period | None = None, wait: bool = True, width: int = 1146
    ) -> FiguresPage:
        who = desk or house.desk
        page = FiguresPage(who, Navigator(who))
        window = QWidget()
        around = QHBoxLayout(window)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(page)
        qtbot.addWidget(window)
        windows.append(window)  # kept: nothing else holds it
        window.resize(width, 620)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page.choices.period.set_period(period or Period.around("quarter", TODAY))
        choose(page, *by)
        page.refresh()
        if wait:
            counted(qtbot, page, *by)
        return page

    yield opened
    operations.shut_down()
    operations.on_bug(None)
    use_language("fr")
    assert bugs == []


def choose(page: FiguresPage, *by: str) -> None:
    """Choose the breakdowns as the two lists give them."""
    for pick, key in zip((page.choices.first, page.choices.second), (*by, "", ""), strict=False):
        pick.set_value(key)
        pick.picked.emit(key)


def counted(qtbot: QtBot, page: FiguresPage, *by: str) -> None:
    """Wait for the figures of what is chosen."""

    def is_there() -> bool:
        return page.figures is not None and page.figures.report.request == page.choices.request()

    qtbot.waitUntil(lambda: is_there() and page.choices.by() == by and bool(page.targets.lines), timeout=WAIT)


def table_of(page: FiguresPage) -> list[list[str]]:
    """The table as it reads, headings first, without marks of direction."""
    model = page.breakdown.view.figures
    from PySide6.QtCore import Qt

    columns = range(model.columnCount())
    head = [str(model.headerData(place, Qt.Orientation.Horizontal)) for place in columns]
    rows = [[str(model.index(row, place).data()) for place in columns] for row in range(model.rowCount())]
    bare = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200f")
    return [head, *([cell.translate(bare) for cell in row] for row in rows)]
