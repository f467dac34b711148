"""Typing a record, new or known: its form, what is remarked, what is kept while typing, and saving it.

The page around it decides what comes after; nothing typed is lost, whichever way it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casemgr.domain.clock import MOROCCO
from casemgr.domain.conditions import Context
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, Issue, UserError
from casemgr.domain.kind import Kind
from casemgr.services import drafts, records
from casemgr.services.desk import Desk
from casemgr.services.drafts import Draft
from casemgr.services.records import Record, Saved
from ui import formats
from ui.forms import RecordForm
from ui.kit import Banner, Button, Label, PrimaryButton, Skeleton
from ui.kit.base import Living
from ui.operations import Command, Query
from ui.pages.new_record_meeting import VersionMeeting
from ui.pages.new_record_proposals import Proposals, proposals_of
from ui.pages.new_record_services import RecordServices, for_typing
from ui.theme import GRID
from ui.translation import N_, Text

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Start:
    """What a form begins with: its values, what rules may know, and a draft of the same that waits, if any."""

    values: dict[str, Any]
    context: Context
    waiting: Draft | None = None


class RecordEditor(Living, QWidget):
    """`kind` as it is typed: `record` to change one, `draft` to go on with one, `given` to start a new one with.

    Signals: `ready` once the form is there; `saved(Saved)`; `given_up` Cancel; `said(text)` for the status bar.
    """

    ready = Signal()
    saved = Signal(object)
    given_up = Signal()
    said = Signal(object)

    def __init__(
        self,
        desk: Desk,
        kind: Kind,
        *,
        record: Record | None = None,
        draft: Draft | None = None,
        given: Values | None = None,
        quick: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.kind, self.record, self.quick = desk, kind, record, quick
        self._draft, self._given = draft, dict(given or {})
        self.form: RecordForm | None = None
        self.base: Values = record.values if record else {}
        self._insists = False
        self._is_saving = False
        self._waiting: Draft | None = None
        self._section = self._field = ""
        self.services = self.make_services()
        self._meeting = VersionMeeting(self)
        self._lay()
        self.live()

    def make_services(self) -> RecordServices:
        """What the form asks."""
        known = self.record.values.get(self.kind.person) if self.record and self.kind.person else None
        person = known or self._given.get("beneficiary") or (self._draft.beneficiary if self._draft else None)
        version = self.record.version if self.record else None
        if self._draft is not None and self._draft.version is not None:
            version = self._draft.version
        return RecordServices(
            self.desk,
            self.kind,
            record=self.record.id if self.record else "",
            version=version,
            beneficiary=str(person) if person else None,
            draft=self._draft.id if self._draft else None,
        )

    def _lay(self) -> None:
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.waiting = Banner("", "info", action=N_("Take it up again"), closable=True)
        self.waiting.acted.connect(self._take_up)
        self.waiting.closed.connect(self._forget_waiting)
        self.waiting.hide()
        self.doubts = Banner(
            N_("Look at what is marked. You can save all the same."), "warning", action=N_("Save anyway")
        )
        self.doubts.acted.connect(self.insist)
        self.doubts.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(Skeleton(8))
        self._beside = QHBoxLayout()
        self._beside.setSpacing(GRID * 2)
        self._beside.addWidget(self.stack, 1)
        self.state = Label("", "small", "muted")
        self.cancel = Button(N_("Cancel"))
        self.cancel.clicked.connect(self.give_up)
        self.keep = PrimaryButton(N_("Save"), "check")
        self.keep.clicked.connect(self.save)
        self.keep.setEnabled(False)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(GRID)
        self.foot.addWidget(self.state)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for banner in (self.waiting, self.trouble):
            column.addWidget(banner)
        column.addLayout(self._beside, 1)
        column.addWidget(self.doubts)
        column.addLayout(self.foot)

    def show_foot(self, shown: bool) -> None:
        """Save and Cancel, away while another panel has its own."""
        for widget in (self.keep, self.cancel, self.state):
            widget.setVisible(shown)

    # --- beginning ------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Ask for what the form starts with, and show it. Once."""
        if self.form is None and self.stack.count() == 1:
            Query(self, self.start, self.show_form, self.refuse, key="start").start()

    def start(self) -> Start:
        """Off the window's thread: defaults or the record, the context, a draft of the same thing."""
        context = self.desk.context()
        values = {**self.record.values, **self._given} if self.record else self.new_values()
        waiting = None
        if self._draft is None:
            waiting = next((one for one in drafts.mine(self.desk) if self._is_of_this(one)), None)
        else:
            values |= for_typing(self._draft.values)
        return Start(values, replace(context, record=self.record.id if self.record else ""), waiting)

    def new_values(self) -> dict[str, Any]:
        """The defaults of a new record."""
        return records.new_draft(self.desk, self.kind.key, **self._given)

    def _is_of_this(self, draft: Draft) -> bool:
        record = self.record.id if self.record else None
        is_same = draft.kind == self.kind.key and draft.record == record
        return is_same and (record is not None or draft.beneficiary == self.services.beneficiary)

    def form_kind(self) -> Kind:
        """What the form draws."""
        return self.kind

    def show_form(self, start: Start) -> None:
        """Draw the form."""
        form = RecordForm(self.form_kind(), start.values, start.context, quick=self.quick, services=self.services)
        self.form = form
        form.draft_kept.connect(self._tell_kept)
        form.draft_refused.connect(self.refuse)
        form.changed.connect(self._changed)
        self._proposals = Proposals(form, proposals_of(self.form_kind()))
        self.stack.addWidget(form)
        self.stack.setCurrentWidget(form)
        self.keep.setEnabled(True)
        if start.waiting is not None:
            self._offer(start.waiting)
        elif self._draft is not None:
            self.state.say(N_("Draft of {when}").format(when=_moment(self._draft)))
        self.ready.emit()
        self.go_to(self._section, self._field)

    def go_to(self, section: str = "", field: str = "") -> None:
        """The keyboard to a section, or to one field of it; to the first field when nothing is asked."""
        self._section, self._field = section, field
        if self.form is None:
            return
        place = self.form.sections.at((field,)) if field else None
        if place is not None:
            self.form.go_to(place)
        elif section and section in self.form.sections.cards:
            self.form.go_to_section(section)
        else:
            self._focus_first_free()

    def _focus_first_free(self) -> None:
        """The first field that was not given: the person of a service begun from her file is known."""
        boxes = self.form.sections.boxes() if self.form is not None else ()
        free = next((box for box in boxes if box.field.key not in self._given and box.stops()), None)
        if self.form is not None and free is not None and self._given:
            self.form.go_to(free)
        elif self.form is not None:
            self.form.focus_first()

    # --- drafts ---------------------------------------------------------------------------------------------
    def _offer(self, draft: Draft) -> None:
        self._waiting = draft
        self.waiting.say(N_("You began this on {when} and did not save it.").format(when=_moment(draft)))
        self.waiting.show()

    def _take_up(self) -> None:
        if self._waiting is not None and self.form is not None:
            self.services.draft = self._waiting.id
            if self._waiting.version is not None:
                self.services.version = self._waiting.version
            self.form.set_values({**self.form.values(), **for_typing(self._waiting.values)})
            self.form.keep_draft_now()
            self.waiting.hide()
            self._waiting = None
            self.go_to()

    def _forget_waiting(self) -> None:
        draft, desk = self._waiting, self.desk
        self._waiting = None
        if draft is not None:
            Command(self, lambda: drafts.discard(desk, draft.id), None, self.refuse).start()

    def keep_draft(self) -> None:
        """Keep what is typed now, if anything is."""
        if self.form is not None and self.form.is_dirty() and not self._is_saving:
            self.form.keep_draft_now()

    def _tell_kept(self) -> None:
        now = formats.time(self.desk.clock.now().astimezone(MOROCCO).time())
        kept = N_("Draft kept at {time}").format(time=formats.isolate(now))
        self.state.say(kept)
        self.said.emit(kept)

    def _changed(self) -> None:
        self._insists = False
        self.doubts.hide()
        self.trouble.hide()

    def give_up(self) -> None:
        """Leave without saving: the draft goes too. What is being saved is saved, and says so."""
        if self._is_saving:
            return
        services = self.services
        Command(self, services.end_draft, None, self.refuse).start()
        self.given_up.emit()

    # --- saving ---------------------------------------------------------------------------------------------
    def save(self) -> None:
        """Save, or say beside each field what hinders it."""
        if self.form is None or self._is_saving:
            return
        values = self.form.values_to_save()
        if values is None or not self.may_save(values):
            return
        self._is_saving = True
        self.keep.setEnabled(False)
        self.trouble.hide()
        insist = self._insists
        Command(self, lambda: self._write(values, insist), self._after, self._refused).start()

    def may_save(self, values: dict[str, Any]) -> bool:
        """A last word before saving; whoever refuses says why."""
        return True

    def insist(self) -> None:
        """Save with the doubts that were shown."""
        self._insists = True
        self.save()

    def _write(self, values: dict[str, Any], insist: bool) -> Saved:
        saved = self.write(values, insist)
        self.services.end_draft()
        return saved

    def write(self, values: dict[str, Any], insist: bool) -> Saved:
        """Off the window's thread: save."""
        stored = {field.key for field in self.kind.stored_fields()} | {rows.key for rows in self.kind.rows()}
        typed = {key: value for key, value in values.items() if key in stored}
        record = self.record.id if self.record else None
        return records.save(
            self.desk, self.kind.key, typed, record_id=record, version=self.services.version, insist=insist
        )

    def _after(self, saved: Saved) -> None:
        self._is_saving = False
        if self.form is not None:
            self.form.mark_saved()
        self.saved.emit(saved)

    def _refused(self, error: UserError) -> None:
        self._is_saving = False
        self.keep.setEnabled(True)
        if isinstance(error, ChangedMeanwhile) and self.record is not None:
            self._meeting.begin()
        elif isinstance(error, InvalidDraft) and self.form is not None:
            issues = self.on_form(error.issues)
            self.form.set_issues(issues)
            only_doubts = bool(issues) and all(issue.strength == "warning" for issue in issues)
            self.doubts.setVisible(only_doubts)
        else:
            self.refuse(error)

    def on_form(self, issues: tuple[Issue, ...]) -> list[Issue]:
        """The remarks of the service, at their place on the form."""
        return list(issues)

    def refuse(self, error: UserError) -> None:
        """Say what happened and what to do."""
        self.trouble.say(error.do, error.what)
        self.trouble.show()


def _moment(draft: Draft) -> Text:
    return formats.isolate(formats.date_time(draft.at.astimezone(MOROCCO)))
