"""What each person of a demonstration can read, on every screen, in anything a widget holds: texts, names for a
screen reader, hints, lines of lists. A leak here hurts somebody, so nothing is looked for in one place only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from casemgr.domain.vocabulary import vocabulary
from casemgr.services import demonstration, opening, organisation, records, register
from casemgr.services.demonstration.world import World
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import CONTROL, Hands, plain, readable
from tests.journeys.office import Office
from tests.ui.shell_at_hand import cheap_passwords, copied
from ui.pages.beneficiary_file import FilePage
from ui.pages.figures import FiguresPage
from ui.pages.register import RegisterPage
from ui.tables import RecordsTable

PEOPLE, SEED, TODAY = 40, 3, date(2026, 11, 23)
_WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demonstration") / "demo.casemgr"
    for _cheap in cheap_passwords():
        demonstration.create(path, people=PEOPLE, seed=SEED, today=TODAY).database.dispose()
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """Every word of the names of the people, in both scripts, that is no word of the program or of the staff."""
    world = World(SEED, TODAY, PEOPLE)
    theirs: set[str] = set()
    for person in world:
        for name in (person.family_name, person.given_names, person.family_name_ar, person.given_names_ar):
            theirs |= words(name or "")
    ours: set[str] = set()
    for one in world.staff:
        ours |= words(f"{one.given_name} {one.family_name} {one.given_name_ar} {one.family_name_ar}")
    for listed in ("service_type", "nationality", "province", "programme", "administrative_status", "consent_purpose"):
        for term in vocabulary(listed):
            ours |= words(f"{term.label.fr} {term.label.ar} {term.label.en}")
    return frozenset(theirs - ours)


def words(text: str) -> set[str]:
    """The words of a text as they are compared."""
    return {word.casefold() for word in _WORD.findall(plain(text))}


def named(text: str, names: frozenset[str]) -> set[str]:
    """The names of people that stand in a text."""
    return words(text) & names


def at_work(office: Office, database: Path, login: str) -> Hands:
    return office.enter(database, login, DEMONSTRATION_PASSWORD)


def loaded(hands: Hands) -> None:
    """Every table in front has its lines, every placeholder is gone."""

    def came() -> bool:
        tables = [one for one in hands.page.findChildren(RecordsTable) if one.isVisible()]
        return all(one.records.line(row) is not None for one in tables for row in range(min(5, len(one.records.ids))))

    hands.wait(came, "the lines of the tables")
    hands.qtbot.wait(50)  # the page draws what came


def listed(hands: Hands, key: str) -> RegisterPage:
    """A register with its lines."""
    hands.go(key)
    page = hands.arrive(RegisterPage)
    hands.wait(lambda: page.table.records.ids or page._first.isVisible(), "the register is read")
    loaded(hands)
    return page


def walk(hands: Hands) -> Iterator[tuple[str, str]]:
    """Every screen of the side, then a file with each of its sections: where, and all that can be read there."""
    for key in [key for key, entry in hands.shell.navigator.entries.items() if entry.aside]:
        hands.go(key)
        if isinstance(hands.page, RegisterPage):
            page = listed(hands, key)
            page.table.go_to_row(0)  # the preview beside the list
        loaded(hands)
        yield key, hands.readable()
        if isinstance(hands.page, RegisterPage) and key == "beneficiary" and hands.page.table.records.ids:
            hands.shell.navigator.open_file(hands.page.table.records.ids[0])
            yield from file_sections(hands)


def file_sections(hands: Hands) -> Iterator[tuple[str, str]]:
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.header.head is not None, "the head of the file")
    for place, key in enumerate(page.keys):
        hands.tab(page.tabs, place)
        loaded(hands)
        yield f"file, {key}", hands.readable()


def file_sections_as_they_are(hands: Hands) -> Iterator[tuple[str, str]]:
    page = hands.arrive(FilePage)
    for place, key in enumerate(page.keys):
        hands.tab(page.tabs, place)
        hands.qtbot.wait(200)
        yield f"file, {key}", hands.readable()


def id_of(database: Path, code: str) -> str:
    desk = opening.open_database(str(database), "accueil", DEMONSTRATION_PASSWORD)
    found = register.ids(desk, "beneficiary", text=code)[0]
    desk.database.dispose()
    return found


def search(hands: Hands, text: str) -> str:
    """What Ctrl+K says of a text, when it has answered."""
    hands.press(Qt.Key.Key_K, CONTROL)
    palette = hands.shell.palette_view
    hands.wait(palette.field.hasFocus)
    hands.replace(text)
    hands.wait(lambda: palette.answered == text, f"an answer to {text!r}")
    told = "\n".join(
        str(palette.results.item(row).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(palette.results.count())
    )
    hands.press(Qt.Key.Key_Escape)
    return plain(told)


def somebody(database: Path) -> tuple[str, str, str]:
    """The code, family name and given name of somebody of Rabat."""
    desk = opening.open_database(str(database), "accueil", DEMONSTRATION_PASSWORD)
    columns = ["code", "full_name"]
    lines = register.lines(desk, "beneficiary", register.ids(desk, "beneficiary"), columns)
    desk.database.dispose()
    line = next(line for line in lines if len(line.cells[1].split()) >= 2)
    *given, family = line.cells[1].split()
    return line.code, family, given[0]


def test_a_supervisor_reads_codes_and_never_a_name(office: Office, database: Path, names: frozenset[str]) -> None:
    hands = at_work(office, database, "super")
    seen = list(walk(hands))
    leaks = {where: named(text, names) for where, text in seen}
    assert {where: found for where, found in leaks.items() if found} == {}
    code, family, given = somebody(database)
    read = dict(seen)
    assert code in read["beneficiary"]
    assert {"beneficiary", "service", "figures", "file, overview", "file, identity"} <= set(read)
    for text in (family, given, f"{given} {family}"):
        assert not re.search(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]\b", search(hands, text)), text
    assert code in search(hands, code)


def test_nobody_is_named_behind_a_figure_to_a_supervisor(office: Office, database: Path, names: frozenset[str]) -> None:
    hands = at_work(office, database, "super")
    hands.go("figures")
    page = hands.arrive(FiguresPage)
    card = page.cards.cards["C01"]
    hands.wait(lambda: card.figure.text() not in ("–", "0"), "a figure")
    hands.click(card)
    hands.wait(lambda: page.stack.currentWidget() is page.who and page.who.table.isVisible(), "who is behind it")
    tables = page.who.findChildren(QTableView)
    hands.wait(lambda: any(table.model().rowCount() for table in tables), "people behind the figure")
    loaded(hands)
    assert named(hands.readable(), names) == set()


def test_an_administrator_sees_no_person_at_all(office: Office, database: Path, names: frozenset[str]) -> None:
    hands = at_work(office, database, "admin")
    code, family, given = somebody(database)
    for where, text in walk(hands):
        assert named(text, names) == set(), where
        assert code not in text, where
    for typed in (family, given, code):
        assert code not in search(hands, typed)
        assert named(search(hands, typed), names) == set()
    hands.shell.navigator.open_file(id_of(database, code))  # as an old link would
    page = hands.arrive(FilePage)
    hands.wait(page._trouble.isVisible, "the refusal is said")
    for where, text in file_sections_as_they_are(hands):
        assert named(text, names) == set(), where


def test_reception_registers_people_and_sees_neither_services_nor_cases(
    office: Office, database: Path, names: frozenset[str]
) -> None:
    hands = at_work(office, database, "accueil")
    seen = dict(walk(hands))
    code, family, _given = somebody(database)
    assert code in seen["beneficiary"] and named(seen["beneficiary"], names)
    assert code in search(hands, family)
    assert not {"file, service", "file, case", "service", "case"} & set(seen)
    given_out = {str(term.label) for term in vocabulary("service_type")}
    told = {where: [one for one in given_out if one in text] for where, text in seen.items() if where != "figures"}
    assert {where: found for where, found in told.items() if found} == {}


@pytest.mark.parametrize(
    ("login", "marks"), [("case", {"L0", "L1"}), ("psy", {"L0", "L1", "L2"}), ("legal", {"L0", "L1", "L3"})]
)
def test_who_follows_people_reads_names_and_only_what_is_hers(
    office: Office, database: Path, names: frozenset[str], login: str, marks: set[str]
) -> None:
    everything_of(database)
    hands = at_work(office, database, login)
    page = listed(hands, "service")
    shown = [page.table.records.line(row) for row in range(len(page.table.records.ids))]
    found = {line.confidentiality for line in shown if line is not None}
    assert found <= marks
    assert marks - found <= {"L1"}, "the demonstration holds one of each, and who may read it sees it"
    assert named(readable(listed(hands, "beneficiary")), names)
    assert not hands.shell.navigator.may_open("administration")
    secret = {text for mark, text in NOTES.items() if mark not in marks}
    for where, text in walk(hands):
        assert not [one for one in secret if one in text], where


NOTES = {"L2": "Entretien psychologique du matin", "L3": "Recours contre la décision"}


def everything_of(database: Path) -> None:
    """One health service and one legal service, each with a note, for somebody of Rabat."""
    admin = opening.open_database(str(database), "admin", DEMONSTRATION_PASSWORD)
    organisation.set_switch(admin, "allow_health", "Autorisation A-123/2026")
    admin.database.dispose()
    for login, kind, mark in (("psy", "MHP-IND", "L2"), ("legal", "LEG-ADV", "L3")):
        desk = opening.open_database(str(database), login, DEMONSTRATION_PASSWORD)
        person = register.ids(desk, "beneficiary")[0]
        values = records.new_draft(desk, "service", beneficiary=person, type=kind, notes=[{"text": NOTES[mark]}])
        records.save(desk, "service", values, insist=True)
        desk.database.dispose()
