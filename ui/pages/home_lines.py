"""The lines of Home: a form left unfinished, a file opened lately, a file of which something is still expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.clock import MOROCCO
from ui import formats
from ui.kit.avatar import Avatar
from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.labels import DirectionalLabel, Label
from ui.theme import GRID, HALF
from ui.translation import N_, Text

if TYPE_CHECKING:
    from casemgr.services.drafts import Draft


class DraftLine(Living, QWidget):
    """What was being typed, about whom, since when. `opened()`, `discarded()`."""

    opened = Signal()
    discarded = Signal()

    def __init__(self, draft: Draft, kind: Text, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        state = N_("New: {kind}") if draft.record is None else N_("Changed: {kind}")
        self._when = draft.at.astimezone(MOROCCO)
        self._since = Label("", "small", "muted")
        self.open_button = Button(N_("Go on"))
        self.open_button.clicked.connect(self.opened)
        self.discard_button = IconButton("trash-2", N_("Throw this draft away"))
        self.discard_button.clicked.connect(self.discarded)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(state.format(kind=kind), weight="medium"))
        if about:
            words.addWidget(DirectionalLabel(about, elided=True))
        words.addWidget(self._since)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, HALF, 0, HALF)
        row.setSpacing(GRID)
        row.addWidget(Avatar("pencil", "warning", 36, N_("Draft")))
        row.addLayout(words, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.discard_button)
        self.live()

    def retranslate(self) -> None:
        """Since when."""
        self._since.say(N_("Kept {moment}").format(moment=formats.isolate(formats.date_time(self._when))))


class FileLine(Living, QWidget):
    """A file opened lately. `opened()`."""

    opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.open_button = Button(N_("Open"))
        self.open_button.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, HALF, 0, HALF)
        row.setSpacing(GRID)
        row.addWidget(Avatar("user", "neutral", 36))
        row.addWidget(DirectionalLabel(title, elided=True), 1)
        row.addWidget(self.open_button)
        self.live()

    def retranslate(self) -> None:
        """What a screen reader says."""
        self.setAccessibleName(self._title)


class IncompleteLine(Living, QWidget):
    """A file, and what is still expected of it. `opened()`."""

    opened = Signal()

    def __init__(self, title: str, missing: Sequence[Text], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._missing = title, tuple(missing)
        self._said = DirectionalLabel("", "small", ink="muted", wrap=True)
        self.open_button = Button(N_("Complete"))
        self.open_button.clicked.connect(self.opened)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(DirectionalLabel(title, elided=True))
        words.addWidget(self._said)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, HALF, 0, HALF)
        row.setSpacing(GRID)
        row.addWidget(Avatar("circle-dashed", "warning", 36))
        row.addLayout(words, 1)
        row.addWidget(self.open_button)
        self.live()

    def retranslate(self) -> None:
        """What is missing, in the language of the moment."""
        said = " · ".join(str(one) for one in self._missing)
        self._said.say(said)
        self.setAccessibleName(f"{self._title}: {said}")
