"""Two files that look alike: seen side by side, merged with one's own choices, told apart, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casemgr.services import merging, records, search
from casemgr.services.desk import Desk
from tests.ui.test_register_people import new_desk
from ui.kit import Toast
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.duplicates import DuplicatesPage
from ui.theme import GRID, Theme, apply_theme
from ui.translation import use_language

WAIT = 15_000
TWIN: dict[str, Any] = {
    "family_name": "Kouyaté",
    "sex": "F",
    "nationality": "ML",
    "population_group": "MIG",
    "mother_name": "Fanta",
    "phones": [{"number": "+212612345678", "owner": "SELF", "safe_to_call": True}],
}


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = new_desk(tmp_path, 8)
    yield made
    shut_down()
    made.database.dispose()


@pytest.fixture
def twins(desk: Desk) -> tuple[str, str]:
    unsafe = [{**TWIN["phones"][0], "safe_to_call": False}]
    one = records.save(desk, "beneficiary", {**TWIN, "given_names": "Awa"}, insist=True).id
    other = records.save(desk, "beneficiary", {**TWIN, "given_names": "Hawa", "phones": unsafe}, insist=True).id
    return one, other


def opened(qtbot: QtBot, desk: Desk) -> DuplicatesPage:
    page = DuplicatesPage(desk, Navigator(desk))
    qtbot.addWidget(page)
    page.resize(1146, 640)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.pairs is not None, timeout=WAIT)
    return page


def undo(qtbot: QtBot, page: DuplicatesPage) -> None:
    qtbot.waitUntil(lambda: any(one.button is not None for one in page.window().findChildren(Toast)), timeout=WAIT)
    button = page.window().findChildren(Toast)[-1].button
    assert button is not None
    button.click()
    assert finish_commands()


def test_nothing_alike_is_said_in_words(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    assert page.pairs == [] and page.none.isVisible()


def test_two_files_become_one_with_the_answers_chosen_and_two_again(
    qtbot: QtBot, desk: Desk, twins: tuple[str, str]
) -> None:
    page = opened(qtbot, desk)
    qtbot.waitUntil(lambda: page.comparison is not None, timeout=WAIT)
    panel = page.comparison
    assert panel is not None and {panel.compared.first.record.id, panel.compared.second.record.id} == set(twins)
    assert not panel.merge_button.isEnabled()
    kept, goes = (panel.compared.first, panel.compared.second)[:: 1 - 2 * panel.kept]
    panel._chosen["given_names"].button(1 - panel.kept).setChecked(True)
    panel.reason.setPlainText("Vue avec sa mère")
    panel.merge_button.click()
    assert finish_commands()
    qtbot.waitUntil(lambda: page.pairs == [], timeout=WAIT)
    now = records.read(desk, "beneficiary", kept.record.id)
    assert now.values["given_names"] == goes.record.values["given_names"]
    assert [line["safe_to_call"] for line in now.values["phones"]] == [False]
    assert [hit.id for hit in search.find(desk, goes.record.code)] == [kept.record.id]
    undo(qtbot, page)
    qtbot.waitUntil(lambda: len(page.pairs or ()) == 1, timeout=WAIT)
    assert records.read(desk, "beneficiary", kept.record.id).values["given_names"] == kept.record.values["given_names"]


@pytest.mark.usefixtures("twins")
def test_two_people_are_not_asked_again_until_one_says_so(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    qtbot.waitUntil(lambda: page.comparison is not None, timeout=WAIT)
    assert page.comparison is not None
    page.comparison.two_button.click()
    assert finish_commands()
    qtbot.waitUntil(lambda: page.pairs == [] and page.none.isVisible(), timeout=WAIT)
    assert merging.waiting(desk) == []
    undo(qtbot, page)
    qtbot.waitUntil(lambda: len(page.pairs or ()) == 1, timeout=WAIT)


def test_what_was_merged_lately_is_listed_and_undone(qtbot: QtBot, desk: Desk, twins: tuple[str, str]) -> None:
    merging.merge_ids(desk, twins[1], twins[0], "la même personne")
    page = opened(qtbot, desk)
    page.tabs.set_value("merged")
    page.tabs.chosen.emit("merged")
    qtbot.waitUntil(lambda: len(page.merged_card.findChildren(type(page.again))) >= 2, timeout=WAIT)
    buttons = [one for one in page.merged_card.findChildren(type(page.again)) if one.text() == "Annuler la fusion"]
    buttons[0].click()
    assert finish_commands()
    qtbot.waitUntil(lambda: merging.recent(desk) == [], timeout=WAIT)
    assert records.read(desk, "beneficiary", twins[1]).merged_into is None


@pytest.mark.parametrize("width", [800, 1146])
def test_a_pair_is_as_high_as_what_is_said_of_it(qtbot: QtBot, desk: Desk, twins: tuple[str, str], width: int) -> None:
    page = opened(qtbot, desk)
    assert twins
    page.resize(width, 640)
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=WAIT)
    item = page.list.item(0)
    item.setText("\n".join([item.text()] * 3))
    page.resize(width + 20, 640)
    within = page.list.visualItemRect(item).adjusted(GRID, 0, -GRID, 0)
    needed = page.list.fontMetrics().boundingRect(within, Qt.TextFlag.TextWordWrap, item.text())
    assert within.height() >= needed.height()
    assert page.list.width() <= 0.3 * page.width()
