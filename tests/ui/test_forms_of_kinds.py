"""The forms of the real kinds on screen: their lines, their gaps, their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casemgr.domain.conditions import Context
from casemgr.domain.kind import Kind
from casemgr.records import KINDS
from tests.ui.made_up_kind import Services
from ui.forms import RecordForm
from ui.forms.reading import sentence
from ui.forms.rows_editor import RowsEditor
from ui.kit import DirectionalLabel
from ui.theme import Theme, apply_theme
from ui.translation import use_language

CONTEXT = Context(today=date(2026, 11, 23), user="u1", branch="b1")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme())
    use_language("fr")
    yield
    use_language("fr")


def shown(qtbot: QtBot, kind: Kind) -> RecordForm:
    """The whole form of a kind, with a row in each of its groups."""
    form = RecordForm(kind, {}, CONTEXT, services=Services())
    qtbot.addWidget(form)
    form.resize(1100, 640)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.waitUntil(form.sections.is_complete)
    for rows in form.findChildren(RowsEditor):
        rows.add_row()
    return form


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_group_of_rows_is_as_high_as_what_stands_in_it(qtbot: QtBot, kind: Kind, language: str) -> None:
    """Help under a field of a row left a gap around the heading of the group; in a narrow form lines were cut."""
    use_language(language)
    form = shown(qtbot, kind)

    def wrong() -> list[tuple[str, int, int]]:
        """The groups and lines that have more room than they need, or less; and the room they need."""
        groups = [rows for rows in form.findChildren(RowsEditor) if rows.isVisibleTo(form)]
        lines = [row for rows in groups for row in rows.rows()]
        found = [(str(rows.path), rows.height(), rows.heightForWidth(rows.width())) for rows in groups]
        found += [(row.rows.key, row.height(), row.heightForWidth(row.width())) for row in lines]
        return [(which, high, needed) for which, high, needed in found if abs(high - needed) > 1]

    for width in (1100, 600):
        form.resize(width, 640)
        qtbot.waitUntil(lambda: wrong() == [], timeout=8000)
    form.resize(1100, 640)
    qtbot.waitUntil(lambda: all(high > needed for _which, high, needed in wrong()), timeout=8000)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_stops_of_tab_stand_in_the_order_of_the_eye(qtbot: QtBot, kind: Kind, language: str) -> None:
    use_language(language)
    form = RecordForm(kind, {}, CONTEXT, services=Services())
    qtbot.addWidget(form)
    form.resize(1100, 640)
    form.show()
    qtbot.waitUntil(form.sections.is_complete)

    def backwards() -> list[tuple[str, str]]:
        """Two stops of which the later one stands above the other, or before it in the same line."""
        stops = [stop for stop in form.stops() if stop.isVisibleTo(form)]
        places = [stop.mapTo(form.sections.inside, stop.rect().center()) for stop in stops]
        ahead = -1 if language == "ar" else 1
        return [
            (one.accessibleName(), other.accessibleName())
            for (one, here), (other, there) in pairwise(zip(stops, places, strict=True))
            if there.y() < here.y() - 8 or (abs(there.y() - here.y()) <= 8 and (there.x() - here.x()) * ahead < 0)
        ]

    qtbot.waitUntil(lambda: backwards() == [], timeout=8000)


def kind_of(key: str) -> Kind:
    return next(kind for kind in KINDS if kind.key == key)


def test_a_folded_member_of_a_household_says_who_it_is(qtbot: QtBot) -> None:
    """Two children were two lines "Child"."""
    member = {"member": "p1", "relationship": "CHILD", "from_date": date(2026, 9, 9), "lives_here": True, "id": "7"}
    light = {"first_name": "Awa", "relationship": "CHILD", "from_date": date(2026, 9, 9), "id": "8"}
    form = RecordForm(kind_of("household"), {"members": [member, light]}, CONTEXT, services=Services())
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(form.sections.is_complete)
    rows = form.sections.at(("members",))
    assert isinstance(rows, RowsEditor)
    first, second = rows.rows()
    assert not first.is_open
    qtbot.waitUntil(lambda: "Fatoumata Diallo" in first.title({**member}))
    assert second.title(light).startswith("Awa")
    heads = [one.text() for one in first.findChildren(DirectionalLabel)]
    assert any("Fatoumata Diallo" in text for text in heads), heads


def test_lines_under_one_another_say_their_help_once(qtbot: QtBot) -> None:
    form = RecordForm(kind_of("case"), {"team": [{"member": "p1"}, {"member": "p2"}]}, CONTEXT, services=Services())
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(form.sections.is_complete)
    rows = form.sections.at(("team",))
    assert isinstance(rows, RowsEditor)
    said = [row.fields.boxes["member"].below.text() for row in rows.rows()]
    assert said[0] and said[1:] == [""]


def test_of_two_days_in_a_row_each_says_which_it_is() -> None:
    reminders = next(rows for rows in kind_of("complaint").rows() if rows.key == "reminders")
    line = {"due_on": date(2026, 9, 30), "sent_on": date(2026, 10, 2)}
    assert set(line) <= {field.key for field in reminders.plain_fields()}
    said = sentence(reminders, line, CONTEXT, lambda _kind, _id: "")
    assert said.startswith("À faire le") and "Faite le" in said
