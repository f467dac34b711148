"""That the file was not backed up for a week, for who may do it: the one thing that falls due for an administrator."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from casemgr.domain.clock import MOROCCO
from casemgr.domain.words import translate as _
from ui import formats
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.labels import Label
from ui.operations import Survey
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

_WAY = "administration"
_PART = "safety"


class BackupCard(Living, Card):
    """Seen only while the last backup is too old, or when there is none."""

    def __init__(self, desk: Desk, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(N_("Backup"), margin=WIDE - HALF, parent=parent)
        self._desk, self._navigator = desk, navigator
        self.last: datetime | None = None
        self.said = Label("", ink="muted", wrap=True)
        self.act = Button(N_("Back up now…"), "save")
        self.act.clicked.connect(self._go)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.said, 1)
        row.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.add(row)
        self.hide()
        self.live()

    @staticmethod
    def is_for(desk: Desk, navigator: Navigator) -> bool:
        """Whether this person backs the file up: a server has somebody who looks after it."""
        return desk.vault is not None and desk.person.may("c", "backup") and navigator.may_open(_WAY)

    def refresh(self) -> None:
        """Ask again when it was backed up last."""
        from casemgr.services import upkeep

        desk = self._desk

        def read() -> tuple[datetime | None, bool]:
            last = upkeep.last_backup(desk)
            return last, upkeep.is_late(desk, last)

        Survey(self, read, self._show, key="backup").start()

    def _show(self, found: tuple[datetime | None, bool]) -> None:
        self.last, is_late = found
        self._say()
        self.setVisible(is_late)

    def _say(self) -> None:
        if self.last is None:
            self.said.say(_("This file was never backed up: a broken disk would take everything."))
        else:
            day = formats.isolate(formats.date(self.last.astimezone(MOROCCO).date()))
            self.said.say(_("The last backup is of {day}.").format(day=day))

    def _go(self) -> None:
        page = self._navigator.open_page(_WAY)
        show = getattr(page, "show_part", None)
        if show is not None:
            show(_PART)

    def retranslate(self) -> None:
        """The sentence."""
        self._say()
