"""The screen of one record that is not a person: a household, a case, a service, a consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from casemgr.services.desk import Desk
from ui.formats import isolate
from ui.pages.beneficiary_file.history_view import HistoryView
from ui.pages.beneficiary_file.record_pane import RecordPane, Seen
from ui.pages.page import Page
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from ui.navigation import Navigator


class RecordPage(Page):
    """`record` of `kind`; with `joining` (a person), its members are typed at once with her among them."""

    def __init__(
        self,
        desk: Desk,
        navigator: Navigator,
        *,
        kind: str,
        record: str,
        joining: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, navigator, parent)
        self.kind = desk.kinds[kind]
        self.icon_name = self.kind.icon
        self.record, self._joining = record, joining
        self.code = ""
        self.pane = RecordPane(desk, self.kind)
        self.pane.changed.connect(self._changed)
        self.pane.record_asked.connect(self._open_other)
        self.pane.said.connect(navigator.hint)
        self.pane.paper_asked.connect(lambda given: navigator.new_record("attachment", **given))
        self.pane.read.connect(self._read)
        self.history = HistoryView(desk, kind, record)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        for _place in range(2):
            self.tabs.addTab("")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.history)
        self.tabs.currentChanged.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, GRID, WIDE, WIDE)
        column.setSpacing(GRID + 4)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.add_act("Ctrl+S", N_("Save"), self.pane.save)
        self.add_act("Ctrl+E", N_("Edit"), self.pane.edit)
        self.add_act("Ctrl+P", N_("Print…"), lambda: navigator.open_page("paper", kind=kind, record=record))
        self.add_act("F5", N_("Read again"), self.refresh)
        self.live()

    def title(self) -> str:
        """The kind and its number."""
        return f"{self.kind.label} {isolate(self.code)}".strip()

    def refresh(self) -> None:
        """Read the record; one that is being typed stays as it is."""
        if self.pane.record:
            self.pane.look_again()
        else:
            self.pane.show_record(self.record)
        if self.stack.currentWidget() is self.history:
            self.history.load()

    def focus_first(self) -> None:
        """The record itself."""
        self.pane.setFocus()

    def keep_draft(self) -> None:
        """Keep what is typed."""
        self.pane.keep_draft()

    def _read(self, seen: Seen) -> None:
        self.code = seen.record.code
        self.renamed.emit()
        if self._joining:
            line = {"member": self._joining, "from_date": self.desk.today, "lives_here": True}
            members = [*(seen.record.values.get("members") or ()), line]
            self._joining = ""
            self.pane.edit_with({"members": members})
            self.pane.edit("members")

    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        if place:
            self.history.load()

    def _changed(self, kind: str, record: str) -> None:
        self.navigator.tell_saved(kind, record)

    def _open_other(self, kind: str, record: str) -> None:
        if kind in self.desk.kinds:
            self.navigator.open_record(kind, record)

    def retranslate(self) -> None:
        """The tabs."""
        super().retranslate()
        self.tabs.setTabText(0, str(self.kind.label))
        self.tabs.setTabText(1, str(N_("History")))
