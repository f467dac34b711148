"""An old list in the window: step by step, mended in its place, kept over a lock, written in one piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from casemgr.data.file_refusals import Stopped
from casemgr.domain.vocabulary import vocabulary
from casemgr.records import KINDS
from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Outcome, remembered
from tests.ui.test_register_people import new_desk
from ui import operations
from ui.kit import Label
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.import_done_step import DoneStep
from ui.pages.import_list import COLUMNS, DONE, ROWS, SHEET, WORDS, ImportPage
from ui.pages.import_rows_table import FATE, REMARK
from ui.pages.register_export import CHOSEN, ExportPanel
from ui.pages.searchable_choice import SearchableChoice
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 15_000
LIST = "\n".join(
    [
        "LISTE 2025;;;;;",
        "Nom;Prénom;Sexe;Nationalité;Naissance;Remarques de l’accueil",
        "Cissé;Oumou;Femelle;GN;03/05/1990;x",
        "Keita;Sékou;M;ML;31/02/1990;",
        "Benmoussa;Aicha;F;MA;;",
        "TOTAL;;;;;3",
    ]
)
Open = Callable[[], ImportPage]


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
def open_page(qtbot: QtBot, desk: Desk) -> Iterator[Open]:
    bugs: list[BaseException] = []
    operations.on_bug(bugs.append)

    def opened() -> ImportPage:
        page = ImportPage(desk, Navigator(desk), kind="beneficiary")
        qtbot.addWidget(page)
        page.resize(1130, 680)
        page.show()
        page.refresh()
        return page

    yield opened
    finish_commands()
    operations.on_bug(None)
    assert bugs == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    there = tmp_path / "liste.csv"
    there.write_text(LIST, "cp1252")
    return there


def reach(qtbot: QtBot, page: ImportPage, step: int) -> None:
    """Wait until the page stands at a step, ready for a hand."""
    qtbot.waitUntil(lambda: page.step == step and page.stack.isEnabled(), timeout=WAIT)


def answer(page: ImportPage, code: str) -> None:
    """Say, as a hand does, of what population all the rows of the list are."""
    choice = page.columns.answers["population_group"]
    assert isinstance(choice, SearchableChoice)
    choice.activated.emit(choice.findText(str(vocabulary("population_group").label(code))))
    choice.set_value(code)


def to_the_rows(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    page.file.take(path)
    page.advance()
    reach(qtbot, page, SHEET)
    page.advance()
    reach(qtbot, page, COLUMNS)
    answer(page, "MIG")
    page.advance()
    reach(qtbot, page, WORDS)
    page.words.lines[0].choice.set_value("F")
    page.advance()
    reach(qtbot, page, ROWS)


def fates(page: ImportPage) -> list[Fate]:
    assert page.made is not None
    return [row.fate for row in page.made.rows.values()]


def test_a_list_comes_in_step_by_step_and_in_one_piece(
    qtbot: QtBot, open_page: Open, desk: Desk, path: Path, tmp_path: Path
) -> None:
    page = open_page()
    assert not page.go_on.isEnabled()
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.file.area.dropEvent(drop)
    assert page.file.path == path and page.go_on.isEnabled()
    to_the_rows(qtbot, page, path)
    assert page.sheet.first.value() == 2 and page.columns.columns()[4] == "birth_date"
    assert fates(page)[0] is Fate.BROUGHT and fates(page)[1] is Fate.REFUSED and fates(page)[-1] is Fate.LEFT
    assert not page.go_on.isEnabled()

    page.rows.filter.set_value("refused")
    page.rows.show_rows()
    model = page.rows.model
    column = next(
        c for c in range(3, model.columnCount()) if model.headerData(c, Qt.Orientation.Horizontal) == "Naissance"
    )
    assert model.index(0, column).data(int(Qt.ItemDataRole.UserRole) + 2)  # what is wrong is marked
    assert model.index(0, REMARK).data().startswith("Date de naissance ou âge : "), "the remark says of which field"
    model.setData(model.index(0, column), "28/02/1990")
    qtbot.waitUntil(lambda: Fate.REFUSED not in fates(page), timeout=WAIT)
    assert model.index(0, FATE).data() == "nouvelle"
    assert page.made is not None
    for row in page.made.of(Fate.ALIKE):
        page.rows.same.emit(row.number)
    qtbot.waitUntil(lambda: Fate.ALIKE not in fates(page) and page.go_on.isEnabled(), timeout=WAIT)
    before = len(register.ids(desk, "beneficiary"))
    page.advance()
    reach(qtbot, page, DONE)
    brought = fates(page).count(Fate.BROUGHT)
    assert len(register.ids(desk, "beneficiary")) == before + brought and brought >= 2
    report = tmp_path / "rapport.csv"
    page.save_report(report)
    qtbot.waitUntil(report.exists, timeout=WAIT)
    assert "Cissé" not in report.read_text("utf-8-sig")
    assert remembered.underway(desk) is None


def test_a_list_half_done_is_given_back_with_all_that_was_said(qtbot: QtBot, open_page: Open, path: Path) -> None:
    page = open_page()
    to_the_rows(qtbot, page, path)
    page.rows.left.emit(frozenset([4]), True)
    qtbot.waitUntil(lambda: Fate.REFUSED not in fates(page), timeout=WAIT)
    page.keep_draft()
    finish_commands()
    other = open_page()
    qtbot.waitUntil(other.waiting.isVisible, timeout=WAIT)
    other.waiting.acted.emit()
    reach(qtbot, other, ROWS)
    assert fates(other) == fates(page) and other.said.left == {4}
    use_language("ar")
    assert other.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert other.rows.model.headerData(FATE, Qt.Orientation.Horizontal) == "المآل"
    other.go_back()
    assert other.step == WORDS and other.words.lines[0].choice.value() == "F"


def test_many_rows_tried_again_are_waited_for_and_stopped_nothing_is_changed(
    qtbot: QtBot, open_page: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_asked: object, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        progress(1, 3)
        while not cancelled():
            sleep(0.01)
        raise Stopped

    page = open_page()
    to_the_rows(qtbot, page, path)
    before, said = fates(page), page.said
    monkeypatch.setattr("ui.pages.import_list.ONE_BY_ONE", 1)
    monkeypatch.setattr("ui.pages.import_list.rehearse_again", search)
    page.rows.left.emit(frozenset([3, 4]), True)
    qtbot.waitUntil(page.progress.isVisible, timeout=WAIT)
    assert not page.stack.isEnabled() and page.said.left == {3, 4}
    (cancel,) = page.progress.findChildren(QPushButton)
    cancel.click()
    reach(qtbot, page, ROWS)
    assert fates(page) == before and page.said == said


def test_without_a_needed_answer_the_step_says_which_and_waits(qtbot: QtBot, open_page: Open, path: Path) -> None:
    page = open_page()
    page.file.take(path)
    page.advance()
    reach(qtbot, page, SHEET)
    page.advance()
    assert page.step == COLUMNS and not page.go_on.isEnabled()
    asked = str(page.desk.kinds["beneficiary"].field("population_group").label)
    assert asked in page.state.said()
    use_language("ar")
    qtbot.waitUntil(
        lambda: str(page.desk.kinds["beneficiary"].field("population_group").label) in page.state.said() != ""
    )
    page.advance()  # Ctrl+Enter goes no further than the button
    assert page.step == COLUMNS
    answer(page, "MIG")
    assert page.go_on.isEnabled() and page.state.said() == ""


def test_what_is_said_of_a_row_follows_the_language(qtbot: QtBot, open_page: Open, path: Path) -> None:
    page = open_page()
    to_the_rows(qtbot, page, path)
    assert page.made is not None
    page.rows.panel.show_row(next(row for row in page.made.rows.values() if row.fate is Fate.REFUSED))

    def said() -> set[str]:
        return {label.said() for label in page.rows.panel._inside.findChildren(Label) if label.isVisible()}

    qtbot.waitUntil(lambda: bool(said()))
    french = said()
    use_language("ar")
    qtbot.waitUntil(lambda: bool(said()) and not said() & french)


def test_what_is_no_list_is_said_at_the_first_step(qtbot: QtBot, open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    old = tmp_path / "ancien.xls"
    old.write_bytes(b"x")
    page.file.take(old)
    page.advance()
    qtbot.waitUntil(page.trouble.isVisible, timeout=WAIT)
    assert page.step == 0 and ".xlsx" in page.trouble.accessibleName()


def test_an_export_says_what_why_and_for_whom(qtbot: QtBot, desk: Desk) -> None:
    fields = [(field.key, field.label) for field in desk.kinds["beneficiary"].stored_fields()]
    panel = ExportPanel(fields, ["a", "b"], ["a", "b", "c"], narrowed=True)
    qtbot.addWidget(panel)
    assert panel.what.value() == CHOSEN and not panel.act.isEnabled()
    panel.purpose.setText("Rapport au bailleur")
    panel.recipient.setText("Le bailleur")
    assert panel.act.isEnabled()
    panel.which.set_value("some")
    panel.ticks.tick("sex")
    with qtbot.waitSignal(panel.confirmed, timeout=WAIT) as asked:
        panel.act.click()
    (wanted,) = asked.args
    assert (wanted.only, wanted.columns) == (("a", "b"), ("sex",))
    assert (wanted.purpose, wanted.recipient) == ("Rapport au bailleur", "Le bailleur")


def test_the_end_says_which_sheets_were_not_read(qtbot: QtBot) -> None:
    step = DoneStep()
    qtbot.addWidget(step)
    kind = next(one for one in KINDS if one.key == "beneficiary")
    step.show_outcome(kind, Outcome(is_written=True, sheets_left=("Casa", "Archives")))
    said = " ".join(label.text() for label in step.findChildren(QLabel))
    assert "Casa" in said and "Archives" in said
    step.show_outcome(kind, Outcome(is_written=True))
    assert "Casa" not in " ".join(label.text() for label in step.findChildren(QLabel))
