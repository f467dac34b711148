"""Conditions, rows, remarks beside fields, the short form, the draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words
from tests.ui.forms_at_hand import Make, box, focused, forms_shown, line, rows, type_in
from tests.ui.made_up_kind import CONTEXT, KIND, Services
from ui.forms import NotUnderstood, RecordForm
from ui.forms.confidentiality import raised
from ui.forms.draft import Settled, settle
from ui.forms.editors.yes_no import YesNoEditor

TWO_PHONES: dict[str, Any] = {
    "phones": [
        {"id": "1", "number": "+212612345678", "safe": True},
        {"id": "2", "number": "+212537123456", "safe": None},
    ]
}
A_GOAL: dict[str, Any] = {
    "goals": [
        {"id": "7", "goal": "Un toit", "is_health": True, "actions": [{"id": "8", "what": "Visiter", "by": None}]}
    ]
}


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> Iterator[Make]:
    yield from forms_shown(qtbot, qapp)


def answer(form: RecordForm, path: str, said: bool | None) -> None:
    editor = box(form, path).editor
    assert isinstance(editor, YesNoEditor)
    stop = editor.stops()[0]
    stop.setFocus()
    QTest.keyClick(stop, {True: Qt.Key.Key_O, False: Qt.Key.Key_N, None: Qt.Key.Key_Delete}[said])


def left_of(widget: QWidget, form: RecordForm) -> int:
    return widget.mapTo(form, QPoint(0, 0)).x()


# --- conditions -----------------------------------------------------------------------------------------------
def test_a_field_appears_by_its_condition_and_keeps_what_was_typed(make: Make) -> None:
    form = make()
    assert not box(form, "why_not").is_shown
    answer(form, "may_call", False)
    assert box(form, "why_not").is_shown
    assert box(form, "why_not").label.text() == "Pourquoi non ? *"
    type_in(form, "why_not", "son mari lit ses messages")
    answer(form, "may_call", True)
    assert not box(form, "why_not").editor.isVisible()
    answer(form, "may_call", False)
    assert line(form, "why_not").text() == "son mari lit ses messages"


def test_a_field_whose_switch_is_off_does_not_exist(make: Make) -> None:
    form = make()
    assert form.sections.at_issue("cin") is None
    opened: Context = replace(CONTEXT, switches=frozenset({"closed_switch"}))
    assert form.sections.at_issue("cin") is None
    assert make(context=opened).sections.at_issue("cin") is not None


def test_what_this_form_does_not_draw_stays_in_its_values(make: Make) -> None:
    form = make(
        {"cin": "AB123456", "phones": [{"id": "1", "number": "+212612345678"}]}, Services(hidden=frozenset({"phones"}))
    )
    assert form.sections.at_issue("phones") is None
    assert form.values()["cin"] == "AB123456"
    assert form.values()["phones"] == [{"id": "1", "number": "+212612345678"}]


# --- rows -----------------------------------------------------------------------------------------------------
def test_ctrl_enter_adds_a_row_and_goes_into_it(make: Make) -> None:
    form = make(TWO_PHONES)
    first = line(form, "phones.0.number")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert focused() is line(form, "phones.2.number")
    form.undo()
    assert len(form.values()["phones"]) == 2


def test_a_removed_row_comes_back_whole_with_undo(make: Make) -> None:
    form = make(TWO_PHONES)
    group = rows(form, "phones")
    group.remove(group.rows()[0])
    assert [row["id"] for row in form.values()["phones"]] == ["2"]
    assert form.is_dirty()
    form.undo()
    assert [row["id"] for row in form.values()["phones"]] == ["1", "2"]
    assert form.values()["phones"][0]["safe"] is True
    assert not form.is_dirty()


def test_undo_of_a_field_reaches_a_row_that_was_removed_and_brought_back(make: Make) -> None:
    form = make(TWO_PHONES)
    type_in(form, "phones.0.number", "0700000001")
    line(form, "family_name").setFocus()
    group = rows(form, "phones")
    group.remove(group.rows()[0])
    form.undo()
    assert form.values()["phones"][0]["number"] == "+212700000001"
    form.undo()
    assert form.values()["phones"][0]["number"] == "+212612345678"


def test_rows_move_and_the_move_is_undone(make: Make) -> None:
    form = make(TWO_PHONES)
    group = rows(form, "phones")
    group.move_row(group.rows()[1], -1)
    assert [row["id"] for row in form.values()["phones"]] == ["2", "1"]
    form.undo()
    assert [row["id"] for row in form.values()["phones"]] == ["1", "2"]


def test_rows_within_rows_are_typed_and_kept(make: Make) -> None:
    form = make(A_GOAL)
    rows(form, "goals").rows()[0].set_open(True)
    rows(form, "goals.0.actions").add_row()
    type_in(form, "goals.0.actions.1.what", "Écrire au bailleur")
    actions = form.values()["goals"][0]["actions"]
    assert [action["what"] for action in actions] == ["Visiter", "Écrire au bailleur"]
    assert actions[0]["id"] == "8"


def test_a_row_is_never_marked_below_what_its_rule_asks(make: Make) -> None:
    form = make(A_GOAL)
    group = rows(form, "goals")
    assert group.rows()[0].mark() == "L2"
    group.mark(group.rows()[0], raised("L2", "L2", "L4"))
    assert form.values()["goals"][0]["confidentiality"] == "L2+L4"
    assert raised("L2", "L2+L4", "L4") == "L2"
    assert raised("L2", "L2", "L2") == "L2"


def test_dated_values_stand_newest_first_and_say_which_is_in_force(make: Make) -> None:
    old, new = (
        {"id": "1", "since": date(2024, 1, 2), "status": "ASY"},
        {"id": "2", "since": date(2025, 1, 2), "status": "CI"},
    )
    form = make({"statuses": [old, new]})
    assert [row["id"] for row in form.values()["statuses"]] == ["2", "1"]
    rows(form, "statuses").add_row()
    added = form.values()["statuses"][0]
    assert added["since"] == CONTEXT.today
    assert "id" not in added or added["id"] is None
    assert [row.is_in_force for row in rows(form, "statuses").rows()] == [True, False, False]


# --- remarks --------------------------------------------------------------------------------------------------
def test_an_error_waits_until_its_field_is_left_and_goes_when_mended(qtbot: QtBot, make: Make) -> None:
    form = make({"first_day": date(2026, 1, 5)})
    type_in(form, "last_day", "1/1/2026")
    qtbot.wait(600)
    assert box(form, "last_day").message() == ""
    line(form, "children").setFocus()
    qtbot.waitUntil(lambda: box(form, "last_day").message() == "La fin est avant le début.")
    assert line(form, "last_day").property("bad") == "true"
    type_in(form, "last_day", "1/2/2026")
    qtbot.waitUntil(lambda: box(form, "last_day").message() == "", timeout=3000)
    assert not line(form, "last_day").property("bad")


def test_an_empty_needed_field_that_was_only_passed_is_not_scolded(qtbot: QtBot, make: Make) -> None:
    form = make()
    line(form, "family_name").setFocus()
    QTest.keyClick(line(form, "family_name"), Qt.Key.Key_Tab)
    qtbot.wait(500)
    assert box(form, "family_name").message() == ""


def test_refused_remarks_stand_beside_their_fields_and_the_first_has_the_focus(make: Make) -> None:
    form = make(A_GOAL | {"goals": [{"id": "7", "goal": None, "actions": []}]})
    line(form, "rent").setFocus()
    form.set_issues(Services().check(form.values_to_save() or {}).issues)
    assert box(form, "family_name").message() == "À remplir."
    assert box(form, "goals.0.goal").message() == "À remplir."
    assert focused() is line(form, "family_name")
    assert form.side.links["person"].errors == 2
    assert "2" in form.side.links["person"].accessibleName()


def test_what_was_refused_stays_said_until_something_is_changed(
    qtbot: QtBot, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = make()
    type_in(form, "family_name", "Diallo")
    refusal = "Aucun accord ne le permet aujourd’hui."
    form.set_issues([Issue("family_name", Words(refusal, refusal, refusal))])  # while the check of the rules is awaited
    line(form, "rent").setFocus()  # leaving the field asks the rules again: they know of no refusal
    answered: list[Checked] = []
    show = form._show_remarks

    def hear(settled: Settled, checked: Checked) -> None:
        show(settled, checked)
        answered.append(checked)

    monkeypatch.setattr(form, "_show_remarks", hear)
    form._check()
    qtbot.waitUntil(lambda: bool(answered), timeout=15_000)
    assert box(form, "family_name").message() == refusal
    type_in(form, "family_name", "Diallo Bah")
    line(form, "rent").setFocus()
    qtbot.waitUntil(lambda: box(form, "family_name").message() == "", timeout=15_000)


def test_a_remark_on_the_second_row_is_not_shown_on_the_empty_first_one(make: Make) -> None:
    form = make({"phones": [{}, {"id": "2", "safe": True}]})
    form.set_issues(Services().check(form.values_to_save() or {}).issues)
    assert box(form, "phones.0.number").message() == ""
    assert box(form, "phones.1.number").message() == "À remplir."


def test_the_card_of_a_row_opens_for_its_error(make: Make) -> None:
    form = make({"family_name": "A", "sex": "F", "goals": [{"id": "7", "goal": None, "actions": []}]})
    assert not rows(form, "goals").rows()[0].is_open
    form.set_issues(Services().check(form.values_to_save() or {}).issues)
    assert rows(form, "goals").rows()[0].is_open
    assert focused() is line(form, "goals.0.goal")


def test_a_remark_without_a_field_on_screen_is_said_above_the_form(make: Make) -> None:
    form = make()
    form.set_issues([Issue("", Words("Ce dossier est fermé.", "هذا الملف مغلق.", "This file is closed."))])
    assert [str(said) for said in form.remarks.loose()] == ["Ce dossier est fermé."]
    assert any(label.text() == "Ce dossier est fermé." and label.isVisible() for label in form.findChildren(QLabel))


def test_the_rules_never_see_a_text_that_is_not_understood_and_only_it_is_said() -> None:
    wrong = NotUnderstood("hier ?", Words("Pas compris.", "غير مفهوم.", "Not understood."))
    settled = settle(KIND, {"family_name": wrong, "first_day": wrong, "phones": [{}, {"number": wrong}]}, CONTEXT)
    assert settled.values["first_day"] is None
    shown = settled.on_screen(Services().check(settled.values).issues)
    said = [(issue.field, str(issue.message)) for issue in shown if issue.field in ("family_name", "phones.1.number")]
    assert said == [("family_name", "Pas compris."), ("phones.1.number", "Pas compris.")]


def test_the_side_says_how_much_is_still_to_complete(make: Make) -> None:
    form = make()
    before = form.side.links["person"].missing
    type_in(form, "birth", "1990")
    assert form.side.links["person"].missing == before - 1


# --- the short form, the draft ----------------------------------------------------------------------------------
def test_the_short_form_grows_to_the_whole_one_and_keeps_what_was_typed(make: Make) -> None:
    form = make(quick=True)
    assert form.sections.at_issue("phone") is None
    type_in(form, "family_name", "Diallo")
    type_in(form, "birth", "une date")
    assert form.show_all_button is not None
    QTest.mouseClick(form.show_all_button, Qt.MouseButton.LeftButton)
    assert line(form, "family_name").text() == "Diallo"
    assert line(form, "birth").text() == "une date"
    assert form.sections.at_issue("phone") is not None
    form.undo()
    assert line(form, "birth").text() == ""


def test_the_draft_is_kept_by_itself_and_says_so(qtbot: QtBot, make: Make) -> None:
    services = Services()
    form = make(services=services)
    with qtbot.waitSignal(form.draft_kept, timeout=4000):
        type_in(form, "family_name", "Diallo")
    assert services.drafts[-1]["family_name"] == "Diallo"


def test_saving_makes_the_form_clean(qtbot: QtBot, make: Make) -> None:
    form = make()
    with qtbot.waitSignal(form.dirty_changed):
        type_in(form, "family_name", "Diallo")
    assert form.is_dirty()
    form.mark_saved({**form.values(), "id": "new"})
    assert not form.is_dirty()
    assert form.values()["id"] == "new"
