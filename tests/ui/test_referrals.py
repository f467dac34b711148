"""A referral answered from the list in one stroke and taken back; a slip typed by its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casemgr.services import records, register, strokes
from casemgr.services.desk import Desk
from tests.ui.test_register_people import new_desk
from ui.forms.field_box import FieldBox
from ui.kit import Button
from ui.kit.toast import Toast
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.beneficiary_file import RecordPage
from ui.pages.referral_slips import SlipDialog
from ui.pages.register import RegisterPage
from ui.pages.step_buttons import StepButtons
from ui.pages.step_dialog import StepDialog
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 10_000


@dataclass
class Register:
    """The register of referrals in front, with one that was sent."""

    desk: Desk
    page: RegisterPage
    referral: str

    def state(self) -> str | None:
        return records.read(self.desk, "referral", self.referral).state

    def button(self, words: str) -> Button | None:
        """A button of the preview by its words; None while it is not there."""
        made = self.page.preview.findChild(StepButtons)
        found = [one for one in made.buttons if one.text() == words] if made is not None else []
        return found[0] if found else None


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Register]:
    apply_theme(qapp, Theme())
    use_language("fr")
    desk = new_desk(tmp_path, 1)
    (person,) = register.ids(desk, "beneficiary")
    body = records.save(desk, "partner", {"name": "Clinique", "country": "MA"}, insist=True).id
    answer = {"purpose": "REFER", "recipient": "Clinique", "answer": "GIVEN", "mode": "SIGN", "given_on": desk.today}
    records.save(desk, "consent", {"beneficiary": person, "language": "fr", **answer}, insist=True)
    given = {"beneficiary": person, "partner": body, "reason": "SOCIAL", "channel": "BEARER", "shared": ("NAME",)}
    draft = records.new_draft(desk, "referral", **given)
    referral = records.save(desk, "referral", draft, insist=True).id
    strokes.take(desk, "referral", referral, "SENT", desk.today, insist=True)
    page = RegisterPage(desk, Navigator(desk), kind="referral")
    window = QWidget()
    QHBoxLayout(window).addWidget(page)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    window.show()
    page.refresh()
    qtbot.waitUntil(
        lambda: page.table.records.ids == [referral] and page.table.records.line(0) is not None, timeout=WAIT
    )
    page.table.go_to_row(0)
    yield Register(desk, page, referral)
    finish_commands()
    shut_down()
    use_language("fr")
    desk.database.dispose()


def test_an_answer_is_noted_beside_the_list_and_taken_back_from_the_foot_of_the_window(
    qtbot: QtBot, shown: Register
) -> None:
    qtbot.waitUntil(lambda: shown.button("S’est présenté(e)") is not None, timeout=WAIT)
    attended = shown.button("S’est présenté(e)")
    assert attended is not None and attended.isEnabled()
    attended.click()
    qtbot.waitUntil(lambda: shown.state() == "IN_PROG", timeout=WAIT)
    qtbot.waitUntil(lambda: bool(shown.page.window().findChildren(Toast)), timeout=WAIT)
    (said,) = [one for one in shown.page.window().findChildren(Toast) if not one.isHidden()]
    assert said.button is not None
    said.button.click()
    qtbot.waitUntil(lambda: shown.state() == "SENT", timeout=WAIT)
    qtbot.waitUntil(lambda: shown.button("Relancé aujourd’hui") is not None, timeout=WAIT)


def test_a_slip_is_typed_by_its_number_and_the_next_one_waits(qtbot: QtBot, shown: Register) -> None:
    code = records.read(shown.desk, "referral", shown.referral).code
    dialog = SlipDialog(shown.desk, shown.page)
    dialog.show()

    def fill(key: str, value: object) -> None:
        box = dialog.form.sections.at((key,))
        assert isinstance(box, FieldBox)
        box.fill(value)

    fill("number", "R-2026-XXX-9999")
    fill("answer", "ACCEPTED")
    dialog.take()
    qtbot.waitUntil(lambda: not dialog.trouble.isHidden(), timeout=WAIT)
    fill("number", code.lower())
    with qtbot.waitSignal(dialog.noted, timeout=WAIT) as noted:
        dialog.take()
    assert noted.args == [shown.referral]
    now = records.read(shown.desk, "referral", shown.referral)
    assert now.state == "ACCEPTED" and now.values["slip_on"] == shown.desk.today
    typed = dialog.form.values_to_save()
    assert typed is not None and not typed.get("number"), "the next slip begins with its number"
    dialog.close()


def test_the_page_of_a_record_shows_the_next_steps_and_keeps_the_others_in_a_menu(
    qtbot: QtBot, shown: Register
) -> None:
    page = RecordPage(shown.desk, Navigator(shown.desk), kind="referral", record=shown.referral)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.pane.step_buttons is not None, timeout=WAIT)
    ways, seen = page.pane.step_buttons, page.pane.seen
    assert ways is not None and seen is not None and len(seen.steps) > 8
    named = {step.end: str(step.label) if step.at_once else f"{step.label}…" for step in seen.steps}
    by_hand = ["Relancé aujourd’hui"]
    first = [step.end for step in seen.steps if not step.reason][:5]
    assert [one.text() for one in ways.buttons] == [named[end] for end in first] + by_hand
    in_menu = [step.end for step in seen.steps if step.end not in first]
    assert {"WITHDRAWN", "CANCELLED"} < set(in_menu)
    menu = ways.menu()
    assert [one.text() for one in menu.actions()] == [named[end] for end in in_menu]
    assert ways.more.isVisible() and ways.more.focusPolicy() & Qt.FocusPolicy.TabFocus
    at_once = next(place for place, end in enumerate(in_menu) if not named[end].endswith("…"))
    menu.actions()[at_once].trigger()
    qtbot.waitUntil(lambda: shown.state() == in_menu[at_once], timeout=WAIT)


@pytest.mark.parametrize(("steps", "others"), [(1, 0), (3, 0), (5, 0), (7, 2)])
def test_few_ways_have_a_button_each(qtbot: QtBot, shown: Register, steps: int, others: int) -> None:
    desk, record = shown.desk, records.read(shown.desk, "referral", shown.referral)
    ways = [way for way in strokes.ways(desk, record) if not way.reason][:steps]
    made = StepButtons(shown.page, lambda _id: None, desk, desk.kinds["referral"], record, ways, desk.context())
    qtbot.addWidget(made)
    assert len(made.others) == others == len(made.menu().actions())
    assert len(made.buttons) == steps - others + 1  # what is done by hand keeps its button
    assert made.more.isHidden() == (not others)


def opened(qtbot: QtBot, shown: Register) -> RecordPage:
    """The page of the referral that was sent, read."""
    page = RecordPage(shown.desk, Navigator(shown.desk), kind="referral", record=shown.referral)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.pane.step_buttons is not None, timeout=WAIT)
    return page


def asked(qtbot: QtBot, shown: Register) -> StepDialog:
    """The dialog of the step "cancelled" of the referral that was sent."""
    page = opened(qtbot, shown)
    assert page.pane.seen is not None
    step = next(one for one in page.pane.seen.steps if one.end == "CANCELLED")
    dialog = page.pane.take_step(step)
    assert dialog is not None
    return dialog


def test_the_dialog_of_a_step_is_as_high_as_what_it_asks_and_grows_with_what_is_remarked(
    qtbot: QtBot, shown: Register
) -> None:
    dialog = asked(qtbot, shown)
    bar = dialog.form.sections.verticalScrollBar()

    def is_whole() -> bool:
        return not bar.isVisible() and dialog.form.sections.lacking() == 0

    qtbot.waitUntil(is_whole, timeout=WAIT)
    before = dialog.height()
    dialog.take()
    qtbot.waitUntil(lambda: dialog.height() > before and is_whole(), timeout=WAIT)


def test_the_dialog_of_a_step_changes_language_with_the_window(qtbot: QtBot, shown: Register) -> None:
    dialog = asked(qtbot, shown)
    assert dialog.windowTitle() == "Annuler"
    use_language("ar")
    qtbot.waitUntil(lambda: dialog.windowTitle() == str(dialog.step.label), timeout=WAIT)
    assert dialog.windowTitle() == dialog.act.text() != "Annuler"
    dialog.reject()


def test_after_a_refusal_the_ways_are_those_of_the_record_as_it_is_now(qtbot: QtBot, shown: Register) -> None:
    """A colleague cancelled the referral meanwhile: its answers stayed on offer, each refused."""
    page = opened(qtbot, shown)
    before = page.pane.step_buttons
    assert before is not None
    strokes.take(shown.desk, "referral", shown.referral, "CANCELLED", shown.desk.today, reason="Elle ne veut plus")
    before.buttons[0].click()

    def reads_it_cancelled() -> bool:
        return page.pane.seen is not None and page.pane.seen.record.state == "CANCELLED"

    qtbot.waitUntil(reads_it_cancelled, timeout=WAIT)
