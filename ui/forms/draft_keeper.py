"""Keeps what is being typed, a moment after each pause, so that a crash or a power cut loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from casemgr.domain.errors import UserError
from ui.forms.contract import FormServices
from ui.operations import Command

PAUSE_MS = 1000


class DraftKeeper(QObject):
    """`kept` when a draft is safe; `refused(UserError)` when it could not be kept, which the page must say."""

    kept = Signal()
    refused = Signal(object)

    def __init__(self, services: FormServices, values: Callable[[], dict[str, Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._values = values
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep_now)

    def soon(self) -> None:
        """Something was typed."""
        self._pause.start()

    def forget(self) -> None:
        """What is shown is saved: there is no draft to keep."""
        self._pause.stop()

    def keep_now(self) -> None:
        """Keep it without waiting (before leaving or locking)."""
        self._pause.stop()
        values = self._values()
        Command(self, lambda: self._services.keep_draft(values), self._is_kept, self._is_refused).start()

    def _is_kept(self, _nothing: None) -> None:
        self.kept.emit()

    def _is_refused(self, error: UserError) -> None:
        self.refused.emit(error)
