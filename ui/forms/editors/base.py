"""What every editor shares: it gives a value, can be put back in a former state, and says when it is changed or
left.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.fields import Field
from casemgr.domain.words import Words
from ui.forms.contract import Host, NotUnderstood
from ui.kit.base import Living, set_look


def both(error: UserError) -> Words:
    """What happened and what to do, as one remark."""
    return Words(*(f"{error.what.say(code)} {error.do.say(code)}" for code in ("fr", "ar", "en")))


class Editor(Living, QWidget):
    """The input of one field. `edited`: the person changed it; `entered` and `left`: the focus came and went.

    A state is whatever puts the editor back exactly as it was, unread text included; undoing uses it.
    """

    edited = Signal()
    entered = Signal(QWidget)
    left = Signal()

    is_wide = False  # takes the whole line of the grid
    is_single_line = True  # Enter goes to the next field

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.host = host
        self._stops: list[QWidget] = []
        self._is_inside = False
        self._marked = ""
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    # --- the value ------------------------------------------------------------------------------------------
    def value(self) -> Any:
        """The value, None when empty, NotUnderstood when what is typed cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show `value`, without `edited`. A text that is not a value of the field is shown as it was typed."""
        raise NotImplementedError

    def state(self) -> object:
        """What `set_state` needs to come back to this moment."""
        return self.value()

    def set_state(self, state: Any) -> None:
        """Come back to a moment, without `edited`."""
        self.set_value(state)

    def understood(self) -> str:
        """What was understood of what is typed, when that is worth saying under the field."""
        return ""

    # --- the focus ------------------------------------------------------------------------------------------
    def watch(self, widget: QWidget) -> None:
        """Make `widget` a stop of the Tab key, and listen to its keys and its focus."""
        self._stops.append(widget)
        widget.installEventFilter(self)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)

    def unwatch(self, widget: QWidget) -> None:
        """`widget` is about to go."""
        self._stops.remove(widget)
        widget.removeEventFilter(self)

    def stops(self) -> list[QWidget]:
        """The widgets where Tab stops, in the order of the eye."""
        return list(self._stops)

    def settle(self) -> None:
        """The focus has left: write what is understood in its usual form."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Focus and the form's own keys, on the widgets of this editor."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event) or super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._is_inside = True
            self.entered.emit(watched)
        elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._focus_out(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        return self.host.press(event, self.is_single_line)

    def _focus_out(self, event: QFocusEvent) -> None:
        away = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        now = QApplication.focusWidget()
        stays = now is not None and self.isAncestorOf(now)
        if event.reason() in away or stays or not self._is_inside:
            return
        self._is_inside = False
        self.settle()
        self.left.emit()

    # --- how it looks ---------------------------------------------------------------------------------------
    def mark(self, strength: str) -> None:
        """Show that the field is wrong ("error"), doubtful ("warning") or neither ("")."""
        if strength == self._marked:
            return  # dressing a widget again is dear, and a form has many
        self._marked = strength
        for stop in self._stops:
            set_look(
                stop,
                bad="true" if strength == "error" else "",
                wary="true" if strength == "warning" else "",
            )

    def name(self, said: str, description: str) -> None:
        """What a screen reader says of the editor."""
        for stop in self._stops[:1]:
            stop.setAccessibleName(said)
            stop.setAccessibleDescription(description)


class LineEditor(Editor):
    """An editor that is one typed line: `read` understands the text, `shown` writes a value."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line = self.make_line()
        self._value: Any = None
        self.body.addWidget(self.line)
        self.watch(self.line)
        self.line.textEdited.connect(self._typed)

    def make_line(self) -> QLineEdit:
        """The line itself."""
        return QLineEdit()

    def read(self, text: str) -> Any:
        """The value that is typed, None when empty. Raises UserError when it is not one."""
        return self.field.read(text, self.host.context)

    def shown(self, value: Any) -> str:
        """The text that `read` reads back as `value`."""
        return self.field.show(value)

    def value(self) -> Any:
        """What is typed."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value."""
        if isinstance(value, NotUnderstood):
            self.put(value)
            return
        try:
            text = self.shown(value)
        except (AttributeError, TypeError, ValueError):
            self.put(str(value))  # a text kept by a draft: it was not understood, and is shown as it was typed
            return
        self._value = value
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def state(self) -> object:
        """This moment."""
        return self.line.text()

    def set_state(self, state: Any) -> None:
        """Back to a moment."""
        self.put(str(state))

    def put(self, text: str) -> None:
        """Show `text` as if it had been typed, without `edited`."""
        self.line.setText(text)
        self._understand()

    def settle(self) -> None:
        """The usual form of what is typed."""
        if self._value is not None and not isinstance(self._value, NotUnderstood):
            usual = self.shown(self._value)
            if usual != self.line.text():
                self.line.setText(usual)

    def _understand(self) -> None:
        text = self.line.text()
        try:
            self._value = self.read(text)
        except UserError as error:
            self._value = NotUnderstood(text, both(error))

    def _typed(self, _text: str) -> None:
        self._understand()
        self.edited.emit()


def align_by_content(line: QLineEdit, empty: Qt.LayoutDirection | None = None) -> None:
    """Keep what is typed on the side where its script begins; an empty line on the side of the window, or of
    `empty`.
    """
    text = line.text()
    if text:
        right_to_left = text_is_right_to_left(text)
    else:
        right_to_left = (empty or line.layoutDirection()) == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
    line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


def text_is_right_to_left(text: str) -> bool:
    """Whether the first letter of `text` is written from right to left."""
    import unicodedata

    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def keep_left_to_right(line: QLineEdit) -> None:
    """Digits in their order (a phone, a date, an amount), on the side where the window begins to read."""
    parent = line.parentWidget()
    mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    if line.layoutDirection() != Qt.LayoutDirection.LeftToRight:
        line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
