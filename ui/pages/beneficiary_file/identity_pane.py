"""The person's own record in her file: the header above says who she is, so only the fields are shown here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from casemgr.domain.kind import Kind
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from ui.pages.beneficiary_file.reading import Opened
from ui.pages.beneficiary_file.record_pane import RecordPane, Seen
from ui.theme import GRID


class IdentityPane(RecordPane):
    """Give it the file that was read with `show_file`: it is not read twice."""

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(desk, kind, parent)
        self.stack.setCurrentWidget(self._skeleton)

    def show_file(self, opened: Opened) -> None:
        """Show the person's record as it was just read, unless it is being typed."""
        record: Record = opened.file.record
        if self.editor is None:
            self.record = record.id
            self._show(Seen(record, (), (), opened.context))

    def _head(self, seen: Seen) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        self._acts(row, seen.record)
        return row
