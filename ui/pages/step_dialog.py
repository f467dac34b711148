"""One step in the life of a record: the day, a reason where it needs one, and the fields that it asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.fields import Date, Field, Text
from casemgr.domain.kind import Kind, Section, Transition
from casemgr.domain.words import Words
from casemgr.services import strokes
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from casemgr.services.strokes import Done
from ui.forms import RecordForm
from ui.kit import Banner, Button, Label, PrimaryButton
from ui.kit.base import Living
from ui.operations import Command
from ui.pages.new_record_services import ShortFormServices
from ui.theme import GRID, LARGE, WIDE
from ui.translation import N_

DAY, REASON = "step_day", "step_reason"
_WIDE, _LOWEST = 560, 220  # pixels
WHEN = Words("Le", "بتاريخ", "On")
WHY = Words("Raison", "السبب", "Reason")


def step_kind(kind: Kind, step: Transition) -> Kind:
    """The form of a step: its day, its reason, what it needs."""
    fields: list[Field] = [Date(key=DAY, label=WHEN, required=True)]
    fields += [replace(kind.field(key), required=True, visible=None) for key in step.needs]
    if step.reason:
        fields.append(Text(key=REASON, label=WHY, required=True, lines=3, longest=1000))
    return replace(kind, sections=(Section("step", step.label, tuple(fields)),), rules=(), states=None)


def step_values(kind: Kind, step: Transition, record: Record, context: Context) -> dict[str, Any]:
    """What the form starts with: today, and what the record says already of what is needed, or else proposes. A day of
    the step itself (closed on, reopened on) is today.
    """
    today = context.today
    values: dict[str, Any] = {DAY: today, REASON: None}
    proposed = checking.proposals(kind, record.values, context) if step.needs else {}
    for key in step.needs:
        field = kind.field(key)
        is_of_today = isinstance(field, Date) and not field.future
        said = record.values.get(key)
        values[key] = today if is_of_today else proposed.get(key) if checking.is_empty(said) else said
    return values


class StepDialog(Living, QDialog):
    """The step `step` of a record, or several taken as one. `taken(Done)` once it is.

    It is as high as what it asks, and grows with what is said of the answers, up to the window behind it.
    """

    taken = Signal(object)

    def __init__(
        self, desk: Desk, kind: Kind, record: Record, step: Transition, context: Context, near: QWidget
    ) -> None:
        super().__init__(near.window())
        self.desk, self.kind, self.record, self.step = desk, kind, record, step
        self.was_refused = False
        self.setMinimumSize(_WIDE, _LOWEST)
        form_kind = step_kind(kind, step)
        values = step_values(kind, step, record, context)
        self.form = RecordForm(form_kind, values, context, services=ShortFormServices(desk, kind, form_kind, context))
        self._inside = self.form.sections.inside
        self._inside.installEventFilter(self)
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.doubts = Banner(N_("Look at what is marked."), "warning", action=N_("Go on all the same"))
        self.doubts.acted.connect(lambda: self.take(insist=True))
        self.doubts.hide()
        self.act = PrimaryButton(step.label, "check")
        self.act.clicked.connect(lambda: self.take())
        cancel = Button(N_("Back"))  # not "Cancel": a referral is cancelled, by a step of this name
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID)
        if record.code:
            column.addWidget(Label(record.title or record.code, ink="muted"))
        for widget in (self.trouble, self.doubts):
            column.addWidget(widget)
        column.addWidget(self.form, 1)
        column.addLayout(row)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self.live()

    def retranslate(self) -> None:
        """The title, which the system shows."""
        self.setWindowTitle(str(self.step.label))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is asked needs another room now: a remark came, a field, other letters."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fitting.start(0)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Its room, now that everything is dressed."""
        super().showEvent(event)
        self._fitting.start(0)

    def _fit(self) -> None:
        wanted = self.height() + self.form.sections.lacking()
        behind = self.parentWidget()
        height = max(_LOWEST, wanted if behind is None else min(wanted, behind.height() - LARGE))
        if height != self.height():
            self.resize(self.width(), height)

    def take(self, insist: bool = False) -> None:
        """Take the step, or say beside each field what hinders it."""
        values = self.form.values_to_save()
        if values is None:
            return
        missing = [issue for issue in self.form.services.check(values).issues if issue.strength == "error"]
        if missing:
            self.form.set_issues(missing)
            return
        desk, kind, record, to = self.desk, self.kind.key, self.record.id, self.step.end
        needs = {key: values[key] for key in self.step.needs}
        day, reason = values[DAY], values.get(REASON)

        def move() -> Done:
            return strokes.take(desk, kind, record, to, day, reason=reason, values=needs, insist=insist)

        self.act.setEnabled(False)
        Command(self, move, self._done, self._refused).start()

    def _done(self, done: Done) -> None:
        self.taken.emit(done)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.was_refused = True
        self.act.setEnabled(True)
        if isinstance(error, InvalidDraft):
            names = {"reason": REASON, "step_day": DAY}
            issues = [replace(issue, field=names.get(issue.field, issue.field)) for issue in error.issues]
            self.form.set_issues(issues)
            self.doubts.setVisible(all(issue.strength == "warning" for issue in issues))
            asked = {DAY, REASON, *self.step.needs}
            elsewhere = [str(issue.message) for issue in issues if issue.field.split(".")[0] not in asked]
            self.trouble.setVisible(bool(elsewhere))
            self.trouble.say(" ".join(elsewhere))
        else:
            self.trouble.say(error.do, error.what)
            self.trouble.show()
