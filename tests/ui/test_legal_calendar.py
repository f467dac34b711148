"""Deadlines and hearings on the screen, and the feasts that an administrator enters: what the lawyer lives by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.ids import Ids
from casemgr.domain.words import same
from casemgr.records import KINDS
from casemgr.services import holidays, records
from casemgr.services.desk import Desk
from casemgr.services.holidays import Feast
from tests.data.conftest import open_empty
from ui import operations, registry
from ui.navigation import Navigator
from ui.pages.administration_holidays import HolidaysSection
from ui.pages.legal_calendar import MONTH, LegalCalendarPage
from ui.pages.legal_calendar_lines import SHAPES, TONES, EntryLine
from ui.pages.page import Page
from ui.theme import Theme, apply_theme
from ui.translation import use_language

TODAY = date(2026, 11, 23)
WAIT = 8000
_BARE = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")


class Association:
    """An association with one person, whose legal file has a late term, one within the week, and a hearing."""

    def __init__(self, folder: Path) -> None:
        self.ids = Ids(random=Random(5))
        self.database: Database = open_empty("file", KINDS, folder, "")
        branch = {"code": "RAB", "name_fr": "Rabat", "name_ar": "الرباط", "name_en": "Rabat", "province": "MA-RAB"}
        with self.database.writing() as connection:
            connection.execute(self.database.schema.house.branch.insert(), [branch])
        lawyer = self.desk("LEGAL", "CASE", "COORD")
        person = {
            "family_name": "Diallo",
            "given_names": "Awa",
            "sex": "F",
            "nationality": "GN",
            "population_group": "MIG",
        }
        beneficiary = records.save(lawyer, "beneficiary", person, insist=True).id
        values = {
            "beneficiary": beneficiary,
            "matter": "CIV_BIRTH",
            "opened_on": TODAY,
            "stages": [{"stage": "INTAKE", "date": TODAY}],
            "acts": [
                {"act": "ADM_DECISION", "date": date(2026, 9, 15)},  # 14 November: late
                {"act": "BORN", "date": date(2026, 10, 28)},  # 27 November: within the week
            ],
            "hearings": [{"date": TODAY + timedelta(days=10), "time": "09:30", "room": "3", "interpreter": True}],
        }
        self.file = records.save(lawyer, "legal_file", values, insist=True)

    def desk(self, *roles: str) -> Desk:
        """Somebody with these roles on the morning of 23 November 2026."""
        person = Person(self.ids.new(), "somebody", "Somebody", roles, ("RAB",), "RAB")
        return Desk(self.database, person, fixed_clock(datetime(2026, 11, 23, 9, tzinfo=UTC)), self.ids)


@pytest.fixture(scope="module")
def association(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Association]:
    made = Association(tmp_path_factory.mktemp("legal"))
    yield made
    made.database.dispose()


@pytest.fixture
def put(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    """Show a page or a section in a window of its own."""
    apply_theme(qapp, Theme())
    use_language("fr")
    bugs: list[BaseException] = []
    windows: list[QWidget] = []
    operations.on_bug(bugs.append)

    def shown(widget: QWidget) -> None:
        window = QWidget()
        around = QVBoxLayout(window)
        around.addWidget(widget)
        qtbot.addWidget(window)
        windows.append(window)  # kept: nothing else holds it
        window.resize(1146, 660)
        window.show()

    yield shown
    operations.shut_down()
    operations.on_bug(None)
    use_language("fr")
    assert bugs == []


def opened(qtbot: QtBot, put: Callable[[QWidget], None], desk: Desk) -> LegalCalendarPage:
    page = LegalCalendarPage(desk, Navigator(desk))
    put(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.shown is not None, timeout=WAIT)
    return page


def told(page: LegalCalendarPage) -> list[tuple[str, str]]:
    """Each line in its order: what it is, how it stands."""
    return [(str(line.entry.label), str(line.entry.status_words)) for card in page.cards for line in card.lines]


def test_what_is_late_comes_first_each_with_its_colour_its_shape_and_its_word(
    association: Association, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    page = opened(qtbot, put, association.desk("LEGAL"))
    assert told(page) == [
        ("Recours en annulation pour excès de pouvoir", "En retard"),
        ("Déclaration de naissance", "À risque"),
        ("Audience", "À venir"),
    ]
    assert len(set(TONES.values())) == len(set(SHAPES.values())) == len(TONES)
    lines = page.findChildren(EntryLine)
    assert [line.status.accessibleName() for line in lines] == ["En retard", "À risque", "À venir"]
    assert "En retard\u00a0: 1 · d’ici une semaine\u00a0: 1" in page.summary.text().translate(_BARE)
    # nobody entered the feasts of the year: a limit may be later, and it is said
    assert not page.feasts.isHidden()


def test_the_month_shows_each_day_and_a_day_shows_its_lines(
    association: Association, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    page = opened(qtbot, put, association.desk("LEGAL"))
    page.way.set_value(MONTH)
    page.shown = None
    page.refresh()
    qtbot.waitUntil(lambda: page.shown is not None and bool(page.grid.cells), timeout=WAIT)
    green_march = page.grid.cells[date(2026, 11, 6)].accessibleName()
    assert "chômé" in green_march and "chômé" not in page.grid.cells[date(2026, 11, 5)].accessibleName()
    due = page.grid.cells[date(2026, 11, 27)]
    assert "À risque: 1" in due.accessibleName()
    due.click()
    assert [what for what, _status in told(page)] == ["Déclaration de naissance"]
    page.step(1)
    qtbot.waitUntil(lambda: date(2026, 12, 31) in page.grid.cells, timeout=WAIT)
    page.grid.cells[date(2026, 12, 3)].click()
    use_language("ar")
    page.retranslate()
    assert told(page) == [("جلسة", "مقبلة")]


def test_who_sees_dates_has_the_page_and_takes_nothing_away_who_counts_has_no_page(
    association: Association, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    desk = association.desk("CASE")
    page = opened(qtbot, put, desk)
    assert len(told(page)) == 3 and page.export.isHidden()
    for roles, has_it in (
        (("CASE",), True),
        (("COORD",), True),
        (("LEGAL",), True),
        (("SUPER",), False),
        (("MEAL",), False),
    ):
        person = association.desk(*roles).person
        keys = {entry.key for entry in registry.entries_for(person, association.database.schema.kinds.values())}
        assert ("legal_calendar" in keys) is has_it, roles


def test_the_calendar_is_written_without_a_name(
    association: Association, put: Callable[[QWidget], None], qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(qtbot, put, association.desk("LEGAL", "CASE"))
    path = tmp_path / "dates.ics"
    page.save_to(str(path))
    qtbot.waitUntil(path.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: path.read_bytes().endswith(b"END:VCALENDAR\r\n"), timeout=WAIT)
    written = path.read_text(encoding="utf-8")
    assert written.count("BEGIN:VEVENT") == 3 and "Diallo" not in written and association.file.code in written


def test_a_feast_is_entered_as_it_is_announced(
    association: Association, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    desk = association.desk("ADMIN")
    section = HolidaysSection(desk, Navigator(desk))
    put(section)
    section.refresh()
    qtbot.waitUntil(lambda: section.lengths["FITR"].value() == 2, timeout=WAIT)
    section.days["OTHER"].setText("demain peut-être")
    section.keep.click()
    assert section.fields.has_errors
    section.days["OTHER"].setText("27/11/2026")  # the day on which the birth is to be declared
    section.keep.click()
    qtbot.waitUntil(lambda: holidays.of_year(desk, 2026) == [Feast("OTHER", date(2026, 11, 27), 1)], timeout=WAIT)
    qtbot.waitUntil(lambda: not section.moved.isHidden(), timeout=WAIT)
    lines = records.read(association.desk("LEGAL"), "legal_file", association.file.id).values["deadlines"]
    assert {line["term"]: line["legal_on"] for line in lines}["BIRTH"] == date(2026, 11, 30)
    holidays.save_year(desk, 2026, [])


def test_the_page_is_a_page_of_the_side() -> None:
    entry = next(entry for entry in registry.OTHERS if entry.key == "legal_calendar")
    assert entry.aside and issubclass(entry.page_class(), Page) and str(entry.name) != str(same(""))
