"""The hands and eyes of a person at the window: keys to whatever has the keyboard, clicks only on what can be
seen and reached, and waiting for what she waits for. Nothing here goes round the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from casemgr.domain.words import translate as _
from ui import operations
from ui.forms import RecordForm
from ui.forms.field_box import FieldBox
from ui.forms.rows_editor import RowsEditor
from ui.kit import Toast
from ui.main_window import MainWindow
from ui.navigation import Screen
from ui.pages.new_record_editor import RecordEditor
from ui.pages.step_buttons import StepButtons
from ui.shell.shell import Shell

WAIT = 15_000  # ms a person would never wait; the machine of a test may be busy
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
_MARKS = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")
W = TypeVar("W", bound=QWidget)


def plain(text: str) -> str:
    """`text` without the marks of direction, which nobody sees."""
    return text.translate(_MARKS)


class Hands:
    """A person at `window`; `folder` is where pictures of failures go, `strangers` the windows that were there before
    the journey: what a test that failed left behind is none of hers.
    """

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path, strangers: Sequence[QWidget] = ()) -> None:
        self.qtbot = qtbot
        self.window = window
        self.folder = folder
        self.strangers = strangers

    # --- waiting ------------------------------------------------------------------------------------------------
    def wait(self, until: Callable[[], object], what: str = "") -> None:
        """Until something is so; `what` says in the failure what was waited for."""

        def check() -> None:
            assert until(), what or "not so yet"

        try:
            self.qtbot.waitUntil(check, timeout=WAIT)
        except Exception:
            self.keep_picture()
            raise

    def settle(self) -> None:
        """Until nothing is being read or written any more: a panel that is read again makes its buttons anew."""
        QApplication.processEvents()
        self.wait(lambda: not operations._the_office().under_way, "everything was read")

    def keep_picture(self) -> None:
        """What is on the screen when something fails, beside the files of the journey (pytest keeps them)."""
        self.window.grab().save(str(self.folder / "last.png"))

    # --- where one is -------------------------------------------------------------------------------------------
    @property
    def shell(self) -> Shell:
        """The window of who is signed in."""
        assert self.window.shell is not None
        return self.window.shell

    @property
    def page(self) -> Screen:
        """The screen in front."""
        page = self.shell.navigator.current
        assert page is not None
        return page

    def readable(self) -> str:
        """All that can be read in the windows of the journey (see `readable`)."""
        own = [top for top in QApplication.topLevelWidgets() if not any(top is one for one in self.strangers)]
        return "\n".join(readable(top) for top in own)

    def find(self, kind: type[W], among: QWidget | None = None) -> W:
        """The one widget of a class that is seen."""
        found = [one for one in (among or self.window).findChildren(kind) if one.isVisible()]
        assert len(found) == 1, f"{len(found)} of {kind.__name__} are seen"
        return found[0]

    def arrive(self, kind: type[W]) -> W:
        """Wait until a screen of a class is in front."""
        self.wait(lambda: isinstance(self.page, kind) and self.page.isVisible(), f"{kind.__name__} in front")
        page = self.page
        assert isinstance(page, kind)
        return page

    # --- keys ---------------------------------------------------------------------------------------------------
    def _target(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        target = popup or QApplication.focusWidget() or QApplication.activeWindow() or self.window
        assert target is not None
        return target

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key; shortcuts answer first, then the menu that is open, then what has the keyboard."""
        for _time in range(times):
            QTest.keyClick(self._target(), key, modifiers)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Letters, in any script."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self._target(), QKeyEvent(kind, 0, NONE, letter))
        QApplication.processEvents()

    def replace(self, text: str) -> None:
        """Type over what the line in focus holds."""
        self.press(Qt.Key.Key_A, CONTROL)
        self.press(Qt.Key.Key_Delete)
        self.type(text)

    def is_in_sight(self, widget: QWidget) -> bool:
        """Whether the whole of a widget is seen, where it stands now."""
        return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()

    # --- the mouse ----------------------------------------------------------------------------------------------
    def reach(self, widget: QWidget) -> QPoint:
        """Scroll a widget to where it is seen; the point to click. Fails when something stays over it."""
        name = f"{type(widget).__name__} {said(widget)!r}"
        self.wait(lambda: widget.isVisible() and self._uncovered(widget), f"{name} can be seen and reached")
        return middle_of(widget)

    def _uncovered(self, widget: QWidget) -> bool:
        QApplication.processEvents()
        around = widget.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea) and around.isAncestorOf(widget):
                around.ensureWidgetVisible(widget, 4, 120)
            around = around.parentWidget()
        QApplication.processEvents()
        under = under_the_pointer(widget, middle_of(widget))
        for message in self.window.findChildren(Toast):  # one takes away what lies over what one wants
            if under is not None and message.isAncestorOf(under) and not message.isAncestorOf(widget):
                message.leave()
        return under is widget or (under is not None and widget.isAncestorOf(under))

    def click(self, widget: QWidget) -> None:
        """A click in the middle of what can be seen and used."""
        self.wait(widget.isEnabled, f"{type(widget).__name__} {said(widget)!r} may be used")
        place = self.reach(widget)
        if not widget.window().isActiveWindow():  # a click brings a window to the front
            widget.window().activateWindow()
            self.wait(widget.window().isActiveWindow, "the window is in front")
        target = under_the_pointer(widget, place) or widget
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, NONE, target.mapFromGlobal(widget.mapToGlobal(place)))
        QApplication.processEvents()

    def button(self, words: str, among: QWidget | None = None) -> QAbstractButton:
        """The button that is seen and called `words` in the language of the moment. Waits for it."""
        wanted = plain(_(words))

        def named() -> list[QAbstractButton]:
            everything = (among or QApplication.activeModalWidget() or self.window).findChildren(QAbstractButton)
            return [one for one in everything if one.isVisible() and wanted in (said(one), plain(one.accessibleName()))]

        self.wait(lambda: named(), f"a button {wanted!r}")
        return named()[0]

    def push(self, words: str, among: QWidget | None = None) -> None:
        """Click the button called `words`."""
        self.click(self.button(words, among))

    def put(self, line: QWidget, text: str) -> None:
        """Click into a line and type over what is there."""
        self.click(line)
        self.replace(text)

    def choose(self, box: QComboBox, words: str) -> None:
        """Take an entry of a list by keyboard, as a person: from the top, down to it."""
        wanted = plain(words)

        def offered() -> list[str]:
            return [plain(box.itemText(place)) for place in range(box.count())]

        self.settle()  # what is being read may fill the list anew
        self.wait(lambda: wanted in offered(), f"{wanted!r} is offered")
        self.click(box)
        self.wait(box.view().isVisible, "the list is open")
        for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * offered().index(wanted), Qt.Key.Key_Return):
            QTest.keyClick(box.view(), key)
        self.wait(lambda: not box.view().isVisible() and plain(box.currentText()) == wanted, f"{wanted!r} is taken")

    def call(self, words: str) -> None:
        """Ctrl+K and an act by its name."""
        self.press(Qt.Key.Key_K, CONTROL)
        palette = self.shell.palette_view
        self.wait(palette.field.hasFocus)
        self.replace(_(words))
        self.wait(lambda: palette.results.count() == 1, f"only {_(words)!r} answers")
        self.press(Qt.Key.Key_Return)

    def go(self, key: str) -> None:
        """Click a screen of the side."""
        self.click(self.shell.side._entries[key])
        self.wait(lambda: self.shell.navigator.current_key == key)

    def tab(self, bar: QTabBar, place: int) -> None:
        """Click a tab, or take it from the menu of those for which there is no room."""
        if not bar.isTabVisible(place):
            bar.setCurrentIndex(place)
            QApplication.processEvents()
            return
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, NONE, bar.tabRect(place).center())
        QApplication.processEvents()

    # --- forms --------------------------------------------------------------------------------------------------
    def form(self) -> RecordForm:
        """The form that is in front, whole."""
        self.wait(lambda: [one for one in self.page.findChildren(RecordForm) if one.isVisible()], "a form to type in")
        form = self.find(RecordForm, self.page)
        self.wait(form.sections.is_complete)
        return form

    def box(self, path: str) -> FieldBox:
        """The field of the form in front at "sex" or "phones.0.number"."""
        found = self.form().sections.at_issue(path)
        assert isinstance(found, FieldBox), path
        return found

    def fill(self, **answers: str) -> None:
        """Type an answer into each field, and leave it by Tab; a choice is typed in part and taken from the list."""
        for path, text in answers.items():
            stop = self.box(path.replace("__", ".")).editor.stops()[0]
            stop.setFocus(Qt.FocusReason.MouseFocusReason)
            self.reach(stop)
            if isinstance(stop, (QLineEdit, QPlainTextEdit, QTextEdit)):
                self.replace(text)
            else:
                self.type(text)
            self.press(Qt.Key.Key_Tab)

    def push_add(self, path: str) -> None:
        """One more line in a group of rows."""
        rows = self.form().sections.at_issue(path)
        assert isinstance(rows, RowsEditor), path
        self.click(rows.add_button)

    def save(self) -> None:
        """Ctrl+S; when doubts are said, look at them and save all the same."""
        editor = self.find(RecordEditor, self.page)
        saved: list[object] = []
        editor.saved.connect(saved.append)
        self.press(Qt.Key.Key_S, CONTROL)
        self.wait(lambda: saved or editor.doubts.isVisible(), f"saved; said meanwhile: {remarks(editor.form)}")
        if not saved:
            self.push("Save anyway", editor.doubts)
            self.wait(lambda: saved, "saved with the doubts")

    def begin_in_the_file(self, kind: str) -> None:
        """Ctrl+N in a file, and the letter of a kind in the menu."""
        label = str(self.shell.desk.kinds[kind].label)
        self.press(Qt.Key.Key_N, CONTROL)
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(text for text in (one.text() for one in menu.actions()) if text.replace("&", "") == label)
        self.type(wanted[wanted.index("&") + 1])
        self.wait(lambda: QApplication.activePopupWidget() is None, f"the menu takes {wanted!r}")

    def take(self, words: str) -> None:
        """Take an entry of the menu that is open by its letter; `words` carry the mark of it ("&Service")."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = _(words)
        assert wanted in [action.text() for action in menu.actions()]
        self.type(wanted[wanted.index("&") + 1])
        self.wait(lambda: QApplication.activePopupWidget() is None, f"the menu takes {wanted!r}")

    def take_way(self, ways: StepButtons, end: str) -> None:
        """Take the way on from a record that ends in a state: its button, or with the keyboard from the menu."""
        for way, button in zip(ways.shown, ways.buttons, strict=False):  # then comes what is done by hand
            if way.end == end:
                self.click(button)
                return
        place = [way.end for way in ways.others].index(end)
        ways.more.setFocus()
        self.press(Qt.Key.Key_Space)
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
        for key in [Qt.Key.Key_Down] * place + [Qt.Key.Key_Return]:  # the last one closes it
            QApplication.sendEvent(self._target(), QKeyEvent(QEvent.Type.KeyPress, key, NONE))
        self.wait(lambda: QApplication.activePopupWidget() is None, "the menu takes the way")


def under_the_pointer(widget: QWidget, place: QPoint) -> QWidget | None:
    """What a click at a place of `widget` would meet first."""
    return widget.window().childAt(widget.mapTo(widget.window(), place))


def middle_of(widget: QWidget) -> QPoint:
    """Where one clicks: the middle, or the box of a tick."""
    if not isinstance(widget, QCheckBox):
        return widget.rect().center()
    option = QStyleOptionButton()
    widget.initStyleOption(option)
    return widget.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, widget).center()


def remarks(form: RecordForm | None) -> list[str]:
    """What is said beside the fields of a form."""
    boxes = form.sections.boxes() if form is not None else ()
    return [f"{box.field.key}: {box.message()}" for box in boxes if box.message()]


def said(widget: QWidget) -> str:
    """What a button or a label says, without the mark of its letter."""
    text = getattr(widget, "text", None)
    return plain(str(text())).replace("&&", "\0").replace("&", "").replace("\0", "&") if callable(text) else ""


def field_of(frame: QWidget) -> QWidget:
    """What one types in, inside a frame."""
    inner = frame.focusProxy()
    return frame if inner is None else field_of(inner)


# --- everything that can be read ----------------------------------------------------------------------------------
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    Qt.ItemDataRole.UserRole,
)


def readable(among: QWidget) -> str:
    """All that is written in a widget, hidden parts too: texts, names for a screen reader, hints, items of lists
    and tables, tabs, menus and titles. Whatever stands here, somebody can read.
    """
    found: list[str] = []
    for widget in [among, *among.findChildren(QWidget)]:
        found += _of_widget(widget)
    found += [action.text() for action in among.findChildren(QAction)]
    return plain("\n".join(text for text in found if text))


def _of_widget(widget: QWidget) -> list[str]:
    found = [
        widget.accessibleName(),
        widget.accessibleDescription(),
        widget.toolTip(),
        widget.windowTitle(),
        widget.statusTip(),
        widget.whatsThis(),
    ]
    for way in ("text", "toPlainText", "title", "placeholderText"):
        ask = getattr(widget, way, None)
        if callable(ask):
            try:
                found.append(str(ask()))
            except TypeError:
                continue
    if isinstance(widget, QTabBar):
        found += [f"{widget.tabText(place)} {widget.tabToolTip(place)}" for place in range(widget.count())]
    model = widget.model() if isinstance(widget, (QAbstractItemView, QComboBox)) else None
    if model is not None:
        found += _of_model(model)
    return found


def _of_model(model: QAbstractItemModel) -> list[str]:
    root = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
    places = [(row, column) for row in range(model.rowCount(root)) for column in range(columns)]
    return [str(model.data(model.index(*place, root), role) or "") for place in places for role in _ROLES]
