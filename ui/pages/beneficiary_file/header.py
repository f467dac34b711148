"""The head of a file, which never leaves: who, where she stands, what must not be missed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.formats import isolate, isolate_any
from ui.kit import Avatar, Card, DirectionalLabel, FlowLayout, Label, StatusPill
from ui.kit.base import Living
from ui.pages.beneficiary_file.reading import FileHead
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_


class FileHeader(Living, Card):
    """Give it a head with `show_head`; `acts` is the row at its end, for the page's buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=GRID + HALF, parent=parent)
        self.head: FileHead | None = None
        self._said: tuple[str, ...] = ()
        self.name = DirectionalLabel("", "heading", elided=True)
        self.second = DirectionalLabel("", "title", ink="muted", elided=True)
        self.code = DirectionalLabel("", ink="muted", code=True)
        self._facts_row = QWidget()
        self._facts = FlowLayout(self._facts_row, WIDE, HALF)
        self._pills = QWidget()
        self._flow = FlowLayout(self._pills, HALF + 2)
        self.limits = Label("", ink="danger", weight="strong", wrap=True)
        self.limits.hide()
        self.acts = QHBoxLayout()
        self.acts.setSpacing(GRID)
        self._lay()
        self.live()

    def _lay(self) -> None:
        names = QHBoxLayout()
        names.setSpacing(WIDE)
        names.addWidget(self.name)
        names.addWidget(self.second)
        names.addStretch(1)
        names.addWidget(self.code)
        words = QVBoxLayout()
        words.setSpacing(HALF)
        words.addLayout(names)
        words.addWidget(self._facts_row)
        words.addWidget(self._pills)
        words.addWidget(self.limits)
        row = QHBoxLayout()
        row.setSpacing(GRID + HALF)
        row.addWidget(Avatar("user", "accent", 44), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(self.acts)
        row.setAlignment(self.acts, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def show_head(self, head: FileHead) -> None:
        """Show who it is; what is shown already stays as it is."""
        said = _said(head)
        self.head = head
        if said == self._said:
            return
        self._said = said
        self.name.say(head.title or isolate(head.code))
        self.second.say(head.second)
        self.second.setVisible(bool(head.second))
        self.code.say(head.code)
        self.code.setVisible(bool(head.title))
        self._show_facts(head)
        self._show_pills(head)
        self.limits.setVisible(bool(head.restrictions))
        self.retranslate()

    def _show_facts(self, head: FileHead) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label, value in head.facts:
            pair = QWidget()
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(HALF)
            row.addWidget(Label(label, "small", "muted"))
            shown = DirectionalLabel(value, weight="medium")
            shown.setAccessibleDescription(str(label))
            row.addWidget(shown)
            self._facts.addWidget(pair)

    def _show_pills(self, head: FileHead) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for alert in head.alerts:
            self._flow.addWidget(StatusPill(alert.words, alert.tone, alert.icon_name))
        self._pills.setVisible(bool(head.alerts))

    def retranslate(self) -> None:
        """The restrictions, in the person's words, after what they are."""
        if self.head is not None and self.head.restrictions:
            said = " · ".join(isolate_any(one) for one in self.head.restrictions)
            self.limits.say(N_("Limits she set: {limits}").format(limits=said))
        self.setAccessibleName(str(N_("Header of the file")))


def _said(head: FileHead) -> tuple[str, ...]:
    facts = [str(text) for fact in head.facts for text in fact]
    alerts = [str(text) for alert in head.alerts for text in (alert.words, alert.tone, alert.icon_name)]
    return (head.title, head.second, head.code, *facts, "", *alerts, "", *head.restrictions)
