"""A line one types in to pick from a list below it: the list shows what answers to the text, arrows move in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyledItemDelegate, QWidget

from casemgr.domain.words import translate as _
from ui.forms.editors.base import align_by_content
from ui.kit.base import Living
from ui.theme import icon

Entry = tuple[str, str]
_ID = Qt.ItemDataRole.UserRole


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """`text` as it is compared: no accents, no capitals, the letters of Arabic in one form."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.replace("ة", "ه").replace("ى", "ي").replace("ـ", "").replace("’", "'").split())


def answers(typed: str, entries: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """The codes whose wordings answer to `typed`: those that begin so first, then a word of them, then any part."""
    wanted = folded(typed)
    ranked: tuple[list[str], list[str], list[str]] = ([], [], [])
    for code, wordings in entries:
        places = [place for word in wordings if (place := _place(wanted, folded(word))) is not None]
        if places:
            ranked[min(places)].append(code)
    return [code for group in ranked for code in group]


def _place(wanted: str, wording: str) -> int | None:
    if wording.startswith(wanted):
        return 0
    at = wording.find(wanted)
    if at < 0:
        return None
    return 1 if f" {wanted}" in f" {wording}" or not wording[at - 1].isalnum() else 2


class PickLine(Living, QLineEdit):
    """The line. `asked(text)`: show what answers, by calling `offer`; `picked(id)`: the person took an entry."""

    asked = Signal(str)
    picked = Signal(str)

    def __init__(self, icon_name: str = "chevron-down", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._completer: QCompleter | None = None
        self._list: QListView | None = None
        self._open = QAction(icon(icon_name), "", self)
        self._open.triggered.connect(self._ask_for_all)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self.asked)
        self.textChanged.connect(lambda _text: align_by_content(self))
        self.live()

    def _drop_down(self) -> tuple[QCompleter, QListView]:
        """The list under the line, made when it is first asked for: a form has many such lines."""
        if self._completer is None or self._list is None:
            completer = QCompleter(self._model, self)
            completer.setWidget(self)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(10)
            self._list = QListView()
            self._list.setProperty("kit", "raised")  # an edge: without one the list melts into the form
            completer.setPopup(self._list)
            self._list.setItemDelegate(QStyledItemDelegate(self._list))  # the completer's own knows no style sheet
            completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]  # a signal of two forms
            self._completer = completer
        return self._completer, self._list

    def retranslate(self) -> None:
        """What the arrow does."""
        self._open.setText(_("Show the list"))
        self._open.setToolTip(_("Show the list"))

    def restyle(self) -> None:
        """The side of the text."""
        align_by_content(self)

    def changeEvent(self, event: QEvent) -> None:
        """The window turned: an empty line begins on the other side."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            align_by_content(self)

    def offer(self, entries: Sequence[Entry], nothing: str = "", *, lights_first: bool = True) -> None:
        """Show `entries` under the line; `nothing` is said when there are none.

        `lights_first`: the first one is ready to be taken by Enter or Tab; else only what the arrows reach is.
        """
        self._model.clear()
        for code, label in entries:
            item = QStandardItem(label)
            item.setData(code, _ID)
            item.setToolTip(label if len(label) > 40 else "")
            self._model.appendRow(item)
        if not entries and nothing:
            silent = QStandardItem(nothing)
            silent.setEnabled(False)
            self._model.appendRow(silent)
        if not self._model.rowCount() or not self.hasFocus():
            self.close_list()
            return
        completer, shown = self._drop_down()
        shown.setLayoutDirection(self.layoutDirection())
        completer.complete()
        shown.doItemsLayout()  # now that it is dressed: before its first showing it was measured bare
        if not lights_first:
            shown.setCurrentIndex(QModelIndex())
        elif entries and self.text():
            shown.setCurrentIndex(completer.completionModel().index(0, 0))

    def entries(self) -> list[Entry]:
        """What is offered now, as (id, label)."""
        rows = [self._model.item(row) for row in range(self._model.rowCount())]
        return [(str(item.data(_ID)), item.text()) for item in rows if item.isEnabled()]

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and self._list.isVisible()

    def close_list(self) -> None:
        """Hide the list."""
        if self._list is not None:
            self._list.hide()

    def _ask_for_all(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.is_open():
            self.close_list()
        else:
            self.asked.emit("")

    def _take(self, index: QModelIndex) -> None:
        code = index.data(_ID)
        self.close_list()
        if code:
            self.picked.emit(str(code))

    def event(self, event: QEvent) -> bool:
        """Tab takes the entry that is lit, and goes on to the next field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.is_open():
            current = self._drop_down()[1].currentIndex()
            if event.key() == Qt.Key.Key_Tab and current.isValid():
                self._take(current)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list; Enter on an open list takes the entry that is lit."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Down and plain and not self.is_open():
            self.asked.emit("")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on an empty line shows everything there is to pick."""
        super().mousePressEvent(event)
        if not self.text() and event.button() == Qt.MouseButton.LeftButton and not self.isReadOnly():
            self.asked.emit("")
