"""One record, to read: what it is, where it stands, the steps possible now, its fields; and to change, in place.

What is more secret than the case team's is closed until it is opened; the reading is then kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.errors import NotFound, UserError
from casemgr.domain.kind import Kind, Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.services import attachments, history, records, strokes
from casemgr.services.desk import Desk
from casemgr.services.history import Stage
from casemgr.services.records import Record, Saved
from ui.forms import RecordView, confidentiality
from ui.forms.reading import FILE
from ui.kit import (
    Banner,
    Button,
    ConfirmPanel,
    DirectionalLabel,
    EmptyState,
    IconButton,
    Skeleton,
    StatusPill,
    toast,
)
from ui.kit.base import Living
from ui.kit.canvas import Canvas
from ui.operations import Command, Query
from ui.pages.beneficiary_file.history_view import life_card
from ui.pages.beneficiary_file.papers_card import PapersCard
from ui.pages.new_record_editor import RecordEditor
from ui.pages.new_record_services import RecordServices
from ui.pages.programmes.stage_bar import StageBar
from ui.pages.step_buttons import StepButtons
from ui.pages.step_dialog import StepDialog
from ui.tables.tones import icon_of, tone_of
from ui.theme import GRID, HALF
from ui.translation import N_

Values = Mapping[str, object]


@dataclass(frozen=True)
class Seen:
    """A record as the pane shows it."""

    record: Record
    steps: tuple[Transition, ...]
    life: tuple[Stage, ...]
    context: Context


def read_record(desk: Desk, kind: str, record_id: str) -> Seen:
    """Read a record with its steps and its life. Raises NotFound; noted in the audit where that is asked."""
    record = records.read(desk, kind, record_id)
    life = tuple(history.life(desk, kind, record_id)) if desk.kinds[kind].states else ()
    return Seen(record, strokes.ways(desk, record), life, desk.context())


class RecordPane(Living, QWidget):
    """Give it a record with `show_record`, its mark when that is known.

    Signals: `changed(kind, id)` it was saved, moved, voided or restored; `record_asked(kind, id)` another record;
    `said(text)` for the status bar; `read(Seen)`; `paper_asked(values)` a scan is to be put with it.
    """

    changed = Signal(str, str)
    record_asked = Signal(str, str)
    said = Signal(object)
    read = Signal(object)
    paper_asked = Signal(object)

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.kind = desk, kind
        self.record = ""
        self.seen: Seen | None = None
        self.editor: RecordEditor | None = None
        self._shown: QWidget | None = None
        self.step_buttons: StepButtons | None = None
        self._given: dict[str, object] = {}
        self.trouble = Banner("", "danger", closable=True)
        self.trouble.hide()
        self.stack = QStackedWidget()
        self._nothing = EmptyState(kind.icon, N_("Nothing chosen"), N_("Choose a line to read it here."))
        self._closed = EmptyState(
            "lock",
            N_("Closed until you open it"),
            N_("Confidential: opening it is noted with your name."),
            N_("Open"),
            action_icon="eye",
        )
        self._closed.acted.connect(self.open_closed)
        self._skeleton = Skeleton(6)
        for page in (self._nothing, self._skeleton, self._closed):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.trouble)
        column.addWidget(self.stack, 1)
        self.live()

    # --- reading --------------------------------------------------------------------------------------------
    def show_record(self, record: str, mark: str = "L0") -> None:
        """Show a record ("" for none), or that it is closed; one that is being typed is left as it is."""
        if self.editor is not None and record == self.record:
            return
        self._leave_editor()
        self.record, self.seen = record, None
        self.trouble.hide()
        if not record:
            self.stack.setCurrentWidget(self._nothing)
        elif confidentiality.shown_on_rows(mark):
            self.stack.setCurrentWidget(self._closed)
        else:
            self.open_closed()

    def open_closed(self) -> None:
        """Read it: who opened it is kept."""
        desk, kind, record = self.desk, self.kind.key, self.record
        if self.seen is None:
            self.stack.setCurrentWidget(self._skeleton)
        Query(self, lambda: read_record(desk, kind, record), self._show, self._refuse, key="record").start()

    def look_again(self) -> None:
        """Read the same record again, unless it is being typed or closed."""
        if self.seen is not None and self.editor is None:
            self.open_closed()

    def _refuse(self, error: UserError) -> None:
        if isinstance(error, NotFound) and self.editor is None:
            self._forget()  # closed to her meanwhile (a complaint that concerns her): nothing of it stays in sight
        if self.seen is None:
            self.stack.setCurrentWidget(self._nothing)
        self.trouble.say(error.do, error.what)
        self.trouble.show()

    def _forget(self) -> None:
        self.seen = None
        if self._shown is not None:
            self.stack.removeWidget(self._shown)
            self._shown.deleteLater()
            self._shown = None

    def _show(self, seen: Seen) -> None:
        if seen.record.id != self.record or self.editor is not None:
            return
        self.seen = seen
        if self._shown is not None:
            self.stack.removeWidget(self._shown)
            self._shown.deleteLater()
        self._shown = self._page(seen)
        self.stack.addWidget(self._shown)
        self.stack.setCurrentWidget(self._shown)
        self.read.emit(seen)
        if self._given:
            self.edit()

    def _page(self, seen: Seen) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._head(seen))
        if seen.record.void_reason:
            column.addWidget(Banner(seen.record.void_reason, "danger", N_("This record is void")))
        if self.kind.key == "enrolment" and not seen.record.void_reason:
            column.addWidget(self._path(seen))
        if seen.steps and not seen.record.void_reason:
            column.addWidget(self._steps(seen))
        inside = Canvas()
        body = inside.column
        body.setSpacing(GRID + HALF)
        services = RecordServices(self.desk, self.kind, record=seen.record.id)
        may_edit = self.may_edit(seen.record)
        keys = self.kind.view_keys(seen.record.view)
        mark = seen.record.confidentiality
        view = RecordView(
            self.kind, seen.record.values, seen.context, services=services, keys=keys, may_edit=may_edit, mark=mark
        )
        view.edit_asked.connect(self.edit)
        view.record_asked.connect(self._follow)
        body.addWidget(view)
        if attachments.carries_papers(self.desk, self.kind.key):
            body.addWidget(self._papers(seen))
        if seen.life:
            body.addWidget(life_card(seen.life))
        body.addStretch(1)
        column.addWidget(_scrolling(inside, str(self.kind.label)), 1)
        return whole

    def _follow(self, kind: str, record: str) -> None:
        """Another record; or the scan that this one carries."""
        if kind != FILE:
            self.record_asked.emit(kind, record)
        elif self.seen is not None:
            from ui.pages.file_viewer import FileViewer  # most records carry none

            viewer = FileViewer(self.desk, self.seen.record, self.window())
            viewer.erased.connect(lambda: self._read_again(self.record))
            viewer.open()
            viewer.show_record()

    def _papers(self, seen: Seen) -> QWidget:
        card = PapersCard(self.desk, seen.record)
        card.begin_asked.connect(self.paper_asked)
        card.refused.connect(self._refuse)
        return card

    def _head(self, seen: Seen) -> QHBoxLayout:
        record = seen.record
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(DirectionalLabel(record.title or str(self.kind.label), "title", elided=True), 1)
        if record.code:
            row.addWidget(DirectionalLabel(record.code, ink="muted", code=True))
        if confidentiality.shown_on_rows(record.confidentiality):
            row.addWidget(StatusPill(confidentiality.said(record.confidentiality), "warning", "lock"))
        if record.state and self.kind.states:
            states = self.kind.states
            words = vocabulary(states.vocabulary, states.beside).label(record.state)
            row.addWidget(StatusPill(words, tone_of(states.vocabulary, record.state), icon_of(record.state)))
        self._acts(row, record)
        return row

    def _acts(self, row: QHBoxLayout, record: Record) -> None:
        if record.void_reason:
            if self.desk.person.may("u", self.kind.granted_as, record.confidentiality):
                back = Button(N_("Restore"), "undo-2")
                back.clicked.connect(lambda: self.restore(record.id))
                row.addWidget(back)
        elif self.may_edit(record):
            edit = Button(N_("Edit"), "pencil")
            edit.clicked.connect(lambda: self.edit())
            void = IconButton("ban", N_("Void this record"))
            void.clicked.connect(self.ask_void)
            row.addWidget(edit)
            row.addWidget(void)

    def _path(self, seen: Seen) -> QWidget:
        """The stages of an enrolment, and the next one."""
        bar = StageBar(self.desk, seen.record.id)
        bar.refused.connect(self._refuse)
        bar.changed.connect(self._moved)
        return bar

    def _moved(self) -> None:
        self.open_closed()
        self.changed.emit(self.kind.key, self.record)

    def _steps(self, seen: Seen) -> QWidget:
        made = StepButtons(self, self._read_again, self.desk, self.kind, seen.record, seen.steps, seen.context)
        self.step_buttons = made
        return made

    def may_edit(self, record: Record) -> bool:
        """Whether this person may change it."""
        granted = self.desk.person.may("u", self.kind.granted_as, record.confidentiality)
        return granted and record.view == "full" and not record.void_reason

    # --- changing -------------------------------------------------------------------------------------------
    def edit_with(self, given: Mapping[str, object]) -> None:
        """Change it as soon as it is read, with some values put in."""
        self._given = dict(given)
        if self.seen is not None:
            self.edit()

    def edit(self, section: str = "", field: str = "") -> None:
        """Type it, from a section or a field."""
        if self.editor is not None:
            self.editor.go_to(section, field)
            return
        if self.seen is None or not self.may_edit(self.seen.record):
            return
        given, self._given = self._given, {}
        self.editor = RecordEditor(self.desk, self.kind, record=self.seen.record, given=given)
        self.editor.saved.connect(self._saved)
        self.editor.given_up.connect(self._given_up)
        self.editor.said.connect(self.said)
        self.stack.addWidget(self.editor)
        self.stack.setCurrentWidget(self.editor)
        self.editor.go_to(section, field)
        self.editor.begin()

    def save(self) -> None:
        """Save what is typed."""
        if self.editor is not None:
            self.editor.save()

    def keep_draft(self) -> None:
        """Keep what is typed."""
        if self.editor is not None:
            self.editor.keep_draft()

    def _leave_editor(self) -> None:
        if self.editor is not None:
            self.editor.keep_draft()
            self.stack.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None

    def _given_up(self) -> None:
        if self.editor is not None:
            self.stack.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        if self._shown is not None:
            self.stack.setCurrentWidget(self._shown)

    def _saved(self, saved: Saved) -> None:
        self._given_up()
        self._tell(N_("Saved"), saved.id)

    def _tell(self, words: object, record: str) -> None:
        toast(self, str(words))
        self._read_again(record)

    def _read_again(self, record: str) -> None:
        """After `record` was written; another may be in front by now, which stays as it is (closed, perhaps)."""
        if record == self.record:
            self.open_closed()
        self.changed.emit(self.kind.key, record)

    def take_step(self, step: Transition) -> StepDialog | None:
        """Ask what a step needs, and take it."""
        if self.seen is None:
            return None
        return self.step_buttons.take(step) if self.step_buttons is not None else None

    def ask_void(self) -> ConfirmPanel:
        """Ask for the reason of a void."""
        panel = ConfirmPanel(
            N_("Void this record?"),
            N_("It leaves the lists and the figures, and is kept. You can undo it."),
            N_("Void this record"),
            N_("Why"),
        )
        panel.confirmed.connect(self.void)
        panel.open_over(self)
        return panel

    def void(self, reason: str) -> None:
        """Take it out of lists and counts; the toast undoes it."""
        desk, kind, record = self.desk, self.kind.key, self.record

        def done(_none: None) -> None:
            toast(self, N_("The record is void"), N_("Undo"), lambda: self.restore(record))
            self._read_again(record)

        Command(self, lambda: records.void(desk, kind, record, reason), done, self._refuse).start()

    def restore(self, record: str) -> None:
        """Undo the void of `record`: by now another may be in front, or none."""
        desk, kind = self.desk, self.kind.key

        def done(_none: None) -> None:
            self._tell(N_("Restored"), record)

        Command(self, lambda: records.restore(desk, kind, record), done, self._refuse).start()

    def retranslate(self) -> None:
        """Everything in the language of the moment."""
        self.setAccessibleName(str(self.kind.label))
        self.look_again()


def _scrolling(inside: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)  # it takes the keyboard, to read on with the arrows
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
