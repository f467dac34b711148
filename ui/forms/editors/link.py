"""A reference to another record or to a member of the staff: searched while it is typed, shown by its title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.fields import Field, Link
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui.forms.contract import Host, NotUnderstood
from ui.forms.editors.base import LineEditor
from ui.forms.editors.pick_line import Entry, PickLine, folded
from ui.operations import Query

_NOT_CHOSEN = Words(
    "Personne n’est encore choisi : prenez une ligne de la liste.",
    "لم يتم الاختيار بعد: خذوا سطرا من اللائحة.",
    "Nothing is chosen yet: take a line of the list.",
)
_HIDDEN = Words("(fiche non visible)", "(ملف غير متاح)", "(record not visible)")
PAUSE_MS = 150  # between the last letter and the search


class LinkEditor(LineEditor):
    """The title of the record; typing searches, off the window's thread."""

    line: PickLine

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._label = ""
        self._wanted = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.line.asked.connect(self._ask)
        self.line.picked.connect(self._pick)
        self.live()

    def make_line(self) -> QLineEdit:
        """A line with its list."""
        return PickLine("search")

    @property
    def _kind(self) -> str:
        if not isinstance(self.field, Link):
            raise TypeError(self.field.key)
        return self.field.to

    def read(self, text: str) -> Any:
        """The record whose title stands there; a text that was only typed is not one yet."""
        if not text.strip():
            return None
        if self._label and text == self._label and not isinstance(self._value, NotUnderstood):
            return self._value
        return NotUnderstood(text, _NOT_CHOSEN)

    def set_value(self, value: Any) -> None:
        """Show the title of the record, which is asked for."""
        self._label = ""
        if value is None or isinstance(value, NotUnderstood):
            self._value = None
            self.put(value or "")
            return
        self._value = value
        self.line.setText("…")
        Query(self, lambda: self._title_of(str(value)), self._show_label, key="label").start()

    def title(self) -> str:
        """The title of the record that is chosen; "" for none, or while it is asked for."""
        return "" if self._value is None or isinstance(self._value, NotUnderstood) else self._label

    def state(self) -> object:
        """The record and its title, or the text."""
        return self._value, self._label, self.line.text()

    def set_state(self, state: Any) -> None:
        """Back to a record or a text."""
        self._value, self._label, text = state
        self.line.setText(text)

    def settle(self) -> None:
        """The list closes; a title that is typed in full is that record."""
        self._pause.stop()
        self.line.close_list()
        if isinstance(self._value, NotUnderstood):
            same = [entry for entry in self.line.entries() if folded(entry[1]) == folded(self._value)]
            if len(same) == 1:
                self._pick(same[0][0])

    def _title_of(self, record: str) -> tuple[str, str]:
        return record, self.host.services.label_of(self._kind, record)

    def _show_label(self, found: tuple[str, str]) -> None:
        record, label = found
        if record == self._value:
            self._label = label or str(_HIDDEN)
            self.line.setText(self._label)
            self.line.setCursorPosition(0)

    def _ask(self, typed: str) -> None:
        self._wanted = typed
        self._pause.start(0 if not typed else PAUSE_MS)

    def _search(self) -> None:
        wanted, kind = self._wanted, self._kind
        Query(self, lambda: self.host.services.options(kind, wanted), self._offer, key="options").start()

    def _offer(self, found: Sequence[Entry]) -> None:
        self.line.offer(list(found)[:50], _("Nobody and nothing answers to this"))

    def _pick(self, record: str) -> None:
        self._label = dict(self.line.entries()).get(record, self._label)
        self._value = record
        self.line.setText(self._label)
        self.edited.emit()
