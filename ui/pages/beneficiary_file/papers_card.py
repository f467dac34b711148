"""The scans that belong to a record, on its own page: seen in one click, added from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.services import attachments, records
from casemgr.services.attachments import ATTACHMENT, Paper
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from ui import formats
from ui.forms import confidentiality
from ui.kit import Button, Card, DirectionalLabel, GhostButton, Label, StatusPill
from ui.operations import Query
from ui.theme import GRID, HALF
from ui.translation import N_


def may_attach(desk: Desk, record: Record) -> bool:
    """Whether this person may put a scan with this record: she reads it whole, and may keep what is as secret."""
    person = desk.person
    kept = desk.kinds[ATTACHMENT].granted_as if ATTACHMENT in desk.kinds else ""
    return bool(kept) and record.view == "full" and person.may("c", kept, record.confidentiality)


class PapersCard(Card):
    """`begin_asked(values)` a scan is to be added, which starts with these; `refused(UserError)`."""

    begin_asked = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, record: Record, parent: QWidget | None = None) -> None:
        super().__init__(desk.kinds[ATTACHMENT].plural, parent=parent)
        self.desk, self.record = desk, record
        self.papers: list[Paper] = []
        self.lines: dict[str, Button] = {}
        self._body = QVBoxLayout()
        self._body.setSpacing(HALF)
        self.add(self._body)
        self.attach = GhostButton(desk.kinds[ATTACHMENT].new, "paperclip")
        self.attach.clicked.connect(self._begin)
        if record.void_reason or not may_attach(desk, record):
            self.attach.hide()  # never shown before it stands in the card: it would take the keyboard
        foot = QHBoxLayout()
        foot.addWidget(self.attach)
        foot.addStretch(1)
        self.add(foot)
        self.load()

    def load(self) -> None:
        """Read what belongs to the record."""
        desk, record = self.desk, self.record
        Query(
            self,
            lambda: attachments.papers_of(desk, record.kind, record.id),
            self._show,
            self.refused.emit,
            key="papers",
        ).start()

    def _show(self, papers: list[Paper]) -> None:
        self.papers, self.lines = papers, {}
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for paper in papers:
            self._body.addWidget(self._line(paper))
        if not papers:
            self._body.addWidget(Label(self.desk.kinds[ATTACHMENT].empty, "small", "muted"))

    def _line(self, paper: Paper) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        look = Button(paper.title or paper.code, "eye", "ghost")
        look.setAccessibleName(f"{N_('Open')} {paper.title} {paper.code}")
        look.setEnabled(paper.erased_on is None)
        look.clicked.connect(lambda: self.see(paper.id))
        row.addWidget(look)
        if paper.day is not None:
            row.addWidget(DirectionalLabel(formats.date(paper.day), "small", "muted", code=True))
        if confidentiality.shown_on_rows(paper.confidentiality):
            row.addWidget(StatusPill(confidentiality.said(paper.confidentiality), "warning", "lock"))
        if paper.erased_on is not None:
            erased = self.desk.kinds[ATTACHMENT].field("erased_on").label
            row.addWidget(Label(f"{erased} {formats.date(paper.erased_on)}", "small", "muted"))
        row.addStretch(1)
        row.addWidget(DirectionalLabel(paper.code, "small", "muted", code=True))
        self.lines[paper.id] = look
        return line

    def see(self, paper: str) -> None:
        """Open a scan; who opened it is kept."""
        desk = self.desk
        Query(self, lambda: records.read(desk, ATTACHMENT, paper), self._open, self._refuse, key="see").start()

    def _open(self, record: Record) -> None:
        from ui.pages.file_viewer import FileViewer  # most records carry none

        viewer = FileViewer(self.desk, record, self.window())
        viewer.erased.connect(self.load)
        viewer.open()
        viewer.show_record()

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)
        self.load()

    def _begin(self) -> None:
        record = self.record
        person = record.values.get(self.desk.kinds[record.kind].person or "")
        link = next(link for link in self.desk.kinds[ATTACHMENT].owners() if link.to == record.kind)
        self.begin_asked.emit({link.key: record.id, **({"beneficiary": person} if person else {})})
