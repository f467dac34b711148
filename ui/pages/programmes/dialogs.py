"""Moving people on to a stage, and ending an enrolment: what is asked is short, and Enter takes what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain import pathway
from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.fields import Field
from casemgr.domain.kind import Section
from casemgr.domain.words import Words
from casemgr.services import programmes
from casemgr.services.desk import Desk
from casemgr.services.programmes import Moved, Step
from ui.forms import RecordForm
from ui.kit import Banner, Button, Label, PrimaryButton
from ui.operations import Command
from ui.pages.new_record_services import ShortFormServices
from ui.pages.programmes.said import name_of
from ui.theme import GRID, WIDE
from ui.translation import N_, Text

DAY = Words("Le", "بتاريخ", "On")
TO = Words("Étape", "المرحلة", "Stage")
EACH_ITS_OWN = Words(
    "Vide : chaque personne passe à l’étape qui suit la sienne.",
    "فارغ: ينتقل كل شخص إلى المرحلة التي تلي مرحلته.",
    "Empty: each goes to the stage after her own.",
)


@dataclass(frozen=True)
class Chosen:
    """Who is to be moved: their enrolments, all of one programme, and the stage that comes next when it is one."""

    enrolments: tuple[str, ...]
    programme: str
    next: str | None


class _Ask(QDialog):
    """Some fields of an enrolment and one act. `done(Moved)` once it is taken."""

    moved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        near: QWidget,
        context: Context,
        title: Text,
        fields: Sequence[Field],
        values: dict[str, Any],
        act: Text,
    ) -> None:
        super().__init__(near.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(title))
        self.setMinimumSize(600, 230 + 66 * len(fields))
        self.desk = desk
        kind = desk.kinds["enrolment"]
        title_of_form = name_of(str(values["programme"]))
        form_kind = replace(kind, sections=(Section("step", title_of_form, tuple(fields)),), rules=(), states=None)
        self.form = RecordForm(form_kind, values, context, services=ShortFormServices(desk, kind, form_kind, context))
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.act = PrimaryButton(act, "check")
        self.act.setDefault(True)
        self.act.clicked.connect(self.take)
        cancel = Button(N_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID)
        column.addWidget(Label(title, "title", wrap=True))
        column.addWidget(self.trouble)
        column.addWidget(self.form, 1)
        column.addLayout(row)

    def do(self, values: dict[str, Any]) -> Callable[[], Moved]:
        """What the act does with what was typed."""
        raise NotImplementedError

    def take(self) -> None:
        """Do it, or say beside each field what hinders it."""
        values = self.form.values_to_save()
        if values is None:
            return
        missing = [issue for issue in self.form.services.check(values).issues if issue.strength == "error"]
        if missing:
            self.form.set_issues(missing)
            return
        self.act.setEnabled(False)
        Command(self, self.do(values), self._done, self._refused).start()

    def _done(self, moved: Moved) -> None:
        self.moved.emit(moved)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        if isinstance(error, InvalidDraft):
            self.form.set_issues(error.issues)
            first = error.issues[0].message
            self.trouble.say(N_("Open the enrolment and complete it, then move it on."), str(first))
        else:
            self.trouble.say(error.do, error.what)
        self.trouble.show()


class MoveDialog(_Ask):
    """The next stage of whoever is chosen: the day, what proves it, what was found. Enter takes what is proposed."""

    def __init__(self, desk: Desk, near: QWidget, context: Context, chosen: Chosen) -> None:
        self.chosen = chosen
        line = {field.key: field for field in desk.kinds["enrolment"].group("history").plain_fields()}
        stage = replace(
            line["stage"], label=TO, required=chosen.next is not None, help=None if chosen.next else EACH_ITS_OWN
        )
        evidence = line["evidence"]
        fields = (stage, replace(line["entered_on"], label=DAY), evidence, line["outcome"], line["note"])
        values = {"programme": chosen.programme, "stage": chosen.next, "entered_on": desk.today}
        super().__init__(desk, near, context, self._title(chosen), fields, values, N_("Move on"))
        self.rule = Label(self._rule(chosen), "small", "muted", wrap=True)
        column = self.layout()
        if isinstance(column, QVBoxLayout) and self.rule.text():
            column.insertWidget(1, self.rule)
        self.act.setFocus()

    @staticmethod
    def _title(chosen: Chosen) -> Text:
        if chosen.next is None:
            return N_("Move on in {programme}").format(programme=name_of(chosen.programme))
        return N_("Move on to: {stage}").format(stage=pathway.label_of(chosen.next))

    @staticmethod
    def _rule(chosen: Chosen) -> Text:
        """What opens the stage, and what proves it."""
        if chosen.next is None:
            return ""
        stage = pathway.stage(chosen.next)
        rule, proof = str(stage.rule), str(stage.evidence)
        said = [str(N_("Entry: {rule}").format(rule=rule))] if rule else []
        said += [str(N_("Evidence: {proof}").format(proof=proof))] if proof else []
        return "\n".join(said)

    def do(self, values: dict[str, Any]) -> Callable[[], Moved]:
        """Move them on."""
        desk, chosen, to = self.desk, self.chosen, values.get("stage")
        step = Step(values["entered_on"], values.get("evidence"), values.get("outcome"), values.get("note"))
        return lambda: programmes.advance(desk, chosen.enrolments, step, to)


class LeaveDialog(_Ask):
    """The end of an enrolment: the day, the reason, and what was reached."""

    def __init__(self, desk: Desk, near: QWidget, context: Context, enrolment: str, programme: str) -> None:
        self.enrolment = enrolment
        kind = desk.kinds["enrolment"]
        fields: list[Field] = [replace(kind.field("exited_on"), label=DAY, required=True)]
        fields += [kind.field(key) for key in ("exit_reason", "outcome", "exit_note")]
        values = {"programme": programme, "exited_on": desk.today}
        title = N_("Leaving: {programme}").format(programme=name_of(programme))
        super().__init__(desk, near, context, title, fields, values, N_("End the enrolment"))
        self.form.focus_first()

    def do(self, values: dict[str, Any]) -> Callable[[], Moved]:
        """End it."""
        desk, enrolment, day = self.desk, self.enrolment, values["exited_on"]
        reason, outcome, note = (values.get(key) for key in ("exit_reason", "outcome", "exit_note"))
        return lambda: programmes.leave(desk, enrolment, day, reason, outcome, note)
