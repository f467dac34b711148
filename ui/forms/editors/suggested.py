"""Free text for which a directory suggests names: whoever types "OFPPT" is offered the name under which it is known.

Suggestions help and never decide: what is typed stays as typed until a line of the list is taken, so that a body
outside the directory can be written too.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.fields import Field
from casemgr.domain.fields import Text as TextField
from ui.forms.contract import Host
from ui.forms.editors.link import PAUSE_MS
from ui.forms.editors.pick_line import Entry, PickLine
from ui.forms.editors.text import TextEditor
from ui.operations import Query


class SuggestedTextEditor(TextEditor):
    """A line of text with a list under it, asked for off the window's thread while one types."""

    line: PickLine

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._wanted = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._search)
        self.line.asked.connect(self._ask)
        self.line.picked.connect(self._pick)

    def make_line(self) -> QLineEdit:
        """A line with its list."""
        return PickLine()

    def settle(self) -> None:
        """The list closes; what is typed stays."""
        self._pause.stop()
        self.line.close_list()
        super().settle()

    def _ask(self, typed: str) -> None:
        self._wanted = typed
        self._pause.start(PAUSE_MS if typed else 0)

    def _search(self) -> None:
        field, wanted = self.field, self._wanted
        if not isinstance(field, TextField):
            raise TypeError(field.key)
        Query(self, lambda: self.host.services.options(field.suggests, wanted), self._offer, key="options").start()

    def _offer(self, found: Sequence[Entry]) -> None:
        self.line.offer(list(found), lights_first=False)

    def _pick(self, record: str) -> None:
        self.put(dict(self.line.entries())[record])
        self.edited.emit()
