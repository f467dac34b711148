"""A person types in a form: what is understood, what is kept, what is undone, where the focus goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casemgr.domain.dates import ApproximateDate
from tests.ui.forms_at_hand import Make, box, focused, forms_shown, line, type_in
from tests.ui.made_up_kind import TODAY, Services
from ui.forms import NotUnderstood
from ui.forms.editors.choice import ChoiceEditor, ChoicesEditor
from ui.forms.editors.date import DateEditor
from ui.forms.editors.link import LinkEditor
from ui.forms.editors.pick_line import PickLine
from ui.forms.history import History
from ui.theme import colour

HOSTILE = "<b>gras</b> & \u202eenvers\u202c \u2066isolé\u2069 " + "très long " * 1000


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> Iterator[Make]:
    yield from forms_shown(qtbot, qapp)


@pytest.mark.parametrize("typed", ["3/5/90", "03.05.1990", "3 mai 1990", "٣/٥/١٩٩٠"])
def test_a_date_is_typed_as_people_write_it_and_said_in_full(make: Make, typed: str) -> None:
    form = make()
    target = type_in(form, "first_day", typed)
    assert form.values()["first_day"] == date(1990, 5, 3)
    assert box(form, "first_day").below.text() == "jeudi 3 mai 1990"
    QTest.keyClick(target, Qt.Key.Key_Tab)
    assert target.text() == "03/05/1990"


def test_an_age_becomes_an_approximate_birth_date_and_says_so(make: Make) -> None:
    form = make()
    type_in(form, "birth", "34 ans")
    assert form.values()["birth"] == ApproximateDate.estimated(34, TODAY)
    assert box(form, "birth").below.text() == "vers 1992 (34 ans estimés le 10/03/2026)"
    assert form.sections.values()["birth"].age == 34


def test_a_computed_field_follows_what_it_is_made_of(make: Make) -> None:
    form = make()
    type_in(form, "birth", "1990")
    assert box(form, "age").editor.value() == 37
    assert "age" not in form.values()


def test_a_text_that_is_not_a_date_is_kept_and_said_once_the_field_is_left(make: Make) -> None:
    form = make()
    target = type_in(form, "first_day", "la semaine de l’Aïd")
    assert box(form, "first_day").message() == ""
    QTest.keyClick(target, Qt.Key.Key_Tab)
    kept = form.values()["first_day"]
    assert isinstance(kept, NotUnderstood)
    assert kept == "la semaine de l’Aïd"
    assert "n’est pas comprise" in box(form, "first_day").message()
    assert target.text() == "la semaine de l’Aïd"


def test_a_draft_brings_back_the_text_that_was_not_understood(qtbot: QtBot, make: Make) -> None:
    services = Services()
    form = make(services=services)
    type_in(form, "rent", "mille")
    qtbot.waitUntil(lambda: bool(services.drafts), timeout=4000)
    again = make({**services.drafts[-1], "rent": str(services.drafts[-1]["rent"])})
    assert line(again, "rent").text() == "mille"
    assert isinstance(again.values()["rent"], NotUnderstood)


def test_nothing_is_given_to_save_while_a_text_is_not_understood(make: Make) -> None:
    form = make()
    type_in(form, "children", "deux")
    line(form, "family_name").setFocus()
    assert form.values_to_save() is None
    assert focused() is line(form, "children")
    type_in(form, "children", "2")
    saved = form.values_to_save()
    assert saved is not None
    assert saved["children"] == 2


def test_a_phone_is_grouped_while_it_is_typed(make: Make) -> None:
    form = make()
    target = type_in(form, "phone", "0612345678")
    assert target.text() == "06 12 34 56 78"
    assert form.values()["phone"] == "+212612345678"
    assert target.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_a_digit_typed_in_the_middle_of_a_phone_stays_where_the_cursor_is(make: Make) -> None:
    form = make()
    target = type_in(form, "phone", "061345678")
    target.setCursorPosition(5)  # after the 3 of "06 13"
    QTest.keyClick(target, Qt.Key.Key_Backspace)
    QTest.keyClicks(target, "23")
    assert target.text() == "06 12 34 56 78"
    assert target.text()[: target.cursorPosition()].replace(" ", "") == "06123"


def test_an_amount_is_read_with_a_comma_and_shown_with_its_separators(make: Make) -> None:
    form = make()
    target = type_in(form, "rent", "1250,5")
    assert form.values()["rent"] == Decimal("1250.5")
    QTest.keyClick(target, Qt.Key.Key_Tab)
    assert target.text() == "1\u202f250,50"
    assert form.values()["rent"] == Decimal("1250.5")


@pytest.mark.parametrize(("typed", "code"), [("guin", "GN"), ("غيني", "GN"), ("Ivoir", "CI")])
def test_a_choice_answers_in_any_language_and_enter_takes_the_first(
    qtbot: QtBot, make: Make, typed: str, code: str
) -> None:
    form = make()
    target = type_in(form, "nationality", typed)
    editor = box(form, "nationality").editor
    assert isinstance(editor, ChoiceEditor)
    qtbot.waitUntil(editor.line.is_open)
    offered = [one for one, _label in editor.line.entries()]
    assert code in offered
    popup = QApplication.activePopupWidget()
    assert popup is not None
    for _step in range(offered.index(code)):
        QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert form.values()["nationality"] == code
    assert target.text() == box(form, "nationality").field.show(code)


def test_tab_takes_the_term_that_is_lit_and_goes_on(make: Make) -> None:
    form = make()
    type_in(form, "sex", "fém")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Tab)
    assert form.values()["sex"] == "F"


def test_a_term_that_is_not_in_the_list_stays_and_is_said(make: Make) -> None:
    form = make()
    target = type_in(form, "sex", "zzz")
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.hide()
    line(form, "family_name").setFocus()
    assert target.text() == "zzz"
    assert "n’est pas dans la liste" in box(form, "sex").message()


def test_several_terms_are_chips_that_delete_takes_away(make: Make) -> None:
    form = make({"languages": ("fr", "ar")})
    editor = box(form, "languages").editor
    assert isinstance(editor, ChoicesEditor)
    chip = editor.stops()[0]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert form.values()["languages"] == ("ar",)
    form.undo()
    assert form.values()["languages"] == ("fr", "ar")


def test_a_link_searches_while_it_is_typed_and_shows_the_title(qtbot: QtBot, make: Make) -> None:
    services = Services()
    form = make(services=services)
    type_in(form, "friend", "kou")
    editor = box(form, "friend").editor
    assert isinstance(editor, LinkEditor)
    qtbot.waitUntil(editor.line.is_open, timeout=3000)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert form.values()["friend"] == "p3"
    assert editor.line.text() == "Jean Kouassi"
    assert ("person", "kou") in services.asked


def test_a_text_for_which_names_are_suggested_stays_free(qtbot: QtBot, make: Make) -> None:
    form = make()

    def after(*keys: Qt.Key) -> str:
        host = type_in(form, "host", "kou")
        assert isinstance(host, PickLine)
        qtbot.waitUntil(host.is_open, timeout=20_000)
        for key in keys:
            popup = QApplication.activePopupWidget()
            assert popup is not None
            QTest.keyClick(popup, key)
        qtbot.waitUntil(lambda: not host.is_open(), timeout=20_000)
        assert host.text() == form.values()["host"]
        return host.text()

    assert after(Qt.Key.Key_Tab) == "kou", "what is typed stays until a line is taken"
    assert after(Qt.Key.Key_Return) == "kou"
    assert after(Qt.Key.Key_Down, Qt.Key.Key_Return) == "Jean Kouassi"
    form.undo()
    assert form.values()["host"] == "kou"


def test_a_stored_link_shows_its_title(qtbot: QtBot, make: Make) -> None:
    form = make({"friend": "p2"})
    qtbot.waitUntil(lambda: line(form, "friend").text() == "محمد العلوي")
    assert form.values()["friend"] == "p2"


def test_letters_answer_a_question_and_delete_takes_the_answer_back(make: Make) -> None:
    form = make()
    editor = box(form, "may_call").editor
    for key, answer in ((Qt.Key.Key_O, True), (Qt.Key.Key_N, False), (Qt.Key.Key_Delete, None)):
        stop = focused() if answer is not True else editor.stops()[2]
        assert stop is not None
        stop.setFocus()
        QTest.keyClick(stop, key)
        assert form.values()["may_call"] is answer


def test_hostile_text_is_shown_literally_and_kept_whole(make: Make) -> None:
    form = make({"family_name": HOSTILE.strip(), "note": HOSTILE.strip()})
    assert line(form, "family_name").text() == HOSTILE.strip()
    assert form.values()["note"] == HOSTILE.strip()
    assert form.values()["family_name"] == HOSTILE.strip()
    assert form.width() == 1146


def test_arabic_begins_on_the_right_in_a_french_window(make: Make) -> None:
    form = make()
    target = line(form, "given_names")
    assert target.alignment() & Qt.AlignmentFlag.AlignLeft
    type_in(form, "given_names", "محمد Ali")
    assert target.alignment() & Qt.AlignmentFlag.AlignRight
    assert line(form, "family_name_ar").alignment() & Qt.AlignmentFlag.AlignRight


def test_undo_takes_back_a_field_at_a_time_and_goes_there(make: Make) -> None:
    form = make()
    first = type_in(form, "family_name", "Diallo")
    QTest.keyClick(first, Qt.Key.Key_Tab)
    second = type_in(form, "given_names", "Awa")
    QTest.keyClick(second, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["given_names"] is None
    assert form.values()["family_name"] == "Diallo"
    QTest.keyClick(second, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["family_name"] is None
    assert focused() is first
    assert not form.is_dirty()
    QTest.keyClick(first, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["family_name"] == "Diallo"


def test_typing_after_an_undo_forgets_what_could_be_done_again() -> None:
    history = History()
    history.push(("a",), "", "x")
    history.seal()
    history.push(("a",), "x", "y")
    assert history.undo() is not None
    history.push(("b",), "", "z")
    assert not history.can_redo
    assert history.redo() is None


def test_enter_goes_to_the_next_field_and_tab_follows_the_eye_back_too(make: Make) -> None:
    form = make()
    first = line(form, "family_name")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert focused() is line(form, "given_names")
    QTest.keyClick(line(form, "given_names"), Qt.Key.Key_Tab)
    assert focused() is line(form, "family_name_ar")
    QTest.keyClick(line(form, "family_name_ar"), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is line(form, "given_names")


def test_alt_and_arrows_go_from_section_to_section(make: Make) -> None:
    form = make()
    first = line(form, "family_name")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert focused() is line(form, "phone")
    assert form.side.current() == "contact"
    QTest.keyClick(line(form, "phone"), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert focused() is first


def test_the_calendar_gives_a_day_with_the_keyboard_alone(make: Make) -> None:
    form = make({"first_day": date(2026, 3, 2)})
    editor = box(form, "first_day").editor
    assert isinstance(editor, DateEditor)
    editor.open_calendar()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    ground = popup.grab().toImage().pixelColor(popup.width() // 2, 6)
    assert ground == colour("raised")  # a translucent popup is black where there is no compositor
    grid = popup.focusProxy()
    assert grid is not None
    QTest.keyClick(grid, Qt.Key.Key_PageUp)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert form.values()["first_day"] == date(2026, 2, 3)
    assert editor.line.text() == "03/02/2026"


@pytest.mark.parametrize(
    ("path", "pasted", "understood"),
    [
        ("phone", "٠٦١٢٣٤٥٦٧٨", "06 12 34 56 78"),
        ("phone", "06 12 34\n56 78", "06 12 34 56 78"),
        ("phone", "\u202a+212 612-345678\u202c", "06 12 34 56 78"),
        ("birth", "٣/٥/١٩٩٠", "03/05/1990"),
        ("birth", "\u200f3/5/1990\r\n", "03/05/1990"),
        ("first_day", "٣/٥/٢٠٢٥", "03/05/2025"),
    ],
)
def test_a_phone_or_a_date_is_pasted_as_others_wrote_it(make: Make, path: str, pasted: str, understood: str) -> None:
    form = make()
    target = line(form, path)
    target.setFocus()
    QApplication.clipboard().setText(pasted)
    target.paste()
    box(form, path).editor.settle()
    assert target.text() == understood
