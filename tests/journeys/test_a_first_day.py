"""The first day of an association, in French and in Arabic: from no database to the figures of the month.

Everything is done on screen, as people type: the office is founded, a colleague and a supervisor come, two people
who look alike are welcomed, they are given services, found again, counted, and still there after a night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from casemgr.domain.words import current_language
from tests.journeys.hands import CONTROL, Hands, field_of, plain, readable
from tests.journeys.office import Office
from ui.pages.administration import AdministrationPage
from ui.pages.administration_branches import BranchesSection
from ui.pages.administration_people import PeopleSection
from ui.pages.beneficiary_file import FilePage
from ui.pages.figures import FiguresPage
from ui.pages.first_start_wizard import CreationWizard
from ui.pages.home import HomePage
from ui.pages.new_record import NewRecordPage
from ui.pages.new_record_duplicates import CandidateCard
from ui.pages.new_record_intake import IntakeEditor

ADMIN, CASEWORKER, SUPERVISOR = "salma.idrissi", "karim.tazi", "nora.alami"
PASSWORDS = {
    ADMIN: "le thé est sur la table",
    CASEWORKER: "quatre chats dorment ici",
    SUPERVISOR: "la montagne est encore loin",
}


@dataclass(frozen=True)
class Tongue:
    """What is typed in one language."""

    code: str
    button: str  # on the first screen
    province: str
    first: dict[str, str]
    second: dict[str, str]
    consent: dict[str, str]
    yes: str
    intake: str
    kit: str
    baby: str
    pvi: str
    tam: str
    searches: tuple[str, ...]  # the first person by another spelling, and by the other script


FRENCH = Tongue(
    code="fr",
    button="Français",
    province="rabat",
    first={
        "family_name": "Diallo",
        "given_names": "Mariama",
        "sex": "fem",
        "birth_date": "3/5/90",
        "nationality": "guinéenne",
    },
    second={
        "family_name": "Dialo",
        "given_names": "Mariame",
        "sex": "fem",
        "birth_date": "3/5/1990",
        "nationality": "guinéenne",
    },
    consent={"answer": "donn", "mode": "signat"},
    yes="o",
    intake="entretien d",
    kit="kit non alim",
    baby="kit béb",
    pvi="insertion",
    tam="tamkine",
    searches=("dyallo mariama", "ديالو"),
)
ARABIC = Tongue(
    code="ar",
    button="العربية",
    province="الرباط",
    first={
        "family_name_ar": "عبد الرحمن",
        "given_names_ar": "آمنة",
        "sex": "أنث",
        "birth_date": "3/5/90",
        "nationality": "سودانية",
    },
    second={
        "family_name_ar": "عبدالرحمان",
        "given_names_ar": "أمنة",
        "sex": "أنث",
        "birth_date": "3/5/1990",
        "nationality": "سودانية",
    },
    consent={"answer": "ممنوح", "mode": "توقيع"},
    yes="ن",
    intake="مقابلة الاستقبال",
    kit="مجموعة لوازم غير",
    baby="لوازم الرضيع",
    pvi="مسار الإدماج",
    tam="تمكين",
    searches=("عبدالرحمان امنة", "abderrahmane"),
)


@pytest.mark.parametrize("tongue", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_a_first_day(office: Office, tmp_path: Path, tongue: Tongue) -> None:
    database = tmp_path / "rabat.casemgr"
    hands = office.start("en")
    hands.push(tongue.button)
    assert current_language() == tongue.code
    assert QApplication.isRightToLeft() == (tongue.code == "ar")
    found_the_association(hands, tongue, database)
    add_a_branch(hands)
    add_a_colleague(hands, CASEWORKER, "Karim Tazi", "CASE")
    add_a_colleague(hands, SUPERVISOR, "Nora Alami", "SUPER")
    change_hands(hands, CASEWORKER)
    welcome_the_first(hands, tongue)
    first = code_of_the_file(hands)
    give_services(hands, tongue)
    welcome_the_second(hands, tongue, first)
    second = code_of_the_file(hands)
    assert first != second
    give(hands, type=tongue.baby, programme=tongue.tam)
    for words in (*tongue.searches, first, "0692 311 001"):
        find(hands, words, first)
    lock_and_come_back(hands, first)
    change_hands(hands, SUPERVISOR)
    count_the_month(hands)
    quit_and_come_back(office, hands, tongue, first, second)


# --- the office ---------------------------------------------------------------------------------------------------


def found_the_association(hands: Hands, tongue: Tongue, database: Path) -> None:
    hands.push("Continue")
    wizard = hands.find(CreationWizard)
    hands.put(wizard.organisation.organisation, "Association Amal")
    province = wizard.organisation.province.lineEdit()
    assert province is not None
    hands.put(province, tongue.province)
    hands.press(Qt.Key.Key_Tab)
    assert wizard.organisation.code.text() == "RAB"
    hands.put(wizard.organisation.path, str(database))
    hands.push("Continue")
    hands.wait(lambda: wizard.step == 1)
    hands.put(wizard.administrator.name, "Salma Idrissi")
    assert wizard.administrator.login.text() == ADMIN
    hands.put(field_of(wizard.administrator.new_password.password), PASSWORDS[ADMIN])
    hands.put(field_of(wizard.administrator.new_password.again), PASSWORDS[ADMIN])
    hands.push("Create the database")
    hands.wait(lambda: wizard.step == 2, "the key is shown")
    assert not wizard.go_on.isEnabled()
    put_the_key_away(hands, wizard, database.with_name("cle.pdf"))
    hands.push("Open casemgr")
    hands.wait(lambda: hands.window.shell is not None and hands.shell.isVisible(), "the shell")


def put_the_key_away(hands: Hands, wizard: CreationWizard, sheet: Path) -> None:
    assert wizard.recovery is not None
    hands.push("Save as PDF…")
    hands.wait(lambda: wizard.recovery.findChildren(QFileDialog) if wizard.recovery else [], "where to save it")
    dialog = wizard.recovery.findChildren(QFileDialog)[0]
    hands.wait(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setFocus()
    hands.replace(str(sheet))
    hands.press(Qt.Key.Key_Return)
    hands.wait(sheet.exists, "the key is in the file")
    hands.wait(lambda: not (wizard.recovery and wizard.recovery.findChildren(QFileDialog)), "the dialog is gone")
    assert sheet.read_bytes().startswith(b"%PDF")
    hands.click(wizard.recovery.tick)


def add_a_branch(hands: Hands) -> None:
    hands.go("administration")
    hands.push("Branches", hands.arrive(AdministrationPage).choice)
    branches = hands.find(BranchesSection)
    hands.wait(lambda: len(branches.branches) == 1)
    hands.push("Add a branch")
    hands.put(branches.code, "tng")
    province = branches.province.lineEdit()
    assert province is not None
    hands.put(province, "tanger-assilah")
    hands.press(Qt.Key.Key_Tab)
    hands.put(branches.name_fr, "Tanger")
    hands.put(branches.name_ar, "طنجة")
    hands.click(branches.keep)
    hands.wait(lambda: [one.code for one in branches.branches] == ["RAB", "TNG"], "two branches are listed")


def add_a_colleague(hands: Hands, login: str, name: str, role: str) -> None:
    hands.push("People and roles", hands.arrive(AdministrationPage).choice)
    people = hands.find(PeopleSection)
    hands.wait(lambda: people.members)
    before = len(people.members)
    hands.push("Add a person")
    hands.put(people.form.name, name)
    assert people.form.login.text() == login
    for code, box in people.form.roles.boxes.items():
        if box.isChecked() != (code == role):
            hands.click(box)
    assert people.form.roles.value() == (role,)
    hands.put(field_of(people.form.new_password.password), PASSWORDS[login])
    hands.put(field_of(people.form.new_password.again), PASSWORDS[login])
    hands.click(people.form.keep)
    hands.wait(lambda: len(people.members) == before + 1, f"{name} is listed; said: {people.refusal.isVisible()}")


def change_hands(hands: Hands, login: str) -> None:
    """She signs out; another signs in."""
    hands.call("Sign out")
    sign_in(hands, login)


def sign_in(hands: Hands, login: str) -> None:
    hands.wait(hands.window.unlock.isVisible)
    hands.put(hands.window.unlock.login, login)
    hands.press(Qt.Key.Key_Return)
    hands.type(PASSWORDS[login])
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.shell is not None and hands.shell.isVisible(), f"{login} is in")
    assert hands.shell.desk.person.login == login


# --- people and services ------------------------------------------------------------------------------------------


def welcome_the_first(hands: Hands, tongue: Tongue) -> None:
    """Received two months ago, registered in one screen, with her answer and a case."""
    hands.press(Qt.Key.Key_N, CONTROL)
    page = hands.arrive(NewRecordPage)
    hands.fill(intake_date=typed(last_month()), **tongue.first)
    hands.push_add("phones")
    hands.fill(phones__0__number="06 92 31 10 01")
    hands.fill(answer=tongue.consent["answer"])
    hands.fill(mode=tongue.consent["mode"], open_case=tongue.yes)
    assert hands.form().values()["population_group"] == "MIG"
    assert isinstance(page.editor, IntakeEditor) and page.editor.panel.cards == []
    hands.save()
    hands.arrive(FilePage)


def welcome_the_second(hands: Hands, tongue: Tongue, first: str) -> None:
    """Her likeness to the first is shown beside her name before anything is saved; she is someone else."""
    hands.press(Qt.Key.Key_K, CONTROL)
    hands.press(Qt.Key.Key_Return)  # the first thing proposed is a new beneficiary
    page = hands.arrive(NewRecordPage)
    hands.fill(**tongue.second)
    hands.wait(lambda: [one for one in page.findChildren(CandidateCard) if one.isVisible()], "who is alike")
    card = hands.find(CandidateCard, page)
    assert card.candidate.code == first
    hands.fill(answer=tongue.consent["answer"])
    hands.fill(mode=tongue.consent["mode"])
    hands.press(Qt.Key.Key_S, CONTROL)  # without an answer to the likeness it is not saved
    hands.wait(lambda: hands.find(CandidateCard, page).frame.message(), "she is asked how she knows")
    hands.put(hands.find(CandidateCard, page).line, "Autre mère, née à Labé")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.find(CandidateCard, page).settled.isVisible(), "the answer is noted")
    hands.save()
    hands.arrive(FilePage)


def code_of_the_file(hands: Hands) -> str:
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.header.head is not None)
    return plain(page.header.code.text())


def give_services(hands: Hands, tongue: Tongue) -> None:
    """An interview for a programme and a kit this month; one was given the month before."""
    give(hands, type=tongue.intake, programme=tongue.pvi)
    give(hands, type=tongue.kit, quantity="2")
    give(hands, type=tongue.intake, date=typed(last_month()))


def give(hands: Hands, **answers: str) -> None:
    page = hands.arrive(FilePage)
    counted = page._counts.get("service", 0)
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.take("&Service")
    hands.arrive(NewRecordPage)
    hands.fill(**answers)
    hands.save()
    page = hands.arrive(FilePage)
    hands.wait(lambda: page._counts.get("service", 0) == counted + 1, "the file counts one more service")


def find(hands: Hands, words: str, code: str) -> None:
    """Ctrl+K, a name or a number, down to her, Enter: her file."""
    hands.go("home")
    hands.press(Qt.Key.Key_K, CONTROL)
    palette = hands.shell.palette_view
    hands.wait(palette.field.hasFocus)
    hands.replace(words)
    shown = Qt.ItemDataRole.AccessibleTextRole
    lines = palette.results

    def place() -> int:
        told = [plain(str(lines.item(row).data(shown))) for row in range(lines.count())]
        return next((row for row, text in enumerate(told) if code in text), -1)

    hands.wait(lambda: place() >= 0, f"{words!r} finds {code}")
    hands.press(Qt.Key.Key_Down, times=place())
    hands.press(Qt.Key.Key_Return)
    assert code_of_the_file(hands) == code


def lock_and_come_back(hands: Hands, code: str) -> None:
    page = hands.arrive(FilePage)
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.wait(hands.window.unlock.isVisible)
    assert not page.isVisible()
    hands.type(PASSWORDS[CASEWORKER])
    hands.press(Qt.Key.Key_Return)
    hands.wait(page.isVisible, "her screen is back")
    assert code_of_the_file(hands) == code


# --- figures, and the next day ------------------------------------------------------------------------------------


def count_the_month(hands: Hands) -> None:
    """Two people, one of them new, three services; the one of the month before stays there."""
    expected = {"C01": "2", "C02": "1", "C03": "1", "C06": "3"}
    home = hands.arrive(HomePage)
    assert home.month is not None
    tiles = home.month.tiles
    hands.wait(lambda: {code: tiles[code].figure.text() for code in expected} == expected, "the month at Home")
    hands.go("figures")
    page = hands.arrive(FiguresPage)
    cards = page.cards.cards
    hands.wait(lambda: {code: cards[code].figure.text() for code in expected} == expected, "the figures of the month")
    seen = readable(page)
    hands.press(Qt.Key.Key_PageUp, CONTROL)
    before = {"C01": "1", "C02": "1", "C03": "0", "C06": "1"}
    hands.wait(lambda: {code: cards[code].figure.text() for code in before} == before, "the month before")
    for names in (FRENCH, ARABIC):
        for name in (names.first, names.second):
            assert not [text for key, text in name.items() if "name" in key and text in seen]


def quit_and_come_back(office: Office, hands: Hands, tongue: Tongue, first: str, second: str) -> None:
    hands.window.close()
    again = office.start()
    assert current_language() == tongue.code
    assert again.window.unlock.database.count() == 1
    sign_in(again, CASEWORKER)
    find(again, tongue.searches[0], first)
    find(again, second, second)
    again.window.close()


def last_month() -> date:
    """A day of the month before."""
    return date.today().replace(day=1) - timedelta(days=3)  # noqa: DTZ011 the window reads the same clock


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}/{day.month}/{day.year}"
