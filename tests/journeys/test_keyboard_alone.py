"""Everything without a mouse: a person welcomed, served, found and counted by keys; Tab as the eye reads, in both
directions of writing; and a name for a screen reader on whatever takes the keyboard.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from casemgr.services import search
from tests.journeys.hands import CONTROL, Hands, plain
from tests.journeys.office import Office
from tests.ui.shell_at_hand import LOGIN, PASSWORD, cheap_passwords, copied, found
from ui.pages.administration import AdministrationPage
from ui.pages.beneficiary_file import FilePage
from ui.pages.figures import FiguresPage
from ui.pages.new_record import NewRecordPage
from ui.pages.new_record_editor import RecordEditor
from ui.shell.rarer_registers import MORE


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: list[Path] = []
    for _cheap in cheap_passwords():
        made.append(found(tmp_path_factory.mktemp("founded")))
    return made[0]


@pytest.fixture
def database(founded: Path, tmp_path: Path) -> Path:
    return copied(founded, tmp_path)


def tab_to(hands: Hands, path: str) -> None:
    """Tab until the keyboard is in a field; a form of a hundred stops is an honest limit."""
    stop = hands.box(path).editor.stops()[0]
    for _step in range(100):
        now = QApplication.focusWidget()
        if now is not None and (now is stop or hands.box(path).editor.isAncestorOf(now)):
            return
        hands.press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never came to {path}")


def answer(hands: Hands, **answers: str) -> None:
    for path, text in answers.items():
        tab_to(hands, path)
        hands.type(text)
    hands.press(Qt.Key.Key_Tab)


def test_a_person_is_welcomed_served_found_and_counted_by_keys_alone(office: Office, database: Path) -> None:
    hands = office.enter(database, LOGIN, PASSWORD)
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.arrive(NewRecordPage)
    hands.form()
    answer(hands, family_name="Traoré", given_names="Awa", sex="fém", birth_date="1994", nationality="malienne")
    answer(hands, answer="donn", mode="signat")
    by_keys(hands)
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.header.head is not None)
    code = plain(page.header.code.text())
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.take("&Service")
    hands.arrive(NewRecordPage)
    answer(hands, type="kit béb")
    by_keys(hands)
    hands.wait(lambda: page._counts.get("service") == 1, "the service is in the file")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_K, CONTROL)
    hands.type("traore awa")
    hands.wait(lambda: hands.shell.palette_view.results.count() == 1)
    hands.press(Qt.Key.Key_Return)
    again = hands.arrive(FilePage)
    hands.wait(lambda: plain(again.header.code.text()) == code, "her file")
    hands.call("Figures")
    figures = hands.arrive(FiguresPage).cards.cards
    hands.wait(lambda: [figures[key].figure.text() for key in ("C01", "C06")] == ["1", "1"], "one person, one service")


def by_keys(hands: Hands) -> None:
    """Ctrl+S; the doubts, if there are some, are answered by Tab and Space."""
    editor = hands.find(RecordEditor, hands.page)
    saved: list[object] = []
    editor.saved.connect(saved.append)
    hands.press(Qt.Key.Key_S, CONTROL)
    hands.wait(lambda: saved or editor.doubts.isVisible(), "saved, or doubts")
    if not saved:
        button = hands.button("Save anyway", editor.doubts)
        for _step in range(150):
            if QApplication.focusWidget() is button:
                break
            hands.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is button, "Tab comes to the answer to the doubts"
        hands.press(Qt.Key.Key_Space)
        hands.wait(lambda: saved, "saved")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_tab_goes_through_a_form_as_the_eye_reads(office: Office, database: Path, language: str) -> None:
    hands = office.enter(database, LOGIN, PASSWORD, language)
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.arrive(NewRecordPage)
    form = hands.form()
    form.focus_first()
    inside = form.sections.widget()
    assert inside is not None
    places: list[tuple[int, int]] = []
    for _step in range(14):
        now = QApplication.focusWidget()
        assert now is not None and inside.isAncestorOf(now)
        middle = now.mapTo(inside, now.rect().center())
        places.append((middle.y(), middle.x() if language == "fr" else inside.width() - middle.x()))
        hands.press(Qt.Key.Key_Tab)
    lines = [round(y / 24) for y, _x in places]
    assert lines == sorted(lines)
    for one, other in pairwise(places):
        if abs(one[0] - other[0]) < 12:
            assert one[1] < other[1], "along a line, in the direction of writing"


def nameless(among: QWidget) -> list[str]:
    """What takes the keyboard and says nothing to a screen reader."""
    silent = []
    for widget in among.findChildren(QWidget):
        takes = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        proxy = widget.focusProxy()
        if takes and proxy is None and not spoken(widget):
            place = widget.mapTo(among, QPoint(0, 0))
            silent.append(f"{type(widget).__name__} {widget.objectName()!r} at {place.x()},{place.y()}")
    return silent


def spoken(widget: QWidget) -> str:
    """What a screen reader says: the name given, the text of a button, or the name of the frame around a group."""
    text = getattr(widget, "text", None)
    is_button = hasattr(widget, "isCheckable") and callable(text)
    own = widget.accessibleName() or (str(text()) if is_button and callable(text) else "")
    if own or not isinstance(widget, QAbstractScrollArea):
        return own
    return widget.toolTip()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_whatever_takes_the_keyboard_has_a_name(office: Office, database: Path, language: str) -> None:
    hands = office.start(language)
    silent: dict[str, list[str]] = {}

    def listen(where: str) -> None:
        """While it is being read, and once it is."""
        silent[where] = nameless(hands.window)
        hands.settle()
        silent[where] += nameless(hands.window)

    listen("first start")
    hands = office.enter(database, LOGIN, PASSWORD, language)
    for key in [key for key in hands.shell.side._entries if key != MORE]:
        hands.go(key)
        listen(key)
        page = hands.page
        if isinstance(page, AdministrationPage):
            for part in page._makers:
                page.show_part(part)
                listen(f"administration, {part}")
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.arrive(NewRecordPage)
    hands.form().show_all_fields()
    hands.form()
    listen("new beneficiary")
    hands.shell.navigator.open_file(search.find(hands.shell.desk, "Diallo")[0].id)
    page = hands.arrive(FilePage)
    hands.wait(lambda: page.header.head is not None)
    for place, key in enumerate(page.keys):
        hands.tab(page.tabs, place)
        listen(f"file, {key}")
    hands.shell.navigator.open_page("appearance")
    listen("my settings")
    assert {where: found for where, found in silent.items() if found} == {}
