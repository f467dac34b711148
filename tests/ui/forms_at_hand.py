"""A form on screen for a test, and a person's hands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.conditions import Context
from tests.ui.made_up_kind import CONTEXT, KIND, Services
from ui.forms import RecordForm
from ui.forms.field_box import FieldBox
from ui.forms.rows_editor import RowsEditor
from ui.theme import Theme, apply_theme
from ui.translation import use_language

Make = Callable[..., RecordForm]


def forms_shown(qtbot: QtBot, qapp: QApplication) -> Iterator[Make]:
    """For a fixture: shows forms of the made-up kind, complete, in a window that has the focus; in French at first."""
    apply_theme(qapp, Theme())
    use_language("fr")

    def made(
        values: dict[str, Any] | None = None,
        services: Services | None = None,
        context: Context = CONTEXT,
        quick: bool = False,
    ) -> RecordForm:
        form = RecordForm(KIND, values or {}, context, quick=quick, services=services or Services())
        qtbot.addWidget(form)
        form.resize(1146, 640)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        qtbot.waitUntil(form.sections.is_complete)
        form.set_tab_order()
        return form

    yield made
    use_language("fr")


def box(form: RecordForm, path: str) -> FieldBox:
    """The field at "birth" or "phones.0.number"."""
    found = form.sections.at_issue(path)
    assert isinstance(found, FieldBox)
    return found


def rows(form: RecordForm, path: str) -> RowsEditor:
    """The group of rows at "phones" or "goals.0.actions"."""
    found = form.sections.at_issue(path)
    assert isinstance(found, RowsEditor)
    return found


def line(form: RecordForm, path: str) -> QLineEdit:
    """The line one types in for a field."""
    found = getattr(box(form, path).editor, "line", None)
    assert isinstance(found, QLineEdit)
    return found


def type_in(form: RecordForm, path: str, text: str) -> QLineEdit:
    """Replace what is in a field by typing."""
    target = line(form, path)
    target.setFocus()
    target.selectAll()
    QTest.keyClick(target, Qt.Key.Key_Delete)
    for letter in text:  # keyClicks knows no Arabic
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
    return target


def focused() -> QWidget | None:
    """Where the focus is."""
    return QApplication.focusWidget()
