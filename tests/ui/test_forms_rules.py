"""Conditions, rows, remarks beside fields, the short form, the mirrored form, the view to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words
from tests.ui.forms_at_hand import Make, box, focused, forms_shown, line, rows, type_in
from tests.ui.made_up_kind import CONTEXT, KIND, Services
from ui.forms import NotUnderstood, RecordForm, RecordView
from ui.forms.confidentiality import raised
from ui.forms.draft import settle
from ui.forms.editors.yes_no import YesNoEditor
from ui.theme import Theme, apply_theme
from ui.translation import use_language

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


def answer(form: RecordForm, path: str, said: bool | None, qtbot: QtBot) -> None:
    editor = box(form, path).editor
    assert isinstance(editor, YesNoEditor)
    stop = editor.stops()[0]
    stop.setFocus()
    qtbot.keyClick(stop, {True: Qt.Key.Key_O, False: Qt.Key.Key_N, None: Qt.Key.Key_Delete}[said])


def left_of(widget: QWidget, form: RecordForm) -> int:
    return widget.mapTo(form, QPoint(0, 0)).x()


# --- conditions -----------------------------------------------------------------------------------------------
def test_a_field_appears_by_its_condition_and_keeps_what_was_typed(qtbot: QtBot, make: Make) -> None:
    form = make()
    assert not box(form, "why_not").is_shown
    answer(form, "may_call", False, qtbot)
    assert box(form, "why_not").is_shown
    assert box(form, "why_not").label.text() == "Pourquoi non ? *"
    type_in(qtbot, form, "why_not", "son mari lit ses messages")
    answer(form, "may_call", True, qtbot)
    assert not box(form, "why_not").editor.isVisible()
    answer(form, "may_call", False, qtbot)
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
def test_ctrl_enter_adds_a_row_and_goes_into_it(qtbot: QtBot, make: Make) -> None:
    form = make(TWO_PHONES)
    first = line(form, "phones.0.number")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
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


def test_undo_of_a_field_reaches_a_row_that_was_removed_and_brought_back(qtbot: QtBot, make: Make) -> None:
    form = make(TWO_PHONES)
    type_in(qtbot, form, "phones.0.number", "0700000001")
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


def test_rows_within_rows_are_typed_and_kept(qtbot: QtBot, make: Make) -> None:
    form = make(A_GOAL)
    rows(form, "goals").rows()[0].set_open(True)
    rows(form, "goals.0.actions").add_row()
    type_in(qtbot, form, "goals.0.actions.1.what", "Écrire au bailleur")
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
    type_in(qtbot, form, "last_day", "1/1/2026")
    qtbot.wait(600)
    assert box(form, "last_day").message() == ""
    line(form, "children").setFocus()
    qtbot.waitUntil(lambda: box(form, "last_day").message() == "La fin est avant le début.")
    assert line(form, "last_day").property("bad") == "true"
    type_in(qtbot, form, "last_day", "1/2/2026")
    qtbot.waitUntil(lambda: box(form, "last_day").message() == "", timeout=3000)
    assert not line(form, "last_day").property("bad")


def test_an_empty_needed_field_that_was_only_passed_is_not_scolded(qtbot: QtBot, make: Make) -> None:
    form = make()
    line(form, "family_name").setFocus()
    qtbot.keyClick(line(form, "family_name"), Qt.Key.Key_Tab)
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


def test_the_side_says_how_much_is_still_to_complete(qtbot: QtBot, make: Make) -> None:
    form = make()
    before = form.side.links["person"].missing
    type_in(qtbot, form, "birth", "1990")
    assert form.side.links["person"].missing == before - 1


# --- the short form, the draft ----------------------------------------------------------------------------------
def test_the_short_form_grows_to_the_whole_one_and_keeps_what_was_typed(qtbot: QtBot, make: Make) -> None:
    form = make(quick=True)
    assert form.sections.at_issue("phone") is None
    type_in(qtbot, form, "family_name", "Diallo")
    type_in(qtbot, form, "birth", "une date")
    assert form.show_all_button is not None
    qtbot.mouseClick(form.show_all_button, Qt.MouseButton.LeftButton)
    assert line(form, "family_name").text() == "Diallo"
    assert line(form, "birth").text() == "une date"
    assert form.sections.at_issue("phone") is not None
    form.undo()
    assert line(form, "birth").text() == ""


def test_the_draft_is_kept_by_itself_and_says_so(qtbot: QtBot, make: Make) -> None:
    services = Services()
    form = make(services=services)
    with qtbot.waitSignal(form.draft_kept, timeout=4000):
        type_in(qtbot, form, "family_name", "Diallo")
    assert services.drafts[-1]["family_name"] == "Diallo"


def test_saving_makes_the_form_clean(qtbot: QtBot, make: Make) -> None:
    form = make()
    with qtbot.waitSignal(form.dirty_changed):
        type_in(qtbot, form, "family_name", "Diallo")
    assert form.is_dirty()
    form.mark_saved({**form.values(), "id": "new"})
    assert not form.is_dirty()
    assert form.values()["id"] == "new"


# --- languages and widths -----------------------------------------------------------------------------------------
def test_the_whole_form_mirrors_and_speaks_arabic_while_it_is_open(qtbot: QtBot, make: Make) -> None:
    form = make({"nationality": "GN", "phone": "+212612345678"})
    first, second = line(form, "family_name"), line(form, "given_names")
    assert left_of(first, form) < left_of(second, form)
    use_language("ar")
    qtbot.waitUntil(lambda: left_of(first, form) > left_of(second, form))
    assert box(form, "family_name").label.text() == "الاسم العائلي *"
    assert line(form, "nationality").text() == "غينية"
    assert left_of(form.side, form) > left_of(form.sections, form)
    phone = line(form, "phone")
    assert phone.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert phone.alignment() & Qt.AlignmentFlag.AlignRight
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert focused() is second


def test_neighbours_are_aligned_and_nothing_scrolls_sideways(make: Make) -> None:
    form = make(TWO_PHONES)
    first, second = line(form, "family_name"), line(form, "given_names")
    assert first.mapTo(form, QPoint(0, 0)).y() == second.mapTo(form, QPoint(0, 0)).y()
    assert abs(first.width() - second.width()) <= 1
    page = form.sections.widget()
    assert page is not None
    assert page.width() <= form.sections.viewport().width()


def test_a_narrow_form_has_one_column(qtbot: QtBot, make: Make) -> None:
    form = make()
    form.resize(640, 640)
    first, second = line(form, "family_name"), line(form, "given_names")
    qtbot.waitUntil(lambda: left_of(first, form) == left_of(second, form))
    assert second.mapTo(form, QPoint(0, 0)).y() > first.mapTo(form, QPoint(0, 0)).y()


def test_a_screen_reader_hears_the_label_and_the_error(make: Make) -> None:
    form = make()
    form.set_issues(Services().check(form.values_to_save() or {}).issues)
    assert line(form, "family_name").accessibleName().startswith("Nom de famille, ")
    assert line(form, "family_name").accessibleDescription() == "À remplir."


# --- reading ------------------------------------------------------------------------------------------------------
def test_the_view_leaves_out_what_is_empty_and_copies_as_text(qtbot: QtBot) -> None:
    values = {"family_name": "<b>Diallo</b>", "friend": "p2", **A_GOAL}
    view = RecordView(KIND, values, CONTEXT, services=Services())
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: "محمد العلوي" in view.text())
    assert "Prénoms" not in view.text()
    assert view.cards["contact"].isHidden()
    assert "- \u2068Un toit\u2069" in view.text()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "<b>Diallo</b>" in QGuiApplication.clipboard().text()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in view.findChildren(QLabel) if label.text())


def test_the_view_asks_to_edit_its_section(qtbot: QtBot) -> None:
    view = RecordView(KIND, {"family_name": "Diallo"}, CONTEXT, services=Services())
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.edit_asked) as asked:
        view.cards["person"].edit_asked.emit()
    assert asked.args == ["person"]


# --- themes -------------------------------------------------------------------------------------------------------
def test_the_theme_and_the_language_change_again_and_again_under_an_open_form(
    qtbot: QtBot, qapp: QApplication, make: Make
) -> None:
    """Once, a date field remade its calendar button while Qt was walking through all widgets: the program died."""
    form = make(TWO_PHONES | {"first_day": date(2026, 1, 5)})
    for turn in range(6):
        apply_theme(qapp, Theme(mode="dark" if turn % 2 else "light"))
        use_language("ar" if turn % 2 else "fr")
        qtbot.wait(10)
    assert form.values()["first_day"] == date(2026, 1, 5)
    calendar = line(form, "first_day").findChildren(QToolButton)
    assert len(calendar) == 1
    assert calendar[0].x() < line(form, "first_day").width() // 2  # Arabic: at the left end
