"""The form mirrored, narrow, spoken, in another theme; and the view to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.kind import Section
from tests.ui.forms_at_hand import Make, box, focused, forms_shown, line
from tests.ui.made_up_kind import CONTEXT, KIND, Services
from ui.forms import RecordForm, RecordView
from ui.forms.editors.yes_no import YesNoEditor
from ui.forms.reading import Block, RowLine
from ui.forms.record_view import SectionView
from ui.kit.canvas import Canvas
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


def answer(form: RecordForm, path: str, said: bool | None) -> None:
    editor = box(form, path).editor
    assert isinstance(editor, YesNoEditor)
    stop = editor.stops()[0]
    stop.setFocus()
    QTest.keyClick(stop, {True: Qt.Key.Key_O, False: Qt.Key.Key_N, None: Qt.Key.Key_Delete}[said])


def left_of(widget: QWidget, form: RecordForm) -> int:
    return widget.mapTo(form, QPoint(0, 0)).x()


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
    languages = line(form, "languages")
    assert languages.text() == "" and languages.placeholderText() == "إضافة…"
    assert languages.alignment() & Qt.AlignmentFlag.AlignRight, "an empty line begins where the window does"
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert focused() is second


def test_help_and_remarks_under_a_field_speak_the_other_language_and_do_not_vanish(qtbot: QtBot, make: Make) -> None:
    form = make()
    form.set_issues(Services().check(form.values_to_save() or {}).issues)
    named = box(form, "family_name")
    assert named.below.text() == "À remplir."
    helped = next(one for one in form.sections.boxes() if one.field.help and one.issue is None and one.below.text())
    for language in ("ar", "en", "fr"):
        use_language(language)
        qtbot.waitUntil(lambda: named.below.text() == str(named.issue.message if named.issue else None))
        qtbot.waitUntil(lambda: helped.below.text() == str(helped.field.help))
        QApplication.processEvents()
        assert named.below.text() and helped.below.text() and named.below.isVisible()


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


def test_a_field_alone_in_its_section_is_as_wide_as_those_of_the_others(make: Make) -> None:
    form = make()
    width = line(form, "family_name").width()
    grid = next(card for card in form.sections.cards.values() if "family_name" in card.group.boxes).group.grid
    grid.set_cells([box(form, "family_name")])
    layout = grid.layout()
    assert layout is not None
    layout.activate()
    assert abs(line(form, "family_name").width() - width) <= 1


def test_what_the_title_of_a_section_says_is_not_said_again_above_its_lines(qtbot: QtBot, make: Make) -> None:
    form = make(TWO_PHONES)
    editor = next(card.group.rows["phones"] for card in form.sections.cards.values() if "phones" in card.group.rows)
    said = next(label for label in editor.findChildren(QLabel) if label.text() == str(editor.rows_of.label))
    assert said.isVisible()
    editor.stand_under(editor.rows_of.label)
    assert said.isHidden()
    section = Section("phones", editor.rows_of.label, (editor.rows_of,))
    view = SectionView(section, may_edit=False)
    qtbot.addWidget(view)
    view.show_lines([Block(str(section.label), (RowLine("un numéro"),))])
    texts = [label.text() for label in view.findChildren(QLabel)]
    assert texts.count(str(section.label)) == 1


def test_the_room_beside_the_bar_is_at_the_end_of_the_line(qtbot: QtBot) -> None:
    canvas = Canvas(2, 3, 16, 5)
    qtbot.addWidget(canvas)
    for direction, left, right in ((Qt.LayoutDirection.RightToLeft, 16, 2), (Qt.LayoutDirection.LeftToRight, 2, 16)):
        canvas.setLayoutDirection(direction)
        room = canvas.column.contentsMargins()
        assert (room.left(), room.top(), room.right(), room.bottom()) == (left, 3, right, 5)


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
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
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


def test_a_section_that_is_read_again_is_not_empty_for_a_moment(qtbot: QtBot) -> None:
    """When the names of linked records came, cards stood without their lines until the next turn of the window."""
    view = RecordView(KIND, {"family_name": "Diallo"}, CONTEXT, services=Services())
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    view.set_values({"family_name": "Camara"})
    (shown,) = [one for one in view.findChildren(QLabel) if "Camara" in one.text()]
    assert shown.isVisible()
